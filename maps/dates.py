"""Days and times as people in Japan write them."""

from datetime import date, datetime, timedelta

from airspace.trial import JST, Window
from geo.text import Text

_ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
_WEEKDAYS = "月火水木金土日"
_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def era_day(day: date) -> str:
    """Return a day as letters write it: with its era only; before 昭和 without one.

    Examples
    --------
    >>> era_day(date(2026, 11, 4))
    '令和8年11月4日'
    """
    return f"{_era_year(day) or f'{day.year}年'}{day.month}月{day.day}日"


def day_text(day: date) -> Text:
    """Return a day with its era, year and weekday; before 昭和 without an era.

    Examples
    --------
    >>> day_text(date(2026, 11, 4)).ja
    '令和8年（2026年）11月4日（水）'
    """
    era = _era_year(day)
    year = f"{day.year}年" if era is None else f"{era}（{day.year}年）"
    return Text(
        f"{year}{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）",
        f"{_ENGLISH_WEEKDAYS[day.weekday()]} {day.isoformat()}",
    )


def moment_text(moment: datetime) -> Text:
    """Return an aware datetime as day and time in Japan."""
    local = moment.astimezone(JST)
    day = day_text(local.date())
    return Text(f"{day.ja}{local:%H:%M}", f"{day.en} {local:%H:%M} JST")


def window_text(window: Window) -> Text:
    """Return a window in words: a whole day, a time within a day, or from one moment to another."""
    start, end = window.start.astimezone(JST), window.end.astimezone(JST)
    day = day_text(start.date())
    if start.time() == end.time() == datetime.min.time() and end - start == timedelta(days=1):
        return Text(f"{day.ja} 終日", f"{day.en}, all day")
    if start.date() == end.date():
        return Text(f"{day.ja}{start:%H:%M}～{end:%H:%M}", f"{day.en} {start:%H:%M}–{end:%H:%M} JST")
    first, last = moment_text(window.start), moment_text(window.end)
    return Text(f"{first.ja}～{last.ja}", f"{first.en} – {last.en}")


def _era_year(day: date) -> str | None:
    era = next(((name, day.year - first.year + 1) for first, name in _ERAS if day >= first), None)
    return None if era is None else f"{era[0]}{'元' if era[1] == 1 else era[1]}年"

"""Days that recur, by the rule of a calendar (RFC 5545, RRULE): expanded once, when they are stated.

What a rule may cost is bounded before it is expanded: a rule without an end, by the hour, or far into the future is
refused, and none is followed further than `FURTHEST` from its first day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, Literal

from dateutil.rrule import rrule, weekday

from airspace.schedule import MOST_DAYS, DailyWindow, FlightDay, PlanDay, refuse_number
from airspace.trial import Window
from geo.errors import ValueRefused
from geo.text import Text

FURTHEST = timedelta(days=5 * 366)
"""How far from its first day a rule is followed."""

SAME_CALENDAR = 400
"""After so many years the calendar repeats itself, to the day of the week."""

LAST_YEAR = 9999
"""dateutil looks for a day until this year; so a rule is followed in the last `SAME_CALENDAR` years before it."""

MOST_CHARACTERS = 500
MOST_INTERVAL = 1_000
MOST_VALUES = 400

FREQUENCIES: Final[Mapping[str, Literal[0, 1, 2, 3]]] = {"YEARLY": 0, "MONTHLY": 1, "WEEKLY": 2, "DAILY": 3}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")

_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days by a rule from a first day on, each with the same windows, but for the days that are left out.

    Without windows they have those that the confirmed proposal gives them.

    `rule` is the value of an RRULE such as ``FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231``. The first day is one of the
    days only if the rule says so.
    """

    first_day: date
    rule: str
    windows: tuple[DailyWindow, ...]
    left_out: tuple[date, ...] = ()
    reserve: bool = False

    def flight_days(self) -> tuple[FlightDay | PlanDay, ...]:
        """Return the days.

        Raises
        ------
        ValueRefused
            If the rule cannot be read, has no end, goes by hours, gives no day or more than `MOST_DAYS`, or leads
            further than `FURTHEST`.
        """
        left_out = frozenset(self.left_out)
        days = [day for day in days_of(self.rule, self.first_day) if day not in left_out]
        refuse_number(len(days))
        if not self.windows:
            return tuple(PlanDay(day, self.reserve) for day in days)
        return tuple(FlightDay(day, tuple(each.on(day) for each in self.windows), self.reserve) for day in days)


def days_of(rule: str, first_day: date) -> list[date]:
    """Return the days of a rule from a first day on; raises `ValueRefused` as `Recurrence.flight_days` does."""
    parts = _parts(rule)
    frequency = _frequency(parts)
    count, until = _end(parts)
    begins = Window.whole_day(first_day).first_day
    horizon = begins + FURTHEST
    if until is not None and until > horizon:
        raise _too_far(f"UNTIL={until:%Y%m%d}")
    years = (LAST_YEAR - horizon.year) // SAME_CALENDAR * SAME_CALENDAR
    found = rrule(
        frequency,
        dtstart=_moved(begins, years),
        interval=_whole(parts, "INTERVAL", 1, MOST_INTERVAL) if "INTERVAL" in parts else 1,
        wkst=_week_start(parts),
        until=_moved(until or horizon, years),
        bysetpos=_numbers(parts, "BYSETPOS", 366),
        bymonth=_numbers(parts, "BYMONTH", 12, negative=False),
        bymonthday=_numbers(parts, "BYMONTHDAY", 31),
        byweekday=_by_day(parts),
    )
    days = [_moved(moment, -years).date() for moment in islice(found, count)]
    if count is not None and len(days) < count:
        raise _too_far(f"COUNT={count}")
    refuse_number(len(days))
    return days


def _moved(day: date, years: int) -> datetime:
    return datetime(day.year + years, day.month, day.day)  # noqa: DTZ001 - a day has no zone


def _parts(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name, in capitals."""
    written = rule.strip().upper().removeprefix("RRULE:")
    if not written or len(written) > MOST_CHARACTERS:
        raise _unreadable(f"{len(written)} characters", f"{len(written)}文字")
    parts: dict[str, str] = {}
    for part in written.rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts or name not in PARTS:
            raise _unreadable(part)
        parts[name] = value
    return parts


def _frequency(parts: Mapping[str, str]) -> Literal[0, 1, 2, 3]:
    named = parts.get("FREQ", "")
    if named in FREQUENCIES:
        return FREQUENCIES[named]
    if named in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise ValueRefused(
            Text(f"FREQ={named} は、1日に何度もくりかえす規則です。", f"FREQ={named} recurs many times a day."),
            Text(
                "日の規則（DAILY、WEEKLY、MONTHLY、YEARLY）にして、時刻は時間帯に書いてください。",
                "Give a rule of days (DAILY, WEEKLY, MONTHLY, YEARLY) and the times as windows.",
            ),
            where="recurrence.rule",
        )
    raise _unreadable(f"FREQ={named}")


def _end(parts: Mapping[str, str]) -> tuple[int | None, date | None]:
    """Return how many days a rule gives, or its last day; exactly one is told."""
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise ValueRefused(
            Text("くりかえしの終わりが、1つに決まりません。", "The recurrence has no end, or two."),
            Text(
                "最後の日（UNTIL=20261231）か、日数（COUNT=10）の、どちらか1つを書いてください。",
                "Give either the last day (UNTIL=20261231) or the number of days (COUNT=10).",
            ),
            where="recurrence.rule",
        )
    if "COUNT" in parts:
        count = _whole(parts, "COUNT", 1, 10**9)
        refuse_number(count)
        return count, None
    try:
        # A calendar's UNTIL is a day where its start is one (RFC 5545, 3.3.10).
        return None, datetime.strptime(parts["UNTIL"], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise _unreadable(f"UNTIL={parts['UNTIL']}") from None


def _whole(parts: Mapping[str, str], name: str, least: int, most: int) -> int:
    value = parts[name]
    if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
        raise _unreadable(f"{name}={value}")
    return int(value)


def _numbers(parts: Mapping[str, str], name: str, most: int, *, negative: bool = True) -> list[int] | None:
    if name not in parts:
        return None
    written = parts[name].split(",")
    pattern = re.compile(r"[+-]?\d{1,3}" if negative else r"\d{1,2}", re.ASCII)
    if len(written) > MOST_VALUES or not all(pattern.fullmatch(one) and 1 <= abs(int(one)) <= most for one in written):
        raise _unreadable(f"{name}={parts[name]}")
    return [int(one) for one in written]


def _week_start(parts: Mapping[str, str]) -> weekday:
    named = parts.get("WKST", "MO")
    if named not in WEEKDAYS:
        raise _unreadable(f"WKST={named}")
    return weekday(WEEKDAYS.index(named))


def _by_day(parts: Mapping[str, str]) -> list[weekday] | None:
    if "BYDAY" not in parts:
        return None
    found = []
    for one in parts["BYDAY"].split(","):
        match = _BY_DAY.fullmatch(one)
        number = int(match[1]) if match and match[1] else None
        # "The second Tuesday" is one of a month or a year only.
        if not match or number == 0 or (number is not None and parts["FREQ"] not in ("MONTHLY", "YEARLY")):
            raise _unreadable(f"BYDAY={parts['BYDAY']}")
        found.append(weekday(WEEKDAYS.index(match[2]), number))
    return found


def _unreadable(en: str, ja: str = "") -> ValueRefused:
    return ValueRefused(
        Text(f"くりかえしの規則が読めません：{(ja or en)[:80]}", f"The recurrence cannot be read: {en[:80]}"),
        Text(
            "例：FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231。使えるのは " + "、".join(PARTS) + " です。",
            "For example FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231. It may hold " + ", ".join(PARTS) + ".",
        ),
        where="recurrence.rule",
    )


def _too_far(part: str) -> ValueRefused:
    years = FURTHEST.days // 366
    return ValueRefused(
        Text(
            f"くりかえし（{part}）が、最初の日から{years}年より先に及びます。",
            f"The recurrence ({part}) leads further than {years} years from its first day.",
        ),
        Text(
            f"期間を短くしてください。一度に{MOST_DAYS}日までです。",
            f"Make it shorter; at most {MOST_DAYS} days at once.",
        ),
        where="recurrence.rule",
    )

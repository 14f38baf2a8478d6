"""実施日: the days on which is to be flown, each with its windows and whether it is a reserve day (予備日・順延日).

Days and times of day are Japan's. A window across midnight belongs to the day on which it begins.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from airspace.difference.words import window_words
from airspace.trial import JST, Window
from geo.errors import ValueRefused
from geo.text import Text

MOST_DAYS = 366
"""A whole year of days, every day of it: what is stated at once is looked through by people."""

MOST_WINDOWS_A_DAY = 24

LONGEST_WINDOW = timedelta(hours=24)

_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class FlightDay:
    """A day on which is to be flown and its windows, earliest first. A `reserve` day stands in for another one."""

    day: date
    windows: tuple[Window, ...]
    reserve: bool = False

    def __post_init__(self) -> None:
        if not 0 < len(self.windows) <= MOST_WINDOWS_A_DAY:
            raise ValueRefused(
                Text(
                    f"{self.day}の時間帯が{len(self.windows)}個です。",
                    f"{self.day} has {len(self.windows)} windows.",
                ),
                Text(
                    f"1個から{MOST_WINDOWS_A_DAY}個までにしてください。",
                    f"Give from 1 to {MOST_WINDOWS_A_DAY} windows.",
                ),
                where="days",
            )
        object.__setattr__(self, "windows", tuple(sorted(self.windows, key=lambda window: window.start)))
        for window in self.windows:
            _refuse_window(self.day, window)
        _refuse_overlap(self.windows)


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day that is stated without windows: those that the confirmed proposal gives it."""

    day: date
    reserve: bool = False

    def within(self, windows: Iterable[Window]) -> FlightDay:
        """Return the flight day; raises `ValueRefused` where a proposal's windows leave the day out."""
        found = windows_on(windows, self.day)
        if not found:
            raise ValueRefused(
                Text(
                    f"{self.day}は、確認された計画の日ではありません。", f"{self.day} is not of the confirmed proposal."
                ),
                Text("計画の日の中から選ぶか、変更を提出してください。", "Choose from its days, or submit a change."),
                where="days",
            )
        return FlightDay(self.day, found, self.reserve)


@dataclass(frozen=True, slots=True)
class StatedDays:
    """What an operator states: days, with windows or with those of the proposal, and the most flights of a day.

    `flights_per_day` of None is as the proposal tells it.
    """

    days: tuple[FlightDay | PlanDay, ...]
    flights_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class DailyWindow:
    """A window at the same time of every day: minutes from midnight, over 1440 where it ends on the day after."""

    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        if not (0 <= self.start_min < 1440 and self.start_min < self.end_min <= self.start_min + 1440):
            raise ValueError(f"no window of a day: {self.start_min} to {self.end_min} minutes")

    @classmethod
    def between(cls, start: str, end: str) -> "DailyWindow":
        """Return the window from one time of day to another, which is on the day after where it comes earlier.

        Raises
        ------
        ValueRefused
            If one is no time of day (00:00 to 23:59, or 24:00 as an end), or both are the same.
        """
        start_min, end_min = _minutes(start, most=1439), _minutes(end, most=1440)
        if end_min == start_min:
            raise ValueRefused(
                Text(f"{start}から{end}までの時間帯には長さがありません。", f"From {start} to {end} has no length."),
                Text("終わりを始まりと違う時刻にしてください。", "Give an end that differs from the start."),
                where="windows",
            )
        return cls(start_min, end_min if end_min > start_min else end_min + 1440)

    def on(self, day: date) -> Window:
        """Return the window that begins on a day in Japan."""
        midnight = datetime.combine(day, time(), JST)
        return Window(midnight + timedelta(minutes=self.start_min), midnight + timedelta(minutes=self.end_min))


def refuse_days(days: Sequence[FlightDay], windows: Iterable[Window], today: date) -> None:
    """Refuse flight days that are none, too many, past, the same, in each other's time, or not of the proposal.

    Parameters
    ----------
    windows
        Those of the confirmed revision; a flight day's windows must lie within their union.

    Raises
    ------
    ValueRefused
        With the first such day.
    """
    refuse_number(len(days))
    for day in days:
        if day.day < today:
            raise ValueRefused(
                Text(f"{day.day}は過ぎた日です。", f"{day.day} is past."),
                Text("今日より後の日にしてください。", "Give days from today on."),
                where="days",
            )
    if all(day.reserve for day in days):
        raise ValueRefused(
            Text("予備日だけで、実施日がありません。", "There are only reserve days."),
            Text("予備日でない日を1日以上入れてください。", "Give a day that is no reserve day."),
            where="days",
        )
    for before, after in itertools.pairwise(sorted(day.day for day in days)):
        if before == after:
            raise ValueRefused(
                Text(f"{after}が2度あります。", f"{after} is given twice."),
                Text("1日を1度だけ書き、時間帯を並べてください。", "Give each day once, with all of its windows."),
                where="days",
            )
    _refuse_overlap(sorted((window for day in days for window in day.windows), key=lambda window: window.start))
    refuse_outside(days, windows)


def refuse_outside(days: Iterable[FlightDay], windows: Iterable[Window]) -> None:
    """Refuse flight days of which a window leaves the union of a proposal's windows.

    Raises
    ------
    ValueRefused
        With the first such window.
    """
    held = united(windows)
    for window in (window for day in days for window in day.windows):
        if not any(whole.start <= window.start and window.end <= whole.end for whole in held):
            said = window_words(window)
            raise ValueRefused(
                Text(
                    f"{said.ja}は、確認された計画の日時の中にありません。",
                    f"{said.en} is not within the windows of the confirmed proposal.",
                ),
                Text(
                    "計画の日時の中から選ぶか、変更を提出してください。",
                    "Choose from its windows, or submit a change.",
                ),
                where="days",
            )


def refuse_number(count: int) -> None:
    """Refuse no day, and more than `MOST_DAYS`; raises `ValueRefused` with how many there are."""
    if count == 0:
        raise ValueRefused(
            Text("実施日がありません。", "No day is given."),
            Text("1日以上入れてください。", "Give a day."),
            where="days",
        )
    if count > MOST_DAYS:
        raise ValueRefused(
            Text(f"実施日が{count:,}日あり、多すぎます。", f"{count:,} days are too many."),
            Text(
                f"一度に{MOST_DAYS}日までです。期間を分けて届け出てください。",
                f"At most {MOST_DAYS} at once. State them for shorter periods.",
            ),
            where="days",
        )


def united(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return windows in order with those that meet put together."""
    held: list[Window] = []
    for window in sorted(windows, key=lambda window: window.start):
        if held and window.start <= held[-1].end:
            held[-1] = Window(held[-1].start, max(held[-1].end, window.end))
        else:
            held.append(window)
    return tuple(held)


def shared(ones: Sequence[Window], others: Sequence[Window]) -> Iterator[Window]:
    """Yield the times that lie in two lists of windows; each in order, none of a list meeting another of it."""
    one, other = 0, 0
    while one < len(ones) and other < len(others):
        start, end = max(ones[one].start, others[other].start), min(ones[one].end, others[other].end)
        if start < end:
            yield Window(start, end)
        if ones[one].end <= others[other].end:
            one += 1
        else:
            other += 1


def windows_on(windows: Iterable[Window], day: date) -> tuple[Window, ...]:
    """Return what a proposal's windows give a day: those that begin on it, and its share of those over many days."""
    whole = Window.whole_day(day)
    found = []
    for window in united(windows):
        if window.end - window.start <= LONGEST_WINDOW:
            found += [window] if window.first_day == day else []
        else:
            found += shared([window], [whole])
    return tuple(found)


def _minutes(written: str, *, most: int) -> int:
    match = _TIME_OF_DAY.fullmatch(written.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= most:
        raise ValueRefused(
            Text(f"「{written[:20]}」は時刻ではありません。", f"'{written[:20]}' is no time of day."),
            Text("10:00 のように、日本の時刻で書いてください。", "Write for example 10:00, in Japan's time."),
            where="windows",
        )
    return minutes


def _refuse_window(day: date, window: Window) -> None:
    said = window_words(window)
    if window.first_day != day:
        raise ValueRefused(
            Text(f"{said.ja}は、{day}に始まりません。", f"{said.en} does not begin on {day}."),
            Text(
                "日をまたぐ時間帯は、始まる日のところに書いてください。",
                "Give a window across midnight with the day on which it begins.",
            ),
            where="days",
        )
    if window.end - window.start > LONGEST_WINDOW:
        raise ValueRefused(
            Text(f"{said.ja}は、24時間より長い時間帯です。", f"{said.en} is longer than 24 hours."),
            Text("日ごとに分けてください。", "Give each day its own."),
            where="days",
        )


def _refuse_overlap(windows: Iterable[Window]) -> None:
    for before, after in itertools.pairwise(windows):
        if after.start < before.end:
            one, other = window_words(before), window_words(after)
            raise ValueRefused(
                Text(f"{one.ja}と{other.ja}が重なっています。", f"{one.en} and {other.en} overlap."),
                Text("1つにまとめるか、離してください。", "Make them one, or put them apart."),
                where="days",
            )

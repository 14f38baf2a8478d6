"""What an operator means to do: the aircraft, the windows, and a flight along a route or within an area."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from airspace.declared import NOTHING_DECLARED, Declared
from airspace.register.chosen import NOTHING_CHOSEN, Chosen
from geo.errors import ValueRefused
from geo.height import Height
from geo.route import Path
from geo.text import Text

JST = ZoneInfo("Asia/Tokyo")

MAX_HALF_WIDTH_M = 5_000.0

YEARS = (1900, 2200)
"""Windows start and end within these years; so no sum of days leaves the calendar."""


class Vehicle(StrEnum):
    """Which law a flight comes under: unmanned aircraft, or an aircraft that can carry a person."""

    UAS = "uas"
    EVTOL = "evtol"


VEHICLE_QUESTION = Text("機体の構造は、人が乗れますか", "Can the aircraft's structure carry a person?")
VEHICLE_HINT = Text(
    "乗れる構造なら、だれも乗らないで飛ぶときも航空機（空飛ぶクルマ）です。貨物だけを運ぶドローンは、"
    "大きくても無人航空機です。大きさや見た目では決まりません。",
    "If it can, it is an aircraft (flying car) even when nobody is aboard. A drone for cargo only is an unmanned "
    "aircraft, however large. Size and looks do not decide.",
)
VEHICLE_NAMES = {
    Vehicle.UAS: Text("いいえ：ドローン（無人航空機）", "no: drone (unmanned aircraft)"),
    Vehicle.EVTOL: Text("はい：空飛ぶクルマ（航空機）", "yes: flying car (aircraft)"),
}
"""The question that decides which law a flight comes under, and its answers."""


class RulePack(StrEnum):
    """The rules that a flight comes under: whether a person can be aboard decides, then whether anybody is."""

    UNMANNED_AIRCRAFT = "unmanned_aircraft"
    CREWED_EVTOL = "crewed_evtol"
    UNCREWED_AIRCRAFT = "uncrewed_aircraft"


RULE_PACK_NAMES = {
    RulePack.UNMANNED_AIRCRAFT: Text("無人航空機", "unmanned aircraft"),
    RulePack.CREWED_EVTOL: Text("操縦者が乗る航空機", "aircraft with a pilot aboard"),
    RulePack.UNCREWED_AIRCRAFT: Text("無操縦者航空機（だれも乗らない）", "pilotless aircraft"),
}


class EntryControl(StrEnum):
    """立入管理措置: how third parties are kept from under the flight."""

    NONE = "none"
    ASSISTANTS = "assistants"
    CONTROLLED_AREA = "controlled_area"
    ONBOARD_CAMERA = "onboard_camera"
    OTHER = "other"


ENTRY_CONTROL_NAMES = {
    EntryControl.ASSISTANTS: Text("補助者を置く", "assistants"),
    EntryControl.CONTROLLED_AREA: Text("立入りを制限する区画をつくる", "controlled area"),
    EntryControl.ONBOARD_CAMERA: Text("機上カメラで確かめる（レベル3.5）", "onboard camera (Level 3.5)"),
    EntryControl.OTHER: Text("その他の方法", "another way"),
    EntryControl.NONE: Text("しない（第三者の上空を飛ぶ）", "none (flight over third parties)"),
}
"""What each way is called, in the order in which people are asked."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time from `start` until before `end`, aware datetimes."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueRefused(
                Text("時刻に時差（タイムゾーン）がありません。", "The time has no zone."),
                Text(
                    "例：2026-11-04T10:00+09:00 のように書いてください。", "Write for example 2026-11-04T10:00+09:00."
                ),
            )
        for time_ in (self.start, self.end):
            _within_years(time_.year)
        if self.end <= self.start:
            raise ValueRefused(
                Text("終わりの時刻が始まりより後ではありません。", "The end is not after the start."),
                Text("始まりより後の時刻にしてください。", "Give an end after the start."),
            )

    @classmethod
    def whole_day(cls, day: date) -> "Window":
        """Return the whole of a day in Japan."""
        _within_years(day.year)
        start = datetime.combine(day, time(), JST)
        return cls(start, start + timedelta(days=1))

    @property
    def first_day(self) -> date:
        """The day in Japan on which the window starts."""
        return self.start.astimezone(JST).date()

    @property
    def last_day(self) -> date:
        """The day in Japan on which the window ends; an end at midnight belongs to the day before."""
        return (self.end.astimezone(JST) - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Operation:
    """飛行: one route or area with its heights and windows. A submitted revision holds one or more.

    `half_width_m` is the distance from the centreline within which the flight is meant to stay; for an
    area it is not used. `ceiling` is the greatest height of the whole flight and takes the place of the
    path's own heights where given. `fall_distance_m` is the maker's 落下距離. `chosen` is what it uses of its
    organisation's registers; what that says is in `declared` too (`airspace.register.fill`).
    """

    path: Path
    windows: tuple[Window, ...]
    half_width_m: float = 30.0
    ceiling: Height | None = None
    vehicle: Vehicle = Vehicle.UAS
    speed_mps: float | None = None
    fall_distance_m: float | None = None
    entry_control: EntryControl | None = None
    bvlos: bool | None = None
    declared: Declared = NOTHING_DECLARED
    chosen: Chosen = NOTHING_CHOSEN

    def __post_init__(self) -> None:
        if not self.windows:
            raise ValueRefused(
                Text("飛行する日時がありません。", "The flight has no time."),
                Text("日付か時間帯を1つ以上入れてください。", "Give at least one day or window."),
            )
        _within("片側の幅", "half-width", self.half_width_m, 1.0, MAX_HALF_WIDTH_M)
        if self.speed_mps is not None:
            _within("速度 (m/s)", "speed (m/s)", self.speed_mps, 0.0, 350.0)
        if self.fall_distance_m is not None:
            _within("落下距離", "fall distance", self.fall_distance_m, 0.0, 20_000.0)

    @property
    def rule_packs(self) -> tuple[RulePack, ...]:
        """The rules that it comes under; a flying car under both packs while nobody tells whether it is crewed."""
        if self.vehicle is Vehicle.UAS:
            return (RulePack.UNMANNED_AIRCRAFT,)
        match self.declared.uncrewed:
            case None:
                return (RulePack.CREWED_EVTOL, RulePack.UNCREWED_AIRCRAFT)
            case True:
                return (RulePack.UNCREWED_AIRCRAFT,)
            case _:
                return (RulePack.CREWED_EVTOL,)

    @property
    def first_day(self) -> date:
        """The first day of the flight in Japan."""
        return min(window.first_day for window in self.windows)

    @property
    def last_day(self) -> date:
        """The last day of the flight in Japan."""
        return max(window.last_day for window in self.windows)


def _within_years(year: int) -> None:
    earliest, latest = YEARS
    if not earliest <= year <= latest:
        raise ValueRefused(
            Text(f"{year} 年は扱えません。", f"The year {year} is out of range."),
            Text(f"{earliest} 年から {latest} 年の日付を書いてください。", f"Give a date from {earliest} to {latest}."),
        )


def _within(ja: str, en: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueRefused(
            Text(f"{ja} {value} は扱える範囲の外です。", f"The {en} {value} is out of range."),
            Text(f"{low:g} から {high:g} の数で書いてください。", f"Give a number from {low:g} to {high:g}."),
        )

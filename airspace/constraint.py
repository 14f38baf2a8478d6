"""What a condition asks for in a form that a machine can check: hours, a ceiling, a keep-out, flights a day, wind."""

import math
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import shapely
from shapely import Polygon

from airspace.trial import JST, Window
from airspace.workdays import is_holiday
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.route import check_position
from geo.text import Text

A_DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

CEILING_DATUMS = (Datum.AGL, Datum.AMSL)
MOST_MARGIN_M = 5_000.0
MOST_CORNERS = 1_000
MOST_FLIGHTS_A_DAY = 1_000
MOST_NAME_CHARACTERS = 120
MOST_WIND_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class HoursOfDay:
    """Only from `start` until `end`, times in Japan, on some days of the week (0 is Monday).

    An end at 0:00 is the midnight that ends the day. `on_holidays` is whether a public holiday is such a day too.
    """

    start: time
    end: time
    weekdays: frozenset[int] = EVERY_DAY
    on_holidays: bool = True

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("hours of a day are times in Japan without a zone")
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise _refused(
                "曜日が選ばれていません。",
                "No day of the week is chosen.",
                "1つ以上選んでください。",
                "Choose one or more.",
            )
        if self.end <= self.start and self.end != time():
            raise _refused(
                "終わりの時刻が始まりより後ではありません。",
                "The end is not after the start.",
                "その日のうちの時間帯にしてください。夜をまたぐときは、2件に分けてください。",
                "Give hours within one day; write two conditions for hours over midnight.",
            )
        if self.start == self.end == time() and self.weekdays == EVERY_DAY and self.on_holidays:
            raise _refused(
                "1日中・毎日なので、何も限っていません。",
                "All hours of all days limit nothing.",
                "時間帯か曜日を限ってください。",
                "Limit the hours or the days.",
            )

    @property
    def words(self) -> Text:
        """What is asked for."""
        hours = f"{self.start:%H:%M}～{self.end:%H:%M}"
        hours_en = f"{self.start:%H:%M}–{self.end:%H:%M}"
        if self.end == time():
            hours, hours_en = f"{self.start:%H:%M}～24:00", f"{self.start:%H:%M}–24:00"
        days, days_en = "", ""
        if self.weekdays != EVERY_DAY:
            chosen = sorted(self.weekdays)
            days = "（" + "・".join(WEEKDAYS_JA[day] for day in chosen) + "）"
            days_en = " on " + ", ".join(WEEKDAYS_EN[day] for day in chosen)
        if not self.on_holidays:
            days, days_en = f"{days}、祝日を除く", f"{days_en}, not on public holidays"
        return Text(f"飛行は{hours}{days}に限る", f"Flights only {hours_en}{days_en} (Japan time)")

    def first_outside(self, window: Window) -> Window | None:
        """Return the first part of a window that lies outside the hours, None where all of it is inside."""
        start, end = window.start.astimezone(JST), window.end.astimezone(JST)
        day = datetime.combine(start.date(), time(), JST)
        while day < end:
            here, until = max(start, day), min(end, day + A_DAY)
            opens, closes = self._open_on(day)
            if here < opens:
                return Window(here, min(until, opens))
            if until > closes:
                return Window(max(here, closes), until)
            day += A_DAY
        return None

    def _open_on(self, day: datetime) -> tuple[datetime, datetime]:
        """Return from when until when a day, given as its midnight, is open; a closed day opens as it ends."""
        closed = day.weekday() not in self.weekdays or (not self.on_holidays and is_holiday(day.date()))
        if closed:
            return day + A_DAY, day + A_DAY
        ends_next = self.end == time()
        return (
            datetime.combine(day.date(), self.start, JST),
            day + A_DAY if ends_next else datetime.combine(day.date(), self.end, JST),
        )


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No higher than this, above the ground below or above the sea; at that height itself is allowed."""

    height: Height

    def __post_init__(self) -> None:
        if self.height.datum not in CEILING_DATUMS:
            raise _refused(
                "上限の高さの基準が、地面か海抜ではありません。",
                "The ceiling is measured neither from the ground nor from the sea.",
                "対地高度か標高で書いてください。",
                "Give it above ground (AGL) or above mean sea level (AMSL).",
            )

    @property
    def words(self) -> Text:
        """What is asked for."""
        return Text(f"高さは{self.height.text.ja}まで", f"No higher than {self.height.text.en}")


@dataclass(frozen=True, slots=True)
class KeepOut:
    """Stay out of a named place: a polygon in JGD2011 degrees, and so many metres round it, at any height."""

    name: str
    shape: Polygon = field(repr=False)
    margin_m: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= MOST_NAME_CHARACTERS:
            raise _refused(
                "立ち入らない区域の名前がないか、長すぎます。",
                "The keep-out has no name, or one that is too long.",
                f"{MOST_NAME_CHARACTERS}文字までで書いてください。",
                f"Give at most {MOST_NAME_CHARACTERS} characters.",
            )
        _refuse_number("余裕の距離 (m)", "margin (m)", self.margin_m, 0.0, MOST_MARGIN_M)
        corners = shapely.get_coordinates(self.shape)
        if not self.shape.is_valid or self.shape.is_empty or self.shape.has_z or len(corners) > MOST_CORNERS:
            raise _refused(
                "立ち入らない区域の多角形が正しくありません。",
                "The keep-out's polygon is not valid.",
                f"3点以上{MOST_CORNERS:,}点以下で、辺が交わらないように囲んでください。",
                f"Enclose it with 3 to {MOST_CORNERS:,} points and let no edges cross.",
            )
        for lon_deg, lat_deg in corners.tolist():
            check_position(lon_deg, lat_deg, where="keep_out")

    @property
    def words(self) -> Text:
        """What is asked for."""
        if not self.margin_m:
            return Text(f"「{self.name}」に入らない", f'Stay out of "{self.name}"')
        return Text(
            f"「{self.name}」とその周り {self.margin_m:g} m に入らない",
            f'Stay out of "{self.name}" and {self.margin_m:g} m round it',
        )


@dataclass(frozen=True, slots=True)
class MostFlights:
    """No more than so many flights a day, all routes of the trial together."""

    a_day: int

    def __post_init__(self) -> None:
        _refuse_number("1日の回数", "number of flights a day", self.a_day, 1, MOST_FLIGHTS_A_DAY)

    @property
    def words(self) -> Text:
        """What is asked for."""
        return Text(f"1日{self.a_day}回まで", f"At most {self.a_day} flights a day")


@dataclass(frozen=True, slots=True)
class WindLimit:
    """A limit of wind, in words: no plan tells the wind, so it is checked on the day of flight, by people."""

    text: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.text) <= MOST_WIND_CHARACTERS:
            raise _refused(
                "風の条件が書かれていないか、長すぎます。",
                "The limit of wind is not given, or too long.",
                f"{MOST_WIND_CHARACTERS}文字までで書いてください。",
                f"Give at most {MOST_WIND_CHARACTERS} characters.",
            )

    @property
    def words(self) -> Text:
        """What is asked for; the limit stands in the words of whoever set it."""
        return Text(f"風：{self.text}", f"Wind: {self.text}")


Constraint = HoursOfDay | Ceiling | KeepOut | MostFlights | WindLimit


def _refuse_number(ja: str, en: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise _refused(
            f"{ja} {value} は扱える範囲の外です。",
            f"The {en} {value} is out of range.",
            f"{low:g} から {high:g} の数で書いてください。",
            f"Give a number from {low:g} to {high:g}.",
        )


def _refused(what_ja: str, what_en: str, remedy_ja: str, remedy_en: str) -> ValueRefused:
    return ValueRefused(Text(what_ja, what_en), Text(remedy_ja, remedy_en), where="constraint")

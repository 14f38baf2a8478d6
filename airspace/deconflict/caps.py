"""A neighbourhood's cap on the flights over it in a calendar month, and how many are booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely
from shapely import MultiPolygon, Polygon, box

from airspace.conduct import MOST_FLIGHTS
from airspace.deconflict.booking import Booking
from airspace.register.words import one_line
from airspace.schedule import FlightDay
from geo.crs import to_plane
from geo.errors import ValueRefused
from geo.text import Text

JAPAN = box(122, 20, 154.5, 46)
"""In degrees; an empty area is not in it."""

CAP_NAMES = {
    "name": Text("地区の名前", "Name of the neighbourhood"),
    "a_month": Text("ひと月の最大の回数", "Most flights a month"),
    "since": Text("始まりの日", "First day"),
    "until": Text("終わりの日", "Last day"),
    "area": Text("地区の範囲", "Area of the neighbourhood"),
}


@dataclass(frozen=True, slots=True)
class OverflightCap:
    """The most flights over an area (degrees, JGD2011) in a calendar month of Japan, on days `since` to `until`."""

    id: str
    name: str
    area: Polygon | MultiPolygon = field(repr=False)
    a_month: int
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_line(self.name, "name", CAP_NAMES["name"], most=100, owed=True))
        if not (self.area.is_valid and JAPAN.contains(self.area)):
            raise ValueRefused(
                Text("地区の範囲が正しくありません。", "The neighbourhood's area is not valid."),
                Text(
                    "日本の中の、辺が交わらない多角形にしてください（経度、緯度の順）。",
                    "Give a polygon in Japan of which no edges cross, longitude first.",
                ),
                where="area",
            )
        if not 0 <= self.a_month <= MOST_FLIGHTS:
            raise ValueRefused(
                Text(f"ひと月の回数{self.a_month}は使えません。", f"{self.a_month} flights a month cannot be."),
                Text(f"0から{MOST_FLIGHTS}までにしてください。", f"Give a number from 0 to {MOST_FLIGHTS}."),
                where="a_month",
            )
        if self.until is not None and self.until < self.since:
            raise ValueRefused(
                Text("終わりの日が始まりの日より前です。", "The last day is before the first."),
                Text("日付を確かめてください。", "Check the dates."),
                where="until",
            )

    def holds_on(self, day: date) -> bool:
        """Whether the cap is kept on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def is_met_by(self, booking: Booking) -> bool:
        """Whether a leg's contingency volume lies over the area, at whatever height."""
        return any(bool(shapely.intersects(to_plane(self.area, leg.plane_epsg), leg.footprint)) for leg in booking.legs)


@dataclass(frozen=True, slots=True)
class FlownOver:
    """A trial that books the sky over a neighbourhood: on which days, and how often a day; None is not told.

    A reserve day stands in for another day, so that no more days are flown than `at_most`.
    """

    trial_id: str
    days: tuple[date, ...]
    at_most: int
    flights_per_day: int | None

    @classmethod
    def of(
        cls,
        cap: OverflightCap,
        bookings: Sequence[Booking],
        days: Sequence[FlightDay],
        flights_per_day: int | None,
    ) -> "FlownOver | None":
        """Return what one trial's bookings mean for a cap, None where they do not meet it."""
        over = [booking for booking in bookings if cap.is_met_by(booking)]
        held = tuple(day.day for day in days if cap.holds_on(day.day) and any(_books(one, day) for one in over))
        if not held:
            return None
        return cls(bookings[0].trial_id, held, sum(not day.reserve for day in days), flights_per_day)


@dataclass(frozen=True, slots=True)
class MonthOver:
    """How many flights over a neighbourhood are booked in a month, and by which trials it is not known how many."""

    cap: OverflightCap
    month: date
    flights: int
    not_told: tuple[str, ...]

    @property
    def exceeded(self) -> bool:
        """Whether more are booked than the cap allows, whatever is not told."""
        return self.flights > self.cap.a_month

    @property
    def text(self) -> Text:
        """The month's figures."""
        month, cap = self.month, self.cap
        open_ja = f"（ほかに回数の分からない実証実験が{len(self.not_told)}件あり、要確認）" if self.not_told else ""
        open_en = (
            f" (not counting {len(self.not_told)} trials that do not tell; to be checked)" if self.not_told else ""
        )
        return Text(
            f"「{cap.name}」の上空の飛行は、{month.year}年{month.month}月に、予定が{self.flights}回で、"
            f"上限は{cap.a_month}回です{open_ja}。",
            f"Over '{cap.name}', {self.flights} flights are booked in {month:%Y-%m}, "
            f"of {cap.a_month} at most{open_en}.",
        )


def months_over(cap: OverflightCap, flown: Iterable[FlownOver]) -> tuple[MonthOver, ...]:
    """Return the months in which a neighbourhood is flown over, in order.

    Counted is the most that may come: each of a month's days, reserve days too, with all of the day's flights.
    """
    flown = tuple(flown)
    months = sorted({day.replace(day=1) for one in flown for day in one.days})
    return tuple(_month(cap, month, flown) for month in months)


def _month(cap: OverflightCap, month: date, flown: Sequence[FlownOver]) -> MonthOver:
    flights, not_told = 0, []
    for one in flown:
        days = min(sum(day.replace(day=1) == month for day in one.days), one.at_most)
        if days and one.flights_per_day is None:
            not_told.append(one.trial_id)
        elif one.flights_per_day is not None:
            flights += days * one.flights_per_day
    return MonthOver(cap, month, flights, tuple(not_told))


def _books(booking: Booking, day: FlightDay) -> bool:
    return any(
        window.start < held.end and held.start < window.end for window in booking.windows for held in day.windows
    )

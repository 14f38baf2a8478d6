"""The repository of what is booked of the sky and of sites, of agreements to share, and of caps on overflights."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry import mapping, shape
from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import Session

from airspace.deconflict.booking import BookedLeg, BookedSite, Booking, Box
from airspace.deconflict.caps import OverflightCap
from airspace.deconflict.conflict import SITE_BUFFER
from airspace.deconflict.extent import Extent, Slab
from airspace.trial import Window
from api.store.locks import lock
from api.store.tables.bookings import BookedWindowRow, BookingRow, CoordinationEndRow, CoordinationRow, OverflightCapRow
from geo.crs import JGD2011

Key = tuple[str, int, int, int]
"""Trial, schedule, revision, operation."""


@dataclass(frozen=True, slots=True)
class Coordination:
    """That two trials agreed to share time and sky, for the nth time, or that it holds no more, as staff recorded."""

    trial_id: str
    other_id: str
    number: int
    reason: str
    recorded_at: datetime
    recorded_by: str


class Bookings:
    """Bookings by trial. Each holds in its windows; what is given up of them is free again, what has passed stays."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Let nobody else book until this unit ends: what is looked for and what is added are one."""
        lock(self._session, "bookings")

    def add(self, bookings: Iterable[Booking], schedule: int, revision: int, *, at: datetime) -> None:
        """Store what a trial books by one of its schedules and revisions; it must not hold those windows already."""
        for booking in bookings:
            key = {
                "trial_id": booking.trial_id,
                "schedule": schedule,
                "revision": revision,
                "operation": booking.operation,
            }
            for part in _parts(booking):
                self._session.merge(BookingRow(**key, **_part_row(part), booked_at=at))
            for window in booking.windows:
                self._session.merge(BookedWindowRow(**key, start=window.start, end=window.end))
        self._session.flush()

    def release(self, trial_id: str, start: datetime, end: datetime | None = None) -> None:
        """Give up what a trial holds from a moment until another one, or for good; what it held before stays."""
        meets = (
            BookedWindowRow.end > start
            if end is None
            else (BookedWindowRow.end > start) & (BookedWindowRow.start < end)
        )
        query = select(BookedWindowRow).where(BookedWindowRow.trial_id == trial_id, meets)
        for row in self._session.scalars(query).all():
            key = {name: getattr(row, name) for name in _KEY}
            rest = [(row.start, start)] if end is None else [(row.start, start), (end, row.end)]
            self._session.delete(row)
            self._session.flush()
            left = [(first, last) for first, last in rest if first < last]
            self._session.add_all(BookedWindowRow(**key, start=first, end=last) for first, last in left)
            self._session.flush()

    def of_trial(self, trial_id: str) -> tuple[Booking, ...]:
        """Return what a trial holds or has held."""
        return self._standing(BookingRow.trial_id == trial_id)

    def near(self, bookings: Sequence[Booking]) -> tuple[Booking, ...]:
        """Return of other trials' standing bookings the parts and windows that may meet some bookings."""
        boxes = [part.box_deg for booking in bookings for part in _parts(booking)]
        if not boxes:
            return ()
        start = min(booking.windows[0].start for booking in bookings) - SITE_BUFFER
        end = max(booking.windows[-1].end for booking in bookings) + SITE_BUFFER
        others = BookingRow.trial_id.not_in({booking.trial_id for booking in bookings})
        return self._standing(others & _in_box(_around(boxes)), between=(start, end))

    def over(self, cap: OverflightCap) -> tuple[Booking, ...]:
        """Return the parts of standing bookings that may lie over a neighbourhood."""
        west, south, east, north = cap.area.bounds
        return self._standing(_in_box((west, south, east, north)))

    def between(self, start: datetime, end: datetime) -> tuple[Booking, ...]:
        """Return the standing bookings that hold at some time between two."""
        return self._standing(BookingRow.trial_id.is_not(None), between=(start, end))

    def agree(self, coordination: Coordination) -> None:
        """Record that two trials share, for both of them."""
        one, other = coordination.trial_id, coordination.other_id
        self._session.add_all(
            CoordinationRow(
                trial_id=each,
                other_id=with_,
                number=coordination.number,
                reason=coordination.reason,
                recorded_at=coordination.recorded_at,
                recorded_by=coordination.recorded_by,
            )
            for each, with_ in ((one, other), (other, one))
        )
        self._session.flush()

    def end_agreement(self, end: Coordination) -> None:
        """Record that two trials share no more, for both of them."""
        one, other = end.trial_id, end.other_id
        self._session.add_all(
            CoordinationEndRow(
                trial_id=each,
                other_id=with_,
                number=end.number,
                reason=end.reason,
                ended_at=end.recorded_at,
                ended_by=end.recorded_by,
            )
            for each, with_ in ((one, other), (other, one))
        )
        self._session.flush()

    def agreements(self, trial_id: str) -> Mapping[str, Coordination]:
        """Return the agreements of a trial that hold, by the other one."""
        ended = {(one.other_id, one.number) for one in self.ended_agreements(trial_id)}
        held = self.all_agreements(trial_id)
        return {one.other_id: one for one in held if (one.other_id, one.number) not in ended}

    def next_agreement(self, trial_id: str, other_id: str) -> int:
        """Return the number of the next agreement of two trials, counted from 1; the lock must be held."""
        return 1 + sum(one.other_id == other_id for one in self.all_agreements(trial_id))

    def all_agreements(self, trial_id: str) -> tuple[Coordination, ...]:
        """Return all agreements that a trial ever had, oldest first."""
        query = select(CoordinationRow).where(CoordinationRow.trial_id == trial_id)
        rows = self._session.scalars(query.order_by(CoordinationRow.recorded_at, CoordinationRow.other_id))
        return tuple(
            Coordination(row.trial_id, row.other_id, row.number, row.reason, row.recorded_at, row.recorded_by)
            for row in rows
        )

    def ended_agreements(self, trial_id: str) -> tuple[Coordination, ...]:
        """Return when and why agreements of a trial ended, oldest first."""
        query = select(CoordinationEndRow).where(CoordinationEndRow.trial_id == trial_id)
        rows = self._session.scalars(query.order_by(CoordinationEndRow.ended_at, CoordinationEndRow.other_id))
        return tuple(
            Coordination(row.trial_id, row.other_id, row.number, row.reason, row.ended_at, row.ended_by) for row in rows
        )

    def _standing(
        self, which: ColumnElement[bool], *, between: tuple[datetime, datetime] | None = None
    ) -> tuple[Booking, ...]:
        parts: dict[Key, list[BookedLeg | BookedSite]] = {}
        keys = select(*(getattr(BookedWindowRow, name) for name in _KEY))
        if between:
            keys = keys.where(BookedWindowRow.end > between[0], BookedWindowRow.start < between[1])
        query = select(BookingRow).where(which, tuple_(*(getattr(BookingRow, name) for name in _KEY)).in_(keys))
        order = [getattr(BookingRow, name) for name in (*_KEY, "part")]
        for row in self._session.scalars(query.order_by(*order)):
            parts.setdefault((row.trial_id, row.schedule, row.revision, row.operation), []).append(_part(row))
        windows = self._windows(parts, between)
        return tuple(
            Booking(
                key[0],
                key[3],
                tuple(windows[key]),
                tuple(part for part in held if isinstance(part, BookedLeg)),
                tuple(part for part in held if isinstance(part, BookedSite)),
            )
            for key, held in parts.items()
            if key in windows  # else it was given up between the two queries: another unit commits without our lock
        )

    def _windows(
        self, keys: Iterable[Key], between: tuple[datetime, datetime] | None
    ) -> Mapping[Key, Sequence[Window]]:
        wanted = set(keys)
        query = select(BookedWindowRow).where(BookedWindowRow.trial_id.in_({key[0] for key in wanted}))
        if between:
            query = query.where(BookedWindowRow.end > between[0], BookedWindowRow.start < between[1])
        found: dict[Key, list[Window]] = {}
        for row in self._session.scalars(query.order_by(BookedWindowRow.start)):
            key = (row.trial_id, row.schedule, row.revision, row.operation)
            if key in wanted:
                found.setdefault(key, []).append(Window(row.start, row.end))
        return found


class OverflightCaps:
    """Caps on the flights over neighbourhoods."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, cap: OverflightCap, *, at: datetime, by: str) -> None:
        """Store a cap in place of the one of its id, if there is one."""
        row = OverflightCapRow(
            id=cap.id,
            name=cap.name,
            area=mapping(cap.area),
            a_month=cap.a_month,
            since=cap.since,
            until=cap.until,
            made_at=at,
            made_by=by,
        )
        self._session.merge(row)
        self._session.flush()

    def get(self, cap_id: str) -> OverflightCap | None:
        """Return a cap."""
        row = self._session.get(OverflightCapRow, cap_id)
        return _cap(row) if row else None

    def list(self) -> tuple[OverflightCap, ...]:
        """Return all caps by name."""
        query = select(OverflightCapRow).order_by(OverflightCapRow.name, OverflightCapRow.id)
        return tuple(_cap(row) for row in self._session.scalars(query))


_KEY = ("trial_id", "schedule", "revision", "operation")


def _cap(row: OverflightCapRow) -> OverflightCap:
    area = shape(row.area)
    if not isinstance(area, Polygon | MultiPolygon):
        raise TypeError(f"the area of cap {row.id} is a {area.geom_type}")
    return OverflightCap(row.id, row.name, area, row.a_month, row.since, row.until)


def _around(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _in_box(box: Box) -> ColumnElement[bool]:
    west, south, east, north = box
    return and_(
        BookingRow.west_deg <= east,
        BookingRow.east_deg >= west,
        BookingRow.south_deg <= north,
        BookingRow.north_deg >= south,
    )


def _parts(booking: Booking) -> list[BookedLeg | BookedSite]:
    return [*booking.legs, *booking.sites]


def _part_row(part: BookedLeg | BookedSite) -> dict[str, Any]:
    west, south, east, north = part.box_deg
    box = {"west_deg": west, "south_deg": south, "east_deg": east, "north_deg": north}
    if isinstance(part, BookedSite):
        point = shapely.to_wkb(Point(part.lon_deg, part.lat_deg))
        return {"part": -1 - part.number, "plane_epsg": JGD2011, "shape": point, "heights": None, **box}
    heights = {"agl": _slab_row(part.extent.agl), "amsl": _slab_row(part.extent.amsl)}
    footprint = shapely.to_wkb(part.footprint)
    return {"part": part.leg, "plane_epsg": part.plane_epsg, "shape": footprint, "heights": heights, **box}


def _part(row: BookingRow) -> BookedLeg | BookedSite:
    geometry = shapely.from_wkb(bytes(row.shape))
    if row.heights is None:
        ((lon_deg, lat_deg),) = shapely.get_coordinates(geometry).tolist()
        return BookedSite(-1 - row.part, lon_deg, lat_deg)
    return BookedLeg(row.part, row.plane_epsg, geometry, Extent(_slab(row.heights["agl"]), _slab(row.heights["amsl"])))


def _slab_row(slab: Slab) -> list[float | None]:
    """Return the four heights, null where one is not known: JSON has no infinity."""
    return [number if math.isfinite(number) else None for number in slab.numbers]


def _slab(kept: Sequence[float | None]) -> Slab:
    low, high, ceiling_low, ceiling_high = kept
    return Slab(
        -math.inf if low is None else low,
        math.inf if high is None else high,
        -math.inf if ceiling_low is None else ceiling_low,
        math.inf if ceiling_high is None else ceiling_high,
    )

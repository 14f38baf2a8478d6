"""All that is booked at one time, arranged so that what meets a booking is found quickly.

Boxes, heights and times are compared as arrays; what is left is compared exactly, in the plane.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from airspace.deconflict.booking import MEETING_M, SAME_PLACE_M, BookedLeg, BookedSite, Booking, Box, in_plane
from airspace.deconflict.conflict import SITE_BUFFER, Conflict, ConflictKind, Party
from airspace.deconflict.extent import Meeting, meetings, shared_words
from airspace.schedule import shared, united
from airspace.trial import Window
from geo.crs import GEOD, to_degrees

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Numbers = NDArray[np.int64]


class Sky:
    """Bookings, indexed. Those of one trial are not compared with each other: it sees to that itself."""

    def __init__(self, bookings: Sequence[Booking], *, site_buffer: timedelta = SITE_BUFFER) -> None:
        """Index some bookings; `site_buffer` lies between two trials at one site."""
        self._bookings = tuple(bookings)
        self._buffer = site_buffer
        self._legs = _Parts([(number, leg) for number, one in enumerate(bookings) for leg in one.legs])
        self._sites = _Parts([(number, site) for number, one in enumerate(bookings) for site in one.sites])
        self._heights = np.array([leg.extent.numbers for _, leg in self._legs.all], dtype=np.float64).reshape(-1, 8)
        self._planes = np.array([leg.plane_epsg for _, leg in self._legs.all], dtype=np.int64)
        self._footprints = np.array([leg.footprint for _, leg in self._legs.all], dtype=object)
        self._trials = np.unique([one.trial_id for one in bookings], return_inverse=True)[1].astype(np.int64)
        self._times = np.array([_span(one.windows) for one in bookings], dtype=np.int64).reshape(-1, 2)

    def conflicts_with(self, bookings: Sequence[Booking]) -> list[Conflict]:
        """Return the conflicts of some bookings with those that are indexed, but for those of the same trials."""
        found: list[Conflict] = []
        for one in bookings:
            found += self._sky_with(one)
            found += self._sites_with(one)
        return sorted(found, key=_order)

    def conflicts(self) -> list[Conflict]:
        """Return all conflicts among the bookings that are indexed, each once."""
        ones, others = self._legs.pairs()
        ones, others = self._at_one_time(ones, others, timedelta())
        meeting = meetings(self._heights[ones], self._heights[others])
        held = meeting > Meeting.APART
        ones, others, meeting = ones[held], others[held], meeting[held]
        touch = self._touch(ones, others)
        found: list[Conflict] = []
        for one, other, how in zip(ones[touch], others[touch], meeting[touch], strict=True):
            (mine, leg), (theirs, their_leg) = self._legs.all[one], self._legs.all[other]
            found += _in_the_sky(self._bookings[mine], leg, self._bookings[theirs], their_leg, Meeting(int(how)))
        sites = self._at_one_time(*self._sites.pairs(), self._buffer)
        for one, other in zip(*sites, strict=True):
            (mine, site), (theirs, their_site) = self._sites.all[one], self._sites.all[other]
            found += _at_a_site(self._bookings[mine], site, self._bookings[theirs], their_site, self._buffer)
        return sorted(found, key=_order)

    def _sky_with(self, mine: Booking) -> Iterator[Conflict]:
        mines, others = self._legs.near([leg.box_deg for leg in mine.legs])
        held = self._may_meet(mine, self._legs.owners[others], timedelta())
        mines, others = mines[held], others[held]
        heights = np.array([leg.extent.numbers for leg in mine.legs], dtype=np.float64).reshape(-1, 8)
        meeting = meetings(heights[mines], self._heights[others])
        for at, other, how in zip(mines, others, meeting, strict=True):
            if how > Meeting.APART:
                owner, leg = self._legs.all[other]
                own = mine.legs[at]
                if touching(own, leg):
                    yield from _in_the_sky(mine, own, self._bookings[owner], leg, Meeting(int(how)))

    def _sites_with(self, mine: Booking) -> Iterator[Conflict]:
        mines, others = self._sites.near([site.box_deg for site in mine.sites])
        held = self._may_meet(mine, self._sites.owners[others], self._buffer)
        for at, other in zip(mines[held], others[held], strict=True):
            owner, site = self._sites.all[other]
            yield from _at_a_site(mine, mine.sites[at], self._bookings[owner], site, self._buffer)

    def _may_meet(self, mine: Booking, owners: Numbers, buffer: timedelta) -> NDArray[np.bool_]:
        """Return which of the other bookings are another trial's and lie between the same first and last time."""
        start, end = _span(mine.windows)
        between = buffer // timedelta(microseconds=1)
        times = self._times[owners]
        near: NDArray[np.bool_] = (times[:, 0] < end + between) & (start < times[:, 1] + between)
        return near & np.array([self._bookings[owner].trial_id != mine.trial_id for owner in owners], dtype=np.bool_)

    def _at_one_time(self, ones: Numbers, others: Numbers, buffer: timedelta) -> tuple[Numbers, Numbers]:
        """Return the pairs of parts that are of two trials and lie between the same first and last time."""
        parts = self._sites if buffer else self._legs
        mine, theirs = parts.owners[ones], parts.owners[others]
        between = buffer // timedelta(microseconds=1)
        held = (
            (self._trials[mine] != self._trials[theirs])
            & (self._times[mine, 0] < self._times[theirs, 1] + between)
            & (self._times[theirs, 0] < self._times[mine, 1] + between)
        )
        return ones[held], others[held]

    def _touch(self, ones: Numbers, others: Numbers) -> NDArray[np.bool_]:
        """Return which pairs of legs meet in the plane."""
        same = self._planes[ones] == self._planes[others]
        touch = np.zeros(len(ones), dtype=bool)
        touch[same] = shapely.intersects(self._footprints[ones[same]], self._footprints[others[same]])
        for at in np.flatnonzero(~same):
            touch[at] = touching(self._legs.all[ones[at]][1], self._legs.all[others[at]][1])
        return touch


class _Parts:
    """Legs or sites with the number of the booking that each belongs to, and a tree of their boxes."""

    def __init__(self, parts: Sequence[tuple[int, Any]]) -> None:
        self.all = parts
        self.owners = np.array([owner for owner, _ in parts], dtype=np.int64)
        self._boxes = _boxes([part.box_deg for _, part in parts])
        self._tree = shapely.STRtree(self._boxes)

    def near(self, boxes: Sequence[Box]) -> tuple[Numbers, Numbers]:
        """Return pairs: a box by its place in the sequence, a part whose box it meets."""
        mine, theirs = self._tree.query(_boxes(boxes))
        return mine, theirs

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Return each pair of parts whose boxes meet once."""
        mine, theirs = self._tree.query(self._boxes)
        once = mine < theirs
        return mine[once], theirs[once]


def touching(one: BookedLeg, other: BookedLeg) -> bool:
    """Whether two footprints meet in the plane; those of two planes in that of the lower number."""
    if one.plane_epsg == other.plane_epsg:
        return bool(shapely.intersects(one.footprint, other.footprint))
    plane = min(one.plane_epsg, other.plane_epsg)
    ours, theirs = (in_plane(leg.footprint, leg.plane_epsg, plane) for leg in (one, other))
    return bool(shapely.dwithin(ours, theirs, MEETING_M))


def _in_the_sky(
    mine: Booking, leg: BookedLeg, theirs: Booking, their_leg: BookedLeg, how: Meeting
) -> Iterator[Conflict]:
    """Yield the conflict of two legs that meet in place and height, if they ever do in time."""
    windows = tuple(shared(mine.windows, theirs.windows))
    if not windows:
        return
    plane = min(leg.plane_epsg, their_leg.plane_epsg)
    ours, other = (in_plane(each.footprint, each.plane_epsg, plane) for each in (leg, their_leg))
    met = shapely.intersection(ours, other)
    first, second = sorted((_party(mine, leg.leg), _party(theirs, their_leg.leg)))
    yield Conflict(
        ConflictKind.SKY,
        first,
        second,
        how is Meeting.MEET,
        windows,
        to_degrees(met if not met.is_empty else shapely.shortest_line(ours, other), plane),
        shared_words(leg.extent, their_leg.extent),
    )


def _at_a_site(
    mine: Booking, site: BookedSite, theirs: Booking, their_site: BookedSite, buffer: timedelta
) -> Iterator[Conflict]:
    """Yield the conflict of two sites, if they are one place and are used with less than `buffer` between."""
    apart_m = GEOD.inv(site.lon_deg, site.lat_deg, their_site.lon_deg, their_site.lat_deg)[2]
    if apart_m > SAME_PLACE_M:
        return
    windows = tuple(shared(_wider(mine.windows, buffer / 2), _wider(theirs.windows, buffer / 2)))
    if windows:
        first, second = sorted((_party(mine, site.number), _party(theirs, their_site.number)))
        where = Point(site.lon_deg, site.lat_deg)
        yield Conflict(ConflictKind.SITE, first, second, certain=True, windows=windows, where=where)


def _party(booking: Booking, part: int) -> Party:
    return Party(booking.trial_id, booking.operation, part)


def _wider(windows: Sequence[Window], by: timedelta) -> tuple[Window, ...]:
    return united(Window(window.start - by, window.end + by) for window in windows)


def _span(windows: Sequence[Window]) -> tuple[int, int]:
    """Return the first start and the last end, in microseconds."""
    return _microseconds(windows[0].start), _microseconds(windows[-1].end)


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _boxes(boxes: Sequence[Box]) -> NDArray[np.object_]:
    corners = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    return np.asarray(shapely.box(*corners.T), dtype=object)


def _order(conflict: Conflict) -> tuple[str, Party, Party]:
    return conflict.kind, conflict.first, conflict.second

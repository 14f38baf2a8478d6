"""Made-up bookings: 10,000 trials along the border of two plane zones, and who meets whom by pairs, slowly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from airspace.deconflict.booking import BookedLeg, Booking
from airspace.deconflict.extent import Extent, Slab
from airspace.trial import Window

ZONES = (6674, 6675)
WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG = 136.40, 34.20, 136.80, 34.60
"""Both zones are near here: a flight's own is that whose origin is nearer, and neighbours may have the other one."""

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 60


def slab(low: float, high: float) -> Slab:
    return Slab(low, low, high, high)


def minutes(start: int, end: int) -> Window:
    return Window(START + timedelta(minutes=int(start)), START + timedelta(minutes=int(end)))


@dataclass(frozen=True)
class Pair:
    """Two legs that meet: their trials, the lesser first, and whether that is certain."""

    one: str
    other: str
    certain: bool


def made_up(count: int, seed: int = 5) -> list[Booking]:
    """Return one booking a trial: a leg of 0.2 to 4 km, one to three windows, heights in a datum or not known."""
    rng = np.random.default_rng(seed)
    to_zone = {zone: Transformer.from_crs(6668, zone, always_xy=True) for zone in ZONES}
    found = []
    for number in range(count):
        lon, lat = rng.uniform(WEST_DEG, EAST_DEG), rng.uniform(SOUTH_DEG, NORTH_DEG)
        zone = ZONES[int(lon + rng.normal(0, 0.05) > 136.6)]
        east, north = to_zone[zone].transform(lon, lat)
        angle, long = rng.uniform(0, 2 * np.pi), rng.uniform(200, 4000)
        course = LineString([(east, north), (east + long * np.cos(angle), north + long * np.sin(angle))])
        footprint = shapely.buffer(course, rng.uniform(30, 150), quad_segs=8)
        leg = BookedLeg(0, zone, footprint, _heights(rng))
        found.append(Booking(f"t{number:05}", 0, _windows(rng), (leg,)))
    return found


def _heights(rng: np.random.Generator) -> Extent:
    low = float(rng.integers(0, 120))
    high = low + float(rng.integers(10, 60))
    match rng.integers(0, 10):
        case 0:
            return Extent()
        case 1:
            return Extent(agl=Slab(0.0, 0.0), amsl=Slab(-10.0))
        case 2 | 3 | 4:
            # Told above the sea, over ground between 0 and 40 m.
            return Extent(agl=Slab(max(low - 40, 0), low, high - 40, high), amsl=slab(low, high))
        case _:
            return Extent(agl=slab(low, high), amsl=Slab(low, low + 40, high, high + 40))


def _windows(rng: np.random.Generator) -> tuple[Window, ...]:
    days = np.sort(rng.choice(DAYS, size=rng.integers(1, 4), replace=False))
    starts = [int(day) * 1440 + int(rng.integers(0, 20)) * 30 for day in days]
    return tuple(minutes(start, start + int(rng.integers(1, 9)) * 30) for start in starts)


def brute_force(bookings: Sequence[Booking]) -> set[Pair]:
    """Return who meets whom, by looking at every pair: heights, minutes and boxes as numbers, then distances.

    Everything is in one plane zone, whose edges were cut to 20 m beforehand; nothing of the service is used.
    """
    move = Transformer.from_crs(ZONES[1], ZONES[0], always_xy=True)

    def moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(xy[:, 0], xy[:, 1]))

    shapes: list[BaseGeometry] = []
    for booking in bookings:
        (leg,) = booking.legs
        shape = leg.footprint
        shapes.append(
            shape if leg.plane_epsg == ZONES[0] else shapely.transform(shapely.segmentize(shape, 20.0), moved)
        )
    polygons = np.array(shapes, dtype=object)
    boxes = shapely.bounds(polygons)
    busy = np.zeros((len(bookings), DAYS * 48 + 48), dtype=np.uint8)
    for row, booking in zip(busy, bookings, strict=True):
        for window in booking.windows:
            half_hours = [int((moment - START).total_seconds()) // 1800 for moment in (window.start, window.end)]
            row[slice(*half_hours)] = 1
    heights = [
        np.array([[s.floor_low_m, s.floor_high_m, s.ceiling_low_m, s.ceiling_high_m] for s in slabs])
        for slabs in zip(*((b.legs[0].extent.agl, b.legs[0].extent.amsl) for b in bookings), strict=True)
    ]
    found = set()
    for at in range(len(bookings)):
        rest = np.arange(at + 1, len(bookings))
        west, south, east, north = boxes[at]
        box = boxes[rest]
        rest = rest[
            (box[:, 0] <= east + 1) & (box[:, 2] >= west - 1) & (box[:, 1] <= north + 1) & (box[:, 3] >= south - 1)
        ]
        rest = rest[(busy[rest] & busy[at]).any(axis=1)]
        apart = np.zeros(len(rest), dtype=bool)
        sure = np.zeros(len(rest), dtype=bool)
        for column in heights:
            a, b = column[at], column[rest]
            apart |= ~((b[:, 0] <= a[3]) & (a[0] <= b[:, 3]))
            sure |= (b[:, 1] <= b[:, 2]) & (a[1] <= a[2]) & (a[1] <= b[:, 2]) & (b[:, 1] <= a[2])
        meets = ~apart & (shapely.distance(polygons[at], polygons[rest]) <= 0.001)
        found |= {
            Pair(bookings[at].trial_id, bookings[other].trial_id, bool(certain))
            for other, certain in zip(rest[meets], sure[meets], strict=True)
        }
    return found

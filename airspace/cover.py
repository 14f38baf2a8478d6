"""Whether courses with their reach lie within others: exactly, so that touching is inside and a millimetre is not.

Polygons that stand for round ends are off by a part in some thousands. So a course is covered first by distances: where
it lies within another course by at least what that reaches further. Only what is left is looked at as polygons, and
those of the cover are drawn a little too small.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from geo.shape import QUADRANT_SEGMENTS, widen

EPS_M = 1e-4
"""A tenth of a millimetre: what coordinates in degrees and back may be off by, with room to spare."""

NO_AREA_M2 = 1e-6
MOST_SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Sweep:
    """All points within reach of a course in the plane. `exact` is False where its reach is not known well."""

    course: BaseGeometry = field(repr=False)
    reach_m: float
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Beyond:
    """What lies beyond a cover: how much, and at most how far; no cover is near enough to `part` of the course."""

    part: BaseGeometry = field(repr=False)
    area_m2: float
    furthest_m: float


class Cover:
    """One sweep or more that cover together."""

    def __init__(self, sweeps: Sequence[Sweep]) -> None:
        self._sweeps = list(sweeps)
        self._tree = STRtree([sweep.course for sweep in sweeps])
        self._reach_m = max(sweep.reach_m for sweep in sweeps)

    def beyond(self, sweep: Sweep) -> Beyond | None:
        """Return what of a sweep is not covered, None where all of it is.

        A sweep whose reach is not known well is covered only where a covering course takes the same course and is
        known to reach as far.
        """
        near = [self._sweeps[number] for number in self.near(sweep)]
        rest = _uncovered(sweep, near)
        if rest is None:
            return None
        drawn = widen(rest, sweep.reach_m)
        if sweep.exact:
            inscribed = [_inscribed(other) for other in near if other.exact]
            if shapely.difference(drawn, shapely.union_all(inscribed)).area <= NO_AREA_M2:
                return None
        over = shapely.difference(drawn, shapely.union_all([widen(other.course, other.reach_m) for other in near]))
        return Beyond(rest, float(over.area), _furthest_m(rest, sweep.reach_m, near or self._sweeps))

    def near(self, sweep: Sweep) -> list[int]:
        """Return the numbers of the covering sweeps that may meet one."""
        found = self._tree.query(sweep.course, predicate="dwithin", distance=sweep.reach_m + self._reach_m)
        return [int(number) for number in np.sort(found)]


def _uncovered(sweep: Sweep, near: Sequence[Sweep]) -> BaseGeometry | None:
    """Return the part of a course that no other is near enough to cover, None where there is none."""
    covers = []
    for other in near:
        spare_m = other.reach_m - sweep.reach_m
        if spare_m >= -1e-9 and shapely.equals_identical(other.course, sweep.course):
            return None
        if not (other.exact and sweep.exact):
            spare_m = min(spare_m, 0.0)
        # An area covers what reaches further than its own buffer where that stays as much within its edge.
        covers.append(shapely.buffer(other.course, spare_m + EPS_M, quad_segs=QUADRANT_SEGMENTS))
    if not covers:
        return sweep.course
    rest = shapely.difference(sweep.course, shapely.union_all(covers))
    if isinstance(sweep.course, Point):
        return None if rest.is_empty else rest
    return None if rest.length <= EPS_M else rest


def _inscribed(sweep: Sweep) -> BaseGeometry:
    """Return the polygon of a sweep with its chords inside the circles."""
    return shapely.buffer(sweep.course, sweep.reach_m, quad_segs=QUADRANT_SEGMENTS)


def _furthest_m(rest: BaseGeometry, reach_m: float, covers: Sequence[Sweep]) -> float:
    step_m = max(1.0, rest.length / MOST_SAMPLES)
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(rest, step_m)))
    beyond = [shapely.distance(points, other.course) + reach_m - other.reach_m for other in covers]
    return float(np.max(np.min(beyond, axis=0)))

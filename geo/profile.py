"""The ground under a course: sampled at the terrain's own step, over the whole width that is asked for.

The lowest and the highest ground under each stretch are those of the cells there and of their neighbours, so every
surface that is drawn between the cells' middles lies between them.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.crs import JGD2011, transformer
from geo.shape import widen
from geo.terrain import Sampling, Terrain

MOST_SAMPLES = 1_000_000
"""A flight that would need more is looked at in groups of cells: its range is wider, and still holds the truth."""

LONGEST_PATCH_M = 1_000.0
"""A patch this long is straight on any map to some centimetres."""

TILES = 16
"""An area is looked at in at most this many tiles a side, leaving out those that it does not touch."""


@dataclass(frozen=True, slots=True, eq=False)
class GroundProfile:
    """The lowest and highest ground of each stretch between `edges_m` (from the course's start); NaN is not known."""

    edges_m: NDArray[np.float64]
    low_m: NDArray[np.float64]
    high_m: NDArray[np.float64]


def closest_sampling(terrain: Terrain, courses: Sequence[tuple[BaseGeometry, float]]) -> int:
    """Return the closest sampling with which the courses, each with its reach in metres, keep to `MOST_SAMPLES`."""
    for number, sampling in enumerate(terrain.samplings[:-1]):
        area_m2 = sum(_area_m2(course, reach_m + sampling.margin_m) for course, reach_m in courses)
        if area_m2 <= MOST_SAMPLES * sampling.spacing_m**2:
            return number
    return max(len(terrain.samplings) - 1, 0)


def ground_along(terrain: Terrain, line: LineString, reach_m: float, plane_epsg: int, sampling: int) -> GroundProfile:
    """Return the ground under a line in the plane, within `reach_m` to all sides, its ends included."""
    corners = shapely.get_coordinates(line)
    if not terrain.samplings:
        unknown = np.array([np.nan])
        return GroundProfile(np.array([0.0, line.length]), unknown, unknown)
    strip = _Strip(terrain, reach_m, plane_epsg, sampling)
    last = len(corners) - 2
    parts = [
        strip.under(start, end, starts=number == 0, ends=number == last)
        for number, (start, end) in enumerate(itertools.pairwise(corners))
    ]
    offsets = np.cumsum([0.0, *(part.edges_m[-1] for part in parts)])
    edges_m = [part.edges_m[:-1] + offset for part, offset in zip(parts, offsets, strict=False)]
    return GroundProfile(
        np.concatenate([*edges_m, offsets[-1:]]),
        np.concatenate([part.low_m for part in parts]),
        np.concatenate([part.high_m for part in parts]),
    )


def ground_under(
    terrain: Terrain, shape: BaseGeometry, reach_m: float, plane_epsg: int, sampling: int
) -> tuple[float, float]:
    """Return the lowest and highest ground within `reach_m` of a point or polygon in the plane; NaN is not known."""
    if not terrain.samplings:
        return math.nan, math.nan
    how = terrain.samplings[sampling]
    wide = widen(shape, reach_m + how.margin_m)
    west, south, east, north = wide.bounds
    across = min(TILES, math.ceil(max(east - west, north - south) / LONGEST_PATCH_M))
    xs, ys = np.linspace(west, east, across + 1), np.linspace(south, north, across + 1)
    count = max(math.ceil((xs[1] - xs[0]) / how.spacing_m), 1), max(math.ceil((ys[1] - ys[0]) / how.spacing_m), 1)
    shapely.prepare(wide)
    lows, highs = [], []
    for (left, right), (bottom, top) in itertools.product(itertools.pairwise(xs), itertools.pairwise(ys)):
        if shapely.intersects(wide, shapely.box(left, bottom, right, top)):
            square = np.array([[left, bottom], [left, top], [right, bottom], [right, top]])
            first, second, third, fourth = _degrees(square, plane_epsg)
            relief = terrain.patch((first, second, third, fourth), *count, sampling)
            lows.append(relief.low_m.min())
            highs.append(relief.high_m.max())
    return float(np.min(lows)), float(np.max(highs))


@dataclass(frozen=True, slots=True)
class _Strip:
    terrain: Terrain
    reach_m: float
    plane_epsg: int
    sampling: int

    @property
    def _how(self) -> Sampling:
        return self.terrain.samplings[self.sampling]

    def under(self, start: NDArray[np.float64], end: NDArray[np.float64], *, starts: bool, ends: bool) -> GroundProfile:
        """Return the ground under a straight course; its first and last stretch know all that lies beyond them."""
        vector = end - start
        length_m = math.hypot(*vector)
        count = math.ceil(length_m / self._how.spacing_m)
        step_m = length_m / count
        beyond = math.ceil(self._how.margin_m / step_m)
        round_end = math.ceil((self.reach_m + self._how.margin_m) / step_m)
        before, after = (round_end if starts else beyond), (round_end if ends else beyond)
        low, high = self._rows(
            start - before * step_m * vector / length_m, vector / length_m, step_m, before + count + after
        )
        stations = slice(before - beyond, before + count + beyond)
        window = 2 * beyond + 1
        low_m = sliding_window_view(low[stations], window).min(axis=1)
        high_m = sliding_window_view(high[stations], window).max(axis=1)
        head, tail = slice(0, before + beyond + 1), slice(before + count - 1 - beyond, None)
        low_m[0], high_m[0] = low[head].min(), high[head].max()
        low_m[-1], high_m[-1] = np.minimum(low_m[-1], low[tail].min()), np.maximum(high_m[-1], high[tail].max())
        return GroundProfile(np.linspace(0.0, length_m, count + 1), low_m, high_m)

    def _rows(
        self, start: NDArray[np.float64], along: NDArray[np.float64], step_m: float, count: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the lowest and highest ground of each row across, `count` rows of a length of `step_m`."""
        side_m = self.reach_m + self._how.margin_m
        left = np.array([-along[1], along[0]]) * side_m
        across = math.ceil(2 * side_m / self._how.spacing_m)
        a_patch = max(int(LONGEST_PATCH_M / step_m), 1)
        turns = [*range(0, count, a_patch), count]
        middles = start + np.array(turns)[:, None] * step_m * along
        sides = _degrees(np.stack([middles + left, middles - left], axis=1).reshape(-1, 2), self.plane_epsg)
        lows, highs = [], []
        for number, (first, last) in enumerate(itertools.pairwise(turns)):
            corners = sides[2 * number], sides[2 * number + 1], sides[2 * number + 2], sides[2 * number + 3]
            relief = self.terrain.patch(corners, last - first, across, self.sampling)
            lows.append(relief.low_m.min(axis=1))
            highs.append(relief.high_m.max(axis=1))
        return np.concatenate(lows), np.concatenate(highs)


def _area_m2(course: BaseGeometry, reach_m: float) -> float:
    """Return about how much ground lies within reach of a course."""
    if isinstance(course, LineString):
        return (course.length + 2 * reach_m) * 2 * reach_m
    west, south, east, north = course.bounds
    return (east - west + 2 * reach_m) * (north - south + 2 * reach_m)


def _degrees(points: NDArray[np.float64], plane_epsg: int) -> list[tuple[float, float]]:
    lons, lats = transformer(plane_epsg, JGD2011).transform(points[:, 0], points[:, 1])
    return list(zip(lons.tolist(), lats.tolist(), strict=True))

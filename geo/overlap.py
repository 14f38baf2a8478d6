"""How much of nested shapes and of a course lies in each polygon of an index: the hot path of a screening."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.index import PolygonIndex

TOUCH_M = 1e-6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one leg, in metres from the leg's start."""

    leg: int
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        """The stretch's length in metres."""
        return self.to_m - self.from_m


@dataclass(frozen=True, slots=True)
class OwnerOverlap:
    """What lies in one polygon: the overlap of each shape (in the order given) and the stretches of the legs."""

    owner: int
    parts: tuple[BaseGeometry, ...] = field(repr=False)
    stretches: tuple[Stretch, ...]

    @property
    def areas_m2(self) -> tuple[float, ...]:
        """The overlap's area in square metres, one for each shape."""
        return tuple(part.area for part in self.parts)

    @property
    def length_m(self) -> float:
        """Metres of the course inside; a part flown twice counts twice."""
        return sum(stretch.length_m for stretch in self.stretches)


def overlaps(index: PolygonIndex, shapes: Sequence[BaseGeometry], legs: Sequence[LineString]) -> list[OwnerOverlap]:
    """Return the overlap with each polygon that the outermost shape meets, in ascending order of owner.

    `shapes` are nested polygons in the index's plane, outermost first; `legs` lie inside the innermost.
    """
    owners, pieces = index.pieces_meeting(shapes[0])
    if not len(pieces):
        return []
    nested = _nested_overlaps(shapes, pieces)
    parts_of: dict[int, list[tuple[BaseGeometry, ...]]] = defaultdict(list)
    for owner, parts in zip(owners.tolist(), zip(*nested, strict=True), strict=True):
        parts_of[owner].append(parts)
    stretches = _stretches(owners, nested[0], legs)
    return [
        OwnerOverlap(owner, tuple(_joined(parts) for parts in zip(*found, strict=True)), stretches.get(owner, ()))
        for owner, found in parts_of.items()
    ]


def _nested_overlaps(shapes: Sequence[BaseGeometry], pieces: NDArray[np.object_]) -> list[NDArray[np.object_]]:
    """Return each shape's overlap with each piece; an inner one is looked for within the outer one's only."""
    overlap = pieces
    found = []
    for shape in shapes:
        overlap = overlap.copy()
        there = np.flatnonzero(~shapely.is_empty(overlap))
        boxes = shapely.bounds(overlap[there]).tolist()
        windows = np.array([shapely.clip_by_rect(shape, *box) for box in boxes], dtype=object)
        overlap[there] = shapely.intersection(overlap[there], windows)
        found.append(overlap)
    return found


def _joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return parts that meet along their edges at most as one geometry, without dissolving the edges."""
    polygons = [part for part in parts if not part.is_empty]
    return polygons[0] if len(polygons) == 1 else shapely.GeometryCollection(polygons)


def _stretches(
    owners: NDArray[np.int64], pieces: NDArray[np.object_], legs: Sequence[LineString]
) -> dict[int, tuple[Stretch, ...]]:
    """Return each owner's stretches within its pieces, of which what lies about the legs is enough."""
    leg_numbers, places = np.nonzero(_boxes_meet(shapely.bounds(legs), shapely.bounds(pieces)))
    courses = np.asarray(legs, dtype=object)[leg_numbers]
    lines, pairs = shapely.get_parts(shapely.intersection(courses, pieces[places]), return_index=True)
    is_line = (shapely.get_dimensions(lines) == 1) & ~shapely.is_empty(lines)
    lines, pairs = lines[is_line], pairs[is_line]
    ends = [shapely.line_locate_point(courses[pairs], shapely.get_point(lines, place)) for place in (0, -1)]
    from_m, to_m = np.sort(ends, axis=0).tolist()
    spans: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for owner, leg, *span in zip(
        owners[places[pairs]].tolist(), leg_numbers[pairs].tolist(), from_m, to_m, strict=True
    ):
        spans[owner, leg].append((span[0], span[1]))
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for (owner, leg_number), found in sorted(spans.items()):
        stretches[owner] += [Stretch(leg_number, start, end) for start, end in _merged(found)]
    return {owner: tuple(found) for owner, found in stretches.items()}


def _boxes_meet(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which boxes (n, 4) meet which others (m, 4), as an array (n, m)."""
    west, south, east, north = ours.reshape(-1, 4).T[:, :, np.newaxis]
    meet: NDArray[np.bool_] = (
        (theirs[:, 0] <= east) & (theirs[:, 2] >= west) & (theirs[:, 1] <= north) & (theirs[:, 3] >= south)
    )
    return meet


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + TOUCH_M:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

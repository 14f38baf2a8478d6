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
    outermost = shapes[0]
    owners, pieces = index.pieces_meeting(outermost)
    pieces_of: dict[int, list[list[BaseGeometry]]] = defaultdict(list)
    for owner, piece in zip(owners.tolist(), pieces, strict=True):
        pieces_of[owner].append(_nested_overlap(shapes, piece))
    stretches = _stretches(owners, pieces, legs)
    return [
        OwnerOverlap(owner, tuple(_joined(parts) for parts in zip(*found, strict=True)), stretches.get(owner, ()))
        for owner, found in pieces_of.items()
    ]


def _nested_overlap(shapes: Sequence[BaseGeometry], piece: BaseGeometry) -> list[BaseGeometry]:
    """Return each shape's overlap with a piece; an inner one is looked for within the outer one's only."""
    overlap = piece
    found = []
    for shape in shapes:
        if not overlap.is_empty:
            window = shapely.clip_by_rect(shape, *overlap.bounds)
            if window.is_empty:
                overlap = window
            else:
                overlap = shapely.intersection(window, shapely.clip_by_rect(overlap, *window.bounds))
        found.append(overlap)
    return found


def _joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return parts that meet along their edges at most as one geometry, without dissolving the edges."""
    polygons = [part for part in parts if not part.is_empty]
    return polygons[0] if len(polygons) == 1 else shapely.GeometryCollection(polygons)


def _stretches(
    owners: NDArray[np.int64], pieces: NDArray[np.object_], legs: Sequence[LineString]
) -> dict[int, tuple[Stretch, ...]]:
    spans: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    if not len(pieces):
        return {}
    boxes = shapely.bounds(pieces)
    for leg_number, leg in enumerate(legs):
        near = np.flatnonzero(_boxes_meet(boxes, leg.bounds))
        if not len(near):
            continue
        lines, parents = shapely.get_parts(shapely.intersection(leg, pieces[near]), return_index=True)
        places = near[parents]
        is_line = (shapely.get_dimensions(lines) == 1) & ~shapely.is_empty(lines)
        for line, place in zip(lines[is_line], places[is_line], strict=True):
            ends = shapely.line_locate_point(leg, shapely.points(shapely.get_coordinates(line)[[0, -1]]))
            spans[int(owners[place]), leg_number].append((float(ends.min()), float(ends.max())))
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for (owner, leg_number), found in sorted(spans.items()):
        stretches[owner] += [Stretch(leg_number, start, end) for start, end in _merged(found)]
    return {owner: tuple(found) for owner, found in stretches.items()}


def _boxes_meet(boxes: NDArray[np.float64], box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    west, south, east, north = box
    return (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + TOUCH_M:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

"""Polygons indexed for overlap, shared by threads.

Large polygons are cut into small pieces under one STRtree, and their boundaries into short lines under another. Nothing
shared is ever prepared: prepared geometries used by several threads crash the process (libgeos issue 825).
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geo.shape import boundary_chunks, cut, widen


class PolygonIndex:
    """Plane polygons by owner number (their place in the sequence), immutable once built."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        pieces = [(owner, piece) for owner, polygon in enumerate(polygons) for piece in cut(polygon)]
        edges = [(owner, line) for owner, polygon in enumerate(polygons) for line in boundary_chunks(polygon)]
        self._piece_owner: NDArray[np.int64] = np.array([owner for owner, _ in pieces], dtype=np.int64)
        self._pieces: NDArray[np.object_] = np.array([piece for _, piece in pieces], dtype=object)
        self._edge_owner: NDArray[np.int64] = np.array([owner for owner, _ in edges], dtype=np.int64)
        self._edges: NDArray[np.object_] = np.array([line for _, line in edges], dtype=object)
        self._box = shapely.box(*shapely.total_bounds(self._pieces)) if len(pieces) else Polygon()
        self._piece_tree = STRtree(self._pieces)
        self._edge_tree = STRtree(self._edges)

    def may_reach(self, shape: BaseGeometry, within_m: float) -> bool:
        """Whether the box round all polygons comes within `within_m` of a shape: a first, quick look."""
        return bool(shapely.dwithin(self._box, shape, within_m))

    def near(self, shape: BaseGeometry, within_m: float = 0.0) -> list[int]:
        """Return the owners that touch a shape or come within `within_m` of it, in ascending order."""
        if within_m > 0:
            found = self._piece_tree.query(shape, predicate="dwithin", distance=within_m)
        else:
            found = self._piece_tree.query(shape, predicate="intersects")
        return [int(owner) for owner in np.unique(self._piece_owner[found])]

    def pieces_meeting(self, shape: BaseGeometry) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """Return owner and geometry of the pieces that meet the shape, in ascending order of owner."""
        found = np.sort(self._piece_tree.query(shape, predicate="intersects"))
        return self._piece_owner[found], self._pieces[found]

    def crossed(self, shape: BaseGeometry) -> bool:
        """Whether any polygon's boundary touches the shape."""
        return len(self._edge_tree.query(shape, predicate="intersects")) > 0

    def holds(self, point: Point) -> bool:
        """Whether any polygon holds the point."""
        return len(self._piece_tree.query(point, predicate="intersects")) > 0

    def distance_m(self, shape: BaseGeometry, owner: int) -> float:
        """Return a shape's distance to one owner's polygon, in metres, 0 where they meet."""
        return float(np.min(shapely.distance(self._pieces[self._piece_owner == owner], shape)))

    def distances_m(self, points: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return each point's distance to the nearest polygon, in metres; infinite where there is none."""
        found = np.full(len(points), np.inf)
        (inputs, _), distances = self._piece_tree.query_nearest(points, return_distance=True, all_matches=False)
        found[inputs] = distances
        return found

    def edges_within(self, shape: BaseGeometry, owner: int, within_m: float) -> NDArray[np.object_]:
        """Return the boundary lines of one owner that come within `within_m` of the shape."""
        found = self._edge_tree.query(shape, predicate="dwithin", distance=within_m)
        edges: NDArray[np.object_] = self._edges[found[self._edge_owner[found] == owner]]
        return edges

    def outside(self, shape: BaseGeometry) -> BaseGeometry:
        """Return the part of a shape that no polygon holds."""
        if not self.crossed(shape):
            return shape.__class__() if self.holds(shape.representative_point()) else shape
        _, pieces = self.pieces_meeting(shape)
        return shapely.difference(shape, shapely.union_all(pieces))

    def deeper_than(self, shape: BaseGeometry, owner: int, depth_m: float) -> bool:
        """Whether a shape, given as its overlap with one owner, reaches further than `depth_m` inside its boundary."""
        edges = self.edges_within(shape, owner, depth_m)
        if not len(edges):
            return not shape.is_empty
        band = widen(shapely.union_all(shapely.clip_by_rect(edges, *_grown(shape.bounds, depth_m))), depth_m)
        return not shapely.difference(shape, band).is_empty


def _grown(bounds: tuple[float, float, float, float], by_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west - by_m, south - by_m, east + by_m, north + by_m

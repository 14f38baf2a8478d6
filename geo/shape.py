"""Shapes in the plane, in metres: legs, buffers that do not fall short, cutting, repair.

Nothing here knows degrees: geometries come from `geo.crs.to_plane`.
"""

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryCollection, LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import GEOD, JGD2011, transformer

QUADRANT_SEGMENTS = 48
"""Segments to a quarter circle."""

_RADIUS_FACTOR = 1 / math.cos(1.5 * math.pi / (4 * QUADRANT_SEGMENTS))
"""What makes up for chords lying inside their arc: 0.03 %.

GEOS rounds the number of chords of an arc to the nearest, so at a joint a chord may span 1.5 times its share of the
quarter circle; cos(π/4n) alone would fall short there.
"""

LEAST_RADIUS_M = 1e-4
"""A tenth of a millimetre: what is wider by less is drawn as if by so much."""

MAX_STRAIGHT_LEG_M = 10_000.0
"""A geodesic this long is straight in a plane rectangular zone to 0.1 m; longer legs are split along it."""

MAX_PIECE_VERTICES = 256


def legs_in_plane(positions: Sequence[tuple[float, float]], plane_epsg: int) -> list[LineString]:
    """Return one line in the plane (metres) for each leg between consecutive positions in degrees.

    A leg is the geodesic. Legs of no length are left out; one position, or all the same, gives no leg.
    """
    courses = [
        [start, *_along_geodesic(start, end), end] for start, end in itertools.pairwise(positions) if start != end
    ]
    if not courses:
        return []
    corners = np.array([corner for course in courses for corner in course])
    moved = np.column_stack(transformer(JGD2011, plane_epsg).transform(corners[:, 0], corners[:, 1]))
    ends = np.cumsum([len(course) for course in courses])
    return [LineString(part) for part in np.split(moved, ends[:-1])]


def _along_geodesic(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    length_m = GEOD.inv(*start, *end)[2]
    between = math.ceil(length_m / MAX_STRAIGHT_LEG_M) - 1
    if between < 1:
        return []
    return [(lon, lat) for lon, lat in GEOD.npts(*start, *end, between)]


def widen(geometry: BaseGeometry, radius_m: float) -> BaseGeometry:
    """Return all points within `radius_m` of a plane geometry, and a little more, never less."""
    # GEOS draws nothing at all for a radius that is lost among coordinates of hundreds of kilometres.
    radius_m = max(radius_m, LEAST_RADIUS_M)
    return shapely.buffer(geometry, radius_m * _RADIUS_FACTOR, quad_segs=QUADRANT_SEGMENTS)


def widen_course(legs: Sequence[LineString], radius_m: float) -> BaseGeometry:
    """Return all points within `radius_m` of consecutive legs, each of which begins where the one before ends.

    They are widened as one line, twenty times as fast as one by one. GEOS smooths a line before it widens it, so the
    result is checked to keep the radius everywhere; where it does not, each half is widened by itself.
    """
    course = LineString(np.concatenate([shapely.get_coordinates(leg) for leg in legs]))
    whole = widen(course, radius_m)
    if len(legs) == 1:
        return whole
    edge = shapely.boundary(whole)
    shapely.prepare(edge)
    if not shapely.dwithin(edge, course, radius_m * (1 - 1e-9)):
        return whole
    middle = len(legs) // 2
    return shapely.union_all([widen_course(legs[:middle], radius_m), widen_course(legs[middle:], radius_m)])


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a geometry, whatever else it holds."""
    polygons: list[Polygon] = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, Polygon):
            polygons += [] if part.is_empty else [part]
        elif isinstance(part, MultiPolygon | GeometryCollection):
            polygons += polygons_of(part)
    return polygons


def repair(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry, valid."""
    if geometry.is_valid and isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    parts = polygons_of(shapely.make_valid(geometry))
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def cut(geometry: BaseGeometry, max_vertices: int = MAX_PIECE_VERTICES) -> list[Polygon]:
    """Return valid pieces of at most `max_vertices` vertices (about) that together are the geometry.

    Raises
    ------
    ArithmeticError
        If the pieces' area differs from the geometry's by more than one part in 10⁹.
    """
    whole = repair(geometry)
    pieces = [piece for polygon in polygons_of(whole) for piece in _halve(polygon, max_vertices)]
    area, total = whole.area, sum(piece.area for piece in pieces)
    if not all(piece.is_valid for piece in pieces) or abs(total - area) > 1e-9 * max(area, 1.0):
        raise ArithmeticError(f"cutting changed the area from {area} to {total} m2")
    return pieces


def _halve(polygon: Polygon, max_vertices: int) -> Iterable[Polygon]:
    west, south, east, north = polygon.bounds
    if shapely.get_num_coordinates(polygon) <= max_vertices or max(east - west, north - south) < 0.01:
        yield polygon
        return
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = [(west, south, middle, north), (middle, south, east, north)]
    else:
        middle = (south + north) / 2
        boxes = [(west, south, east, middle), (west, middle, east, north)]
    for box in boxes:
        half = shapely.clip_by_rect(polygon, *box)
        if not half.is_valid:
            half = shapely.intersection(polygon, shapely.box(*box))
        for part in polygons_of(repair(half)):
            yield from _halve(part, max_vertices)


def boundary_chunks(geometry: BaseGeometry, max_vertices: int = 64) -> list[LineString]:
    """Return the boundary of a polygon as lines of at most `max_vertices` vertices."""
    chunks = []
    for polygon in polygons_of(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            points: NDArray[np.float64] = shapely.get_coordinates(ring)
            chunks += [LineString(points[i : i + max_vertices]) for i in range(0, len(points) - 1, max_vertices - 1)]
    return chunks

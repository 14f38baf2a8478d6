"""Domain geometries made fit to draw: cut to the view, without detail that no screen shows, as latitude/longitude."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import to_degrees, to_plane
from geo.shape import polygons_of, repair

DECIMALS = 6
"""Decimals of a degree that are written: 0.1 m."""

FINEST_M = 0.1

MOST_BACKGROUND_VERTICES = 2_500
"""Of one background sheet: about 60 kB."""

LatLon = tuple[float, float]
Ring = tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows at first: bounds in the plane (metres), and how coarse its shapes may be drawn, in metres."""

    plane_epsg: int
    bounds_m: tuple[float, float, float, float]
    tolerance_m: float

    @classmethod
    def of(cls, shown: BaseGeometry, plane_epsg: int) -> "View":
        """Return the view of a plane geometry."""
        west, south, east, north = shown.bounds
        across_m = math.hypot(east - west, north - south)
        return cls(plane_epsg, (west, south, east, north), max(FINEST_M, across_m / 20_000))

    @property
    def frame(self) -> Polygon:
        """The view and as much again around it: what can be reached by moving the map a little."""
        west, south, east, north = self.bounds_m
        reach_m = max(east - west, north - south, 500.0) * 0.75
        return shapely.box(west - reach_m, south - reach_m, east + reach_m, north + reach_m)

    @property
    def corners(self) -> tuple[LatLon, LatLon]:
        """The south-west and the north-east corner in degrees."""
        west, south, east, north = to_degrees(shapely.box(*self.bounds_m), self.plane_epsg).bounds
        return (_rounded(south), _rounded(west)), (_rounded(north), _rounded(east))

    @property
    def across_m(self) -> float:
        """The diagonal of the view in metres."""
        west, south, east, north = self.bounds_m
        return math.hypot(east - west, north - south)

    def polygons(self, shape: BaseGeometry) -> tuple[tuple[Ring, ...], ...]:
        """Return the polygons of a plane geometry as rings in degrees, outer ring first."""
        return self._rings(polygons_of(shapely.simplify(repair(shape), self.tolerance_m)))

    def background(self, groups: Sequence[Sequence[Polygon]]) -> list[tuple[tuple[Ring, ...], ...]]:
        """Return groups of plane polygons as rings, as coarse as keeps them few together; specks are left out."""
        finer_m = max(1.0, self.across_m / 4_000)
        while True:
            coarse = [_coarsened(parts, finer_m) for parts in groups]
            if sum(shapely.get_num_coordinates(piece) for kept in coarse for piece in kept) <= MOST_BACKGROUND_VERTICES:
                return [self._rings(kept) for kept in coarse]
            finer_m *= 1.5

    def _rings(self, polygons: Iterable[Polygon]) -> tuple[tuple[Ring, ...], ...]:
        drawn = [part for polygon in polygons for part in polygons_of(to_degrees(polygon, self.plane_epsg))]
        return tuple(tuple(ring_of(ring) for ring in (polygon.exterior, *polygon.interiors)) for polygon in drawn)

    def clipped(self, geometry: BaseGeometry) -> tuple[Polygon, ...]:
        """Return the polygons of a geometry in degrees, in the plane, cut to the frame; none where it is far away."""
        west, south, east, north = to_degrees(self.frame, self.plane_epsg).bounds
        cut = [shapely.clip_by_rect(shapely.force_2d(part), west, south, east, north) for part in polygons_of(geometry)]
        inside = [part for piece in cut if not piece.is_empty for part in polygons_of(repair(piece))]
        projected = [shapely.clip_by_rect(to_plane(part, self.plane_epsg), *self.frame.bounds) for part in inside]
        return tuple(part for piece in projected if not piece.is_empty for part in polygons_of(repair(piece)))

    def line(self, line: LineString) -> Ring:
        """Return a plane line as positions in degrees."""
        return ring_of(to_degrees(shapely.simplify(line, self.tolerance_m), self.plane_epsg))

    def position(self, point: Point) -> LatLon:
        """Return a plane point in degrees."""
        return ring_of(to_degrees(point, self.plane_epsg))[0]


def _coarsened(parts: Sequence[Polygon], finer_m: float) -> list[Polygon]:
    pieces = [piece for part in parts for piece in polygons_of(repair(shapely.simplify(part, finer_m)))]
    return [piece for piece in pieces if piece.area > finer_m**2]


def ring_of(geometry: BaseGeometry) -> Ring:
    """Return the coordinates of a geometry in degrees as rounded (latitude, longitude)."""
    return tuple((_rounded(lat), _rounded(lon)) for lon, lat in shapely.get_coordinates(geometry).tolist())


def _rounded(value_deg: float) -> float:
    return round(value_deg, DECIMALS)


def heading_deg(start: LatLon, end: LatLon) -> float:
    """Return the direction from `start` to `end` on a Mercator map, clockwise from up, in degrees."""
    return round(math.degrees(math.atan2(math.radians(end[1] - start[1]), _mercator(end[0]) - _mercator(start[0]))), 1)


def _mercator(lat_deg: float) -> float:
    return math.asinh(math.tan(math.radians(lat_deg)))

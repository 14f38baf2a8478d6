"""Figures from other hands: geopandas, pyproj's geodesics and plain numpy. Nothing here imports the service."""

import itertools
import math
from collections.abc import Iterable, Sequence

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

JGD2011 = 6668
GEOD = Geod(ellps="GRS80")

Position = tuple[float, float]


def in_plane(geometry: BaseGeometry, plane_epsg: int) -> BaseGeometry:
    """Project degrees to a plane zone, as geopandas does."""
    moved: BaseGeometry = geopandas.GeoSeries([geometry], crs=JGD2011).to_crs(plane_epsg).iloc[0]
    return moved


def in_degrees(geometry: BaseGeometry, plane_epsg: int) -> BaseGeometry:
    """Project a plane zone to degrees, as geopandas does."""
    moved: BaseGeometry = geopandas.GeoSeries([geometry], crs=plane_epsg).to_crs(JGD2011).iloc[0]
    return moved


def geodesic(start: Position, end: Position, step_m: float = 100.0) -> list[Position]:
    """Return positions along the geodesic, both ends included, at most `step_m` apart."""
    course, _, length_m = GEOD.inv(*start, *end)
    count = max(1, math.ceil(length_m / step_m))
    along = [GEOD.fwd(*start, course, length_m * i / count)[:2] for i in range(1, count)]
    return [start, *along, end]


def length_m(positions: Sequence[Position]) -> float:
    """Return the length of a route on the ellipsoid."""
    lons, lats = zip(*positions, strict=True)
    return float(GEOD.line_length(lons, lats))


def plane_legs(positions: Sequence[Position], plane_epsg: int) -> list[LineString]:
    """Return each leg's geodesic in a plane zone."""
    pairs = itertools.pairwise(positions)
    lines = [LineString(geodesic(start, end)) for start, end in pairs if start != end]
    return list(geopandas.GeoSeries(lines, crs=JGD2011).to_crs(plane_epsg))


def corridor(positions: Sequence[Position], radius_m: float, plane_epsg: int) -> BaseGeometry:
    """Return all within `radius_m` of a route, in a plane zone, with finer arcs than anybody needs."""
    legs = plane_legs(positions, plane_epsg)
    if not legs:
        return shapely.buffer(in_plane(Point(positions[0]), plane_epsg), radius_m, quad_segs=256)
    return shapely.union_all([shapely.buffer(leg, radius_m, quad_segs=256) for leg in legs])


def length_inside_m(positions: Sequence[Position], polygons: Iterable[BaseGeometry], plane_epsg: int) -> float:
    """Return the metres of a route inside polygons in the plane, leg by leg and polygon by polygon."""
    legs = plane_legs(positions, plane_epsg)
    return float(sum(leg.intersection(polygon).length for polygon in polygons for leg in legs))


def area_inside_m2(shape: BaseGeometry, polygons: Iterable[BaseGeometry]) -> float:
    """Return the square metres of a shape inside each of the polygons, summed."""
    return float(sum(shape.intersection(polygon).area for polygon in polygons))


def beside(positions: Sequence[Position], distance_m: float, step_m: float = 200.0) -> list[Position]:
    """Return positions at a geodesic distance from a route: abreast of points along it, and all round its ends."""
    found = []
    for start, end in itertools.pairwise(positions):
        if start == end:
            continue
        along = geodesic(start, end, step_m)
        for here, there in itertools.pairwise(along):
            course, back, _ = GEOD.inv(*here, *there)
            found += [GEOD.fwd(*here, course + side, distance_m)[:2] for side in (-90, 90)]
            found += [GEOD.fwd(*there, back + side, distance_m)[:2] for side in (-90, 90)]
    for corner in positions:
        found += [GEOD.fwd(*corner, course, distance_m)[:2] for course in range(0, 360, 7)]
    return found


def lattice(shape: BaseGeometry, step_m: float) -> NDArray[np.object_]:
    """Return the points of a square lattice that lie inside a shape."""
    west, south, east, north = shape.bounds
    xs, ys = np.meshgrid(np.arange(west, east, step_m), np.arange(south, north, step_m))
    points = np.asarray(shapely.points(xs.ravel(), ys.ravel()))
    inside: NDArray[np.object_] = points[shapely.contains(shape, points)]
    return inside


def sun_above_horizon_deg(jd: NDArray[np.float64], lon_deg: float, lat_deg: float) -> NDArray[np.float64]:
    """Return the height of the sun's upper edge over the horizon, by Meeus' low-precision series (0.01°).

    `jd` is in UT; the air lifts the sun by 35′08″ and its half-diameter is taken as 16′ all the year round.
    """
    t = (jd + 69 / 86_400 - 2_451_545) / 36_525
    longitude = 280.46646 + t * (36_000.76983 + t * 0.0003032)
    anomaly = np.radians(357.52911 + t * (35_999.05029 - t * 0.0001537))
    centre = (
        (1.914602 - 0.004817 * t) * np.sin(anomaly) + 0.019993 * np.sin(2 * anomaly) + 0.000289 * np.sin(3 * anomaly)
    )
    node = np.radians(125.04 - 1_934.136 * t)
    apparent = np.radians(longitude + centre - 0.00569 - 0.00478 * np.sin(node))
    tilt = np.radians(23.43929111 - 0.0130042 * t + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(tilt) * np.sin(apparent))
    ascension = np.arctan2(np.cos(tilt) * np.sin(apparent), np.cos(apparent))
    turned = 280.46061837 + 360.98564736629 * (jd - 2_451_545) - 0.00478 * np.sin(node) * np.cos(tilt)
    hour = np.radians(turned + lon_deg) - ascension
    lat = np.radians(lat_deg)
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour)
    above: NDArray[np.float64] = np.degrees(np.arcsin(sine)) + (35 + 8 / 60) / 60 + 16 / 60
    return above


def sun_crossings(
    jd: NDArray[np.float64], place: tuple[float, float], from_day: float, to_day: float
) -> NDArray[np.float64]:
    """Return when the edge crosses the horizon between two fractions of each day, by halving."""
    low, high = jd + from_day, jd + to_day
    up_at_low = sun_above_horizon_deg(low, *place) > 0
    for _ in range(30):
        middle = (low + high) / 2
        same = (sun_above_horizon_deg(middle, *place) > 0) == up_at_low
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return low

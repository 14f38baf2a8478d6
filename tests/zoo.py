"""Shapes that break things: routes in degrees round a place inland of Tsu, polygons in metres round the same place."""

import math

from pyproj import Transformer
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

PLANE = 6674
HOME = (136.40, 34.60)

_TO_PLANE = Transformer.from_crs(6668, PLANE, always_xy=True)
_TO_DEGREES = Transformer.from_crs(PLANE, 6668, always_xy=True)
EAST_M, NORTH_M = _TO_PLANE.transform(*HOME)

Positions = list[tuple[float, float]]


def at(x_m: float, y_m: float) -> tuple[float, float]:
    """Return the position in degrees of a point given in metres east and north of home in the plane zone."""
    lon, lat = _TO_DEGREES.transform(EAST_M + x_m, NORTH_M + y_m)
    return float(lon), float(lat)


def positions(*points: tuple[float, float]) -> Positions:
    """Return positions in degrees of points in metres from home."""
    return [at(x, y) for x, y in points]


def plane_polygon(*points: tuple[float, float]) -> Polygon:
    """Return a polygon in the plane zone of points in metres from home."""
    return Polygon([(EAST_M + x, NORTH_M + y) for x, y in points])


def plane_box(west: float, south: float, east: float, north: float) -> Polygon:
    """Return a box in the plane zone, its sides in metres from home."""
    return plane_polygon((west, south), (east, south), (east, north), (west, north))


ROUTES: dict[str, Positions] = {
    "straight": positions((0, 0), (3000, 500)),
    "bent": positions((0, 0), (1450, 0), (1450, 900), (3000, 1000)),
    "hairpin": positions((0, 0), (2000, 0), (0, 40)),
    "self-crossing": positions((0, 0), (2000, 2000), (2000, 0), (0, 2000)),
    "closed loop": positions((0, 0), (2000, 0), (2000, 1500), (0, 1500), (0, 0)),
    "out and back": positions((0, 0), (2500, 300), (0, 0)),
    "twice round": positions(*[(500 * math.cos(a / 3), 500 * math.sin(a / 3)) for a in range(40)]),
    "star": positions(*[(1000 * math.cos(a * 2.51), 1000 * math.sin(a * 2.51)) for a in range(6)]),
    "repeated points": positions((0, 0), (0, 0), (1000, 0), (1000, 0), (1000, 800)),
    "short steps": positions(*[(0.3 * i, 0.2 * (i % 3)) for i in range(60)]),
}

HOVERS: dict[str, Positions] = {
    "one point": positions((0, 0)),
    "one point, three times": positions((0, 0), (0, 0), (0, 0)),
}

SQUARE = plane_box(500, -400, 1500, 400)
RING = SQUARE.difference(plane_box(800, -150, 1200, 150))
TWO_PARTS = MultiPolygon([plane_box(300, -300, 900, 300), plane_box(1300, -200, 2100, 250)])
BOW_TIE = plane_polygon((500, -300), (1500, 300), (1500, -300), (500, 300))
SPIKED = plane_polygon((400, -200), (1600, -200), (1600, 200), (2600, 200), (1600, 200), (400, 200))
COMB = plane_polygon(
    *[point for i in range(150) for point in ((10 * i, -300.0), (10 * i + 5, 300.0))], (1500, 700), (-10, 700)
)

POLYGONS: dict[str, BaseGeometry] = {
    "square": SQUARE,
    "with a hole": RING,
    "two parts": TWO_PARTS,
    "bow tie": BOW_TIE,
    "with a spike": SPIKED,
    "comb": COMB,
}

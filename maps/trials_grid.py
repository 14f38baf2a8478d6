"""Where public trials stand on one map: a place for each, gathered by a grid at each zoom, and coarse areas.

The gathering is done when the map is made: the page needs no library for it, and the same input gives the same map.
"""

import math
from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geo.shape import polygons_of
from maps.shapes import LatLon

FIRST_ZOOM, LAST_ZOOM = 6, 16
CELL_PX = 96
"""Marks are about as wide as this, so two of them seldom meet."""

TILE_PX = 256
DECIMALS = 5
"""Decimals of a degree that are written: a metre."""

FINEST_DEG = 0.0001
MOST_CORNERS = 12_000
"""Of all areas together: about 200 kB."""

Rings = list[list[list[float]]]


def place_of(area: BaseGeometry) -> LatLon:
    """Return a place (latitude, longitude) on an area in degrees; a trial's mark stands there."""
    point = shapely.point_on_surface(area)
    return round(point.y, DECIMALS), round(point.x, DECIMALS)


def gathered(places: Sequence[LatLon], zoom: int) -> list[list[int]]:
    """Return the indices of places that share a cell of the grid at a zoom, in the order of their first one."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, place in enumerate(places):
        x_px, y_px = _pixels(place, zoom)
        cells.setdefault((math.floor(x_px / CELL_PX), math.floor(y_px / CELL_PX)), []).append(index)
    return list(cells.values())


def levels_of(places: Sequence[LatLon]) -> dict[int, list[list[int]]]:
    """Return the gathered places for each zoom."""
    return {zoom: gathered(places, zoom) for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1)}


def coarse_areas(areas: Sequence[BaseGeometry]) -> list[Rings]:
    """Return areas in degrees as outer rings of (latitude, longitude), as coarse as keeps them few together."""
    finest_deg = FINEST_DEG
    while True:
        coarse = [shapely.simplify(area, finest_deg) for area in areas]
        if sum(shapely.get_num_coordinates(area) for area in coarse) <= max(MOST_CORNERS, 4 * len(areas)):
            return [_rings(area) for area in coarse]
        finest_deg *= 1.6


def _rings(area: BaseGeometry) -> Rings:
    return [
        [[round(lat, DECIMALS), round(lon, DECIMALS)] for lon, lat in shapely.get_coordinates(part.exterior).tolist()]
        for part in polygons_of(area)
    ]


def _pixels(place: LatLon, zoom: int) -> tuple[float, float]:
    """Return a place in the pixels of Web Mercator at a zoom (EPSG:3857), from its north-west corner."""
    lat, lon = place
    world_px = TILE_PX * 2**zoom
    y = math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return (lon / 360 + 0.5) * world_px, (0.5 - y) * world_px

"""Coordinate reference systems: JGD2011 in degrees, and Japan's plane rectangular zones in metres.

The 19 zones and their origins are those of 平成14年国土交通省告示第9号 (EPSG:6669 to 6687).
"""

from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely import GeometryCollection, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

T = TypeVar("T", bound=BaseGeometry)

JGD2011 = 6668
GEOD = Geod(ellps="GRS80")

ZONE_ORIGINS: dict[int, tuple[float, float]] = {
    6669: (129.5, 33.0),
    6670: (131.0, 33.0),
    6671: (132 + 1 / 6, 36.0),
    6672: (133.5, 33.0),
    6673: (134 + 1 / 3, 36.0),
    6674: (136.0, 36.0),
    6675: (137 + 1 / 6, 36.0),
    6676: (138.5, 36.0),
    6677: (139 + 5 / 6, 36.0),
    6678: (140 + 5 / 6, 40.0),
    6679: (140.25, 44.0),
    6680: (142.25, 44.0),
    6681: (144.25, 44.0),
    6682: (142.0, 26.0),
    6683: (127.5, 26.0),
    6684: (124.0, 26.0),
    6685: (131.0, 26.0),
    6686: (136.0, 20.0),
    6687: (154.0, 26.0),
}
"""EPSG code of each zone and its origin (longitude, latitude) in degrees."""

SEGMENT_DEG = 0.01
"""Edges of polygons are split to this many degrees before they leave the degrees, so that they keep their course."""


def nearest_plane(lon_deg: float, lat_deg: float) -> int:
    """Return the EPSG code of the plane rectangular zone whose origin is nearest on the ground."""
    origins = np.array(list(ZONE_ORIGINS.values()))
    here = np.full(len(origins), lon_deg), np.full(len(origins), lat_deg)
    _, _, distances_m = GEOD.inv(*here, origins[:, 0], origins[:, 1])
    return list(ZONE_ORIGINS)[int(np.argmin(distances_m))]


@lru_cache(maxsize=64)
def transformer(source_epsg: int, target_epsg: int) -> Transformer:
    """Return the cached transformer between two EPSG codes, longitude or easting first.

    A pyproj transformer is safe to share between threads since PROJ contexts are kept per thread.
    """
    return Transformer.from_crs(source_epsg, target_epsg, always_xy=True)


def to_plane(geometry: BaseGeometry, plane_epsg: int) -> BaseGeometry:
    """Project a JGD2011 geometry in degrees to a plane zone in metres; edges stay straight in degrees."""
    return _project(_split_edges(geometry, SEGMENT_DEG), JGD2011, plane_epsg)


def to_degrees(geometry: BaseGeometry, plane_epsg: int) -> BaseGeometry:
    """Project a plane geometry in metres to JGD2011 degrees; edges longer than 1 km are split first."""
    return _project(_split_edges(geometry, 1_000.0), plane_epsg, JGD2011)


def _split_edges(geometry: BaseGeometry, longest: float) -> BaseGeometry:
    """Return a geometry whose edges are no longer than `longest`, ring by ring.

    GEOS passes a whole polygon that crosses itself through `buffer(0)` after splitting it, which loses its lobes.
    """
    if isinstance(geometry, Polygon):
        return _split_rings(geometry, longest)
    if isinstance(geometry, MultiPolygon):
        return MultiPolygon([_split_rings(part, longest) for part in geometry.geoms])
    if isinstance(geometry, GeometryCollection):
        return GeometryCollection([_split_edges(part, longest) for part in geometry.geoms])
    return _split_line(geometry, longest)


def _split_rings(polygon: Polygon, longest: float) -> Polygon:
    exterior, *interiors = (_split_line(ring, longest) for ring in (polygon.exterior, *polygon.interiors))
    return Polygon(exterior, interiors)


def _split_line(line: T, longest: float) -> T:
    """Return a line with short edges; GEOS fails at one of no length, which has nothing to split."""
    return shapely.segmentize(line, longest) if line.length > 0 else line


def _project(geometry: BaseGeometry, source_epsg: int, target_epsg: int) -> BaseGeometry:
    chosen = transformer(source_epsg, target_epsg)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(chosen.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(geometry, move)

"""Who finds the overlap figures: ours, bare GEOS on the same pieces, and two ways of geopandas."""

from collections.abc import Sequence
from typing import Protocol

import geopandas
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from bench.corridors import PLANE, Corridor, Figures
from geo.index import PolygonIndex
from geo.overlap import overlaps
from geo.shape import cut


class Rival(Protocol):
    """One way to the figures of a corridor."""

    def figures(self, corridor: Corridor) -> Figures:
        """Return metres inside districts, then square metres of each volume, outermost first."""
        ...


class Ours:
    """`geo.overlap`, which also tells the figures of each district and the stretches of each leg."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        self._index = PolygonIndex(polygons)

    def figures(self, corridor: Corridor) -> Figures:
        total = np.zeros(4)
        for found in overlaps(self._index, corridor.shapes, corridor.legs):
            total += (found.length_m, *found.areas_m2)
        return total


class BareGeos:
    """Nothing but a query of the tree, intersections and measures, on the pieces that we use."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        self._pieces = np.array([piece for polygon in polygons for piece in cut(polygon)], dtype=object)
        self._tree = shapely.STRtree(self._pieces)

    def figures(self, corridor: Corridor) -> Figures:
        found = self._pieces[self._tree.query(corridor.shapes[0], predicate="intersects")]
        length_m = shapely.length(shapely.intersection(found, corridor.course)).sum()
        return np.array([length_m, *(shapely.area(shapely.intersection(found, s)).sum() for s in corridor.shapes)])


class Sindex:
    """geopandas: the spatial index of whole polygons, then `intersection`."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        self._series = geopandas.GeoSeries(polygons, crs=PLANE)
        self._index = self._series.sindex

    def figures(self, corridor: Corridor) -> Figures:
        found = self._series.iloc[self._index.query(corridor.shapes[0], predicate="intersects")]
        length_m = found.intersection(corridor.course).length.sum()
        return np.array([length_m, *(found.intersection(shape).area.sum() for shape in corridor.shapes)])


class Overlay:
    """geopandas: `overlay` of whole polygons with the course and with each volume."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        self._frame = geopandas.GeoDataFrame(geometry=list(polygons), crs=PLANE)
        self._frame.sindex  # noqa: B018 - built here, not in the first corridor's time

    def figures(self, corridor: Corridor) -> Figures:
        length_m = self._overlay(corridor.course).length.sum()
        return np.array([length_m, *(self._overlay(shape).area.sum() for shape in corridor.shapes)])

    def _overlay(self, shape: BaseGeometry) -> geopandas.GeoSeries:
        other = geopandas.GeoDataFrame(geometry=[shape], crs=PLANE)
        return geopandas.overlay(other, self._frame, how="intersection", keep_geom_type=True).geometry

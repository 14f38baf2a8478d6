"""The layers that judge, held in memory, projected once for each plane zone, and shared by threads.

An atlas never changes: a new edition makes a new atlas. Shapes in it are never prepared (see `geo.index`).
"""

import math
import threading
from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.edition import Edition, InForce, Layer, LayerKind
from airspace.features import Feature, ManagedKind, ManagedPlace, Municipality
from airspace.prefecture import Prefecture
from geo.crs import ZONE_ORIGINS, to_plane
from geo.errors import ValueRefused
from geo.index import PolygonIndex
from geo.shape import polygons_of, repair
from geo.terrain import NoTerrain, Terrain
from geo.text import Text

PLANE_REACH_DEG = (5.0, 6.0)
"""Features further than this (longitude, latitude) from a plane's origin cannot touch a flight that uses the plane."""

GAP_TOLERANCE_M = 5.0
"""Gaps narrower than twice this between two coverages are errors of their borders, not ground that nobody covers."""

COARSE = 2
"""Segments to a quarter circle where gaps are closed."""

T = TypeVar("T")


@dataclass(frozen=True)
class Sheet:
    """One edition's features in one plane zone; `features[i]` is owner `i` of the index."""

    edition: Edition
    features: tuple[Feature, ...] = field(repr=False)
    index: PolygonIndex = field(repr=False)


@dataclass(frozen=True)
class Territory:
    """The prefecture's land and sea in one plane zone, and the land of the others that are held.

    `land` is its land as imported, None where it is not held; `neighbours_held` says whether all neighbours are.
    """

    own: PolygonIndex = field(repr=False)
    land: PolygonIndex | None = field(repr=False)
    others: PolygonIndex | None = field(repr=False)
    neighbours_held: bool
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What was made, of which editions (by id), and what else it was made for."""

    what: str
    editions: frozenset[str]
    further: object = None


class Atlas:
    """Layers of a prefecture, by kind and day."""

    def __init__(
        self,
        prefecture: Prefecture,
        layers: Iterable[Layer],
        terrain: Terrain | None = None,
        before: "Atlas | None" = None,
    ) -> None:
        """Take the layers that may judge; editions without days in force are left aside.

        What an atlas `before` made of editions that have not changed at all is taken over.
        """
        self.prefecture = prefecture
        self.terrain = terrain or NoTerrain()
        self._layers = tuple(layer for layer in layers if layer.edition.in_force is not None)
        self._made: dict[Key, object] = before.made_of(prefecture, self.editions) if before else {}
        self._lock = threading.RLock()

    def on_ground(self, terrain: Terrain) -> "Atlas":
        """Return the same atlas with another terrain; what is made of its layers is shared."""
        other = copy(self)
        other.terrain = terrain
        return other

    def made_of(self, prefecture: Prefecture, editions: Collection[Edition]) -> "dict[Key, object]":
        """Return all that was made of some editions alone, as this atlas holds them, for the same prefecture."""
        same = {edition.id for edition in editions} & {one.id for one in self.editions if one in editions}
        made = dict(self._made) if prefecture == self.prefecture else {}
        return {key: value for key, value in made.items() if key.editions <= same}

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that the atlas holds."""
        return tuple(layer.edition for layer in self._layers)

    def held(self, *kinds: LayerKind) -> tuple[Layer, ...]:
        """Return the layers of some kinds, whatever their days, for drawing."""
        return tuple(layer for layer in self._layers if layer.edition.kind in kinds)

    def layers(self, kind: LayerKind, first: date, last: date) -> tuple[Layer, ...]:
        """Return the layers of a kind that are in force on any day from `first` to `last`."""
        return tuple(
            layer
            for layer in self._layers
            if layer.edition.kind is kind and layer.edition.in_force and layer.edition.in_force.meets(first, last)
        )

    def sheets(self, kind: LayerKind, first: date, last: date, plane_epsg: int) -> tuple[Sheet, ...]:
        """Return the layers of a kind in force in that time, in a plane zone."""
        return tuple(
            self._once(Key("sheet", frozenset([layer.edition.id]), plane_epsg), partial(_sheet, layer, plane_epsg))
            for layer in self.layers(kind, first, last)
        )

    def coverage(self, kind: LayerKind, first: date, last: date, plane_epsg: int) -> PolygonIndex:
        """Return where the layers of a kind claim to be complete on every day of that time that has any in force."""
        by_day = _in_force_by_day(self.layers(kind, first, last), first, last)
        key = Key("coverage", frozenset().union(*by_day), (frozenset(by_day), plane_epsg))
        return self._once(key, partial(_coverage, by_day.values(), plane_epsg))

    def managed_kinds(self, first: date, last: date) -> frozenset[ManagedKind]:
        """Return of which kinds of managed place the layers in force in that time hold any."""
        layers = self.layers(LayerKind.MANAGED, first, last)
        kinds = [
            self._once(Key("managed", frozenset([layer.edition.id])), partial(_managed_kinds, layer))
            for layer in layers
        ]
        return frozenset().union(*kinds)

    def territory(self, first: date, last: date, plane_epsg: int) -> Territory:
        """Return the prefecture's own land and sea, and its neighbours' land, in a plane zone."""
        layers = self.layers(LayerKind.PREFECTURE, first, last)
        key = Key("territory", frozenset(layer.edition.id for layer in layers), plane_epsg)
        return self._once(key, lambda: _territory(self.prefecture, layers, plane_epsg))

    def refuse_days_outside(self, first: date, last: date) -> None:
        """Refuse days on which none of the editions held is in force, though some are held."""
        if not self._layers or any(
            layer.edition.in_force and layer.edition.in_force.meets(first, last) for layer in self._layers
        ):
            return
        known = sorted({_days(layer.edition.in_force) for layer in self._layers if layer.edition.in_force})
        raise ValueRefused(
            Text(f"{first} に有効な版のデータが1つもありません。", f"No edition held is in force on {first}."),
            Text(
                f"日付を確かめるか、その日に有効な版を取り込んでください（手元の版：{'、'.join(known)}）。",
                f"Check the date, or import an edition that is in force on it (held: {', '.join(known)}).",
            ),
        )

    def _once(self, key: Key, make: Callable[[], T]) -> T:
        """Return what was made for the key, making it at the first call; threads wait for one another."""
        found = self._made.get(key)
        if found is None:
            with self._lock:
                found = self._made.get(key)
                if found is None:
                    found = self._made[key] = make()
        return found  # type: ignore[return-value] # one key, one type


def uncovered_days(in_force: Iterable[InForce | None], first: date, last: date) -> bool:
    """Whether any day from `first` to `last` lies in none of the periods."""
    periods = sorted(
        ((period.first or date.min, period.last or date.max) for period in in_force if period is not None),
    )
    day = first
    for start, end in periods:
        if start > day:
            return True
        if end >= day:
            if end >= last:
                return False
            day = end + timedelta(days=1)
    return day <= last


def _in_force_by_day(layers: tuple[Layer, ...], first: date, last: date) -> dict[frozenset[str], tuple[Layer, ...]]:
    """Return the layers that are in force together on any one day from `first` to `last`, by their editions' ids."""
    turns = {first}
    for layer in layers:
        period = layer.edition.in_force
        if period and period.first and first < period.first <= last:
            turns.add(period.first)
        if period and period.last and first <= period.last < last:
            turns.add(period.last + timedelta(days=1))
    found = {}
    for day in turns:
        together = tuple(
            layer for layer in layers if layer.edition.in_force and layer.edition.in_force.covers(day, day)
        )
        if together:
            found[frozenset(layer.edition.id for layer in together)] = together
    return found


def _days(period: InForce) -> str:
    return f"{period.first or ''}～{period.last or ''}"


def _managed_kinds(layer: Layer) -> frozenset[ManagedKind]:
    return frozenset(feature.kind for feature in layer.features if isinstance(feature, ManagedPlace))


def _near_plane(geometry: BaseGeometry, plane_epsg: int) -> bool:
    lon_deg, lat_deg = ZONE_ORIGINS[plane_epsg]
    reach_lon, reach_lat = PLANE_REACH_DEG
    west, south, east, north = geometry.bounds
    return (
        west <= lon_deg + reach_lon
        and east >= lon_deg - reach_lon
        and south <= lat_deg + reach_lat
        and north >= lat_deg - reach_lat
    )


def _sheet(layer: Layer, plane_epsg: int) -> Sheet:
    features = tuple(
        feature
        for feature in layer.features
        if polygons_of(feature.geometry) and _near_plane(feature.geometry, plane_epsg)
    )
    return Sheet(layer.edition, features, _index([feature.geometry for feature in features], plane_epsg))


def _index(areas: Iterable[BaseGeometry], plane_epsg: int) -> PolygonIndex:
    return PolygonIndex([repair(to_plane(area, plane_epsg)) for area in areas])


def _coverage(by_day: Collection[tuple[Layer, ...]], plane_epsg: int) -> PolygonIndex:
    """Return what the layers of each day cover together, as far as every day does."""
    covered = [_joined([layer.edition.coverage.area for layer in layers], plane_epsg) for layers in by_day]
    if len(covered) == 1:
        return PolygonIndex(covered[0])
    return PolygonIndex([repair(shapely.intersection_all([shapely.union_all(areas) for areas in covered]))])


def _joined(areas: list[BaseGeometry], plane_epsg: int) -> list[BaseGeometry]:
    """Return areas in a plane zone; several become one, without the gaps that errors of their borders leave."""
    near = [area for area in areas if not area.is_empty and _near_plane(area, plane_epsg)]
    projected = [repair(to_plane(area, plane_epsg)) for area in near]
    if len(projected) > 1:
        projected = [repair(shapely.union_all([*projected, _without_gaps(shapely.union_all(projected))]))]
    return projected


def _without_gaps(area: BaseGeometry) -> BaseGeometry:
    """Return an area with its narrow gaps closed; it may leave out what lies at its own corners.

    Arcs are drawn coarsely, which takes a fifth of the time for coastlines of tens of thousands of corners. So what is
    widened is a little less, what is taken off a little more, and no more ground is claimed than by true circles.
    """
    widened = shapely.buffer(area, GAP_TOLERANCE_M, quad_segs=COARSE)
    # A chord spans up to 1.5 times its share of a quarter circle (`geo.shape`).
    return shapely.buffer(widened, -GAP_TOLERANCE_M / math.cos(1.5 * math.pi / (4 * COARSE)), quad_segs=COARSE)


def _territory(prefecture: Prefecture, layers: tuple[Layer, ...], plane_epsg: int) -> Territory:
    own_land: list[BaseGeometry] = []
    other_land: list[BaseGeometry] = []
    held: set[str] = set()
    for layer in layers:
        for feature in layer.features:
            if not isinstance(feature, Municipality) or not _near_plane(feature.geometry, plane_epsg):
                continue
            held.add(feature.prefecture_code)
            (own_land if feature.prefecture_code == prefecture.code else other_land).append(feature.geometry)
    return Territory(
        own=PolygonIndex(_joined([prefecture.outline, *own_land], plane_epsg)),
        land=_index(own_land, plane_epsg) if own_land else None,
        others=_index(other_land, plane_epsg) if other_land else None,
        neighbours_held=held.issuperset(prefecture.neighbours),
        editions=tuple(layer.edition for layer in layers),
    )

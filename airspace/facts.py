"""What every layer in force on those days says about a flight's volumes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from airspace.atlas import Atlas, Sheet, Territory, uncovered_days
from airspace.edition import Edition, LayerKind
from airspace.features import Feature
from airspace.finding import Overlap, VolumeKind
from airspace.leg import Leg, widened
from airspace.volume import OperationVolume
from geo.crs import to_degrees
from geo.index import PolygonIndex
from geo.overlap import OwnerOverlap, Stretch, overlaps
from geo.shape import polygons_of

OUTERMOST_FIRST = (VolumeKind.GROUND_RISK_BUFFER, VolumeKind.CONTINGENCY_VOLUME, VolumeKind.FLIGHT_GEOGRAPHY)

NO_AREA_M2 = 1e-6
"""Overlaps smaller than this, in square metres, are rounding."""


@dataclass(frozen=True)
class Place:
    """Where a flight meets something: the overlap of each volume in the plane, and the stretches of the route.

    `met_in_height_by` is the innermost volume that meets it in height too; None where only the map was looked at.
    """

    volume: OperationVolume = field(repr=False)
    parts: dict[VolumeKind, BaseGeometry] = field(repr=False)
    stretches: tuple[Stretch, ...]
    met_in_height_by: VolumeKind | None = field(default=None, kw_only=True)

    @property
    def innermost(self) -> VolumeKind | None:
        """The innermost volume that meets it, None where none does by more than rounding."""
        if self.met_in_height_by is not None:
            return self.met_in_height_by
        for kind in VolumeKind:
            if self.parts[kind].area > NO_AREA_M2:
                return kind
        return None

    @cached_property
    def overlap(self) -> Overlap:
        """The overlap figures."""
        return Overlap(
            length_m=sum(stretch.length_m for stretch in self.stretches),
            area_m2={kind: part.area for kind, part in self.parts.items()},
        )

    @cached_property
    def span_m(self) -> tuple[float, float] | None:
        """The part of the route, in metres from its start: where the centreline is inside, else where it is nearest."""
        spans = [(stretch.leg, stretch.from_m, stretch.to_m) for stretch in self.stretches] or self._alongside()
        if not spans:
            return None
        starts = [leg.from_m for leg in self.volume.legs]
        return (
            min(starts[leg] + start for leg, start, _ in spans),
            max(starts[leg] + end for leg, _, end in spans),
        )

    @cached_property
    def legs(self) -> tuple[int, ...]:
        """The legs concerned, counted from 0."""
        if self.stretches:
            return tuple(sorted({stretch.leg for stretch in self.stretches}))
        return tuple(leg for leg, _, _ in self._alongside()) or ((0,) if self.innermost else ())

    @cached_property
    def geometry(self) -> BaseGeometry | None:
        """The overlap of the innermost volume, in JGD2011 degrees."""
        kind = self.innermost
        if kind is None:
            return None
        return to_degrees(shapely.union_all(polygons_of(self.parts[kind])), self.volume.plane_epsg)

    def _alongside(self) -> list[tuple[int, float, float]]:
        kind = self.innermost
        if kind is None:
            return []
        corners = np.asarray(shapely.points(shapely.get_coordinates(self.parts[kind])))
        found = []
        for leg in self.volume.legs:
            if not isinstance(leg.course, LineString):
                continue
            reach_m = leg.reach_m[kind] * 1.01 + 0.01
            beside = corners[shapely.distance(leg.course, corners) <= reach_m]
            if len(beside):
                along = shapely.line_locate_point(leg.course, beside)
                found.append((leg.index, float(np.min(along)), float(np.max(along))))
        return found


@dataclass(frozen=True)
class Hit(Place):
    """A feature that a volume meets, or comes within its edition's accuracy of."""

    sheet: Sheet = field(repr=False)
    owner: int

    @property
    def feature(self) -> Feature:
        """The feature."""
        return self.sheet.features[self.owner]

    @property
    def edition(self) -> Edition:
        """The edition that holds it."""
        return self.sheet.edition

    @cached_property
    def missed_by_m(self) -> float:
        """The distance in metres from the flight geography to the feature, 0 where they meet."""
        flown = self.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
        met = self.parts[VolumeKind.GROUND_RISK_BUFFER]
        return self.sheet.index.distance_m(flown, self.owner) if met.is_empty else float(shapely.distance(flown, met))

    @cached_property
    def deep(self) -> bool:
        """Whether the flight geography reaches further into the feature than the data's accuracy."""
        flown = self.parts[VolumeKind.FLIGHT_GEOGRAPHY]
        if flown.area <= NO_AREA_M2:
            return False
        accuracy_m = self.edition.accuracy_m
        if accuracy_m <= 0:
            return True
        for stretch in self.stretches:
            middle = self.volume.lines[stretch.leg].interpolate((stretch.from_m + stretch.to_m) / 2)
            if not len(self.sheet.index.edges_within(middle, self.owner, accuracy_m)):
                return True
        return self.sheet.index.deeper_than(flown, self.owner, accuracy_m)


@dataclass(frozen=True)
class LayerFacts:
    """What one kind of layer says: its editions in force, what is met, where it is silent because it ends there.

    `gap_in_days` is whether no edition is in force on some day of the flight.
    """

    kind: LayerKind
    editions: tuple[Edition, ...]
    hits: tuple[Hit, ...]
    uncovered: Place | None
    gap_in_days: bool

    @property
    def held(self) -> bool:
        """Whether any edition is in force on any day of the flight."""
        return bool(self.editions)


class Facts:
    """The facts of one operation, made when a rule asks for them."""

    def __init__(self, atlas: Atlas, volume: OperationVolume) -> None:
        self.atlas = atlas
        self.volume = volume
        self._layers: dict[LayerKind, LayerFacts] = {}

    def layer(self, kind: LayerKind) -> LayerFacts:
        """Return what the layers of a kind say."""
        if kind not in self._layers:
            self._layers[kind] = self._read(kind)
        return self._layers[kind]

    @cached_property
    def territory(self) -> Territory:
        """The prefecture's territory in the flight's plane."""
        operation = self.volume.operation
        return self.atlas.territory(operation.first_day, operation.last_day, self.volume.plane_epsg)

    @cached_property
    def whole(self) -> Place:
        """The whole flight as a place."""
        return self.legs_as_place([leg.index for leg in self.volume.legs])

    def legs_as_place(self, numbers: Sequence[int]) -> Place:
        """Return some of the legs as a place."""
        return legs_as_place(self.volume, numbers)

    def stretches_as_place(self, stretches: Sequence[Stretch]) -> Place:
        """Return some stretches of the legs as a place; a leg of no length is there as a whole."""
        legs = self.volume.legs
        if all(_is_whole(stretch, legs[stretch.leg]) for stretch in stretches):
            return self.legs_as_place(list(dict.fromkeys(stretch.leg for stretch in stretches)))
        parts = {
            kind: shapely.union_all(
                [_widened_part(part, legs[part.leg], kind) for part in _closed(stretches, legs, kind)]
            )
            for kind in VolumeKind
        }
        return Place(self.volume, parts, tuple(stretch for stretch in stretches if stretch.to_m > stretch.from_m))

    def outside(self, covered: PolygonIndex) -> Place | None:
        """Return where the flight leaves an area, None where it does not."""
        footprints = self.volume.footprints
        outermost = covered.outside(footprints[VolumeKind.GROUND_RISK_BUFFER])
        if outermost is footprints[VolumeKind.GROUND_RISK_BUFFER]:
            return self.whole
        if outermost.area <= NO_AREA_M2:
            return None
        parts = {kind: shapely.intersection(footprints[kind], outermost) for kind in VolumeKind}
        shapely.prepare(outermost)
        lines = np.asarray(self.volume.lines, dtype=object)
        stretches = []
        for number in np.flatnonzero(shapely.intersects(outermost, lines)).tolist():
            line = self.volume.lines[number]
            for part in shapely.get_parts(shapely.intersection(line, outermost)):
                if isinstance(part, LineString) and not part.is_empty:
                    ends = [line.project(end) for end in part.boundary.geoms]
                    stretches.append(Stretch(number, min(ends), max(ends)))
        return Place(self.volume, parts, tuple(stretches))

    def _read(self, kind: LayerKind) -> LayerFacts:
        operation = self.volume.operation
        days = operation.first_day, operation.last_day
        sheets = self.atlas.sheets(kind, *days, self.volume.plane_epsg)
        return LayerFacts(
            kind=kind,
            editions=tuple(sheet.edition for sheet in sheets),
            hits=tuple(hit for sheet in sheets for hit in self._hits(sheet)),
            uncovered=self._uncovered(kind) if sheets else None,
            gap_in_days=uncovered_days((sheet.edition.in_force for sheet in sheets), *days),
        )

    def _uncovered(self, kind: LayerKind) -> Place | None:
        operation = self.volume.operation
        days = operation.first_day, operation.last_day
        return self.outside(self.atlas.coverage(kind, *days, self.volume.plane_epsg))

    def _hits(self, sheet: Sheet) -> list[Hit]:
        footprints = self.volume.footprints
        shapes = [footprints[kind] for kind in OUTERMOST_FIRST]
        if not sheet.index.may_reach(shapes[0], sheet.edition.accuracy_m):
            return []
        found = overlaps(sheet.index, shapes, self.volume.lines)
        return [self._hit(sheet, overlap) for overlap in [*found, *self._just_missed(sheet, found)]]

    def _just_missed(self, sheet: Sheet, met: Sequence[OwnerOverlap]) -> list[OwnerOverlap]:
        """Return what no volume meets, though the data's error is wide enough for the flight geography to do so."""
        if sheet.edition.accuracy_m <= self.volume.least_margin_m:
            return []
        flown = self.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
        beyond = set(sheet.index.near(flown, sheet.edition.accuracy_m)) - {overlap.owner for overlap in met}
        nothing = (Polygon(),) * len(OUTERMOST_FIRST)
        return [OwnerOverlap(owner, nothing, ()) for owner in sorted(beyond)]

    def _hit(self, sheet: Sheet, found: OwnerOverlap) -> Hit:
        parts = dict(zip(OUTERMOST_FIRST, found.parts, strict=True))
        return Hit(self.volume, {kind: parts[kind] for kind in VolumeKind}, found.stretches, sheet, found.owner)


def legs_as_place(volume: OperationVolume, numbers: Sequence[int]) -> Place:
    """Return some of a flight's legs as a place."""
    legs = [volume.legs[number] for number in numbers]
    whole = len(legs) == len(volume.legs)
    parts = (
        dict(volume.footprints)
        if whole
        else {kind: shapely.union_all([leg.footprints[kind] for leg in legs]) for kind in VolumeKind}
    )
    stretches = [Stretch(leg.index, 0.0, leg.to_m - leg.from_m) for leg in legs if leg.to_m > leg.from_m]
    return Place(volume, parts, tuple(stretches))


def _closed(stretches: Sequence[Stretch], legs: Sequence[Leg], kind: VolumeKind) -> list[Stretch]:
    """Return the stretches without gaps so small that the footprints of both sides overlap over them."""
    closed: list[Stretch] = []
    for stretch in stretches:
        last = closed[-1] if closed else None
        if last and last.leg == stretch.leg and stretch.from_m - last.to_m <= legs[stretch.leg].reach_m[kind]:
            closed[-1] = Stretch(last.leg, last.from_m, stretch.to_m)
        else:
            closed.append(stretch)
    return closed


def _is_whole(stretch: Stretch, leg: Leg) -> bool:
    return stretch.from_m <= 0 and stretch.to_m >= leg.to_m - leg.from_m


def _widened_part(stretch: Stretch, leg: Leg, kind: VolumeKind) -> BaseGeometry:
    if isinstance(leg.course, LineString) and not _is_whole(stretch, leg):
        return widened(substring(leg.course, stretch.from_m, stretch.to_m), leg.reach_m[kind])
    return leg.footprints[kind]

"""What differs between two answers of DIPS, and between an answer and our own layers, with areas in square metres."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from airspace.dips.areas import AREA_TYPES
from airspace.edition import Layer, LayerKind
from airspace.features import DipsArea, Feature, Geozone, Timed, ZoneKind
from airspace.trial import Window
from geo.crs import nearest_plane, to_plane
from geo.shape import polygons_of, repair
from geo.text import Text

NO_AREA_M2 = 0.01
"""Differences smaller than this, in square metres, are rounding."""

NOTHING = Polygon()

ANY_PLANE = 6674
"""The plane zone of answers that hold nothing."""


class Change(StrEnum):
    """What became of an area from one answer to the next."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGE_NAMES = {
    Change.ADDED: Text("増えた", "added"),
    Change.REMOVED: Text("なくなった", "removed"),
    Change.CHANGED: Text("変わった", "changed"),
}


class Member(StrEnum):
    """What of an area changed."""

    GEOMETRY = "geometry"
    TIMES = "times"
    NAME = "name"
    TYPE = "type"
    TEXT = "text"


MEMBER_NAMES = {
    Member.GEOMETRY: Text("範囲", "geometry"),
    Member.TIMES: Text("期間", "times"),
    Member.NAME: Text("名前", "name"),
    Member.TYPE: Text("種別", "type"),
    Member.TEXT: Text("説明", "text"),
}


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One area that is not the same in both answers, by its id.

    `symmetric_m2` is the area that lies in one of them only: the whole area where the other has none.
    """

    id: str
    change: Change
    before: DipsArea | None
    after: DipsArea | None
    members: tuple[Member, ...]
    symmetric_m2: float


def compare_answers(old: Sequence[DipsArea], new: Sequence[DipsArea]) -> tuple[AreaChange, ...]:
    """Return what differs between two answers: what is new, then what is gone, then what changed, by id."""
    before, after = {area.id: area for area in old}, {area.id: area for area in new}
    plane = _plane([area.geometry for area in (*old, *new)])
    added = [_alone(after[i], Change.ADDED, plane) for i in after.keys() - before]
    removed = [_alone(before[i], Change.REMOVED, plane) for i in before.keys() - after]
    both = [_changed(before[i], after[i], plane) for i in before.keys() & after.keys()]
    changed = [change for change in both if change is not None]
    return tuple(change for each in (added, removed, changed) for change in sorted(each, key=lambda one: one.id))


def _alone(area: DipsArea, change: Change, plane: int) -> AreaChange:
    before, after = (None, area) if change is Change.ADDED else (area, None)
    return AreaChange(area.id, change, before, after, (), _flat(area, plane).area)


def _changed(before: DipsArea, after: DipsArea, plane: int) -> AreaChange | None:
    differs_m2 = 0.0
    if not before.geometry.equals_exact(after.geometry, 0):
        differs_m2 = shapely.symmetric_difference(_flat(before, plane), _flat(after, plane)).area
    same = {
        Member.GEOMETRY: differs_m2 <= NO_AREA_M2,
        Member.TIMES: before.applicability == after.applicability,
        Member.NAME: before.name == after.name,
        Member.TYPE: before.type_id == after.type_id,
        Member.TEXT: (before.detail, before.url) == (after.detail, after.url),
    }
    members = tuple(member for member in Member if not same[member])
    return AreaChange(before.id, Change.CHANGED, before, after, members, differs_m2) if members else None


@dataclass(frozen=True, slots=True)
class Group:
    """Types of area that are compared with our own layers together.

    `kind` is the layer of ours that is complete for them, `zone_kinds` our zones that are of the same kind too.
    """

    name: Text
    type_ids: frozenset[int]
    kind: LayerKind
    zone_kinds: frozenset[ZoneKind] = frozenset()


GROUPS = (
    Group(
        Text("空港等の周辺（平面）", "aerodromes (2D)"),
        frozenset({1}),
        LayerKind.SURFACES,
        frozenset({ZoneKind.AERODROME}),
    ),
    Group(AREA_TYPES[2].name, frozenset({2}), LayerKind.DID),
    Group(
        Text("小型無人機等飛行禁止法", "Small UA Act"),
        frozenset({5, 6}),
        LayerKind.FACILITIES,
        frozenset({ZoneKind.SMALL_UA_ACT}),
    ),
    Group(AREA_TYPES[7].name, frozenset({7}), LayerKind.ZONES, frozenset({ZoneKind.ORDINANCE})),
    Group(AREA_TYPES[9].name, frozenset({9}), LayerKind.ZONES, frozenset({ZoneKind.EMERGENCY})),
)
OTHERS = Group(
    Text("その他", "others"), frozenset({8, 10, 11}), LayerKind.ZONES, frozenset({ZoneKind.MANAGER, ZoneKind.OTHER})
)
"""The last takes every type that is in none of the others."""


@dataclass(frozen=True, slots=True)
class Only:
    """A thing of which a part is in one of the two only, and how much of it, in square metres."""

    id: str
    name: Text
    area_m2: float


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """One group: what both have, what DIPS has alone, what we have alone, in square metres.

    `dips_only_m2` is what lies where our layer is complete, `not_ours_to_tell_m2` what lies elsewhere. `ours_only_m2`
    counts only where DIPS was asked; None where that is not known.
    """

    group: Group
    held: bool
    both_m2: float
    dips_only_m2: float
    not_ours_to_tell_m2: float
    ours_only_m2: float | None
    dips_only: tuple[Only, ...] = field(repr=False)
    ours_only: tuple[Only, ...] = field(repr=False)


def compare_with_layers(
    areas: Sequence[DipsArea], asked: BaseGeometry, layers: Iterable[Layer], day: date
) -> tuple[GroupDifference, ...]:
    """Return what an answer and our layers have in common and alone, of what applies on a day.

    Parameters
    ----------
    areas
        The areas of the answer, in JGD2011 degrees.
    asked
        Where DIPS was asked, in JGD2011 degrees; empty where that is not known.
    layers
        Our layers in force on that day.
    """
    held: dict[LayerKind, list[Layer]] = {}
    for layer in layers:
        held.setdefault(layer.edition.kind, []).append(layer)
    shapes = [asked, *(area.geometry for area in areas)]
    reach = shapely.envelope(shapely.GeometryCollection(shapes))
    plane = _plane(shapes)
    look = _Look(day, plane, _project(asked, plane), reach, held)
    named = frozenset().union(*(group.type_ids for group in GROUPS))
    found = []
    for group in (*GROUPS, OTHERS):
        of_group = (a for a in areas if a.type_id in group.type_ids or (group is OTHERS and a.type_id not in named))
        theirs = [area for area in of_group if _applies(area, day)]
        found.append(_compare_group(group, theirs, look))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Look:
    """What every group is compared by: the day, the plane, where DIPS was asked, how far that reaches, our layers."""

    day: date
    plane: int
    asked: BaseGeometry
    reach: BaseGeometry
    held: Mapping[LayerKind, Sequence[Layer]]


def _compare_group(group: Group, theirs: Sequence[DipsArea], look: _Look) -> GroupDifference:
    own, held, asked = _own(group, look), look.held.get(group.kind, ()), look.asked
    flat_theirs = [_flat(area, look.plane) for area in theirs]
    flat_ours = [_flat(feature, look.plane) for feature in own]
    dips, ours = shapely.union_all(flat_theirs), shapely.union_all(flat_ours)
    complete = shapely.union_all([_project(layer.edition.coverage.area, look.plane) for layer in held])
    missing = shapely.difference(dips, ours)
    alone = None if asked.is_empty else shapely.difference(shapely.intersection(ours, asked), dips)
    return GroupDifference(
        group=group,
        held=bool(held),
        both_m2=shapely.intersection(dips, ours).area,
        dips_only_m2=shapely.intersection(missing, complete).area,
        not_ours_to_tell_m2=shapely.difference(missing, complete).area,
        ours_only_m2=None if alone is None else alone.area,
        dips_only=_only(theirs, flat_theirs, missing),
        ours_only=() if alone is None else _only(own, flat_ours, alone),
    )


def _own(group: Group, look: _Look) -> list[Feature]:
    """Return our things of a group that apply on that day, as far as the answer or the question reaches."""
    main = () if group.kind is LayerKind.ZONES else look.held.get(group.kind, ())
    of_kind = [feature for layer in main for feature in layer.features]
    zones = [
        feature
        for layer in look.held.get(LayerKind.ZONES, ())
        for feature in layer.features
        if isinstance(feature, Geozone) and feature.kind in group.zone_kinds
    ]
    return [
        feature
        for feature in (*of_kind, *zones)
        if _applies(feature, look.day) and polygons_of(feature.geometry) and feature.geometry.intersects(look.reach)
    ]


def _only(features: Sequence[Feature], shapes: Sequence[BaseGeometry], alone: BaseGeometry) -> tuple[Only, ...]:
    """Return the things of which a part lies in what one of the two has alone, the largest part first."""
    parts = [
        Only(feature.id, feature.name, shapely.intersection(shape, alone).area)
        for feature, shape in zip(features, shapes, strict=True)
    ]
    return tuple(sorted((part for part in parts if part.area_m2 > NO_AREA_M2), key=lambda part: -part.area_m2))


def _applies(feature: Feature, day: date) -> bool:
    whole = Window.whole_day(day)
    return not isinstance(feature, Timed) or feature.applies(whole.start, whole.end)


def _plane(shapes: Sequence[BaseGeometry]) -> int:
    """Return the plane zone nearest to the middle of the areas; any where there is none."""
    drawn = [shape for shape in shapes if not shape.is_empty]
    if not drawn:
        return ANY_PLANE
    west, south, east, north = shapely.total_bounds(np.array(drawn, dtype=object)).tolist()
    return nearest_plane((west + east) / 2, (south + north) / 2)


def _flat(feature: Feature, plane: int) -> BaseGeometry:
    return _project(feature.geometry, plane)


def _project(geometry: BaseGeometry, plane: int) -> BaseGeometry:
    return NOTHING if geometry.is_empty else repair(to_plane(geometry, plane))

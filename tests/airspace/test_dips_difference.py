"""Differences of answers, measured by geopandas in zone VI (EPSG:6674) beside us."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import geopandas
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from airspace.dips.areas import AREA_TYPES
from airspace.dips.difference import (
    GROUPS,
    OTHERS,
    AreaChange,
    Change,
    GroupDifference,
    Member,
    compare_answers,
    compare_with_layers,
)
from airspace.edition import Layer, LayerKind
from airspace.features import Applicability, Did, DipsArea, Feature, Geozone, ZoneKind
from geo.text import Text
from tests.airspace.worlds import layer

DAY = date(2026, 11, 4)
WEST, MIDDLE, EAST = (shapely.box(136.50 + x, 34.70, 136.52 + x, 34.72) for x in (0, 0.01, 0.05))
ASKED = shapely.box(136.4, 34.6, 136.7, 34.9)
NOWHERE = shapely.Polygon()
NAME = Text("架空", "made up")


def dips(area_id: str, shape: BaseGeometry = WEST, type_id: int = 2, **more: Any) -> DipsArea:
    return DipsArea(area_id, NAME, shape, type_id=type_id, **more)


def m2(shape: BaseGeometry) -> float:
    """Measure by geopandas; edges are split as ours are."""
    return float(geopandas.GeoSeries([shape], crs=6668).segmentize(0.01).to_crs(6674).area.iloc[0])


def overlay_m2(one: BaseGeometry, other: BaseGeometry, how: str) -> float:
    frames = [geopandas.GeoDataFrame(geometry=[s], crs=6668) for s in (one, other)]
    flat = [frame.set_geometry(frame.geometry.segmentize(0.01)).to_crs(6674) for frame in frames]
    return float(geopandas.overlay(*flat, how=how).area.sum())


def test_the_same_answer_in_another_order_differs_in_nothing() -> None:
    assert compare_answers([dips("a"), dips("b", EAST)], [dips("b", EAST), dips("a")]) == ()
    assert compare_answers([], []) == ()


def test_what_came_went_and_moved() -> None:
    old = [dips("moved"), dips("gone", EAST), dips("stays")]
    new = [dips("moved", MIDDLE), dips("new", EAST), dips("stays")]
    added, removed, changed = compare_answers(old, new)
    assert (added.id, added.change, added.before) == ("new", Change.ADDED, None)
    assert (removed.id, removed.change, removed.after) == ("gone", Change.REMOVED, None)
    assert added.symmetric_m2 == removed.symmetric_m2 == pytest.approx(m2(EAST), rel=1e-6)
    assert (changed.id, changed.members) == ("moved", (Member.GEOMETRY,))
    assert changed.symmetric_m2 == pytest.approx(overlay_m2(WEST, MIDDLE, "symmetric_difference"), rel=1e-6)


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"applicability": (Applicability(None, datetime(2026, 1, 1, tzinfo=UTC)),)}, Member.TIMES),
        ({"name": Text("別", "other")}, Member.NAME),
        ({"type_id": 9}, Member.TYPE),
        ({"detail": "別の説明"}, Member.TEXT),
        ({"url": "https://example.jp/2"}, Member.TEXT),
    ],
)
def test_what_else_may_change(changed: dict[str, Any], member: Member) -> None:
    (found,) = compare_answers([dips("a")], [replace(dips("a"), **changed)])
    assert found == AreaChange("a", Change.CHANGED, dips("a"), found.after, (member,), 0.0)


def test_a_ring_that_begins_elsewhere_is_the_same() -> None:
    corners = shapely.get_coordinates(WEST)[:-1]
    turned = shapely.Polygon([*corners[2:], *corners[:2]])
    assert not WEST.equals_exact(turned, 0)
    assert compare_answers([dips("a")], [dips("a", turned)]) == ()


# --- with our own layers


def districts(*shapes: BaseGeometry, coverage: BaseGeometry = ASKED) -> Layer:
    features = [Did(f"d{i}", Text(f"地区{i}", f"district {i}"), shape) for i, shape in enumerate(shapes)]
    return layer(LayerKind.DID, features, coverage=coverage)


def zones(*zones: Geozone) -> Layer:
    return layer(LayerKind.ZONES, zones, coverage=ASKED)


def of(
    type_id: int, areas: Sequence[DipsArea], layers: Sequence[Layer], asked: BaseGeometry = ASKED
) -> GroupDifference:
    found = compare_with_layers(areas, asked, layers, DAY)
    assert [each.group for each in found] == [*GROUPS, OTHERS]
    wanted = next((each for each in found if type_id in each.group.type_ids), found[-1])
    others = [each for each in found if each is not wanted]
    assert all(each.both_m2 == each.dips_only_m2 == each.not_ours_to_tell_m2 == 0 for each in others)
    return wanted


def test_every_type_is_in_one_group() -> None:
    numbers = [number for group in (*GROUPS, OTHERS) for number in group.type_ids]
    assert sorted(numbers) == sorted(AREA_TYPES)


def test_what_both_have_and_each_alone() -> None:
    found = of(2, [dips("a")], [districts(MIDDLE, EAST)])
    assert found.both_m2 == pytest.approx(overlay_m2(WEST, MIDDLE, "intersection"), rel=1e-6)
    assert found.dips_only_m2 == pytest.approx(overlay_m2(WEST, MIDDLE, "difference"), rel=1e-6)
    assert found.not_ours_to_tell_m2 == pytest.approx(0, abs=1e-3)
    alone_m2 = overlay_m2(MIDDLE, WEST, "difference")
    assert found.ours_only_m2 == pytest.approx(alone_m2 + m2(EAST), rel=1e-6)
    assert [one.id for one in found.dips_only] == ["a"]
    assert [one.id for one in found.ours_only] == ["d1", "d0"]
    assert found.ours_only[1].area_m2 == pytest.approx(alone_m2, rel=1e-6)


def test_where_our_layer_ends_it_is_not_ours_to_tell() -> None:
    half = shapely.box(136.50, 34.70, 136.51, 34.72)
    found = of(2, [dips("a")], [districts(EAST, coverage=half)])
    # Half an edge is split elsewhere than the whole one.
    assert found.dips_only_m2 == pytest.approx(m2(half), rel=1e-5)
    assert found.not_ours_to_tell_m2 == pytest.approx(m2(WEST) - m2(half), rel=1e-5)


def test_a_layer_that_is_not_held_tells_nothing() -> None:
    found = of(2, [dips("a")], [])
    assert not found.held
    assert (found.dips_only_m2, found.ours_only_m2) == (0, 0)
    assert found.not_ours_to_tell_m2 == pytest.approx(m2(WEST), rel=1e-6)


def test_without_where_it_was_asked_what_we_have_alone_is_not_told() -> None:
    found = of(2, [dips("a")], [districts(EAST)], NOWHERE)
    assert (found.ours_only_m2, found.ours_only) == (None, ())
    empty = of(2, [], [districts(EAST)], NOWHERE)
    assert (empty.both_m2, empty.ours_only_m2) == (0, None)


def test_only_what_was_asked_for_counts_as_missing_there() -> None:
    asked = shapely.box(136.55, 34.70, 136.56, 34.72)
    found = of(2, [], [districts(WEST, EAST)], asked)
    assert found.ours_only_m2 == pytest.approx(m2(asked), rel=1e-5)
    assert [one.id for one in found.ours_only] == ["d1"]


@pytest.mark.parametrize(
    ("type_id", "kind"),
    [
        (1, ZoneKind.AERODROME),
        (5, ZoneKind.SMALL_UA_ACT),
        (6, ZoneKind.SMALL_UA_ACT),
        (7, ZoneKind.ORDINANCE),
        (8, ZoneKind.MANAGER),
        (9, ZoneKind.EMERGENCY),
        (11, ZoneKind.OTHER),
        (3, ZoneKind.OTHER),
    ],
)
def test_zones_stand_for_their_types(type_id: int, kind: ZoneKind) -> None:
    found = of(type_id, [dips("a", type_id=type_id)], [zones(Geozone("z", NAME, WEST, kind=kind))])
    assert found.both_m2 == pytest.approx(m2(WEST), rel=1e-6)
    assert found.dips_only == found.ours_only == ()


@pytest.mark.parametrize(("end", "there"), [(datetime(2026, 11, 3, 15, tzinfo=UTC), False), (None, True)])
def test_what_does_not_apply_that_day_is_left_aside(end: datetime | None, there: bool) -> None:
    """The day begins at 15:00 of the day before in UTC."""
    times = (Applicability(None, end),)
    found = of(7, [dips("a", EAST, 7, applicability=times)], [zones(zone_with(times))])
    assert (bool(found.dips_only), bool(found.ours_only)) == (there, there)


def zone_with(times: tuple[Applicability, ...]) -> Geozone:
    return Geozone("z", NAME, WEST, kind=ZoneKind.ORDINANCE, applicability=times)


def test_a_thing_without_a_place_is_left_aside() -> None:
    nowhere: Feature = Did("n", NAME, NOWHERE)
    assert of(2, [dips("a")], [layer(LayerKind.DID, [nowhere], coverage=ASKED)]).ours_only == ()

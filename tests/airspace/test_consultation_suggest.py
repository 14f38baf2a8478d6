"""Whom a route gives reason to ask. What a layer cannot tell is said; it is never "nobody"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from airspace.atlas import Atlas
from airspace.consultation.kinds import OF_MANAGED, ConsulteeKind
from airspace.consultation.suggest import Suggestion, Suggestions, suggest
from airspace.edition import InForce, Layer, LayerKind
from airspace.facts import Facts
from airspace.features import Applicability, Authority, ManagedKind, ManagedPlace, Municipality
from airspace.prefecture import Prefecture
from airspace.rules.managed_places import LOOKED_FOR
from airspace.trial import Operation
from airspace.volume import build_volume
from geo.text import Text
from tests.airspace.worlds import DAY, HOME_PREFECTURE, degrees, far_places, flight, land, layer
from tests.zoo import plane_box, positions

OFFICE = Authority(Text("河川課", "Rivers division"), "059-000-0000")
WIDE = plane_box(-20_000, -20_000, 20_000, 20_000)
BOUNDARY_KINDS = {ConsulteeKind.MUNICIPALITY, ConsulteeKind.NEIGHBOURING_PREFECTURE, ConsulteeKind.COAST_GUARD}
MANAGED_KINDS = {OF_MANAGED[kind] for kind in LOOKED_FOR}


def suggestions(
    *layers: Layer, prefecture: Prefecture = HOME_PREFECTURE, flights: Sequence[Operation] = ()
) -> Suggestions:
    atlas = Atlas(prefecture, layers)
    flown = flights or (flight(positions((0, 0), (1_000, 0))),)
    return suggest([Facts(atlas, build_volume(operation)) for operation in flown])


def managed(*places: ManagedPlace, **more: object) -> Layer:
    return layer(LayerKind.MANAGED, [*far_places(), *places], **more)  # type: ignore[arg-type]


def place(shape: BaseGeometry, kind: ManagedKind = ManagedKind.RIVER, **more: object) -> ManagedPlace:
    made = ManagedPlace("m1", Text("見本川", "Sample River"), degrees(shape), kind=kind, authority=OFFICE)
    return replace(made, **more)  # type: ignore[arg-type]


def of_kind(found: Suggestions, kind: ConsulteeKind) -> list[Suggestion]:
    return [each for each in found.suggested if each.kind is kind]


def not_told(found: Suggestions) -> set[ConsulteeKind]:
    return {kind for gap in found.not_told for kind in gap.kinds}


def test_nothing_held_is_not_nobody() -> None:
    found = suggestions()
    assert found.suggested == ()
    assert not_told(found) == BOUNDARY_KINDS | MANAGED_KINDS
    words = "".join(gap.text.ja for gap in found.not_told)
    assert "N03" in words
    assert words.count("分かりません") == 2
    assert found.editions == ()


def test_all_held_and_nothing_met_is_nobody() -> None:
    found = suggestions(land("91", WIDE), managed())
    assert [each.kind for each in found.suggested] == [ConsulteeKind.MUNICIPALITY]
    assert found.not_told == ()
    assert {edition.kind for edition in found.editions} == {LayerKind.PREFECTURE, LayerKind.MANAGED}


@pytest.mark.parametrize(
    ("north_m", "says"),
    [(-10.0, "想定飛行空間が"), (70.0, "地上リスクバッファが"), (5_000.0, None)],
)
def test_a_municipality_is_asked_where_its_land_meets_the_buffer(north_m: float, says: str | None) -> None:
    west, east = plane_box(-9_000, -9_000, 9_000, north_m), plane_box(-9_000, north_m, 9_000, 9_000)
    found = suggestions(land("91", west, east, accuracy_m=0.0), managed())
    buffer = build_volume(flight(positions((0, 0), (1_000, 0)))).footprints["ground_risk_buffer"]  # type: ignore[index]
    expected = [f"9100{i}" for i, shape in enumerate((west, east)) if shapely.intersects(shape, buffer)]
    asked = of_kind(found, ConsulteeKind.MUNICIPALITY)
    assert [each.code for each in asked] == expected
    reason = {each.code: each.reasons[0].ja for each in asked}.get("91001")
    assert (reason or "").startswith(says or "")
    assert (reason is None) is (says is None)


def test_a_border_within_the_datas_error_is_a_reason_of_its_own() -> None:
    beyond = plane_box(-9_000, 200, 9_000, 9_000)
    own = plane_box(-9_000, -9_000, 9_000, 200)
    (first, second) = of_kind(
        suggestions(land("91", own, beyond, accuracy_m=500.0), managed()), ConsulteeKind.MUNICIPALITY
    )
    assert (first.code, second.code) == ("91000", "91001")
    assert "データの誤差の中" in second.reasons[0].ja
    assert "within the error" in second.reasons[0].en


def test_a_municipality_of_several_parts_is_asked_once() -> None:
    parts = [plane_box(-500, -500, 400, 500), plane_box(400, -500, 2_000, 500)]
    features = [
        Municipality(f"x{i}", Text("見本市", "Sample City"), degrees(part), "91001") for i, part in enumerate(parts)
    ]
    found = suggestions(layer(LayerKind.PREFECTURE, features), managed())
    (only,) = of_kind(found, ConsulteeKind.MUNICIPALITY)
    assert (only.code, len(only.reasons)) == ("91001", 1)


def test_a_neighbours_land_brings_its_municipality_and_its_prefecture() -> None:
    own, others = plane_box(-9_000, -9_000, 500, 9_000), plane_box(500, -9_000, 9_000, 9_000)
    neighbour = Municipality("n", Text("隣市", "Next City"), degrees(others), "92001", "隣県")
    nameless = replace(neighbour, prefecture_name="")
    for feature, name in ((neighbour, "隣県"), (nameless, "都道府県コード 92")):
        found = suggestions(land("91", own), layer(LayerKind.PREFECTURE, [feature], name="92"), managed())
        assert [each.code for each in of_kind(found, ConsulteeKind.MUNICIPALITY)] == ["91000", "92001"]
        (prefecture,) = of_kind(found, ConsulteeKind.NEIGHBOURING_PREFECTURE)
        assert (prefecture.code, prefecture.name.ja) == ("92", name)
        assert of_kind(found, ConsulteeKind.COAST_GUARD) == []
        assert found.not_told == ()


def test_sea_brings_the_coast_guard_and_a_gap_between_borders_does_not() -> None:
    own = plane_box(-9_000, -9_000, 500, 9_000)
    gap = plane_box(504, -9_000, 9_000, 9_000)
    far = layer(LayerKind.PREFECTURE, [replace(_far(), code="92001")], name="92")
    for layers, asked in (
        ((land("91", own), far), True),
        ((land("91", own),), True),
        ((land("91", own, gap), far), False),
        ((land("91", WIDE),), False),
    ):
        found = suggestions(*layers, managed())
        assert bool(of_kind(found, ConsulteeKind.COAST_GUARD)) is asked, layers
        assert not_told(found) == set()


def _far() -> Municipality:
    return Municipality("far", Text("遠い市", "Far City"), degrees(plane_box(50_000, 0, 51_000, 1_000)), "92001")


def test_beyond_the_outline_without_the_neighbours_nothing_is_known() -> None:
    """What is not held may be another's land: no sea is made of it, and it is said."""
    here = positions((7_000, 0), (8_000, 0))
    found = suggestions(land("91", plane_box(-100, -100, 100, 100)), managed(), flights=(flight(here),))
    assert found.suggested == ()
    assert not_told(found) == BOUNDARY_KINDS
    assert "隣の府県" in found.not_told[0].text.ja


def test_days_without_an_edition_are_said() -> None:
    part = InForce(DAY, DAY)
    operation = flight(positions((0, 0), (1_000, 0)), until=date(2026, 12, 2))
    found = suggestions(land("91", WIDE, in_force=part), managed(in_force=part), flights=(operation,))
    assert not_told(found) == BOUNDARY_KINDS | MANAGED_KINDS
    assert all("その日のことは分かりません" in gap.text.ja for gap in found.not_told)
    assert of_kind(found, ConsulteeKind.MUNICIPALITY)


def test_places_beyond_the_datas_reach_and_kinds_not_held_are_said() -> None:
    held = layer(
        LayerKind.MANAGED, [place(plane_box(0, -10, 100, 10))], coverage=degrees(plane_box(-50, -200, 300, 200))
    )
    found = suggestions(land("91", WIDE), held)
    uncovered, lacking = found.not_told
    assert "データが届かない場所" in uncovered.text.ja
    assert set(uncovered.kinds) == MANAGED_KINDS
    assert set(lacking.kinds) == MANAGED_KINDS - {ConsulteeKind.RIVER}
    assert "鉄道事業者" in lacking.text.ja
    assert "河川" not in lacking.text.ja


def test_a_manager_is_asked_once_with_a_reason_for_each_place() -> None:
    places = [
        place(plane_box(100, -10, 200, 10)),
        place(plane_box(300, -10, 400, 10), id="m2", name=Text("別の川", "Other River")),
        place(plane_box(500, -10, 600, 10), ManagedKind.PORT, id="m3", authority=None),
        place(
            plane_box(700, -10, 800, 10),
            ManagedKind.ROAD,
            id="m4",
            applicability=_once(datetime(2020, 1, 1, tzinfo=UTC)),
        ),
    ]
    found = suggestions(land("91", WIDE), managed(*places))
    (river,) = of_kind(found, ConsulteeKind.RIVER)
    assert river.name == Text("河川課", "Rivers division")
    assert [reason.ja for reason in river.reasons] == [
        "想定飛行空間が「見本川」（河川）にかかります。",
        "想定飛行空間が「別の川」（河川）にかかります。",
    ]
    assert river.reasons[1].en == "The flight geography meets the river “Other River”."
    (port,) = of_kind(found, ConsulteeKind.PORT)
    assert port.name.ja == "見本川の管理者（未登録）"
    assert of_kind(found, ConsulteeKind.ROAD) == [], "it does not apply on those days"


def _once(moment: datetime) -> tuple[Applicability, ...]:
    return (Applicability(None, moment),)


def test_each_flight_of_a_revision_says_its_own_reason() -> None:
    shape = plane_box(100, -10, 200, 10)
    two = (flight(positions((0, 0), (1_000, 0))), flight(positions((150, -500), (150, 500))))
    found = suggestions(land("91", WIDE), managed(place(shape)), flights=two)
    (river,) = of_kind(found, ConsulteeKind.RIVER)
    assert [reason.ja[:4] for reason in river.reasons] == ["飛行1：", "飛行2："]
    assert [reason.en[:10] for reason in river.reasons] == ["flight 1: ", "flight 2: "]
    assert len(suggestions(flights=two).not_told) == 2, "the same gap is said once"


def test_other_features_in_a_layer_are_passed_over() -> None:
    stray = place(WIDE)
    town = Municipality("t", Text("町", "Town"), degrees(WIDE), "91001")
    found = suggestions(layer(LayerKind.PREFECTURE, [town, stray]), layer(LayerKind.MANAGED, [*far_places(), town]))
    assert [each.kind for each in found.suggested] == [ConsulteeKind.MUNICIPALITY]

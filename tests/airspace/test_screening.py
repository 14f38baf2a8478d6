"""A screening as a whole: days refused, what each list holds, words that may never be said, edges of the data."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import shapely

from airspace.atlas import Atlas, uncovered_days
from airspace.edition import InForce, Layer, LayerKind
from airspace.features import Aerodrome, Applicability, Authority, DipsArea, Geozone, Municipality, ZoneKind, ZoneType
from airspace.finding import OUTCOME_NAMES, VOLUME_NAMES, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.rulebook import RULES
from airspace.screening import FIRST_DAY, Screening, screen
from airspace.trial import EntryControl, Operation, Vehicle, Window
from airspace.verdict import Category
from geo.errors import InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.route import Area, Circle
from geo.text import Text
from tests.airspace.worlds import (
    DAY,
    EVERYWHERE,
    HOME_PREFECTURE,
    NOW,
    degrees,
    districts,
    flight,
    land,
    layer,
    of_rule,
    screened,
)
from tests.fakes import FakeTerrain
from tests.zoo import HOME, HOVERS, POLYGONS, ROUTES, SQUARE, at, plane_box, positions

STRAIGHT = positions((0, 0), (2_000, 0))
FAR = plane_box(8_000, 0, 9_000, 900)
DID, HEIGHT, ZONE = "densely-inhabited-district", "150-m-or-higher", "geozone"
METHODS = {
    "night-flight",
    "beyond-visual-line-of-sight",
    "within-30-m-of-people-or-objects",
    "event-overflight",
    "dangerous-goods",
    "dropping-objects",
}
"""The rules on how it is flown: they hold for the flight, not at a place."""


def zone(shape: shapely.Geometry, **more: object) -> Layer:
    return layer(LayerKind.ZONES, [Geozone("z", Text("港の区域", "port zone"), degrees(shape), **more)])


# --- days


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2015, 12, 9), date(2036, 12, 31), date(2200, 6, 1)])
def test_days_outside_the_law_are_refused(day: date) -> None:
    if day.year == NOW.year + 10:
        assert screened(flight(STRAIGHT, on=day)).findings
        return
    with pytest.raises(InputRefused) as refused:
        screened(flight(STRAIGHT, on=day))
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_year_9999_is_refused() -> None:
    with pytest.raises(InputRefused):
        screened(flight(STRAIGHT, on=date(9999, 12, 31)))


def test_the_first_day_of_the_rules_is_judged() -> None:
    assert screened(flight(STRAIGHT, on=FIRST_DAY)).findings


def test_a_day_outside_every_edition_is_refused_and_names_them() -> None:
    held = districts(FAR, in_force=InForce(date(2022, 6, 25), date(2027, 6, 24)))
    for day in (date(2022, 6, 24), date(2027, 6, 25)):
        with pytest.raises(ValueRefused, match="2022-06-25～2027-06-24"):
            screened(flight(STRAIGHT, on=day), held)
    assert screened(flight(STRAIGHT, on=date(2027, 6, 24)), held).editions == (held.edition,)


def test_an_edition_held_for_reference_judges_nothing() -> None:
    screening = screened(flight(STRAIGHT), districts(SQUARE, in_force=None))
    assert [found.resolved_by for found in of_rule(screening, DID)] == [ResolvedBy.DATA]
    assert screening.editions == ()


def test_the_clock_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        screen(flight(STRAIGHT), Atlas(HOME_PREFECTURE, ()), screened_at=datetime(2026, 11, 23))  # noqa: DTZ001 - the fault


@pytest.mark.parametrize(
    ("periods", "gap"),
    [
        ([], True),
        ([(None, None)], False),
        ([(date(2026, 1, 1), date(2026, 1, 5))], True),
        ([(date(2026, 1, 1), date(2026, 1, 5)), (date(2026, 1, 6), None)], False),
        ([(date(2026, 1, 6), None), (date(2026, 1, 1), date(2026, 1, 4))], True),
        ([(date(2026, 1, 2), None)], True),
        ([(None, date(2026, 1, 9))], True),
        ([(None, date(2026, 1, 10))], False),
        ([(date(2025, 1, 1), date(2025, 2, 1)), (None, None)], False),
        ([(date(2026, 1, 1), date(2026, 1, 8)), (date(2026, 1, 2), date(2026, 1, 3)), (date(2026, 1, 9), None)], False),
    ],
)
def test_uncovered_days(periods: list[tuple[date | None, date | None]], gap: bool) -> None:
    """From 1 to 10 January, against counting day by day."""
    in_force = [InForce(*period) for period in periods]
    days = [date(2026, 1, day) for day in range(1, 11)]
    assert any(not any(period.covers(day, day) for period in in_force) for day in days) is gap
    assert uncovered_days([*in_force, None], days[0], days[-1]) is gap


# --- lists


def everything() -> list[Layer]:
    return [
        districts(SQUARE, coverage=degrees(plane_box(-900, -900, 1_800, 900))),
        zone(plane_box(200, 60, 400, 300)),
        land("91", plane_box(-9_000, -9_000, 9_000, 9_000)),
        layer(LayerKind.DIPS, [DipsArea("a", Text("地区", "district"), degrees(SQUARE), type_id=2)]),
    ]


def test_found_open_and_on_the_day_are_all_findings_once() -> None:
    screening = screened(flight(STRAIGHT), *everything())
    parts = [*screening.found, *screening.open, *screening.on_the_day]
    assert sorted(map(id, parts)) == sorted(map(id, screening.findings))
    assert screening.found
    assert screening.open
    assert screening.on_the_day
    assert screening.outcome is Outcome.CAUGHT
    assert all(found.outcome is Outcome.CLEAR for found in screening.checked)
    assert all(found.outcome is not Outcome.CLEAR for found in screening.findings)


def test_no_rule_is_both_clear_and_not() -> None:
    judged: set[str] = set()
    for vehicle in Vehicle:
        screening = screened(flight(STRAIGHT, vehicle=vehicle), *everything())
        found, checked = ({one.rule for one in some} for some in (screening.findings, screening.checked))
        assert not found & checked
        judged |= found | checked
    assert judged == {rule.slug for rule in RULES}


def test_a_flying_car_is_not_judged_by_the_rules_of_unmanned_aircraft() -> None:
    screening = screened(flight(STRAIGHT, Height(200, Datum.AGL), vehicle=Vehicle.EVTOL), *everything())
    assert {found.rule for found in (*screening.findings, *screening.checked)} == {
        ZONE,
        "outside-prefecture",
        "consultation-with-managers",
        "evtol-minimum-safe-altitude",
        "evtol-permits",
        "evtol-take-off-and-landing-site",
        "evidence-in-date",
    }
    assert not screening.not_judged
    assert screening.verdict.category is Category.NOT_APPLICABLE


def test_rules_not_yet_law_are_neither_judged_nor_missing() -> None:
    judged = []
    for day in (date(2020, 1, 1), DAY):
        screening = screened(flight(STRAIGHT, on=day))
        assert "third-party-overflight" not in {rule.rule for rule in screening.not_judged}
        judged.append({found.rule for found in (*screening.findings, *screening.checked)})
    early, late = judged
    assert late - early == {"third-party-overflight", "emergency-airspace"}


# --- the edge of the data


def test_past_the_coverage_is_never_clear() -> None:
    held = districts(FAR, coverage=degrees(plane_box(-500, -500, 1_000, 500)))
    screening = screened(flight(STRAIGHT), held)
    (silent,) = of_rule(screening, DID)
    assert (silent.outcome, silent.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.DATA)
    assert DID not in {found.rule for found in screening.checked}
    assert silent.geometry is not None
    past = shapely.difference(degrees(plane_box(-9e3, -9e3, 9e3, 9e3)), held.edition.coverage.area)
    assert shapely.difference(silent.geometry, past).area < 1e-11


@pytest.mark.parametrize("kind", VolumeKind)
def test_only_an_outer_volume_past_the_coverage_is_not_clear_either(kind: VolumeKind) -> None:
    reach_m = {VolumeKind.FLIGHT_GEOGRAPHY: 29, VolumeKind.CONTINGENCY_VOLUME: 51, VolumeKind.GROUND_RISK_BUFFER: 111}
    held = districts(FAR, coverage=degrees(plane_box(-900, -900, 3_000, reach_m[kind])))
    (silent,) = of_rule(screened(flight(STRAIGHT), held), DID)
    assert silent.outcome is Outcome.UNDETERMINED
    assert silent.volume is kind


def test_empty_coverage_covers_nothing() -> None:
    held = districts(FAR, coverage=shapely.MultiPolygon())
    (silent,) = of_rule(screened(flight(STRAIGHT), held), DID)
    assert (silent.from_m, silent.to_m) == pytest.approx((0, 2_000), abs=0.2)


def test_coverage_in_another_part_of_japan_covers_nothing_here() -> None:
    held = districts(FAR, coverage=shapely.box(124.0, 24.0, 124.5, 24.5))
    assert of_rule(screened(flight(STRAIGHT), held), DID)[0].outcome is Outcome.UNDETERMINED


def test_a_feature_that_is_a_point_judges_nothing() -> None:
    port = Aerodrome("a", Text("空港", "airport"), shapely.Point(HOME), code="RJXX", elevation_m=3.0)
    assert of_rule(screened(flight(STRAIGHT), layer(LayerKind.ZONES, [port])), ZONE)[0].outcome is Outcome.CLEAR


def test_a_feature_of_another_kind_among_the_zones_is_no_zone() -> None:
    stray = Municipality("m", Text("市", "town"), degrees(SQUARE), code="91001")
    assert of_rule(screened(flight(STRAIGHT), layer(LayerKind.ZONES, [stray])), ZONE)[0].outcome is Outcome.CLEAR


def test_a_feature_of_another_kind_among_the_boundaries_is_no_land() -> None:
    stray = layer(LayerKind.PREFECTURE, [Geozone("z", Text("区", "z"), degrees(FAR))], name="stray")
    beyond = flight(positions((4_000, 400), (8_500, 400)))
    assert of_rule(screened(beyond, stray), "outside-prefecture")[0].outcome is Outcome.UNDETERMINED


# --- terrain


def test_with_terrain_150_m_above_ground_is_judged_above_the_sea() -> None:
    hill = FakeTerrain(lambda lon, lat: 100.0, error_m=3.0)
    outcomes = {
        value: of_rule(screened(flight(STRAIGHT, Height(value, Datum.AMSL)), terrain=hill), HEIGHT)[0].outcome
        for value in (230.0, 232.0, 246.9, 247.1, 252.9, 253.0)
    }
    assert outcomes == {
        230.0: Outcome.CLEAR,
        232.0: Outcome.UNDETERMINED,
        246.9: Outcome.UNDETERMINED,
        247.1: Outcome.UNDETERMINED,
        252.9: Outcome.UNDETERMINED,
        253.0: Outcome.CAUGHT,
    }


def test_with_terrain_above_the_take_off_point_is_known() -> None:
    """From a plateau at 300 m over its edge, 364 m east, out over a plain at 100 m."""
    valley = FakeTerrain(lambda lon, lat: 300.0 if lon <= HOME[0] + 0.004 else 100.0)
    legs = positions((0, 0), (200, 0), (1_200, 0), (2_000, 0))
    found = of_rule(screened(flight(legs, Height(100, Datum.TAKEOFF)), terrain=valley), HEIGHT)
    (over,) = found
    assert over.outcome is Outcome.CAUGHT
    assert (over.from_m, over.to_m) == pytest.approx((364, 2_000), abs=70)
    assert over.legs == (1, 2)


# --- words


OPERATIONS = [
    *(flight(route, half_width_m=40.0) for route in [*ROUTES.values(), *HOVERS.values()]),
    *(flight(STRAIGHT, Height(value, datum)) for value in (0, 60, 140, 300) for datum in Datum),
    Operation(Area(Circle(*HOME, 900.0), ceiling=Height(60, Datum.AGL)), (Window.whole_day(DAY),)),
    Operation(Area(degrees(SQUARE)), (Window.whole_day(DAY),), entry_control=EntryControl.NONE, bvlos=True),
    flight(STRAIGHT, vehicle=Vehicle.EVTOL),
    flight(positions((3_000, 0), (9_000, 0)), entry_control=EntryControl.ASSISTANTS, bvlos=False),
]
ASK = Authority(Text("港湾課", "Port Division"), "059-000-0000", Text("10開庁日前", "10 working days before"))
ASK_PLAINLY = Authority(Text("港湾課", "Port Division"))


def worlds() -> Iterator[list[Layer]]:
    yield []
    yield everything()
    yield [districts(*POLYGONS.values()), land("91", FAR), land("92", plane_box(6_000, -900, 20_000, 900))]
    message = Text("夜間のみ。", "At night only.")
    for kind in ZoneKind:
        for type_ in ZoneType:
            for shape in (SQUARE, plane_box(-500, 45, 3_000, 900), plane_box(-500, 70, 3_000, 900)):
                yield [zone(shape, kind=kind, type=type_, authority=ASK, message=message)]
    yield [zone(SQUARE, lower=Height(120, Datum.AMSL), authority=ASK_PLAINLY)]
    yield [zone(SQUARE, applicability=(Applicability(NOW, None),))]
    yield [districts(SQUARE, accuracy_m=300.0), districts(FAR, in_force=InForce(DAY, DAY), name="b")]


FORBIDDEN_JA = ("許可が必要", "安全", "承認が必要")
FORBIDDEN_EN = re.compile(r"\b(safe|safely|safety|legal|legally|no-fly|approved flight)\b", re.IGNORECASE)


def said(screening: Screening) -> list[Text]:
    """Return all sentences of our own: a law's title says 安全 where the law does."""
    findings: list[Finding] = [*screening.findings, *screening.checked]
    texts = [text for found in findings for text in (found.text, found.remedy)]
    texts += [found.place for found in findings if found.place]
    return [*texts, *screening.verdict.missing, *screening.volume.assumptions]


def test_every_sentence_is_in_both_languages_and_none_promises() -> None:
    count, outcomes = 0, set()
    for number, layers in enumerate(worlds()):
        for operation in OPERATIONS[number % 7 :: 7] if number > 2 else OPERATIONS:
            screening = screened(operation, *layers)
            outcomes |= {(found.rule, found.outcome) for found in (*screening.findings, *screening.checked)}
            for text in said(screening):
                count += 1
                assert text.ja.strip()
                assert text.en.strip()
                ja = text.ja.replace("最低安全高度", "")  # article 81's own name of a height, no promise
                assert not any(word in ja for word in FORBIDDEN_JA), text.ja
                assert not FORBIDDEN_EN.search(text.en), text.en
    assert count > 3_000
    assert {outcome for rule, outcome in outcomes if rule in (DID, ZONE)} == set(Outcome)


def test_names_of_outcomes_and_volumes() -> None:
    assert set(OUTCOME_NAMES) == set(Outcome)
    assert set(VOLUME_NAMES) == set(VolumeKind)
    assert list(Outcome) == sorted(Outcome) == [Outcome.CLEAR, Outcome.ADVISORY, Outcome.UNDETERMINED, Outcome.CAUGHT]


# --- figures


def test_overlaps_of_a_rules_findings_sum_to_the_whole_overlap() -> None:
    halves = districts(plane_box(300, -300, 900, 300), plane_box(900, -300, 1_500, 300))
    findings = of_rule(screened(flight(STRAIGHT), halves), DID)
    whole = of_rule(screened(flight(STRAIGHT), districts(plane_box(300, -300, 1_500, 300))), DID)[0].overlap
    assert sum(found.overlap.length_m for found in findings) == pytest.approx(whole.length_m)
    for kind in VolumeKind:
        assert sum(found.overlap.area_m2[kind] for found in findings) == pytest.approx(whole.area_m2[kind], rel=1e-6)


def test_every_finding_with_a_place_lies_within_its_volume() -> None:
    for layers in (everything(), []):
        screening = screened(flight(ROUTES["star"], half_width_m=60.0), *layers)
        placed = [found for found in screening.findings if found.volume is not None]
        assert {found.rule for found in screening.findings} - {found.rule for found in placed} == METHODS
        for found in placed:
            assert found.geometry is not None
            volume = degrees(screening.volume.footprints[found.volume])
            assert shapely.difference(found.geometry, shapely.buffer(volume, 1e-7)).is_empty


def test_the_legs_of_a_finding_are_those_that_reach_it() -> None:
    corner = districts(plane_box(1_900, 1_400, 2_100, 1_600))
    (found,) = of_rule(screened(flight(ROUTES["closed loop"], half_width_m=10.0), corner), DID)
    assert found.legs == (1, 2)
    assert (found.from_m, found.to_m) == pytest.approx((3_400, 3_600), abs=1)


def test_an_area_has_one_leg_and_no_stretch() -> None:
    area = Operation(Area(Circle(*at(1_000, 0), 900.0), ceiling=Height(60, Datum.AGL)), (Window.whole_day(DAY),))
    (found,) = of_rule(screened(area, districts(SQUARE)), DID)
    assert (found.legs, found.from_m, found.to_m) == ((0,), None, None)
    assert found.overlap.area_m2[VolumeKind.FLIGHT_GEOGRAPHY] == pytest.approx(SQUARE.area, rel=1e-4)


def test_screening_again_finds_the_same() -> None:
    atlas = Atlas(HOME_PREFECTURE, everything())
    first, second = (screen(flight(ROUTES["star"]), atlas, screened_at=NOW) for _ in range(2))
    assert first.findings == second.findings
    assert first.checked == second.checked


def test_held_layers_are_for_drawing() -> None:
    layers = everything()
    atlas = Atlas(HOME_PREFECTURE, [*layers, districts(FAR, in_force=None)])
    assert atlas.held(LayerKind.DID, LayerKind.ZONES) == (layers[0], layers[1])
    assert len(atlas.editions) == 4
    assert datetime(2026, 11, 23, tzinfo=UTC) < NOW
    assert EVERYWHERE.contains(layers[0].edition.coverage.area)

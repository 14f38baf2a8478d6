"""Flying cars: the question that decides the law, the packs of rules, and the numbers of their rules by value."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from airspace.atlas import Atlas
from airspace.declared import Declared
from airspace.edition import LayerKind
from airspace.facts import Facts
from airspace.features import Aerodrome
from airspace.finding import Finding, Outcome
from airspace.law import RuleLaw, rule_laws
from airspace.rules import evtol_minimum_safe_altitude, evtol_take_off_and_landing_site
from airspace.screening import Screening
from airspace.trial import RULE_PACK_NAMES, Operation, RulePack, Vehicle, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.route import Area, Circle, Waypoint
from geo.text import Text
from tests.airspace.worlds import DAY, HOME_PREFECTURE, degrees, districts, flight, layer, of_rule, screened
from tests.fakes import FakeTerrain
from tests.zoo import HOME, plane_box, positions

ALTITUDE = evtol_minimum_safe_altitude.SLUG
SITE = evtol_take_off_and_landing_site.SLUG
COURSE = positions((0, 0), (1_000, 0), (2_000, 0), (3_000, 0))
VISUAL = Declared(visual_flight_rules=True, engine_out_height_m=100.0)
CREWED = Declared(uncrewed=False, d_value_m=10.0, at_aerodromes=True)


def car(height: Height | None = None, declared: Declared = VISUAL, **more: object) -> Operation:
    return flight(COURSE, height or Height(150, Datum.AGL), vehicle=Vehicle.EVTOL, declared=declared, **more)


def middle(screening: Screening) -> Finding:
    """Return the finding on the leg between take-off and landing."""
    return next(found for found in of_rule(screening, ALTITUDE) if 1 in found.legs)


# --- which rules


@pytest.mark.parametrize(
    ("vehicle", "uncrewed", "packs"),
    [
        (Vehicle.UAS, None, [RulePack.UNMANNED_AIRCRAFT]),
        (Vehicle.UAS, False, [RulePack.UNMANNED_AIRCRAFT]),
        (Vehicle.EVTOL, None, [RulePack.CREWED_EVTOL, RulePack.UNCREWED_AIRCRAFT]),
        (Vehicle.EVTOL, True, [RulePack.UNCREWED_AIRCRAFT]),
        (Vehicle.EVTOL, False, [RulePack.CREWED_EVTOL]),
    ],
)
def test_whether_a_person_can_be_aboard_and_is_decides_the_rules(
    vehicle: Vehicle, uncrewed: bool | None, packs: list[RulePack]
) -> None:
    operation = flight(COURSE, vehicle=vehicle, declared=Declared(uncrewed=uncrewed))
    assert list(operation.rule_packs) == packs


@pytest.mark.parametrize("uncrewed", [None, True, False])
def test_the_verdict_names_the_packs_by_which_it_was_checked(uncrewed: bool | None) -> None:
    operation = car(declared=Declared(uncrewed=uncrewed))
    (why,) = screened(operation).verdict.missing
    for pack, name in RULE_PACK_NAMES.items():
        for text, called in ((why.ja, name.ja), (why.en, name.en)):
            assert (pack in text and called in text) == (pack in operation.rule_packs)
    assert ("両方" in why.ja) == ("Both" in why.en) == (uncrewed is None)


def test_no_weight_makes_a_flying_car_a_drone() -> None:
    screening = screened(car(declared=Declared(uncrewed=True, takeoff_mass_kg=4.0)))
    assert {found.rule for found in screening.findings} >= {ALTITUDE, SITE, "evtol-permits"}


def test_the_article_on_pilotless_aircraft_is_asked_about_only_where_it_may_apply() -> None:
    for uncrewed, outcomes in ((None, [Outcome.UNDETERMINED]), (True, [Outcome.CAUGHT]), (False, [])):
        found = of_rule(screened(car(declared=Declared(uncrewed=uncrewed))), "evtol-permits")
        assert [each.outcome for each in found if "87" in each.citation.en] == outcomes
        assert bool([each for each in found if "28 (3)" in each.citation.en]) == (uncrewed is not True)


def test_each_permission_cites_its_own_article() -> None:
    found = of_rule(screened(car()), "evtol-permits")
    law = rule_laws()["evtol-permits"]
    assert [each.citation for each in found] == [citation.text for citation in law.citations[:1]] + [
        law.citations[number].text for number in (2, 1, 3, 4, 5, 6)
    ]


# --- how low


@pytest.mark.parametrize(
    ("height_m", "above", "congested"),
    [
        (149.999, "It is less than 150 m", "falls short of 300 m"),
        (150, "It is 150 m or more", "falls short of 300 m"),
        (299.999, "It is 150 m or more", "falls short of 300 m"),
        (300, "It is 150 m or more", "it must be 300 m above the highest obstacle within 600 m"),
    ],
)
def test_both_sides_of_each_height(height_m: float, above: str, congested: str) -> None:
    found = middle(screened(car(Height(height_m, Datum.AGL))))
    assert found.outcome is Outcome.UNDETERMINED
    assert above in found.text.en
    assert congested in found.text.en
    assert ("article 81" in found.remedy.en) == (height_m < 150)
    assert "power fails" not in found.text.en


@pytest.mark.parametrize(
    ("sea_m", "ground_m", "error_m", "above"),
    [
        (250, 100, 0.0, "It is 150 m or more"),
        (250, 100, 0.1, "It may be less than 150 m"),
        (249.75, 100, 0.125, "It is less than 150 m"),
        (249.875, 100, 0.125, "It may be less than 150 m"),
        (250.125, 100, 0.125, "It is 150 m or more"),
    ],
)
def test_the_least_height_is_told_over_the_ground_that_may_be(
    sea_m: float, ground_m: float, error_m: float, above: str
) -> None:
    terrain = FakeTerrain(lambda lon, lat: ground_m, error_m)
    assert above in middle(screened(car(Height(sea_m, Datum.AMSL)), terrain=terrain)).text.en


@pytest.mark.parametrize(
    ("sea_m", "outcome", "said"),
    [
        (199.750, Outcome.CAUGHT, True),
        (199.875, Outcome.UNDETERMINED, True),
        (200.000, Outcome.UNDETERMINED, True),
        (200.125, Outcome.UNDETERMINED, False),
    ],
)
def test_the_engine_out_height_over_ground_that_is_not_known_well(sea_m: float, outcome: Outcome, said: bool) -> None:
    """The ground is between 99.875 and 100.125 m, the engine-out height 100 m above it."""
    terrain = FakeTerrain(lambda lon, lat: 100.0, 0.125)
    found = middle(screened(car(Height(sea_m, Datum.AMSL)), terrain=terrain))
    assert found.outcome is outcome
    assert ("power fails" in found.text.en) == said


def test_without_an_engine_out_height_only_the_other_tests_speak() -> None:
    found = middle(screened(car(Height(20, Datum.AGL), declared=Declared(visual_flight_rules=True))))
    assert found.outcome is Outcome.UNDETERMINED
    assert "power fails" not in found.text.en


def test_a_climb_is_judged_by_its_lowest_place() -> None:
    points = [Waypoint(*at, Height(h, Datum.AGL)) for at, h in zip(COURSE, (0, 99, 400, 0), strict=True)]
    operation = car()
    climbing = replace(operation, path=replace(operation.path, waypoints=tuple(points)))
    found = middle(screened(climbing))
    assert found.outcome is Outcome.CAUGHT
    assert "99.0 m" in found.text.en
    assert "（100 m）" in found.text.ja


def test_a_ceiling_for_the_whole_flight_does_not_tell_the_least_height() -> None:
    found = middle(screened(car(ceiling=Height(400, Datum.AGL))))
    assert found.outcome is Outcome.UNDETERMINED
    assert "least height" in found.text.en


@pytest.mark.parametrize(
    ("west", "east", "south", "hinted"),
    [(1_200, 1_400, -500, True), (1_200, 1_400, 29, True), (1_200, 1_400, 31, False), (4_000, 5_000, -500, False)],
)
def test_a_district_is_a_hint_where_the_flight_geography_crosses_it(
    west: float, east: float, south: float, hinted: bool
) -> None:
    screening = screened(car(), districts(plane_box(west, south, east, 500), accuracy_m=0.0))
    hints = ["district" in found.text.en for found in of_rule(screening, ALTITUDE)]
    assert hints == ([False, True, False] if hinted else [False, False, False])
    assert middle(screening).outcome is Outcome.UNDETERMINED


def area(floor: Height | None) -> Operation:
    path = Area(Circle(*HOME, 900.0), floor=floor, ceiling=Height(400, Datum.AGL))
    return Operation(path, (Window.whole_day(DAY),), vehicle=Vehicle.EVTOL, declared=VISUAL)


@pytest.mark.parametrize(
    ("floor", "outcome", "word"),
    [
        (None, Outcome.UNDETERMINED, "least height"),
        (Height(99, Datum.AGL), Outcome.CAUGHT, "100 m"),
        (Height(100, Datum.AGL), Outcome.UNDETERMINED, "less than 150 m"),
    ],
)
def test_an_area_is_judged_by_its_floor(floor: Height | None, outcome: Outcome, word: str) -> None:
    (found,) = of_rule(screened(area(floor)), ALTITUDE)
    assert found.outcome is outcome
    assert word in found.text.en


# --- where it takes off and lands


def airports(*boxes: tuple[float, float, float, float], name: str = "a") -> Any:
    features = [
        Aerodrome(f"{name}{i}", Text(f"空港{name}{i}", f"airport {name}{i}"), degrees(plane_box(*sides)))
        for i, sides in enumerate(boxes)
    ]
    return layer(LayerKind.AIRPORTS, features, name=name)


def ends(operation: Operation, *layers: Any) -> list[Finding]:
    """Return the findings on where it takes off and lands, without the one on the guideline."""
    return [found for found in of_rule(screened(operation, *layers), SITE) if "79" in found.citation.en]


def test_an_area_tells_no_place_of_take_off() -> None:
    (found,) = ends(area(None), airports((-2_000, -2_000, 2_000, 2_000)))
    assert found.outcome is Outcome.UNDETERMINED
    assert "airport a0" in found.text.en


def test_the_aerodrome_that_surely_holds_the_end_is_named() -> None:
    both = (-10, -500, 40, 500), (-500, -500, 500, 500)
    takes_off, lands = ends(car(), airports(*both))
    assert takes_off.outcome is Outcome.ADVISORY
    assert takes_off.place == Text("空港a1", "airport a1")
    assert takes_off.legs == (0,)
    assert takes_off.edition == "airports-a"
    assert lands.outcome is Outcome.UNDETERMINED
    assert lands.place is None
    assert lands.legs == (2,)
    assert lands.edition is None


def test_a_ring_of_a_flight_takes_off_and_lands_in_one_place() -> None:
    ring = positions((0, 0), (2_000, 0), (2_000, 2_000), (0, 0))
    operation = flight(ring, vehicle=Vehicle.EVTOL)
    (found,) = ends(operation, airports((-500, -500, 500, 500)))
    assert found.outcome is Outcome.ADVISORY
    assert found.legs == ()


# --- the guideline's figures, off until a person switches them on


def switched_on(day: date | None, *, but: str | None = None) -> RuleLaw:
    law = rule_laws()[SITE]
    parameters = {
        name: parameter.model_copy(update={"switched_on": None if name == but else day})
        for name, parameter in law.parameters.items()
    }
    return law.model_copy(update={"parameters": parameters})


def guideline(law: RuleLaw, declared: Declared) -> Sequence[Finding]:
    facts = Facts(Atlas(HOME_PREFECTURE, ()), build_volume(car(declared=declared)))
    found = list(evtol_take_off_and_landing_site.check(facts, law))
    return [each for each in found if "guideline" in each.citation.en]


def test_no_figure_of_the_guideline_is_on() -> None:
    parameters = rule_laws()[SITE].parameters
    assert len(parameters) == 6
    assert all(parameter.switched_on is None and parameter.verified_by is None for parameter in parameters.values())


@pytest.mark.parametrize(
    "law",
    [switched_on(None), switched_on(DAY + timedelta(days=1)), *(switched_on(DAY, but=name) for name in ("fato_d",))],
)
def test_while_any_figure_is_off_none_is_told(law: RuleLaw) -> None:
    (found,) = guideline(law, CREWED)
    assert found.outcome is Outcome.UNDETERMINED
    assert "10 m" in found.text.en
    assert "FATO" not in found.text.en
    assert "次世代航空モビリティ企画室" in found.remedy.ja


@pytest.mark.parametrize(
    ("d_value_m", "fato", "safety", "tlof", "stand"),
    [
        (10.0, "15.0", "3.0", "8.3", "12.0"),
        (12.0, "18.0", "3.0", "10.0", "14.4"),
        (20.0, "30.0", "5.0", "16.6", "24.0"),
    ],
)
def test_switched_on_they_give_sizes_for_information(
    d_value_m: float, fato: str, safety: str, tlof: str, stand: str
) -> None:
    sizes, slopes = guideline(switched_on(DAY), replace(CREWED, d_value_m=d_value_m))
    assert sizes.outcome is Outcome.ADVISORY
    for text in (sizes.text.ja, sizes.text.en):
        assert f"FATO {fato} m" in text
        assert f"{safety} m" in text
        assert f"TLOF {tlof} m" in text
        assert f"{stand} m" in text
    assert slopes.outcome is Outcome.UNDETERMINED
    assert "12.5 %" in slopes.text.en


def test_a_figure_is_on_from_its_day() -> None:
    parameter = switched_on(DAY).parameters["fato_d"]
    assert parameter.switched_on_by(DAY)
    assert parameter.switched_on_by(DAY + timedelta(days=1))
    assert not parameter.switched_on_by(DAY - timedelta(days=1))
    assert not rule_laws()[SITE].parameters["fato_d"].switched_on_by(date.max)


def test_without_a_d_value_or_a_pilot_no_size_is_told() -> None:
    for declared, word in (
        (replace(CREWED, d_value_m=None), "D-value"),
        (replace(CREWED, uncrewed=True), "pilot aboard"),
    ):
        (found,) = guideline(switched_on(DAY), declared)
        assert found.outcome is Outcome.UNDETERMINED
        assert word in found.text.en


def test_an_article_that_a_rule_does_not_name_is_no_citation() -> None:
    with pytest.raises(StopIteration):
        rule_laws()[SITE].cite("kites")

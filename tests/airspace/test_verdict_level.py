"""Level is not Category: by sight, by hand, by how third parties are kept away, and by what bars Level 3."""

from datetime import date

import pytest

from airspace.finding import Outcome
from airspace.trial import EntryControl
from airspace.verdict import Category, Level
from tests.airspace.verdicts import (
    BVLOS,
    DISTRICT,
    EMERGENCY,
    HEIGHT,
    NIGHT,
    PORTS,
    ZONE,
    concluded,
    found,
    meant,
)

NONE, GUARDS, AREA = EntryControl.NONE, EntryControl.ASSISTANTS, EntryControl.CONTROLLED_AREA
CAMERA, OTHER = EntryControl.ONBOARD_CAMERA, EntryControl.OTHER
WITH_CAMERA = {
    "pilot_certificate": "second",
    "bvlos_limit_lifted": True,
    "insured": True,
    "forward_camera": True,
    "fall_distance_m": 80.0,
}
OUT_OF_SIGHT = found(BVLOS)


def camera(**change: object):
    return meant(CAMERA, True, **{"takeoff_mass_kg": 5.0, **WITH_CAMERA, **change})


@pytest.mark.parametrize(
    ("operation", "level"),
    [
        (meant(), "UNDETERMINED"),
        (meant(GUARDS, None, automatic=True), "UNDETERMINED"),
        (meant(GUARDS, False), "UNDETERMINED"),
        (meant(GUARDS, False, automatic=False), "1"),
        (meant(GUARDS, False, automatic=True), "2"),
        (meant(NONE, False, automatic=False), "1"),
        (meant(None, True), "UNDETERMINED"),
        (meant(GUARDS, True), "NONE"),
        (meant(OTHER, True), "UNDETERMINED"),
        (meant(AREA, True), "UNDETERMINED"),
        (meant(AREA, True, fall_distance_m=0.0), "3"),
        (meant(AREA, True, fall_distance_m=50.0), "3"),
        (meant(NONE, True), "4"),
        (camera(), "3.5"),
        (camera(pilot_certificate="first"), "3.5"),
        (camera(fall_distance_m=None), "UNDETERMINED"),
        (camera(pilot_certificate=None), "UNDETERMINED"),
        (camera(bvlos_limit_lifted=None), "UNDETERMINED"),
        (camera(insured=None), "UNDETERMINED"),
        (camera(forward_camera=None), "UNDETERMINED"),
    ],
)
def test_level(operation, level: str) -> None:
    findings = [OUT_OF_SIGHT] if operation.bvlos else []
    assert concluded(operation, findings).level == level


def test_the_first_levels_have_nothing_to_do_with_the_category() -> None:
    verdict = concluded(meant(NONE, False, automatic=False), [found(DISTRICT)])
    assert (verdict.category, verdict.level) == (Category.III, Level.LEVEL_1)


def test_level_4_is_category_iii_out_of_sight() -> None:
    assert concluded(meant(NONE, True), [found(BVLOS, Outcome.UNDETERMINED)]).level is Level.UNDETERMINED
    assert concluded(meant(NONE, True)).level is Level.UNDETERMINED


@pytest.mark.parametrize("rule", [PORTS, HEIGHT, ZONE])
@pytest.mark.parametrize("operation", [meant(AREA, True, fall_distance_m=50.0), camera()])
def test_airports_and_150_m_bar_level_3(operation, rule: str) -> None:
    barred = concluded(operation, [OUT_OF_SIGHT, found(rule)])
    assert barred.level is Level.NONE
    assert "are not met" in barred.remarks[0].en
    maybe = concluded(operation, [OUT_OF_SIGHT, found(rule, Outcome.UNDETERMINED)])
    assert maybe.level is Level.UNDETERMINED
    assert "is open" in " ".join(text.en for text in maybe.missing)


@pytest.mark.parametrize("rule", [EMERGENCY, NIGHT])
def test_other_items_do_not_bar_it(rule: str) -> None:
    assert concluded(camera(), [OUT_OF_SIGHT, found(rule)]).level is Level.LEVEL_3_5


@pytest.mark.parametrize("outcome", [Outcome.CAUGHT, Outcome.UNDETERMINED])
@pytest.mark.parametrize("operation", [meant(AREA, True, fall_distance_m=50.0), camera()])
def test_a_district_alone_is_no_end_to_level_3_5_but_a_question(operation, outcome: Outcome) -> None:
    verdict = concluded(operation, [OUT_OF_SIGHT, found(DISTRICT, outcome)])
    assert verdict.level is Level.UNDETERMINED
    assert verdict.category is not Category.III
    said = " ".join(text.ja for text in verdict.remarks)
    assert "無人航空機安全課" in said
    assert "和歌山県" in said
    beside = concluded(operation, [OUT_OF_SIGHT, found(DISTRICT, Outcome.ADVISORY)])
    assert beside.level in (Level.LEVEL_3, Level.LEVEL_3_5)
    assert "third parties are unlikely" in beside.remarks[0].en


@pytest.mark.parametrize(
    "change",
    [
        {"bvlos_limit_lifted": False},
        {"insured": False},
        {"forward_camera": False},
        {"pilot_certificate": "none"},
        {"on": date(2023, 12, 25)},
    ],
)
def test_a_camera_without_level_3_5_is_not_shown_to_be_entry_control(change) -> None:
    verdict = concluded(camera(**change), [OUT_OF_SIGHT])
    assert (verdict.category_at_least, verdict.category_at_most) == (Category.II_B, Category.III)
    assert verdict.level is Level.UNDETERMINED
    assert "whether the camera counts" in " ".join(text.en for text in verdict.missing)


def test_level_3_5_begins_on_26_december_2023() -> None:
    assert concluded(camera(on=date(2023, 12, 26)), [OUT_OF_SIGHT]).level is Level.LEVEL_3_5


def test_a_camera_in_sight_is_no_level_3_5() -> None:
    in_sight = meant(CAMERA, False, automatic=True, takeoff_mass_kg=5.0, **WITH_CAMERA)
    verdict = concluded(in_sight, [found(NIGHT)])
    assert (verdict.level, verdict.category_at_most) == (Level.LEVEL_2, Category.III)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (meant(), "beyond visual line of sight is not stated"),
        (meant(GUARDS, False), "by hand or automatically"),
        (meant(None, True), "entry control"),
        (meant(AREA, True), "fall distance"),
        (camera(insured=None), "insurance"),
        (camera(fall_distance_m=None), "fall distance"),
    ],
)
def test_what_is_missing_for_the_level(operation, words: str) -> None:
    missing = concluded(operation).missing
    assert words in missing[-1].en
    assert missing[-1].ja


def test_assistants_and_other_ways_are_explained() -> None:
    assert "補助者あり" in concluded(meant(GUARDS, True), [OUT_OF_SIGHT]).remarks[0].ja
    assert "ask MLIT" in concluded(meant(OTHER, True), [OUT_OF_SIGHT]).remarks[0].en
    assert (
        concluded(meant(AREA, True, fall_distance_m=1.0), [OUT_OF_SIGHT]).missing
        == (concluded(meant(AREA, None), [OUT_OF_SIGHT]).missing[:1])
    )

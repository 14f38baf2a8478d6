"""The verdict as a table: what was caught, how third parties are kept away, out of sight or not."""

import pytest

from airspace.finding import Entails, Finding, Outcome
from airspace.trial import EntryControl, Operation, Vehicle
from airspace.verdict import Category, Level, conclude
from geo.text import Text
from tests.airspace.worlds import flight
from tests.zoo import ROUTES

WORDS = Text("文", "sentence")
DISTRICT, HEIGHT, ZONE = "densely-inhabited-district", "150-m-or-higher", "geozone"


def found(rule: str, outcome: Outcome, entails: Entails = Entails.SPECIFIED_FLIGHT_AIRSPACE) -> Finding:
    return Finding(rule, outcome, entails, WORDS, WORDS, WORDS)


def meant(entry_control: EntryControl | None = None, bvlos: bool | None = None) -> Operation:
    return flight(ROUTES["straight"], entry_control=entry_control, bvlos=bvlos)


CAUGHT = Outcome.CAUGHT
NONE, GUARDS = EntryControl.NONE, EntryControl.ASSISTANTS


@pytest.mark.parametrize(
    ("findings", "entry_control", "bvlos", "category", "at_least", "level"),
    [
        ([], NONE, False, "UNDETERMINED", "I", "UNDETERMINED"),
        ([], GUARDS, True, "UNDETERMINED", "I", "UNDETERMINED"),
        ([(DISTRICT, CAUGHT)], None, None, "UNDETERMINED", "II-B", "UNDETERMINED"),
        ([(DISTRICT, CAUGHT)], GUARDS, True, "UNDETERMINED", "II-B", "UNDETERMINED"),
        ([(DISTRICT, CAUGHT), (HEIGHT, CAUGHT)], GUARDS, False, "UNDETERMINED", "II-A", "UNDETERMINED"),
        ([(HEIGHT, CAUGHT)], None, False, "UNDETERMINED", "II-A", "UNDETERMINED"),
        ([(DISTRICT, CAUGHT)], NONE, True, "III", "III", "4"),
        ([(DISTRICT, CAUGHT)], NONE, False, "III", "III", "UNDETERMINED"),
        ([(HEIGHT, CAUGHT)], NONE, None, "III", "III", "UNDETERMINED"),
        ([(DISTRICT, Outcome.UNDETERMINED)], NONE, True, "UNDETERMINED", "I", "UNDETERMINED"),
        ([(DISTRICT, Outcome.ADVISORY)], GUARDS, False, "UNDETERMINED", "I", "UNDETERMINED"),
    ],
)
def test_verdict(
    findings: list[tuple[str, Outcome]],
    entry_control: EntryControl | None,
    bvlos: bool | None,
    category: str,
    at_least: str,
    level: str,
) -> None:
    verdict = conclude(meant(entry_control, bvlos), [found(*each) for each in findings], [])
    assert (verdict.category, verdict.category_at_least, verdict.level) == (category, at_least, level)


@pytest.mark.parametrize("entails", [Entails.PROHIBITED, Entails.NEEDS_CONSULTATION, Entails.NEEDS_CONSENT_AND_NOTICE])
def test_what_is_not_specified_flight_makes_no_category(entails: Entails) -> None:
    verdict = conclude(meant(NONE, True), [found(ZONE, CAUGHT, entails)], [])
    assert verdict.category_at_least is Category.I


def test_a_method_is_specified_flight_too() -> None:
    verdict = conclude(meant(NONE, True), [found("night-flight", CAUGHT, Entails.SPECIFIED_FLIGHT_METHOD)], [])
    assert verdict.category is Category.III


def missing(operation: Operation, findings: list[Finding], not_judged: list[Text]) -> str:
    verdict = conclude(operation, findings, not_judged)
    assert all(text.ja and text.en for text in verdict.missing)
    return " ".join(text.en for text in verdict.missing)


def test_whatever_is_undetermined_says_what_is_missing() -> None:
    open_finding = found(DISTRICT, Outcome.UNDETERMINED)
    everything = missing(meant(), [open_finding], [Text("夜間", "night")])
    assert "entry control" in everything
    assert "still open" in everything
    assert "night" in everything
    assert "line of sight" in everything
    assert missing(meant(GUARDS, True), [found(DISTRICT, CAUGHT)], []) == ""
    assert "by hand or automatically" in missing(meant(NONE, False), [found(DISTRICT, CAUGHT)], [])
    assert "line of sight" in missing(meant(NONE, None), [found(DISTRICT, CAUGHT)], [])
    assert missing(meant(NONE, True), [found(DISTRICT, CAUGHT)], []) == ""


def test_a_flying_car_has_no_category() -> None:
    verdict = conclude(flight(ROUTES["straight"], vehicle=Vehicle.EVTOL), [found(HEIGHT, CAUGHT)], [])
    assert verdict.category is Category.NOT_APPLICABLE
    assert verdict.level is Level.NOT_APPLICABLE
    assert verdict.missing

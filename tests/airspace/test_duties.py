"""What always holds: dated, cited, told for each flight, and shown in the text and on the page."""

from datetime import date
from importlib.resources import files

import pytest
from pydantic import ValidationError

from airspace import law
from airspace.declared import Declared
from airspace.duties import all_duties, duties, duties_of, is_specified, parse_duties
from airspace.finding import Entails, Finding, Outcome
from airspace.trial import ENTRY_CONTROL_NAMES, EntryControl, Vehicle
from api.report import as_text
from geo.text import Text
from tests.airspace.worlds import flight, screened
from tests.zoo import ROUTES

TEXT = (files(law.__name__) / "duties" / "uas.yaml").read_text(encoding="utf-8")
ON_SPECIFIED_FLIGHT = {"flight-plan-notice", "third-party-enters", "flight-log"}
SINCE_2022_12 = {*ON_SPECIFIED_FLIGHT, "accident", "serious-incident"}
EVERY_DAY = {"sober", "pre-flight-check", "avoid-collision", "no-nuisance"}


def ids(first: date, last: date, specified: bool | None, vehicle: Vehicle = Vehicle.UAS) -> set[str]:
    return {duty.id for duty in duties(vehicle, first, last, specified)}


def test_each_duty_is_cited_in_both_languages() -> None:
    for duty in all_duties():
        for text in (duty.title, duty.text, duty.article, duty.sentence):
            assert text.ja.strip()
            assert text.en.strip()
        assert duty.source
        assert duty.verified_by is None
        assert duty.article.ja in duty.sentence.ja
        assert duty.article.en in duty.sentence.en
        assert ("（特定飛行のとき）：" in duty.sentence.ja) is duty.only_specified
        assert ("(on specified flight): " in duty.sentence.en) is duty.only_specified


@pytest.mark.parametrize(
    ("day", "from_then_on"),
    [
        (date(2019, 9, 18), EVERY_DAY),
        (date(2021, 6, 1), {"emergency-airspace-check"}),
        (date(2022, 6, 20), {"registration"}),
        (date(2022, 12, 5), SINCE_2022_12),
    ],
)
def test_a_duty_holds_from_its_day_on(day: date, from_then_on: set[str]) -> None:
    before = date.fromordinal(day.toordinal() - 1)
    assert ids(day, day, None) - ids(before, before, None) == from_then_on
    assert ids(before, day, None) == ids(day, day, None)  # a flight of several days keeps what holds on any of them


def test_the_crime_act_has_no_first_day_here() -> None:
    assert ids(date(2015, 12, 10), date(2015, 12, 10), None) == {"crime-act"}


@pytest.mark.parametrize(("specified", "missing"), [(True, set()), (None, set()), (False, ON_SPECIFIED_FLIGHT)])
def test_some_hold_on_specified_flight_only(specified: bool | None, missing: set[str]) -> None:
    today = date(2026, 11, 30)
    assert {duty.id for duty in all_duties()} - ids(today, today, specified) == missing


def test_a_flying_car_has_duties_of_its_own() -> None:
    today = date(2026, 11, 30)
    assert ids(today, today, True, Vehicle.EVTOL) == set()


def found(outcome: Outcome, entails: Entails) -> Finding:
    return Finding("x", outcome, entails, Text("あ", "a"), Text("い", "b"), Text("う", "c"))


AIRSPACE, METHOD = Entails.SPECIFIED_FLIGHT_AIRSPACE, Entails.SPECIFIED_FLIGHT_METHOD


@pytest.mark.parametrize(
    ("findings", "all_judged", "specified"),
    [
        ([], True, False),
        ([], False, None),
        ([found(Outcome.CAUGHT, AIRSPACE)], False, True),
        ([found(Outcome.CAUGHT, METHOD), found(Outcome.UNDETERMINED, AIRSPACE)], True, True),
        ([found(Outcome.UNDETERMINED, METHOD)], True, None),
        ([found(Outcome.UNDETERMINED, AIRSPACE)], True, None),
        ([found(Outcome.ADVISORY, METHOD)], True, False),
        ([found(Outcome.CAUGHT, Entails.NEEDS_CONSENT_AND_NOTICE)], True, False),
        ([found(Outcome.UNDETERMINED, Entails.NEEDS_CONSULTATION)], True, False),
        ([found(Outcome.CAUGHT, Entails.PROHIBITED)], False, None),
    ],
)
def test_whether_a_flight_is_specified(findings: list[Finding], all_judged: bool, specified: bool | None) -> None:
    assert is_specified(findings, all_judged=all_judged) is specified


def test_a_screening_lists_them() -> None:
    screening = screened(flight(ROUTES["bent"], declared=Declared(drops_objects=True)))
    listed = duties_of(screening)
    assert {duty.id for duty in listed} == {duty.id for duty in all_duties()}
    told = as_text(screening)
    assert told.count("■ いつも守ること / Always to be kept") == 1
    assert all(duty.sentence.ja in told and duty.sentence.en in told for duty in listed)
    assert "いつも守ること" not in as_text(screened(flight(ROUTES["bent"], vehicle=Vehicle.EVTOL)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  only_specified: false\n", "  only_specified: false\n  note: x\n"),
        ("  only_specified: false\n", ""),
        ("  confidence: high\n", "  confidence: low\n"),
        ("in_force_from: 2019-09-18", "in_force_from: autumn"),
    ],
)
def test_what_the_form_does_not_know_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(ValidationError):
        parse_duties(TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  confidence: high\n", "  confidence: high\n  confidence: high\n", "written twice"),
        ("- id: sober", "- id: accident", "given twice"),
    ],
)
def test_what_is_written_twice_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_duties(TEXT.replace(old, new, 1))


def test_each_way_of_entry_control_has_a_name() -> None:
    assert set(ENTRY_CONTROL_NAMES) == set(EntryControl)
    assert list(ENTRY_CONTROL_NAMES)[-1] is EntryControl.NONE

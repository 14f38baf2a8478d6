"""The files that the verdict reads: strict, complete, and met both ways."""

from datetime import date
from importlib.resources import files

import pytest
from pydantic import ValidationError

from airspace import procedures
from airspace.law import rule_laws
from airspace.procedures import OFFICES_OF_A_PREFECTURE, japan, office_name, offices_of, parse_japan, parse_offices
from airspace.verdict.needs import APPLICATIONS
from tests.airspace.verdicts import AIRSPACE, DISTRICT, HEIGHT, ITEMS, PORTS, ZONE

TEXT = (files(procedures.__name__) / "japan.yaml").read_text(encoding="utf-8")
MIE = (files(procedures.__name__) / "offices" / "24.yaml").read_text(encoding="utf-8")


def test_items_are_rules_of_the_law() -> None:
    assert set(japan().items) == ITEMS
    assert set(rule_laws()) >= ITEMS
    for slug, item in japan().items.items():
        assert (item.kind == "airspace") is (slug in AIRSPACE)
        assert item.airport_office is (slug in AIRSPACE - {DISTRICT})
        assert item.bars_level_3 is (slug in {PORTS, HEIGHT, ZONE})


def test_each_item_is_applied_for_once() -> None:
    for item in japan().items.values():
        assert sum(selection(item) for selection in APPLICATIONS.values()) == 1
    assert set(APPLICATIONS) <= set(japan().procedures)


def test_each_office_that_is_named_is_held_for_mie() -> None:
    named = {form.office for form in (*japan().procedures.values(), *japan().evidence.values())}
    assert named <= set(japan().offices) | set(OFFICES_OF_A_PREFECTURE)
    assert set(offices_of("24")) == set(OFFICES_OF_A_PREFECTURE)
    assert not set(japan().offices) & set(OFFICES_OF_A_PREFECTURE)


def test_nothing_claims_that_a_person_has_verified_it() -> None:
    country = japan()
    records = [
        *country.regimes.values(),
        *(figure for row in country.figures.values() for figure in row),
        country.calendar,
        *country.procedures.values(),
        *country.evidence.values(),
        *country.offices.values(),
        *offices_of("24").values(),
    ]
    assert all(record.source.startswith("dossier") and record.verified_by is None for record in records)


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("lightest_kg", "2022-06-19", 0.2),
        ("lightest_kg", "2022-06-20", 0.1),
        ("lightest_kg", "2015-12-10", 0.2),
        ("heavy_kg", "2026-01-01", 25),
        ("tether_m", "2026-01-01", 30),
        ("category_iii_working_days", "2026-01-01", 20),
        ("category_ii_working_days", "2026-01-01", 10),
        ("small_ua_act_notice_hours", "2026-01-01", 48),
        ("defence_consent_days", "2026-01-01", 10),
    ],
)
def test_figures(name: str, day: str, value: float) -> None:
    assert japan().figure(name, date.fromisoformat(day)) == value


@pytest.mark.parametrize(
    ("regime", "first"),
    [
        ("categories", date(2022, 12, 5)),
        ("tether", date(2021, 9, 24)),
        ("level_3_5", date(2023, 12, 26)),
        ("heavy_insurance", date(2025, 10, 1)),
    ],
)
def test_regimes(regime: str, first: date) -> None:
    assert japan().holds(regime, first)
    assert not japan().holds(regime, date.fromordinal(first.toordinal() - 1))


def test_another_prefecture_is_another_file() -> None:
    assert offices_of("99") == {}
    assert "No office is held" in office_name("police", "99", date(2026, 1, 1)).en
    assert office_name("dips", "99", date(2026, 1, 1)).en == "MLIT (DIPS 2.0)"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    in_force_from: 2022-12-05\n", "    in_force_from: 2022-12-05\n    note: x\n"),
        ("confidence: medium", "confidence: low"),
        ("{kind: airspace, category: II-A", "{kind: airspace, category: III"),
        ("items_source: dossier", "item_source: dossier"),
    ],
)
def test_what_the_form_does_not_know_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(ValidationError):
        parse_japan(TEXT.replace(old, new, 1))


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="written twice"):
        parse_japan(TEXT + "\noffices: {}\n")


@pytest.mark.parametrize(("old", "new"), [("police:", "sheriff:"), ("police:", "coast:\n  x: 1\npolice:")])
def test_an_office_too_many_or_too_few_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"sheriff|coast"):
        parse_offices(MIE.replace(old, new, 1))

"""The law files: strict, complete, and met both ways by the rules."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from airspace import law
from airspace.edition import InForce
from airspace.law import did_in_force, parse_rule_law, rule_laws
from airspace.rulebook import RULES
from airspace.trial import Vehicle
from tests.airspace.worlds import flight, screened
from tests.zoo import ROUTES

TEXT = (files(law.__name__) / "150-m-or-higher.yaml").read_text(encoding="utf-8")


def test_each_rule_has_its_law() -> None:
    assert {rule.slug for rule in RULES} <= set(rule_laws())
    assert all(rule.law.slug == rule.slug for rule in RULES)


@pytest.mark.parametrize("vehicle", Vehicle)
def test_each_law_is_judged_or_said_not_to_be(vehicle: Vehicle) -> None:
    screening = screened(flight(ROUTES["bent"], vehicle=vehicle))
    judged = {found.rule for found in (*screening.findings, *screening.checked)}
    said = {rule.rule for rule in screening.not_judged}
    assert not judged & said
    silent = {rule.slug for rule in RULES if rule.second}
    assert judged | said == {slug for slug, of_it in rule_laws().items() if vehicle in of_it.vehicles} - silent


@pytest.mark.parametrize("slug", rule_laws())
def test_each_law_is_cited_in_both_languages(slug: str) -> None:
    of_it = rule_laws()[slug]
    assert of_it.vehicles
    assert of_it.citations
    for text in (of_it.title, of_it.citation, *(citation.text for citation in of_it.citations)):
        assert text.ja
        assert text.en
    assert all(citation.source for citation in of_it.citations)
    assert all(parameter.unit and parameter.source for parameter in of_it.parameters.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: high\n", "confidence: high\nnotes: x\n"),
        ("  ja: 地表", "  fr: x\n  ja: 地表"),
        ("    since: null\n", "    since: null\n    until: null\n"),
        ("    value: 150\n", "    value: 150\n    tolerance: 5\n"),
        ("confidence: high\n", "confidence: low\n"),
        ("in_force_from: 2015-12-10\n", "in_force_from: spring\n"),
        ("in_force_to: null\n", ""),
        ("vehicles: [uas]", "vehicles: [kite]"),
        ("verified_by: null", "verified_by: [a, b]"),
    ],
)
def test_what_the_form_does_not_know_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(ValidationError):
        parse_rule_law(TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: high\n", "confidence: high\nconfidence: medium\n"),
        ("    value: 150\n", "    value: 150\n    value: 151\n"),
        ("  height_m:\n", "  height_m: {}\n  height_m:\n"),
    ],
)
def test_a_key_written_twice_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match="written twice"):
        parse_rule_law(TEXT.replace(old, new, 1))


def test_a_law_file_makes_no_objects() -> None:
    with pytest.raises(Exception, match="could not determine a constructor"):
        parse_rule_law("slug: !!python/object/apply:os.getcwd []\n")


def test_a_file_that_holds_another_rule_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("no law", encoding="utf-8")
    (tmp_path / "geozone.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(law, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"geozone\.yaml holds the rule 150-m-or-higher"):
        rule_laws.__wrapped__()


@pytest.mark.parametrize(
    ("census", "in_force"),
    [
        (2020, InForce(date(2022, 6, 25), None)),
        (2015, InForce(date(2022, 3, 25), date(2022, 6, 24))),
        (2010, None),
        (2025, None),
    ],
)
def test_which_census_is_the_laws(census: int, in_force: InForce | None) -> None:
    assert did_in_force(census) == in_force

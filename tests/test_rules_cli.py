"""`soramichi rules` as a person meets it: each rule with article, dates, parameters, source and confidence."""

from datetime import date

import pytest
from typer.testing import CliRunner, Result

from airspace.law import rule_laws
from airspace.rulebook import RULES
from api.cli import app_for


def rules(*words: str) -> Result:
    arguments = ["rules", *words]
    return CliRunner().invoke(app_for(arguments), arguments)


@pytest.mark.parametrize("slug", rule_laws())
def test_a_rule_is_shown_with_all_that_it_rests_on(slug: str) -> None:
    shown = rules("show", slug, "--on", "2026-11-24")
    assert shown.exit_code == 0, shown.output
    law = rule_laws()[slug]
    for citation in law.citations:
        assert citation.text.ja in shown.stdout
        assert citation.source in shown.stdout
    for name, parameter in law.parameters.items():
        line = next(line for line in shown.stdout.splitlines() if name in line.split())
        assert f"{parameter.value:g}" in line
        assert parameter.confidence in line
    assert str(law.in_force_from or "not established") in shown.stdout


def test_a_number_that_is_not_verified_is_shown_as_off(monkeypatch: pytest.MonkeyPatch) -> None:
    off = rules("show", "evtol-take-off-and-landing-site").stdout
    assert off.count("切 / off") == len(rule_laws()["evtol-take-off-and-landing-site"].parameters)
    assert "切" not in rules("show", "evtol-minimum-safe-altitude").stdout
    slug = "evtol-take-off-and-landing-site"
    law = rule_laws()[slug]
    fato = law.parameters["fato_d"].model_copy(update={"switched_on": date(2031, 4, 1)})
    monkeypatch.setattr("api.rules_cli.rule_laws", lambda: {slug: law.model_copy(update={"parameters": {"f": fato}})})
    assert "2031-04-01" in rules("show", slug).stdout


def test_the_list_is_that_of_the_day() -> None:
    today, before = rules("list", "--on", "2026-11-24").stdout, rules("list", "--on", "2020-01-01").stdout
    assert all(rule.slug in today for rule in RULES)
    assert "emergency-airspace" in today
    assert "emergency-airspace" not in before


def test_the_list_is_that_of_the_aircraft() -> None:
    listed = rules("list", "--on", "2026-11-24", "--vehicle", "evtol").stdout
    assert "evtol-minimum-safe-altitude" in listed
    assert "densely-inhabited-district" not in listed


def test_the_census_of_the_day_is_pointed_at() -> None:
    shown = rules("show", "densely-inhabited-district", "--on", "2022-06-24").stdout
    assert [line.split()[3] for line in shown.splitlines() if line.endswith("←")] == ["2015:"]


def test_a_rule_that_it_does_not_know_is_refused() -> None:
    refused = rules("show", "kites")
    assert refused.exit_code == 1
    assert "kites" in refused.stderr
    assert "densely-inhabited-district" in refused.stderr
    assert not refused.stdout


def test_a_day_that_cannot_be_read_is_refused() -> None:
    refused = rules("list", "--on", "spring")
    assert refused.exit_code == 2
    assert "2026-11-04" in refused.stderr

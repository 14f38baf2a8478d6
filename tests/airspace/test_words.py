"""Every word that the tables of cases bring about, one golden file a rule: a changed sentence is seen in review.

After a change that is meant: `python -m pytest tests/airspace/test_words.py --snapshot-update`, and read the diff.
"""

from typing import Any

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from airspace.finding import Finding
from airspace.law import rule_laws
from geo.errors import InputRefused
from geo.text import Text
from tests.airspace.test_cases import TABLES, Case, Table, found


class YamlFile(SingleFileSnapshotExtension):
    """A golden file of plain YAML for each rule."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"


class Plain(yaml.SafeDumper):
    """YAML with the numbers of a list in one line."""


def in_one_line_if_numbers(dumper: Plain, values: list[Any]) -> yaml.SequenceNode:
    numbers = all(isinstance(value, int | float) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=numbers)


Plain.add_representer(list, in_one_line_if_numbers)


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(YamlFile)


def words(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def told(found: Finding) -> dict[str, Any]:
    """Return what a finding says, without what it leaves out; lengths to the metre, areas to three figures."""
    law = rule_laws()[found.rule].citation
    said = {
        "outcome": found.outcome.name,
        "entails": found.entails.value,
        "resolved_by": found.resolved_by and found.resolved_by.value,
        "text": words(found.text),
        "remedy": words(found.remedy),
        "citation": None if found.citation == law else words(found.citation),
        "place": found.place and words(found.place),
        "layer": found.layer and str(found.layer),
        "edition": found.edition,
        "volume": found.volume and found.volume.value,
        "span_m": None if found.from_m is None else [round(found.from_m), round(found.to_m)],
        "legs": list(found.legs),
        "length_m": round(found.overlap.length_m),
        "area_m2": {kind.value: float(f"{area:.3g}") for kind, area in found.overlap.area_m2.items() if area},
    }
    return {name: value for name, value in said.items() if value not in (None, 0, [], {})}


def case_told(rule: str, case: Case) -> dict[str, Any]:
    try:
        return {"case": case.name, "findings": [told(each) for each in found(rule, case)]}
    except InputRefused as refusal:
        return {"case": case.name, "refused": words(refusal.what), "remedy": words(refusal.remedy)}


@pytest.mark.parametrize("table", TABLES, ids=[table.rule for table in TABLES])
def test_words(table: Table, golden: SnapshotAssertion) -> None:
    all_of_it = {
        "rule": table.rule,
        "citation": words(rule_laws()[table.rule].citation),
        "cases": [case_told(table.rule, case) for case in table.cases],
    }
    assert yaml.dump(all_of_it, Dumper=Plain, allow_unicode=True, sort_keys=False, width=1_000) == golden

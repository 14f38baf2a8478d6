"""The operator's statements: which numbers are believed, and that each statement has a name."""

import math
from dataclasses import fields

import pytest

from airspace.declared import DECLARED_NAMES, GRADED, GREATEST, Declared
from geo.errors import ValueRefused

MOST = [("tether_m", 1_000.0), ("takeoff_mass_kg", 20_000.0), ("engine_out_height_m", 10_000.0), ("d_value_m", 200.0)]


@pytest.mark.parametrize(("name", "most"), MOST)
def test_a_number_from_nought_to_the_greatest_is_believed(name: str, most: float) -> None:
    for value in (None, 0.0, most):
        assert getattr(Declared(**{name: value}), name) == value


@pytest.mark.parametrize(("name", "most"), MOST)
@pytest.mark.parametrize("over", [1e-6, math.inf, math.nan])
def test_a_number_beyond_the_greatest_is_refused_by_its_name(name: str, most: float, over: float) -> None:
    with pytest.raises(ValueRefused) as refused:
        Declared(**{name: most + over})
    assert refused.value.where == name
    assert refused.value.what.ja.startswith(DECLARED_NAMES[name].ja)
    assert refused.value.what.en.startswith(DECLARED_NAMES[name].en)
    assert refused.value.remedy.ja == f"0 から {most:g} の数で書いてください。"
    assert refused.value.remedy.en == f"Give a number from 0 to {most:g}."


@pytest.mark.parametrize("name", GREATEST)
def test_less_than_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueRefused):
        Declared(**{name: -1e-9})


def test_every_statement_has_a_name_and_every_name_a_statement() -> None:
    assert {field.name for field in fields(Declared)} == set(DECLARED_NAMES)
    assert set(GREATEST) | set(GRADED) <= set(DECLARED_NAMES)

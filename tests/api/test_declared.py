"""What an operator states travels whole: form, wire, and back; a number that nobody can mean is refused by name."""

from dataclasses import fields
from typing import Any

import pytest

from airspace.declared import DECLARED_NAMES, GRADED, GREATEST, NOTHING_DECLARED, Declared, Grade
from airspace.trial import EntryControl
from api.pages.forms import Form, as_values, read_declared
from api.schemas.operation import DeclaredData, OperationData
from geo.errors import ValueRefused
from tests.airspace.worlds import flight
from tests.zoo import ROUTES


def all_stated(*, yes: bool) -> Declared:
    stated: dict[str, Any] = dict.fromkeys(DECLARED_NAMES, yes)
    stated |= {name: most if yes else 0.0 for name, most in GREATEST.items()}
    stated |= dict.fromkeys(GRADED, Grade.FIRST if yes else Grade.NONE)
    return Declared(**stated)


def test_each_statement_has_a_name_and_a_place_on_the_wire() -> None:
    names = [field.name for field in fields(Declared)]
    assert list(DECLARED_NAMES) == names
    assert list(DeclaredData.model_fields) == names
    assert set(GREATEST) | set(GRADED) <= set(names)


@pytest.mark.parametrize("declared", [NOTHING_DECLARED, all_stated(yes=True), all_stated(yes=False)])
def test_statements_survive_the_wire_and_the_form(declared: Declared) -> None:
    operation = flight(ROUTES["bent"], declared=declared)
    wire = OperationData.of(operation).model_dump_json()
    assert OperationData.model_validate_json(wire).value().declared == declared
    assert read_declared(Form(as_values(operation))) == declared


@pytest.mark.parametrize("control", [None, *EntryControl])
def test_entry_control_survives_the_wire_and_the_form(control: EntryControl | None) -> None:
    operation = flight(ROUTES["bent"], entry_control=control)
    wire = OperationData.of(operation).model_dump_json()
    assert OperationData.model_validate_json(wire).value().entry_control is control
    assert Form(as_values(operation)).choice("entry_control", EntryControl) is control


@pytest.mark.parametrize("name", GREATEST)
@pytest.mark.parametrize("value", [-0.1, 1e9, float("nan"), float("inf")])
def test_a_number_that_nobody_can_mean_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueRefused) as refusal:
        Declared(**{name: value})
    assert refusal.value.where == name
    form = Form({name: str(value)})
    assert read_declared(form) == NOTHING_DECLARED
    assert set(form.errors) == {name}


@pytest.mark.parametrize("name", DECLARED_NAMES)
def test_what_is_not_a_choice_is_the_fields_error(name: str) -> None:
    form = Form({name: "maybe"})
    assert read_declared(form) == NOTHING_DECLARED
    assert set(form.errors) == {name}

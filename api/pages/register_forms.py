"""The forms of the registers: their fields, what is read from them, and what an entry looks like in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from airspace.declared import GRADE_NAMES, Grade
from airspace.register.chosen import Chosen
from airspace.register.entry import MEMBER_OF, Entry, Kind
from airspace.register.facts import PERMISSION_NAMES, Facts, Permission, Private
from api.pages.forms import YES_OR_NO, Form
from api.schemas.register import DATA_OF, PRIVATE_DATA_OF
from api.services.choose import Offered, chosen_of
from geo.errors import ValueRefused
from geo.text import Text

MOST_CHARACTERS = 1_000
"""Far above what any field may hold; the register's own bounds are told by its own refusals."""

CHOSEN = "chosen"
"""The field of the proposal's form under which an error of the choice is listed."""


NO_HINT = Text("", "")


class Input(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its datum, how it is filled in, whether it is owed, what may be chosen, and a hint."""

    name: str
    input: Input = Input.TEXT
    required: bool = False
    options: tuple[tuple[str, Text], ...] = ()
    hint: Text = NO_HINT


NOT_TOLD = ("", Text("書かない", "not told"))
GRADES = (NOT_TOLD, *((grade.value, name) for grade, name in GRADE_NAMES.items()))
YES_NO = (NOT_TOLD, ("yes", Text("はい", "yes")), ("no", Text("いいえ", "no")))
PERMISSIONS = (NOT_TOLD, *((permission.value, name) for permission, name in PERMISSION_NAMES.items()))

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.AIRCRAFT: (
        Field("name", required=True, hint=Text("型式など。住民にも見えます。", "Its type; residents see it.")),
        Field("mark", hint=Text("JU から始まる登録記号など。", "For example JU….")),
        Field("registration_until", Input.DATE),
        Field("certificate", Input.CHOICE, options=GRADES),
        Field("certificate_from", Input.DATE),
        Field("certificate_until", Input.DATE),
        *(
            Field(name, Input.NUMBER)
            for name in ("takeoff_mass_kg", "length_m", "width_m", "height_m", "speed_mps", "fall_distance_m")
        ),
        *(Field(name, Input.NUMBER) for name in ("noise_db", "noise_distance_m", "noise_height_m")),
        Field("noise_measured_by", hint=Text("人の名前は書かないでください。", "Name no person.")),
        Field("noise_measured_on", Input.DATE),
    ),
    Kind.PILOT: (
        Field(
            "person_name",
            required=True,
            hint=Text(
                "計画書には入りません。自社と県の担当だけが見ます。", "In no proposal; you and the staff see it."
            ),
        ),
        Field("licence_number", hint=Text("計画書には入りません。", "In no proposal.")),
        Field("licence", Input.CHOICE, options=GRADES),
        Field("licence_until", Input.DATE),
        *(
            Field(name, Input.CHOICE, options=YES_NO)
            for name in ("bvlos_limit_lifted", "night_limit_lifted", "mass_limit_lifted")
        ),
    ),
    Kind.INSURANCE: (
        Field("insurer", required=True),
        Field(
            "policy_number", hint=Text("計画書には入りません。自社だけが見ます。", "In no proposal; you alone see it.")
        ),
        Field("cover_yen", Input.WHOLE),
        Field("insured_from", Input.DATE),
        Field("insured_until", Input.DATE),
    ),
    Kind.SITE: (
        Field("name", required=True, hint=Text("人の名前は書かないでください。", "Name no person.")),
        Field("lat_deg", Input.NUMBER, required=True, hint=Text("例：34.7186", "For example 34.7186")),
        Field("lon_deg", Input.NUMBER, required=True, hint=Text("例：136.5056", "For example 136.5056")),
        Field("address", hint=Text("計画書には入りません。", "In no proposal.")),
        Field("manager", hint=Text("計画書には入りません。", "In no proposal.")),
        Field("permission", Input.CHOICE, options=PERMISSIONS),
        Field("permitted_from", Input.DATE),
        Field("permitted_until", Input.DATE),
    ),
}

_PARSE: dict[str, Any] = {
    "certificate": Grade,
    "licence": Grade,
    "permission": Permission,
}


def read_entry(form: Form, kind: Kind) -> tuple[Facts, Private | None] | None:
    """Return the facts of a form and what is private beside them, None where it has errors."""
    read = {field.name: _read(form, field) for field in FIELDS[kind]}
    if form.errors:
        return None
    told = {name: value for name, value in read.items() if value not in (None, "")}
    facts = _made(form, DATA_OF[kind], told)
    private = _made(form, PRIVATE_DATA_OF[kind], told) if kind in PRIVATE_DATA_OF else None
    return None if form.errors else (facts, private)


def entry_values(entry: Entry) -> dict[str, str]:
    """Return the form fields that make an entry."""
    told = DATA_OF[entry.kind].of(entry.facts).model_dump()
    if entry.private is not None:
        told |= PRIVATE_DATA_OF[entry.kind].of(entry.private).model_dump()
    return {name: _written(value) for name, value in told.items()}


def chosen_field(kind: Kind, entry_id: str) -> str:
    """Return what the box is called that chooses an entry in the proposal's form."""
    return f"{CHOSEN}-{kind.value}-{entry_id}"


def read_chosen(form: Form, offered: Offered) -> Chosen | None:
    """Return the entries that a proposal's form chooses, None where it has an error.

    A box that is not among those offered is an error: its entry was retired since, or never was there.
    """
    boxes = {chosen_field(kind, entry.id): entry for kind, entries in offered.items() for entry in entries}
    ticked = [name for name in form.values if name.startswith(f"{CHOSEN}-")]
    if not all(name in boxes for name in ticked):
        form.errors[CHOSEN] = Text(
            "選んだものの中に、もう使えないものがあります。選びなおしてください。",
            "Something that was chosen can be used no more. Please choose again.",
        )
        return None
    entries = [entry for name, entry in boxes.items() if name in ticked]
    return form.checked(CHOSEN, lambda: chosen_of(entries))


def chosen_values(chosen: Chosen) -> dict[str, str]:
    """Return the form's boxes that choose some entries."""
    return {
        chosen_field(kind, entry.id): "yes" for kind, member in MEMBER_OF.items() for entry in getattr(chosen, member)
    }


def _read(form: Form, field: Field) -> Any:
    match field.input:
        case Input.TEXT:
            return form.text(field.name, most=MOST_CHARACTERS, required=field.required)
        case Input.NUMBER:
            return form.number(field.name, required=field.required)
        case Input.WHOLE:
            return form.whole(field.name)
        case Input.DATE:
            return form.day(field.name, required=False)
        case Input.CHOICE:
            return form.choice(field.name, _PARSE.get(field.name, YES_OR_NO.__getitem__))


def _made(form: Form, data: Any, told: Mapping[str, Any]) -> Any:
    """Return the value of a wire form that takes some of what was told; a refusal is the error of its field."""
    try:
        return data(**{name: value for name, value in told.items() if name in data.model_fields}).value()
    except ValidationError as error:
        for found in error.errors():
            form.errors[str(found["loc"][0])] = form.complaint(str(found["msg"]))
    except ValueRefused as refusal:
        form.errors[refusal.where] = Text(
            f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}"
        )
    return None


def _written(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.10g}"
        case date():
            return value.isoformat()
        case _:
            return str(value)

"""The form of a draft (起案): read into what the service drafts, and filled from what is known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple
from typing import TypeVar

from airspace.intake import Intake
from airspace.letter import Facility, Redress
from airspace.prefecture import Prefecture
from airspace.proposal import DecisionKind
from airspace.routing_slip import Mode, ProposedCondition, RoutingSlip, Stop, StopKind
from airspace.routing_slip.draft import MOST_CONDITIONS, MOST_STOPS
from airspace.workflow import Step
from api.pages.forms import NOT_A_CHOICE, NOT_A_NUMBER, Form
from api.pages.terms import fields_of, is_written, read_terms
from api.security.accounts import Organisation
from api.services.slip.draft import BASIS, Wanted
from geo.errors import ValueRefused

Value = TypeVar("Value")

CONDITIONS = 6
"""How many conditions the form has room for, and more where the last draft had more."""

STOPS = 6
"""How many stops the form has room for, and more where the last draft had more; the last row decides."""

BEGUN = {"stop-1-kind": StopKind.ENDORSE.value, f"stop-{STOPS}-kind": StopKind.DECIDE_BY_DELEGATION.value}
"""The stops that every route has."""

WORDS = ("post", "sender", "desk", "telephone", "basis", "reason")

PLACE = ("facility_name", "facility_place", "facility_period")
CONTESTED = ("redress_review_to", "redress_defendant", "redress_represented_by")
"""The fields of a draft of a disposition, in the order of `Facility` and `Redress`."""


def wanted_of(form: Form, mode: Mode) -> Wanted | None:
    """Return what a form asks to draft, None where it cannot be read; its errors are in the form then."""
    step, kind = form.choice("step", Step), form.choice("kind", DecisionKind)
    revision, keep_years = form.whole("revision"), form.whole("keep_years")
    if keep_years is None:
        form.errors.setdefault("keep_years", NOT_A_NUMBER)
    route = tuple(_stops(form)) if mode is Mode.HERE else ()
    conditions = tuple(_conditions(form))
    facility, redress = _value(form, Facility, PLACE), _value(form, Redress, CONTESTED)
    if form.errors or step is None or kind is None or revision is None or keep_years is None:
        return None
    words = {name: form.values.get(name, "") for name in WORDS}
    return Wanted(
        step=step,
        revision_number=revision,
        kind=kind,
        addressee=tuple(form.values.get("addressee", "").splitlines()),
        honorific=form.values.get("honorific", ""),
        route=route,
        conditions=conditions,
        facility=facility,
        redress=redress,
        seal=form.values.get("seal") == "yes",
        keep_years=keep_years,
        **words,
    )


def room(values: Mapping[str, str], part: str, at_least: int) -> range:
    """Return the numbers of a form's rows of a part ("condition", "stop"), from 1."""
    most = {"condition": MOST_CONDITIONS, "stop": MOST_STOPS}[part]
    used = [
        number
        for number in range(at_least + 1, most + 1)
        if any(value and name.startswith(f"{part}-{number}-") for name, value in values.items())
    ]
    return range(1, max([at_least, *used]) + 1)


def filled(
    prefecture: Prefecture, organisation: Organisation, office: Organisation, intake: Intake | None
) -> dict[str, str]:
    """Return what a new draft begins with."""
    kind = intake.kind if intake else DecisionKind.ROUTE_CONFIRMATION
    return {
        "step": Step.CONFIRM_ROUTE.value,
        "kind": kind.value,
        "basis": BASIS,
        "addressee": organisation.name,
        "honorific": "御中",
        "sender": f"{prefecture.name.ja}知事",
        "desk": office.name,
        "telephone": office.phone,
        "seal": "no",
        "keep_years": "5",
    } | BEGUN


def proposed_before(slip: RoutingSlip) -> dict[str, str]:
    """Return what an earlier draft said, to be drafted anew."""
    proposed, letter = slip.proposed, slip.letter
    values = dict.fromkeys(BEGUN, "") | {
        "step": proposed.step.value,
        "kind": proposed.kind.value,
        "basis": proposed.basis,
        "reason": proposed.reason,
        "seal": "yes" if proposed.seal else "no",
        "keep_years": str(proposed.keep_years),
        "post": slip.drafted_post,
    }
    if letter is not None:
        values |= {
            "addressee": "\n".join(letter.addressee),
            "honorific": letter.honorific,
            "sender": letter.sender,
            "desk": letter.desk,
            "telephone": letter.telephone,
        }
    for value, names in ((proposed.facility, PLACE), (proposed.redress, CONTESTED)):
        values |= zip(names, astuple(value), strict=True) if value else {}
    for number, condition in enumerate(proposed.conditions, start=1):
        values |= fields_of(condition, f"condition-{number}-")
    rows = [*range(1, len(slip.route)), max(STOPS, len(slip.route))][-len(slip.route) :] if slip.route else []
    for number, stop in zip(rows, slip.route, strict=True):
        values |= {
            f"stop-{number}-kind": stop.kind.value,
            f"stop-{number}-post": stop.post,
            f"stop-{number}-account": stop.account_id or "",
        }
    return values


def _value(form: Form, kind: Callable[[str, str, str], Value], names: tuple[str, ...]) -> Value | None:
    """Return what three fields say, None where nothing is written; what cannot be is among the form's errors."""
    first, second, third = (form.values.get(name, "").strip() for name in names)
    if not (first or second or third):
        return None
    try:
        return kind(first, second, third)
    except ValueRefused as refusal:
        form.errors[refusal.where.replace(": ", "_")] = form.refused(refusal)
        return None


def _conditions(form: Form) -> Iterator[ProposedCondition]:
    for number in range(1, MOST_CONDITIONS + 1):
        prefix = f"condition-{number}-"
        if is_written(form.values, prefix) and (terms := read_terms(form, prefix)):
            yield terms


def _stops(form: Form) -> Iterator[Stop]:
    for number in range(1, MOST_STOPS + 1):
        kind, post, account = (form.values.get(f"stop-{number}-{part}", "") for part in ("kind", "post", "account"))
        if not kind and not post and not account:
            continue
        if kind not in list(StopKind):
            form.errors["route"] = NOT_A_CHOICE
            return
        yield Stop(StopKind(kind), post, account or None)

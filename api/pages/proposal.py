"""The proposal's form: a list of tasks, kept as it is typed, made of a check or of another trial."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import TypeAdapter, ValidationError

from airspace.declared import DECLARED_NAMES
from airspace.register.fill import contradictions
from airspace.workflow import ChangedMeanwhile, State, StepRefused
from api.deps import May, Now, Reading, Writing
from api.pages import once
from api.pages.forms import PASSWORD_FIELDS, Form, as_values, read_operation, read_path, read_windows
from api.pages.register_forms import chosen_field, chosen_values, read_chosen
from api.pages.render import clock, language_of, page
from api.pages.task_list import PROGRESS_NAMES, SECTIONS, Progress, progress_of
from api.pages.uploads import Sent, SentForm
from api.problems import NotFound
from api.schemas.operation import OperationData
from api.schemas.proposal import ProposalContent
from api.security import csrf
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import propose
from api.services.access import seen_trial
from api.services.choose import Offered, offered_to, without_words
from api.store.unit_of_work import UnitOfWork
from geo.errors import TooLarge, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/operator")

TEXTS = {
    "title": (120, True),
    "purpose": (2000, True),
    "summary": (2000, False),
    "aircraft": (300, False),
    "noise": (500, False),
    "camera": (500, False),
    "fall_response": (1000, False),
}
"""The proposal's texts: the most characters, and whether it is owed."""

CHECKED_FIELDS = frozenset(
    {"table", "half_width_m", "height_m", "datum", "first_day", "last_day", "start_time", "end_time", "vehicle"}
    | {"entry_control", "bvlos", "speed_mps", "fall_distance_m"}
    | DECLARED_NAMES.keys()
)
"""What a check without an account hands on to a proposal."""

OF_ONE_TIME = ("first_day", "last_day", "start_time", "end_time")
"""What another trial does not hand on: its days."""

NEW = "new"
"""What typed fields are about that belong to no trial yet."""

NOT_TYPED = PASSWORD_FIELDS | {csrf.FIELD, once.FIELD, "path_number"}
MOST_TYPED_CHARACTERS = 600_000


@dataclass(frozen=True)
class Shown:
    """What the form's page shows besides its fields."""

    trial_id: str | None = None
    restored_at: datetime | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)


@router.get("/new")
def new_form(
    request: Request, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading, copy: str = ""
) -> Response:
    """Show a proposal to be written: from what was typed before, or from another trial of the organisation."""
    if copy:
        return _form_page(request, unit, account, Form(_copied(unit, account, copy)), Shown())
    typed = unit.typed_forms.get(account.id, NEW)
    values = typed[0] if typed else {"half_width_m": "30"}
    return _form_page(request, unit, account, Form(values), Shown(restored_at=typed[1] if typed else None))


@router.post("/new")
def start(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Writing, now: Now
) -> Response:
    """Begin a trial with what the form describes."""
    before = once.led_to(unit, sent.form)
    if before:
        return before
    content = _content(sent, offered_to(unit, account))
    if content is None:
        return _form_page(request, unit, account, sent.form, Shown(), status=422)
    trial = propose.start(unit, account, content, now=now)
    unit.typed_forms.forget(account.id, NEW)
    return once.lead_to(unit, sent.form, f"/operator/trials/{trial.id}", now=now)


@router.post("/new/from-check")
def from_check(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading
) -> Response:
    """Show a proposal that begins with what was checked; nothing is kept yet."""
    values = _checked_values(sent.form.values.get("check", ""))
    return _form_page(request, unit, account, Form(values), Shown())


@router.get("/trials/{trial_id}/edit")
def edit_form(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading
) -> Response:
    """Show the proposal as it was typed last, else as it stands, to be changed."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    content = propose.draft_content(unit, trial)
    if content is None:
        raise NotFound
    _refuse_what_the_form_would_lose(content)
    values = _values(content) | {"draft": propose.draft_version(unit, trial_id)}
    typed = unit.typed_forms.get(account.id, trial_id)
    remarks = _remarks(unit, trial_id) if trial.state is State.CORRECTION_REQUESTED else {}
    shown = Shown(trial_id, typed[1] if typed else None, remarks)
    return _form_page(request, unit, account, Form(typed[0] if typed else values), shown)


@router.post("/trials/{trial_id}/edit")
def save(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.EDIT_DRAFT)],
    unit: Writing,
    now: Now,
) -> Response:
    """Keep what the form describes."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    held = propose.draft_content(unit, trial)
    if held is not None:
        _refuse_what_the_form_would_lose(held)
    form = sent.form
    shown = Shown(trial_id, remarks=_remarks(unit, trial_id) if trial.state is State.CORRECTION_REQUESTED else {})
    content = _content(sent, offered_to(unit, account))
    if content is None:
        return _form_page(request, unit, account, form, shown, status=422)
    try:
        propose.save(unit, account, trial_id, content, now=now, seen=form.values.get("draft"))
    except ChangedMeanwhile as refusal:
        unit.undo()
        # What was typed stays; sent once more, it takes the place of what the other has saved.
        form.errors["draft"] = Text(
            f"{refusal.what.ja}もう一度保存すると、その内容にかわって、下の内容になります。",
            f"{refusal.what.en} Save once more, and what stands below takes its place.",
        )
        form.values["draft"] = propose.draft_version(unit, trial_id)
        return _form_page(request, unit, account, form, shown, status=409)
    unit.typed_forms.forget(account.id, trial_id)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/typed/{subject}")
def keep_typed(
    request: Request,
    subject: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.EDIT_DRAFT)],
    unit: Writing,
    now: Now,
) -> JSONResponse:
    """Keep the fields as they are typed, and say how far each part is. Nothing reaches the prefecture by it."""
    if subject != NEW:
        seen_trial(unit, account, subject, Action.READ_DRAFT)
    values = {name: value for name, value in sent.form.values.items() if name not in NOT_TYPED and value}
    if sum(len(name) + len(value) for name, value in values.items()) > MOST_TYPED_CHARACTERS:
        raise TooLarge(
            Text("長すぎるため、自動では保存していません。", "It is too long to be kept as you type."),
            Text("「保存して確かめる」を押してください。", "Press the button that saves it."),
        )
    unit.typed_forms.keep(account.id, subject, values, now=now)
    japanese = language_of(request) == "ja"
    told = {
        id_: {"progress": progress, "name": PROGRESS_NAMES[progress].ja if japanese else PROGRESS_NAMES[progress].en}
        for id_, progress in _progress(offered_to(unit, account), values).items()
    }
    return JSONResponse({"at": clock(now), "sections": told})


@router.post("/typed/{subject}/discard")
def discard_typed(
    subject: str, _sent: SentForm, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Writing
) -> Response:
    """Throw away what was typed and not saved."""
    if subject != NEW:
        seen_trial(unit, account, subject, Action.READ_DRAFT)
    unit.typed_forms.forget(account.id, subject)
    return RedirectResponse("/operator/new" if subject == NEW else f"/operator/trials/{subject}/edit", 303)


def _form_page(
    request: Request, unit: UnitOfWork, account: Account, form: Form, shown: Shown, *, status: int = 200
) -> Response:
    offered = offered_to(unit, account)
    unsent = status == 200
    progress = _progress(offered, form.values) if unsent else progress_of(form.values, form.errors, _boxes(offered))
    values = {
        "values": form.values,
        "errors": form.errors,
        "trial_id": shown.trial_id,
        "subject": shown.trial_id or NEW,
        "restored_at": shown.restored_at,
        "remarks": shown.remarks,
        "offered": offered,
        "chosen_field": chosen_field,
        "sections": SECTIONS,
        "progress": progress,
        "PROGRESS_NAMES": PROGRESS_NAMES,
    }
    return page(request, "operator/edit.html", values, status=status)


def _progress(offered: Offered, values: Mapping[str, str]) -> Mapping[str, Progress]:
    """Return how far each part of a form is that nobody has sent yet."""
    form = Form(dict(values))
    _content(Sent(form, (), {}), offered)
    return progress_of(values, form.errors, _boxes(offered))


def _boxes(offered: Offered) -> frozenset[str]:
    return frozenset(chosen_field(kind, entry.id) for kind, entries in offered.items() for entry in entries)


def _remarks(unit: UnitOfWork, trial_id: str) -> dict[str, str]:
    """Return what staff remarked on the fields of the newest revision, by field."""
    revision = unit.trials.revision(trial_id)
    found: dict[str, str] = {}
    for remark in unit.remarks.of_revision(trial_id, revision.number) if revision else ():
        found[remark.field] = f"{found[remark.field]}\n{remark.text}" if remark.field in found else remark.text
    return found


def _copied(unit: UnitOfWork, account: Account, trial_id: str) -> dict[str, str]:
    """Return the values of another trial of the organisation, but for its days."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    revision = unit.trials.revision(trial_id)
    content = propose.draft_content(unit, trial) or (propose.revision_content(revision) if revision else None)
    if content is None:
        raise NotFound
    return _values(content) | dict.fromkeys(OF_ONE_TIME, "")


def _refuse_what_the_form_would_lose(content: ProposalContent) -> None:
    """Refuse to edit by the form what it cannot hold: several flights, or windows that are not the same on each day."""
    operation = content.operations[0].value()
    if len(content.operations) == 1 and read_windows(Form(as_values(operation))) == operation.windows:
        return
    raise StepRefused(
        Text(
            "この計画書には、この画面では書けない内容（2つ以上の飛行、日によって違う時間帯）があります。",
            "This proposal holds what this page cannot write: several flights, or times that differ by day.",
        ),
        Text(
            "画面で保存すると失われるため、APIで変更してください。いまの内容は何も変わっていません。",
            "Saved here it would be lost, so change it through the API. Nothing was changed.",
        ),
    )


def _checked_values(check: str) -> dict[str, str]:
    """Return the form's values that a check handed on; raises `ValueRefused` for anything else."""
    try:
        values = TypeAdapter(dict[str, str]).validate_json(check)
    except ValidationError as error:
        raise ValueRefused(
            Text("計画書に移す経路が送られていません。", "No checked route was sent."),
            Text("「飛べるか確かめる」から、もう一度確かめてください。", "Check the route once more."),
            where="check",
        ) from error
    return Form.of({name: value for name, value in values.items() if name in CHECKED_FIELDS}).values


def _content(sent: Sent, offered: Offered) -> ProposalContent | None:
    form = sent.form
    texts = {name: form.text(name, most=most, required=owed) for name, (most, owed) in TEXTS.items()}
    flights_per_day = form.whole("flights_per_day")
    chosen = read_chosen(form, offered)
    operation = read_operation(form, read_path(form, sent.upload))
    if operation is not None and chosen is not None:
        operation = replace(operation, chosen=chosen)
        form.errors |= contradictions(operation)
    if operation is None or form.errors:
        return None
    try:
        return ProposalContent(**texts, flights_per_day=flights_per_day, operations=[OperationData.of(operation)])
    except ValidationError as error:
        for found in error.errors():
            form.errors[str(found["loc"][0])] = form.complaint(str(found["msg"]))
        return None


def _values(content: ProposalContent) -> dict[str, str]:
    written = {name: getattr(content, name) for name in TEXTS} | without_words(content)
    flights = "" if content.flights_per_day is None else str(content.flights_per_day)
    operation = content.operations[0].value()
    return written | {"flights_per_day": flights} | as_values(operation) | chosen_values(operation.chosen)

"""Pages for operators: their trials, the proposal's form, one trial with what the prefecture said."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import TypeAdapter, ValidationError

from airspace.declared import DECLARED_NAMES
from airspace.proposal import ProposalRevision
from airspace.register.fill import contradictions
from airspace.screening import Screening
from airspace.workflow import ChangedMeanwhile, State, Step, StepRefused
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.pages.attachments import attached_values
from api.pages.forms import Form, as_values, read_operation, read_path, read_windows
from api.pages.maps import map_document, revision_map
from api.pages.promises import make_promise
from api.pages.register_forms import chosen_field, chosen_values, read_chosen
from api.pages.render import page
from api.pages.uploads import Sent, SentForm
from api.problems import NotFound
from api.schemas.operation import OperationData
from api.schemas.proposal import ProposalContent
from api.security.accounts import Account
from api.security.permissions import Action, may, steps_for
from api.services import propose
from api.services.access import seen_trial
from api.services.affected import since_frozen
from api.services.amend import frozen_amendment, judge_amendment
from api.services.choose import Offered, beside, offered_to, without_words
from api.services.dips import write_for
from api.services.duties import OVER, duties_of
from api.services.intake import PLEDGED_IN
from api.services.intake import pledge as state_pledge
from api.services.letters.read import letters_of
from api.services.override import Views, views_of
from api.services.screen import Atlases, screen_operation
from api.services.voices import passed_on
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
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


@router.get("")
def own_trials(request: Request, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading) -> Response:
    """List the organisation's trials, those to be corrected first."""
    trials = sorted(
        unit.trials.list(organisation_id=account.organisation_id),
        key=lambda trial: trial.state is not State.CORRECTION_REQUESTED,
    )
    organisation = unit.accounts.organisation(account.organisation_id)
    return page(request, "operator/trials.html", {"trials": trials, "organisation": organisation})


@router.get("/new")
def new_form(request: Request, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading) -> Response:
    """Show an empty proposal."""
    return _form_page(request, Form({"half_width_m": "30"}), None, offered_to(unit, account))


@router.post("/new")
def start(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Writing, now: Now
) -> Response:
    """Begin a trial with what the form describes."""
    offered = offered_to(unit, account)
    content = _content(sent, offered)
    if content is None:
        return _form_page(request, sent.form, None, offered, status=422)
    trial = propose.start(unit, account, content, now=now)
    return RedirectResponse(f"/operator/trials/{trial.id}", 303)


@router.post("/new/from-check")
def from_check(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading
) -> Response:
    """Show a proposal that begins with what was checked; nothing is kept yet."""
    return _form_page(
        request, Form(_checked_values(sent.form.values.get("check", ""))), None, offered_to(unit, account)
    )


@router.get("/trials/{trial_id}")
def look(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.READ_DRAFT)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show a trial: where it stands, what the prefecture said, and its check."""
    return _trial_page(request, trial_id, account, unit, atlases, now)


@router.get("/trials/{trial_id}/map/{number}")
def trial_map_document(
    request: Request,
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.READ_DRAFT)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> HTMLResponse:
    """Return the map of one flight of the draft, else of the newest revision."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    revision = unit.trials.revision(trial_id)
    draft = propose.draft_content(unit, trial) if unit.trials.draft(trial_id) else None
    organisation = unit.accounts.organisation(trial.organisation_id)
    subtitle = organisation.name if organisation else ""
    if draft and 1 <= number <= len(draft.operations):
        screening = screen_operation(unit, atlases, draft.operations[number - 1].value(), now=now)
        return map_document(
            request, unit, screening, title=draft.title, subtitle=subtitle, revision_note="下書き / draft"
        )
    if revision is None:
        raise NotFound
    return revision_map(request, unit, revision, number, subtitle=subtitle)


@router.get("/trials/{trial_id}/edit")
def edit_form(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading
) -> Response:
    """Show the proposal as it stands, to be changed."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    content = propose.draft_content(unit, trial)
    if content is None:
        raise NotFound
    _refuse_what_the_form_would_lose(content)
    values = _values(content) | {"draft": propose.draft_version(unit, trial_id)}
    return _form_page(request, Form(values), trial_id, offered_to(unit, account))


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
    held = propose.draft_content(unit, seen_trial(unit, account, trial_id, Action.READ_DRAFT))
    if held is not None:
        _refuse_what_the_form_would_lose(held)
    offered = offered_to(unit, account)
    content = _content(sent, offered)
    if content is None:
        return _form_page(request, sent.form, trial_id, offered, status=422)
    form = sent.form
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
        return _form_page(request, form, trial_id, offered, status=409)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/submit")
def submit(
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SUBMIT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Submit the draft."""
    propose.submit(unit, atlases, account, trial_id, now=now, seen=sent.form.values.get("draft"))
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/notify")
def notify(
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.NOTIFY_CHANGE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Give notice of the change that the draft describes."""
    seen = sent.form.values.get("draft")
    propose.change(unit, atlases, account, trial_id, Step.NOTIFY_CHANGE, now=now, seen=seen)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/amend")
def amend(
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.AMEND)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Submit the change that the draft describes for review."""
    propose.change(unit, atlases, account, trial_id, Step.AMEND, now=now, seen=sent.form.values.get("draft"))
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/commit")
def commit(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.MAKE_COMMITMENT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Record a commitment."""
    if not make_promise(sent.form, unit, account, trial_id, now):
        return _trial_page(request, trial_id, account, unit, atlases, now, sent.form)
    return RedirectResponse(f"/operator/trials/{trial_id}#commitments", 303)


@router.post("/trials/{trial_id}/pledge")
def pledge(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.PLEDGE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """State the pledge."""
    form = sent.form
    parts = {name: form.values.get(name) == "yes" for name in ("no_organised_crime", "prefectural_tax_paid")}
    try:
        state_pledge(unit, account, trial_id, **parts, now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[refusal.where] = Text(
            f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}"
        )
        return _trial_page(request, trial_id, account, unit, atlases, now, form)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/withdraw")
def withdraw(
    trial_id: str, _sent: SentForm, account: Annotated[Account, May(Action.WITHDRAW)], unit: Writing, now: Now
) -> Response:
    """Withdraw the trial."""
    propose.withdraw(unit, account, trial_id, now=now)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


def _trial_page(
    request: Request,
    trial_id: str,
    account: Account,
    unit: UnitOfWork,
    atlases: Atlases,
    now: datetime,
    form: Form | None = None,
) -> Response:
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    draft = propose.draft_content(unit, trial) if unit.trials.draft(trial_id) else None
    revision = unit.trials.revision(trial_id)
    if draft:
        content = draft
        screenings = [screen_operation(unit, atlases, flight.value(), now=now) for flight in draft.operations]
        amendment = judge_amendment(unit, atlases, trial_id, draft, screenings)
    elif revision:
        content = propose.revision_content(revision)
        screenings = [
            data.value(flight.value())
            for data, flight in zip(propose.revision_screenings(revision), content.operations, strict=True)
        ]
        amendment = frozen_amendment(unit, revision)
    else:
        raise NotFound
    return page(
        request,
        "operator/trial.html",
        {
            "trial": trial,
            "content": content,
            "draft": draft,
            "draft_version": propose.draft_version(unit, trial_id),
            "revision": revision,
            "screenings": screenings,
            **attached_values(unit, account, trial),
            "beside": beside(unit, account, content),
            "dips": write_for(unit, account, trial_id) if revision else None,
            "views": _views(unit, revision, None if draft else screenings),
            "decisions": unit.trials.decisions(trial_id)[::-1],
            "intake": unit.intakes.get(trial_id),
            "pledge": unit.intakes.pledge(trial_id),
            "pledges": trial.state in PLEDGED_IN,
            "letters": letters_of(unit, account, trial_id),
            "told_voices": passed_on(unit, trial_id),
            "schedule": unit.conduct.schedule(trial_id),
            "report": unit.conduct.report(trial_id),
            "publication": unit.trials.publication(trial_id),
            "steps": steps_for(account, trial.position),
            "history": unit.trials.steps(trial_id),
            "Step": Step,
            "amendment": amendment,
            "since": since_frozen(unit, trial_id),
            "duties": duties_of(unit, trial_id),
            "may_promise": may(account, Action.MAKE_COMMITMENT) and trial.state not in OVER,
            "values": form.values if form else {},
            "errors": form.errors if form else {},
        },
        status=422 if form else 200,
    )


def _views(unit: UnitOfWork, revision: ProposalRevision | None, shown: list[Screening] | None) -> Views | None:
    """Return the views of a revision: of its screenings that are shown, else (a newer draft is) of those it froze."""
    if revision is None or not unit.trials.overrides(revision.trial_id, revision.number):
        return None
    if shown is None:
        flights = propose.revision_content(revision).operations
        frozen = zip(propose.revision_screenings(revision), flights, strict=True)
        shown = [data.value(flight.value()) for data, flight in frozen]
    return views_of(unit, revision, shown)


def _form_page(request: Request, form: Form, trial_id: str | None, offered: Offered, *, status: int = 200) -> Response:
    values = {
        "values": form.values,
        "errors": form.errors,
        "trial_id": trial_id,
        "offered": offered,
        "chosen_field": chosen_field,
    }
    return page(request, "operator/edit.html", values, status=status)


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

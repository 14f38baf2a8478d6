"""Pages for operators: their trials, the proposal's form, one trial with what the prefecture said."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.proposal import ProposalRevision
from airspace.remark import REMARKABLE
from airspace.screening import Screening
from airspace.trial import JST
from airspace.workflow import State, Step
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.pages.attachments import attached_values
from api.pages.forms import Form
from api.pages.maps import Compared, comparison_document, map_document, paired, revision_map, revision_side
from api.pages.promises import make_promise
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may, steps_for
from api.services import propose
from api.services.access import seen_trial
from api.services.affected import since_frozen
from api.services.amend import draft_difference, frozen_amendment, judge_amendment
from api.services.choose import beside
from api.services.deadlines import Deadline, deadline_of
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

DRAFT_NOTE = "下書き / draft"


@router.get("")
def own_trials(
    request: Request, account: Annotated[Account, May(Action.EDIT_DRAFT)], unit: Reading, now: Now
) -> Response:
    """List what the organisation has to do next, the most urgent first, and all of its trials."""
    today = now.astimezone(JST).date()
    rows = [
        {"trial": trial, "deadline": deadline_of(unit, trial, today)}
        for trial in unit.trials.list(organisation_id=account.organisation_id)
    ]
    rows.sort(key=_urgency)
    organisation = unit.accounts.organisation(account.organisation_id)
    return page(request, "operator/trials.html", {"rows": rows, "organisation": organisation, "today": today})


def _urgency(row: Mapping[str, Any]) -> tuple[bool, date]:
    """Corrections come first, then what has the nearest day."""
    deadline: Deadline | None = row["deadline"]
    corrects = row["trial"].state is State.CORRECTION_REQUESTED
    return not corrects, (deadline.by if deadline and deadline.by else date.max)


@router.get("/trials/{trial_id}")
def look(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.READ_DRAFT)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
    submitted: int | None = None,
) -> Response:
    """Show a trial: where it stands, what the prefecture said, and its check."""
    return _trial_page(request, trial_id, account, unit, atlases, now, submitted=submitted)


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
        return map_document(request, unit, screening, title=draft.title, subtitle=subtitle, revision_note=DRAFT_NOTE)
    if revision is None:
        raise NotFound
    return revision_map(request, unit, revision, number, subtitle=subtitle)


@router.get("/trials/{trial_id}/difference/map/{number}")
def difference_map(
    request: Request,
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.READ_DRAFT)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Return one flight of the draft and of the newest revision on one map; the trial, where the flight is new."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    revision = unit.trials.revision(trial_id)
    draft = propose.draft_content(unit, trial) if unit.trials.draft(trial_id) else None
    found = draft_difference(revision, draft)
    if revision is None or draft is None or found is None or not 1 <= number <= len(draft.operations):
        raise NotFound
    flight = paired(found, number)
    if flight is None or flight.before is None:
        return RedirectResponse(f"/operator/trials/{trial_id}#changed-title", 303)
    before = revision_side(request, revision, flight.before + 1)
    screening = screen_operation(unit, atlases, draft.operations[number - 1].value(), now=now)
    organisation = unit.accounts.organisation(trial.organisation_id)
    subtitle = organisation.name if organisation else ""
    return comparison_document(
        request, unit, before, Compared(screening, draft.title, DRAFT_NOTE), flight, subtitle=subtitle
    )


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
    *,
    submitted: int | None = None,
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
            "submitted": submitted,
            "remarks_made": unit.remarks.of_revision(trial_id, revision.number) if revision else (),
            "REMARKABLE": REMARKABLE,
            "steps": steps_for(account, trial.position),
            "history": unit.trials.steps(trial_id),
            "Step": Step,
            "amendment": amendment,
            "changed": draft_difference(revision, draft),
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

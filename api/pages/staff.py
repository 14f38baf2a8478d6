"""Pages for the prefecture's staff: the worklist, and the case with what may be decided about it."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.finding import Outcome
from airspace.override import reason_given
from airspace.workflow import State, Step, StepRefused, steps_open
from api.deps import Now, Reading, StaffAccount, Writing
from api.pages.forms import NOT_A_CHOICE
from api.pages.maps import revision_map
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.services.access import may_see, seen_trial
from api.services.decide import Ruling, decide
from api.services.override import TAKEN_BACK, View, refuse_view, state_view, views_of
from api.services.propose import revision_content, revision_screenings
from api.services.publish import publish
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff")

ORDER = (State.SUBMITTED, State.CORRECTION_REQUESTED, State.CONFIRMED, State.DECLINED, State.WITHDRAWN)


@router.get("")
def worklist(request: Request, account: StaffAccount, unit: Reading) -> Response:
    """List the trials that reached the prefecture, those to be looked at first."""
    trials = sorted(
        (trial for trial in unit.trials.list() if may_see(account, trial)), key=lambda trial: ORDER.index(trial.state)
    )
    rows = [
        {
            "trial": trial,
            "organisation": unit.accounts.organisation(trial.organisation_id),
            "revision": unit.trials.revision(trial.id),
            "published": unit.trials.publication(trial.id) is not None,
        }
        for trial in trials
    ]
    return page(request, "staff/worklist.html", {"rows": rows})


@router.get("/trials/{trial_id}")
def case(request: Request, trial_id: str, account: StaffAccount, unit: Reading) -> Response:
    """Show all that is known of a trial, and what may be decided."""
    return _case_page(request, trial_id, account, unit)


@router.get("/trials/{trial_id}/map/{number}")
def case_map(request: Request, trial_id: str, number: int, account: StaffAccount, unit: Reading) -> HTMLResponse:
    """Return the map of one flight of the newest revision."""
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    organisation = unit.accounts.organisation(trial.organisation_id)
    if revision is None:
        raise NotFound
    return revision_map(request, unit, revision, number, subtitle=organisation.name if organisation else "")


@router.post("/trials/{trial_id}/decide")
def decide_case(
    request: Request, trial_id: str, sent: SentForm, account: StaffAccount, unit: Writing, now: Now
) -> Response:
    """Record what was decided about the newest revision."""
    form = sent.form
    step = form.choice("step", Step)
    number = form.whole("revision")
    if step not in (Step.REQUEST_CORRECTION, Step.CONFIRM_ROUTE, Step.DECLINE) or number is None:
        raise NotFound
    conditions = tuple(line.strip() for line in form.values.get("conditions", "").splitlines() if line.strip())
    ruling = Ruling(step, number, conditions, form.values.get("reason", ""))
    try:
        decide(unit, account, trial_id, ruling, now=now)
    except ValueRefused as refusal:
        form.errors[f"{step}-reason"] = form.refused(refusal)
        return _case_page(request, trial_id, account, unit, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/view")
def view_finding(
    request: Request, trial_id: str, sent: SentForm, account: StaffAccount, unit: Writing, now: Now
) -> Response:
    """Record a view of one finding of the newest revision."""
    form = sent.form
    revision, flight, finding = (form.whole(name) for name in ("revision", "flight", "finding"))
    outcome = form.values.get("outcome", "")
    if revision is None or flight is None or finding is None or outcome not in ("", TAKEN_BACK, *Outcome.__members__):
        raise NotFound
    view = View(revision, flight, finding, Outcome.__members__.get(outcome), form.values.get("reason", ""))
    try:
        refuse_view(unit, account, trial_id, view)
        if not outcome:
            form.errors[f"view-{flight}-{finding}-outcome"] = NOT_A_CHOICE
        reason_given(view.reason)
        if outcome:
            state_view(unit, account, trial_id, view, now=now)
    except ValueRefused as refusal:
        form.errors[f"view-{flight}-{finding}-reason"] = _in_words(refusal)
    except StepRefused as refusal:
        form.errors["kept"] = _in_words(refusal)
        return _case_page(request, trial_id, account, unit, form.values, form.errors, status=409)
    if form.errors:
        return _case_page(request, trial_id, account, unit, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}#view-{flight}-{finding}", 303)


@router.post("/trials/{trial_id}/publish")
def publish_case(trial_id: str, _sent: SentForm, account: StaffAccount, unit: Writing, now: Now) -> Response:
    """Show the confirmed revision to residents."""
    publish(unit, account, trial_id, now=now)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")


def _case_page(
    request: Request,
    trial_id: str,
    account: StaffAccount,
    unit: Reading,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    *,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    content = revision_content(revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(revision_screenings(revision), content.operations, strict=True)
    ]
    return page(
        request,
        "staff/case.html",
        {
            "trial": trial,
            "content": content,
            "revision": revision,
            "revisions": unit.trials.revisions(trial_id),
            "screenings": screenings,
            "files": unit.attachments.list(trial_id),
            "copies": unit.attachments.copies(trial_id),
            "views": views_of(unit, revision, screenings),
            "outcomes": Outcome,
            "TAKEN_BACK": TAKEN_BACK,
            "organisation": unit.accounts.organisation(trial.organisation_id),
            "decisions": unit.trials.decisions(trial_id)[::-1],
            "publication": unit.trials.publication(trial_id),
            "steps": steps_open(trial.state, account.role),
            "Step": Step,
            "values": values or {},
            "errors": errors or {},
        },
        status=status,
    )

"""Pages for the prefecture's staff: the worklist, and the case with what may be decided about it."""

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.finding import Outcome
from airspace.override import FindingKey, Override, reason_of
from airspace.workflow import State, Step, StepRefused, steps_open
from api.deps import Now, Reading, StaffAccount, Writing
from api.pages.forms import NOT_A_CHOICE, Form
from api.pages.maps import revision_map
from api.pages.notes import Notes
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.services.access import may_see, seen_trial
from api.services.decide import Ruling, decide
from api.services.override import TAKEN_BACK, View, override, refuse_override
from api.services.propose import frozen_screenings, revision_content
from api.services.publish import publish
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff")

KEPT = "kept"
"""Under which the page says why a view was refused; what was written is shown there again, not in another form."""

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
        return _case_page(request, trial_id, account, unit, form, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/override")
def override_finding(
    request: Request, trial_id: str, sent: SentForm, account: StaffAccount, unit: Writing, now: Now
) -> Response:
    """Keep how staff see one finding of the newest revision, beside the finding."""
    form = sent.form
    number, key = form.whole("revision"), form.choice("finding", FindingKey.parse)
    if number is None or key is None:
        raise NotFound
    try:
        refuse_override(unit, account, trial_id, number, key)
        if _keep_view(unit, account, trial_id, number, key, form, now):
            return RedirectResponse(f"/staff/trials/{trial_id}", 303)
    except StepRefused as refusal:
        form.errors = {KEPT: _in_words(refusal)}
        return _case_page(request, trial_id, account, unit, form, status=409)
    return _case_page(request, trial_id, account, unit, form, status=422)


@router.post("/trials/{trial_id}/publish")
def publish_case(trial_id: str, _sent: SentForm, account: StaffAccount, unit: Writing, now: Now) -> Response:
    """Show the confirmed revision to residents."""
    publish(unit, account, trial_id, now=now)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


def _keep_view(
    unit: Writing, account: StaffAccount, trial_id: str, number: int, key: FindingKey, form: Form, now: Now
) -> bool:
    """Keep the view that a form states; False where its fields have errors, which are then the form's."""
    chosen = form.values.get("outcome", "")
    if chosen not in (TAKEN_BACK, *Outcome.__members__):
        form.errors[f"override-{key}-outcome"] = NOT_A_CHOICE
    try:
        reason = reason_of(form.values.get("reason", ""))
    except ValueRefused as refusal:
        form.errors[f"override-{key}-reason"] = _in_words(refusal)
    if form.errors:
        return False
    view = View(number, key, None if chosen == TAKEN_BACK else Outcome[chosen], reason)
    override(unit, account, trial_id, view, now=now)
    return True


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")


def _case_page(
    request: Request,
    trial_id: str,
    account: StaffAccount,
    unit: Reading,
    form: Form | None = None,
    *,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    screenings = frozen_screenings(revision)
    said = unit.overrides.list(trial_id, revision.number)
    form = form or Form({})
    return page(
        request,
        "staff/case.html",
        {
            "trial": trial,
            "content": revision_content(revision),
            "revision": revision,
            "revisions": unit.trials.revisions(trial_id),
            "screenings": screenings,
            "notes": Notes(screenings, said, _names(unit, said)),
            "may_state": Step.OVERRIDE in steps_open(trial.state, account.role),
            "TAKEN_BACK": TAKEN_BACK,
            "organisation": unit.accounts.organisation(trial.organisation_id),
            "decisions": unit.trials.decisions(trial_id)[::-1],
            "publication": unit.trials.publication(trial_id),
            "steps": steps_open(trial.state, account.role),
            "Step": Step,
            "values": form.values,
            "errors": form.errors,
            "kept": form.values.get("reason", "") if KEPT in form.errors else "",
        },
        status=status,
    )


def _names(unit: Reading, said: Iterable[Override]) -> dict[str, str]:
    """Return the names of those who stated something, as far as they are still held; shown to staff alone."""
    accounts = (unit.accounts.get(account_id) for account_id in {override.stated_by for override in said})
    return {account.id: account.name for account in accounts if account}

"""Pages for the prefecture's staff: the worklist, and the case with what may be decided about it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.consultation import summarise
from airspace.finding import Outcome
from airspace.override import reason_given
from airspace.proposal import DECISION_KIND_NAMES, DecisionKind
from airspace.remark import REMARKABLE
from airspace.retention import RETENTION
from airspace.workflow import WITHOUT_A_WORD, Step, StepRefused
from api.deps import May, Now, Number, Reading, Writing, settings
from api.pages.attachments import attached_values
from api.pages.forms import NOT_A_CHOICE
from api.pages.maps import case_map_document, comparison_document, paired, revision_side
from api.pages.promises import make_promise
from api.pages.render import options, page
from api.pages.slip_views import slip_cards
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may, steps_for
from api.services.access import seen_trial
from api.services.affected import since_frozen
from api.services.amend import frozen_amendment, revision_difference
from api.services.assign import assign, owner_of, reviewers
from api.services.bookings import seen_conflicts
from api.services.choose import beside
from api.services.correct import request_correction
from api.services.dips import write_for
from api.services.duties import OVER, duties_of
from api.services.intake import accept, start_review
from api.services.letters.read import letters_of
from api.services.override import TAKEN_BACK, View, refuse_view, state_view, views_of
from api.services.propose import revision_content, revision_screenings
from api.services.request_stop import request_stop
from api.services.silence import close
from api.services.worklist import processing
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff")

BEFORE = Text("まえの版から", "Since the revision before")
CONFIRMED_BEFORE = Text("確認された版から", "Since the confirmed revision")


@router.get("/trials/{trial_id}")
def case(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading, now: Now
) -> Response:
    """Show all that is known of a trial, and what may be decided."""
    return _case_page(request, trial_id, account, unit, now)


@router.get("/trials/{trial_id}/map/{number}")
def case_map(
    request: Request,
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
) -> HTMLResponse:
    """Return the map on which one flight of the newest revision is reviewed."""
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    organisation = unit.accounts.organisation(trial.organisation_id)
    if revision is None:
        raise NotFound
    return case_map_document(
        request,
        unit,
        revision,
        number,
        subtitle=organisation.name if organisation else "",
        conflicts=seen_conflicts(unit, account, trial_id),
    )


@router.post("/trials/{trial_id}/accept")
def accept_case(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.ACCEPT)],
    unit: Writing,
    now: Now,
) -> Response:
    """Take the trial in."""
    form = sent.form
    kind = form.choice("kind", DecisionKind)
    received_on = form.day("received_on", required=False)
    report_due_on = form.day("report_due_on", required=False)
    if not form.errors:
        try:
            accept(unit, account, trial_id, now=now, kind=kind, received_on=received_on, report_due_on=report_due_on)
        except ValueRefused as refusal:
            unit.undo()
            form.errors[refusal.where] = form.refused(refusal)
    if form.errors:
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/review")
def review_case(
    trial_id: str, _sent: SentForm, account: Annotated[Account, May(Action.START_REVIEW)], unit: Writing, now: Now
) -> Response:
    """Begin the review."""
    start_review(unit, account, trial_id, now=now)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/owner")
def hand_over(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.ASSIGN)],
    unit: Writing,
    now: Now,
) -> Response:
    """Let somebody else of the office work on the case."""
    form = sent.form
    try:
        assign(unit, account, trial_id, form.values.get("owner", ""), now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors["owner"] = form.refused(refusal)
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/corrections")
def correct_case(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.REQUEST_CORRECTION)],
    unit: Writing,
    now: Now,
) -> Response:
    """Ask the operator for corrections of the newest revision."""
    form = sent.form
    number, due_on = form.whole("revision"), form.day("due_on", required=False)
    if number is None:
        raise NotFound
    if not form.errors:
        try:
            reason, remarks = (
                form.values.get("reason", ""),
                {one: form.values.get(f"remark-{one}", "") for one in REMARKABLE},
            )
            request_correction(unit, account, trial_id, number, reason, remarks=remarks, due_on=due_on, now=now)
        except ValueRefused as refusal:
            unit.undo()
            own = refusal.where == "due_on" or refusal.where.startswith("remark-")
            field = refusal.where if own else "request_correction-reason"
            form.errors[field] = form.refused(refusal)
    if form.errors:
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


@router.post("/trials/{trial_id}/stop")
def ask_to_stop(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.REQUEST_STOP)],
    unit: Writing,
    now: Now,
) -> Response:
    """Ask the operator to stop."""
    form = sent.form
    try:
        request_stop(unit, account, trial_id, form.values.get("asked", ""), form.values.get("reason", ""), now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[f"request_stop-{refusal.where}"] = form.refused(refusal)
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}#letters", 303)


@router.post("/trials/{trial_id}/close")
def close_case(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.CLOSE)],
    unit: Writing,
    now: Now,
) -> Response:
    """Close the case, and show how it is filed."""
    form = sent.form
    rules = RETENTION[settings(request).prefecture]
    try:
        close(unit, account, trial_id, form.values.get("close-reason", ""), rules=rules, now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors["close-reason"] = form.refused(refusal)
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}/retention", 303)


@router.get("/trials/{trial_id}/difference")
def case_difference(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading
) -> Response:
    """Show what changed in the newest revision: against the one before it, and against the confirmed one."""
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    confirmation = duties_of(unit, trial_id).confirmation
    earlier = {revision.number - 1: BEFORE}
    if confirmation and confirmation.revision_number < revision.number:
        earlier.setdefault(confirmation.revision_number, CONFIRMED_BEFORE)
    differences = [
        (number, heading, revision_difference(held, revision))
        for number, heading in earlier.items()
        if number and (held := unit.trials.revision(trial_id, number))
    ]
    found = {"trial": trial, "number": revision.number, "differences": differences}
    return page(request, "difference.html", found | {"amendment": frozen_amendment(unit, revision)})


@router.get("/trials/{trial_id}/difference/{against}/map/{number}")
def difference_map(
    request: Request,
    trial_id: str,
    against: Number,
    number: Number,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
) -> Response:
    """Return one flight of the newest revision and of an earlier one on one map; what changed, where it is new."""
    trial = seen_trial(unit, account, trial_id)
    revision, earlier = unit.trials.revision(trial_id), unit.trials.revision(trial_id, against)
    if revision is None or earlier is None:
        raise NotFound
    after = revision_side(request, revision, number)
    flight = paired(revision_difference(earlier, revision), number)
    if flight is None or flight.before is None:
        return RedirectResponse(f"/staff/trials/{trial_id}/difference", 303)
    before = revision_side(request, earlier, flight.before + 1)
    organisation = unit.accounts.organisation(trial.organisation_id)
    subtitle = organisation.name if organisation else ""
    return comparison_document(request, unit, before, after, flight, subtitle=subtitle)


@router.post("/trials/{trial_id}/commit")
def commit_case(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.MAKE_COMMITMENT)],
    unit: Writing,
    now: Now,
) -> Response:
    """Record a commitment."""
    if not make_promise(sent.form, unit, account, trial_id, now):
        return _case_page(request, trial_id, account, unit, now, sent.form.values, sent.form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}#commitments", 303)


@router.post("/trials/{trial_id}/view")
def view_finding(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.OVERRIDE_FINDING)],
    unit: Writing,
    now: Now,
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
        unit.undo()
        form.errors[f"view-{flight}-{finding}-reason"] = _in_words(refusal)
    except StepRefused as refusal:
        form.errors["kept"] = _in_words(refusal)
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=409)
    if form.errors:
        return _case_page(request, trial_id, account, unit, now, form.values, form.errors, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}#view-{flight}-{finding}", 303)


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")


def _case_page(
    request: Request,
    trial_id: str,
    account: Account,
    unit: Reading,
    now: Now,
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
            **attached_values(unit, account, trial),
            "views": views_of(unit, revision, screenings),
            "outcomes": Outcome,
            "TAKEN_BACK": TAKEN_BACK,
            "organisation": unit.accounts.organisation(trial.organisation_id),
            **slip_cards(request, unit, account, trial_id),
            "beside": beside(unit, account, content),
            "dips": write_for(unit, account, trial_id),
            "decisions": unit.trials.decisions(trial_id)[::-1],
            "intake": unit.intakes.get(trial_id),
            "pledge": unit.intakes.pledge(trial_id),
            "letters": letters_of(unit, account, trial_id),
            "schedule": unit.conduct.schedule(trial_id),
            "report": unit.conduct.report(trial_id),
            "enquiries": unit.enquiries.of_trial(trial_id),
            "voices": unit.voices.list(trial_id=trial_id),
            "processing": processing(unit, trial_id, standard=settings(request).processing_days, now=now),
            "owner": owner_of(unit, trial_id),
            "reviewers": [(one.id, one.name) for one in reviewers(unit)] if may(account, Action.ASSIGN) else [],
            "publication": unit.trials.publication(trial_id),
            "kinds": options(request, DECISION_KIND_NAMES),
            "REMARKABLE": REMARKABLE,
            "steps": steps_for(account, trial.position),
            "silent": trial.state in WITHOUT_A_WORD,
            "history": unit.trials.steps(trial_id),
            "conflicts": seen_conflicts(unit, account, trial_id),
            "Step": Step,
            "consulted": summarise(unit.consultations.of_trial(trial_id), revision.number, now),
            "amendment": frozen_amendment(unit, revision),
            "since": since_frozen(unit, trial_id),
            "duties": duties_of(unit, trial_id),
            "may_promise": may(account, Action.MAKE_COMMITMENT) and trial.state not in OVER,
            "values": values or {},
            "errors": errors or {},
        },
        status=status,
    )

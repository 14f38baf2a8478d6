"""Before and after a proposal is submitted: check the answers, submit, and get the copy as PDF."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.workflow import Step
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.downloads import download
from api.letters.receipt import receipt
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, steps_for
from api.services import propose
from api.services.access import seen_trial
from api.services.amend import draft_difference
from api.services.choose import beside
from api.services.screen import screen_operation

router = APIRouter(prefix="/operator/trials/{trial_id}")


@router.get("/check-answers")
def check_answers(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.SUBMIT)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show all of the draft once more, with the way to change each part, before it is submitted."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    draft = propose.draft_content(unit, trial) if unit.trials.draft(trial_id) else None
    if draft is None or Step.SUBMIT not in steps_for(account, trial.position):
        return RedirectResponse(f"/operator/trials/{trial_id}", 303)
    revision = unit.trials.revision(trial_id)
    shown = {
        "trial": trial,
        "revision": revision,
        "changed": draft_difference(revision, draft),
        "content": draft,
        "screenings": [screen_operation(unit, atlases, flight.value(), now=now) for flight in draft.operations],
        "beside": beside(unit, account, draft),
        "draft_version": propose.draft_version(unit, trial_id),
    }
    return page(request, "operator/check_answers.html", shown)


@router.post("/submit")
def submit(
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SUBMIT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Submit the draft."""
    revision = propose.submit(unit, atlases, account, trial_id, now=now, seen=sent.form.values.get("draft"))
    return RedirectResponse(f"/operator/trials/{trial_id}?submitted={revision.number}#submitted", 303)


@router.get("/receipts/{number}")
def get_receipt(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_DRAFT)], unit: Reading
) -> Response:
    """Return the copy of a submitted revision as PDF."""
    trial = seen_trial(unit, account, trial_id, Action.READ_DRAFT)
    revision = unit.trials.revision(trial_id, number)
    organisation = unit.accounts.organisation(trial.organisation_id)
    if revision is None or organisation is None:
        raise NotFound
    content = propose.revision_content(revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(propose.revision_screenings(revision), content.operations, strict=True)
    ]
    name = f"receipt-{number}.pdf"
    made = receipt(revision, content.value(), screenings, organisation.name)
    return download(made, name=name, plain_name=name, media_type="application/pdf")

"""The files of a trial, on pages: for operators and staff a list with a form, for residents the published copies."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.proposal import Trial
from airspace.workflow import StepRefused
from api.deps import InForce, May, Now, Number, OpeningPlace, Reader, Reading, ScannerOf, Writing
from api.downloads import original_download, public_download
from api.pages.forms import MISSING, Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.routes.attachments import limits_of
from api.security.accounts import Account
from api.security.permissions import Action, Reach, may, reach_of
from api.services.access import seen_trial
from api.services.attach import ENDED, Place, attach, examine, original, refuse_attaching, shown_to
from api.services.publish import public_trial
from api.services.redact import public_file
from api.store.unit_of_work import UnitOfWork
from geo.errors import FileRefused, ValueRefused

router = APIRouter()


@router.get("/trials/{trial_id}/files")
def files(
    request: Request, trial_id: str, account: Annotated[Account, May(Action.READ_ATTACHMENT)], unit: Reading
) -> Response:
    """Show the files of a trial, and to those who may add one the form."""
    return _page(request, trial_id, account, unit)


@router.post("/trials/{trial_id}/files")
def add(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.ATTACH)],
    read: Reader,
    unit: Writing,
    scanner: ScannerOf,
    settings: InForce,
    now: Now,
    _place: OpeningPlace,
) -> Response:
    """Attach the form's file; what is refused is said beside the field."""
    form, limits, place, status = sent.form, limits_of(settings), Place(), 422
    with read() as reading:
        refuse_attaching(reading, account, trial_id, place, limits)
    if sent.upload is None:
        form.errors["file"] = MISSING
    else:
        try:
            attach(unit, account, trial_id, examine(*sent.upload, scanner, limits), place, limits, now=now)
        except (FileRefused, ValueRefused, StepRefused) as refusal:
            form.errors["file"] = form.refused(type(refusal)(refusal.what, refusal.remedy))
            status = 409 if isinstance(refusal, StepRefused) else 422
    if form.errors:
        return _page(request, trial_id, account, unit, form, status=status)
    return RedirectResponse(f"{case_address(account, trial_id)}#attachments", 303)


@router.get("/trials/{trial_id}/files/{number}")
def get(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_ATTACHMENT)], unit: Reading
) -> Response:
    """Return a file as a download."""
    return original_download(*original(unit, account, trial_id, number))


@router.get("/trials/{trial_id}/attachments/{number}")
def get_published(trial_id: str, number: Number, unit: Reading, now: Now) -> Response:
    """Return a resident the published copy of a file as a download."""
    return public_download(*public_file(unit, public_trial(unit, trial_id, now=now).trial.id, number))


def case_address(account: Account, trial_id: str) -> str:
    """Return where an account looks at a trial: an operator at its own, the office at any."""
    own = reach_of(account, Action.READ_ATTACHMENT) is Reach.OWN
    return f"/operator/trials/{trial_id}" if own else f"/staff/trials/{trial_id}"


def attached_values(unit: UnitOfWork, account: Account, trial: Trial) -> dict[str, Any]:
    """Return what a page needs to show a trial's files: who may not attach any sees no form."""
    return {
        "files": [one for one in unit.attachments.list(trial.id) if shown_to(account, one)],
        "copies": unit.attachments.copies(trial.id),
        "may_attach": may(account, Action.ATTACH) and trial.state not in ENDED,
        "may_see_blackouts": may(account, Action.SEE_WORKLIST),
        "may_disclose": may(account, Action.DISCLOSE),
    }


def _page(
    request: Request, trial_id: str, account: Account, unit: UnitOfWork, form: Form | None = None, *, status: int = 200
) -> Response:
    trial = seen_trial(unit, account, trial_id, Action.READ_ATTACHMENT)
    values = {"trial": trial, "case": case_address(account, trial_id), "errors": form.errors if form else {}}
    return page(request, "attachments.html", values | attached_values(unit, account, trial), status=status)

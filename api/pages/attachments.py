"""The files of a trial, on pages: for operators and staff a list with a form, for residents the published copies."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from airspace.attachment import FILE_KINDS
from airspace.workflow import STAFF, Role, StepRefused
from api.deps import InForce, Now, OpeningPlace, Reader, Reading, ScannerOf, SignedIn, Writing
from api.downloads import download, public_download
from api.pages.forms import MISSING, Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.routes.attachments import Number, limits_of
from api.security.accounts import Account
from api.services.access import seen_trial
from api.services.attach import Place, attach, attachments_of, examine, original, refuse_attaching
from api.services.publish import public_trial
from api.services.redact import public_file
from api.store.unit_of_work import UnitOfWork
from geo.errors import FileRefused, ValueRefused

router = APIRouter()

Door = Literal["operator", "staff"]
ROLES_AT = {"operator": frozenset({Role.OPERATOR}), "staff": STAFF}


def account_at(door: Door, account: SignedIn) -> Account:
    """Return an account that enters by this door; for anyone else the page does not exist."""
    if account.role not in ROLES_AT[door]:
        raise NotFound
    return account


AccountAt = Annotated[Account, Depends(account_at, scope="function")]


@router.get("/{door}/trials/{trial_id}/attachments")
def files(request: Request, door: Door, trial_id: str, account: AccountAt, unit: Reading) -> Response:
    """Show the files of a trial, and the form for another."""
    return _page(request, door, trial_id, account, unit)


@router.post("/{door}/trials/{trial_id}/attachments")
def add(
    request: Request,
    door: Door,
    trial_id: str,
    sent: SentForm,
    account: AccountAt,
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
        return _page(request, door, trial_id, account, unit, form, status=status)
    return RedirectResponse(f"/{door}/trials/{trial_id}#attachments", 303)


@router.get("/{door}/trials/{trial_id}/attachments/{number}")
def get(trial_id: str, number: Number, account: AccountAt, unit: Reading) -> Response:
    """Return a file as a download."""
    attachment, content = original(unit, account, trial_id, number)
    return download(
        content,
        name=attachment.name or attachment.neutral_name,
        plain_name=attachment.neutral_name,
        media_type=FILE_KINDS[attachment.kind].media_type,
    )


@router.get("/trials/{trial_id}/attachments/{number}")
def get_published(trial_id: str, number: Number, unit: Reading) -> Response:
    """Return a resident the published copy of a file as a download."""
    return public_download(*public_file(unit, public_trial(unit, trial_id).trial.id, number))


def _page(
    request: Request,
    door: Door,
    trial_id: str,
    account: Account,
    unit: UnitOfWork,
    form: Form | None = None,
    *,
    status: int = 200,
) -> Response:
    values = {
        "trial": seen_trial(unit, account, trial_id),
        "files": attachments_of(unit, account, trial_id),
        "copies": unit.attachments.copies(trial_id),
        "door": door,
        "errors": form.errors if form else {},
    }
    return page(request, "attachments.html", values, status=status)

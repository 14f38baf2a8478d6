"""Pages of 事前相談: the list, one talk, and the form to begin one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.enquiry import MOST_OF_A_SUBJECT
from api.deps import May, Now, Reading, Writing
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import enquire
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/enquiries")


@router.get("")
def enquiries(request: Request, account: Annotated[Account, May(Action.READ_ENQUIRIES)], unit: Reading) -> Response:
    """List the enquiries within reach, with the form to begin one."""
    return _list_page(request, account, unit, {}, {})


@router.post("")
def begin(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.BEGIN_ENQUIRY)], unit: Writing, now: Now
) -> Response:
    """Begin an enquiry."""
    form = sent.form
    subject = form.text("subject", most=MOST_OF_A_SUBJECT, required=True)
    try:
        if not form.errors:
            enquiry = enquire.begin_enquiry(unit, account, subject, form.values.get("text", ""), now=now)
            return RedirectResponse(f"/enquiries/{enquiry.id}", 303)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[refusal.where] = form.refused(refusal)
    return _list_page(request, account, unit, form.values, form.errors, status=422)


@router.get("/{enquiry_id}")
def look(
    request: Request, enquiry_id: str, account: Annotated[Account, May(Action.READ_ENQUIRIES)], unit: Reading
) -> Response:
    """Show what was said."""
    return _talk_page(request, enquiry_id, account, unit, {}, {})


@router.post("/{enquiry_id}")
def say(
    request: Request,
    enquiry_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.ANSWER_ENQUIRY)],
    unit: Writing,
    now: Now,
) -> Response:
    """Say something in it."""
    form = sent.form
    try:
        enquire.say(unit, account, enquiry_id, form.values.get("text", ""), now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[refusal.where] = form.refused(refusal)
        return _talk_page(request, enquiry_id, account, unit, form.values, form.errors, status=422)
    return RedirectResponse(f"/enquiries/{enquiry_id}", 303)


@router.post("/{enquiry_id}/trial")
def name_trial(
    enquiry_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.BEGIN_ENQUIRY)],
    unit: Writing,
    now: Now,
) -> Response:
    """Say which trial came of it."""
    enquire.name_trial(unit, account, enquiry_id, sent.form.values.get("trial", ""), now=now)
    return RedirectResponse(f"/enquiries/{enquiry_id}", 303)


def _list_page(
    request: Request,
    account: Account,
    unit: UnitOfWork,
    values: Mapping[str, str],
    errors: Mapping[str, Text],
    *,
    status: int = 200,
) -> Response:
    rows = [
        {"enquiry": enquiry, "last": unit.enquiries.entries(enquiry.id)[-1]}
        for enquiry in enquire.enquiries_seen(unit, account)
    ]
    return page(request, "enquiries/list.html", {"rows": rows, "values": values, "errors": errors}, status=status)


def _talk_page(
    request: Request,
    enquiry_id: str,
    account: Account,
    unit: UnitOfWork,
    values: Mapping[str, str],
    errors: Mapping[str, Text],
    *,
    status: int = 200,
) -> Response:
    enquiry = enquire.seen_enquiry(unit, account, enquiry_id)
    shown = {
        "enquiry": enquiry,
        "organisation": unit.accounts.organisation(enquiry.organisation_id),
        "entries": unit.enquiries.entries(enquiry_id),
        "trials": unit.trials.list(organisation_id=enquiry.organisation_id),
    }
    return page(request, "enquiries/talk.html", {**shown, "values": values, "errors": errors}, status=status)

"""The page of a trial's contacts, for its operator and for staff: who is told, what they were told, who knows."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.consultation.kinds import KIND_NAMES, ConsulteeKind
from airspace.flight_day.contact import ACK_CHANNEL_NAMES, MATTER_NAMES
from airspace.role import Role
from airspace.trial import JST
from api.deps import May, Now, Reading, Writing
from api.pages.flight_days import attempt, moment_of
from api.pages.forms import Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.duties import duties_of
from api.services.flight_day import contacts
from api.services.flight_day.contacts import ContactTold
from api.services.flight_day.course import days_of, flown_of
from api.store.unit_of_work import UnitOfWork

router = APIRouter(prefix="/trials/{trial_id}/contacts")

Keeper = Annotated[Account, May(Action.KEEP_CONTACTS)]


@router.get("")
def list_contacts(request: Request, trial_id: str, account: Keeper, unit: Reading, now: Now) -> Response:
    """Show the contacts of a trial."""
    return _page(request, unit, account, trial_id, Form({}), now)


@router.post("")
def add(request: Request, trial_id: str, sent: SentForm, account: Keeper, unit: Writing, now: Now) -> Response:
    """Add a contact."""
    form = sent.form
    told = ContactTold(
        kind=form.choice("contact_kind", ConsulteeKind) or ConsulteeKind.OTHER,
        office_id=form.values.get("office_id") or None,
        name=form.values.get("name", ""),
        email=form.values.get("email", ""),
        telephone=form.values.get("telephone", ""),
        required_by=form.values.get("required_by") or None,
    )
    if not form.errors:
        attempt(unit, form, lambda: contacts.add_contact(unit, account, trial_id, told, now=now), "name")
    return _after(request, unit, account, trial_id, form, now)


@router.post("/tell")
def tell(request: Request, trial_id: str, sent: SentForm, account: Keeper, unit: Writing, now: Now) -> Response:
    """Tell the contacts of a day and ask them to acknowledge it."""
    form = sent.form
    day = form.day("day")
    if day is not None:
        attempt(unit, form, lambda: contacts.tell_day(unit, account, trial_id, day, now=now), "day")
    return _after(request, unit, account, trial_id, form, now)


@router.post("/{contact_id}/remove")
def remove(
    request: Request, trial_id: str, contact_id: str, sent: SentForm, account: Keeper, unit: Writing, now: Now
) -> Response:
    """Take a contact off the list."""
    form = sent.form
    attempt(unit, form, lambda: contacts.remove_contact(unit, account, trial_id, contact_id, now=now), "name")
    return _after(request, unit, account, trial_id, form, now)


@router.post("/tellings/{telling_id}/acknowledge")
def acknowledge(
    request: Request, trial_id: str, telling_id: str, sent: SentForm, account: Keeper, unit: Writing, now: Now
) -> Response:
    """Record an acknowledgement by telephone."""
    form = sent.form
    at, speaker = moment_of(form, "at"), form.values.get("speaker", "")
    if at is not None:
        attempt(
            unit,
            form,
            lambda: contacts.acknowledge_by_telephone(
                unit, account, trial_id, telling_id, at=at, speaker=speaker, now=now
            ),
            "speaker",
        )
    return _after(request, unit, account, trial_id, form, now)


def _after(request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, now: datetime) -> Response:
    if form.errors:
        return _page(request, unit, account, trial_id, form, now, status=422)
    return RedirectResponse(f"/trials/{trial_id}/contacts", 303)


def _page(
    request: Request,
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    form: Form,
    now: datetime,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id, Action.KEEP_CONTACTS)
    flown = flown_of(unit, trial)
    own = Role.OPERATOR in account.roles
    local = now.astimezone(JST)
    values = {
        "trial": trial,
        "back": f"/operator/trials/{trial_id}/days" if own else f"/staff/trials/{trial_id}",
        "contacts": contacts.contacts_of(unit, account, trial_id),
        "days": days_of(flown) if flown else (),
        "duties": duties_of(unit, trial_id).all,
        "offices": unit.offices.list(),
        "kinds": options(request, KIND_NAMES),
        "MATTER_NAMES": MATTER_NAMES,
        "ACK_CHANNEL_NAMES": ACK_CHANNEL_NAMES,
        "values": {"at_day": f"{local:%Y-%m-%d}", "at_time": f"{local:%H:%M}", **form.values},
        "errors": form.errors,
    }
    return page(request, "flight_contacts.html", values, status=status)

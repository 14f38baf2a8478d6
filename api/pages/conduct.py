"""What the pages of a confirmed trial send: flight days, the end of the flights, the report, closing."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.workflow import StepRefused
from api.deps import AtlasesOf, May, Now, Writing
from api.pages.days import days_of_form
from api.pages.forms import MISSING, Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import conduct
from api.services.access import seen_trial
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter()


@router.post("/operator/trials/{trial_id}/schedule")
def state_days(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.SCHEDULE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """State the flight days."""
    form = sent.form
    days = days_of_form(form)
    return _done(
        request,
        unit,
        account,
        trial_id,
        form,
        lambda: conduct.schedule(unit, atlases, account, trial_id, days, now=now),
    )


@router.post("/operator/trials/{trial_id}/complete")
def complete(
    trial_id: str, _sent: SentForm, account: Annotated[Account, May(Action.COMPLETE)], unit: Writing, now: Now
) -> Response:
    """End the flights."""
    conduct.complete(unit, account, trial_id, now=now)
    return RedirectResponse(f"/operator/trials/{trial_id}", 303)


@router.post("/operator/trials/{trial_id}/report")
def report(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.REPORT)],
    unit: Writing,
    now: Now,
) -> Response:
    """Report."""
    form = sent.form
    flights = form.whole("flights")
    if flights is None:
        form.errors.setdefault("flights", MISSING)
    summary, incidents = form.values.get("summary", ""), form.values.get("incidents", "")
    return _done(
        request,
        unit,
        account,
        trial_id,
        form,
        lambda: conduct.report(
            unit, account, trial_id, flights=flights or 0, summary=summary, incidents=incidents, now=now
        ),
    )


def _done(
    request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, act: Callable[[], object]
) -> Response:
    """Do what the form asks and go back to the trial, or show what was sent with its errors."""
    trial, status = seen_trial(unit, account, trial_id), 422
    try:
        if not form.errors:
            act()
            return RedirectResponse(f"/operator/trials/{trial_id}", 303)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[refusal.where] = form.refused(refusal)
    except StepRefused as refusal:
        if refusal.where != "days":
            raise
        unit.undo()
        form.errors["days"], status = form.refused(refusal), 409
    shown = {"trial": trial, "values": form.values, "errors": form.errors}
    return page(request, "operator/conduct.html", shown, status=status)

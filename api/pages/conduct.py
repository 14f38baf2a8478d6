"""What the pages of a confirmed trial send: flight days, the end of the flights, the report, closing."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import InForce, May, Now, Writing
from api.pages.forms import MISSING, NOT_A_DATE, Form
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
    now: Now,
) -> Response:
    """State the flight days, one a line."""
    form = sent.form
    days = _days(form)
    return _done(
        request, unit, account, trial_id, form, lambda: conduct.schedule(unit, account, trial_id, days, now=now)
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


@router.post("/staff/trials/{trial_id}/close")
def close(
    trial_id: str,
    _sent: SentForm,
    account: Annotated[Account, May(Action.CLOSE)],
    unit: Writing,
    settings: InForce,
    now: Now,
) -> Response:
    """Close the case, and show how it is filed."""
    conduct.close(unit, account, trial_id, prefecture=settings.prefecture, now=now)
    return RedirectResponse(f"/staff/trials/{trial_id}/retention", 303)


def _days(form: Form) -> tuple[date, ...]:
    found = []
    for line in form.values.get("days", "").replace("/", "-").split():
        try:
            found.append(date.fromisoformat(line))
        except ValueError:
            form.errors["days"] = NOT_A_DATE
    return tuple(found)


def _done(
    request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, act: Callable[[], object]
) -> Response:
    """Do what the form asks and go back to the trial, or show what was sent with its errors."""
    trial = seen_trial(unit, account, trial_id)
    try:
        if not form.errors:
            act()
            return RedirectResponse(f"/operator/trials/{trial_id}", 303)
    except ValueRefused as refusal:
        form.errors[refusal.where] = form.refused(refusal)
    shown = {"trial": trial, "values": form.values, "errors": form.errors}
    return page(request, "operator/conduct.html", shown, status=422)

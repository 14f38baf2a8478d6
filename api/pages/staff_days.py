"""The prefecture's page of all flight days: who flies when, what meets, and what is booked over neighbourhoods."""

from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from airspace.trial import JST
from airspace.workflow import StepRefused
from api.deps import May, Now, Reading, Writing
from api.pages.forms import Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services import coordinate
from api.services.coordinate import trial_of_reference
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter(prefix="/staff")

SHOWN_AT_FIRST = timedelta(days=60)


@router.get("/days")
def days(
    request: Request,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    now: Now,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> Response:
    """Show the flight days of all trials from one day to another."""
    begins = first or now.astimezone(JST).date()
    ends = last or min(begins, date.max - SHOWN_AT_FIRST) + SHOWN_AT_FIRST
    return _days_page(request, account, unit, begins, ends, Form({}))


@router.post("/days/coordinations")
def agree(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.COORDINATE)], unit: Writing, now: Now
) -> Response:
    """Record that the operators of two trials, named by their reception numbers, share the sky, or do so no more."""
    form = sent.form
    status = 422
    try:
        one, other = (
            trial_of_reference(unit, account, form.values.get(name, ""), name) for name in ("one", "other_id")
        )
        act = coordinate.end_agreement if form.values.get("act") == "end" else coordinate.agree
        act(unit, account, one.id, other.id, form.values.get("reason", ""), now=now)
        return RedirectResponse("/staff/days", 303)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[refusal.where] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    except StepRefused as refusal:
        form.errors["other_id"], status = form.refused(refusal), 409
    today = now.astimezone(JST).date()
    return _days_page(request, account, unit, today, today + SHOWN_AT_FIRST, form, status=status)


def _days_page(
    request: Request,
    account: Account,
    unit: UnitOfWork,
    begins: date,
    ends: date,
    form: Form,
    *,
    status: int = 200,
) -> Response:
    rows, error = [], None
    try:
        rows = coordinate.flight_days(unit, account, begins, ends)
    except ValueRefused as refusal:
        unit.undo()
        error, status = refusal, 422
    shown = {
        "first": begins.isoformat(),
        "last": ends.isoformat(),
        "days": [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row.day.day)],
        "caps": coordinate.caps(unit, account),
        "refusal": error,
        "values": form.values,
        "errors": form.errors,
        "may_coordinate": may(account, Action.COORDINATE),
    }
    return page(request, "staff/days.html", shown, status=status)

"""The prefecture's page of all flight days: who flies when, what meets, and what is booked over neighbourhoods."""

from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from airspace.trial import JST
from api.deps import May, Now, Reading
from api.pages.render import page
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.coordinate import caps, flight_days
from geo.errors import InputRefused

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
    rows, error = [], None
    try:
        rows = flight_days(unit, account, begins, ends)
    except InputRefused as refusal:
        error = refusal
    shown = {
        "first": begins.isoformat(),
        "last": ends.isoformat(),
        "days": [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row.day.day)],
        "caps": caps(unit, account),
        "refusal": error,
    }
    return page(request, "staff/days.html", shown, status=422 if error else 200)

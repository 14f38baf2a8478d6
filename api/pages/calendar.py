"""A month of flight days for staff: who flies on which day, and where skies overlap."""

import calendar
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from airspace.trial import JST
from airspace.workdays import is_holiday
from api.deps import May, Now, Reading
from api.pages.render import page
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.coordinate import DayOfTrial, flight_days
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff/calendar")

EARLIEST = date(2019, 5, 1)
"""The first day of 令和, in whose years the page counts."""
LATEST_YEAR = 2099

Month = Annotated[str, Query(max_length=20)]


@router.get("")
def month_page(
    request: Request,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    now: Now,
    month: Month = "",
) -> Response:
    """Show a month, the present one if none is asked for."""
    today = now.astimezone(JST).date()
    first = _first_of(month) if month else today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    by_day: dict[date, list[DayOfTrial]] = {}
    for row in flight_days(unit, account, first, last):
        by_day.setdefault(row.day.day, []).append(row)
    shown = {
        "first": first,
        "before": first - timedelta(days=1) if first > EARLIEST else None,
        "after": last + timedelta(days=1) if last.year < LATEST_YEAR or last.month < 12 else None,
        "weeks": calendar.Calendar(calendar.MONDAY).monthdatescalendar(first.year, first.month),
        "by_day": by_day,
        "holidays": {day for day in _days(first, last) if is_holiday(day)},
        "today": today,
    }
    return page(request, "staff/calendar.html", shown)


def _first_of(written: str) -> date:
    try:
        year, month = (int(part) for part in written.split("-"))
        first = date(year, month, 1)
    except ValueError:
        first = date.min
    if first < EARLIEST or first.year > LATEST_YEAR:
        raise ValueRefused(
            Text("月を読めません。", "That is no month."),
            Text("2026-11 のように書いてください。", "Write it like 2026-11."),
            where="month",
        )
    return first


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]

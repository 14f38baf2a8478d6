"""The operator's pages of flight days: where each stands, what a go has and lacks, permits, the first report."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.flight_day.incident import (
    AIRCRAFT_NO_REPLACEMENT,
    AIRCRAFT_STATE_NAMES,
    CALLED_NAMES,
    NO_REPLACEMENT,
    TOLD_NAMES,
    AircraftState,
    Called,
    FirstReport,
    Told,
)
from airspace.flight_day.need import MET_NAMES
from airspace.flight_day.state import FROM_STATES, DayStanding, DayState
from airspace.flight_day.value import PERMIT_NAMES, DayStep, PermitKind
from airspace.trial import JST
from api.deps import AtlasesOf, InForce, May, Now, Number, Reading, Writing
from api.pages.forms import MISSING, Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.access import seen_trial
from api.services.flight_day import incidents, record
from api.services.flight_day.course import days_of, flown_of
from api.services.flight_day.decide import Decided, decide, read_go
from api.services.flight_day.judge import Stated
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

router = APIRouter(prefix="/operator/trials/{trial_id}")

Operator = Annotated[Account, May(Action.RECORD_FLIGHT)]
Decider = Annotated[Account, May(Action.DECIDE_DAY)]
Reporter = Annotated[Account, May(Action.REPORT_INCIDENT)]

CONFIRM = "confirm-"
"""What the boxes of conditions and commitments begin with."""

CALLED = "called-"


@router.get("/days")
def list_days(request: Request, trial_id: str, account: Operator, unit: Reading) -> Response:
    """List the days of a trial and the permits on record."""
    return _days_page(request, unit, account, trial_id, Form({}))


@router.post("/days/permits")
def record_permit(
    request: Request, trial_id: str, sent: SentForm, account: Operator, unit: Writing, now: Now
) -> Response:
    """Record the number of a permit."""
    form = sent.form
    kind = form.choice("permit_kind", PermitKind)
    first, last = form.day("valid_from"), form.day("valid_to")
    if kind is None:
        form.errors.setdefault("permit_kind", MISSING)
    if kind and first and last and not form.errors:
        told = record.PermitTold(kind, form.values.get("number", ""), first, last)
        attempt(unit, form, lambda: record.record_permit(unit, account, trial_id, told, now=now))
    if form.errors:
        return _days_page(request, unit, account, trial_id, form, status=422)
    return RedirectResponse(f"/operator/trials/{trial_id}/days", 303)


@router.post("/days/permits/{permit_id}/withdraw")
def withdraw_permit(
    trial_id: str, permit_id: str, _sent: SentForm, account: Operator, unit: Writing, now: Now
) -> Response:
    """Record that a permit counts no more."""
    record.withdraw_permit(unit, account, trial_id, permit_id, now=now)
    return RedirectResponse(f"/operator/trials/{trial_id}/days", 303)


@router.get("/days/{day}")
def look_at_day(
    request: Request,
    trial_id: str,
    day: date,
    account: Operator,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Show where a day stands and what a go has and lacks."""
    hours = settings.emergency_check_hours
    return _day_page(request, unit, atlases, account, trial_id, day, Form({}), hours, now)


@router.post("/days/{day}/notice")
def record_notice(
    request: Request,
    trial_id: str,
    day: date,
    sent: SentForm,
    account: Operator,
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Record the number of the day's plan notice."""
    form = sent.form
    attempt(
        unit,
        form,
        lambda: record.record_notice(unit, account, trial_id, day, form.values.get("number", ""), now=now),
    )
    return _after(request, unit, atlases, account, trial_id, day, form, settings.emergency_check_hours, now)


@router.post("/days/{day}/check")
def record_check(
    request: Request,
    trial_id: str,
    day: date,
    sent: SentForm,
    account: Operator,
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Record that emergency airspace was looked up."""
    form = sent.form
    checked_at = moment_of(form, "checked")
    found = form.choice("found", lambda written: {"yes": True, "no": False}[written])
    if found is None:
        form.errors.setdefault("found", MISSING)
    if checked_at and found is not None and not form.errors:
        attempt(unit, form, lambda: record.record_check(unit, account, trial_id, day, checked_at, found=found, now=now))
    return _after(request, unit, atlases, account, trial_id, day, form, settings.emergency_check_hours, now)


@router.post("/days/{day}/act")
def act(
    request: Request,
    trial_id: str,
    day: date,
    sent: SentForm,
    account: Decider,
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Decide: go, no-go, postponed, flown."""
    form, hours = sent.form, settings.emergency_check_hours
    step = form.choice("step", DayStep)
    to, flights = form.day("to", required=False), form.whole("flights")
    confirmed = frozenset(name.removeprefix(CONFIRM) for name in form.values if name.startswith(CONFIRM))
    if step is None:
        form.errors.setdefault("step", MISSING)
    elif not form.errors:
        decided = Decided(day, step, form.values.get("reason", ""), to, Stated(confirmed, flights))
        attempt(
            unit,
            form,
            lambda: decide(unit, atlases, account, trial_id, decided, check_hours=hours, now=now),
            elsewhere="step",
        )
    return _after(request, unit, atlases, account, trial_id, day, form, hours, now)


@router.get("/incidents")
def list_incidents(request: Request, trial_id: str, account: Reporter, unit: Reading) -> Response:
    """Show first reports of incidents and the form for one."""
    return _incidents_page(request, unit, account, trial_id, Form({}))


@router.post("/incidents")
def report_incident(
    request: Request, trial_id: str, sent: SentForm, account: Reporter, unit: Writing, now: Now
) -> Response:
    """Make a first report."""
    form = sent.form
    happened_at = moment_of(form, "happened")
    injured, damage = form.choice("injured", Told), form.choice("damage", Told)
    aircraft = form.choice("aircraft_state", AircraftState)
    for name, value in (("injured", injured), ("damage", damage), ("aircraft_state", aircraft)):
        if value is None:
            form.errors.setdefault(name, MISSING)
    called = frozenset(one for one in Called if form.values.get(f"{CALLED}{one.value}"))
    if happened_at and injured and damage and aircraft and not form.errors:
        told = FirstReport(
            happened_at,
            form.values.get("place", ""),
            form.values.get("what", ""),
            injured,
            damage,
            aircraft,
            called,
        )
        attempt(unit, form, lambda: incidents.report_incident(unit, account, trial_id, told, now=now))
    if form.errors:
        return _incidents_page(request, unit, account, trial_id, form, status=422)
    return RedirectResponse(f"/operator/trials/{trial_id}/incidents", 303)


@router.post("/incidents/{number}/mlit-number")
def give_mlit_number(
    request: Request, trial_id: str, number: Number, sent: SentForm, account: Reporter, unit: Writing, now: Now
) -> Response:
    """Record the number that MLIT gave to its own report."""
    form = sent.form
    written = form.values.get("mlit_number", "")
    attempt(unit, form, lambda: incidents.give_mlit_number(unit, account, trial_id, number, written, now=now))
    if form.errors:
        return _incidents_page(request, unit, account, trial_id, form, status=422)
    return RedirectResponse(f"/operator/trials/{trial_id}/incidents", 303)


def attempt(unit: UnitOfWork, form: Form, do: Callable[[], object], elsewhere: str = "number") -> None:
    """Do something; refused, it leaves nothing behind but the error of the field that it names, or of `elsewhere`."""
    try:
        do()
    except InputRefused as refusal:
        unit.undo()
        placed = refusal.where or elsewhere
        form.errors[FIELDS.get(placed, placed)] = Text(
            f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}"
        )


FIELDS: Mapping[str, str] = {"checked_at": "checked_day", "happened_at": "happened_day", "at": "at_day"}
"""The field of a form in which a time of the domain is written."""


def moment_of(form: Form, name: str) -> datetime | None:
    """Return the time in Japan of the fields `name`_day and `name`_time."""
    day, clock = form.day(f"{name}_day"), form.time_of_day(f"{name}_time")
    if clock is None:
        form.errors.setdefault(f"{name}_time", MISSING)
    return None if day is None or clock is None else datetime.combine(day, clock.replace(tzinfo=None), JST)


def _after(
    request: Request,
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    day: date,
    form: Form,
    hours: float,
    now: datetime,
) -> Response:
    if form.errors:
        return _day_page(request, unit, atlases, account, trial_id, day, form, hours, now, status=422)
    return RedirectResponse(f"/operator/trials/{trial_id}/days/{day}", 303)


def _days_page(
    request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, status: int = 200
) -> Response:
    trial = seen_trial(unit, account, trial_id)
    flown = flown_of(unit, trial)
    values = {
        "trial": trial,
        "days": days_of(flown) if flown else (),
        "permits": unit.flight_days.permits(trial_id),
        "PERMIT_NAMES": PERMIT_NAMES,
        "kinds": options(request, PERMIT_NAMES),
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "operator/flight_days.html", values, status=status)


def _day_page(
    request: Request,
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    day: date,
    form: Form,
    hours: float,
    now: datetime,
    status: int = 200,
) -> Response:
    trial = seen_trial(unit, account, trial_id)
    standing, judgement = read_go(unit, atlases, account, trial_id, day, check_hours=hours, now=now)
    flown = flown_of(unit, trial)
    local = now.astimezone(JST)
    shown: dict[str, Any] = {"checked_day": f"{local:%Y-%m-%d}", "checked_time": f"{local:%H:%M}"}
    values = {
        "trial": trial,
        "standing": standing,
        "judgement": judgement,
        "MET_NAMES": MET_NAMES,
        "steps": _steps(standing),
        "reserves": [one.day for one in days_of(flown) if one.state is DayState.RESERVE and one.day > day]
        if flown
        else [],
        "hours": hours,
        "may_decide": may(account, Action.DECIDE_DAY),
        "values": {**shown, **form.values},
        "errors": form.errors,
    }
    return page(request, "operator/flight_day.html", values, status=status)


def _steps(standing: DayStanding) -> set[str]:
    """Return the steps that a page offers of a day: it was flown only where there was a go."""
    steps = {step.value for step, states in FROM_STATES.items() if standing.state in states}
    decided = standing.act is not None and standing.act.step is DayStep.GO
    return steps if decided else steps - {DayStep.FLOWN.value}


def _incidents_page(
    request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, status: int = 200
) -> Response:
    values = {
        **incident_values(request, unit, account, trial_id),
        "back": f"/operator/trials/{trial_id}/days",
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "operator/incidents.html", values, status=status)


def incident_values(request: Request, unit: UnitOfWork, account: Account, trial_id: str) -> dict[str, Any]:
    """Return what a page of incidents shows."""
    return {
        "trial": seen_trial(unit, account, trial_id),
        "seen": incidents.incidents_of(unit, account, trial_id),
        "NO_REPLACEMENT": NO_REPLACEMENT,
        "AIRCRAFT_NO_REPLACEMENT": AIRCRAFT_NO_REPLACEMENT,
        "TOLD_NAMES": TOLD_NAMES,
        "AIRCRAFT_STATE_NAMES": AIRCRAFT_STATE_NAMES,
        "CALLED_NAMES": CALLED_NAMES,
        "told": options(request, TOLD_NAMES),
        "aircraft_states": options(request, AIRCRAFT_STATE_NAMES),
    }

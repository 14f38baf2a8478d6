"""Staff's pages for disasters: ask that nobody flies in an area, end that; and incidents with their public notices."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.flight_day.stop import REQUEST
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.pages.corners import area_written
from api.pages.flight_days import attempt, incident_values
from api.pages.forms import Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.alerts import release_and_tell, stop_all_and_tell, tell_everyone_at_once
from api.services.flight_day.stops import municipalities, stops_seen
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork

router = APIRouter(prefix="/staff")

CHOSEN = "municipality-"
Looker = Annotated[Account, May(Action.SEE_WORKLIST)]
Stopper = Annotated[Account, May(Action.STOP_AREA)]


@router.get("/stops")
def list_stops(request: Request, account: Looker, unit: Reading, atlases: AtlasesOf) -> Response:
    """Show all requests to stop, whom each holds, and the form for one."""
    return _page(request, unit, atlases, account, Form({}))


@router.post("/stops")
def ask(request: Request, sent: SentForm, account: Stopper, unit: Writing, atlases: AtlasesOf, now: Now) -> Response:
    """Ask that nobody flies in an area."""
    form = sent.form
    codes = [name.removeprefix(CHOSEN) for name in form.values if name.startswith(CHOSEN)]
    area = form.checked("area", lambda: area_written(form.values.get("area", "")))
    if not form.errors:
        reason = form.values.get("reason", "")
        attempt(unit, form, lambda: stop_all_and_tell(unit, atlases, account, area, codes, reason, now=now), "area")
    if form.errors:
        return _page(request, unit, atlases, account, form, status=422)
    return RedirectResponse("/staff/stops", 303)


@router.post("/stops/{stop_id}/release")
def end(
    request: Request, stop_id: str, sent: SentForm, account: Stopper, unit: Writing, atlases: AtlasesOf, now: Now
) -> Response:
    """End a request, for one trial or for all."""
    form = sent.form
    trial_id, reason = form.values.get("trial") or None, form.values.get("release_reason", "")
    attempt(
        unit,
        form,
        lambda: release_and_tell(unit, atlases, account, stop_id, trial_id, reason, now=now),
        "release_reason",
    )
    if "reason" in form.errors:
        form.errors["release_reason"] = form.errors.pop("reason")
    if form.errors:
        return _page(request, unit, atlases, account, form, status=422)
    return RedirectResponse("/staff/stops", 303)


@router.get("/trials/{trial_id}/incidents")
def list_incidents(request: Request, trial_id: str, account: Looker, unit: Reading) -> Response:
    """Show first reports of a trial's incidents, and what everyone is told."""
    return _incidents(request, unit, account, trial_id, Form({}))


@router.post("/trials/{trial_id}/incidents/{number}/notice")
def tell_everyone(
    request: Request,
    trial_id: str,
    number: Number,
    sent: SentForm,
    account: Annotated[Account, May(Action.PUBLISH_INCIDENT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Record what everyone is told of an incident, and whether it is shown."""
    form = sent.form
    text, published = form.values.get("text", ""), bool(form.values.get("published"))
    attempt(
        unit,
        form,
        lambda: tell_everyone_at_once(unit, atlases, account, trial_id, number, text, published=published, now=now),
        "text",
    )
    if form.errors:
        return _incidents(request, unit, account, trial_id, form, status=422)
    return RedirectResponse(f"/staff/trials/{trial_id}/incidents", 303)


def _page(
    request: Request, unit: UnitOfWork, atlases: Atlases, account: Account, form: Form, status: int = 200
) -> Response:
    values = {
        "stops": stops_seen(unit, account, atlases),
        "places": {code: name for code, (name, _) in municipalities(unit, atlases).items()},
        "REQUEST": REQUEST,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/stops.html", values, status=status)


def _incidents(
    request: Request, unit: UnitOfWork, account: Account, trial_id: str, form: Form, status: int = 200
) -> Response:
    values = {**incident_values(request, unit, account, trial_id), "values": form.values, "errors": form.errors}
    return page(request, "staff/incidents.html", values, status=status)

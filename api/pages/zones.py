"""Zones that staff draw with their times: the list, the form, the end of one."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.features import ZoneKind, ZoneType
from airspace.trial import JST
from api.deps import May, Now, Reading, Writing
from api.pages import once
from api.pages.corners import area_written
from api.pages.forms import MISSING, Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.zones import KIND_NAMES, TYPE_NAMES, Wanted, draw_zone, drawn_zones, end_zone
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter(prefix="/staff/zones")


@router.get("")
def zones(
    request: Request, account: Annotated[Account, May(Action.READ_DATASETS)], unit: Reading, now: Now
) -> Response:
    """Show the zones that staff drew, and the form for one."""
    return _page(request, unit, account, Form({}), now)


@router.post("")
def draw(
    request: Request,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_DATASETS)],
    unit: Writing,
    now: Now,
) -> Response:
    """Add a zone."""
    form = sent.form
    before = once.led_to(unit, form)
    if before:
        return before
    wanted = _wanted(form)
    if wanted is not None:
        try:
            draw_zone(unit, account, wanted, request.app.state.prefecture, now=now)
            return once.lead_to(unit, form, "/staff/zones", now=now)
        except ValueRefused as refusal:
            unit.undo()
            form.errors[refusal.where] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    return _page(request, unit, account, form, now, status=422)


@router.post("/{edition_id}/end")
def end(
    edition_id: str, _sent: SentForm, account: Annotated[Account, May(Action.KEEP_DATASETS)], unit: Writing, now: Now
) -> Response:
    """Let today be a zone's last day."""
    end_zone(unit, account, edition_id, now=now)
    return RedirectResponse("/staff/zones", 303)


def _wanted(form: Form) -> Wanted | None:
    """Return the zone that a form describes, None where it has errors."""
    kind = form.choice("zone_kind", ZoneKind)
    type_ = form.choice("zone_type", ZoneType)
    for name, chosen in (("zone_kind", kind), ("zone_type", type_)):
        if chosen is None and name not in form.errors:
            form.errors[name] = MISSING
    start, end = _moment(form, "zone_start"), _moment(form, "zone_end")
    upper_m = form.number("upper_agl_m")
    area = form.checked("area", lambda: area_written(form.values.get("area", "")))
    for name in ("zone_name", "reason"):
        form.text(name, most=2_000, required=True)
    if form.errors or kind is None or type_ is None:
        return None
    return Wanted(
        name=form.values.get("zone_name", ""),
        reason=form.values.get("reason", ""),
        area=area,
        type=type_,
        kind=kind,
        start=start,
        end=end,
        upper_agl_m=upper_m,
        legal_basis=form.values.get("legal_basis", ""),
    )


def _moment(form: Form, name: str) -> datetime | None:
    day, clock = form.day(f"{name}_day", required=False), form.time_of_day(f"{name}_time")
    if clock is not None and day is None and f"{name}_day" not in form.errors:
        form.errors[f"{name}_day"] = MISSING
    if day is None:
        return None
    if clock is None and name == "zone_end":
        day += timedelta(days=1)  # the last day belongs to the zone
    return datetime.combine(day, clock or datetime.min.time(), JST)


def _page(
    request: Request, unit: UnitOfWork, account: Account, form: Form, now: datetime, *, status: int = 200
) -> Response:
    today = now.astimezone(JST).date()
    drawn = drawn_zones(unit)
    shown = {
        "standing": [one for one in drawn if not one.is_over(today)],
        "over": [one for one in drawn if one.is_over(today)],
        "types": options(request, TYPE_NAMES),
        "kinds": options(request, KIND_NAMES),
        "TYPE_NAMES": TYPE_NAMES,
        "may_keep": may(account, Action.KEEP_DATASETS),
        "today": today,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/zones.html", shown, status=status)

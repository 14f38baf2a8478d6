"""Residents ask to be told of flights near a place, confirm it from their mailbox, and end it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from airspace.flight_day.stop import REQUEST
from airspace.trial import JST
from api.deps import AddressKey, AtlasesOf, InForce, MailGoes, MaybeAccount, Now, RatesOf, Reading, Writing
from api.exchange.day_feeds import atom, calendar
from api.pages.consultation import PRIVATE
from api.pages.feeds import ATOM, CALENDAR, answer_feed
from api.pages.forms import Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.services import alerts
from api.services.near import place_of
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused

router = APIRouter()

PlaceCode = Annotated[str, Query(max_length=20)]


@router.get("/alerts")
def ask_form(
    request: Request, unit: Reading, atlases: AtlasesOf, goes: MailGoes, _account: MaybeAccount, place: PlaceCode = ""
) -> Response:
    """Show the form to be told of flights near a place."""
    return _ask_page(request, unit, atlases, Form({"place": place}), mail_goes=goes)


@router.post("/alerts")
def ask(
    request: Request,
    sent: SentForm,
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
    goes: MailGoes,
    rates: RatesOf,
    key: AddressKey,
    _account: MaybeAccount,
) -> Response:
    """Send the mail by which it is confirmed, and say the same whatever was known of the address."""
    form = sent.form
    rates.count("voice", key)
    try:
        alerts.ask(unit, atlases, form.values.get("place", ""), form.values.get("email", ""), mail_goes=goes, now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors["email"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
        return _ask_page(request, unit, atlases, form, mail_goes=goes, status=422)
    return RedirectResponse("/alerts/asked", 303)


@router.get("/alerts/asked")
def asked(request: Request, _account: MaybeAccount) -> Response:
    """Say that a mail is on its way, to whoever asked."""
    return page(request, "public/alert_asked.html")


@router.get("/alerts/{token}")
def follow(
    request: Request, token: str, unit: Reading, atlases: AtlasesOf, now: Now, _account: MaybeAccount
) -> Response:
    """Show an alert, what flies near its place, and how to end it. Nothing changes."""
    alert = alerts.followed(unit, token, now=now)
    place, trials = alerts.near_place(unit, atlases, alert.place, now=now)
    coming = [public for public in trials if public.last_end >= now and not public.has_ended]
    shown = {
        "alert": alert,
        "token": token,
        "place": place,
        "coming": coming,
        "gone": alerts.gone_from(unit, place, trials, now=now),
        "stops": alerts.stops_near(unit, atlases, place),
        "REQUEST": REQUEST,
        "today": now.astimezone(JST).date(),
    }
    return page(request, "public/alert.html", shown, headers=PRIVATE)


@router.post("/alerts/{token}/confirm")
def confirm(token: str, _sent: SentForm, unit: Writing, now: Now, _account: MaybeAccount) -> Response:
    """Let it begin."""
    alerts.confirm(unit, token, now=now)
    return RedirectResponse(f"/alerts/{token}", 303, headers=PRIVATE)


@router.post("/alerts/{token}/end")
def end(request: Request, token: str, _sent: SentForm, unit: Writing, now: Now, _account: MaybeAccount) -> Response:
    """End it, and delete the address."""
    alerts.end(unit, token, now=now)
    return page(request, "public/alert_ended.html", headers=PRIVATE)


@router.get("/public/near/{place}/feed.atom")
def feed(request: Request, place: str, unit: Reading, atlases: AtlasesOf, settings: InForce, now: Now) -> Response:
    """Return the feed of what flies near a place; nothing is kept of who reads it."""
    _, trials = alerts.near_place(unit, atlases, place, now=now)
    path = f"/public/near/{place}/feed.atom"
    return answer_feed(request, atom(trials, settings.public_address, path), ATOM, trials)


@router.get("/public/near/{place}/days.ics")
def days(request: Request, place: str, unit: Reading, atlases: AtlasesOf, settings: InForce, now: Now) -> Response:
    """Return the calendar of what flies near a place."""
    _, trials = alerts.near_place(unit, atlases, place, now=now)
    return answer_feed(request, calendar(trials, settings.public_address), CALENDAR, trials)


def _ask_page(
    request: Request, unit: UnitOfWork, atlases: Atlases, form: Form, *, mail_goes: bool, status: int = 200
) -> Response:
    code = form.values.get("place", "")
    shown = {
        "place": place_of(unit, atlases, code) if code else None,
        "code": code,
        "mail_goes": mail_goes,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "public/alert_ask.html", shown, status=status)

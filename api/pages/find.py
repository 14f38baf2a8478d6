"""Residents look up what flies near them: by municipality, by a square of the standard grid, by a position."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from airspace.trial import JST
from api.deps import AtlasesOf, MaybeAccount, Now, Reading
from api.pages.forms import Form
from api.pages.render import page
from api.pages.uploads import SentForm
from api.services.flight_day.stops import municipalities, standing_stops
from api.services.near import Place, flown_near, mesh_meant, mesh_place, municipality_place
from api.services.publish import public_trials
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter()


@router.get("/trials")
def find_trials(
    request: Request,
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
    _account: MaybeAccount,
    municipality: Annotated[str, Query(max_length=20)] = "",
    mesh: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """List public trials, of one place or of all: those to come first, then those that are over."""
    form, place = Form({"municipality": municipality, "place": mesh}), None
    try:
        if municipality:
            place = municipality_place(unit, atlases, municipality)
        elif mesh:
            place = mesh_place(mesh)
    except ValueRefused as refusal:
        form.errors["place"] = form.refused(refusal)
    return _page(request, unit, atlases, now, form, place)


@router.post("/trials")
def find_near(
    request: Request, sent: SentForm, unit: Reading, atlases: AtlasesOf, now: Now, _account: MaybeAccount
) -> Response:
    """Go to the list of a municipality, or of the square that holds a position; the position is in no address."""
    form = sent.form
    municipality, written = form.values.get("municipality", ""), form.values.get("place", "")
    try:
        if written:
            return RedirectResponse(f"/trials?{urlencode({'mesh': mesh_meant(written)})}", 303)
    except ValueRefused as refusal:
        form.errors["place"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
        return _page(request, unit, atlases, now, form, None)
    return RedirectResponse(f"/trials?{urlencode({'municipality': municipality})}" if municipality else "/trials", 303)


def names_of(places: Mapping[str, tuple[Text, Any]]) -> dict[str, Text]:
    """Return the names of municipalities by code."""
    return {code: name for code, (name, _) in places.items()}


def _page(request: Request, unit: UnitOfWork, atlases: Atlases, now: Now, form: Form, place: Place | None) -> Response:
    found = [] if form.errors else public_trials(unit, now=now)
    if place is not None:
        found = flown_near(found, place)
    coming = [public for public in found if public.last_end >= now and not public.has_ended]
    shown = {
        "place": place,
        "place_code": form.values.get("municipality") or form.values.get("place", ""),
        "places": names_of(municipalities(unit, atlases)),
        "coming": coming,
        "past": [public for public in found if public not in coming][::-1],
        "today": now.astimezone(JST).date(),
        "stops": standing_stops(unit, atlases),
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "public/trials.html", shown, status=422 if form.errors else 200)

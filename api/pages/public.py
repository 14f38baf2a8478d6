"""Pages for everyone: the first page, the check without an account, public trials and their maps."""

import json
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from airspace.trial import JST, Operation
from api.deps import (
    AddressKey,
    AtlasesOf,
    InForce,
    MaybeAccount,
    Now,
    Number,
    Place,
    RatesOf,
    Reading,
)
from api.flights import refuse_too_many_points
from api.pages.find import names_of
from api.pages.forms import as_values, read_operation, read_path
from api.pages.maps import map_document, map_language, sample_mark
from api.pages.publish_words import told_languages
from api.pages.render import language_of, page
from api.pages.uploads import Sent, SentForm
from api.schemas.operation import OperationData
from api.security import csrf
from api.services.assign import answering_office
from api.services.consultation.redact import published_opinions
from api.services.flight_day.stops import municipalities, standing_stops
from api.services.near import days_to_come
from api.services.override import Views
from api.services.phases import phases_of
from api.services.publish import PublicTrial, public_trial, public_trials
from api.services.redact import public_files
from api.services.scenes import public_scene
from api.services.screen import screen_operation
from api.services.voices import public_answers
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text
from maps.handout import HANDOUT_NAMES
from maps.offline import map_headers
from maps.trial_map import scene_map

router = APIRouter()

WEEK = 7
"""Days that the first page looks ahead, today included."""


@router.get("/")
def first_page(request: Request, unit: Reading, atlases: AtlasesOf, now: Now, _account: MaybeAccount) -> Response:
    """Show what the service is, where to look, and what flies this week."""
    today, trials = now.astimezone(JST).date(), public_trials(unit, now=now)
    shown = {
        "week": days_to_come(trials, today, WEEK),
        "coming": [public for public in trials if public.last_end >= now and not public.has_ended][:6],
        "noticed": [public for public in trials if public.shown.notices and not public.has_ended],
        "today": today,
        "places": names_of(municipalities(unit, atlases)),
        "stops": standing_stops(unit, atlases),
        "values": {},
        "errors": {},
    }
    return page(request, "public/home.html", shown)


@router.get("/trials/{trial_id}")
def look_at_trial(request: Request, trial_id: str, unit: Reading, now: Now, _account: MaybeAccount) -> Response:
    """Show one public trial, in words and on its map."""
    public = public_trial(unit, trial_id, now=now)
    return page(request, "public/trial.html", trial_values(unit, public, now))


def trial_values(unit: UnitOfWork, public: PublicTrial, now: datetime) -> dict[str, object]:
    """Return what the page of a public trial shows."""
    trial_id, screenings = public.trial.id, public.screenings
    return {
        "public": public,
        "desk": answering_office(unit, trial_id),
        "screenings": screenings,
        "views": Views(screenings, public.overrides),
        "opinions": published_opinions(unit, trial_id, public.revision.number),
        "answers": public_answers(unit, trial_id),
        "phases": phases_of(unit, public),
        "today": now.astimezone(JST).date(),
        "files": public_files(unit, trial_id),
        "languages": told_languages(public.publication.view),
        "PAPERS": HANDOUT_NAMES,
        "map_path": f"/trials/{trial_id}/map",
        "map_query": "",
        "preview": False,
    }


@router.get("/trials/{trial_id}/map/{number}")
def trial_map_document(request: Request, trial_id: str, number: Number, unit: Reading, now: Now) -> HTMLResponse:
    """Return the map of one flight of a public trial, a document of its own."""
    return public_map(request, unit, public_trial(unit, trial_id, now=now), number)


def public_map(request: Request, unit: UnitOfWork, public: PublicTrial, number: int) -> HTMLResponse:
    """Return the map of one flight of a public trial, counted from 1, as residents see it."""
    language = map_language(request)
    scene = public_scene(unit, request.app.state.atlases, public, number, language, sample=sample_mark(request))
    html = scene_map(scene, language)
    return HTMLResponse(html, headers=map_headers(html))


@router.get("/check")
def check_form(request: Request, _account: MaybeAccount) -> Response:
    """Show the form of the check without an account."""
    return page(request, "public/check.html", {"values": {"half_width_m": "30"}, "errors": {}, "screening": None})


@router.post("/check")
def check(
    request: Request,
    sent: SentForm,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _place: Place,
    _account: MaybeAccount,
) -> Response:
    """Screen what the form describes and show the result; nothing is kept."""
    form = sent.form
    with rates.computing(key):
        path = read_path(form, sent.upload)
        if path is not None:
            form.checked("table", lambda: refuse_too_many_points(path, settings.max_public_points))
        operation = read_operation(form, path)
        screening = (
            form.checked("table", lambda: screen_operation(unit, atlases, operation, now=now)) if operation else None
        )
        values = form.values if operation is None else {**form.values, **as_values(operation)}
        flight = OperationData.of(operation).model_dump_json() if operation else ""
        return page(
            request,
            "public/check.html",
            {
                "values": values,
                "errors": form.errors,
                "screening": screening,
                "flight": flight,
                "check": json.dumps({name: value for name, value in values.items() if value and name != csrf.FIELD}),
            },
            status=422 if form.errors else 200,
        )


@router.post("/check/map")
def check_map(
    request: Request,
    sent: SentForm,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _place: Place,
) -> HTMLResponse:
    """Return the map of a check, a document of its own."""
    with rates.computing(key):
        operation = _flight_sent(sent)
        refuse_too_many_points(operation.path, settings.max_public_points)
        screening = screen_operation(unit, atlases, operation, now=now)
        english = language_of(request) == "en"
        return map_document(
            request,
            unit,
            screening,
            title=operation.path.name or ("Check of a route" if english else "飛行経路の事前確認"),
            subtitle="",
            revision_note="Not submitted" if english else "提出前の確認",
        )


def _flight_sent(sent: Sent) -> Operation:
    """Return the flight that a page of the check has put into its form; raises `ValueRefused` for anything else."""
    try:
        return OperationData.model_validate_json(sent.as_written.get("flight", "")).value()
    except ValidationError as error:
        raise ValueRefused(
            Text("地図にする経路が送られていません。", "No route to be drawn was sent."),
            Text("「飛べるか確かめる」から、もう一度確かめてください。", "Check the route once more."),
            where="flight",
        ) from error

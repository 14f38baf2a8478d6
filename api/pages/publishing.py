"""Staff choose how much residents see of a confirmed route, look at it as they will, and publish it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.public_view import PublicView, view_given
from airspace.trial import JST
from airspace.voice import personal_marks
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.pages.forms import Form
from api.pages.public import public_map, trial_values
from api.pages.publish_words import drafted, sent_words, shown_words, with_rows_together, word_values
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.plain_draft import plain_draft
from api.services.publish import preview, publish
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/staff/trials/{trial_id}/publish")

SHOWN_TEXTS = {
    "title": Text("題名", "Title"),
    "purpose": Text("目的", "Purpose"),
    "summary": Text("住民の方への説明", "Explanation for residents"),
    "aircraft": Text("機体", "Aircraft"),
    "noise": Text("音", "Sound"),
    "camera": Text("カメラ", "Camera"),
    "fall_response": Text("落ちたときの対応", "What is done if it falls"),
}
"""The operator's texts that residents read as they are written."""

Wide = Annotated[float | None, Query()]


@router.get("")
def publish_form(
    request: Request,
    trial_id: str,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show what will be public and what can be chosen about it; what was never published begins with the draft."""
    held = unit.trials.publication(trial_id)
    if held:
        return _page(request, unit, atlases, account, trial_id, Form(_values(held.view)), now)
    return _page(request, unit, atlases, account, trial_id, Form({}), now, redraft=True)


@router.post("/check")
def check_words(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show the form again with what is hard to read in it, or with the draft made anew. Nothing changes."""
    form = with_rows_together(sent.form)
    redraft = form.values.get("redraft") == "yes"
    if not redraft:
        _view(form, now)
    status = 422 if form.errors else 200
    return _page(request, unit, atlases, account, trial_id, form, now, status=status, redraft=redraft)


@router.post("/preview")
def preview_page(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Reading,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show the page as residents will see it. Nothing changes."""
    form = with_rows_together(sent.form)
    view = _view(form, now)
    if view is None:
        return _page(request, unit, atlases, account, trial_id, form, now, status=422)
    public = preview(unit, account, trial_id, view, now=now)
    query = f"widened_m={view.widened_m or ''}&days_only={view.days_only}&ends_hidden={view.ends_hidden}&"
    values = trial_values(unit, public, now) | {
        "map_path": f"/staff/trials/{trial_id}/publish/map",
        "map_query": query.replace("widened_m=&", ""),
        "preview": True,
    }
    return page(request, "public/trial.html", values)


@router.get("/map/{number}")
def preview_map(
    request: Request,
    trial_id: str,
    number: Number,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Reading,
    now: Now,
    widened_m: Wide = None,
    days_only: bool = False,
    ends_hidden: bool = False,
) -> HTMLResponse:
    """Return the map of one flight as residents will see it."""
    view = PublicView(widened_m, days_only, ends_hidden)
    return public_map(request, unit, preview(unit, account, trial_id, view, now=now), number)


@router.post("")
def publish_case(
    request: Request,
    trial_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.PUBLISH)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> Response:
    """Show the confirmed revision to residents."""
    form = with_rows_together(sent.form)
    view = _view(form, now)
    if view is None:
        return _page(request, unit, atlases, account, trial_id, form, now, status=422)
    publish(unit, account, trial_id, view, now=now)
    return RedirectResponse(f"/staff/trials/{trial_id}", 303)


def _view(form: Form, now: datetime) -> PublicView | None:
    """Return the view that a form chooses, None where it has errors."""
    widened_m = form.number("widened_m")
    day, clock = form.day("released_day", required=False), form.time_of_day("released_time")
    if clock is not None and day is None and "released_day" not in form.errors:
        form.errors["released_day"] = Text("公表する日も入れてください。", "Give the day too.")
    if form.errors:
        return None
    released_at = datetime.combine(day, clock or datetime.min.time(), JST) if day else None
    words = sent_words(form)
    view = PublicView(
        widened_m=widened_m,
        days_only=_ticked(form, "days_only"),
        ends_hidden=_ticked(form, "ends_hidden"),
        released_at=released_at,
        plain_ja=words.plain_ja,
        plain_en=words.plain_en,
        easy_ja=words.easy_ja,
        other=words.other,
    )
    try:
        return view_given(view, now)
    except ValueRefused as refusal:
        where = "released_day" if refusal.where == "released_at" else refusal.where
        form.errors[where] = form.refused(ValueRefused(refusal.what, refusal.remedy))
        return None


def _ticked(form: Form, name: str) -> bool:
    return form.values.get(name) == "yes"


def _values(view: PublicView) -> dict[str, str]:
    released = view.released_at.astimezone(JST) if view.released_at else None
    return {
        "widened_m": "" if view.widened_m is None else f"{view.widened_m:g}",
        "days_only": "yes" if view.days_only else "",
        "ends_hidden": "yes" if view.ends_hidden else "",
        "released_day": f"{released:%Y-%m-%d}" if released else "",
        "released_time": f"{released:%H:%M}" if released else "",
    } | word_values(view.words)


def _page(
    request: Request,
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    form: Form,
    now: datetime,
    *,
    status: int = 200,
    redraft: bool = False,
) -> Response:
    public = preview(unit, account, trial_id, PublicView(), now=now)
    # What is not to be public may not come in by the draft; how wide it is drawn changes nothing of where it flies.
    told = PublicView(days_only=_ticked(form, "days_only"), ends_hidden=_ticked(form, "ends_hidden"))
    draft = plain_draft(unit, atlases, preview(unit, account, trial_id, told, now=now))
    form = drafted(form, draft) if redraft else form
    marked = {name: marks for name in SHOWN_TEXTS if (marks := personal_marks(getattr(public.content, name)))}
    shown = {
        "public": public,
        "held": unit.trials.publication(trial_id),
        "marked": marked,
        "SHOWN_TEXTS": SHOWN_TEXTS,
        "now": now,
        "values": form.values,
        "errors": form.errors,
    } | shown_words(form, draft)
    return page(request, "staff/publish.html", shown, status=status)

"""Residents ask or report without an account, and read what was answered; staff answer and type in what came else."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.voice import (
    CHANNEL_NAMES,
    MOST_OF_A_VOICE,
    NEEDS_WORDS,
    VOICE_ACT_NAMES,
    VOICE_KIND_NAMES,
    Channel,
    VoiceAct,
    VoiceKind,
    acts_open,
)
from api.deps import AddressKey, May, MaybeAccount, Now, RatesOf, Reading, Writing
from api.pages import once
from api.pages.consultation import PRIVATE
from api.pages.forms import MISSING, NOT_A_CHOICE, Form
from api.pages.render import options, page
from api.pages.uploads import SentForm
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services import voices
from api.services.publish import public_trial, public_trials
from api.services.voices import Heard
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter()


VOICE_FIELD_NAMES = {
    **{f"{act.value}-asked": Text("みなさんに見せる質問の文", "The question as others read it") for act in VoiceAct},
    **{f"{act.value}-answer": Text("回答・記録", "Answer or note") for act in VoiceAct},
}
"""What the fields of staff's acts are called where their errors are listed."""


@router.get("/voices")
def public_list(request: Request, unit: Reading, now: Now, _account: MaybeAccount) -> Response:
    """Show what was answered publicly, with the form to ask or report something of no trial in particular."""
    return _ask_page(request, unit, None, Form({}), now)


@router.get("/trials/{trial_id}/ask")
def ask_about(request: Request, trial_id: str, unit: Reading, now: Now, _account: MaybeAccount) -> Response:
    """Show the form to ask or report something about a trial."""
    return _ask_page(request, unit, trial_id, Form({}), now)


@router.post("/voices")
def ask(
    request: Request, sent: SentForm, unit: Writing, now: Now, rates: RatesOf, key: AddressKey, _account: MaybeAccount
) -> Response:
    """Take what a resident sent, and go to the page that follows it."""
    form = sent.form
    before = once.led_to(unit, form)
    if before:
        return before
    trial_id = form.values.get("trial") or None
    kind = _chosen(form, "kind", VoiceKind)
    written = {name: sent.as_written.get(name, "") for name in ("text", "contact")}
    if not written["text"].strip():
        form.errors["text"] = MISSING
    if not form.errors and kind:
        rates.count("voice", key)
        try:
            _, token = voices.hear(unit, Heard(kind, written["text"], written["contact"], trial_id), now=now)
            return once.lead_to(unit, form, f"/voices/{token}", now=now)
        except ValueRefused as refusal:
            unit.undo()
            form.errors[refusal.where] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    form.values |= written
    return _ask_page(request, unit, trial_id, form, now, status=422)


@router.get("/voices/{token}")
def follow(request: Request, token: str, unit: Reading, _account: MaybeAccount) -> Response:
    """Show a resident what was sent, where it stands, and what was answered."""
    seen = voices.follow(unit, token)
    shown = {"seen": seen, "KINDS": VOICE_KIND_NAMES}
    return page(request, "public/voice.html", shown, headers=PRIVATE)


@router.get("/staff/voices")
def inbox(request: Request, account: Annotated[Account, May(Action.READ_VOICES)], unit: Reading) -> Response:
    """List all voices, those that wait first."""
    seen = voices.inbox(unit, account)
    titles = {one.voice.trial_id: trial.title for one in seen if (trial := unit.trials.get(one.voice.trial_id or ""))}
    shown = {"seen": seen, "titles": titles, **_names()}
    return page(request, "staff/voices.html", shown)


@router.get("/staff/voices/new")
def type_in_form(
    request: Request, _account: Annotated[Account, May(Action.KEEP_VOICES)], unit: Reading, now: Now
) -> Response:
    """Show the form for what came by telephone, by post, at the counter or at a meeting."""
    return _type_in_page(request, unit, Form({"received_on": f"{now:%Y-%m-%d}"}))


@router.post("/staff/voices/new")
def type_in(
    request: Request, sent: SentForm, account: Annotated[Account, May(Action.KEEP_VOICES)], unit: Writing, now: Now
) -> Response:
    """Take what staff typed in."""
    form = sent.form
    before = once.led_to(unit, form)
    if before:
        return before
    kind, channel = _chosen(form, "kind", VoiceKind), _chosen(form, "channel", Channel)
    received_on = form.day("received_on", required=False)
    written = {name: sent.as_written.get(name, "") for name in ("text", "contact")}
    if not form.errors and kind and channel:
        heard = Heard(kind, written["text"], written["contact"], form.values.get("trial") or None, channel, received_on)
        try:
            voice = voices.type_in(unit, account, heard, now=now)
            return once.lead_to(unit, form, f"/staff/voices/{voice.id}", now=now)
        except ValueRefused as refusal:
            unit.undo()
            form.errors[refusal.where] = form.refused(ValueRefused(refusal.what, refusal.remedy))
    form.values |= written
    return _type_in_page(request, unit, form, status=422)


@router.get("/staff/voices/{voice_id}")
def look(
    request: Request, voice_id: str, account: Annotated[Account, May(Action.READ_VOICES)], unit: Reading
) -> Response:
    """Show one voice as it came, what was done, and what can be done."""
    return _voice_page(request, unit, account, voice_id, Form({}))


@router.post("/staff/voices/{voice_id}")
def do(
    request: Request,
    voice_id: str,
    sent: SentForm,
    account: Annotated[Account, May(Action.KEEP_VOICES)],
    unit: Writing,
    now: Now,
) -> Response:
    """Answer, pass on, note, close."""
    form = sent.form
    what = form.choice("act", VoiceAct)
    if what is None:
        raise NotFound
    written = {name: sent.as_written.get(name, "") for name in ("asked", "answer")}
    try:
        voices.act(unit, account, voice_id, what, **written, now=now)
    except ValueRefused as refusal:
        unit.undo()
        form.errors[f"{what.value}-{refusal.where}"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
        form.values |= written
        return _voice_page(request, unit, account, voice_id, form, status=422)
    return RedirectResponse(f"/staff/voices/{voice_id}", 303)


def _chosen(form: Form, name: str, kind: Any) -> Any:
    """Return one of the choices, which is owed."""
    chosen = form.choice(name, kind)
    if chosen is None and name not in form.errors:
        form.errors[name] = NOT_A_CHOICE
    return chosen


def _names() -> Mapping[str, object]:
    return {"KINDS": VOICE_KIND_NAMES, "CHANNELS": CHANNEL_NAMES, "ACTS": VOICE_ACT_NAMES}


def _ask_page(
    request: Request, unit: UnitOfWork, trial_id: str | None, form: Form, now: Now, *, status: int = 200
) -> Response:
    trials = public_trials(unit, now=now)
    shown = {
        "public": public_trial(unit, trial_id, now=now) if trial_id else None,
        "trials": [] if trial_id else [one for one in trials if one.last_end >= now],
        "answers": voices.public_answers(unit, trial_id),
        "titles": {one.trial.id: one.content.title for one in trials},
        "kinds": options(request, VOICE_KIND_NAMES),
        "KINDS": VOICE_KIND_NAMES,
        "most": MOST_OF_A_VOICE,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "public/voices.html", shown, status=status)


def _type_in_page(request: Request, unit: UnitOfWork, form: Form, *, status: int = 200) -> Response:
    channels = {channel: name for channel, name in CHANNEL_NAMES.items() if channel is not Channel.ONLINE}
    shown = {
        "kinds": options(request, VOICE_KIND_NAMES),
        "channels": options(request, channels),
        "trials": [one for one in unit.trials.list() if unit.trials.revision(one.id)],
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "staff/voice_new.html", shown, status=status)


def _voice_page(
    request: Request, unit: UnitOfWork, account: Account, voice_id: str, form: Form, *, status: int = 200
) -> Response:
    seen = voices.seen_voice(unit, account, voice_id)
    voice = seen.voice
    acts = (
        acts_open(seen.standing, about_a_trial=voice.trial_id is not None) if may(account, Action.KEEP_VOICES) else ()
    )
    names = {one.id: one.name for one in unit.accounts.list(organisation_id=account.organisation_id)}
    shown = {
        "seen": seen,
        "trial": unit.trials.get(voice.trial_id) if voice.trial_id else None,
        "contact": unit.voices.contact(voice_id),
        "acts": acts,
        "NEEDS_WORDS": NEEDS_WORDS,
        "names": names,
        "taken_by": names.get(voice.taken_by or ""),
        "values": form.values,
        "errors": form.errors,
        "VOICE_FIELD_NAMES": VOICE_FIELD_NAMES,
        **_names(),
    }
    return page(request, "staff/voice.html", shown, status=status)

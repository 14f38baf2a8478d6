"""県民の声: residents ask or report without an account; staff answer, and everyone reads what staff publish."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from airspace.intake import fiscal_year
from airspace.letter_text import refuse_no_words
from airspace.role import STAFF
from airspace.trial import JST
from airspace.voice import (
    MOST_OF_A_CONTACT,
    MOST_OF_A_VOICE,
    NEEDS_WORDS,
    VOICE_ACT_NAMES,
    Channel,
    Voice,
    VoiceAct,
    VoiceKind,
    VoiceStanding,
    VoiceStep,
    acts_open,
    refuse_personal,
    standing_of,
)
from airspace.workflow import StepRefused
from api.notify.notice import Notice, NoticeKind, Recipient
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.ids import new_id
from api.services.publish import public_trial
from api.services.tell import tell
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

RESIDENT = "resident"
"""Who acts in the audit log where nobody signed in."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came: what it is about, in the resident's own words, how it came, how to answer (empty for not)."""

    kind: VoiceKind
    text: str
    contact: str = ""
    trial_id: str | None = None
    channel: Channel = Channel.ONLINE
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class VoiceSeen:
    """A voice with what was done about it."""

    voice: Voice
    steps: tuple[VoiceStep, ...]

    @property
    def standing(self) -> VoiceStanding:
        """Where it stands."""
        return standing_of(self.steps)


def hear(unit: UnitOfWork, heard: Heard, *, now: datetime) -> tuple[Voice, str]:
    """Take what a resident sent; return the voice and the token of the link that follows it.

    Raises
    ------
    ValueRefused
        If nothing readable was written, or too much.
    NotFound
        If the trial that it names is not public.
    """
    if heard.trial_id is not None:
        public_trial(unit, heard.trial_id, now=now)
    return _take(unit, heard, None, now)


def type_in(unit: UnitOfWork, account: Account, heard: Heard, *, now: datetime) -> Voice:
    """Take what came by telephone, by post, at the counter or at a meeting, typed in by staff.

    Raises
    ------
    ValueRefused
        As `hear`, and where the day on which it came lies ahead.
    NotFound
        If there is no such trial.
    """
    require(account, Action.KEEP_VOICES)
    if heard.trial_id is not None and unit.trials.get(heard.trial_id) is None:
        raise NotFound
    if heard.received_on and heard.received_on > now.astimezone(JST).date():
        raise ValueRefused(
            Text("受けた日が先の日になっています。", "The day on which it came lies ahead."),
            Text("きょうか、それより前の日を入れてください。", "Give today or an earlier day."),
            where="received_on",
        )
    voice, _ = _take(unit, heard, account, now)
    return voice


def _take(unit: UnitOfWork, heard: Heard, account: Account | None, now: datetime) -> tuple[Voice, str]:
    text = _words(heard.text, "text", MOST_OF_A_VOICE)
    contact = _words(heard.contact, "contact", MOST_OF_A_CONTACT) if heard.contact.strip() else ""
    today = now.astimezone(JST).date()
    year = fiscal_year(today)
    taken_by = account.id if account else None
    voice = Voice(
        new_id(),
        year,
        unit.voices.next_number(year),
        heard.trial_id,
        heard.kind,
        heard.channel,
        text,
        heard.received_on or today,
        now,
        taken_by,
    )
    token = secrets.token_urlsafe(24)
    unit.voices.add(voice, contact=contact, token_sha256=_hash(token))
    details = {"kind": voice.kind.value, "channel": voice.channel.value, "trial": voice.trial_id or ""}
    unit.audit.append(at=now, actor=taken_by or RESIDENT, action="voice_heard", subject=voice.id, details=details)
    if account is None:
        for one in unit.accounts.list():
            if one.roles & STAFF:
                tell(unit, Notice(NoticeKind.VOICE_HEARD, Recipient.account(one.id), voice.id, {}), now=now)
    return voice, token


def follow(unit: UnitOfWork, token: str) -> VoiceSeen:
    """Return the voice that a resident's link follows; raises `NotFound` for any other."""
    voice = unit.voices.by_token(_hash(token))
    if voice is None:
        raise NotFound
    return VoiceSeen(voice, unit.voices.steps(voice.id))


def inbox(unit: UnitOfWork, account: Account) -> tuple[VoiceSeen, ...]:
    """Return all voices, those that wait for an answer first, the oldest of them first."""
    require(account, Action.READ_VOICES)
    steps = unit.voices.all_steps()
    seen = [VoiceSeen(voice, steps.get(voice.id, ())) for voice in unit.voices.list()]
    waiting = [one for one in seen if one.standing.is_open][::-1]
    return (*waiting, *(one for one in seen if not one.standing.is_open))


def seen_voice(unit: UnitOfWork, account: Account, voice_id: str, action: Action = Action.READ_VOICES) -> VoiceSeen:
    """Return a voice; raises `NotFound` where there is none."""
    require(account, action)
    voice = unit.voices.get(voice_id)
    if voice is None:
        raise NotFound
    return VoiceSeen(voice, unit.voices.steps(voice_id))


def act(
    unit: UnitOfWork,
    account: Account,
    voice_id: str,
    what: VoiceAct,
    *,
    asked: str = "",
    answer: str = "",
    now: datetime,
) -> VoiceStep:
    """Do something with a voice.

    Raises
    ------
    StepRefused
        If that is not open to it now.
    ValueRefused
        If words are missing, or words for others still hold somebody's address or number.
    """
    unit.voices.lock(voice_id)
    seen = seen_voice(unit, account, voice_id, Action.KEEP_VOICES)
    if what not in acts_open(seen.standing, about_a_trial=seen.voice.trial_id is not None):
        name = VOICE_ACT_NAMES[what]
        raise StepRefused(
            Text(f"いまはできません：{name.ja}。", f"Not possible now: {name.en}."),
            Text("ページを開きなおして、いまの状態を確かめてください。", "Reload the page and look at how it stands."),
        )
    needed = NEEDS_WORDS.get(what, ())
    written = {"asked": asked, "answer": answer}
    given = {name: _words(words, name, MOST_OF_A_VOICE) if name in needed else "" for name, words in written.items()}
    if what in (VoiceAct.PUBLISH, VoiceAct.PASS_ON):
        refuse_personal(given["asked"], "asked")
    step = VoiceStep(voice_id, len(seen.steps) + 1, what, given["asked"], given["answer"], now, account.id)
    unit.voices.add_step(step)
    if what is VoiceAct.CLOSE:
        unit.voices.forget_contact(voice_id)
    unit.audit.append(
        at=now, actor=account.id, action=f"voice_{what.value}", subject=voice_id, details={"step": step.number}
    )
    return step


def public_answers(unit: UnitOfWork, trial_id: str | None = None) -> tuple[VoiceSeen, ...]:
    """Return the voices whose answer is public, the newest answer first: all, or those about one trial."""
    steps = unit.voices.all_steps()
    seen = [VoiceSeen(voice, steps.get(voice.id, ())) for voice in unit.voices.list(trial_id=trial_id)]
    found = [(one.standing.public.at, one) for one in seen if one.standing.public]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True))


def passed_on(unit: UnitOfWork, trial_id: str) -> tuple[VoiceSeen, ...]:
    """Return what staff passed on to a trial's operator, newest first."""
    found = (VoiceSeen(voice, unit.voices.steps(voice.id)) for voice in unit.voices.list(trial_id=trial_id))
    return tuple(one for one in found if one.standing.passed_on)


def _words(written: str, where: str, most: int) -> str:
    """Return words as they were written, but for one kind of line end and the space at their ends."""
    kept = written.replace("\r\n", "\n").replace("\r", "\n").strip()
    refuse_no_words(kept, where, most=most)
    return kept


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

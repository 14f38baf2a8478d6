"""The repository of residents' voices, and of forms that count once."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from airspace.voice import Channel, Voice, VoiceAct, VoiceKind, VoiceStep
from api.store.locks import lock
from api.store.tables.voices import SentOnceRow, VoiceContactRow, VoiceLinkRow, VoiceRow, VoiceStepRow

KEPT = timedelta(days=2)
"""How long it is remembered that a form was sent: far longer than a double click or a reload takes."""


class Voices:
    """Voices with their steps, contacts and links."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, fiscal_year: int) -> int:
        """Return the next number of a fiscal year, counted from 1; nobody else gets it until this unit ends."""
        lock(self._session, "voice")
        newest = select(func.max(VoiceRow.number)).where(VoiceRow.fiscal_year == fiscal_year)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, voice: Voice, *, contact: str, token_sha256: str) -> None:
        """Store a voice for good, with how to answer (empty for not) and the hash of the token that follows it."""
        self._session.add(VoiceRow(**asdict(voice) | {"kind": voice.kind.value, "channel": voice.channel.value}))
        self._session.flush()
        if contact:
            self._session.add(VoiceContactRow(voice_id=voice.id, contact=contact))
        self._session.add(VoiceLinkRow(voice_id=voice.id, token_sha256=token_sha256))
        self._session.flush()

    def get(self, voice_id: str) -> Voice | None:
        """Return a voice."""
        row = self._session.get(VoiceRow, voice_id)
        return _voice(row) if row else None

    def by_token(self, token_sha256: str) -> Voice | None:
        """Return the voice that a token follows."""
        query = select(VoiceRow).join(VoiceLinkRow).where(VoiceLinkRow.token_sha256 == token_sha256)
        row = self._session.scalar(query)
        return _voice(row) if row else None

    def list(self, *, trial_id: str | None = None) -> tuple[Voice, ...]:
        """Return voices, newest first: all of them, or those about one trial."""
        query = select(VoiceRow).order_by(VoiceRow.fiscal_year.desc(), VoiceRow.number.desc())
        if trial_id is not None:
            query = query.where(VoiceRow.trial_id == trial_id)
        return tuple(_voice(row) for row in self._session.scalars(query))

    def lock(self, voice_id: str) -> None:
        """Let nobody else act on a voice until this unit ends."""
        lock(self._session, f"voice-{voice_id}")

    def steps(self, voice_id: str) -> tuple[VoiceStep, ...]:
        """Return what staff did with a voice, oldest first."""
        query = select(VoiceStepRow).where(VoiceStepRow.voice_id == voice_id).order_by(VoiceStepRow.number)
        return tuple(_step(row) for row in self._session.scalars(query))

    def all_steps(self) -> Mapping[str, tuple[VoiceStep, ...]]:
        """Return what staff did with each voice, oldest first."""
        found: defaultdict[str, Any] = defaultdict(tuple)
        for row in self._session.scalars(select(VoiceStepRow).order_by(VoiceStepRow.voice_id, VoiceStepRow.number)):
            found[row.voice_id] += (_step(row),)
        return found

    def add_step(self, step: VoiceStep) -> None:
        """Store an act for good."""
        self._session.add(VoiceStepRow(**asdict(step) | {"act": step.act.value}))
        self._session.flush()

    def contact(self, voice_id: str) -> str:
        """Return how a resident wants to be answered, empty where nothing is held."""
        row = self._session.get(VoiceContactRow, voice_id)
        return row.contact if row else ""

    def forget_contact(self, voice_id: str) -> None:
        """Delete how a resident can be reached."""
        self._session.execute(delete(VoiceContactRow).where(VoiceContactRow.voice_id == voice_id))


class SentOnce:
    """Forms that were sent: the same form, sent again, leads to what the first made."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def led_to(self, mark: str) -> str | None:
        """Return where a form led when it was sent before, None where it was not; nobody sends it beside this unit."""
        lock(self._session, f"once-{_hash(mark)}")
        row = self._session.get(SentOnceRow, _hash(mark))
        return row.led_to if row else None

    def keep(self, mark: str, led_to: str, *, now: datetime) -> None:
        """Remember where a form led; what is older than `KEPT` is forgotten."""
        self._session.execute(delete(SentOnceRow).where(SentOnceRow.sent_at < now - KEPT))
        self._session.add(SentOnceRow(mark_sha256=_hash(mark), led_to=led_to, sent_at=now))
        self._session.flush()


def _hash(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()


def _voice(row: VoiceRow) -> Voice:
    return Voice(
        id=row.id,
        fiscal_year=row.fiscal_year,
        number=row.number,
        trial_id=row.trial_id,
        kind=VoiceKind(row.kind),
        channel=Channel(row.channel),
        text=row.text,
        received_on=row.received_on,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
    )


def _step(row: VoiceStepRow) -> VoiceStep:
    return VoiceStep(row.voice_id, row.number, VoiceAct(row.act), row.asked, row.answer, row.at, row.by)

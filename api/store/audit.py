"""The audit log: only ever added to, each event with the hash of the one before.

An event's hash is SHA-256 over its canonical JSON (RFC 8785), the hash before it included, so that a changed, lost or
inserted event breaks the chain. The newest hash, the head, is what is anchored outside.
"""

import hashlib
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import rfc8785
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from api.store.locks import lock
from api.store.tables.audit import AuditEventRow

GENESIS = "0" * 64
"""The hash before the first event."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What happened: who (an account's id, or the name of a process), did what, to what, with which details."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: str
    previous: str
    hash: str

    @property
    def made_hash(self) -> str:
        """The hash that the event's content makes."""
        content: dict[str, str | int] = {
            "action": self.action,
            "actor": self.actor,
            "at": self.at.isoformat(timespec="microseconds"),
            "details": self.details,
            "number": self.number,
            "previous": self.previous,
            "subject": self.subject,
        }
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Misfit:
    """An event that stands in the place of `number` after the hash `previous` and does not follow, and the next."""

    number: int
    previous: str
    event: AuditEvent
    following: AuditEvent | None


class AuditLog:
    """The log, oldest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self, *, at: datetime, actor: str, action: str, subject: str, details: Mapping[str, str | int] | None = None
    ) -> AuditEvent:
        """Add an event; until this unit ends nobody else can add one.

        `details` holds no name, address, telephone or licence number of a person.
        """
        lock(self._session, "audit")
        head = self._head()
        number, previous = (head.number + 1, head.hash) if head else (1, GENESIS)
        written = rfc8785.dumps(dict(details or {})).decode()
        event = AuditEvent(number, at.astimezone(UTC), actor, action, subject, written, previous, hash="")
        event = replace(event, hash=event.made_hash)
        self._session.add(AuditEventRow(**asdict(event)))
        self._session.flush()
        return event

    def newest(self) -> AuditEvent | None:
        """Return the newest event, None while there is none."""
        row = self._head()
        return _event(row) if row else None

    @property
    def head(self) -> str:
        """The newest hash."""
        row = self._head()
        return row.hash if row else GENESIS

    def events(self, *, subject: str | None = None, actions: Collection[str] = ()) -> Iterator[AuditEvent]:
        """Yield the events, those about one subject or of some actions where given."""
        query = select(AuditEventRow).order_by(AuditEventRow.number)
        if subject is not None:
            query = query.where(AuditEventRow.subject == subject)
        if actions:
            query = query.where(AuditEventRow.action.in_(actions))
        rows = self._session.scalars(query.execution_options(yield_per=1_000))
        try:
            for row in rows:
                yield _event(row)
        finally:
            rows.close()

    def page(self, *, subject: str, action: str, before: int | None, most: int) -> tuple[AuditEvent, ...]:
        """Return events that are about a subject and of an action (empty for any), newest first, below a number."""
        query = select(AuditEventRow).order_by(AuditEventRow.number.desc()).limit(most)
        if subject:
            query = query.where(AuditEventRow.subject == subject)
        if action:
            query = query.where(AuditEventRow.action == action)
        if before is not None:
            query = query.where(AuditEventRow.number < before)
        return tuple(_event(row) for row in self._session.scalars(query))

    def actions(self) -> tuple[str, ...]:
        """Return the names of all actions in the log, in order."""
        return tuple(self._session.scalars(select(AuditEventRow.action).distinct().order_by(AuditEventRow.action)))

    def raw_events(self) -> Generator[AuditEvent]:
        """Yield the events as they stand, whatever stands there: a moment that is none comes out as the year 1."""
        columns = [column for column in AuditEventRow.__table__.columns if column.name != "at"]
        query = select(*columns, cast(AuditEventRow.at, String).label("at")).order_by(AuditEventRow.number)
        rows = self._session.execute(query.execution_options(yield_per=1_000))
        try:
            for row in rows.mappings():
                yield AuditEvent(**{**row, "at": _moment(row["at"])})
        finally:
            rows.close()

    def first_misfit(self, progress: Callable[[int], None] = lambda _: None) -> Misfit | None:
        """Return the first event that does not follow from those before it, None where the chain is whole."""
        events = self.raw_events()
        number, previous = 1, GENESIS
        while (event := next(events, None)) is not None:
            if event.number != number or event.previous != previous or event.hash != event.made_hash:
                following = next(events, None)
                events.close()
                return Misfit(number, previous, event, following)
            progress(number)
            number, previous = number + 1, event.hash
        return None

    def first_broken(self) -> int | None:
        """Return the number at which the chain breaks, None where it is whole."""
        misfit = self.first_misfit()
        return misfit.number if misfit else None

    def count(self) -> int:
        """Return how many events there are."""
        return self._session.scalar(select(func.count()).select_from(AuditEventRow)) or 0

    def hash_at(self, number: int) -> str | None:
        """Return the hash of the event of a number, None where there is none."""
        return self._session.scalar(select(AuditEventRow.hash).where(AuditEventRow.number == number))

    def number_of(self, sha256: str) -> int | None:
        """Return the number of the event that has a hash, None where none has it."""
        return self._session.scalar(select(AuditEventRow.number).where(AuditEventRow.hash == sha256))

    def _head(self) -> AuditEventRow | None:
        return self._session.scalar(select(AuditEventRow).order_by(AuditEventRow.number.desc()).limit(1))


def _event(row: AuditEventRow) -> AuditEvent:
    return AuditEvent(row.number, row.at, row.actor, row.action, row.subject, row.details, row.previous, row.hash)


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

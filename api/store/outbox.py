"""The outbox: mail is written in the transaction of what it tells of, and goes out later, at least once.

A sender takes one mail with a lease, sends it outside any transaction, and then marks it. If it dies in between, the
lease runs out and the mail is sent again, under the same Message-ID.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from sqlalchemy import Update, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.notify.addresses import is_address
from api.notify.notice import Notice, NoticeKind, Recipient, RecipientKind, parameters_from
from api.services.ids import new_id
from api.store.notices import Purpose
from api.store.tables.accounts import AccountRow, PersonRow
from api.store.tables.consultations import OfficeContactRow
from api.store.tables.flight_days import FlightContactDetailsRow
from api.store.tables.notices import MailAddressRow, OutboxRow

FORGOTTEN = "{}"
"""What is left of the parameters of a mail that is done with: a code in it opens nothing, but need not be kept."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was taken: the attempt that this is, and where it goes (None: no address is registered)."""

    id: str
    notice: Notice
    lease: str
    attempt: int
    address: str | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """A mail that did not go out yet, or was given up, and what the mail server said last."""

    id: str
    kind: NoticeKind
    recipient: Recipient
    subject: str
    created_at: datetime
    attempts: int
    due_at: datetime | None
    given_up_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Queued:
    """When a mail was put in, and when it went out (None: it did not yet)."""

    put_at: datetime
    sent_at: datetime | None


class Outbox:
    """Mail that is to go out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, notice: Notice, *, now: datetime, once: str | None = None) -> bool:
        """Put a notice in; of those with the same `once` only the first. Return whether it was put in."""
        values: dict[str, Any] = {
            "id": new_id(),
            "kind": notice.kind.value,
            "recipient_kind": notice.recipient.kind.value,
            "recipient_id": notice.recipient.id,
            "subject": notice.subject,
            "parameters": rfc8785.dumps(notice.stored()).decode(),
            "once": once,
            "created_at": now,
            "due_at": now,
            "attempts": 0,
            "error": "",
        }
        # Two that run at once must not both find it absent: the database decides, without an error.
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        put = dialect.insert(OutboxRow).values(**values).on_conflict_do_nothing(index_elements=["once"])
        return self._session.execute(put.returning(OutboxRow.id)).first() is not None

    def take(self, *, now: datetime, lease_s: float) -> Mail | None:
        """Take the mail that is due longest, None where none is. Nobody else gets it while the lease lasts."""
        due = (
            select(OutboxRow)
            .where(OutboxRow.due_at <= now)
            .order_by(OutboxRow.due_at, OutboxRow.created_at, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        row = self._session.scalar(due)
        if row is None:
            return None
        row.lease = new_id()
        row.attempts += 1
        row.due_at = now + timedelta(seconds=lease_s)
        self._session.flush()
        kind, recipient = NoticeKind(row.kind), Recipient(RecipientKind(row.recipient_kind), row.recipient_id)
        notice = Notice(kind, recipient, row.subject, parameters_from(kind, json.loads(row.parameters)))
        return Mail(row.id, notice, row.lease, row.attempts, self._address(recipient))

    def mark_sent(self, mail: Mail, *, now: datetime) -> None:
        """Record that a mail was accepted, by whoever sent it first. Somebody invited is then in no table any more."""
        if mail.notice.kind is NoticeKind.MEMBER_INVITED:
            self._session.execute(
                delete(MailAddressRow).where(
                    MailAddressRow.id == mail.notice.recipient.id, MailAddressRow.purpose == Purpose.INVITED.value
                )
            )
        self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == mail.id, OutboxRow.sent_at.is_(None))
            .values(sent_at=now, due_at=None, lease=None, given_up_at=None, error="", parameters=FORGOTTEN)
        )

    def put_off(self, mail: Mail, error: str, *, until: datetime) -> None:
        """Record why a mail was not accepted, to be tried again; nothing where another has taken it since."""
        self._session.execute(self._of_lease(mail).values(due_at=until, lease=None, error=error))

    def give_up(self, mail: Mail, error: str, *, now: datetime) -> None:
        """Record that a mail is not tried again by itself, and why."""
        self._session.execute(self._of_lease(mail).values(due_at=None, lease=None, given_up_at=now, error=error))

    def try_again(self, mail_id: str, *, now: datetime) -> bool:
        """Let a mail that was given up be tried anew; return whether there was such a one."""
        changed = self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == mail_id, OutboxRow.given_up_at.is_not(None))
            .values(due_at=now, given_up_at=None, attempts=0)
            .returning(OutboxRow.id)
        )
        return changed.first() is not None

    def stuck(self, *, most: int = 200) -> tuple[Stuck, ...]:
        """Return mail that was given up, and mail that failed and waits, newest first."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.sent_at.is_(None), OutboxRow.error != "")
            .order_by(OutboxRow.created_at.desc(), OutboxRow.id)
            .limit(most)
        )
        return tuple(_stuck(row) for row in self._session.scalars(query))

    def of_subject(self, subject: str) -> tuple[tuple[NoticeKind, datetime], ...]:
        """Return which kinds of mail were written about a trial, and when, oldest first."""
        query = select(OutboxRow.kind, OutboxRow.created_at).where(OutboxRow.subject == subject)
        rows = self._session.execute(query.order_by(OutboxRow.created_at, OutboxRow.id))
        return tuple((NoticeKind(kind), at) for kind, at in rows)

    def put_once(self, names: Iterable[str]) -> dict[str, Queued]:
        """Return the mail that was put in under names that are used once, by name; names never used are left out."""
        query = select(OutboxRow.once, OutboxRow.created_at, OutboxRow.sent_at).where(OutboxRow.once.in_(list(names)))
        return {name: Queued(put_at, sent_at) for name, put_at, sent_at in self._session.execute(query) if name}

    @staticmethod
    def _of_lease(mail: Mail) -> Update:
        return update(OutboxRow).where(OutboxRow.id == mail.id, OutboxRow.lease == mail.lease)

    def _address(self, recipient: Recipient) -> str | None:
        if recipient.kind is RecipientKind.REGISTERED:
            return self._session.scalar(select(MailAddressRow.address).where(MailAddressRow.id == recipient.id))
        if recipient.kind is RecipientKind.OFFICE:
            contact = select(OfficeContactRow.email).where(OfficeContactRow.office_id == recipient.id)
            return self._session.scalar(contact)
        if recipient.kind is RecipientKind.CONTACT:
            details = select(FlightContactDetailsRow.email).where(FlightContactDetailsRow.contact_id == recipient.id)
            return self._session.scalar(details) or None
        # A leaver is told nothing more. A login may be an address, and often is.
        here = select(AccountRow.id).where(AccountRow.id == recipient.id, AccountRow.disabled_at.is_(None)).exists()
        own = select(MailAddressRow.address).where(MailAddressRow.account_id == recipient.id, here)
        login = select(PersonRow.login).where(PersonRow.account_id == recipient.id, here)
        found = self._session.scalar(own) or self._session.scalar(login)
        return found if found and is_address(found) else None


def _stuck(row: OutboxRow) -> Stuck:
    return Stuck(
        id=row.id,
        kind=NoticeKind(row.kind),
        recipient=Recipient(RecipientKind(row.recipient_kind), row.recipient_id),
        subject=row.subject,
        created_at=row.created_at,
        attempts=row.attempts,
        due_at=row.due_at,
        given_up_at=row.given_up_at,
        error=row.error,
    )

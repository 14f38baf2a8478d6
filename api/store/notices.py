"""Notices in the pages, and the addresses that mail goes to."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import rfc8785
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.notify.notice import Notice, NoticeKind, Recipient, parameters_from
from api.services.ids import new_id
from api.store.tables.accounts import InvitationRow
from api.store.tables.notices import MailAddressRow, NoticeRow


class Purpose(StrEnum):
    """Whose an address is: a person's of an account, an auditor's, of somebody invited, of a resident with an alert.

    The last two have the id of the invitation or the alert.
    """

    PERSON = "person"
    AUDITOR = "auditor"
    INVITED = "invited"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A registered address by its random id."""

    id: str
    purpose: Purpose
    address: str = field(repr=False)
    created_at: datetime
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice as an account finds it: when it came, and when it was read."""

    id: str
    notice: Notice
    created_at: datetime
    read_at: datetime | None


class Notices:
    """What each account was told."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, notice: Notice, *, now: datetime) -> str:
        """Keep a notice for the account that it is to, and return its id."""
        row = NoticeRow(
            id=new_id(),
            account_id=notice.recipient.id,
            kind=notice.kind.value,
            subject=notice.subject,
            parameters=rfc8785.dumps(notice.stored()).decode(),
            created_at=now,
            read_at=None,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def of_subject(self, subject: str) -> tuple[tuple[NoticeKind, datetime], ...]:
        """Return which kinds of notice were given about a trial, and when, oldest first."""
        query = select(NoticeRow.kind, NoticeRow.created_at).where(NoticeRow.subject == subject)
        rows = self._session.execute(query.order_by(NoticeRow.created_at, NoticeRow.id))
        return tuple((NoticeKind(kind), at) for kind, at in rows)

    def list(self, account_id: str, *, most: int = 100) -> tuple[KeptNotice, ...]:
        """Return the notices of an account, newest first."""
        query = (
            select(NoticeRow)
            .where(NoticeRow.account_id == account_id)
            .order_by(NoticeRow.created_at.desc(), NoticeRow.id)
            .limit(most)
            .execution_options(populate_existing=True)
        )
        return tuple(_kept(row) for row in self._session.scalars(query))

    def unread(self, account_id: str) -> int:
        """Return how many notices an account has not read."""
        query = select(func.count()).where(NoticeRow.account_id == account_id, NoticeRow.read_at.is_(None))
        return self._session.scalar(query) or 0

    def mark_read(self, account_id: str, newest: str, *, now: datetime) -> None:
        """Record that an account read a notice of its own and all before it."""
        shown = select(NoticeRow.created_at).where(NoticeRow.id == newest, NoticeRow.account_id == account_id)
        self._session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.account_id == account_id,
                NoticeRow.created_at <= shown.scalar_subquery(),
                NoticeRow.read_at.is_(None),
            )
            .values(read_at=now)
        )


class MailAddresses:
    """Registered addresses."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, address: MailAddress) -> None:
        """Register an address."""
        self._session.add(
            MailAddressRow(
                id=address.id,
                account_id=address.account_id,
                purpose=address.purpose.value,
                address=address.address,
                created_at=address.created_at,
            )
        )
        self._session.flush()

    def of(self, purpose: Purpose) -> tuple[MailAddress, ...]:
        """Return the addresses of a purpose, oldest first."""
        query = (
            select(MailAddressRow)
            .where(MailAddressRow.purpose == purpose.value)
            .order_by(MailAddressRow.created_at, MailAddressRow.id)
        )
        return tuple(
            MailAddress(row.id, Purpose(row.purpose), row.address, row.created_at, row.account_id)
            for row in self._session.scalars(query)
        )

    def remove_invited(self, *, now: datetime) -> None:
        """Delete the addresses of those whose invitation can no longer be accepted."""
        still_open = select(InvitationRow.id).where(InvitationRow.ended_at.is_(None), InvitationRow.expires_at > now)
        self._session.execute(
            delete(MailAddressRow).where(
                MailAddressRow.purpose == Purpose.INVITED.value, MailAddressRow.id.not_in(still_open)
            )
        )

    def remove(self, address_id: str) -> bool:
        """Delete an address; return whether there was such a one."""
        gone = delete(MailAddressRow).where(MailAddressRow.id == address_id).returning(MailAddressRow.id)
        return self._session.execute(gone).first() is not None


def _kept(row: NoticeRow) -> KeptNotice:
    kind = NoticeKind(row.kind)
    parameters = parameters_from(kind, json.loads(row.parameters))
    notice = Notice(kind, Recipient.account(row.account_id), row.subject, parameters)
    return KeptNotice(row.id, notice, row.created_at, row.read_at)

"""Tell somebody something: by mail through the outbox, and in the pages, in the transaction of what is told."""

from datetime import datetime

from api.notify.notice import MAIL_ONLY, Notice, RecipientKind
from api.problems import NotFound
from api.security.accounts import Account
from api.store.notices import KeptNotice
from api.store.unit_of_work import UnitOfWork


def tell(unit: UnitOfWork, notice: Notice, *, now: datetime, once: str | None = None) -> None:
    """Put a notice in the outbox and, for an account, among its notices; of those with the same `once` only one."""
    first = unit.outbox.put(notice, now=now, once=once)
    if first and notice.recipient.kind is RecipientKind.ACCOUNT and notice.kind not in MAIL_ONLY:
        unit.notices.add(notice, now=now)


def notices_of(unit: UnitOfWork, account: Account) -> tuple[KeptNotice, ...]:
    """Return what an account was told, newest first."""
    return unit.notices.list(account.id)


def read_notice(unit: UnitOfWork, account: Account, notice_id: str, *, now: datetime) -> None:
    """Record that an account read a notice; one of anybody else's does not exist for it.

    Raises
    ------
    NotFound
        If the account has no such notice.
    """
    if not unit.notices.mark_read(account.id, notice_id, now=now):
        raise NotFound

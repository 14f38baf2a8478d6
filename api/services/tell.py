"""Tell somebody something: by mail through the outbox, and in the pages, in the transaction of what is told."""

from collections.abc import Mapping
from datetime import datetime

from airspace.proposal import ProposalRevision
from airspace.role import Role
from airspace.workflow import StepRefused
from api.notify.notice import MAIL_ONLY, Notice, NoticeKind, Parameter, Recipient, RecipientKind
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.store.notices import KeptNotice
from api.store.outbox import Stuck
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def refuse_without_mail(mail_goes: bool) -> None:
    """Refuse what would be told by mail alone where no mail goes, so that nobody waits for what never comes.

    Raises
    ------
    StepRefused
        If none goes.
    """
    if not mail_goes:
        raise StepRefused(
            Text("メールを送る設定がないため、送れません。", "No way to send mail is set up."),
            Text(
                "県の管理者に知らせてください。何も記録していません。", "Tell the administrator. Nothing was recorded."
            ),
        )


def tell(unit: UnitOfWork, notice: Notice, *, now: datetime, once: str | None = None) -> bool:
    """Put a notice in the outbox and, for an account, among its notices; of those with the same `once` only one.

    Return whether it was put in.
    """
    first = unit.outbox.put(notice, now=now, once=once)
    if first and notice.recipient.kind is RecipientKind.ACCOUNT and notice.kind not in MAIL_ONLY:
        unit.notices.add(notice, now=now)
    return first


def tell_operators(
    unit: UnitOfWork,
    revision: ProposalRevision,
    kind: NoticeKind,
    *,
    now: datetime,
    parameters: Mapping[str, Parameter] | None = None,
) -> None:
    """Tell all who work for a trial's operator of a revision: who submitted it may be away, or have left.

    `parameters` are the notice's where it is not of the revision's number.
    """
    told = {"revision": revision.number} if parameters is None else parameters
    for member in operators_of(unit, revision.trial_id):
        tell(unit, Notice(kind, Recipient.account(member.id), revision.trial_id, told), now=now)


def operators_of(unit: UnitOfWork, trial_id: str) -> tuple[Account, ...]:
    """Return all who work for a trial's operator now."""
    trial = unit.trials.get(trial_id)
    if trial is None:
        raise LookupError(f"there is no trial {trial_id}")
    members = unit.accounts.list(organisation_id=trial.organisation_id)
    return tuple(member for member in members if member.disabled_at is None and Role.OPERATOR in member.roles)


def notices_of(unit: UnitOfWork, account: Account) -> tuple[KeptNotice, ...]:
    """Return what an account was told, newest first."""
    return unit.notices.list(account.id)


def read_notices(unit: UnitOfWork, account: Account, newest: str, *, now: datetime) -> None:
    """Record that an account read a notice and all before it; what came since stays unread."""
    unit.notices.mark_read(account.id, newest, now=now)


def stuck_mail(unit: UnitOfWork, account: Account) -> tuple[Stuck, ...]:
    """Return mail that was given up or waits after a failure, newest first."""
    require(account, Action.SEE_STUCK_MAIL)
    return unit.outbox.stuck()


def try_mail_again(unit: UnitOfWork, account: Account, mail_id: str, *, now: datetime) -> None:
    """Let a mail that was given up be tried anew.

    Raises
    ------
    NotFound
        If no such mail was given up.
    """
    require(account, Action.RETRY_MAIL)
    if not unit.outbox.try_again(mail_id, now=now):
        raise NotFound
    unit.audit.append(at=now, actor=account.id, action="mail_retried", subject=mail_id)

"""Sign in through a prefecture's identity provider, and link accounts to it.

No unit of work is open while the provider is asked: a provider that hangs holds nobody else up.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from airspace.workflow import StepRefused
from api.security.accounts import Account, ExternalIdentity, Proof
from api.security.policy import Asker, Policy
from api.security.provider import LONGEST_SUBJECT, Identity, Provider, ProviderRefused
from api.services.sign_in import Half, Opened, after_first_factor, open_session
from api.store.identities import identity_id
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused, ValueRefused
from geo.text import Text

Units = Callable[[], AbstractContextManager[UnitOfWork]]

ATTEMPT_LASTS = timedelta(minutes=10)


class NotLinked(InputRefused):
    """The provider vouches for somebody whom no account here is linked to."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(
            Text(
                "この利用者は、まだこのサービスのアカウントと結びつけられていません。",
                "This person is not linked to an account of this service yet.",
            ),
            Text(
                f"管理者に、次の利用者番号を伝えてください：{subject}",
                f"Tell the administrator this identifier: {subject}",
            ),
        )


class LinkRefused(StepRefused):
    """The link cannot be made or confirmed."""


def begin(units: Units, provider: Provider, *, now: datetime) -> tuple[str, str]:
    """Return the address to go to, and the token that binds the way back to this browser.

    Raises
    ------
    api.security.provider.ProviderDown, api.security.provider.ProviderRefused
        If the provider cannot be found.
    """
    address, attempt = provider.begin(now=now)
    browser = secrets.token_urlsafe(32)
    with units() as unit:
        unit.identities.keep_attempt(attempt, browser, expires_at=now + ATTEMPT_LASTS, now=now)
    return address, browser


def finish(
    units: Units,
    provider: Provider,
    *,
    state: str,
    code: str,
    browser: str,
    asker: Asker,
    policy: Policy,
    now: datetime,
) -> Opened | Half:
    """Return the sign-in of whom the provider vouches for.

    Raises
    ------
    api.security.provider.ProviderDown, api.security.provider.ProviderRefused
        If the way back was begun by nobody, by another browser or twice, or the provider's answer is not believed.
    NotLinked
        If no account is linked to this person, or it is disabled.
    """
    with units() as unit:
        attempt = unit.identities.take_attempt(state, browser, now=now)
        if attempt is None:
            refused(unit, "no way begun", now=now)
    if attempt is None:
        raise ProviderRefused("no way begun")
    try:
        identity = provider.finish(code, attempt, now=now)
    except ProviderRefused as refusal:
        with units() as unit:
            refused(unit, refusal.why, now=now)
        raise
    with units() as unit:
        account = _linked(unit, identity)
        if account is not None:
            if identity.several_factors:
                return open_session(unit, account, Proof.PROVIDER_MFA, asker=asker, policy=policy, now=now)
            return after_first_factor(unit, account, Proof.PROVIDER, asker=asker, policy=policy, now=now)
        refused(unit, "not linked", now=now)
    raise NotLinked(identity.subject)


def refused(unit: UnitOfWork, why: str, *, now: datetime) -> None:
    """Write down that a sign-in through the provider came to nothing."""
    details = {"why": why}
    unit.audit.append(at=now, actor="anonymous", action="provider_refused", subject="sign_in", details=details)


def ask_link(
    unit: UnitOfWork, admin: Account, account_id: str, subject: str, *, issuer: str, now: datetime
) -> ExternalIdentity:
    """Ask that an account be linked to a subject; it opens nothing before another administrator confirms it.

    Raises
    ------
    geo.errors.ValueRefused
        If the subject is none.
    LinkRefused
        If the administrator's own account is meant, or the subject is linked already.
    """
    written = subject.strip()
    if not 0 < len(written) <= LONGEST_SUBJECT or not written.isprintable():
        raise ValueRefused(
            Text("利用者番号が正しくありません。", "This is no identifier of a person."),
            Text("認証基盤の管理画面にある番号（sub）を入れてください。", "Enter the `sub` that the provider shows."),
            where="subject",
        )
    if account_id == admin.id:
        raise _not_by_oneself()
    unit.accounts.lock_roles()
    if unit.identities.get(issuer, written) is not None:
        raise LinkRefused(
            Text("この利用者番号は、すでに使われています。", "This identifier is linked already."),
            Text("先にその結びつけを終わらせてください。", "End that link first."),
        )
    link = ExternalIdentity(issuer, written, account_id, now, admin.id)
    unit.identities.add(link)
    _write_down(unit, admin, "identity_asked", link, now)
    return link


def confirm_link(unit: UnitOfWork, admin: Account, account_id: str, link_id: str, *, now: datetime) -> bool:
    """Put a link in force, as a second administrator; False where there is none.

    Raises
    ------
    LinkRefused
        If the administrator asked for it, or is the account's holder.
    """
    unit.accounts.lock_roles()
    link = link_of(unit, account_id, link_id)
    if link is None:
        return False
    if admin.id in (link.asked_by, link.account_id):
        raise _not_by_oneself()
    if link.confirmed_at is None:
        unit.identities.confirm(link, by=admin.id, at=now)
        _write_down(unit, admin, "identity_confirmed", link, now)
    return True


def end_link(unit: UnitOfWork, admin: Account, account_id: str, link_id: str, *, now: datetime) -> bool:
    """End a link and the account's sign-ins; False where there is none."""
    link = link_of(unit, account_id, link_id)
    if link is None:
        return False
    unit.identities.remove(link)
    unit.sessions.close_all(account_id)
    _write_down(unit, admin, "identity_ended", link, now)
    return True


def link_of(unit: UnitOfWork, account_id: str, link_id: str) -> ExternalIdentity | None:
    """Return an account's link by what it is called, None where there is none."""
    links = unit.identities.of_account(account_id)
    return next((link for link in links if identity_id(link.issuer, link.subject) == link_id), None)


def _linked(unit: UnitOfWork, identity: Identity) -> Account | None:
    link = unit.identities.get(identity.issuer, identity.subject)
    if link is None or link.confirmed_at is None:
        return None
    account = unit.accounts.get(link.account_id)
    return account if account and account.disabled_at is None else None


def _write_down(unit: UnitOfWork, admin: Account, action: str, link: ExternalIdentity, now: datetime) -> None:
    details = {"identity": identity_id(link.issuer, link.subject)}
    unit.audit.append(at=now, actor=admin.id, action=action, subject=link.account_id, details=details)


def _not_by_oneself() -> LinkRefused:
    return LinkRefused(
        Text("自分が頼んだもの、自分のアカウントのものは、できません。", "Not for what you asked, nor for yourself."),
        Text("別の管理者に頼んでください。", "Ask another administrator."),
    )

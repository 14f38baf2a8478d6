"""Sign in and out with a local account; the browser holds random tokens, the store their hashes.

What fails returns None, and the unit of work is committed: a refusal that rolled back would count nothing.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.security import passwords
from api.security.accounts import Account, LoginSession, Proof
from api.security.policy import Asker, Policy
from api.services.lockout import Counted, count_failure, refuse_waiting, who_tries
from api.services.second_factor import check_code
from api.store.accounts import normal_login
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

HALF_LASTS = timedelta(minutes=10)
MOST_CODES = 5
BROWSER_LASTS = timedelta(days=180)
TOUCHED_EVERY = timedelta(minutes=5)
"""How exactly the last use of a sign-in is known: not each page writes."""


class HalfEnded(InputRefused):
    """The second step came too late, or after too many tries."""

    def __init__(self) -> None:
        super().__init__(
            Text("確認コードを入れる時間が過ぎたか、回数を超えました。", "The time or the tries for a code are over."),
            Text("はじめからサインインしてください。", "Please sign in again from the start."),
        )


class CodeRefused(InputRefused):
    """The code does not fit, or was used before; which of the two is not told."""

    def __init__(self) -> None:
        super().__init__(
            Text("確認コードが違うか、すでに使われました。", "The code is wrong or was used already."),
            Text(
                "アプリに次に出る6桁か、まだ使っていない復旧コードを入れてください。",
                "Enter the next six digits that the app shows, or an unused recovery code.",
            ),
            where="code",
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole sign-in: its token, and the token by which the browser will be known."""

    account: Account
    proof: Proof
    token: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Half:
    """The first factor fits; the second is owed."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is signed in, and by which sign-in."""

    account: Account
    session: LoginSession
    token: str = field(repr=False)


def sign_in(
    unit: UnitOfWork, login: str, password: str, *, asker: Asker, policy: Policy, now: datetime
) -> Opened | Half | None:
    """Return what login and password open, None where they do not fit; which of them is not told.

    Raises
    ------
    api.services.lockout.MustWait
        If too many tries failed, whether there is such an account or not.
    """
    found = unit.accounts.by_login(login)
    by_login = counted = Counted.login(policy.keys, normal_login(login))
    if found:
        counted = who_tries(unit, found.id, asker.browser, by_login, policy=policy, now=now)
    by_address = Counted.address(policy.keys, asker.address)
    unit.failures.hold(counted.key_hash)
    refuse_waiting(unit, counted, now=now)
    if counted is by_login:
        refuse_waiting(unit, by_address, now=now)
    usable = found if found and found.disabled_at is None else None
    fits = passwords.matches(usable.password_hash if usable else None, password)
    if not fits or usable is None:
        wait = count_failure(unit, counted, now=now)
        count_failure(unit, by_address, now=now)
        details = {"wait_s": int(wait.total_seconds())}
        subject = found.id if found else "sign_in"
        unit.audit.append(at=now, actor="anonymous", action="sign_in_refused", subject=subject, details=details)
        return None
    unit.failures.forget(counted.key_hash)
    return after_first_factor(unit, usable, Proof.PASSWORD, asker=asker, policy=policy, now=now)


def after_first_factor(
    unit: UnitOfWork, account: Account, proof: Proof, *, asker: Asker, policy: Policy, now: datetime
) -> Opened | Half:
    """Open half a sign-in where the account has a second factor, else a whole one."""
    factor = unit.second_factors.get(account.id)
    if factor is None or factor.confirmed_at is None:
        return open_session(unit, account, proof, asker=asker, policy=policy, now=now)
    token = secrets.token_urlsafe(32)
    unit.sessions.sweep(now=now)
    unit.half_sessions.open(token, account.id, now=now, expires_at=now + HALF_LASTS)
    return Half(token)


def second_step(
    unit: UnitOfWork, half_token: str, code: str, *, asker: Asker, policy: Policy, now: datetime
) -> Opened | None:
    """Return the whole sign-in that a code opens, None where the code does not fit or was used before.

    Raises
    ------
    HalfEnded
        If the first step is too long ago, or too many codes were tried.
    api.services.lockout.MustWait
        If the account's codes failed too often.
    api.services.second_factor.FactorUnreadable
        If the service's key is not the one that the secret was sealed under.
    """
    half = unit.half_sessions.find(half_token, now=now)
    account = unit.accounts.get(half.account_id) if half else None
    if half is None or account is None or account.disabled_at is not None:
        raise HalfEnded
    by_account = Counted.code(policy.keys, account.id)
    counted = who_tries(unit, account.id, asker.browser, by_account, policy=policy, now=now)
    unit.failures.hold(counted.key_hash)
    refuse_waiting(unit, counted, now=now)
    proof = check_code(unit, account.id, code, policy=policy, now=now)
    if proof is None:
        wait = count_failure(unit, counted, now=now)
        unit.half_sessions.count_failure(half_token)
        if half.failures + 1 >= MOST_CODES:
            unit.half_sessions.close(half_token)
        details = {"wait_s": int(wait.total_seconds())}
        unit.audit.append(at=now, actor="anonymous", action="code_refused", subject=account.id, details=details)
        return None
    if not unit.half_sessions.close(half_token):
        raise HalfEnded
    unit.failures.forget(counted.key_hash)
    return open_session(unit, account, proof, asker=asker, policy=policy, now=now)


def open_session(
    unit: UnitOfWork, account: Account, proof: Proof, *, asker: Asker, policy: Policy, now: datetime
) -> Opened:
    """Open a whole sign-in with a token of its own; the one that the browser had before ends."""
    token = secrets.token_urlsafe(32)
    unit.sessions.sweep(now=now)
    if asker.session:
        unit.sessions.close(asker.session)
    unit.sessions.open(token, account.id, now=now, expires_at=now + policy.lasts, proof=proof)
    browser = asker.browser
    if not unit.known_browsers.knows(browser, account.id, now=now):
        browser = secrets.token_urlsafe(32)
        unit.known_browsers.add(browser, account.id, expires_at=now + BROWSER_LASTS)
    unit.audit.append(at=now, actor=account.id, action="signed_in", subject=account.id, details={"by": proof.value})
    return Opened(account, proof, token, browser)


def signed_in(unit: UnitOfWork, token: str, *, policy: Policy, now: datetime) -> SignIn | None:
    """Return who holds a token, None where the sign-in ended or lay idle too long, or the account is disabled."""
    session = unit.sessions.find(token, now=now)
    if session is None or now - session.last_seen_at >= policy.idle:
        return None
    account = unit.accounts.get(session.account_id)
    return SignIn(account, session, token) if account and account.disabled_at is None else None


def needs_touch(session: LoginSession, *, policy: Policy, now: datetime) -> bool:
    """Whether the use of a sign-in is to be written down."""
    return now - session.last_seen_at >= min(TOUCHED_EVERY, policy.idle / 4)


def rotate(unit: UnitOfWork, signed: SignIn, proof: Proof, *, now: datetime) -> str:
    """Return a new token for a sign-in, which lasts no longer than the old one; all others of the account end."""
    unit.sessions.close_all(signed.account.id)
    token = secrets.token_urlsafe(32)
    unit.sessions.open(token, signed.account.id, now=now, expires_at=signed.session.expires_at, proof=proof)
    return token


def sign_out(unit: UnitOfWork, token: str) -> None:
    """End a session."""
    unit.sessions.close(token)

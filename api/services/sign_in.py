"""Sign in and out with a local account; the browser holds a random token, the store its hash."""

import secrets
from datetime import datetime, timedelta

from api.security import passwords
from api.security.accounts import Account
from api.store.unit_of_work import UnitOfWork


def sign_in(unit: UnitOfWork, login: str, password: str, *, hours: float, now: datetime) -> str | None:
    """Return a session's token, None where login and password do not fit; which of them is not told."""
    account = unit.accounts.by_login(login)
    usable = account if account and account.disabled_at is None else None
    if not passwords.matches(usable.password_hash if usable else None, password) or usable is None:
        unit.audit.append(at=now, actor="anonymous", action="sign_in_refused", subject="sign_in")
        return None
    token = secrets.token_urlsafe(32)
    unit.sessions.sweep(now=now)
    unit.sessions.open(token, usable.id, now=now, expires_at=now + timedelta(hours=hours))
    unit.audit.append(at=now, actor=usable.id, action="signed_in", subject=usable.id)
    return token


def signed_in(unit: UnitOfWork, token: str, *, now: datetime) -> Account | None:
    """Return the account of a session, None where it has ended or the account is disabled."""
    session = unit.sessions.find(token, now=now)
    account = unit.accounts.get(session.account_id) if session else None
    return account if account and account.disabled_at is None else None


def sign_out(unit: UnitOfWork, token: str) -> None:
    """End a session."""
    unit.sessions.close(token)

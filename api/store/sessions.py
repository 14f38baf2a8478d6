"""The repository of sign-ins. A token is known to the browser alone; the store keeps its hash."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.security.accounts import LoginSession
from api.store.tables.accounts import LoginSessionRow


class LoginSessions:
    """Sign-ins by the token that the browser holds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, token: str, account_id: str, *, now: datetime, expires_at: datetime) -> LoginSession:
        """Store a sign-in."""
        login = LoginSession(token_hash(token), account_id, now, expires_at)
        self._session.add(
            LoginSessionRow(
                token_sha256=login.token_sha256, account_id=account_id, created_at=now, expires_at=expires_at
            )
        )
        self._session.flush()
        return login

    def find(self, token: str, *, now: datetime) -> LoginSession | None:
        """Return the sign-in of a token, None where there is none or it has expired."""
        row = self._session.scalar(
            select(LoginSessionRow).where(
                LoginSessionRow.token_sha256 == token_hash(token), LoginSessionRow.expires_at > now
            )
        )
        return LoginSession(row.token_sha256, row.account_id, row.created_at, row.expires_at) if row else None

    def close(self, token: str) -> None:
        """End a sign-in."""
        self._session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_sha256 == token_hash(token)))

    def close_all(self, account_id: str) -> None:
        """End all sign-ins of an account."""
        self._session.execute(delete(LoginSessionRow).where(LoginSessionRow.account_id == account_id))

    def sweep(self, *, now: datetime) -> None:
        """Delete the sign-ins that have expired."""
        self._session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at <= now))


def token_hash(token: str) -> str:
    """Return the hash that is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

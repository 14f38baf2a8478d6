"""The repository of sign-ins, whole and half. A token is known to the browser alone; the store keeps its hash."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.security.accounts import HalfSession, LoginSession, Proof
from api.store.tables.sign_in import HalfSessionRow, KnownBrowserRow, LoginSessionRow


class LoginSessions:
    """Sign-ins by the token that the browser holds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(
        self, token: str, account_id: str, *, now: datetime, expires_at: datetime, proof: Proof = Proof.PASSWORD
    ) -> LoginSession:
        """Store a sign-in."""
        login = LoginSession(token_hash(token), account_id, proof, now, now, expires_at)
        self._session.add(
            LoginSessionRow(
                token_sha256=login.token_sha256,
                account_id=account_id,
                proof=proof.value,
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
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
        return _login(row) if row else None

    def of_account(self, account_id: str, *, now: datetime) -> tuple[LoginSession, ...]:
        """Return an account's sign-ins, the newest first."""
        rows = self._session.scalars(
            select(LoginSessionRow)
            .where(LoginSessionRow.account_id == account_id, LoginSessionRow.expires_at > now)
            .order_by(LoginSessionRow.created_at.desc(), LoginSessionRow.token_sha256)
        )
        return tuple(_login(row) for row in rows)

    def touch(self, token: str, *, now: datetime) -> None:
        """Keep that a sign-in was used; an earlier moment never takes a later one's place."""
        self._session.execute(
            update(LoginSessionRow)
            .where(LoginSessionRow.token_sha256 == token_hash(token), LoginSessionRow.last_seen_at < now)
            .values(last_seen_at=now)
        )

    def close(self, token: str) -> None:
        """End a sign-in."""
        self.close_one(token_hash(token))

    def close_one(self, token_sha256: str) -> None:
        """End a sign-in by the hash of its token."""
        self._session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_sha256 == token_sha256))

    def close_all(self, account_id: str, *, but: str | None = None) -> None:
        """End all sign-ins of an account, half ones too; `but`, the hash of a token, stays."""
        self._session.execute(
            delete(LoginSessionRow).where(
                LoginSessionRow.account_id == account_id, LoginSessionRow.token_sha256 != (but or "")
            )
        )
        self._session.execute(delete(HalfSessionRow).where(HalfSessionRow.account_id == account_id))

    def sweep(self, *, now: datetime) -> None:
        """Delete what has expired."""
        for row in (LoginSessionRow, HalfSessionRow, KnownBrowserRow):
            self._session.execute(delete(row).where(row.expires_at <= now))


class HalfSessions:
    """Sign-ins that owe their second factor."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, token: str, account_id: str, *, now: datetime, expires_at: datetime) -> None:
        """Store a half sign-in."""
        self._session.add(
            HalfSessionRow(
                token_sha256=token_hash(token), account_id=account_id, failures=0, created_at=now, expires_at=expires_at
            )
        )
        self._session.flush()

    def find(self, token: str, *, now: datetime) -> HalfSession | None:
        """Return the half sign-in of a token, None where there is none or it has expired."""
        row = self._session.scalar(
            select(HalfSessionRow).where(
                HalfSessionRow.token_sha256 == token_hash(token), HalfSessionRow.expires_at > now
            )
        )
        return HalfSession(row.token_sha256, row.account_id, row.failures, row.expires_at) if row else None

    def count_failure(self, token: str) -> None:
        """Count a code that did not fit."""
        self._session.execute(
            update(HalfSessionRow)
            .where(HalfSessionRow.token_sha256 == token_hash(token))
            .values(failures=HalfSessionRow.failures + 1)
        )

    def close(self, token: str) -> bool:
        """End a half sign-in; whether there was one, so that of two at once only one goes on."""
        result = self._session.execute(delete(HalfSessionRow).where(HalfSessionRow.token_sha256 == token_hash(token)))
        return bool(getattr(result, "rowcount", 0))


class KnownBrowsers:
    """Browsers that have signed in before, for which a stranger's failures do not count."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token: str, account_id: str, *, expires_at: datetime) -> None:
        """Store a browser's token."""
        self._session.add(KnownBrowserRow(token_sha256=token_hash(token), account_id=account_id, expires_at=expires_at))
        self._session.flush()

    def knows(self, token: str, account_id: str, *, now: datetime) -> bool:
        """Whether an account has signed in from the browser that holds a token."""
        row = self._session.get(KnownBrowserRow, token_hash(token), populate_existing=True)
        return row is not None and row.account_id == account_id and row.expires_at > now

    def of_account(self, account_id: str) -> tuple[str, ...]:
        """Return the hashes of the tokens of an account's browsers."""
        return tuple(
            self._session.scalars(select(KnownBrowserRow.token_sha256).where(KnownBrowserRow.account_id == account_id))
        )

    def forget_all(self, account_id: str) -> None:
        """Forget an account's browsers."""
        self._session.execute(delete(KnownBrowserRow).where(KnownBrowserRow.account_id == account_id))


def token_hash(token: str) -> str:
    """Return the hash that is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _login(row: LoginSessionRow) -> LoginSession:
    return LoginSession(
        row.token_sha256, row.account_id, Proof(row.proof), row.created_at, row.last_seen_at, row.expires_at
    )

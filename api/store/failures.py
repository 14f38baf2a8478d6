"""The repository of counted failures to sign in: in the database, so that all processes count together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.store.locks import lock
from api.store.tables.sign_in import SignInFailuresRow


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a key failed, when last, and until when it must wait."""

    count: int
    last_at: datetime
    blocked_until: datetime | None


class SignInFailures:
    """Counted failures by the keyed hash of what failed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self, key_hash: str) -> None:
        """Let nobody else look at, or count for, this key until the unit ends."""
        lock(self._session, f"sign-in {key_hash}")

    def get(self, key_hash: str) -> Failures | None:
        """Return what is counted for a key, None where nothing is."""
        row = self._session.get(SignInFailuresRow, key_hash, populate_existing=True)
        return Failures(row.failures, row.last_at, row.blocked_until) if row else None

    def put(self, key_hash: str, failures: Failures) -> None:
        """Keep what is counted for a key."""
        self._session.merge(
            SignInFailuresRow(
                key_hash=key_hash,
                failures=failures.count,
                last_at=failures.last_at,
                blocked_until=failures.blocked_until,
            )
        )
        self._session.flush()

    def forget(self, key_hash: str) -> None:
        """Count from nothing again."""
        self._session.execute(delete(SignInFailuresRow).where(SignInFailuresRow.key_hash == key_hash))

    def sweep(self, *, before: datetime) -> None:
        """Delete what was last counted before a moment."""
        self._session.execute(delete(SignInFailuresRow).where(SignInFailuresRow.last_at < before))

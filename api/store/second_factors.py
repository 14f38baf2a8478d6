"""The repository of second factors. Each code is taken by one statement, so that of two requests at once one has it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.orm import Session

from api.security.accounts import SecondFactor
from api.store.tables.sign_in import RecoveryCodeRow, SecondFactorRow


class SecondFactors:
    """Authenticators and recovery codes by account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, account_id: str) -> SecondFactor | None:
        """Return an account's authenticator, None where nothing was ever begun."""
        row = self._session.get(SecondFactorRow, account_id, populate_existing=True)
        if row is None:
            return None
        return SecondFactor(
            row.account_id, row.secret, row.confirmed_at, row.last_step, row.offered_secret, row.offered_at
        )

    def offer(self, account_id: str, secret: str, *, now: datetime) -> None:
        """Keep a new, encrypted secret that is shown; the one in use stays until this one is confirmed."""
        row = self._session.get(SecondFactorRow, account_id, populate_existing=True)
        if row is None:
            row = SecondFactorRow(account_id=account_id, last_step=-1)
            self._session.add(row)
        row.offered_secret, row.offered_at = secret, now
        self._session.flush()

    def confirm(self, account_id: str, offered: str, *, step: int, now: datetime) -> bool:
        """Put an offered secret to use, the code of `step` used; False where it is no longer the one on offer."""
        return self._one_row(
            update(SecondFactorRow)
            .where(SecondFactorRow.account_id == account_id, SecondFactorRow.offered_secret == offered)
            .values(secret=offered, confirmed_at=now, last_step=step, offered_secret=None, offered_at=None)
        )

    def renew_encryption(self, account_id: str, old: str, new: str) -> None:
        """Keep the same secret under a newer key."""
        self._session.execute(
            update(SecondFactorRow)
            .where(SecondFactorRow.account_id == account_id, SecondFactorRow.secret == old)
            .values(secret=new)
        )

    def use_step(self, account_id: str, step: int) -> bool:
        """Take the code of a time step; False where it, or a later one, was taken before."""
        return self._one_row(
            update(SecondFactorRow)
            .where(SecondFactorRow.account_id == account_id, SecondFactorRow.last_step < step)
            .values(last_step=step)
        )

    def remove(self, account_id: str) -> None:
        """Forget an account's authenticator and its recovery codes."""
        self._session.execute(delete(SecondFactorRow).where(SecondFactorRow.account_id == account_id))
        self._session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))

    def replace_recovery_codes(self, account_id: str, hashes: Iterable[str]) -> None:
        """Keep these codes' hashes in the place of all earlier ones."""
        self._session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
        self._session.add_all(RecoveryCodeRow(account_id=account_id, code_sha256=code) for code in hashes)
        self._session.flush()

    def use_recovery_code(self, account_id: str, code_sha256: str, *, now: datetime) -> bool:
        """Take a recovery code; False where it is none, or was taken before."""
        return self._one_row(
            update(RecoveryCodeRow)
            .where(
                RecoveryCodeRow.account_id == account_id,
                RecoveryCodeRow.code_sha256 == code_sha256,
                RecoveryCodeRow.used_at.is_(None),
            )
            .values(used_at=now)
        )

    def recovery_codes_left(self, account_id: str) -> int:
        """Return how many recovery codes are unused."""
        return (
            self._session.scalar(
                select(func.count())
                .select_from(RecoveryCodeRow)
                .where(RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None))
            )
            or 0
        )

    def _one_row(self, statement: Update) -> bool:
        result = self._session.execute(statement.execution_options(synchronize_session=False))
        return getattr(result, "rowcount", 0) == 1

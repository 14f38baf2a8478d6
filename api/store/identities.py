"""The repository of who accounts are at an identity provider, and of ways to it that have begun."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.security.accounts import ExternalIdentity
from api.security.provider import Attempt
from api.store.sessions import token_hash
from api.store.tables.sign_in import ExternalIdentityRow, ProviderAttemptRow


class ExternalIdentities:
    """Links of accounts to issuer and subject."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, identity: ExternalIdentity) -> None:
        """Store a link."""
        self._session.add(ExternalIdentityRow(**asdict(identity)))
        self._session.flush()

    def get(self, issuer: str, subject: str) -> ExternalIdentity | None:
        """Return the link of issuer and subject, in force or waiting, None where there is none."""
        row = self._session.get(ExternalIdentityRow, (issuer, subject), populate_existing=True)
        return _identity(row) if row else None

    def of_account(self, account_id: str) -> Sequence[ExternalIdentity]:
        """Return an account's links, the oldest first."""
        rows = self._session.scalars(
            select(ExternalIdentityRow)
            .where(ExternalIdentityRow.account_id == account_id)
            .order_by(ExternalIdentityRow.asked_at, ExternalIdentityRow.subject)
            .execution_options(populate_existing=True)
        )
        return tuple(_identity(row) for row in rows)

    def confirm(self, identity: ExternalIdentity, *, by: str, at: datetime) -> None:
        """Put a link in force."""
        self._session.execute(
            update(ExternalIdentityRow)
            .where(ExternalIdentityRow.issuer == identity.issuer, ExternalIdentityRow.subject == identity.subject)
            .values(confirmed_at=at, confirmed_by=by)
        )

    def remove(self, identity: ExternalIdentity) -> None:
        """End a link."""
        self._session.execute(
            delete(ExternalIdentityRow).where(
                ExternalIdentityRow.issuer == identity.issuer, ExternalIdentityRow.subject == identity.subject
            )
        )

    def keep_attempt(self, attempt: Attempt, browser: str, *, expires_at: datetime, now: datetime) -> None:
        """Keep a way to the provider that has begun, for the browser that holds a token; old ones go."""
        self._session.execute(delete(ProviderAttemptRow).where(ProviderAttemptRow.expires_at <= now))
        self._session.add(
            ProviderAttemptRow(
                state_sha256=token_hash(attempt.state),
                browser_sha256=token_hash(browser),
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
                expires_at=expires_at,
            )
        )
        self._session.flush()

    def take_attempt(self, state: str, browser: str, *, now: datetime) -> Attempt | None:
        """Return what was kept for a state and a browser, and forget it: of two who ask at once one has it."""
        row = self._session.scalar(
            select(ProviderAttemptRow).where(
                ProviderAttemptRow.state_sha256 == token_hash(state),
                ProviderAttemptRow.browser_sha256 == token_hash(browser),
                ProviderAttemptRow.expires_at > now,
            )
        )
        if row is None:
            return None
        taken = self._session.execute(
            delete(ProviderAttemptRow)
            .where(ProviderAttemptRow.state_sha256 == token_hash(state))
            .execution_options(synchronize_session=False)
        )
        return Attempt(state, row.nonce, row.code_verifier) if getattr(taken, "rowcount", 0) == 1 else None


def identity_id(issuer: str, subject: str) -> str:
    """Return what a link is called in addresses."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode("utf-8", "replace")).hexdigest()[:24]


def _identity(row: ExternalIdentityRow) -> ExternalIdentity:
    return ExternalIdentity(
        row.issuer, row.subject, row.account_id, row.asked_at, row.asked_by, row.confirmed_at, row.confirmed_by
    )

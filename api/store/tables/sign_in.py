"""How people prove who they are: sign-ins, second factors, counters of failures, identities elsewhere, tokens."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class LoginSessionRow(Base):
    """A sign-in that lasts until `expires_at`, if it is used; of its token only the hash is kept."""

    __tablename__ = "login_session"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    proof: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class HalfSessionRow(Base):
    """A sign-in that still owes its second factor. It is in a table of its own, so nothing can take it for a whole."""

    __tablename__ = "half_session"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    failures: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class SecondFactorRow(Base):
    """An account's authenticator: its secret, encrypted; the newest time step whose code was used."""

    __tablename__ = "second_factor"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_step: Mapped[int] = mapped_column(BigInteger)
    offered_secret: Mapped[str | None] = mapped_column(Text)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class RecoveryCodeRow(Base):
    """A code for when the authenticator is lost: by its hash, good once."""

    __tablename__ = "recovery_code"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    code_sha256: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SignInFailuresRow(Base):
    """How often a key (of a login, a browser or an address; only its keyed hash is here) failed to sign in."""

    __tablename__ = "sign_in_failures"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime())


class KnownBrowserRow(Base):
    """A browser from which an account has signed in before, by the hash of the token that it holds."""

    __tablename__ = "known_browser"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class ExternalIdentityRow(Base):
    """Who an account is at an identity provider: issuer and subject, never an address.

    It opens nothing before a second administrator has confirmed it: one alone could take over an approver's account.
    Without `asked_by` it came by an invitation, or was made on the machine itself.
    """

    __tablename__ = "external_identity"
    __table_args__ = (
        CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> asked_by AND confirmed_by <> account_id)", name="two_admins"
        ),
        CheckConstraint(
            "asked_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL", name="confirmed_by_somebody"
        ),
    )

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class ProviderAttemptRow(Base):
    """A way to the identity provider that has begun and not come back: good once, and for one browser."""

    __tablename__ = "provider_attempt"

    state_sha256: Mapped[str] = mapped_column(primary_key=True)
    browser_sha256: Mapped[str]
    nonce: Mapped[str]
    code_verifier: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class ApiTokenRow(Base):
    """A token for a machine client, by its hash: whose, for what, until when. The day of its last use, no more."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

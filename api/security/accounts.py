"""Who may sign in: organisations, accounts, and the sessions that a sign-in opens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from airspace.workflow import Role
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, association or office; `phone` is its desk's, which residents call."""

    id: str
    name: str
    created_at: datetime
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its random id. `login` and `name` are a person's own data and are kept apart."""

    id: str
    organisation_id: str
    role: Role
    login: str
    name: str
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Account(id={self.id!r}, role={self.role.value!r})"


class Proof(StrEnum):
    """By what a sign-in was proved."""

    PASSWORD = "password"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PROVIDER = "provider"
    PROVIDER_MFA = "provider_mfa"


PROOF_NAMES = {
    Proof.PASSWORD: Text("パスワード", "password"),
    Proof.TOTP: Text("確認コード", "one-time code"),
    Proof.RECOVERY_CODE: Text("復旧コード", "recovery code"),
    Proof.PROVIDER: Text("組織の認証基盤", "identity provider"),
    Proof.PROVIDER_MFA: Text("組織の認証基盤（多要素）", "identity provider, several factors"),
}

TWO_FACTORS = frozenset({Proof.TOTP, Proof.RECOVERY_CODE, Proof.PROVIDER_MFA})


def owes_second_factor(account: Account) -> bool:
    """Whether the account's role asks for a second factor: every one but an operator's."""
    return account.role is not Role.OPERATOR


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A sign-in that is still open: whose, how proved, and until when. Only the hash of its token is known."""

    token_sha256: str
    account_id: str
    proof: Proof
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime

    @property
    def id(self) -> str:
        """What it is called in lists; nothing that opens it can be made from this."""
        return hashlib.sha256(f"session {self.token_sha256}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class HalfSession:
    """A sign-in whose first factor is proved and whose second is owed."""

    token_sha256: str
    account_id: str
    failures: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """An account's authenticator, its secrets encrypted. `offered` is one that is shown and not yet confirmed."""

    account_id: str
    secret: str | None
    confirmed_at: datetime | None
    last_step: int
    offered: str | None
    offered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """Who an account is at an identity provider."""

    issuer: str
    subject: str
    account_id: str
    linked_at: datetime
    linked_by: str

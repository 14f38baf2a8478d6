"""Who may sign in: organisations, accounts, and the sessions that a sign-in opens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from airspace.role import Role
from geo.text import Text


class OrganisationKind(StrEnum):
    """Which side of the counter an organisation stands on; its members' roles follow from it."""

    OPERATOR = "operator"
    PREFECTURE = "prefecture"
    CONSULTED = "consulted"


ORGANISATION_KIND_NAMES = {
    OrganisationKind.OPERATOR: Text("事業者", "operator"),
    OrganisationKind.PREFECTURE: Text("県", "prefecture"),
    OrganisationKind.CONSULTED: Text("意見照会先（市町など）", "consulted office"),
}

ROLES_OF = {
    OrganisationKind.OPERATOR: frozenset({Role.OPERATOR}),
    OrganisationKind.PREFECTURE: frozenset({Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.ADMIN}),
    OrganisationKind.CONSULTED: frozenset({Role.MUNICIPALITY}),
}
"""The roles that a member of each kind of organisation may hold."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, association or office; `phone` is its desk's, which residents call."""

    id: str
    name: str
    created_at: datetime
    phone: str = ""
    kind: OrganisationKind = OrganisationKind.OPERATOR


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its random id, with its roles in force. `login` and `name`, a person's own data, are kept apart."""

    id: str
    organisation_id: str
    roles: frozenset[Role]
    login: str
    name: str
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Account(id={self.id!r}, roles={sorted(self.roles)!r})"


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role given to an account. It is in force once confirmed and until ended.

    `asked_by` is None for a grant made on the machine itself.
    """

    id: str
    account_id: str
    role: Role
    asked_at: datetime
    asked_by: str | None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether the account holds the role."""
        return self.confirmed_at is not None and self.ended_at is None


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
    """Whether one of the account's roles asks for a second factor: every one but an operator's."""
    return bool(account.roles - {Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which one person joins an organisation, used once. Of its token only the hash is known.

    `invited_by` is None for one that was made on the machine itself.
    """

    id: str
    organisation_id: str
    roles: tuple[Role, ...]
    token_sha256: str
    invited_by: str | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    accepted_by: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.ended_at is None and now < self.expires_at


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
    asked_at: datetime
    asked_by: str | None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None

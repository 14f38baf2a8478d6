"""Who may sign in: organisations, accounts, and the sessions that a sign-in opens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from airspace.role import Role


class OrganisationKind(StrEnum):
    """Which side of the counter an organisation stands on; its members' roles follow from it."""

    OPERATOR = "operator"
    PREFECTURE = "prefecture"
    CONSULTED = "consulted"


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


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A sign-in that is still open: whose, and until when. Only the hash of its token is known."""

    token_sha256: str
    account_id: str
    created_at: datetime
    expires_at: datetime

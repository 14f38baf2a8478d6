"""Who may sign in: organisations, accounts, and the sessions that a sign-in opens."""

from dataclasses import dataclass
from datetime import datetime

from airspace.workflow import Role


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


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A sign-in that is still open: whose, and until when. Only the hash of its token is known."""

    token_sha256: str
    account_id: str
    created_at: datetime
    expires_at: datetime

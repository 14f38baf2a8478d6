"""Sign-ins, codes and passwords as JSON."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.operation import Wire
from api.security.accounts import LoginSession, Proof
from api.security.passwords import MOST_LENGTH


class SecondStepData(Wire):
    """What is owed before the sign-in is whole."""

    second_step: Literal["code"] = "code"


class CodeIn(Wire):
    """A one-time code, or a recovery code."""

    code: str = Field(min_length=1, max_length=64)


class PasswordIn(Wire):
    """The present password and the one to take its place."""

    present_password: str = Field(min_length=1, max_length=MOST_LENGTH)
    new_password: str = Field(min_length=1, max_length=MOST_LENGTH * 2)


class SessionData(Wire):
    """One of one's own sign-ins."""

    id: str
    proof: Proof
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, session: LoginSession, *, current: bool) -> "SessionData":
        """Return the wire's form of a sign-in."""
        return cls(
            id=session.id,
            proof=session.proof,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            current=current,
        )

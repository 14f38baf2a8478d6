"""Links, one-time codes and short sessions by which an office without an account answers. Only hashes are kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 20
"""Codes that one link may ask for in all: with five tries each, a guesser has a hundred of a million."""

CODE_WAIT = timedelta(minutes=1)
SESSION_LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A link that opens one consultation until `expires_at`."""

    token_sha256: str
    consultation_id: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """A code that was sent for one link; `number` counts the link's codes from 1, and only the newest one works."""

    id: str
    link: str
    number: int
    code_sha256: str
    made_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """Whether it may still be tried. A clock that was set back does not make it live longer."""
        return self.used_at is None and self.tries < MOST_TRIES and self.made_at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class AnsweringSession:
    """A browser that may answer one consultation until `expires_at`."""

    token_sha256: str
    consultation_id: str
    opened_at: datetime
    expires_at: datetime


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code of six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_hash(token: str, code_id: str, code: str) -> str:
    """Return what is kept of a code: without the link's token, gone once its mail is sent, it tells nothing."""
    return hmac.new(token.encode(), f"{code_id}:{code}".encode(), hashlib.sha256).hexdigest()


def fits(kept: AnswerCode, token: str, code: str) -> bool:
    """Whether a code is the one that is kept."""
    return hmac.compare_digest(kept.code_sha256, code_hash(token, kept.id, code))

"""Tokens of machine clients: what they look like, and how one comes with a request."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request

from api.security import cookies
from api.security.scopes import Scope
from geo.errors import InputRefused
from geo.text import Text

PREFIX = "soramichi_"
"""By which a token that leaked into a file can be searched for."""

LENGTH = len(PREFIX) + 43


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret: whose, for what, until when, and the day of its last use."""

    id: str
    account_id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None = None
    revoked_at: datetime | None = None

    def in_force(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and self.expires_at > now


class TwoCredentials(InputRefused):
    """A token and a sign-in's cookie came together: whose request it is cannot be told."""

    def __init__(self) -> None:
        super().__init__(
            Text("トークンとサインインの両方が送られました。", "Both a token and a sign-in were sent."),
            Text("どちらか一方だけを送ってください。", "Send one of them only."),
        )


def new_token() -> str:
    """Return a token as the client sends it: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def sent_with(request: Request) -> str | None:
    """Return the token that came with a request, None where no `Authorization` did; what is no token is empty.

    Raises
    ------
    TwoCredentials
        If a sign-in's cookie came too.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    if cookies.read(request, cookies.SESSION):
        raise TwoCredentials
    kind, _, written = header.partition(" ")
    is_token = kind.lower() == "bearer" and len(written) == LENGTH and written.startswith(PREFIX) and written.isascii()
    return written if is_token else ""

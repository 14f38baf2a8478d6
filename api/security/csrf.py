"""Cross-site request forgery: a form carries a token made from the session (or from a cookie before sign-in)."""

import hashlib
import hmac
import secrets

from starlette.requests import Request

from airspace.workflow import RoleRefused
from api.security import cookies
from geo.text import Text

FIELD = "csrf_token"


def new_seed() -> str:
    """Return a seed for someone who has none yet."""
    return secrets.token_urlsafe(24)


def token(seed: str) -> str:
    """Return the token that a form carries for a seed."""
    return hmac.new(seed.encode(), b"soramichi-form", hashlib.sha256).hexdigest()


def check(request: Request, sent: str) -> None:
    """Refuse a form whose token is not made from the cookie that came with it."""
    seed = cookies.read(request, cookies.FORM)
    if not seed or not hmac.compare_digest(token(seed).encode(), sent.encode()):
        raise FormExpired(
            Text(
                "画面の有効期限が切れたため、送信できませんでした。", "The page had expired, so the form was not sent."
            ),
            Text(
                "前の画面にもどって開きなおし、もう一度送ってください。", "Go back, reload the page and send it again."
            ),
        )


class FormExpired(RoleRefused):
    """The form's token does not fit the browser that sent it."""

"""Cookies that scripts cannot read. Under https their names carry `__Host-`: no other host can set or widen them."""

from starlette.requests import Request
from starlette.responses import Response

SESSION = "soramichi_session"
HALF_SESSION = "soramichi_half"
BROWSER = "soramichi_browser"
PROVIDER = "soramichi_provider"
FORM = "soramichi_form"
WAY_BACK = "soramichi_way_back"

PREFIX = "__Host-"


def full_name(name: str, *, https: bool) -> str:
    """Return the name under which a cookie travels."""
    return f"{PREFIX}{name}" if https else name


def read(request: Request, name: str) -> str:
    """Return a cookie's value, empty where it did not come."""
    return request.cookies.get(full_name(name, https=_https(request)), "")


def keep(request: Request, response: Response, name: str, value: str, *, seconds: float | None = None) -> None:
    """Set a cookie; without `seconds` it lasts as long as the browser runs."""
    https = _https(request)
    response.set_cookie(
        full_name(name, https=https),
        value,
        max_age=None if seconds is None else int(seconds),
        path="/",
        httponly=True,
        samesite="lax",
        secure=https,
    )


def drop(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    https = _https(request)
    response.delete_cookie(full_name(name, https=https), path="/", httponly=True, samesite="lax", secure=https)


def _https(request: Request) -> bool:
    return bool(request.app.state.settings.https)

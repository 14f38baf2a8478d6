"""Requests that change something come from our own pages or from no page at all."""

from urllib.parse import urlsplit

from starlette.requests import Request

from airspace.workflow import RoleRefused
from api.security import cookies
from geo.text import Text

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})


def refuse_other_sites(request: Request) -> None:
    """Refuse an unsafe request that a browser sends from another site's page (Fetch Metadata, else `Origin`).

    A request that brings a token and no sign-in is no browser's doing: another site's page cannot set that header.

    Raises
    ------
    RoleRefused
        If it comes from elsewhere.
    """
    if request.method in SAFE_METHODS or _by_token_alone(request):
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        ours = site in OWN_SITES
    else:
        ours = origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
    if not ours:
        raise RoleRefused(
            Text("ほかのサイトからの送信は受け付けません。", "Requests from another site are not accepted."),
            Text("このサービスの画面から操作してください。", "Please use this service's own pages."),
        )


def _by_token_alone(request: Request) -> bool:
    return "authorization" in request.headers and not cookies.read(request, cookies.SESSION)

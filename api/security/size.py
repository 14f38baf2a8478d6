"""Requests that say beforehand that they are too large are refused in words, before anything of them is read."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import respond
from geo.errors import TooLarge
from geo.text import Text


class RequestSize:
    """ASGI middleware over FastAPI's own limit, which also bounds requests that do not tell their length."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            request = Request(scope)
            told = request.headers.get("content-length", "")
            if told.isdigit() and int(told) > self._most:
                await respond(request, self._refusal())(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self) -> TooLarge:
        mebibytes = self._most / 1024 / 1024
        return TooLarge(
            Text("送られたものが大きすぎます。", "What was sent is too large."),
            Text(f"{mebibytes:g} MB 以下にしてください。", f"Keep it to {mebibytes:g} MB."),
        )

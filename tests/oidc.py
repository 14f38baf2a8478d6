"""A small OpenID provider of our own, over HTTP on this machine; it can be made to lie, to hang, to change keys."""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT_ID = "soramichi"
CLIENT_SECRET = "secret+of/the client"


@dataclass
class Granted:
    """What a code stands for."""

    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class SmallProvider:
    """The provider. `claims` change what its next ID tokens say; a value of None leaves a claim out."""

    clock: Callable[[], datetime]
    subject: str = "person-1"
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    token_answer: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    hangs_s: Mapping[str, float] = field(default_factory=dict)
    trickles: bool = False
    keys: list[RSAKey | ECKey] = field(default_factory=list)
    codes: dict[str, Granted] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rotate()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.token(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Answer no more; the port is closed."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def rotate(self, *, kind: str = "RSA") -> None:
        """Sign with a new key; the old one is published no more."""
        made = RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key("P-256")
        made.ensure_kid()
        self.keys = [made]

    def get(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        self.asked.append(parts.path)
        time.sleep(self.hangs_s.get(parts.path, 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            _send(request, self._document())
        elif parts.path == "/keys":
            _send(request, KeySet(list(self.keys)).as_dict(), trickles=self.trickles)
        elif parts.path == "/authorize":
            self.last = query
            assert query["response_type"] == "code"
            assert query["client_id"] == CLIENT_ID
            assert query["code_challenge_method"] == "S256"
            assert "openid" in query["scope"].split()
            code = secrets.token_urlsafe(16)
            self.codes[code] = Granted(query["redirect_uri"], query["code_challenge"], query["nonce"])
            _redirect(request, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        else:
            _send(request, {"error": "not_found"}, 404)

    def token(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["content-length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        self.asked.append("/token")
        time.sleep(self.hangs_s.get("/token", 0))
        granted = self.codes.pop(sent.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            _send(request, {"error": "invalid_client"}, 401)
        elif granted is None or granted.challenge != challenge or granted.redirect_uri != sent.get("redirect_uri"):
            _send(request, {"error": "invalid_grant"}, 400)
        else:
            answer = {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(granted.nonce)}
            _send(request, {name: value for name, value in (answer | self.token_answer).items() if value is not None})

    def id_token(self, nonce: str) -> str:
        """Return a signed ID token, as true as `claims` and `sign` let it be."""
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        key = self.keys[0]
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jws.serialize_compact({"alg": algorithm, "kid": key.kid}, json.dumps(claims), key)

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.document


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token with the algorithm `none`."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def by_public_key(key: RSAKey) -> Callable[[dict[str, Any]], str]:
    """Return how to sign with HS256 and the public key as if it were a shared secret."""
    secret = key.as_pem(private=False)

    def sign(claims: dict[str, Any]) -> str:
        content = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{_part(claims)}"
        return f"{content}.{_base64(hmac.digest(secret, content.encode(), 'sha256'))}"

    return sign


def by_stranger(key: RSAKey) -> Callable[[dict[str, Any]], str]:
    """Return how to sign with another key that claims to be the provider's."""
    stranger = RSAKey.generate_key(2048)
    return lambda claims: jws.serialize_compact({"alg": "RS256", "kid": key.kid}, json.dumps(claims), stranger)


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _send(request: BaseHTTPRequestHandler, value: Any, status: int = 200, *, trickles: bool = False) -> None:
    body = json.dumps(value).encode()
    with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
        request.send_response(status)
        request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        for start in range(0, len(body), 1 if trickles else len(body)):
            request.wfile.write(body[start : start + (1 if trickles else len(body))])
            request.wfile.flush()
            if trickles:
                time.sleep(0.1)


def _redirect(request: BaseHTTPRequestHandler, address: str) -> None:
    request.send_response(302)
    request.send_header("location", address)
    request.end_headers()


def free_socket() -> socket.socket:
    """Return a socket that holds a free port of this machine."""
    return socket.create_server(("127.0.0.1", 0))

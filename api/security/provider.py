"""A prefecture's identity provider (OpenID Connect): the way to it, and what of its answer is believed.

Authorization code with PKCE (S256), `state` and `nonce`; the discovery document and keys are fetched, kept for a while
and fetched again for a key that is not known (rotation). Who somebody is, is issuer and subject: addresses and names in
the answer are not read.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import PreparedRequest, RequestException, Response, Timeout
from requests.adapters import HTTPAdapter

from geo.errors import InputRefused
from geo.text import Text

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures by a key pair only: with `none` or a shared secret anybody could sign."""

LEEWAY = timedelta(seconds=60)
OLDEST_TOKEN = timedelta(minutes=10)
KEPT_FOR = timedelta(hours=1)
LEAST_BETWEEN = timedelta(seconds=10)
"""Keys are not fetched more often than this, however many unknown keys are named."""

TIMEOUTS_S = (3.0, 5.0)
DEADLINE_S = 10.0
MOST_BYTES = 512 * 1024
LONGEST_SUBJECT = 255


class ProviderDown(InputRefused):
    """The identity provider does not answer, or not as one."""

    def __init__(self) -> None:
        super().__init__(
            Text("組織の認証基盤が応答しません。", "The identity provider does not answer."),
            Text(
                "少し待ってやり直すか、ログイン名とパスワードでサインインしてください。",
                "Wait a little and try again, or sign in with login and password.",
            ),
        )


class ProviderRefused(InputRefused):
    """The way to the provider and back was broken, or its answer is not to be believed; `why` is for the log."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            Text("組織の認証基盤でのサインインを確かめられませんでした。", "The sign-in could not be verified."),
            Text("サインインのページからやり直してください。", "Please start again from the sign-in page."),
        )


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """How we are known to the provider, and what it says of somebody who proved more than one factor."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    return_address: str
    several_factors_amr: frozenset[str]
    several_factors_acr: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is kept until somebody comes back from the provider."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    several_factors: bool


class Provider:
    """The provider, with what was fetched of it. Threads share it."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._document: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def begin(self, *, now: datetime) -> tuple[str, Attempt]:
        """Return the address to go to, and what to keep until then.

        Raises
        ------
        ProviderDown
            If the provider cannot be found.
        """
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
        document = self._discovered(now)
        asked = {"acr_values": " ".join(sorted(self.settings.several_factors_acr))}
        with self._session() as session:
            address, _ = session.create_authorization_url(
                document["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
                **{name: value for name, value in asked.items() if value},
            )
        return address, attempt

    def finish(self, code: str, attempt: Attempt, *, now: datetime) -> Identity:
        """Return whom the provider vouches for, after changing the code into an ID token and checking it.

        Raises
        ------
        ProviderDown
            If the provider does not answer.
        ProviderRefused
            If it refuses the code, or anything about the token is not as it must be.
        """
        document = self._discovered(now)
        try:
            with self._session() as session:
                answer = session.fetch_token(
                    document["token_endpoint"], code=code, code_verifier=attempt.code_verifier, allow_redirects=False
                )
        except OAuthError as error:
            raise ProviderRefused("the provider refused the code") from error
        except (RequestException, ValueError) as error:
            raise ProviderDown from error
        token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise ProviderRefused("no ID token")
        return self._checked(token, access_token, attempt, now)

    def _checked(self, token: str, access_token: object, attempt: Attempt, now: datetime) -> Identity:
        try:
            decoded = self._decoded(token, now)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                params={
                    "nonce": attempt.nonce,
                    "client_id": self.settings.client_id,
                    "access_token": access_token if isinstance(access_token, str) else None,
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
        except InputRefused:
            raise
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderRefused(f"ID token: {type(error).__name__}") from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
            raise ProviderRefused("ID token: no usable subject")
        if now.timestamp() - claims["iat"] > OLDEST_TOKEN.total_seconds():
            raise ProviderRefused("ID token: issued long ago")
        return Identity(self.settings.issuer, subject, self._several_factors(claims))

    def _decoded(self, token: str, now: datetime) -> jwt.Token:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(token, self._known_keys(now), algorithms=ALGORITHMS, registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(token, self._known_keys(now, again=True), algorithms=ALGORITHMS, registry=registry)

    def _several_factors(self, claims: Mapping[str, Any]) -> bool:
        methods = claims.get("amr")
        by_method = isinstance(methods, list) and any(
            isinstance(method, str) and method in self.settings.several_factors_amr for method in methods
        )
        acr = claims.get("acr")
        return by_method or (isinstance(acr, str) and acr in self.settings.several_factors_acr)

    def _discovered(self, now: datetime) -> dict[str, Any]:
        with self._lock:
            if self._document and now - self._document[0] < KEPT_FOR:
                return self._document[1]
        document = self._fetched(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != self.settings.issuer:
            raise ProviderRefused("the discovery document is another issuer's")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_web_address(document.get(name)):
                raise ProviderDown
        with self._lock:
            self._document = (now, document)
        return document

    def _known_keys(self, now: datetime, *, again: bool = False) -> KeySet:
        with self._lock:
            if self._keys and now - self._keys[0] < (LEAST_BETWEEN if again else KEPT_FOR):
                return self._keys[1]
        fetched = self._fetched(self._discovered(now)["jwks_uri"])
        try:
            keys = KeySet.import_key_set({"keys": list(fetched["keys"])})
        except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProviderDown from error
        with self._lock:
            self._keys = (now, keys)
        return keys

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            with self._session() as session:
                response = session.get(address, withhold_token=True, allow_redirects=False)
            found = response.json() if response.status_code == HTTPStatus.OK else None
        except (RequestException, ValueError) as error:
            raise ProviderDown from error
        if not isinstance(found, dict):
            raise ProviderDown
        return found

    def _session(self) -> OAuth2Session:
        session = OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret or None,
            scope="openid",
            redirect_uri=self.settings.return_address,
            code_challenge_method="S256",
        )
        session.trust_env = False  # no proxies or passwords that settings do not name
        session.mount("https://", Bounded())
        session.mount("http://", Bounded())
        return session


class Bounded(HTTPAdapter):
    """Answers that come within seconds and are small; anything else is a time-out."""

    def send(self, request: PreparedRequest, *_args: Any, **options: Any) -> Response:
        """Send a request and read its answer within the bounds."""
        response = super().send(request, **options | {"stream": True, "timeout": TIMEOUTS_S})
        ends = time.monotonic() + DEADLINE_S
        read = bytearray()
        # read1 returns what has come, so that a trickle cannot outlast the deadline inside one call.
        while part := response.raw.read1(64 * 1024, decode_content=True):
            read += part
            if len(read) > MOST_BYTES or time.monotonic() > ends:
                response.close()
                raise Timeout("too large or too slow", request=request)
        response._content = bytes(read)  # as requests itself does for what it has read
        return response


def is_web_address(written: object) -> bool:
    """Whether this is an https address, or one on this very machine."""
    if not isinstance(written, str):
        return False
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
    )

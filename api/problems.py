"""What goes wrong, as RFC 9457 problems in the API and as a page with a next step in HTML.

One table from exception to status; a domain refusal is 409, malformed input 422, too much of it 413.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from airspace.workflow import ChangedMeanwhile, RoleRefused, StepRefused
from api.pages.render import page
from api.security.api_tokens import TwoCredentials
from api.security.provider import ProviderDown, ProviderRefused
from api.services.lockout import MustWait
from api.services.sign_in import CodeRefused, HalfEnded
from api.store.engine import DATABASE_ERROR
from api.store.unit_of_work import is_retryable, is_unfit
from geo.errors import FileRefused, InputRefused, TooLarge
from geo.text import Text

PROBLEM_JSON = "application/problem+json"

STATUS_OF: tuple[tuple[type[InputRefused], HTTPStatus], ...] = (
    (RoleRefused, HTTPStatus.FORBIDDEN),
    (ChangedMeanwhile, HTTPStatus.PRECONDITION_FAILED),
    (StepRefused, HTTPStatus.CONFLICT),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (FileRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InputRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
)
"""The first row that fits decides."""

TITLES = {
    HTTPStatus.BAD_REQUEST: Text("送られた内容を読み取れません", "The request cannot be read"),
    HTTPStatus.UNAUTHORIZED: Text("サインインしてください", "Please sign in"),
    HTTPStatus.FORBIDDEN: Text("この操作はできません", "You may not do this"),
    HTTPStatus.NOT_FOUND: Text("ページが見つかりません", "Page not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: Text("この方法では使えません", "Not available this way"),
    HTTPStatus.CONFLICT: Text("いまの状態ではできません", "Not possible in the present state"),
    HTTPStatus.PRECONDITION_FAILED: Text("ほかの人が変えています", "Somebody else has changed it"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("大きすぎます", "Too large"),
    HTTPStatus.UNPROCESSABLE_ENTITY: Text("入力に問題があります", "There is a problem with the input"),
    HTTPStatus.TOO_MANY_REQUESTS: Text("しばらく待ってからもう一度お試しください", "Please wait and try again"),
    HTTPStatus.INTERNAL_SERVER_ERROR: Text("サービスに問題が起きました", "Something went wrong on our side"),
    HTTPStatus.SERVICE_UNAVAILABLE: Text("いま混み合っています", "The service is busy"),
}

NEXT_STEPS = {
    HTTPStatus.NOT_FOUND: Text(
        "アドレスを確かめるか、はじめのページから探してください。", "Check the address, or start from the first page."
    ),
    HTTPStatus.UNAUTHORIZED: Text("サインインしてから、もう一度開いてください。", "Sign in and open it again."),
    HTTPStatus.INTERNAL_SERVER_ERROR: Text(
        "記録は変わっていません。少し待ってやり直し、続くときは県の担当に知らせてください。",
        "Nothing was changed. Wait a little and try again; if it goes on, tell the prefecture's desk.",
    ),
}


SECOND_FACTOR_PAGE = "/account/second-factor"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the input."""

    where: str
    text: Text


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for a person or a program."""

    status: HTTPStatus
    title: Text
    detail: Text
    remedy: Text
    where: str = ""
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self, path: str) -> dict[str, object]:
        """Return the members of an RFC 9457 problem."""
        body: dict[str, object] = {
            "type": "about:blank",
            "status": int(self.status),
            "title": self.title.en,
            "title_ja": self.title.ja,
            "detail": f"{self.detail.en} {self.remedy.en}".strip(),
            "detail_ja": f"{self.detail.ja}{self.remedy.ja}",
            "instance": path,
        }
        if self.where:
            body["where"] = self.where
        if self.errors:
            body["errors"] = [{"where": e.where, "detail": e.text.en, "detail_ja": e.text.ja} for e in self.errors]
        return body


class NotFound(InputRefused):
    """The thing does not exist, or is not yours to see."""

    def __init__(self) -> None:
        super().__init__(TITLES[HTTPStatus.NOT_FOUND], NEXT_STEPS[HTTPStatus.NOT_FOUND])


class SignInNeeded(InputRefused):
    """The page or resource is for signed-in people."""

    def __init__(self) -> None:
        super().__init__(TITLES[HTTPStatus.UNAUTHORIZED], NEXT_STEPS[HTTPStatus.UNAUTHORIZED])


class SecondFactorNeeded(InputRefused):
    """The account must set up its second factor before it may do anything else."""

    def __init__(self) -> None:
        super().__init__(
            Text("二段階認証の設定がまだです。", "The second factor is not set up yet."),
            Text(
                f"{SECOND_FACTOR_PAGE} で設定してから、もう一度開いてください。",
                f"Set it up at {SECOND_FACTOR_PAGE} and open this again.",
            ),
        )


class TokenRefused(InputRefused):
    """The token is none, has ended, or its account has."""

    def __init__(self) -> None:
        super().__init__(
            Text("トークンが正しくないか、期限が切れています。", "The token is not valid, or has ended."),
            Text("自分のアカウントのページで、新しくつくってください。", "Make a new one on the page of your account."),
        )


class SignInRefused(InputRefused):
    """Login and password do not fit; which of them is not told."""

    def __init__(self) -> None:
        super().__init__(
            Text("ログイン名かパスワードが違います。", "The login or the password is wrong."),
            Text("確かめて、もう一度入れてください。", "Check them and try again."),
        )


class TooMany(InputRefused):
    """The address has asked too often or used too much computing time."""


class Busy(InputRefused):
    """The service has too much to do at this moment."""


UNFIT = (
    Text(
        "使えない文字か、大きすぎる数が入っています。",
        "It holds characters that cannot be used, or too large a number.",
    ),
    Text("目に見えない文字を消し、数を確かめてください。", "Remove invisible characters, and check the numbers."),
)


class Beaten(Busy):
    """What was asked met other work on the same things, and was taken back whole."""

    def __init__(self) -> None:
        super().__init__(
            Text("同時に行われた別の操作とぶつかりました。", "Other work on the same things was in the way."),
            Text("何も記録していません。もう一度お試しください。", "Nothing was recorded. Please try again."),
        )


RETRY_AFTER_S = {HTTPStatus.TOO_MANY_REQUESTS: "60", HTTPStatus.SERVICE_UNAVAILABLE: "5"}

OWN_STATUS: dict[type[InputRefused], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    SignInNeeded: HTTPStatus.UNAUTHORIZED,
    SecondFactorNeeded: HTTPStatus.FORBIDDEN,
    HalfEnded: HTTPStatus.UNAUTHORIZED,
    CodeRefused: HTTPStatus.UNAUTHORIZED,
    TokenRefused: HTTPStatus.UNAUTHORIZED,
    TwoCredentials: HTTPStatus.BAD_REQUEST,
    ProviderRefused: HTTPStatus.UNAUTHORIZED,
    ProviderDown: HTTPStatus.SERVICE_UNAVAILABLE,
    MustWait: HTTPStatus.TOO_MANY_REQUESTS,
    SignInRefused: HTTPStatus.UNAUTHORIZED,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: InputRefused) -> HTTPStatus:
    """Return the status of a refusal."""
    for kind, status in (*OWN_STATUS.items(), *STATUS_OF):
        if isinstance(error, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def problem_of(error: Exception) -> Problem:
    """Return the problem of an exception; one that is not foreseen tells nothing of the inside."""
    if isinstance(error, InputRefused):
        status = status_of(error)
        headers = {"Retry-After": RETRY_AFTER_S[status]} if status in RETRY_AFTER_S else {}
        if isinstance(error, TokenRefused):
            headers = {"WWW-Authenticate": "Bearer"}
        if isinstance(error, MustWait):
            headers = {"Retry-After": str(error.seconds)}
        return Problem(status, TITLES[status], error.what, error.remedy, error.where, headers=headers)
    if isinstance(error, RequestValidationError):
        return problem_of(NotFound()) if _is_no_number(error) else _invalid(error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        title = TITLES.get(status, Text(status.phrase, status.phrase))
        return Problem(status, title, title, NEXT_STEPS.get(status, Text("", "")), headers=dict(error.headers or {}))
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem(status, TITLES[status], TITLES[status], NEXT_STEPS[status])


def _is_no_number(error: RequestValidationError) -> bool:
    """Whether a part of the address stands for a number of something and is none: nothing is there."""
    return any(
        found["loc"][0] == "path" and found["type"] in ("int_parsing", "greater_than_equal", "less_than_equal")
        for found in error.errors()
    )


def _invalid(error: RequestValidationError) -> Problem:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    errors = tuple(
        FieldError(
            ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]),
            Text(f"この項目を確かめてください（{found['msg']}）。", str(found["msg"])),
        )
        for found in error.errors()[:50]
    )
    return Problem(
        status,
        TITLES[status],
        Text(f"{len(errors)} か所の入力に問題があります。", f"{len(errors)} fields have a problem."),
        Text("それぞれの項目を直してください。", "Correct each of them."),
        errors=errors,
    )


def respond(request: Request, error: Exception) -> Response:
    """Return the problem as JSON under /api, as a page elsewhere."""
    problem = problem_of(error)
    if request.url.path.startswith("/api/"):
        return JSONResponse(problem.as_json(request.url.path), problem.status, problem.headers, media_type=PROBLEM_JSON)
    if isinstance(error, SecondFactorNeeded):
        return RedirectResponse(SECOND_FACTOR_PAGE, HTTPStatus.SEE_OTHER)
    return page(request, "problem.html", {"problem": problem}, status=problem.status, headers=problem.headers)


def install(app: FastAPI) -> None:
    """Answer all errors of an application this way."""
    for kind in (InputRefused, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, respond)
    app.add_exception_handler(DATABASE_ERROR, respond_beaten)


def respond_beaten(request: Request, error: Exception) -> Response:
    """Say that nothing was done: a transaction lost against others, or no database holds what was sent.

    Anything else is our own error.
    """
    if is_retryable(error):
        return respond(request, Beaten())
    if is_unfit(error):
        return respond(request, InputRefused(*UNFIT))
    raise error

"""Pages to sign in: the password, then the code of the second factor where the account has one; and to sign out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import AskerOf, MaybeAccount, Now, PolicyOf, ProviderOf, SignInCounted, UnitsOf, Writing
from api.pages.render import page
from api.pages.uploads import SentForm
from api.problems import SECOND_FACTOR_PAGE
from api.resume import way_back
from api.routes.sessions import keep_half, keep_opened
from api.security import cookies
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.security.policy import Policy
from api.security.provider import ProviderDown, ProviderRefused
from api.services import external_sign_in
from api.services import sign_in as service
from api.services.external_sign_in import ATTEMPT_LASTS, NotLinked
from api.services.lockout import MustWait
from api.services.second_factor import FactorUnreadable
from api.services.sign_in import CodeRefused, Half, HalfEnded, Opened
from geo.errors import InputRefused
from geo.text import Text

router = APIRouter()

SIGN_IN_REFUSED = Text(
    "ログイン名かパスワードが違います。確かめて、もう一度入れてください。",
    "The login or the password is wrong. Check them and try again.",
)

FIRST_PAGES = (
    (Action.SEE_WORKLIST, "/staff"),
    (Action.EDIT_DRAFT, "/operator"),
    (Action.ANSWER_CONSULTATION, "/municipality"),
)
"""Where a sign-in leads: to the first page whose action the account may take, else to the service's own."""

Sent = Annotated[str, Query(max_length=2000)]

NOT_KEPT = {"cache-control": "no-store"}


@router.get("/sign-in")
def sign_in_form(request: Request, _account: MaybeAccount) -> Response:
    """Show the sign-in form."""
    return _password_page(request)


@router.post("/sign-in")
def sign_in(
    request: Request,
    sent: SentForm,
    unit: Writing,
    policy: PolicyOf,
    asker: AskerOf,
    now: Now,
    _counted: SignInCounted,
) -> Response:
    """Sign in, and go to the role's first page, or to the second step."""
    values = sent.form.values
    login = values.get("login", "")
    try:
        opened = service.sign_in(unit, login, values.get("password", ""), asker=asker, policy=policy, now=now)
    except MustWait as refusal:
        return _password_page(request, login, sent.form.refused(refusal), wait=refusal)
    if opened is None:
        return _password_page(request, login, SIGN_IN_REFUSED)
    return next_page(request, opened, policy)


@router.get("/sign-in/code")
def code_form(request: Request, _account: MaybeAccount) -> Response:
    """Show the form of the second step."""
    if not cookies.read(request, cookies.HALF_SESSION):
        return RedirectResponse("/sign-in", 303)
    return page(request, "public/sign_in_code.html", {"errors": {}}, headers=NOT_KEPT)


@router.post("/sign-in/code")
def second_step(
    request: Request,
    sent: SentForm,
    unit: Writing,
    policy: PolicyOf,
    asker: AskerOf,
    now: Now,
    _counted: SignInCounted,
) -> Response:
    """Finish the sign-in with a one-time or recovery code."""
    half = cookies.read(request, cookies.HALF_SESSION)
    code = sent.form.values.get("code", "")
    try:
        opened = service.second_step(unit, half, code, asker=asker, policy=policy, now=now)
    except (MustWait, FactorUnreadable) as refusal:
        return _code_page(request, sent.form.refused(refusal), wait=refusal)
    except HalfEnded as refusal:
        response = _password_page(request, "", sent.form.refused(refusal))
        cookies.drop(request, response, cookies.HALF_SESSION)
        return response
    if opened is None:
        return _code_page(request, _in_words(CodeRefused()))
    return next_page(request, opened, policy)


@router.get("/sign-in/provider")
def go_to_provider(
    request: Request, units: UnitsOf, provider: ProviderOf, now: Now, _counted: SignInCounted
) -> Response:
    """Send the browser to the identity provider."""
    try:
        address, browser = external_sign_in.begin(units, provider, now=now)
    except (ProviderDown, ProviderRefused) as refusal:
        return _provider_page(request, refusal)
    response = RedirectResponse(address, 303, NOT_KEPT)
    cookies.keep(request, response, cookies.PROVIDER, browser, seconds=ATTEMPT_LASTS.total_seconds())
    return response


@router.get("/sign-in/provider/return")
def come_back(
    request: Request,
    units: UnitsOf,
    provider: ProviderOf,
    policy: PolicyOf,
    asker: AskerOf,
    now: Now,
    _counted: SignInCounted,
    state: Sent = "",
    code: Sent = "",
    iss: Sent = "",
) -> Response:
    """Take what the provider sent the browser back with, and sign in whom it vouches for."""
    browser = cookies.read(request, cookies.PROVIDER)
    try:
        if not code or iss not in ("", provider.settings.issuer):
            raise ProviderRefused("no code, or another issuer's")
        opened = external_sign_in.finish(
            units, provider, state=state, code=code, browser=browser, asker=asker, policy=policy, now=now
        )
    except (ProviderDown, ProviderRefused, NotLinked) as refusal:
        response = _provider_page(request, refusal)
    else:
        response = next_page(request, opened, policy)
    cookies.drop(request, response, cookies.PROVIDER)
    return response


@router.post("/sign-out")
def sign_out(request: Request, _sent: SentForm, unit: Writing) -> Response:
    """End the session."""
    service.sign_out(unit, cookies.read(request, cookies.SESSION))
    response = RedirectResponse("/", 303)
    cookies.drop(request, response, cookies.SESSION)
    return response


def next_page(request: Request, opened: Opened | Half, policy: Policy) -> Response:
    """Go on after a step of the sign-in, its cookies kept."""
    if isinstance(opened, Half):
        response = RedirectResponse("/sign-in/code", 303)
        keep_half(request, response, opened)
        return response
    owes = policy.still_owes(opened.account, opened.proof)
    goes_to = SECOND_FACTOR_PAGE if owes else way_back(request) or first_page_of(opened.account)
    response = RedirectResponse(goes_to, 303)
    keep_opened(request, response, opened, policy=policy)
    if not owes:
        cookies.drop(request, response, cookies.WAY_BACK)
    return response


def first_page_of(account: Account) -> str:
    """Return where an account's work begins."""
    return next((path for action, path in FIRST_PAGES if may(account, action)), "/")


def _password_page(
    request: Request, login: str = "", refused: Text | None = None, *, wait: MustWait | None = None
) -> Response:
    errors = {"login": refused} if refused else {}
    status = 200 if refused is None else 422 if wait is None else 429
    headers = NOT_KEPT | ({"retry-after": str(wait.seconds)} if wait else {})
    values = {"values": {"login": login}, "errors": errors}
    return page(request, "public/sign_in.html", values, status=status, headers=headers)


def _provider_page(request: Request, refusal: InputRefused) -> Response:
    values = {"values": {}, "errors": {"login": _in_words(refusal)}}
    status = 503 if isinstance(refusal, ProviderDown) else 403 if isinstance(refusal, NotLinked) else 401
    return page(request, "public/sign_in.html", values, status=status, headers=NOT_KEPT)


def _code_page(request: Request, refused: Text, *, wait: InputRefused | None = None) -> Response:
    status = 429 if isinstance(wait, MustWait) else 422
    headers = NOT_KEPT | ({"retry-after": str(wait.seconds)} if isinstance(wait, MustWait) else {})
    return page(request, "public/sign_in_code.html", {"errors": {"code": refused}}, status=status, headers=headers)


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")

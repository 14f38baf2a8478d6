"""`/api/v1/sessions`: sign in and out with a local account, by a cookie that scripts cannot read; own sign-ins."""

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse

from api.deps import AskerOf, Now, OwnSignIn, PolicyOf, Reading, SignedIn, SignInCounted, Writing
from api.problems import NotFound, SignInRefused, respond
from api.schemas.sessions import CodeIn, SecondStepData, SessionData
from api.schemas.trials import AccountData, SignIn
from api.security import cookies
from api.security.policy import Policy
from api.services import own_account
from api.services import sign_in as service
from api.services.sign_in import HALF_LASTS, Half, Opened

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    response_model=None,
    responses={202: {"model": SecondStepData, "description": "The password fits; a code is owed"}},
    summary="Sign in",
)
def sign_in(
    request: Request,
    sent: SignIn,
    unit: Writing,
    policy: PolicyOf,
    asker: AskerOf,
    now: Now,
    _counted: SignInCounted,
) -> Response:
    """Sign in; the session comes as a cookie. 202: the account has a second factor, send its code to `second-step`."""
    opened = service.sign_in(unit, sent.login, sent.password, asker=asker, policy=policy, now=now)
    if opened is None:
        return respond(request, SignInRefused())
    if isinstance(opened, Half):
        half = JSONResponse(SecondStepData().model_dump(), status.HTTP_202_ACCEPTED)
        keep_half(request, half, opened)
        return half
    response = Response(status_code=status.HTTP_204_NO_CONTENT)
    keep_opened(request, response, opened, policy=policy)
    return response


@router.post("/second-step", status_code=status.HTTP_204_NO_CONTENT, response_model=None, summary="Send the code")
def second_step(
    request: Request,
    sent: CodeIn,
    unit: Writing,
    policy: PolicyOf,
    asker: AskerOf,
    now: Now,
    _counted: SignInCounted,
) -> Response:
    """Finish a sign-in with a one-time or recovery code."""
    half = cookies.read(request, cookies.HALF_SESSION)
    opened = service.second_step(unit, half, sent.code, asker=asker, policy=policy, now=now)
    if opened is None:
        return respond(request, service.CodeRefused())
    response = Response(status_code=status.HTTP_204_NO_CONTENT)
    keep_opened(request, response, opened, policy=policy)
    return response


@router.get("", summary="List my sign-ins")
def list_own(signed: OwnSignIn, unit: Reading, now: Now) -> list[SessionData]:
    """Return your open sign-ins, the newest first."""
    return [
        SessionData.of(session, current=session.id == signed.session.id)
        for session in unit.sessions.of_account(signed.account.id, now=now)
    ]


@router.delete("", status_code=status.HTTP_204_NO_CONTENT, summary="End my other sign-ins")
def end_others(signed: OwnSignIn, unit: Writing, now: Now) -> None:
    """End all your sign-ins but this one."""
    own_account.end_other_sessions(unit, signed, now=now)


@router.get("/current", summary="Who am I?")
def current(account: SignedIn) -> AccountData:
    """Return who is signed in."""
    return AccountData(id=account.id, roles=sorted(account.roles))


@router.delete("/current", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out")
def sign_out(request: Request, response: Response, unit: Writing) -> None:
    """End the session."""
    service.sign_out(unit, cookies.read(request, cookies.SESSION))
    cookies.drop(request, response, cookies.SESSION)


@router.delete("/{session_id}", status_code=status.HTTP_204_NO_CONTENT, summary="End one of my sign-ins")
def end_one(session_id: str, signed: OwnSignIn, unit: Writing, now: Now) -> None:
    """End one of your sign-ins."""
    if not own_account.end_session(unit, signed, session_id, now=now):
        raise NotFound


def keep_opened(request: Request, response: Response, opened: Opened, *, policy: Policy) -> None:
    """Set the cookies of a whole sign-in, and take the half one's back."""
    cookies.keep(request, response, cookies.SESSION, opened.token, seconds=policy.lasts.total_seconds())
    cookies.keep(request, response, cookies.BROWSER, opened.browser, seconds=service.BROWSER_LASTS.total_seconds())
    cookies.drop(request, response, cookies.HALF_SESSION)


def keep_half(request: Request, response: Response, half: Half) -> None:
    """Set the cookie of a half sign-in."""
    cookies.keep(request, response, cookies.HALF_SESSION, half.token, seconds=HALF_LASTS.total_seconds())

"""`/api/v1/sessions`: sign in and out with a local account, by a cookie that scripts cannot read."""

from fastapi import APIRouter, Request, Response, status

from api.deps import SESSION_COOKIE, InForce, Now, SignedIn, SignInCounted, Writing
from api.problems import SignInRefused
from api.schemas.trials import AccountData, SignIn
from api.services import sign_in as service

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post("", status_code=status.HTTP_204_NO_CONTENT, summary="Sign in")
def sign_in(
    sent: SignIn, response: Response, unit: Writing, settings: InForce, now: Now, _counted: SignInCounted
) -> None:
    """Sign in; the session comes as a cookie."""
    token = service.sign_in(unit, sent.login, sent.password, hours=settings.session_hours, now=now)
    if token is None:
        raise SignInRefused
    keep_session(response, token, hours=settings.session_hours, https=settings.https)


@router.get("/current", summary="Who am I?")
def current(account: SignedIn) -> AccountData:
    """Return who is signed in."""
    return AccountData(id=account.id, roles=sorted(account.roles))


@router.delete("/current", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out")
def sign_out(request: Request, response: Response, unit: Writing) -> None:
    """End the session."""
    service.sign_out(unit, request.cookies.get(SESSION_COOKIE, ""))
    response.delete_cookie(SESSION_COOKIE)


def keep_session(response: Response, token: str, *, hours: float, https: bool) -> None:
    """Set the session's cookie."""
    response.set_cookie(SESSION_COOKIE, token, max_age=int(hours * 3600), httponly=True, samesite="lax", secure=https)

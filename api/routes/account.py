"""`/api/v1/account`: one's own password."""

from fastapi import APIRouter, Request, Response, status

from api.deps import Now, OwnSignIn, PolicyOf, SignInCounted, Writing
from api.problems import respond
from api.schemas.sessions import PasswordIn
from api.security import cookies
from api.services import own_account

router = APIRouter(prefix="/account", tags=["account"])


@router.put("/password", status_code=status.HTTP_204_NO_CONTENT, response_model=None, summary="Change my password")
def change_password(
    request: Request,
    sent: PasswordIn,
    signed: OwnSignIn,
    unit: Writing,
    policy: PolicyOf,
    now: Now,
    _counted: SignInCounted,
) -> Response:
    """Keep another password. Your other sign-ins end, and this one gets a new cookie."""
    try:
        token = own_account.change_password(
            unit, signed, sent.present_password, sent.new_password, policy=policy, now=now
        )
    except own_account.WrongPassword as refusal:  # answered, not raised: the failure that was counted is kept
        return respond(request, refusal)
    response = Response(status_code=status.HTTP_204_NO_CONTENT)
    left_s = (signed.session.expires_at - now).total_seconds()
    cookies.keep(request, response, cookies.SESSION, token, seconds=left_s)
    return response

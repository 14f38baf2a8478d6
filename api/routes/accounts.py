"""`/api/v1/accounts`: what an administrator does for another's account."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, PolicyOf, Writing
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import help_account

AdminAccount = Annotated[Account, May(Action.HELP_ACCOUNTS)]

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.post("/{account_id}/unlock", status_code=status.HTTP_204_NO_CONTENT, summary="Let an account try again")
def unlock(account_id: str, admin: AdminAccount, unit: Writing, policy: PolicyOf, now: Now) -> None:
    """Let an account that failed to sign in too often try again at once."""
    help_account.unlock(unit, admin, account_id, policy=policy, now=now)


@router.delete(
    "/{account_id}/second-factor", status_code=status.HTTP_204_NO_CONTENT, summary="Take a lost second factor away"
)
def reset_second_factor(account_id: str, admin: AdminAccount, unit: Writing, now: Now) -> None:
    """Take a lost second factor away. The account's sign-ins end, and the next one sets up another."""
    help_account.reset_second_factor(unit, admin, account_id, now=now)

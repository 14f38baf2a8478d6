"""`/api/v1/accounts`: what an administrator does for another's account."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, PolicyOf, ProviderOf, Reading, Writing
from api.problems import NotFound
from api.schemas.identities import LinkData, LinkIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import external_sign_in, help_account

AdminAccount = Annotated[Account, May(Action.HELP_ACCOUNTS)]
LinkingAccount = Annotated[Account, May(Action.LINK_IDENTITIES)]

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


@router.get("/{account_id}/identities", summary="List an account's links to the identity provider")
def list_links(account_id: str, _admin: LinkingAccount, unit: Reading) -> list[LinkData]:
    """Return an account's links, in force or waiting for a second administrator."""
    help_account.existing(unit, account_id)
    return [LinkData.of(link) for link in unit.identities.of_account(account_id)]


@router.post(
    "/{account_id}/identities", status_code=status.HTTP_201_CREATED, summary="Ask to link an account to the provider"
)
def ask_link(
    account_id: str, sent: LinkIn, admin: LinkingAccount, unit: Writing, provider: ProviderOf, now: Now
) -> LinkData:
    """Ask that an account be linked to a person of the identity provider. Another administrator confirms it."""
    help_account.existing(unit, account_id)
    issuer = provider.settings.issuer
    return LinkData.of(external_sign_in.ask_link(unit, admin, account_id, sent.subject, issuer=issuer, now=now))


@router.post(
    "/{account_id}/identities/{link_id}/confirmation",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Confirm a link, as a second administrator",
)
def confirm_link(account_id: str, link_id: str, admin: LinkingAccount, unit: Writing, now: Now) -> None:
    """Put a link in force that another administrator asked for."""
    if not external_sign_in.confirm_link(unit, admin, account_id, link_id, now=now):
        raise NotFound


@router.delete("/{account_id}/identities/{link_id}", status_code=status.HTTP_204_NO_CONTENT, summary="End a link")
def end_link(account_id: str, link_id: str, admin: LinkingAccount, unit: Writing, now: Now) -> None:
    """End a link, in force or waiting. The account's sign-ins end."""
    if not external_sign_in.end_link(unit, admin, account_id, link_id, now=now):
        raise NotFound

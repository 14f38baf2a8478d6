"""`/api/v1/notices` and `/api/v1/mail`: what one was told, and mail that did not go out."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, Reading, Writing
from api.schemas.notices import NoticeData, ReadTo, StuckMailData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import tell as service

router = APIRouter(tags=["notices"])


@router.get("/notices", summary="List your notices")
def notices(account: Annotated[Account, May(Action.READ_NOTICES)], unit: Reading) -> list[NoticeData]:
    """Return what the account was told, newest first, 100 at most."""
    return [NoticeData.of(kept) for kept in service.notices_of(unit, account)]


@router.post("/notices/read", status_code=status.HTTP_204_NO_CONTENT, summary="Mark notices as read")
def read(sent: ReadTo, account: Annotated[Account, May(Action.READ_NOTICES)], unit: Writing, now: Now) -> None:
    """Record that the account read a notice and all before it; one of somebody else's does nothing."""
    service.read_notices(unit, account, sent.newest, now=now)


@router.get("/mail", summary="List mail that did not go out")
def mail(account: Annotated[Account, May(Action.SEE_STUCK_MAIL)], unit: Reading) -> list[StuckMailData]:
    """Return mail that was given up or waits after a failure, newest first, 200 at most."""
    return [StuckMailData.of(stuck) for stuck in service.stuck_mail(unit, account)]


@router.post("/mail/{mail_id}/retry", status_code=status.HTTP_204_NO_CONTENT, summary="Try a mail again")
def retry(mail_id: str, account: Annotated[Account, May(Action.RETRY_MAIL)], unit: Writing, now: Now) -> None:
    """Let a mail that was given up be tried anew."""
    service.try_mail_again(unit, account, mail_id, now=now)

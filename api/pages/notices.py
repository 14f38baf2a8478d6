"""Pages of what one was told, and, for those who look after it, of mail that did not go out."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import May, Now, Reading, Writing
from api.notify.words import subject_of
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.tell import notices_of, read_notices, stuck_mail, try_mail_again

router = APIRouter()


@router.get("/notices")
def notices(request: Request, account: Annotated[Account, May(Action.READ_NOTICES)], unit: Reading) -> Response:
    """List what the account was told, newest first."""
    found = notices_of(unit, account)
    rows = [
        {"subject": subject_of(kept.notice), "path": kept.notice.path, "at": kept.created_at, "read": kept.read_at}
        for kept in found
    ]
    return page(request, "notices.html", {"rows": rows, "newest": found[0].id if found else ""})


@router.post("/notices/read")
def read(sent: SentForm, account: Annotated[Account, May(Action.READ_NOTICES)], unit: Writing, now: Now) -> Response:
    """Record that the account read all that the page showed."""
    read_notices(unit, account, sent.form.values.get("newest", ""), now=now)
    return RedirectResponse("/notices", status_code=303)


@router.get("/mail")
def mail(request: Request, account: Annotated[Account, May(Action.SEE_STUCK_MAIL)], unit: Reading) -> Response:
    """List mail that did not go out, with what the mail server said."""
    values = {"rows": stuck_mail(unit, account), "may_retry": may(account, Action.RETRY_MAIL)}
    return page(request, "mail.html", values)


@router.post("/mail/{mail_id}/again")
def again(
    mail_id: str, _sent: SentForm, account: Annotated[Account, May(Action.RETRY_MAIL)], unit: Writing, now: Now
) -> Response:
    """Let a mail that was given up be tried anew."""
    try_mail_again(unit, account, mail_id, now=now)
    return RedirectResponse("/mail", status_code=303)

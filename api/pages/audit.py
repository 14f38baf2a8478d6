"""The audit log for those who read it: newest first, by subject, action and day."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import May, Reading
from api.pages.audit_names import ACTION_NAMES
from api.pages.render import page
from api.security.accounts import Account
from api.security.permissions import Action
from geo.text import Text

router = APIRouter(prefix="/staff/audit")

A_PAGE = 100


@router.get("")
def audit_log(
    request: Request,
    account: Annotated[Account, May(Action.READ_AUDIT)],
    unit: Reading,
    subject: Annotated[str, Query(max_length=100)] = "",
    action: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Response:
    """Show a hundred events that fit, the newest first, and the way to those before them."""
    del account
    written = subject.strip()
    numbered = (one.id for one in unit.trials.list() if written and _reference(unit, one.id) == written)
    events = unit.audit.page(subject=next(numbered, written), action=action.strip(), before=before, most=A_PAGE + 1)
    shown = {
        "events": events[:A_PAGE],
        "more": events[A_PAGE - 1].number if len(events) > A_PAGE else None,
        "names": {one.id: one.name for one in unit.accounts.list()},
        "titles": {one.id: one.title for one in unit.trials.list()},
        "actions": [(code, _name(code)) for code in unit.audit.actions()],
        "name_of": _name,
        "newest": unit.audit.newest(),
        "values": {"subject": written, "action": action},
    }
    return page(request, "staff/audit.html", shown)


def _name(code: str) -> Text:
    return ACTION_NAMES.get(code, Text(code, code))


def _reference(unit: Reading, trial_id: str) -> str | None:
    intake = unit.intakes.get(trial_id)
    return intake.reference if intake else None

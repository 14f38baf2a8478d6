"""A form that makes something counts once: a double click or a reload leads to what the first sending made."""

from datetime import datetime

from fastapi.responses import RedirectResponse

from api.pages.forms import Form
from api.store.unit_of_work import UnitOfWork

FIELD = "once"
MOST_CHARACTERS = 100


def led_to(unit: UnitOfWork, form: Form) -> RedirectResponse | None:
    """Return the way to what this form made when it was sent before, None where it was not."""
    mark = form.values.get(FIELD, "")[:MOST_CHARACTERS]
    path = unit.sent_once.led_to(mark) if mark else None
    return RedirectResponse(path, 303) if path else None


def lead_to(unit: UnitOfWork, form: Form, path: str, *, now: datetime) -> RedirectResponse:
    """Return the way to what a form made, and remember it."""
    mark = form.values.get(FIELD, "")[:MOST_CHARACTERS]
    if mark:
        unit.sent_once.keep(mark, path, now=now)
    return RedirectResponse(path, 303)

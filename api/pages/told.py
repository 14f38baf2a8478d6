"""The page behind the link of a contact's mail: what it was told, how the day stands now, and that it knows."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from airspace.flight_day.contact import MATTER_NAMES, Matter
from airspace.flight_day.stop import REQUEST
from api.deps import MaybeAccount, Now, Reading, Writing
from api.pages.consultation import PRIVATE
from api.pages.render import page
from api.pages.uploads import SentForm
from api.services.flight_day.contacts import acknowledge_by_link, told_by_link

router = APIRouter()


@router.get("/told/{token}")
def open_link(request: Request, token: str, unit: Reading, now: Now, _account: MaybeAccount) -> Response:
    """Show what a contact was told. Nothing changes."""
    told = told_by_link(unit, token, now=now)
    incident = next(iter(unit.incidents.list(told.trial.id)), None) if told.telling.matter is Matter.INCIDENT else None
    values = {
        "told": told,
        "token": token,
        "organisation": unit.accounts.organisation(told.trial.organisation_id),
        "incident": incident,
        "MATTER_NAMES": MATTER_NAMES,
        "REQUEST": REQUEST,
    }
    return page(request, "told.html", values, headers=PRIVATE)


@router.post("/told/{token}")
def acknowledge(token: str, _sent: SentForm, unit: Writing, now: Now, _account: MaybeAccount) -> Response:
    """Record that the contact knows, once."""
    acknowledge_by_link(unit, token, now=now)
    return RedirectResponse(f"/told/{token}", 303, headers=PRIVATE)

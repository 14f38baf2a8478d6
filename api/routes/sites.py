"""`/api/v1/sites`: an organisation's take-off and landing sites."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.register.entry import Kind
from api.deps import May, Now, Reading, Writing
from api.schemas.register_entries import SiteChange, SiteIn, SiteOut
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import registers

router = APIRouter(prefix="/sites", tags=["registers"])

Reader = Annotated[Account, May(Action.READ_REGISTERS)]
Keeper = Annotated[Account, May(Action.EDIT_REGISTERS)]


@router.get("", summary="List the take-off and landing sites")
def list_sites(account: Reader, unit: Reading) -> list[SiteOut]:
    """Return your organisation's sites; for the prefecture, those that submitted proposals chose."""
    return [SiteOut.of(entry) for entry in registers.entries(unit, account, Kind.SITE)]


@router.get("/{entry_id}", summary="Look at a site")
def look(entry_id: str, account: Reader, unit: Reading) -> SiteOut:
    """Return a site: for the prefecture as the newest submitted proposal chose it."""
    return SiteOut.of(registers.entry_seen(unit, account, Kind.SITE, entry_id))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add a site")
def add(sent: SiteIn, account: Keeper, unit: Writing, now: Now) -> SiteOut:
    """Add a site to your organisation's register."""
    facts = sent.facts.value()
    return SiteOut.of(registers.add(unit, account, Kind.SITE, facts, sent.contact.value(), now=now))


@router.put("/{entry_id}", summary="Change a site")
def change(entry_id: str, sent: SiteChange, account: Keeper, unit: Writing, now: Now) -> SiteOut:
    """State a site anew. Drafts that chose it follow; what was submitted stays as it was."""
    seen = registers.Seen(Kind.SITE, entry_id, sent.version)
    facts = sent.facts.value()
    return SiteOut.of(registers.change(unit, account, seen, facts, sent.contact.value(), now=now))


@router.post("/{entry_id}/retirement", status_code=status.HTTP_204_NO_CONTENT, summary="Retire a site")
def retire(entry_id: str, account: Keeper, unit: Writing, now: Now) -> None:
    """Let a site be chosen no more."""
    registers.retire(unit, account, Kind.SITE, entry_id, now=now)

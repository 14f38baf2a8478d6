"""`/api/v1/pilots`: an organisation's pilots. Their names and licence numbers are in no proposal."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.register.entry import Kind
from api.deps import May, Now, Reading, Writing
from api.schemas.register_entries import PilotChange, PilotIn, PilotOut
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import registers

router = APIRouter(prefix="/pilots", tags=["registers"])

Reader = Annotated[Account, May(Action.READ_REGISTERS)]
Keeper = Annotated[Account, May(Action.EDIT_REGISTERS)]


@router.get("", summary="List the pilots")
def list_pilots(account: Reader, unit: Reading) -> list[PilotOut]:
    """Return your organisation's pilots; for the prefecture, those that submitted proposals chose."""
    return [PilotOut.of(entry) for entry in registers.entries(unit, account, Kind.PILOT)]


@router.get("/{entry_id}", summary="Look at a pilot")
def look(entry_id: str, account: Reader, unit: Reading) -> PilotOut:
    """Return a pilot: for the prefecture as the newest submitted proposal chose it."""
    return PilotOut.of(registers.entry_seen(unit, account, Kind.PILOT, entry_id))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add a pilot")
def add(sent: PilotIn, account: Keeper, unit: Writing, now: Now) -> PilotOut:
    """Add a pilot to your organisation's register."""
    facts = sent.facts.value()
    return PilotOut.of(registers.add(unit, account, Kind.PILOT, facts, sent.person.value(), now=now))


@router.put("/{entry_id}", summary="Change a pilot")
def change(entry_id: str, sent: PilotChange, account: Keeper, unit: Writing, now: Now) -> PilotOut:
    """State a pilot anew. Drafts that chose it follow; what was submitted stays as it was."""
    seen = registers.Seen(Kind.PILOT, entry_id, sent.version)
    facts = sent.facts.value()
    return PilotOut.of(registers.change(unit, account, seen, facts, sent.person.value(), now=now))


@router.post("/{entry_id}/retirement", status_code=status.HTTP_204_NO_CONTENT, summary="Retire a pilot")
def retire(entry_id: str, account: Keeper, unit: Writing, now: Now) -> None:
    """Let a pilot be chosen no more."""
    registers.retire(unit, account, Kind.PILOT, entry_id, now=now)

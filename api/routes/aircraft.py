"""`/api/v1/aircraft`: an organisation's aircraft, kept once and chosen in its proposals."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.register.entry import Kind
from api.deps import May, Now, Reading, Writing
from api.schemas.register_entries import AircraftChange, AircraftIn, AircraftOut
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import registers

router = APIRouter(prefix="/aircraft", tags=["registers"])

Reader = Annotated[Account, May(Action.READ_REGISTERS)]
Keeper = Annotated[Account, May(Action.EDIT_REGISTERS)]


@router.get("", summary="List the aircraft")
def list_aircraft(account: Reader, unit: Reading) -> list[AircraftOut]:
    """Return your organisation's aircraft; for the prefecture, those that submitted proposals chose."""
    return [AircraftOut.of(entry) for entry in registers.entries(unit, account, Kind.AIRCRAFT)]


@router.get("/{entry_id}", summary="Look at an aircraft")
def look(entry_id: str, account: Reader, unit: Reading) -> AircraftOut:
    """Return an aircraft: for the prefecture as the newest submitted proposal chose it."""
    return AircraftOut.of(registers.entry_seen(unit, account, Kind.AIRCRAFT, entry_id))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add an aircraft")
def add(sent: AircraftIn, account: Keeper, unit: Writing, now: Now) -> AircraftOut:
    """Add an aircraft to your organisation's register."""
    facts = sent.facts.value()
    return AircraftOut.of(registers.add(unit, account, Kind.AIRCRAFT, facts, None, now=now))


@router.put("/{entry_id}", summary="Change an aircraft")
def change(
    entry_id: str,
    sent: AircraftChange,
    account: Keeper,
    unit: Writing,
    now: Now,
) -> AircraftOut:
    """State an aircraft anew. Drafts that chose it follow; what was submitted stays as it was."""
    seen = registers.Seen(Kind.AIRCRAFT, entry_id, sent.version)
    facts = sent.facts.value()
    return AircraftOut.of(registers.change(unit, account, seen, facts, None, now=now))


@router.post("/{entry_id}/retirement", status_code=status.HTTP_204_NO_CONTENT, summary="Retire an aircraft")
def retire(entry_id: str, account: Keeper, unit: Writing, now: Now) -> None:
    """Let an aircraft be chosen no more."""
    registers.retire(unit, account, Kind.AIRCRAFT, entry_id, now=now)

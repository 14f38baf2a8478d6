"""`/api/v1/insurances`: an organisation's liability insurances."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.register.entry import Kind
from api.deps import May, Now, Reading, Writing
from api.schemas.register_entries import InsuranceChange, InsuranceIn, InsuranceOut
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import registers

router = APIRouter(prefix="/insurances", tags=["registers"])

Reader = Annotated[Account, May(Action.READ_REGISTERS)]
Keeper = Annotated[Account, May(Action.EDIT_REGISTERS)]


@router.get("", summary="List the insurances")
def list_insurances(account: Reader, unit: Reading) -> list[InsuranceOut]:
    """Return your organisation's insurances; for the prefecture, those that submitted proposals chose."""
    return [InsuranceOut.of(entry) for entry in registers.entries(unit, account, Kind.INSURANCE)]


@router.get("/{entry_id}", summary="Look at an insurance")
def look(entry_id: str, account: Reader, unit: Reading) -> InsuranceOut:
    """Return an insurance: for the prefecture as the newest submitted proposal chose it."""
    return InsuranceOut.of(registers.entry_seen(unit, account, Kind.INSURANCE, entry_id))


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add an insurance")
def add(sent: InsuranceIn, account: Keeper, unit: Writing, now: Now) -> InsuranceOut:
    """Add an insurance to your organisation's register."""
    facts = sent.facts.value()
    return InsuranceOut.of(registers.add(unit, account, Kind.INSURANCE, facts, sent.policy.value(), now=now))


@router.put("/{entry_id}", summary="Change an insurance")
def change(
    entry_id: str,
    sent: InsuranceChange,
    account: Keeper,
    unit: Writing,
    now: Now,
) -> InsuranceOut:
    """State an insurance anew. Drafts that chose it follow; what was submitted stays as it was."""
    seen = registers.Seen(Kind.INSURANCE, entry_id, sent.version)
    facts = sent.facts.value()
    return InsuranceOut.of(registers.change(unit, account, seen, facts, sent.policy.value(), now=now))


@router.post("/{entry_id}/retirement", status_code=status.HTTP_204_NO_CONTENT, summary="Retire an insurance")
def retire(entry_id: str, account: Keeper, unit: Writing, now: Now) -> None:
    """Let an insurance be chosen no more."""
    registers.retire(unit, account, Kind.INSURANCE, entry_id, now=now)

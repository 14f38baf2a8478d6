"""What a proposal uses of its organisation's registers: found by id, always as the register says it now.

A draft holds ids and what the entries said when it was saved; each reading of it takes what they say now, until
submitting freezes that. Facts that somebody sends along are never believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from airspace.register.chosen import NOTHING_CHOSEN, Chosen, ChosenEntry
from airspace.register.entry import KIND_NAMES, MEMBER_OF, Entry, Kind
from airspace.register.facts import Aircraft, Private
from airspace.register.fill import aircraft_in_words, emptied, filled, noise_in_words
from airspace.trial import Operation
from airspace.workflow import StepRefused
from api.schemas.operation import OperationData
from api.schemas.proposal import ProposalContent
from api.security.accounts import Account
from api.services.registers import private_readable
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

WORDS = {"aircraft": (aircraft_in_words, 300), "noise": (noise_in_words, 500)}
"""The proposal's texts that the chosen aircraft tell, and how long they may be."""


Offered = Mapping[Kind, tuple[Entry, ...]]
"""The entries of each register that may be chosen."""


def offered_to(unit: UnitOfWork, account: Account) -> Offered:
    """Return what an operator may choose: its organisation's entries that are not retired."""
    return {
        kind: tuple(entry for entry in unit.registers.list(kind, account.organisation_id) if entry.retired_at is None)
        for kind in Kind
    }


def chosen_of(entries: Sequence[Entry]) -> Chosen:
    """Return entries as a flight holds them; raises `ValueRefused` where they are too many."""
    return Chosen(
        **{member: tuple(_held(entry) for entry in entries if entry.kind is kind) for kind, member in MEMBER_OF.items()}
    )


def choose(unit: UnitOfWork, organisation_id: str, ids: Mapping[Kind, Sequence[str]]) -> Chosen:
    """Return entries of an organisation's registers as they are now.

    Raises
    ------
    ValueRefused
        If one is not in its registers, or is chosen twice.
    StepRefused
        If one is retired.
    """
    entries = [_entry(unit, organisation_id, kind, entry_id) for kind in Kind for entry_id in ids.get(kind, ())]
    for entry in entries:
        if entry.retired_at is not None:
            name = KIND_NAMES[entry.kind]
            raise StepRefused(
                Text(
                    f"選ばれている{name.ja}に、使わないことになったものがあります。",
                    f"An entry that was chosen ({name.en}) is retired.",
                ),
                Text("計画書を開き、ほかのものを選んで保存してください。", "Open the proposal and choose another."),
            )
    return chosen_of(entries)


def renewed(unit: UnitOfWork, organisation_id: str, content: ProposalContent) -> ProposalContent:
    """Return a proposal with what its chosen entries say now; what was typed by hand stays.

    Raises what `choose` does.
    """
    if all(data.chosen is None for data in content.operations):
        return content
    was = [_typed(data) for data in content.operations]
    now = []
    for data, typed in zip(content.operations, was, strict=True):
        ids = {kind: [each.id for each in getattr(data.chosen, member, ())] for kind, member in MEMBER_OF.items()}
        now.append(filled(replace(typed.flight, chosen=choose(unit, organisation_id, ids))))
    flights = [_with_what_is_chosen(data, flight) for data, flight in zip(content.operations, now, strict=True)]
    words = _words(content, [typed.chosen for typed in was], [flight.chosen for flight in now])
    return content.model_copy(update={"operations": flights, **words})


def renewed_where_possible(unit: UnitOfWork, organisation_id: str, content: ProposalContent) -> ProposalContent:
    """Return such a proposal to look at; one with an entry that can be chosen no more is left as it was saved."""
    try:
        return renewed(unit, organisation_id, content)
    except (StepRefused, ValueRefused):
        return content


def without_words(content: ProposalContent) -> dict[str, str]:
    """Return the texts that its chosen aircraft tell, empty where they say no more than those do."""
    aircraft = _aircraft([_chosen(data) for data in content.operations])
    written = {name: getattr(content, name) for name in WORDS}
    return {
        name: "" if written[name] == make(aircraft, most=most) else written[name]
        for name, (make, most) in WORDS.items()
    }


def versions(content: ProposalContent) -> dict[str, int]:
    """Return which version of which entry a proposal holds, by the entry's id."""
    return {
        entry.id: entry.version
        for data in content.operations
        for member in MEMBER_OF.values()
        for entry in getattr(_chosen(data), member)
    }


def beside(unit: UnitOfWork, account: Account, content: ProposalContent) -> dict[str, Private]:
    """Return what is private beside a proposal's chosen entries and may be read by the account, by the entries' ids.

    The account must be one that may see the trial.
    """
    ids = list(versions(content))
    found: dict[str, Private] = {}
    for kind in Kind:
        if private_readable(account, kind):
            found |= unit.registers.private(kind, ids)
    return found


def _held(entry: Entry) -> ChosenEntry[Any]:
    return ChosenEntry(entry.id, entry.version, entry.facts)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A flight without what its chosen entries had filled, and those."""

    flight: Operation
    chosen: Chosen


def _entry(unit: UnitOfWork, organisation_id: str, kind: Kind, entry_id: str) -> Entry:
    entry = unit.registers.get(kind, entry_id)
    if entry is None or entry.organisation_id != organisation_id:
        raise ValueRefused(
            Text(f"選ばれた{KIND_NAMES[kind].ja}が登録簿にありません。", f"No such {KIND_NAMES[kind].en}."),
            Text("登録簿にあるものを選んでください。", "Choose one that is in the register."),
            where="chosen",
        )
    return entry


def _typed(data: OperationData) -> _Typed:
    """Return a flight as it was typed. Where entries come by id alone, nothing is known to have been filled."""
    if data.chosen is None:
        return _Typed(data.value(), NOTHING_CHOSEN)
    entries = [each for member in MEMBER_OF.values() for each in getattr(data.chosen, member)]
    if any(each.facts is None or each.version is None for each in entries):
        return _Typed(data.model_copy(update={"chosen": None}).value(), NOTHING_CHOSEN)
    flight = data.value()
    return _Typed(emptied(flight), flight.chosen)


def _with_what_is_chosen(data: OperationData, flight: Operation) -> OperationData:
    """Return a flight's wire form with what the register can have changed, the rest as it was written."""
    new = OperationData.of(flight)
    changed = ("chosen", "declared", "speed_mps", "fall_distance_m")
    return data.model_copy(update={name: getattr(new, name) for name in changed})


def _words(content: ProposalContent, was: Sequence[Chosen], now: Sequence[Chosen]) -> dict[str, str]:
    told = {}
    for name, (make, most) in WORDS.items():
        written = getattr(content, name)
        from_register = written in ("", make(_aircraft(was), most=most))
        told[name] = make(_aircraft(now), most=most) if from_register else written
    return told


def _chosen(data: OperationData) -> Chosen:
    return data.chosen.value() if data.chosen else NOTHING_CHOSEN


def _aircraft(chosen: Sequence[Chosen]) -> list[Aircraft]:
    """Return the aircraft that several flights chose, each once."""
    return list({entry.id: entry.facts for each in chosen for entry in each.aircraft}.values())

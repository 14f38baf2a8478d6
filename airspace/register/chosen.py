"""What a flight uses of its organisation's registers: entries by random id, with their facts at that time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from airspace.register.facts import Aircraft, Facts, Insurance, Pilot, Site
from geo.errors import ValueRefused
from geo.text import Text

FactsT = TypeVar("FactsT", bound=Facts)

MOST_CHOSEN = 20


@dataclass(frozen=True, slots=True)
class ChosenEntry(Generic[FactsT]):
    """One version of an entry, and what it said."""

    id: str
    version: int
    facts: FactsT


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries that a flight uses. Pages and findings number each kind from 1, in this order."""

    aircraft: tuple[ChosenEntry[Aircraft], ...] = ()
    pilots: tuple[ChosenEntry[Pilot], ...] = ()
    insurances: tuple[ChosenEntry[Insurance], ...] = ()
    sites: tuple[ChosenEntry[Site], ...] = ()

    def __post_init__(self) -> None:
        for entries in (self.aircraft, self.pilots, self.insurances, self.sites):
            if len(entries) > MOST_CHOSEN or len({entry.id for entry in entries}) != len(entries):
                raise ValueRefused(
                    Text("登録簿からの選びかたが正しくありません。", "The choice from the registers cannot be used."),
                    Text(
                        f"同じものは1度だけ、種類ごとに{MOST_CHOSEN}件までにしてください。",
                        f"Choose each entry once, at most {MOST_CHOSEN} of a kind.",
                    ),
                    where="chosen",
                )

    def __bool__(self) -> bool:
        return bool(self.aircraft or self.pilots or self.insurances or self.sites)


NOTHING_CHOSEN = Chosen()
"""A flight that uses nothing of a register."""

"""An entry of a register: versions of facts, of which a proposal freezes the one that it chose."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from airspace.register.facts import Aircraft, Facts, Insurance, Pilot, PilotPerson, Policy, Private, Site, SiteContact
from geo.text import Text


class Kind(StrEnum):
    """The four registers."""

    AIRCRAFT = "aircraft"
    PILOT = "pilot"
    INSURANCE = "insurance"
    SITE = "site"


KIND_NAMES = {
    Kind.AIRCRAFT: Text("機体", "aircraft"),
    Kind.PILOT: Text("操縦者", "pilot"),
    Kind.INSURANCE: Text("保険", "insurance"),
    Kind.SITE: Text("離着陸場所", "take-off and landing site"),
}

MEMBER_OF = {
    Kind.AIRCRAFT: "aircraft",
    Kind.PILOT: "pilots",
    Kind.INSURANCE: "insurances",
    Kind.SITE: "sites",
}
"""Where the entries of each register stand in what a flight chose (`airspace.register.chosen.Chosen`)."""

FACTS_OF: dict[Kind, type[Facts]] = {
    Kind.AIRCRAFT: Aircraft,
    Kind.PILOT: Pilot,
    Kind.INSURANCE: Insurance,
    Kind.SITE: Site,
}

PRIVATE_OF: dict[Kind, type[Private]] = {
    Kind.PILOT: PilotPerson,
    Kind.INSURANCE: Policy,
    Kind.SITE: SiteContact,
}
"""What a register keeps beside the facts; an aircraft has nothing of that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an entry. `private` is as it is now, None where it was deleted or is nobody's to see.

    Versions count from 1 and never change. `retired_at` is when the entry ceased to be chosen.
    """

    id: str
    organisation_id: str
    kind: Kind
    version: int
    facts: Facts
    private: Private | None = field(repr=False)
    stated_at: datetime
    stated_by: str
    retired_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.stated_at.tzinfo is None or (self.retired_at is not None and self.retired_at.tzinfo is None):
            raise ValueError("an entry's times must be aware")
        if not isinstance(self.facts, FACTS_OF[self.kind]):
            raise TypeError(f"the facts of {self.kind} are not {type(self.facts).__name__}")
        if self.private is not None and type(self.private) is not PRIVATE_OF.get(self.kind):
            raise TypeError(f"beside {self.kind} there is no {type(self.private).__name__}")

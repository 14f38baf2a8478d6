"""Entries of the registers as resources: what is sent to add or change one, and what is read of it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from airspace.register.entry import Entry
from api.schemas.register import (
    DATA_OF,
    PRIVATE_DATA_OF,
    AircraftData,
    ContactData,
    InsuranceData,
    PersonData,
    PilotData,
    PolicyData,
    SiteData,
)
from api.schemas.wire import Untold, Wire

Version = Field(ge=1, description="The version that the change starts from.")


class AircraftIn(Wire):
    """An aircraft to be added."""

    facts: AircraftData


class AircraftChange(AircraftIn):
    """An aircraft as it is from now on."""

    version: int = Version


class PilotIn(Wire):
    """A pilot to be added; the person is kept apart and is in no proposal."""

    facts: PilotData
    person: PersonData


class PilotChange(PilotIn):
    """A pilot as it is from now on."""

    version: int = Version


class InsuranceIn(Wire):
    """An insurance to be added; the policy's number is kept apart and is in no proposal."""

    facts: InsuranceData
    policy: PolicyData = PolicyData()


class InsuranceChange(InsuranceIn):
    """An insurance as it is from now on."""

    version: int = Version


class SiteIn(Wire):
    """A take-off and landing site to be added; address and manager are kept apart and are in no proposal."""

    facts: SiteData
    contact: ContactData = ContactData()


class SiteChange(SiteIn):
    """A site as it is from now on."""

    version: int = Version


class EntryOut(Wire):
    """An entry of a register: its id, the version shown, and whether it may still be chosen."""

    id: str
    version: int
    stated_at: datetime
    retired_at: datetime | None


class AircraftOut(EntryOut):
    """An aircraft."""

    facts: AircraftData

    @classmethod
    def of(cls, entry: Entry) -> "AircraftOut":
        """Return the wire form."""
        return cls(**_told(entry))


class PilotOut(EntryOut):
    """A pilot; the person is left out where it was deleted."""

    facts: PilotData
    person: Untold[PersonData] = None

    @classmethod
    def of(cls, entry: Entry) -> "PilotOut":
        """Return the wire form."""
        return cls(**_told(entry), person=_private(entry))


class InsuranceOut(EntryOut):
    """An insurance; the policy's number is left out for anybody but its organisation."""

    facts: InsuranceData
    policy: Untold[PolicyData] = None

    @classmethod
    def of(cls, entry: Entry) -> "InsuranceOut":
        """Return the wire form."""
        return cls(**_told(entry), policy=_private(entry))


class SiteOut(EntryOut):
    """A take-off and landing site."""

    facts: SiteData
    contact: Untold[ContactData] = None

    @classmethod
    def of(cls, entry: Entry) -> "SiteOut":
        """Return the wire form."""
        return cls(**_told(entry), contact=_private(entry))


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "version": entry.version,
        "stated_at": entry.stated_at,
        "retired_at": entry.retired_at,
        "facts": DATA_OF[entry.kind].of(entry.facts),
    }


def _private(entry: Entry) -> Any:
    return None if entry.private is None else PRIVATE_DATA_OF[entry.kind].of(entry.private)

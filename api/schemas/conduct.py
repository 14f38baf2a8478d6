"""Enquiries and reports as JSON."""

from datetime import datetime

from pydantic import Field

from airspace.conduct import MOST_FLIGHTS, TrialReport
from airspace.enquiry import Enquiry, EnquiryEntry
from api.schemas.operation import Wire

MOST_CHARACTERS = 10_000


class ClosureIn(Wire):
    """Why a case is closed that its operator has left. Write no names, addresses or telephone numbers of people."""

    reason: str = Field(default="", max_length=MOST_CHARACTERS)


class EnquiryIn(Wire):
    """A question to the office. Write no names, addresses or telephone numbers of people."""

    subject: str = Field(max_length=MOST_CHARACTERS)
    text: str = Field(max_length=MOST_CHARACTERS)


class EntryIn(Wire):
    """What is said next in an enquiry."""

    text: str = Field(max_length=MOST_CHARACTERS)


class EntryData(Wire):
    """One thing said in an enquiry."""

    number: int
    text: str
    by_the_office: bool
    said_at: datetime

    @classmethod
    def of(cls, entry: EnquiryEntry) -> "EntryData":
        """Return the wire form; it does not say by whom."""
        return cls(number=entry.number, text=entry.text, by_the_office=entry.by_the_office, said_at=entry.said_at)


class EnquiryData(Wire):
    """An enquiry with all that was said, oldest first."""

    id: str
    subject: str
    begun_at: datetime
    trial_id: str | None
    entries: list[EntryData]

    @classmethod
    def of(cls, enquiry: Enquiry, entries: tuple[EnquiryEntry, ...]) -> "EnquiryData":
        """Return the wire form."""
        return cls(
            id=enquiry.id,
            subject=enquiry.subject,
            begun_at=enquiry.begun_at,
            trial_id=enquiry.trial_id,
            entries=[EntryData.of(entry) for entry in entries],
        )


class TrialNamedIn(Wire):
    """The trial that came of an enquiry."""

    trial_id: str = Field(max_length=100)


class ReportIn(Wire):
    """What was flown and what happened; where nothing did, `incidents` says that."""

    flights: int = Field(ge=0, le=MOST_FLIGHTS)
    summary: str = Field(max_length=MOST_CHARACTERS)
    incidents: str = Field(max_length=MOST_CHARACTERS)


class ReportData(Wire):
    """The report of a trial."""

    flights: int
    summary: str
    incidents: str
    reported_at: datetime

    @classmethod
    def of(cls, report: TrialReport) -> "ReportData":
        """Return the wire form."""
        return cls(
            flights=report.flights,
            summary=report.summary,
            incidents=report.incidents,
            reported_at=report.reported_at,
        )

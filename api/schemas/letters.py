"""Letters as JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from airspace.letter import (
    MOST_CLAUSES,
    Addressee,
    Facility,
    Honorific,
    LetterKind,
    Redress,
    Seal,
    Sender,
)
from api.schemas.wire import Wire
from api.services.letters import OF_THE_DESK, DeskLetter
from api.store.letters import KeptLetter

MOST_SENT = 10_000


class FacilityData(Wire):
    """A place that the prefecture manages: which, what part of it, when it is used."""

    name: str = Field(max_length=MOST_SENT)
    place: str = Field(max_length=MOST_SENT)
    period: str = Field(max_length=MOST_SENT)

    def value(self) -> Facility:
        """Return the value; raises `ValueRefused` for what is no line of text."""
        return Facility(self.name, self.place, self.period)


class RedressData(Wire):
    """教示: who reviews, whom an action for annulment names, and who represents it."""

    review_to: str = Field(max_length=MOST_SENT)
    defendant: str = Field(max_length=MOST_SENT)
    represented_by: str = Field(max_length=MOST_SENT)

    def value(self) -> Redress:
        """Return the value; raises `ValueRefused` for what is no line of text."""
        return Redress(self.review_to, self.defendant, self.represented_by)


class LetterIn(Wire):
    """A letter of the desk, which tells of no decision."""

    kind: LetterKind = Field(json_schema_extra={"enum": [kind.value for kind in OF_THE_DESK]})
    document_number: str = Field(max_length=MOST_SENT)
    issued_on: date
    addressee: list[str] = Field(min_length=1, max_length=10)
    honorific: Literal["様", "御中", "殿"] = "御中"
    sender: str = Field(max_length=MOST_SENT)
    seal: bool = False
    desk: str = Field(max_length=MOST_SENT)
    telephone: str = Field(max_length=MOST_SENT)
    keep_years: int = 5
    asked: list[str] = Field(default=[], max_length=MOST_CLAUSES)
    reasons: list[str] = Field(default=[], max_length=MOST_CLAUSES)
    due_on: date | None = None

    def value(self) -> DeskLetter:
        """Return what the service takes; raises `ValueRefused` for words that cannot stand in a letter."""
        return DeskLetter(
            kind=self.kind,
            document_number=self.document_number,
            issued_on=self.issued_on,
            addressee=Addressee(tuple(self.addressee), Honorific(self.honorific)),
            sender=Sender(self.sender, Seal.STAMPED if self.seal else Seal.OMITTED, self.desk, self.telephone),
            keep_years=self.keep_years,
            asked=tuple(self.asked),
            reasons=tuple(self.reasons),
            due_on=self.due_on,
        )


class LetterData(Wire):
    """A letter that left the office. `sha256` is its PDF's, `audit_head` the head of the audit log printed on it."""

    number: int
    kind: LetterKind
    document_number: str
    issued_on: date
    sha256: str
    audit_head: str
    made_at: datetime

    @classmethod
    def of(cls, letter: KeptLetter) -> "LetterData":
        """Return the wire form; it does not say by whom."""
        return cls(
            number=letter.number,
            kind=letter.kind,
            document_number=letter.document_number,
            issued_on=letter.issued_on,
            sha256=letter.sha256,
            audit_head=letter.audit_head,
            made_at=letter.made_at,
        )

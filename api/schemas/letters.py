"""Letters as JSON."""

from datetime import date, datetime

from pydantic import Field

from airspace.letter import Facility, LetterKind, Redress
from api.schemas.wire import Wire
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


class StopRequestIn(Wire):
    """A request to stop: what is asked, and why."""

    asked: str = Field(max_length=MOST_SENT)
    reason: str = Field(max_length=MOST_SENT)


class LetterData(Wire):
    """A letter that left the office.

    `sha256` is its PDF's; `audit_number` and `audit_head` are the head of the audit log printed on it.
    """

    number: int
    kind: LetterKind
    document_number: str
    issued_on: date
    addressee: list[str]
    revision: int
    sha256: str
    audit_number: int
    audit_head: str
    made_at: datetime

    @classmethod
    def of(cls, kept: KeptLetter) -> "LetterData":
        """Return the wire form; it does not say by whom."""
        letter = kept.letter
        return cls(
            number=kept.number,
            kind=letter.kind,
            document_number=letter.number,
            issued_on=letter.issued_on,
            addressee=list(letter.addressee.lines),
            revision=letter.about.revision_number,
            sha256=kept.sha256,
            audit_number=letter.audit_head.number,
            audit_head=letter.audit_head.sha256,
            made_at=kept.made_at,
        )

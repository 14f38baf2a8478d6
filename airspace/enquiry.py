"""事前相談: what an operator asks before anything is submitted, and what the office answered; both kept as written."""

from dataclasses import dataclass
from datetime import datetime

from airspace.letter_text import refuse_no_line, refuse_no_words

MOST_OF_A_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A talk with the office that an operator began; a trial that came of it may be named later."""

    id: str
    organisation_id: str
    subject: str
    begun_at: datetime
    begun_by: str
    trial_id: str | None = None

    def __post_init__(self) -> None:
        refuse_no_line(self.subject, "subject")


@dataclass(frozen=True, slots=True)
class EnquiryEntry:
    """One thing said in it, counted from 1: by the operator, or by the office (also a record of a talk)."""

    enquiry_id: str
    number: int
    text: str
    by_the_office: bool
    said_at: datetime
    said_by: str

    def __post_init__(self) -> None:
        refuse_no_words(self.text, "text")

"""What is asked, answered, recalled and withdrawn. Each is a value that is never changed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.words import as_given
from airspace.trial import JST
from airspace.workdays import OfficeCalendar
from geo.errors import ValueRefused
from geo.text import Text

MOST_WORKING_DAYS = 60
MOST_QUESTIONS = 4_000
MOST_OPINION = 10_000
MOST_LINE = 200
MOST_REASON = 2_000

QUESTIONS = Text("聞きたいこと", "Questions")
OPINION_TEXT = Text("意見・条件", "Opinion, conditions")
POST = Text("回答する方の職名", "Post of whoever answers")
DOCUMENT_NUMBER = Text("文書番号", "Document number")
REASON = Text("理由", "Reason")
REDACTED = Text("公開用の写し", "Copy for publication")


class Opinion(StrEnum):
    """What a body that was asked holds. It is an opinion, not a permission."""

    NO_OBJECTION = "no_objection"
    NO_OBJECTION_WITH_CONDITIONS = "no_objection_with_conditions"
    OBJECTION = "objection"
    NO_OPINION = "no_opinion"


OPINION_NAMES = {
    Opinion.NO_OBJECTION: Text("支障なし", "no objection"),
    Opinion.NO_OBJECTION_WITH_CONDITIONS: Text("条件付きで支障なし", "no objection, with conditions"),
    Opinion.OBJECTION: Text("支障あり", "objection"),
    Opinion.NO_OPINION: Text("意見なし", "no opinion"),
}

NEEDS_WORDS = frozenset({Opinion.NO_OBJECTION_WITH_CONDITIONS, Opinion.OBJECTION})
"""Opinions that say nothing without words."""


class Standing(StrEnum):
    """Where a consultation stands at a moment. 未回答 is a state of its own, never agreement."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STANDING_NAMES = {
    Standing.WAITING: Text("未回答（回答待ち）", "no answer yet (awaited)"),
    Standing.OVERDUE: Text("未回答（期限を過ぎています）", "no answer (past the due date)"),
    Standing.ANSWERED: Text("回答あり", "answered"),
    Standing.WITHDRAWN: Text("照会を取下げ", "consultation withdrawn"),
}


class Channel(StrEnum):
    """How whoever answered was known: by a code sent to the office's registered address, or by an account."""

    CODE = "code"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Consultee:
    """Who is asked: the kind and name as they were at the time, and the office's id in the register."""

    kind: ConsulteeKind
    name: Text
    office_id: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """意見照会: one body asked about one revision. `number` counts a trial's consultations from 1."""

    id: str
    trial_id: str
    number: int
    revision_number: int
    revision_sha256: str
    consultee: Consultee
    questions: str
    asked_at: datetime
    asked_by: str
    working_days: int
    due_on: date

    def __post_init__(self) -> None:
        _aware(self.asked_at)

    def is_late(self, moment: datetime) -> bool:
        """Whether a moment is after the day in Japan by which an answer is due."""
        return moment.astimezone(JST).date() > self.due_on


@dataclass(frozen=True, slots=True)
class Answer:
    """回答: kept unchanged. Of a consultation's answers the one of the greatest `number`, from 1, is in effect.

    A correction is a further answer; the clock does not tell which is newer. `late` is whether it came after the due
    date. `answered_by` is an account's id, None where a code sent to the office's address was used.
    """

    id: str
    consultation_id: str
    number: int
    opinion: Opinion
    text: str
    post: str
    document_number: str
    answered_at: datetime
    late: bool
    channel: Channel
    answered_by: str | None = None

    def __post_init__(self) -> None:
        _aware(self.answered_at)
        if (self.channel is Channel.ACCOUNT) is not (self.answered_by is not None):
            raise ValueError("an answer by an account names it, one by a code names none")


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says, before it is recorded; unchanged but for its line ends."""

    opinion: Opinion
    text: str
    post: str
    document_number: str = ""

    def __post_init__(self) -> None:
        given = {
            "text": as_given(
                self.text, OPINION_TEXT, where="text", most=MOST_OPINION, owed=self.opinion in NEEDS_WORDS
            ),
            "post": as_given(self.post, POST, where="post", most=MOST_LINE, owed=True, lines=False),
            "document_number": as_given(
                self.document_number, DOCUMENT_NUMBER, where="document_number", most=MOST_LINE, owed=False, lines=False
            ),
        }
        for name, text in given.items():
            object.__setattr__(self, name, text)


@dataclass(frozen=True, slots=True)
class Reminder:
    """督促: a body that had not answered was reminded."""

    id: str
    consultation_id: str
    reminded_at: datetime
    reminded_by: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """照会の取下げ: the prefecture no longer asks."""

    consultation_id: str
    reason: str
    withdrawn_at: datetime
    withdrawn_by: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """公開用の写し: a text that staff made beside an answer, which stays as it is. The newest is published."""

    id: str
    answer_id: str
    number: int
    text: str = field(repr=False)
    made_at: datetime
    made_by: str


def due_day(asked_at: datetime, working_days: int, calendar: OfficeCalendar) -> date:
    """Return the day by which an answer is due, so many working days after the day in Japan on which it is asked.

    Raises
    ------
    ValueRefused
        If the number of days is less than 1 or more than `MOST_WORKING_DAYS`.
    """
    _aware(asked_at)
    if not 1 <= working_days <= MOST_WORKING_DAYS:
        raise ValueRefused(
            Text(f"回答期限の {working_days} 開庁日は使えません。", f"{working_days} working days cannot be used."),
            Text(f"1 から {MOST_WORKING_DAYS} の数にしてください。", f"Give a number from 1 to {MOST_WORKING_DAYS}."),
            where="working_days",
        )
    return calendar.after(asked_at.astimezone(JST).date(), working_days)


def questions_given(text: str) -> str:
    """Return what is asked; raises `ValueRefused` where nothing is, or it cannot be read."""
    return as_given(text, QUESTIONS, where="questions", most=MOST_QUESTIONS, owed=True)


def reason_of_withdrawal(text: str) -> str:
    """Return why a consultation is withdrawn; raises `ValueRefused` where nothing is said."""
    return as_given(text, REASON, where="reason", most=MOST_REASON, owed=True)


def copy_given(text: str) -> str:
    """Return a copy for publication; raises `ValueRefused` where it is empty or cannot be read."""
    return as_given(text, REDACTED, where="text", most=MOST_OPINION, owed=True)


def _aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")

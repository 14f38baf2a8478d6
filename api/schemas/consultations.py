"""Consultations as JSON: who is asked and why, where each stands, what was answered."""

from datetime import date, datetime

from pydantic import Field

from airspace.consultation import STANDING_NAMES, Answer, Opinion, Record, Redaction, Reminder, Said, Standing
from airspace.consultation.kinds import CHOSEN_BY_STAFF, ConsulteeKind
from airspace.consultation.office import ConsultedOffice
from airspace.consultation.suggest import Suggestions
from airspace.consultation.summary import Summary
from airspace.consultation.value import Channel
from api.schemas.operation import Wire
from api.schemas.text import TextData
from api.services.consultation.answer import Asked
from api.services.consultation.ask import DEFAULT_WORKING_DAYS, MOST_ASKED, Asking, Matched
from api.services.consultation.offices import NewOffice
from geo.text import Text

MOST_SENT = 20_000


class OfficeIn(Wire):
    """An office to be registered: a municipality with its five-digit code, any other without."""

    kind: ConsulteeKind
    name_ja: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)
    prefecture_code: str = Field(max_length=2)
    municipality_code: str = Field("", max_length=5)
    email: str = Field(max_length=300)
    address: str = Field("", max_length=400)
    organisation: str | None = Field(None, max_length=100)

    def value(self) -> NewOffice:
        """Return the office."""
        return NewOffice(
            kind=self.kind,
            name=Text(self.name_ja, self.name_en or self.name_ja),
            prefecture_code=self.prefecture_code,
            email=self.email,
            address=self.address,
            municipality_code=self.municipality_code,
            organisation_id=self.organisation,
        )


class OfficeData(Wire):
    """A registered office. Where it is reached is not told."""

    id: str
    kind: ConsulteeKind
    name: TextData
    prefecture_code: str
    municipality_code: str

    @classmethod
    def of(cls, office: ConsultedOffice) -> "OfficeData":
        """Return the wire form."""
        return cls(
            id=office.id,
            kind=office.kind,
            name=TextData.of(office.name),
            prefecture_code=office.prefecture_code,
            municipality_code=office.municipality_code,
        )


class SuggestionData(Wire):
    """A body that the route gives reason to ask, why, and the registered offices that are meant: none, one or more."""

    kind: ConsulteeKind
    name: TextData
    code: str
    reasons: list[TextData]
    offices: list[str]


class NotToldData(Wire):
    """Kinds of which the layers held cannot tell whether the route concerns any. That is not nobody."""

    kinds: list[ConsulteeKind]
    text: TextData


class SuggestionsData(Wire):
    """Whom to ask about the newest revision, what cannot be told, and which kinds no layer tells."""

    suggested: list[SuggestionData]
    not_told: list[NotToldData]
    chosen_by_staff: list[ConsulteeKind]
    editions: list[str]

    @classmethod
    def of(cls, found: Suggestions, matched: list[Matched]) -> "SuggestionsData":
        """Return the wire form."""
        return cls(
            suggested=[
                SuggestionData(
                    kind=match.suggestion.kind,
                    name=TextData.of(match.suggestion.name),
                    code=match.suggestion.code,
                    reasons=[TextData.of(reason) for reason in match.suggestion.reasons],
                    offices=[office.id for office in match.offices],
                )
                for match in matched
            ],
            not_told=[NotToldData(kinds=list(gap.kinds), text=TextData.of(gap.text)) for gap in found.not_told],
            chosen_by_staff=list(CHOSEN_BY_STAFF),
            editions=[edition.id for edition in found.editions],
        )


class AskingIn(Wire):
    """Whom to ask what about the newest revision, and within how many working days."""

    revision: int = Field(ge=1)
    offices: list[str] = Field(max_length=MOST_ASKED)
    questions: str = Field(max_length=MOST_SENT)
    working_days: int = DEFAULT_WORKING_DAYS

    def value(self) -> Asking:
        """Return the asking."""
        return Asking(self.revision, tuple(self.offices), self.questions, self.working_days)


class ReasonIn(Wire):
    """Why a consultation is withdrawn; the office reads it."""

    reason: str = Field(max_length=MOST_SENT)


class CopyIn(Wire):
    """A copy of an answer for publication."""

    text: str = Field(max_length=MOST_SENT)


class AnswerIn(Wire):
    """An answer. `seen` is how many answers to this consultation were seen before it: 0 for the first."""

    opinion: Opinion
    text: str = Field("", max_length=MOST_SENT)
    post: str = Field(max_length=MOST_SENT)
    document_number: str = Field("", max_length=MOST_SENT)
    seen: int = Field(ge=0)

    def value(self) -> Said:
        """Return what is said, unchanged."""
        return Said(self.opinion, self.text, self.post, self.document_number)


class RedactionData(Wire):
    """A copy of an answer for publication; the newest is published."""

    number: int
    text: str
    made_at: datetime

    @classmethod
    def of(cls, redaction: Redaction) -> "RedactionData":
        """Return the wire form."""
        return cls(number=redaction.number, text=redaction.text, made_at=redaction.made_at)


class AnswerData(Wire):
    """An answer as it was given. Of several the one of the greatest number is in effect."""

    id: str
    number: int
    opinion: Opinion
    text: str
    post: str
    document_number: str
    answered_at: datetime
    late: bool
    channel: Channel
    copy_for_publication: RedactionData | None = None

    @classmethod
    def of(cls, answer: Answer, redaction: Redaction | None = None) -> "AnswerData":
        """Return the wire form."""
        return cls(
            id=answer.id,
            number=answer.number,
            opinion=answer.opinion,
            text=answer.text,
            post=answer.post,
            document_number=answer.document_number,
            answered_at=answer.answered_at,
            late=answer.late,
            channel=answer.channel,
            copy_for_publication=RedactionData.of(redaction) if redaction else None,
        )


class ReminderData(Wire):
    """That a body was reminded."""

    reminded_at: datetime

    @classmethod
    def of(cls, reminder: Reminder) -> "ReminderData":
        """Return the wire form."""
        return cls(reminded_at=reminder.reminded_at)


class ConsultationData(Wire):
    """A consultation and where it stands now. `waiting` and `overdue` are 未回答: never agreement."""

    id: str
    number: int
    trial: str
    revision: int
    revision_sha256: str
    office: str
    kind: ConsulteeKind
    name: TextData
    questions: str
    asked_at: datetime
    due_on: date
    standing: Standing
    standing_text: TextData
    answers: list[AnswerData]
    reminders: list[ReminderData]
    withdrawn_at: datetime | None
    withdrawn_because: str | None

    @classmethod
    def of(cls, record: Record, now: datetime, *, for_staff: bool = True) -> "ConsultationData":
        """Return the wire form; copies for publication are shown to staff alone until they are public."""
        consultation = record.consultation
        standing = record.standing(now)
        return cls(
            id=consultation.id,
            number=consultation.number,
            trial=consultation.trial_id,
            revision=consultation.revision_number,
            revision_sha256=consultation.revision_sha256,
            office=consultation.consultee.office_id,
            kind=consultation.consultee.kind,
            name=TextData.of(consultation.consultee.name),
            questions=consultation.questions,
            asked_at=consultation.asked_at,
            due_on=consultation.due_on,
            standing=standing,
            standing_text=TextData.of(STANDING_NAMES[standing]),
            answers=[
                AnswerData.of(answer, record.redaction_of(answer) if for_staff else None) for answer in record.answers
            ],
            reminders=[ReminderData.of(reminder) for reminder in record.reminders],
            withdrawn_at=record.withdrawal.withdrawn_at if record.withdrawal else None,
            withdrawn_because=record.withdrawal.reason if record.withdrawal else None,
        )


class SummaryData(Wire):
    """The consultations about the newest revision in a sentence, and counted."""

    revision: int
    asked: int
    answered: int
    unanswered: int
    by_opinion: dict[Opinion, int]
    text: TextData

    @classmethod
    def of(cls, summary: Summary, revision_number: int) -> "SummaryData":
        """Return the wire form."""
        return cls(
            revision=revision_number,
            asked=summary.asked,
            answered=summary.answered,
            unanswered=len(summary.unanswered),
            by_opinion={opinion: len(records) for opinion, records in summary.by_opinion.items()},
            text=TextData.of(summary.text),
        )


class ConsultationsData(Wire):
    """A trial's consultations in the order in which they were asked, and their summary."""

    summary: SummaryData
    consultations: list[ConsultationData]


class AskedData(Wire):
    """What your office was asked about a trial."""

    title: str
    consultation: ConsultationData
    superseded: bool

    @classmethod
    def of(cls, asked: Asked, now: datetime) -> "AskedData":
        """Return the wire form."""
        return cls(
            title=asked.trial.title,
            consultation=ConsultationData.of(asked.record, now, for_staff=False),
            superseded=asked.is_superseded,
        )

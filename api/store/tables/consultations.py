"""Offices that are asked, what they are asked and answer, and the links and codes by which they answer.

Where an office is reached sits in a table of its own, so that it can be changed or deleted by itself.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class ConsultedOfficeRow(Base):
    """An office of the register."""

    __tablename__ = "consulted_office"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    prefecture_code: Mapped[str]
    municipality_code: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class OfficeContactRow(Base):
    """Where an office is reached."""

    __tablename__ = "office_contact"

    office_id: Mapped[str] = mapped_column(ForeignKey("consulted_office.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str]
    address: Mapped[str]


class ConsultationRow(Base):
    """A body asked about one revision; rows are added and never changed."""

    __tablename__ = "consultation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        UniqueConstraint("trial_id", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str]
    number: Mapped[int]
    revision_number: Mapped[int]
    revision_sha256: Mapped[str]
    office_id: Mapped[str] = mapped_column(ForeignKey("consulted_office.id"), index=True)
    kind: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    questions: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    working_days: Mapped[int]
    due_on: Mapped[date]


class ConsultationAnswerRow(Base):
    """An answer as it was given; rows are added and never changed."""

    __tablename__ = "consultation_answer"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    opinion: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    post: Mapped[str]
    document_number: Mapped[str]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime())
    late: Mapped[bool]
    channel: Mapped[str]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class ConsultationReminderRow(Base):
    """A reminder that was sent; rows are added and never changed."""

    __tablename__ = "consultation_reminder"

    id: Mapped[str] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), index=True)
    reminded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    reminded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class ConsultationWithdrawalRow(Base):
    """A consultation that was withdrawn; rows are added and never changed."""

    __tablename__ = "consultation_withdrawal"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime] = mapped_column(UtcDateTime())
    withdrawn_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class AnswerRedactionRow(Base):
    """A copy of an answer for publication, made by staff; rows are added and never changed."""

    __tablename__ = "answer_redaction"
    __table_args__ = (UniqueConstraint("answer_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("consultation_answer.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class AnswerLinkRow(Base):
    """A link that opens a consultation until `expires_at`; of its token only the hash is kept."""

    __tablename__ = "consultation_link"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())


class AnswerCodeRow(Base):
    """A one-time code that was sent to an office; of it only the hash is kept, made with the link's token."""

    __tablename__ = "answer_code"
    __table_args__ = (UniqueConstraint("link", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    link: Mapped[str] = mapped_column(ForeignKey("consultation_link.token_sha256", ondelete="CASCADE"))
    number: Mapped[int]
    code_sha256: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    tries: Mapped[int]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class AnsweringSessionRow(Base):
    """A browser that may answer one consultation until `expires_at`; of its token only the hash is kept."""

    __tablename__ = "answering_session"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)

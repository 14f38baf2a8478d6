"""Letters that left the office, as PDF; rows are only ever added."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class LetterRow(Base):
    """A letter of a trial, counted from 1: the PDF that left, and the letter as JSON, from which it is drawn again.

    `audit_number` and `audit_head` are the head of the audit log that is printed on it.
    """

    __tablename__ = "letter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
    )

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    document_number: Mapped[str]
    issued_on: Mapped[date]
    revision_number: Mapped[int]
    letter: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    audit_number: Mapped[int]
    audit_head: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

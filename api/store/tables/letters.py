"""Letters that left the office, as PDF; rows are only ever added."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class LetterRow(Base):
    """A letter of a trial, counted from 1; `audit_head` is the head of the audit log that is printed on it."""

    __tablename__ = "letter"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    document_number: Mapped[str]
    issued_on: Mapped[date]
    sha256: Mapped[str]
    pdf: Mapped[bytes]
    audit_head: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

"""What people are in the middle of typing, and what staff remark on a field of a proposal."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class TypedFormRow(Base):
    """The fields of an operator's proposal as they were typed last, before they are saved as a draft.

    `subject` is the trial's id, or "new" for a proposal that is no trial yet.
    """

    __tablename__ = "typed_form"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CorrectionRemarkRow(Base):
    """What staff ask to be corrected in one field of a revision; never changed."""

    __tablename__ = "correction_remark"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
    )

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    revision_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

"""What staff say of findings: rows are only ever added."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class OverrideRow(Base):
    """One view of one finding of a revision; `number` is its place among all that was said of the revision."""

    __tablename__ = "finding_override"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        UniqueConstraint("trial_id", "revision_number", "number"),
        CheckConstraint("outcome IN ('CLEAR', 'ADVISORY', 'UNDETERMINED', 'CAUGHT')", name="outcome"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str]
    revision_number: Mapped[int]
    number: Mapped[int]
    flight: Mapped[int]
    place: Mapped[int]
    outcome: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

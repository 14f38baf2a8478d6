"""Closed cases as they are filed, what holds them, and the tombstones of what was ended."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class CaseFileRow(Base):
    """How long a case is kept and what is done then. It outlives the case: it is the list of what was kept."""

    __tablename__ = "case_file"

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    retention_class: Mapped[str]
    closed_on: Mapped[date]
    measure: Mapped[str]
    transferred_on: Mapped[date | None]


class LegalHoldRow(Base):
    """What keeps a case from a day on; `until` is the last day, null while it is open. It outlives the case."""

    __tablename__ = "legal_hold"

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    placed_on: Mapped[date]
    until: Mapped[date | None]


class TombstoneRow(Base):
    """What stood in a table and was ended: when, by which rule, and the hash of what was there. Never changed.

    `number` is the revision's, where it was one. `sha256` is null where it was a person's own data: a hash of a name or
    an address can be guessed back.
    """

    __tablename__ = "tombstone"
    __table_args__ = (
        UniqueConstraint("table_name", "row_id"),
        CheckConstraint("kept_to < ended_on", name="its_time_has_passed"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str]
    row_id: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    number: Mapped[int | None]
    sha256: Mapped[str | None]
    rule: Mapped[str]
    kept_to: Mapped[date]
    ended_on: Mapped[date]
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime())

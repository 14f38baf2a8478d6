"""Switches of editions, and what each does to the revisions of the trials that it concerns."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class EditionSwitchRow(Base):
    """A change of the editions after which trials are looked at again; never changed."""

    __tablename__ = "edition_switch"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    editions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    due: Mapped[int]


class RescreeningRow(Base):
    """What a switch does to one revision; once, and never changed. The summaries are JSON."""

    __tablename__ = "rescreening"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
    )

    switch_id: Mapped[str] = mapped_column(ForeignKey("edition_switch.id"), primary_key=True)
    trial_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    revision_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    result: Mapped[str]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    editions: Mapped[list[str]] = mapped_column(JSON)
    reason_ja: Mapped[str | None]
    reason_en: Mapped[str | None]

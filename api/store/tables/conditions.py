"""Conditions of decisions, commitments of trials, and what was judged of each amendment; all rows only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class ConditionRow(Base):
    """One condition of a decision, in the decision's order; `asked` is what a machine checks of it."""

    __tablename__ = "decision_condition"
    __table_args__ = (
        UniqueConstraint("decision_id", "number"),
        CheckConstraint("text <> '' AND reason <> ''", name="has_words"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    owner: Mapped[str]
    due: Mapped[date | None]
    source: Mapped[str]
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CommitmentRow(Base):
    """One promise of a trial; a later one may stand in place of an earlier one, each of them once."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("trial_id", "number"),
        UniqueConstraint("trial_id", "replaces"),
        CheckConstraint("text <> '' AND reason <> ''", name="has_words"),
        CheckConstraint("replaces < number", name="replaces_an_earlier_one"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    owner: Mapped[str]
    due: Mapped[date | None]
    source: Mapped[str]
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    replaces: Mapped[int | None]
    withdrawn: Mapped[bool]


class AmendmentRow(Base):
    """What was found of a revision by conditions, commitments and the confirmed envelope when it was submitted."""

    __tablename__ = "amendment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
    )

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    revision_number: Mapped[int] = mapped_column(primary_key=True)
    result: Mapped[str] = mapped_column(Text)

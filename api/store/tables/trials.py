"""Trials, their drafts, frozen revisions, decisions and publications."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class TrialRow(Base):
    """A trial, from idea to report."""

    __tablename__ = "trial"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    created_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    standing: Mapped[str | None]


class TrialStepRow(Base):
    """One step of a trial's life; never changed."""

    __tablename__ = "trial_step"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str]
    after: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")


class IntakeRow(Base):
    """A trial's number in the office; of two trials accepted at once the database itself refuses a shared number."""

    __tablename__ = "intake"
    __table_args__ = (UniqueConstraint("fiscal_year", "number"),)

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    fiscal_year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str]
    received_on: Mapped[date]
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    accepted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    owner: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    report_due_on: Mapped[date | None]


class PledgeRow(Base):
    """The pledge of an operator, stated once; never changed."""

    __tablename__ = "pledge"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class DraftRow(Base):
    """What an operator is working on: one draft a trial, gone when it is submitted."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id", ondelete="CASCADE"), unique=True)
    content: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class RevisionRow(Base):
    """A submitted revision, never changed: canonical JSON (RFC 8785), its hash, its screening, its editions."""

    __tablename__ = "proposal_revision"
    __table_args__ = (UniqueConstraint("trial_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"))
    number: Mapped[int]
    canonical: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    screening: Mapped[str] = mapped_column(Text)
    editions: Mapped[list[str]] = mapped_column(JSON)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    submitted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class DecisionRow(Base):
    """What the prefecture decided about a revision; `outcome` is the step that was taken.

    `conditions` holds texts of before they became rows of their own (`ConditionRow`); of later decisions it is empty.
    """

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(index=True)
    revision_number: Mapped[int]
    kind: Mapped[str]
    outcome: Mapped[str]
    basis: Mapped[str] = mapped_column(Text)
    conditions: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class OverrideRow(Base):
    """A view that staff hold of one finding of a revision; rows are added and never changed."""

    __tablename__ = "finding_override"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        UniqueConstraint("trial_id", "revision_number", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(index=True)
    revision_number: Mapped[int]
    number: Mapped[int]
    flight: Mapped[int]
    finding: Mapped[int]
    finding_sha256: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class PublicationRow(Base):
    """The revision of a trial that residents see."""

    __tablename__ = "publication"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"))
    revision_number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime())
    published_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    widened_m: Mapped[float | None]
    days_only: Mapped[bool] = mapped_column(server_default=false())
    ends_hidden: Mapped[bool] = mapped_column(server_default=false())
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    easy_ja: Mapped[str] = mapped_column(Text, server_default="")
    plain_ja: Mapped[str] = mapped_column(Text, server_default="")
    plain_en: Mapped[str] = mapped_column(Text, server_default="")
    other: Mapped[list[list[str]]] = mapped_column(JSON, server_default="[]")

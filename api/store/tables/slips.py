"""Routing slips: the paper that never changes, what happened to it, who took which part, what came into force."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime

OPEN_ONLY = text("state IN ('on_its_way', 'to_export', 'exported', 'decided')")

PART_OF_KIND = """
CASE kind
  WHEN 'drafted' THEN coalesce(part, '') = 'drafter'
  WHEN 'endorsed' THEN coalesce(part, '') = 'assessor'
  WHEN 'concurred' THEN coalesce(part, '') = 'concurrer'
  WHEN 'decided' THEN coalesce(part, '') = 'decider'
  WHEN 'decided_for' THEN coalesce(part, '') = 'decider'
  WHEN 'decided_elsewhere' THEN coalesce(part, '') = 'recorder'
  ELSE part IS NULL
END
"""

DRAFTER_ALONE = """
actor <> drafted_by OR kind NOT IN ('endorsed', 'concurred', 'decided', 'decided_for', 'decided_elsewhere')
"""

DIFFERENT_PEOPLE = """
drafted_by <> coalesce(assessed_by, '') AND drafted_by <> coalesce(decided_by, '')
AND drafted_by <> coalesce(recorded_by, '') AND (assessed_by IS NULL OR assessed_by <> coalesce(decided_by, ''))
"""

DECIDED_BY_SOMEBODY = """
(assessed_by IS NOT NULL AND decided_by IS NOT NULL AND recorded_by IS NULL)
OR (assessed_by IS NULL AND decided_by IS NULL AND recorded_by IS NOT NULL)
"""


class SlipRow(Base):
    """A slip: its canonical JSON and that one's hash; `state` alone moves, and a trial has one open slip at most."""

    __tablename__ = "slip"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        UniqueConstraint("trial_id", "number"),
        UniqueConstraint("id", "drafted_by"),
        Index("uq_slip_open_trial_id", "trial_id", unique=True, sqlite_where=OPEN_ONLY, postgresql_where=OPEN_ONLY),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str]
    number: Mapped[int]
    revision_number: Mapped[int]
    paper: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    drafted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(index=True)


class SlipLetterRow(Base):
    """What a slip's letter says that may name people; deleted when its retention ends, never changed."""

    __tablename__ = "slip_letter"

    slip_id: Mapped[str] = mapped_column(ForeignKey("slip.id"), primary_key=True)
    particulars: Mapped[str] = mapped_column(Text)


class SlipPartRow(Base):
    """Who took which part in a slip. The key lets nobody take two."""

    __tablename__ = "slip_part"
    __table_args__ = (
        UniqueConstraint("slip_id", "account_id", "part"),
        CheckConstraint("part IN ('drafter', 'assessor', 'concurrer', 'decider', 'recorder')", name="known"),
    )

    slip_id: Mapped[str] = mapped_column(ForeignKey("slip.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    part: Mapped[str]


class SlipEventRow(Base):
    """What happened to a slip. Who endorses, concurs, decides or records must have that part, and is no drafter."""

    __tablename__ = "slip_event"
    __table_args__ = (
        ForeignKeyConstraint(["slip_id", "drafted_by"], ["slip.id", "slip.drafted_by"]),
        ForeignKeyConstraint(
            ["slip_id", "actor", "part"], ["slip_part.slip_id", "slip_part.account_id", "slip_part.part"]
        ),
        CheckConstraint(PART_OF_KIND, name="part_of_kind"),
        CheckConstraint(DRAFTER_ALONE, name="drafter_alone"),
    )

    slip_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    actor: Mapped[str] = mapped_column(ForeignKey("account.id"))
    part: Mapped[str | None]
    drafted_by: Mapped[str]
    post: Mapped[str]
    stop: Mapped[int | None]
    back_to: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    absent: Mapped[str]
    asked: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    document_number: Mapped[str]
    on: Mapped[date | None]
    sha256: Mapped[str]


class SlipEnforcementRow(Base):
    """A decision that a slip brought into force, by whom: the drafter, one who assessed, and the decider differ.

    Where it was decided in the prefecture's own system, who recorded that stands in place of the last two.
    """

    __tablename__ = "slip_enforcement"
    __table_args__ = (
        *(
            ForeignKeyConstraint(["slip_id", column], ["slip_part.slip_id", "slip_part.account_id"])
            for column in ("drafted_by", "assessed_by", "decided_by", "recorded_by")
        ),
        CheckConstraint(DIFFERENT_PEOPLE, name="different_people"),
        CheckConstraint(DECIDED_BY_SOMEBODY, name="decided_by_somebody"),
    )

    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    slip_id: Mapped[str] = mapped_column(ForeignKey("slip.id"), unique=True)
    document_number: Mapped[str]
    enforced_on: Mapped[date]
    drafted_by: Mapped[str]
    assessed_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    recorded_by: Mapped[str | None]

"""The registers: entries, versions of their facts, what is private beside them, and what revisions froze of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class RegisterEntryRow(Base):
    """An entry by its random id: whose, of which register, and whether it may still be chosen."""

    __tablename__ = "register_entry"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    retired_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class RegisterVersionRow(Base):
    """What an entry said from a moment on, as JSON; rows are added and never changed."""

    __tablename__ = "register_version"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    facts: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class PilotPersonRow(Base):
    """Who a pilot is: a person's own data, which can be deleted by itself."""

    __tablename__ = "pilot_person"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    licence_number: Mapped[str]


class InsurancePolicyRow(Base):
    """An insurance's policy number: the organisation's own."""

    __tablename__ = "insurance_policy"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str]


class SiteContactRow(Base):
    """A site's address and manager, which may name people."""

    __tablename__ = "site_contact"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str]
    manager: Mapped[str]


class RevisionEntryRow(Base):
    """Which version of which entry a revision froze; rows are added and never changed."""

    __tablename__ = "revision_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        ForeignKeyConstraint(["entry_id", "version"], ["register_version.entry_id", "register_version.number"]),
    )

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    revision_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    version: Mapped[int]

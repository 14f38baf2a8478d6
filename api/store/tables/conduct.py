"""What comes before a proposal and after its confirmation: enquiries, flight days, reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class EnquiryRow(Base):
    """A talk with the office before anything is submitted."""

    __tablename__ = "enquiry"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    subject: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime())
    begun_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    trial_id: Mapped[str | None] = mapped_column(ForeignKey("trial.id"))


class EnquiryEntryRow(Base):
    """One thing said in an enquiry; never changed."""

    __tablename__ = "enquiry_entry"

    enquiry_id: Mapped[str] = mapped_column(ForeignKey("enquiry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    by_the_office: Mapped[bool]
    said_at: Mapped[datetime] = mapped_column(UtcDateTime())
    said_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class ScheduleRow(Base):
    """The flight days of a trial, as stated; a later row takes the place of an earlier one.

    A day is an object: its date, its windows (pairs of times with a zone), whether it is a reserve day.
    """

    __tablename__ = "schedule"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    revision_number: Mapped[int]
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stated_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    flights_per_day: Mapped[int | None]


class TrialReportRow(Base):
    """The report of a trial; never changed."""

    __tablename__ = "trial_report"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    flights: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    incidents: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime())
    reported_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

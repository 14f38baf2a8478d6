"""What confirmed trials have booked of the sky and of sites, who agreed to share it, and caps on overflights."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class BookingRow(Base):
    """One leg's volume, or one site, of an operation whose days are stated: booked in the windows that are held.

    `part` counts legs from 0, and sites from -1 down. `shape` is well-known binary: a leg's footprint in the plane
    `plane_epsg`, in metres, or a site's point in degrees (JGD2011). `heights` are a leg's, null for a site.
    The box is in degrees and holds all that the booking may meet.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ForeignKeyConstraint(["trial_id", "schedule"], ["schedule.trial_id", "schedule.number"]),
        Index(None, "west_deg"),
    )

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    schedule: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    operation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plane_epsg: Mapped[int]
    shape: Mapped[bytes]
    heights: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    west_deg: Mapped[float]
    south_deg: Mapped[float]
    east_deg: Mapped[float]
    north_deg: Mapped[float]
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime())


class BookedWindowRow(Base):
    """A window for which an operation's bookings hold. What is released of it is taken away; what has passed stays."""

    __tablename__ = "booked_window"
    __table_args__ = (ForeignKeyConstraint(["trial_id", "schedule"], ["schedule.trial_id", "schedule.number"]),)

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    schedule: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    operation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[datetime] = mapped_column(UtcDateTime(), primary_key=True)
    end: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class CoordinationRow(Base):
    """That two trials agreed to share time and sky, for the nth time; one row for each of them, never changed."""

    __tablename__ = "coordination"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class CoordinationEndRow(Base):
    """That an agreement of two trials, by its number, holds no more; one row for each of them, never changed."""

    __tablename__ = "coordination_end"

    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class OverflightCapRow(Base):
    """The most flights a month over a neighbourhood, a GeoJSON polygon in degrees (JGD2011)."""

    __tablename__ = "overflight_cap"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    area: Mapped[dict[str, Any]] = mapped_column(JSON)
    a_month: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

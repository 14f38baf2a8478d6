"""Residents who want to be told of flights near a place: the place is a square or a municipality, never a home."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class AreaAlertRow(Base):
    """One alert. Where its mail goes is a registered address (`mail_address`) of the same id."""

    __tablename__ = "area_alert"

    id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    told_until: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_on: Mapped[date]


class AreaAlertLinkRow(Base):
    """A link of a mail by which an alert is confirmed or ended: the hash of its token."""

    __tablename__ = "area_alert_link"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("area_alert.id", ondelete="CASCADE"), index=True)

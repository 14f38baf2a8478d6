"""県民の声: what residents said, how they can be reached, and what staff did with it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class VoiceRow(Base):
    """One voice as it came; never changed."""

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("fiscal_year", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int]
    number: Mapped[int]
    trial_id: Mapped[str | None] = mapped_column(ForeignKey("trial.id"), index=True)
    kind: Mapped[str]
    channel: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime())
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class VoiceContactRow(Base):
    """How a resident wants to be answered, in the resident's own words; deleted when the voice is closed."""

    __tablename__ = "voice_contact"

    voice_id: Mapped[str] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    contact: Mapped[str] = mapped_column(Text)


class VoiceLinkRow(Base):
    """The link by which a resident follows a voice: the hash of its token."""

    __tablename__ = "voice_link"

    voice_id: Mapped[str] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)


class VoiceStepRow(Base):
    """One act of staff on a voice; never changed."""

    __tablename__ = "voice_step"

    voice_id: Mapped[str] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str]
    asked: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class SentOnceRow(Base):
    """A form that was sent, by the hash of its mark, and where it led; kept for some days."""

    __tablename__ = "sent_once"

    mark_sha256: Mapped[str] = mapped_column(primary_key=True)
    led_to: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)

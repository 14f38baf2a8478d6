"""The outbox of mail, notices in the pages, and the addresses that mail goes to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class MailAddressRow(Base):
    """A registered address: of an account's person, with whom it goes, or of an office by its purpose."""

    __tablename__ = "mail_address"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("person.account_id", ondelete="CASCADE"), unique=True)
    purpose: Mapped[str] = mapped_column(index=True)
    address: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class OutboxRow(Base):
    """A mail that is to go out. `due_at` is null once nothing is left to do: it was sent, or given up.

    Whoever takes it moves `due_at` ahead for as long as the sending may last and leaves the lease's name: if the sender
    dies, the mail is due again by itself.
    """

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient_kind: Mapped[str]
    recipient_id: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    parameters: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    lease: Mapped[str | None]
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    error: Mapped[str]


class NoticeRow(Base):
    """A notice that an account finds in its pages."""

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    parameters: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

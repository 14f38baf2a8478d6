"""The audit log: rows are only ever added, each with the hash of the one before."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class AuditEventRow(Base):
    """One event. Ids are random; no names, addresses or licence numbers."""

    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

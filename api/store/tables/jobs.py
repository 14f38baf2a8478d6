"""Work to be done in the background. PostgreSQL's queue is procrastinate's own; here is SQLite's."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class JobRow(Base):
    """A job on SQLite, until it is done; on PostgreSQL this table stays empty.

    Whoever takes it moves `due_at` ahead for as long as the lease lasts and leaves the lease's name and its own: if the
    worker dies, the job is due again by itself. `due_at` is null once it failed for good.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task: Mapped[str]
    args: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    attempts: Mapped[int]
    lease: Mapped[str | None]
    taken_by: Mapped[str | None]


class JobErrorRow(Base):
    """The kind of error with which a job, of either queue, failed last; gone once it is done."""

    __tablename__ = "job_error"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime())

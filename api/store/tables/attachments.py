"""Files: their contents once each, what they belong to, their names apart, the public's copies, and blackouts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, UtcDateTime


class BlobRow(Base):
    """The content of files, by its hash. Retention ends the content; the row stays and says what there was."""

    __tablename__ = "attachment_blob"
    __table_args__ = (CheckConstraint("content IS NULL OR length(content) = size", name="size"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class AttachmentRow(Base):
    """A file of a trial, never changed."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trial_id", "revision_number"], ["proposal_revision.trial_id", "proposal_revision.number"]
        ),
        UniqueConstraint("trial_id", "number"),
        CheckConstraint("added_by IS NOT NULL OR consultation_answer_id IS NOT NULL", name="added_by_somebody"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    number: Mapped[int]
    revision_number: Mapped[int | None]
    consultation_answer_id: Mapped[str | None] = mapped_column(ForeignKey("consultation_answer.id"), index=True)
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("attachment_blob.sha256"), index=True)
    scan: Mapped[str]
    scanner: Mapped[str]
    retention: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class AttachmentNameRow(Base):
    """A file's name as it was given: a person's text, gone when its retention ends."""

    __tablename__ = "attachment_name"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    name: Mapped[str]


class PublishedCopyRow(Base):
    """A copy made for the public, or the taking back of the one before; never changed."""

    __tablename__ = "published_copy"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str | None]
    size: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("attachment_blob.sha256"), index=True)
    blackouts: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class BlackoutRow(Base):
    """A place of a document that is not shown; `place` holds a box or a stretch. Never changed."""

    __tablename__ = "blackout"

    id: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trial.id"), index=True)
    document: Mapped[str]
    place: Mapped[dict[str, Any]] = mapped_column(JSON)
    ground: Mapped[str]
    article: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class BlackoutLiftRow(Base):
    """A blackout that is in force no more; never changed."""

    __tablename__ = "blackout_lift"

    blackout_id: Mapped[str] = mapped_column(ForeignKey("blackout.id"), primary_key=True)
    lifted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    lifted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))

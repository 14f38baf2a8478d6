"""The repository of files: contents once each by their hash, what they belong to, and the public's copies."""

import hashlib
from dataclasses import asdict

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from airspace.attachment import Attachment, FileKind, PublishedCopy, Retention, ScanState
from api.store.locks import lock
from api.store.tables.attachments import AttachmentNameRow, AttachmentRow, BlobRow, PublishedCopyRow


class Attachments:
    """Files by trial and number. Contents are read one at a time, never with a list."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, content: bytes) -> str:
        """Store a content once and return its hash; what is stored already is left as it is."""
        sha256 = hashlib.sha256(content).hexdigest()
        lock(self._session, f"blob {sha256}")
        held = self._session.execute(select(BlobRow.content.is_(None)).where(BlobRow.sha256 == sha256)).one_or_none()
        if held is None:
            self._session.add(BlobRow(sha256=sha256, size=len(content), content=content))
            self._session.flush()
        elif held[0]:
            self._session.execute(update(BlobRow).where(BlobRow.sha256 == sha256).values(content=content))
        return sha256

    def content(self, sha256: str) -> bytes | None:
        """Return a content, None where its retention ended or it was never held.

        Raises
        ------
        LookupError
            If what is stored is not what the hash says: it is then given to nobody.
        """
        content: bytes | None = self._session.scalar(select(BlobRow.content).where(BlobRow.sha256 == sha256))
        if content is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise LookupError(f"the content {sha256} is not what it was")
        return content

    def next_number(self, trial_id: str) -> int:
        """Return the number of the next file of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(AttachmentRow.number)).where(AttachmentRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, attachment: Attachment) -> None:
        """Store a file whose content is kept."""
        values = asdict(attachment)
        name = values.pop("name")
        self._session.add(AttachmentRow(**values))
        self._session.flush()
        if name is not None:
            self._session.add(AttachmentNameRow(attachment_id=attachment.id, name=name))
            self._session.flush()

    def list(self, trial_id: str) -> tuple[Attachment, ...]:
        """Return the files of a trial, oldest first."""
        query = (
            select(AttachmentRow, AttachmentNameRow.name)
            .outerjoin(AttachmentNameRow, AttachmentNameRow.attachment_id == AttachmentRow.id)
            .where(AttachmentRow.trial_id == trial_id)
            .order_by(AttachmentRow.number)
        )
        return tuple(_attachment(row, name) for row, name in self._session.execute(query))

    def get(self, trial_id: str, number: int) -> Attachment | None:
        """Return one file of a trial."""
        return next((one for one in self.list(trial_id) if one.number == number), None)

    def forget(self, attachment: Attachment) -> None:
        """End a file: its name goes, and its content where no other file that is kept has the same; the row stays."""
        lock(self._session, f"blob {attachment.sha256}")
        self._session.execute(delete(AttachmentNameRow).where(AttachmentNameRow.attachment_id == attachment.id))
        for sha256 in {attachment.sha256, *self._copies_of(attachment.id)}:
            if not self._is_wanted(sha256):
                self._session.execute(update(BlobRow).where(BlobRow.sha256 == sha256).values(content=None))

    def next_copy(self, attachment_id: str) -> int:
        """Return the number of an attachment's next copy, counted from 1; the trial must be locked."""
        newest = select(func.max(PublishedCopyRow.number)).where(PublishedCopyRow.attachment_id == attachment_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_copy(self, copy: PublishedCopy) -> None:
        """Store a copy for the public, or the taking back of one."""
        self._session.add(PublishedCopyRow(**asdict(copy) | {"blackouts": list(copy.blackouts)}))
        self._session.flush()

    def copies(self, trial_id: str) -> dict[str, PublishedCopy]:
        """Return the newest copy of each file of a trial that has any, by the file's id."""
        query = (
            select(PublishedCopyRow)
            .join(AttachmentRow, AttachmentRow.id == PublishedCopyRow.attachment_id)
            .where(AttachmentRow.trial_id == trial_id)
            .order_by(PublishedCopyRow.number)
        )
        return {row.attachment_id: _copy(row) for row in self._session.scalars(query)}

    def _copies_of(self, attachment_id: str) -> set[str]:
        query = select(PublishedCopyRow.sha256).where(PublishedCopyRow.attachment_id == attachment_id)
        return {sha256 for sha256 in self._session.scalars(query) if sha256 is not None}

    def _is_wanted(self, sha256: str) -> bool:
        of_kept = exists().where(AttachmentNameRow.attachment_id == AttachmentRow.id)
        originals = select(AttachmentRow.id).where(AttachmentRow.sha256 == sha256, of_kept)
        copies = (
            select(PublishedCopyRow.number)
            .join(AttachmentRow, AttachmentRow.id == PublishedCopyRow.attachment_id)
            .where(PublishedCopyRow.sha256 == sha256, of_kept)
        )
        return self._session.scalar(originals) is not None or self._session.scalar(copies) is not None


def _attachment(row: AttachmentRow, name: str | None) -> Attachment:
    return Attachment(
        id=row.id,
        trial_id=row.trial_id,
        number=row.number,
        revision_number=row.revision_number,
        consultation_answer_id=row.consultation_answer_id,
        kind=FileKind(row.kind),
        size=row.size,
        sha256=row.sha256,
        scan=ScanState(row.scan),
        scanner=row.scanner,
        retention=Retention(row.retention),
        added_at=row.added_at,
        added_by=row.added_by,
        name=name,
    )


def _copy(row: PublishedCopyRow) -> PublishedCopy:
    return PublishedCopy(
        attachment_id=row.attachment_id,
        number=row.number,
        kind=None if row.kind is None else FileKind(row.kind),
        size=row.size,
        sha256=row.sha256,
        blackouts=tuple(row.blackouts),
        made_at=row.made_at,
        made_by=row.made_by,
    )

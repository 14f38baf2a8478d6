"""Notices, and mail that did not go out, as JSON."""

from datetime import datetime

from pydantic import Field

from api.notify.notice import NoticeKind
from api.notify.words import subject_of
from api.schemas.operation import Wire
from api.schemas.text import TextData
from api.store.notices import KeptNotice
from api.store.outbox import Stuck


class NoticeData(Wire):
    """What one was told; `path` is where it is acted on."""

    id: str
    kind: NoticeKind
    subject: TextData
    path: str
    trial_id: str
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, kept: KeptNotice) -> "NoticeData":
        """Return the wire form."""
        return cls(
            id=kept.id,
            kind=kept.notice.kind,
            subject=TextData.of(subject_of(kept.notice)),
            path=kept.notice.path,
            trial_id=kept.notice.subject,
            created_at=kept.created_at,
            read_at=kept.read_at,
        )


class ReadTo(Wire):
    """The newest notice that was read."""

    newest: str = Field("", max_length=64)


class StuckMailData(Wire):
    """A mail that did not go out: what the mail server said last. To whom is not told."""

    id: str
    kind: NoticeKind
    trial_id: str
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    given_up_at: datetime | None
    error: str

    @classmethod
    def of(cls, stuck: Stuck) -> "StuckMailData":
        """Return the wire form."""
        return cls(
            id=stuck.id,
            kind=stuck.kind,
            trial_id=stuck.subject,
            created_at=stuck.created_at,
            attempts=stuck.attempts,
            next_try_at=stuck.due_at,
            given_up_at=stuck.given_up_at,
            error=stuck.error,
        )

"""What was put into the outbox, in the order in which it was put, as the mail that it becomes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, select

from api.notify.notice import Notice, NoticeKind, Recipient, RecipientKind, parameters_from
from api.notify.words import Letterhead, mail_of
from api.store.engine import Engine
from api.store.tables.consultations import OfficeContactRow
from api.store.tables.notices import OutboxRow
from api.store.unit_of_work import unit_of_work
from geo.text import Text

HEAD = Letterhead(Text("三重県", "Mie Prefecture"), "soramichi@pref.example.jp", "https://soramichi.example.jp")


@dataclass(frozen=True)
class Mail:
    """A mail to a consulted office: to whom, what its subject line says, and all of its words."""

    kind: NoticeKind
    to: str
    subject: str
    words: str


@dataclass
class Postbox:
    """Mail to consulted offices that a committed unit put into a store's outbox."""

    engine: Engine
    order: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[Mail]:
        """Return the mail, oldest first."""
        with unit_of_work(self.engine, writes=False) as unit:
            rows = {row.id: row for row in unit.session.scalars(select(OutboxRow))}
            contacts = select(OfficeContactRow.office_id, OfficeContactRow.email)
            emails = {row.office_id: row.email for row in unit.session.execute(contacts)}
        kept = [rows[id_] for id_ in self.order if id_ in rows]
        return [_mail(row, emails[row.recipient_id]) for row in kept if row.recipient_kind == RecipientKind.OFFICE]


@contextmanager
def watched(engine: Engine) -> Iterator[Postbox]:
    """Give a store's postbox; every engine is listened to, since each application has one of its own."""
    postbox = Postbox(engine)

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO outbox"):
            postbox.order.append(next(iter(parameters.values())) if isinstance(parameters, dict) else parameters[0])

    event.listen(type(engine), "after_cursor_execute", note)
    try:
        yield postbox
    finally:
        event.remove(type(engine), "after_cursor_execute", note)


def _mail(row: OutboxRow, to: str) -> Mail:
    kind = NoticeKind(row.kind)
    recipient = Recipient(RecipientKind(row.recipient_kind), row.recipient_id)
    notice = Notice(kind, recipient, row.subject, parameters_from(kind, json.loads(row.parameters)))
    message = mail_of(notice, HEAD, mail_id=row.id, address=to, at=row.created_at)
    text = message.get_body()
    assert text is not None
    return Mail(kind, to, str(message["Subject"]), text.get_content())

"""What is told and swept away once a day, however often it is asked for."""

from datetime import datetime

from api.notify.notice import Notice, NoticeKind, Parameter, Recipient
from api.notify.words import day_in_japan
from api.services.consultation.due import queue_reminders
from api.store.audit import GENESIS
from api.store.notices import Purpose
from api.store.unit_of_work import UnitOfWork


def queue_daily(unit: UnitOfWork, *, now: datetime) -> int:
    """Put the day's mails in the outbox, and return how many were not in it yet.

    Those who have not answered a consultation are reminded. The auditors get the head of the audit log: it is then
    outside, where nobody who has the database can change it. Addresses of invitations that have ended are deleted.
    """
    unit.mail_addresses.remove_invited(now=now)
    reminded = queue_reminders(unit, now=now)
    on = day_in_japan(now)
    newest = unit.audit.newest()
    head: dict[str, Parameter] = {
        "number": newest.number if newest else 0,
        "sha256": newest.hash if newest else GENESIS,
        "on": on,
    }
    return reminded + sum(
        unit.outbox.put(
            Notice(NoticeKind.AUDIT_HEAD, Recipient.registered(auditor.id), parameters=head),
            now=now,
            once=f"{NoticeKind.AUDIT_HEAD}:{auditor.id}:{on}",
        )
        for auditor in unit.mail_addresses.of(Purpose.AUDITOR)
    )

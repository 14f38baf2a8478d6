"""Those who have not answered are reminded by the service itself: before an answer is due, and once it was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from airspace.consultation import Consultation, Record
from airspace.procedures import japan
from airspace.trial import JST
from api.services.consultation.sending import tell_again
from api.store.outbox import Queued
from api.store.unit_of_work import UnitOfWork

LEAD_WORKING_DAYS = 3
"""So many working days before the due date comes the first reminder; who had no longer to answer gets none."""

CAUGHT_UP = timedelta(days=7)
"""For so many days after the due date the second reminder is made up for, where a day's run was missed."""

ACTOR = "notify"


def queue_reminders(unit: UnitOfWork, *, now: datetime) -> int:
    """Remind each office that has not answered, once before and once after the due date; return how many it were.

    It asks nobody of whom staff reminded today, and of no trial whose consultation was ended.
    """
    today = now.astimezone(JST).date()
    until = japan().calendar.value.after(today, LEAD_WORKING_DAYS)
    waiting = unit.consultations.unanswered(due_from=today - CAUGHT_UP, due_until=until)
    return sum(_reminded(unit, record, now) for record in waiting if not _was_today(record, now))


def reminders_of(unit: UnitOfWork, records: Iterable[Record]) -> dict[str, tuple[Queued, ...]]:
    """Return the reminders that the service itself sent or is to send, by the consultation's id, oldest first."""
    names = {one.consultation.id: [_once(one.consultation, late=late) for late in (False, True)] for one in records}
    put = unit.outbox.put_once(name for pair in names.values() for name in pair)
    return {held: tuple(put[name] for name in pair if name in put) for held, pair in names.items()}


def _once(consultation: Consultation, *, late: bool) -> str:
    return f"consultation_{'overdue' if late else 'due'}:{consultation.id}"


def _reminded(unit: UnitOfWork, record: Record, now: datetime) -> bool:
    consultation = record.consultation
    late = consultation.is_late(now)
    if not late and consultation.working_days <= LEAD_WORKING_DAYS:
        return False
    if not tell_again(unit, consultation, now=now, once=_once(consultation, late=late)):
        return False
    unit.audit.append(
        at=now,
        actor=ACTOR,
        action="consultation_reminded",
        subject=consultation.trial_id,
        details={"consultation": consultation.id, "revision": consultation.revision_number},
    )
    return True


def _was_today(record: Record, now: datetime) -> bool:
    today = now.astimezone(JST).date()
    return any(reminder.reminded_at.astimezone(JST).date() == today for reminder in record.reminders)

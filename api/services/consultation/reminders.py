"""Reminders that go out by themselves: one shortly before an answer is due, one when the day has passed."""

from datetime import datetime

from airspace.consultation import Standing
from airspace.procedures import japan
from airspace.trial import JST
from airspace.workflow import State
from api.services.consultation.sending import tell_again
from api.store.unit_of_work import UnitOfWork

WORKING_DAYS_BEFORE = 3


def queue_reminders(unit: UnitOfWork, *, now: datetime) -> int:
    """Put the reminders that are due in the outbox, each once however often this is asked; return how many."""
    today = now.astimezone(JST).date()
    calendar = japan().calendar.value
    queued = 0
    for trial in unit.trials.list(states=[State.CONSULTING]):
        for record in unit.consultations.of_trial(trial.id):
            consultation, standing = record.consultation, record.standing(now)
            near = today >= calendar.before(consultation.due_on, WORKING_DAYS_BEFORE)
            if standing is Standing.OVERDUE or (standing is Standing.WAITING and near):
                queued += tell_again(unit, consultation, now=now, once=f"{standing}:{consultation.id}")
    return queued

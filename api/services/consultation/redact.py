"""Copies of answers for publication: made by staff beside the answer, which stays as it was given."""

from dataclasses import dataclass
from datetime import datetime

from airspace.consultation import Answer, Consultation, Opinion, Redaction
from airspace.consultation.value import copy_given
from airspace.proposal import hash_of
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.consultation.ask import open_record
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class PublishedOpinion:
    """What residents read of an answer: who, which opinion, and the copy for publication."""

    name: Text
    opinion: Opinion
    text: str
    late: bool
    answered_at: datetime


def redact(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    consultation_id: str,
    answer_number: int,
    text: str,
    *,
    now: datetime,
) -> Redaction:
    """Keep a copy of an answer for publication, beside the answer and the copies before it.

    Raises
    ------
    ValueRefused
        If it is empty or cannot be read.
    NotFound
        If there is no such answer.
    """
    record = open_record(unit, account, trial_id, consultation_id, Action.REDACT_ANSWER)
    answer = next((held for held in record.answers if held.number == answer_number), None)
    if answer is None:
        raise NotFound
    before = record.redaction_of(answer)
    number = before.number + 1 if before else 1
    redaction = Redaction(new_id(), answer.id, number, copy_given(text), now, account.id)
    unit.consultations.add_redaction(redaction)
    unit.audit.append(
        at=now,
        actor=account.id,
        action="answer_redacted",
        subject=trial_id,
        details={
            "consultation": consultation_id,
            "answer": answer.id,
            "redaction": redaction.id,
            "text_sha256": hash_of(redaction.text),
        },
    )
    return redaction


def published_opinions(unit: UnitOfWork, trial_id: str, revision_number: int) -> list[PublishedOpinion]:
    """Return what residents read of the opinions about a revision: of each, the copy of the answer in effect."""
    published = []
    for record in unit.consultations.of_trial(trial_id):
        answer = record.answer
        copy = record.redaction_of(answer) if answer else None
        if answer and copy and record.consultation.revision_number == revision_number:
            published.append(_published(record.consultation, answer, copy))
    return published


def _published(consultation: Consultation, answer: Answer, copy: Redaction) -> PublishedOpinion:
    return PublishedOpinion(consultation.consultee.name, answer.opinion, copy.text, answer.late, answer.answered_at)

"""The repository of consultations with all that became of them. What is stored is never changed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airspace.consultation import (
    Answer,
    Consultation,
    Consultee,
    Opinion,
    Record,
    Redaction,
    Reminder,
    Withdrawal,
)
from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.value import Channel
from airspace.workflow import State
from api.store.tables.consultations import (
    AnswerRedactionRow,
    ConsultationAnswerRow,
    ConsultationReminderRow,
    ConsultationRow,
    ConsultationWithdrawalRow,
)
from api.store.tables.trials import TrialRow
from geo.text import Text


class Consultations:
    """Consultations by id, trial and office. The trial is locked by whoever adds to one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, trial_id: str) -> int:
        """Return the number of a trial's next consultation, counted from 1; the trial must be locked."""
        newest = select(func.max(ConsultationRow.number)).where(ConsultationRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, consultation: Consultation) -> None:
        """Store a consultation."""
        values = asdict(consultation)
        del values["consultee"]
        consultee = consultation.consultee
        self._session.add(
            ConsultationRow(
                **values,
                office_id=consultee.office_id,
                kind=consultee.kind.value,
                name_ja=consultee.name.ja,
                name_en=consultee.name.en,
            )
        )
        self._session.flush()

    def add_answer(self, answer: Answer) -> None:
        """Store an answer beside those before it."""
        values = asdict(answer) | {"opinion": answer.opinion.value, "channel": answer.channel.value}
        self._session.add(ConsultationAnswerRow(**values))
        self._session.flush()

    def add_reminder(self, reminder: Reminder) -> None:
        """Store that a body was reminded."""
        self._session.add(ConsultationReminderRow(**asdict(reminder)))
        self._session.flush()

    def add_withdrawal(self, withdrawal: Withdrawal) -> None:
        """Store that a consultation was withdrawn."""
        self._session.add(ConsultationWithdrawalRow(**asdict(withdrawal)))
        self._session.flush()

    def add_redaction(self, redaction: Redaction) -> None:
        """Store a copy of an answer for publication; the answer stays as it is."""
        self._session.add(AnswerRedactionRow(**asdict(redaction)))
        self._session.flush()

    def record(self, consultation_id: str) -> Record | None:
        """Return a consultation with all that became of it, None where it is not held."""
        row = self._session.get(ConsultationRow, consultation_id)
        return self._records([row])[0] if row else None

    def of_trial(self, trial_id: str) -> tuple[Record, ...]:
        """Return a trial's consultations in the order in which they were asked."""
        query = select(ConsultationRow).where(ConsultationRow.trial_id == trial_id).order_by(ConsultationRow.number)
        return self._records(self._session.scalars(query))

    def of_offices(self, office_ids: Iterable[str]) -> tuple[Record, ...]:
        """Return what some offices were asked, the soonest due first."""
        query = (
            select(ConsultationRow)
            .where(ConsultationRow.office_id.in_(list(office_ids)))
            .order_by(ConsultationRow.due_on, ConsultationRow.asked_at, ConsultationRow.id)
        )
        return self._records(self._session.scalars(query))

    def unanswered(self, *, due_from: date, due_until: date) -> tuple[Record, ...]:
        """Return what waits for an answer while its trial is being consulted about, due on one of some days."""
        answered = select(ConsultationAnswerRow.id).where(ConsultationAnswerRow.consultation_id == ConsultationRow.id)
        withdrawn = select(ConsultationWithdrawalRow.consultation_id).where(
            ConsultationWithdrawalRow.consultation_id == ConsultationRow.id
        )
        query = (
            select(ConsultationRow)
            .join(TrialRow, TrialRow.id == ConsultationRow.trial_id)
            .where(
                TrialRow.state == State.CONSULTING.value,
                ConsultationRow.due_on.between(due_from, due_until),
                ~answered.exists(),
                ~withdrawn.exists(),
            )
            .order_by(ConsultationRow.due_on, ConsultationRow.asked_at, ConsultationRow.id)
        )
        return self._records(self._session.scalars(query))

    def _records(self, rows: Iterable[ConsultationRow]) -> tuple[Record, ...]:
        asked = list(rows)
        ids = [row.id for row in asked]
        answers = self._answers(ids)
        reminders = self._reminders(ids)
        withdrawals = self._withdrawals(ids)
        redactions = self._redactions([answer.id for answer in answers])
        return tuple(
            Record(
                _consultation(row),
                own := tuple(answer for answer in answers if answer.consultation_id == row.id),
                tuple(reminder for reminder in reminders if reminder.consultation_id == row.id),
                withdrawals.get(row.id),
                tuple(copy for copy in redactions if copy.answer_id in {answer.id for answer in own}),
            )
            for row in asked
        )

    def _answers(self, ids: list[str]) -> list[Answer]:
        of_these = ConsultationAnswerRow.consultation_id.in_(ids)
        query = select(ConsultationAnswerRow).where(of_these).order_by(ConsultationAnswerRow.number)
        return [_answer(row) for row in self._session.scalars(query)]

    def _reminders(self, ids: list[str]) -> list[Reminder]:
        of_these = ConsultationReminderRow.consultation_id.in_(ids)
        query = select(ConsultationReminderRow).where(of_these).order_by(ConsultationReminderRow.reminded_at)
        return [
            Reminder(row.id, row.consultation_id, row.reminded_at, row.reminded_by)
            for row in self._session.scalars(query)
        ]

    def _withdrawals(self, ids: list[str]) -> dict[str, Withdrawal]:
        query = select(ConsultationWithdrawalRow).where(ConsultationWithdrawalRow.consultation_id.in_(ids))
        return {
            row.consultation_id: Withdrawal(row.consultation_id, row.reason, row.withdrawn_at, row.withdrawn_by)
            for row in self._session.scalars(query)
        }

    def _redactions(self, answer_ids: list[str]) -> list[Redaction]:
        of_these = AnswerRedactionRow.answer_id.in_(answer_ids)
        query = select(AnswerRedactionRow).where(of_these).order_by(AnswerRedactionRow.number)
        return [
            Redaction(row.id, row.answer_id, row.number, row.text, row.made_at, row.made_by)
            for row in self._session.scalars(query)
        ]


def _consultation(row: ConsultationRow) -> Consultation:
    return Consultation(
        id=row.id,
        trial_id=row.trial_id,
        number=row.number,
        revision_number=row.revision_number,
        revision_sha256=row.revision_sha256,
        consultee=Consultee(ConsulteeKind(row.kind), Text(row.name_ja, row.name_en), row.office_id),
        questions=row.questions,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        working_days=row.working_days,
        due_on=row.due_on,
    )


def _answer(row: ConsultationAnswerRow) -> Answer:
    return Answer(
        id=row.id,
        consultation_id=row.consultation_id,
        number=row.number,
        opinion=Opinion(row.opinion),
        text=row.text,
        post=row.post,
        document_number=row.document_number,
        answered_at=row.answered_at,
        late=row.late,
        channel=Channel(row.channel),
        answered_by=row.answered_by,
    )

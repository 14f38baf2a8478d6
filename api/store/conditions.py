"""The repository of conditions, commitments and what was judged of amendments."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airspace.condition import Commitment, Condition, Owner, Source, Terms, of_before
from airspace.condition_paper import constraint_paper, read_constraint
from api.store.tables.conditions import AmendmentRow, CommitmentRow, ConditionRow


class Conditions:
    """Conditions by decision, commitments and judgements by trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, decision_id: str, conditions: Collection[Condition]) -> None:
        """Store the conditions of a decision for good, in their order."""
        self._session.add_all(
            ConditionRow(id=condition.id, decision_id=decision_id, number=number, **_terms_row(condition))
            for number, condition in enumerate(conditions, 1)
        )
        self._session.flush()

    def of_decision(self, decision_id: str, texts_of_before: Collection[str] = ()) -> tuple[Condition, ...]:
        """Return the conditions of a decision; those made when they were texts only come first."""
        query = select(ConditionRow).where(ConditionRow.decision_id == decision_id).order_by(ConditionRow.number)
        held = tuple(Condition(id=row.id, **_terms(row)) for row in self._session.scalars(query))
        return (*of_before(decision_id, texts_of_before), *held)

    def next_commitment(self, trial_id: str) -> int:
        """Return the number of the next commitment of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(CommitmentRow.number)).where(CommitmentRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add_commitment(self, commitment: Commitment) -> None:
        """Store a commitment for good."""
        row = CommitmentRow(
            id=commitment.id,
            trial_id=commitment.trial_id,
            number=commitment.number,
            made_at=commitment.made_at,
            made_by=commitment.made_by,
            replaces=commitment.replaces,
            withdrawn=commitment.withdrawn,
            **_terms_row(commitment),
        )
        self._session.add(row)
        self._session.flush()

    def commitments(self, trial_id: str) -> tuple[Commitment, ...]:
        """Return all commitments of a trial, oldest first, those replaced or withdrawn since included."""
        query = select(CommitmentRow).where(CommitmentRow.trial_id == trial_id).order_by(CommitmentRow.number)
        return tuple(
            Commitment(
                id=row.id,
                trial_id=row.trial_id,
                number=row.number,
                made_at=row.made_at,
                made_by=row.made_by,
                replaces=row.replaces,
                withdrawn=row.withdrawn,
                **_terms(row),
            )
            for row in self._session.scalars(query)
        )

    def add_amendment(self, trial_id: str, revision_number: int, result: str) -> None:
        """Store what was judged of a revision, as JSON, for good."""
        self._session.add(AmendmentRow(trial_id=trial_id, revision_number=revision_number, result=result))
        self._session.flush()

    def amendment(self, trial_id: str, revision_number: int) -> str | None:
        """Return what was judged of a revision when it was submitted, as JSON."""
        row = self._session.get(AmendmentRow, (trial_id, revision_number))
        return row.result if row else None


def _terms_row(terms: Terms) -> dict[str, Any]:
    return {
        "text": terms.text,
        "reason": terms.reason,
        "owner": terms.owner.value,
        "due": terms.due,
        "source": terms.source.value,
        "asked": constraint_paper(terms.constraint),
    }


def _terms(row: ConditionRow | CommitmentRow) -> dict[str, Any]:
    return {
        "text": row.text,
        "reason": row.reason,
        "owner": Owner(row.owner),
        "due": row.due,
        "source": Source(row.source),
        "constraint": read_constraint(row.asked),
    }

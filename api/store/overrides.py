"""The repository of what staff say of findings: only ever added to."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airspace.finding import Outcome
from airspace.override import FindingKey, Override
from api.store.tables.overrides import OverrideRow


class Overrides:
    """Overrides by trial and revision, in the order in which they were stated."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, trial_id: str, revision_number: int) -> int:
        """Return the number of the next override of a revision, counted from 1; the trial must be locked."""
        newest = select(func.max(OverrideRow.number)).where(
            OverrideRow.trial_id == trial_id, OverrideRow.revision_number == revision_number
        )
        return (self._session.scalar(newest) or 0) + 1

    def add(self, override: Override) -> None:
        """Store an override for good."""
        self._session.add(
            OverrideRow(
                id=override.id,
                trial_id=override.trial_id,
                revision_number=override.revision_number,
                number=override.number,
                flight=override.finding.flight,
                place=override.finding.place,
                outcome=None if override.outcome is None else override.outcome.name,
                reason=override.reason,
                stated_at=override.stated_at,
                stated_by=override.stated_by,
            )
        )
        self._session.flush()

    def list(self, trial_id: str, revision_number: int | None = None) -> tuple[Override, ...]:
        """Return what was said of a trial's findings, oldest first; of one revision where a number is given."""
        query = (
            select(OverrideRow)
            .where(OverrideRow.trial_id == trial_id)
            .order_by(OverrideRow.revision_number, OverrideRow.number)
        )
        if revision_number is not None:
            query = query.where(OverrideRow.revision_number == revision_number)
        return tuple(_override(row) for row in self._session.scalars(query))


def _override(row: OverrideRow) -> Override:
    return Override(
        id=row.id,
        trial_id=row.trial_id,
        revision_number=row.revision_number,
        number=row.number,
        finding=FindingKey(row.flight, row.place),
        outcome=None if row.outcome is None else Outcome[row.outcome],
        reason=row.reason,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )

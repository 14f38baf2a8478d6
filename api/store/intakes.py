"""The repository of intakes: the numbers that the office gave to trials."""

from dataclasses import asdict

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from airspace.intake import Intake, Pledge
from airspace.proposal import DecisionKind
from api.store.locks import lock
from api.store.tables.trials import IntakeRow, PledgeRow


class Intakes:
    """Intakes by trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, fiscal_year: int) -> int:
        """Return the next number of a fiscal year, counted from 1; nobody else gets it until this unit ends."""
        lock(self._session, "intake")
        newest = select(func.max(IntakeRow.number)).where(IntakeRow.fiscal_year == fiscal_year)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, intake: Intake) -> None:
        """Store an intake."""
        self._session.add(IntakeRow(**asdict(intake) | {"kind": intake.kind.value}))
        self._session.flush()

    def restate(self, intake: Intake) -> None:
        """Record what is asked of the prefecture, and when the report is due."""
        values = {"kind": intake.kind.value, "report_due_on": intake.report_due_on}
        self._session.execute(update(IntakeRow).where(IntakeRow.trial_id == intake.trial_id).values(**values))

    def set_owner(self, trial_id: str, owner: str) -> None:
        """Record who works on a trial."""
        self._session.execute(update(IntakeRow).where(IntakeRow.trial_id == trial_id).values(owner=owner))

    def get(self, trial_id: str) -> Intake | None:
        """Return a trial's intake, None where it was not taken in."""
        row = self._session.get(IntakeRow, trial_id, populate_existing=True)
        if row is None:
            return None
        return Intake(
            trial_id=row.trial_id,
            fiscal_year=row.fiscal_year,
            number=row.number,
            kind=DecisionKind(row.kind),
            received_on=row.received_on,
            accepted_at=row.accepted_at,
            accepted_by=row.accepted_by,
            owner=row.owner,
            report_due_on=row.report_due_on,
        )

    def add_pledge(self, pledge: Pledge) -> None:
        """Store a pledge for good."""
        self._session.add(PledgeRow(**asdict(pledge)))
        self._session.flush()

    def pledge(self, trial_id: str) -> Pledge | None:
        """Return the pledge that was stated for a trial."""
        row = self._session.get(PledgeRow, trial_id, populate_existing=True)
        return Pledge(row.trial_id, row.stated_at, row.stated_by) if row else None

"""The number that the office gives a trial, as JSON."""

from datetime import date, datetime

from pydantic import Field

from airspace.intake import Intake
from airspace.proposal import DecisionKind
from api.schemas.operation import Wire


class AcceptanceIn(Wire):
    """What is asked of the prefecture, and the day of receipt where it is not that of the submission."""

    kind: DecisionKind | None = None
    received_on: date | None = None
    report_due_on: date | None = None


class OwnerIn(Wire):
    """Who is to work on a case."""

    account: str = Field(max_length=64)


class IntakeData(Wire):
    """受付番号 (`reference`), 収受日 and 年度 of a trial."""

    reference: str
    kind: DecisionKind
    fiscal_year: int
    received_on: date
    report_due_on: date | None
    accepted_at: datetime

    @classmethod
    def of(cls, intake: Intake) -> "IntakeData":
        """Return the wire form; it does not say by whom."""
        return cls(
            reference=intake.reference,
            kind=intake.kind,
            fiscal_year=intake.fiscal_year,
            received_on=intake.received_on,
            report_due_on=intake.report_due_on,
            accepted_at=intake.accepted_at,
        )


class PledgeIn(Wire):
    """What an adoption rests on, stated by the operator: both parts."""

    no_organised_crime: bool
    prefectural_tax_paid: bool

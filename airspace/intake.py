"""受付: a trial's number in the office, the day on which its papers came in, and what is asked of the prefecture."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.proposal import DecisionKind

FIRST_MONTH = 4
"""A fiscal year (年度) begins with April (財政法 11条; 地方自治法 208条 for prefectures)."""

REIWA_OFFSET = 2018


def fiscal_year(on: date) -> int:
    """Return the fiscal year of a day, by the calendar year in which it began."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


@dataclass(frozen=True, slots=True)
class Intake:
    """A trial as the office took it in. `number` counts within the fiscal year; `owner` is who works on it."""

    trial_id: str
    fiscal_year: int
    number: int
    kind: DecisionKind
    received_on: date
    accepted_at: datetime
    accepted_by: str
    owner: str | None = None

    @property
    def reference(self) -> str:
        """受付番号, as it stands on letters: the fiscal year of Reiwa and the number."""
        return f"令{self.fiscal_year - REIWA_OFFSET}-空-{self.number:04}"

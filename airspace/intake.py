"""受付: a trial's number in the office, the day on which its papers came in, and what is asked of the prefecture."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.proposal import DecisionKind
from geo.errors import ValueRefused
from geo.text import Text

FIRST_MONTH = 4
"""A fiscal year (年度) begins with April (財政法 11条; 地方自治法 208条 for prefectures)."""

REIWA_OFFSET = 2018


def fiscal_year(on: date) -> int:
    """Return the fiscal year of a day, by the calendar year in which it began."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


@dataclass(frozen=True, slots=True)
class Intake:
    """A trial as the office took it in. `number` counts within the fiscal year; `owner` is who works on it.

    `report_due_on` is the day by which the report (実績報告) is due, which an adoption always has.
    """

    trial_id: str
    fiscal_year: int
    number: int
    kind: DecisionKind
    received_on: date
    accepted_at: datetime
    accepted_by: str
    owner: str | None = None
    report_due_on: date | None = None

    @property
    def reference(self) -> str:
        """受付番号, as it stands on letters: the fiscal year of Reiwa and the number."""
        return f"令{self.fiscal_year - REIWA_OFFSET}-空-{self.number:04}"


@dataclass(frozen=True, slots=True)
class Pledge:
    """誓約: nobody of organised crime (暴力団) has part in the organisation, and no prefectural tax (県税) is owed.

    A grant rests on both (adoption, 採択・交付決定), so a pledge is stated whole or not at all.
    """

    trial_id: str
    stated_at: datetime
    stated_by: str


def refuse_half_a_pledge(*, no_organised_crime: bool, prefectural_tax_paid: bool) -> None:
    """Refuse a pledge of which a part is not stated.

    Raises
    ------
    ValueRefused
        At the part.
    """
    for where, stated in (("no_organised_crime", no_organised_crime), ("prefectural_tax_paid", prefectural_tax_paid)):
        if not stated:
            raise ValueRefused(
                Text("二つとも誓約しないと、採択・交付決定の手続は進みません。", "An adoption rests on both parts."),
                Text("誓約できないときは、県に相談してください。", "If you cannot state one, talk to the prefecture."),
                where=where,
            )


def refuse_adoption(pledge: Pledge | None, report_due_on: date | None, last_day: date) -> None:
    """Refuse to take in an adoption without its pledge and a day for the report after the last day of flight.

    Raises
    ------
    ValueRefused
        With what is missing.
    """
    if pledge is None:
        raise ValueRefused(
            Text("事業者の誓約（暴力団排除・県税）がありません。", "The operator's pledge is missing."),
            Text("誓約を求めるため、補正を依頼してください。", "Ask for it by a request for corrections."),
            where="kind",
        )
    if report_due_on is None or report_due_on <= last_day:
        raise ValueRefused(
            Text("実績報告の期限がないか、最後の飛行日より前です。", "The report has no due day after the flights."),
            Text(f"{last_day}より後の日を入れてください。", f"Give a day after {last_day}."),
            where="report_due_on",
        )

"""The office takes a trial in: its number and day of receipt, and who works on it."""

from datetime import date, datetime

from airspace.intake import Intake, fiscal_year
from airspace.proposal import DecisionKind
from airspace.trial import JST
from airspace.workflow import Step
from api.security.accounts import Account
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


def accept(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    *,
    now: datetime,
    kind: DecisionKind = DecisionKind.ROUTE_CONFIRMATION,
    received_on: date | None = None,
) -> Intake:
    """Accept a submitted trial (受付): its form is in order. A trial that was corrected keeps its first number.

    Parameters
    ----------
    received_on
        収受日, the day on which the papers came in; without it, the day in Japan on which they were submitted.

    Raises
    ------
    ValueRefused
        If that day lies before the submission or in the future.
    """
    trial = begin(unit, account, trial_id, Step.ACCEPT)
    intake = unit.intakes.get(trial_id)
    if intake is None:
        intake = _new_intake(unit, account, trial_id, kind, received_on, now)
        unit.intakes.add(intake)
    finish(unit, account, trial, Step.ACCEPT, now=now, details={"reference": intake.reference, "kind": intake.kind})
    return intake


def start_review(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """Begin the review of an accepted trial; whoever begins it works on it."""
    trial = begin(unit, account, trial_id, Step.START_REVIEW)
    unit.intakes.set_owner(trial_id, account.id)
    finish(unit, account, trial, Step.START_REVIEW, now=now)


def _new_intake(
    unit: UnitOfWork, account: Account, trial_id: str, kind: DecisionKind, received_on: date | None, now: datetime
) -> Intake:
    revision = unit.trials.revision(trial_id)
    submitted_on = (revision.submitted_at if revision else now).astimezone(JST).date()
    received_on = received_on or submitted_on
    if not submitted_on <= received_on <= now.astimezone(JST).date():
        raise ValueRefused(
            Text(
                "収受日が、提出の日から今日までの間にありません。",
                "The day of receipt is before the submission or in the future.",
            ),
            Text("提出の日から今日までの日を入れてください。", "Give a day from that of the submission up to today."),
            where="received_on",
        )
    year = fiscal_year(received_on)
    return Intake(trial_id, year, unit.intakes.next_number(year), kind, received_on, now, account.id)

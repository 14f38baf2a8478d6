"""After the confirmation: the operator states flight days, ends the flights and reports; the office closes the case."""

from datetime import date, datetime

from airspace.conduct import Schedule, TrialReport, refuse_days
from airspace.retention import RETENTION
from airspace.trial import JST
from airspace.workflow import Step, StepRefused
from api.security.accounts import Account
from api.services.filing import file_on_closing
from api.services.propose import revision_content
from api.services.publish import confirmed_revision
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def schedule(unit: UnitOfWork, account: Account, trial_id: str, days: tuple[date, ...], *, now: datetime) -> Schedule:
    """State the days on which the confirmed route is to be flown; they take the place of those stated before.

    Raises
    ------
    ValueRefused
        If a day is past, or none of the confirmed revision's.
    """
    trial = begin(unit, account, trial_id, Step.SCHEDULE)
    revision = confirmed_revision(unit, trial_id)
    windows = tuple(
        window for operation in revision_content(revision).operations for window in operation.value().windows
    )
    chosen = tuple(sorted(set(days)))
    refuse_days(chosen, windows, now.astimezone(JST).date())
    stated = Schedule(trial_id, unit.conduct.next_schedule(trial_id), revision.number, chosen, now, account.id)
    unit.conduct.add_schedule(stated)
    details: dict[str, str | int] = {"schedule": stated.number, "days": ",".join(day.isoformat() for day in chosen)}
    finish(unit, account, trial, Step.SCHEDULE, now=now, details=details)
    return stated


def complete(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """End the flights.

    Raises
    ------
    StepRefused
        If the first of the stated days has not come: a trial that is not flown at all is withdrawn.
    """
    trial = begin(unit, account, trial_id, Step.COMPLETE)
    stated = unit.conduct.schedule(trial_id)
    if stated is None or now.astimezone(JST).date() < stated.days[0]:
        raise StepRefused(
            Text("最初の実施日がまだ来ていません。", "The first flight day has not come."),
            Text("飛ばないときは、取り下げてください。", "Withdraw the trial if it is not to be flown."),
        )
    finish(unit, account, trial, Step.COMPLETE, now=now)


def report(
    unit: UnitOfWork, account: Account, trial_id: str, *, flights: int, summary: str, incidents: str, now: datetime
) -> TrialReport:
    """Report what was flown and what happened.

    Raises
    ------
    ValueRefused
        If something is missing or unreadable.
    """
    trial = begin(unit, account, trial_id, Step.REPORT)
    reported = TrialReport(trial_id, flights, summary, incidents, now, account.id)
    unit.conduct.add_report(reported)
    finish(unit, account, trial, Step.REPORT, now=now, details={"flights": flights})
    return reported


def close(unit: UnitOfWork, account: Account, trial_id: str, *, prefecture: str, now: datetime) -> None:
    """Close a case that is over and file it for its retention period, which is counted from here."""
    finish(unit, account, begin(unit, account, trial_id, Step.CLOSE), Step.CLOSE, now=now)
    file_on_closing(unit, account, trial_id, RETENTION[prefecture], now=now)

"""After the confirmation: the operator states flight days, ends the flights and reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from airspace.conduct import Schedule, TrialReport
from airspace.plan import Plan
from airspace.schedule import FlightDay, PlanDay, StatedDays, refuse_days, refuse_number
from airspace.trial import JST
from airspace.workflow import Step, StepRefused
from api.security.accounts import Account
from api.services.bookings import book
from api.services.duties import flown
from api.services.flight_day.stops import refuse_while_stopped
from api.services.frozen import revision_content
from api.services.screen import Atlases
from api.services.step import begin, finish
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Stated:
    """The days as they are kept, and what people have to check because it cannot be told."""

    schedule: Schedule
    to_check: tuple[Text, ...]


def schedule(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, asked: StatedDays, *, now: datetime
) -> Stated:
    """State the days on which the confirmed route is to be flown, and book them; they replace those that are to come.

    Days that have passed stay as they were stated. Nothing is kept of days that are refused.

    Raises
    ------
    ValueRefused
        If a day is past, or a window is not within those of the revision that is flown.
    StepRefused
        If the prefecture asks that nobody flies there, another trial has booked the sky or a site, or a
        neighbourhood's cap is exceeded.
    """
    trial = begin(unit, account, trial_id, Step.SCHEDULE)
    revision = flown(unit, trial_id)
    plan = revision_content(revision).value()
    refuse_while_stopped(unit, trial_id, plan)
    windows = tuple(window for operation in plan.operations for window in operation.windows)
    refuse_number(len(asked.days))
    days = [day.within(windows) if isinstance(day, PlanDay) else day for day in dict.fromkeys(asked.days)]
    chosen = tuple(sorted(days, key=lambda day: day.day))
    refuse_days(chosen, windows, now.astimezone(JST).date())
    number, flights = unit.conduct.next_schedule(trial_id), _flights(asked, plan)
    passed = _passed(unit, trial_id, chosen, now)
    to_come = tuple(day for day in chosen if day not in passed)
    stated = Schedule(trial_id, number, revision.number, (*passed, *to_come), now, account.id, flights)
    unit.conduct.add_schedule(stated)
    to_check = book(unit, atlases, account, revision, stated, now=now)
    details: dict[str, str | int] = {
        "schedule": stated.number,
        "days": ",".join(day.day.isoformat() for day in chosen),
        "to_check": len(to_check),
    }
    finish(unit, account, trial, Step.SCHEDULE, now=now, details=details)
    return Stated(stated, tuple(to_check))


def _passed(unit: UnitOfWork, trial_id: str, chosen: Sequence[FlightDay], now: datetime) -> tuple[FlightDay, ...]:
    """Return the days that were stated before and have passed; raises `ValueRefused` where one is stated otherwise.

    Of reserve days only those to which a day was postponed: on the others nothing was to be flown.
    """
    before = unit.conduct.schedule(trial_id)
    if before is None:
        return ()
    acts = unit.flight_days.acts(trial_id)
    used = {act.to for act in acts} | {act.day for act in acts}
    over = tuple(day for day in before.days if day.windows[-1].end <= now and (not day.reserve or day.day in used))
    again = {day.day for day in over} & {day.day for day in chosen if day not in over}
    if again:
        first = min(again)
        raise ValueRefused(
            Text(f"{first}の飛行の時間は終わっています。", f"The windows of {first} are over."),
            Text("これからの日にしてください。", "Give days that are to come."),
            where="days",
        )
    return over


def _flights(asked: StatedDays, plan: Plan) -> int | None:
    """Return the most flights of a day; raises `ValueRefused` for more than the proposal tells."""
    told, most = asked.flights_per_day, plan.flights_per_day
    if told is None:
        return most
    if most is not None and told > most:
        raise ValueRefused(
            Text(
                f"1日{told}回は、確認された計画の最大{most}回より多いです。",
                f"{told} flights a day are more than the {most} of the confirmed proposal.",
            ),
            Text(f"{most}回までにするか、変更を提出してください。", f"State at most {most}, or submit a change."),
            where="flights_per_day",
        )
    return told


def complete(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> None:
    """End the flights.

    Raises
    ------
    StepRefused
        If the first of the stated days has not come: a trial that is not flown at all is withdrawn.
    """
    trial = begin(unit, account, trial_id, Step.COMPLETE)
    stated = unit.conduct.schedule(trial_id)
    if stated is None or now.astimezone(JST).date() < stated.days[0].day:
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

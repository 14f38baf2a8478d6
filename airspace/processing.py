"""標準処理期間: how long the office has had a case, in working days, without those spent waiting for corrections.

The count begins on the day after 収受 (民法140条: the first day is not counted). A day on which a correction was asked
for still counts; the days after it, up to and including the day on which the papers came back, do not (行政手続法6条
counts what the office needs; what the applicant needs is not in it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from airspace.proposal import TrialStep
from airspace.trial import JST
from airspace.workdays import OfficeCalendar
from airspace.workflow import Step

DAY = timedelta(days=1)

DECIDES = frozenset({Step.CONFIRM_ROUTE, Step.DECLINE, Step.CALL_OFF})
"""Steps that are decisions."""

ENDS = DECIDES | {Step.WITHDRAW, Step.COMPLETE}
"""Steps after which the office owes nothing more on what was submitted."""


@dataclass(frozen=True, slots=True)
class Processing:
    """Working days used of those that the prefecture has set itself; whether the clock stands still, or has ended."""

    used: int
    standard: int
    stopped: bool
    ended: bool

    @property
    def left(self) -> int:
        """Working days left; negative where the time is over."""
        return self.standard - self.used


def processing_of(
    steps: Sequence[TrialStep],
    received_on: date,
    today: date,
    calendar: OfficeCalendar,
    standard: int,
    enforced: Sequence[date] = (),
) -> Processing:
    """Return how long the office has had a case, or the newest change of it.

    Parameters
    ----------
    steps
        The case's steps, oldest first.
    received_on
        収受日. A change comes in on the day on which it is submitted.
    today
        The day in Japan up to which is counted, included.
    standard
        The working days that the prefecture has set itself.
    enforced
        施行日 of what was decided, oldest first: a decision made in another system is typed in later. A decision
        beyond these counts on the day on which it was recorded.
    """
    changes = [number for number, step in enumerate(steps) if step.step is Step.AMEND]
    newest = steps[changes[-1] :] if changes else steps
    decided = sum(step.step in DECIDES for step in steps[: len(steps) - len(newest)])
    if changes:
        received_on = _day(newest[0])
    used, counted_to, stopped = 0, received_on, False
    for step in newest:
        on = _day(step)
        if step.step is Step.REQUEST_CORRECTION:
            used += _working_days(counted_to, on, calendar)
            counted_to, stopped = max(on, counted_to), True
        elif step.step is Step.SUBMIT and stopped:
            counted_to, stopped = max(on, counted_to), False
        elif step.step in ENDS:
            on = enforced[decided] if step.step in DECIDES and decided < len(enforced) else on
            used += 0 if stopped else _working_days(counted_to, on, calendar)
            return Processing(used, standard, stopped=False, ended=True)
    used += 0 if stopped else _working_days(counted_to, today, calendar)
    return Processing(used, standard, stopped, ended=False)


def _day(step: TrialStep) -> date:
    return step.at.astimezone(JST).date()


def _working_days(after: date, until: date, calendar: OfficeCalendar) -> int:
    """Count the working days after one day, up to and including another."""
    days = (after + DAY * number for number in range(1, (until - after).days + 1))
    return sum(calendar.is_working_day(day) for day in days)

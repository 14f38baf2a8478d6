"""標準処理期間: how long the office has had a case, in working days, without those spent waiting for corrections.

The count begins on the day after 収受 (民法140条: the first day is not counted). A day on which a correction was asked
for still counts; the days after it, up to and including the day on which the papers came back, do not (行政手続法6条
counts what the office needs; what the applicant needs is not in it).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from airspace.proposal import TrialStep
from airspace.trial import JST
from airspace.workdays import OfficeCalendar
from airspace.workflow import State, Step

DAY = timedelta(days=1)

ENDS = frozenset({State.CONFIRMED, State.DECLINED, State.WITHDRAWN})
"""States in which the office owes nothing more on what was submitted."""


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
    steps: Iterable[TrialStep], received_on: date, today: date, calendar: OfficeCalendar, standard: int
) -> Processing:
    """Return how long the office has had a case.

    Parameters
    ----------
    steps
        The case's steps, oldest first.
    received_on
        収受日.
    today
        The day in Japan up to which is counted, included.
    standard
        The working days that the prefecture has set itself.
    """
    used = 0
    counted_to = received_on
    stopped = ended = False
    for step in steps:
        on = step.at.astimezone(JST).date()
        if step.step is Step.REQUEST_CORRECTION:
            used += _working_days(counted_to, on, calendar)
            counted_to, stopped = max(on, counted_to), True
        elif step.step is Step.SUBMIT and stopped:
            counted_to, stopped = max(on, counted_to), False
        elif step.after in ENDS and not ended:
            if not stopped:
                used += _working_days(counted_to, on, calendar)
            ended = True
            break
    if not stopped and not ended:
        used += _working_days(counted_to, today, calendar)
    return Processing(used, standard, stopped and not ended, ended)


def _working_days(after: date, until: date, calendar: OfficeCalendar) -> int:
    """Count the working days after one day, up to and including another."""
    days = (after + DAY * number for number in range(1, (until - after).days + 1))
    return sum(calendar.is_working_day(day) for day in days)

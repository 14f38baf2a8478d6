"""Where the days of a trial stand, read from the store."""

from dataclasses import dataclass
from datetime import datetime

from airspace.conduct import Schedule
from airspace.flight_day.state import Course, DayStanding, standings
from airspace.plan import Plan
from airspace.proposal import ProposalRevision, Trial
from airspace.workflow import State, Step, StepRefused
from api.services.duties import duties_of, flown_revision
from api.services.frozen import revision_content
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

WITHIN_THE_OFFICE = {
    Step.ACCEPT,
    Step.START_REVIEW,
    Step.ASK_CONSULTATION,
    Step.END_CONSULTATION,
    Step.REQUEST_CORRECTION,
}
"""Steps of a change under review that alter nothing of what flies, or of what everyone sees."""


@dataclass(frozen=True, slots=True)
class Flown:
    """By what a trial flies: the revision, its plan, the days that were stated, and its last step of consequence."""

    trial: Trial
    revision: ProposalRevision
    plan: Plan
    schedule: Schedule | None
    course: Course
    stepped_at: datetime


def flown_of(unit: UnitOfWork, trial: Trial) -> Flown | None:
    """Return by what a trial flies, None where no route of it is confirmed."""
    confirmation = duties_of(unit, trial.id).confirmation
    if confirmation is None:
        return None
    revision = unit.trials.revision(trial.id, flown_revision(unit, confirmation))
    if revision is None:
        raise LookupError(f"the confirmation of {trial.id} points to a revision that is not held")
    schedule, steps = unit.conduct.schedule(trial.id), unit.trials.steps(trial.id)
    course = Course(
        planned=schedule.days if schedule else (),
        acts=unit.flight_days.acts(trial.id),
        holds=unit.stops.holds(trial.id),
        revision_number=revision.number,
        runs=trial.route is State.SCHEDULED,
        steps=len(steps),
    )
    stepped_at = max(step.at for step in steps if step.step not in WITHIN_THE_OFFICE)
    return Flown(trial, revision, revision_content(revision).value(), schedule, course, stepped_at)


def needed(flown: Flown | None) -> Flown:
    """Return by what a trial flies.

    Raises
    ------
    StepRefused
        If no route of it is confirmed.
    """
    if flown is None:
        raise StepRefused(
            Text("経路がまだ確認されていません。", "No route of this trial is confirmed."),
            Text("確認のあとに記録してください。", "Record it after the confirmation."),
        )
    return flown


def schedule_of(flown: Flown) -> Schedule:
    """Return the schedule of a trial of which a day stands."""
    if flown.schedule is None:
        raise LookupError(f"a day of {flown.trial.id} stands without a schedule")
    return flown.schedule


def changed_at(flown: Flown, standing: DayStanding) -> datetime:
    """Return when what stands of a day last changed."""
    moments = [flown.stepped_at]
    moments += [act.at for act in flown.course.acts if standing.day in (act.day, act.to)]
    for hold in flown.course.holds:
        if hold.since <= standing.day:
            moments += [hold.made_at, *([hold.released_at] if hold.released_at else [])]
    return max(moments)


def days_of(flown: Flown) -> tuple[DayStanding, ...]:
    """Return where each day of a trial stands."""
    return standings(flown.course)

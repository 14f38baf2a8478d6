"""Write out a submitted revision for copying into DIPS. Nothing is sent anywhere, and nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from airspace.dips.plan import Permit, Recorded, flight_plan
from airspace.flight_day.state import DayState
from airspace.flight_day.value import OF_AIRCRAFT, PermitKind, PlanNotice
from airspace.flight_day.value import Permit as FlightPermit
from airspace.proposal import ProposalRevision
from airspace.register.facts import PilotPerson
from airspace.screening import Screening
from airspace.trial import Operation, Vehicle
from airspace.workflow import State, Step
from api.exchange.dips.plan import Export
from api.problems import NotFound
from api.security.accounts import Account
from api.services.access import seen_trial
from api.services.amend import frozen_amendment
from api.services.choose import beside
from api.services.flight_day.course import days_of, flown_of
from api.services.frozen import revision_content, revision_screenings
from api.store.unit_of_work import UnitOfWork

TO_BE_FLOWN = frozenset({DayState.PLANNED, DayState.GO, DayState.HELD, DayState.FLOWN})


@dataclass(frozen=True, slots=True)
class Written:
    """What is written out: the plans, and the flights with what they are drawn from, counted from 1."""

    title: str
    export: Export
    flights: tuple[tuple[int, Screening], ...] = field(repr=False)


def write_for(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    number: int | None = None,
) -> Written:
    """Return a revision, the newest unless one is asked for, for an account that may see the trial.

    Pilots' names and licence numbers are in it only where the account may read them. MLIT's own numbers are those that
    the operator recorded and that hold: of no permit that was withdrawn, and of no stale plan notice.

    Raises
    ------
    RoleRefused
        If none of the account's roles allows it.
    NotFound
        If the trial is not within its reach, or has no such revision.
    """
    trial = seen_trial(unit, account, trial_id)
    revision = _revision(unit, trial.id, number)
    private = beside(unit, account, revision_content(revision))
    persons = {entry_id: told for entry_id, told in private.items() if isinstance(told, PilotPerson)}
    return _written(unit, revision, persons)


def write_without_people(unit: UnitOfWork, trial_id: str, number: int | None = None) -> Written:
    """Return a revision for whoever runs the service: without names and licence numbers; raises `NotFound`."""
    return _written(unit, _revision(unit, trial_id, number), {})


def _revision(unit: UnitOfWork, trial_id: str, number: int | None) -> ProposalRevision:
    revision = unit.trials.revision(trial_id) if number is None else unit.trials.revision(trial_id, number)
    if revision is None:
        raise NotFound
    return revision


def _written(unit: UnitOfWork, revision: ProposalRevision, persons: Mapping[str, PilotPerson]) -> Written:
    content = revision_content(revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(revision_screenings(revision), content.operations, strict=True)
    ]
    numbered = list(enumerate(screenings, 1))
    unmanned = tuple((number, each) for number, each in numbered if each.operation.vehicle is Vehicle.UAS)
    permits = [one for one in unit.flight_days.permits(revision.trial_id) if one.withdrawn_at is None]
    notices = _notices_that_hold(unit, revision)
    plans = tuple(
        flight_plan(
            number, content.title, screening, recorded=_recorded(permits, notices, screening.operation), persons=persons
        )
        for number, screening in unmanned
    )
    export = Export(
        trial_id=revision.trial_id,
        revision=revision.number,
        confirmed=_confirmed(unit, revision),
        plans=plans,
        left_out=len(numbered) - len(unmanned),
    )
    return Written(content.title, export, unmanned)


def _confirmed(unit: UnitOfWork, revision: ProposalRevision) -> bool:
    """Whether the prefecture confirmed just this revision last, or it was given as a notice of change after that."""
    trial = unit.trials.get(revision.trial_id)
    if trial is None or trial.state in (State.DECLINED, State.WITHDRAWN, State.CALLED_OFF):
        return False
    confirmed = [each for each in unit.trials.decisions(revision.trial_id) if each.outcome is Step.CONFIRM_ROUTE]
    amendment = frozen_amendment(unit, revision)
    notice = amendment is not None and amendment.notice
    return bool(confirmed) and (notice or confirmed[-1].revision_number == revision.number)


def _recorded(permits: Sequence[FlightPermit], notices: Sequence[PlanNotice], operation: Operation) -> Recorded:
    """Return the numbers that the operator recorded for a flight: a permit that holds on all its days, plans' ids."""
    days = {day for window in operation.windows for day in (window.first_day, window.last_day)}
    holding = [one for one in permits if one.kind not in OF_AIRCRAFT and all(one.holds(day) for day in days)]
    # One of both kinds says all that two others say; the newest is the one that counts.
    best = max(holding, key=lambda one: (one.kind is PermitKind.PERMISSION_AND_APPROVAL, one.recorded_at), default=None)
    permit = Permit(best.number, first=best.valid_from, last=best.valid_to) if best else None
    plan_ids = {
        number: notice.number
        for number, window in enumerate(operation.windows, 1)
        for notice in notices
        if notice.windows == (window,)
    }
    return Recorded(permit, plan_ids)


def _notices_that_hold(unit: UnitOfWork, revision: ProposalRevision) -> Sequence[PlanNotice]:
    """Return the plan notices of a revision's days as they stand, oldest first: none of another revision or time."""
    trial = unit.trials.get(revision.trial_id)
    flown = flown_of(unit, trial) if trial else None
    if flown is None or flown.revision.number != revision.number:
        return ()
    windows = {one.day: one.windows for one in days_of(flown) if one.state in TO_BE_FLOWN}
    return [
        one
        for one in unit.flight_days.notices(revision.trial_id)
        if one.revision_number == revision.number and windows.get(one.day) == one.windows
    ]

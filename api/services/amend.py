"""Judge a plan by what binds its trial: conditions, commitments, and the confirmed envelope; and say what changed."""

from collections.abc import Sequence
from datetime import date

from airspace.amendment import Amendment
from airspace.condition_check import FlightDay, check_conditions, flight_day
from airspace.difference import Difference, difference
from airspace.envelope import judge
from airspace.envelope_value import Proposed
from airspace.proposal import ProposalRevision
from airspace.screening import Screening
from airspace.volume import build_volume
from api.problems import NotFound
from api.schemas.amendment import AmendmentData
from api.schemas.proposal import ProposalContent
from api.security.accounts import Account
from api.services.access import seen_trial
from api.services.duties import duties_of, flown_revision
from api.services.frozen import revision_content, revision_screenings
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.terrain import Terrain


def judge_amendment(
    unit: UnitOfWork,
    atlases: Atlases,
    trial_id: str,
    content: ProposalContent,
    screenings: Sequence[Screening],
) -> Amendment | None:
    """Return what is found of a plan with its screenings of today, None where nothing binds the trial."""
    duties = duties_of(unit, trial_id)
    if duties.confirmation is None and not duties.all:
        return None
    plan = content.value()
    found = check_conditions(plan, [screening.volume for screening in screenings], duties.all)
    if duties.confirmation is None:
        return Amendment(None, None, found)
    number = duties.confirmation.revision_number
    confirmed = _revision(unit, trial_id, number)
    was = revision_content(confirmed)
    frozen = tuple(
        tuple(finding.value() for finding in screening.findings) for screening in revision_screenings(confirmed)
    )
    before = Proposed(was.value(), frozen, _terrains(unit, atlases, was))
    after = Proposed(plan, tuple(screening.findings for screening in screenings), _terrains(unit, atlases, content))
    return Amendment(number, judge(before, after, duties.all), found)


def frozen_amendment(unit: UnitOfWork, revision: ProposalRevision) -> Amendment | None:
    """Return what was found of a revision when it was submitted, None where nothing bound its trial then."""
    result = unit.conditions.amendment(revision.trial_id, revision.number)
    return AmendmentData.model_validate_json(result).value() if result else None


def read_difference(unit: UnitOfWork, account: Account, trial_id: str, number: int, against: int) -> Difference:
    """Return what changed from one revision of a trial to another; raises `NotFound` where one is not there."""
    trial = seen_trial(unit, account, trial_id)
    return revision_difference(_revision(unit, trial.id, against), _revision(unit, trial.id, number))


def revision_difference(before: ProposalRevision, after: ProposalRevision) -> Difference:
    """Return what changed from one revision to another."""
    return difference(revision_content(before).value(), revision_content(after).value())


def draft_difference(revision: ProposalRevision | None, draft: ProposalContent | None) -> Difference | None:
    """Return what a draft changes of what was submitted last, None where there is nothing to compare."""
    if revision is None or draft is None:
        return None
    return difference(revision_content(revision).value(), draft.value())


def read_flight_day(unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, day: date) -> FlightDay:
    """Return what a day of a trial's confirmed plan has to keep; raises `NotFound` where none is confirmed."""
    trial = seen_trial(unit, account, trial_id)
    duties = duties_of(unit, trial.id)
    if duties.confirmation is None:
        raise NotFound
    content = revision_content(_revision(unit, trial.id, flown_revision(unit, duties.confirmation)))
    plan = content.value()
    terrains = _terrains(unit, atlases, content)
    volumes = [build_volume(operation, terrain) for operation, terrain in zip(plan.operations, terrains, strict=True)]
    return flight_day(plan, day, volumes, duties.all)


def _terrains(unit: UnitOfWork, atlases: Atlases, content: ProposalContent) -> tuple[Terrain, ...]:
    _, atlas = atlases.current(unit)
    return tuple(atlases.grounds.under(flight.value(), atlas, unit) for flight in content.operations)


def _revision(unit: UnitOfWork, trial_id: str, number: int) -> ProposalRevision:
    revision = unit.trials.revision(trial_id, number)
    if revision is None:
        raise NotFound
    return revision

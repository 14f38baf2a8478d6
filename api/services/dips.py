"""Write out a submitted revision for copying into DIPS. Nothing is sent anywhere, and nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from airspace.dips.plan import NOTHING_RECORDED, Recorded, flight_plan
from airspace.proposal import ProposalRevision
from airspace.register.facts import PilotPerson
from airspace.screening import Screening
from airspace.trial import Vehicle
from airspace.workflow import State, Step
from api.exchange.dips.plan import Export
from api.problems import NotFound
from api.security.accounts import Account
from api.services.access import seen_trial
from api.services.amend import frozen_amendment
from api.services.choose import beside
from api.services.frozen import revision_content, revision_screenings
from api.store.unit_of_work import UnitOfWork


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
    recorded: Mapping[int, Recorded] | None = None,
) -> Written:
    """Return a revision, the newest unless one is asked for, for an account that may see the trial.

    Pilots' names and licence numbers are in it only where the account may read them. `recorded` is what the operator
    recorded of MLIT's own numbers, by flight from 1.

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
    return _written(unit, revision, persons, recorded or {})


def write_without_people(unit: UnitOfWork, trial_id: str, number: int | None = None) -> Written:
    """Return a revision for whoever runs the service: without names and licence numbers; raises `NotFound`."""
    return _written(unit, _revision(unit, trial_id, number), {}, {})


def _revision(unit: UnitOfWork, trial_id: str, number: int | None) -> ProposalRevision:
    revision = unit.trials.revision(trial_id) if number is None else unit.trials.revision(trial_id, number)
    if revision is None:
        raise NotFound
    return revision


def _written(
    unit: UnitOfWork, revision: ProposalRevision, persons: Mapping[str, PilotPerson], recorded: Mapping[int, Recorded]
) -> Written:
    content = revision_content(revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(revision_screenings(revision), content.operations, strict=True)
    ]
    numbered = list(enumerate(screenings, 1))
    unmanned = tuple((number, each) for number, each in numbered if each.operation.vehicle is Vehicle.UAS)
    plans = tuple(
        flight_plan(number, content.title, screening, recorded=recorded.get(number, NOTHING_RECORDED), persons=persons)
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

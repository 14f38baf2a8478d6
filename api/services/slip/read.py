"""Look at slips: those of a trial, and what waits for an account."""

from dataclasses import dataclass

from airspace.proposal import Trial
from airspace.routing_slip import Act, EventKind, RoutingSlip, course_of, next_acts, waiting_stop
from airspace.routing_slip.acts import request_to
from airspace.workflow import steps_open
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.slip.acting import person_of
from api.store.unit_of_work import UnitOfWork

OWN_TURN = (Act.ENDORSE, Act.CONCUR, Act.DECIDE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A slip that waits for an account, and for which act."""

    trial: Trial
    slip: RoutingSlip
    act: Act


def slips_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[RoutingSlip, ...]:
    """Return the slips of a trial that the account may see, newest first."""
    return unit.slips.of_trial(seen_trial(unit, account, trial_id, Action.SLIP_READ).id)


def slip_of(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str) -> RoutingSlip:
    """Return one of them; raises `NotFound` for any other."""
    slip = next((held for held in slips_of(unit, account, trial_id) if held.id == slip_id), None)
    if slip is None:
        raise NotFound
    return slip


def waiting_for(unit: UnitOfWork, account: Account) -> tuple[Waiting, ...]:
    """Return what waits for an account: 後閲 and 供覧 first, then its turn, then what any of the staff may finish."""
    found = [
        *((slip, act) for slip in unit.slips.asking(account.id) if (act := _asked(slip, account)) is not None),
        *((slip, act) for slip in unit.slips.open() if (act := _turn(slip, account)) is not None),
    ]
    waiting = []
    for slip, act in found:
        trial = unit.trials.get(slip.trial_id)
        # A trial that was withdrawn or asked for corrections leaves its slip behind: nobody can decide it.
        alive = trial is not None and slip.proposed.step in steps_open(trial.position)
        if trial is not None and (alive or act in (Act.SEE_AFTERWARDS, Act.NOTE)):
            waiting.append(Waiting(trial, slip, act))
    return tuple(waiting)


def _asked(slip: RoutingSlip, account: Account) -> Act | None:
    course, person = course_of(slip), person_of(account)
    if request_to(EventKind.DECIDED_FOR, course, person) is not None:
        return Act.SEE_AFTERWARDS
    return Act.NOTE if request_to(EventKind.CIRCULATED, course, person) is not None else None


def _turn(slip: RoutingSlip, account: Account) -> Act | None:
    acts = next_acts(slip, person_of(account))
    own = next((act for act in OWN_TURN if act in acts), None)
    if own is not None or waiting_stop(slip, course_of(slip)) is not None:
        return own
    if Act.RECORD_OUTCOME in acts:
        return Act.RECORD_OUTCOME
    if slip.drafted_by != account.id:
        return None
    # What is decided, or not exported yet, waits for its drafter.
    return next((act for act in (Act.ENFORCE, Act.EXPORT) if act in acts and not _is_exported(slip)), None)


def _is_exported(slip: RoutingSlip) -> bool:
    return any(event.kind is EventKind.EXPORTED for event in slip.events)

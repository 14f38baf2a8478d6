"""Which trials an account reaches with an action. What is not within its reach does not exist for it."""

from airspace.proposal import Trial
from airspace.role import Role
from airspace.workflow import State
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, Reach, reach_of, require
from api.store.unit_of_work import UnitOfWork


def reaches(unit: UnitOfWork, account: Account, trial: Trial, action: Action = Action.READ_TRIALS) -> bool:
    """Whether an account's action reaches a trial: its own organisation's, or any that was submitted."""
    match reach_of(account, action):
        case Reach.ALL:
            return _own(account, trial) or _was_submitted(unit, trial)
        case Reach.OWN:
            return _own(account, trial)
    return False


def trials_within_reach(unit: UnitOfWork, account: Account) -> tuple[Trial, ...]:
    """Return the trials that an account may look at, newest first."""
    only = account.organisation_id if reach_of(account, Action.READ_TRIALS) is Reach.OWN else None
    return tuple(trial for trial in unit.trials.list(organisation_id=only) if reaches(unit, account, trial))


def seen_trial(unit: UnitOfWork, account: Account, trial_id: str, action: Action = Action.READ_TRIALS) -> Trial:
    """Return a trial that the account reaches with an action.

    Raises
    ------
    airspace.workflow.RoleRefused
        If none of the account's roles allows the action.
    NotFound
        If the trial is not within its reach.
    """
    require(account, action)
    return _checked(unit, account, unit.trials.get(trial_id), action)


def locked_trial(unit: UnitOfWork, account: Account, trial_id: str, action: Action) -> Trial:
    """Return such a trial, locked until the unit ends: a step begins with it."""
    require(account, action)
    return _checked(unit, account, unit.trials.lock(trial_id), action)


def _was_submitted(unit: UnitOfWork, trial: Trial) -> bool:
    """Whether the prefecture was ever given a trial's papers; a draft may be withdrawn before."""
    if trial.state is State.WITHDRAWN:
        return unit.trials.next_number(trial.id) > 1
    return trial.state is not State.DRAFT


def _own(account: Account, trial: Trial) -> bool:
    return Role.OPERATOR in account.roles and trial.organisation_id == account.organisation_id


def _checked(unit: UnitOfWork, account: Account, trial: Trial | None, action: Action) -> Trial:
    if trial is None or not reaches(unit, account, trial, action):
        raise NotFound
    return trial

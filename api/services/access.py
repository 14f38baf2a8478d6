"""Who may see which trial. What is not yours does not exist for you."""

from airspace.proposal import Trial
from airspace.workflow import STAFF, Role, State
from api.problems import NotFound
from api.security.accounts import Account
from api.store.unit_of_work import UnitOfWork


def may_see(account: Account, trial: Trial) -> bool:
    """Whether an account may see a trial's papers: its own organisation's, or any that reached the prefecture."""
    if account.role is Role.OPERATOR:
        return trial.organisation_id == account.organisation_id
    return account.role in STAFF and trial.state is not State.DRAFT


def seen_trial(unit: UnitOfWork, account: Account, trial_id: str) -> Trial:
    """Return a trial that the account may see; raises `NotFound` otherwise."""
    return _checked(account, unit.trials.get(trial_id))


def locked_trial(unit: UnitOfWork, account: Account, trial_id: str) -> Trial:
    """Return such a trial, locked until the unit ends: a step begins with it."""
    return _checked(account, unit.trials.lock(trial_id))


def _checked(account: Account, trial: Trial | None) -> Trial:
    if trial is None or not may_see(account, trial):
        raise NotFound
    return trial

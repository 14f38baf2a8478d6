"""Take a step of a trial: lock it, see that it may be taken, move it, keep the step in its history and the audit log.

A service calls `begin`, does its work, and calls `finish`; both happen in one unit of work or not at all.
"""

from collections.abc import Mapping
from datetime import datetime

from airspace.proposal import Trial, TrialStep
from airspace.workflow import Step, take
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.store.unit_of_work import UnitOfWork

RELEASES_BOOKINGS = frozenset({Step.WITHDRAW, Step.CALL_OFF, Step.COMPLETE, Step.DECLINE, Step.CONFIRM_ROUTE})
"""Steps after which a trial holds nothing of the sky: it has ended, or another revision takes the place of the one that
was booked. Until that is confirmed, a submitted change leaves the bookings as they are."""


def begin(unit: UnitOfWork, account: Account, trial_id: str, step: Step) -> Trial:
    """Return a trial, locked until the unit ends, of which an account may take a step now.

    Raises
    ------
    airspace.workflow.RoleRefused
        If none of the account's roles allows the step.
    api.problems.NotFound
        If the trial is not within its reach.
    airspace.workflow.StepRefused
        If the trial's state does not allow the step.
    """
    trial = locked_trial(unit, account, trial_id, Action(step.value))
    take(step, trial.state)
    return trial


def finish(
    unit: UnitOfWork,
    account: Account,
    trial: Trial,
    step: Step,
    *,
    now: datetime,
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Move a trial that `begin` gave, and write down that it was moved; `details` go into the audit log."""
    after = take(step, trial.state)
    unit.trials.set_state(trial.id, after)
    if step in RELEASES_BOOKINGS:
        unit.bookings.release(trial.id, at=now)
    unit.trials.add_step(TrialStep(trial.id, unit.trials.next_step(trial.id), step, after, now, account.id))
    unit.audit.append(at=now, actor=account.id, action=step, subject=trial.id, details=details)

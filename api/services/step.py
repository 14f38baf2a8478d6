"""Take a step of a trial: lock it, see that it may be taken, move it, keep the step in its history and the audit log.

A service calls `begin`, does its work, and calls `finish`; both happen in one unit of work or not at all.
"""

from collections.abc import Mapping
from datetime import datetime

from airspace.proposal import Trial, TrialStep
from airspace.workflow import ENDS_A_CHANGE, Step, take
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.services.duties import flown
from api.services.frozen import revision_content
from api.store.unit_of_work import UnitOfWork

RELEASES_BOOKINGS = frozenset(
    {Step.WITHDRAW, Step.CALL_OFF, Step.COMPLETE, Step.DECLINE, Step.CONFIRM_ROUTE, Step.CLOSE}
)
"""Steps after which a trial holds nothing of the sky: it has ended, or another revision takes the place of the one that
was booked. A change leaves the bookings as they are until it is confirmed, also where it is declined or withdrawn."""


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
    take(step, trial.position)
    return trial


def finish(
    unit: UnitOfWork,
    account: Account,
    trial: Trial,
    step: Step,
    *,
    now: datetime,
    details: Mapping[str, str | int] | None = None,
    reason: str = "",
) -> None:
    """Move a trial that `begin` gave, and write down that it was moved.

    `details` go into the audit log; `reason` stays in the trial's history.
    """
    after = take(step, trial.position)
    unit.trials.set_position(trial.id, after)
    ends_only_a_change = step in ENDS_A_CHANGE and trial.standing is not None
    if step in RELEASES_BOOKINGS and not ends_only_a_change:
        unit.bookings.release(trial.id, now)
    if ends_only_a_change:
        _name_as_confirmed(unit, trial)
    number = unit.trials.next_step(trial.id)
    unit.trials.add_step(TrialStep(trial.id, number, step, after.state, now, account.id, reason))
    unit.audit.append(at=now, actor=account.id, action=step, subject=trial.id, details=details)


def _name_as_confirmed(unit: UnitOfWork, trial: Trial) -> None:
    """Give a trial the title of the revision by which it flies: it bore that of the change."""
    unit.trials.set_title(trial.id, revision_content(flown(unit, trial.id)).title)

"""Filing as the office does it: by closing a case, and on the pages of retention. `retention` ends what has passed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from airspace.proposal import Trial
from airspace.retention import (
    CaseFile,
    Hold,
    HoldReason,
    Outlook,
    RetentionClass,
    RetentionRules,
    class_of_years,
    outlook,
)
from airspace.routing_slip import course_of
from airspace.trial import JST
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.access import locked_trial, seen_trial
from api.services.retention import END_STATES, class_by_rules, end_hold, file_case, place_hold
from api.store.unit_of_work import UnitOfWork

AHEAD = timedelta(days=365)
"""How far the list of cases whose time passes looks ahead."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A trial, how it is filed (None: it is not), all that ever held it, and what becomes of it."""

    trial: Trial
    case: CaseFile | None
    holds: tuple[Hold, ...]
    outlook: Outlook
    can_be_filed: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """What the office has to look at: cases that are over and not filed, and those whose time passes soon or has."""

    not_filed: tuple[Filed, ...]
    passing: tuple[Filed, ...]


def file_on_closing(
    unit: UnitOfWork, account: Account, trial_id: str, rules: RetentionRules, *, now: datetime
) -> CaseFile:
    """File a case that has just been closed, and return how; one that was filed by hand before stays as it is."""
    held = unit.retention.case_file(trial_id)
    if held is not None:
        return held
    case = CaseFile(trial_id, _class_given(unit, rules, trial_id), now.astimezone(JST).date())
    file_case(unit, case, actor=account.id, now=now)
    return case


def _class_given(unit: UnitOfWork, rules: RetentionRules, trial_id: str) -> RetentionClass:
    """Return the class of a case: of the slip put into force last, else by the prefecture's rules."""
    slips = [(event.at, slip) for slip in unit.slips.of_trial(trial_id) if (event := course_of(slip).enforcement)]
    if not slips:
        return class_by_rules(unit, rules, trial_id)
    _, newest = max(slips, key=lambda enforced: enforced[0])
    return class_of_years(newest.proposed.keep_years)


def retention_of(unit: UnitOfWork, account: Account, trial_id: str) -> Filed:
    """Return how a trial is filed, and what becomes of it."""
    return _filed(unit, seen_trial(unit, account, trial_id, Action.READ_RETENTION))


def file_anew(unit: UnitOfWork, account: Account, case: CaseFile, *, now: datetime) -> Filed:
    """File a case that is over, in place of how it was filed before.

    Raises
    ------
    airspace.workflow.StepRefused
        If it is still open.
    geo.errors.ValueRefused
        If a day of it cannot be.
    """
    trial = locked_trial(unit, account, case.trial_id, Action.KEEP_RETENTION)
    file_case(unit, case, actor=account.id, now=now)
    return _filed(unit, trial)


def hold_case(
    unit: UnitOfWork, account: Account, trial_id: str, reason: HoldReason, *, until: date | None, now: datetime
) -> Hold:
    """Keep a case whatever its time, from today on.

    Raises
    ------
    geo.errors.ValueRefused
        If its last day is past.
    """
    trial = locked_trial(unit, account, trial_id, Action.KEEP_RETENTION)
    return place_hold(unit, trial.id, reason, until=until, actor=account.id, now=now)


def release_hold(
    unit: UnitOfWork, account: Account, trial_id: str, hold_id: str, ended_on: date, *, now: datetime
) -> Hold:
    """Record the day on which the reason of a hold ended, and return the hold: it may last a year longer.

    Raises
    ------
    NotFound
        If this trial has no such hold.
    geo.errors.ValueRefused
        If the day is in the future or before the hold.
    """
    trial = locked_trial(unit, account, trial_id, Action.KEEP_RETENTION)
    held = unit.retention.hold(hold_id)
    if held is None or held.trial_id != trial.id:
        raise NotFound
    return end_hold(unit, hold_id, ended_on, actor=account.id, now=now)


def filing(unit: UnitOfWork, account: Account, *, now: datetime) -> Filing:
    """Return the cases that are over and not filed, and those whose time passes within a year or has passed."""
    require(account, Action.READ_RETENTION)
    today = now.astimezone(JST).date()
    unfiled = [unit.trials.get(trial_id) for trial_id in unit.retention.not_filed(END_STATES)]
    soon = [
        (case.kept_to, unit.trials.get(case.trial_id))
        for case in unit.retention.case_files()
        if case.kept_to is not None and case.kept_to <= today + AHEAD
    ]
    soon.sort(key=lambda passing: passing[0])
    return Filing(
        tuple(_filed(unit, trial) for trial in unfiled if trial),
        tuple(_filed(unit, trial) for _, trial in soon if trial),
    )


def _filed(unit: UnitOfWork, trial: Trial) -> Filed:
    case, holds = unit.retention.case_file(trial.id), unit.retention.holds(trial.id)
    return Filed(trial, case, holds, outlook(case, holds), trial.state in END_STATES)

"""Read who is affected by a switch of editions and how; and look after jobs that failed."""

from dataclasses import dataclass
from datetime import datetime

from airspace.proposal import Trial
from airspace.rescreening import AFFECTED, Change, Counts, Direction, EditionSwitch, Rescreening, Result, difference
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.access import reaches, seen_trial
from api.services.rescreen import frozen_summary, revisions_to_judge
from api.store.jobs import FailedJob
from api.store.unit_of_work import UnitOfWork

MOST_SHOWN = 1_000
"""How many trials of one switch are listed; the counts are of all."""

WORST_FIRST = tuple(Direction)


@dataclass(frozen=True, slots=True)
class Affected:
    """A trial, and what a switch did to one of its revisions."""

    trial: Trial
    found: Rescreening


@dataclass(frozen=True, slots=True)
class SwitchFound:
    """A switch, how far it is, and whom it affects: the worst first, and last those that had ended before."""

    switch: EditionSwitch
    counts: Counts
    affected: tuple[Affected, ...] = ()
    ended: tuple[Affected, ...] = ()
    superseded_by: EditionSwitch | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """How what is found of a revision now differs from what it froze; `change` is None where it could not be judged."""

    switch: EditionSwitch
    found: Rescreening
    change: Change | None


def switches_of(unit: UnitOfWork, account: Account) -> tuple[SwitchFound, ...]:
    """Return the switches and how far each is, newest first."""
    require(account, Action.SEE_WORKLIST)
    return tuple(SwitchFound(switch, unit.rescreenings.counts(switch)) for switch in unit.rescreenings.switches())


def switch_found(unit: UnitOfWork, account: Account, switch_id: str) -> SwitchFound:
    """Return a switch with whom it affects.

    Raises
    ------
    NotFound
        If there is none of that id.
    """
    require(account, Action.SEE_WORKLIST)
    switch = unit.rescreenings.switch(switch_id)
    if switch is None:
        raise NotFound
    counts = unit.rescreenings.counts(switch)
    later = unit.rescreenings.switch(counts.superseded_by) if counts.superseded_by else None
    found = unit.rescreenings.of_switch(switch.id, results=[*AFFECTED, Result.ENDED], most=MOST_SHOWN)
    rows = [
        Affected(trial, one)
        for one in found
        if (trial := unit.trials.get(one.trial_id)) and reaches(unit, account, trial, Action.SEE_WORKLIST)
    ]
    affected = sorted((row for row in rows if row.found.direction), key=_place)
    ended = (row for row in rows if row.found.result is Result.ENDED)
    return SwitchFound(switch, counts, tuple(affected), tuple(ended), later)


def rescreenings_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[Since, ...]:
    """Return how what is found of a trial now differs from what it froze; nothing where it does not.

    Raises
    ------
    NotFound
        If the trial is not within the account's reach.
    """
    return since_frozen(unit, seen_trial(unit, account, trial_id).id)


def since_frozen(unit: UnitOfWork, trial_id: str) -> tuple[Since, ...]:
    """Return the same for whoever sees the trial already."""
    last = unit.rescreenings.last([trial_id], judged=False)
    stand = unit.rescreenings.stands([trial_id]).get(trial_id)
    if not last or stand is None:
        return ()
    since = []
    for revision in revisions_to_judge(unit, trial_id, stand):
        found = last.get((trial_id, revision.number))
        switch = unit.rescreenings.switch(found.switch_id) if found else None
        if found is None or switch is None:
            continue
        change = None if found.after is None else difference(frozen_summary(revision), found.after)
        if change is None or change:
            since.append(Since(switch, found, change))
    return tuple(since)


def failed_jobs(unit: UnitOfWork, account: Account) -> tuple[FailedJob, ...]:
    """Return the background work that failed for good, oldest first."""
    require(account, Action.SEE_FAILED_JOBS)
    return unit.jobs.failed()


def try_job_again(unit: UnitOfWork, account: Account, job_id: int, *, now: datetime) -> None:
    """Give background work that failed one more try.

    Raises
    ------
    NotFound
        If no such job failed.
    """
    require(account, Action.RETRY_JOB)
    if not unit.jobs.try_again(job_id, now=now):
        raise NotFound
    unit.audit.append(at=now, actor=account.id, action="job_retried", subject=str(job_id))


def _place(row: Affected) -> tuple[int, str, int]:
    leads = row.found.direction or Direction.OTHER
    return WORST_FIRST.index(leads), row.trial.title, row.found.revision_number

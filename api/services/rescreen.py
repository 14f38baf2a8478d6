"""再確認: judge trials again by the editions that are held now, and keep what changed. Nothing else changes.

The frozen screening of a revision stays as it is, and no trial moves: people are told, and they decide.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from airspace.atlas import Atlas
from airspace.finding import Entails, Outcome
from airspace.proposal import ProposalRevision
from airspace.rescreening import (
    AFFECTED,
    RESCREENED_IN,
    EditionSwitch,
    Rescreening,
    Result,
    Summary,
    difference,
    flight_summary,
    summary_of,
)
from airspace.role import Role
from airspace.screening import Screening, screen
from airspace.verdict import Category, Level
from api.notify.notice import Notice, NoticeKind, Recipient
from api.services.assign import owner_of, reviewers
from api.services.duties import duties_of, flown_revision
from api.services.frozen import revision_content, revision_screenings
from api.services.screen import Atlases
from api.services.tell import operators_of, tell
from api.services.terrain import Grounds
from api.store.engine import UNREACHABLE
from api.store.rescreenings import Stand
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text

ACTOR = "rescreening"
"""Who acts, in the audit log."""

NOT_OURS = (UNREACHABLE, MemoryError)
"""Errors of the machine, not of what is judged: the job is tried again, and nothing is kept."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one trial, and where it stood when that was read (None: it was not there any more)."""

    trial_id: str
    stand: Stand | None
    found: tuple[Rescreening, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found of some trials by the editions of one value of their counter."""

    counter: int
    trials: tuple[Judged, ...]


def judge(
    unit: UnitOfWork, atlases: Atlases, switch: EditionSwitch, trial_ids: Collection[str], *, now: datetime
) -> Judgement:
    """Judge trials by the editions of this moment; nothing is written.

    Of a trial the newest revision is judged, and the one by which it flies, where its confirmation still stands.
    """
    counter, atlas = atlases.current(unit)
    return Judgement(counter, judge_by(unit, atlas, atlases.grounds, switch, trial_ids, now=now))


def judge_by(
    unit: UnitOfWork,
    atlas: Atlas,
    grounds: Grounds,
    switch: EditionSwitch,
    trial_ids: Collection[str],
    *,
    now: datetime,
) -> tuple[Judged, ...]:
    """Judge trials by an atlas, which need not be of what the store holds; nothing is written."""
    stands = unit.rescreenings.stands(trial_ids)
    last = unit.rescreenings.last(trial_ids)
    judged = []
    for trial_id in sorted(trial_ids):
        stand = stands.get(trial_id)
        found: list[Rescreening] = []
        for revision in revisions_to_judge(unit, trial_id, stand) if stand else ():
            if stand and stand[0] in RESCREENED_IN:
                before = last.get((trial_id, revision.number))
                found.append(_again(unit, atlas, grounds, switch, revision, before, now))
            else:
                found.append(Rescreening(switch.id, trial_id, revision.number, now, Result.ENDED, ()))
        judged.append(Judged(trial_id, stand, tuple(found)))
    return tuple(judged)


def keep(unit: UnitOfWork, switch: EditionSwitch, judgement: Judgement, *, now: datetime) -> frozenset[str]:
    """Keep what was found, tell those whom it concerns, and return the trials that must be judged again.

    These are the ones that moved or were amended since, or all where the editions changed since. A switch that a later
    one superseded keeps nothing more. What is kept already stays, and nobody is told of it twice.
    """
    ids = sorted(judged.trial_id for judged in judgement.trials)
    for trial_id in ids:
        unit.trials.lock(trial_id)
    counter = unit.editions.hold_counter()
    if unit.rescreenings.successor(switch):
        return frozenset()
    if counter != judgement.counter:
        return frozenset(ids)
    stands = unit.rescreenings.stands(ids)
    moved = frozenset(judged.trial_id for judged in judgement.trials if stands.get(judged.trial_id) != judged.stand)
    settled = [judged for judged in judgement.trials if judged.trial_id not in moved]
    new = [found for judged in settled for found in judged.found if unit.rescreenings.add(found)]
    affected = [found for found in new if found.result in AFFECTED]
    for found in affected:
        _tell(unit, switch, found, now)
    for found in affected:
        details: dict[str, str | int] = {
            "switch": switch.id,
            "revision": found.revision_number,
            "result": found.result.value,
        }
        unit.audit.append(at=now, actor=ACTOR, action="rescreened", subject=found.trial_id, details=details)
    return moved


def frozen_summary(revision: ProposalRevision) -> Summary:
    """Return what the screenings say that a revision froze."""
    return tuple(
        flight_summary(
            Outcome[data.outcome],
            Category(data.category.value),
            Level.NONE if data.level is None else Level(data.level),
            (
                (
                    found.rule,
                    Outcome[found.outcome],
                    Entails(found.entails),
                    found.place.value() if found.place else None,
                )
                for found in data.findings
            ),
        )
        for data in revision_screenings(revision)
    )


def screenings_now(
    unit: UnitOfWork, atlas: Atlas, grounds: Grounds, revision: ProposalRevision, *, now: datetime
) -> Sequence[Screening]:
    """Return the screenings of a revision's flights by an atlas.

    Raises
    ------
    geo.errors.InputRefused
        If a flight cannot be judged at all.
    """
    operations = [data.value() for data in revision_content(revision).operations]
    return [
        screen(operation, atlas.on_ground(grounds.under(operation, atlas, unit)), screened_at=now)
        for operation in operations
    ]


def _again(
    unit: UnitOfWork,
    atlas: Atlas,
    grounds: Grounds,
    switch: EditionSwitch,
    revision: ProposalRevision,
    last: Rescreening | None,
    now: datetime,
) -> Rescreening:
    before: Summary = ()
    try:
        before = last.after if last and last.after is not None else frozen_summary(revision)
        screenings = screenings_now(unit, atlas, grounds, revision, now=now)
        after = summary_of(screenings)
        result = Result.CHANGED if difference(before, after) else Result.UNCHANGED
    except NOT_OURS:
        raise
    except InputRefused as refusal:
        reason = Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
    except Exception as error:  # whatever stops one flight must not hold up the others, and must not pass for unchanged
        kind = type(error).__name__
        reason = Text(f"確認の途中で止まりました（{kind}）。", f"The check stopped ({kind}).")
    else:
        editions = tuple(sorted({edition.id for screening in screenings for edition in screening.editions}))
        return Rescreening(switch.id, revision.trial_id, revision.number, now, result, before, after, editions)
    return Rescreening(switch.id, revision.trial_id, revision.number, now, Result.NOT_JUDGED, before, None, (), reason)


def revisions_to_judge(unit: UnitOfWork, trial_id: str, stand: Stand) -> Sequence[ProposalRevision]:
    """Return the newest revision, and the one by which the trial flies where its confirmation still stands."""
    state, newest = stand
    numbers = {newest}
    if newest > 1 and state in RESCREENED_IN:
        confirmation = duties_of(unit, trial_id).confirmation
        if confirmation:
            numbers.add(flown_revision(unit, confirmation))
    held = (unit.trials.revision(trial_id, number) for number in sorted(numbers))
    return [revision for revision in held if revision]


def _tell(unit: UnitOfWork, switch: EditionSwitch, found: Rescreening, now: datetime) -> None:
    """Tell the operator and the desk, each once for a switch and trial."""
    told: Mapping[NoticeKind, Sequence[str]] = {
        NoticeKind.ROUTE_RESCREENED: [member.id for member in operators_of(unit, found.trial_id)],
        NoticeKind.CASE_RESCREENED: _desk(unit, found.trial_id),
    }
    for kind, accounts in told.items():
        for account_id in accounts:
            notice = Notice(kind, Recipient.account(account_id), found.trial_id, {"revision": found.revision_number})
            tell(unit, notice, now=now, once=f"{kind}:{switch.id}:{found.trial_id}:{account_id}")


def _desk(unit: UnitOfWork, trial_id: str) -> Sequence[str]:
    """Return who works on a case; where nobody does, or does not any more, all whose role it is to review."""
    owner = owner_of(unit, trial_id)
    if owner:
        return [owner.id]
    return [account.id for account in reviewers(unit) if Role.REVIEWER in account.roles]

"""File closed cases, hold them, and end what has passed its time, each case in one transaction: wholly or not at all.

What is ended is the content. Left are a tombstone for each row, the case's line in the list of what was kept, and the
audit log, whose chain and whose hashes of revisions verify afterwards as before.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import rfc8785

from airspace.retention import (
    CaseFile,
    Hold,
    HoldReason,
    Measure,
    RetentionClass,
    RetentionRules,
    held_until,
    kept_to,
)
from airspace.trial import JST
from airspace.workflow import STATE_NAMES, State, StepRefused
from api.services.ids import new_id
from api.store.ended import CASE, PERSON, Part
from api.store.retention import Tombstone
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

END_STATES = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.CALLED_OFF})
"""States in which a case can be closed and filed."""

FIRST_YEAR = 2000

A_YEAR = timedelta(days=365)


class Rule(StrEnum):
    """By which rule something is ended."""

    CASE = "retention_period"
    ABANDONED = "abandoned_draft"
    LEAVER = "leaver"


OF_ENQUIRIES = ("enquiry", "enquiry_entry")
PARTS: dict[Rule, tuple[Part, ...]] = {
    Rule.CASE: CASE,
    # What was asked and answered before is the office's record, whatever became of the draft.
    Rule.ABANDONED: tuple(part for part in CASE if part.table not in OF_ENQUIRIES),
    Rule.LEAVER: PERSON,
}

RULE_NAMES = {
    Rule.CASE: Text("保存期間の満了した案件", "a case whose time has passed"),
    Rule.ABANDONED: Text("提出されなかった下書き", "a draft that was never submitted"),
    Rule.LEAVER: Text("離任・退会した人の情報", "the data of a person who has left"),
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What is to be ended: by which rule, whose (a trial's or an account's id), and the last day that it was kept."""

    rule: Rule
    subject: str
    kept_to: date


@dataclass(frozen=True, slots=True)
class Ended:
    """What was, or would be, ended: how many rows of each table."""

    ending: Ending
    rows: tuple[tuple[str, int], ...]


def file_case(unit: UnitOfWork, case: CaseFile, *, actor: str, now: datetime) -> None:
    """File a closed case, or file it anew.

    Raises
    ------
    StepRefused
        If it is still open.
    ValueRefused
        If there is no such trial, or a day of it cannot be.
    """
    trial = unit.trials.lock(case.trial_id)
    if trial is None:
        raise _no_such()
    if trial.state not in END_STATES:
        raise StepRefused(
            Text(
                f"いま「{STATE_NAMES[trial.state].ja}」なので、まだ完結していません。",
                f"The trial is '{STATE_NAMES[trial.state].en}': it is not closed.",
            ),
            Text("完結してから登録してください。", "File it when it is closed."),
        )
    today = _day(now)
    for where, on in (("closed_on", case.closed_on), ("transferred_on", case.transferred_on)):
        if on is not None and not date(FIRST_YEAR, 1, 1) <= on <= today:
            raise ValueRefused(
                Text("日付が未来か、古すぎます。", "The day is in the future, or too long ago."),
                Text("実際の日付を入れてください。", "Give the day on which it was."),
                where=where,
            )
    if case.transferred_on is not None and case.measure is not Measure.TRANSFER:
        raise ValueRefused(
            Text("廃棄する案件に、移管した日は入れられません。", "A case to be discarded has no day of transfer."),
            Text("満了時の措置を移管にしてください。", "Let its measure be transfer."),
            where="transferred_on",
        )
    unit.retention.file(case)
    details = {"class": case.retention_class.value, "closed_on": str(case.closed_on), "measure": case.measure.value}
    if case.transferred_on is not None:
        details["transferred_on"] = str(case.transferred_on)
    unit.audit.append(at=now, actor=actor, action="case_filed", subject=case.trial_id, details=details)


def class_by_rules(unit: UnitOfWork, rules: RetentionRules, trial_id: str) -> RetentionClass:
    """Return the class that the rules give a case: by what was decided last, else by what was asked for."""
    decisions, intake = unit.trials.decisions(trial_id), unit.intakes.get(trial_id)
    if decisions:
        return rules.classes[decisions[-1].kind]
    return rules.classes[intake.kind] if intake else rules.undecided


def place_hold(
    unit: UnitOfWork, trial_id: str, reason: HoldReason, *, until: date | None, actor: str, now: datetime
) -> Hold:
    """Keep a case whatever its time, from today on; `until` is the last day where it is known already.

    Raises
    ------
    ValueRefused
        If there is no such trial (it may have been ended before), or the last day is past.
    """
    if unit.trials.lock(trial_id) is None:
        raise _no_such()
    if until is not None and until < _day(now):
        raise ValueRefused(
            Text("最後の日が過ぎています。", "The last day is past."),
            Text("今日より後の日を入れるか、空のままにしてください。", "Give a day to come, or none."),
            where="until",
        )
    hold = Hold(new_id(), trial_id, reason, _day(now), until)
    unit.retention.add_hold(hold)
    unit.audit.append(
        at=now, actor=actor, action="hold_placed", subject=trial_id, details={"hold": hold.id, "reason": reason.value}
    )
    return hold


def end_hold(unit: UnitOfWork, hold_id: str, ended_on: date, *, actor: str, now: datetime) -> Hold:
    """Record the day on which the reason of a hold ended, and return the hold: it may last a year longer.

    Raises
    ------
    ValueRefused
        If there is no such hold, or the day is in the future or before the hold.
    """
    hold = unit.retention.hold(hold_id)
    if hold is None:
        raise _no_such()
    unit.trials.lock(hold.trial_id)
    if not hold.placed_on <= ended_on <= _day(now):
        raise ValueRefused(
            Text("延長を始めた日から今日までの日付ではありません。", "The day is not between its beginning and today."),
            Text("裁決・決定・終了の日を入れてください。", "Give the day of the ruling, the decision or the end."),
            where="ended_on",
        )
    until = held_until(hold.reason, ended_on)
    unit.retention.end_hold(hold_id, until)
    unit.audit.append(
        at=now, actor=actor, action="hold_ended", subject=hold.trial_id, details={"hold": hold.id, "until": str(until)}
    )
    return Hold(hold.id, hold.trial_id, hold.reason, hold.placed_on, until)


def due(unit: UnitOfWork, rules: RetentionRules, on: date, *, subject: str | None = None) -> Iterator[Ending]:
    """Yield what has passed its time by a day and is not held; of one subject where given."""
    for case in unit.retention.case_files(trial_id=subject):
        last = case.kept_to
        if last is not None and case.has_passed(on) and not _held(unit, case.trial_id, on):
            yield Ending(Rule.CASE, case.trial_id, last)
    # No paper of the prefecture's: a year counted as for the shortest class.
    for trial_id, moment in unit.retention.abandoned(_begins(on - A_YEAR), trial_id=subject):
        last = kept_to(RetentionClass.YEAR_1, _day(moment))
        if last is not None and last < on and not _held(unit, trial_id, on):
            yield Ending(Rule.ABANDONED, trial_id, last)
    kept = timedelta(days=rules.leaver_days)
    for account_id, moment in unit.retention.leavers(_begins(on - kept), account_id=subject):
        yield Ending(Rule.LEAVER, account_id, _day(moment) + kept)


def look(unit: UnitOfWork, ending: Ending) -> Ended:
    """Return what an ending would end, and change nothing."""
    found = unit.retention.found(PARTS[ending.rule], ending.subject)
    return Ended(ending, tuple(sorted(Counter(row.part.table for row in found).items())))


def end(unit: UnitOfWork, rules: RetentionRules, ending: Ending, *, on: date, now: datetime) -> Ended | None:
    """End what has passed its time; None where that is no longer so, because it was held or ended meanwhile."""
    unit.trials.lock(ending.subject)
    if ending not in due(unit, rules, on, subject=ending.subject):
        return None
    if ending.rule is not Rule.LEAVER:
        for attachment in unit.attachments.list(ending.subject):
            unit.attachments.forget(attachment)
    if ending.rule is Rule.ABANDONED:
        unit.enquiries.let_go(ending.subject)
    found = unit.retention.found(PARTS[ending.rule], ending.subject)
    stone = Tombstone("", "", "", ending.subject, None, None, ending.rule.value, ending.kept_to, on, now)
    laid = unit.retention.end(found, stone)
    unit.audit.append(
        at=now,
        actor="retention",
        action="retention_ended",
        subject=ending.subject,
        details={"rule": ending.rule.value, "rows": len(laid), "tombstones": hash_of_tombstones(laid)},
    )
    return Ended(ending, tuple(sorted(Counter(row.part.table for row in found).items())))


def hash_of_tombstones(stones: tuple[Tombstone, ...]) -> str:
    """Return the hash by which the audit log vouches for the tombstones of one ending."""
    lines = sorted([stone.table_name, stone.row_id, stone.sha256] for stone in stones)
    return hashlib.sha256(rfc8785.dumps(lines)).hexdigest()


def refuse_a_future_day(on: date, now: datetime) -> None:
    """Refuse to end what has not passed its time yet.

    Raises
    ------
    ValueRefused
        If the day is after today.
    """
    if on > _day(now):
        raise ValueRefused(
            Text("未来の日付では終わらせられません。", "Nothing is ended as of a day in the future."),
            Text("先の予定を見るには --dry-run を付けてください。", "To see what will come, add --dry-run."),
            where=str(on),
        )


def _no_such() -> ValueRefused:
    return ValueRefused(
        Text("その ID のものはありません。", "There is nothing of that id."),
        Text(
            "ID を確かめてください。保存期間が過ぎて終わったのかもしれません。",
            "Check the id. Its time may have passed.",
        ),
    )


def _held(unit: UnitOfWork, trial_id: str, on: date) -> bool:
    return any(hold.holds(on) for hold in unit.retention.holds(trial_id))


def _day(moment: datetime) -> date:
    return moment.astimezone(JST).date()


def _begins(on: date) -> datetime:
    return datetime.combine(on, time(), JST)

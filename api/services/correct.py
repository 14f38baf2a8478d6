"""Staff ask the operator for corrections (補正依頼). What confirms or declines is a slip that is put into force."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from airspace.consultation.value import due_day
from airspace.letter_text import refuse_no_words
from airspace.procedures import japan
from airspace.proposal import Decision, DecisionKind, ProposalRevision
from airspace.remark import Remark, reason_with, remarks_given
from airspace.workflow import Step, StepRefused
from api.notify.notice import NoticeKind
from api.security.accounts import Account
from api.services.ids import new_id
from api.services.letters.acts import keep_correction
from api.services.step import begin, finish
from api.services.tell import tell_operators
from api.store.unit_of_work import UnitOfWork
from geo.text import Text

BASIS = "実証実験の飛行経路の確認に関する要綱"
"""What a request for corrections rests on: guidelines of the prefecture, not a disposition under a statute."""

WORKING_DAYS = 10
"""How long an operator has for corrections where no day is named."""

NO_REMARKS: Mapping[str, str] = MappingProxyType({})


def request_correction(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    revision_number: int,
    reason: str,
    *,
    remarks: Mapping[str, str] = NO_REMARKS,
    due_on: date | None = None,
    now: datetime,
) -> Decision:
    """Ask for corrections of the newest revision, by a day or within ten working days; a letter says so.

    `remarks` are by field of the proposal's form, where the operator finds each of them.

    Raises
    ------
    StepRefused
        If the trial's state, the account's roles or a newer revision stands against it.
    ValueRefused
        If the reason is missing, too long (with the remarks) or cannot be printed, a remark is on no field or not
        readable, or the day is past.
    """
    trial = begin(unit, account, trial_id, Step.REQUEST_CORRECTION)
    revision = _newest_revision(unit, trial_id, revision_number)
    refuse_no_words(reason, "reason")
    given = remarks_given(remarks)
    reason = reason_with(reason, given)
    refuse_no_words(reason, "reason")
    decision = Decision(
        id=new_id(),
        trial_id=trial_id,
        revision_number=revision_number,
        kind=DecisionKind.ROUTE_CONFIRMATION,
        outcome=Step.REQUEST_CORRECTION,
        basis=BASIS,
        conditions=(),
        reason=reason,
        decided_at=now,
        decided_by=account.id,
    )
    unit.trials.add_decision(decision)
    before = len(unit.remarks.of_revision(trial_id, revision_number))
    numbered = enumerate(given.items(), start=before + 1)
    unit.remarks.add(
        tuple(Remark(trial_id, revision_number, number, *remark, now, account.id) for number, remark in numbered)
    )
    details: dict[str, str | int] = {"revision": revision_number, "decision": decision.id}
    finish(unit, account, trial, Step.REQUEST_CORRECTION, now=now, details=details)
    due_on = due_on or due_day(now, WORKING_DAYS, japan().calendar.value)
    keep_correction(unit, account, trial, revision, reason, due_on, now=now)
    tell_operators(unit, revision, NoticeKind.CORRECTION_ASKED, now=now)
    return decision


def _newest_revision(unit: UnitOfWork, trial_id: str, number: int) -> ProposalRevision:
    newest = unit.trials.revision(trial_id)
    if newest is None or newest.number != number:
        raise StepRefused(
            Text(f"第{number}版は最新の版ではありません。", f"Revision {number} is not the newest."),
            Text(
                "画面を開きなおして、最新の版を確かめてください。", "Reload the page and look at the newest revision."
            ),
        )
    return newest

"""Draft a slip (起案): complete, with a route of different people, bound to what it rests on."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from airspace.delegation import delegation_of
from airspace.letter import Facility, Redress
from airspace.proposal import DECISION_KIND_NAMES, DecisionKind, ProposalRevision, Trial
from airspace.routing_slip import (
    EventKind,
    Ground,
    LetterParticulars,
    Mode,
    ProposedCondition,
    ProposedDecision,
    RoutingSlip,
    SlipEvent,
    Stop,
    course_of,
    grounds_changed,
    letter_as_kept,
    letter_sha256,
    post_as_kept,
    proposed_as_kept,
    refuse_drafter,
    route_as_kept,
    sha256_of,
    told,
    waiting_stop,
)
from airspace.workflow import Step, StepRefused, steps_open, take
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.services.ids import new_id
from api.services.letters.decision import refuse_letter
from api.services.screen import Atlases
from api.services.silence import refuse_while_awaited
from api.services.slip.acting import (
    keep_act,
    person_of,
    refuse_not_newest,
    revision_decided,
    staff,
    write_down,
)
from api.services.slip.grounds import grounds_of
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

BASIS = "実証実験の飛行経路の確認に関する要綱"
"""What the confirmation of a route rests on: guidelines of the prefecture, not a disposition under a statute."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a drafter writes; `post` is the drafter's own."""

    step: Step
    revision_number: int
    post: str
    addressee: tuple[str, ...]
    honorific: str
    sender: str
    desk: str
    telephone: str
    route: tuple[Stop, ...] = ()
    kind: DecisionKind = DecisionKind.ROUTE_CONFIRMATION
    basis: str = BASIS
    conditions: tuple[ProposedCondition, ...] = ()
    reason: str = ""
    redress: Redress | None = None
    facility: Facility | None = None
    seal: bool = False
    keep_years: int = 5


def draft(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, wanted: Wanted, *, mode: Mode, now: datetime
) -> RoutingSlip:
    """Draft a slip about the newest revision. One that was overtaken ends by it.

    Raises
    ------
    StepRefused
        If the trial's state, a newer revision, the account's roles or an open slip stands against it.
    geo.errors.ValueRefused
        If words are missing, the route does not hold, or the letter could not be made once it is decided.
    """
    trial = locked_trial(unit, account, trial_id, Action.SLIP_DRAFT)
    refuse_drafter(person_of(account))
    take(wanted.step, trial.position)
    refuse_while_awaited(unit, trial, wanted.step, now=now)
    _refuse_another_kind(unit, trial, wanted.kind)
    refuse_not_newest(unit, trial, wanted.revision_number)
    revision = revision_decided(unit, trial, wanted.step)
    grounds = grounds_of(unit, atlases, revision, now=now)
    slip = _slip(unit, account, trial, revision, wanted, grounds, mode, now)
    people = {held.id: person_of(held) for held in staff(unit).values()}
    slip = replace(slip, route=route_as_kept(slip, people, delegation_of(atlases.prefecture.code)))
    refuse_letter(unit, slip, now=now)
    _end_overtaken(unit, account, trial, slip, now)
    slip = slip.after(SlipEvent(1, EventKind.DRAFTED, now, account.id, post=slip.drafted_post))
    unit.slips.add(slip)
    write_down(unit, account, slip, now=now, more={"sha256": sha256_of(slip), "step": slip.proposed.step.value})
    return slip


def _slip(
    unit: UnitOfWork,
    account: Account,
    trial: Trial,
    revision: ProposalRevision,
    wanted: Wanted,
    grounds: tuple[Ground, ...],
    mode: Mode,
    now: datetime,
) -> RoutingSlip:
    letter = letter_as_kept(
        LetterParticulars(
            wanted.addressee, wanted.honorific, wanted.sender, wanted.desk, wanted.telephone, secrets.token_hex(16)
        )
    )
    proposed = ProposedDecision(
        step=wanted.step,
        revision_number=revision.number,
        revision_sha256=revision.sha256,
        kind=wanted.kind,
        basis=wanted.basis,
        letter_sha256=letter_sha256(letter),
        seal=wanted.seal,
        keep_years=wanted.keep_years,
        conditions=wanted.conditions,
        reason=wanted.reason,
        redress=wanted.redress,
        facility=wanted.facility,
    )
    earlier = unit.slips.of_trial(trial.id)
    return RoutingSlip(
        id=new_id(),
        trial_id=trial.id,
        number=unit.slips.next_number(trial.id),
        mode=mode,
        proposed=proposed_as_kept(proposed),
        route=wanted.route,
        grounds=grounds,
        drafted_by=account.id,
        drafted_post=post_as_kept(wanted.post, "post"),
        drafted_at=now,
        replaces=earlier[0].id if earlier else None,
        letter=letter,
    )


def _refuse_another_kind(unit: UnitOfWork, trial: Trial, kind: DecisionKind) -> None:
    """Refuse to decide what was not asked of the prefecture: an adoption rests on a pledge that was seen at 受付."""
    intake = unit.intakes.get(trial.id)
    if intake is None or intake.kind is not kind:
        asked = DECISION_KIND_NAMES[intake.kind] if intake else Text("受付前", "not accepted")
        raise ValueRefused(
            Text(
                f"受付の種別（{asked.ja}）と違う決定は起案できません。",
                f"What was taken in ({asked.en}) is not what would be decided.",
            ),
            Text(
                "種別を合わせるか、補正を依頼して受付で種別を改めてください。",
                "Choose the same, or ask for corrections and state another kind when accepting.",
            ),
            where="kind",
        )


def _end_overtaken(unit: UnitOfWork, account: Account, trial: Trial, new: RoutingSlip, now: datetime) -> None:
    """End the open slip that the new one takes the place of, or refuse the new one while that one can still go on."""
    before = unit.slips.open_of(trial.id)
    if before is None:
        return
    why = _overtaken(unit, trial, before, new)
    if why is None:
        last = told(before)
        raise StepRefused(
            Text(
                f"起案第{before.number}号がまだ終わっていません。{last.ja}",
                f"Slip {before.number} has not ended. {last.en}",
            ),
            Text("それを引き戻すか、差し戻してから起案してください。", "Pull it back or send it back first."),
        )
    keep_act(unit, account, before, EventKind.OVERTAKEN, now=now, post=new.drafted_post, reason=why.ja)


def _overtaken(unit: UnitOfWork, trial: Trial, before: RoutingSlip, new: RoutingSlip) -> Text | None:
    course, step = course_of(before), before.proposed.step
    if revision_decided(unit, trial, step).number != before.proposed.revision_number:
        return Text("新しい版が提出された。", "A newer revision was submitted.")
    if step not in steps_open(trial.position):
        return Text("実証実験がほかの状態に進んだ。", "The trial has moved on.")
    # What is called off and a change of it are two revisions: each has its own grounds.
    same = new.proposed.revision_number == before.proposed.revision_number
    if same and grounds_changed(before, new.grounds):
        return Text("起案のもとになったものが変わった。", "What it rests on has changed.")
    stop = waiting_stop(before, course)
    if stop is not None and stop.account_id not in staff(unit):
        return Text("回っている先の人がいなくなった。", "Whom it waited for has left.")
    return None

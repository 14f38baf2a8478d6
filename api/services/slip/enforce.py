"""Put a decided slip into force (施行): the decision is made, the trial moves. Nothing else confirms or declines."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.condition import Condition
from airspace.proposal import Decision
from airspace.routing_slip import Act, EventKind, RoutingSlip, SlipEvent, course_of, number_as_kept
from airspace.trial import JST
from api.notify.notice import NoticeKind
from api.security.accounts import Account
from api.services.ids import new_id
from api.services.letters.decision import keep_decision_letter
from api.services.screen import Atlases
from api.services.slip.acting import Acting, begin_act, post_of, refuse_moved, write_down
from api.services.step import finish
from api.services.tell import tell_operators
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Issue:
    """文書番号 and 施行日 of the letter that goes out."""

    document_number: str
    on: date


def enforce(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, slip_id: str, issue: Issue, *, now: datetime
) -> Decision:
    """Put a slip that was decided here into force.

    Raises
    ------
    airspace.workflow.StepRefused
        If it is not decided, was put into force before, or anything that it was decided on has changed since.
    ValueRefused
        If the number is missing, the day is before the decision or to come, or the letter cannot be made.
    """
    acting = begin_act(unit, account, trial_id, slip_id, Act.ENFORCE)
    refuse_moved(unit, atlases, acting, now=now)
    return bring_into_force(unit, account, acting, issue, now=now)


def bring_into_force(unit: UnitOfWork, account: Account, acting: Acting, issue: Issue, *, now: datetime) -> Decision:
    """Make the decision of a decided slip, and move its trial; that it may be done was seen before."""
    trial, slip = acting.trial, acting.slip
    decided = course_of(slip).decision
    if decided is None:
        raise ValueError(f"slip {slip.id} is not decided")
    on = day_as_kept(issue.on, "on", earliest=decided.on or day_of(decided.at), now=now)
    number = number_as_kept(issue.document_number)
    post = post_of(slip, account)
    event = SlipEvent(slip.next_event, EventKind.ENFORCED, now, account.id, post=post, document_number=number, on=on)
    after = slip.after(event)
    decision = _decision(after, decided)
    unit.slips.append(after)
    unit.trials.add_decision(decision)
    unit.slips.enforce(after, decision)
    write_down(unit, account, after, now=now, more={"decision": decision.id})
    details: dict[str, str | int] = {
        "revision": slip.proposed.revision_number,
        "decision": decision.id,
        "slip": slip.id,
    }
    finish(unit, account, trial, slip.proposed.step, now=now, details=details)
    keep_decision_letter(unit, account, after, decision, now=now)
    revision = unit.trials.revision(trial.id, slip.proposed.revision_number)
    if revision is not None:
        tell_operators(unit, revision, NoticeKind.DECISION_MADE, now=now)
    return decision


def day_as_kept(day: date, where: str, *, earliest: date, now: datetime) -> date:
    """Return a day that is not before `earliest` and not to come; raises `ValueRefused` for any other."""
    if not earliest <= day <= day_of(now):
        raise ValueRefused(
            Text(f"{day:%Y-%m-%d} は、日付として合いません。", f"{day:%Y-%m-%d} cannot be the day."),
            Text(
                f"{earliest:%Y-%m-%d} から今日までの日を入れてください。",
                f"Give a day from {earliest:%Y-%m-%d} to today.",
            ),
            where=where,
        )
    return day


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Japan."""
    return moment.astimezone(JST).date()


def _decision(slip: RoutingSlip, decided: SlipEvent) -> Decision:
    proposed, issued = slip.proposed, slip.events[-1]
    return Decision(
        id=new_id(),
        trial_id=slip.trial_id,
        revision_number=proposed.revision_number,
        kind=proposed.kind,
        outcome=proposed.step,
        basis=proposed.basis,
        conditions=tuple(Condition.of(terms, new_id()) for terms in proposed.conditions),
        reason=proposed.reason,
        decided_at=decided.at,
        decided_by=decided.actor,
        slip_id=slip.id,
        document_number=issued.document_number,
        enforced_on=issued.on,
    )

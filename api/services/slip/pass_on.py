"""Pass a slip on (回議・合議), decide it (専決・決裁・代決), send it back (差戻し), pull it back (引戻し)."""

from dataclasses import dataclass
from datetime import datetime

from airspace.delegation import delegation_of
from airspace.routing_slip import (
    Act,
    EventKind,
    RoutingSlip,
    post_as_kept,
    reason_as_kept,
    refuse_deputy,
    refuse_not_entitled,
)
from airspace.workflow import StepRefused
from api.security.accounts import Account
from api.services.screen import Atlases
from api.services.slip.acting import Acting, begin_act, keep_act, post_of, refuse_moved
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class InAbsence:
    """代決: in whose place, by which post, why."""

    absent: str
    post: str
    reason: str


def endorse(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, now: datetime) -> RoutingSlip:
    """Endorse a slip (回議) and pass it on."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.ENDORSE)
    return _at_its_stop(unit, account, acting, EventKind.ENDORSED, now)


def concur(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, now: datetime) -> RoutingSlip:
    """Concur with a slip (合議) and pass it on; who does not concur sends it back."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.CONCUR)
    return _at_its_stop(unit, account, acting, EventKind.CONCURRED, now)


def decide(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, slip_id: str, *, now: datetime
) -> RoutingSlip:
    """Decide a slip (専決・決裁). The trial moves when it is put into force, not before.

    Raises
    ------
    airspace.workflow.StepRefused
        If it was decided before (who is told by post, and when), or anything that it rests on has changed.
    geo.errors.ValueRefused
        If the post is not entitled to decide it.
    """
    acting = begin_act(unit, account, trial_id, slip_id, Act.DECIDE)
    refuse_moved(unit, atlases, acting, now=now)
    slip = acting.slip
    refuse_not_entitled(slip.route[-1], slip.proposed, delegation_of(atlases.prefecture.code))
    return _at_its_stop(unit, account, acting, EventKind.DECIDED, now)


def decide_for(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    slip_id: str,
    given: InAbsence,
    *,
    now: datetime,
) -> RoutingSlip:
    """Decide a slip in the absence of the officer who would (代決); that one is asked to look at it later (後閲)."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.DECIDE_FOR)
    slip, delegation = acting.slip, delegation_of(atlases.prefecture.code)
    post, reason = post_as_kept(given.post, "post"), reason_as_kept(given.reason)
    refuse_deputy(slip, post_as_kept(given.absent, "absent"), post, delegation)
    refuse_moved(unit, atlases, acting, now=now)
    stop = slip.route[-1]
    refuse_not_entitled(stop, slip.proposed, delegation)
    return keep_act(
        unit,
        account,
        slip,
        EventKind.DECIDED_FOR,
        now=now,
        post=post,
        stop=acting.course.stop,
        absent=stop.post,
        asked=stop.account_id,
        reason=reason,
    )


def send_back(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    slip_id: str,
    *,
    reason: str,
    back_to: int | None = None,
    now: datetime,
) -> RoutingSlip:
    """Send a slip back (差戻し): to an earlier stop by its number from 0, or to its drafter, where it ends."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.SEND_BACK)
    stop = acting.course.stop
    if back_to is not None and (stop is None or not 0 <= back_to < stop):
        raise StepRefused(
            Text("そこへは差し戻せません。", "It cannot be sent back there."),
            Text("起案者か、前に回った人を選んでください。", "Choose its drafter or an earlier stop."),
        )
    details = {
        "post": post_of(acting.slip, account),
        "stop": stop,
        "back_to": back_to,
        "reason": reason_as_kept(reason),
    }
    return keep_act(unit, account, acting.slip, EventKind.SENT_BACK, now=now, **details)


def pull_back(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, now: datetime) -> RoutingSlip:
    """Pull one's own draft back (引戻し) before anybody acted on it."""
    acting = begin_act(unit, account, trial_id, slip_id, Act.PULL_BACK)
    return keep_act(unit, account, acting.slip, EventKind.PULLED_BACK, now=now, post=acting.slip.drafted_post)


def _at_its_stop(unit: UnitOfWork, account: Account, acting: Acting, kind: EventKind, now: datetime) -> RoutingSlip:
    stop = acting.course.stop
    post = "" if stop is None else acting.slip.route[stop].post
    return keep_act(unit, account, acting.slip, kind, now=now, post=post, stop=stop)

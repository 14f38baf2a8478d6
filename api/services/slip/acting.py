"""What every act on a slip begins and ends with: trial locked, slip found, act allowed; event kept, audit written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from airspace.proposal import ProposalRevision, Trial
from airspace.role import STAFF
from airspace.routing_slip import Act, Course, EventKind, Person, RoutingSlip, SlipEvent, refuse_act, refuse_overtaken
from airspace.workflow import Step, StepRefused, take
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial
from api.services.duties import flown
from api.services.screen import Atlases
from api.services.slip.grounds import grounds_of
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Acting:
    """An act that may be done: on which slip of which trial, and where that one stands."""

    trial: Trial
    slip: RoutingSlip
    course: Course


def begin_act(unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, act: Act) -> Acting:
    """Return the slip, its trial locked until the unit ends, with which an account may do something now.

    Raises
    ------
    airspace.workflow.RoleRefused, airspace.workflow.StepRefused
        If it may not; the refusal tells what happened to the slip last.
    api.problems.NotFound
        If there is no such slip within its reach.
    """
    trial = locked_trial(unit, account, trial_id, Action(f"slip_{act.value}"))
    slip = unit.slips.get(slip_id)
    if slip is None or slip.trial_id != trial.id:
        raise NotFound
    return Acting(trial, slip, refuse_act(act, slip, person_of(account)))


def keep_act(
    unit: UnitOfWork, account: Account, slip: RoutingSlip, kind: EventKind, *, now: datetime, **details: Any
) -> RoutingSlip:
    """Keep what an account did with a slip, and return the slip after it."""
    after = slip.after(SlipEvent(slip.next_event, kind, now, account.id, **details))
    unit.slips.append(after)
    write_down(unit, account, after, now=now)
    return after


def write_down(
    unit: UnitOfWork, account: Account, slip: RoutingSlip, *, now: datetime, more: Mapping[str, str | int] | None = None
) -> None:
    """Put the newest event of a slip into the audit log: what and which, never a name or anybody's words."""
    event = slip.events[-1]
    stop = {} if event.stop is None else {"stop": event.stop}
    details = {
        "slip": slip.id,
        "event": event.number,
        "revision": slip.proposed.revision_number,
        **stop,
        **(more or {}),
    }
    unit.audit.append(
        at=now, actor=account.id, action=f"slip_{event.kind.value}", subject=slip.trial_id, details=details
    )


def revision_decided(unit: UnitOfWork, trial: Trial, step: Step) -> ProposalRevision:
    """Return the revision that a step decides about: the newest, but what is called off is what is flown."""
    if step is Step.CALL_OFF:
        return flown(unit, trial.id)
    revision = unit.trials.revision(trial.id)
    if revision is None:
        raise NotFound
    return revision


def refuse_not_newest(unit: UnitOfWork, trial: Trial, number: int) -> None:
    """Refuse to act on a page that shows another revision than the newest."""
    revision = unit.trials.revision(trial.id)
    if revision is None:
        raise NotFound
    if revision.number != number:
        raise StepRefused(
            Text(f"第{number}版は最新の版ではありません。", f"Revision {number} is not the newest."),
            Text("最新の版を確かめて、起案しなおしてください。", "Look at the newest, and draft it anew."),
        )


def refuse_moved(unit: UnitOfWork, atlases: Atlases, acting: Acting, *, now: datetime) -> None:
    """Refuse a slip that cannot be decided any more: its trial has moved on, or what it rests on has changed."""
    take(acting.slip.proposed.step, acting.trial.position)
    revision = revision_decided(unit, acting.trial, acting.slip.proposed.step)
    refuse_overtaken(acting.slip, grounds_of(unit, atlases, revision, now=now))


def person_of(account: Account) -> Person:
    """Return an account as the one who stands before a slip."""
    return Person(account.id, account.roles)


def post_of(slip: RoutingSlip, account: Account) -> str:
    """Return the post in which an account takes part in a slip, empty where it does not."""
    if account.id == slip.drafted_by:
        return slip.drafted_post
    return next((stop.post for stop in slip.route if stop.account_id == account.id), "")


def staff(unit: UnitOfWork) -> dict[str, Account]:
    """Return the prefecture's staff who can sign in, by account."""
    return {
        account.id: account for account in unit.accounts.list() if account.roles & STAFF and not account.disabled_at
    }

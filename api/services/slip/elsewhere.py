"""Decided in the prefecture's own system: export the papers (起案書類) for it, record what it decided."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from airspace.proposal import Decision
from airspace.routing_slip import Act, EventKind, RoutingSlip, number_as_kept, post_as_kept
from api.exchange.drafting_papers import Papers, pack
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.propose import revision_content, revision_screenings
from api.services.screen import Atlases
from api.services.slip.acting import begin_act, keep_act, post_of, refuse_moved
from api.services.slip.enforce import Issue, bring_into_force, day_as_kept, day_of
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the prefecture's own system decided: 文書番号, 決裁日, 施行日, and the post that decided."""

    document_number: str
    decided_on: date
    enforced_on: date
    post: str


def export(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    slip_id: str,
    *,
    sample: Text | None = None,
    now: datetime,
) -> RoutingSlip:
    """Note that a slip's papers were exported, with their SHA-256.

    Raises
    ------
    airspace.workflow.StepRefused
        If it is not decided elsewhere, is decided already, or what it rests on has changed.
    """
    acting = begin_act(unit, account, trial_id, slip_id, Act.EXPORT)
    refuse_moved(unit, atlases, acting, now=now)
    sha256 = hashlib.sha256(_packed(unit, acting.slip, sample)).hexdigest()
    post = post_of(acting.slip, account)
    return keep_act(unit, account, acting.slip, EventKind.EXPORTED, now=now, post=post, sha256=sha256)


def package(
    unit: UnitOfWork, account: Account, trial_id: str, slip_id: str, *, sample: Text | None = None
) -> tuple[str, bytes]:
    """Return the name and the bytes of a slip's papers; the same slip gives the same bytes for ever."""
    trial = seen_trial(unit, account, trial_id, Action.SLIP_EXPORT)
    slip = unit.slips.get(slip_id)
    if slip is None or slip.trial_id != trial.id:
        raise NotFound
    return f"kian-{slip.trial_id}-{slip.number}.zip", _packed(unit, slip, sample)


def record_outcome(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    slip_id: str,
    outcome: Outcome,
    *,
    now: datetime,
) -> Decision:
    """Record what the prefecture's own system decided, and put it into force; never by the drafter.

    Raises
    ------
    airspace.workflow.StepRefused
        If the papers were not exported, or what the slip rests on has changed since it was drafted.
    geo.errors.ValueRefused
        If the number or the post is missing, or a day cannot be.
    """
    acting = begin_act(unit, account, trial_id, slip_id, Act.RECORD_OUTCOME)
    refuse_moved(unit, atlases, acting, now=now)
    drafted_on = day_of(acting.slip.drafted_at)
    decided_on = day_as_kept(outcome.decided_on, "decided_on", earliest=drafted_on, now=now)
    day_as_kept(outcome.enforced_on, "enforced_on", earliest=decided_on, now=now)
    number = number_as_kept(outcome.document_number)
    slip = keep_act(
        unit,
        account,
        acting.slip,
        EventKind.DECIDED_ELSEWHERE,
        now=now,
        post=post_as_kept(outcome.post, "post"),
        document_number=number,
        on=decided_on,
    )
    return bring_into_force(unit, account, replace(acting, slip=slip), Issue(number, outcome.enforced_on), now=now)


def _packed(unit: UnitOfWork, slip: RoutingSlip, sample: Text | None) -> bytes:
    trial = unit.trials.get(slip.trial_id)
    revision = unit.trials.revision(slip.trial_id, slip.proposed.revision_number)
    organisation = unit.accounts.organisation(trial.organisation_id) if trial else None
    if trial is None or revision is None or organisation is None:
        raise LookupError(f"slip {slip.id} is about what is not held")
    content = revision_content(revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(revision_screenings(revision), content.operations, strict=True)
    ]
    # Those of the day of the draft: it is bound to them, and the same bytes come out later.
    views = [
        view for view in unit.trials.overrides(slip.trial_id, revision.number) if view.stated_at <= slip.drafted_at
    ]
    return pack(Papers(slip, revision, content.title, organisation.name, tuple(screenings), tuple(views), sample))

"""A slip to try things on: drafted by d, endorsed by a, concurred by c, decided by k, in whose absence v decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from airspace.proposal import DecisionKind
from airspace.role import Role
from airspace.routing_slip import (
    EventKind,
    Ground,
    LetterParticulars,
    Mode,
    Person,
    ProposedCondition,
    ProposedDecision,
    RoutingSlip,
    SlipEvent,
    Stop,
    StopKind,
    letter_sha256,
)
from airspace.workflow import Step

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
LETTER = LetterParticulars(("株式会社 空の便", "代表取締役"), "様", "三重県知事", "空の道係", "059-000-0000", "塩")
PROPOSED = ProposedDecision(
    step=Step.CONFIRM_ROUTE,
    revision_number=1,
    revision_sha256="a" * 64,
    kind=DecisionKind.ROUTE_CONFIRMATION,
    basis="要綱",
    letter_sha256=letter_sha256(LETTER),
    seal=False,
    keep_years=5,
    conditions=(ProposedCondition("風速8m/sまで", "機体の性能の範囲"),),
)
ROUTE = (
    Stop(StopKind.ENDORSE, "班長", "a"),
    Stop(StopKind.CONCUR, "防災課長", "c"),
    Stop(StopKind.DECIDE_BY_DELEGATION, "課長", "k"),
)
GROUNDS = (Ground("revision", "a" * 64), Ground("views", "b" * 64))
PEOPLE = {
    name: Person(name, frozenset({role}))
    for name, role in {
        "d": Role.REVIEWER,
        "a": Role.REVIEWER,
        "c": Role.APPROVER,
        "k": Role.APPROVER,
        "v": Role.APPROVER,
        "o": Role.OPERATOR,
    }.items()
}


def drafted(mode: Mode = Mode.HERE, **changes: Any) -> RoutingSlip:
    """Return a slip that has just been drafted."""
    slip = RoutingSlip(
        id="s1",
        trial_id="t1",
        number=1,
        mode=mode,
        proposed=PROPOSED,
        route=ROUTE if mode is Mode.HERE else (),
        grounds=GROUNDS,
        drafted_by="d",
        drafted_post="主任",
        drafted_at=NOW,
        letter=LETTER,
    )
    return then(replace(slip, **changes), EventKind.DRAFTED, "d", post="主任")


def then(slip: RoutingSlip, kind: EventKind, actor: str, **details: Any) -> RoutingSlip:
    """Return the slip after one more event."""
    number = slip.next_event
    return slip.after(SlipEvent(number, kind, NOW + timedelta(minutes=number), actor, **details))


def endorsed(slip: RoutingSlip | None = None) -> RoutingSlip:
    """Return a slip that its first stop has passed on."""
    return then(slip or drafted(), EventKind.ENDORSED, "a", post="班長", stop=0)


def concurred() -> RoutingSlip:
    """Return a slip that waits for who decides."""
    return then(endorsed(), EventKind.CONCURRED, "c", post="防災課長", stop=1)


def decided() -> RoutingSlip:
    """Return a slip that is decided."""
    return then(concurred(), EventKind.DECIDED, "k", post="課長", stop=2)


def decided_for() -> RoutingSlip:
    """Return a slip that v decided in the absence of k."""
    details = {"post": "課長補佐", "stop": 2, "absent": "課長", "asked": "k", "reason": "出張のため"}
    return then(concurred(), EventKind.DECIDED_FOR, "v", **details)


def enforced(slip: RoutingSlip | None = None) -> RoutingSlip:
    """Return a slip that is put into force."""
    return then(slip or decided(), EventKind.ENFORCED, "d", document_number="空第12号", on=NOW.date())


def exported() -> RoutingSlip:
    """Return a slip whose papers went to the prefecture's own system."""
    return then(drafted(Mode.ELSEWHERE), EventKind.EXPORTED, "d", sha256="e" * 64)

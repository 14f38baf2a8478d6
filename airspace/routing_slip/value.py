"""A routing slip as data: what is proposed, the way that it goes through the office, and what happened on it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from airspace.condition import Terms
from airspace.letter import Facility, Redress
from airspace.proposal import DecisionKind
from airspace.role import Role
from airspace.workflow import Step
from geo.text import Text


class Mode(StrEnum):
    """Where it is decided."""

    HERE = "here"
    ELSEWHERE = "elsewhere"


MODE_NAMES = {
    Mode.HERE: Text("この画面で決裁する", "decided here"),
    Mode.ELSEWHERE: Text("県の文書管理・電子決裁で決裁する", "decided in the prefecture's own system"),
}


class StopKind(StrEnum):
    """What is asked of whom a slip comes to."""

    ENDORSE = "endorse"
    CONCUR = "concur"
    DECIDE_BY_DELEGATION = "decide_by_delegation"
    DECIDE = "decide"


STOP_NAMES = {
    StopKind.ENDORSE: Text("回議", "endorsement"),
    StopKind.CONCUR: Text("合議", "concurrence"),
    StopKind.DECIDE_BY_DELEGATION: Text("専決", "decision by delegation"),
    StopKind.DECIDE: Text("決裁", "decision"),
}

DECIDING = frozenset({StopKind.DECIDE_BY_DELEGATION, StopKind.DECIDE})


class EventKind(StrEnum):
    """What can happen to a slip."""

    DRAFTED = "drafted"
    ENDORSED = "endorsed"
    CONCURRED = "concurred"
    DECIDED = "decided"
    DECIDED_FOR = "decided_for"
    SEEN_AFTERWARDS = "seen_afterwards"
    CIRCULATED = "circulated"
    NOTED = "noted"
    SENT_BACK = "sent_back"
    PULLED_BACK = "pulled_back"
    OVERTAKEN = "overtaken"
    EXPORTED = "exported"
    DECIDED_ELSEWHERE = "decided_elsewhere"
    ENFORCED = "enforced"


EVENT_NAMES = {
    EventKind.DRAFTED: Text("起案", "drafted"),
    EventKind.ENDORSED: Text("回議", "endorsed"),
    EventKind.CONCURRED: Text("合議", "concurred"),
    EventKind.DECIDED: Text("決裁", "decided"),
    EventKind.DECIDED_FOR: Text("代決", "decided in absence"),
    EventKind.SEEN_AFTERWARDS: Text("後閲", "seen afterwards"),
    EventKind.CIRCULATED: Text("供覧", "circulated"),
    EventKind.NOTED: Text("閲覧", "noted"),
    EventKind.SENT_BACK: Text("差戻し", "sent back"),
    EventKind.PULLED_BACK: Text("引戻し", "pulled back"),
    EventKind.OVERTAKEN: Text("廃案", "overtaken"),
    EventKind.EXPORTED: Text("起案書類の書き出し", "exported"),
    EventKind.DECIDED_ELSEWHERE: Text("県の電子決裁での決裁", "decided in the prefecture's own system"),
    EventKind.ENFORCED: Text("施行", "put into force"),
}

PROPOSABLE = frozenset({Step.CONFIRM_ROUTE, Step.DECLINE, Step.CALL_OFF})
"""The steps that are taken only by a slip that is put into force."""


ProposedCondition = Terms
"""留意事項 or 附款: a duty that is to be attached, and why."""


@dataclass(frozen=True, slots=True)
class LetterParticulars:
    """What the letter to the operator says that may name people: 宛名, 発信者名, 担当 and its telephone.

    It is kept apart from the slip, which knows only its hash; `salt` is random, so that nobody can guess the words from
    the hash once their retention has ended.
    """

    addressee: tuple[str, ...]
    honorific: str
    sender: str
    desk: str
    telephone: str
    salt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProposedDecision:
    """What the office is asked to decide, about exactly one revision.

    `redress` is the 教示, how to contest it: owed where it is a disposition (処分), the use of `facility`. `seal` is
    whether the office's seal (公印) goes on the letter, else it reads （公印省略）; `keep_years` is the 保存期間.
    """

    step: Step
    revision_number: int
    revision_sha256: str
    kind: DecisionKind
    basis: str
    letter_sha256: str
    seal: bool
    keep_years: int
    conditions: tuple[ProposedCondition, ...] = ()
    reason: str = ""
    redress: Redress | None = None
    facility: Facility | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """To whom the slip comes: a post, and the account of its holder where it is decided here."""

    kind: StopKind
    post: str
    account_id: str | None = None

    @property
    def decides(self) -> bool:
        """Whether the way ends here."""
        return self.kind in DECIDING


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that a decision rests on, by the hash of what it was when the slip was drafted."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SlipEvent:
    """One thing that happened; the fields below `post` are filled where its kind has them.

    Parameters
    ----------
    number
        Counted from 1 within the slip: of two it tells which was first, whatever the clock said.
    post
        The post in which somebody acted; of a decision elsewhere the decider's.
    stop
        Which stop of the route acted, from 0.
    back_to
        The stop that a sent-back slip comes to; None: its drafter.
    absent
        The post of the officer in whose place it was decided.
    asked
        The account that is asked to look: the absent officer's, or whom it is circulated to.
    on
        The day of the decision elsewhere, or on which it was put into force.
    """

    number: int
    kind: EventKind
    at: datetime
    actor: str
    post: str = ""
    stop: int | None = None
    back_to: int | None = None
    reason: str = ""
    absent: str = ""
    asked: str | None = None
    document_number: str = ""
    on: date | None = None
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the time of an event must be aware")


@dataclass(frozen=True, slots=True)
class RoutingSlip:
    """起案文書: what is proposed, what it rests on, its route, and what happened to it, oldest first.

    All but `events` never changes: what somebody endorsed is what the next one reads. A slip that comes back to its
    drafter has ended; another takes its place and names it in `replaces`. `letter` is None once its retention ended.
    """

    id: str
    trial_id: str
    number: int
    mode: Mode
    proposed: ProposedDecision
    route: tuple[Stop, ...]
    grounds: tuple[Ground, ...]
    drafted_by: str
    drafted_post: str
    drafted_at: datetime
    replaces: str | None = None
    letter: LetterParticulars | None = None
    events: tuple[SlipEvent, ...] = field(default=(), repr=False)

    def after(self, event: SlipEvent) -> "RoutingSlip":
        """Return the slip with one more event."""
        return replace(self, events=(*self.events, event))

    @property
    def next_event(self) -> int:
        """The number of the event to come."""
        return len(self.events) + 1


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever stands before a slip: an account and the roles that it holds."""

    account_id: str
    roles: frozenset[Role]

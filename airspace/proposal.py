"""The papers of a trial: its draft, the revisions that were submitted, what was decided, what is public.

Ids are random and say nothing of anybody; people are meant by the ids of their accounts.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from airspace.condition import Condition
from airspace.public_view import AS_IT_IS, PublicView
from airspace.workflow import Position, State, Step
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Trial:
    """実証実験: the whole undertaking of one organisation, from idea to report."""

    id: str
    organisation_id: str
    title: str
    state: State
    created_at: datetime
    created_by: str
    standing: State | None = None
    """Where its confirmed route stands while a change of it is asked for."""

    @property
    def position(self) -> Position:
        """Where it stands, with or without a change."""
        return Position(self.state, self.standing)

    @property
    def route(self) -> State:
        """Where the route stands that may be flown."""
        return self.position.route


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One step of a trial's life, counted from 1: what was done, where the trial stood after it, when, by whom."""

    trial_id: str
    number: int
    step: Step
    after: State
    at: datetime
    by: str
    reason: str = field(default="", repr=False)
    """Why, where the step is owed one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the operator is working on; submitting consumes it. `content` is JSON."""

    id: str
    trial_id: str
    content: str = field(repr=False)
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class ProposalRevision:
    """実証実験計画書 第N版: submitted and never changed.

    `canonical` is canonical JSON (RFC 8785), `sha256` the hash of its UTF-8 bytes. `screening` is the JSON of the
    screening that it was submitted with, `editions` the ids of the editions that it was judged by.
    """

    id: str
    trial_id: str
    number: int
    canonical: str = field(repr=False)
    sha256: str
    screening: str = field(repr=False)
    editions: tuple[str, ...]
    submitted_at: datetime
    submitted_by: str

    def __post_init__(self) -> None:
        if self.sha256 != hash_of(self.canonical):
            raise ValueError("the revision's hash is not that of its canonical JSON")


class DecisionKind(StrEnum):
    """The prefecture's own acts. None of them permits a flight."""

    ROUTE_CONFIRMATION = "route_confirmation"
    ADOPTION = "adoption"
    FACILITY_USE = "facility_use"
    SUPPORT = "support"


CONDITION_NAMES = {
    DecisionKind.ROUTE_CONFIRMATION: Text("留意事項", "Points to observe"),
    DecisionKind.ADOPTION: Text("附款・条件", "Conditions"),
    DecisionKind.FACILITY_USE: Text("附款・条件", "Conditions"),
    DecisionKind.SUPPORT: Text("留意事項", "Points to observe"),
}
"""What the conditions of each kind of decision are called: only a disposition (処分) has 附款."""

DECISION_KIND_NAMES = {
    DecisionKind.ROUTE_CONFIRMATION: Text("飛行経路の確認", "confirmation of a route"),
    DecisionKind.ADOPTION: Text("採択・交付決定", "adoption of a project, a grant"),
    DecisionKind.FACILITY_USE: Text("県が管理する施設の使用許可", "use of a place that the prefecture manages"),
    DecisionKind.SUPPORT: Text("後援", "the prefecture's patronage"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the prefecture decided about one revision: the step taken, on what basis, with which conditions.

    A confirmation or its refusal comes from a routing slip put into force: `slip_id`, with its 文書番号 and 施行日.
    `decided_at` is when the decision was recorded here, which is later than the day of one made in another system.
    """

    id: str
    trial_id: str
    revision_number: int
    kind: DecisionKind
    outcome: Step
    basis: str
    conditions: tuple[Condition, ...]
    reason: str
    decided_at: datetime
    decided_by: str
    slip_id: str | None = None
    document_number: str = ""
    enforced_on: date | None = None

    @property
    def holds_from(self) -> date | datetime:
        """施行日; where there is none, when it was recorded."""
        return self.enforced_on or self.decided_at


@dataclass(frozen=True, slots=True)
class Publication:
    """Which revision of a trial residents see, by which decision, and how much of it."""

    trial_id: str
    decision_id: str
    revision_number: int
    published_at: datetime
    published_by: str
    view: PublicView = AS_IT_IS


def hash_of(canonical: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(canonical.encode()).hexdigest()

"""The life of a trial in the office: its states, and the steps between them. Who may take a step is not said here.

What the prefecture decides is 飛行経路の確認, the confirmation of a route. It permits no flight; MLIT alone does.
"""

from dataclasses import dataclass
from enum import StrEnum

from geo.errors import InputRefused
from geo.text import Text


class State(StrEnum):
    """Where a trial stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    CONSULTING = "consulting"
    CORRECTION_REQUESTED = "correction_requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"
    CALLED_OFF = "called_off"
    COMPLETED = "completed"
    REPORTED = "reported"
    CLOSED = "closed"


STATE_NAMES = {
    State.DRAFT: Text("作成中", "draft"),
    State.SUBMITTED: Text("提出済み・形式の確認中", "submitted, form being checked"),
    State.ACCEPTED: Text("受付済み", "accepted"),
    State.UNDER_REVIEW: Text("確認中", "under review"),
    State.CONSULTING: Text("意見照会中", "offices are being consulted"),
    State.CORRECTION_REQUESTED: Text("補正依頼中", "correction requested"),
    State.CONFIRMED: Text("経路確認済み", "route confirmed"),
    State.DECLINED: Text("経路を確認できない旨を通知済み", "route not confirmed"),
    State.WITHDRAWN: Text("取下げ", "withdrawn"),
    State.SCHEDULED: Text("実施日決定", "flight days set"),
    State.CALLED_OFF: Text("中止", "called off"),
    State.COMPLETED: Text("飛行終了・報告待ち", "flown, report due"),
    State.REPORTED: Text("実施報告済み", "reported"),
    State.CLOSED: Text("完了", "closed"),
}

IN_THE_OFFICE = frozenset({State.SUBMITTED, State.ACCEPTED, State.UNDER_REVIEW, State.CONSULTING})
"""The prefecture has the papers and has not decided."""

ROUTE_STANDS = frozenset({State.CONFIRMED, State.SCHEDULED})
"""A route is confirmed and not yet flown to the end."""

WITHOUT_A_WORD = ROUTE_STANDS | {State.COMPLETED}
"""States in which an operator that says nothing more leaves its trial; the office closes it once its time is over."""

WITH_A_CHANGE = IN_THE_OFFICE | {State.CORRECTION_REQUESTED}
"""States through which a change of a confirmed route goes."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a trial stands; and, while a change of its confirmed route is asked for, where that route stands.

    Until the change is decided, what was confirmed before holds: it may be flown, stopped and called off.
    """

    state: State
    standing: State | None = None

    def __post_init__(self) -> None:
        if self.standing is not None and not (self.standing in ROUTE_STANDS and self.state in WITH_A_CHANGE):
            raise ValueError(f"no route stands as {self.standing} beside {self.state}")

    @property
    def route(self) -> State:
        """Where the route stands that may be flown: as the trial does, unless a change is asked for."""
        return self.standing or self.state


class Step(StrEnum):
    """What someone does to a trial."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    START_REVIEW = "start_review"
    ASK_CONSULTATION = "ask_consultation"
    END_CONSULTATION = "end_consultation"
    REQUEST_CORRECTION = "request_correction"
    CONFIRM_ROUTE = "confirm_route"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    NOTIFY_CHANGE = "notify_change"
    AMEND = "amend"
    SCHEDULE = "schedule"
    REQUEST_STOP = "request_stop"
    CALL_OFF = "call_off"
    COMPLETE = "complete"
    REPORT = "report"
    CLOSE = "close"
    PUBLISH = "publish"
    OVERRIDE_FINDING = "override_finding"


class StepRefused(InputRefused):
    """The step cannot be taken: something stands against it."""


class RoleRefused(StepRefused):
    """The account's roles do not allow it."""


class ChangedMeanwhile(StepRefused):
    """What somebody acts on is not any more what they were shown."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, and to which (None: the state stays)."""

    step: Step
    name: Text
    before: frozenset[State]
    after: State | None


def _transition(step: Step, name: Text, before: frozenset[State] | set[State], after: State | None) -> Transition:
    return Transition(step, name, frozenset(before), after)


TRANSITIONS = {
    transition.step: transition
    for transition in (
        _transition(Step.SUBMIT, Text("提出", "submit"), {State.DRAFT, State.CORRECTION_REQUESTED}, State.SUBMITTED),
        _transition(Step.ACCEPT, Text("受付", "accept"), {State.SUBMITTED}, State.ACCEPTED),
        _transition(Step.START_REVIEW, Text("確認を始める", "start the review"), {State.ACCEPTED}, State.UNDER_REVIEW),
        _transition(
            Step.ASK_CONSULTATION,
            Text("意見照会", "consult offices"),
            {State.UNDER_REVIEW, State.CONSULTING},
            State.CONSULTING,
        ),
        _transition(
            Step.END_CONSULTATION,
            Text("意見照会を終える", "end the consultation"),
            {State.CONSULTING},
            State.UNDER_REVIEW,
        ),
        _transition(
            Step.REQUEST_CORRECTION,
            Text("補正依頼", "ask for corrections"),
            IN_THE_OFFICE,
            State.CORRECTION_REQUESTED,
        ),
        _transition(
            Step.CONFIRM_ROUTE, Text("飛行経路の確認", "confirm the route"), {State.UNDER_REVIEW}, State.CONFIRMED
        ),
        _transition(
            Step.DECLINE,
            Text("確認できない旨の通知", "decline to confirm"),
            {State.UNDER_REVIEW, State.CORRECTION_REQUESTED},
            State.DECLINED,
        ),
        _transition(
            Step.WITHDRAW,
            Text("取下げ", "withdraw"),
            IN_THE_OFFICE | ROUTE_STANDS | {State.DRAFT, State.CORRECTION_REQUESTED},
            State.WITHDRAWN,
        ),
        _transition(Step.NOTIFY_CHANGE, Text("変更届", "give notice of a small change"), ROUTE_STANDS, None),
        _transition(Step.AMEND, Text("変更の提出", "submit a change"), ROUTE_STANDS, State.SUBMITTED),
        _transition(Step.SCHEDULE, Text("実施日の届出", "set the flight days"), ROUTE_STANDS, State.SCHEDULED),
        # A request: the prefecture cannot order it, so the trial stands where it stood.
        _transition(Step.REQUEST_STOP, Text("中止の要請", "ask the operator to stop"), ROUTE_STANDS, None),
        _transition(Step.CALL_OFF, Text("確認の取消し", "withdraw the confirmation"), ROUTE_STANDS, State.CALLED_OFF),
        _transition(Step.COMPLETE, Text("飛行の終了", "end the flights"), {State.SCHEDULED}, State.COMPLETED),
        _transition(Step.REPORT, Text("実施報告", "report"), {State.COMPLETED}, State.REPORTED),
        _transition(
            Step.CLOSE,
            Text("完了", "close the case"),
            {State.REPORTED, State.DECLINED, State.WITHDRAWN, State.CALLED_OFF} | WITHOUT_A_WORD,
            State.CLOSED,
        ),
        _transition(Step.PUBLISH, Text("公表", "publish"), ROUTE_STANDS, None),
        _transition(
            Step.OVERRIDE_FINDING, Text("確認結果についての見解", "state a view of a finding"), IN_THE_OFFICE, None
        ),
    )
}


BESIDE_A_CHANGE = frozenset({Step.SCHEDULE, Step.REQUEST_STOP, Step.CALL_OFF, Step.COMPLETE, Step.PUBLISH})
"""Steps of the route that stands while a change of it is asked for."""

ENDS_A_CHANGE = frozenset({Step.DECLINE, Step.WITHDRAW})
"""Steps that end a change and not the trial: what was confirmed before it stands as it stood."""


def steps_open(position: Position) -> tuple[Step, ...]:
    """Return the steps that lead on from where a trial stands."""
    return tuple(step for step in TRANSITIONS if _after(step, position) is not None)


def take(step: Step, position: Position) -> Position:
    """Return where a trial stands after a step.

    Raises
    ------
    StepRefused
        If the step does not lead on from where it stands.
    """
    after = _after(step, position)
    if after is None:
        name, state = TRANSITIONS[step].name, STATE_NAMES[position.state]
        raise StepRefused(
            Text(
                f"いま「{state.ja}」なので、{name.ja}はできません。",
                f"The trial is '{state.en}', so it is not possible to {name.en}.",
            ),
            Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state."),
        )
    return after


def _after(step: Step, position: Position) -> Position | None:
    transition, state, standing = TRANSITIONS[step], position.state, position.standing
    if state in transition.before:
        if step is Step.AMEND:
            return Position(State.SUBMITTED, state)
        if standing and step in ENDS_A_CHANGE:
            return Position(standing)
        after = transition.after or state
        return Position(after, standing if after in WITH_A_CHANGE else None)
    if standing in transition.before and step in BESIDE_A_CHANGE:
        if transition.after is None:
            return position
        return Position(state, transition.after) if transition.after in ROUTE_STANDS else Position(transition.after)
    return None

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
            Step.DECLINE, Text("確認できない旨の通知", "decline to confirm"), {State.UNDER_REVIEW}, State.DECLINED
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
            {State.REPORTED, State.DECLINED, State.WITHDRAWN, State.CALLED_OFF},
            State.CLOSED,
        ),
        _transition(Step.PUBLISH, Text("公表", "publish"), ROUTE_STANDS, None),
        _transition(
            Step.OVERRIDE_FINDING, Text("確認結果についての見解", "state a view of a finding"), IN_THE_OFFICE, None
        ),
    )
}


def steps_open(state: State) -> tuple[Step, ...]:
    """Return the steps that lead on from a state."""
    return tuple(t.step for t in TRANSITIONS.values() if state in t.before)


def take(step: Step, state: State) -> State:
    """Return the state after a step.

    Raises
    ------
    StepRefused
        If the trial is not in a state from which the step leads.
    """
    transition = TRANSITIONS[step]
    if state not in transition.before:
        raise StepRefused(
            Text(
                f"いま「{STATE_NAMES[state].ja}」なので、{transition.name.ja}はできません。",
                f"The trial is '{STATE_NAMES[state].en}', so it is not possible to {transition.name.en}.",
            ),
            Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state."),
        )
    return transition.after or state

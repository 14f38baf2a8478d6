"""The life of a trial in the office: its states, the steps between them, and who may take each.

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
    CORRECTION_REQUESTED = "correction_requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.DRAFT: Text("作成中", "draft"),
    State.SUBMITTED: Text("提出済み・確認中", "submitted, under review"),
    State.CORRECTION_REQUESTED: Text("補正依頼中", "correction requested"),
    State.CONFIRMED: Text("経路確認済み", "route confirmed"),
    State.DECLINED: Text("経路を確認できない旨を通知済み", "route not confirmed"),
    State.WITHDRAWN: Text("取下げ", "withdrawn"),
}


class Step(StrEnum):
    """What someone does to a trial."""

    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    CONFIRM_ROUTE = "confirm_route"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    OVERRIDE_FINDING = "override_finding"
    CONSULT = "consult"


class Role(StrEnum):
    """What an account may be used for."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMIN = "admin"
    MUNICIPALITY = "municipality"


ROLE_NAMES = {
    Role.OPERATOR: Text("事業者", "operator"),
    Role.REVIEWER: Text("県・審査担当", "reviewer"),
    Role.APPROVER: Text("県・決裁者", "approver"),
    Role.ADMIN: Text("管理者", "administrator"),
    Role.MUNICIPALITY: Text("市町など・意見照会の相手", "municipality or other body that is consulted"),
}

STAFF = frozenset({Role.REVIEWER, Role.APPROVER})


class StepRefused(InputRefused):
    """The step cannot be taken: the trial's state or the account's role does not allow it."""


class RoleRefused(StepRefused):
    """The account's role does not allow the step."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which (None: the state stays), and by which roles."""

    step: Step
    name: Text
    before: frozenset[State]
    after: State | None
    roles: frozenset[Role]


TRANSITIONS = {
    transition.step: transition
    for transition in (
        Transition(
            Step.SUBMIT,
            Text("提出", "submit"),
            frozenset({State.DRAFT, State.CORRECTION_REQUESTED}),
            State.SUBMITTED,
            frozenset({Role.OPERATOR}),
        ),
        Transition(
            Step.REQUEST_CORRECTION,
            Text("補正依頼", "ask for corrections"),
            frozenset({State.SUBMITTED}),
            State.CORRECTION_REQUESTED,
            STAFF,
        ),
        Transition(
            Step.CONFIRM_ROUTE,
            Text("飛行経路の確認", "confirm the route"),
            frozenset({State.SUBMITTED}),
            State.CONFIRMED,
            frozenset({Role.APPROVER}),
        ),
        Transition(
            Step.DECLINE,
            Text("確認できない旨の通知", "decline to confirm"),
            frozenset({State.SUBMITTED}),
            State.DECLINED,
            frozenset({Role.APPROVER}),
        ),
        Transition(
            Step.OVERRIDE_FINDING,
            Text("確認結果についての見解", "state a view of a finding"),
            frozenset({State.SUBMITTED}),
            None,
            STAFF,
        ),
        Transition(
            Step.CONSULT,
            Text("意見照会", "ask for opinions"),
            frozenset({State.SUBMITTED}),
            None,
            STAFF,
        ),
        Transition(
            Step.WITHDRAW,
            Text("取下げ", "withdraw"),
            frozenset({State.DRAFT, State.SUBMITTED, State.CORRECTION_REQUESTED}),
            State.WITHDRAWN,
            frozenset({Role.OPERATOR}),
        ),
        Transition(
            Step.PUBLISH,
            Text("公表", "publish"),
            frozenset({State.CONFIRMED}),
            None,
            STAFF,
        ),
    )
}


def steps_open(state: State, role: Role) -> tuple[Step, ...]:
    """Return the steps that a role may take in a state."""
    return tuple(t.step for t in TRANSITIONS.values() if state in t.before and role in t.roles)


def take(step: Step, state: State, role: Role) -> State:
    """Return the state after a step.

    Raises
    ------
    RoleRefused
        If the role may never take the step.
    StepRefused
        If the trial is not in a state from which the step leads.
    """
    transition = TRANSITIONS[step]
    if role not in transition.roles:
        who = "、".join(ROLE_NAMES[r].ja for r in sorted(transition.roles))
        who_en = ", ".join(ROLE_NAMES[r].en for r in sorted(transition.roles))
        raise RoleRefused(
            Text(f"この操作（{transition.name.ja}）はできません。", f"You may not do this ({transition.name.en})."),
            Text(f"{who}がします。", f"It is done by: {who_en}."),
        )
    if state not in transition.before:
        raise StepRefused(
            Text(
                f"いま「{STATE_NAMES[state].ja}」なので、{transition.name.ja}はできません。",
                f"The trial is '{STATE_NAMES[state].en}', so it is not possible to {transition.name.en}.",
            ),
            Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state."),
        )
    return transition.after or state

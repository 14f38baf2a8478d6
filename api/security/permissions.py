"""Who may do what: one table of actions, roles and reach. Nothing else in the service asks for a role.

A route declares its action with `api.deps.May`, a service asks `require` or, for a trial, `api.services.access`.
`docs/permissions.md` is the same table for people; a test holds the two together, and another walks every endpoint
as every role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from airspace.role import ROLE_NAMES, STAFF, Role
from airspace.workflow import TRANSITIONS, RoleRefused, State, Step, steps_open
from api.security.accounts import Account
from geo.text import Text


class Reach(IntEnum):
    """How far an action reaches."""

    NONE = 0
    OWN = 1
    """What is one's own: the organisation's trials and members; for a consulted office, what it was asked about."""

    ALL = 2
    """Every trial that reached the prefecture, every organisation."""


class Action(StrEnum):
    """What somebody may or may not do. A step of a trial is an action of the same value."""

    READ_TRIALS = "read_trials"
    READ_DRAFT = "read_draft"
    EDIT_DRAFT = "edit_draft"
    SUBMIT = Step.SUBMIT.value
    WITHDRAW = Step.WITHDRAW.value
    NOTIFY_CHANGE = Step.NOTIFY_CHANGE.value
    AMEND = Step.AMEND.value
    SCHEDULE = Step.SCHEDULE.value
    COMPLETE = Step.COMPLETE.value
    REPORT = Step.REPORT.value
    SEE_WORKLIST = "see_worklist"
    ACCEPT = Step.ACCEPT.value
    START_REVIEW = Step.START_REVIEW.value
    ASK_CONSULTATION = Step.ASK_CONSULTATION.value
    END_CONSULTATION = Step.END_CONSULTATION.value
    REQUEST_CORRECTION = Step.REQUEST_CORRECTION.value
    OVERRIDE_FINDING = Step.OVERRIDE_FINDING.value
    CONFIRM_ROUTE = Step.CONFIRM_ROUTE.value
    DECLINE = Step.DECLINE.value
    CALL_OFF = Step.CALL_OFF.value
    CLOSE = Step.CLOSE.value
    PUBLISH = Step.PUBLISH.value
    MAKE_COMMITMENT = "make_commitment"


@dataclass(frozen=True, slots=True)
class Permission:
    """An action, its name for people, and how far each role reaches with it; a role that is absent may not."""

    action: Action
    name: Text
    reach: Mapping[Role, Reach]


OPERATORS = {Role.OPERATOR: Reach.OWN}
OFFICE = dict.fromkeys(sorted(STAFF), Reach.ALL)
DECIDERS = {Role.APPROVER: Reach.ALL}
READERS = OFFICE | {Role.AUDITOR: Reach.ALL}


def _step(step: Step, reach: Mapping[Role, Reach]) -> Permission:
    return Permission(Action(step.value), TRANSITIONS[step].name, reach)


PERMISSIONS: dict[Action, Permission] = {
    permission.action: permission
    for permission in (
        Permission(Action.READ_TRIALS, Text("実証実験を見る", "look at trials"), OPERATORS | READERS),
        Permission(Action.READ_DRAFT, Text("下書きを見る", "look at drafts"), OPERATORS),
        Permission(Action.EDIT_DRAFT, Text("計画書をつくる", "write proposals"), OPERATORS),
        _step(Step.SUBMIT, OPERATORS),
        _step(Step.WITHDRAW, OPERATORS),
        _step(Step.NOTIFY_CHANGE, OPERATORS),
        _step(Step.AMEND, OPERATORS),
        _step(Step.SCHEDULE, OPERATORS),
        _step(Step.COMPLETE, OPERATORS),
        _step(Step.REPORT, OPERATORS),
        Permission(Action.SEE_WORKLIST, Text("県の仕事を見る", "see the prefecture's worklist"), READERS),
        _step(Step.ACCEPT, OFFICE),
        _step(Step.START_REVIEW, OFFICE),
        _step(Step.ASK_CONSULTATION, OFFICE),
        _step(Step.END_CONSULTATION, OFFICE),
        _step(Step.REQUEST_CORRECTION, OFFICE),
        _step(Step.OVERRIDE_FINDING, OFFICE),
        _step(Step.CONFIRM_ROUTE, DECIDERS),
        _step(Step.DECLINE, DECIDERS),
        _step(Step.CALL_OFF, DECIDERS),
        _step(Step.CLOSE, OFFICE),
        _step(Step.PUBLISH, OFFICE),
        Permission(Action.MAKE_COMMITMENT, Text("約束を記録する", "record commitments"), OPERATORS | OFFICE),
    )
}


def reach_of(account: Account, action: Action) -> Reach:
    """Return how far an account reaches with an action: as far as the widest of its roles."""
    reach = PERMISSIONS[action].reach
    return max((reach.get(role, Reach.NONE) for role in account.roles), default=Reach.NONE)


def may(account: Account, action: Action) -> bool:
    """Whether an account may do something at all."""
    return reach_of(account, action) > Reach.NONE


def require(account: Account, action: Action) -> None:
    """Refuse an account that may not do something.

    Raises
    ------
    RoleRefused
        With the roles that may.
    """
    if may(account, action):
        return
    permission = PERMISSIONS[action]
    who = sorted(permission.reach)
    raise RoleRefused(
        Text(f"この操作（{permission.name.ja}）はできません。", f"You may not do this ({permission.name.en})."),
        Text(
            f"{'、'.join(ROLE_NAMES[role].ja for role in who)}がします。",
            f"It is done by: {', '.join(ROLE_NAMES[role].en for role in who)}.",
        ),
    )


def steps_for(account: Account, state: State) -> tuple[Step, ...]:
    """Return the steps that lead on from a state and that an account may take."""
    return tuple(step for step in steps_open(state) if may(account, Action(step.value)))

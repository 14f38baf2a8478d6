"""What a machine client may be let do: a part of what its account may, and never what a person must answer for.

A token that holds a scope still does only what its account's roles allow at that moment. An action in no scope is for
people alone: decisions, corrections, staff's views, publication, roles and members.
"""

from enum import StrEnum

from airspace.workflow import RoleRefused
from api.security.accounts import Account
from api.security.permissions import Action, may
from geo.text import Text


class Scope(StrEnum):
    """What a token is for."""

    READ = "read"
    PROPOSE = "propose"
    REVIEW = "review"


SCOPES = {
    Scope.READ: frozenset({Action.READ_TRIALS, Action.READ_DRAFT, Action.SEE_WORKLIST}),
    Scope.PROPOSE: frozenset({Action.EDIT_DRAFT, Action.SUBMIT, Action.SCHEDULE, Action.COMPLETE, Action.REPORT}),
    Scope.REVIEW: frozenset({Action.ACCEPT, Action.START_REVIEW, Action.ASK_CONSULTATION, Action.END_CONSULTATION}),
}

SCOPE_NAMES = {
    Scope.READ: Text("見る", "read"),
    Scope.PROPOSE: Text("計画書をつくり、提出し、実施を届け出る", "write, submit and report proposals"),
    Scope.REVIEW: Text("受け付け、確認を始め、意見を照会する", "take in, begin the review, ask for opinions"),
}


class ScopeRefused(RoleRefused):
    """The token is not for this, or no token is."""

    def __init__(self) -> None:
        super().__init__(
            Text("このトークンでは、この操作はできません。", "This token is not for this."),
            Text(
                "この操作を含むトークンをつくるか、サインインして操作してください。",
                "Make a token whose scopes hold it, or sign in and do it yourself.",
            ),
        )


def actions_of(scopes: frozenset[Scope]) -> frozenset[Action]:
    """Return the actions that scopes hold."""
    return frozenset().union(*(SCOPES[scope] for scope in scopes))


def scopes_for(account: Account) -> tuple[Scope, ...]:
    """Return the scopes of which an account may do anything."""
    return tuple(scope for scope, actions in SCOPES.items() if any(may(account, action) for action in actions))

"""One table says who may do what, and every endpoint keeps to it, whoever asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from airspace.role import Role
from airspace.routing_slip import PROPOSABLE
from airspace.workflow import Position, RoleRefused, State, Step
from api.deps import Allowed
from api.main import create_app
from api.security.accounts import Account
from api.security.permissions import PERMISSIONS, Action, Reach, may, reach_of, require, steps_for
from api.settings import Settings
from tests.api.offices import NOW, PEOPLE, Office, furnished
from tests.api.walk import ASKS, OWNER, send, trial_in
from tests.conftest import Store

OPEN = {
    "GET /",
    "GET /trials",
    "POST /trials",
    "GET /about/accessibility",
    "GET /about/privacy",
    "GET /about/open-data",
    "GET /trials/map",
    "GET /trials/{trial_id}",
    "GET /trials/{trial_id}/map/{number}",
    "GET /trials/{trial_id}/papers/{kind}/{number}",
    "GET /trials/{trial_id}/attachments/{number}",
    "GET /check",
    "POST /check",
    "POST /check/map",
    "GET /check/ground.json",
    "GET /voices",
    "GET /alerts",
    "POST /alerts",
    "GET /alerts/asked",
    "GET /alerts/{token}",
    "POST /alerts/{token}/confirm",
    "POST /alerts/{token}/end",
    "GET /public/near/{place}/feed.atom",
    "GET /public/near/{place}/days.ics",
    "POST /voices",
    "GET /voices/{token}",
    "GET /trials/{trial_id}/ask",
    "GET /api/v1/public/answers",
    "GET /api/v1/public/trials.geojson",
    "POST /check/live",
    "GET /consultations/{token}",
    "GET /consultations/{token}/map/{number}",
    "GET /consultations/{token}/files/{number}",
    "POST /consultations/{token}/code",
    "POST /consultations/{token}/session",
    "POST /consultations/{token}/answer",
    "GET /told/{token}",
    "POST /told/{token}",
    "GET /public/feed.atom",
    "GET /public/days.ics",
    "GET /public/trials/{trial_id}/feed.atom",
    "GET /public/trials/{trial_id}/days.ics",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/provider",
    "GET /sign-in/provider/return",
    "POST /sign-out",
    "POST /api/v1/screenings",
    "POST /api/v1/screenings/file",
    "GET /api/v1/public/trials",
    "GET /api/v1/public/trials/{trial_id}",
    "GET /api/v1/public/trials/{trial_id}/attachments",
    "GET /api/v1/public/trials/{trial_id}/attachments/{number}",
    "POST /api/v1/sessions",
    "GET /api/v1/sessions/current",
    "GET /invitations/{token}",
    "POST /invitations/{token}",
    "GET /api/v1/invitations/{token}",
    "POST /api/v1/invitations/{token}",
    "DELETE /api/v1/sessions/current",
}
"""What asks for no role: pages and resources for everyone, and one's own sign-in."""

OWN_ACCOUNT = {
    "POST /api/v1/sessions/second-step",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "GET /api/v1/sessions",
    "DELETE /api/v1/sessions",
    "DELETE /api/v1/sessions/{session_id}",
    "PUT /api/v1/account/password",
    "GET /account",
    "GET /account/password",
    "POST /account/password",
    "GET /account/second-factor",
    "POST /account/second-factor/begin",
    "POST /account/second-factor/confirm",
    "POST /account/second-factor/recovery-codes",
    "POST /account/second-factor/give-up",
    "GET /account/tokens",
    "POST /account/tokens",
    "POST /account/tokens/revoke",
    "GET /account/sessions",
    "POST /account/sessions/end",
}
"""What asks for a sign-in and no role: one's own account. `tests/api/test_own_account.py` walks it."""

REACHES = {"": Reach.NONE, "own": Reach.OWN, "all": Reach.ALL}


def endpoints() -> dict[str, Action | None]:
    """Return every endpoint of the service with the action that it declares."""
    app: FastAPI = create_app(Settings(database_url="sqlite:///never-opened.sqlite3"))
    found: dict[str, Action | None] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            for method in sorted(context.methods or ()):
                found[f"{method} {context.path}"] = declared(route.dependant)
    app.state.engine.dispose()
    return found


def declared(dependant: Dependant) -> Action | None:
    actions = {d.call.action for d in dependant.dependencies if isinstance(d.call, Allowed)}
    assert len(actions) <= 1, "an endpoint declares one action"
    return next(iter(actions), None)


ENDPOINTS = endpoints()
GUARDED = {endpoint: action for endpoint, action in ENDPOINTS.items() if action is not None}


def test_each_endpoint_declares_its_action_or_is_open() -> None:
    assert {endpoint for endpoint, action in ENDPOINTS.items() if action is None} == OPEN | OWN_ACCOUNT
    assert set(ASKS) == set(GUARDED)


def test_the_page_for_people_is_the_table(repository) -> None:
    text = (repository / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    assert rows[0][1:] == [role.value for role in Role]
    written = {row[0]: [REACHES[cell] for cell in row[1:]] for row in rows[2:]}
    assert written == {
        f"`{p.action}` {p.name.ja}": [p.reach.get(role, Reach.NONE) for role in Role] for p in PERMISSIONS.values()
    }
    assert set(PERMISSIONS) == set(Action)


def person(*roles: Role) -> Account:
    return Account("p", "o", frozenset(roles), "p", "p", "", NOW)


def test_the_widest_of_several_roles_counts() -> None:
    assert reach_of(person(Role.OPERATOR), Action.READ_TRIALS) is Reach.OWN
    assert reach_of(person(Role.OPERATOR, Role.AUDITOR), Action.READ_TRIALS) is Reach.ALL
    assert reach_of(person(), Action.READ_TRIALS) is Reach.NONE


def test_an_admin_decides_nothing_and_an_auditor_changes_nothing() -> None:
    steps = {Action(step.value) for step in Step if step not in PROPOSABLE} | {
        Action.SLIP_DECIDE,
        Action.SLIP_DECIDE_FOR,
    }
    assert not any(may(person(Role.ADMIN), action) for action in steps)
    reads = {
        Action.READ_TRIALS,
        Action.SEE_WORKLIST,
        Action.SEE_MEMBERS,
        Action.READ_ENQUIRIES,
        Action.SLIP_READ,
        Action.READ_REGISTERS,
        Action.READ_CONSULTATIONS,
        Action.READ_OFFICES,
        Action.READ_LETTERS,
        Action.READ_RETENTION,
        Action.READ_NOTICES,
        Action.SEE_STUCK_MAIL,
        Action.SEE_FAILED_JOBS,
        Action.READ_ATTACHMENT,
        Action.READ_LETTERS,
        Action.READ_DATASETS,
        Action.READ_VOICES,
        Action.READ_AUDIT,
    }
    assert {action for action in Action if may(person(Role.AUDITOR), action)} == reads


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(RoleRefused) as refused:
        require(person(Role.OPERATOR), Action.SLIP_DECIDE)
    assert "決裁する" in refused.value.what.ja
    assert refused.value.remedy.ja == "県・決裁者がします。"
    assert refused.value.remedy.en == "It is done by: approver."


def test_a_page_offers_only_steps_that_lead_on_and_are_permitted() -> None:
    assert steps_for(person(Role.REVIEWER), Position(State.SUBMITTED)) == (
        Step.ACCEPT,
        Step.REQUEST_CORRECTION,
        Step.OVERRIDE_FINDING,
    )
    assert steps_for(person(Role.ADMIN), Position(State.SUBMITTED)) == ()
    steps = steps_for(person(Role.APPROVER), Position(State.UNDER_REVIEW))
    assert Step.CONFIRM_ROUTE not in steps, "only a slip decides that"


@dataclass(frozen=True)
class Walker:
    """An office, and for each state a trial that nobody has changed since."""

    office: Office
    trials: dict[State, str]

    def trial(self, state: State | None, *, fresh: bool) -> str:
        """Return a trial in a state; a request that will be done gets one of its own."""
        if state is None:
            return "none"
        if fresh:
            return trial_in(self.office, state)
        if state not in self.trials:
            self.trials[state] = trial_in(self.office, state)
        return self.trials[state]


@pytest.fixture
def walker(store: Store) -> Iterator[Walker]:
    for office in furnished(store):
        yield Walker(office, {})


def expected(endpoint: str, login: str | None) -> str:
    if login is None:
        return "sign in"
    role, organisation_id = PEOPLE[login]
    reach = PERMISSIONS[GUARDED[endpoint]].reach.get(role, Reach.NONE)
    if reach is Reach.NONE:
        return "refused"
    mine = not OWNED.search(endpoint) or organisation_id == PEOPLE[OWNER][1]
    if reach is Reach.OWN and not mine:
        return "unknown"
    turn = ASKS[endpoint].turn
    return "done" if not turn or login in turn else "not now"


ANSWERS = {
    200: "done",
    201: "done",
    204: "done",
    303: "done",
    401: "sign in",
    403: "refused",
    404: "unknown",
    409: "not now",
}

OWNED = re.compile("{(trial_id|organisation_id|member_id|enquiry_id|entry_id)}")
"""What an endpoint's path names that belongs to an organisation: in this walk, to that of `OWNER`."""


SECOND_OF_A_ROLE = frozenset({"assessor", "deputy", "other-admin"})
"""Who differs from another by whose turn it is alone."""


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_every_endpoint_as_every_role(walker: Walker, half: int) -> None:
    clients = {login: walker.office.client(login) for login in (*PEOPLE, None)}
    wrong = []
    for endpoint in list(GUARDED)[half::2]:
        for login, client in clients.items():
            if login in SECOND_OF_A_ROLE and not ASKS[endpoint].turn:
                continue
            wanted = expected(endpoint, login)
            changes = not endpoint.startswith("GET ")
            trial_id = walker.trial(ASKS[endpoint].state, fresh=wanted == "done" and changes)
            answer = send(walker.office, client, endpoint, trial_id)
            got = ANSWERS.get(answer.status_code, str(answer.status_code))
            if got != wanted:
                wrong.append(f"{endpoint} as {login}: {got} instead of {wanted}: {answer.text[:200]}")
    assert wrong == [], "\n".join(wrong)

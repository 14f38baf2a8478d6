"""How to ask each endpoint so that it would be done: the state that its trial must be in, and what is sent.

A new endpoint is one line in `ASKS`; `tests/api/test_permissions.py` fails for one that is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from airspace.workflow import State
from api.security import csrf
from tests.api.offices import Office, content, take_in

API = "/api/v1"
OWNER = "sora"
"""Whose trials these are."""


def no_more(_office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return that the path asks for nothing but the trial."""
    return {}


@dataclass(frozen=True)
class Ask:
    """One request. `more` fills what the path asks for besides the trial, after the trial is in its state."""

    state: State | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    more: Callable[[Office, str], Mapping[str, str]] = no_more


def _form(**values: str) -> Mapping[str, str]:
    return values


RULING = {"revision": 1, "reason": "理由"}
VIEW = {"flight": 0, "finding": 1, "outcome": "ADVISORY", "reason": "現地で確かめた。"}
PROPOSAL = _form(
    title="津の沿岸",
    purpose="試験",
    table="34.7079,136.5246,60\n34.7010,136.5480,60",
    half_width_m="50",
    height_m="60",
    datum="agl",
    first_day="2026-11-04",
)


def with_a_change(office: Office, trial_id: str) -> Mapping[str, str]:
    """Leave a draft of a change that stays within what was confirmed."""
    changed = content("別の題名")
    saved = office.client(OWNER).put(f"{API}/trials/{trial_id}/draft", json=changed)
    assert saved.status_code == 204
    return {}


def with_a_judgement(office: Office, trial_id: str) -> Mapping[str, str]:
    """Leave a second revision, given as a notice of change."""
    owner = office.client(OWNER)
    if len(owner.get(f"{API}/trials/{trial_id}/revisions").json()) < 2:
        with_a_change(office, trial_id)
        assert owner.post(f"{API}/trials/{trial_id}/change-notices").status_code == 201
    return {"number": "2"}


def a_day(_office: Office, _trial_id: str) -> Mapping[str, str]:
    """Return a day on which the trial flies."""
    return {"day": "2026-11-04"}


PROMISE = {"text": "学校の上は飛ばない。", "reason": "説明会での約束。"}
WORDS = {f"{name}-p": text for name, text in PROMISE.items()}

ASKS: dict[str, Ask] = {
    "GET /api/v1/trials": Ask(),
    "POST /api/v1/trials": Ask(json=content()),
    "GET /api/v1/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/draft": Ask(State.DRAFT),
    "PUT /api/v1/trials/{trial_id}/draft": Ask(State.DRAFT, json=content("別の題名")),
    "POST /api/v1/trials/{trial_id}/revisions": Ask(State.DRAFT),
    "GET /api/v1/trials/{trial_id}/revisions": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/decisions": Ask(State.SUBMITTED),
    "GET /api/v1/trials/{trial_id}/revisions/{number}/overrides": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/revisions/{number}/overrides": Ask(State.SUBMITTED, json=VIEW),
    "POST /api/v1/trials/{trial_id}/acceptance": Ask(State.SUBMITTED, json={}),
    "GET /api/v1/trials/{trial_id}/acceptance": Ask(State.ACCEPTED),
    "POST /api/v1/trials/{trial_id}/review": Ask(State.ACCEPTED),
    "POST /api/v1/trials/{trial_id}/corrections": Ask(State.SUBMITTED, json=RULING),
    "POST /api/v1/trials/{trial_id}/confirmation": Ask(State.UNDER_REVIEW, json={"revision": 1}),
    "POST /api/v1/trials/{trial_id}/refusal": Ask(State.UNDER_REVIEW, json=RULING),
    "POST /api/v1/trials/{trial_id}/publication": Ask(State.CONFIRMED),
    "POST /api/v1/trials/{trial_id}/withdrawal": Ask(State.DRAFT),
    "GET /api/v1/trials/{trial_id}/revisions/{number}/difference": Ask(State.SUBMITTED, query={"against": "1"}),
    "GET /api/v1/trials/{trial_id}/revisions/{number}/amendment": Ask(State.CONFIRMED, more=with_a_judgement),
    "GET /api/v1/trials/{trial_id}/draft/amendment": Ask(State.CONFIRMED, more=with_a_change),
    "POST /api/v1/trials/{trial_id}/change-notices": Ask(State.CONFIRMED, more=with_a_change),
    "POST /api/v1/trials/{trial_id}/amendments": Ask(State.CONFIRMED, more=with_a_change),
    "GET /api/v1/trials/{trial_id}/conditions": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/commitments": Ask(State.SUBMITTED, json=PROMISE),
    "GET /api/v1/trials/{trial_id}/days/{day}": Ask(State.CONFIRMED, more=a_day),
    "GET /operator": Ask(),
    "GET /operator/new": Ask(),
    "POST /operator/new": Ask(form=PROPOSAL),
    "GET /operator/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/map/{number}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/edit": Ask(State.DRAFT),
    "POST /operator/trials/{trial_id}/edit": Ask(State.DRAFT, form=PROPOSAL),
    "POST /operator/trials/{trial_id}/submit": Ask(State.DRAFT, form={}),
    "POST /operator/trials/{trial_id}/withdraw": Ask(State.SUBMITTED, form={}),
    "POST /operator/trials/{trial_id}/notify": Ask(State.CONFIRMED, form={}, more=with_a_change),
    "POST /operator/trials/{trial_id}/amend": Ask(State.CONFIRMED, form={}, more=with_a_change),
    "POST /operator/trials/{trial_id}/commit": Ask(State.SUBMITTED, form=WORDS),
    "GET /staff": Ask(),
    "GET /staff/trials/{trial_id}/difference": Ask(State.SUBMITTED),
    "POST /staff/trials/{trial_id}/commit": Ask(State.SUBMITTED, form=WORDS),
    "GET /staff/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /staff/trials/{trial_id}/map/{number}": Ask(State.SUBMITTED),
    "POST /staff/trials/{trial_id}/accept": Ask(State.SUBMITTED, form={}),
    "POST /staff/trials/{trial_id}/review": Ask(State.ACCEPTED, form={}),
    "POST /staff/trials/{trial_id}/decide": Ask(
        State.SUBMITTED, form=_form(step="request_correction", revision="1", reason="西へ")
    ),
    "POST /staff/trials/{trial_id}/view": Ask(
        State.SUBMITTED, form=_form(revision="1", flight="0", finding="1", outcome="ADVISORY", reason="現地で見た。")
    ),
    "POST /staff/trials/{trial_id}/publish": Ask(State.CONFIRMED, form={}),
}


def trial_in(office: Office, state: State) -> str:
    """Return the id of a new trial of `OWNER`'s that stands in a state."""
    owner, staff = office.client(OWNER), office.client("reviewer")
    trial_id: str = owner.post(f"{API}/trials", json=content()).json()["id"]
    trial = f"{API}/trials/{trial_id}"
    if state is not State.DRAFT:
        assert owner.post(f"{trial}/revisions").status_code == 201
    if state is State.ACCEPTED:
        assert staff.post(f"{trial}/acceptance", json={}).status_code == 201
    if state in (State.UNDER_REVIEW, State.CONFIRMED):
        take_in(staff, trial)
    if state is State.CONFIRMED:
        assert office.client("approver").post(f"{trial}/confirmation", json={"revision": 1}).status_code == 201
    assert owner.get(trial).json()["state"] == state
    return trial_id


def send(office: Office, client: TestClient, endpoint: str, trial_id: str) -> Response:
    """Ask an endpoint about a trial; a form carries the token that the page would have given it."""
    ask = ASKS[endpoint]
    method, path = endpoint.split(" ", 1)
    places = {"trial_id": trial_id, "number": "1", **ask.more(office, trial_id)}
    form = None
    if ask.form is not None:
        if csrf.COOKIE not in client.cookies:
            client.get("/sign-in")
        form = {**ask.form, "csrf_token": csrf.token(client.cookies[csrf.COOKIE])}
    return client.request(
        method, path.format(**places), json=ask.json, data=form, params=ask.query, follow_redirects=False
    )

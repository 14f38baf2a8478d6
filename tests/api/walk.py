"""How to ask each endpoint so that it would be done: the state that its trial must be in, and what is sent.

A new endpoint is one line in `ASKS`; `tests/api/test_permissions.py` fails for one that is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from airspace.role import Role
from airspace.workflow import State
from api.security import csrf
from api.security.accounts import Account, RoleGrant
from api.services.ids import new_id
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, content

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
    file: bytes | None = None
    more: Callable[[Office, str], Mapping[str, str]] = no_more


def _form(**values: str) -> Mapping[str, str]:
    return values


def attached(office: Office, trial_id: str) -> Mapping[str, str]:
    """Attach a file to the trial, that it has a first one."""
    path = f"{API}/trials/{trial_id}/attachments"
    answer = office.client(OWNER).post(path, files={"file": ("a.txt", b"plain", "text/plain")})
    assert answer.status_code in (201, 409), answer.text
    return {"number": "1"}


def copied(office: Office, trial_id: str) -> Mapping[str, str]:
    """Publish a copy of the trial's first file."""
    number = attached(office, trial_id)
    assert office.client("reviewer").post(f"{API}/trials/{trial_id}/attachments/1/copy").status_code == 204
    return number


def blacked_out(office: Office, trial_id: str) -> Mapping[str, str]:
    """Black out a letter of the trial's first file."""
    attached(office, trial_id)
    answer = office.client("reviewer").post(f"{API}/trials/{trial_id}/blackouts", json=BLACKOUT)
    assert answer.status_code == 201, answer.text
    return {"blackout_id": answer.json()["id"]}


BLACKOUT = {
    "document": "attachments/1",
    "place": {"type": "stretch", "start": 0, "end": 1},
    "ground": "personal",
    "reason": "氏名",
}
DAY = "2026-10-01"
REPORT = {"flights": 3, "summary": "計画どおり飛んだ。", "incidents": "なし"}
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


def a_colleague(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Add a colleague of `OWNER`'s, with a role that an administrator asked for who does not walk."""
    with unit_of_work(office.store.engine) as unit:
        member_id, grant_id = new_id(), new_id()
        unit.accounts.add(Account(member_id, "o1", frozenset(), f"login-{member_id}", "同僚", "", NOW))
        asker = new_id()
        unit.accounts.add(Account(asker, "office", frozenset({Role.ADMIN}), f"login-{asker}", "管理者", "", NOW))
        unit.accounts.add_grant(RoleGrant(grant_id, member_id, Role.OPERATOR, NOW, asker))
    return {"organisation_id": "o1", "member_id": member_id, "grant_id": grant_id}


def an_enquiry(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Begin an enquiry as `OWNER`."""
    asked = office.client(OWNER).post(f"{API}/enquiries", json={"subject": "件名", "text": "内容"})
    return {"enquiry_id": asked.json()["id"]}


def a_member_without_role(office: Office, _trial_id: str) -> Mapping[str, str]:
    """Add a colleague of `OWNER`'s who holds no role."""
    with unit_of_work(office.store.engine) as unit:
        member_id = new_id()
        unit.accounts.add(Account(member_id, "o1", frozenset(), f"login-{member_id}", "同僚", "", NOW))
    return {"organisation_id": "o1", "member_id": member_id}


ASKS: dict[str, Ask] = {
    "GET /api/v1/organisations": Ask(),
    "POST /api/v1/organisations": Ask(json={"name": "新しい会社", "kind": "operator", "phone": "059-000-0009"}),
    "GET /api/v1/organisations/{organisation_id}/members": Ask(more=a_colleague),
    "POST /api/v1/organisations/{organisation_id}/invitations": Ask(json={"roles": ["operator"]}, more=a_colleague),
    "DELETE /api/v1/members/{member_id}": Ask(more=a_colleague),
    "POST /api/v1/members/{member_id}/roles": Ask(json={"role": "operator"}, more=a_member_without_role),
    "POST /api/v1/role-grants/{grant_id}/confirmation": Ask(more=a_colleague),
    "DELETE /api/v1/role-grants/{grant_id}": Ask(more=a_colleague),
    "GET /organisations": Ask(),
    "POST /organisations": Ask(form=_form(name="新しい会社", kind="operator", phone="059-000-0009")),
    "GET /organisations/{organisation_id}": Ask(more=a_colleague),
    "POST /organisations/{organisation_id}/invite": Ask(form={"role-operator": "yes"}, more=a_colleague),
    "POST /organisations/{organisation_id}/remove": Ask(form=_form(member="{member_id}"), more=a_colleague),
    "POST /organisations/{organisation_id}/roles": Ask(
        form=_form(member="{member_id}", role="operator"), more=a_member_without_role
    ),
    "POST /organisations/{organisation_id}/confirm-role": Ask(form=_form(grant="{grant_id}"), more=a_colleague),
    "POST /organisations/{organisation_id}/end-role": Ask(form=_form(grant="{grant_id}"), more=a_colleague),
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
    "GET /api/v1/trials/{trial_id}/attachments": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/attachments": Ask(State.SUBMITTED, file=b"plain"),
    "GET /api/v1/trials/{trial_id}/attachments/{number}": Ask(State.SUBMITTED, more=attached),
    "GET /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=attached),
    "POST /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=attached),
    "DELETE /api/v1/trials/{trial_id}/attachments/{number}/copy": Ask(State.SUBMITTED, more=copied),
    "GET /api/v1/trials/{trial_id}/blackouts": Ask(State.SUBMITTED),
    "POST /api/v1/trials/{trial_id}/blackouts": Ask(State.SUBMITTED, json=BLACKOUT, more=attached),
    "DELETE /api/v1/trials/{trial_id}/blackouts/{blackout_id}": Ask(State.SUBMITTED, more=blacked_out),
    "POST /api/v1/trials/{trial_id}/disclosure": Ask(State.SUBMITTED),
    "GET /trials/{trial_id}/files": Ask(State.SUBMITTED),
    "POST /trials/{trial_id}/files": Ask(State.SUBMITTED, form={}, file=b"plain"),
    "GET /trials/{trial_id}/files/{number}": Ask(State.SUBMITTED, more=attached),
    "GET /api/v1/enquiries": Ask(),
    "POST /api/v1/enquiries": Ask(json={"subject": "件名", "text": "内容"}),
    "GET /api/v1/enquiries/{enquiry_id}": Ask(more=an_enquiry),
    "POST /api/v1/enquiries/{enquiry_id}/entries": Ask(json={"text": "返事"}, more=an_enquiry),
    "PUT /api/v1/enquiries/{enquiry_id}/trial": Ask(State.SUBMITTED, json={"trial_id": "{trial_id}"}, more=an_enquiry),
    "GET /enquiries": Ask(),
    "POST /enquiries": Ask(form=_form(subject="件名", text="内容")),
    "GET /enquiries/{enquiry_id}": Ask(more=an_enquiry),
    "POST /enquiries/{enquiry_id}": Ask(form=_form(text="返事"), more=an_enquiry),
    "POST /enquiries/{enquiry_id}/trial": Ask(State.SUBMITTED, form=_form(trial="{trial_id}"), more=an_enquiry),
    "POST /api/v1/trials/{trial_id}/schedule": Ask(State.CONFIRMED, json={"days": [DAY]}),
    "GET /api/v1/trials/{trial_id}/schedule": Ask(State.SCHEDULED),
    "POST /api/v1/trials/{trial_id}/completion": Ask(State.SCHEDULED),
    "POST /api/v1/trials/{trial_id}/report": Ask(State.COMPLETED, json=REPORT),
    "GET /api/v1/trials/{trial_id}/report": Ask(State.REPORTED),
    "POST /api/v1/trials/{trial_id}/closure": Ask(State.REPORTED),
    "POST /operator/trials/{trial_id}/schedule": Ask(State.CONFIRMED, form=_form(days=DAY)),
    "POST /operator/trials/{trial_id}/complete": Ask(State.SCHEDULED, form={}),
    "POST /operator/trials/{trial_id}/report": Ask(
        State.COMPLETED, form=_form(flights="3", summary="飛んだ。", incidents="なし")
    ),
    "POST /staff/trials/{trial_id}/close": Ask(State.REPORTED, form={}),
    "GET /operator": Ask(),
    "GET /operator/new": Ask(),
    "POST /operator/new": Ask(form=PROPOSAL),
    "GET /operator/trials/{trial_id}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/map/{number}": Ask(State.SUBMITTED),
    "GET /operator/trials/{trial_id}/edit": Ask(State.DRAFT),
    "POST /operator/trials/{trial_id}/edit": Ask(State.DRAFT, form=PROPOSAL),
    "POST /operator/trials/{trial_id}/submit": Ask(State.DRAFT, form={}),
    "POST /operator/trials/{trial_id}/withdraw": Ask(State.SUBMITTED, form={}),
    "GET /staff": Ask(),
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


AFTER_SUBMISSION = (
    (State.ACCEPTED, "reviewer", "acceptance", {}),
    (State.UNDER_REVIEW, "reviewer", "review", None),
    (State.CONFIRMED, "approver", "confirmation", {"revision": 1}),
    (State.SCHEDULED, OWNER, "schedule", {"days": [DAY]}),
    (State.COMPLETED, OWNER, "completion", None),
    (State.REPORTED, OWNER, "report", REPORT),
)
"""The road after the submission: the state that each step leads to, who takes it, and how."""


def trial_in(office: Office, state: State) -> str:
    """Return the id of a new trial of `OWNER`'s that stands in a state."""
    owner = office.client(OWNER)
    trial_id: str = owner.post(f"{API}/trials", json=content(day=DAY)).json()["id"]
    trial = f"{API}/trials/{trial_id}"
    if state is not State.DRAFT:
        assert owner.post(f"{trial}/revisions").status_code == 201
    if state not in (State.DRAFT, State.SUBMITTED):
        for reached, login, path, body in AFTER_SUBMISSION:
            assert office.client(login).post(f"{trial}/{path}", json=body).status_code < 300
            if reached is state:
                break
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
        form = {name: value.format(**places) for name, value in ask.form.items()}
        form |= {"csrf_token": csrf.token(client.cookies[csrf.COOKIE])}
    body = ask.json
    if body == {"trial_id": "{trial_id}"}:
        body = {"trial_id": trial_id}
    files = None if ask.file is None else {"file": ("a.txt", ask.file, "text/plain")}
    return client.request(method, path.format(**places), json=body, data=form, files=files, follow_redirects=False)

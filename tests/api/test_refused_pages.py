"""What a page refuses half-way leaves nothing behind: no step, no decision, no letter, no mail."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from airspace.role import Role
from airspace.workflow import State
from api.security.accounts import Account
from api.store.unit_of_work import unit_of_work
from tests.api.offices import HASH, NOW, Office, content, furnished, slip
from tests.api.walk import trial_in
from tests.conftest import Store

API = "/api/v1"
UNPRINTABLE = "空第1号😀"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def send(client: TestClient, path: str, **fields: str) -> int:
    """Send a form as its page would, and return the answer's status."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff").text)
    assert token is not None
    return client.post(path, data={"csrf_token": token.group(1), **fields}, follow_redirects=False).status_code


def written(office: Office, trial_id: str) -> tuple[object, ...]:
    """Return what a trial's acts leave: where it stands, its letters, how long the log is."""
    trial, reviewer = f"{API}/trials/{trial_id}", office.helper("reviewer")
    with unit_of_work(office.store.engine, writes=False) as unit:
        events = len(tuple(unit.audit.events()))
    return reviewer.get(trial).json(), reviewer.get(f"{trial}/letters").json(), events


@pytest.mark.parametrize(
    ("state", "page", "fields"),
    [
        (State.ACCEPTED, "corrections", {"revision": "1", "reason": "高さの基準", "due_on": "2026-09-30"}),
        (State.CONFIRMED, "stop", {"asked": "見合わせてください。", "reason": ""}),
    ],
)
def test_what_the_desk_is_refused_is_not_done(office: Office, state: State, page: str, fields: dict[str, str]) -> None:
    trial_id = trial_in(office, state)
    before = written(office, trial_id)
    assert send(office.client("reviewer"), f"/staff/trials/{trial_id}/{page}", **fields) == 422
    assert written(office, trial_id) == before


def test_a_number_that_cannot_be_printed_puts_nothing_into_force(office: Office) -> None:
    trial_id = trial_in(office, State.UNDER_REVIEW)
    slip_id = slip(office, f"{API}/trials/{trial_id}", "decided")
    before = written(office, trial_id)
    page = f"/staff/trials/{trial_id}/slips/{slip_id}/enforce"
    reviewer = office.client("reviewer", decided_here=True)
    assert send(reviewer, page, document_number=UNPRINTABLE, on="2026-10-01") == 422
    assert written(office, trial_id) == before
    assert send(reviewer, page, document_number="空第1号", on="2026-10-01") == 303
    assert office.helper("reviewer").get(f"{API}/trials/{trial_id}").json()["state"] == "confirmed"


def test_a_token_that_is_no_token_is_an_expired_page(office: Office) -> None:
    reviewer, trial_id = office.client("reviewer"), trial_in(office, State.ACCEPTED)
    reviewer.get("/staff")
    sent = {"csrf_token": "é😀", "revision": "1", "reason": "x"}
    assert reviewer.post(f"/staff/trials/{trial_id}/corrections", data=sent).status_code < 500


def test_a_colleague_is_told_where_the_submitter_has_left(office: Office) -> None:
    trial_id = trial_in(office, State.ACCEPTED)
    with unit_of_work(office.store.engine) as unit:
        colleague = Account("id-colleague", "o1", frozenset({Role.OPERATOR}), "colleague", "同僚", HASH, NOW)
        unit.accounts.add(colleague)
    asked = {"revision": 1, "reason": "高さの基準"}
    assert office.client("reviewer").post(f"{API}/trials/{trial_id}/corrections", json=asked).status_code == 201
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert [kept.notice.kind for kept in unit.notices.list("id-colleague")] == ["correction_asked"]


def test_the_form_of_a_proposal_drops_no_flight(office: Office) -> None:
    sora, two = office.client("sora"), content()
    trial = sora.post(f"{API}/trials", json=two).json()["id"]
    edit = f"/operator/trials/{trial}/edit"
    assert sora.get(edit).status_code == 200
    two["operations"] = two["operations"] * 2
    assert sora.put(f"{API}/trials/{trial}/draft", json=two).is_success
    assert sora.get(edit).status_code == 409
    token = re.search(r'name="csrf_token" value="([^"]+)"', sora.get("/operator/new").text)
    assert token is not None
    assert sora.post(edit, data={"csrf_token": token.group(1), "title": "x"}).status_code == 409
    assert len(sora.get(f"{API}/trials/{trial}/draft").json()["operations"]) == 2

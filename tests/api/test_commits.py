"""What is answered 2xx is kept, and what two do at once is done once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, content, furnished, slip, take_in
from tests.conftest import Store

pytestmark = pytest.mark.each_engine

API = "/api/v1"
AT_ONCE = 50


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class CommitFailed(RuntimeError):
    """Raised in place of a commit."""


@pytest.fixture
def failing_commits() -> Any:
    """Give a switch that makes every commit of a session fail while it is on."""
    switch = {"on": False}

    def fail(_session: Session) -> None:
        if switch["on"]:
            raise CommitFailed

    event.listen(Session, "before_commit", fail)
    yield switch
    event.remove(Session, "before_commit", fail)


def counts(office: Office) -> tuple[int, int, int]:
    with unit_of_work(office.store.engine, writes=False) as unit:
        trials = unit.trials.list()
        revisions = sum(len(unit.trials.revisions(trial.id)) for trial in trials)
        return len(trials), revisions, len(list(unit.audit.events()))


def test_a_failing_commit_gives_no_success(office: Office, failing_commits: dict[str, bool]) -> None:
    sora, approver = office.client("sora"), office.client("approver")
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    fresh = office.client()
    before = counts(office)
    failing_commits["on"] = True
    answers = [
        sora.post(f"{API}/trials", json=content()),
        sora.put(f"{trial}/draft", json=content("別の題名")),
        sora.post(f"{trial}/revisions"),
        sora.post(f"{trial}/withdrawal"),
        fresh.post(f"{API}/sessions", json={"login": "sora", "password": "wrong password"}),
        sora.delete(f"{API}/sessions/current"),
    ]
    assert [answer.status_code for answer in answers[:4]] == [500] * 4
    assert all(answer.status_code >= 400 for answer in answers)
    assert "CommitFailed" not in "".join(answer.text for answer in answers)
    failing_commits["on"] = False
    assert counts(office) == before
    assert sora.get(trial).json()["state"] == "draft"
    assert sora.post(f"{trial}/revisions").status_code == 201
    take_in(office.client("reviewer"), trial)
    slip_id = slip(office, trial, "decided")
    issue = {"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}
    before = counts(office)
    failing_commits["on"] = True
    assert approver.post(f"{trial}/slips/{slip_id}/enforcement", json=issue).status_code == 500
    failing_commits["on"] = False
    assert counts(office) == before
    assert approver.get(f"{trial}/decisions").json() == []
    assert approver.get(f"{trial}/slips/{slip_id}").json()["state"] == "decided"
    assert sora.get(trial).json()["state"] == "under_review"


def at_once(clients: list[TestClient], path: str, body: dict[str, Any] | None = None) -> Counter[int]:
    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(lambda client: client.post(path, json=body).status_code, clients))


def test_fifty_submits_at_once_make_one_revision(office: Office) -> None:
    sora = office.client("sora")
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert at_once([sora] * AT_ONCE, f"{trial}/revisions") == {201: 1, 409: AT_ONCE - 1}
    assert [revision["number"] for revision in sora.get(f"{trial}/revisions").json()] == [1]

"""What many do to a slip at once is done once, on both databases; the others are told who did it and when."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.offices import NOW, Office, content, furnished, slip, slip_in, take_in
from tests.conftest import Store

pytestmark = pytest.mark.each_engine

API = "/api/v1"
AT_ONCE = 50
ISSUE = {"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}
OUTCOME = {
    "document_number": "空第1号",
    "decided_on": f"{NOW:%Y-%m-%d}",
    "enforced_on": f"{NOW:%Y-%m-%d}",
    "post": "課長",
}
IN_ABSENCE = {"absent": "課長", "post": "課長補佐", "reason": "出張のため"}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.fixture
def trial(office: Office) -> str:
    """Return the path of a trial under review."""
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{path}/revisions").status_code == 201
    take_in(office.client("reviewer"), path)
    return path


def at_once(asks: list[Callable[[], Response]]) -> list[Response]:
    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(lambda ask: ask(), asks))


def ready(office: Office, logins: tuple[str, ...], one: str, act: str) -> list[TestClient]:
    """Return clients of applications that have met the route before.

    FastAPI makes a route's models at its first request, in a way that is not safe in several applications at once.
    """
    clients = [office.client(login) for login in logins]
    for client in clients:
        assert client.post(f"{one.rpartition('/')[0]}/none/{act}", json={}).status_code in (404, 422)
    return clients


def codes(answers: list[Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_fifty_decisions_at_once_make_one_and_two_deciders_do_not_both_win(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'endorsed')}"
    (approver,) = ready(office, ("approver",), one, "decision")
    (deputy,) = ready(office, ("deputy",), one, "decision-in-absence")
    asks: list[Callable[[], Response]] = [
        lambda: approver.post(f"{one}/decision"),
        lambda: deputy.post(f"{one}/decision-in-absence", json=IN_ABSENCE),
    ] * (AT_ONCE // 2)
    answers = at_once(asks)
    assert codes(answers) == {200: 1, 409: AT_ONCE - 1}
    kinds = [event["kind"] for event in approver.get(one).json()["events"]]
    assert len(kinds) == 3
    won = {"decided": "課長 が「決裁」をしました。", "decided_for": "課長補佐 が「代決」をしました。"}[kinds[-1]]
    for late in answers:
        if late.status_code == 409:
            assert f"2026-10-01 12:00 に {won}" in late.json()["detail_ja"]


def test_fifty_enforcements_at_once_make_one_decision(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'decided')}"
    clients = ready(office, ("reviewer", "assessor", "approver", "deputy"), one, "enforcement")
    asks = [lambda c=clients[n % 4]: c.post(f"{one}/enforcement", json=ISSUE) for n in range(AT_ONCE)]
    assert codes(at_once(asks)) == {201: 1, 409: AT_ONCE - 1}
    assert len(clients[0].get(f"{trial}/decisions").json()) == 1


def test_fifty_outcomes_at_once_make_one_decision(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'exported', here=False)}"
    clients = ready(office, ("assessor", "approver"), one, "outcome")
    asks = [lambda c=clients[n % 2]: c.post(f"{one}/outcome", json=OUTCOME) for n in range(AT_ONCE)]
    assert codes(at_once(asks)) == {201: 1, 409: AT_ONCE - 1}
    assert len(clients[0].get(f"{trial}/decisions").json()) == 1


def test_many_drafts_at_once_make_one_open_slip(office: Office, trial: str) -> None:
    reviewer = office.client("reviewer", decided_here=True)
    assert codes(at_once([lambda: reviewer.post(f"{trial}/slips", json=slip_in())] * 20)) == {201: 1, 409: 19}
    assert [row["number"] for row in reviewer.get(f"{trial}/slips").json()] == [1]


def test_a_letter_beside_a_withdrawal_goes_out_whole_or_not_at_all(office: Office, trial: str) -> None:
    one = f"{trial}/slips/{slip(office, trial, 'decided')}"
    sora, reviewer = office.client("sora"), office.client("reviewer")
    issued, withdrawn = at_once(
        [lambda: reviewer.post(f"{one}/enforcement", json=ISSUE), lambda: sora.post(f"{trial}/withdrawal")]
    )
    decisions = reviewer.get(f"{trial}/decisions").json()
    assert (issued.status_code == 201) is (len(decisions) == 1)
    assert withdrawn.status_code == 204, "a confirmed trial can be withdrawn too"
    assert sora.get(trial).json()["state"] == "withdrawn"

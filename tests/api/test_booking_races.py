"""Fifty that book one window at once make one booking, on both databases; what runs beside a change is whole or not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import rfc8785
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from airspace.proposal import Decision, DecisionKind, ProposalRevision, Trial, hash_of
from airspace.workflow import State, Step
from api.schemas.proposal import ProposalContent
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, content, furnished
from tests.conftest import Store
from tests.maps.flights import layers

API = "/api/v1"
AT_ONCE = 50
CLIENTS = 5
DAY = "2026-11-04"
DAYS = {"days": [{"day": DAY, "windows": [{"start": f"{DAY}T10:00:00+09:00", "end": f"{DAY}T11:00:00+09:00"}]}]}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def confirmed_trials(office: Office, count: int) -> list[str]:
    """Put trials whose routes are confirmed into the store, all along one route, and return their paths."""
    plan = ProposalContent.model_validate(content()).model_dump(mode="json")
    canonical = rfc8785.dumps(plan).decode()
    paths = []
    with unit_of_work(office.store.engine) as unit:
        for number in range(count):
            trial_id = f"t{number}"
            unit.trials.add(Trial(trial_id, "o1", "津の沿岸", State.CONFIRMED, NOW, "id-sora"))
            unit.trials.add_revision(
                ProposalRevision(f"r{number}", trial_id, 1, canonical, hash_of(canonical), "[]", (), NOW, "id-sora")
            )
            unit.trials.add_decision(
                Decision(
                    id=f"d{number}",
                    trial_id=trial_id,
                    revision_number=1,
                    kind=DecisionKind.ROUTE_CONFIRMATION,
                    outcome=Step.CONFIRM_ROUTE,
                    basis="要綱",
                    conditions=(),
                    reason="",
                    decided_at=NOW,
                    decided_by="id-approver",
                )
            )
            paths.append(f"{API}/trials/{trial_id}")
    return paths


def ready(office: Office, count: int = CLIENTS) -> list[TestClient]:
    """Return clients of applications that have met the route before, which builds it, and hold the atlas."""
    clients = [office.client("sora") for _ in range(count)]
    for client in clients:
        assert client.post(f"{API}/trials/none/schedule", json=DAYS).status_code == 404
    return clients


def at_once(asks: Sequence[Callable[[], Response]]) -> list[Response]:
    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(lambda ask: ask(), asks))


def codes(answers: Sequence[Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def booked(office: Office) -> set[str]:
    """Return the trials that hold a booking, a schedule, and the state of a scheduled one: each must be the same."""
    with office.store.engine.connect() as connection:
        holds = set(connection.scalars(text("SELECT DISTINCT trial_id FROM booked_window")))
        states = set(connection.scalars(text("SELECT id FROM trial WHERE state = 'scheduled'")))
        stated = set(connection.scalars(text("SELECT trial_id FROM schedule")))
    assert holds == states <= stated
    return holds


def test_fifty_trials_that_book_one_window_at_once_make_one_booking(office: Office) -> None:
    trials, clients = confirmed_trials(office, AT_ONCE), ready(office)
    asks = [
        lambda client=clients[number % CLIENTS], trial=trial: client.post(f"{trial}/schedule", json=DAYS)
        for number, trial in enumerate(trials)
    ]
    answers = at_once(asks)
    assert codes(answers) == {201: 1, 409: AT_ONCE - 1}
    assert all("10:00～11:00" in late.json()["detail_ja"] for late in answers if late.status_code == 409)
    (winner,) = booked(office)
    won = next(trial for trial, answer in zip(trials, answers, strict=True) if answer.status_code == 201)
    assert won == f"{API}/trials/{winner}"
    with office.store.engine.connect() as connection:
        counts = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("schedule", "booked_window")]
    assert counts == [1, 1]


def test_fifty_statements_of_one_trial_at_once_leave_one_booking(office: Office) -> None:
    (trial,), clients = confirmed_trials(office, 1), ready(office)
    answers = at_once([lambda c=clients[n % CLIENTS]: c.post(f"{trial}/schedule", json=DAYS) for n in range(20)])
    assert codes(answers) == {201: 20}
    assert sorted(answer.json()["number"] for answer in answers) == list(range(1, 21))
    assert booked(office) == {"t0"}
    with office.store.engine.connect() as connection:
        standing = connection.execute(text("SELECT DISTINCT schedule FROM booked_window")).all()
    assert [tuple(row) for row in standing] == [(20,)]


def test_a_booking_beside_the_others_withdrawal_and_its_own_is_whole_or_refused(office: Office) -> None:
    (held, other), (one, two, three, four) = confirmed_trials(office, 2), ready(office, 4)
    assert one.post(f"{held}/schedule", json=DAYS).status_code == 201
    withdrawn, stated, ended, restated = at_once(
        [
            lambda: one.post(f"{held}/withdrawal"),
            lambda: two.post(f"{other}/schedule", json=DAYS),
            lambda: three.post(f"{held}/withdrawal"),
            lambda: four.post(f"{held}/schedule", json=DAYS),
        ]
    )
    assert codes([withdrawn, ended]) == {204: 1, 409: 1}
    assert restated.status_code in (201, 409)
    assert stated.status_code in (201, 409)
    assert booked(office) == ({"t1"} if stated.status_code == 201 else set())


def test_a_booking_beside_a_change_of_editions_is_answered_as_if_it_came_before_or_after(office: Office) -> None:
    trials, clients = confirmed_trials(office, 4), ready(office, 4)
    (new,) = [layer for layer in layers() if layer.edition.kind.value == "did"][:1]

    def change() -> Response:
        with unit_of_work(office.store.engine) as unit:
            unit.editions.add(replace(new, edition=replace(new.edition, id="another", sha256="1" * 64)))
        return clients[0].get(f"{API}/sessions/current")

    asks = [
        lambda client=client, trial=trial: client.post(f"{trial}/schedule", json=DAYS)
        for client, trial in zip(clients, trials, strict=True)
    ]
    answers = at_once([*asks, change])[:-1]
    assert codes(answers) == {201: 1, 409: 3}
    assert len(booked(office)) == 1

"""Each page that the demo's people open answers, and says that it is a made-up sample."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from airspace.proposal import Trial
from airspace.workflow import Role, State
from api.demo.database import fresh_engine
from api.demo.fill import fill
from api.main import create_app
from api.settings import Settings
from api.store.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SAMPLE_MARK = "架空の見本："


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[Role, TestClient], tuple[Trial, ...]]]:
    engine = fresh_engine(tmp_path_factory.mktemp("pages"))
    accounts = fill(engine, NOW)
    with unit_of_work(engine, writes=False) as unit:
        trials = tuple(unit.trials.list())
    settings = Settings(database_url=engine.url.render_as_string())
    apps = [create_app(settings, clock=lambda: NOW, sample=True) for _ in accounts]
    clients = {}
    for app, account in zip(apps, accounts, strict=True):
        client = TestClient(app)
        entered = client.post("/api/v1/sessions", json={"login": account.login, "password": account.password})
        assert entered.status_code == 204
        clients.setdefault(account.role, client)
    yield clients, trials
    for app in apps:
        app.state.engine.dispose()
    engine.dispose()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_staff_see_the_worklist_and_every_case(
    demo: tuple[dict[Role, TestClient], tuple[Trial, ...]], role: Role
) -> None:
    clients, trials = demo
    cases = [f"/staff/trials/{trial.id}" for trial in trials if trial.state is not State.DRAFT]
    assert len(cases) == 6
    for path in ("/staff", *cases):
        answer = clients[role].get(path)
        assert answer.status_code == 200, path
        assert SAMPLE_MARK in answer.text, path


def test_an_operator_sees_its_own_trials(demo: tuple[dict[Role, TestClient], tuple[Trial, ...]]) -> None:
    clients, trials = demo
    client = clients[Role.OPERATOR]
    listed = client.get("/operator")
    assert listed.status_code == 200
    own = [trial for trial in trials if trial.id in listed.text]
    assert len(own) == 4
    for trial in own:
        answer = client.get(f"/operator/trials/{trial.id}")
        assert answer.status_code == 200
        assert SAMPLE_MARK in answer.text
    for trial in set(trials) - set(own):
        assert client.get(f"/operator/trials/{trial.id}").status_code == 404

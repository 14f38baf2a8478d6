"""Each page that the demo's people open answers, and says that it is a made-up sample."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from airspace.duties import all_duties
from airspace.proposal import Trial
from airspace.role import Role
from airspace.trial import ENTRY_CONTROL_NAMES
from airspace.workflow import State
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
    settings = Settings(database_url=engine.url.render_as_string(), staff_second_factor=False)
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


def test_a_case_lists_what_always_holds(demo: tuple[dict[Role, TestClient], tuple[Trial, ...]]) -> None:
    clients, trials = demo
    trial = next(trial for trial in trials if trial.state is not State.DRAFT)
    for lang, heading, marker in (
        ("ja", "いつも守ること", "（特定飛行のとき）"),
        ("en", "Always to be kept", " (on specified flight)"),
    ):
        page = clients[Role.REVIEWER].get(f"/staff/trials/{trial.id}", params={"lang": lang}).text
        assert f'<details id="duties"><summary>{heading}</summary>' in page
        listed = page.split('<details id="duties">')[1].split("</details>")[0]
        assert listed.count("<li>") == len(all_duties())
        for duty in all_duties():
            article = duty.article.ja if lang == "ja" else duty.article.en
            assert article in listed
        assert listed.count(marker) == sum(duty.only_specified for duty in all_duties())


def test_each_way_of_entry_control_can_be_chosen(demo: tuple[dict[Role, TestClient], tuple[Trial, ...]]) -> None:
    page = demo[0][Role.OPERATOR].get("/check").text
    chosen = page.split('name="entry_control"')[1].split("</select>")[0]
    for control, name in ENTRY_CONTROL_NAMES.items():
        assert re.search(rf'<option value="{control.value}"[^>]*>{re.escape(name.ja)}</option>', chosen)


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

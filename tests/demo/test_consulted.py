"""The sample shows how opinions are asked: who is suggested, what was answered, and that silence stays silence."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from airspace.consultation.kinds import ConsulteeKind
from api.demo.database import fresh_engine
from api.demo.fill import fill
from api.demo.offices import COPY
from api.main import create_app
from api.settings import Settings
from api.store.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    engine = fresh_engine(tmp_path_factory.mktemp("consulted"))
    accounts = fill(engine, NOW)
    with unit_of_work(engine, writes=False) as unit:
        trial = next(trial for trial in unit.trials.list() if trial.title.startswith("鳥羽見島"))
    settings = Settings(database_url=engine.url.render_as_string(), staff_second_factor=False)
    clients, apps = {}, []
    for login in ("reviewer", "misaki", ""):
        app = create_app(settings, clock=lambda: NOW, sample=True)
        apps.append(app)
        clients[login] = TestClient(app, headers={"x-trial": trial.id})
        for account in accounts:
            if account.login == login:
                entered = clients[login].post("/api/v1/sessions", json={"login": login, "password": account.password})
                assert entered.status_code == 204
    yield clients
    for app in apps:
        app.state.engine.dispose()
    engine.dispose()


def test_an_island_delivery_suggests_towns_managers_and_the_coast_guard(people: dict[str, TestClient]) -> None:
    """The made-up route leaves a town's port over the sea: checked against the sample's files by eye."""
    reviewer = people["reviewer"]
    found = reviewer.get(f"/api/v1/trials/{reviewer.headers['x-trial']}/consultees").json()
    suggested = {row["kind"]: row for row in found["suggested"]}
    assert {"municipality", "port", "fishery", "coast_guard"} <= set(suggested)
    assert suggested["municipality"]["name"]["ja"] == "岬町"
    assert all(row["offices"] for row in found["suggested"]), "each of them is in the sample's register"
    assert all(row["reasons"] for row in found["suggested"])
    assert ConsulteeKind.FIRE in found["chosen_by_staff"]


def test_the_answer_is_public_as_its_copy_and_silence_is_said(people: dict[str, TestClient]) -> None:
    reviewer, trial = people["reviewer"], people["reviewer"].headers["x-trial"]
    listed = reviewer.get(f"/api/v1/trials/{trial}/consultations").json()
    assert listed["summary"]["text"]["ja"] == (
        "照会 2件：条件付きで支障なし 1件（岬町 企画課（架空））、未回答・期限超過 1件（架空消防本部）。"
        "未回答は同意ではありません。"
    )
    page = people[""].get(f"/trials/{trial}").text
    assert COPY in page
    assert "内線1234" not in page
    own = people["misaki"].get("/municipality").text
    assert "鳥羽見島への荷物配送" in own
    assert "回答あり" in own

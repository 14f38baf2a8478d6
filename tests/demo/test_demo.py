"""The sample is made through the services, says that it is made up, and stays on its own machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from airspace.workflow import State
from api.demo.fill import NotFresh, SampleAccount, fill, is_demo
from api.demo.trials import SAMPLES
from api.main import create_app
from api.serve_cli import refuse_beyond_loopback
from api.services.verify_revisions import verify_revisions
from api.settings import Settings
from api.store.engine import Engine
from api.store.migrate import ready_engine, upgrade
from api.store.unit_of_work import unit_of_work
from geo.errors import ValueRefused

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SAMPLE_MARK = "架空の見本"

Demo = tuple[str, Engine, tuple[SampleAccount, ...]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}"
    engine = ready_engine(url)
    accounts = fill(engine, NOW)
    yield url, engine, accounts
    engine.dispose()


def test_each_sample_trial_got_as_far_as_it_should(demo: Demo) -> None:
    _, engine, _ = demo
    with unit_of_work(engine, writes=False) as unit:
        states = {
            trial.title: (trial.state, unit.trials.publication(trial.id) is not None) for trial in unit.trials.list()
        }
    assert len(states) == len(SAMPLES)
    assert sorted((state.value, public) for state, public in states.values()) == sorted(
        [
            *[(State.CONFIRMED.value, True)] * 2,
            *[(State.SCHEDULED.value, True)] * 2,
            (State.SUBMITTED.value, False),
            (State.CORRECTION_REQUESTED.value, False),
            (State.DRAFT.value, False),
        ]
    )


def test_the_sample_is_marked_and_its_audit_chain_is_whole(demo: Demo) -> None:
    _, engine, _ = demo
    with unit_of_work(engine, writes=False) as unit:
        assert is_demo(unit)
        assert unit.audit.first_broken() is None
        assert list(verify_revisions(unit)) == []


def test_no_password_is_kept(demo: Demo) -> None:
    url, _, accounts = demo
    stored = Path(url.removeprefix("sqlite:///")).read_bytes()
    stored += Path(url.removeprefix("sqlite:///") + "-wal").read_bytes()
    assert accounts[0].login.encode() in stored
    for account in accounts:
        assert account.password.encode() not in stored


def test_every_public_page_says_that_it_is_made_up(demo: Demo) -> None:
    url, engine, _ = demo
    with unit_of_work(engine, writes=False) as unit:
        public = [publication.trial_id for publication in unit.trials.publications()]
    app = create_app(Settings(database_url=url, staff_second_factor=False), clock=lambda: NOW, sample=True)
    client = TestClient(app)
    pages = ["/", "/trials", "/check", "/sign-in", *(f"/trials/{trial_id}" for trial_id in public)]
    for path in [*pages, *(f"/trials/{trial_id}/map/1" for trial_id in public)]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert SAMPLE_MARK in answer.text, path


def test_a_printed_password_signs_in_and_the_role_sees_its_pages(demo: Demo) -> None:
    url, _, accounts = demo
    first_pages = dict.fromkeys(("sora", "umi"), "/operator") | dict.fromkeys(
        ("drafter", "reviewer", "approver"), "/staff"
    )
    for account in accounts:
        client = TestClient(
            create_app(Settings(database_url=url, staff_second_factor=False), clock=lambda: NOW, sample=True)
        )
        answer = client.post("/api/v1/sessions", json={"login": account.login, "password": account.password})
        assert answer.status_code == 204
        page = first_pages.get(account.login, "/")
        assert client.get(page).status_code == 200
        assert client.get("/api/v1/trials").status_code == (200 if account.login in first_pages else 403)


def test_it_fills_postgis_alike(migrated_database: str) -> None:
    upgrade(migrated_database)
    engine = ready_engine(migrated_database)
    fill(engine, NOW)
    with unit_of_work(engine, writes=False) as unit:
        assert len(unit.trials.publications()) == 4
    engine.dispose()


def test_a_database_that_holds_something_is_left_alone(demo: Demo) -> None:
    _, engine, _ = demo
    with pytest.raises(NotFresh):
        fill(engine, NOW)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.jp"])
def test_the_sample_is_not_served_to_other_machines(host: str) -> None:
    with pytest.raises(ValueRefused):
        refuse_beyond_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_sample_is_served_on_this_machine(host: str) -> None:
    refuse_beyond_loopback(host)
    assert host

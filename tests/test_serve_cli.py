"""`soramichi serve` does not serve an office without a key; `soramichi key` makes one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from airspace.role import Role
from api.cli import app_for
from api.security.accounts import Account, Organisation, OrganisationKind
from api.security.secret_box import new_key, read_keys
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)


def soramichi(*words: str) -> Result:
    return CliRunner().invoke(app_for(words), list(words))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the applications that would have been served."""
    applications: list[object] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **_: (applications.append(app), app.state.engine.dispose()))
    return applications


def store_with(role: Role, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", url)
    engine = ready_engine(url)
    with unit_of_work(engine) as unit:
        unit.accounts.add_organisation(Organisation("o", "県", NOW, "", OrganisationKind.PREFECTURE))
        unit.accounts.add(Account("a", "o", frozenset({role}), "a", "a", "", NOW))
    engine.dispose()


def test_an_office_is_not_served_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: list[object]
) -> None:
    store_with(Role.REVIEWER, tmp_path, monkeypatch)
    refused = soramichi("serve")
    assert refused.exit_code == 1
    assert "soramichi key" in refused.stderr
    assert served == []
    monkeypatch.setenv("SORAMICHI_SECRET_KEY", new_key())
    assert soramichi("serve").exit_code == 0
    assert len(served) == 1


def test_operators_alone_need_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: list[object]) -> None:
    store_with(Role.OPERATOR, tmp_path, monkeypatch)
    assert soramichi("serve").exit_code == 0
    assert len(served) == 1


def test_a_key_is_printed_and_is_another_each_time() -> None:
    first, second = soramichi("key"), soramichi("key")
    assert first.exit_code == 0
    assert first.stdout != second.stdout
    assert [len(key) for key in read_keys(f"{first.stdout.strip()},{second.stdout.strip()}")] == [32, 32]

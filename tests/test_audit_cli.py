"""`soramichi audit` as a person meets it: a whole chain, a changed one, one that was cut off."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app_for
from api.store.audit import GENESIS
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "a.sqlite3"
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", f"sqlite:///{file}")
    engine = ready_engine(f"sqlite:///{file}")
    with unit_of_work(engine) as unit:
        for number, subject in enumerate(("one", "two", "one")):
            at = NOW + timedelta(minutes=number)
            unit.audit.append(at=at, actor="a", action="tried", subject=subject)
    engine.dispose()
    return file


def audit(*words: str) -> Result:
    arguments = ["audit", *words]
    return CliRunner().invoke(app_for(arguments), arguments)


def change(database: Path, statement: str) -> None:
    """Change the log as someone who has the file would: past the triggers."""
    with closing(sqlite3.connect(database)) as connection:
        for act in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_event_no_{act}")
        connection.execute(statement)
        connection.commit()


def test_a_whole_chain_is_said_to_be_whole_with_its_head(database: Path) -> None:
    head = audit("head").stdout.strip()
    assert len(head) == len(GENESIS)
    verified = audit("verify")
    assert verified.exit_code == 0, verified.output
    assert head in verified.stdout
    assert audit("verify", "--head", head).exit_code == 0


def test_a_changed_event_is_named(database: Path) -> None:
    change(database, "UPDATE audit_event SET actor = 'b' WHERE number = 2")
    verified = audit("verify")
    assert verified.exit_code == 1
    assert "2 番目" in verified.stderr


def test_a_log_that_was_cut_off_is_found_out_by_its_noted_head(database: Path) -> None:
    head = audit("head").stdout.strip()
    change(database, "DELETE FROM audit_event WHERE number = 3")
    assert audit("verify").exit_code == 0
    assert audit("verify", "--head", head).exit_code == 1


def test_events_are_listed_oldest_first_in_japans_time(database: Path) -> None:
    lines = [line.split("\t") for line in audit("list").stdout.splitlines()]
    assert [line[0] for line in lines] == ["1", "2", "3"]
    assert lines[0] == ["1", "2026-11-23 12:00:00", "a", "tried", "one"]
    only = audit("list", "--subject", "one").stdout.splitlines()
    assert [line.split("\t")[0] for line in only] == ["1", "3"]


def test_help_teaches_what_each_is_for() -> None:
    told = audit("--help").stdout
    for word in ("verify", "head", "list"):
        assert word in told

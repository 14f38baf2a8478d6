"""`soramichi audit` as a person meets it: a whole chain, a changed one, one that was cut off."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from airspace.anchor import read_anchors
from api.audit_cli import TAMPERED
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
        for name in ("no_update", "no_delete", "comes_next"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_event_{name}")
        connection.execute(statement)
        connection.commit()


def head_hash() -> str:
    return audit("head").stdout.split()[2]


def test_a_whole_chain_is_said_to_be_whole_and_what_is_not_known_is_said(database: Path) -> None:
    verified = audit("verify")
    assert verified.exit_code == 0, verified.output
    assert head_hash() in verified.stdout
    assert "控えがないので" in verified.stdout
    assert "Without an anchor" in verified.stdout
    assert audit("verify", "--head", head_hash()).exit_code == 0


def test_the_head_is_an_anchor(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "anchors.txt"
    file.write_text(audit("head").stdout)
    (anchor,) = read_anchors(file.read_text().splitlines())
    assert anchor.number == 3
    assert len(anchor.sha256) == len(GENESIS)
    verified = audit("verify", "--anchor", str(file))
    assert verified.exit_code == 0, verified.output
    assert "1 anchors hold" in verified.stdout
    assert "Without an anchor" not in verified.stdout


def test_a_changed_event_is_named_with_what_to_do(database: Path) -> None:
    change(database, "UPDATE audit_event SET actor = 'b' WHERE number = 2")
    verified = audit("verify")
    assert verified.exit_code == TAMPERED == 3
    assert verified.stdout == ""
    for words in ("2 番目", "Event 2: its content was altered", "Sound up to event 1", "Keep the database as it is"):
        assert words in verified.stderr


def test_the_first_event_leaves_nothing_sound(database: Path) -> None:
    change(database, "UPDATE audit_event SET actor = 'b' WHERE number = 1")
    assert "No part is known to be sound" in audit("verify").stderr


def test_a_log_that_was_cut_off_is_found_out_by_what_was_noted(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_text("Subject: 控え\n\n" + audit("head").stdout)
    head = head_hash()
    change(database, "DELETE FROM audit_event WHERE number = 3")
    assert audit("verify").exit_code == 0
    assert audit("verify", "--head", head).exit_code == TAMPERED
    verified = audit("verify", "--anchor", str(file))
    assert verified.exit_code == TAMPERED
    assert "Event 3: from here on the log was cut off" in verified.stderr
    assert "copied rightly" in verified.stderr


def test_what_cannot_be_checked_is_no_tampering(database: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("nothing")
    (tmp_path / "slip.txt").write_text("soramichi-anchor 3 abc 2026-11-04")
    for name in ("absent.txt", "empty.txt", "slip.txt"):
        verified = audit("verify", "--anchor", str(tmp_path / name))
        assert verified.exit_code == 1, name
        assert verified.stderr
    assert audit("verify", "--database-url", "mysql://x/y").exit_code == 1
    assert audit("verify", "--nonsense").exit_code == 2


def test_a_revision_that_is_gone_is_told(database: Path) -> None:
    engine = ready_engine(f"sqlite:///{database}")
    with unit_of_work(engine) as unit:
        details = {"revision": 1, "sha256": "0" * 64}
        unit.audit.append(at=NOW, actor="a", action="submit", subject="t1", details=details)
    engine.dispose()
    verified = audit("verify")
    assert verified.exit_code == TAMPERED
    assert "Revision 1 of t1: it is gone without a tombstone" in verified.stderr


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

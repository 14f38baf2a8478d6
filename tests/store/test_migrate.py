"""Migrations make exactly the tables that the code declares, and an upgrade never leaves a file half done."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from airspace.difference.words import window_words
from api.store import migrate
from api.store.engine import make_engine
from api.store.migrate import NotMigrated, StoreInUse, current, differences, newest, ready_engine, upgrade
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.store.samples import layer


def test_the_migrations_and_the_tables_agree(store: Store) -> None:
    assert differences(store.url) is None


def test_a_difference_is_found(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE edition ADD COLUMN stray INTEGER"))
    assert "stray" in (differences(store.url) or "")


def test_upgrading_twice_keeps_everything(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        unit.editions.add(layer())
    store.engine.dispose()
    upgrade(store.url)
    engine = ready_engine(store.url)
    with unit_of_work(engine, writes=False) as unit:
        assert unit.editions.feature_counts() == {"did-1": 2}
    engine.dispose()


def test_a_fresh_sqlite_file_is_made_on_first_use(tmp_path: Path) -> None:
    engine = ready_engine(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    assert current(engine) == newest()
    assert (tmp_path / "fresh.sqlite3").stat().st_mode & 0o777 == 0o600
    engine.dispose()


def test_a_database_of_another_version_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    with pytest.raises(NotMigrated, match="soramichi db upgrade"):
        ready_engine(f"sqlite:///{file}")


def test_a_failed_upgrade_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.sqlite3"
    url = f"sqlite:///{file}"
    upgrade(url)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'unknown'")
        connection.commit()
    before = _tables(file)
    with pytest.raises(Exception, match="unknown"):
        upgrade(url)
    assert _tables(file) == before
    assert list(tmp_path.glob("*.upgrade*")) == []


def test_the_copy_takes_the_files_place_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    url = f"sqlite:///{file}"
    upgrade(url)
    engine = make_engine(url)
    with unit_of_work(engine) as unit:
        unit.editions.add(layer())
    engine.dispose()
    file.chmod(0o640)
    upgrade(url)
    assert file.stat().st_mode & 0o777 == 0o640
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM feature").fetchone() == (2,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_in_use_is_not_swapped(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    engine = ready_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(StoreInUse, match="Stop the running service"):
            upgrade(url)
    engine.dispose()


BEFORE_ANSWERS_HAD_FILES = (
    "INSERT INTO organisation (id, name, created_at, phone, kind) VALUES ('o', 'o', '2026-10-01', '', 'operator')",
    "INSERT INTO account (id, organisation_id, created_at) VALUES ('a', 'o', '2026-10-01')",
    "INSERT INTO trial VALUES ('t', 'o', 'title', 'submitted', '2026-10-01', 'a')",
    "INSERT INTO attachment_blob VALUES ('x', 1, x'41')",
    "INSERT INTO attachment VALUES ('f', 't', 1, NULL, NULL, 'text', 1, 'x', 'clean', 's', 'case', '2026-10-01', 'a')",
    "INSERT INTO attachment_name VALUES ('f', '図.txt')",
    "INSERT INTO published_copy VALUES ('f', 1, 'text', 1, 'x', '[]', '2026-10-01', 'a')",
)


def test_files_of_before_answers_had_some_are_kept_and_still_never_change(tmp_path: Path) -> None:
    """SQLite makes the tables again: rows, keys and triggers are those of before."""
    file = tmp_path / "a.sqlite3"
    command.upgrade(migrate._config(f"sqlite:///{file}"), "0014")
    tables = ("attachment", "attachment_name", "published_copy")
    with closing(sqlite3.connect(file)) as connection:
        for statement in BEFORE_ANSWERS_HAD_FILES:
            connection.execute(statement)
        connection.commit()
        before = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        guarded = _triggers(connection)
    upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        assert [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before
        assert all(before)
        assert _triggers(connection) == guarded
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("attachment", "published_copy"):
            for act in (f"UPDATE {table} SET size = 2", f"DELETE FROM {table}"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(act)


def _triggers(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    named = "tbl_name IN ('attachment', 'attachment_name', 'published_copy')"
    return connection.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND {named} ORDER BY name"
    ).fetchall()


BEFORE_DAYS_HAD_WINDOWS = (
    *BEFORE_ANSWERS_HAD_FILES[:3],
    """INSERT INTO proposal_revision (id, trial_id, number, canonical, sha256, screening, editions, submitted_at,
    submitted_by) VALUES ('r', 't', 1, '{"operations":[{"windows":[
    {"start":"2026-11-04T10:00:00+09:00","end":"2026-11-04T12:00:00+09:00"},
    {"start":"2026-11-04T11:00:00+09:00","end":"2026-11-04T13:00:00+09:00"},
    {"start":"2026-11-06T22:00:00+09:00","end":"2026-11-07T02:00:00+09:00"}]}]}', '', '[]', '[]', '2026-10-01', 'a')""",
    """INSERT INTO schedule (trial_id, number, revision_number, days, stated_at, stated_by)
    VALUES ('t', 1, 1, '["2026-11-04", "2026-11-07"]', '2026-10-01', 'a')""",
)


def test_days_of_before_they_had_windows_get_those_of_their_revision(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    command.upgrade(migrate._config(f"sqlite:///{file}"), "0017")
    with closing(sqlite3.connect(file)) as connection:
        for statement in BEFORE_DAYS_HAD_WINDOWS:
            connection.execute(statement)
        connection.commit()
    upgrade(f"sqlite:///{file}")
    engine = ready_engine(f"sqlite:///{file}")
    with unit_of_work(engine, writes=False) as unit:
        stated = unit.conduct.schedule("t")
        assert unit.bookings.of_trial("t") == ()
    engine.dispose()
    assert stated is not None
    assert [(day.day.isoformat(), [window_words(one).ja for one in day.windows]) for day in stated.days] == [
        ("2026-11-04", ["2026-11-04 10:00～13:00"]),
        ("2026-11-07", ["2026-11-07 00:00～02:00"]),
    ]


STEPS_OF_BEFORE = """
t  submit submitted, confirm_route confirmed, schedule scheduled, amend submitted, accept accepted
u  submit submitted, confirm_route confirmed, amend submitted, confirm_route confirmed
v  submit submitted
w  submit submitted, confirm_route confirmed, amend submitted, request_correction correction_requested
"""


def test_a_change_of_before_stands_beside_what_was_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    command.upgrade(migrate._config(f"sqlite:///{file}"), "0020")
    with closing(sqlite3.connect(file)) as connection:
        for statement in BEFORE_ANSWERS_HAD_FILES[:2]:
            connection.execute(statement)
        for line in STEPS_OF_BEFORE.split("\n")[1:-1]:
            trial, steps = line.split("  ")
            taken = [step.split() for step in steps.split(", ")]
            connection.execute("INSERT INTO trial VALUES (?, 'o', '見本', ?, '2026-10-01', 'a')", (trial, taken[-1][1]))
            for number, (step, after) in enumerate(taken, 1):
                row = (trial, number, step, after)
                connection.execute("INSERT INTO trial_step VALUES (?, ?, ?, ?, '2026-10-01', 'a')", row)
        connection.commit()
    upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        found = dict(connection.execute("SELECT id, standing FROM trial").fetchall())
    assert found == {"t": "scheduled", "u": None, "v": None, "w": "confirmed"}


def test_there_is_one_line_of_migrations() -> None:
    assert len(command.ScriptDirectory(str(migrate.MIGRATIONS)).get_heads()) == 1


def _tables(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()

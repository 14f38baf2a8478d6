"""Whoever has the database drops the triggers and changes the log: each way is found, with the place and its kind."""

import hashlib
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from airspace.anchor import Anchor
from api.services.verify_audit import NAMES, Broken, Tampering, Verified, verify_audit
from api.store.audit import GENESIS
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store

NOW = datetime(2026, 11, 4, 1, 2, 3, 456789, tzinfo=UTC)
COUNT = 9


@pytest.fixture
def log(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        for number in range(1, COUNT + 1):
            unit.audit.append(at=NOW + timedelta(minutes=number), actor=f"a{number}", action="did", subject="t1")
    return store


def anchors(store: Store, *numbers: int) -> list[Anchor]:
    with unit_of_work(store.engine, writes=False) as unit:
        return [Anchor(number, unit.audit.hash_at(number) or GENESIS, date(2026, 11, 4)) for number in numbers]


def attack(store: Store, work: Callable[[Connection], None]) -> None:
    with store.engine.begin() as connection:
        if store.is_postgis:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            for name in ("no_update", "no_delete", "comes_next"):
                connection.execute(text(f"DROP TRIGGER audit_event_{name}"))
        work(connection)


def run(*statements: str) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return work


def verify(store: Store, known: list[Anchor] | None = None) -> Verified:
    with unit_of_work(store.engine, writes=False) as unit:
        return verify_audit(unit.audit, known or [])


def hash_by_hand(row: dict[str, object], number: int, previous: str) -> str:
    """Make an event's hash without our code."""
    at = row["at"]
    if isinstance(at, str):
        at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert isinstance(at, datetime)
    content = {name: row[name] for name in ("action", "actor", "details", "subject")}
    content |= {"at": at.astimezone(UTC).isoformat(timespec="microseconds"), "number": number, "previous": previous}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def recompute(connection: Connection, first: int) -> None:
    """Compute the chain anew from an event on, as somebody with time would."""
    rows = connection.execute(text("SELECT * FROM audit_event ORDER BY number")).mappings().all()
    previous = GENESIS
    for row in rows:
        if row["number"] >= first:
            made = hash_by_hand(dict(row), row["number"], previous)
            values = {"number": row["number"], "previous": previous, "hash": made}
            change = "UPDATE audit_event SET previous = :previous, hash = :hash WHERE number = :number"
            connection.execute(text(change), values)
            previous = made
        else:
            previous = row["hash"]


def move(connection: Connection, number: int, to: int) -> None:
    connection.execute(text("UPDATE audit_event SET number = :to WHERE number = :number"), {"number": number, "to": to})


def test_a_whole_log_is_whole_with_and_without_anchors(log: Store) -> None:
    assert verify(log).broken is None
    found = verify(log, anchors(log, 9, 0, 4))
    assert (found.events, found.anchors, found.broken) == (COUNT, 3, None)


def test_an_empty_log_is_whole(store: Store) -> None:
    assert verify(store, [Anchor(0, GENESIS, date(2026, 11, 4))]).broken is None


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'b'",
        "action = 'x'",
        "subject = 't2'",
        "details = '[1]'",
        "details = ''",
        "at = '2026-11-04 01:00:00'",
    ],
)
def test_an_altered_event_is_named(log: Store, change: str) -> None:
    attack(log, run(f"UPDATE audit_event SET {change} WHERE number = 4"))
    assert verify(log).broken == Broken(Tampering.ALTERED, 4, 3)


def test_a_moment_that_is_none_is_named(log: Store) -> None:
    value = "infinity" if log.is_postgis else "yesterday"
    attack(log, run(f"UPDATE audit_event SET at = '{value}' WHERE number = 4"))
    assert verify(log).broken == Broken(Tampering.ALTERED, 4, 3)


@pytest.mark.parametrize("number", [1, 4, 8])
def test_a_removed_event_is_named(log: Store, number: int) -> None:
    attack(log, run(f"DELETE FROM audit_event WHERE number = {number}"))
    assert verify(log).broken == Broken(Tampering.REMOVED, number, number - 1)


@pytest.mark.parametrize("number", [1, 4])
def test_a_removed_event_whose_gap_was_closed_is_named(log: Store, number: int) -> None:
    def work(connection: Connection) -> None:
        connection.execute(text(f"DELETE FROM audit_event WHERE number = {number}"))
        for later in range(number + 1, COUNT + 1):
            move(connection, later, later - 1)

    attack(log, work)
    assert verify(log).broken == Broken(Tampering.REMOVED, number, number - 1)


def test_events_that_were_exchanged_are_named(log: Store) -> None:
    def work(connection: Connection) -> None:
        for number, to in ((4, 99), (6, 4), (99, 6)):
            move(connection, number, to)

    attack(log, work)
    assert verify(log).broken == Broken(Tampering.REORDERED, 4, 3)


@pytest.mark.parametrize(("number", "to"), [(3, 6), (6, 3)])
def test_an_event_that_was_moved_is_named(log: Store, number: int, to: int) -> None:
    def work(connection: Connection) -> None:
        move(connection, number, 99)
        step = 1 if to > number else -1
        for between in range(number + step, to + step, step):
            move(connection, between, between - step)
        move(connection, 99, to)

    attack(log, work)
    assert verify(log).broken == Broken(Tampering.REORDERED, 3, 2)


@pytest.mark.parametrize("well_made", [True, False])
def test_an_event_that_was_put_in_is_named(log: Store, well_made: bool) -> None:
    def work(connection: Connection) -> None:
        for later in range(COUNT, 3, -1):
            move(connection, later, later + 1)
        third = connection.execute(text("SELECT * FROM audit_event WHERE number = 3")).mappings().one()
        row = dict(third) | {"actor": "b", "number": 4, "previous": third["hash"]}
        row["hash"] = hash_by_hand(row, 4, third["hash"]) if well_made else "0" * 63 + "1"
        columns = ", ".join(row)
        connection.execute(
            text(f"INSERT INTO audit_event ({columns}) VALUES ({', '.join(f':{name}' for name in row)})"), row
        )

    attack(log, work)
    assert verify(log).broken == Broken(Tampering.INSERTED, 4, 3)


def test_an_event_before_the_first_is_named(log: Store) -> None:
    insert = "INSERT INTO audit_event SELECT 0, at, actor, action, subject, details, previous, 'h' FROM audit_event"
    attack(log, run(f"{insert} WHERE number = 1"))
    assert verify(log).broken == Broken(Tampering.INSERTED, 0, 0)


def test_one_event_made_anew_with_its_hash_does_not_fit_the_next(log: Store) -> None:
    def work(connection: Connection) -> None:
        connection.execute(text("UPDATE audit_event SET actor = 'b' WHERE number = 4"))
        row = dict(connection.execute(text("SELECT * FROM audit_event WHERE number = 4")).mappings().one())
        made = hash_by_hand(row, 4, str(row["previous"]))
        connection.execute(text("UPDATE audit_event SET hash = :made WHERE number = 4"), {"made": made})

    attack(log, work)
    assert verify(log).broken == Broken(Tampering.UNLINKED, 5, 4)


def test_a_log_that_was_cut_off_is_found_by_an_anchor_alone(log: Store) -> None:
    known = anchors(log, 5, 9)
    attack(log, run("DELETE FROM audit_event WHERE number > 6"))
    assert verify(log).broken is None
    assert verify(log, known).broken == Broken(Tampering.CUT_OFF, 7, 5)


def test_a_chain_computed_anew_is_found_by_an_anchor_alone(log: Store) -> None:
    known = anchors(log, 3, 7, 9)

    def work(connection: Connection) -> None:
        connection.execute(text("UPDATE audit_event SET actor = 'b' WHERE number = 5"))
        recompute(connection, 5)

    attack(log, work)
    assert verify(log).broken is None
    assert verify(log, known).broken == Broken(Tampering.RECOMPUTED, 7, 3)


def test_an_anchor_of_nothing_that_says_something_else_is_found(log: Store) -> None:
    assert verify(log, [Anchor(0, "1" * 64, date(2026, 11, 4))]).broken == Broken(Tampering.RECOMPUTED, 0, 0)


def test_a_long_log_is_read_event_by_event(store: Store) -> None:
    previous, rows = GENESIS, []
    for number in range(1, 20_001):
        row: dict[str, object] = {"number": number, "at": NOW, "actor": "a", "action": "did", "subject": "t"}
        row |= {"details": "{}", "previous": previous}
        row["hash"] = previous = hash_by_hand(row, number, previous)
        rows.append(row | {"at": NOW if store.is_postgis else "2026-11-04 01:02:03.456789"})
    columns = ", ".join(rows[0])
    fields = ", ".join(f":{name}" for name in rows[0])
    insert = text(f"INSERT INTO audit_event ({columns}) VALUES ({fields})")

    def work(connection: Connection) -> None:
        connection.execute(insert, rows)

    attack(store, work)
    seen: list[int] = []
    tracemalloc.start()
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.audit.first_misfit(lambda number: seen.append(number) if number % 1_000 == 0 else None) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == list(range(1_000, 20_001, 1_000))
    assert peak < 8 * 1024 * 1024


def test_each_kind_has_its_words() -> None:
    assert set(NAMES) == set(Tampering)

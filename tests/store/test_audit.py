"""The audit log is only added to, and says where it was tampered with."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.store.audit import GENESIS
from api.store.unit_of_work import UnitOfWork, in_unit, unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW


def append(unit: UnitOfWork, subject: str) -> None:
    unit.audit.append(at=NOW, actor="a1", action="submitted", subject=subject, details={"revision": 1})


def test_events_are_chained(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        assert unit.audit.head == GENESIS
        for subject in ("t1", "t2", "t1"):
            append(unit, subject)
        events = list(unit.audit.events())
        assert [event.previous for event in events] == [GENESIS, events[0].hash, events[1].hash]
        assert unit.audit.head == events[2].hash
        assert [event.number for event in unit.audit.events(subject="t1")] == [1, 3]
        assert unit.audit.first_broken() is None


def test_the_hash_can_be_made_without_our_code(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        append(unit, "t1")
        (event,) = unit.audit.events()
    content = {
        "action": "submitted",
        "actor": "a1",
        "at": "2026-11-04T01:02:03.456789+00:00",
        "details": '{"revision":1}',
        "number": 1,
        "previous": GENESIS,
        "subject": "t1",
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert event.hash == hashlib.sha256(written.encode()).hexdigest()


NEXT = "INSERT INTO audit_event SELECT {number}, at, actor, action, subject, details, {previous}, 'h' FROM audit_event"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'b'",
        "DELETE FROM audit_event",
        NEXT.format(number=0, previous="previous"),
        NEXT.format(number=3, previous="hash"),
        NEXT.format(number=2, previous="previous"),
    ],
)
def test_the_database_itself_refuses_changes(store: Store, statement: str) -> None:
    with unit_of_work(store.engine) as unit:
        append(unit, "t1")

    def change() -> None:
        with unit_of_work(store.engine) as unit:
            unit.session.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        change()


def test_the_database_refuses_to_empty_or_replace(store: Store) -> None:
    with unit_of_work(store.engine) as unit:
        append(unit, "t1")
    statement = (
        "TRUNCATE audit_event"
        if store.is_postgis
        else "INSERT OR REPLACE INTO audit_event SELECT number, at, 'b', action, subject, details, previous, hash "
        "FROM audit_event"
    )

    def change() -> None:
        with unit_of_work(store.engine) as unit:
            unit.session.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        change()
    with unit_of_work(store.engine, writes=False) as unit:
        assert [event.actor for event in unit.audit.events()] == ["a1"]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_event SET actor = 'b' WHERE number = 2", 2),
        ("DELETE FROM audit_event WHERE number = 2", 2),
        ("DELETE FROM audit_event WHERE number = 1", 1),
        ("UPDATE audit_event SET details = '{}' WHERE number = 3", 3),
    ],
)
def test_tampering_past_the_triggers_is_found(store: Store, statement: str, broken: int) -> None:
    with unit_of_work(store.engine) as unit:
        for subject in ("t1", "t2", "t3"):
            append(unit, subject)
    with store.engine.begin() as connection:
        if store.is_postgis:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_event_no_{act}"))
        connection.execute(text(statement))
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.audit.first_broken() == broken


def test_fifty_parallel_events_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda i: in_unit(store.engine, lambda unit: append(unit, f"t{i}")), range(50)))
    with unit_of_work(store.engine, writes=False) as unit:
        assert len(list(unit.audit.events())) == 50
        assert unit.audit.first_broken() is None

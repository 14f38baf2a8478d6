"""Transactions: begun right, done again where the database asks for it, never half."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from api.store.engine import make_engine
from api.store.unit_of_work import ATTEMPTS, UnitOfWork, in_unit, unit_of_work
from tests.conftest import Store
from tests.store.samples import add_people, layer, organisation


class _Orig(Exception):
    sqlstate = "40001"


def test_a_serialization_failure_is_tried_again(store: Store) -> None:
    tries = 0

    def work(unit: UnitOfWork) -> int:
        nonlocal tries
        tries += 1
        unit.accounts.add_organisation(organisation())
        if tries < ATTEMPTS:
            raise OperationalError("", None, _Orig())
        return tries

    assert in_unit(store.engine, work) == ATTEMPTS
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.accounts.organisation("o1") == organisation()


def test_it_is_not_tried_for_ever(store: Store) -> None:
    tries = 0

    def work(_unit: UnitOfWork) -> None:
        nonlocal tries
        tries += 1
        raise OperationalError("", None, _Orig())

    with pytest.raises(OperationalError):
        in_unit(store.engine, work)
    assert tries == ATTEMPTS


def test_other_errors_are_not_tried_again(store: Store) -> None:
    tries = 0

    def work(unit: UnitOfWork) -> None:
        nonlocal tries
        tries += 1
        add_people(unit)
        add_people(unit)

    with pytest.raises(IntegrityError):
        in_unit(store.engine, work)
    assert tries == 1


def test_a_unit_that_only_reads_keeps_nothing(store: Store) -> None:
    with unit_of_work(store.engine, writes=False) as unit:
        add_people(unit)
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.accounts.list() == ()


def test_layers_are_of_one_state_while_another_unit_imports(store: Store) -> None:
    with unit_of_work(store.engine, writes=False) as reading:
        assert reading.editions.counter == 0
        with unit_of_work(store.engine) as writing:
            writing.editions.add(layer())
        layers = reading.editions.layers(date.min, date.max)
        assert len(layers) == reading.editions.counter


def test_naive_times_are_refused(store: Store) -> None:
    def add_naive() -> None:
        with unit_of_work(store.engine) as unit:
            unit.sessions.sweep(now=datetime(2026, 1, 1))  # noqa: DTZ001 - a naive time is what is refused

    with pytest.raises(StatementError, match="aware"):
        add_naive()


def test_sqlite_is_set_up_for_many_readers_and_one_writer(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as connection:
        read = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")}
        timeout = connection.execute(text("PRAGMA busy_timeout")).scalar()
    engine.dispose()
    assert read == {"journal_mode": "wal", "foreign_keys": 1}
    assert timeout == 30_000


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        make_engine("mysql://localhost/x")

"""What staff say of findings comes back as it went in, in order, and is never changed. On both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.finding import Outcome
from airspace.override import FindingKey, Override
from api.store import migrate
from api.store.unit_of_work import UnitOfWork, in_unit, unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, add_people, revision, trial

FIRST = Override("v1", "t1", 1, 1, FindingKey(1, 3), Outcome.CLEAR, "現地で\n確かめた", NOW, "a1")
SECOND = replace(FIRST, id="v2", number=2, outcome=None, stated_at=NOW - timedelta(hours=1))
OF_THE_NEXT = replace(FIRST, id="v3", revision_number=2, outcome=Outcome.CAUGHT, finding=FindingKey(2, 1))


@pytest.fixture
def with_revisions(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        for trial_id in ("t1", "t2"):
            unit.trials.add(trial(trial_id))
        unit.trials.add_revision(revision(1))
        unit.trials.add_revision(revision(2))
        unit.trials.add_revision(revision(1, "other", "t2"))
    return store


def test_overrides_come_back_in_the_order_of_their_numbers(with_revisions: Store) -> None:
    of_another = replace(FIRST, id="v4", trial_id="t2")
    with unit_of_work(with_revisions.engine) as unit:
        for said in (OF_THE_NEXT, SECOND, FIRST, of_another):
            unit.overrides.add(said)
    with unit_of_work(with_revisions.engine, writes=False) as unit:
        assert unit.overrides.list("t1") == (FIRST, SECOND, OF_THE_NEXT), "the clock does not decide the order"
        assert unit.overrides.list("t1", 1) == (FIRST, SECOND)
        assert unit.overrides.list("t1", 3) == ()
        assert unit.overrides.list("t2") == (of_another,)
        assert unit.overrides.next_number("t1", 1) == 3
        assert unit.overrides.next_number("t1", 2) == 2
        assert unit.overrides.next_number("t1", 3) == 1


@pytest.mark.parametrize("outcome", [*Outcome, None])
def test_each_outcome_comes_back(with_revisions: Store, outcome: Outcome | None) -> None:
    with unit_of_work(with_revisions.engine) as unit:
        unit.overrides.add(replace(FIRST, outcome=outcome))
    with unit_of_work(with_revisions.engine, writes=False) as unit:
        assert [said.outcome for said in unit.overrides.list("t1")] == [outcome]


def in_a_unit(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


@pytest.mark.parametrize(
    "strange",
    [
        replace(FIRST, id="v9"),
        replace(FIRST, number=2, revision_number=3),
        replace(FIRST, number=2, trial_id="t9"),
        replace(FIRST, id="v9", number=2, stated_by="nobody"),
    ],
    ids=["the number is taken", "no such revision", "no such trial", "no such account"],
)
def test_the_database_refuses_what_cannot_be(with_revisions: Store, strange: Override) -> None:
    in_a_unit(with_revisions, lambda unit: unit.overrides.add(FIRST))
    with pytest.raises(IntegrityError):
        in_a_unit(with_revisions, lambda unit: unit.overrides.add(strange))


@pytest.mark.parametrize("statement", ["UPDATE finding_override SET reason = 'x'", "DELETE FROM finding_override"])
def test_the_database_itself_keeps_them(with_revisions: Store, statement: str) -> None:
    in_a_unit(with_revisions, lambda unit: unit.overrides.add(FIRST))
    with pytest.raises(DBAPIError, match="append-only"):
        in_a_unit(with_revisions, lambda unit: unit.session.execute(text(statement)))


def test_an_outcome_without_a_name_is_refused(with_revisions: Store) -> None:
    row = (
        "INSERT INTO finding_override"
        " (id, trial_id, revision_number, number, flight, place, outcome, reason, stated_at, stated_by)"
        " VALUES ('v1', 't1', 1, 1, 1, 1, 'FINE', 'x', '2026-11-24', 'a1')"
    )
    with pytest.raises(IntegrityError, match="ck_finding_override_outcome"):
        in_a_unit(with_revisions, lambda unit: unit.session.execute(text(row)))


def test_fifty_at_once_get_fifty_numbers(with_revisions: Store) -> None:
    """Without the trial's lock, two would take one number on PostgreSQL."""

    def add(which: int) -> None:
        def work(unit: UnitOfWork) -> None:
            unit.trials.lock("t1")
            unit.overrides.add(replace(FIRST, id=f"v{which}", number=unit.overrides.next_number("t1", 1)))

        in_unit(with_revisions.engine, work)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(add, range(50)))
    with unit_of_work(with_revisions.engine, writes=False) as unit:
        assert [said.number for said in unit.overrides.list("t1", 1)] == list(range(1, 51))


def test_the_migration_goes_up_over_what_is_held_and_down_again(with_revisions: Store) -> None:
    in_a_unit(with_revisions, lambda unit: unit.overrides.add(FIRST))
    with_revisions.engine.dispose()
    config = migrate._config(with_revisions.url)
    command.downgrade(config, "0002")
    assert migrate.current(with_revisions.engine) == "0002"
    with_revisions.engine.dispose()
    migrate.upgrade(with_revisions.url)
    assert migrate.differences(with_revisions.url) is None
    with unit_of_work(with_revisions.engine, writes=False) as unit:
        assert unit.overrides.list("t1") == ()
        assert unit.trials.revision("t1") == revision(2), "what was there before is there still"
    in_a_unit(with_revisions, lambda unit: unit.overrides.add(FIRST))

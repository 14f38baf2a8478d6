"""Views of findings come back as they went in, in their order, and nobody can change them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.finding import Outcome
from airspace.override import Override
from api.store.unit_of_work import UnitOfWork, unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, add_people, revision, trial

VIEW = Override("v1", "t1", 1, 1, 0, 3, "a" * 64, Outcome.ADVISORY, "県が現地で\n確かめた", NOW, "a1")


@pytest.fixture
def with_revisions(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
        unit.trials.add_revision(revision(1))
        unit.trials.add_revision(revision(2))
    return store


def in_one_unit(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


def test_views_come_back_by_revision_in_their_order(with_revisions: Store) -> None:
    # Numbers tell the order, not the clock and not the ids.
    second = replace(VIEW, id="v0", number=2, outcome=None, stated_at=NOW - timedelta(hours=1))
    of_the_next = replace(VIEW, id="v3", revision_number=2)
    with unit_of_work(with_revisions.engine) as unit:
        assert unit.trials.next_override("t1", 1) == 1
        for override in (VIEW, second, of_the_next):
            unit.trials.add_override(override)
        assert unit.trials.next_override("t1", 1) == 3
    with unit_of_work(with_revisions.engine, writes=False) as unit:
        assert unit.trials.overrides("t1", 1) == (VIEW, second)
        assert unit.trials.overrides("t1", 2) == (of_the_next,)
        assert unit.trials.overrides("t1", 3) == ()
        assert unit.trials.overrides("t2", 1) == ()


@pytest.mark.parametrize(
    "wrong",
    [replace(VIEW, id="v2"), replace(VIEW, id="v2", number=2, revision_number=9), replace(VIEW, stated_by="nobody")],
    ids=["a number twice", "no such revision", "no such account"],
)
def test_the_database_refuses_what_cannot_be(with_revisions: Store, wrong: Override) -> None:
    if wrong.id == "v2":
        in_one_unit(with_revisions, lambda unit: unit.trials.add_override(VIEW))
    with pytest.raises(IntegrityError):
        in_one_unit(with_revisions, lambda unit: unit.trials.add_override(wrong))


@pytest.mark.parametrize("statement", ["UPDATE finding_override SET reason = 'x'", "DELETE FROM finding_override"])
def test_the_database_itself_keeps_views(with_revisions: Store, statement: str) -> None:
    in_one_unit(with_revisions, lambda unit: unit.trials.add_override(VIEW))
    with pytest.raises(DBAPIError, match="append-only"):
        in_one_unit(with_revisions, lambda unit: unit.session.execute(text(statement)))

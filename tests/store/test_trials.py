"""Drafts become revisions once, revisions never change."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.condition import Condition
from airspace.proposal import Decision, DecisionKind, Publication
from airspace.workflow import Position, State, Step
from api.store.unit_of_work import UnitOfWork, in_unit, unit_of_work
from tests.conftest import Store
from tests.store.samples import NOW, account, add_people, draft, revision, trial

THREADS = 50


PORT = Condition(id="c1", text="港に連絡", reason="荷の上げ下ろしと重なるため")


@pytest.fixture
def with_trial(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
        unit.trials.save_draft(draft())
    return store


def test_papers_come_back_as_they_went_in(with_trial: Store) -> None:
    decision = Decision(
        "x1", "t1", 1, DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE, "要綱第3条", (PORT,), "", NOW, "a1"
    )
    publication = Publication("t1", "x1", 1, NOW, "a1")
    with unit_of_work(with_trial.engine) as unit:
        unit.trials.add_revision(revision(1))
        unit.trials.add_decision(decision)
        unit.trials.publish(publication)
        unit.trials.set_position("t1", Position(State.CONFIRMED))
        unit.trials.set_title("t1", "新しい題")
    with unit_of_work(with_trial.engine, writes=False) as unit:
        assert unit.trials.get("t1") == replace(trial(), state=State.CONFIRMED, title="新しい題")
        assert unit.trials.draft("t1") == draft()
        assert unit.trials.revisions("t1") == (revision(1),)
        assert unit.trials.decisions("t1") == (decision,)
        assert unit.trials.publication("t1") == publication
        assert unit.trials.publications() == (publication,)
        assert unit.trials.judged_by("did-1")
        assert not unit.trials.judged_by("did-2")


def test_what_is_not_held_is_none(store: Store) -> None:
    with unit_of_work(store.engine, writes=False) as unit:
        assert unit.trials.get("no") is None
        assert unit.trials.draft("no") is None
        assert unit.trials.revision("no") is None
        assert unit.trials.publication("no") is None


def test_lists_are_by_organisation_and_state_newest_first(with_trial: Store) -> None:
    later = replace(trial("t2", State.SUBMITTED), created_at=NOW + timedelta(seconds=1))
    with unit_of_work(with_trial.engine) as unit:
        unit.trials.add(later)
        assert [found.id for found in unit.trials.list()] == ["t2", "t1"]
        assert [found.id for found in unit.trials.list(states=[State.DRAFT])] == ["t1"]
        assert unit.trials.list(organisation_id="o2") == ()


def test_saving_a_draft_replaces_it(with_trial: Store) -> None:
    with unit_of_work(with_trial.engine) as unit:
        unit.trials.save_draft(replace(draft(), content="{}"))
    with unit_of_work(with_trial.engine, writes=False) as unit:
        assert unit.trials.draft("t1") == replace(draft(), content="{}")


def test_a_draft_is_taken_once(with_trial: Store) -> None:
    with unit_of_work(with_trial.engine) as unit:
        assert unit.trials.take_draft("d-t1") == draft()
        assert unit.trials.take_draft("d-t1") is None
        assert unit.trials.draft("t1") is None


def test_numbers_follow_and_the_newest_is_given(with_trial: Store) -> None:
    with unit_of_work(with_trial.engine) as unit:
        for expected in (1, 2, 3):
            assert unit.trials.next_number("t1") == expected
            unit.trials.add_revision(revision(expected))
        assert unit.trials.revision("t1") == revision(3)
        assert unit.trials.revision("t1", 2) == revision(2)


def test_two_revisions_cannot_have_one_number(with_trial: Store) -> None:
    def add_twin() -> None:
        with unit_of_work(with_trial.engine) as unit:
            unit.trials.add_revision(revision(1))
            unit.trials.add_revision(revision(1, "twin"))

    with pytest.raises(IntegrityError):
        add_twin()


@pytest.mark.parametrize(
    "statement", ["UPDATE proposal_revision SET canonical = '{}'", "DELETE FROM proposal_revision"]
)
def test_the_database_itself_keeps_revisions(with_trial: Store, statement: str) -> None:
    with unit_of_work(with_trial.engine) as unit:
        unit.trials.add_revision(revision(1))

    def change() -> None:
        with unit_of_work(with_trial.engine) as unit:
            unit.session.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        change()


def test_a_revision_needs_an_account_that_exists(with_trial: Store) -> None:
    def add_by_nobody() -> None:
        with unit_of_work(with_trial.engine) as unit:
            unit.trials.add_revision(replace(revision(1), submitted_by="nobody"))

    with pytest.raises(IntegrityError):
        add_by_nobody()


def test_fifty_parallel_submits_of_one_draft_make_one_revision(with_trial: Store) -> None:
    def submit(number: int) -> bool:
        def work(unit: UnitOfWork) -> bool:
            unit.trials.lock("t1")
            if unit.trials.take_draft("d-t1") is None:
                return False
            unit.trials.add_revision(revision(unit.trials.next_number("t1"), f"r{number}"))
            return True

        return in_unit(with_trial.engine, work)

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = Counter(pool.map(submit, range(THREADS)))
    assert outcomes == {True: 1, False: THREADS - 1}
    with unit_of_work(with_trial.engine, writes=False) as unit:
        assert [found.number for found in unit.trials.revisions("t1")] == [1]


def test_fifty_parallel_steps_of_one_trial_get_fifty_numbers(with_trial: Store) -> None:
    """Without the trial's lock, checks and inserts interleave on PostgreSQL."""

    def add(number: int) -> None:
        def work(unit: UnitOfWork) -> None:
            unit.trials.lock("t1")
            unit.trials.add_revision(revision(unit.trials.next_number("t1"), f"r{number}"))

        in_unit(with_trial.engine, work)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, range(THREADS)))
    with unit_of_work(with_trial.engine, writes=False) as unit:
        assert [found.number for found in unit.trials.revisions("t1")] == list(range(1, THREADS + 1))


def test_people_are_kept_apart_and_can_be_forgotten(with_trial: Store) -> None:
    with unit_of_work(with_trial.engine) as unit:
        unit.accounts.forget_person("a1")
    with unit_of_work(with_trial.engine, writes=False) as unit:
        assert unit.accounts.by_login(account().login) is None
        assert unit.trials.get("t1") == trial()

"""Conditions and commitments come back as they went in, with old ones that were texts, and nobody can change them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.condition import Commitment, Condition, Owner, Source
from airspace.constraint import Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from airspace.proposal import Decision, DecisionKind
from airspace.workflow import Step
from api.store.unit_of_work import UnitOfWork, unit_of_work
from geo.height import Datum, Height
from tests.conftest import Store
from tests.store.samples import AWKWARD, NOW, add_people, revision, trial

CONSTRAINTS: list[Constraint | None] = [
    None,
    HoursOfDay(time(9, 30), time(), frozenset({0, 2, 6}), on_holidays=False),
    Ceiling(Height(59.9, Datum.AMSL, "file")),
    KeepOut("学校", AWKWARD, 12.5),
    MostFlights(4),
    WindLimit("毎秒8メートルまで"),
]
CONDITIONS = tuple(
    Condition(
        id=f"c{number}", text=f"条件{number}\n二行目", reason="理由", owner=Owner.MUNICIPALITY,
        due=date(2026, 12, number + 1), source=Source.CONSULTATION, constraint=constraint,
    )
    for number, constraint in enumerate(CONSTRAINTS)
)  # fmt: skip
DECISION = Decision(
    "d1", "t1", 1, DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE, "要綱", CONDITIONS, "", NOW, "a1"
)
PROMISE = Commitment(
    id="p1", text="朝は飛ばない", reason="住民の声", source=Source.RESIDENTS, constraint=CONSTRAINTS[1],
    trial_id="t1", number=1, made_at=NOW, made_by="a1",
)  # fmt: skip


@pytest.fixture
def with_revision(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        unit.trials.add(trial())
        unit.trials.add_revision(revision(1))
    return store


def in_one_unit(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with unit_of_work(store.engine) as unit:
        work(unit)


def test_conditions_come_back_in_their_order(with_revision: Store) -> None:
    in_one_unit(with_revision, lambda unit: unit.trials.add_decision(DECISION))
    with unit_of_work(with_revision.engine, writes=False) as unit:
        assert unit.trials.decisions("t1") == (DECISION,)


def test_texts_of_before_are_read_without_a_reason(with_revision: Store) -> None:
    def as_it_was(unit: UnitOfWork) -> None:
        unit.trials.add_decision(replace(DECISION, conditions=()))
        unit.session.execute(text("""UPDATE decision SET conditions = '["一つ", "二つ"]' WHERE id = 'd1'"""))

    in_one_unit(with_revision, as_it_was)
    with unit_of_work(with_revision.engine, writes=False) as unit:
        (decision,) = unit.trials.decisions("t1")
    assert [(one.id, one.text, one.reason) for one in decision.conditions] == [
        ("d1-1", "一つ", None),
        ("d1-2", "二つ", None),
    ]


@pytest.mark.parametrize("wrong", [{"reason": None}, {"reason": ""}, {"text": ""}], ids=str)
def test_the_database_takes_no_condition_without_words(with_revision: Store, wrong: dict[str, object]) -> None:
    decision = replace(DECISION, conditions=(replace(CONDITIONS[0], **wrong),))
    with pytest.raises(IntegrityError):
        in_one_unit(with_revision, lambda unit: unit.trials.add_decision(decision))


def test_commitments_come_back_in_their_order(with_revision: Store) -> None:
    second = replace(PROMISE, id="p0", number=2, replaces=1, withdrawn=True, constraint=None)
    with unit_of_work(with_revision.engine) as unit:
        assert unit.conditions.next_commitment("t1") == 1
        unit.conditions.add_commitment(PROMISE)
        unit.conditions.add_commitment(second)
        assert unit.conditions.next_commitment("t1") == 3
    with unit_of_work(with_revision.engine, writes=False) as unit:
        assert unit.conditions.commitments("t1") == (PROMISE, second)
        assert unit.conditions.commitments("t2") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PROMISE, id="p2"),
        replace(PROMISE, id="p2", number=3, replaces=1),
        replace(PROMISE, id="p2", number=3, trial_id="nowhere"),
        replace(PROMISE, id="p2", number=3, made_by="nobody"),
        replace(PROMISE, id="p2", number=3, reason=""),
    ],
    ids=["a number twice", "replaced twice", "no such trial", "no such account", "no reason"],
)
def test_the_database_refuses_what_cannot_be(with_revision: Store, wrong: Commitment) -> None:
    in_one_unit(with_revision, lambda unit: unit.conditions.add_commitment(PROMISE))
    in_one_unit(
        with_revision, lambda unit: unit.conditions.add_commitment(replace(PROMISE, id="p9", number=2, replaces=1))
    )
    with pytest.raises(IntegrityError):
        in_one_unit(with_revision, lambda unit: unit.conditions.add_commitment(wrong))


def test_what_was_judged_is_kept_once_for_a_revision(with_revision: Store) -> None:
    in_one_unit(with_revision, lambda unit: unit.conditions.add_amendment("t1", 1, '{"against": 1}'))
    with unit_of_work(with_revision.engine, writes=False) as unit:
        assert unit.conditions.amendment("t1", 1) == '{"against": 1}'
        assert unit.conditions.amendment("t1", 2) is None
    for number in (1, 2):
        with pytest.raises(IntegrityError):
            in_one_unit(with_revision, lambda unit, number=number: unit.conditions.add_amendment("t1", number, "{}"))


@pytest.mark.parametrize("table", ["decision_condition", "commitment", "amendment"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_the_database_itself_keeps_them(with_revision: Store, table: str, act: str) -> None:
    def fill(unit: UnitOfWork) -> None:
        unit.trials.add_decision(DECISION)
        unit.conditions.add_commitment(PROMISE)
        unit.conditions.add_amendment("t1", 1, "{}")

    in_one_unit(with_revision, fill)
    column = "result" if table == "amendment" else "reason"
    with pytest.raises(DBAPIError, match="append-only"):
        in_one_unit(with_revision, lambda unit: unit.session.execute(text(act.format(table, column))))

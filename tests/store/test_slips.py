"""Slips come back as they went in; the database itself keeps what happened, and one person out of two parts."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from airspace.condition import Condition, Terms
from airspace.proposal import Decision, DecisionKind
from airspace.routing_slip import EventKind, Mode, RoutingSlip
from airspace.workflow import Step
from api.store.unit_of_work import unit_of_work
from tests.airspace.slips import (
    concurred,
    decided,
    decided_for,
    drafted,
    endorsed,
    enforced,
    exported,
    then,
)
from tests.conftest import Store
from tests.store.samples import NOW, account, add_people, revision, trial

CONDITION = Condition.of(Terms("風速8m/sまで", "機体の性能による。"), "c1")
DECISION = Decision(
    "x1", "t1", 1, DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE, "要綱", (CONDITION,), "", NOW, "k"
)


@pytest.fixture
def office(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        for name in "dackv":
            unit.accounts.add(account(name, name))
        for trial_id in ("t1", "t2"):
            unit.trials.add(trial(trial_id))
            unit.trials.add_revision(revision(1, f"r-{trial_id}", trial_id))
    return store


def keep(store: Store, slip: RoutingSlip) -> RoutingSlip:
    """Store a slip event by event, as it happened."""
    with unit_of_work(store.engine) as unit:
        unit.slips.add(replace(slip, events=slip.events[:1]))
        for count in range(2, len(slip.events) + 1):
            unit.slips.append(replace(slip, events=slip.events[:count]))
    return slip


@pytest.mark.parametrize(
    "slip",
    [
        drafted(),
        drafted(replaces="s0", letter=None),
        endorsed(then(concurred(), EventKind.SENT_BACK, "k", stop=2, back_to=0, reason="一行目\n二行目")),
        enforced(decided_for()),
        then(
            exported(), EventKind.DECIDED_ELSEWHERE, "a", post="課長", document_number="空第1号", on=date(2026, 10, 5)
        ),
    ],
    ids=["drafted", "no letter", "endorsed again", "enforced", "elsewhere"],
)
def test_a_slip_comes_back_as_it_went_in(office: Store, slip: RoutingSlip) -> None:
    keep(office, slip)
    with unit_of_work(office.engine, writes=False) as unit:
        assert unit.slips.get("s1") == slip
        assert unit.slips.of_trial("t1") == (slip,)
        assert unit.slips.of_trial("t2") == ()
        assert unit.slips.next_number("t1") == 2
        assert unit.slips.next_number("t2") == 1
        assert unit.slips.get("s2") is None


def test_a_trial_has_one_open_slip_and_those_that_ended(office: Store) -> None:
    first = keep(office, then(drafted(), EventKind.PULLED_BACK, "d"))
    second = keep(office, endorsed(drafted(id="s2", number=2, replaces="s1")))
    other = keep(office, drafted(id="s3", trial_id="t2"))
    with unit_of_work(office.engine, writes=False) as unit:
        assert unit.slips.open_of("t1") == second
        assert unit.slips.of_trial("t1") == (second, first)
        assert unit.slips.open() == (second, other)
        assert unit.slips.open_of("t3") is None
    with pytest.raises(IntegrityError):
        keep(office, drafted(id="s4", number=3))


def test_who_is_asked_to_look_until_they_have(office: Store) -> None:
    slip = keep(office, then(enforced(decided_for()), EventKind.CIRCULATED, "d", asked="c"))
    for who, asked in (("k", (slip,)), ("c", (slip,)), ("v", ()), ("d", ())):
        with unit_of_work(office.engine, writes=False) as unit:
            assert unit.slips.asking(who) == asked
    for who, kind in (("k", EventKind.SEEN_AFTERWARDS), ("c", EventKind.NOTED)):
        slip = then(slip, kind, who)
        with unit_of_work(office.engine) as unit:
            unit.slips.append(slip)
        with unit_of_work(office.engine, writes=False) as unit:
            assert unit.slips.asking(who) == ()
    slip = then(slip, EventKind.CIRCULATED, "d", asked="c")
    with unit_of_work(office.engine) as unit:
        unit.slips.append(slip)
        assert unit.slips.asking("c") == (slip,), "asked again"


def test_a_decision_knows_its_slip(office: Store) -> None:
    slip = keep(office, enforced())
    with unit_of_work(office.engine) as unit:
        unit.trials.add_decision(DECISION)
        unit.slips.enforce(slip, DECISION)
        unit.trials.add_decision(replace(DECISION, conditions=(), id="x2", outcome=Step.REQUEST_CORRECTION))
    with unit_of_work(office.engine, writes=False) as unit:
        of_the_slip = {d.id: (d.slip_id, d.document_number, d.enforced_on) for d in unit.trials.decisions("t1")}
    assert of_the_slip == {"x1": ("s1", "空第12号", date(2026, 10, 1)), "x2": (None, "", None)}


def test_what_is_not_in_force_makes_no_decision(office: Store) -> None:
    slip = keep(office, decided())
    with unit_of_work(office.engine) as unit, pytest.raises(ValueError, match="not put into force"):
        unit.slips.enforce(slip, DECISION)


def test_a_paper_that_was_changed_is_noticed(office: Store) -> None:
    keep(office, drafted())
    with office.engine.begin() as connection:
        if office.is_postgis:
            connection.execute(text("DROP TRIGGER slip_paper_never_changes ON slip"))
        else:
            connection.execute(text("DROP TRIGGER slip_no_update"))
        connection.execute(text("UPDATE slip SET paper = replace(paper, '要綱', '条例')"))
    with unit_of_work(office.engine, writes=False) as unit, pytest.raises(LookupError, match="s1"):
        unit.slips.get("s1")


def run(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def event_of(number: int, kind: str, actor: str, part: str | None, drafter: str = "d") -> str:
    kept_part = "NULL" if part is None else f"'{part}'"
    on = '"on"'
    return (
        f"INSERT INTO slip_event (slip_id, number, kind, at, actor, part, drafted_by, post, reason, absent, "
        f"document_number, {on}, sha256) VALUES ('s1', {number}, '{kind}', '2026-10-01 03:00:00', '{actor}', "
        f"{kept_part}, '{drafter}', '', '', '', '', NULL, '')"
    )


def part_of(account_id: str, part: str) -> str:
    return f"INSERT INTO slip_part (slip_id, account_id, part) VALUES ('s1', '{account_id}', '{part}')"


@pytest.mark.parametrize(
    "statement",
    [
        part_of("d", "assessor"),
        part_of("d", "decider"),
        part_of("d", "recorder"),
        part_of("a", "decider"),
        part_of("c", "decider"),
        part_of("k", "emperor"),
        part_of("nobody", "decider"),
        event_of(4, "decided", "k", None),
        event_of(4, "decided", "k", "decider"),
        event_of(4, "decided", "d", "drafter"),
        event_of(4, "decided", "d", "decider"),
        event_of(4, "decided", "d", None, drafter="a"),
        event_of(4, "decided", "a", "assessor"),
        event_of(4, "decided_for", "a", "decider"),
        event_of(4, "endorsed", "d", "drafter"),
        event_of(4, "enforced", "d", "drafter"),
        event_of(3, "circulated", "d", None),
    ],
)
def test_the_database_itself_keeps_the_parts_apart(office: Store, statement: str) -> None:
    keep(office, concurred())
    with pytest.raises(IntegrityError):
        run(office, statement)


def test_what_the_parts_allow_is_let_through(office: Store) -> None:
    """Else the refusals above would show nothing."""
    keep(office, concurred())
    run(office, part_of("k", "decider"))
    run(office, event_of(4, "decided", "k", "decider"))
    run(office, event_of(5, "circulated", "d", None))


def enforcement_of(drafter: str, assessor: str, decider: str, recorder: str = "NULL") -> str:
    return (
        "INSERT INTO slip_enforcement (decision_id, slip_id, document_number, enforced_on, drafted_by, assessed_by,"
        f" decided_by, recorded_by) VALUES ('x1', 's1', '空第1号', '2026-10-01', {drafter}, {assessor}, {decider},"
        f" {recorder})"
    )


@pytest.mark.parametrize(
    ("people", "held"),
    [
        (("'d'", "'a'", "'k'"), True),
        (("'d'", "'d'", "'k'"), False),
        (("'d'", "'a'", "'d'"), False),
        (("'d'", "'a'", "'a'"), False),
        (("'d'", "'k'", "'k'"), False),
        (("'d'", "NULL", "'k'"), False),
        (("'d'", "'a'", "NULL"), False),
        (("'d'", "NULL", "NULL"), False),
        (("NULL", "'a'", "'k'"), False),
        (("'d'", "NULL", "NULL", "'d'"), False),
        (("'d'", "NULL", "NULL", "'k'"), True),
        (("'d'", "'a'", "'v'"), False),
    ],
)
def test_the_database_itself_wants_three_people(office: Store, people: tuple[str, ...], held: bool) -> None:
    keep(office, enforced())
    with unit_of_work(office.engine) as unit:
        unit.trials.add_decision(DECISION)
    if held:
        run(office, enforcement_of(*people))
        return
    with pytest.raises(IntegrityError):
        run(office, enforcement_of(*people))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE slip_event SET actor = 'v'",
        "DELETE FROM slip_event",
        "UPDATE slip_part SET account_id = 'v'",
        "DELETE FROM slip_part",
        "UPDATE slip_enforcement SET document_number = 'x'",
        "DELETE FROM slip_enforcement",
        "UPDATE slip_letter SET particulars = '{}'",
        "UPDATE slip SET paper = '{}'",
        "UPDATE slip SET drafted_by = 'v'",
        "DELETE FROM slip",
    ],
)
def test_the_database_itself_keeps_what_happened(office: Store, statement: str) -> None:
    slip = keep(office, enforced())
    with unit_of_work(office.engine) as unit:
        unit.trials.add_decision(DECISION)
        unit.slips.enforce(slip, DECISION)
    with pytest.raises(DBAPIError, match="append-only"):
        run(office, statement)


def test_a_letters_particulars_can_end(office: Store) -> None:
    slip = keep(office, enforced())
    run(office, "DELETE FROM slip_letter")
    with unit_of_work(office.engine, writes=False) as unit:
        assert unit.slips.get("s1") == replace(slip, letter=None)


def test_two_open_slips_are_refused_by_the_database(office: Store) -> None:
    keep(office, then(drafted(), EventKind.PULLED_BACK, "d"))
    keep(office, drafted(Mode.ELSEWHERE, id="s2", number=2))
    with pytest.raises(IntegrityError):
        run(office, "UPDATE slip SET state = 'decided' WHERE id = 's1'")

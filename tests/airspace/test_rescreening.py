"""What a new edition changes, as values: by rule, outcome and place, never by figures."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from airspace.finding import Entails, Outcome
from airspace.rescreening import (
    AFFECTED,
    DIRECTION_NAMES,
    RESULT_NAMES,
    WEIGHT_OF,
    Counts,
    Direction,
    FlightSummary,
    Rescreening,
    Result,
    Said,
    difference,
    flight_summary,
    summary_of,
)
from airspace.verdict import Category, Level
from geo.text import Text
from tests.maps.flights import along_the_coast

AIR, METHOD, TALK, NEVER = (
    Entails.SPECIFIED_FLIGHT_AIRSPACE,
    Entails.SPECIFIED_FLIGHT_METHOD,
    Entails.NEEDS_CONSULTATION,
    Entails.PROHIBITED,
)
TSU, YOKKAICHI = Text("津市 1", "Tsu 1"), Text("四日市市 1", "Yokkaichi 1")
AT = datetime(2026, 11, 4, tzinfo=UTC)


def said(outcome: Outcome, *places: Text, rule: str = "did", entails: Entails = AIR) -> Said:
    return Said(rule, outcome, entails, places)


def flight(*found: Said, outcome: Outcome = Outcome.UNDETERMINED) -> FlightSummary:
    return FlightSummary(outcome, Category.I, Level.LEVEL_2, found)


def direction(before: Said | None, after: Said | None) -> Direction:
    old, new = (flight(*([one] if one else [])) for one in (before, after))
    change = difference((old,), (new,))
    assert change
    assert not difference((old,), (old,))
    return change.direction


@pytest.mark.parametrize(
    ("before", "after", "leads"),
    [
        (None, said(Outcome.CAUGHT, TSU), Direction.WORSE),
        (said(Outcome.ADVISORY, TSU), said(Outcome.CAUGHT, TSU), Direction.WORSE),
        (said(Outcome.UNDETERMINED, TSU), said(Outcome.CAUGHT, TSU), Direction.WORSE),
        (said(Outcome.CAUGHT, entails=TALK), said(Outcome.CAUGHT, entails=NEVER), Direction.WORSE),
        (said(Outcome.CAUGHT, TSU), None, Direction.BETTER),
        (said(Outcome.UNDETERMINED, TSU), said(Outcome.ADVISORY, TSU), Direction.BETTER),
        (said(Outcome.CAUGHT, entails=NEVER), said(Outcome.CAUGHT, entails=TALK), Direction.BETTER),
        # What applied and cannot be told any more has not become better.
        (said(Outcome.CAUGHT, TSU), said(Outcome.UNDETERMINED, TSU), Direction.UNKNOWN),
        (None, said(Outcome.UNDETERMINED), Direction.UNKNOWN),
        (said(Outcome.UNDETERMINED), said(Outcome.UNDETERMINED, TSU), Direction.OTHER),
        (said(Outcome.UNDETERMINED, TSU), said(Outcome.UNDETERMINED, TSU, YOKKAICHI), Direction.UNKNOWN),
        (said(Outcome.UNDETERMINED, TSU, YOKKAICHI), said(Outcome.UNDETERMINED, TSU), Direction.BETTER),
        (said(Outcome.CAUGHT, TSU), said(Outcome.CAUGHT, YOKKAICHI), Direction.OTHER),
        (said(Outcome.CAUGHT, TSU), said(Outcome.CAUGHT, TSU, YOKKAICHI), Direction.WORSE),
        (said(Outcome.CAUGHT, TSU, YOKKAICHI), said(Outcome.CAUGHT, TSU), Direction.BETTER),
    ],
)
def test_a_change_leads_somewhere(before: Said | None, after: Said | None, leads: Direction) -> None:
    assert direction(before, after) is leads


def test_the_gravest_change_leads() -> None:
    better = said(Outcome.ADVISORY), None
    worse = said(Outcome.ADVISORY, rule="geozone"), said(Outcome.CAUGHT, rule="geozone")
    lost = None, said(Outcome.UNDETERMINED, rule="height")
    before = flight(*(one for one, _ in (better, worse, lost) if one))
    after = flight(*(one for _, one in (better, worse, lost) if one))
    change = difference((before, before), (before, after))
    assert [(c.flight, c.rule, c.direction) for c in change.rules] == [
        (1, "did", Direction.BETTER),
        (1, "geozone", Direction.WORSE),
        (1, "height", Direction.UNKNOWN),
    ]
    assert change.direction is Direction.WORSE
    assert difference((after,), (replace(after, said=after.said[:1]),)).direction is Direction.BETTER


def test_a_headline_alone_is_a_change_without_direction() -> None:
    before = flight()
    for after in (
        replace(before, outcome=Outcome.CAUGHT),
        replace(before, category=Category.III),
        replace(before, level=Level.LEVEL_4),
    ):
        change = difference((before,), (after,))
        assert [(c.flight, c.before, c.after) for c in change.headlines] == [(0, before, after)]
        assert change.rules == ()
        assert change.direction is Direction.OTHER


def test_other_flights_than_before_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="shorter"):
        difference((flight(), flight()), (flight(),))


def test_findings_of_one_meaning_are_told_once_in_a_fixed_order() -> None:
    found = [
        ("geozone", Outcome.CAUGHT, TALK, TSU),
        ("did", Outcome.CLEAR, AIR, None),
        ("did", Outcome.UNDETERMINED, AIR, None),
        ("did", Outcome.CAUGHT, AIR, TSU),
        ("did", Outcome.CAUGHT, AIR, YOKKAICHI),
        ("did", Outcome.CAUGHT, AIR, TSU),
        ("did", Outcome.CAUGHT, METHOD, TSU),
    ]
    wanted = (
        said(Outcome.CAUGHT, YOKKAICHI, TSU),
        said(Outcome.CAUGHT, TSU, entails=METHOD),
        said(Outcome.UNDETERMINED),
        said(Outcome.CAUGHT, TSU, rule="geozone", entails=TALK),
    )
    for order in (found, found[::-1]):
        assert flight_summary(Outcome.CAUGHT, Category.II_A, Level.LEVEL_3, order).said == wanted


def test_a_screening_is_told_by_its_findings_and_headline() -> None:
    run = along_the_coast()
    (summary,) = summary_of([run])
    assert (summary.outcome, summary.category, summary.level) == (
        run.outcome,
        run.verdict.category,
        run.verdict.level,
    )
    told = {(one.rule, one.outcome, one.entails) for one in summary.said}
    assert told == {(f.rule, f.outcome, f.entails) for f in run.findings}
    assert told


def test_what_could_not_be_judged_is_unknown_and_what_is_unchanged_leads_nowhere() -> None:
    before = (flight(said(Outcome.CAUGHT, TSU)),)
    kept = Rescreening("s", "t", 1, AT, Result.NOT_JUDGED, before, reason=Text("…", "…"))
    assert kept.change is None
    assert kept.direction is Direction.UNKNOWN
    assert replace(kept, result=Result.UNCHANGED, after=before).direction is None
    assert replace(kept, result=Result.ENDED).direction is None
    assert replace(kept, result=Result.CHANGED, after=(flight(),)).direction is Direction.BETTER
    assert {Result.CHANGED, Result.NOT_JUDGED} == AFFECTED


def test_a_switch_is_done_when_each_trial_is() -> None:
    counts = Counts(2, 3, {Result.CHANGED: 1, Result.NOT_JUDGED: 2, Result.UNCHANGED: 5})
    assert not counts.is_done
    assert replace(counts, done=3).is_done
    assert counts.affected == 3
    assert Counts(0, 0, {}).affected == 0


def test_all_is_named_and_weighed() -> None:
    assert set(DIRECTION_NAMES) == set(Direction)
    assert set(RESULT_NAMES) == set(Result)
    assert WEIGHT_OF[Entails.PROHIBITED] == max(WEIGHT_OF.values())
    assert WEIGHT_OF[Entails.INFORMATION] == 0
    assert set(WEIGHT_OF) == set(Entails)

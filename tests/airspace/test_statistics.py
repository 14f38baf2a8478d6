"""Counts of cases against a count by numpy."""

from datetime import date, timedelta
from random import Random

import numpy as np

from airspace.proposal import DecisionKind
from airspace.statistics import CountedCase, tables_of, years_of
from airspace.workflow import STATE_NAMES, State
from geo.text import Text

CITIES = [Text("津市", "Tsu"), Text("鳥羽市", "Toba"), Text("志摩市", "Shima")]


def cases(count: int = 400) -> list[CountedCase]:
    random = Random(7)
    return [
        CountedCase(
            random.choice(list(State)),
            date(2025, 1, 1) + timedelta(days=random.randrange(800)),
            random.choice([None, random.randrange(60)]),
            random.choice([None, *DecisionKind]),
            tuple(random.sample(CITIES, random.randrange(4))),
        )
        for _ in range(count)
    ]


def counts(values: list[str]) -> dict[str, int]:
    labels, numbers = np.unique(values, return_counts=True)
    return dict(zip(labels.tolist(), numbers.tolist(), strict=True))


def test_the_tables_are_what_numpy_counts() -> None:
    found = cases()
    begun = np.array([case.received_on.year - (case.received_on.month < 4) for case in found])
    assert years_of(found) == tuple(sorted(set(begun.tolist()), reverse=True))
    for year in set(begun.tolist()):
        part = [case for case, of_year in zip(found, begun == year, strict=True) if of_year]
        states, months, days, kinds, places = tables_of(found, year)
        assert {row.label.ja: row.count for row in states.rows} == counts([STATE_NAMES[case.state].ja for case in part])
        by_month = np.bincount([case.received_on.month for case in part], minlength=13)
        assert [row.count for row in months.rows] == [by_month[month] for month in (*range(4, 13), 1, 2, 3)]
        told = np.array([case.days for case in part if case.days is not None])
        assert [row.count for row in days.rows] == [len(told), told.min(), np.median(told), told.max()]
        assert sum(row.count for row in kinds.rows) == len(part)
        over = counts([place.ja for case in part for place in case.places])
        assert {row.label.ja: row.count for row in places.rows if row.label in CITIES} == over
        nowhere = [row.count for row in places.rows if row.label not in CITIES]
        assert nowhere == [sum(len(case.places) == 0 for case in part)]


def test_a_year_without_cases_has_empty_tables() -> None:
    assert years_of([]) == ()
    states, months, days, kinds, places = tables_of([], 2026)
    assert (states.rows, kinds.rows, places.rows) == ((), (), ())
    assert [row.count for row in days.rows] == [0]
    assert {row.count for row in months.rows} == {0}


def test_one_case_of_one_place_has_no_line_for_nowhere() -> None:
    (case,) = [CountedCase(State.SUBMITTED, date(2026, 4, 1), None, DecisionKind.SUPPORT, (CITIES[0],))]
    *_, kinds, places = tables_of([case], 2026)
    assert [row.label.ja for row in places.rows] == ["津市"]
    assert len(kinds.rows) == 1

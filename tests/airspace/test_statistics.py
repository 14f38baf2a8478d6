"""Counts of cases against a count by plain loops and by pandas."""

from datetime import date, timedelta
from random import Random

import pandas as pd

from airspace.intake import fiscal_year
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


def test_the_tables_are_what_pandas_counts() -> None:
    found = cases()
    frame = pd.DataFrame(
        {
            "year": [fiscal_year(case.received_on) for case in found],
            "month": [case.received_on.month for case in found],
            "state": [STATE_NAMES[case.state].ja for case in found],
            "days": pd.Series([case.days for case in found], dtype="Int64"),
            "places": [[place.ja for place in case.places] for case in found],
        }
    )
    assert years_of(found) == tuple(sorted(frame["year"].unique(), reverse=True))
    for year, part in frame.groupby("year"):
        states, months, days, kinds, places = tables_of(found, int(year))
        assert {row.label.ja: row.count for row in states.rows} == part["state"].value_counts().to_dict()
        by_month = part["month"].value_counts()
        assert [row.count for row in months.rows] == [by_month.get(month, 0) for month in (*range(4, 13), 1, 2, 3)]
        told = part["days"].dropna()
        assert [row.count for row in days.rows] == [len(told), told.min(), told.median(), told.max()]
        assert sum(row.count for row in kinds.rows) == len(part)
        over = part["places"].explode().value_counts().to_dict()
        assert {row.label.ja: row.count for row in places.rows if row.label in CITIES} == over
        nowhere = [row.count for row in places.rows if row.label not in CITIES]
        assert nowhere == [(part["places"].str.len() == 0).sum()]


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

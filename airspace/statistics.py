"""Counts over cases by fiscal year: how many, how long until a decision, where, what for. Cases in, tables out."""

from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from airspace.intake import fiscal_year
from airspace.proposal import DECISION_KIND_NAMES, DecisionKind
from airspace.workflow import STATE_NAMES, State
from geo.text import Text

MONTHS = (*range(4, 13), 1, 2, 3)
"""The months of a fiscal year in order."""


@dataclass(frozen=True, slots=True)
class CountedCase:
    """What is counted of a case that reached the prefecture.

    `days` are the working days until its decision, None while there is none; `kind` is None before it was taken in;
    `places` are the municipalities that it flies over.
    """

    state: State
    received_on: date
    days: int | None
    kind: DecisionKind | None
    places: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what is counted, and how many."""

    label: Text
    count: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, what its numbers are, and its lines in order."""

    slug: str
    title: Text
    unit: Text
    rows: tuple[Row, ...]


CASES = Text("件数", "cases")
WORKING_DAYS = Text("開庁日", "working days")


def years_of(cases: Iterable[CountedCase]) -> tuple[int, ...]:
    """Return the fiscal years in which cases were received, newest first."""
    return tuple(sorted({fiscal_year(case.received_on) for case in cases}, reverse=True))


def tables_of(cases: Iterable[CountedCase], year: int) -> tuple[Table, ...]:
    """Return the tables of the cases that were received in a fiscal year."""
    counted = [case for case in cases if fiscal_year(case.received_on) == year]
    return (_states(counted), _months(counted), _days(counted), _kinds(counted), _places(counted))


def _states(cases: Sequence[CountedCase]) -> Table:
    found = Counter(case.state for case in cases)
    rows = tuple(Row(STATE_NAMES[state], found[state]) for state in State if found[state])
    return Table("states", Text("いまの状態", "By state"), CASES, rows)


def _months(cases: Sequence[CountedCase]) -> Table:
    found = Counter(case.received_on.month for case in cases)
    rows = tuple(Row(Text(f"{month}月", month_name[month]), found[month]) for month in MONTHS)
    return Table("months", Text("受けた月", "By month of receipt"), CASES, rows)


def _days(cases: Sequence[CountedCase]) -> Table:
    days = sorted(case.days for case in cases if case.days is not None)
    rows = [Row(Text("決定した件数", "decided cases"), len(days))]
    if days:
        rows += [
            Row(Text("いちばん短い", "shortest"), days[0]),
            Row(Text("中央値", "median"), median(days)),
            Row(Text("いちばん長い", "longest"), days[-1]),
        ]
    return Table("days", Text("決定までの開庁日", "Working days until a decision"), WORKING_DAYS, tuple(rows))


def _kinds(cases: Sequence[CountedCase]) -> Table:
    found = Counter(case.kind for case in cases)
    rows = [Row(name, found[kind]) for kind, name in DECISION_KIND_NAMES.items() if found[kind]]
    if found[None]:
        rows.append(Row(Text("受付前", "not taken in yet"), found[None]))
    return Table("kinds", Text("県に求められていること", "What is asked of the prefecture"), CASES, tuple(rows))


def _places(cases: Sequence[CountedCase]) -> Table:
    """Count each case once for each municipality that it flies over."""
    found = Counter(place for case in cases for place in set(case.places))
    rows = [Row(place, count) for place, count in sorted(found.items(), key=lambda one: (-one[1], one[0].ja))]
    nowhere = sum(not case.places for case in cases)
    if nowhere:
        rows.append(Row(Text("海の上など、市町が分からないもの", "over the sea, or no municipality known"), nowhere))
    title = Text("上を飛ぶ市町（いくつもの市町の上を飛ぶものは、それぞれに数える）", "By municipality flown over")
    return Table("places", title, CASES, tuple(rows))

"""Stretches: cut where items begin and end, merged where they fare alike, the whole as weighty as the weightiest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.finding import Outcome, ResolvedBy
from airspace.trial import EntryControl
from airspace.verdict import Category, Level
from airspace.verdict.value import LIGHTEST_FIRST
from tests.airspace.verdicts import (
    BVLOS,
    DISTRICT,
    EMERGENCY,
    HEIGHT,
    ITEMS,
    NIGHT,
    PORTS,
    concluded,
    found,
    meant,
)
from tests.airspace.worlds import districts, flight, screened
from tests.zoo import plane_box, positions

GUARDS, AREA, NONE = EntryControl.ASSISTANTS, EntryControl.CONTROLLED_AREA, EntryControl.NONE
OPEN = Outcome.UNDETERMINED


def stretches(*findings, operation=None, length_m: float = 2_000.0):
    verdict = concluded(operation or meant(GUARDS, takeoff_mass_kg=1.0), findings, length_m=length_m)
    return [(s.from_m, s.to_m, s.category.value, s.items) for s in verdict.segments]


def test_one_district_makes_three_stretches() -> None:
    assert stretches(found(DISTRICT, span=(500.2, 900.4))) == [
        (0, 500, "I", ()),
        (500, 900, "II-B", (DISTRICT,)),
        (900, 2_000, "I", ()),
    ]


def test_neighbours_that_fare_alike_are_one() -> None:
    assert stretches(found(DISTRICT, span=(0, 400)), found(DISTRICT, span=(400, 700))) == [
        (0, 700, "II-B", (DISTRICT,)),
        (700, 2_000, "I", ()),
    ]
    assert stretches(found(DISTRICT, span=(0, 400)), found(DISTRICT, span=(401, 700)))[1] == (400, 401, "I", ())


def test_overlapping_items_are_cut_apart() -> None:
    assert stretches(found(DISTRICT, span=(0, 1_000)), found(HEIGHT, span=(600, 2_000))) == [
        (0, 600, "II-B", (DISTRICT,)),
        (600, 1_000, "II-A", (HEIGHT, DISTRICT)),
        (1_000, 2_000, "II-A", (HEIGHT,)),
    ]


def test_what_has_no_stretch_holds_everywhere() -> None:
    assert stretches(found(NIGHT), found(DISTRICT, span=(500, 900))) == [
        (0, 500, "II-B", (NIGHT,)),
        (500, 900, "II-B", (DISTRICT, NIGHT)),
        (900, 2_000, "II-B", (NIGHT,)),
    ]


@pytest.mark.parametrize(
    ("span", "length_m", "expected"),
    [
        ((500.1, 500.3), 2_000.0, [0, 499, 501, 2_000]),
        ((0.0, 0.0), 2_000.0, [0, 1, 2_000]),
        ((2_000.4, 2_000.4), 2_000.4, [0, 1_999.4, 2_000.4]),
        ((0.1, 0.2), 0.4, [0, 0.4]),
        ((1_999.8, 2_000.3), 2_000.3, [0, 1_999.3, 2_000.3]),
        ((1_999.2, 2_000.3), 2_000.3, [0, 1_999, 2_000.3]),
        ((100.0, 2_000.3), 2_000.3, [0, 100, 2_000.3]),
    ],
)
def test_a_touch_is_never_lost(span, length_m: float, expected: list[float]) -> None:
    found_there = stretches(found(DISTRICT, span=span), length_m=length_m)
    assert any(items == (DISTRICT,) for *_, items in found_there)
    assert [start for start, *_ in found_there] + [length_m] == pytest.approx(expected)


def test_a_hover_or_an_area_is_one_stretch() -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [found(DISTRICT)], length_m=0.0)
    (stretch,) = verdict.segments
    assert (stretch.from_m, stretch.to_m, stretch.category) == (None, None, Category.II_B)


def test_only_items_cut_the_route() -> None:
    day = found(EMERGENCY, OPEN, span=(100, 200), resolved_by=ResolvedBy.FLIGHT_DAY)
    beside = found(DISTRICT, Outcome.ADVISORY, span=(300, 400))
    assert stretches(day, beside) == [(0, 2_000, "I", ())]


def test_open_items_are_told_apart() -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [found(DISTRICT, OPEN, span=(0, 100))])
    first, second = verdict.segments
    assert (first.items, first.open_items) == ((), (DISTRICT,))
    assert (first.category, first.category_at_least, first.category_at_most) == ("UNDETERMINED", "I", "II-B")
    assert (second.category, second.open_items) == (Category.I, ())
    assert verdict.category is Category.UNDETERMINED


def test_each_stretch_has_its_own_level_and_the_whole_the_weightiest() -> None:
    operation = meant(AREA, True, takeoff_mass_kg=1.0, fall_distance_m=50.0)
    levels = lambda *findings: (  # noqa: E731 - the shortest way to say it twice
        concluded(operation, [found(BVLOS), *findings]).level,
        [stretch.level for stretch in concluded(operation, [found(BVLOS), *findings]).segments],
    )
    assert levels(found(PORTS, span=(0, 100))) == (Level.NONE, [Level.NONE, Level.LEVEL_3])
    assert levels(found(DISTRICT, span=(0, 100))) == (Level.UNDETERMINED, [Level.UNDETERMINED, Level.LEVEL_3])
    assert levels(found(PORTS, span=(0, 9)), found(DISTRICT, span=(9, 20)))[0] is Level.UNDETERMINED
    assert concluded(meant(NONE, True), [found(BVLOS, span=(0, 100))]).level is Level.LEVEL_4


SPANS = st.tuples(st.floats(0, 2_000), st.floats(0, 2_000)).map(sorted).map(tuple)
FINDINGS = st.lists(
    st.builds(
        found,
        st.sampled_from(sorted(ITEMS)),
        st.sampled_from(list(Outcome)),
        span=st.one_of(st.none(), SPANS),
    ),
    max_size=6,
)


@given(
    FINDINGS,
    st.sampled_from([None, *EntryControl]),
    st.sampled_from([None, 1.0, 25.0]),
    st.sampled_from([None, 10.0]),
)
def test_the_whole_is_as_weighty_as_its_weightiest_stretch(findings, control, mass_kg, tether_m) -> None:
    operation = meant(control, True, takeoff_mass_kg=mass_kg, tether_m=tether_m)
    verdict = concluded(operation, findings)
    rank = LIGHTEST_FIRST.index
    assert rank(verdict.category_at_least) == max(rank(s.category_at_least) for s in verdict.segments)
    assert rank(verdict.category_at_most) == max(rank(s.category_at_most) for s in verdict.segments)
    assert [s.from_m for s in verdict.segments] == [0.0, *(s.to_m for s in verdict.segments)][:-1]
    assert verdict.segments[-1].to_m == 2_000.0
    assert all(s.from_m < s.to_m for s in verdict.segments)
    assert {slug for s in verdict.segments for slug in s.items} == {
        each.rule for each in findings if each.outcome is Outcome.CAUGHT
    }


def test_a_screened_route_is_cut_where_its_district_lies() -> None:
    operation = flight(positions((0, 0), (2_000, 0)), entry_control=NONE)
    verdict = screened(operation, districts(plane_box(500, -300, 900, 300))).verdict
    district = [s for s in verdict.segments if DISTRICT in s.items]
    assert [(s.from_m, s.to_m, s.category) for s in district] == [(500, 900, Category.III)]
    assert verdict.category is Category.III

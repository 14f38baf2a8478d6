"""Differences between plans: measured by geopandas and numpy, told in the order in which a reviewer reads."""

import itertools
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, time, timedelta

import geopandas
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

from airspace.declared import DECLARED_NAMES, Declared, Grade
from airspace.difference import PART_NAMES, Change, Difference, Part, difference
from airspace.difference import matching as matching_module
from airspace.difference.matching import MOVED_AT_MOST_M, align, pair_nearest
from airspace.plan import TEXT_NAMES, Plan
from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.facts import Aircraft
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Speed, Waypoint
from geo.text import Text
from tests.airspace.worlds import DAY, degrees, flight
from tests.fakes import FakeTerrain
from tests.zoo import at, plane_box, positions

AGL_60 = Height(60, Datum.AGL)
STRAIGHT = ((0, 0), (1000, 0), (2000, 0), (3000, 0))


def plan(*operations: Operation, **more: object) -> Plan:
    return Plan(operations, **more)


def route(*points: tuple[float, float], **more: object) -> Operation:
    return flight(positions(*points), **more)


def changed(before: Operation, after: Operation) -> tuple[Change, ...]:
    found = difference(plan(before), plan(after))
    assert found.changes == ()
    (one,) = found.flights
    return one.changes


def told(changes: Sequence[Change], part: Part) -> list[tuple[str, str | None, str | None]]:
    return [
        (change.name.en, change.before and change.before.en, change.after and change.after.en)
        for change in changes
        if change.part is part
    ]


def figures(before: Operation, after: Operation):
    (one,) = difference(plan(before), plan(after)).flights
    assert one.place is not None
    return one.place


def hours(day: int, start: float, end: float) -> Window:
    midnight = datetime.combine(DAY, time(), JST) + timedelta(days=day)
    return Window(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


def with_heights(operation: Operation, *heights: Height | None) -> Operation:
    points = tuple(
        replace(point, height=height) for point, height in zip(operation.path.waypoints, heights, strict=True)
    )
    return replace(operation, path=replace(operation.path, waypoints=points))


# --- nothing


def test_the_same_plan_is_no_difference() -> None:
    same = plan(route(*STRAIGHT), route((0, 900), (500, 900)), title="津", flights_per_day=3)
    found = difference(same, same)
    assert found.is_nothing
    assert [(one.before, one.after, one.changes) for one in found.flights] == [(0, 0, ()), (1, 1, ())]


def test_where_a_value_came_from_is_no_difference() -> None:
    before = route(*STRAIGHT)
    points = tuple(
        replace(point, height=Height(60, Datum.AGL, "file"), origin="row 1") for point in before.path.waypoints
    )
    after = replace(before, path=Route(points, origin="other"))
    assert before != after
    assert difference(plan(before), plan(after)).is_nothing


# --- geometry, by an oracle


def in_plane(*points: tuple[float, float]) -> geopandas.GeoSeries:
    return geopandas.GeoSeries([LineString([at(*point) for point in points])], crs=6668).to_crs(6674)


def drawn(line: geopandas.GeoSeries, radius_m: float) -> BaseGeometry:
    return line.buffer(radius_m, quad_segs=128).iloc[0]


BUFFER_M = 30 + 7 + 10 + 10**2 / (2 * 9.80665) + 60
"""Half-width, contingency at 10 m/s and the ground-risk buffer of 60 m, written out."""


@pytest.mark.parametrize(
    "after",
    [
        ((0, 0), (1000, 0), (2000, 400), (3000, 0)),
        ((0, 0), (1000, 0), (3000, 0)),
        ((0, 0), (1000, 10), (2000, 0), (3500, 100)),
        ((0, 0), (1000, 0), (1500, 200), (2000, 0), (3000, 0)),
        ((0, 0), (1000, 0)),
        ((0, 20), (3000, -20)),
    ],
)
def test_figures_agree_with_geopandas(after: tuple[tuple[float, float], ...]) -> None:
    found = figures(route(*STRAIGHT), route(*after))
    old, new = in_plane(*STRAIGHT), in_plane(*after)
    was, now = drawn(old, BUFFER_M), drawn(new, BUFFER_M)
    assert found.added_m2 == pytest.approx(now.difference(was).area, rel=0.01, abs=60)
    assert found.removed_m2 == pytest.approx(was.difference(now).area, rel=0.01, abs=60)
    assert found.outside_m == pytest.approx(new.iloc[0].difference(drawn(old, 30)).length, rel=0.002, abs=0.5)
    apart_m = max(_directed(old.iloc[0], new.iloc[0]), _directed(new.iloc[0], old.iloc[0]))
    assert found.furthest_m == pytest.approx(apart_m, abs=0.6)


def _directed(one: LineString, other: LineString) -> float:
    """Return Hausdorff's directed distance in plain numpy: points every half metre against each segment."""
    along = np.arange(0, one.length + 0.5, 0.5)
    points = np.array([one.interpolate(min(step, one.length)).coords[0] for step in along])
    nearest = np.full(len(points), np.inf)
    for start, end in itertools.pairwise(np.array(other.coords)):
        vector = end - start
        share = np.clip((points - start) @ vector / (vector @ vector), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(points - start - share[:, None] * vector, axis=1))
    return float(nearest.max())


def test_a_moved_waypoint_says_which_and_how_far() -> None:
    changes = changed(route(*STRAIGHT), route((0, 0), (1000, 0), (2000, 40), (3000, 0)))
    assert told(changes, Part.PLACE)[0] == ("Waypoints moved", None, "1 (new numbers 3, by at most 40.0 m)")
    place = figures(route(*STRAIGHT), route((0, 0), (1000, 0), (2000, 40), (3000, 0)))
    assert place.moved_m == ((2, 2, pytest.approx(40, abs=0.02)),)


def test_an_inserted_waypoint_moves_no_other() -> None:
    place = figures(route(*STRAIGHT), route((0, 0), (1000, 0), (1500, 30), (2000, 0), (3000, 0)))
    assert (place.added, place.removed, place.moved_m) == ((2,), (), ())
    back = figures(route((0, 0), (1000, 0), (1500, 30), (2000, 0), (3000, 0)), route(*STRAIGHT))
    assert (back.added, back.removed, back.moved_m) == ((), (2,), ())
    changes = changed(route((0, 0), (1000, 0), (1500, 30), (2000, 0), (3000, 0)), route(*STRAIGHT))
    assert ("Waypoints removed", "1 (numbers 3)", None) in told(changes, Part.PLACE)


def test_a_waypoint_far_from_its_place_is_another() -> None:
    near = figures(route((0, 0), (0, 500)), route((0, 0), (990, 500)))
    assert [pair[:2] for pair in near.moved_m] == [(1, 1)]
    far = figures(route((0, 0), (0, 500)), route((0, 0), (1_010, 500)))
    assert (far.moved_m, far.added, far.removed) == ((), (1,), (1,))


def test_many_changed_points_are_listed_up_to_a_dozen() -> None:
    before = route(*[(100 * i, 0) for i in range(20)])
    after = route(*[(100 * i, 5) for i in range(20)])
    (_, _, words) = told(changed(before, after), Part.PLACE)[0]
    assert words == "20 (new numbers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …, by at most 5.0 m)"


def test_too_many_points_are_not_matched_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching_module, "MOST_CELLS", 3)
    before, after = route((0, 0), (500, 0), (1000, 0), (2000, 0)), route((0, 0), (500, 5), (1000, 5), (2000, 0))
    assert not figures(before, after).points_matched
    changes = changed(before, after)
    assert told(changes, Part.PLACE)[0] == ("Waypoints (too many to be matched one by one)", "4", "4")
    assert [name for name, _, _ in told(changes, Part.HEIGHT)] == ["Leg 1–3 (new)"]


def brute(one: np.ndarray, other: np.ndarray) -> float:
    """Return the least cost of any pairing, by plain recursion."""
    if not len(one) or not len(other):
        return (len(one) + len(other)) * MOVED_AT_MOST_M / 2
    paired = float(np.linalg.norm(one[0] - other[0])) + brute(one[1:], other[1:])
    return min(paired, *(MOVED_AT_MOST_M / 2 + brute(*rest) for rest in ((one[1:], other), (one, other[1:]))))


coordinates = st.tuples(*[st.sampled_from([0.0, 30.0, 400.0, 700.0, 1500.0])] * 2)
courses = st.lists(coordinates, max_size=5).map(lambda points: np.array(points).reshape(-1, 2))


@settings(max_examples=200)
@given(courses, courses)
def test_points_are_paired_at_the_least_cost_in_order(one: np.ndarray, other: np.ndarray) -> None:
    found = align(one, other)
    cost = sum(
        MOVED_AT_MOST_M / 2 if left is None or right is None else float(np.linalg.norm(one[left] - other[right]))
        for left, right in found.pairs
    )
    assert cost == pytest.approx(brute(one, other))
    assert [left for left, _ in found.pairs if left is not None] == list(range(len(one)))
    assert [right for _, right in found.pairs if right is not None] == list(range(len(other)))


def test_half_width_name_and_kind_of_path_are_told() -> None:
    before = route(*STRAIGHT)
    after = replace(before, half_width_m=50.0, path=replace(before.path, name="海側"))
    rows = told(changed(before, after), Part.PLACE)
    assert rows[:2] == [("Name of the route", None, "海側"), ("Half-width", "30.0 m", "50.0 m")]
    area = replace(before, path=Area(Circle(*at(0, 0), 300), ceiling=AGL_60))
    assert told(changed(before, area), Part.PLACE)[0] == ("Kind of path", "a route", "an area")
    assert told(changed(area, before), Part.PLACE)[0] == ("Kind of path", "an area", "a route")


def test_an_area_tells_its_shape_and_its_band() -> None:
    def area(shape: object, floor: Height | None = None, ceiling: Height | None = AGL_60) -> Operation:
        return replace(route(*STRAIGHT), path=Area(shape, floor, ceiling))

    circle, square = Circle(*at(0, 0), 300), degrees(plane_box(-300, -300, 300, 300))
    lon, lat = at(0, 0)
    assert told(changed(area(circle), area(square)), Part.PLACE)[0] == (
        "Shape of the area",
        f"circle (centre {lat:.6f}, {lon:.6f}, radius 300 m)",
        "polygon of 4 points",
    )
    assert figures(area(circle), area(square)).outside_m == 0
    grown = figures(area(square), area(degrees(plane_box(-300, -300, 300, 400))))
    assert grown.furthest_m == pytest.approx(100, abs=1.0)
    assert grown.added_m2 == pytest.approx(100 * (600 + 2 * (BUFFER_M - 30)), rel=0.01)
    banded = changed(area(circle), area(circle, Height(20, Datum.AGL), Height(60, Datum.AMSL)))
    assert told(banded, Part.HEIGHT) == [
        ("Floor", "not given", "20 m above ground level (AGL)"),
        ("Ceiling", "60 m above ground level (AGL)", "60 m above mean sea level (AMSL)"),
    ]


def test_a_route_becoming_an_area_tells_the_band() -> None:
    area = replace(route(*STRAIGHT), path=Area(Circle(*at(0, 0), 300), ceiling=AGL_60))
    assert told(changed(route(*STRAIGHT), area), Part.HEIGHT) == [
        ("Ceiling", "not given", "60 m above ground level (AGL)")
    ]


def test_terrain_draws_the_buffers_by_what_they_are_above_ground() -> None:
    before = route(*STRAIGHT, height=Height(140, Datum.AMSL))
    after = replace(before, half_width_m=40.0)
    ground = FakeTerrain(lambda _lon, _lat: 100.0, step_m=100)
    (flat,), (known,) = (difference(plan(before), plan(after), terrain).flights for terrain in (None, ground))
    # Not known, the ground is at -10 m at least: 150 m above it; known, the flight is 40 m above it. The strips along
    # the route are of one area, the rings of 10 m round its ends differ by the radius: 2 π r w + π w².
    assert flat.place.added_m2 - known.place.added_m2 == pytest.approx(2 * np.pi * 10 * (150 - 40), rel=0.01)


# --- heights


def test_a_changed_datum_is_a_change_even_with_equal_numbers() -> None:
    before = route(*STRAIGHT)
    after = with_heights(before, *[Height(60, Datum.AMSL)] * 4)
    assert told(changed(before, after), Part.HEIGHT) == [
        ("Leg 1–3", "60 m above ground level (AGL)", "60 m above mean sea level (AMSL)")
    ]


def test_heights_are_told_leg_by_leg() -> None:
    before = route(*STRAIGHT)
    after = with_heights(before, AGL_60, AGL_60, Height(80, Datum.AGL), None)
    assert told(changed(before, after), Part.HEIGHT) == [
        ("Leg 2", "60 m above ground level (AGL)", "60 m above ground level (AGL) → 80 m above ground level (AGL)"),
        ("Leg 3", "60 m above ground level (AGL)", "80 m above ground level (AGL) → not given"),
    ]


def test_a_new_leg_tells_its_heights() -> None:
    after = route((0, 0), (1000, 0), (1500, 300), (2000, 0), (3000, 0))
    assert told(changed(route(*STRAIGHT), after), Part.HEIGHT) == [
        ("Leg 2–3 (new)", None, "60 m above ground level (AGL)")
    ]


def test_a_hover_has_its_height_and_the_whole_flight_its_ceiling() -> None:
    hover = route((0, 0))
    higher = with_heights(hover, Height(70, Datum.AGL))
    assert told(changed(hover, higher), Part.HEIGHT) == [
        ("Leg 1", "60 m above ground level (AGL)", "70 m above ground level (AGL)")
    ]
    capped = replace(hover, ceiling=Height(100, Datum.AMSL))
    assert told(changed(hover, capped), Part.HEIGHT) == [
        ("Ceiling of the whole flight", "not given", "100 m above mean sea level (AMSL)")
    ]


# --- times, flying, statements


def test_windows_that_overlap_or_share_a_day_are_one_that_changed() -> None:
    before = replace(route(*STRAIGHT), windows=(hours(0, 9, 12), hours(1, 9, 10), hours(3, 9, 10), hours(5, 9, 10)))
    after = replace(before, windows=(hours(0, 10, 13), hours(1, 14, 15), hours(4, 9, 10), hours(5, 9, 10)))
    assert told(changed(before, after), Part.TIME) == [
        ("Window changed", "2026-11-30 09:00 to 12:00", "2026-11-30 10:00 to 13:00"),
        ("Window changed", "2026-12-01 09:00 to 10:00", "2026-12-01 14:00 to 15:00"),
        ("Window added", None, "2026-12-04 09:00 to 10:00"),
        ("Window removed", "2026-12-03 09:00 to 10:00", None),
    ]


def test_a_window_over_midnight_says_both_days() -> None:
    before = replace(route(*STRAIGHT), windows=(hours(0, 22, 23),))
    after = replace(before, windows=(hours(0, 22, 26),))
    assert told(changed(before, after), Part.TIME) == [
        ("Window changed", "2026-11-30 22:00 to 23:00", "2026-11-30 22:00 to 2026-12-01 02:00")
    ]


def test_how_it_is_flown_is_told() -> None:
    before = route(*STRAIGHT, bvlos=False, fall_distance_m=50.0)
    after = replace(
        before, vehicle=Vehicle.EVTOL, speed_mps=12.5, fall_distance_m=None, bvlos=True,
        entry_control=EntryControl.ASSISTANTS,
    )  # fmt: skip
    assert told(changed(before, after), Part.FLYING) == [
        ("Whether it can carry a person", "no: drone (unmanned aircraft)", "yes: flying car (aircraft)"),
        ("Speed (m/s)", "10", "12.5"),
        ("Maker's fall distance (m)", "50", None),
        ("Entry control", None, "assistants"),
        ("Beyond visual line of sight", "no", "yes"),
    ]


def test_speeds_in_the_path_are_told() -> None:
    before = route(*STRAIGHT, speed_mps=None)
    points = tuple(replace(point, speed=Speed(8)) for point in before.path.waypoints)
    after = replace(before, path=replace(before.path, waypoints=points))
    assert told(changed(before, after), Part.FLYING) == [("Greatest speed in the path (m/s)", None, "8")]
    area = replace(before, path=Area(Circle(*at(0, 0), 300), ceiling=AGL_60))
    faster = replace(area, path=replace(area.path, speed=Speed(9)))
    assert told(changed(area, faster), Part.FLYING) == [("Greatest speed in the path (m/s)", None, "9")]


def test_statements_are_told_a_no_is_not_nothing() -> None:
    before = route(*STRAIGHT, declared=Declared(over_event=False, takeoff_mass_kg=8, pilot_certificate=Grade.SECOND))
    after = replace(before, declared=Declared(insured=True, takeoff_mass_kg=9.5, pilot_certificate=Grade.FIRST))
    assert told(changed(before, after), Part.STATED) == [
        (DECLARED_NAMES["over_event"].en, "no", None),
        (DECLARED_NAMES["takeoff_mass_kg"].en, "8", "9.5"),
        (DECLARED_NAMES["pilot_certificate"].en, "second class", "first class"),
        (DECLARED_NAMES["insured"].en, None, "yes"),
    ]


def test_of_a_grade_that_was_not_stated() -> None:
    before = route(*STRAIGHT)
    after = replace(before, declared=Declared(aircraft_certificate=Grade.NONE))
    assert told(changed(before, after), Part.STATED) == [(DECLARED_NAMES["aircraft_certificate"].en, None, "none")]


def test_numbers_and_texts_of_the_plan_are_told_in_their_order() -> None:
    before = plan(route(*STRAIGHT), title="津", purpose="点検", flights_per_day=3)
    after = replace(before, title="鳥羽", noise="50 dB", purpose="", flights_per_day=None)
    assert told(difference(before, after).changes, Part.NUMBER) == [("Most flights a day", "3", None)]
    assert told(difference(before, after).changes, Part.TEXT) == [
        ("Title", "津", "鳥羽"),
        ("Purpose", "点検", None),
        ("Sound", None, "50 dB"),
    ]
    assert not difference(before, after).is_nothing


def test_every_text_of_a_plan_has_a_name() -> None:
    assert {"operations", "flights_per_day", *TEXT_NAMES} == {field.name for field in fields(Plan)}


def test_every_field_of_a_flight_is_compared() -> None:
    """A field that is added to flights must be added here and to the difference."""
    before = route(*STRAIGHT)
    other = {
        "path": route((0, 0), (900, 0)).path,
        "windows": (hours(2, 9, 10),),
        "half_width_m": 31.0,
        "ceiling": AGL_60,
        "vehicle": Vehicle.EVTOL,
        "speed_mps": 11.0,
        "fall_distance_m": 10.0,
        "entry_control": EntryControl.OTHER,
        "bvlos": True,
        "declared": Declared(insured=True),
        "chosen": Chosen(aircraft=(ChosenEntry("a", 2, Aircraft("ソラ1", "JU0001")),)),
    }
    assert set(other) == {field.name for field in fields(Operation)}
    for name, value in other.items():
        assert not difference(plan(before), plan(replace(before, **{name: value}))).is_nothing, name


# --- which flight is which


def numbers(found: Difference) -> list[tuple[int | None, int | None]]:
    return [(one.before, one.after) for one in found.flights]


def test_an_inserted_flight_is_told_as_one_and_no_other_changes() -> None:
    first, second = route(*STRAIGHT), route((0, 900), (500, 900))
    new = replace(route((0, 9000), (500, 9000)), path=replace(route((0, 9000), (500, 9000)).path, name="北"))
    found = difference(plan(first, second), plan(first, new, second))
    assert numbers(found) == [(0, 0), (None, 1), (1, 2)]
    assert [one.changes for one in found.flights if one.before is not None] == [(), ()]
    (added,) = found.flights[1].changes
    assert (added.part, added.name.en, added.before) == (Part.FLIGHT, "Flight added", None)
    assert added.after.en == "北 (from 2026-11-30 00:00 to 2026-12-01 00:00)"
    back = difference(plan(first, new, second), plan(first, second))
    assert numbers(back) == [(0, 0), (2, 1), (1, None)]
    (removed,) = back.flights[2].changes
    assert (removed.name.en, removed.after) == ("Flight removed", None)


def test_flights_on_one_route_are_told_apart_by_what_else_they_say() -> None:
    morning = replace(route(*STRAIGHT), windows=(hours(0, 9, 10),))
    evening = replace(route(*STRAIGHT), windows=(hours(0, 18, 19),))
    noon = replace(route(*STRAIGHT), windows=(hours(0, 12, 13),), speed_mps=5.0)
    found = difference(plan(morning, evening), plan(noon, morning, evening))
    assert numbers(found) == [(None, 0), (0, 1), (1, 2)]


def test_swapped_flights_are_found_again() -> None:
    first, second = route(*STRAIGHT), route((0, 900), (500, 900))
    found = difference(plan(first, second), plan(second, first))
    assert numbers(found) == [(1, 0), (0, 1)]
    assert found.is_nothing


def test_a_flight_further_away_than_five_kilometres_is_another() -> None:
    here = route((0, 0), (500, 0))
    assert numbers(difference(plan(here), plan(route((0, 4_900), (500, 4_900))))) == [(0, 0)]
    assert numbers(difference(plan(here), plan(route((0, 5_100), (500, 5_100))))) == [(None, 0), (0, None)]


def test_a_flight_is_compared_in_the_plane_of_the_older_one() -> None:
    """136.583 degrees is halfway between the origins of zones VI and VII."""
    before = flight([(136.580, 34.6), (136.584, 34.6)])
    after = flight([(136.580, 34.6), (136.5875, 34.6)])
    place = figures(before, after)
    assert place.removed_m2 < 2, "what the chords of a round end differ by"
    assert place.moved_m[0][:2] == (1, 1)


def test_pairs_are_taken_nearest_first_then_by_their_numbers() -> None:
    def cost(one: float, other: float) -> tuple[float, ...] | None:
        return (abs(one - other),) if abs(one - other) <= 5 else None

    assert pair_nearest([0.0, 10.0], [9.0, 1.0, 30.0], cost) == ([(1, 0), (0, 1)], [], [2])
    assert pair_nearest([0.0, 0.0, 50.0], [0.0, 0.0], cost) == ([(0, 0), (1, 1)], [2], [])


def test_every_part_has_a_name() -> None:
    assert set(PART_NAMES) == set(Part)
    assert box(0, 0, 1, 1).area == 1
    assert Waypoint(136, 34).height is None


offsets = st.integers(-300, 300)


@settings(max_examples=40)
@given(st.lists(st.tuples(offsets, offsets), min_size=4, max_size=4))
def test_there_and_back_are_mirrors(moves: list[tuple[int, int]]) -> None:
    before = route(*STRAIGHT)
    after = route(*[(x + dx, y + dy) for (x, y), (dx, dy) in zip(STRAIGHT, moves, strict=True)])
    there, back = difference(plan(before), plan(after)), difference(plan(after), plan(before))
    if there.is_nothing:
        assert back.is_nothing
        return
    one, other = there.flights[0].place, back.flights[0].place
    assert one.added_m2 == pytest.approx(other.removed_m2, abs=1e-6)
    assert one.removed_m2 == pytest.approx(other.added_m2, abs=1e-6)
    assert one.furthest_m == pytest.approx(other.furthest_m, abs=1e-6)
    assert len(one.moved_m) == len(other.moved_m)


@pytest.mark.parametrize(
    ("change", "ja", "en"),
    [
        (Change(Part.NUMBER, Text("回数", "flights"), Text("2", "2"), Text("4", "4")), "回数：2 → 4", "flights: 2 → 4"),
        (Change(Part.NUMBER, Text("回数", "flights"), None, Text("4", "4")), "回数：なし → 4", "flights: none → 4"),
        (Change(Part.NUMBER, Text("回数", "flights"), Text("2", "2"), None), "回数：2 → なし", "flights: 2 → none"),
    ],
)
def test_a_change_is_told_in_one_line(change: Change, ja: str, en: str) -> None:
    part = PART_NAMES[Part.NUMBER]
    assert change.told == Text(f"{part.ja}：{ja}", f"{part.en}: {en}")


def test_a_flight_that_comes_or_goes_is_told_without_what_is_not_there() -> None:
    flight, name = Text("沿岸", "coast"), Text("飛行の追加", "Flight added")
    assert Change(Part.FLIGHT, name, None, flight).told == Text("飛行の追加：沿岸", "Flight added: coast")
    assert Change(Part.FLIGHT, name, flight, None).told == Text("飛行の追加：沿岸", "Flight added: coast")

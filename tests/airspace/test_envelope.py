"""Amendments against what was confirmed: touching is inside, a millimetre is not, unknown never is."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import LineString, Point

from airspace.amendment import Amendment
from airspace.condition import Condition
from airspace.constraint import Ceiling, HoursOfDay, KeepOut, MostFlights, WindLimit
from airspace.cover import Cover, Sweep
from airspace.declared import DECLARED_NAMES, GRADED, GREATEST, Declared, Grade
from airspace.envelope import judge
from airspace.envelope_value import ASPECT_NAMES, Aspect, Excess, Judgement, Proposed
from airspace.finding import Entails, Finding, Outcome
from airspace.plan import Plan
from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.facts import Aircraft
from airspace.statement_change import RISKIER, SAFER, weakened
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Speed, Waypoint
from geo.terrain import NoTerrain, Terrain
from geo.text import Text
from tests.airspace.worlds import DAY, degrees, flight
from tests.fakes import FakeTerrain
from tests.zoo import at, plane_box, positions

AGL_60 = Height(60, Datum.AGL)
STRAIGHT = ((0, 0), (2000, 0))
BENT = ((0, 0), (1500, 0), (1500, 1200), (3000, 1300))
MM = 0.001


def hours(day: int, start: float, end: float) -> Window:
    midnight = datetime.combine(DAY, time(), JST) + timedelta(days=day)
    return Window(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


def route(*points: tuple[float, float], height: Height = AGL_60, **more: object) -> Operation:
    """Return a flight from nine to five under one ceiling, so that every leg may be anywhere under it."""
    operation = flight(positions(*points), height, **more)
    return replace(operation, windows=(hours(0, 9, 17),), ceiling=height)


def proposed(
    *operations: Operation, terrain: Terrain | None = None, findings: object = None, **more: object
) -> Proposed:
    count = len(operations)
    found = findings if findings is not None else ((),) * count
    return Proposed(Plan(operations, **more), found, (terrain or NoTerrain(),) * count)


def judged(before: Operation, after: Operation, terrain: Terrain | None = None) -> Judgement:
    return judge(proposed(before, terrain=terrain), proposed(after, terrain=terrain))


def aspects(judgement: Judgement) -> set[str]:
    return {excess.aspect.value for excess in judgement.excesses}


def only(judgement: Judgement) -> Excess:
    assert len(judgement.excesses) == 1, [excess.text.en for excess in judgement.excesses]
    return judgement.excesses[0]


# --- the same, and words


@pytest.mark.parametrize("points", [STRAIGHT, BENT, ((0, 0),), ((0, 0), (900, 0), (0, 0)), ((0, 0), (9, 0), (5, 3))])
def test_the_same_is_inside(points: tuple[tuple[float, float], ...]) -> None:
    judgement = judged(route(*points), route(*points))
    assert judgement.inside
    assert judgement.name.ja == "変更届で足ります"


def test_heights_from_waypoint_to_waypoint_are_inside_themselves() -> None:
    operation = flight(positions(*BENT))
    points = [
        replace(point, height=Height(height, Datum.AGL))
        for point, height in zip(operation.path.waypoints, [30, 60, 80, 40], strict=True)
    ]
    climbing = replace(operation, path=Route(tuple(points)))
    assert judged(climbing, climbing).inside


def test_outside_says_that_it_goes_back() -> None:
    judgement = judged(route(*STRAIGHT), route((0, 0), (2500, 0)))
    assert not judgement.inside
    assert judgement.name.ja == "もう一度、審査と意見照会が要ります"


def test_each_flight_needs_its_findings_and_ground() -> None:
    with pytest.raises(ValueError, match="each flight"):
        Proposed(Plan((route(*STRAIGHT),)), (), (NoTerrain(),))


def test_every_aspect_has_a_name() -> None:
    assert set(ASPECT_NAMES) == set(Aspect)


def test_a_notice_is_only_of_what_is_inside() -> None:
    inside = judged(route(*STRAIGHT), route(*STRAIGHT))
    outside = judged(route(*STRAIGHT), route((0, 0), (2500, 0)))
    assert Amendment(1, inside, (), notice=True).is_minor
    assert not Amendment(1, outside, ()).is_minor
    assert not Amendment(None, None, ()).is_minor
    for against, judgement in ((1, outside), (None, None)):
        with pytest.raises(ValueError, match="notice of change"):
            Amendment(against, judgement, (), notice=True)
    for against, judgement in ((None, inside), (1, None)):
        with pytest.raises(ValueError, match="against"):
            Amendment(against, judgement, ())


# --- place

LONG_BUFFER_M = 30 + 7 + 10 + 10**2 / (2 * 9.80665) + 60


@pytest.mark.parametrize(
    ("change", "by_m"),
    [
        (lambda op: replace(op, half_width_m=30 + MM), MM),
        (lambda op: replace(op, half_width_m=30.0), None),
        (lambda op: replace(op, half_width_m=29.0), None),
        (lambda _: route((0, 0), (2000 + MM, 0)), MM),
        (lambda _: route((0, 0), (1000, 0), (2000, 0)), None),
        (lambda _: route((0, 0), (1500, 0)), None),
        (lambda _: route((2000, 0), (0, 0)), None),
        (lambda _: route((0, MM), (2000, MM)), MM),
        (lambda _: route((0, MM), (2000, MM), half_width_m=30 - MM), None),
        (lambda _: route((0, 0), (2000, 40)), 40),
        (lambda _: route((0, 40), (2000, 40), half_width_m=20), 30),
        (lambda op: replace(op, speed_mps=9.0, half_width_m=30.0), None),
        (lambda op: replace(op, fall_distance_m=60.0), None),
        (lambda op: replace(op, fall_distance_m=60 + MM), MM),
        (lambda _: route((1000, 0)), None),
        (lambda _: route((1000, 5)), 5),
    ],
)
def test_a_millimetre_beyond_the_ground_risk_buffer_is_outside(
    change: Callable[[Operation], Operation], by_m: float | None
) -> None:
    """By how much is known by construction: the route is moved, widened or made longer by it."""
    confirmed = route(*STRAIGHT)
    judgement = judged(confirmed, change(confirmed))
    if by_m is None:
        assert judgement.inside, [excess.text.en for excess in judgement.excesses]
        return
    excess = only(judgement)
    assert excess.aspect is Aspect.GROUND_RISK_BUFFER
    assert excess.by == pytest.approx(by_m, abs=2e-4 if by_m < 1 else 0.1)
    assert "区間 1" in excess.text.ja


def test_how_much_is_outside_is_told() -> None:
    excess = only(judged(route(*STRAIGHT), route((0, 0), (2000, 0), half_width_m=40)))
    strip_m2 = 2 * 10 * 2000 + 3.14159 * ((LONG_BUFFER_M + 10) ** 2 - LONG_BUFFER_M**2)
    said = float(excess.text.en.split("about ")[1].split(" m²")[0].replace(",", ""))
    assert said == pytest.approx(strip_m2, rel=0.005)


def test_a_flight_elsewhere_is_outside_however_far() -> None:
    excess = only(judged(route(*STRAIGHT), route((0, 50_000), (500, 50_000))))
    assert (excess.aspect, round(excess.by, -2)) == (Aspect.GROUND_RISK_BUFFER, 50_000)


def test_a_route_within_the_loops_of_another_is_inside() -> None:
    """Lanes 100 m apart cover all that is between them: no single lane does, all of them together do."""
    lanes = [(x, y) for row, y in enumerate(range(0, 900, 100)) for x in ((0, 2000) if row % 2 == 0 else (2000, 0))]
    assert judged(route(*lanes), route((200, 350), (1800, 450))).inside
    assert not judged(route(*lanes), route((200, 350), (1800, 950))).inside


def test_an_area_covers_routes_and_smaller_areas() -> None:
    def over(shape: object) -> Operation:
        return replace(route(*STRAIGHT), path=Area(shape, ceiling=AGL_60), half_width_m=30.0)

    square = over(degrees(plane_box(0, 0, 1000, 1000)))
    assert judged(square, square).inside
    assert judged(square, over(degrees(plane_box(0, 0, 1000, 999)))).inside
    assert only(judged(square, over(degrees(plane_box(0, 0, 1000, 1000 + MM))))).by == pytest.approx(MM, abs=2e-4)
    assert judged(square, over(Circle(*at(500, 500), 499))).inside
    assert judged(square, replace(route((30.1, 30.1), (969.9, 969.9)), ceiling=AGL_60)).inside
    assert not judged(square, replace(route((30.1, 30.1), (975, 969.9)), ceiling=AGL_60)).inside
    assert not judged(route(*STRAIGHT), square).inside


def test_it_is_judged_in_the_plane_of_the_confirmed_flight() -> None:
    """136.583 degrees is halfway between two zones: the shorter route alone would be judged in another."""
    ends = [(136.575, 34.6), (136.6, 34.6)]
    confirmed = replace(route(*STRAIGHT), path=Route(_points(*ends)))
    plane = Transformer.from_crs(6668, 6675, always_xy=True)
    (x, y), (east, north) = (plane.transform(*end) for end in ends)
    middle = plane.transform(x + (east - x) / 5, y + (north - y) / 5, direction="INVERSE")
    assert judged(confirmed, replace(confirmed, path=Route(_points(ends[0], middle)))).inside
    longer = replace(confirmed, path=Route(_points(ends[0], (136.600_000_1, 34.6))))
    assert only(judged(confirmed, longer)).by == pytest.approx(0.009, abs=0.001)


def _points(*where: tuple[float, float]) -> tuple[Waypoint, ...]:
    return tuple(Waypoint(lon, lat, AGL_60) for lon, lat in where)


def test_a_flight_lies_within_one_confirmed_flight_not_in_parts_of_two() -> None:
    west, east = route((0, 0), (1000, 0)), route((1000, 0), (2000, 0))
    both = proposed(west, east)
    assert judge(both, proposed(east)).inside
    assert judge(both, proposed(east, west, east)).inside
    assert not judge(both, proposed(route((0, 0), (2000, 0)))).inside


def test_the_closest_confirmed_flight_is_told() -> None:
    near, far = route(*STRAIGHT), route((0, 9000), (500, 9000))
    later = replace(near, windows=(hours(1, 9, 10),))
    judgement = judge(proposed(far, near), proposed(near, later))
    assert [(excess.flight, excess.aspect) for excess in judgement.excesses] == [(1, Aspect.TIME)]


# --- cover by itself


def test_a_cover_knows_points_and_lines() -> None:
    line = LineString([(0, 0), (100, 0)])
    cover = Cover([Sweep(line, 10)])
    assert cover.beyond(Sweep(Point(50, 0), 10)) is None
    assert cover.beyond(Sweep(Point(50, 3), 7)) is None
    beyond = cover.beyond(Sweep(Point(50, 3), 7 + MM))
    assert beyond is not None
    assert beyond.furthest_m == pytest.approx(MM)
    assert cover.beyond(Sweep(Point(50, 300), 7)).furthest_m == pytest.approx(297)
    assert cover.beyond(Sweep(line, 11)).area_m2 == pytest.approx(2 * 100 + 3.14159 * (121 - 100), rel=0.01)


def test_a_reach_that_is_not_known_is_covered_on_the_same_course_only() -> None:
    line, part = LineString([(0, 0), (100, 0)]), LineString([(10, 0), (50, 0)])
    cover = Cover([Sweep(line, 10, exact=False)])
    assert cover.beyond(Sweep(part, 10, exact=False)) is None
    assert cover.beyond(Sweep(part, 8)) is None
    assert cover.beyond(Sweep(LineString([(10, 1), (50, 1)]), 8, exact=False)) is not None
    assert cover.beyond(Sweep(LineString([(10, 1), (50, 1)]), 8)) is not None
    assert Cover([Sweep(line, 10)]).beyond(Sweep(LineString([(10, 1), (50, 1)]), 8, exact=False)) is not None


# --- height


@pytest.mark.parametrize(
    ("before", "after", "by_m"),
    [
        (AGL_60, AGL_60, None),
        (AGL_60, Height(59.9, Datum.AGL), None),
        (Height(60, Datum.AMSL), Height(60, Datum.AMSL), None),
        (Height(60, Datum.AMSL), Height(60 + MM, Datum.AMSL), MM),
        (Height(60, Datum.TAKEOFF), Height(60, Datum.TAKEOFF), None),
        (Height(60, Datum.TAKEOFF), Height(61, Datum.TAKEOFF), 1),
        (Height(60, Datum.ELLIPSOIDAL), Height(60, Datum.ELLIPSOIDAL), None),
    ],
)
def test_a_millimetre_above_the_confirmed_height_is_outside(before: Height, after: Height, by_m: float | None) -> None:
    # A maker's fall distance keeps the buffer as wide whatever the height.
    confirmed = route(*STRAIGHT, height=before, fall_distance_m=300.0)
    amended = route(*STRAIGHT, height=after, fall_distance_m=300.0)
    judgement = judged(confirmed, amended)
    if by_m is None:
        assert judgement.inside, [excess.text.en for excess in judgement.excesses]
        return
    excess = only(judgement)
    assert (excess.aspect, excess.by) == (Aspect.HEIGHT, pytest.approx(by_m))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AGL_60, Height(55, Datum.AMSL)),
        (Height(90, Datum.AMSL), Height(30, Datum.TAKEOFF)),
        (AGL_60, Height(30, Datum.UNKNOWN)),
        (Height(60, Datum.UNKNOWN), Height(60, Datum.UNKNOWN)),
        (Height(60, Datum.UNKNOWN), AGL_60),
        (Height(100, Datum.ELLIPSOIDAL), AGL_60),
    ],
)
def test_what_does_not_compare_is_outside(before: Height, after: Height) -> None:
    judgement = judged(
        route(*STRAIGHT, height=before, fall_distance_m=300.0), route(*STRAIGHT, height=after, fall_distance_m=300.0)
    )
    assert "height" in aspects(judgement)
    (excess,) = (excess for excess in judgement.excesses if excess.aspect is Aspect.HEIGHT)
    assert excess.by is None
    assert "分かりません" in excess.text.ja


def test_no_height_is_outside_even_where_none_was_confirmed() -> None:
    none = replace(route(*STRAIGHT), ceiling=None, path=Route(tuple(Waypoint(*at(*point)) for point in STRAIGHT)))
    assert aspects(judged(none, none)) == {"height"}
    assert "height" in aspects(judged(none, route(*STRAIGHT)))
    assert "height" in aspects(judged(route(*STRAIGHT), none))


def test_terrain_compares_datums() -> None:
    ground = FakeTerrain(lambda _lon, _lat: 100.0, error_m=1.0, step_m=100)
    confirmed = route(*STRAIGHT, height=Height(60, Datum.AGL))
    assert judged(confirmed, route(*STRAIGHT, height=Height(159, Datum.AMSL)), ground).inside
    assert not judged(confirmed, route(*STRAIGHT, height=Height(159, Datum.AMSL))).inside
    assert not judged(confirmed, route(*STRAIGHT, height=Height(160, Datum.AMSL)), ground).inside


def test_heights_above_the_take_off_point_compare_from_one_point_only() -> None:
    takeoff = Height(60, Datum.TAKEOFF)
    confirmed = route(*STRAIGHT, height=takeoff)
    assert judged(confirmed, route((0, 0), (1000, 0), height=takeoff)).inside
    elsewhere = judged(confirmed, route((1000, 0), (0, 0), height=takeoff))
    assert aspects(elsewhere) == {"height"}
    assert only(elsewhere).by is None


def test_a_height_is_compared_leg_by_leg() -> None:
    """The far end was confirmed high, the near end low: the near end may not rise to it."""

    def told(*values: float) -> Operation:
        operation = replace(route((0, 0), (1000, 0), (2000, 0), (3000, 0), (4000, 0)), ceiling=None)
        points = [
            replace(point, height=Height(value, Datum.AGL))
            for point, value in zip(operation.path.waypoints, values, strict=True)
        ]
        return replace(operation, path=Route(tuple(points)), fall_distance_m=150.0)

    confirmed = told(40, 40, 40, 100, 100)
    assert judged(confirmed, confirmed).inside
    assert judged(confirmed, told(40, 40, 40, 90, 100)).inside
    excess = only(judged(confirmed, told(60, 60, 40, 100, 100)))
    assert (excess.aspect, excess.by) == (Aspect.HEIGHT, 20)
    lower = only(judged(confirmed, told(40, 40, 30, 100, 100)))
    assert (lower.aspect, lower.by) == (Aspect.HEIGHT, 10), "lower than the floor between the ends"


def test_a_new_place_to_land_is_outside() -> None:
    """The last leg goes down to the ground, which was confirmed at the old end only."""
    operation = replace(route((0, 0), (1000, 0), (2000, 0), (3000, 0)), ceiling=None)
    shorter = replace(route((0, 0), (1000, 0), (2000, 0)), ceiling=None)
    excess = only(judged(operation, shorter))
    assert (excess.aspect, excess.by) == (Aspect.HEIGHT, 0)
    assert "離着陸" in excess.text.ja


def test_an_area_keeps_its_floor() -> None:
    def band(floor_m: float | None) -> Operation:
        floor = None if floor_m is None else Height(floor_m, Datum.AGL)
        square = degrees(plane_box(0, 0, 500, 500))
        return replace(route(*STRAIGHT), path=Area(square, floor, AGL_60), ceiling=None)

    assert judged(band(20), band(20)).inside
    assert judged(band(20), band(25)).inside
    assert judged(band(None), band(20)).inside
    assert only(judged(band(20), band(19))).by == 1
    assert only(judged(band(20), band(None))).aspect is Aspect.HEIGHT
    takeoff = replace(band(20), path=replace(band(20).path, floor=Height(20, Datum.AMSL)))
    assert only(judged(band(20), takeoff)).by is None


def test_a_leg_both_too_far_and_too_high_says_both() -> None:
    judgement = judged(route(*STRAIGHT), route((0, 0), (2500, 0), height=Height(80, Datum.AGL)))
    assert aspects(judgement) == {"ground_risk_buffer", "height"}


def test_without_ground_a_moved_flight_over_the_sea_level_is_outside() -> None:
    """How wide the buffer must be is not known: where it was confirmed it is, a metre aside it is not."""
    high = Height(100, Datum.TAKEOFF)
    confirmed = route(*STRAIGHT, height=high, half_width_m=50.0)
    assert judged(confirmed, route((0, 0), (1500, 0), height=high, half_width_m=50.0)).inside
    aside = judged(confirmed, route((0, 0), (1500, 1), height=high, half_width_m=40.0))
    assert aspects(aside) == {"ground_risk_buffer"}


# --- times


@pytest.mark.parametrize(
    ("windows", "minutes"),
    [
        ([hours(0, 9, 17)], None),
        ([hours(0, 10, 12), hours(0, 11, 17)], None),
        ([hours(0, 9, 17 + 1 / 60)], 1),
        ([hours(0, 8.5, 17.5)], 60),
        ([hours(0, 8, 9)], 60),
        ([hours(0, 17, 18)], 60),
        ([hours(1, 9, 10)], 60),
        ([hours(0, 16, 20)], None),
        ([hours(0, 16, 23)], 180),
        ([hours(2, 9, 12)], None),
        ([hours(0, 12, 13), hours(3, 9, 10)], 60),
        ([hours(0, 8, 21)], 120),
    ],
)
def test_times_lie_within_the_confirmed_ones(windows: list[Window], minutes: float | None) -> None:
    confirmed = replace(
        route(*STRAIGHT), windows=(hours(2, 9, 12), hours(0, 9, 17), hours(0, 16, 18), hours(0, 18, 20))
    )
    if windows in ([hours(0, 9, 17 + 1 / 60)], [hours(0, 8.5, 17.5)], [hours(0, 17, 18)]):
        confirmed = replace(confirmed, windows=(hours(0, 9, 17),))
    judgement = judged(confirmed, replace(confirmed, windows=tuple(windows)))
    if minutes is None:
        assert judgement.inside
        return
    excess = only(judgement)
    assert (excess.aspect, excess.by) == (Aspect.TIME, pytest.approx(minutes))


# --- speed, statements, numbers


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [(10, 10, None), (10, 9, None), (None, None, None), (10, 10.5, 0.5), (None, 5, "unknown"), (10, None, "unknown")],
)
def test_speed_may_only_fall(before: float | None, after: float | None, by: object) -> None:
    wide = route(*STRAIGHT, half_width_m=200.0)
    judgement = judged(replace(wide, speed_mps=before), replace(wide, speed_mps=after, half_width_m=100.0))
    if by is None:
        assert judgement.inside
        return
    assert only(judgement).aspect is Aspect.SPEED
    assert only(judgement).by == (None if by == "unknown" else by)


def test_the_speed_of_the_path_counts() -> None:
    operation = route(*STRAIGHT, half_width_m=200.0)
    fast = tuple(replace(point, speed=Speed(12)) for point in operation.path.waypoints)
    amended = replace(operation, speed_mps=None, path=Route(fast), half_width_m=100.0)
    assert only(judged(operation, amended)).by == 2


def statement_pairs() -> list[tuple[str, object, object, bool]]:
    """Return a statement, what it was, what it is, and whether that is inside: written out by kind."""
    rows: list[tuple[str, object, object, bool]] = []
    for name in DECLARED_NAMES:
        if name in GRADED:
            rows += [(name, None, Grade.SECOND, True), (name, Grade.SECOND, Grade.FIRST, True)]
            rows += [(name, Grade.FIRST, Grade.SECOND, False), (name, Grade.SECOND, None, False)]
        elif name in GREATEST:
            less = name in ("takeoff_mass_kg", "d_value_m")
            rows += [(name, 5.0, 4.0, less), (name, 5.0, 5.0, True), (name, 5.0, 5.001, False)]
            rows += [(name, None, 5.0, False), (name, 5.0, None, False), (name, None, None, True)]
        elif name in ("over_event", "dangerous_goods", "drops_objects"):
            rows += [(name, True, False, True), (name, None, False, True), (name, True, True, True)]
            rows += [(name, False, True, False), (name, None, True, False), (name, False, None, False)]
        elif name in ("automatic", "beside_structure", "uncrewed", "visual_flight_rules"):
            rows += [(name, True, False, False), (name, False, True, False), (name, None, True, False)]
        else:
            rows += [(name, False, True, True), (name, None, True, True), (name, False, False, True)]
            rows += [(name, True, False, False), (name, True, None, False), (name, None, False, False)]
    return rows


@pytest.mark.parametrize(("name", "before", "after", "inside"), statement_pairs())
def test_statements_may_only_get_better(name: str, before: object, after: object, inside: bool) -> None:
    operation = route(*STRAIGHT)
    was, now = (replace(operation, declared=Declared(**{name: value})) for value in (before, after))
    found = list(weakened(was, now))
    assert (not found) == inside
    if found:
        ((aspect, said, _, _),) = found
        assert said == DECLARED_NAMES[name]
        assert (aspect is Aspect.MASS) == (name == "takeoff_mass_kg")
        assert (aspect is Aspect.AIRCRAFT) == (name in ("aircraft_certificate", "d_value_m"))


def test_statements_are_riskier_or_safer_never_both() -> None:
    assert not RISKIER & SAFER
    assert set(DECLARED_NAMES) > RISKIER | SAFER


def test_every_field_of_a_flight_is_judged() -> None:
    """A field that is added to flights must be added here and to the envelope."""
    confirmed = route(*STRAIGHT, fall_distance_m=40.0)
    worse = {
        "path": route((0, 0), (2100, 0)).path,
        "windows": (hours(0, 9, 18),),
        "half_width_m": 31.0,
        "ceiling": Height(61, Datum.AGL),
        "vehicle": Vehicle.EVTOL,
        "speed_mps": 11.0,
        "fall_distance_m": None,
        "entry_control": EntryControl.OTHER,
        "bvlos": True,
        "declared": Declared(over_event=True),
        "chosen": Chosen(aircraft=(ChosenEntry("a", 2, Aircraft("ソラ1", "JU0001")),)),
    }
    assert set(worse) == {field.name for field in fields(Operation)}
    for name, value in worse.items():
        assert not judged(confirmed, replace(confirmed, **{name: value})).inside, name


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"vehicle": Vehicle.EVTOL}, "carry a person: no: drone"),
        ({"entry_control": EntryControl.NONE}, "Entry control: assistants → none"),
        ({"entry_control": None}, "Entry control: assistants → not given"),
        ({"bvlos": True}, "Beyond visual line of sight: no → yes"),
        ({"bvlos": None}, "Beyond visual line of sight: no → not given"),
        ({"fall_distance_m": None}, "Maker's fall distance (m): 40 → not given"),
    ],
)
def test_what_else_is_stated_may_not_change(change: dict[str, object], says: str) -> None:
    confirmed = route(*STRAIGHT, entry_control=EntryControl.ASSISTANTS, bvlos=False, fall_distance_m=40.0)
    assert says in only(judged(confirmed, replace(confirmed, **change))).text.en


def test_declared_values_are_told() -> None:
    confirmed = route(*STRAIGHT, declared=Declared(pilot_certificate=Grade.FIRST, takeoff_mass_kg=5))
    amended = replace(confirmed, declared=Declared(takeoff_mass_kg=6.5))
    texts = [excess.text.en for excess in judged(confirmed, amended).excesses]
    assert texts == ["Maximum take-off mass (kg): 5 → 6.5", "Pilot certificate: first class → not given"]


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [(4, 4, "in"), (4, 3, "in"), (None, None, "in"), (4, 5, 1), (None, 5, None), (4, None, None)],
)
def test_flights_a_day_may_only_fall(before: int | None, after: int | None, by: object) -> None:
    operation = route(*STRAIGHT)
    judgement = judge(proposed(operation, flights_per_day=before), proposed(operation, flights_per_day=after))
    if by == "in":
        assert judgement.inside
        return
    assert (only(judgement).aspect, only(judgement).by, only(judgement).flight) == (Aspect.FLIGHTS_A_DAY, by, None)


@pytest.mark.parametrize(
    ("before", "after", "inside"),
    [("Ｘ１ 5 kg", "X1 5kg", True), ("X1", "X2", False), ("", "X1", False), ("X1", "", False)],
)
def test_another_description_of_the_aircraft_is_outside(before: str, after: str, inside: bool) -> None:
    operation = route(*STRAIGHT)
    judgement = judge(proposed(operation, aircraft=before), proposed(operation, aircraft=after))
    assert aspects(judgement) == (set() if inside else {"aircraft"})


def test_other_words_are_no_matter() -> None:
    operation = route(*STRAIGHT)
    assert judge(proposed(operation, title="津", noise="50 dB"), proposed(operation, title="鳥羽")).inside


# --- findings


def found(outcome: Outcome, place: str | None = "津市 1", rule: str = "did") -> Finding:
    text = Text("文", "words")
    return Finding(
        rule, outcome, Entails.SPECIFIED_FLIGHT_AIRSPACE, text, text, text, place=place and Text(place, place)
    )


@pytest.mark.parametrize(
    ("before", "after", "inside"),
    [
        ([], [], True),
        ([found(Outcome.ADVISORY)], [], True),
        ([found(Outcome.ADVISORY)], [found(Outcome.ADVISORY)], True),
        ([found(Outcome.CAUGHT), found(Outcome.ADVISORY)], [found(Outcome.UNDETERMINED)], True),
        ([found(Outcome.ADVISORY), found(Outcome.CAUGHT)], [found(Outcome.CAUGHT)], True),
        ([], [found(Outcome.ADVISORY)], False),
        ([found(Outcome.ADVISORY)], [found(Outcome.CAUGHT)], False),
        ([found(Outcome.CAUGHT, "津市 2")], [found(Outcome.ADVISORY)], False),
        ([found(Outcome.CAUGHT, rule="geozone")], [found(Outcome.ADVISORY)], False),
        ([found(Outcome.CAUGHT)], [found(Outcome.ADVISORY, None)], False),
    ],
)
def test_a_finding_that_was_not_there_is_outside(before: list[Finding], after: list[Finding], inside: bool) -> None:
    operation = route(*STRAIGHT)
    judgement = judge(proposed(operation, findings=(tuple(before),)), proposed(operation, findings=(tuple(after),)))
    assert aspects(judgement) == (set() if inside else {"finding"})


# --- conditions


def condition(constraint: object, condition_id: str = "c1") -> Condition:
    return Condition(id=condition_id, text="条件", reason="理由", constraint=constraint)


def test_a_condition_that_is_not_kept_is_outside_even_where_the_confirmed_plan_did_not() -> None:
    operation = route(*STRAIGHT)
    early = condition(HoursOfDay(time(10), time(17)))
    judgement = judge(proposed(operation), proposed(operation), [early])
    assert (only(judgement).aspect, only(judgement).flight) == (Aspect.CONDITION, 0)
    assert only(judgement).text.ja.startswith("県の確認：条件。")
    sentence = replace(early, text="10時から。")
    assert "10時から。「" in only(judge(proposed(operation), proposed(operation), [sentence])).text.ja
    kept = replace(operation, windows=(hours(0, 10, 17),))
    assert judge(proposed(operation), proposed(kept), [early]).inside


def test_what_was_no_surer_when_it_was_confirmed_is_not_new() -> None:
    operation = route(*STRAIGHT)
    wind, ceiling = condition(WindLimit("8 m/sまで")), condition(Ceiling(AGL_60), "c2")
    assert judge(proposed(operation), proposed(operation), [wind, ceiling]).inside
    low = route(*STRAIGHT, height=Height(30, Datum.AGL))
    assert judge(proposed(operation), proposed(low), [ceiling]).inside
    buffer_is_near = condition(KeepOut("学校", degrees(plane_box(500, 120, 900, 900))))
    assert judge(proposed(operation), proposed(operation), [buffer_is_near]).inside
    nearer = route((0, 0), (2000, 0), half_width_m=20.0, fall_distance_m=70.0)
    assert judge(proposed(operation), proposed(nearer), [buffer_is_near]).inside


def test_flights_a_day_not_told_are_no_surer_than_told() -> None:
    operation = route(*STRAIGHT)
    most = condition(MostFlights(4))
    judgement = judge(proposed(operation, flights_per_day=4), proposed(operation), [most])
    assert aspects(judgement) == {"flights_a_day", "condition"}


# --- laws

corner = st.tuples(st.integers(-1_500, 1_500), st.integers(-1_500, 1_500))
ceilings = st.builds(Height, st.integers(30, 140), st.sampled_from([Datum.AGL, Datum.AMSL, Datum.TAKEOFF]))


@st.composite
def flights(draw: st.DrawFn) -> Operation:
    corners = draw(st.lists(corner, min_size=1, max_size=4, unique=True))
    start = draw(st.integers(0, 20))
    return replace(
        route(*corners, height=draw(ceilings)),
        windows=(hours(0, start, draw(st.integers(start + 1, 24))),),
        half_width_m=draw(st.sampled_from([10.0, 30.0, 80.0])),
        speed_mps=draw(st.sampled_from([None, 5.0, 12.0])),
        fall_distance_m=draw(st.sampled_from([None, 100.0])),
        declared=Declared(takeoff_mass_kg=draw(st.sampled_from([None, 4.0, 9.0]))),
    )


def shrunk(draw: st.DrawFn, operation: Operation) -> Operation:
    """Return a flight smaller in one respect."""
    window = operation.windows[0]
    length = window.end - window.start
    speed, mass = operation.speed_mps, operation.declared.takeoff_mass_kg
    points = operation.path.waypoints
    ways = [
        replace(operation, half_width_m=max(1.0, operation.half_width_m * draw(st.floats(0.2, 1)))),
        replace(operation, windows=(Window(window.start + length / 3, window.end),)),
        replace(operation, windows=(Window(window.start, window.end - length / 3),)),
        replace(operation, speed_mps=None if speed is None else speed * draw(st.floats(0.1, 1))),
        replace(operation, declared=Declared(takeoff_mass_kg=mass and mass * 0.9)),
        replace(
            operation, ceiling=replace(operation.ceiling, value_m=operation.ceiling.value_m * draw(st.floats(0.1, 1)))
        ),
        replace(operation, path=Route(points[: max(1, len(points) - 1)])),
    ]
    return draw(st.sampled_from(ways))


def enlarged(draw: st.DrawFn, operation: Operation) -> Operation:
    """Return a flight larger in one respect."""
    window = operation.windows[0]
    speed, mass = operation.speed_mps, operation.declared.takeoff_mass_kg
    last = operation.path.waypoints[-1]
    ways = [
        replace(operation, half_width_m=operation.half_width_m + draw(st.floats(MM, 300))),
        replace(operation, windows=(Window(window.start, window.end + timedelta(minutes=draw(st.integers(1, 600)))),)),
        replace(operation, windows=(*operation.windows, hours(3, 9, 10))),
        replace(operation, speed_mps=None if speed is None else speed + draw(st.floats(0.01, 20))),
        replace(operation, declared=Declared(takeoff_mass_kg=mass and mass + draw(st.floats(0.001, 20)))),
        replace(
            operation, ceiling=replace(operation.ceiling, value_m=operation.ceiling.value_m + draw(st.floats(MM, 90)))
        ),
        replace(operation, path=Route((*operation.path.waypoints, replace(last, lon_deg=last.lon_deg + 0.02)))),
    ]
    return draw(st.sampled_from(ways))


law = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@law
@given(st.data())
def test_shrinking_any_part_of_what_is_inside_stays_inside(data: st.DataObject) -> None:
    confirmed = data.draw(flights())
    amended = confirmed
    for _ in range(3):
        smaller = shrunk(data.draw, amended)
        assert judged(confirmed, smaller).inside, [excess.text.en for excess in judged(confirmed, smaller).excesses]
        amended = smaller


@law
@given(st.data())
def test_enlarging_what_is_outside_stays_outside(data: st.DataObject) -> None:
    confirmed = data.draw(flights())
    amended = enlarged(data.draw, confirmed)
    assume(not judged(confirmed, amended).inside)
    for _ in range(2):
        amended = enlarged(data.draw, amended)
        assert not judged(confirmed, amended).inside


@law
@given(flights(), flights())
def test_inside_means_within_the_buffer_by_area(confirmed: Operation, amended: Operation) -> None:
    """The oracle: buffers drawn by geopandas' own buffer in the plane, from figures written out here."""
    if not judged(confirmed, amended).inside:
        return
    old, new = build_volume(confirmed), build_volume(amended, plane_epsg=build_volume(confirmed).plane_epsg)
    was, now = (volume.footprints[list(volume.footprints)[2]] for volume in (old, new))
    assert now.difference(was.buffer(0.15)).area == 0


@law
@given(st.data())
def test_another_flight_more_confirmed_never_puts_outside(data: st.DataObject) -> None:
    one, other, amended = (data.draw(flights()) for _ in range(3))
    if judge(proposed(one), proposed(amended)).inside:
        assert judge(proposed(one, other), proposed(amended)).inside
    both = judge(proposed(one), proposed(amended, one))
    assert both.inside == judge(proposed(one), proposed(amended)).inside

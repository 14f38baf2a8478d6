"""What a leg knows of its heights: over made-up ground, stretch by stretch, against arithmetic by hand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.finding import VolumeKind
from airspace.trial import Operation
from airspace.volume import Leg, build_volume, contingency_margin_m, contingency_rise_m
from geo.crs import JGD2011, transformer
from geo.geoid import STEEPEST, undulation
from geo.height import GEOID_RANGE_M, LOWEST_GROUND_M, Datum, Height, Range
from geo.route import Area, Circle, Route, Waypoint
from geo.terrain import Terrain
from tests.airspace.worlds import flight
from tests.fakes import FakeTerrain
from tests.zoo import HOME, PLANE, at, positions

METRE_DEG = at(1_000, 0)[0] / 1_000 - HOME[0] / 1_000
RISE_M = contingency_rise_m(10.0)
REACH_M = 30.0 + contingency_margin_m(10.0)


def east_m(lon_deg: float) -> float:
    """Return how far east of home a meridian lies, about."""
    return (lon_deg - HOME[0]) / METRE_DEG


def ridge(lon_deg: float, lat_deg: float) -> float:
    """Return a plain of 100 m with a ridge of 300 m, 200 m wide, 2 km east of home."""
    return 300.0 if abs(east_m(lon_deg) - 2_000) < 100 else 100.0


def valley(lon_deg: float, lat_deg: float) -> float:
    """Return a plateau of 300 m with a valley of 100 m, 400 m wide, 2 km east of home."""
    return 100.0 if abs(east_m(lon_deg) - 2_000) < 200 else 300.0


def climbing(terrain: Terrain | None, *heights: Height | None) -> tuple[Leg, ...]:
    """Return the legs of a flight of 1 km eastwards between heights."""
    points = tuple(Waypoint(*at(1_000.0 * i, 0), height) for i, height in enumerate(heights))
    return build_volume(Operation(Route(points), flight([HOME]).windows, speed_mps=10.0), terrain).legs


def level(height: Height, terrain: Terrain | None = None, length_m: float = 4_000.0) -> Leg:
    """Return the one leg of a level flight eastwards."""
    (leg,) = build_volume(flight(positions((0, 0), (length_m, 0)), height), terrain).legs
    return leg


def where(leg: Leg, chosen: np.ndarray) -> tuple[float, float]:
    """Return the first and the last metre of the chosen stretches."""
    found = np.flatnonzero(chosen)
    return float(leg.profile.edges_m[found[0]]), float(leg.profile.edges_m[found[-1] + 1])


def test_a_level_leg_over_a_ridge_is_low_over_the_ridge_only() -> None:
    leg = level(Height(350, Datum.AMSL), FakeTerrain(ridge, error_m=2.0))
    agl = leg.profile.agl
    assert (agl.low_m.min(), agl.low_m.max()) == (48, 248)
    assert (agl.high_m.min(), agl.high_m.max()) == (52, 252)
    over = where(leg, agl.low_m < 100)
    assert over == pytest.approx((1_900, 2_100), abs=30)
    assert over[0] < 1_900 < 2_100 < over[1]
    assert leg.agl == Range(248, 252)
    assert leg.amsl == Range(350, 350)
    assert leg.contingency_agl == Range(248 + RISE_M, 252 + RISE_M)
    assert leg.contingency_amsl == Range(350 + RISE_M, 350 + RISE_M)


def test_a_level_leg_over_a_valley_is_high_over_the_valley_only() -> None:
    leg = level(Height(350, Datum.AMSL), FakeTerrain(valley))
    assert leg.agl == Range(250, 250)
    high = where(leg, leg.profile.agl.high_m >= 150)
    assert high == pytest.approx((1_800, 2_200), abs=30)
    assert where(leg, leg.profile.agl.low_m >= 150) == pytest.approx((1_800, 2_200), abs=30)


def test_all_ground_under_the_contingency_volume_counts_and_none_beyond() -> None:
    """A wall along the flight: seen where it begins within the contingency volume's reach and not much further off."""

    def wall(north_m: float) -> FakeTerrain:
        edge = at(0, north_m)[1]
        return FakeTerrain(lambda lon, lat: 300.0 if lat > edge else 100.0, step_m=4.0)

    height = Height(350, Datum.AMSL)
    assert level(height, wall(REACH_M - 1), 400).agl.low_m == 50
    assert level(height, wall(REACH_M + 12), 400).agl == Range(250, 250)
    assert level(height, wall(REACH_M - 1), 400).agl.high_m == 250


@pytest.mark.parametrize(("datum", "takeoff_m"), [(Datum.AMSL, 0.0), (Datum.TAKEOFF, 100.0)])
def test_between_waypoints_the_height_climbs_evenly(datum: Datum, takeoff_m: float) -> None:
    """From 200 to 400 m over 1 km of a plain at 100 m, as the second of three legs."""
    heights = [Height(value - takeoff_m, datum) for value in (200, 200, 400, 400)]
    leg = climbing(FakeTerrain(lambda lon, lat: 100.0), *heights)[1]
    ends_m = leg.profile.edges_m - 1_000.0
    expected = 100 + 200 * ends_m[1:] / ends_m[-1]
    assert leg.profile.agl.low_m == pytest.approx(expected)
    assert leg.profile.agl.high_m == pytest.approx(expected)
    assert leg.profile.amsl.low_m == pytest.approx(expected + 100)
    assert leg.agl == Range(300, 300)
    assert leg.least_agl == Range(100, 100)
    assert leg.least_amsl == Range(200, 200)
    assert where(leg, leg.profile.agl.low_m >= 150)[0] == pytest.approx(1_250, abs=8)


def test_a_sinking_leg_is_the_mirror_of_a_climbing_one() -> None:
    plain = FakeTerrain(lambda lon, lat: 100.0)
    up = climbing(plain, *(Height(value, Datum.AMSL) for value in (200, 200, 400, 400)))[1]
    down = climbing(plain, *(Height(value, Datum.AMSL) for value in (400, 400, 200, 200)))[1]
    assert np.asarray(down.profile.agl.low_m)[::-1] == pytest.approx(np.asarray(up.profile.agl.low_m))
    assert (down.least_agl, down.agl) == (up.least_agl, up.agl)


def test_on_the_first_and_last_leg_it_may_climb_at_once() -> None:
    first, _, last = climbing(
        FakeTerrain(lambda lon, lat: 100.0), *(Height(value, Datum.AMSL) for value in (110, 300, 300, 110))
    )
    for leg in (first, last):
        assert leg.agl == Range(200, 200)
        assert leg.least_agl == Range(0, 0)
        assert leg.least_amsl == Range(100, 100)
        assert set(np.asarray(leg.profile.agl.high_m)) == {200.0}
    assert np.asarray(first.profile.agl.low_m)[0] == pytest.approx(10 + 190 / len(first.profile.edges_m), abs=1)
    assert np.asarray(last.profile.agl.low_m)[-1] == pytest.approx(10 + 190 / len(first.profile.edges_m), abs=1)


def test_above_ground_the_ground_is_needed_only_for_the_height_above_the_sea() -> None:
    middle = climbing(FakeTerrain(ridge, error_m=1.0), *(Height(value, Datum.AGL) for value in (50, 50, 90, 90)))[1]
    assert middle.agl == Range(90, 90)
    assert middle.least_agl == Range(50, 50)
    assert middle.amsl.low_m == pytest.approx(299 + 90, abs=4)
    assert middle.amsl.high_m == pytest.approx(301 + 90)
    assert middle.least_amsl == Range(149, 151)
    bare = climbing(None, *(Height(value, Datum.AGL) for value in (50, 50, 90, 90)))[1]
    assert bare.agl == Range(90, 90)
    assert bare.amsl == Range(90 + LOWEST_GROUND_M, None)
    assert bare.least_amsl == Range(50 + LOWEST_GROUND_M, None)


def test_without_terrain_a_leg_is_one_stretch_between_its_ends() -> None:
    first, second = climbing(None, *(Height(value, Datum.AMSL) for value in (60, 60, 60)))
    assert second.profile.edges_m == pytest.approx([second.from_m, second.to_m])
    assert first.profile.edges_m[0] == 0
    assert np.asarray(second.profile.agl.low_m).tolist() == [-np.inf]
    assert np.asarray(second.profile.agl.high_m).tolist() == [60 - LOWEST_GROUND_M]
    assert np.asarray(second.profile.ground.low_m).tolist() == [LOWEST_GROUND_M]
    assert np.asarray(second.profile.ground.high_m).tolist() == [np.inf]
    assert second.agl == Range(None, 60 - LOWEST_GROUND_M)


def test_where_terrain_ends_only_the_rest_is_as_if_there_were_none() -> None:
    terrain = FakeTerrain(lambda lon, lat: 100.0, east=at(2_500, 0)[0])
    leg = level(Height(200, Datum.AMSL), terrain)
    unknown = np.isinf(np.asarray(leg.profile.ground.high_m))
    assert where(leg, unknown) == pytest.approx((2_500, 4_000), abs=40)
    assert set(np.asarray(leg.profile.agl.high_m)[unknown]) == {200 - LOWEST_GROUND_M}
    assert set(np.asarray(leg.profile.agl.high_m)[~unknown]) == {100.0}
    assert leg.agl == Range(100, 200 - LOWEST_GROUND_M)
    assert leg.levels().ground.low_m == LOWEST_GROUND_M
    assert leg.levels().ground.high_m == np.inf


@pytest.mark.parametrize("terrain", [None, FakeTerrain(ridge)])
def test_a_flight_without_heights_knows_only_its_ground(terrain: Terrain | None) -> None:
    leg = climbing(terrain, None, None, None)[1]
    ranges = [leg.agl, leg.contingency_agl, leg.amsl, leg.contingency_amsl, leg.least_agl, leg.least_amsl]
    assert ranges == [Range(None, None)] * 6
    assert np.isneginf(leg.profile.agl.low_m).all()
    assert np.isposinf(leg.profile.amsl.high_m).all()
    count = len(leg.profile.edges_m) - 1
    assert np.shape(leg.profile.ground.low_m) == np.shape(leg.profile.agl.high_m) == (count,)


def test_an_ellipsoidal_height_is_turned_by_the_geoid_of_the_place_and_day() -> None:
    days = date(2025, 3, 31), date(2025, 4, 1)
    found = []
    for day in days:
        (leg,) = build_volume(
            flight(positions((0, 0), (400, 0)), Height(200, Datum.ELLIPSOIDAL), on=day),
            FakeTerrain(lambda lon, lat: 100.0),
        ).legs
        here = undulation(*HOME, day).span
        assert leg.amsl.low_m == pytest.approx(200 - here.high_m, abs=0.2)
        assert leg.amsl.high_m == pytest.approx(200 - here.low_m, abs=0.2)
        assert leg.amsl.high_m - leg.amsl.low_m < 0.2 + 2 * STEEPEST * (REACH_M + 300)
        assert leg.agl == Range(leg.amsl.low_m - 100, leg.amsl.high_m - 100)
        found.append(leg.amsl.low_m)
    assert found[0] - found[1] == pytest.approx(0.16, abs=0.05)


def test_the_geoid_is_asked_only_where_something_is_measured_from_the_ellipsoid() -> None:
    leg = level(Height(200, Datum.AMSL))
    anywhere = leg.levels(Height(5, Datum.AGL), None)
    assert (anywhere.geoid.low_m, anywhere.geoid.high_m) == GEOID_RANGE_M
    here = leg.levels(None, Height(5, Datum.ELLIPSOIDAL))
    assert here.geoid.high_m - here.geoid.low_m < 1
    own = level(Height(200, Datum.ELLIPSOIDAL)).levels()
    assert own.geoid.low_m == pytest.approx(here.geoid.low_m)


def test_levels_are_those_under_the_whole_leg() -> None:
    leg = level(Height(350, Datum.AMSL), FakeTerrain(ridge, error_m=2.0))
    levels = leg.levels()
    assert (levels.ground.low_m, levels.ground.high_m) == (98, 302)
    assert (levels.takeoff.low_m, levels.takeoff.high_m) == (98, 102)


def test_above_the_take_off_point_needs_the_ground_there() -> None:
    west = at(500, 0)[0]
    leg = level(Height(50, Datum.TAKEOFF), FakeTerrain(lambda lon, lat: 100.0, west=west))
    assert leg.agl.high_m is None
    assert leg.agl.low_m == 50 + LOWEST_GROUND_M - 100
    assert leg.amsl == Range(50 + LOWEST_GROUND_M, None)


AREA = Circle(*HOME, 300.0)


def test_an_area_is_one_stretch_over_all_its_ground() -> None:
    def hill(lon_deg: float, lat_deg: float) -> float:
        return 250.0 if abs(east_m(lon_deg) - 200) < 30 else 100.0

    area = Area(AREA, floor=Height(280, Datum.AMSL), ceiling=Height(300, Datum.AMSL))
    operation = Operation(area, flight([HOME]).windows, speed_mps=10.0)
    (leg,) = build_volume(operation, FakeTerrain(hill, error_m=1.0)).legs
    assert leg.profile.edges_m.tolist() == [0, 0]
    assert leg.agl == Range(49, 201)
    assert leg.least_agl == Range(29, 181)
    assert (leg.amsl, leg.least_amsl) == (Range(300, 300), Range(280, 280))
    (leg,) = build_volume(operation).legs
    assert leg.agl == Range(None, 300 - LOWEST_GROUND_M)
    assert leg.profile.edges_m.tolist() == [0, 0]


def test_an_areas_floor_may_have_another_datum() -> None:
    area = Area(AREA, floor=Height(20, Datum.AGL), ceiling=Height(300, Datum.AMSL))
    (leg,) = build_volume(Operation(area, flight([HOME]).windows), FakeTerrain(lambda lon, lat: 100.0)).legs
    assert (leg.least_agl, leg.agl) == (Range(20, 20), Range(200, 200))
    assert (leg.least_amsl, leg.amsl) == (Range(120, 120), Range(300, 300))


def test_a_hover_knows_the_ground_within_the_contingency_volume() -> None:
    edge = at(REACH_M - 2, 0)[0]
    terrain = FakeTerrain(lambda lon, lat: 180.0 if lon > edge else 100.0, step_m=4.0)
    (leg,) = build_volume(flight([HOME], Height(250, Datum.AMSL)), terrain).legs
    assert leg.agl == Range(70, 150)


def test_the_ground_risk_buffer_follows_the_highest_flight_above_the_ground() -> None:
    leg = level(Height(350, Datum.AMSL), FakeTerrain(valley))
    assert leg.reach_m[VolumeKind.GROUND_RISK_BUFFER] == pytest.approx(REACH_M + 250)


@given(
    st.lists(st.floats(120, 500), min_size=3, max_size=5),
    st.floats(0, 30),
    st.floats(0, 30),
    st.floats(0, 200),
    st.sampled_from([Datum.AMSL, Datum.TAKEOFF, Datum.AGL, Datum.ELLIPSOIDAL]),
)
@settings(max_examples=30)
def test_more_error_never_narrows_and_flying_higher_never_lowers(
    values: list[float], error_m: float, more_m: float, higher_m: float, datum: Datum
) -> None:
    def legs(up_m: float, wide_m: float) -> tuple[Leg, ...]:
        terrain = FakeTerrain(ridge, error_m=wide_m, step_m=100.0)
        return climbing(terrain, *(Height(value + up_m, datum) for value in values))

    for sure, unsure, higher in zip(legs(0, error_m), legs(0, error_m + more_m), legs(higher_m, error_m), strict=True):
        for name in ("agl", "contingency_agl", "amsl", "contingency_amsl", "least_agl", "least_amsl"):
            one, wide, up = (getattr(leg, name) for leg in (sure, unsure, higher))
            assert wide.low_m <= one.low_m + 1e-9
            assert wide.high_m >= one.high_m - 1e-9
            assert up.low_m >= one.low_m - 1e-9
            assert up.high_m >= one.high_m - 1e-9


def test_a_leg_longer_than_the_plane_is_straight_keeps_its_profile_in_order() -> None:
    leg = level(Height(350, Datum.AMSL), FakeTerrain(ridge, step_m=100.0), 24_000)
    assert len(leg.course.coords) > 2
    assert (np.diff(leg.profile.edges_m) > 0).all()
    assert leg.profile.edges_m[[0, -1]] == pytest.approx([leg.from_m, leg.to_m])
    assert where(leg, leg.profile.agl.low_m < 100) == pytest.approx((1_900, 2_100), abs=260)


def test_terrain_is_asked_in_degrees_round_the_course() -> None:
    terrain = FakeTerrain(ridge, step_m=50.0)
    level(Height(350, Datum.AMSL), terrain, 2_500)
    places = np.array(terrain.asked).reshape(-1, 2)
    x, y = transformer(JGD2011, PLANE).transform(places[:, 0], places[:, 1])
    home = transformer(JGD2011, PLANE).transform(*HOME)
    side_m = REACH_M + 1.5 * 50
    assert np.unique(np.round(abs(y - home[1]))).min() >= side_m - 3
    assert np.abs(y - home[1]).max() <= side_m + 3
    assert x.min() - home[0] == pytest.approx(-side_m, abs=40)
    assert x.max() - home[0] == pytest.approx(2_500 + side_m, abs=40)
    assert len(terrain.asked) == 3

"""The ground under a course against every cell of a raster, and against ridges and valleys made by hand."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.crs import JGD2011, nearest_plane, transformer
from geo.profile import MOST_SAMPLES, GroundProfile, closest_sampling, ground_along, ground_under
from geo.terrain import NoTerrain
from geo.terrain_raster import Lattice, RasterTerrain
from tests.geo.relief import made, raster

LATTICE = Lattice(6668, 136.45, 34.75, 0.2 / 3600, 0.2 / 3600)
PLANE = nearest_plane(136.45, 34.75)
SIZE = 500
MIDDLES = np.mgrid[:SIZE, :SIZE] + 0.5
LONS, LATS = LATTICE.positions_of(np.column_stack([MIDDLES[1].ravel(), MIDDLES[0].ravel()])).T
X, Y = transformer(JGD2011, PLANE).transform(LONS, LATS)
CENTRE = np.array([X.mean(), Y.mean()])
CELL_M = 6.2
RANDOM = np.random.default_rng(7).uniform(0, 500, (SIZE, SIZE)).astype(np.float32)
TERRAIN = RasterTerrain([raster(RANDOM, LATTICE)])


def line(*points: tuple[float, float]) -> LineString:
    """Return a line by metres from the raster's centre."""
    return LineString([CENTRE + point for point in points])


def held_by(profile: GroundProfile, course: LineString, reach_m: float) -> None:
    """Assert that each stretch knows every cell over it, and nothing of cells further off than some cells."""
    points = shapely.points(X, Y)
    near = shapely.distance(course, points)
    along = shapely.line_locate_point(course, points)
    heights = RANDOM.ravel()
    assert len(profile.low_m) == len(profile.high_m) == len(profile.edges_m) - 1
    for start_m, end_m, low_m, high_m in zip(
        profile.edges_m[:-1], profile.edges_m[1:], profile.low_m, profile.high_m, strict=True
    ):
        over = heights[(near <= reach_m + CELL_M) & (along >= start_m - 0.1) & (along <= end_m + 0.1)]
        beyond = 5 * CELL_M
        about = heights[(near <= 1.42 * (reach_m + beyond)) & (along >= start_m - beyond) & (along <= end_m + beyond)]
        if len(over):
            assert low_m <= over.min()
            assert high_m >= over.max()
        assert low_m >= about.min()
        assert high_m <= about.max()


@pytest.mark.parametrize(
    "course",
    [
        line((-500, 0), (500, 0)),
        line((0, 600), (0, -600)),
        line((-400, -300), (350, 420)),
        line((300, -300), (310, -310)),
        line((-600, 100), (-100, 120), (500, 148)),
        line((0, 0), (3, 0)),
    ],
)
@pytest.mark.parametrize("reach_m", [1.0, 23.0, 120.0])
def test_each_stretch_knows_the_cells_over_it_and_few_others(course: LineString, reach_m: float) -> None:
    profile = ground_along(TERRAIN, course, reach_m, PLANE, 0)
    assert profile.edges_m[0] == 0
    assert profile.edges_m[-1] == pytest.approx(course.length)
    assert np.diff(profile.edges_m).max() <= 5.1
    assert (np.diff(profile.edges_m) > 0).all()
    held_by(profile, course, reach_m)


@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0, 2 * math.pi), st.floats(1, 300), st.floats(1, 60))
@settings(max_examples=10)
def test_each_stretch_knows_its_cells_however_it_lies(
    x: float, y: float, direction: float, length_m: float, reach_m: float
) -> None:
    end = (x + length_m * math.cos(direction), y + length_m * math.sin(direction))
    course = line((x, y), end)
    held_by(ground_along(TERRAIN, course, reach_m, PLANE, 0), course, reach_m)


def test_a_ridge_and_a_valley_are_seen_where_they_are() -> None:
    """A wall of 300 m, 20 m thick, 400 m from the start, and a trench of 50 m at 700 m, in a plain of 100 m."""
    course = line((-500, 0), (500, 0))
    start = transformer(PLANE, JGD2011).transform(*course.coords[0])[0]
    metre = 1 / 91_450  # degrees of longitude at 34.7°

    def relief(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        east_m = (lon - start) / metre
        return np.select([abs(east_m - 400) < 10, abs(east_m - 700) < 10], [300.0, 50.0], 100.0 + 0 * lat)

    terrain = RasterTerrain([raster(made((SIZE, SIZE), relief, LATTICE), LATTICE)])
    profile = ground_along(terrain, course, 30.0, PLANE, 0)
    middles_m = (profile.edges_m[:-1] + profile.edges_m[1:]) / 2
    wall, trench = middles_m[profile.high_m == 300], middles_m[profile.low_m == 50]
    assert 370 < wall.min() < 395
    assert 405 < wall.max() < 430
    assert 670 < trench.min() < 695
    assert 705 < trench.max() < 730
    assert set(profile.low_m) == {50.0, 100.0, 300.0} or set(profile.low_m) == {50.0, 100.0}
    assert set(profile.high_m) == {100.0, 300.0}


def test_what_lies_beyond_the_ends_belongs_to_the_first_and_last_stretch() -> None:
    course = line((-200, 0), (200, 0))
    begin, end = (transformer(PLANE, JGD2011).transform(*point)[0] for point in course.coords)

    def relief(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        return np.select([lon < begin - 0.0003, lon > end + 0.0003], [400.0, 20.0], 100.0 + 0 * lat)

    terrain = RasterTerrain([raster(made((SIZE, SIZE), relief, LATTICE), LATTICE)])
    profile = ground_along(terrain, course, 50.0, PLANE, 0)
    assert profile.high_m[0] == 400
    assert profile.low_m[-1] == 20
    assert set(profile.high_m[1:]) == {100.0}
    assert set(profile.low_m[:-1]) == {100.0}
    assert profile.low_m[0] == 100
    assert profile.high_m[-1] == 100
    near = ground_along(terrain, course, 10.0, PLANE, 0)
    assert set(near.high_m) == set(near.low_m) == {100.0}


def test_a_joint_inside_a_leg_adds_no_round_end() -> None:
    bent = ground_along(TERRAIN, line((-200, 0), (0, 0), (200, 0)), 60.0, PLANE, 0)
    straight = ground_along(TERRAIN, line((-200, 0), (200, 0)), 60.0, PLANE, 0)
    assert bent.edges_m[-1] == pytest.approx(straight.edges_m[-1])
    middle = len(straight.low_m) // 2
    held_by(bent, line((-200, 0), (200, 0)), 60.0)
    assert abs(middle - int(np.argmin(np.abs(bent.edges_m - 200)))) <= 1


def test_a_hole_is_not_known_where_it_is_and_only_there() -> None:
    cells = np.full((SIZE, SIZE), 80.0, np.float32)
    cells[SIZE // 2, SIZE // 2] = np.nan
    terrain = RasterTerrain([raster(cells, LATTICE)])
    profile = ground_along(terrain, line((-400, 0), (400, 0)), 20.0, PLANE, 0)
    middles_m = (profile.edges_m[:-1] + profile.edges_m[1:]) / 2
    unknown = middles_m[np.isnan(profile.low_m)]
    assert len(unknown)
    assert 370 < unknown.min() < unknown.max() < 430
    assert np.array_equal(np.isnan(profile.low_m), np.isnan(profile.high_m))
    beside = ground_along(terrain, line((-400, 60), (400, 60)), 20.0, PLANE, 0)
    assert not np.isnan(beside.low_m).any()


def test_without_terrain_a_line_is_one_stretch_of_which_nothing_is_known() -> None:
    profile = ground_along(NoTerrain(), line((0, 0), (300, 400)), 10.0, PLANE, 0)
    assert profile.edges_m.tolist() == [0.0, 500.0]
    assert np.isnan([*profile.low_m, *profile.high_m]).all()
    assert all(math.isnan(end) for end in ground_under(NoTerrain(), Point(CENTRE), 10.0, PLANE, 0))


@pytest.mark.parametrize("sampling", [0, 1])
@pytest.mark.parametrize(
    ("shape", "reach_m"),
    [
        (Point(CENTRE), 40.0),
        (Point(CENTRE + np.array([120, -80])), 7.0),
        (Point(CENTRE).buffer(300), 60.0),
        (
            shapely.Polygon([CENTRE + p for p in ((-500, -500), (-500, 500), (-460, 500), (-460, -460), (500, -500))]),
            5.0,
        ),
    ],
)
def test_an_area_knows_the_cells_under_it(shape: shapely.Polygon | Point, reach_m: float, sampling: int) -> None:
    low_m, high_m = ground_under(TERRAIN, shape, reach_m, PLANE, sampling)
    near = shapely.distance(shape, shapely.points(X, Y))
    over = RANDOM.ravel()[near <= reach_m + CELL_M]
    about = RANDOM.ravel()[near <= reach_m + 530 * 16**sampling]
    assert about.min() <= low_m <= over.min()
    assert over.max() <= high_m <= about.max()


def test_an_area_leaves_out_the_tiles_that_it_does_not_touch() -> None:
    """An L whose arms are 3.6 km long, on ground that is a pit within its angle."""
    lattice = Lattice(6668, 136.45, 34.75, 2 / 3600, 2 / 3600)
    pit = made((200, 200), lambda lon, lat: np.where(abs(lon - 136.51) + abs(lat - 34.69) < 0.01, -5.0, 70.0), lattice)
    terrain = RasterTerrain([raster(pit, lattice)])
    corner = transformer(JGD2011, PLANE).transform(136.49, 34.67)
    arms = shapely.Polygon(
        [np.add(corner, p) for p in ((0, 0), (3_600, 0), (3_600, 60), (60, 60), (60, 3_600), (0, 3_600))]
    )
    assert ground_under(terrain, arms, 20.0, PLANE, 0) == (70.0, 70.0)
    assert ground_under(terrain, arms.convex_hull, 20.0, PLANE, 0) == (-5.0, 70.0)


def test_a_large_flight_is_looked_at_in_groups_of_cells() -> None:
    spacing_m, margin_m = TERRAIN.samplings[0].spacing_m, TERRAIN.samplings[0].margin_m
    width_m = 2 * (100.0 + margin_m)
    most_m = MOST_SAMPLES * spacing_m**2 / width_m - width_m
    assert closest_sampling(TERRAIN, [(line((0, 0), (most_m - 1, 0)), 100.0)]) == 0
    assert closest_sampling(TERRAIN, [(line((0, 0), (most_m + 1, 0)), 100.0)]) == 1
    assert closest_sampling(TERRAIN, [(line((0, 0), (most_m / 2, 0)), 100.0)] * 2) == 1
    side_m = math.sqrt(MOST_SAMPLES) * spacing_m - width_m
    for over_m, number in ((-1, 0), (1, 1)):
        square = shapely.box(0, 0, side_m + over_m, side_m + over_m)
        assert closest_sampling(TERRAIN, [(square, 100.0)]) == number
    assert closest_sampling(TERRAIN, [(shapely.box(0, 0, 300_000, 300_000), 100.0)]) == 2
    assert closest_sampling(NoTerrain(), [(line((0, 0), (1, 0)), 1.0)]) == 0


def test_groups_of_cells_know_all_that_cells_know() -> None:
    course = line((-300, -200), (300, 250))
    close, far = (ground_along(TERRAIN, course, 30.0, PLANE, number) for number in (0, 1))
    assert len(far.low_m) < len(close.low_m) / 10
    assert far.low_m.min() <= close.low_m.min()
    assert far.high_m.max() >= close.high_m.max()
    for start_m, end_m, low_m, high_m in zip(far.edges_m[:-1], far.edges_m[1:], far.low_m, far.high_m, strict=True):
        inside = (close.edges_m[:-1] >= start_m) & (close.edges_m[1:] <= end_m)
        assert low_m <= close.low_m[inside].min()
        assert high_m >= close.high_m[inside].max()

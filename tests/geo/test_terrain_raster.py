"""Rasters: which cells a patch sees, groups of cells, what is not known, and several rasters as one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.terrain import Ground
from geo.terrain_raster import BLOCK, GROUPS, Lattice, RasterTerrain, grouped
from tests.geo.relief import SECONDS_0_2, HeldBlocks, made, raster

STEP = 0.2 / 3600


def middle(row: float, column: float) -> tuple[float, float]:
    """Return the position of the middle of a cell."""
    return 136.0 + (column + 0.5) * STEP, 35.0 - (row + 0.5) * STEP


def numbered(rows: int, columns: int) -> np.ndarray:
    """Return cells that are all different: 1000 × row + column."""
    return (np.arange(rows)[:, None] * 1000.0 + np.arange(columns)).astype(np.float32)


def box(top: int, left: int, rows: int, columns: int) -> tuple[tuple[float, float], ...]:
    """Return the corners of a patch of whole cells: along is eastwards, across is southwards."""
    west, east = 136.0 + left * STEP, 136.0 + (left + columns) * STEP
    north, south = 35.0 - top * STEP, 35.0 - (top + rows) * STEP
    return (west, north), (west, south), (east, north), (east, south)


@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 5), (250, 250), (255, 255), (256, 256), (100, 290)])
def test_a_patch_of_whole_cells_is_the_cells(top: int, left: int) -> None:
    cells = numbered(400, 400)
    found = raster(cells).patch(box(top, left, 12, 9), 9, 12, 0, math.inf)
    assert np.array_equal(found.low_m.T, cells[top : top + 12, left : left + 9])
    assert np.array_equal(found.high_m, found.low_m)


def test_the_error_widens_each_cell() -> None:
    found = raster(numbered(10, 10), error_m=2.5).patch(box(1, 1, 2, 2), 2, 2, 0, math.inf)
    assert found.low_m.T.tolist() == [[998.5, 999.5], [1998.5, 1999.5]]
    assert found.high_m.T.tolist() == [[1003.5, 1004.5], [2003.5, 2004.5]]


@pytest.mark.parametrize(("top", "left"), [(-5, 0), (0, -5), (398, 0), (0, 398), (-700, 0), (0, 900)])
def test_beyond_the_cells_nothing_is_known(top: int, left: int) -> None:
    cells = numbered(400, 400)
    found = raster(cells).patch(box(top, left, 6, 6), 6, 6, 0, math.inf)
    rows, columns = np.arange(top, top + 6), np.arange(left, left + 6)
    inside = ((rows >= 0) & (rows < 400))[:, None] & ((columns >= 0) & (columns < 400))
    assert np.array_equal(~np.isnan(found.low_m.T), inside)
    assert np.array_equal(~np.isnan(found.high_m.T), inside)
    expected = rows[:, None] * 1000.0 + columns
    assert np.array_equal(found.low_m.T[inside], expected[inside])


def test_groups_know_their_lowest_and_highest_and_nothing_where_a_cell_is_unknown() -> None:
    cells = numbered(256, 256)
    cells[40, 70] = np.nan
    low, high = grouped(cells, 16)
    assert low.shape == (16, 16)
    assert (low[1, 2], high[1, 2]) == (16_032, 31_047)
    assert np.isnan(low[2, 4])
    assert np.isnan(high[2, 4])
    assert np.isnan(low).sum() == 1
    assert np.isnan(grouped(cells, 256)).all()
    whole = grouped(numbered(256, 256), 256)
    assert whole.tolist() == [[[0]], [[255_255]]]


def test_a_patch_of_groups_holds_all_cells_under_it() -> None:
    cells = numbered(512, 512)
    found = raster(cells).patch(box(64, 32, 160, 320), 20, 10, 1, math.inf)
    for i, j in np.ndindex(20, 10):
        part = cells[64 + 16 * j : 80 + 16 * j, 32 + 16 * i : 48 + 16 * i]
        assert (found.low_m[i, j], found.high_m[i, j]) == (part.min(), part.max())
    whole = raster(cells).patch(box(0, 0, 512, 512), 2, 2, 2, math.inf)
    assert whole.low_m.T.tolist() == [[0, 256], [256_000, 256_256]]
    assert whole.high_m.T.tolist() == [[255_255, 255_511], [511_255, 511_511]]


@pytest.mark.parametrize(("position_error_m", "reach"), [(0.0, 2), (1.0, 3), (5.0, 3), (5.2, 4)])
def test_where_the_samples_see_too_little_beyond_the_cells_round_them_count(
    position_error_m: float, reach: int
) -> None:
    cells = numbered(400, 400)
    one = raster(cells, position_error_m=position_error_m)
    assert one.cell_m == pytest.approx((5.07, 6.17), abs=0.03)
    found = one.patch(box(250, 250, 3, 3), 3, 3, 0, one.margin_m(0) - 0.01)
    for i, j in np.ndindex(3, 3):
        part = cells[250 + j - reach : 251 + j + reach, 250 + i - reach : 251 + i + reach]
        assert (found.low_m[i, j], found.high_m[i, j]) == (part.min(), part.max())
    assert np.array_equal(one.patch(box(250, 250, 3, 3), 3, 3, 0, one.margin_m(0)).low_m.T, cells[250:253, 250:253])


def test_margins_reach_one_and_a_half_cells_and_the_error_of_the_positions() -> None:
    one = raster(numbered(4, 4), position_error_m=7.0)
    for number, group in enumerate(GROUPS):
        assert one.margin_m(number) == pytest.approx(1.5 * one.cell_m[1] * group + 7.0)
    terrain = RasterTerrain([one])
    assert [sampling.margin_m for sampling in terrain.samplings] == [one.margin_m(n) for n in range(3)]
    assert [s.spacing_m for s in terrain.samplings] == pytest.approx([0.7 * one.cell_m[0] * n for n in (1, 16, 256)])


def test_the_ground_at_a_position_is_that_of_its_cell_and_the_cells_round_it() -> None:
    one = raster(numbered(400, 400), error_m=1.0)
    assert one.ground(*middle(100, 200)) == Ground(100_200, 1_001 + 1.0)
    assert one.ground(*middle(0, 5)) is None
    assert one.ground(*middle(1, 1)) == Ground(1_001, 1_001 + 1.0)
    assert one.ground(*middle(900, 5)) is None


def test_a_hole_makes_its_neighbours_unknown_to_a_position() -> None:
    cells = np.full((20, 20), 50.0, np.float32)
    cells[10, 10] = np.nan
    one = raster(cells)
    assert one.ground(*middle(10, 12)) == Ground(50.0, 0.0)
    assert all(one.ground(*middle(10 + y, 10 + x)) is None for y in (-1, 0, 1) for x in (-1, 0, 1))


@given(st.floats(0.5, 18.49), st.floats(0.5, 18.49), st.integers(0, 2**32 - 1))
def test_the_ground_at_a_position_holds_the_surface_between_the_middles(row: float, column: float, seed: int) -> None:
    """By plain bilinear interpolation between the four middles round the position."""
    cells = np.random.default_rng(seed).uniform(0, 1_000, (24, 24)).astype(np.float32)
    y, x = row + 1.0, column + 1.0
    found = raster(cells).ground(*middle(y, x))
    top, left = int(y), int(x)
    down, right = y - top, x - left
    weights = np.outer([1 - down, down], [1 - right, right])
    surface = float((weights * cells[top : top + 2, left : left + 2]).sum())
    assert found is not None
    assert found.low_m - 1e-2 <= surface <= found.high_m + 1e-2


def test_the_raster_of_the_least_error_speaks_first_and_others_fill_its_gaps() -> None:
    fine = np.full((256, 256), 100.0, np.float32)
    fine[:, 128:] = np.nan
    coarse = Lattice(6668, 136.0, 35.0, 10 * STEP, 10 * STEP)
    terrain = RasterTerrain(
        [raster(np.full((256, 256), 300.0, np.float32), coarse, error_m=10.0), raster(fine, error_m=2.0)]
    )
    found = terrain.patch(box(50, 120, 4, 16), 16, 4, 0)
    assert np.array_equal(found.low_m[:8], np.full((8, 4), 98.0))
    assert np.array_equal(found.high_m[:8], np.full((8, 4), 102.0))
    assert np.array_equal(found.low_m[8:], np.full((8, 4), 290.0))
    assert np.array_equal(found.high_m[8:], np.full((8, 4), 310.0))
    assert terrain.ground(*middle(50, 60)) == Ground(100.0, 2.0)
    assert terrain.ground(*middle(50, 200)) == Ground(300.0, 10.0)
    assert terrain.ground(*middle(50, 9_000)) is None
    assert terrain.samplings[0].spacing_m == pytest.approx(0.7 * 5.07, abs=0.02)


def test_a_second_raster_is_not_asked_where_the_first_knows_all() -> None:
    second = raster(np.full((256, 256), 1.0, np.float32), error_m=9.0)
    terrain = RasterTerrain([second, raster(np.full((256, 256), 2.0, np.float32))])
    assert terrain.patch(box(5, 5, 2, 2), 2, 2, 0).low_m.max() == 2.0
    assert isinstance(second.blocks, HeldBlocks)
    assert second.blocks.fetched == []


def test_a_terrain_of_no_rasters_knows_nothing() -> None:
    assert RasterTerrain([]).samplings == ()
    assert RasterTerrain([]).ground(136.5, 34.7) is None


def test_only_the_blocks_that_a_patch_touches_are_fetched() -> None:
    one = raster(numbered(1_000, 1_000))
    assert isinstance(one.blocks, HeldBlocks)
    one.patch(box(10, 10, 4, 4), 4, 4, 0, math.inf)
    one.patch(box(254, 254, 4, 4), 4, 4, 0, math.inf)
    assert one.blocks.fetched == [(0, (0, 0)), *((0, (r, c)) for r in (0, 1) for c in (0, 1))]


@pytest.mark.parametrize(
    ("lattice", "position"),
    [
        (Lattice(3857, 15_140_000.0, 4_160_000.0, 5.0, 5.0), (136.01, 34.97)),
        (Lattice(6674, 0.0, -112_000.0, 5.0, 5.0), (136.005, 34.985)),
        (Lattice(32653, 590_000.0, 3_880_000.0, 5.0, 5.0), (136.0, 35.05)),
    ],
)
def test_other_systems_find_the_same_place(lattice: Lattice, position: tuple[float, float]) -> None:
    ((column, row),) = lattice.cells_at([position])
    assert lattice.positions_of(np.array([[column, row]]))[0] == pytest.approx(position, abs=1e-9)
    cells = made((BLOCK * 3, BLOCK * 3), lambda lon, lat: 1e5 * (lon - 136.0) + 0 * lat, lattice)
    ground = raster(cells, lattice).ground(*position)
    assert 0 <= row < BLOCK * 3
    assert 0 <= column < BLOCK * 3
    assert ground is not None
    assert ground.low_m <= 1e5 * (position[0] - 136.0) <= ground.high_m
    assert ground.error_m < 1e5 * 1.5 * 5.5 / 91_000 + 1


def test_cells_are_found_from_the_north_western_corner() -> None:
    assert SECONDS_0_2.cells_at([(136.0, 35.0), (136.0 + 3 * STEP, 35.0 - 2 * STEP)]) == pytest.approx(
        np.array([[0, 0], [3, 2]]), abs=1e-6
    )

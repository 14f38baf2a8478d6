"""Terrain from rasters: cells on a lattice, in square blocks that are fetched when a flight needs them.

Each block is known at three closenesses: its cells, groups of 16 × 16 of them, and as a whole; a group knows its lowest
and highest cell, and is not known where one of its cells is not.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.crs import GEOD, JGD2011, transformer
from geo.terrain import Corners, Ground, Position, Relief, Sampling

BLOCK = 256
"""Cells along the side of a block."""

GROUPS = (1, 16, BLOCK)
"""Cells along the side of what is looked at, for each sampling."""

SPACING = 0.7
"""Samples this many cells apart miss no cell, however they lie to the lattice (1/√2 is the limit)."""

MARGIN = 1.5
"""A point's height is drawn from cells whose middles are within one cell; half a cell more makes up for rounding."""

Key = tuple[int, int]
"""A block's row and column on its lattice; block (0, 0) begins at the lattice's corner."""

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square or oblong cells, north up: cell (0, 0) has its north-western corner at (`west`, `north`) in `epsg`."""

    epsg: int
    west: float
    north: float
    step_x: float
    step_y: float

    def cells_at(self, positions: Sequence[Position]) -> NDArray[np.float64]:
        """Return column and row, with fractions, of each JGD2011 position."""
        points = np.asarray(positions, float)
        x, y = transformer(JGD2011, self.epsg).transform(points[:, 0], points[:, 1])
        return np.column_stack([(x - self.west) / self.step_x, (self.north - y) / self.step_y])

    def positions_of(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the JGD2011 positions of columns and rows, with fractions."""
        x, y = self.west + cells[:, 0] * self.step_x, self.north - cells[:, 1] * self.step_y
        return np.column_stack(transformer(self.epsg, JGD2011).transform(x, y))

    def cell_sides_m(self, column: float, row: float) -> tuple[float, float]:
        """Return the length of the shorter and the longer side of the cell at a column and row, in metres."""
        corner, east, south = self.positions_of(np.array([[column, row], [column + 1, row], [column, row + 1]]))
        sides = [GEOD.inv(*corner, *other)[2] for other in (east, south)]
        return min(sides), max(sides)


class Blocks(Protocol):
    """Where the blocks of a raster are kept."""

    def fetch(self, sampling: int, keys: Sequence[Key]) -> Mapping[Key, Values]:
        """Return blocks as arrays of (1 or 2, side, side): lowest and highest, or what is both; NaN is not known.

        The side is `BLOCK // GROUPS[sampling]`. A block that is not held is left out.
        """
        ...


def grouped(cells: Values, size: int) -> Values:
    """Return lowest and highest of each `size` × `size` cells of a block; not known where one of them is not."""
    side = len(cells) // size
    groups = cells.reshape(side, size, side, size)
    return np.stack([groups.min(axis=(1, 3)), groups.max(axis=(1, 3))])


@dataclass(frozen=True)
class Raster:
    """One edition's cells between two block keys (both included), its errors upwards and on the map in metres."""

    lattice: Lattice
    first: Key
    last: Key
    error_m: float
    position_error_m: float
    blocks: Blocks

    @cached_property
    def cell_m(self) -> tuple[float, float]:
        """The least and the greatest length of a cell's side, in metres."""
        rows, columns = [(self.first[axis] * BLOCK, (self.last[axis] + 1) * BLOCK) for axis in (0, 1)]
        sides = [self.lattice.cell_sides_m(column, row) for column in columns for row in rows]
        return min(least for least, _ in sides), max(greatest for _, greatest in sides)

    def margin_m(self, sampling: int) -> float:
        """How far beyond a place its neighbours lie, in metres."""
        return MARGIN * self.cell_m[1] * GROUPS[sampling] + self.position_error_m

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a position: its cell and the cells round it; None where one of them is not known."""
        here = (lon_deg, lat_deg)
        relief = self._patch((here, here, here, here), 1, 1, 0, self._neighbours(1, 0))
        low_m, high_m = relief.low_m.item(), relief.high_m.item()
        return None if math.isnan(low_m) else Ground((low_m + high_m) / 2, (high_m - low_m) / 2)

    def patch(self, corners: Corners, along: int, across: int, sampling: int, seen_m: float) -> Relief:
        """Return the ground at each sample, and round it where the samples see less far beyond than its neighbours."""
        reach = 0 if self.margin_m(sampling) <= seen_m else self._neighbours(2, sampling)
        return self._patch(corners, along, across, sampling, reach)

    def _neighbours(self, cells: int, sampling: int) -> int:
        return cells + math.ceil(self.position_error_m / (self.cell_m[0] * GROUPS[sampling]))

    def _patch(self, corners: Corners, along: int, across: int, sampling: int, reach: int) -> Relief:
        group = GROUPS[sampling]
        cells = self.lattice.cells_at(corners) / group
        column, row = (int(least) - reach for least in np.floor(cells.min(axis=0)))
        end_column, end_row = (int(most) + reach + 1 for most in np.floor(cells.max(axis=0)))
        shape = end_row - row, end_column - column
        window = self._window(row, column, shape, sampling)
        low, high = window[0], window[-1]
        if reach:
            low, high = _spread(low, np.minimum, reach), _spread(high, np.maximum, reach)
        # Nothing is left of or above the window, so cutting off the fractions is rounding down.
        columns, rows = (
            _between(axis, along, across).astype(np.intp) for axis in (cells - (column + reach, row + reach)).T
        )
        places = rows * low.shape[1] + columns
        low_m = low.ravel()[places].astype(np.float64)
        high_m = low_m if high is low else high.ravel()[places].astype(np.float64)
        return Relief(low_m - self.error_m, high_m + self.error_m)

    def _window(self, row: int, column: int, shape: tuple[int, int], sampling: int) -> Values:
        """Return the cells, or groups of them, in a window, pasted together from blocks."""
        side = BLOCK // GROUPS[sampling]
        window = np.full((1 if sampling == 0 else 2, *shape), np.nan, np.float32)
        (first_row, first_column), (last_row, last_column) = self.first, self.last
        block_rows = range(max(row // side, first_row), min((row + shape[0] - 1) // side, last_row) + 1)
        block_columns = range(max(column // side, first_column), min((column + shape[1] - 1) // side, last_column) + 1)
        keys = [(r, c) for r in block_rows for c in block_columns]
        for (r, c), values in self.blocks.fetch(sampling, keys).items():
            top, left = r * side - row, c * side - column
            target = window[:, max(top, 0) : top + side, max(left, 0) : left + side]
            skip_y, skip_x = max(-top, 0), max(-left, 0)
            target[:] = values[:, skip_y : skip_y + target.shape[1], skip_x : skip_x + target.shape[2]]
        return window


class RasterTerrain:
    """Several rasters as one terrain: where the first knows nothing the next is asked."""

    def __init__(self, rasters: Sequence[Raster]) -> None:
        """Take the rasters, in any order; the ones of the least error come first."""
        self._rasters = sorted(rasters, key=lambda raster: (raster.error_m, raster.cell_m))
        self._samplings = tuple(self._sampling(number) for number in range(len(GROUPS))) if rasters else ()

    @property
    def samplings(self) -> tuple[Sampling, ...]:
        """How to look at it, the closest first."""
        return self._samplings

    def ground(self, lon_deg: float, lat_deg: float) -> Ground | None:
        """Return the ground at a position from the first raster that knows it."""
        found = (raster.ground(lon_deg, lat_deg) for raster in self._rasters)
        return next((ground for ground in found if ground), None)

    def patch(self, corners: Corners, along: int, across: int, sampling: int) -> Relief:
        """Return the ground at each sample from the first raster that knows it."""
        seen_m = self._samplings[sampling].margin_m
        first, *others = self._rasters
        relief = first.patch(corners, along, across, sampling, seen_m)
        for raster in others:
            unknown = np.isnan(relief.low_m)
            if not unknown.any():
                break
            other = raster.patch(corners, along, across, sampling, seen_m)
            relief = Relief(
                np.where(unknown, other.low_m, relief.low_m), np.where(unknown, other.high_m, relief.high_m)
            )
        return relief

    def _sampling(self, number: int) -> Sampling:
        finest = min(self._rasters, key=lambda raster: raster.cell_m)
        return Sampling(SPACING * finest.cell_m[0] * GROUPS[number], finest.margin_m(number))


def _between(corners: NDArray[np.float64], along: int, across: int) -> NDArray[np.float64]:
    """Return the values in the middles of `along` × `across` parts between those of four corners."""
    start_left, start_right, end_left, end_right = corners.tolist()
    u, v = ((np.arange(along) + 0.5) / along)[:, None], ((np.arange(across) + 0.5) / across)[None, :]
    left, right = start_left + u * (end_left - start_left), start_right + u * (end_right - start_right)
    found: NDArray[np.float64] = left + v * (right - left)
    return found


def _spread(values: Values, pick: np.ufunc, reach: int) -> Values:
    """Return for each cell not within `reach` of the border the least or greatest of all cells within `reach`."""
    for axis in (0, 1):
        count = values.shape[axis] - 2 * reach
        parts = [np.take(values, range(shift, shift + count), axis) for shift in range(2 * reach + 1)]
        values = pick.reduce(parts)
    return values

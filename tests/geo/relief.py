"""Made-up rasters, kept in memory: cells as a function of where their middles lie, or as an array."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from geo.terrain_raster import BLOCK, GROUPS, Key, Lattice, Raster, Values, grouped

SECONDS_0_2 = Lattice(6668, 136.0, 35.0, 0.2 / 3600, 0.2 / 3600)
"""Cells of the 5 m mesh, from a corner in Mie."""


@dataclass
class HeldBlocks:
    """Blocks cut from one array whose first cell is cell (0, 0) of the lattice; `fetched` keeps what was asked for."""

    cells: Values
    fetched: list[tuple[int, Key]] = field(default_factory=list)

    def fetch(self, sampling: int, keys: Sequence[Key]) -> Mapping[Key, Values]:
        """Return the blocks that the array reaches, padded with cells that are not known."""
        self.fetched += [(sampling, key) for key in keys]
        found = {}
        for row, column in keys:
            block = np.full((BLOCK, BLOCK), np.nan, np.float32)
            part = self.cells[row * BLOCK : (row + 1) * BLOCK, column * BLOCK : (column + 1) * BLOCK]
            block[: part.shape[0], : part.shape[1]] = part
            if not np.isnan(block).all():
                found[row, column] = block[None] if sampling == 0 else grouped(block, GROUPS[sampling])
        return found


def raster(
    cells: Values, lattice: Lattice = SECONDS_0_2, *, error_m: float = 0.0, position_error_m: float = 0.0
) -> Raster:
    """Return a raster of the cells, the first of which is cell (0, 0) of the lattice."""
    last = (cells.shape[0] - 1) // BLOCK, (cells.shape[1] - 1) // BLOCK
    return Raster(lattice, (0, 0), last, error_m, position_error_m, HeldBlocks(cells.astype(np.float32)))


def made(
    shape: tuple[int, int], height_m: Callable[[Values, Values], Values], lattice: Lattice = SECONDS_0_2
) -> Values:
    """Return cells whose height is a function of the longitude and latitude of their middles."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    middles = lattice.positions_of(np.column_stack([columns.ravel(), rows.ravel()]))
    return height_m(middles[:, 0].reshape(shape), middles[:, 1].reshape(shape)).astype(np.float32)

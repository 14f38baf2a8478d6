"""What every reader of elevation gives back: cells on a lattice, read window by window, and what the file says of them.

Heights are metres above mean sea level; NaN is not known. Sea and missing cells are never 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.errors import FileRefused, TooLarge
from geo.terrain_raster import Lattice
from geo.text import Text

LOWEST_M, HIGHEST_M = -200.0, 4_000.0
"""No ground in Japan is lower (open-cast mines are above -150 m) or higher (Fuji, 3,776 m)."""

MEBIBYTE = 1 << 20

Cells = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ElevationLimits:
    """Bounds on an edition's files: bytes as given and unpacked, their ratio, members, cells."""

    max_bytes: int = 4_096 * MEBIBYTE
    max_text_bytes: int = 64 * MEBIBYTE
    max_unpacked_bytes: int = 8_192 * MEBIBYTE
    max_zip_ratio: float = 200.0
    max_files: int = 50_000
    max_cells: int = 600_000_000


DEFAULT_ELEVATION_LIMITS = ElevationLimits()


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of cells: where it lies on its lattice, and how a window of it (row, column, rows, columns) is read.

    `error_m` is the half-width of the heights' error and `as_of` the day they show, None where the file does not tell.
    `kind` names the data and `publisher` who gives it out, for people.
    """

    name: str
    kind: Text
    lattice: Lattice
    row: int
    column: int
    rows: int
    columns: int
    read: Callable[[int, int, int, int], Cells]
    error_m: float | None = None
    position_error_m: float = 0.0
    as_of: date | None = None
    publisher: str | None = None


def checked(cells: Cells, name: str) -> Cells:
    """Return the cells.

    Raises
    ------
    FileRefused
        If one of them is a height that no ground in Japan has.
    """
    known = cells[~np.isnan(cells)]
    if len(known) and not (known.min() >= LOWEST_M and known.max() <= HIGHEST_M):
        worst = known.min() if known.min() < LOWEST_M else known.max()
        raise FileRefused(
            Text(
                f"標高として読めない値 {worst:g} があります。", f"The value {worst:g} is no height of ground in Japan."
            ),
            Text(
                "標高（m）のファイルか、データなしの値が書かれているかを確かめてください。",
                "Check that the file holds metres above the sea, and that it says which value means no data.",
            ),
            where=name,
        )
    return cells


def refuse_large(count: int, limit: int, name: str) -> None:
    """Refuse more cells than an edition may have."""
    if count > limit:
        raise TooLarge(
            Text(f"マスが多すぎます（{count:,}、上限 {limit:,}）。", f"Too many cells ({count:,}, at most {limit:,})."),
            Text("使う範囲だけを切り出してください。", "Cut out the part that is needed."),
            where=name,
        )

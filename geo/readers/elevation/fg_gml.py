"""Elevation models of the Fundamental Geospatial Data (基盤地図情報 数値標高モデル): GML, one mesh a file.

Cells run from the north-western corner eastwards, then southwards. Positions are latitude, then longitude.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

import numpy as np

from geo.errors import CrsRefused, FileRefused
from geo.readers._xml import local, parse_xml
from geo.readers.elevation.grid import Cells, Piece, checked
from geo.terrain_raster import Lattice
from geo.text import Text

NO_DATA = -9999.0

CORNER = (122.0, 46.0)
"""All meshes of one spacing lie on one lattice that begins here (longitude, latitude)."""

CRS = {"jgd2011.bl": (6668, 0.0), "jgd2024.bl": (6668, 0.0), "jgd2000.bl": (6668, 7.0)}
"""What the file calls its system, the system that it is read as, and the error of doing so, in metres.

JGD2024 keeps the positions of JGD2011; JGD2000's differ by some metres where the earthquake of 2011 moved the land.
"""

ERRORS_M = {"DEM5A": 2.0, "DEM5B": 1.4, "DEM5C": 2.8, "DEM10A": 5.0, "DEM10B": 10.0}
"""Twice the standard deviation that GSI states; for DEM5A the 2 m that it states where no laser met the ground."""

_MODEL = re.compile(r"DEM(?:1A|5A|5B|5C|10A|10B)(?![0-9A-Z])", re.IGNORECASE)
_SPACINGS_S = (0.04, 0.2, 0.4)


def read_fg_gml(data: bytes, name: str, max_cells: int) -> Piece:
    """Return the cells of one file.

    Raises
    ------
    FileRefused
        If it is not such a file, or its parts do not fit together.
    CrsRefused
        If its coordinate system is not one of JGD2000, JGD2011 and JGD2024.
    """
    root = parse_xml(data)
    model = _MODEL.search(name)
    coverage = _only(root, "coverage", name)
    envelope = _only(coverage, "Envelope", name)
    south, west = _numbers(_only(envelope, "lowerCorner", name), name, 2)
    north, east = _numbers(_only(envelope, "upperCorner", name), name, 2)
    columns, rows = _size(coverage, name)
    if not 0 < rows * columns <= max_cells or west >= east or south >= north:
        raise _does_not_fit(name)
    lattice, row, column = _place((west, south, east, north), rows, columns, name)
    cells = checked(_cells(coverage, rows, columns, name), name)
    epsg_error = _system(envelope, name)
    return Piece(
        name=name,
        kind=Text(f"基盤地図情報 数値標高モデル（{_text(root, 'type')}）", "Fundamental Geospatial Data, DEM"),
        lattice=lattice,
        row=row,
        column=column,
        rows=rows,
        columns=columns,
        read=lambda row, column, rows, columns: cells[row : row + rows, column : column + columns],
        publisher="国土地理院",
        error_m=ERRORS_M.get(model[0].upper()) if model else None,
        position_error_m=epsg_error,
        as_of=_day(root),
    )


def _size(coverage: Element, name: str) -> tuple[int, int]:
    envelope = _only(coverage, "GridEnvelope", name)
    low = _numbers(_only(envelope, "low", name), name, 2)
    high = _numbers(_only(envelope, "high", name), name, 2)
    return int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1


def _place(box: tuple[float, float, float, float], rows: int, columns: int, name: str) -> tuple[Lattice, int, int]:
    """Return the lattice of all meshes of this spacing, and where this mesh begins on it."""
    west, south, east, north = box
    found = (east - west) * 3600 / columns, (north - south) * 3600 / rows
    spacing_s = next((known for known in _SPACINGS_S if all(abs(one - known) < 1e-3 * known for one in found)), None)
    if spacing_s is None:
        raise _does_not_fit(name)
    row, column = (CORNER[1] - north) * 3600 / spacing_s, (west - CORNER[0]) * 3600 / spacing_s
    if max(abs(row - round(row)), abs(column - round(column))) > 0.02:
        raise _does_not_fit(name)
    return Lattice(6668, *CORNER, spacing_s / 3600, spacing_s / 3600), round(row), round(column)


def _cells(coverage: Element, rows: int, columns: int, name: str) -> Cells:
    rule = _only(coverage, "sequenceRule", name)
    if rule.get("order") != "+x-y" or (rule.text or "").strip() != "Linear":
        raise FileRefused(
            Text(
                "値の並び方が +x-y（北西から東へ）ではありません。", "The values do not run +x-y (from the north-west)."
            ),
            Text("基盤地図情報からダウンロードしたままのファイルにしてください。", "Give the file as downloaded."),
            where=name,
        )
    start_x, start_y = _numbers(_only(coverage, "startPoint", name), name, 2)
    lines = (_only(coverage, "tupleList", name).text or "").split()
    try:
        values = [float(line.rsplit(",", 1)[1]) for line in lines]
    except (IndexError, ValueError) as error:
        raise _does_not_fit(name) from error
    first = int(start_y) * columns + int(start_x)
    if min(start_x, start_y) < 0 or start_x >= columns or first + len(values) > rows * columns:
        raise _does_not_fit(name)
    cells = np.full(rows * columns, np.nan, np.float32)
    cells[first : first + len(values)] = values
    cells[cells == NO_DATA] = np.nan
    if np.isinf(cells).any():
        raise _does_not_fit(name)
    return cells.reshape(rows, columns)


def _system(envelope: Element, name: str) -> float:
    """Return the error of reading the file's positions as JGD2011, in metres."""
    told = (envelope.get("srsName") or "").rpartition(":")[2].lower()
    if told not in CRS:
        raise CrsRefused(
            Text(f"座標系「{told}」は読めません。", f"The coordinate system '{told}' is not read."),
            Text("JGD2011 か JGD2024 のファイルにしてください。", "Give a file in JGD2011 or JGD2024."),
            where=name,
        )
    return CRS[told][1]


def _day(root: Element) -> date | None:
    """Return the earliest day that the file names, None where it names none."""
    days = []
    for element in root.iter():
        if local(element) == "timePosition":
            try:
                days.append(date.fromisoformat((element.text or "").strip()))
            except ValueError:
                continue
    return min(days, default=None)


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local(element) == name)


def _text(root: Element, name: str) -> str:
    found = next(_all(root, name), None)
    return (found.text or "").strip() if found is not None else ""


def _only(root: Element, tag: str, name: str) -> Element:
    found = list(_all(root, tag))
    if len(found) != 1:
        raise FileRefused(
            Text(
                f"{tag} が1つだけあるはずです（{len(found)} つあります）。",
                f"There are {len(found)} of {tag}, not one.",
            ),
            Text(
                "基盤地図情報の数値標高モデルのファイルにしてください。", "Give a file of the Digital Elevation Model."
            ),
            where=name,
        )
    return found[0]


def _numbers(element: Element, name: str, count: int) -> list[float]:
    try:
        numbers = [float(word) for word in (element.text or "").split()]
    except ValueError as error:
        raise _does_not_fit(name) from error
    if len(numbers) != count or not np.isfinite(numbers).all():
        raise _does_not_fit(name)
    return numbers


def _does_not_fit(name: str) -> FileRefused:
    return FileRefused(
        Text("格子の大きさ・位置・値の数が合いません。", "The grid's size, place and values do not fit together."),
        Text("もう一度ダウンロードしてください。", "Download it again."),
        where=name,
    )

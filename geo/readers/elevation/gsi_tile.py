"""Elevation tiles of the Geospatial Information Authority (地理院標高タイル): PNG and text, 256 × 256, Web Mercator.

In PNG, x = 2¹⁶R + 2⁸G + B counts hundredths of a metre: x < 2²³ as it is, x > 2²³ less 2²⁴, x = 2²³ is no data.
In text, `e` is no data.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from geo.errors import FileRefused
from geo.readers.elevation.grid import Cells, Piece, checked
from geo.terrain_raster import BLOCK, Lattice
from geo.text import Text

HALF_WORLD_M = 20_037_508.342789244
WEB_MERCATOR = 3857
MOST_ZOOM = 17
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
PNG_SIDES = BLOCK.to_bytes(4) * 2
PNG_RGB, PNG_RGBA = b"\x08\x02\x00\x00\x00", b"\x08\x06\x00\x00\x00"
LARGEST_PNG = 4 << 20
"""A tile of noise, not packed at all, is under 1 MiB."""

_PLAIN = re.compile(r"(?:^|/)(\d{1,2})/(\d{1,6})/(\d{1,6})\.(?:png|txt|csv)(?:\.gz)?$")
_NAMED = re.compile(r"(?:^|[^a-z])z(\d{1,2})[-_]?x(\d{1,6})[-_]?y(\d{1,6})(?!\d)", re.IGNORECASE)
_UNDERSCORED = re.compile(r"(?:^|[/_-])(\d{1,2})_(\d{1,6})_(\d{1,6})\.(?:png|txt|csv)(?:\.gz)?$")

ERRORS_M = {("dem5a", 15): 2.0, ("dem5b", 15): 1.4, ("dem5c", 15): 2.8, ("dem", 14): 10.0}
"""By the tile set's name in the path and its own zoom: as for the models that the sets are made from (`fg_gml`)."""

_SET = re.compile(r"(?:^|/)(dem5a|dem5b|dem5c|dem)(?:_png)?/")


def tile_of(path: str) -> tuple[int, int, int] | None:
    """Return zoom, x and y that a path or name tells: `…/z/x/y.png`, `…z8-x229-y94…`, `8_229_94.txt`."""
    for pattern in (_PLAIN, _NAMED, _UNDERSCORED):
        found = pattern.search(path.replace("\\", "/"))
        if found:
            zoom, x, y = (int(number) for number in found.groups())
            return (zoom, x, y) if zoom <= MOST_ZOOM and max(x, y) < 2**zoom else None
    return None


def read_tile(path: Path, name: str, data: bytes | None = None) -> Piece:
    """Return a tile as a piece; `name` is its path as it was given, `data` its text where it is one.

    Raises
    ------
    FileRefused
        If the name tells no tile, or the file is none.
    """
    tile, short = tile_of(name), PurePosixPath(name).name
    if tile is None:
        raise FileRefused(
            Text("タイルの番号が分かりません。", "The name does not tell which tile this is."),
            Text("ズーム/x/y.png の形のフォルダかファイル名にしてください。", "Keep the folders zoom/x/y.png."),
            where=short,
        )
    cells = checked(png_heights(path, short) if data is None else text_heights(data, short), short)
    zoom, x, y = tile
    step = 2 * HALF_WORLD_M / (BLOCK * 2**zoom)
    found = _SET.search(name.replace("\\", "/"))
    return Piece(
        name=short,
        kind=Text(f"地理院標高タイル（ズーム {zoom}）", f"GSI elevation tiles (zoom {zoom})"),
        lattice=Lattice(WEB_MERCATOR, -HALF_WORLD_M, HALF_WORLD_M, step, step),
        row=y * BLOCK,
        column=x * BLOCK,
        rows=BLOCK,
        columns=BLOCK,
        read=lambda row, column, rows, columns: cells[row : row + rows, column : column + columns],
        publisher="国土地理院",
        error_m=ERRORS_M.get((found[1], zoom)) if found else None,
    )


def png_heights(path: Path, name: str) -> Cells:
    """Return the heights of a PNG tile."""
    if path.stat().st_size > LARGEST_PNG or not _is_whole(path.read_bytes()):
        raise _no_tile(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver="PNG") as image:
                red, green, blue = image.read([1, 2, 3]).astype(np.int64)
    except RasterioError as error:
        raise _no_tile(name) from error
    value = (red << 16) + (green << 8) + blue
    centimetres = np.where(value < 2**23, value, value - 2**24)
    return np.where(value == 2**23, np.nan, centimetres / 100).astype(np.float32)


def _is_whole(data: bytes) -> bool:
    """Whether a PNG is a tile's picture, all there and unharmed; GDAL fills what is missing with any bytes."""
    head, packed = b"", b""
    for kind, body in _chunks(data):
        head = body if kind == b"IHDR" else head
        packed += body if kind == b"IDAT" else b""
        if kind == b"IEND":
            break
    else:
        return False
    if head[:8] != PNG_SIDES or head[8:] not in (PNG_RGB, PNG_RGBA):
        return False
    size = BLOCK * (1 + BLOCK * (3 if head[8:] == PNG_RGB else 4))
    unpacker = zlib.decompressobj()
    try:
        return len(unpacker.decompress(packed, size + 1)) == size
    except zlib.error:
        return False


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of the chunks of a PNG, up to the first that is cut short or harmed."""
    at = len(PNG_MAGIC)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            return
        yield data[at + 4 : at + 8], data[at + 8 : end - 4]
        at = end


def text_heights(data: bytes, name: str) -> Cells:
    """Return the heights of a text tile."""
    try:
        rows = [line.split(",") for line in data.decode("ascii").split()]
        cells = np.array([[np.nan if cell == "e" else float(cell) for cell in row] for row in rows], np.float32)
    except ValueError as error:
        raise _no_tile(name) from error
    if cells.shape != (BLOCK, BLOCK) or np.isinf(cells).any():
        raise _no_tile(name)
    return cells


def _no_tile(name: str) -> FileRefused:
    return FileRefused(
        Text("標高タイル（256×256）として読めません。", "This is no elevation tile of 256 × 256 cells."),
        Text("地理院の標高タイルをもう一度取得してください。", "Fetch the elevation tile again."),
        where=name,
    )

"""Elevation in a GeoTIFF: one band of metres above the sea, north up, in a system of Japan's or WGS 84."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from geo.errors import CrsRefused, FileRefused
from geo.readers.elevation.grid import Cells, Piece, checked, refuse_large
from geo.terrain_raster import Lattice
from geo.text import Text

JGD2011_SYSTEMS = frozenset({6668, *range(6669, 6693)})
WGS84_SYSTEMS = frozenset({4326, 3857, *range(32651, 32657)})
JGD2000_SYSTEMS = frozenset({4612, *range(2443, 2462), *range(3097, 3102)})
POSITION_ERRORS_M = (
    dict.fromkeys(JGD2011_SYSTEMS, 0.0) | dict.fromkeys(WGS84_SYSTEMS, 1.0) | dict.fromkeys(JGD2000_SYSTEMS, 7.0)
)
"""The systems that are read, and how far a position may be off when it is taken as JGD2011, in metres."""

_METRES = {None, "", "m", "metre", "metres", "meter", "meters"}


def read_geotiff(path: Path, name: str, max_cells: int, stack: ExitStack) -> Piece:
    """Return a GeoTIFF as a piece; its cells are read window by window from the file, which `stack` closes.

    Exact zeros are not known: too many files fill the sea with them.

    Raises
    ------
    FileRefused
        If it cannot be read, has several bands, is rotated, or is not in metres.
    CrsRefused
        If it does not tell its system, or it is none of those read.
    """
    try:
        image = stack.enter_context(rasterio.open(path, driver="GTiff"))
    except RasterioError as error:
        raise _unreadable(name) from error
    return _piece(image, name, max_cells)


def _piece(image: DatasetReader, name: str, max_cells: int) -> Piece:
    refuse_large(image.width * image.height, max_cells, name)
    if image.count != 1 or image.dtypes[0].startswith(("complex", "c")) or image.units[0] not in _METRES:
        raise FileRefused(
            Text(
                f"標高（m）の1バンドの GeoTIFF ではありません（{image.count} バンド、単位 {image.units[0] or '―'}）。",
                f"This is no GeoTIFF of one band in metres ({image.count} bands, unit {image.units[0] or 'none'}).",
            ),
            Text("標高だけの GeoTIFF にしてください。", "Give a GeoTIFF of elevations only."),
            where=name,
        )
    epsg = _system(image, name)
    turn = image.transform
    if turn.b or turn.d or turn.a <= 0 or turn.e >= 0:
        raise FileRefused(
            Text("北が上でない（回転した）GeoTIFF は読めません。", "The grid is rotated, or north is not up."),
            Text("gdalwarp で北が上の格子に直してください。", "Warp it to a grid with north up."),
            where=name,
        )
    return Piece(
        name=name,
        kind=Text("標高（GeoTIFF）", "elevations (GeoTIFF)"),
        lattice=Lattice(epsg, turn.c, turn.f, turn.a, -turn.e),
        row=0,
        column=0,
        rows=image.height,
        columns=image.width,
        read=lambda row, column, rows, columns: _window(image, name, Window(column, row, columns, rows)),
        position_error_m=POSITION_ERRORS_M[epsg],
    )


def _system(image: DatasetReader, name: str) -> int:
    epsg = image.crs.to_epsg(confidence_threshold=100) if image.crs else None
    if epsg is None and image.crs:
        epsg = image.crs.to_epsg()
    if epsg is None or epsg not in POSITION_ERRORS_M:
        told = f"EPSG:{epsg}" if epsg else ("不明" if image.crs else "なし")
        raise CrsRefused(
            Text(f"座標系（{told}）は読めません。", f"The coordinate system ({epsg or 'not told'}) is not read."),
            Text(
                "JGD2011・JGD2000・WGS 84 の緯度経度か平面直角座標・UTM に変換してください。",
                "Transform it to JGD2011, JGD2000 or WGS 84, in degrees or in a plane or UTM zone.",
            ),
            where=name,
        )
    found: int = epsg
    return found


def _window(image: DatasetReader, name: str, window: Window) -> Cells:
    try:
        band = image.read(1, window=window, masked=True)
    except RasterioError as error:
        raise _unreadable(name) from error
    cells = band.astype(np.float64) * image.scales[0] + image.offsets[0]
    found = np.ma.filled(cells, np.nan).astype(np.float32)
    found[(found == 0) | np.isinf(found)] = np.nan
    return checked(found, name)


def _unreadable(name: str) -> FileRefused:
    return FileRefused(
        Text(
            "GeoTIFF として読めません（壊れているか途中で切れています）。",
            "This is no GeoTIFF, or it is broken or cut short.",
        ),
        Text("もう一度ダウンロードするか、書き出し直してください。", "Download or export it again."),
        where=name,
    )

"""Elevation files: what their cells hold, where they lie, and what is refused. On files made here and on real ones."""

import gzip
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio import Affine

from geo.errors import CrsRefused, FileRefused, InputRefused, TooLarge
from geo.readers.elevation import ElevationSet, elevation_files, opened_elevation
from geo.readers.elevation.fg_gml import read_fg_gml
from geo.readers.elevation.grid import Cells, ElevationLimits, Piece
from geo.readers.elevation.gsi_tile import png_heights, text_heights, tile_of
from geo.terrain_raster import BLOCK, Lattice

STEP = 0.2 / 3600
LIMITS = ElevationLimits()


def from_origin(west: float, north: float, step_x: float, step_y: float) -> Affine:
    return Affine(step_x, 0, west, 0, -step_y, north)


def gml(
    rows: int = 3,
    columns: int = 4,
    values: list[str] | None = None,
    *,
    corner: tuple[float, float] = (136.5, 34.75),
    system: str = "jgd2011.bl",
    order: str = "+x-y",
    start: str = "0 0",
    high: str | None = None,
    step: float = STEP,
    days: tuple[str, ...] = ("2016-10-01", "2015-03-04"),
) -> str:
    """Return an elevation model of which `corner` is the north-western corner."""
    west, north = corner
    lines = values if values is not None else [f"地表面,{10 + i}.5" for i in range(rows * columns)]
    times = "".join(f"<devDate><gml:timePosition>{day}</gml:timePosition></devDate>" for day in days)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Dataset xmlns:gml="http://www.opengis.net/gml/3.2" xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema"><DEM>{times}
<type>5mメッシュ（標高）</type><coverage><gml:boundedBy><gml:Envelope srsName="fguuid:{system}">
<gml:lowerCorner>{north - rows * step:.9f} {west:.9f}</gml:lowerCorner>
<gml:upperCorner>{north:.9f} {west + columns * step:.9f}</gml:upperCorner></gml:Envelope></gml:boundedBy>
<gml:gridDomain><gml:Grid><gml:limits><gml:GridEnvelope><gml:low>0 0</gml:low>
<gml:high>{high or f"{columns - 1} {rows - 1}"}</gml:high></gml:GridEnvelope></gml:limits></gml:Grid></gml:gridDomain>
<gml:rangeSet><gml:DataBlock><gml:tupleList>
{chr(10).join(lines)}
</gml:tupleList></gml:DataBlock></gml:rangeSet>
<gml:coverageFunction><gml:GridFunction><gml:sequenceRule order="{order}">Linear</gml:sequenceRule>
<gml:startPoint>{start}</gml:startPoint></gml:GridFunction></gml:coverageFunction></coverage></DEM></Dataset>"""


def model(text: str, name: str = "FG-GML-5136-DEM5A.xml") -> Piece:
    return read_fg_gml(text.encode(), name, LIMITS.max_cells)


def cells_of(piece: Piece) -> Cells:
    return piece.read(0, 0, piece.rows, piece.columns)


def tiff(
    path: Path,
    cells: np.ndarray,
    *,
    crs: str | None = "EPSG:6668",
    transform: Affine | None = None,
    nodata: float | None = -9999.0,
    unit: str | None = None,
    scale: float | None = None,
    **more: object,
) -> Path:
    """Write a GeoTIFF whose north-western corner is at 136.5, 34.75."""
    bands = cells if cells.ndim == 3 else cells[None]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=bands.shape[2],
        height=bands.shape[1],
        count=len(bands),
        dtype=bands.dtype,
        crs=crs,
        transform=transform or from_origin(136.5, 34.75, STEP, STEP),
        nodata=nodata,
        **more,
    ) as image:
        image.write(bands)
        if unit is not None:
            image.units = [unit] * len(bands)
        if scale is not None:
            image.scales, image.offsets = [scale] * len(bands), [1.0] * len(bands)
    return path


def png(path: Path, rgb: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.io.MemoryFile() as memory:
            shape = {"width": rgb.shape[2], "height": rgb.shape[1], "count": len(rgb)}
            with memory.open(driver="PNG", dtype=rgb.dtype, **shape) as image:
                image.write(rgb)
            path.write_bytes(memory.read())
    return path


def of_blocks(elevation: ElevationSet) -> dict[tuple[int, int], float]:
    """Return the known cells by row and column on the lattice."""
    return {
        (key[0] * BLOCK + int(row), key[1] * BLOCK + int(column)): float(cells[row, column])
        for key, cells in elevation.blocks()
        for row, column in np.argwhere(~np.isnan(cells))
    }


# --- FG-GML


def test_an_elevation_model_runs_from_the_north_west_eastwards() -> None:
    piece = model(gml())
    assert cells_of(piece).tolist() == [[10.5, 11.5, 12.5, 13.5], [14.5, 15.5, 16.5, 17.5], [18.5, 19.5, 20.5, 21.5]]
    ((column, row),) = piece.lattice.cells_at([(136.5 + 1e-9, 34.75 - 1e-9)])
    assert (piece.row, piece.column) == (int(row), int(column))
    assert piece.lattice == Lattice(6668, 122.0, 46.0, STEP, STEP)
    assert piece.as_of == date(2015, 3, 4)
    assert "5mメッシュ（標高）" in piece.kind.ja
    assert piece.read(1, 2, 2, 1).tolist() == [[16.5], [20.5]]


def test_what_has_no_height_is_not_known_and_never_0() -> None:
    lines = ["地表面,0.00", "海水面,-9999.", "データなし,-9999.00", "内水面,3.2", "地表面,-1.5", "その他,-9999.0"]
    cells = cells_of(model(gml(2, 3, lines)))
    assert np.isnan(cells).tolist() == [[False, True, True], [False, False, True]]
    assert cells[~np.isnan(cells)].tolist() == pytest.approx([0.0, 3.2, -1.5])


@pytest.mark.parametrize(("start", "count", "first"), [("0 0", 5, 0), ("1 0", 4, 1), ("2 1", 6, 6), ("3 2", 1, 11)])
def test_values_begin_at_the_start_point_and_may_end_early(start: str, count: int, first: int) -> None:
    cells = cells_of(model(gml(values=[f"地表面,{i + 1}" for i in range(count)], start=start))).ravel()
    assert cells[first : first + count].tolist() == list(range(1, count + 1))
    assert np.isnan(np.delete(cells, range(first, first + count))).all()


@pytest.mark.parametrize(
    ("name", "error_m"),
    [
        ("FG-GML-5238-74-00-DEM5A-20161001.xml", 2.0),
        ("FG-GML-5238-74-00-DEM5B-20161001.xml", 1.4),
        ("FG-GML-5238-74-00-DEM5C-20161001.xml", 2.8),
        ("FG-GML-5238-74-dem10b-20161001.xml", 10.0),
        ("FG-GML-5238-74-DEM10A-20161001.xml", 5.0),
        ("FG-GML-5238-74-00-00-DEM1A-Z001.xml", None),
        ("model.xml", None),
        ("DEM5AB.xml", None),
    ],
)
def test_the_models_error_is_told_by_its_name(name: str, error_m: float | None) -> None:
    assert model(gml(), name).error_m == error_m


@pytest.mark.parametrize(("system", "error_m"), [("jgd2011.bl", 0.0), ("jgd2024.bl", 0.0), ("jgd2000.bl", 7.0)])
def test_the_models_system_is_read(system: str, error_m: float) -> None:
    assert model(gml(system=system)).position_error_m == error_m


def test_a_day_that_is_none_is_passed_over() -> None:
    assert model(gml(days=("2016", "2017-01-02"))).as_of == date(2017, 1, 2)
    assert model(gml(days=())).as_of is None


@pytest.mark.parametrize("seconds", [0.04, 0.2, 0.4])
def test_each_known_spacing_has_one_lattice(seconds: float) -> None:
    assert model(gml(step=seconds / 3600)).lattice.step_x == pytest.approx(seconds / 3600)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (gml(system="tokyo.bl"), CrsRefused, "tokyo.bl"),
        (gml(system=""), CrsRefused, "not read"),
        (gml(order="+x+y"), FileRefused, r"\+x-y"),
        (gml(values=["地表面,1"] * 13), FileRefused, "fit"),
        (gml(values=["地表面,1"] * 12, start="1 0"), FileRefused, "fit"),
        (gml(start="4 0"), FileRefused, "fit"),
        (gml(start="-1 0", values=["地表面,1"]), FileRefused, "fit"),
        (gml(start="0"), FileRefused, "fit"),
        (gml(start="nan 0"), FileRefused, "fit"),
        (gml(values=["地表面"]), FileRefused, "fit"),
        (gml(values=["地表面,高い"]), FileRefused, "fit"),
        (gml(values=["地表面,inf"]), FileRefused, "fit"),
        (gml(values=["地表面,4000.5"]), FileRefused, "4000.5"),
        (gml(values=["地表面,-200.5", "地表面,9"]), FileRefused, "-200.5"),
        (gml(high="-1 -1"), FileRefused, "fit"),
        (gml(high="300000 300000"), FileRefused, "fit"),
        (gml(high="x y"), FileRefused, "fit"),
        (gml(high="9 9"), FileRefused, "fit"),
        (gml(step=0.3 / 3600), FileRefused, "fit"),
        (gml(corner=(136.5 + STEP / 3, 34.75)), FileRefused, "fit"),
        (gml(corner=(136.5, 34.75 + STEP / 3)), FileRefused, "fit"),
        (gml().replace("gml:tupleList", "gml:other"), FileRefused, "tupleList"),
        (gml().replace("<gml:limits>", "<gml:Envelope/><gml:limits>"), FileRefused, "2 of Envelope"),
        (gml()[:-30], FileRefused, "XML"),
        ("<svg/>", FileRefused, "coverage"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + gml()[39:], FileRefused, "DOCTYPE|DTD"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(text: str, error: type[InputRefused], said: str, tmp_path: Path) -> None:
    file = tmp_path / "FG-GML-DEM5A.xml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=said) as refused, opened_elevation([file]):
        pass
    assert "FG-GML-DEM5A.xml" in refused.value.where


# --- GSI tiles


@pytest.mark.parametrize(
    ("rgb", "height_m"),
    [
        ((0, 0, 0), 0.0),
        ((0, 0, 1), 0.01),
        ((0, 1, 0), 2.56),
        ((1, 0, 0), 655.36),
        ((5, 195, 0), 3776.0),
        ((128, 0, 0), np.nan),
        ((255, 255, 255), -0.01),
        ((255, 255, 0), -2.56),
        ((255, 254, 12), -5.0),
    ],
)
def test_a_png_pixel_counts_hundredths_of_a_metre(rgb: tuple[int, int, int], height_m: float, tmp_path: Path) -> None:
    pixels = np.zeros((3, BLOCK, BLOCK), np.uint8)
    pixels[:, 3, 5] = rgb
    heights = png_heights(png(tmp_path / "a.png", pixels), "a.png")
    assert heights[3, 5] == pytest.approx(height_m, abs=1e-4, nan_ok=True)
    assert np.delete(heights.ravel(), 3 * BLOCK + 5).tolist() == [0.0] * (BLOCK * BLOCK - 1)


@pytest.mark.parametrize(
    ("name", "tile"),
    [
        ("xyz/dem5a_png/15/28700/12990.png", (15, 28700, 12990)),
        ("8/229/94.txt", (8, 229, 94)),
        ("8/229/94.txt.gz", (8, 229, 94)),
        ("gsi-dem-z8-x229-y94.png", (8, 229, 94)),
        ("z8x229y94.txt", (8, 229, 94)),
        ("tiles\\8\\229\\94.png", (8, 229, 94)),
        ("8_229_94.csv", (8, 229, 94)),
        ("dem-8_229_94.csv", (8, 229, 94)),
        ("8/256/94.png", None),
        ("8/229/256.png", None),
        ("18/1/1.png", None),
        ("17/1/1.png", (17, 1, 1)),
        ("height.png", None),
        ("2026/11/04.png.bak", None),
    ],
)
def test_a_tile_is_told_by_its_path(name: str, tile: tuple[int, int, int] | None) -> None:
    assert tile_of(name) == tile


def text_tile(change: Callable[[list[list[str]]], None] = lambda rows: None) -> bytes:
    rows = [[f"{row}.{column:03d}" for column in range(BLOCK)] for row in range(BLOCK)]
    change(rows)
    return "\n".join(",".join(row) for row in rows).encode()


def test_a_text_tile_says_e_where_nothing_is_known() -> None:
    def put(rows: list[list[str]]) -> None:
        rows[7][9] = "e"

    cells = text_heights(text_tile(put), "a")
    assert np.argwhere(np.isnan(cells)).tolist() == [[7, 9]]
    assert cells[3, 250] == pytest.approx(3.25)


@pytest.mark.parametrize(
    "data",
    [
        text_tile(lambda rows: rows.pop()),
        text_tile(lambda rows: rows[0].pop()),
        text_tile(lambda rows: [row.pop() for row in rows] and None),
        text_tile(lambda rows: rows[0].__setitem__(0, "E")),
        text_tile(lambda rows: rows[0].__setitem__(0, "inf")),
        text_tile(lambda rows: rows[0].__setitem__(0, "1e9")),
        text_tile()[:5_000],
        "標高".encode() * 100,
        b"\x00" * 100,
    ],
)
def test_a_text_tile_that_is_none_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "8_229_94.txt"
    file.write_bytes(data)
    with pytest.raises(FileRefused, match=r"elevation tile|no height of ground"), opened_elevation([file]):
        pass


@pytest.mark.parametrize(
    "shape", [(3, 128, 128), (1, 256, 256), (3, 256, 257), (2, 256, 256)], ids=["small", "grey", "wide", "two"]
)
def test_a_picture_that_is_no_tile_is_refused(shape: tuple[int, int, int], tmp_path: Path) -> None:
    file = png(tmp_path / "8" / "229" / "94.png", np.zeros(shape, np.uint8))
    with pytest.raises(FileRefused, match="elevation tile"), opened_elevation([file]):
        pass


def test_a_picture_of_sixteen_bits_or_cut_short_is_refused(tmp_path: Path) -> None:
    file = png(tmp_path / "8" / "229" / "94.png", np.zeros((3, BLOCK, BLOCK), np.uint16))
    with pytest.raises(FileRefused, match="elevation tile"), opened_elevation([file]):
        pass
    noise = np.random.default_rng(1).integers(0, 2, (3, BLOCK, BLOCK)).astype(np.uint8)
    whole = png(tmp_path / "8" / "229" / "95.png", noise).read_bytes()
    harmed = bytearray(whole)
    harmed[len(whole) // 2] ^= 1
    for data in (whole[:200], whole[: len(whole) // 2], whole[:-12], whole[:-1], bytes(harmed), whole[:8]):
        file.write_bytes(data)
        with pytest.raises(FileRefused, match="elevation tile") as refused, opened_elevation([file]):
            pass
        assert refused.value.where == "94.png"
    file.write_bytes(whole + bytes(4 << 20))
    with pytest.raises(FileRefused, match="elevation tile"), opened_elevation([file]):
        pass


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


HEADS = {bands: (256).to_bytes(4) * 2 + bytes([8, kind, 0, 0, 0]) for bands, kind in ((3, 2), (4, 6))}


@pytest.mark.parametrize(
    ("head", "packed", "taken"),
    [
        (HEADS[3], zlib.compress(bytes(256 * (1 + 256 * 3))), True),
        (HEADS[4], zlib.compress(bytes(256 * (1 + 256 * 4))), True),
        (HEADS[3], zlib.compress(bytes(256 * (1 + 256 * 3) - 1)), False),
        (HEADS[3], zlib.compress(bytes(256 * (1 + 256 * 3) + 1)), False),
        (HEADS[3], zlib.compress(bytes(256 * (1 + 256 * 3)))[:40], False),
        (HEADS[3], b"nonsense", False),
        (HEADS[3], b"", False),
        (HEADS[3][:-1] + b"\x01", zlib.compress(bytes(256 * (1 + 256 * 3))), False),
        (HEADS[3], zlib.compress(b"\x09" * (256 * (1 + 256 * 3))), False),
    ],
)
def test_a_picture_must_hold_all_of_its_pixels(head: bytes, packed: bytes, taken: bool, tmp_path: Path) -> None:
    file = tmp_path / "8_229_94.png"
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", packed[:9]), chunk(b"IDAT", packed[9:]), chunk(b"IEND", b""))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    if taken:
        assert np.nanmax(png_heights(file, "a")) == 0
        return
    with pytest.raises(FileRefused, match="elevation tile"):
        png_heights(file, "a")


def test_a_tile_without_a_place_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(FileRefused, match="which tile"),
        opened_elevation([png(tmp_path / "hills.png", np.zeros((3, BLOCK, BLOCK), np.uint8))]),
    ):
        pass


@pytest.mark.parametrize(
    ("folder", "error_m"),
    [
        ("dem5a_png/15", 2.0),
        ("dem5b_png/15", 1.4),
        ("dem5c/15", 2.8),
        ("dem/14", 10.0),
        ("dem_png/14", 10.0),
        ("dem5a_png/14", None),
        ("dem/15", None),
        ("other/15", None),
        ("mydem/14", None),
    ],
)
def test_a_tiles_error_is_known_for_its_set_at_its_own_zoom(folder: str, error_m: float | None, tmp_path: Path) -> None:
    png(tmp_path / folder / "9" / "8.png", np.ones((3, BLOCK, BLOCK), np.uint8))
    with opened_elevation([tmp_path]) as elevation:
        assert elevation.error_m == error_m
        assert elevation.publisher == "国土地理院"


def test_a_folder_of_tiles_is_one_set(tmp_path: Path) -> None:
    for x in (229, 230):
        pixels = np.zeros((3, BLOCK, BLOCK), np.uint8)
        pixels[2] = x - 200
        png(tmp_path / "8" / str(x) / "94.png", pixels)
    (tmp_path / "readme.md").write_text("x")
    with opened_elevation([tmp_path]) as elevation:
        assert {key: float(cells[0, 0]) for key, cells in elevation.blocks()} == pytest.approx(
            {(94, 229): 0.29, (94, 230): 0.30}
        )
        west, _, east, _ = elevation.extent().bounds
        assert (west, east) == pytest.approx((229 / 256 * 360 - 180, 231 / 256 * 360 - 180))


@pytest.mark.real_data
def test_the_real_pair_of_tiles_agrees(shared_data: Path) -> None:
    folder = shared_data / "terrain" / "gsi_dem_png_pair"
    sets = []
    for file in sorted(folder.glob("gsi-dem-*")):
        with opened_elevation([file]) as elevation:
            sets.append({key: cells.copy() for key, cells in elevation.blocks()})
    one, other = sets
    assert list(one) == list(other) == [(94, 229)]
    assert np.array_equal(np.isnan(one[94, 229]), np.isnan(other[94, 229]))
    assert np.isnan(one[94, 229]).any()
    apart = np.abs(one[94, 229] - other[94, 229])
    assert np.nanmax(apart) < 0.011  # the publisher rounded twice: some cells are a hundredth apart
    assert np.nanmedian(apart) < 1e-4
    assert 1_900 < np.nanmax(one[94, 229]) < 3_776


# --- GeoTIFF


def read_tiff(path: Path) -> Piece:
    with opened_elevation([path]) as elevation:
        (piece,) = elevation.pieces
        cells = cells_of(piece)
    return Piece(**{name: getattr(piece, name) for name in Piece.__slots__} | {"read": lambda *_: cells})


def test_a_geotiff_is_read_where_it_lies(tmp_path: Path) -> None:
    cells = np.arange(12, dtype=np.float32).reshape(3, 4) + 5
    cells[1, 1] = -9999
    cells[2, 2] = 0
    piece = read_tiff(tiff(tmp_path / "a.tif", cells))
    expected = np.where((cells == -9999) | (cells == 0), np.nan, cells)
    assert np.array_equal(cells_of(piece), expected, equal_nan=True)
    assert (piece.lattice.west, piece.lattice.north, piece.lattice.epsg) == (136.5, 34.75, 6668)
    assert (piece.rows, piece.columns, piece.error_m, piece.as_of, piece.publisher) == (3, 4, None, None, None)


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.float64, np.int32])
def test_numbers_of_all_kinds_are_read(dtype: type, tmp_path: Path) -> None:
    piece = read_tiff(tiff(tmp_path / "a.tif", np.full((2, 2), 77, dtype), nodata=None))
    assert cells_of(piece).tolist() == [[77, 77], [77, 77]]


def test_scaled_numbers_and_nan_are_read(tmp_path: Path) -> None:
    scaled = tiff(tmp_path / "a.tif", np.array([[770, 10]], np.int16), scale=0.1)
    assert cells_of(read_tiff(scaled)).tolist() == [pytest.approx([78.0, 2.0])]
    holed = tiff(tmp_path / "b.tif", np.array([[np.nan, 3.0, np.inf]], np.float32))
    assert np.isnan(cells_of(read_tiff(holed))).tolist() == [[True, False, True]]


@pytest.mark.parametrize(
    ("crs", "error_m"),
    [
        ("EPSG:6668", 0),
        ("EPSG:6674", 0),
        ("EPSG:6690", 0),
        ("EPSG:4326", 1),
        ("EPSG:3857", 1),
        ("EPSG:32653", 1),
        ("EPSG:4612", 7),
        ("EPSG:2448", 7),
    ],
)
def test_systems_of_japan_are_read_with_the_error_of_taking_them_as_jgd2011(
    crs: str, error_m: float, tmp_path: Path
) -> None:
    place = None if crs in ("EPSG:6668", "EPSG:4326", "EPSG:4612") else from_origin(15_200_000, 4_120_000, 5, 5)
    if crs in ("EPSG:6674", "EPSG:2448"):
        place = from_origin(45_000, -140_000, 5, 5)
    if crs in ("EPSG:6690", "EPSG:32653"):
        place = from_origin(600_000, 3_840_000, 5, 5)
    piece = read_tiff(tiff(tmp_path / "a.tif", np.ones((40, 50), np.float32), crs=crs, transform=place))
    assert piece.position_error_m == error_m
    with opened_elevation([tmp_path / "a.tif"]) as elevation:
        extent = elevation.extent()
    assert 135 < extent.centroid.x < 138
    assert 34 < extent.centroid.y < 36


TURNED = Affine(STEP, STEP / 9, 136.5, STEP / 9, -STEP, 34.75)


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"crs": None}, CrsRefused, "not told"),
        ({"crs": "EPSG:4301"}, CrsRefused, "4301"),
        ({"crs": "EPSG:2154"}, CrsRefused, "2154"),
        ({"crs": "EPSG:6667"}, CrsRefused, "6667"),
        ({"crs": "+proj=aea +lat_1=30 +lat_2=40"}, CrsRefused, "not read"),
        ({"transform": TURNED}, FileRefused, "rotated"),
        ({"transform": Affine(STEP, 0, 136.5, 0, STEP, 34.75)}, FileRefused, "north is not up"),
        ({"transform": Affine(-STEP, 0, 136.5, 0, -STEP, 34.75)}, FileRefused, "north is not up"),
        ({"unit": "ft"}, FileRefused, "unit ft"),
    ],
)
def test_a_geotiff_in_another_system_or_lying_otherwise_is_refused(
    more: dict[str, object], error: type[InputRefused], said: str, tmp_path: Path
) -> None:
    file = tiff(tmp_path / "a.tif", np.ones((3, 3), np.float32), **more)
    with pytest.raises(error, match=said) as refused, opened_elevation([file]):
        pass
    assert refused.value.where == "a.tif"


@pytest.mark.parametrize("cells", [np.ones((2, 3, 3), np.float32), np.ones((3, 3), np.complex64)])
def test_a_geotiff_of_something_else_is_refused(cells: np.ndarray, tmp_path: Path) -> None:
    file = tiff(tmp_path / "a.tif", cells, nodata=None)
    with pytest.raises(FileRefused, match="one band"), opened_elevation([file]):
        pass


def test_a_geotiff_of_impossible_heights_is_refused_when_it_is_read(tmp_path: Path) -> None:
    file = tiff(tmp_path / "a.tif", np.full((3, 3), 32_767, np.int16))
    with opened_elevation([file]) as elevation, pytest.raises(FileRefused, match="32767"):
        list(elevation.blocks())


def test_a_geotiff_cut_short_is_refused(tmp_path: Path) -> None:
    file = tiff(tmp_path / "a.tif", np.random.default_rng(1).random((300, 300)) * 100)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefused, match="cut short"), opened_elevation([file]) as elevation:
        list(elevation.blocks())
    file.write_bytes(whole[:20])
    with pytest.raises(FileRefused, match="cut short"), opened_elevation([file]):
        pass


@pytest.mark.real_data
def test_the_real_2_km_geotiff_is_read_as_rasterio_reads_it(shared_data: Path) -> None:
    file = shared_data / "terrain" / "japan_gtopo30_2km.tif"
    with rasterio.open(file) as image:
        truth = image.read(1, masked=True)
        fuji = image.index(138.7274, 35.3606)
    with opened_elevation([file]) as elevation:
        known = of_blocks(elevation)
    assert known[fuji] == truth[fuji]
    assert len(known) == int(((truth != 0) & ~np.ma.getmaskarray(truth)).sum())
    assert all(truth[place] == height for place, height in list(known.items())[::5_000])


@pytest.mark.real_data
def test_the_real_elevation_model_is_its_text(shared_data: Path) -> None:
    file = shared_data / "terrain" / "FG-GML-5238-74-00-DEM5A-20161001.xml.gz"
    lines = gzip.decompress(file.read_bytes()).decode().split("<gml:tupleList>")[1].split("</gml:tupleList>")[0].split()
    with opened_elevation([file]) as elevation:
        (piece,) = elevation.pieces
        cells = cells_of(piece)
        assert (elevation.error_m, elevation.as_of) == (2.0, date(2016, 10, 1))
        assert elevation.extent().bounds == pytest.approx((138.5, 35.25, 138.5125, 35.25 + 1 / 120), abs=1e-8)
    assert cells.shape == (150, 225)
    expected = np.array([float(line.split(",")[1]) for line in lines])
    assert np.allclose(cells.ravel(), np.where(expected == -9999, np.nan, expected), equal_nan=True)


@pytest.mark.real_data
def test_a_real_geoid_is_not_taken_for_terrain(shared_data: Path) -> None:
    with (
        pytest.raises(CrsRefused, match="6667"),
        opened_elevation([shared_data / "terrain" / "geoid" / "jp_gsi_gsigeo2011.tif"]),
    ):
        pass


# --- sets, archives, bounds


def test_neighbouring_models_become_one_set(tmp_path: Path) -> None:
    (tmp_path / "FG-DEM5A-w.xml").write_text(gml(), encoding="utf-8")
    east = gml(values=["地表面,7"] * 12, corner=(136.5 + 4 * STEP, 34.75), days=("2019-05-06",))
    (tmp_path / "FG-DEM5B-e.xml").write_text(east, encoding="utf-8")
    with opened_elevation([tmp_path]) as elevation:
        known = of_blocks(elevation)
        assert (elevation.error_m, elevation.as_of) == (2.0, date(2015, 3, 4))
        assert elevation.extent().area == pytest.approx(8 * 3 * STEP**2)
    rows, columns = sorted({row for row, _ in known}), sorted({column for _, column in known})
    assert (len(rows), len(columns)) == (3, 8)
    assert [known[rows[0], column] for column in columns] == [10.5, 11.5, 12.5, 13.5, 7, 7, 7, 7]


def test_where_models_overlap_the_more_exact_counts_and_the_other_fills_its_gaps(tmp_path: Path) -> None:
    (tmp_path / "a-DEM5A.xml").write_text(gml(1, 2, ["地表面,1", "地表面,1"]), encoding="utf-8")
    (tmp_path / "b-DEM5B.xml").write_text(gml(1, 2, ["地表面,2", "データなし,-9999."]), encoding="utf-8")
    with opened_elevation([tmp_path / "a-DEM5A.xml", tmp_path / "b-DEM5B.xml"]) as elevation:
        assert sorted(of_blocks(elevation).values()) == [1, 2]


def test_one_file_that_does_not_tell_its_error_or_day_leaves_the_sets_unknown(tmp_path: Path) -> None:
    (tmp_path / "a-DEM5A.xml").write_text(gml(), encoding="utf-8")
    (tmp_path / "b.xml").write_text(gml(corner=(136.6, 34.75), days=()), encoding="utf-8")
    with opened_elevation([tmp_path]) as elevation:
        assert (elevation.error_m, elevation.as_of) == (None, None)


def test_geotiffs_on_one_lattice_become_one_set(tmp_path: Path) -> None:
    one = tiff(tmp_path / "a.tif", np.full((3, 3), 1, np.float32))
    north_west = from_origin(136.5 - 3 * STEP, 34.75 + 3 * STEP, STEP, STEP)
    other = tiff(tmp_path / "b.tif", np.full((3, 3), 2, np.float32), transform=north_west)
    with opened_elevation([one, other]) as elevation:
        known = of_blocks(elevation)
        assert elevation.publisher is None
    assert {place for place, height in known.items() if height == 2} == {
        (r, c) for r in (-3, -2, -1) for c in (-3, -2, -1)
    }
    assert {place for place, height in known.items() if height == 1} == {(r, c) for r in (0, 1, 2) for c in (0, 1, 2)}


@pytest.mark.parametrize(
    ("crs", "transform"),
    [
        ("EPSG:6668", from_origin(136.6 + STEP * 0.3, 34.75, STEP, STEP)),
        ("EPSG:6668", from_origin(136.6, 34.75 + STEP * 0.3, STEP, STEP)),
        ("EPSG:6668", from_origin(136.6, 34.75, 2 * STEP, 2 * STEP)),
        ("EPSG:6668", from_origin(136.6, 34.75, STEP, 2 * STEP)),
        ("EPSG:4326", from_origin(136.6, 34.75, STEP, STEP)),
    ],
)
def test_files_on_several_lattices_are_not_one_set(crs: str, transform: Affine, tmp_path: Path) -> None:
    files = [
        tiff(tmp_path / "a.tif", np.ones((3, 3), np.float32)),
        tiff(tmp_path / "b.tif", np.ones((3, 3), np.float32), crs=crs, transform=transform),
    ]
    with pytest.raises(FileRefused, match="grid is not that of the first") as refused, opened_elevation(files):
        pass
    assert refused.value.where == "b.tif"


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_zips_and_gzips_are_opened(tmp_path: Path) -> None:
    east = gml(corner=(136.5 + 4 * STEP, 34.75))
    packed = zipped(
        tmp_path / "FG-GML.zip",
        {"a/FG-DEM5A-1.xml": gml().encode(), "FG-DEM5A-2.xml": east.encode(), "fmdid.txt.bak": b"x"},
    )
    with opened_elevation([packed]) as elevation:
        assert len(elevation.pieces) == 2
        assert elevation.error_m == 2.0
        assert len(of_blocks(elevation)) == 24
    single = tmp_path / "FG-DEM5A.xml.gz"
    single.write_bytes(gzip.compress(gml().encode()))
    with opened_elevation([single]) as elevation:
        assert len(of_blocks(elevation)) == 12
    inside = tiff(tmp_path / "a.tif", np.ones((3, 3), np.float32))
    with opened_elevation([zipped(tmp_path / "t.zip", {"a.tif": inside.read_bytes()})]) as elevation:
        assert len(of_blocks(elevation)) == 9


def test_a_zip_of_tiles_keeps_its_paths(tmp_path: Path) -> None:
    tile = png(tmp_path / "8" / "229" / "94.png", np.ones((3, BLOCK, BLOCK), np.uint8)).read_bytes()
    packed = zipped(tmp_path / "tiles.zip", {"dem_png/8/229/94.png": tile, "dem_png/8/229/95.png": tile})
    with opened_elevation([packed]) as elevation:
        assert {key for key, _ in elevation.blocks()} == {(94, 229), (95, 229)}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.tif", b"", "no elevation file"),
        ("a.tif", b"nonsense that is no picture", "no elevation file"),
        ("a.txt", b"1,2,3", "no elevation file"),
        ("a.zip", b"PK\x03\x04broken", "broken"),
        ("a.xml.gz", gzip.compress(gml().encode())[:80], "broken"),
        ("a.xml.gz", b"\x1f\x8bbroken", "broken"),
    ],
)
def test_what_is_no_elevation_is_refused(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(FileRefused, match=said), opened_elevation([file]):
        pass


def test_an_archive_that_holds_none_or_is_locked_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(FileRefused, match="holds no elevation"),
        opened_elevation([zipped(tmp_path / "a.zip", {"inner.zip": b"PK"})]),
    ):
        pass
    locked = zipped(tmp_path / "b.zip", {"a.xml": gml().encode()})
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)
    with pytest.raises(FileRefused, match="broken"), opened_elevation([locked]):
        pass


@pytest.mark.parametrize("name", ["nothing.tif", "empty"])
def test_a_path_without_files_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileRefused, match="no elevation file"):
        elevation_files(tmp_path / name)


def refused_as_large(paths: list[Path], limits: ElevationLimits) -> None:
    with pytest.raises(TooLarge), opened_elevation(paths, limits):
        pass


def test_each_limit_holds(tmp_path: Path) -> None:
    (tmp_path / "a-DEM5A.xml").write_text(gml(), encoding="utf-8")
    (tmp_path / "b-DEM5A.xml").write_text(gml(corner=(136.6, 34.75)), encoding="utf-8")
    both = [tmp_path / "a-DEM5A.xml", tmp_path / "b-DEM5A.xml"]
    size = both[0].stat().st_size
    packed = zipped(tmp_path / "ab.zip", {file.name: file.read_bytes() for file in both})
    for paths, limits in [
        (both, ElevationLimits(max_cells=23)),
        (both, ElevationLimits(max_files=1)),
        (both, ElevationLimits(max_bytes=size - 1)),
        (both, ElevationLimits(max_text_bytes=size - 9)),
        ([packed], ElevationLimits(max_files=1)),
        ([packed], ElevationLimits(max_unpacked_bytes=2 * size - 1)),
        ([tiff(tmp_path / "c.tif", np.ones((3, 3), np.float32))], ElevationLimits(max_cells=8)),
    ]:
        refused_as_large(paths, limits)
    enough = ElevationLimits(max_cells=24, max_files=2, max_bytes=packed.stat().st_size, max_unpacked_bytes=2 * size)
    for paths in (both, [packed]):
        with opened_elevation(paths, enough) as elevation:
            assert len(elevation.pieces) == 2


@pytest.mark.parametrize("pack", ["zip", "gzip"])
def test_an_archive_that_unpacks_to_very_much_is_stopped_early(pack: str, tmp_path: Path) -> None:
    zeros = bytes(40 * 1024 * 1024)
    if pack == "zip":
        file = zipped(tmp_path / "a.zip", {"a.xml": b"<a>" + zeros})
    else:
        file = tmp_path / "a.xml.gz"
        file.write_bytes(gzip.compress(b"<a>" + zeros))
    tracemalloc.start()
    refused_as_large([file], LIMITS)
    assert tracemalloc.get_traced_memory()[1] < 30 * 1024 * 1024
    tracemalloc.stop()


def test_xml_of_very_many_elements_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(b"<a>" + b"<b/>" * 700_000 + b"</a>")
    refused_as_large([file], LIMITS)


def test_what_was_unpacked_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    packed = zipped(tmp_path / "a.zip", {"a-DEM5A.xml": gml().encode()})
    with opened_elevation([packed]):
        assert list((tmp_path / "temporary").iterdir())
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_extent_in_the_plane_bends_with_the_map(tmp_path: Path) -> None:
    cells = np.ones((400, 4_000), np.int16)
    file = tiff(tmp_path / "a.tif", cells, crs="EPSG:6674", transform=from_origin(-20_000, -140_000, 10, 10))
    with opened_elevation([file]) as elevation:
        extent = elevation.extent()
    assert extent.is_valid
    assert len(shapely.get_coordinates(extent)) > 20

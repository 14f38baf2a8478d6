"""Layers are read from every format that ministries publish, or refused with a sentence."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon

from geo.crs import to_plane
from geo.errors import CrsRefused, FileRefused, InputRefused, TooLarge
from geo.readers.layer_files import LayerLimits
from geo.readers.layers import geojson_properties, read_layer
from tests.geo.layer_files_of_ours import geojson, shapefile_zip, written, zipped

SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
BOW_TIE = Polygon([(136.5, 34.7), (136.6, 34.8), (136.6, 34.7), (136.5, 34.8)])
ROWS = [({"NAME": "津市", "N": 1}, SQUARE), ({"NAME": "鳥羽市", "N": 2}, shapely.box(136.8, 34.4, 136.9, 34.5))]
COLUMNS = [{"NAME": "津市", "N": 1}, {"NAME": "鳥羽市", "N": 2}]


def same_ground(read: shapely.Geometry | None, drawn: shapely.Geometry) -> bool:
    return read is not None and read.normalize().equals_exact(drawn.normalize(), 1e-9)


@pytest.mark.parametrize("name", ["a.geojson", "a.geojson.gz", "a.json"])
def test_geojson(tmp_path: Path, name: str) -> None:
    reading = read_layer(geojson(tmp_path / name, ROWS))
    assert [dict(record.columns) for record in reading.records] == COLUMNS
    assert all(same_ground(record.geometry, row[1]) for record, row in zip(reading.records, ROWS, strict=True))
    assert [record.number for record in reading.records] == [1, 2]
    assert reading.repairs == ()


@pytest.mark.parametrize(("name", "epsg"), [("a.gpkg", 6668), ("a.gml", 6668), ("a.gpkg", 4612), ("a.gml", 4326)])
def test_geopackage_and_gml(tmp_path: Path, name: str, epsg: int) -> None:
    reading = read_layer(written(tmp_path / name, ROWS, epsg))
    assert [record.columns["NAME"] for record in reading.records] == ["津市", "鳥羽市"]
    assert all(same_ground(record.geometry, row[1]) for record, row in zip(reading.records, ROWS, strict=True))


@pytest.mark.parametrize("folder", ["", "A16-20/shape/", "人口集中地区/"])
@pytest.mark.parametrize(
    ("encoding", "drop", "language_byte"),
    [
        ("cp932", (), None),
        ("cp932", (".cpg",), None),
        ("cp932", (".cpg",), 0),
        ("UTF-8", (".cpg",), 0),
        ("UTF-8", (), None),
    ],
)
def test_shapefiles_in_a_zip(
    tmp_path: Path, folder: str, encoding: str, drop: tuple[str, ...], language_byte: int | None
) -> None:
    path = shapefile_zip(
        tmp_path / "a.zip", ROWS, 6668, folder=folder, encoding=encoding, drop=drop, language_byte=language_byte
    )
    reading = read_layer(path)
    assert [record.columns["NAME"] for record in reading.records] == ["津市", "鳥羽市"]
    assert all(same_ground(record.geometry, row[1]) for record, row in zip(reading.records, ROWS, strict=True))


def test_a_shapefile_beside_its_parts(tmp_path: Path) -> None:
    assert len(read_layer(written(tmp_path / "a.shp", ROWS, 6668)).records) == 2


def test_a_member_named_in_shift_jis(tmp_path: Path) -> None:
    inner = geojson(tmp_path / "inner.geojson", ROWS).read_bytes()
    path = zipped(tmp_path / "a.zip", {"XXXX.geojson": inner})
    renamed = path.read_bytes().replace(b"XXXX", "津市".encode("cp932"))
    path.write_bytes(renamed)
    assert len(read_layer(path).records) == 2


def test_plane_coordinates(tmp_path: Path) -> None:
    plane = to_plane(SQUARE, 6674)
    reading = read_layer(written(tmp_path / "a.gpkg", [({"N": 1}, plane)], 6674))
    (record,) = reading.records
    assert record.geometry is not None
    assert to_plane(record.geometry, 6674).symmetric_difference(plane).area < 1e-6 * plane.area
    assert reading.transformation.accuracy_m == 0


def test_a_crs_member_in_geojson(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ROWS, crs="urn:ogc:def:crs:EPSG::6668")
    assert read_layer(path).transformation.source_epsg == 6668


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::3857", "urn:ogc:def:crs:EPSG::32653"])
def test_a_foreign_crs_is_refused(tmp_path: Path, crs: str) -> None:
    with pytest.raises(CrsRefused):
        read_layer(geojson(tmp_path / "a.geojson", ROWS, crs=crs))


def test_a_shapefile_without_its_prj_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrsRefused, match="prj"):
        read_layer(shapefile_zip(tmp_path / "a.zip", ROWS, 6668, drop=(".prj",)))


def test_invalid_polygons_are_repaired_and_named(tmp_path: Path) -> None:
    reading = read_layer(geojson(tmp_path / "a.geojson", [*ROWS, ({"NAME": "蝶", "N": 3}, BOW_TIE)]))
    (repair,) = reading.repairs
    mended = reading.records[2].geometry
    assert repair.number == 3
    assert isinstance(mended, MultiPolygon)
    assert mended.is_valid
    # Two triangles, each a quarter of the square that the bow tie is drawn in.
    assert to_plane(mended, 6674).area == pytest.approx(to_plane(SQUARE, 6674).area / 2, rel=1e-3)
    assert repair.after_m2 == pytest.approx(to_plane(mended, 6674).area, rel=1e-9)


def test_a_polygon_of_no_area_is_reported_as_without_geometry(tmp_path: Path) -> None:
    flat = Polygon([(136.5, 34.7), (136.6, 34.7), (136.5, 34.7)])
    reading = read_layer(geojson(tmp_path / "a.geojson", [*ROWS, ({"NAME": "線", "N": 3}, flat)]))
    assert [record.number for record in reading.without_geometry] == [3]
    assert [(repair.number, repair.after_m2) for repair in reading.repairs] == [(3, 0.0)]


def test_null_geometries_are_reported(tmp_path: Path) -> None:
    reading = read_layer(geojson(tmp_path / "a.geojson", [*ROWS, ({"NAME": "無", "N": 3}, None)]))
    assert [record.columns["NAME"] for record in reading.without_geometry] == ["無"]


def test_points_and_heights(tmp_path: Path) -> None:
    tall = Polygon([(136.5, 34.7, 10), (136.6, 34.7, 10), (136.6, 34.8, 10)])
    reading = read_layer(geojson(tmp_path / "a.geojson", [({"N": 1}, Point(136.5, 34.7, 9)), ({"N": 2}, tall)]))
    assert [record.geometry is not None and record.geometry.has_z for record in reading.records] == [False, False]


def test_missing_values_are_none(tmp_path: Path) -> None:
    rows = [({"N": 1, "S": "a"}, SQUARE), ({"N": None, "S": None}, SQUARE)]
    assert dict(read_layer(geojson(tmp_path / "a.geojson", rows)).records[1].columns) == {"N": None, "S": None}


def test_one_of_several_layers_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    written(path, ROWS, 6668, layer="one")
    written(path, ROWS[:1], 6668, layer="two")
    with pytest.raises(FileRefused, match="--layer"):
        read_layer(path)
    assert len(read_layer(path, layer="two").records) == 1


def test_one_of_several_members_is_chosen_by_name(tmp_path: Path) -> None:
    one, two = (geojson(tmp_path / f"{n}.geojson", ROWS[:n]).read_bytes() for n in (1, 2))
    path = zipped(tmp_path / "a.zip", {"x/one.geojson": one, "x/two.geojson": two})
    with pytest.raises(FileRefused, match="--layer"):
        read_layer(path)
    assert len(read_layer(path, layer="two").records) == 2


def test_the_shapefile_is_taken_where_a_zip_holds_the_layer_twice(tmp_path: Path) -> None:
    path = shapefile_zip(tmp_path / "a.zip", ROWS, 6668)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.geojson", geojson(tmp_path / "one.geojson", ROWS[:1]).read_bytes())
        archive.writestr("KS-META.xml", "<metadata/>")
    assert read_layer(path).format == "shapefile"


GOOD = json.dumps({"type": "FeatureCollection", "features": []}).encode()
BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<ogr:FeatureCollection xmlns:ogr="x">&b;</ogr:FeatureCollection>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><FeatureCollection/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.geojson", b""),
        ("no-features.geojson", GOOD),
        ("truncated.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Poly'),
        ("binary.geojson", bytes(range(256)) * 10),
        ("text.txt", b"hello"),
        ("sjis.geojson", '{"type":"津市"'.encode("cp932")),
        ("array.geojson", b"[1,2,3]"),
        ("deep.geojson", b"[" * 200_000),
        ("deep2.geojson", b'{"type":' * 100_000),
        ("broken.gpkg", b"SQLite format 3\x00" + bytes(100)),
        ("broken.zip", b"PK\x03\x04" + bytes(50)),
        ("empty.zip", b"PK\x05\x06" + bytes(18)),
        ("broken.geojson.gz", b"\x1f\x8b\x08" + bytes(20)),
        ("truncated.geojson.gz", gzip.compress(GOOD * 100)[:-12]),
        ("entities.gml", BILLION),
        ("outside.gml", OUTSIDE),
        ("utf16.gml", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")),
        ("wide.gml", b"<" + OUTSIDE.decode().encode("utf-16-le")),
    ],
)
def test_bad_files_are_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read_layer(path)
    assert refused.value.what.ja
    assert refused.value.remedy.en


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"nothing\.geojson"):
        read_layer(tmp_path / "nothing.geojson")


@pytest.mark.parametrize("part", [".shp", ".dbf"])
def test_a_cut_off_shapefile_is_refused(tmp_path: Path, part: str) -> None:
    shp = written(tmp_path / "a.shp", ROWS, 6668)
    cut = shp.with_suffix(part)
    cut.write_bytes(cut.read_bytes()[:-40])
    with pytest.raises(FileRefused, match=part):
        read_layer(shp)


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_a_part_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(FileRefused, match=part):
        read_layer(shapefile_zip(tmp_path / "a.zip", ROWS, 6668, drop=(part,)))


def test_positions_off_the_earth_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="入れ替わって"):
        read_layer(geojson(tmp_path / "a.geojson", [({"N": 1}, shapely.box(34.7, 136.5, 34.8, 136.6))]))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.geojson": b" " * (64 << 20)})
    with pytest.raises(TooLarge):
        read_layer(path)


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(gzip.compress(b" " * (64 << 20)))
    with pytest.raises(TooLarge):
        read_layer(path)


@pytest.mark.parametrize(
    "limits",
    [
        LayerLimits(max_bytes=100),
        LayerLimits(max_features=1),
        LayerLimits(max_vertices=9),
    ],
)
def test_each_bound_holds(tmp_path: Path, limits: LayerLimits) -> None:
    with pytest.raises(TooLarge):
        read_layer(geojson(tmp_path / "a.geojson", ROWS), limits)


@pytest.mark.parametrize("limits", [LayerLimits(max_zip_members=1), LayerLimits(max_unpacked_bytes=100)])
def test_each_bound_of_a_zip_holds(tmp_path: Path, limits: LayerLimits) -> None:
    with pytest.raises(TooLarge):
        read_layer(shapefile_zip(tmp_path / "a.zip", ROWS, 6668), limits)


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(unpacked))
    read_layer(shapefile_zip(tmp_path / "a.zip", ROWS, 6668))
    with pytest.raises(TooLarge):
        read_layer(tmp_path / "a.zip", LayerLimits(max_unpacked_bytes=200))
    assert list(unpacked.iterdir()) == []


def test_properties_are_given_as_written(tmp_path: Path) -> None:
    rows = [({"a": {"b": [1]}}, SQUARE), ({"a": None}, SQUARE), ({}, SQUARE)]
    assert geojson_properties(geojson(tmp_path / "a.geojson", rows)) == [{"a": {"b": [1]}}, {"a": None}, {}]


@pytest.mark.parametrize(
    "content", [b"[1]", b'{"features": 1}', b'{"features": [1]}', b'{"features": [', b"{" * 200_000]
)
def test_properties_of_something_else_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        geojson_properties(path)

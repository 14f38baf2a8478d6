import json

import pytest

from geo.errors import CrsRefused, FileRefused, InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.readers import read
from geo.readers._collect import MAX_LEFT_OUT_NOTES
from geo.readers.reading import Reading
from geo.route import Area, Route

LINE = {"type": "LineString", "coordinates": [[136.51, 34.71], [136.52, 34.72], [136.53, 34.73]]}
SQUARE = [[136.5, 34.7], [136.6, 34.7], [136.6, 34.8], [136.5, 34.8], [136.5, 34.7]]


def read_json(document: object) -> Reading:
    return read(json.dumps(document).encode(), "route.geojson")


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def refused(document: object) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        read_json(document)
    return caught.value


def test_a_line_keeps_its_positions_name_and_origins() -> None:
    collection = {"type": "FeatureCollection", "features": [feature(LINE, name="津→鳥羽")]}
    [route] = read_json(collection).paths
    assert isinstance(route, Route)
    assert route.name == "津→鳥羽"
    assert route.positions == [(136.51, 34.71), (136.52, 34.72), (136.53, 34.73)]
    assert [p.height for p in route.waypoints] == [None, None, None]
    assert route.waypoints[2].origin == "features[0].geometry.coordinates[2]"


def test_third_coordinates_are_ellipsoidal_and_the_note_says_so() -> None:
    reading = read_json({"type": "LineString", "coordinates": [[136.5, 34.7, 120.5], [136.6, 34.8, 130]]})
    [route] = reading.paths
    assert isinstance(route, Route)
    assert route.waypoints[0].height == Height(120.5, Datum.ELLIPSOIDAL, "coordinates[0][2]")
    [note] = reading.notes
    assert "3.1.1" in note.ja
    assert "--datum" in note.en


def test_without_heights_nothing_is_said_of_them() -> None:
    assert read_json(LINE).notes == ()


def test_several_geometries_come_in_the_order_of_the_file() -> None:
    reading = read_json(
        {
            "type": "FeatureCollection",
            "features": [
                feature({"type": "Polygon", "coordinates": [SQUARE]}),
                feature(None),
                feature(
                    {"type": "GeometryCollection", "geometries": [LINE, {"type": "Point", "coordinates": [136, 34]}]}
                ),
            ],
        }
    )
    area, line, hover = reading.paths
    assert isinstance(area, Area)
    assert isinstance(line, Route)
    assert isinstance(hover, Route)
    assert hover.positions == [(136, 34)]
    notes = " ".join(note.en for note in reading.notes)
    assert "features[1]: its geometry is null" in notes
    assert "1 single points are read as hovers" in notes


def test_a_polygon_with_heights_reaches_from_the_ground_to_the_highest() -> None:
    ring = [[lon, lat, height] for (lon, lat), height in zip(SQUARE, (100, 150, 120, 110, 100), strict=True)]
    reading = read_json({"type": "Polygon", "coordinates": [ring]})
    [area] = reading.paths
    assert isinstance(area, Area)
    assert area.floor is None
    assert area.ceiling == Height(150, Datum.ELLIPSOIDAL, "coordinates[0][1][2]")
    assert any("highest" in note.en for note in reading.notes)


def test_a_polygon_with_some_heights_has_no_ceiling_and_says_so() -> None:
    reading = read_json({"type": "Polygon", "coordinates": [[[*SQUARE[0], 50], *SQUARE[1:]]]})
    [area] = reading.paths
    assert isinstance(area, Area)
    assert area.ceiling is None
    assert any("incomplete" in note.en for note in reading.notes)


def test_holes_are_kept() -> None:
    hole = [[136.52, 34.72], [136.54, 34.72], [136.54, 34.74], [136.52, 34.74], [136.52, 34.72]]
    [area] = read_json({"type": "Polygon", "coordinates": [SQUARE, hole]}).paths
    assert isinstance(area, Area)
    assert area.shape.area == pytest.approx(0.01 - 0.0004)  # type: ignore[union-attr] # a polygon, not a circle


def test_repeated_positions_are_kept_and_said() -> None:
    reading = read_json({"type": "LineString", "coordinates": [[136, 34], [136, 34], [136.1, 34]]})
    [route] = reading.paths
    assert isinstance(route, Route)
    assert len(route.waypoints) == 3
    assert any("1 points repeat" in note.en and "coordinates[1]" in note.en for note in reading.notes)


def test_a_climb_on_the_spot_is_not_a_repeated_position() -> None:
    reading = read_json({"type": "LineString", "coordinates": [[136, 34, 10], [136, 34, 90], [136.1, 34, 90]]})
    assert not any("repeat" in note.en for note in reading.notes)


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:6668",
        "urn:ogc:def:crs:EPSG:6.9:6668",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ],
)
def test_a_crs_in_degrees_of_wgs_84_or_jgd2011_is_read(name: str) -> None:
    reading = read_json({**LINE, "crs": {"type": "name", "properties": {"name": name}}})
    assert reading.notes == ()


def test_jgd2000_is_read_with_a_note() -> None:
    reading = read_json({**LINE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4612"}}})
    assert any("JGD2000" in note.ja for note in reading.notes)


@pytest.mark.parametrize(
    "crs",
    [
        None,
        "EPSG:4326",
        {"type": "link", "properties": {"href": "https://example.invalid/crs"}},
        {"type": "name", "properties": {"name": "EPSG:6674"}},
        {"type": "name", "properties": {"name": "EPSG:4301"}},
        {"type": "name", "properties": {"name": "4326"}},
    ],
)
def test_any_other_crs_is_refused(crs: object) -> None:
    error = refused({"type": "FeatureCollection", "features": [feature({**LINE, "crs": crs})]})
    assert isinstance(error, CrsRefused)
    assert error.where == "features[0].geometry.crs"


@pytest.mark.parametrize(
    ("geometry", "kind", "phrase", "where"),
    [
        ({"type": "LineString", "coordinates": [[136, 34]]}, ValueRefused, "two positions", "coordinates"),
        ({"type": "Point", "coordinates": [34.7, 136.5]}, ValueRefused, "not valid", "coordinates"),
        ({"type": "Point", "coordinates": [136.5, 91]}, ValueRefused, "not valid", "coordinates"),
        ({"type": "Point", "coordinates": [181, 34]}, ValueRefused, "not valid", "coordinates"),
        ({"type": "Point", "coordinates": [True, 34]}, ValueRefused, "number is needed", "coordinates"),
        ({"type": "Point", "coordinates": [136, 34, None]}, ValueRefused, "number is needed", "coordinates"),
        ({"type": "Point", "coordinates": [10**400, 34]}, ValueRefused, "number is needed", "coordinates"),
        ({"type": "Point", "coordinates": [136, 34, 99999999]}, ValueRefused, "out of range", "coordinates[2]"),
        (
            {"type": "LineString", "coordinates": [[179, 34], [-179, 34]]},
            ValueRefused,
            "antimeridian",
            "coordinates[1]",
        ),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, ValueRefused, "not closed", "coordinates"),
        (
            {"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 3], [1, 1]]]},
            ValueRefused,
            "no area",
            "coordinates",
        ),
        ({"type": "Polygon", "coordinates": [[]]}, FileRefused, "nesting", "coordinates"),
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, ValueRefused, "crosses", "coordinates"),
        ({"type": "LineString", "coordinates": "136,34"}, FileRefused, "nesting", "coordinates"),
        ({"type": ["Point"], "coordinates": [136, 34]}, FileRefused, "none of GeoJSON's", "type"),
        ({"type": "MultiPoint", "coordinates": []}, FileRefused, "no point, line or area", "coordinates are empty"),
    ],
)
def test_bad_geometries_are_refused_with_their_place(geometry: object, kind: type, phrase: str, where: str) -> None:
    error = refused(geometry)
    assert isinstance(error, kind)
    assert phrase in error.what.en
    assert where in error.where


def test_swapped_axes_are_hinted_at() -> None:
    assert "入れ替わって" in refused({"type": "Point", "coordinates": [34.7, 136.5]}).remedy.ja


def test_a_self_crossing_area_says_where() -> None:
    bow_tie = [[136, 34], [137, 35], [137, 34], [136, 35], [136, 34]]
    error = refused({"type": "Polygon", "coordinates": [bow_tie]})
    assert "136.5 34.5" in error.where


def test_collections_nested_too_deeply_are_refused() -> None:
    nested: dict[str, object] = LINE
    for _ in range(12):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert "nested too deeply" in refused(nested).what.en


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        read(b'{"type":"Point","coordinates":[136,34],"coordinates":[137,34]}', "x.geojson")
    assert caught.value.where == "coordinates"


def test_names_lose_control_characters_and_length() -> None:
    [route] = read_json(feature(LINE, name="津\ud800\u202e\n市" + "x" * 1_000)).paths
    assert route.name.startswith("津 市x")
    assert len(route.name) == 200


def test_notes_on_what_is_left_out_are_bounded() -> None:
    features = [feature(None)] * 1_000 + [feature(LINE)]
    reading = read_json({"type": "FeatureCollection", "features": features})
    assert len(reading.notes) == MAX_LEFT_OUT_NOTES + 1
    assert "980 more" in reading.notes[-1].en


def test_the_content_decides_before_the_suffix() -> None:
    assert read(json.dumps(LINE).encode("utf-8-sig"), "route.kml").format == "geojson"

"""What a scene holds, against independent figures."""

import re

import pytest
import shapely
from pyproj import Geod

from airspace.finding import Outcome, VolumeKind
from airspace.verdict import Category, Level, Verdict
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from geo.text import Text
from maps.compose import Captions, Outline, compose
from maps.legend import legend_of
from maps.scene import Scene, Sheet, StopKind
from maps.shapes import MOST_BACKGROUND_VERTICES
from maps.stops import MOST_MARKS
from maps.wording import verdict_lines
from tests.maps.flights import COAST, FLIGHTS, along_the_coast, land, layers, long_route, route, screened

GEOD = Geod(ellps="GRS80")
CAPTIONS = Captions("見本", "", "")


def scene_of(name: str) -> Scene:
    return compose(screened(FLIGHTS[name]), CAPTIONS, outline=land(), layers=layers())


def sheet(scene: Scene, key: str) -> Sheet:
    return next(found for found in scene.sheets if found.key == key)


def area_m2(drawn: Sheet) -> float:
    total = 0.0
    for shape in drawn.shapes:
        for number, ring in enumerate(shape.rings):
            lats, lons = zip(*ring, strict=True)
            area = abs(GEOD.polygon_area_perimeter(lons, lats)[0])
            total += area if number == 0 else -area
    return total


def test_a_hover_is_drawn_as_discs_of_the_true_size() -> None:
    scene = scene_of("hover")
    reach_m = screened(FLIGHTS["hover"]).volume.legs[0].reach_m
    for kind in VolumeKind:
        assert area_m2(sheet(scene, kind.value)) == pytest.approx(3.14159265 * reach_m[kind] ** 2, rel=0.005)
    assert [(stop.sign.ja, stop.kind) for stop in scene.stops] == [("滞空", StopKind.START)]
    assert not scene.stretches


def test_a_loop_keeps_its_hole() -> None:
    scene = scene_of("loop")
    (shape,) = sheet(scene, "flight_geography").shapes
    assert len(shape.rings) == 2
    flown_m = GEOD.line_length(*zip(*[*COAST[:4], COAST[0]], strict=True))
    # At each turn the outside of the bend is counted once and its inside twice: a little less than length × width.
    assert area_m2(sheet(scene, "flight_geography")) == pytest.approx(flown_m * 120, rel=0.015)


def test_waypoints_stand_where_the_file_has_them() -> None:
    scene = scene_of("coast")
    assert [(stop.position[1], stop.position[0]) for stop in scene.stops] == COAST
    assert [stop.sign.ja for stop in scene.stops] == ["離陸", "1", "2", "3", "着陸"]
    assert scene.stops[2].heights == (Text("対地高度（地面からの高さ） 120 m", "120 m above ground level (AGL)"),)
    assert scene.stops[0].where.ja == "北緯34.70790° 東経136.52460°"


def test_legs_have_their_geodesic_length_and_direction() -> None:
    scene = scene_of("coast")
    assert len(scene.stretches) == 4
    for stretch, start, end in zip(scene.stretches, COAST, COAST[1:], strict=False):
        azimuth_deg, _, length_m = GEOD.inv(*start, *end)
        assert float(stretch.length.ja.removesuffix(" km")) == pytest.approx(length_m / 1000, abs=0.006)
        assert stretch.heading_deg == pytest.approx(azimuth_deg, abs=0.3)
    assert [stretch.sign.ja for stretch in scene.stretches] == ["対地 60 m", "対地 120 m", "対地 120 m", "対地 120 m"]
    assert scene.stretches[0].name.ja == "区間1（離陸→1）"


def test_a_place_passed_twice_is_one_marker_with_both_numbers() -> None:
    assert [stop.sign.ja for stop in scene_of("out-and-back").stops] == ["離着陸", "1・3", "2"]
    assert scene_of("out-and-back").stops[1].name.ja == "通過点1・3"


def test_a_place_passed_often_keeps_a_short_sign() -> None:
    circling = route([COAST[0], *([COAST[1], COAST[2]] * 6), COAST[0]])
    scene = compose(screened(circling), CAPTIONS)
    assert scene.stops[1].sign.ja == "1・3・5ほか"
    assert scene.stops[1].name.ja == "通過点1・3・5・7・9・11"


def test_repeated_points_leave_legs_between_the_right_places() -> None:
    scene = compose(screened(route([COAST[0], COAST[0], COAST[1], COAST[1], COAST[2]])), CAPTIONS)
    assert [stretch.name.ja for stretch in scene.stretches] == ["区間1（1→2）", "区間2（3→着陸）"]


def test_findings_are_numbered_by_weight_and_placed_in_their_geometry() -> None:
    screening = along_the_coast()
    scene = compose(screening, CAPTIONS, layers=layers())
    assert [note.number for note in scene.notes] == list(range(1, len(screening.findings) + 1))
    assert [note.outcome for note in scene.notes] == sorted((f.outcome for f in screening.findings), reverse=True)
    placed = [note for note in scene.notes if note.where is not None]
    assert len(placed) == len([found for found in screening.findings if found.geometry is not None]) == 7
    for note in scene.notes:
        finding = next(f for f in screening.findings if f.text == note.text)
        if note not in placed:  # how it is flown: nowhere on the map
            assert (note.spot, note.sheet, finding.geometry) == (None, None, None)
            continue
        assert note.spot is not None
        assert finding.geometry is not None
        assert finding.geometry.buffer(1e-5).contains(shapely.Point(note.spot[1], note.spot[0]))
        assert note.sheet in {drawn.key for drawn in scene.sheets}


def test_what_covers_the_whole_flight_starts_hidden_and_is_listed() -> None:
    scene = scene_of("coast")
    whole = sheet(scene, "undetermined-whole")
    assert not whole.shown
    assert next(note for note in scene.notes if note.sheet == whole.key).where == Text(
        "飛行する範囲の全体", "all of the flight geography"
    )


def test_where_a_finding_lies_is_told_from_the_start() -> None:
    first, *_, last = scene_of("coast").notes
    assert first.where is not None
    assert re.fullmatch(r"始点から 0 m～\d+ m（区間1、経路のうち \d+ m）、飛行する範囲", first.where.ja)
    assert last.outcome is Outcome.ADVISORY
    assert last.where is not None
    assert re.fullmatch(r"始点から 9\.\d\d km 付近（区間4）、落下のおそれがある範囲（目安）", last.where.ja)


def test_an_area_has_no_waypoints_and_says_its_size_and_height() -> None:
    scene = scene_of("circle")
    assert not scene.stops
    assert not scene.stretches
    facts = {name.ja: value.ja for name, value in scene.flight}
    area = float(facts["飛行範囲の面積"].removesuffix(" m²").replace(",", ""))
    assert area == pytest.approx(3.14159265 * 400**2, rel=0.002)
    assert facts["高さ"] == "地面・水面から標高（海抜） 100 mまで"
    assert scene.volumes[0][1].ja == "飛行範囲そのもの"


def test_heights_that_are_not_told_are_said_to_be_unknown() -> None:
    scene = scene_of("no-heights")
    assert {stop.heights[0].ja for stop in scene.stops} == {"高さは示されていません"}
    assert {stretch.sign.ja for stretch in scene.stretches} == {"高さ不明"}
    assert scene.assumptions


@pytest.mark.parametrize("datum", list(Datum))
def test_every_height_names_its_datum(datum: Datum) -> None:
    path = Route(tuple(Waypoint(lon, lat, Height(50, datum)) for lon, lat in COAST[:2]))
    (stretch,) = compose(screened(path), CAPTIONS).stretches
    short = {"agl": "対地", "amsl": "標高", "ellipsoidal": "楕円体高", "takeoff": "離陸地点から", "unknown": "基準不明"}
    assert stretch.sign.ja == f"{short[datum]} 50 m"


def test_layers_are_drawn_where_a_finding_names_them() -> None:
    keys = [drawn.key for drawn in scene_of("coast").sheets]
    assert keys[:3] == ["outline", "layer-1", "layer-2"]
    bare = compose(screened(route([(136.60, 34.70), (136.62, 34.70)])), CAPTIONS, layers=layers())
    assert not [drawn.key for drawn in bare.sheets if drawn.key.startswith("layer")]


def test_a_long_route_is_thinned_and_says_so() -> None:
    scene = compose(screened(long_route(1000)), CAPTIONS)
    assert len(scene.stops) <= MOST_MARKS + 1
    assert len(scene.stretches) <= MOST_MARKS + 1
    assert (scene.stops[0].kind, scene.stops[-1].kind) == (StopKind.START, StopKind.END)
    assert "1,000" in scene.left_out[0].ja
    assert "999" in scene.left_out[1].ja


def test_an_outline_is_cut_to_what_the_map_can_show() -> None:
    huge = shapely.Point(137, 35).buffer(3, quad_segs=20_000)
    scene = compose(along_the_coast(), CAPTIONS, outline=Outline(huge, Text("県", "prefecture")))
    drawn = sheet(scene, "outline")
    assert sum(len(ring) for shape in drawn.shapes for ring in shape.rings) < 500
    assert max(lat for shape in drawn.shapes for ring in shape.rings for lat, _ in ring) < 34.9


def test_neighbouring_lands_are_each_drawn_and_few_points_are_kept() -> None:
    ragged = [shapely.Point(136.50 + 0.05 * i, 34.65).buffer(0.06, quad_segs=5_000) for i in range(3)]
    lands = Outline(shapely.GeometryCollection(ragged), Text("陸地", "land"))
    drawn = sheet(compose(along_the_coast(), CAPTIONS, outline=lands), "outline")
    assert len(drawn.shapes) == 3
    assert sum(len(ring) for shape in drawn.shapes for ring in shape.rings) <= MOST_BACKGROUND_VERTICES


def test_an_outline_far_from_the_flight_is_left_out() -> None:
    far = Outline(shapely.box(139, 35, 140, 36), Text("遠く", "far"))
    assert "outline" not in [drawn.key for drawn in compose(along_the_coast(), CAPTIONS, outline=far).sheets]


@pytest.mark.parametrize("name", FLIGHTS)
def test_the_legend_has_what_the_map_has_and_nothing_else(name: str) -> None:
    scene = scene_of(name)
    keys = [entry.key for entry in legend_of(scene, "ja")]
    expected = [drawn.key for drawn in reversed(scene.sheets)]
    marks = (["stops"] if scene.stops else []) + (["legs"] if scene.stretches else [])
    assert keys == marks + expected
    assert all(drawn.shapes for drawn in scene.sheets)


def test_a_flight_that_no_level_names_has_none() -> None:
    none = Verdict(Category.II_B, Category.II_B, Level.NONE, ())
    assert verdict_lines(none) == (Text("カテゴリー：II-B", "Category: II-B"), Text("レベル：なし", "Level: none"))

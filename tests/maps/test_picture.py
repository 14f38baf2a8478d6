"""The picture for paper: true to scale, the same things as the folium map and the twin, and people's words as text."""

import html
import math
import re
from typing import get_args

import geopandas
import pytest
from defusedxml import ElementTree
from shapely import Point

from geo.route import Path, Route
from geo.text import Text
from maps.compose import Captions, compose
from maps.keys import keys_of
from maps.legend import legend_of
from maps.picture import MARGIN_MM, MOST_BAR_MM, PX_PER_MM, Picture, bar_length_m, paper_of, picture
from maps.scene import Scene
from maps.trial_map import scene_map
from maps.twin import twin_text
from maps.wording import OUTCOME_SHORT, Language
from tests.maps.flights import COAST, FLIGHTS, HOSTILE, LONG_TITLE, land, layers, route, screened

SVG = "{http://www.w3.org/2000/svg}"
WIDE, HIGH = 170.0, 120.0


def scene_of(path: Path, *, name: str = "津港東", outline: bool = True) -> Scene:
    captions = Captions("津の沿岸の点検", "空の便", "第1版")
    return compose(
        screened(path, name=name), captions, outline=land() if outline else None, layers=layers(name) if outline else ()
    )


def drawn(path: Path) -> tuple[Scene, Picture]:
    scene = scene_of(path)
    return scene, picture(scene, "ja", WIDE, HIGH)


def texts(svg: str, kind: str) -> list[str]:
    tree = ElementTree.fromstring(svg)
    return [element.text or "" for element in tree.iter(f"{SVG}text") if element.get("class") == kind]


@pytest.mark.parametrize("name", FLIGHTS)
def test_it_is_svg_holds_the_whole_flight_and_is_the_same_again(name: str) -> None:
    scene, made = drawn(FLIGHTS[name])
    ElementTree.fromstring(made.svg)
    assert made.svg == picture(scene_of(FLIGHTS[name]), "ja", WIDE, HIGH).svg
    paper = paper_of(scene, WIDE, HIGH)
    for corner in scene.corners:
        x, y = paper.spot(corner)
        assert MARGIN_MM * PX_PER_MM - 1 <= x <= (WIDE - MARGIN_MM) * PX_PER_MM + 1
        assert MARGIN_MM * PX_PER_MM - 1 <= y <= (HIGH - MARGIN_MM) * PX_PER_MM + 1


@pytest.mark.parametrize("name", ["coast", "hover", "short-legs"])
def test_a_millimetre_on_paper_is_the_scale_on_the_ground(name: str) -> None:
    """The distance of the outermost stops, by geopandas in EPSG:6674, against where they lie on the paper."""
    scene, made = drawn(FLIGHTS[name])
    south_west, north_east = scene.corners
    points = geopandas.GeoSeries([Point(lon, lat) for lat, lon in (south_west, north_east)], crs=6668).to_crs(6674)
    ground_m = points.iloc[0].distance(points.iloc[1])
    paper = paper_of(scene, WIDE, HIGH)
    (x1, y1), (x2, y2) = paper.spot(south_west), paper.spot(north_east)
    on_paper_mm = math.hypot(x2 - x1, y2 - y1) / PX_PER_MM
    assert on_paper_mm * made.scale / 1_000 == pytest.approx(ground_m, rel=1e-4)


@pytest.mark.parametrize("scale", [1_000, 12_500, 80_000, 3_000_000])
def test_the_bar_is_round_and_fits(scale: int) -> None:
    length_m = bar_length_m(scale)
    assert f"{length_m:e}"[0] in "125"
    assert MOST_BAR_MM / 2.5 <= length_m / scale * 1_000 <= MOST_BAR_MM


def test_the_bar_is_as_long_as_it_says() -> None:
    _, made = drawn(FLIGHTS["coast"])
    tree = ElementTree.fromstring(made.svg)
    (bar,) = [group for group in tree.iter(f"{SVG}g") if group.get("id") == "scale"]
    long_px = 2 * float(next(iter(bar.iter(f"{SVG}rect"))).get("width"))
    said = [element.text for element in bar.iter(f"{SVG}text")]
    assert said == ["0", "1", "2 km", f"1:{made.scale:,}"]
    assert long_px / PX_PER_MM * made.scale / 1_000 == pytest.approx(2_000, rel=1e-3)


@pytest.mark.parametrize("name", FLIGHTS)
def test_folium_picture_legend_and_twin_tell_of_the_same_things(name: str) -> None:
    scene, made = drawn(FLIGHTS[name])
    page, twin = html.unescape(scene_map(scene, "ja")), twin_text(scene, "ja")
    shown = [sheet for sheet in scene.sheets if sheet.shown]
    assert re.findall(r'id="sheet-([\w-]+)"', made.svg) == [sheet.key for sheet in shown]
    for sheet in shown:
        assert f'data-group="{sheet.key}"' in page
        assert sheet.label.ja in made.alt.ja
    shown_entries = [entry.label for entry in legend_of(scene, "ja") if entry.shown]
    assert [key.label for key in keys_of(scene, "ja")] == shown_entries
    badges = [note.sign for note in scene.notes if note.spot and note.sheet in {sheet.key for sheet in shown}]
    assert texts(made.svg, "badge") == badges
    for sign in badges:
        note = scene.notes[int(sign) - 1]
        line = f"{sign}. {OUTCOME_SHORT[note.outcome].ja} {note.title.ja}"
        assert line in twin
    ends = [stop.sign.ja for stop in scene.stops if stop.kind != "via"]
    assert texts(made.svg, "end") == ends
    assert set(texts(made.svg, "via")) <= {stop.sign.ja for stop in scene.stops}
    assert set(texts(made.svg, "name")) <= {name.ja for sheet in shown for _, name in sheet.names}


def test_no_text_lies_upon_another() -> None:
    _, made = drawn(FLIGHTS["short-legs"])
    tree = ElementTree.fromstring(made.svg)
    boxes = [
        (float(rect.get("x")), float(rect.get("y")), float(rect.get("width")), 18.0)
        for rect in tree.iter(f"{SVG}rect")
        if rect.get("rx")
    ]
    assert len(boxes) > 10
    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[:number]:
            apart = x >= other_x + other_width or other_x >= x + width
            assert apart or y >= other_y + other_height or other_y >= y + height


@pytest.mark.parametrize(
    "path",
    [
        route([(136.9, 34.0)]),
        route([(136.3 + 0.0002 * i, 34.6 + 0.02 * math.sin(i / 300)) for i in range(5_000)]),
        route([(135.9, 33.0), (137.9, 35.0)]),
        route([(140.0, 30.0), (140.001, 30.0)]),
    ],
    ids=["one point", "5,000 points", "300 km", "far out at sea"],
)
def test_what_is_odd_is_drawn_within_bounds(path: Route) -> None:
    made = picture(scene_of(path, outline=False), "ja", WIDE, HIGH)
    ElementTree.fromstring(made.svg)
    assert len(made.svg) < 200_000
    assert texts(made.svg, "end")


def test_peoples_words_stay_words() -> None:
    scene = scene_of(route(COAST), name=LONG_TITLE)
    for language in get_args(Language):
        made = picture(scene, language, WIDE, HIGH)
        tree = ElementTree.fromstring(made.svg)
        assert not [element for element in tree.iter() if element.tag.endswith(("script", "img", "}b"))]
    assert "<img" not in made.svg
    named = picture(scene_of(route(COAST), name=HOSTILE[:20]), "ja", WIDE, HIGH)
    assert HOSTILE[:20] in texts(named.svg, "name")


def test_a_picture_is_told_in_words_in_both_languages() -> None:
    _, made = drawn(FLIGHTS["coast"])
    assert made.scale_text == Text("縮尺 1:80,000", "Scale 1:80,000")
    assert made.alt.ja.startswith("飛行の地図。縮尺1:80,000。")
    assert made.alt.en.startswith("Map of the flight, scale 1:80,000.")

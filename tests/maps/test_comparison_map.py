"""Two revisions of a flight on one map, without a browser."""

import re

import pytest
from shapely import LineString, Point

from geo.route import Path
from geo.text import Text
from maps.comparison_map import MOST_CHANGES, comparison_map
from maps.compose import Captions
from maps.wording import DISCLAIMER
from tests.maps.flights import COAST, FLIGHTS, HOSTILE, LONG_TITLE, dense_route, land, layers, route, screened

OLD = [COAST[0], (136.545, 34.69), (136.555, 34.67), COAST[3], COAST[4]]
BEFORE, AFTER = Captions("古い題", "空みち", "第1版（aa）"), Captions("新しい題", "空みち", "第2版（bb）")
CHANGES = [Text("場所：通過点1：480 m 動きました", "Place: waypoint 1: moved by 480 m")]


def compared(before: Path, after: Path, changes: list[Text] = CHANGES, language: str = "ja") -> str:
    return comparison_map(
        screened(before),
        screened(after),
        BEFORE,
        AFTER,
        language,  # type: ignore[arg-type]
        changes=changes,
        outline=land(),
        layers=layers(),
    )


def test_both_revisions_are_named_and_told() -> None:
    document = compared(route(OLD), route(COAST))
    body = document.partition("<body>")[2].partition("<script>")[0]
    assert "前：第1版（aa）" in body
    assert "あと：第2版（bb）" in body
    assert "古い題" in body
    assert "北緯34.69000° 東経136.54500°" in body, "a waypoint of the older alone"
    assert "北緯34.70100° 東経136.54800°" in body, "a waypoint of the newer alone"
    assert CHANGES[0].ja in body
    assert DISCLAIMER.ja in body
    ids = re.findall(r'\bid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_what_is_old_is_dashed_and_has_switches_of_its_own() -> None:
    document = compared(route(OLD), route(COAST))
    switched = re.findall(r'data-group="([^"]+)"', document)
    for key in ("flight_geography", "ground_risk_buffer", "centreline"):
        assert {key, f"before-{key}"} <= set(switched)
    assert not [key for key in switched if key.startswith(("caught", "undetermined"))], "findings are told below"


def test_each_label_stands_where_its_course_is_furthest_from_the_other() -> None:
    document = compared(route(OLD), route(COAST))
    marks = re.findall(r"L\.marker\(\s*\[([\d.]+), ([\d.]+)\](?:(?!L\.marker).)*?label (before|after)", document, re.S)
    assert sorted(look for _, _, look in marks) == ["after", "before"]
    lines = {"before": LineString(OLD), "after": LineString(COAST)}
    for lat, lon, look in marks:
        spot = Point(float(lon), float(lat))
        other = lines["after" if look == "before" else "before"]
        assert lines[look].distance(spot) < 1e-4
        corners = [Point(corner) for corner in lines[look].coords]
        assert other.distance(spot) >= max(other.distance(corner) for corner in corners) - 1e-4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (route(COAST), route(COAST)),
        (FLIGHTS["circle"], route(COAST)),
        (route(COAST), FLIGHTS["hover"]),
        (FLIGHTS["circle"], FLIGHTS["circle"]),
        (route(COAST[:1]), dense_route(5_000)),
        (route([(135.9, 34.0), (136.0, 34.0)]), route([(136.9, 36.4), (137.0, 36.4)])),
    ],
    ids=["same", "area-to-route", "route-to-hover", "same-area", "many-points", "another-plane"],
)
def test_any_pair_is_drawn_within_bounds_and_the_same_twice(before: Path, after: Path) -> None:
    one = compared(before, after, language="en")
    assert one == compared(before, after, language="en")
    assert len(one.encode()) < 1_500_000
    assert '<html lang="en">' in one


def test_changes_are_bounded_and_none_is_said_to_be_listed() -> None:
    many = [Text(f"変更{i}", f"change {i}") for i in range(MOST_CHANGES + 7)]
    document = compared(route(OLD), route(COAST), many)
    assert f"変更{MOST_CHANGES - 1}<" in document
    assert f"変更{MOST_CHANGES}<" not in document
    assert "ほかに変わったところの数： 7" in document
    assert "挙げられている変更はありません。" in compared(route(OLD), route(COAST), [])


def test_hostile_words_are_text() -> None:
    words = Captions(LONG_TITLE, HOSTILE, HOSTILE)
    document = comparison_map(
        screened(route(OLD)), screened(route(COAST)), words, words, "ja", changes=[Text(HOSTILE, HOSTILE)]
    )
    assert document.count("</script>") == 3
    assert "<img" not in document
    assert "${alert" not in document
    assert "{{7*7}}" not in document

"""What was drawn and invented by hand is sound, says what it is, and fits together."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
import shapely
from shapely import LineString, Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from airspace.prefecture import MIE
from api.demo.accounts import PHONES
from api.demo.fill import LAYERS
from api.demo.trials import SAMPLES, SampleTrial

Drawn = list[tuple[dict[str, Any], BaseGeometry]]

COORDINATE_STEP_DEG = 0.001
SHARED_BORDER_AREA_DEG2 = 1e-12


def drawn(name: str) -> Drawn:
    features = json.loads((files("api.demo") / "sample" / name).read_text(encoding="utf-8"))["features"]
    return [(feature["properties"], shape(feature["geometry"])) for feature in features]


@pytest.mark.parametrize("name", [name for _, name, _ in LAYERS])
def test_each_shape_is_valid_and_coarse_as_a_hand_draws(name: str) -> None:
    for properties, geometry in drawn(name):
        assert geometry.is_valid, properties
        steps = shapely.get_coordinates(geometry) / COORDINATE_STEP_DEG
        assert abs(steps - steps.round()).max() < 1e-6, properties


def test_municipalities_share_borders_without_gap_or_overlap() -> None:
    lands = [land for _, land in drawn("n03.geojson")]
    for number, land in enumerate(lands):
        for other in lands[number + 1 :]:
            assert land.intersection(other).area < SHARED_BORDER_AREA_DEG2
    whole = shapely.union_all(lands)
    assert not any(len(part.interiors) for part in shapely.get_parts(whole))
    assert MIE.outline.covers(whole)


def test_each_district_lies_in_its_municipality() -> None:
    lands = drawn("n03.geojson")
    for district, geometry in drawn("did-2020.geojson"):
        home = shapely.union_all([land for town, land in lands if town["N03_007"] == f"24{district['CITY']}"])
        assert district["CITYNAME"] in {town["N03_004"] for town, _ in lands}
        assert geometry.difference(home).area < SHARED_BORDER_AREA_DEG2, district


def test_zones_say_that_they_are_made_up_and_whom_to_ask() -> None:
    for zone, _ in drawn("zones.geojson"):
        assert "架空" in zone["name"]["ja"]
        assert "made up" in zone["name"]["en"]
        assert zone["legal_basis"].startswith("架空の見本")
        assert re.fullmatch(r"059-000-00\d\d", zone["authority"]["contact"])
        assert zone["authority"]["lead_time"]["ja"]


def test_telephone_numbers_are_nobodys() -> None:
    assert all(re.fullmatch(r"059-000-00\d\d", phone) for phone in PHONES.values())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_each_flight_takes_off_and_lands_on_land_or_says_so(sample: SampleTrial) -> None:
    land = shapely.union_all([geometry for _, geometry in drawn("n03.geojson")])
    assert "架空の見本" in sample.title
    for place in (sample.course[0], sample.course[-1]):
        assert land.covers(Point(place[:2])), place
        assert place[2] == 0


def test_flights_meet_what_their_stories_tell() -> None:
    districts = shapely.union_all([geometry for _, geometry in drawn("did-2020.geojson")])
    over_districts = [sample.title for sample in SAMPLES if course(sample).intersects(districts)]
    assert over_districts == ["空見市街を横切る血液製剤の輸送（架空の見本）"]


def test_the_loop_over_the_sea_touches_land_only_where_it_takes_off_and_lands() -> None:
    land = shapely.union_all([geometry for _, geometry in drawn("n03.geojson")])
    sample = next(sample for sample in SAMPLES if sample.title.startswith("空飛ぶクルマ"))
    over_land = course(sample).intersection(land)
    assert 0 < over_land.length < 0.1 * course(sample).length
    assert over_land.distance(Point(sample.course[0][:2])) == 0
    assert len(shapely.get_parts(shapely.line_merge(over_land))) == 1


def course(sample: SampleTrial) -> LineString:
    return LineString([place[:2] for place in sample.course])

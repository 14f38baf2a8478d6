"""Target facilities and managed places in our own forms: everything in them is read, nothing else is let in."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely import LineString, Point

from airspace.edition import LayerKind
from airspace.features import (
    Applicability,
    Authority,
    FacilityClass,
    FacilityPart,
    ManagedKind,
    ManagedPlace,
    ManagerAsks,
    TargetFacility,
)
from api.exchange.mapping import Stated
from geo.errors import InputRefused
from geo.text import Text
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

HOME = Stated(prefecture="24")
SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
RAILS = LineString([(136.5, 34.7), (136.52, 34.7)])
TIMES = [{"start": "2026-11-01T09:00:00+09:00", "end": "2026-11-30T17:00:00+09:00"}]
APPLIES = (Applicability(datetime(2026, 11, 1, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),)
DESK = {"name": "窓口", "contact": "059-000-0000", "lead_time": {"ja": "10日前", "en": "10 days"}}
FACILITY = {"id": "f1", "name": "駐屯地", "facility_class": "defence", "part": "site"}
PLACE = {"id": "m1", "name": {"ja": "鉄道", "en": "Railway"}, "kind": "railway"}


def read(mapped: Map, tmp_path: Path, kind: LayerKind, properties: dict[str, Any], shape: Any) -> Any:
    return mapped(kind, geojson(tmp_path / "drawn.geojson", [(properties, shape)]), HOME)


def facility(mapped: Map, tmp_path: Path, more: dict[str, Any], shape: Any = SQUARE) -> TargetFacility:
    (found,) = read(mapped, tmp_path, LayerKind.FACILITIES, FACILITY | more, shape).features
    assert isinstance(found, TargetFacility)
    return found


def place(mapped: Map, tmp_path: Path, more: dict[str, Any], shape: Any = SQUARE) -> ManagedPlace:
    (found,) = read(mapped, tmp_path, LayerKind.MANAGED, PLACE | more, shape).features
    assert isinstance(found, ManagedPlace)
    return found


def test_every_property_of_a_facility_is_read(mapped: Map, tmp_path: Path) -> None:
    more = {
        "part": "surrounding_area",
        "surroundings_held": False,
        "designated": False,
        "applicability": TIMES,
        "authority": DESK,
        "legal_basis": "告示",
    }
    found = facility(mapped, tmp_path, more)
    assert found == TargetFacility(
        id="f1",
        name=Text("駐屯地", "駐屯地"),
        geometry=found.geometry,
        applicability=APPLIES,
        facility_class=FacilityClass.DEFENCE,
        part=FacilityPart.SURROUNDING_AREA,
        surroundings_held=False,
        designated=False,
        authority=Authority(Text("窓口", "窓口"), "059-000-0000", Text("10日前", "10 days")),
        legal_basis="告示",
    )
    assert found.geometry.equals(SQUARE)


def test_what_a_facility_leaves_out(mapped: Map, tmp_path: Path) -> None:
    found = facility(mapped, tmp_path, {})
    assert (found.surroundings_held, found.designated, found.applicability, found.authority) == (False, True, (), None)


def test_a_facility_known_as_a_point_reaches_as_far_as_it_says(mapped: Map, tmp_path: Path) -> None:
    found = facility(mapped, tmp_path, {"radius_m": 300}, Point(136.5, 34.7))
    geod = Geod(ellps="GRS80")
    distances = [geod.inv(136.5, 34.7, x, y)[2] for x, y in shapely.get_coordinates(found.geometry)]
    assert 299.9 <= min(distances) <= max(distances) <= 300.4


def test_every_property_of_a_place_is_read(mapped: Map, tmp_path: Path) -> None:
    more = {
        "asks": "permission",
        "applicability": TIMES,
        "authority": DESK,
        "legal_basis": "管理者の定め",
        "message": "終電のあと",
    }
    found = place(mapped, tmp_path, more)
    assert found == ManagedPlace(
        id="m1",
        name=Text("鉄道", "Railway"),
        geometry=found.geometry,
        applicability=APPLIES,
        kind=ManagedKind.RAILWAY,
        asks=ManagerAsks.PERMISSION,
        authority=Authority(Text("窓口", "窓口"), "059-000-0000", Text("10日前", "10 days")),
        legal_basis="管理者の定め",
        message=Text("終電のあと", "終電のあと"),
    )


def test_a_line_is_as_wide_as_it_says(mapped: Map, tmp_path: Path) -> None:
    found = place(mapped, tmp_path, {"half_width_m": 40}, RAILS)
    metres = 111_320 * 0.822  # of a degree of longitude at 34.7 degrees, to 1 %
    assert found.geometry.area * metres * 110_940 == pytest.approx(0.02 * metres * 80 + 3.1416 * 40**2, rel=0.02)
    across = Geod(ellps="GRS80").inv(136.51, found.geometry.bounds[1], 136.51, found.geometry.bounds[3])[2]
    assert across == pytest.approx(80, abs=0.2)


def test_a_layer_of_places_is_as_accurate_as_the_least_accurate(mapped: Map, tmp_path: Path) -> None:
    written = [(PLACE | {"accuracy_m": 5}, SQUARE), (PLACE | {"id": "m2", "accuracy_m": 25}, SQUARE)]
    into_jgd2011_m = 1
    layer = mapped(LayerKind.MANAGED, geojson(tmp_path / "drawn.geojson", written), HOME)
    assert layer.accuracy_m == 25 + into_jgd2011_m


@pytest.mark.parametrize(
    ("more", "shape"),
    [
        ({"facility_class": "palace"}, SQUARE),
        ({"facility_class": None}, SQUARE),
        ({"part": "yellow_zone"}, SQUARE),
        ({"weight": 100}, SQUARE),
        ({}, Point(136.5, 34.7)),
        ({"radius_m": 300}, SQUARE),
        ({"radius_m": 0}, Point(136.5, 34.7)),
        ({"radius_m": 5_001}, Point(136.5, 34.7)),
        ({}, RAILS),
        ({"applicability": [TIMES[0] | {"end": "2026-11-01T09:00:00+09:00"}]}, SQUARE),
    ],
)
def test_bad_facilities_are_refused_by_their_number(
    mapped: Map, tmp_path: Path, more: dict[str, Any], shape: Any
) -> None:
    with pytest.raises(InputRefused) as refused:
        facility(mapped, tmp_path, more, shape)
    assert "record 1" in refused.value.where


@pytest.mark.parametrize(
    ("more", "shape"),
    [
        ({"kind": "volcano"}, SQUARE),
        ({"asks": "money"}, SQUARE),
        ({"colour": "red"}, SQUARE),
        ({}, RAILS),
        ({"half_width_m": 40}, SQUARE),
        ({"half_width_m": 1_001}, RAILS),
        ({"half_width_m": 40}, Point(136.5, 34.7)),
        ({"accuracy_m": -1}, SQUARE),
    ],
)
def test_bad_places_are_refused_by_their_number(mapped: Map, tmp_path: Path, more: dict[str, Any], shape: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        place(mapped, tmp_path, more, shape)
    assert "record 1" in refused.value.where


@pytest.mark.parametrize("kind", [LayerKind.FACILITIES, LayerKind.MANAGED])
def test_an_id_that_comes_twice_is_refused(mapped: Map, tmp_path: Path, kind: LayerKind) -> None:
    properties = FACILITY if kind is LayerKind.FACILITIES else PLACE
    path = geojson(tmp_path / "drawn.geojson", [(properties, SQUARE), (properties, SQUARE)])
    with pytest.raises(InputRefused, match="twice") as refused:
        mapped(kind, path, HOME)
    assert "record 2" in refused.value.where


@pytest.mark.parametrize("kind", [LayerKind.FACILITIES, LayerKind.MANAGED])
def test_where_it_is_complete_must_be_stated(mapped: Map, tmp_path: Path, kind: LayerKind) -> None:
    properties = FACILITY if kind is LayerKind.FACILITIES else PLACE
    with pytest.raises(InputRefused):
        mapped(kind, geojson(tmp_path / "drawn.geojson", [(properties, SQUARE)]), Stated())


def test_real_railways_become_places_of_their_own_width(mapped: Map, tmp_path: Path, shared_data: Path) -> None:
    """Railways of central Mie, as published, with the properties that a clerk would add."""

    published = json.loads(gzip.decompress((shared_data / "transport/rail/rail_lines_japan.geojson.gz").read_bytes()))
    mie = shapely.box(136.4, 34.6, 136.6, 34.9)
    near = [
        (PLACE | {"id": f"r{number}", "half_width_m": 20.0}, line)
        for number, feature in enumerate(published["features"])
        for line in [shapely.geometry.shape(feature["geometry"])]
        if line.intersects(mie)
    ]
    assert near
    read_back = mapped(LayerKind.MANAGED, geojson(tmp_path / "rail.geojson", near), HOME)
    assert len(read_back.features) == len(near)
    assert all(found.geometry.area > 0 for found in read_back.features)

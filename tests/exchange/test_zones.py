"""Geozones in our own form: everything in it is read, nothing else is let in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely import Point

from airspace.edition import Coverage, LayerKind
from airspace.features import Applicability, Authority, Geozone, ZoneKind, ZoneType
from airspace.prefecture import MIE
from api.exchange.mapping import Stated
from api.exchange.zones import ZoneProperties
from geo.errors import InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.text import Text
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
PORT = Point(136.9, 34.45)
LEAST = {"id": "z1", "name": "港", "type": "PROHIBITED"}
FULL = {
    "id": "z1",
    "name": {"ja": "港", "en": "Port"},
    "type": "REQ_AUTHORISATION",
    "kind": "manager",
    "lower": {"value_m": 0, "datum": "agl"},
    "upper": {"value_m": 150.5, "datum": "amsl"},
    "applicability": [{"start": "2026-11-01T09:00:00+09:00", "end": "2026-11-30T17:00:00+09:00"}, {"start": None}],
    "authority": {"name": "港湾課", "contact": "059-000-0000", "lead_time": {"ja": "10日前", "en": "10 days"}},
    "legal_basis": "港湾管理条例第5条",
    "message": "事前に協議してください",
}
HOME = Stated(prefecture="24")


def one(mapped: Map, tmp_path: Path, properties: dict[str, Any], shape: Any = SQUARE, stated: Stated = HOME) -> Geozone:
    (zone,) = mapped(LayerKind.ZONES, geojson(tmp_path / "zones.geojson", [(properties, shape)]), stated).features
    assert isinstance(zone, Geozone)
    return zone


def test_every_property_is_read(mapped: Map, tmp_path: Path) -> None:
    assert one(mapped, tmp_path, FULL) == Geozone(
        id="z1",
        name=Text("港", "Port"),
        geometry=one(mapped, tmp_path, FULL).geometry,
        type=ZoneType.REQ_AUTHORISATION,
        kind=ZoneKind.MANAGER,
        lower=Height(0, Datum.AGL),
        upper=Height(150.5, Datum.AMSL),
        applicability=(
            Applicability(datetime(2026, 11, 1, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
            Applicability(),
        ),
        authority=Authority(Text("港湾課", "港湾課"), "059-000-0000", Text("10日前", "10 days")),
        legal_basis="港湾管理条例第5条",
        message=Text("事前に協議してください", "事前に協議してください"),
    )


def test_what_is_left_out_is_the_widest(mapped: Map, tmp_path: Path) -> None:
    zone = one(mapped, tmp_path, LEAST)
    assert (zone.lower, zone.upper, zone.applicability, zone.authority) == (None, None, (), None)
    assert zone.kind is ZoneKind.OTHER
    assert one(mapped, tmp_path, LEAST | {"lower": None, "upper": None}) == zone


@pytest.mark.parametrize("value", [9999, 99999, 99999.0, 999999, 60000])
def test_a_ceiling_of_nines_is_no_ceiling(mapped: Map, tmp_path: Path, value: float) -> None:
    assert one(mapped, tmp_path, LEAST | {"upper": {"value_m": value, "datum": "amsl"}}).upper is None


@pytest.mark.parametrize("value", [999, 99, 9998, 150])
def test_other_ceilings_stay(mapped: Map, tmp_path: Path, value: float) -> None:
    upper = one(mapped, tmp_path, LEAST | {"upper": {"value_m": value, "datum": "amsl"}}).upper
    assert upper == Height(value, Datum.AMSL)


def test_a_circle_is_as_wide_as_it_says(mapped: Map, tmp_path: Path) -> None:
    zone = one(mapped, tmp_path, LEAST | {"radius_m": 500}, PORT)
    geod = Geod(ellps="GRS80")
    distances = [geod.inv(PORT.x, PORT.y, x, y)[2] for x, y in shapely.get_coordinates(zone.geometry)]
    assert min(distances) >= 499.9
    assert max(distances) <= 500.6


@pytest.mark.parametrize(
    "changed",
    [
        {"floor": 1},
        {"upper": {"value_ft": 400, "datum": "agl"}},
        {"upper": {"value_m": 400, "datum": "agl", "unit": "ft"}},
        {"upper": {"value_m": 400}},
        {"upper": {"value_m": 400, "datum": "unknown"}},
        {"upper": {"value_m": 400, "datum": "takeoff"}},
        {"upper": {"value_m": "400 ft", "datum": "agl"}},
        {"upper": 400},
        {"lower": {"value_m": 99999, "datum": "amsl"}},
        {"lower": {"value_m": 200, "datum": "agl"}, "upper": {"value_m": 100, "datum": "agl"}},
        {"type": "NO_FLY"},
        {"type": None},
        {"kind": "secret"},
        {"id": ""},
        {"id": None},
        {"name": {"ja": "港"}},
        {"name": None},
        {"applicability": [{"start": "2026-11-01T09:00:00"}]},
        {"applicability": [{"start": "2026-11-01T09:00:00+09:00", "end": "2026-11-01T09:00:00+09:00"}]},
        {"applicability": [{"begin": "2026-11-01T09:00:00+09:00"}]},
        {"applicability": {}},
        {"authority": {"contact": "x"}},
        {"authority": {"name": "x", "phone": "1"}},
        {"radius_m": 500},
    ],
)
def test_anything_else_is_refused_and_names_its_record(mapped: Map, tmp_path: Path, changed: dict[str, Any]) -> None:
    path = geojson(tmp_path / "zones.geojson", [(FULL | {"id": "z0"}, SQUARE), (LEAST | changed, SQUARE)])
    with pytest.raises(InputRefused, match="record 2"):
        mapped(LayerKind.ZONES, path, HOME)


@pytest.mark.parametrize(
    ("extra", "shape"),
    [
        ({}, PORT),
        ({"radius_m": 0}, PORT),
        ({"radius_m": -1}, PORT),
        ({"radius_m": 1e9}, PORT),
        ({}, shapely.LineString([(136, 34), (137, 35)])),
        ({}, None),
    ],
)
def test_a_zone_needs_an_area(mapped: Map, tmp_path: Path, extra: dict[str, Any], shape: Any) -> None:
    with pytest.raises(InputRefused, match="record 1"):
        one(mapped, tmp_path, LEAST | extra, shape)


def test_ids_come_once(mapped: Map, tmp_path: Path) -> None:
    path = geojson(tmp_path / "zones.geojson", [(LEAST, SQUARE), (LEAST, SQUARE)])
    with pytest.raises(InputRefused, match="z1"):
        mapped(LayerKind.ZONES, path, HOME)


def test_coverage_is_the_prefecture_named(mapped: Map, tmp_path: Path) -> None:
    path = geojson(tmp_path / "zones.geojson", [(LEAST, SQUARE)])
    area = mapped(LayerKind.ZONES, path, HOME).coverage.area
    assert area.symmetric_difference(MIE.outline).area < 1e-8


def test_coverage_is_what_is_stated(mapped: Map, tmp_path: Path) -> None:
    stated = Stated(coverage=Coverage(SQUARE, Text("手", "hand")))
    path = geojson(tmp_path / "zones.geojson", [(LEAST, SQUARE)])
    assert mapped(LayerKind.ZONES, path, stated).coverage == stated.coverage


def test_coverage_that_nobody_states_is_asked_for(mapped: Map, tmp_path: Path) -> None:
    with pytest.raises(ValueRefused, match="--prefecture"):
        mapped(LayerKind.ZONES, geojson(tmp_path / "zones.geojson", [(LEAST, SQUARE)]), Stated())


def test_the_example_in_the_documentation_is_read(mapped: Map, tmp_path: Path, repository: Path) -> None:
    document = (repository / "docs" / "data.md").read_text(encoding="utf-8")
    path = tmp_path / "zones.geojson"
    path.write_text(document.split("```json\n")[1].split("```")[0], encoding="utf-8")
    (zone,) = mapped(LayerKind.ZONES, path, HOME).features
    assert zone.id == "port-of-example"


def test_every_property_is_documented(repository: Path) -> None:
    document = (repository / "docs" / "data.md").read_text(encoding="utf-8")
    assert [name for name in ZoneProperties.model_fields if f"`{name}`" not in document] == []

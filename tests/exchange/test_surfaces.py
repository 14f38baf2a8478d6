"""Obstacle surfaces in our own form: everything in it is read, what cannot be is refused."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely import Point

from airspace.edition import InForce, LayerKind
from airspace.features import (
    AerodromeWithoutValues,
    Authority,
    Cone,
    Exclusion,
    Feature,
    NoticeAirspace,
    ObstacleSurfaces,
    ReferencePoint,
    Strip,
    StripEnd,
    SurfaceKind,
)
from api.exchange.mapping import Stated
from api.exchange.surfaces import NoticeAirspaceProperties, NoValuesProperties, SurfacesProperties
from geo.errors import InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.text import Text
from tests.airspace import chubu
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

GEOD = Geod(ellps="GRS80")
HOME = Stated(prefecture="24")
REFERENCE = Point(chubu.LON, chubu.LAT)
SITE = shapely.box(136.79, 34.84, 136.82, 34.88)
EAST = [[136.9, 34.7], [137.2, 34.7], [137.2, 35.1], [136.9, 34.7]]

AIRPORT: dict[str, Any] = chubu.document()["features"][0]["properties"]
FULL = AIRPORT | {"exclusions": [{"surfaces": ["conical", "outer_horizontal"], "ring": EAST}]}
HELIPORT = {
    "form": "surfaces",
    "id": "heliport",
    "type": "heliport",
    "name": "見本ヘリポート",
    "values_as_of": "2020-04-01",
    "reference": {"lon_deg": chubu.LON, "lat_deg": chubu.LAT, "elevation_m": 4},
    "strips": [
        {
            "width_m": 30,
            "ends": [
                {"lon_deg": chubu.LON, "lat_deg": 34.8583, "elevation_m": 4, "approach_slope": "1/8"},
                {"lon_deg": chubu.LON, "lat_deg": 34.8586, "elevation_m": 4, "approach_slope": "1/8.5"},
            ],
        }
    ],
    "horizontal_radius_m": 200,
    "transitional_slope": "1/2",
}
for _end in HELIPORT["strips"][0]["ends"]:
    _end["approach_length_m"] = 1000
CAMP = {
    "form": "no_values",
    "id": "camp",
    "name": {"ja": "見本駐屯地", "en": "Sample Camp"},
    "authority": {"name": "駐屯地", "contact": "0596-00-0000"},
    "reach_m": 5000,
    "legal_basis": "自衛隊法第107条",
}
BASE = {
    "form": "notice_airspace",
    "id": "base",
    "name": "見本基地",
    "lower": {"value_m": 0, "datum": "agl"},
    "upper": {"value_m": 300, "datum": "amsl"},
    "legal_basis": "告示",
}


def one(mapped: Map, tmp_path: Path, properties: dict[str, Any], shape: Any) -> Feature:
    path = geojson(tmp_path / "surfaces.geojson", [(properties, shape)])
    (feature,) = mapped(LayerKind.SURFACES, path, HOME).features
    return feature


def test_an_airport_is_read(mapped: Map, tmp_path: Path) -> None:
    found = one(mapped, tmp_path, FULL, SITE)
    ends = [
        StripEnd(end["lon_deg"], end["lat_deg"], 5, 50, precision=True, extended=True)
        for end in AIRPORT["strips"][0]["ends"]
    ]
    name = Text("中部国際空港", "Chubu Centrair International Airport")
    assert found == ObstacleSurfaces(
        id="RJGG",
        name=name,
        geometry=found.geometry,
        reference=ReferencePoint(chubu.LON, chubu.LAT, 3.79),
        strips=(Strip((ends[0], ends[1]), 300),),
        horizontal_radius_m=4_000,
        values_as_of=date(2025, 2, 16),
        icao="RJGG",
        heliport=False,
        transitional_run=None,
        cone=Cone(50, 16_500),
        outer_radius_m=24_000,
        exclusions=(Exclusion((SurfaceKind.CONICAL, SurfaceKind.OUTER_HORIZONTAL), shapely.Polygon(EAST)),),
        site=SITE,
        authority=Authority(name),
        legal_basis=AIRPORT["legal_basis"],
    )


def test_its_geometry_is_how_far_it_reaches(mapped: Map, tmp_path: Path) -> None:
    found = one(mapped, tmp_path, AIRPORT, REFERENCE)
    away = [GEOD.inv(chubu.LON, chubu.LAT, x, y)[2] for x, y in shapely.get_coordinates(found.geometry)]
    assert min(away) >= 24_000
    assert max(away) <= 24_020


def test_a_heliport_is_read(mapped: Map, tmp_path: Path) -> None:
    found = one(mapped, tmp_path, HELIPORT, REFERENCE)
    assert isinstance(found, ObstacleSurfaces)
    assert (found.heliport, found.transitional_run, found.cone, found.site, found.icao) == (True, 2.0, None, None, "")
    first, second = found.strips[0].ends
    assert (first.approach_run, second.approach_run) == (8.0, 8.5)
    assert first.approach_length_m == second.approach_length_m == 1_000
    assert found.name == Text("見本ヘリポート", "見本ヘリポート")


def test_an_aerodrome_without_values_is_read(mapped: Map, tmp_path: Path) -> None:
    found = one(mapped, tmp_path, CAMP, REFERENCE)
    authority = Authority(Text("駐屯地", "駐屯地"), "0596-00-0000")
    name = Text("見本駐屯地", "Sample Camp")
    assert found == AerodromeWithoutValues("camp", name, found.geometry, authority, "自衛隊法第107条")
    away = [GEOD.inv(chubu.LON, chubu.LAT, x, y)[2] for x, y in shapely.get_coordinates(found.geometry)]
    assert min(away) >= 4_999
    without_reach = {name: value for name, value in CAMP.items() if name != "reach_m"}
    assert one(mapped, tmp_path, without_reach, SITE).geometry.equals(SITE)


def test_airspace_of_a_notice_is_read(mapped: Map, tmp_path: Path) -> None:
    found = one(mapped, tmp_path, BASE, SITE)
    name = Text("見本基地", "見本基地")
    heights = Height(0, Datum.AGL), Height(300, Datum.AMSL)
    assert found == NoticeAirspace("base", name, found.geometry, *heights, None, "告示")
    least = {name: BASE[name] for name in ("form", "id", "name")}
    without = one(mapped, tmp_path, least | {"radius_m": 500}, REFERENCE)
    assert isinstance(without, NoticeAirspace)
    assert (without.lower, without.upper) == (None, None)


def test_the_edition_is_as_stated(mapped: Map, tmp_path: Path) -> None:
    path = geojson(tmp_path / "surfaces.geojson", [(AIRPORT, REFERENCE), (CAMP, REFERENCE)])
    read = mapped(LayerKind.SURFACES, path, Stated(prefecture="24", in_force_to=date(2025, 2, 16)))
    assert (read.as_of, read.in_force, read.accuracy_m) == (date(2026, 11, 1), InForce(None, date(2025, 2, 16)), 1.0)
    assert "三重県" in read.coverage.basis.ja
    with pytest.raises(ValueRefused):
        mapped(LayerKind.SURFACES, path)


def changed(properties: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the properties with one value set, by its way through keys and places, or taken out where it is `...`."""
    copied = copy.deepcopy(properties)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
    inner: Any = copied
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return copied


@pytest.mark.parametrize(
    ("properties", "path", "value"),
    [
        (AIRPORT, "form", ...),
        (AIRPORT, "form", "surface"),
        (AIRPORT, "values_as_of", ...),
        (AIRPORT, "values_as_of", "last year"),
        (AIRPORT, "height", 45),
        (AIRPORT, "icao", ...),
        (AIRPORT, "icao", ""),
        (AIRPORT, "icao", "NGO"),
        (AIRPORT, "type", "seaplane"),
        (AIRPORT, "reference", ...),
        (AIRPORT, "reference/elevation_m", ...),
        (AIRPORT, "reference/elevation_m", 4000.1),
        (AIRPORT, "reference/elevation_m", -40.5),
        (AIRPORT, "reference/lon_deg", 34.8),
        (AIRPORT, "strips", []),
        (AIRPORT, "strips/0/width_m", 0),
        (AIRPORT, "strips/0/ends/0", ...),
        (AIRPORT, "strips/0/ends/0/lat_deg", AIRPORT["strips"][0]["ends"][0]["lat_deg"] + 0.05),
        (AIRPORT, "strips/0/ends/0", AIRPORT["strips"][0]["ends"][1]),
        (AIRPORT, "strips/0/ends/0/elevation_m", 48.79),
        (AIRPORT, "strips/0/ends/0/approach_slope", 50),
        (AIRPORT, "strips/0/ends/0/approach_slope", "2%"),
        (AIRPORT, "strips/0/ends/0/approach_slope", "1/0"),
        (AIRPORT, "strips/0/ends/0/approach_slope", "1/50.1"),
        (AIRPORT, "strips/0/ends/1/approach_slope", "1/60"),
        (AIRPORT, "strips/0/ends/0/approach_length_m", 3000),
        (AIRPORT, "transitional_slope", "1/7"),
        (AIRPORT, "horizontal_radius_m", 4000.1),
        (AIRPORT, "conical/slope", "1/50.1"),
        (AIRPORT, "conical/radius_m", 16500.1),
        (AIRPORT, "conical/radius_m", 4000),
        (AIRPORT, "outer_radius_m", 24000.1),
        (AIRPORT, "outer_radius_m", 16500),
        (AIRPORT, "conical", ...),
        (AIRPORT, "exclusions", [{"surfaces": [], "ring": EAST}]),
        (AIRPORT, "exclusions", [{"surfaces": ["cone"], "ring": EAST}]),
        (AIRPORT, "exclusions", [{"surfaces": ["conical"], "ring": EAST[:3]}]),
        (AIRPORT, "exclusions", [{"surfaces": ["conical"], "ring": [EAST[0]] * 4}]),
        (HELIPORT, "strips/0/ends/0/approach_length_m", ...),
        (HELIPORT, "strips/0/ends/0/approach_length_m", 2000.1),
        (HELIPORT, "strips/0/ends/1/precision", True),
        (HELIPORT, "strips/0/ends/1/extended", True),
        (HELIPORT, "conical", {"slope": "1/50", "radius_m": 1000}),
        (HELIPORT, "outer_radius_m", 1000),
        (HELIPORT, "transitional_slope", ...),
        (HELIPORT, "transitional_slope", "1/4.1"),
        (CAMP, "authority", ...),
        (CAMP, "reach_m", ...),
        (CAMP, "reach_m", 30_001),
        (BASE | {"radius_m": 500}, "lower", {"value_m": 10, "datum": "feet"}),
        (BASE | {"radius_m": 500}, "lower", {"value_m": 301, "datum": "amsl"}),
        (BASE | {"radius_m": 500}, "lower", {"value_m": 99999, "datum": "amsl"}),
        (BASE, "id", "no circle and no polygon"),
    ],
)
def test_what_cannot_be_is_refused_and_names_its_record(
    mapped: Map, tmp_path: Path, properties: dict[str, Any], path: str, value: Any
) -> None:
    rows = [(AIRPORT | {"id": "first"}, REFERENCE), (changed(properties, path, value), REFERENCE)]
    with pytest.raises(InputRefused, match="record 2"):
        mapped(LayerKind.SURFACES, geojson(tmp_path / "surfaces.geojson", rows), HOME)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("strips/0/ends/0/approach_slope", "1/40"),
        ("strips/0/ends/0/elevation_m", 48.78),
        ("horizontal_radius_m", 3500),
        ("outer_radius_m", ...),
        ("reference/elevation_m", -10),
    ],
)
def test_what_may_be_is_read(mapped: Map, tmp_path: Path, path: str, value: Any) -> None:
    assert one(mapped, tmp_path, changed(AIRPORT, path, value), REFERENCE)


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.LineString([(136.8, 34.85), (136.81, 34.86)]),
        Point(GEOD.fwd(chubu.LON, chubu.LAT, 90, 1_010)[:2]),
        shapely.box(136.9, 34.8, 137.0, 34.9),
    ],
)
def test_the_geometry_must_be_at_the_reference_point(mapped: Map, tmp_path: Path, shape: Any) -> None:
    with pytest.raises(InputRefused, match="record 1"):
        one(mapped, tmp_path, AIRPORT, shape)
    assert one(mapped, tmp_path, AIRPORT, Point(GEOD.fwd(chubu.LON, chubu.LAT, 90, 990)[:2]))


def test_ids_come_once(mapped: Map, tmp_path: Path) -> None:
    path = geojson(tmp_path / "surfaces.geojson", [(AIRPORT, REFERENCE), (AIRPORT, REFERENCE)])
    with pytest.raises(InputRefused, match="RJGG"):
        mapped(LayerKind.SURFACES, path, HOME)


def described() -> str:
    text = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    return text[text.index("## Obstacle surfaces") :].split("\n## ")[0]


def test_the_example_of_the_document_is_read(mapped: Map, tmp_path: Path) -> None:
    path = tmp_path / "surfaces.geojson"
    path.write_text(described().split("```json\n")[1].split("```")[0], encoding="utf-8")
    kinds = {type(feature) for feature in mapped(LayerKind.SURFACES, path, HOME).features}
    assert kinds == {ObstacleSurfaces, AerodromeWithoutValues, NoticeAirspace}


@pytest.mark.parametrize("form", [SurfacesProperties, NoValuesProperties, NoticeAirspaceProperties])
def test_every_property_is_described(form: Any) -> None:
    schema = json.dumps(form.model_json_schema())
    names = {name for part in json.loads(schema).get("$defs", {}).values() for name in part.get("properties", {})}
    for name in (names | set(form.model_fields)) - {"ja", "en", "value_m", "datum", "contact", "lead_time"}:
        assert f"`{name}`" in described(), name

"""Districts, from e-Stat's columns and from A16's, with the days on which the law names them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from airspace.edition import Coverage, InForce, LayerKind
from airspace.features import Did
from airspace.prefecture import MIE
from api.exchange.mapping import Stated
from geo.errors import FileRefused, InputRefused, ValueRefused
from geo.text import Text
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

SQUARE = shapely.box(136.5, 34.7, 136.6, 34.8)
ESTAT = {"KEN": "24", "CITY": "201", "CITYNAME": "津市", "CLASS": 1, "JINKO": 92175, "MENSEKI": 22.17}
A16 = {"A16_001": "24201", "A16_002": "津市", "A16_003": 1, "A16_004": 92175, "A16_005": 22.17}
OLDER_A16 = {"A16_001": 24201, "A16_002": "津市", "A16_003": "1"}


@pytest.mark.parametrize(
    ("columns", "population"), [(ESTAT, 92175), (A16, 92175), (OLDER_A16, None), (ESTAT | {"JINKO": None}, None)]
)
def test_both_publishers_columns_are_read(
    mapped: Map, tmp_path: Path, columns: dict[str, Any], population: int | None
) -> None:
    (district,) = mapped(LayerKind.DID, geojson(tmp_path / "r02_did_24.geojson", [(columns, SQUARE)])).features
    assert isinstance(district, Did)
    assert district.municipality_code == "24201"
    assert district.population == population
    assert district.name.ja == "津市 人口集中地区 1"
    assert district.geometry.equals(SQUARE)


def test_leading_zeros_are_restored(mapped: Map, tmp_path: Path) -> None:
    columns = ESTAT | {"KEN": "1", "CITY": "1", "CITYNAME": "札幌市"}
    (district,) = mapped(LayerKind.DID, geojson(tmp_path / "r02.geojson", [(columns, SQUARE)])).features
    assert district.municipality_code == "01001"


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("r02_did_24_mie.geojson", 2020),
        ("R2_did_01.geojson", 2020),
        ("A16-20_24_DID.geojson", 2020),
        ("2020_did_ddsw_01-JGD2011.geojson", 2020),
        ("h27_did_24.geojson", 2015),
        ("A16-15_24_GML.geojson", 2015),
        ("h22_did_24_mie.geojson", 2010),
        ("A16-10_24_GML.geojson", 2010),
    ],
)
def test_the_census_is_told_by_the_name(mapped: Map, tmp_path: Path, name: str, year: int) -> None:
    result = mapped(LayerKind.DID, geojson(tmp_path / name, [(ESTAT, SQUARE)]))
    assert result.as_of == date(year, 10, 1)


@pytest.mark.parametrize("name", ["did.geojson", "did_24.geojson", "h27_r02.geojson", "dr02.geojson", "r021.geojson"])
def test_a_name_that_does_not_tell_asks_for_the_year(mapped: Map, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueRefused, match="--census-year"):
        mapped(LayerKind.DID, geojson(tmp_path / name, [(ESTAT, SQUARE)]))


@pytest.mark.parametrize(
    ("stated", "in_force"),
    [
        (Stated(census_year=2020), InForce(date(2022, 6, 25))),
        (Stated(census_year=2010), None),
        (Stated(census_year=2005), None),
        (Stated(census_year=2020, in_force_to=date(2027, 6, 24)), InForce(date(2022, 6, 25), date(2027, 6, 24))),
        (Stated(census_year=2010, in_force_from=date(2012, 1, 1)), InForce(date(2012, 1, 1))),
    ],
)
def test_the_days_in_force_are_the_laws_or_those_stated(
    mapped: Map, tmp_path: Path, stated: Stated, in_force: InForce | None
) -> None:
    assert mapped(LayerKind.DID, geojson(tmp_path / "did.geojson", [(ESTAT, SQUARE)]), stated).in_force == in_force


def test_the_2015_census_ended_the_day_before_the_next(mapped: Map, tmp_path: Path) -> None:
    result = mapped(LayerKind.DID, geojson(tmp_path / "h27.geojson", [(ESTAT, SQUARE)]))
    assert result.in_force is not None
    assert result.in_force.last == date(2022, 6, 24)


@pytest.mark.parametrize(
    "columns", [{"N03_007": "24201"}, {k: v for k, v in ESTAT.items() if k != "CITY"}, {"a16_001": "24201"}]
)
def test_missing_columns_are_named_with_those_found(mapped: Map, tmp_path: Path, columns: dict[str, Any]) -> None:
    with pytest.raises(FileRefused, match="KEN CITY CITYNAME") as refused:
        mapped(LayerKind.DID, geojson(tmp_path / "r02.geojson", [(columns, SQUARE)]))
    assert all(name in str(refused.value) for name in columns)


@pytest.mark.parametrize(
    "changed", [{"KEN": "99"}, {"KEN": "24", "CITY": "abc"}, {"CITY": None}, {"CITYNAME": None}, {"JINKO": "多い"}]
)
def test_values_that_cannot_be_read_name_their_record(mapped: Map, tmp_path: Path, changed: dict[str, Any]) -> None:
    rows = [(ESTAT, SQUARE), (ESTAT | changed, SQUARE)]
    with pytest.raises(InputRefused, match="record 2"):
        mapped(LayerKind.DID, geojson(tmp_path / "r02.geojson", rows))


def test_the_error_band_holds_the_drawing_and_the_transformation(mapped: Map, tmp_path: Path) -> None:
    exact = geojson(tmp_path / "r02_a.geojson", [(ESTAT, SQUARE)], crs="urn:ogc:def:crs:EPSG::6668")
    wgs84 = geojson(tmp_path / "r02_b.geojson", [(ESTAT, SQUARE)])
    assert mapped(LayerKind.DID, exact).accuracy_m == 25.0
    assert mapped(LayerKind.DID, wgs84).accuracy_m == 26.0


class TestCoverage:
    LAND = shapely.box(136.0, 34.0, 137.5, 35.0)

    def path(self, tmp_path: Path, code: str = "24") -> Path:
        return geojson(tmp_path / "r02.geojson", [(ESTAT | {"KEN": code}, SQUARE)])

    def test_is_the_outline_of_a_known_prefecture(self, mapped: Map, tmp_path: Path) -> None:
        coverage = mapped(LayerKind.DID, self.path(tmp_path)).coverage
        assert coverage.area.symmetric_difference(MIE.outline).area < 1e-8
        assert MIE.basis.ja in coverage.basis.ja

    def test_is_land_and_outline_where_both_are_held(self, mapped: Map, tmp_path: Path) -> None:
        coverage = mapped(LayerKind.DID, self.path(tmp_path), land={"24": self.LAND}).coverage
        assert coverage.area.symmetric_difference(MIE.outline.union(self.LAND)).area < 1e-8
        assert "N03" in coverage.basis.en

    def test_is_the_land_of_a_prefecture_without_an_outline(self, mapped: Map, tmp_path: Path) -> None:
        coverage = mapped(LayerKind.DID, self.path(tmp_path, "23"), land={"23": self.LAND}).coverage
        assert coverage.area.symmetric_difference(self.LAND).area < 1e-8

    def test_is_empty_where_nothing_is_known(self, mapped: Map, tmp_path: Path) -> None:
        coverage = mapped(LayerKind.DID, self.path(tmp_path, "23"), land={"24": self.LAND}).coverage
        assert coverage.area.is_empty
        assert "nothing can be concluded" in coverage.basis.en

    def test_is_what_a_person_states(self, mapped: Map, tmp_path: Path) -> None:
        stated = Stated(coverage=Coverage(self.LAND, Text("手", "hand")))
        assert mapped(LayerKind.DID, self.path(tmp_path), stated).coverage == stated.coverage

    def test_is_empty_where_a_district_has_no_geometry(self, mapped: Map, tmp_path: Path) -> None:
        path = geojson(tmp_path / "r02.geojson", [(ESTAT, SQUARE), (ESTAT | {"CLASS": 2}, None)])
        result = mapped(LayerKind.DID, path, Stated(coverage=Coverage(self.LAND, Text("手", "hand"))))
        assert result.coverage.area.is_empty
        assert "records 2" in result.coverage.basis.en
        assert len(result.features) == 1

"""Municipalities, from the columns of each year of N03."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from airspace.edition import InForce, LayerKind
from airspace.features import Municipality
from api.exchange.mapping import Stated
from geo.errors import FileRefused
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

WEST = shapely.box(136.5, 34.7, 136.6, 34.8)
EAST = shapely.box(136.6, 34.7, 136.7, 34.8)
TSU = {"N03_001": "三重県", "N03_003": None, "N03_004": "津市", "N03_007": "24201"}
MIHAMA = {"N03_001": "三重県", "N03_003": "南牟婁郡", "N03_004": "御浜町", "N03_007": "24561"}


def path_of(tmp_path: Path, *rows: tuple[dict[str, Any], Any], name: str = "N03-20250101_24.geojson") -> Path:
    return geojson(tmp_path / name, rows)


@pytest.mark.parametrize(
    ("columns", "name", "code"),
    [
        (TSU, "津市", "24201"),
        (MIHAMA, "御浜町", "24561"),
        (TSU | {"N03_002": None}, "津市", "24201"),
        ({**TSU, "N03_003": "名古屋市", "N03_004": "千種区", "N03_007": "23101"}, "名古屋市千種区", "23101"),
        ({**TSU, "N03_004": "名古屋市", "N03_005": "千種区", "N03_007": "23101"}, "名古屋市千種区", "23101"),
        ({**TSU, "N03_001": "北海道", "N03_004": "札幌市", "N03_007": 1100}, "札幌市", "01100"),
        # As the 5 % set writes Sendai's.
        ({**TSU, "N03_001": "宮城県", "N03_004": "仙台市", "N03_007": "004100"}, "仙台市", "04100"),
    ],
)
def test_names_and_codes(mapped: Map, tmp_path: Path, columns: dict[str, Any], name: str, code: str) -> None:
    (feature,) = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (columns, WEST))).features
    assert isinstance(feature, Municipality)
    assert (feature.name.ja, feature.code, feature.prefecture_name) == (name, code, columns["N03_001"])


def test_coverage_is_the_land_and_no_sea(mapped: Map, tmp_path: Path) -> None:
    result = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (TSU, WEST), (MIHAMA, EAST)))
    assert result.coverage.area.symmetric_difference(shapely.box(136.5, 34.7, 136.7, 34.8)).area < 1e-10
    assert "without the sea" in result.coverage.basis.en


def test_overlapping_land_is_counted_once(mapped: Map, tmp_path: Path) -> None:
    result = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (TSU, WEST), (MIHAMA, WEST)))
    assert result.coverage.area.is_valid
    assert result.coverage.area.area == pytest.approx(WEST.area, rel=1e-9)


def test_ground_of_no_municipality_and_null_geometries_are_noted(mapped: Map, tmp_path: Path) -> None:
    nobodys = TSU | {"N03_004": "所属未定地", "N03_007": None}
    result = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (TSU, WEST), (nobodys, EAST), (MIHAMA, None)))
    assert [feature.name.ja for feature in result.features] == ["津市"]
    assert "1 polygons" in result.notes[0].en
    assert "御浜町" in result.notes[1].ja
    assert result.coverage.area.area == pytest.approx(WEST.area, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("N03-20250101_24.geojson", date(2025, 1, 1)),
        ("N03-21_24_210101_1pct.geojson", date(2021, 1, 1)),
        ("n03_2025_5pct.geojson", date(2025, 1, 1)),
        ("24.geojson", date(2026, 11, 1)),
        ("N03-20259999.geojson", date(2026, 11, 1)),
    ],
)
def test_the_day_is_told_by_the_name_else_by_the_file(mapped: Map, tmp_path: Path, name: str, day: date) -> None:
    result = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (TSU, WEST), name=name))
    assert result.as_of == day
    assert result.in_force == InForce()


def test_the_day_and_the_days_in_force_can_be_stated(mapped: Map, tmp_path: Path) -> None:
    stated = Stated(as_of=date(2024, 1, 1), in_force_from=date(2024, 1, 1), in_force_to=date(2024, 12, 31))
    result = mapped(LayerKind.PREFECTURE, path_of(tmp_path, (TSU, WEST)), stated)
    assert result.as_of == date(2024, 1, 1)
    assert result.in_force == InForce(date(2024, 1, 1), date(2024, 12, 31))


def test_other_columns_are_refused(mapped: Map, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="N03_007"):
        mapped(LayerKind.PREFECTURE, path_of(tmp_path, ({"KEN": "24"}, WEST)))

"""Aerodromes; one that the file does not draw is kept by name."""

from pathlib import Path
from typing import Any

import pytest
import shapely

from airspace.edition import LayerKind
from airspace.features import Aerodrome
from geo.errors import FileRefused
from tests.exchange.conftest import Map
from tests.geo.layer_files_of_ours import geojson

RUNWAY = shapely.box(136.80, 34.85, 136.82, 34.87)
CENTRAIR: dict[str, Any] = {"C28_005": "中部国際空港", "C28_000": "#cf02_00001"}


def test_aerodromes_are_read(mapped: Map, tmp_path: Path) -> None:
    result = mapped(LayerKind.AIRPORTS, geojson(tmp_path / "C28.geojson", [(CENTRAIR, RUNWAY)]))
    (aerodrome,) = result.features
    assert isinstance(aerodrome, Aerodrome)
    assert (aerodrome.name.ja, aerodrome.code) == ("中部国際空港", "cf02_00001")
    assert aerodrome.geometry.equals(RUNWAY)
    assert result.coverage.area.contains(shapely.Point(144.0, 43.0))


def test_one_without_a_geometry_is_reported_and_empties_the_coverage(mapped: Map, tmp_path: Path) -> None:
    rows = [(CENTRAIR, RUNWAY), ({"C28_005": "無名ヘリポート", "C28_000": "#x"}, None)]
    result = mapped(LayerKind.AIRPORTS, geojson(tmp_path / "C28.geojson", rows))
    assert [feature.name.ja for feature in result.features] == ["中部国際空港", "無名ヘリポート"]
    assert result.features[1].geometry.is_empty
    assert "無名ヘリポート" in result.notes[0].ja
    assert result.coverage.area.is_empty


def test_ids_are_unique_in_the_edition(mapped: Map, tmp_path: Path) -> None:
    result = mapped(LayerKind.AIRPORTS, geojson(tmp_path / "C28.geojson", [(CENTRAIR, RUNWAY)] * 3))
    assert len({feature.id for feature in result.features}) == 3


def test_other_columns_are_refused(mapped: Map, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="C28_005"):
        mapped(LayerKind.AIRPORTS, geojson(tmp_path / "a.geojson", [({"name": "x"}, RUNWAY)]))

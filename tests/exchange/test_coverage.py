"""An extent drawn by hand."""

from pathlib import Path

import pytest
import shapely

from api.exchange.coverage import from_file
from geo.errors import FileRefused
from tests.geo.layer_files_of_ours import geojson


def test_it_is_the_union_of_its_polygons(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "extent.geojson", [({}, shapely.box(136, 34, 137, 35)), ({}, shapely.box(137, 34, 138, 35))]
    )
    coverage = from_file(path)
    assert coverage.area.symmetric_difference(shapely.box(136, 34, 138, 35)).area < 1e-8
    assert "extent.geojson" in coverage.basis.ja


def test_points_cover_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="polygon"):
        from_file(geojson(tmp_path / "extent.geojson", [({}, shapely.Point(136, 34))]))

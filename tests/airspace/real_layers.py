"""Atlases of the real districts and boundaries, read by plain geopandas, not by our importer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from airspace.edition import Coverage, Edition, InForce, Layer, LayerKind
from airspace.features import Did, Feature, Municipality
from geo.text import Text

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DID_2020 = InForce(date(2022, 6, 25))
NAMES = {"21": "gifu", "23": "aichi", "24": "mie", "25": "shiga", "26": "kyoto", "29": "nara", "30": "wakayama"}


def districts(data: Path, code: str) -> geopandas.GeoDataFrame:
    """Return a prefecture's districts as published."""
    return geopandas.read_file(f"/vsigzip/{data}/did/r02_2020/r02_did_{code}_{NAMES[code]}.geojson.gz")


def did_layer(data: Path, code: str, coverage: BaseGeometry) -> Layer:
    frame = districts(data, code).to_crs(6668)
    features = tuple(
        Did(f"{code}-{number}", Text(row.CITYNAME, row.CITYNAME), row.geometry, row.KEN + row.CITY, row.JINKO)
        for number, row in enumerate(frame.itertuples())
    )
    return _layer(LayerKind.DID, code, features, 25.0, coverage, DID_2020)


def n03_layer(data: Path, code: str) -> Layer:
    path = f"/vsigzip/{data}/admin_n03/ricewin_n03_2025_5pct/{code}.geojson.gz"
    frame = geopandas.read_file(path).to_crs(6668)
    frame = frame[frame.geometry.notna()]
    features = tuple(
        Municipality(f"{code}-{number}", Text(row.N03_004, row.N03_004), row.geometry, row.N03_007 or code)
        for number, row in enumerate(frame.itertuples())
    )
    return _layer(LayerKind.PREFECTURE, code, features, 25.0, shapely.Polygon(), InForce())


def _layer(
    kind: LayerKind,
    code: str,
    features: Sequence[Feature],
    accuracy_m: float,
    coverage: BaseGeometry,
    in_force: InForce,
) -> Layer:
    edition = Edition(
        id=f"{kind.value}-{code}",
        kind=kind,
        title=Text("試験", "test"),
        source="test",
        licence="test",
        attribution="test",
        as_of=date(2020, 10, 1),
        in_force=in_force,
        fetched_at=NOW,
        sha256="0" * 64,
        accuracy_m=accuracy_m,
        coverage=Coverage(coverage, Text("試験", "test")),
    )
    return Layer(edition, tuple(features))

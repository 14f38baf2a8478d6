"""Random routes over the real districts, and their figures by geopandas in EPSG:6674 with nothing of ours."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import geopandas
import pytest
import shapely
from pyproj import Geod
from shapely import LineString
from shapely.geometry import shape

from airspace.atlas import Atlas
from airspace.finding import Finding, VolumeKind
from airspace.screening import screen
from airspace.trial import Operation, Window
from api.schemas.screening import ScreeningData
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from tests.airspace.real_layers import NOW, districts

PLANE = 6674
RULE = "densely-inhabited-district"
GEOD = Geod(ellps="GRS80")
Positions = list[tuple[float, float]]


def operation(positions: Positions, half_width_m: float = 30.0) -> Operation:
    height = Height(60.0, Datum.AGL)
    points = tuple(Waypoint(lon, lat, height) for lon, lat in positions)
    return Operation(Route(points), (Window.whole_day(date(2026, 11, 30)),), half_width_m=half_width_m)


def random_route(rng: random.Random) -> Positions:
    lon, lat = rng.uniform(136.45, 137.25), rng.uniform(34.45, 35.2)
    course = rng.uniform(0, 360)
    positions = [(lon, lat)]
    for _ in range(rng.randint(1, 12)):
        course += rng.uniform(-70, 70)
        lon, lat, _ = GEOD.fwd(lon, lat, course, rng.uniform(200, 2_500))
        positions.append((lon, lat))
    return positions


def districts_in_plane(shared_data: Path) -> geopandas.GeoSeries:
    """Return the districts of Mie and Aichi, valid, in the plane."""
    shapes = [polygon for code in ("24", "23") for polygon in districts(shared_data, code).to_crs(PLANE).geometry]
    return geopandas.GeoSeries(shapely.make_valid(shapes), crs=PLANE)


def plane_leg(start: tuple[float, float], end: tuple[float, float]) -> LineString:
    return geopandas.GeoSeries([LineString([start, end])], crs=6668).to_crs(PLANE).iloc[0]


def of_rule(findings: Sequence[Finding]) -> list[Finding]:
    return [found for found in findings if found.rule == RULE]


def compare_random_routes(atlas: Atlas, real_districts: geopandas.GeoSeries, count: int = 200) -> None:
    """Hold the lengths and areas of random routes against geopandas, to 0.1 %."""
    rng = random.Random(20260)
    met = 0
    for _ in range(count):
        positions = random_route(rng)
        screening = screen(operation(positions, rng.choice([15.0, 30.0, 120.0])), atlas, screened_at=NOW)
        findings = of_rule(screening.findings)
        legs = [plane_leg(start, end) for start, end in pairwise(positions)]
        length_m = sum(leg.intersection(district).length for leg in legs for district in real_districts)
        assert sum(f.overlap.length_m for f in findings) == pytest.approx(length_m, rel=1e-3, abs=1.0)
        volumes = ScreeningData.of(screening).volumes
        for kind in VolumeKind:
            drawn = geopandas.GeoSeries([shape(getattr(volumes, kind.value))], crs=6668).to_crs(PLANE).iloc[0]
            area_m2 = sum(drawn.intersection(district).area for district in real_districts)
            found_m2 = sum(f.overlap.area_m2[kind] for f in findings)
            assert found_m2 == pytest.approx(area_m2, rel=1e-3, abs=20.0), kind
        met += bool(findings)
    assert met > 0.3 * count

"""How near a municipality lies: as geopandas tells it in the plane of Mie, and not at all beyond what is asked."""

import math

import geopandas
import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon

from airspace.finding import VolumeKind
from airspace.volume import build_volume
from api.services.plain_draft import distance_m
from tests.maps.flights import COAST, route, screened

VOLUME = screened(route(COAST)).volume
HALF_WIDTH_M = 60.0


def apart_m(land: Polygon) -> float:
    """Distance of the line's corridor from a land in EPSG:6674, by geopandas."""
    line = geopandas.GeoSeries([LineString(COAST)], crs=6668).segmentize(0.001).to_crs(6674)
    ground = geopandas.GeoSeries([land], crs=6668).segmentize(0.001).to_crs(6674)
    return max(0.0, float(line.distance(ground).iloc[0]) - HALF_WIDTH_M)


@pytest.mark.parametrize("seed", range(40))
def test_it_is_the_distance_on_the_ground_up_to_a_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    centre = np.array([136.545, 34.68]) + rng.uniform(-0.05, 0.05, 2)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 12))
    reach = rng.uniform(0.002, 0.03, 12)
    land = Polygon(np.column_stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)]))
    expected_m = apart_m(land)
    for most_m in (0.0, 1_000.0, 50_000.0):
        found_m = distance_m(VOLUME, land, most_m)
        if expected_m > most_m + 1:
            assert found_m == math.inf
        elif expected_m < most_m - 1 or expected_m == 0:
            assert found_m == pytest.approx(expected_m, abs=0.6)


def test_the_corridor_is_what_the_oracle_takes_it_for() -> None:
    flown = build_volume(screened(route(COAST)).operation).footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    line = geopandas.GeoSeries([LineString(COAST)], crs=6668).segmentize(0.001).to_crs(6674).iloc[0]
    assert shapely.hausdorff_distance(flown.boundary, line.buffer(HALF_WIDTH_M, quad_segs=64).boundary) < 1.5

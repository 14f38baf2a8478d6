"""Figures of random routes over the real districts, against geopandas in EPSG:6674 with nothing of ours."""

import random
from itertools import pairwise
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely import LineString, Polygon, box

from airspace.atlas import Atlas
from airspace.finding import Outcome, VolumeKind
from airspace.prefecture import MIE
from airspace.screening import screen
from tests.airspace.comparison import (
    PLANE,
    RULE,
    Positions,
    compare_random_routes,
    districts_in_plane,
    of_rule,
    operation,
    plane_leg,
    random_route,
)
from tests.airspace.real_layers import NOW, did_layer, n03_layer

NEIGHBOURS = ("21", "23", "25", "26", "29", "30")


@pytest.fixture(scope="module")
def real_districts(shared_data: Path) -> geopandas.GeoSeries:
    return districts_in_plane(shared_data)


def test_200_random_routes_agree_with_geopandas(shared_data: Path, real_districts: geopandas.GeoSeries) -> None:
    whole = box(135.0, 33.0, 138.5, 36.0)
    atlas = Atlas(MIE, [did_layer(shared_data, "24", whole), did_layer(shared_data, "23", whole)])
    compare_random_routes(atlas, real_districts)


def test_the_flight_geography_is_the_route_widened_by_geopandas(real_districts: geopandas.GeoSeries) -> None:
    rng = random.Random(7)
    for _ in range(40):
        positions = random_route(rng)
        screening = screen(operation(positions, 50.0), Atlas(MIE, ()), screened_at=NOW)
        legs = [plane_leg(start, end) for start, end in pairwise(positions)]
        expected = shapely.union_all([leg.buffer(50.0, quad_segs=128) for leg in legs]).area
        drawn = screening.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].area
        assert drawn == pytest.approx(expected, rel=1e-3)


def test_a_stretch_flown_twice_counts_twice(shared_data: Path, real_districts: geopandas.GeoSeries) -> None:
    atlas = Atlas(MIE, [did_layer(shared_data, "24", box(135, 33, 138, 36))])
    there = [(136.49, 34.70), (136.52, 34.72)]
    once = of_rule(screen(operation(there), atlas, screened_at=NOW).findings)
    back = of_rule(screen(operation([*there, there[0]]), atlas, screened_at=NOW).findings)
    inside_m = sum(plane_leg(*there).intersection(district).length for district in real_districts)
    assert sum(f.overlap.length_m for f in once) == pytest.approx(inside_m, rel=1e-3)
    assert sum(f.overlap.length_m for f in back) == pytest.approx(2 * inside_m, rel=1e-3)
    fg = VolumeKind.FLIGHT_GEOGRAPHY
    assert sum(f.overlap.area_m2[fg] for f in back) == pytest.approx(sum(f.overlap.area_m2[fg] for f in once), rel=1e-3)


def test_with_mie_alone_a_route_into_aichi_is_never_clear(shared_data: Path) -> None:
    atlas = Atlas(MIE, [did_layer(shared_data, "24", MIE.outline)])
    kuwana_nagoya = operation([(136.69, 35.05), (136.88, 35.17)])
    screening = screen(kuwana_nagoya, atlas, screened_at=NOW)
    beyond = [f for f in of_rule(screening.findings) if f.outcome is Outcome.UNDETERMINED]
    assert beyond
    assert RULE not in {found.rule for found in screening.checked}
    assert max(f.to_m or 0.0 for f in beyond) == pytest.approx(screening.volume.length_m, rel=1e-6)


@pytest.fixture(scope="module")
def bounded(shared_data: Path) -> Atlas:
    return Atlas(MIE, [n03_layer(shared_data, code) for code in (MIE.code, *NEIGHBOURS)])


def outside(atlas: Atlas, positions: Positions) -> list[Outcome]:
    screening = screen(operation(positions), atlas, screened_at=NOW)
    return [f.outcome for f in (*screening.findings, *screening.checked) if f.rule == "outside-prefecture"]


def test_a_bay_route_is_not_outside_the_prefecture(bounded: Atlas) -> None:
    assert outside(bounded, [(136.53, 34.71), (136.88, 34.52)]) == [Outcome.CLEAR]


def test_a_bay_route_beyond_the_outline_but_nearest_to_mie_is_inside(bounded: Atlas) -> None:
    east_of_the_outline = [(136.703, 34.86), (136.705, 34.84)]
    assert not MIE.outline.contains(LineString(east_of_the_outline))
    assert outside(bounded, east_of_the_outline) == [Outcome.CLEAR]


def test_a_route_to_nagoya_is_told_with_all_neighbours_held(bounded: Atlas) -> None:
    assert outside(bounded, [(136.69, 35.05), (136.88, 35.17)]) == [Outcome.ADVISORY]


def test_without_the_neighbours_it_cannot_be_told(shared_data: Path) -> None:
    alone = Atlas(MIE, [n03_layer(shared_data, MIE.code)])
    assert outside(alone, [(136.69, 35.05), (136.88, 35.17)]) == [Outcome.UNDETERMINED]


def test_the_outline_lies_inside_the_prefecture_and_its_sea(shared_data: Path) -> None:
    def land(codes: tuple[str, ...]) -> Polygon:
        shapes = [feature.geometry for code in codes for feature in n03_layer(shared_data, code).features]
        return geopandas.GeoSeries([shapely.union_all(shapely.make_valid(shapes))], crs=6668).to_crs(PLANE).iloc[0]

    mie, others = land((MIE.code,)), land(NEIGHBOURS)
    outline = geopandas.GeoSeries([MIE.outline], crs=6668).to_crs(PLANE).iloc[0]
    west, south, east, north = outline.bounds
    step_m = 2_000
    grid = [
        shapely.Point(x, y)
        for x in range(int(west), int(east), step_m)
        for y in range(int(south), int(north), step_m)
        if outline.contains(shapely.Point(x, y))
    ]
    assert len(grid) > 1_500
    shapely.prepare(mie)
    assert all(mie.contains(point) or mie.distance(point) < others.distance(point) for point in grid)

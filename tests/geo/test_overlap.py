"""Overlap figures on made-up polygons against plain geopandas; real districts are tested with the rules."""

import random

import pytest
import shapely
from shapely import LineString, Polygon, box

from geo.index import PolygonIndex
from geo.overlap import OwnerOverlap, Stretch, overlaps
from geo.shape import legs_in_plane, repair, widen_course
from tests import oracles
from tests.zoo import PLANE, POLYGONS, ROUTES, at, plane_box

SHAPES = [repair(shape) for shape in POLYGONS.values()]
INDEX = PolygonIndex(SHAPES)
REACHES_M = (150.0, 60.0, 30.0)


def figures(positions: list[tuple[float, float]]) -> tuple[list[OwnerOverlap], list[shapely.Geometry]]:
    legs = legs_in_plane(positions, PLANE)
    shapes = [widen_course(legs, reach_m) for reach_m in REACHES_M]
    return overlaps(INDEX, shapes, legs), shapes


def agree(positions: list[tuple[float, float]]) -> int:
    """Compare each polygon's figures; return how many polygons were met."""
    found, shapes = figures(positions)
    by_owner = {overlap.owner: overlap for overlap in found}
    assert list(by_owner) == sorted(by_owner)
    for owner, polygon in enumerate(SHAPES):
        mine = by_owner.get(owner)
        areas_m2 = mine.areas_m2 if mine else (0.0,) * len(shapes)
        for shape, area_m2 in zip(shapes, areas_m2, strict=True):
            assert area_m2 == pytest.approx(oracles.area_inside_m2(shape, [polygon]), rel=1e-3, abs=10)
        inside_m = oracles.length_inside_m(positions, [polygon], PLANE)
        assert (mine.length_m if mine else 0.0) == pytest.approx(inside_m, rel=1e-3, abs=1)
    return len(by_owner)


@pytest.mark.parametrize("name", ROUTES)
def test_routes_of_the_zoo(name: str) -> None:
    agree(ROUTES[name])


def test_random_routes() -> None:
    rng = random.Random(11)
    met = 0
    for _ in range(100):
        corners = [at(rng.uniform(-200, 2_500), rng.uniform(-800, 900)) for _ in range(rng.randint(2, 9))]
        met += agree(corners)
    assert met > 200


def test_areas_are_those_of_the_true_corridor() -> None:
    positions = ROUTES["star"]
    found, _ = figures(positions)
    for number, reach_m in enumerate(REACHES_M):
        truth = oracles.corridor(positions, reach_m, PLANE)
        ours_m2 = sum(overlap.areas_m2[number] for overlap in found)
        assert ours_m2 == pytest.approx(oracles.area_inside_m2(truth, SHAPES), rel=1e-3, abs=10)


def test_a_stretch_flown_twice_counts_twice_and_its_area_once() -> None:
    there, back = [at(0, 0), at(2_500, 0)], [at(0, 0), at(2_500, 0), at(0, 0)]
    once, _ = figures(there)
    twice, _ = figures(back)
    assert sum(o.length_m for o in twice) == pytest.approx(2 * sum(o.length_m for o in once), rel=1e-9)
    assert [o.areas_m2 for o in twice] == [pytest.approx(o.areas_m2, rel=1e-3) for o in once]


def test_a_hover_has_area_and_no_length() -> None:
    shapes = [plane_box(600 - r, -r, 600 + r, r) for r in REACHES_M]
    (found, *_) = overlaps(PolygonIndex([POLYGONS["square"]]), shapes, [])
    assert found.length_m == 0
    assert found.stretches == ()
    expected = [s.intersection(POLYGONS["square"]).area for s in shapes]
    assert found.areas_m2 == pytest.approx(expected)


def test_stretches_name_leg_and_place() -> None:
    index = PolygonIndex([box(10, -5, 20, 5).union(box(30, -5, 40, 5))])
    legs = [LineString([(0, 0), (50, 0)]), LineString([(50, 0), (50, 20)]), LineString([(50, 20), (20, -20)])]
    (found,) = overlaps(index, [shapely.buffer(shapely.union_all(legs), 2.0)], legs)
    assert found.stretches[:2] == (Stretch(0, pytest.approx(10), pytest.approx(20)), Stretch(0, 30, 40))
    assert {stretch.leg for stretch in found.stretches} == {0, 2}


def test_pieces_of_a_cut_polygon_make_one_stretch() -> None:
    many_corners = shapely.buffer(shapely.Point(0, 0), 100, quad_segs=600)
    leg = LineString([(-200, 3), (200, 3)])
    (found,) = overlaps(PolygonIndex([many_corners]), [leg.buffer(5)], [leg])
    assert len(found.stretches) == 1
    assert found.length_m == pytest.approx(2 * (100**2 - 9) ** 0.5, rel=1e-5)


@pytest.mark.parametrize("shape", [box(100, 0, 200, 10), Polygon([(100, 5), (120, 0), (120, 10)])], ids=["edge", "tip"])
def test_touching_from_outside_is_no_area_and_no_length(shape: Polygon) -> None:
    leg = LineString([(0, 5), (90, 5)])
    corridor = box(-10, -5, 100, 15)
    for found in overlaps(PolygonIndex([shape]), [corridor, corridor, corridor], [leg]):
        assert found.areas_m2 == (0.0, 0.0, 0.0)
        assert found.length_m == 0


def test_an_inner_shape_that_stops_short_has_nothing() -> None:
    index = PolygonIndex([box(50, -50, 150, 50)])
    leg = LineString([(0, 0), (10, 0)])
    outer, middle, inner = box(-100, -100, 110, 100), box(-60, -60, 60, 60), box(-5, -5, 20, 5)
    (found,) = overlaps(index, [outer, middle, inner], [leg])
    assert found.areas_m2 == (6_000.0, 1_000.0, 0.0)

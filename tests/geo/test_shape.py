"""Shapes in the plane: legs along geodesics, buffers that never fall short, repair, and cutting that loses nothing."""

import itertools
import math
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.crs import nearest_plane
from geo.shape import boundary_chunks, cut, legs_in_plane, polygons_of, repair, widen, widen_course
from tests import oracles
from tests.zoo import COMB, HOME, HOVERS, PLANE, POLYGONS, ROUTES


@pytest.mark.parametrize("name", ROUTES)
def test_legs_are_as_long_as_geopandas_draws_them(name: str) -> None:
    ours = legs_in_plane(ROUTES[name], PLANE)
    theirs = oracles.plane_legs(ROUTES[name], PLANE)
    assert [leg.length for leg in ours] == pytest.approx([leg.length for leg in theirs], rel=1e-6)


@pytest.mark.parametrize("positions", HOVERS.values(), ids=HOVERS)
def test_a_hover_has_no_leg(positions: list[tuple[float, float]]) -> None:
    assert legs_in_plane(positions, PLANE) == []


@pytest.mark.parametrize("course_deg", [0, 45, 90, 200, 270])
@pytest.mark.parametrize("length_km", [9, 20, 50, 100])
@pytest.mark.parametrize("start", [HOME, (137.4, 34.7), (141.0, 38.5)], ids=["Tsu", "Hamamatsu", "Ishinomaki"])
def test_a_long_leg_follows_the_geodesic_to_a_tenth_of_a_metre(
    start: tuple[float, float], length_km: int, course_deg: int
) -> None:
    lon, lat, _ = oracles.GEOD.fwd(*start, course_deg, length_km * 1000)
    plane = nearest_plane(*start)
    (leg,) = legs_in_plane([start, (lon, lat)], plane)
    truth = oracles.in_plane(LineString(oracles.geodesic(start, (lon, lat), step_m=250)), plane)
    assert shapely.hausdorff_distance(leg, truth, densify=0.1) < 0.1


def test_a_leg_straight_in_degrees_would_be_metres_off() -> None:
    """What the geodesic is for: the check above would find such a leg."""
    start, end = HOME, oracles.GEOD.fwd(*HOME, 90, 20_000)[:2]
    straight_in_degrees = oracles.in_plane(shapely.segmentize(LineString([start, end]), 0.01), PLANE)
    assert shapely.hausdorff_distance(legs_in_plane([start, end], PLANE)[0], straight_in_degrees, densify=0.1) > 4


@pytest.mark.parametrize("radius_m", [0.5, 30.0, 300.0, 5_000.0])
@pytest.mark.parametrize("course", [Point(0, 0), LineString([(0, 0), (100, 0), (100, 70), (0, 69)])], ids=["p", "l"])
def test_widening_never_falls_short_and_hardly_exceeds(course: shapely.Geometry, radius_m: float) -> None:
    edge = widen(course, radius_m).exterior
    along = shapely.line_interpolate_point(edge, np.linspace(0, edge.length, 5_000))
    distances_m = shapely.distance(course, along)
    assert distances_m.min() >= radius_m * (1 - 1e-12)
    assert distances_m.max() <= radius_m * 1.001


@pytest.mark.parametrize("radius_m", [5e-324, 2e-49, 1e-12, 1e-9, 1e-6])
def test_a_radius_that_is_next_to_nothing_takes_nothing_away(radius_m: float) -> None:
    """GEOS draws an empty polygon where a radius is lost among the coordinates: nothing would be met any more."""
    for size in (34, 1_000):
        shape = box(100_000, -137_000, 100_000 + size, -137_000 + size)
        assert widen(shape, radius_m).contains(shape)


@pytest.mark.parametrize("radius_m", [1.0, 30.0, 200.0])
@pytest.mark.parametrize("name", ROUTES)
def test_a_course_widened_as_one_holds_each_leg_widened_truly(name: str, radius_m: float) -> None:
    legs = legs_in_plane(ROUTES[name], PLANE)
    ours = widen_course(legs, radius_m)
    truth = oracles.corridor(ROUTES[name], radius_m, PLANE)
    assert ours.is_valid
    assert truth.difference(shapely.buffer(ours, 0.01)).area == 0
    assert ours.area == pytest.approx(truth.area, rel=1e-3)


decimetres = st.integers(-4_000, 4_000).map(lambda value: value / 10)
steps = st.tuples(decimetres, decimetres).filter(any)


@settings(max_examples=150)
@given(st.lists(steps, min_size=1, max_size=25), st.floats(1, 250))
def test_no_walk_loses_any_of_its_width(walk: list[tuple[float, float]], radius_m: float) -> None:
    corners = np.cumsum([(0.0, 0.0), *walk], axis=0)
    legs = [LineString(pair) for pair in itertools.pairwise(corners)]
    whole = widen_course(legs, radius_m)
    assert whole.is_valid
    shapely.prepare(whole)
    for leg in legs:
        ring = shapely.buffer(leg, radius_m * (1 - 1e-6), quad_segs=8).exterior
        assert shapely.covers(whole, shapely.points(shapely.get_coordinates(ring))).all()


SMOOTHED_AWAY: dict[float, list[tuple[float, float]]] = {
    30.0: [
        (0, 0),
        (-0.3, 0.01),
        (2.42, 1.28),
        (89.43, 24.29),
        (89.6, 24.04),
        (39.8, 99.01),
        (55.4, 73.38),
        (55.46, 73.25),
        (55.36, 73.36),
    ],
    100.0: [
        (0, 0),
        (99.3, -11.8),
        (89.89, -15.18),
        (-132.3, 186.39),
        (-133.01, 187.09),
        (-224.47, 146.66),
        (-224.96, 146.54),
        (-225.16, 147.53),
    ],
    300.0: [
        (0, 0),
        (29.63, -4.69),
        (31.06, -5.15),
        (-811.9, 310.17),
        (-814.53, 311.6),
        (-816.91, 313.44),
        (-842.72, 328.73),
        (-843.83, 329.73),
        (-840.95, 330.56),
    ],
}
"""Courses, by radius, of which GEOS smooths away so much before it widens them that the width nearly vanishes."""


@pytest.mark.parametrize("radius_m", SMOOTHED_AWAY)
def test_where_geos_smooths_the_width_away_it_is_kept(radius_m: float) -> None:
    corners = SMOOTHED_AWAY[radius_m]
    at_once = widen(LineString(corners), radius_m)
    assert at_once.boundary.distance(LineString(corners)) < 0.4 * radius_m
    kept = widen_course([LineString(pair) for pair in itertools.pairwise(corners)], radius_m)
    assert kept.boundary.distance(LineString(corners)) >= radius_m * (1 - 1e-9)
    assert kept.covers(LineString(corners))


def test_polygons_of_anything() -> None:
    one, two = box(0, 0, 1, 1), box(2, 0, 3, 1)
    nest = GeometryCollection(
        [Point(0, 0), GeometryCollection([MultiPolygon([one, two])]), LineString([(0, 0), (1, 1)])]
    )
    assert polygons_of(nest) == [one, two]
    assert polygons_of(Polygon()) == []
    assert polygons_of(Point(0, 0)) == []


@pytest.mark.parametrize("name", POLYGONS)
def test_repair_keeps_what_geopandas_keeps(name: str) -> None:
    repaired = repair(POLYGONS[name])
    theirs = geopandas.GeoSeries([POLYGONS[name]], crs=PLANE).make_valid().iloc[0]
    assert repaired.is_valid
    assert isinstance(repaired, Polygon | MultiPolygon)
    assert repaired.area == pytest.approx(theirs.area, rel=1e-12)
    assert repaired.symmetric_difference(theirs).area < 1e-6


def test_what_is_valid_is_not_touched() -> None:
    square = POLYGONS["square"]
    assert repair(square) is square


def jagged(count: int) -> Polygon:
    """A coast-like ring of many corners."""
    rng = np.random.default_rng(3)
    angles = np.linspace(0, 2 * math.pi, count, endpoint=False)
    radii = 5_000 + 400 * np.sin(17 * angles) + rng.uniform(-30, 30, count)
    return Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))


@pytest.mark.parametrize("shape", [*POLYGONS.values(), jagged(5_000)], ids=[*POLYGONS, "jagged"])
@pytest.mark.parametrize("max_vertices", [16, 64, 256])
def test_pieces_are_valid_small_and_together_the_whole(shape: shapely.Geometry, max_vertices: int) -> None:
    whole = shapely.make_valid(shape)
    pieces = cut(shape, max_vertices)
    assert all(piece.is_valid for piece in pieces)
    assert max(shapely.get_num_coordinates(piece) for piece in pieces) <= max_vertices
    assert sum(piece.area for piece in pieces) == pytest.approx(whole.area, rel=1e-9)
    assert shapely.union_all(pieces).symmetric_difference(whole).area < 1e-6 * whole.area


def test_a_piece_too_small_to_halve_stays_as_it_is() -> None:
    speck = shapely.buffer(Point(0, 0), 0.004, quad_segs=200)
    assert cut(speck, 16) == [speck]


def test_nothing_is_cut_from_nothing() -> None:
    assert cut(Polygon()) == []


def test_cutting_that_loses_area_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapely, "clip_by_rect", lambda polygon, west, south, *_: box(west, south, west + 1, south + 1))
    with pytest.raises(ArithmeticError, match="cutting changed the area"):
        cut(COMB, 16)


@pytest.mark.parametrize("name", POLYGONS)
def test_boundary_chunks_are_short_and_together_the_boundary(name: str) -> None:
    whole = repair(POLYGONS[name])
    chunks = boundary_chunks(whole, 8)
    assert max(shapely.get_num_coordinates(chunk) for chunk in chunks) <= 8
    assert sum(chunk.length for chunk in chunks) == pytest.approx(whole.length, rel=1e-12)


@pytest.mark.parametrize(("file", "plane"), [("r02_did_23_aichi", 6675), ("r02_did_24_mie", 6674)])
def test_real_districts_are_cut_into_valid_pieces_of_equal_area(shared_data: Path, file: str, plane: int) -> None:
    """東海市 among them, whose halves come out invalid where they are only clipped."""
    frame = geopandas.read_file(f"/vsigzip/{shared_data}/did/r02_2020/{file}.geojson.gz").to_crs(plane)
    assert file.endswith("mie") or "東海市" in set(frame.CITYNAME)
    for shape in frame.geometry:
        truth = shapely.make_valid(shape)
        pieces = cut(shape)
        assert all(piece.is_valid for piece in pieces)
        assert sum(piece.area for piece in pieces) == pytest.approx(truth.area, rel=1e-9)

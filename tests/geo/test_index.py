"""The index of polygons against plain shapely over all of them."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, Point, Polygon, box

from geo.index import PolygonIndex
from geo.shape import repair
from tests.zoo import POLYGONS, plane_box

SHAPES = [repair(shape) for shape in POLYGONS.values()]
INDEX = PolygonIndex(SHAPES)

windows = st.builds(
    lambda x, y, w, h: plane_box(x, y, x + w, y + h),
    st.floats(-500, 3_000),
    st.floats(-900, 1_200),
    st.floats(1, 2_500),
    st.floats(1, 2_500),
)


@given(windows, st.sampled_from([0.0, 1.0, 25.0, 300.0]))
def test_near_is_what_a_search_of_all_finds(window: Polygon, within_m: float) -> None:
    expected = [i for i, shape in enumerate(SHAPES) if shapely.distance(shape, window) <= within_m]
    assert INDEX.near(window, within_m) == expected


@given(windows)
def test_pieces_meeting_make_up_the_overlap(window: Polygon) -> None:
    owners, pieces = INDEX.pieces_meeting(window)
    assert list(owners) == sorted(owners)
    for number, shape in enumerate(SHAPES):
        met = sum(piece.intersection(window).area for piece in pieces[owners == number])
        assert met == pytest.approx(shape.intersection(window).area, rel=1e-9, abs=1e-3)


@given(windows)
def test_outside_is_the_plain_difference(window: Polygon) -> None:
    expected = window.difference(shapely.union_all(SHAPES))
    found = INDEX.outside(window)
    assert found.symmetric_difference(expected).area < 1e-3


def test_outside_of_what_lies_wholly_inside_is_nothing() -> None:
    assert INDEX.outside(plane_box(520, -380, 540, -360)).is_empty


def test_outside_looks_at_holes() -> None:
    ring = PolygonIndex([POLYGONS["with a hole"]])
    in_the_hole = plane_box(900, -50, 1000, 50)
    assert ring.outside(in_the_hole) == in_the_hole
    over_the_hole = plane_box(600, -300, 1400, 300)
    assert ring.outside(over_the_hole).area == pytest.approx(400 * 300)


def test_nothing_indexed() -> None:
    empty = PolygonIndex([])
    window = box(0, 0, 1, 1)
    assert empty.near(window) == []
    assert empty.near(window, 5) == []
    assert empty.outside(window) == window
    assert not empty.crossed(window)
    assert not empty.holds(Point(0, 0))
    assert np.isinf(empty.distances_m(np.array([Point(0, 0)], dtype=object))).all()


@given(windows)
def test_distances_to_points_are_shapelys(window: Polygon) -> None:
    corners = np.asarray(shapely.points(shapely.get_coordinates(window)))
    expected = np.min([shapely.distance(corners, shape) for shape in SHAPES], axis=0)
    assert INDEX.distances_m(corners) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("owner", range(len(SHAPES)))
def test_distance_to_one_owner_is_shapelys(owner: int) -> None:
    far = plane_box(-3_000, -2_000, -2_900, -1_900)
    assert INDEX.distance_m(far, owner) == pytest.approx(SHAPES[owner].distance(far), abs=1e-6)


@given(windows, st.sampled_from([5.0, 25.0, 80.0]), st.integers(0, len(SHAPES) - 1))
def test_deeper_than_agrees_with_a_fine_lattice(window: Polygon, depth_m: float, owner: int) -> None:
    """The depth of the overlap's deepest lattice point decides, but where it is within a lattice step of the limit."""
    overlap = repair(SHAPES[owner].intersection(window))
    step_m = max(overlap.area, 1.0) ** 0.5 / 60
    west, south, east, north = overlap.bounds if not overlap.is_empty else (0, 0, 0, 0)
    xs, ys = np.meshgrid(np.arange(west, east, step_m), np.arange(south, north, step_m))
    points = np.asarray(shapely.points(xs.ravel(), ys.ravel()))
    points = np.concatenate([points[shapely.covers(overlap, points)], shapely.points(shapely.get_coordinates(overlap))])
    deepest_m = shapely.distance(points, SHAPES[owner].boundary).max() if len(points) else -1.0
    deeper = INDEX.deeper_than(overlap, owner, depth_m)
    if deepest_m > depth_m * 1.002:
        assert deeper
    elif deepest_m < depth_m - 1.5 * step_m:
        assert not deeper


def test_deeper_than_takes_an_overlap_in_parts() -> None:
    square = PolygonIndex([box(0, 0, 100, 100)])
    parts = GeometryCollection([box(0, 0, 50, 100), box(50, 0, 60, 100), LineString([(0, 0), (60, 0)])])
    assert square.deeper_than(parts, 0, 25.0)
    assert not square.deeper_than(GeometryCollection([box(0, 0, 10, 100), box(10, 0, 24, 100)]), 0, 25.0)
    assert not square.deeper_than(Polygon(), 0, 25.0)


def test_edges_within_are_the_owners_own() -> None:
    two = PolygonIndex([box(0, 0, 100, 100), box(101, 0, 200, 100)])
    middle = Point(95, 50)
    assert len(two.edges_within(middle, 0, 10)) == 1
    assert len(two.edges_within(middle, 1, 10)) == 1
    assert len(two.edges_within(middle, 1, 5)) == 0

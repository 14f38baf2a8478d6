"""Routes, circles and areas: what is taken, and what is refused with a place and a remedy."""

import math

import pytest
from shapely import Polygon, box

from geo.errors import InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.route import (
    MAX_WAYPOINTS,
    Area,
    Circle,
    Route,
    Speed,
    Waypoint,
    check_point_count,
    check_position,
    with_ceiling,
)


def test_a_route_keeps_its_order() -> None:
    route = Route((Waypoint(136.5, 34.7), Waypoint(136.4, 34.6), Waypoint(136.5, 34.7)))
    assert route.positions == [(136.5, 34.7), (136.4, 34.6), (136.5, 34.7)]


def test_a_route_without_a_point_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no waypoint"):
        Route((), origin="file.kml")


def test_a_route_of_too_many_points_is_refused() -> None:
    check_point_count(MAX_WAYPOINTS)
    with pytest.raises(ValueRefused, match="Too many points"):
        Route((Waypoint(136.5, 34.7),) * (MAX_WAYPOINTS + 1))


def test_a_route_across_the_antimeridian_is_refused_at_its_point() -> None:
    with pytest.raises(ValueRefused, match="antimeridian") as refused:
        Route((Waypoint(179.9, 34.0, origin="a"), Waypoint(-179.9, 34.0, origin="point 2")))
    assert refused.value.where == "point 2"


@pytest.mark.parametrize(
    ("lon", "lat", "hint"),
    [
        (34.7, 136.5, "axes are swapped"),
        (181.0, 34.0, "longitude from -180"),
        (136.5, 91.0, "longitude from -180"),
        (math.nan, 34.0, "longitude from -180"),
        (136.5, math.inf, "longitude from -180"),
    ],
)
def test_a_position_that_is_none_is_refused(lon: float, lat: float, hint: str) -> None:
    with pytest.raises(ValueRefused, match=hint) as refused:
        check_position(lon, lat, where="row 7")
    assert refused.value.where == "row 7"
    with pytest.raises(ValueRefused):
        Waypoint(lon, lat)
    with pytest.raises(ValueRefused):
        Circle(lon, lat, 100.0)


@pytest.mark.parametrize("position", [(180, 90), (-180, -90), (0, 0)])
def test_the_ends_of_the_earth_are_positions(position: tuple[float, float]) -> None:
    assert Waypoint(*position).lon_deg == position[0]


@pytest.mark.parametrize("radius_m", [0.0, -1.0, math.nan, math.inf, 300_000.1])
def test_a_circle_of_no_radius_is_refused(radius_m: float) -> None:
    with pytest.raises(ValueRefused, match="Radius"):
        Circle(136.5, 34.7, radius_m)


@pytest.mark.parametrize("speed_mps", [-0.1, math.nan, 1_000.1])
def test_a_speed_out_of_range_is_refused(speed_mps: float) -> None:
    with pytest.raises(ValueRefused, match="out of range") as refused:
        Speed(speed_mps, "row 2")
    assert refused.value.where == "row 2"


def test_an_area_without_points_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no point"):
        Area(Polygon())


@pytest.mark.parametrize("shape", [box(136, 34, 136.1, 91), box(-200, 34, 136.1, 35)])
def test_an_area_off_the_earth_is_refused(shape: Polygon) -> None:
    with pytest.raises(InputRefused, match="not valid"):
        Area(shape)


def test_an_area_is_a_polygon_or_a_circle() -> None:
    assert Area(box(136, 34, 136.1, 34.1)).ceiling is None
    assert Area(Circle(136, 34, 100.0), ceiling=Height(50, Datum.AGL)).ceiling == Height(50, Datum.AGL)


def test_one_ceiling_for_all() -> None:
    speed = Speed(5.0)
    given = [Waypoint(136.5, 34.7, Height(10, Datum.AMSL), speed, "a"), Waypoint(136.6, 34.7)]
    first, second = with_ceiling(given, 80, Datum.AGL, "option")
    assert first == Waypoint(136.5, 34.7, Height(80, Datum.AGL, "option"), speed, "a")
    assert second.height == first.height

"""Squares of the standard grid, against the standard's own words: halves, eighths and tenths, one level at a time."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.errors import ValueRefused
from geo.mesh import mesh_of, square_of
from geo.readers.position import parse_position


def by_the_standard(lon: float, lat: float) -> str:
    """JIS X 0410: 1st level 40' by 1 degree, 2nd an eighth of it, 3rd a tenth of that."""
    p, a = divmod(lat * 60, 40)
    q, b = divmod(a, 5)
    r = b * 60 // 30
    f = lon - 100 - math.floor(lon - 100)
    u = math.floor(lon - 100)
    v, g = divmod(f * 60, 7.5)
    w = g * 60 // 45
    return f"{int(p):02}{u:02}{int(q)}{int(v)}{int(r)}{int(w)}"


@given(st.floats(122.5, 153.9), st.floats(20.5, 45.9))
def test_a_code_is_that_of_the_standard(lon: float, lat: float) -> None:
    code = mesh_of(lon, lat)
    square = square_of(code)
    assert square.buffer(1e-9).contains(Point(lon, lat))
    if square.exterior.distance(Point(lon, lat)) > 1e-9:  # on a border, rounding decides
        assert code == by_the_standard(lon, lat)


def test_a_square_that_everybody_knows() -> None:
    """The statistics bureau's example: 5339-45-29 holds the Tokyo Metropolitan Government (35.6895 N, 139.6917 E)."""
    assert mesh_of(139.6917, 35.6895).startswith("533945")
    west, south, east, north = square_of("53394525").bounds
    assert east - west == pytest.approx(45 / 3600)
    assert north - south == pytest.approx(30 / 3600)


@pytest.mark.parametrize("code", ["", "5136", "513656221", "51368622", "5136a622", "99999999"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueRefused):
        square_of(code)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 35.0), (136.5, 90.0), (math.nan, 35.0), (136.5, math.inf)])
def test_what_is_not_in_japan_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueRefused):
        mesh_of(lon, lat)


@pytest.mark.parametrize(
    "written",
    [
        "34.7, 136.5",
        "３４．７，１３６．５",
        "34.7 136.5",
        "136.5E, 34.7N",
        "北緯34度42分、東経136度30分",
        "N34 42 00 E136 30 00",
    ],
)
def test_a_position_as_people_write_it(written: str) -> None:
    assert parse_position(written) == pytest.approx((136.5, 34.7))


@pytest.mark.parametrize("written", ["", "34.7", "津市", "34.7N, 136.5N", "136.5, 34.7", "1,2,3", "34.7, 999"])
def test_what_is_no_position_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused):
        parse_position(written)

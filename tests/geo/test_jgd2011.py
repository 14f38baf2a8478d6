"""Foreign coordinates come into JGD2011 by an operation of known accuracy, or not at all."""

import math

import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import Point

from geo.errors import CrsRefused, ValueRefused
from geo.jgd2011 import MOVED_IN_2011_M, identify_crs, into_jgd2011

TSU = Point(136.5086, 34.7303)


def metres_apart(one: Point, other: Point) -> float:
    """Spherical distance: an oracle that knows no PROJ."""
    north = math.radians(one.y - other.y) * 6_371_000
    east = math.radians(one.x - other.x) * 6_371_000 * math.cos(math.radians(one.y))
    return math.hypot(north, east)


@pytest.mark.parametrize(
    ("crs", "epsg"),
    [
        ("EPSG:4326", 4326),
        ("OGC:CRS84", 4326),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("EPSG:6668", 6668),
        ("EPSG:4612", 4612),
        ("EPSG:4301", 4301),
        ("EPSG:2448", 2448),
        ("EPSG:6674", 6674),
        (CRS(6668).to_wkt("WKT1_ESRI"), 6668),
        (CRS(4612).to_wkt("WKT1_ESRI"), 4612),
        (CRS(6674).to_wkt("WKT1_ESRI"), 6674),
    ],
)
def test_systems_of_japanese_data_are_known(crs: str, epsg: int) -> None:
    assert identify_crs(crs) == epsg


@pytest.mark.parametrize("crs", [None, "", "EPSG:3857", "EPSG:4019", "EPSG:32653", "EPSG:6697", "nonsense", "EPSG:1"])
def test_other_systems_are_refused_with_a_way_out(crs: str | None) -> None:
    with pytest.raises(CrsRefused, match="6668"):
        identify_crs(crs)


def test_jgd2011_is_left_as_it_is() -> None:
    (moved,), how = into_jgd2011([TSU], 6668)
    assert moved is TSU
    assert how.accuracy_m == 0


@pytest.mark.parametrize(("epsg", "accuracy_m"), [(4326, 1.0), (4612, 1.0)])
def test_systems_that_differ_by_nothing_keep_their_numbers(epsg: int, accuracy_m: float) -> None:
    (moved,), how = into_jgd2011([TSU], epsg)
    assert metres_apart(moved, TSU) < 1e-6
    assert how.accuracy_m == accuracy_m


def test_jgd2000_where_the_ground_moved_in_2011_says_how_far() -> None:
    """Oshika moved 5.3 m; the grid that knows each place's shift is not installed with PROJ."""
    _, how = into_jgd2011([Point(141.5, 38.3)], 4612)
    assert how.accuracy_m == 1.0 + MOVED_IN_2011_M or how.accuracy_m <= 0.5
    assert how.accuracy_m > 5.3 or not how.notes


def test_tokyo_datum_moves_by_four_hundred_metres_and_records_the_operation() -> None:
    (moved,), how = into_jgd2011([TSU], 4301)
    # The Geospatial Information Authority's published shift near Tsu: about +11.7 seconds north, -10.5 seconds east.
    assert moved.y - TSU.y == pytest.approx(11.7 / 3600, abs=0.3 / 3600)
    assert moved.x - TSU.x == pytest.approx(-10.5 / 3600, abs=0.3 / 3600)
    assert 0 < how.accuracy_m <= 10.0
    assert "Tokyo" in how.operation


def test_tokyo_datum_without_its_grid_says_which_would_be_better() -> None:
    _, how = into_jgd2011([TSU], 4301)
    assert how.accuracy_m < 1 or any("0.2 m" in note.en for note in how.notes)


@pytest.mark.parametrize("epsg", [6674, 2448])
def test_plane_coordinates_are_unprojected(epsg: int) -> None:
    # 400 m east and 141 km south of zone VI's origin; GRS80's arc of meridian is 110.93 km a degree there.
    (moved,), _ = into_jgd2011([Point(0.0, -110_940.0)], epsg)
    assert moved.x == pytest.approx(136.0, abs=1e-9)
    assert moved.y == pytest.approx(35.0, abs=2e-4)


def test_long_edges_keep_their_course_out_of_the_plane() -> None:
    (moved,), _ = into_jgd2011([shapely.box(0, -100_000, 50_000, -90_000)], 6674)
    assert shapely.get_num_coordinates(moved) > 100


@pytest.mark.parametrize("position", [(136.5, 91.0), (181.0, 34.0), (float("nan"), 34.0), (float("inf"), 34.0)])
def test_positions_off_the_earth_are_refused(position: tuple[float, float]) -> None:
    with np.errstate(invalid="ignore"):
        line = shapely.LineString([(136.0, 34.0), position])
    with pytest.raises(ValueRefused):
        into_jgd2011([line], 4326)


def test_swapped_axes_are_named() -> None:
    with pytest.raises(ValueRefused, match="入れ替わって"):
        into_jgd2011([Point(34.7, 136.5)], 4326)


@pytest.mark.parametrize("epsg", [4326, 6668])
def test_places_outside_japan_are_refused(epsg: int) -> None:
    with pytest.raises(ValueRefused, match="outside Japan"):
        into_jgd2011([Point(11.69, 51.80)], epsg)


def test_plane_coordinates_that_are_not_japans_are_refused() -> None:
    with pytest.raises((ValueRefused, CrsRefused)):
        into_jgd2011([Point(1e9, 1e9)], 6674)


def test_nothing_in_nothing_out() -> None:
    assert into_jgd2011([], 4301)[0] == []

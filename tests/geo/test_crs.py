"""Planes: the right zone for each place, and projecting there and back, against pyproj's database and geopandas."""

import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import GeometryCollection, LineString, Point, Polygon, box

from geo.crs import ZONE_ORIGINS, nearest_plane, to_degrees, to_plane, transformer
from tests import oracles
from tests.zoo import BOW_TIE, HOME, PLANE, RING, TWO_PARTS

TWO_PARTS_DEG = oracles.in_degrees(TWO_PARTS, PLANE)


@pytest.mark.parametrize("epsg", ZONE_ORIGINS)
def test_each_origin_is_that_of_the_database(epsg: int) -> None:
    parameters = {parameter.name: parameter.value for parameter in CRS.from_epsg(epsg).coordinate_operation.params}
    lon, lat = ZONE_ORIGINS[epsg]
    assert lon == pytest.approx(parameters["Longitude of natural origin"], abs=1e-9)
    assert lat == pytest.approx(parameters["Latitude of natural origin"], abs=1e-9)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "epsg"),
    [
        ("Tsu", 136.51, 34.72, 6674),
        ("Nagoya", 136.91, 35.18, 6675),
        ("Sapporo", 141.35, 43.06, 6680),
        ("Tokyo", 139.69, 35.69, 6677),
        ("Naha", 127.68, 26.21, 6683),
        ("Ishigaki", 124.16, 24.34, 6684),
        ("Minamitorishima", 153.98, 24.29, 6687),
        ("Nagasaki", 129.87, 32.75, 6669),
    ],
)
def test_the_nearest_plane(place: str, lon: float, lat: float, epsg: int) -> None:
    assert nearest_plane(lon, lat) == epsg


@pytest.mark.parametrize("lon", np.arange(122.5, 154.5, 2.9).tolist())
@pytest.mark.parametrize("lat", np.arange(20.5, 46.0, 3.7).tolist())
def test_no_other_plane_is_nearer(lon: float, lat: float) -> None:
    distances_m = {epsg: oracles.GEOD.inv(lon, lat, *origin)[2] for epsg, origin in ZONE_ORIGINS.items()}
    assert distances_m[nearest_plane(lon, lat)] == min(distances_m.values())


@pytest.mark.parametrize("shape", [RING, BOW_TIE, TWO_PARTS], ids=["hole", "bow tie", "two parts"])
def test_there_and_back(shape: Polygon) -> None:
    there = to_degrees(shape, PLANE)
    back = to_plane(there, PLANE)
    assert shapely.hausdorff_distance(shape.boundary, back.boundary) < 0.05
    assert shapely.hausdorff_distance(there.boundary, oracles.in_degrees(shape, PLANE).boundary) < 1e-6


def test_edges_stay_straight_in_degrees() -> None:
    """A wide box in degrees has parallels for sides: in the plane these are curves that corners alone do not draw."""
    wide = box(136.0, 34.0, 136.8, 34.5)
    ours = to_plane(wide, PLANE)
    finely = oracles.in_plane(shapely.segmentize(wide, 0.0005), PLANE)
    assert shapely.hausdorff_distance(ours, finely, densify=0.05) < 0.3
    corners_only = oracles.in_plane(wide, PLANE)
    assert shapely.hausdorff_distance(corners_only, finely, densify=0.05) > 50


def test_long_edges_are_split_before_they_leave_the_plane() -> None:
    lon, lat = HOME
    east, north = transformer(6668, PLANE).transform(lon, lat)
    line = LineString([(east, north), (east + 50_000, north)])
    middle = Point(east + 25_000, north)
    assert to_plane(to_degrees(line, PLANE), PLANE).distance(middle) < 0.01


def test_heights_of_corners_are_dropped() -> None:
    flat = to_plane(Polygon([(136.4, 34.6, 5), (136.5, 34.6, 6), (136.5, 34.7, 7)]), PLANE)
    assert not shapely.has_z(flat)


def test_a_transformer_is_made_once() -> None:
    assert transformer(6668, PLANE) is transformer(6668, PLANE)


def test_a_polygon_that_crosses_itself_keeps_both_lobes() -> None:
    """GEOS alone loses one: it mends what it has split, by halves."""
    wide = Polygon([(136.0, 34.0), (136.8, 34.4), (136.8, 34.0), (136.0, 34.4)])
    kept = shapely.make_valid(to_plane(wide, PLANE))
    truth = oracles.in_plane(shapely.make_valid(wide), PLANE)
    assert kept.area == pytest.approx(truth.area, rel=1e-3)


def test_collections_keep_their_parts() -> None:
    mixed = GeometryCollection([Point(136.4, 34.6), TWO_PARTS_DEG, LineString([(136, 34), (136.5, 34.5)])])
    moved = to_plane(mixed, PLANE)
    assert isinstance(moved, GeometryCollection)
    assert [part.geom_type for part in moved.geoms] == ["Point", "MultiPolygon", "LineString"]
    assert moved.area == pytest.approx(TWO_PARTS.area, rel=1e-6)


@pytest.mark.parametrize("shape", [Polygon([HOME] * 4), LineString([HOME, HOME]), Polygon(), Point(HOME)])
def test_shapes_of_no_extent_are_projected_as_they_are(shape: shapely.Geometry) -> None:
    moved = to_plane(shape, PLANE)
    assert moved.geom_type == shape.geom_type
    assert shapely.get_num_coordinates(moved) == shapely.get_num_coordinates(shape)


def test_a_hole_of_no_extent_does_not_matter() -> None:
    pricked = Polygon([(136, 34), (136.1, 34), (136.1, 34.1)], [[(136.09, 34.01)] * 4])
    assert to_plane(pricked, PLANE).area == pytest.approx(to_plane(Polygon(pricked.exterior), PLANE).area)

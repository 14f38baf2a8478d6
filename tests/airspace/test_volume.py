"""The volumes of a flight against geodesics and geopandas: nothing within the width is left out, nothing much added."""

import itertools

import pytest
import shapely
from shapely import Polygon

from airspace.finding import VolumeKind
from airspace.trial import Operation, Window
from airspace.volume import (
    ASSUMED_HEIGHT_AGL_M,
    ASSUMED_SPEED_MPS,
    OperationVolume,
    build_volume,
    contingency_margin_m,
    contingency_rise_m,
)
from geo.errors import ValueRefused
from geo.geoid import undulation
from geo.height import Datum, Height, Range
from geo.route import Area, Circle, Route, Speed, Waypoint
from tests import oracles
from tests.airspace.worlds import DAY, degrees, flight
from tests.fakes import FakeTerrain
from tests.zoo import BOW_TIE, HOME, HOVERS, PLANE, ROUTES, at, plane_box, plane_polygon

FG, CV, GRB = VolumeKind.FLIGHT_GEOGRAPHY, VolumeKind.CONTINGENCY_VOLUME, VolumeKind.GROUND_RISK_BUFFER
PATHS = {**ROUTES, **HOVERS}
WINDOWS = (Window.whole_day(DAY),)


def over(shape: Polygon | Circle, ceiling: Height | None = None, **more: object) -> OperationVolume:
    area = Area(shape, ceiling=ceiling or Height(60.0, Datum.AGL))
    return build_volume(Operation(area, WINDOWS, speed_mps=10.0, **more))


@pytest.mark.parametrize("half_width_m", [1.0, 30.0, 400.0])
@pytest.mark.parametrize("name", PATHS)
def test_no_position_within_the_half_width_is_outside(name: str, half_width_m: float) -> None:
    """A leg of 3 km is straight in the plane; the geodesic beside it is up to a millimetre off."""
    flown = build_volume(flight(PATHS[name], half_width_m=half_width_m)).footprints[FG]
    for distance_m in (half_width_m / 2, half_width_m - 0.001):
        around = shapely.MultiPoint(oracles.beside(PATHS[name], distance_m))
        assert flown.covers(oracles.in_plane(around, PLANE))


@pytest.mark.parametrize("start", [(136.5, 34.7), (138.9, 37.9), (130.5, 31.0), (127.7, 26.2), (145.5, 43.3)])
def test_nor_on_other_planes(start: tuple[float, float]) -> None:
    """Away from its meridian a plane stretches; 0.1 m over 1,000 m is what that may cost."""
    corners = [start, oracles.GEOD.fwd(*start, 70, 6_000)[:2], oracles.GEOD.fwd(*start, 160, 5_000)[:2]]
    volume = build_volume(flight(corners, half_width_m=1_000.0))
    around = oracles.in_plane(shapely.MultiPoint(oracles.beside(corners, 999.9)), volume.plane_epsg)
    assert volume.footprints[FG].covers(around)


@pytest.mark.parametrize("name", PATHS)
def test_no_volume_is_larger_than_it_must_be(name: str) -> None:
    volume = build_volume(flight(PATHS[name], half_width_m=50.0))
    for kind in VolumeKind:
        truth = oracles.corridor(PATHS[name], volume.legs[0].reach_m[kind], PLANE)
        assert volume.footprints[kind].area == pytest.approx(truth.area, rel=2e-3)
        assert shapely.buffer(truth, 0.2 + volume.legs[0].reach_m[kind] * 1e-3).covers(volume.footprints[kind])


@pytest.mark.parametrize("name", PATHS)
def test_volumes_are_nested_and_valid(name: str) -> None:
    footprints = build_volume(flight(PATHS[name])).footprints
    assert list(footprints) == [FG, CV, GRB]
    assert all(shape.is_valid and not shape.is_empty for shape in footprints.values())
    for inner, outer in itertools.pairwise(footprints.values()):
        assert outer.contains(inner)


@pytest.mark.parametrize("name", PATHS)
def test_legs_together_are_the_whole(name: str) -> None:
    """Widened as one line, arcs have other corners than leg by leg: 0.03 % of the radius, but never less than it."""
    volume = build_volume(flight(PATHS[name]))
    for kind in VolumeKind:
        together = shapely.union_all([leg.footprints[kind] for leg in volume.legs])
        slack_m = volume.legs[0].reach_m[kind] * 4e-4
        assert shapely.buffer(together, slack_m).covers(volume.footprints[kind])
        assert shapely.buffer(volume.footprints[kind], slack_m).covers(together)
        assert volume.footprints[kind].area == pytest.approx(together.area, rel=1e-3)


@pytest.mark.parametrize("name", PATHS)
def test_legs_run_on_from_one_another(name: str) -> None:
    volume = build_volume(flight(PATHS[name]))
    assert volume.length_m == pytest.approx(oracles.length_m(PATHS[name]), rel=2e-4, abs=1e-6)
    assert volume.legs[0].from_m == 0
    assert [leg.index for leg in volume.legs] == list(range(len(volume.legs)))
    for before, after in itertools.pairwise(volume.legs):
        assert after.from_m == before.to_m
    assert volume.legs[-1].to_m == pytest.approx(volume.length_m)
    assert sum(line.length for line in volume.lines) == pytest.approx(volume.length_m)


@pytest.mark.parametrize("name", PATHS)
def test_the_order_of_the_legs_does_not_matter(name: str) -> None:
    there, back = build_volume(flight(PATHS[name])), build_volume(flight(PATHS[name][::-1]))
    for kind in VolumeKind:
        slack_m = there.legs[0].reach_m[kind] * 4e-4
        assert shapely.buffer(there.footprints[kind], slack_m).covers(back.footprints[kind])
        assert there.footprints[kind].area == pytest.approx(back.footprints[kind].area, rel=5e-4)


@pytest.mark.parametrize("length_km", [50, 100, 290])
def test_long_legs_keep_their_width(length_km: int) -> None:
    end = oracles.GEOD.fwd(*HOME, 80, length_km * 1_000)[:2]
    volume = build_volume(flight([HOME, end], half_width_m=100.0))
    abreast = oracles.beside([HOME, end], 99.8, step_m=5_000)
    assert volume.footprints[FG].covers(oracles.in_plane(shapely.MultiPoint(abreast), volume.plane_epsg))
    beyond = [oracles.GEOD.fwd(lon, lat, 0, 103.0)[:2] for lon, lat in oracles.geodesic(HOME, end, 5_000)[1:-1]]
    assert not volume.footprints[FG].intersects(oracles.in_plane(shapely.MultiPoint(beyond), volume.plane_epsg))


def test_too_long_a_route_is_refused() -> None:
    end = oracles.GEOD.fwd(*HOME, 80, 301_000)[:2]
    with pytest.raises(ValueRefused, match="too long"):
        build_volume(flight([HOME, end]))


@pytest.mark.parametrize("place", [(121.9, 25.0), (154.6, 24.0), (136.5, 19.9), (2.35, 48.85)])
def test_a_flight_outside_japan_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ValueRefused, match="outside Japan"):
        build_volume(flight([place]))


@pytest.mark.parametrize(
    ("height", "fall_distance_m", "speed_mps", "buffer_m"),
    [
        (Height(10, Datum.AGL), None, 10.0, 30.0),
        (Height(-10, Datum.AGL), None, 10.0, 30.0),
        (Height(80, Datum.AGL), None, 10.0, 80.0),
        (Height(80, Datum.AGL), 79.0, 10.0, 80.0),
        (Height(80, Datum.AGL), 250.0, 10.0, 250.0),
        (Height(80, Datum.AGL), 0.0, 0.0, 80.0),
        (Height(80, Datum.AMSL), None, 10.0, 90.0),
        (Height(20, Datum.ELLIPSOIDAL), None, 10.0, 30.0),
        (Height(80, Datum.TAKEOFF), None, 10.0, 80.0),
        (Height(-80, Datum.TAKEOFF), None, 10.0, 30.0),
        (Height(80, Datum.UNKNOWN), None, 25.0, 80.0),
    ],
)
def test_the_ground_risk_buffer_is_the_largest_of_three(
    height: Height, fall_distance_m: float | None, speed_mps: float, buffer_m: float
) -> None:
    volume = build_volume(
        flight(ROUTES["bent"], height, fall_distance_m=fall_distance_m, speed_mps=speed_mps, half_width_m=40.0)
    )
    contingency_m = 40.0 + 7.0 + speed_mps + speed_mps**2 / 19.6133
    truth = oracles.corridor(ROUTES["bent"], contingency_m + buffer_m, PLANE)
    assert volume.footprints[GRB].area == pytest.approx(truth.area, rel=1e-3)
    widened = shapely.buffer(volume.footprints[CV], buffer_m, quad_segs=128)
    assert volume.footprints[GRB].area == pytest.approx(widened.area, rel=1e-3)
    assert shapely.buffer(volume.footprints[GRB], 0.001 * buffer_m).covers(widened)


@pytest.mark.parametrize(
    ("speed_mps", "margin_m", "rise_m"), [(0.0, 7.0, 4.0), (10.0, 22.0986, 16.0986), (20.0, 47.3943, 38.3943)]
)
def test_the_way_to_stop(speed_mps: float, margin_m: float, rise_m: float) -> None:
    """SORA 2.5 Annex A: 3 + 3 + 1 m, one second, v²/2g; 4 m, 0.7 v for a second, v²/2g."""
    assert contingency_margin_m(speed_mps) == pytest.approx(margin_m, abs=1e-3)
    assert contingency_rise_m(speed_mps) == pytest.approx(rise_m, abs=1e-3)


def test_what_is_not_told_is_assumed_and_said() -> None:
    silent = Route(tuple(Waypoint(lon, lat) for lon, lat in ROUTES["bent"]))
    volume = build_volume(Operation(silent, WINDOWS, half_width_m=30.0))
    told = build_volume(flight(ROUTES["bent"], Height(ASSUMED_HEIGHT_AGL_M, Datum.AGL), speed_mps=ASSUMED_SPEED_MPS))
    assert volume.footprints[GRB].area == pytest.approx(told.footprints[GRB].area)
    assert volume.legs[0].agl == Range(None, None)
    assert volume.legs[0].contingency_band.ceiling is None
    assert len(volume.assumptions) == 2
    assert told.assumptions == ()
    assert all(text.ja and text.en for text in volume.assumptions)


def test_the_fastest_told_speed_counts() -> None:
    slow, fast, none = Speed(3.0), Speed(12.0), None
    points = [Waypoint(*at(0, 0), None, slow), Waypoint(*at(900, 0), None, fast), Waypoint(*at(1800, 0), None, none)]
    volume = build_volume(Operation(Route(tuple(points)), WINDOWS))
    assert volume.legs[0].reach_m[CV] == pytest.approx(30 + contingency_margin_m(12.0))
    stopped = [Waypoint(point.lon_deg, point.lat_deg, None, Speed(0.0)) for point in points]
    volume = build_volume(Operation(Route(tuple(stopped)), WINDOWS))
    assert volume.legs[0].reach_m[CV] == pytest.approx(30 + contingency_margin_m(ASSUMED_SPEED_MPS))


def climbing(*heights: Height | None) -> OperationVolume:
    points = tuple(Waypoint(*at(500.0 * i, 0), height) for i, height in enumerate(heights))
    return build_volume(Operation(Route(points), WINDOWS, speed_mps=10.0))


def test_bands_leg_by_leg() -> None:
    """The first and the last leg rise from the ground; one between has the lower of its ends for a floor."""
    agl = [Height(value, Datum.AGL) for value in (0, 60, 100, 40, 0)]
    legs = climbing(*agl).legs
    assert [(leg.band.floor, leg.band.ceiling) for leg in legs] == [
        (None, agl[1]),
        (agl[1], agl[2]),
        (agl[3], agl[2]),
        (None, agl[3]),
    ]
    assert all(leg.contingency_band.floor is None for leg in legs)
    assert legs[1].contingency_band.ceiling == Height(100 + contingency_rise_m(10.0), Datum.AGL)
    assert [leg.agl.high_m for leg in legs] == [60, 100, 100, 40]


def test_a_leg_with_an_end_of_no_height_has_none() -> None:
    legs = climbing(Height(50, Datum.AGL), None, Height(50, Datum.AGL), Height(50, Datum.AGL)).legs
    assert [leg.band.ceiling is None for leg in legs] == [True, True, False]


def test_a_leg_of_two_datums_has_no_height_and_says_so() -> None:
    volume = climbing(Height(50, Datum.AGL), Height(50, Datum.AMSL))
    assert volume.legs[0].band.ceiling is None
    assert any("different datums" in text.en for text in volume.assumptions)


def test_one_ceiling_takes_the_place_of_all() -> None:
    given = Height(90, Datum.AMSL)
    points = tuple(Waypoint(*at(500.0 * i, 0), Height(10, Datum.AGL)) for i in range(4))
    volume = build_volume(Operation(Route(points), WINDOWS, ceiling=given))
    assert {(leg.band.floor, leg.band.ceiling) for leg in volume.legs} == {(None, given)}


def test_a_hover_at_several_heights_reaches_the_highest() -> None:
    points = tuple(Waypoint(*HOME, Height(value, Datum.AGL)) for value in (0, 90, 20))
    (leg,) = build_volume(Operation(Route(points), WINDOWS)).legs
    assert leg.band.ceiling == Height(90, Datum.AGL)
    assert leg.course.geom_type == "Point"


def test_the_geoid_lowers_what_an_ellipsoidal_height_asks_for() -> None:
    (leg,) = build_volume(flight([HOME, at(900, 0)], Height(80, Datum.ELLIPSOIDAL), speed_mps=10.0)).legs
    geoid_m = float(undulation(*HOME, DAY).low_m[0])
    assert leg.reach_m[GRB] - leg.reach_m[CV] == pytest.approx(80 - geoid_m + 10, abs=0.3)


# --- terrain (more in test_leg_heights.py)


@pytest.mark.parametrize("name", PATHS)
def test_terrain_is_asked_for_all_ground_below_the_contingency_volume(name: str) -> None:
    terrain = FakeTerrain(lambda lon, lat: 100.0, step_m=200.0)
    volume = build_volume(flight(PATHS[name], half_width_m=200.0), terrain)
    patches = [shapely.MultiPoint(corners).convex_hull for corners in terrain.asked]
    assert shapely.union_all(patches).buffer(1e-6).covers(oracles.in_degrees(volume.footprints[CV], PLANE))


def test_terrain_is_asked_for_the_bulge_of_a_long_leg() -> None:
    end = oracles.GEOD.fwd(*HOME, 90, 250_000)[:2]
    terrain = FakeTerrain(lambda lon, lat: 100.0, step_m=1_000.0)
    build_volume(flight([HOME, end], half_width_m=1.0), terrain)
    patches = shapely.union_all([shapely.MultiPoint(corners).convex_hull for corners in terrain.asked])
    assert patches.covers(shapely.MultiPoint(oracles.geodesic(HOME, end, 5_000)))


@pytest.mark.parametrize("shape", [Circle(*HOME, 900.0), degrees(plane_box(-900, -900, 900, 900))], ids=["c", "p"])
def test_terrain_is_asked_for_all_ground_below_an_area(shape: Polygon | Circle) -> None:
    terrain = FakeTerrain(lambda lon, lat: 100.0, step_m=50.0)
    area = Area(shape, ceiling=Height(200, Datum.AMSL))
    volume = build_volume(Operation(area, WINDOWS, speed_mps=10.0), terrain)
    patches = shapely.union_all([shapely.MultiPoint(corners).convex_hull for corners in terrain.asked])
    assert patches.buffer(1e-6).covers(oracles.in_degrees(volume.footprints[CV], PLANE))


# --- areas


def test_a_polygon_is_its_own_flight_geography() -> None:
    shape = plane_polygon((0, 0), (900, 100), (800, 1_300), (300, 500))
    volume = over(degrees(shape))
    assert volume.footprints[FG].symmetric_difference(shape).area < 1e-4 * shape.area
    margin_m = contingency_margin_m(10.0)
    for kind, reach_m in ((CV, margin_m), (GRB, margin_m + 60)):
        truth = shapely.buffer(shape, reach_m, quad_segs=256)
        assert volume.footprints[kind].area == pytest.approx(truth.area, rel=1e-3)
    assert volume.length_m == 0
    assert volume.lines == []
    assert volume.legs[0].band.floor is None


@pytest.mark.parametrize("radius_m", [5.0, 800.0])
def test_a_circle_holds_every_point_of_it(radius_m: float) -> None:
    volume = over(Circle(*HOME, radius_m))
    rim = shapely.MultiPoint([oracles.GEOD.fwd(*HOME, angle, radius_m)[:2] for angle in range(0, 360, 3)])
    assert volume.footprints[FG].covers(oracles.in_plane(rim, PLANE))
    assert volume.footprints[FG].area == pytest.approx(3.14159265 * radius_m**2, rel=1e-3)


def test_winding_does_not_matter() -> None:
    shape = degrees(plane_box(0, 0, 900, 700))
    one, other = over(shape.normalize()), over(shape.normalize().reverse())
    for kind in VolumeKind:
        assert one.footprints[kind].symmetric_difference(other.footprints[kind]).area < 1e-6


def test_a_polygon_that_crosses_itself_keeps_both_lobes() -> None:
    wide = shapely.affinity.scale(BOW_TIE, 4, 4)
    volume = over(degrees(wide))
    assert volume.footprints[FG].area == pytest.approx(shapely.make_valid(wide).area, rel=1e-3)


def test_heights_of_corners_do_not_matter() -> None:
    flat = degrees(plane_box(0, 0, 900, 700))
    assert over(shapely.force_3d(flat, 55.0)).footprints[FG].equals(over(flat).footprints[FG])


def test_an_area_has_its_own_floor_and_speed() -> None:
    floor, ceiling = Height(30, Datum.AGL), Height(80, Datum.AGL)
    area = Area(degrees(plane_box(0, 0, 900, 700)), floor, ceiling, Speed(20.0))
    (leg,) = build_volume(Operation(area, WINDOWS)).legs
    assert (leg.band.floor, leg.band.ceiling) == (floor, ceiling)
    assert leg.reach_m[CV] == pytest.approx(contingency_margin_m(20.0))
    assert over(Circle(*HOME, 50.0), Height(80, Datum.TAKEOFF)).legs[0].agl == Range(None, None)


def test_an_area_that_is_a_line_is_refused() -> None:
    with pytest.raises(ValueRefused, match="enclose nothing"):
        over(Polygon([(136.4, 34.6), (136.5, 34.6), (136.4, 34.6)]))


@pytest.mark.parametrize("shape", [shapely.box(135.0, 34.0, 138.0, 36.0), shapely.box(124.0, 24.0, 146.0, 45.0)])
def test_too_large_an_area_is_refused(shape: Polygon) -> None:
    with pytest.raises(ValueRefused, match="too large"):
        over(shape)

"""Obstacle surfaces: the golden points, an independent implementation, footprints, and changes that are known."""

import csv
import itertools
import json
import math
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely import Point, Polygon

from airspace.atlas import Atlas
from airspace.edition import InForce, Layer, LayerKind
from airspace.features import Cone, Did, ObstacleSurfaces, SurfaceKind
from airspace.finding import Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import rule_laws
from airspace.screening import screen
from airspace.surface import SurfacePlan, lowest_surface, plan_of
from api.exchange import MAPPINGS
from api.exchange.mapping import Source, Stated
from geo.height import Datum, Height
from geo.readers.layers import geojson_properties, read_layer
from tests.airspace import chubu
from tests.airspace.aerodromes import airport, figures, heliport, without_values
from tests.airspace.worlds import HOME_PREFECTURE, NOW, degrees, flight, layer, of_rule, screened
from tests.fakes import FakeTerrain
from tests.zoo import EAST_M, NORTH_M, PLANE, plane_box, positions

SLUG = "airport-obstacle-surfaces"
GEOD = Geod(ellps="GRS80")
TO_PLANE = Transformer.from_crs(6668, PLANE, always_xy=True)

BEFORE = date(2025, 2, 16)
SINCE = date(2025, 2, 17)


def read_chubu() -> ObstacleSurfaces:
    source = Source(
        name=chubu.FILE.name,
        folder="surfaces",
        day=date(2026, 11, 1),
        land={}.get,
        stated=Stated(prefecture="24"),
        properties=partial(geojson_properties, chubu.FILE),
    )
    (feature,) = MAPPINGS[LayerKind.SURFACES].map(read_layer(chubu.FILE), source).features
    assert isinstance(feature, ObstacleSurfaces)
    return feature


CHUBU = read_chubu()
CHUBU_PLAN = plan_of(CHUBU, figures(), PLANE)


def over(plan: SurfacePlan, lon: float, lat: float) -> tuple[SurfaceKind, float] | None:
    return lowest_surface(plan, *TO_PLANE.transform(lon, lat))


def from_chubu(bearing_deg: float, distance_m: float) -> tuple[float, float]:
    lon, lat, _ = GEOD.fwd(chubu.LON, chubu.LAT, bearing_deg, distance_m)
    return float(lon), float(lat)


WEST = chubu.BEARING_DEG - 90


# --- the file


def test_the_file_is_what_the_facts_make() -> None:
    assert json.loads(chubu.FILE.read_text(encoding="utf-8")) == chubu.document()


def test_the_strip_lies_as_the_facts_say() -> None:
    (strip,) = CHUBU.strips
    north, south = strip.ends
    bearing, back, length = GEOD.inv(south.lon_deg, south.lat_deg, north.lon_deg, north.lat_deg)
    assert length == pytest.approx(3_620, abs=0.01)
    assert bearing % 360 == pytest.approx(348.8, abs=0.02)
    assert back % 360 == pytest.approx(168.8, abs=0.02)


# --- golden points (dossier C.7)


@pytest.mark.parametrize(
    ("bearing_deg", "distance_m", "kind", "height_m"),
    [
        (WEST, 3_900, SurfaceKind.HORIZONTAL, 48.79),
        (WEST, 3_999.9, SurfaceKind.HORIZONTAL, 48.79),
        (WEST, 8_000, SurfaceKind.CONICAL, 128.79),
        (WEST, 9_060, SurfaceKind.CONICAL, 149.99),
        (WEST, 16_490, SurfaceKind.CONICAL, 298.59),
        (WEST, 17_500, SurfaceKind.OUTER_HORIZONTAL, 298.79),
        (WEST, 23_990, SurfaceKind.OUTER_HORIZONTAL, 298.79),
        (chubu.BEARING_DEG, 1_810 + 1_000, SurfaceKind.APPROACH, 25.0),
        (chubu.BEARING_DEG - 180, 1_810 + 2_000, SurfaceKind.APPROACH, 45.0),
        (WEST, 150 + 70, SurfaceKind.TRANSITIONAL, 15.0),
        (WEST, 150 + 7 * 43.7, SurfaceKind.TRANSITIONAL, 48.7),
        (WEST, 100, SurfaceKind.HORIZONTAL, 48.79),
    ],
)
def test_golden_points(bearing_deg: float, distance_m: float, kind: SurfaceKind, height_m: float) -> None:
    found = over(CHUBU_PLAN, *from_chubu(bearing_deg, distance_m))
    assert found is not None
    assert found[0] is kind
    assert found[1] == pytest.approx(height_m, abs=0.01)


def test_ten_kilometres_out_the_extended_approach_and_the_cone_are_alike() -> None:
    found = over(CHUBU_PLAN, *from_chubu(chubu.BEARING_DEG, 11_810))
    assert found is not None
    assert found[1] == pytest.approx(205.0, abs=0.02)
    extended = [surface for surface in CHUBU_PLAN.surfaces if surface.kind is SurfaceKind.EXTENDED_APPROACH]
    heights = [
        surface.lowest_m(Point(TO_PLANE.transform(*from_chubu(chubu.BEARING_DEG, 11_810)))) for surface in extended
    ]
    assert [height for height in heights if height is not None] == [pytest.approx(205.0, abs=0.01)]


def test_beyond_the_outer_surface_there_is_nothing() -> None:
    assert over(CHUBU_PLAN, *from_chubu(WEST, 24_000.5)) is None
    assert over(CHUBU_PLAN, *from_chubu(WEST, 23_999.5)) is not None


@pytest.mark.parametrize(("d", "half_m"), [(0.0, 150.0), (3_000.0, 600.0), (15_000.0, 2_400.0)])
def test_the_approach_is_as_wide_as_the_figures_say(d: float, half_m: float) -> None:
    approach = CHUBU_PLAN.under(SurfaceKind.APPROACH, SurfaceKind.EXTENDED_APPROACH)
    shapely.prepare(approach)
    inward = 1.0 if d == 0.0 else -1.0
    for side in (1, -1):
        inside = chubu.strip_end(chubu.BEARING_DEG, d + inward, side * (half_m - 1))
        outside = chubu.strip_end(chubu.BEARING_DEG, d + inward, side * (half_m + 1))
        assert approach.contains(Point(TO_PLANE.transform(*inside)))
        assert not approach.contains(Point(TO_PLANE.transform(*outside)))


@pytest.mark.parametrize(
    ("point", "height_m", "on", "outcome"),
    [
        (from_chubu(WEST, 3_900), 50.0, BEFORE, Outcome.CAUGHT),
        (from_chubu(WEST, 8_000), 120.0, BEFORE, Outcome.CLEAR),
        (from_chubu(WEST, 8_000), 140.0, BEFORE, Outcome.CAUGHT),
        ((136.65, 34.95), 149.0, BEFORE, Outcome.CLEAR),
        (chubu.strip_end(chubu.BEARING_DEG, 1_000), 20.0, BEFORE, Outcome.CAUGHT),
        (chubu.strip_end(chubu.BEARING_DEG, 1_000), 18.0, date(2019, 9, 18), Outcome.CAUGHT),
        (chubu.strip_end(chubu.BEARING_DEG, 1_000), 18.0, date(2019, 9, 17), Outcome.CLEAR),
        (chubu.strip_end(chubu.BEARING_DEG, 10_000), 140.0, BEFORE, Outcome.CLEAR),
        (chubu.strip_end(chubu.BEARING_DEG, 10_000), 150.0, BEFORE, Outcome.CLEAR),
    ],
)
def test_golden_flights(point: tuple[float, float], height_m: float, on: date, outcome: Outcome) -> None:
    hover = flight([point], Height(height_m, Datum.AMSL), on=on, speed_mps=0.1, half_width_m=1)
    (found,) = of_rule(screened(hover, layer(LayerKind.SURFACES, [CHUBU], accuracy_m=0)), SLUG)
    assert found.outcome is outcome


# --- an implementation of dossier C.3 by other means: geodesic distances and courses from the strip's ends


def along_and_aside(
    lon: float, lat: float, end: tuple[float, float], other: tuple[float, float]
) -> tuple[float, float]:
    """Return metres outward of an end along the centre line, and from it, on the ellipsoid."""
    outward, _, _ = GEOD.inv(*end, *other)
    course, _, away = GEOD.inv(*end, lon, lat)
    angle = math.radians(course - outward - 180)
    return away * math.cos(angle), abs(away * math.sin(angle))


def by_other_means(lon: float, lat: float) -> float | None:
    elevation, end_m, half, reach = 3.79, 5.0, 150.0, 48.79
    heights = []
    r = GEOD.inv(chubu.LON, chubu.LAT, lon, lat)[2]
    if r <= 4_000:
        heights.append(elevation + 45)
    elif r <= 16_500:
        heights.append(elevation + 45 + (r - 4_000) / 50)
    elif r <= 24_000:
        heights.append(elevation + 295)
    ends = [chubu.strip_end(chubu.BEARING_DEG), chubu.strip_end(chubu.BEARING_DEG - 180)]
    for end, other in itertools.permutations(ends):
        d, y = along_and_aside(lon, lat, end, other)
        if 0 <= d <= 15_000:
            edge = 150 + 0.15 * d
            if y <= edge:
                heights.append(end_m + d / 50)
            elif d <= 3_000 and (beside := end_m + d / 50 + (y - edge) / 7) <= reach:
                heights.append(beside)
    d, y = along_and_aside(lon, lat, *ends)
    if -3_620 <= d <= 0 and y > half and (beside := end_m + (y - half) / 7) <= reach:
        heights.append(beside)
    return min(heights, default=None)


def random_points(seed: int, count: int, within_m: float) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    away = within_m * np.sqrt(random.random(count))
    return np.column_stack(GEOD.fwd([chubu.LON] * count, [chubu.LAT] * count, random.random(count) * 360, away)[:2])


@pytest.mark.parametrize(("seed", "within_m"), [(1, 25_000.0), (2, 5_500.0), (3, 2_500.0)])
def test_a_thousand_points_agree_with_an_independent_implementation(seed: int, within_m: float) -> None:
    heights = set()
    for lon, lat in random_points(seed, 1_000, within_m).tolist():
        expected, found = by_other_means(lon, lat), over(CHUBU_PLAN, lon, lat)
        if expected is None:
            assert found is None
        else:
            assert found is not None
            assert found[1] == pytest.approx(expected, abs=0.1)
            heights.add(found[0])
    assert len(heights) >= 3


def test_an_aerodrome_is_the_same_in_the_plane_of_the_neighbouring_zone() -> None:
    other = plan_of(CHUBU, figures(), 6675)
    to_other = Transformer.from_crs(6668, 6675, always_xy=True)
    for lon, lat in random_points(4, 300, 23_000.0).tolist():
        here, there = over(CHUBU_PLAN, lon, lat), lowest_surface(other, *to_other.transform(lon, lat))
        assert here is not None
        assert there is not None
        assert here[1] == pytest.approx(there[1], abs=0.1)


# --- other shapes


PLAN = plan_of(airport(), figures(), PLANE)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (1_500, 0, (SurfaceKind.APPROACH, 12 + 500 / 50)),
        (-1_400, 0, (SurfaceKind.APPROACH, 8 + 400 / 40)),
        (-1_400, 150 + 0.075 * 400 - 1, (SurfaceKind.APPROACH, 8 + 400 / 40)),
        (-1_400, 150 + 0.075 * 400 + 70, (SurfaceKind.TRANSITIONAL, 8 + 400 / 40 + 10)),
        (1_500, -(150 + 0.15 * 500 + 70), (SurfaceKind.TRANSITIONAL, 12 + 500 / 50 + 10)),
        (0, 150 + 140, (SurfaceKind.TRANSITIONAL, 10 + 20)),
        (-1_000 + 500, -150 - 140, (SurfaceKind.TRANSITIONAL, 9 + 20)),
        (0, 0, (SurfaceKind.HORIZONTAL, 55)),
        (0, 2_000, (SurfaceKind.HORIZONTAL, 55)),
        (0, 4_000, (SurfaceKind.CONICAL, 85)),
        (0, 7_999, (SurfaceKind.OUTER_HORIZONTAL, 105)),
        (1_000 + 3_500, 0, (SurfaceKind.EXTENDED_APPROACH, 12 + 3_500 / 50)),
        (1_000 + 10_000, 0, (SurfaceKind.EXTENDED_APPROACH, 12 + 10_000 / 50)),
        (1_000 + 15_010, 0, None),
        (-1_000 - 7_500, 0, None),
        (0, 8_010, None),
    ],
)
def test_an_airport_of_two_different_ends(x: float, y: float, expected: tuple[SurfaceKind, float] | None) -> None:
    found = lowest_surface(PLAN, EAST_M + x, NORTH_M + y)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found[0] is expected[0]
    assert found[1] == pytest.approx(expected[1], abs=0.02)


TAN_15 = math.tan(math.radians(15))


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (20 + 100, 0, 5 + 100 / 8),
        (20 + 100, 15 + 100 * TAN_15 - 0.5, 5 + 100 / 8),
        (20 + 100, 15 + 100 * TAN_15 + 10, 5 + 100 / 8 + 5),
        (0, -(15 + 20), 5 + 10),
        (0, 150, 50),
        (20 + 499, 0, 5 + 499 / 8),
        (20 + 501, 0, None),
        (0, 201, None),
    ],
)
def test_a_heliport_has_its_own_values(x: float, y: float, expected: float | None) -> None:
    found = lowest_surface(plan_of(heliport(), figures(), PLANE), EAST_M + x, NORTH_M + y)
    assert (found and found[1]) == (expected and pytest.approx(expected, abs=0.01))


def test_a_cone_may_go_without_an_outer_surface() -> None:
    plan = plan_of(airport(outer_radius_m=None), figures(), PLANE)
    assert lowest_surface(plan, EAST_M, NORTH_M + 4_900) is not None
    assert lowest_surface(plan, EAST_M, NORTH_M + 5_100) is None
    plan = plan_of(airport(outer_radius_m=None, cone=None), figures(), PLANE)
    assert lowest_surface(plan, EAST_M, NORTH_M + 2_600) is None


def test_a_steeper_cone_rises_faster() -> None:
    found = lowest_surface(plan_of(airport(cone=Cone(20, 5_000)), figures(), PLANE), EAST_M, NORTH_M + 3_500)
    assert found == (SurfaceKind.CONICAL, pytest.approx(105, abs=0.02))


def test_what_a_notice_takes_away_is_gone_of_those_surfaces_only() -> None:
    plan = plan_of(airport(cut=(0, -9_000, 9_000, 9_000)), figures(), PLANE)
    assert lowest_surface(plan, EAST_M + 3_000, NORTH_M + 3_000) is None
    assert lowest_surface(plan, EAST_M - 3_000, NORTH_M + 3_000) is not None
    assert lowest_surface(plan, EAST_M + 500, NORTH_M + 2_000) == (SurfaceKind.HORIZONTAL, 55)
    assert lowest_surface(plan, EAST_M + 4_500, NORTH_M) == (SurfaceKind.EXTENDED_APPROACH, pytest.approx(82, abs=0.02))


# --- footprints


def heights_by_numpy(x: NDArray[np.float64], y: NDArray[np.float64], cut_east_of_m: float) -> NDArray[np.float64]:
    """Return the lowest of the made-up airport's surfaces over points in true metres from home, infinite for none."""
    r, away = np.hypot(x, y), np.abs(y)
    lowest = np.where(r <= 2_500, 55.0, math.inf)
    beyond = np.where(r <= 5_000, 55 + (r - 2_500) / 50, np.where(r <= 8_000, 105.0, math.inf))
    lowest = np.where((r > 2_500) & (x <= cut_east_of_m), beyond, lowest)
    for d, end_m, run, far_m, to_m in ((x - 1_000, 12, 50, 600, 15_000), (-1_000 - x, 8, 40, 375, 3_000)):
        edge = 150 + (far_m - 150) / 3_000 * d
        rising = end_m + d / run
        lowest = np.where((d >= 0) & (d <= to_m) & (away <= edge), np.minimum(lowest, rising), lowest)
        aside = rising + (away - edge) / 7
        lowest = np.where((d >= 0) & (d <= 3_000) & (away >= edge) & (aside <= 55), np.minimum(lowest, aside), lowest)
    aside = 10 + x / 500 + (away - 150) / 7
    return np.where((np.abs(x) <= 1_000) & (away >= 150) & (aside <= 55), np.minimum(lowest, aside), lowest)


def true_metres() -> float:
    """Return the plane's metres to a true metre at home."""
    lon, lat = positions((0, 0))[0]
    north = TO_PLANE.transform(*GEOD.fwd(lon, lat, 0, 1_000)[:2])
    return math.dist((EAST_M, NORTH_M), north) / 1_000


def sampled_m(shape: Polygon, step_m: float, cut_east_of_m: float) -> float:
    west, south, east, north = shape.bounds
    xs, ys = np.meshgrid(np.arange(west, east, step_m), np.arange(south, north, step_m))
    inside = shapely.contains_xy(shape, xs, ys)
    rim = shapely.get_coordinates(shapely.segmentize(shape.exterior, step_m))
    x, y = np.concatenate([xs[inside], rim[:, 0]]), np.concatenate([ys[inside], rim[:, 1]])
    scale = true_metres()
    return float(np.min(heights_by_numpy((x - EAST_M) / scale, (y - NORTH_M) / scale, cut_east_of_m)))


def shapes(seed: int, count: int, within_m: float) -> list[Polygon]:
    """Return stars of five points, convex or not, about an airport at home."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        away, around = within_m * math.sqrt(random.random()), random.random() * math.tau
        middle = np.array([EAST_M + away * math.cos(around), NORTH_M + away * math.sin(around)])
        turns, lengths = np.sort(random.random(5)) * math.tau, 20 + 130 * random.random(5)
        star = Polygon(middle + lengths[:, np.newaxis] * np.column_stack([np.cos(turns), np.sin(turns)]))
        made.append(star if star.is_valid else shapely.convex_hull(star))
    return made


@pytest.mark.parametrize("within_m", [9_500.0, 2_000.0])
@pytest.mark.parametrize("cut_east_of_m", [math.inf, 500.0])
def test_the_lowest_over_a_footprint_is_right_and_never_over_a_sample(within_m: float, cut_east_of_m: float) -> None:
    cut = None if math.isinf(cut_east_of_m) else (cut_east_of_m * true_metres(), -9_000.0, 9_000.0, 9_000.0)
    plan = plan_of(airport(cut=cut), figures(), PLANE)
    met = 0
    for shape in shapes(7, 40, within_m):
        exact, sampled = plan.lowest(shape), sampled_m(shape, 0.5, cut_east_of_m)
        if math.isinf(sampled):
            assert exact is None
            continue
        met += 1
        assert exact is not None
        assert exact.height_m <= sampled + 1e-3
        assert exact.height_m >= sampled - 0.1
    assert met > 15


@pytest.mark.parametrize("height_m", [20.0, 55.0, 56.0, 80.0, 104.9, 105.5, 400.0])
def test_the_area_lower_than_a_height_is_where_points_are(height_m: float) -> None:
    area = PLAN.lower_than(height_m)
    random = np.random.default_rng(11)
    for x, y in (random.random((400, 2)) * 20_000 - 10_000).tolist():
        point = Point(EAST_M + x, NORTH_M + y)
        if shapely.distance(area.boundary, point) < 3:
            continue
        found = lowest_surface(PLAN, point.x, point.y)
        assert area.contains(point) == (found is not None and found[1] < height_m)


def test_no_surface_is_lower_than_itself() -> None:
    assert PLAN.lower_than(8).is_empty
    assert not PLAN.lower_than(9).is_empty


def test_the_reach_holds_every_surface_and_the_site() -> None:
    feature = airport(site=(-9_500, 0, -9_400, 100))
    reach = Polygon()
    for part in (PLAN.lower_than(math.inf), plane_box(-9_500, 0, -9_400, 100)):
        reach = shapely.union(reach, part)
    assert shapely.difference(degrees(reach), feature.geometry).is_empty
    assert feature.geometry.area < 1.02 * degrees(reach).area


# --- what findings say


def one(findings: list[Finding]) -> Finding:
    (found,) = findings
    return found


def test_a_finding_names_surface_heights_and_datums_and_whom_to_ask() -> None:
    course = positions((-500, 1_500), (500, 1_500))
    found = one(of_rule(screened(flight(course, Height(60, Datum.AMSL)), layer(LayerKind.SURFACES, [airport()])), SLUG))
    assert found.place == airport().name
    assert "水平表面（標高 55 m）" in found.text.ja
    assert "標高（海抜） 60 m" in found.text.ja
    assert "horizontal surface at 55 m AMSL" in found.text.en
    assert "空港事務所（059-000-0000）" in found.remedy.ja
    assert found.layer == "surfaces"
    assert found.edition == "surfaces-1"
    assert found.overlap.area_m2[VolumeKind.FLIGHT_GEOGRAPHY] == pytest.approx(1_000 * 60 + math.pi * 900, rel=2e-3)


def test_unknown_ground_says_the_lowest_surface_and_what_would_resolve_it() -> None:
    course = positions((-500, 7_000), (500, 7_000))
    found = one(of_rule(screened(flight(course), layer(LayerKind.SURFACES, [airport()])), SLUG))
    assert (found.outcome, found.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.OPERATOR)
    assert "外側水平表面（標高 105 m）" in found.text.ja
    assert "標高" in found.remedy.ja
    assert "地形データ" in found.remedy.ja


def said(course: list[tuple[float, float]], height_m: float, **told: object) -> Finding:
    low = flight(positions(*course), Height(height_m, Datum.AMSL), speed_mps=0.1)
    return one(of_rule(screened(low, layer(LayerKind.SURFACES, [airport(**told)], accuracy_m=0)), SLUG))


def test_where_any_height_counts_the_part_and_the_lowest_surface_are_named() -> None:
    found = said([(1_500, 0), (2_500, 0)], 15, icao="RJTT", site=None)
    assert "進入表面の範囲" in found.text.ja
    assert "進入表面（標高 21.4 m）" in found.text.ja  # 470 m out, where the footprint begins
    assert "標高（海抜） 15 m" in found.text.ja


def test_a_site_beyond_every_surface_has_none_to_name() -> None:
    found = said([(-9_000, 0), (-8_900, 0)], 15, icao="RJTT", site=(-9_500, -500, -8_500, 500))
    assert found.outcome is Outcome.CAUGHT
    assert "敷地の範囲" in found.text.ja
    assert "いちばん低い面：なし" in found.text.ja


@pytest.mark.parametrize(
    ("y", "height_m", "told", "outcome", "words"),
    [
        (184, 5, {}, Outcome.UNDETERMINED, "着陸帯の上空"),
        (200, 5, {}, Outcome.ADVISORY, "着陸帯の上空"),
        (2_534, 5, {"icao": "RJTT", "site": None}, Outcome.UNDETERMINED, "敷地があるかもしれない"),
        (2_560, 5, {"icao": "RJTT", "site": None}, Outcome.ADVISORY, "敷地があるかもしれない"),
        (934, 5, {"icao": "RJTT"}, Outcome.UNDETERMINED, "敷地の範囲（高さによらず制限）"),
        (1_500, 53, {}, Outcome.UNDETERMINED, "水平表面（標高 55 m）より高い空域"),
    ],
)
def test_what_a_deviation_or_the_buffer_may_reach_is_named(
    y: float, height_m: float, told: dict[str, object], outcome: Outcome, words: str
) -> None:
    found = said([(-100, y), (100, y)], height_m, **told)
    assert found.outcome is outcome
    assert words in found.text.ja
    assert found.resolved_by is (
        None if outcome is Outcome.ADVISORY else ResolvedBy.DATA if "かもしれない" in words else ResolvedBy.OPERATOR
    )


def test_a_manager_without_a_name_is_asked_for_by_the_aerodromes() -> None:
    assert "見本空港の管理者" in said([(-100, 1_500), (100, 1_500)], 60, authority=None).remedy.ja


@pytest.mark.parametrize(
    ("elevation_m", "outcome"),
    [(20.0, Outcome.CLEAR), (60.0, Outcome.CAUGHT), (45.0, Outcome.UNDETERMINED), (30.0, Outcome.UNDETERMINED)],
)
def test_terrain_resolves_heights_above_ground(elevation_m: float, outcome: Outcome) -> None:
    # 60 m above ground, 76.1 m when deviating, under an outer surface at 105 m; the ground's error is 5 m
    course = positions((-500, 7_000), (500, 7_000))
    held = layer(LayerKind.SURFACES, [airport()])
    found = one(
        of_rule(screened(flight(course), held, terrain=FakeTerrain(lambda lon, lat: elevation_m, error_m=5.0)), SLUG)
    )
    assert found.outcome is outcome


def test_one_aerodrome_is_one_finding_for_each_outcome() -> None:
    course = positions((-500, 1_500), (500, 1_500), (500, 4_400), (500, 5_500))
    held = layer(LayerKind.SURFACES, [airport()], accuracy_m=0)
    findings = of_rule(screened(flight(course, Height(85, Datum.AMSL)), held), SLUG)
    assert {found.outcome: found.legs for found in findings} == {Outcome.CAUGHT: (0, 1), Outcome.UNDETERMINED: (2,)}


def test_two_aerodromes_are_two_findings() -> None:
    held = layer(LayerKind.SURFACES, [airport(), without_values((-100, -100, 100, 100))])
    findings = of_rule(screened(flight(positions((0, 0), (50, 0)), Height(60, Datum.AMSL)), held), SLUG)
    assert sorted(found.outcome for found in findings) == [Outcome.UNDETERMINED, Outcome.CAUGHT]


def test_a_feature_of_another_layer_is_an_error() -> None:
    odd = layer(LayerKind.SURFACES, [Did("d", airport().name, degrees(plane_box(-100, -100, 100, 100)))])
    with pytest.raises(TypeError, match="Did"):
        screened(flight(positions((0, 0), (50, 0))), odd)


# --- laws: what grows, or rises, is never cleared by it


@pytest.mark.parametrize(
    "told", [{}, {"icao": "RJTT"}, {"icao": "RJTT", "site": None}, {"cut": (500, -9_000, 9_000, 9_000)}]
)
def test_no_flight_is_cleared_by_flying_higher_or_wider(told: dict[str, object]) -> None:
    random = np.random.default_rng(5)
    held = layer(LayerKind.SURFACES, [airport(**told)], accuracy_m=0)

    def outcome(at_m: tuple[float, float], height_m: float, half_width_m: float) -> Outcome:
        hover = flight(positions(at_m), Height(height_m, Datum.AMSL), half_width_m=half_width_m, speed_mps=1)
        return max(found.outcome for found in of_rule(screened(hover, held), SLUG))

    seen = set()
    for x, y in (random.random((25, 2)) * 10_000 - 5_000).tolist():
        heights = sorted((random.random(3) * 120).tolist())
        found = [outcome((x, y), height_m, half_m) for height_m, half_m in zip(heights, (10, 10, 90), strict=True)]
        assert found == sorted(found)
        seen.update(found)
    assert len(seen) >= 3


@pytest.mark.parametrize("height_m", [40.0, 56.0, 90.0, 104.0])
def test_a_larger_error_of_the_data_clears_nothing_and_catches_nothing(height_m: float) -> None:
    for y in (1_000, 2_400, 2_490, 3_400, 4_900, 7_980, 8_020):
        hover = flight(positions((0, y)), Height(height_m, Datum.AMSL), half_width_m=30, speed_mps=0.1)
        exact, rough = (
            max(f.outcome for f in of_rule(screened(hover, layer(LayerKind.SURFACES, [airport()], accuracy_m=a)), SLUG))
            for a in (0.0, 29.0)
        )
        assert rough is exact or rough is Outcome.UNDETERMINED


# --- the real runway


@pytest.mark.real_data
def test_the_strip_ends_sixty_metres_beyond_the_real_runway(shared_data: Path) -> None:
    with (shared_data / "facilities" / "airports" / "ourairports_runways_JP.csv").open(encoding="utf-8") as stream:
        (runway,) = (row for row in csv.DictReader(stream) if row["airport_ident"] == "RJGG")
    north, south = CHUBU.strips[0].ends
    for end, side in ((north, "le"), (south, "he")):
        there = float(runway[f"{side}_longitude_deg"]), float(runway[f"{side}_latitude_deg"])
        assert GEOD.inv(end.lon_deg, end.lat_deg, *there)[2] == pytest.approx(60, abs=15)
        assert end.elevation_m == pytest.approx(0.3048 * float(runway[f"{side}_elevation_ft"]), abs=1)


# --- changes that are known


def chubu_layer(last: date | None = BEFORE, values_as_of: date | None = None, first: date | None = None) -> Layer:
    fields = {name: getattr(CHUBU, name) for name in ObstacleSurfaces.__dataclass_fields__}
    feature = ObstacleSurfaces(**(fields | {"values_as_of": values_as_of or CHUBU.values_as_of}))
    name = f"{first}-{last}-{values_as_of}"
    return layer(LayerKind.SURFACES, [feature], name=name, accuracy_m=0, in_force=InForce(first, last))


def near_chubu(on: date, *layers: Layer, distance_m: float = 20_000, until: date | None = None) -> list[Finding]:
    hover = flight([from_chubu(WEST, distance_m)], Height(100, Datum.AMSL), on=on, until=until, half_width_m=1)
    return of_rule(screen(hover, Atlas(HOME_PREFECTURE, layers), screened_at=NOW), SLUG)


def test_before_the_change_the_edition_judges() -> None:
    assert one(near_chubu(BEFORE, chubu_layer())).outcome is Outcome.CLEAR


@pytest.mark.parametrize("held", [(), (chubu_layer(),), (chubu_layer(None),)])
def test_since_the_change_nothing_is_known_within_its_reach(held: tuple[Layer, ...]) -> None:
    anchor = layer(LayerKind.SURFACES, [airport()], accuracy_m=0)
    found = one(near_chubu(SINCE, anchor, *held))
    assert (found.outcome, found.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.DATA)
    assert "中部国際空港" in found.remedy.ja
    assert "2025-02-17" in found.text.ja
    assert found.edition is None
    assert found.place == CHUBU.name


def test_the_change_is_told_even_where_no_layer_is_held() -> None:
    findings = near_chubu(SINCE)
    assert [found.outcome for found in findings] == [Outcome.UNDETERMINED] * 2
    assert any("2025-02-17" in found.text.ja for found in findings)
    assert not any("2025-02-17" in found.text.ja for found in near_chubu(BEFORE))


@pytest.mark.parametrize(
    ("distance_m", "outcome"),
    [
        (26_990, Outcome.UNDETERMINED),
        (27_010, Outcome.UNDETERMINED),
        (27_060, Outcome.ADVISORY),
        (27_200, Outcome.CLEAR),
    ],
)
def test_the_reach_of_the_change(distance_m: float, outcome: Outcome) -> None:
    # the contingency volume reaches 1 + 22.1 m, the buffer 110 m more
    anchor = layer(LayerKind.SURFACES, [airport()], accuracy_m=0)
    assert one(near_chubu(SINCE, anchor, distance_m=distance_m)).outcome is outcome


def test_a_newer_edition_judges_again() -> None:
    newer = chubu_layer(None, SINCE, SINCE)
    assert one(near_chubu(SINCE, newer)).outcome is Outcome.CLEAR
    assert one(near_chubu(SINCE, newer, chubu_layer(None))).outcome is Outcome.CLEAR
    assert one(near_chubu(BEFORE, newer, chubu_layer(), until=SINCE)).outcome is Outcome.CLEAR


def low_over_chubu(on: date, *layers: Layer) -> list[Outcome]:
    """Return what is said of a hover 11 m above the horizontal surface as it was."""
    hover = flight([from_chubu(WEST, 3_900)], Height(60, Datum.AMSL), on=on, half_width_m=1)
    return [found.outcome for found in of_rule(screen(hover, Atlas(HOME_PREFECTURE, layers), screened_at=NOW), SLUG)]


def test_values_of_a_notice_before_the_change_judge_no_flight_after_it() -> None:
    old, newer = chubu_layer(None), chubu_layer(None, SINCE)
    assert low_over_chubu(BEFORE, old) == [Outcome.CAUGHT]
    assert low_over_chubu(SINCE, old) == [Outcome.UNDETERMINED]
    assert low_over_chubu(SINCE, newer) == [Outcome.CAUGHT]
    assert low_over_chubu(SINCE, newer, old) == [Outcome.CAUGHT]


def test_a_newer_edition_must_be_in_force_on_every_day_since() -> None:
    late = chubu_layer(None, SINCE, SINCE + timedelta(days=1))
    assert any(found.place == CHUBU.name for found in near_chubu(SINCE, late, chubu_layer(None)))
    other = layer(LayerKind.SURFACES, [airport(values_as_of=SINCE)], name="other", accuracy_m=0)
    assert one(near_chubu(SINCE, other)).outcome is Outcome.UNDETERMINED


def test_a_flight_over_the_change_is_judged_by_the_old_values_and_told_of_the_new() -> None:
    hover = flight([from_chubu(WEST, 3_900)], Height(60, Datum.AMSL), on=BEFORE, until=SINCE, half_width_m=1)
    findings = of_rule(screen(hover, Atlas(HOME_PREFECTURE, [chubu_layer(None)]), screened_at=NOW), SLUG)
    assert {found.outcome for found in findings} == {Outcome.CAUGHT, Outcome.UNDETERMINED}


def test_the_law_names_eight_airports() -> None:
    below = rule_laws()[SLUG].below_surfaces
    assert below is not None
    assert [aerodrome.icao for aerodrome in below.aerodromes] == [
        "RJCC", "RJAA", "RJTT", "RJGG", "RJBB", "RJOO", "RJFF", "ROAH",
    ]  # fmt: skip
    assert below.apply("RJGG", date(2019, 9, 18))
    assert not below.apply("RJGG", date(2019, 9, 17))
    assert not below.apply("RJNA", date(2019, 9, 18))
    assert not below.apply("", date(2019, 9, 18))

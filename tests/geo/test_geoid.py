"""The geoid against values published elsewhere, against PROJ's grid of it, and on the day of the change."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import JGD2011, transformer
from geo.errors import ValueRefused
from geo.geoid import (
    GEOID_ERROR_M,
    NEW_ELEVATIONS_FROM,
    NODE_SPACING_M,
    REVISION_2025_M,
    STEEPEST,
    amsl_from_ellipsoidal,
    ellipsoidal_from_amsl,
    geoid_at,
    revision_m,
    undulation,
)
from geo.height import GEOID_RANGE_M, Datum, Height

OLD, NEW = date(2025, 3, 31), date(2025, 4, 1)

# Expected by the tests of autowarefoundation's llh_converter, which reads GSI's own JPGEO2024.isg and Hrefconv2024.isg.
JPGEO2024 = [
    (140.085365, 36.104394, 40.2920),
    (139.615526, 35.160410, 36.7434),
    (128.072433, 26.591644, 32.3939),
]
# Expected by the tests of japan-geoid itself, calculated with PROJ's grid.
GSIGEO2011 = [(138.2839817085188, 37.12378643088312, 39.4739), (141.36199967724426, 43.06539278249951, 31.9007)]


def middle_m(lon_deg: float, lat_deg: float, first: date, last: date | None = None) -> float:
    span = undulation(lon_deg, lat_deg, first, last).span
    return (span.low_m + span.high_m) / 2


@pytest.mark.parametrize(("lon_deg", "lat_deg", "value_m"), JPGEO2024)
def test_the_model_since_2025_gives_the_published_values(lon_deg: float, lat_deg: float, value_m: float) -> None:
    assert middle_m(lon_deg, lat_deg, NEW) == pytest.approx(value_m, abs=5e-5)


@pytest.mark.parametrize(("lon_deg", "lat_deg", "value_m"), GSIGEO2011)
def test_the_model_until_2025_gives_the_published_values(lon_deg: float, lat_deg: float, value_m: float) -> None:
    assert middle_m(lon_deg, lat_deg, OLD) == pytest.approx(value_m, abs=5e-5)


def test_at_tsu_the_model_rose_by_16_cm_on_the_day() -> None:
    tsu = 136.5086, 34.7186
    assert NEW_ELEVATIONS_FROM == NEW
    assert middle_m(*tsu, NEW) - middle_m(*tsu, OLD) == pytest.approx(0.161, abs=0.001)
    both = undulation(*tsu, OLD, NEW).span
    assert both.low_m == undulation(*tsu, OLD).span.low_m
    assert both.high_m == undulation(*tsu, NEW).span.high_m


def test_outside_the_models_the_range_is_that_of_all_japan() -> None:
    span = undulation([136.5, 10.0], [34.7, 10.0], NEW)
    assert (span.low_m[1], span.high_m[1]) == GEOID_RANGE_M
    assert span.high_m[0] - span.low_m[0] == pytest.approx(2 * GEOID_ERROR_M)


@pytest.mark.parametrize("day", [OLD, NEW])
def test_all_of_japan_lies_within_the_stated_range(day: date) -> None:
    lons, lats = np.meshgrid(np.arange(122.5, 149, 0.1), np.arange(24, 46, 0.1))
    span = undulation(lons.ravel(), lats.ravel(), day).span
    assert GEOID_RANGE_M[0] <= span.low_m
    assert span.high_m <= GEOID_RANGE_M[1]


def test_on_the_main_islands_the_models_differ_by_less_than_the_revision() -> None:
    lons, lats = (axis.ravel() for axis in np.meshgrid(np.arange(130, 145.5, 0.1), np.arange(31, 45.5, 0.1)))
    old, new = undulation(lons, lats, OLD), undulation(lons, lats, NEW)
    known = (old.high_m - old.low_m < 1) & (new.high_m - new.low_m < 1)
    assert known.sum() > 1_000
    assert np.abs(new.low_m - old.low_m)[known].max() < REVISION_2025_M


@given(
    st.floats(129.5, 145.0),
    st.floats(31.0, 45.0),
    st.floats(-10, 4_000),
    st.sampled_from([OLD, NEW, date(2016, 1, 1), date(2030, 1, 1)]),
)
def test_there_and_back_holds_the_height(lon_deg: float, lat_deg: float, value_m: float, day: date) -> None:
    up = ellipsoidal_from_amsl(Height(value_m, Datum.AMSL), lon_deg, lat_deg, day)
    assert up.low_m is not None
    assert up.high_m is not None
    assert up.low_m <= up.high_m
    back = [
        amsl_from_ellipsoidal(Height(end, Datum.ELLIPSOIDAL), lon_deg, lat_deg, day) for end in (up.low_m, up.high_m)
    ]
    assert min(ends.low_m or 0 for ends in back) <= value_m + 1e-6
    assert max(ends.high_m or 0 for ends in back) >= value_m - 1e-6


def test_only_the_datum_that_is_asked_for_is_converted() -> None:
    for datum in set(Datum) - {Datum.AMSL}:
        with pytest.raises(ValueRefused, match="cannot be converted"):
            ellipsoidal_from_amsl(Height(10, datum), 136.5, 34.7, NEW)
    for datum in set(Datum) - {Datum.ELLIPSOIDAL}:
        with pytest.raises(ValueRefused, match="cannot be converted"):
            amsl_from_ellipsoidal(Height(10, datum), 136.5, 34.7, NEW)


@pytest.mark.parametrize("day", [OLD, NEW])
def test_nowhere_is_the_geoid_steeper_than_stated(day: date) -> None:
    lons, lats = np.meshgrid(np.arange(122.5, 149, 0.05), np.arange(24, 46, 0.05))
    found = undulation(lons.ravel(), lats.ravel(), day)
    low = np.where(found.high_m - found.low_m < 1, found.low_m, np.nan).reshape(lons.shape)
    east = np.diff(low, axis=1)[1:] / (0.05 * 111_000 * np.cos(np.radians(lats[1:, 1:])))
    north = np.diff(low, axis=0)[:, 1:] / (0.05 * 111_000)
    assert 2e-4 < np.nanmax(np.hypot(east, north)) < STEEPEST


TSU = 136.5086, 34.7186
PLANE = 6674


@pytest.mark.parametrize("reach_m", [0.0, 60.0, 3_000.0])
@pytest.mark.parametrize("offsets", [[(0, 0)], [(0, 0), (9_000, 4_000)], [(0, 0), (8_000, 0), (8_000, 8_000)]])
@pytest.mark.parametrize("days", [(OLD, OLD), (NEW, NEW), (OLD, NEW)])
def test_the_geoid_along_a_course_holds_that_of_each_place(
    offsets: list[tuple[float, float]], reach_m: float, days: tuple[date, date]
) -> None:
    corners = np.add(transformer(JGD2011, PLANE).transform(*TSU), offsets)
    kind = {1: shapely.Point, 2: shapely.LineString, 3: shapely.Polygon}[len(offsets)]
    course = kind(corners if len(corners) > 1 else corners[0])
    found = geoid_at(course, reach_m, PLANE, *days)
    area = shapely.buffer(course, reach_m)
    for x, y in [*np.linspace(corners[0], corners[-1], 40), *shapely.get_coordinates(area)]:
        span = undulation(*transformer(PLANE, JGD2011).transform(x, y), *days).span
        assert found.low_m <= span.low_m
        assert found.high_m >= span.high_m
    if len(offsets) == 1:
        here = undulation(*TSU, *days).span
        slack_m = STEEPEST * (reach_m + NODE_SPACING_M)
        assert found.low_m == pytest.approx(here.low_m - slack_m, abs=1e-6)
        assert found.high_m == pytest.approx(here.high_m + slack_m, abs=1e-6)


def test_a_large_course_is_looked_at_in_a_bounded_number_of_places() -> None:
    corner = np.array(transformer(JGD2011, PLANE).transform(*TSU))
    wide = shapely.box(*corner, *(corner + 100_000))
    found = geoid_at(wide, 0.0, PLANE, NEW, NEW)
    places = corner + np.stack(np.meshgrid([0, 3e4, 9e4], [0, 5e4, 1e5]), axis=-1).reshape(-1, 2)
    inside = [undulation(*transformer(PLANE, JGD2011).transform(*place), NEW).span for place in places]
    assert found.low_m <= min(span.low_m for span in inside)
    assert found.high_m >= max(span.high_m for span in inside)
    assert found.high_m - found.low_m < 15


@pytest.mark.parametrize(
    ("as_of", "first", "last", "revision"),
    [
        (OLD, OLD, OLD, 0.0),
        (OLD, NEW, NEW, REVISION_2025_M),
        (OLD, OLD, NEW, REVISION_2025_M),
        (NEW, NEW, NEW, 0.0),
        (NEW, OLD, OLD, REVISION_2025_M),
        (NEW, OLD, NEW, REVISION_2025_M),
    ],
)
def test_ground_of_before_the_revision_is_less_sure_after_it(
    as_of: date, first: date, last: date, revision: float
) -> None:
    assert revision_m(as_of, first, last) == revision


@pytest.mark.real_data
def test_the_embedded_model_is_the_published_grid(shared_data: Path) -> None:
    """PROJ's GeoTIFF of GSIGEO2011, read cell by cell with rasterio, against the package's at the same nodes."""
    with rasterio.open(shared_data / "terrain" / "geoid" / "jp_gsi_gsigeo2011.tif") as grid:
        cells = grid.read(1, masked=True)
        rows, columns = np.nonzero(~np.ma.getmaskarray(cells))
        chosen = np.random.default_rng(3).choice(len(rows), 2_000, replace=False)
        rows, columns = rows[chosen], columns[chosen]
        lons, lats = rasterio.transform.xy(grid.transform, rows, columns)
    found = undulation(lons, lats, OLD)
    known = found.high_m - found.low_m < 1
    middles = (found.low_m + found.high_m) / 2
    assert known.sum() > 1_500
    assert np.abs(middles - cells[rows, columns])[known].max() < 0.01

"""The geoid against values published elsewhere, against PROJ's grid of it, and on the day of the change."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ValueRefused
from geo.geoid import (
    GEOID_ERROR_M,
    NEW_ELEVATIONS_FROM,
    REVISION_2025_M,
    amsl_from_ellipsoidal,
    ellipsoidal_from_amsl,
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

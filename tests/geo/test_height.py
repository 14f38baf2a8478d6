"""Heights: what each datum says of the height above ground and above the sea, by arithmetic and by laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ValueRefused
from geo.height import GEOID_RANGE_M, LOWEST_GROUND_M, Datum, Height, Range, agl_range, amsl_range
from geo.terrain import Ground, NoTerrain

HILL = Ground(200.0, 5.0)
PAD = Ground(30.0, 1.0)


@pytest.mark.parametrize(
    ("datum", "ground", "takeoff", "low_m", "high_m"),
    [
        (Datum.AGL, None, None, 100.0, 100.0),
        (Datum.AGL, HILL, PAD, 100.0, 100.0),
        (Datum.AMSL, None, None, None, 110.0),
        (Datum.AMSL, HILL, None, -105.0, -95.0),
        (Datum.ELLIPSOIDAL, None, None, None, 110.0),
        (Datum.ELLIPSOIDAL, HILL, None, -165.0, -95.0),
        (Datum.TAKEOFF, HILL, PAD, -76.0, -64.0),
        (Datum.TAKEOFF, HILL, None, None, None),
        (Datum.TAKEOFF, None, PAD, None, None),
        (Datum.UNKNOWN, HILL, PAD, None, None),
    ],
)
def test_above_ground(
    datum: Datum, ground: Ground | None, takeoff: Ground | None, low_m: float | None, high_m: float | None
) -> None:
    assert agl_range(Height(100.0, datum), ground, takeoff) == Range(low_m, high_m)


@pytest.mark.parametrize(
    ("datum", "ground", "takeoff", "low_m", "high_m"),
    [
        (Datum.AMSL, HILL, PAD, 100.0, 100.0),
        (Datum.ELLIPSOIDAL, None, None, 40.0, 100.0),
        (Datum.AGL, None, None, 90.0, None),
        (Datum.AGL, HILL, None, 295.0, 305.0),
        (Datum.TAKEOFF, HILL, PAD, 129.0, 131.0),
        (Datum.TAKEOFF, HILL, None, 90.0, None),
        (Datum.UNKNOWN, HILL, PAD, None, None),
    ],
)
def test_above_the_sea(
    datum: Datum, ground: Ground | None, takeoff: Ground | None, low_m: float | None, high_m: float | None
) -> None:
    assert amsl_range(Height(100.0, datum), ground, takeoff) == Range(low_m, high_m)


heights = st.floats(-100, 3_000)
grounds = st.floats(LOWEST_GROUND_M, 3_700)
geoids = st.floats(*GEOID_RANGE_M)


@given(heights, grounds, geoids, st.floats(0, 50), st.sampled_from([Datum.AMSL, Datum.ELLIPSOIDAL]), st.booleans())
def test_what_is_known_always_holds_the_truth(
    above_sea_m: float, ground_m: float, geoid_m: float, error_m: float, datum: Datum, ground_known: bool
) -> None:
    """Whatever the ground and the geoid are, the true height above ground lies within the range."""
    value_m = above_sea_m + (geoid_m if datum is Datum.ELLIPSOIDAL else 0.0)
    known = agl_range(Height(value_m, datum), Ground(ground_m, error_m) if ground_known else None)
    truth_m = above_sea_m - ground_m
    assert known.low_m is None or known.low_m <= truth_m + 1e-6
    assert known.high_m is not None
    assert truth_m <= known.high_m + 1e-6


@given(heights, grounds, st.floats(0, 50), st.booleans())
def test_the_height_above_the_sea_holds_the_truth_too(
    above_ground_m: float, ground_m: float, error_m: float, ground_known: bool
) -> None:
    known = amsl_range(Height(above_ground_m, Datum.AGL), Ground(ground_m, error_m) if ground_known else None)
    truth_m = above_ground_m + ground_m
    assert known.low_m is not None
    assert known.low_m <= truth_m + 1e-6
    assert known.high_m is None or truth_m <= known.high_m + 1e-6


@pytest.mark.parametrize("value_m", [math.nan, math.inf, -math.inf, -500.001, 60_000.001])
def test_a_height_out_of_range_is_refused(value_m: float) -> None:
    with pytest.raises(ValueRefused, match="out of range"):
        Height(value_m, Datum.AGL, "row 3")


@pytest.mark.parametrize("value_m", [-500.0, 0.0, 60_000.0])
def test_a_height_at_the_limits_is_taken(value_m: float) -> None:
    assert Height(value_m, Datum.AMSL).value_m == value_m


@pytest.mark.parametrize("datum", Datum)
def test_a_height_in_words_names_its_datum(datum: Datum) -> None:
    text = Height(12.5, datum).text
    others = [Height(12.5, other).text for other in Datum if other is not datum]
    assert "12.5" in text.ja
    assert "12.5" in text.en
    assert text.ja not in {other.ja for other in others}
    assert text.en not in {other.en for other in others}


@pytest.mark.parametrize(
    ("below", "above", "surely"),
    [
        (Range(0.0, 10.0), Range(10.1, 20.0), True),
        (Range(0.0, 10.0), Range(10.0, 20.0), False),
        (Range(None, 10.0), Range(11.0, None), True),
        (Range(0.0, None), Range(11.0, None), False),
        (Range(0.0, 10.0), Range(None, 20.0), False),
    ],
)
def test_surely_below(below: Range, above: Range, surely: bool) -> None:
    assert below.surely_below(above) is surely


def test_no_terrain_knows_nothing() -> None:
    terrain = NoTerrain()
    assert terrain.ground(136.5, 34.7) is None
    assert terrain.under([(136.5, 34.7)]) is None

"""Heights: what each datum says of the height above ground and above the sea, by arithmetic and by laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ValueRefused
from geo.height import (
    ANYWHERE,
    GEOID_RANGE_M,
    LOWEST_GROUND_M,
    NOT_KNOWN,
    Bounds,
    Datum,
    Height,
    Levels,
    Range,
    above_ground,
    above_sea,
    agl_range,
    amsl_range,
)
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
        (Datum.TAKEOFF, HILL, None, -115.0, None),
        (Datum.TAKEOFF, None, PAD, None, 141.0),
        (Datum.TAKEOFF, None, None, None, None),
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
    with pytest.raises(ValueRefused, match="out of range") as refused:
        Height(value_m, Datum.AGL, "row 3")
    assert refused.value.where == "row 3"
    assert refused.value.what.ja == f"高さ {value_m} m は扱える範囲の外です。"
    assert refused.value.remedy.ja == "-500 から 60000 m の数で書いてください。"
    assert refused.value.remedy.en == "Give a number from -500 to 60000 m."


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
    here = (136.5, 34.7)
    assert terrain.samplings == ()
    assert terrain.ground(*here) is None
    patch = terrain.patch((here, here, here, here), 3, 2, 0)
    assert patch.low_m.shape == patch.high_m.shape == (3, 2)
    assert np.isnan([patch.low_m, patch.high_m]).all()


GEOID = Range(38.3, 38.5)


def test_the_geoid_of_the_place_takes_the_place_of_all_of_japans() -> None:
    height = Height(100.0, Datum.ELLIPSOIDAL)
    assert amsl_range(height, None, geoid=GEOID) == Range(100.0 - 38.5, 100.0 - 38.3)
    assert agl_range(height, Ground(20.0, 1.0), geoid=GEOID) == Range(100.0 - 38.5 - 21.0, 100.0 - 38.3 - 19.0)
    assert agl_range(Height(100.0, Datum.AMSL), HILL, geoid=GEOID) == agl_range(Height(100.0, Datum.AMSL), HILL)


def test_a_range_raised_keeps_its_open_ends() -> None:
    assert Range(1.0, 2.0).raised(3.0) == Range(4.0, 5.0)
    assert Range(None, 2.0).raised(3.0) == Range(None, 5.0)
    assert Range(1.0, None).raised(-3.0) == Range(-2.0, None)


@pytest.mark.parametrize("known", [Range(1.0, 2.0), Range(None, 2.0), Range(1.0, None), NOT_KNOWN])
def test_bounds_say_what_a_range_says(known: Range) -> None:
    bounds = Bounds.of(known)
    assert bounds.greatest() == bounds.least() == known
    many = bounds.over(3)
    assert np.shape(many.low_m) == np.shape(many.high_m) == (3,)
    assert many.greatest() == many.least() == known


def test_of_several_heights_the_greatest_and_the_least_are_told() -> None:
    bounds = Bounds(np.array([1.0, -4.0, 2.0]), np.array([5.0, 9.0, 3.0]))
    assert bounds.greatest() == Range(2.0, 9.0)
    assert bounds.least() == Range(-4.0, 3.0)
    open_ended = Bounds(np.array([-np.inf, -4.0]), np.array([np.inf, 9.0]))
    assert open_ended.greatest() == Range(-4.0, None)
    assert open_ended.least() == Range(None, 9.0)


def test_bounds_add_and_subtract_as_intervals() -> None:
    one, other = Bounds(1.0, 2.0), Bounds(10.0, 40.0)
    assert ((one + other).low_m, (one + other).high_m) == (11.0, 42.0)
    assert ((one - other).low_m, (one - other).high_m) == (-39.0, -8.0)


def test_ground_that_a_terrain_does_not_know_is_not_under_the_lowest() -> None:
    known = Bounds.of_terrain(np.array([5.0, np.nan, 7.0]), np.array([6.0, 1.0, np.nan]))
    assert known.low_m.tolist() == [5.0, LOWEST_GROUND_M, LOWEST_GROUND_M]
    assert known.high_m.tolist() == [6.0, math.inf, math.inf]
    assert (ANYWHERE.ground.low_m, ANYWHERE.ground.high_m) == (LOWEST_GROUND_M, math.inf)
    assert (ANYWHERE.takeoff.low_m, ANYWHERE.takeoff.high_m) == (LOWEST_GROUND_M, math.inf)
    assert (ANYWHERE.geoid.low_m, ANYWHERE.geoid.high_m) == GEOID_RANGE_M


@pytest.mark.parametrize("datum", Datum)
def test_an_array_of_heights_is_known_as_each_by_itself(datum: Datum) -> None:
    heights_m, lows_m, highs_m = np.array([[50.0, 300.0], [10.0, 20.0], [12.0, 40.0]])
    told = Bounds(heights_m, heights_m)
    levels = Levels(Bounds(lows_m, highs_m), Bounds(3.0, 4.0), Bounds.of(GEOID))
    for measure, alone in ((above_ground, agl_range), (above_sea, amsl_range)):
        found = measure(datum, told, levels)
        for i, height_m in enumerate(heights_m):
            ground = Ground((lows_m[i] + highs_m[i]) / 2, (highs_m[i] - lows_m[i]) / 2)
            each = Bounds(float(found.low_m[i]), float(found.high_m[i])).greatest()
            assert each == alone(Height(height_m, datum), ground, Ground(3.5, 0.5), GEOID)


levels_of_all = st.tuples(grounds, st.floats(0, 50), grounds, st.floats(0, 50), geoids, st.floats(0, 5))


@given(heights, st.floats(0, 100), st.sampled_from(Datum), levels_of_all)
def test_raising_a_height_never_lowers_what_is_known_of_it(
    value_m: float, by_m: float, datum: Datum, levels: tuple[float, ...]
) -> None:
    ground, takeoff = Ground(*levels[:2]), Ground(*levels[2:4])
    geoid = Range(levels[4] - levels[5], levels[4] + levels[5])
    for measure in (agl_range, amsl_range):
        lower = measure(Height(value_m, datum), ground, takeoff, geoid)
        higher = measure(Height(value_m + by_m, datum), ground, takeoff, geoid)
        assert (lower.low_m is None) == (higher.low_m is None)
        assert lower.low_m is None or (higher.low_m or 0.0) >= lower.low_m
        assert lower.high_m is None or (higher.high_m or 0.0) >= lower.high_m


@given(heights, st.sampled_from(Datum), levels_of_all, st.tuples(*[st.floats(0, 20)] * 3))
def test_more_error_never_narrows_what_is_known(
    value_m: float, datum: Datum, levels: tuple[float, ...], more: tuple[float, float, float]
) -> None:
    def known(ground_m: float, takeoff_m: float, geoid_m: float) -> list[Range]:
        ground, takeoff = Ground(levels[0], levels[1] + ground_m), Ground(levels[2], levels[3] + takeoff_m)
        geoid = Range(levels[4] - levels[5] - geoid_m, levels[4] + levels[5] + geoid_m)
        return [measure(Height(value_m, datum), ground, takeoff, geoid) for measure in (agl_range, amsl_range)]

    for sure, unsure in zip(known(0, 0, 0), known(*more), strict=True):
        assert sure.low_m is None or (unsure.low_m or 0.0) <= sure.low_m + 1e-9
        assert sure.high_m is None or (unsure.high_m or 0.0) >= sure.high_m - 1e-9


@given(heights, st.sampled_from(Datum), levels_of_all)
def test_what_is_known_of_the_ground_only_narrows(value_m: float, datum: Datum, levels: tuple[float, ...]) -> None:
    ground, takeoff = Ground(levels[0] + 60, levels[1]), Ground(levels[2] + 60, levels[3])
    for measure in (agl_range, amsl_range):
        sure, unsure = measure(Height(value_m, datum), ground, takeoff), measure(Height(value_m, datum), None)
        assert unsure.low_m is None or (sure.low_m or 0.0) >= unsure.low_m
        assert unsure.high_m is None or (sure.high_m or 0.0) <= unsure.high_m

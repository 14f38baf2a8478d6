"""Height bands against zone limits: MEETS and APART only where every ground and geoid in Japan agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.volume import Band
from airspace.zone import Meeting, vertical_meeting
from geo.height import GEOID_RANGE_M, LOWEST_GROUND_M, Bounds, Datum, Height, Levels

COMPARED = [Datum.AGL, Datum.AMSL, Datum.ELLIPSOIDAL]


def agl(value_m: float) -> Height:
    return Height(value_m, Datum.AGL)


@pytest.mark.parametrize(
    ("floor", "ceiling", "lower", "upper", "meeting"),
    [
        (None, agl(50), None, None, Meeting.MEETS),
        (None, agl(50), agl(50), None, Meeting.MEETS),
        (None, agl(50), agl(50.001), None, Meeting.APART),
        (agl(40), agl(50), None, agl(40), Meeting.MEETS),
        (agl(40), agl(50), None, agl(39.999), Meeting.APART),
        (None, agl(50), None, agl(0), Meeting.MEETS),
        (None, None, None, None, Meeting.MEETS),
        (None, None, agl(1), None, Meeting.UNKNOWN),
        (agl(40), None, None, agl(30), Meeting.APART),
        (None, Height(50, Datum.AMSL), agl(61), None, Meeting.APART),
        (None, Height(50, Datum.AMSL), agl(59), None, Meeting.UNKNOWN),
        (None, agl(100), Height(90, Datum.AMSL), None, Meeting.MEETS),
        (None, agl(100), Height(91, Datum.AMSL), None, Meeting.UNKNOWN),
        (None, Height(50, Datum.TAKEOFF), Height(40, Datum.TAKEOFF), None, Meeting.UNKNOWN),
        (None, Height(50, Datum.UNKNOWN), Height(90, Datum.UNKNOWN), None, Meeting.UNKNOWN),
    ],
)
def test_meeting(
    floor: Height | None, ceiling: Height | None, lower: Height | None, upper: Height | None, meeting: Meeting
) -> None:
    assert vertical_meeting(Band(floor, ceiling), lower, upper) is meeting


@pytest.mark.parametrize(
    ("ceiling", "lower", "meeting"),
    [
        (Height(150, Datum.AMSL), agl(48), Meeting.MEETS),
        (Height(150, Datum.AMSL), agl(48.1), Meeting.UNKNOWN),
        (Height(150, Datum.AMSL), agl(52), Meeting.UNKNOWN),
        (Height(150, Datum.AMSL), agl(52.1), Meeting.APART),
        (Height(150, Datum.ELLIPSOIDAL), Height(111, Datum.AMSL), Meeting.MEETS),
        (Height(150, Datum.ELLIPSOIDAL), Height(111.5, Datum.AMSL), Meeting.UNKNOWN),
        (Height(150, Datum.ELLIPSOIDAL), Height(112.1, Datum.AMSL), Meeting.APART),
        (Height(50, Datum.TAKEOFF), Height(120, Datum.AMSL), Meeting.MEETS),
        (Height(50, Datum.TAKEOFF), Height(120.1, Datum.AMSL), Meeting.UNKNOWN),
        (Height(50, Datum.TAKEOFF), Height(130.1, Datum.AMSL), Meeting.APART),
    ],
)
def test_meeting_on_known_ground(ceiling: Height, lower: Height, meeting: Meeting) -> None:
    """Ground of 98 to 102 m, a take-off point of 70 to 80 m, a geoid of 38 to 39 m."""
    levels = Levels(Bounds(98.0, 102.0), Bounds(70.0, 80.0), Bounds(38.0, 39.0))
    assert vertical_meeting(Band(None, ceiling), lower, None, levels) is meeting


heights = st.builds(Height, st.floats(-50, 500), st.sampled_from(COMPARED))
maybe = st.none() | heights


def above_sea_m(height: Height, ground_m: float, geoid_m: float) -> float:
    shift_m = {Datum.AGL: ground_m, Datum.AMSL: 0.0, Datum.ELLIPSOIDAL: -geoid_m}
    return height.value_m + shift_m[height.datum]


@given(maybe, heights, maybe, maybe, st.floats(LOWEST_GROUND_M, 3_700), st.floats(*GEOID_RANGE_M))
def test_what_is_sure_is_so_on_any_ground(
    floor: Height | None,
    ceiling: Height,
    lower: Height | None,
    upper: Height | None,
    ground_m: float,
    geoid_m: float,
) -> None:
    def over(high: Height | None, low: Height | None) -> float:
        if high is None or low is None:
            return 1.0
        return above_sea_m(high, ground_m, geoid_m) - above_sea_m(low, ground_m, geoid_m)

    clearance_m = min(over(ceiling, lower), over(upper, floor))
    meeting = vertical_meeting(Band(floor, ceiling), lower, upper)
    if meeting is Meeting.MEETS:
        assert clearance_m >= -1e-6
    if meeting is Meeting.APART:
        assert clearance_m <= 1e-6

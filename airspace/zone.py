"""How a height band meets a zone's height limits when their datums may differ."""

from enum import Enum

from airspace.volume import Band
from geo.height import Datum, Height, Range, agl_range, amsl_range

COMPARABLE = frozenset({Datum.AGL, Datum.AMSL, Datum.ELLIPSOIDAL})
"""Datums in which two heights at one place compare as they stand; a take-off point is not shared by two."""


class Meeting(Enum):
    """Whether two height ranges meet."""

    MEETS = "meets"
    APART = "apart"
    UNKNOWN = "unknown"


def vertical_meeting(band: Band, lower: Height | None, upper: Height | None) -> Meeting:
    """Return whether a flight's band meets limits; no lower limit is the ground, no upper limit is the sky.

    Touching counts as meeting. A band whose ceiling is not known meets, for certain, only what stands on the ground
    that the band stands on.
    """
    over_it = _order(upper, band.floor)
    under_it = _order(band.ceiling, lower) if band.ceiling else (True if lower is None else None)
    if over_it is False or under_it is False:
        return Meeting.APART
    return Meeting.MEETS if over_it and under_it else Meeting.UNKNOWN


def _order(high: Height | None, low: Height | None) -> bool | None:
    """Return whether `high` is at or over `low` (None is the sky or the ground), or None where it is not known."""
    if high is None or low is None:
        return True
    if high.datum is low.datum and high.datum in COMPARABLE:
        return high.value_m >= low.value_m
    for measure in (agl_range, amsl_range):
        above, below = measure(high, None), measure(low, None)
        if above.surely_below(below):
            return False
        if _surely_at_or_over(above, below):
            return True
    return None


def _surely_at_or_over(above: Range, below: Range) -> bool:
    return above.low_m is not None and below.high_m is not None and above.low_m >= below.high_m

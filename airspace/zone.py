"""How a height band meets a zone's height limits when their datums may differ."""

from enum import Enum

from airspace.leg import Band
from geo.height import ANYWHERE, Bounds, Datum, Height, Levels, above_ground, above_sea

COMPARABLE = frozenset({Datum.AGL, Datum.AMSL, Datum.ELLIPSOIDAL})
"""Datums in which two heights at one place compare as they stand; a take-off point is not shared by two."""


class Meeting(Enum):
    """Whether two height ranges meet."""

    MEETS = "meets"
    APART = "apart"
    UNKNOWN = "unknown"


def vertical_meeting(band: Band, lower: Height | None, upper: Height | None, levels: Levels = ANYWHERE) -> Meeting:
    """Return whether a flight's band meets limits; no lower limit is the ground, no upper limit is the sky.

    Touching counts as meeting. A band whose ceiling is not known meets, for certain, only what stands on the ground
    that the band stands on. `levels` says where the ground, the take-off point and the geoid lie there.
    """
    over_it = at_or_over(upper, band.floor, levels)
    under_it = at_or_over(band.ceiling, lower, levels) if band.ceiling else (True if lower is None else None)
    if over_it is False or under_it is False:
        return Meeting.APART
    return Meeting.MEETS if over_it and under_it else Meeting.UNKNOWN


def at_or_over(high: Height | None, low: Height | None, levels: Levels) -> bool | None:
    """Return whether `high` is at or over `low` (None is the sky or the ground), or None where it is not known.

    `levels` says where the ground, the take-off point and the geoid lie there.
    """
    if high is None or low is None:
        return True
    if high.datum is low.datum and high.datum in COMPARABLE:
        return high.value_m >= low.value_m
    for measure in (above_ground, above_sea):
        above, below = (measure(height.datum, _told(height), levels) for height in (high, low))
        if above.high_m < below.low_m:
            return False
        if above.low_m >= below.high_m:
            return True
    return None


def _told(height: Height) -> Bounds:
    return Bounds(height.value_m, height.value_m)

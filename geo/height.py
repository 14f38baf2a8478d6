"""Heights that carry their datum, and what they say about the height above ground.

Nothing here converts a datum silently: `agl_range` and `amsl_range` return what is *known*, as an
interval whose ends may be open.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import ValueRefused
from geo.terrain import Ground
from geo.text import Text

LOWEST_GROUND_M = -10.0
"""No natural ground in Japan is lower (八郎潟 is about -4 m AMSL, the Nobi plain about -3 m)."""

GEOID_RANGE_M = (0.0, 60.0)
"""The geoid lies within this range above the ellipsoid everywhere in Japan (GSIGEO2011)."""

HEIGHT_LIMITS_M = (-500.0, 60_000.0)


class Datum(StrEnum):
    """What a height is measured from."""

    AGL = "agl"
    AMSL = "amsl"
    ELLIPSOIDAL = "ellipsoidal"
    TAKEOFF = "takeoff"
    UNKNOWN = "unknown"


DATUM_NAMES = {
    Datum.AGL: Text("対地高度（地面からの高さ）", "above ground level (AGL)"),
    Datum.AMSL: Text("標高（海抜）", "above mean sea level (AMSL)"),
    Datum.ELLIPSOIDAL: Text("楕円体高", "above the ellipsoid"),
    Datum.TAKEOFF: Text("離陸地点からの高さ", "above the take-off point"),
    Datum.UNKNOWN: Text("基準が分からない高さ", "height of unknown datum"),
}


@dataclass(frozen=True, slots=True)
class Height:
    """A height in metres, its datum, and where the value came from."""

    value_m: float
    datum: Datum
    origin: str = ""

    def __post_init__(self) -> None:
        low, high = HEIGHT_LIMITS_M
        if not (math.isfinite(self.value_m) and low <= self.value_m <= high):
            raise ValueRefused(
                Text(f"高さ {self.value_m} m は扱える範囲の外です。", f"Height {self.value_m} m is out of range."),
                Text(f"{low:g} から {high:g} m の数で書いてください。", f"Give a number from {low:g} to {high:g} m."),
                where=self.origin,
            )

    @property
    def text(self) -> Text:
        """The height in words, always with its datum."""
        name = DATUM_NAMES[self.datum]
        return Text(f"{name.ja} {self.value_m:g} m", f"{self.value_m:g} m {name.en}")


@dataclass(frozen=True, slots=True)
class Range:
    """What is known of a height: at least `low_m` and at most `high_m`; None is not known."""

    low_m: float | None
    high_m: float | None

    def surely_below(self, other: "Range") -> bool:
        """Whether every height of this range is under every height of the other."""
        return self.high_m is not None and other.low_m is not None and self.high_m < other.low_m


NOT_KNOWN = Range(None, None)


def agl_range(height: Height, ground: Ground | None, takeoff: Ground | None = None) -> Range:
    """Return what `height` says of the height above the ground below it, in metres.

    `ground` is the ground under the point and `takeoff` that under the take-off point, None where it
    is not known. Without it an AMSL or ellipsoidal height still has a greatest height above ground.
    """
    value = height.value_m
    match height.datum:
        case Datum.AGL:
            return Range(value, value)
        case Datum.AMSL if ground is None:
            return Range(None, value - LOWEST_GROUND_M)
        case Datum.AMSL if ground is not None:
            return Range(value - ground.high_m, value - ground.low_m)
        case Datum.ELLIPSOIDAL if ground is None:
            return Range(None, value - GEOID_RANGE_M[0] - LOWEST_GROUND_M)
        case Datum.ELLIPSOIDAL if ground is not None:
            return Range(value - GEOID_RANGE_M[1] - ground.high_m, value - GEOID_RANGE_M[0] - ground.low_m)
        case Datum.TAKEOFF if ground is not None and takeoff is not None:
            return Range(value + takeoff.low_m - ground.high_m, value + takeoff.high_m - ground.low_m)
        case _:
            return NOT_KNOWN


def amsl_range(height: Height, ground: Ground | None, takeoff: Ground | None = None) -> Range:
    """Return what `height` says of the height above mean sea level, in metres."""
    value = height.value_m
    match height.datum:
        case Datum.AMSL:
            return Range(value, value)
        case Datum.ELLIPSOIDAL:
            return Range(value - GEOID_RANGE_M[1], value - GEOID_RANGE_M[0])
        case Datum.AGL:
            return _above(value, ground)
        case Datum.TAKEOFF:
            return _above(value, takeoff)
        case Datum.UNKNOWN:
            return NOT_KNOWN


def _above(value_m: float, ground: Ground | None) -> Range:
    if ground is None:
        return Range(value_m + LOWEST_GROUND_M, None)
    return Range(value_m + ground.low_m, value_m + ground.high_m)

"""Heights that carry their datum, and what they say about the height above ground.

Nothing here converts a datum silently: `agl_range` and `amsl_range` return what is *known*, as an
interval whose ends may be open. `above_ground` and `above_sea` are the arithmetic under them, for one
height or for arrays of them. What lies under a height (ground, take-off point, geoid) is handed in.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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

    def raised(self, by_m: float) -> "Range":
        """Return what is known of the height that lies higher by so much."""
        low_m, high_m = self.low_m, self.high_m
        return Range(None if low_m is None else low_m + by_m, None if high_m is None else high_m + by_m)

    def surely_below(self, other: "Range") -> bool:
        """Whether every height of this range is under every height of the other."""
        return self.high_m is not None and other.low_m is not None and self.high_m < other.low_m


NOT_KNOWN = Range(None, None)

GEOID_ANYWHERE = Range(*GEOID_RANGE_M)

Metres = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Heights in metres, one or an array: at least `low_m` and at most `high_m`; infinite where not known."""

    low_m: Metres
    high_m: Metres

    @classmethod
    def of(cls, known: Range) -> "Bounds":
        """Return what is known of one height."""
        low_m, high_m = known.low_m, known.high_m
        return cls(-math.inf if low_m is None else low_m, math.inf if high_m is None else high_m)

    @classmethod
    def of_ground(cls, ground: Ground | None) -> "Bounds":
        """Return what is known of the ground; where nothing is, it is not lower than `LOWEST_GROUND_M`."""
        return cls(ground.low_m, ground.high_m) if ground else GROUND_ANYWHERE

    def __add__(self, other: "Bounds") -> "Bounds":
        return Bounds(self.low_m + other.low_m, self.high_m + other.high_m)

    def __sub__(self, other: "Bounds") -> "Bounds":
        return Bounds(self.low_m - other.high_m, self.high_m - other.low_m)

    def over(self, count: int) -> "Bounds":
        """Return the same bounds as arrays of `count` heights."""
        return Bounds(np.broadcast_to(self.low_m, count), np.broadcast_to(self.high_m, count))

    def greatest(self) -> Range:
        """Return what is known of the greatest of the heights."""
        return _range(_most(self.low_m), _most(self.high_m))

    def least(self) -> Range:
        """Return what is known of the least of the heights."""
        return _range(-_most(-self.low_m), -_most(-self.high_m))

    @classmethod
    def of_terrain(cls, low_m: NDArray[np.float64], high_m: NDArray[np.float64]) -> "Bounds":
        """Return what is known of the ground where a terrain says NaN for what it does not know."""
        unknown = np.isnan(low_m) | np.isnan(high_m)
        return cls(np.where(unknown, LOWEST_GROUND_M, low_m), np.where(unknown, math.inf, high_m))


EVERYTHING = Bounds(-math.inf, math.inf)
"""Bounds of what is not known at all."""

GROUND_ANYWHERE = Bounds(LOWEST_GROUND_M, math.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Where the ground, the take-off point (above the sea) and the geoid (above the ellipsoid) lie, in metres."""

    ground: Bounds = GROUND_ANYWHERE
    takeoff: Bounds = GROUND_ANYWHERE
    geoid: Bounds = Bounds(*GEOID_RANGE_M)


ANYWHERE = Levels()
"""What holds at any place in Japan."""


def above_ground(datum: Datum, told: Bounds, levels: Levels) -> Bounds:
    """Return what heights told in `datum` say of the height above the ground below them, in metres."""
    match datum:
        case Datum.AGL:
            return told
        case Datum.UNKNOWN:
            return _nothing_of(told)
        case _:
            return above_sea(datum, told, levels) - levels.ground


def above_sea(datum: Datum, told: Bounds, levels: Levels) -> Bounds:
    """Return what heights told in `datum` say of the height above mean sea level, in metres."""
    match datum:
        case Datum.AMSL:
            return told
        case Datum.ELLIPSOIDAL:
            return told - levels.geoid
        case Datum.AGL:
            return told + levels.ground
        case Datum.TAKEOFF:
            return told + levels.takeoff
        case _:
            return _nothing_of(told)


def agl_range(
    height: Height, ground: Ground | None, takeoff: Ground | None = None, geoid: Range = GEOID_ANYWHERE
) -> Range:
    """Return what `height` says of the height above the ground below it, in metres.

    `ground` is the ground under the point and `takeoff` that under the take-off point, None where it
    is not known: then it is not lower than `LOWEST_GROUND_M`. `geoid` is the geoid's height above the
    ellipsoid there (`geo.geoid`).
    """
    return above_ground(height.datum, _told(height), _levels(ground, takeoff, geoid)).greatest()


def amsl_range(
    height: Height, ground: Ground | None, takeoff: Ground | None = None, geoid: Range = GEOID_ANYWHERE
) -> Range:
    """Return what `height` says of the height above mean sea level, in metres; else as `agl_range`."""
    return above_sea(height.datum, _told(height), _levels(ground, takeoff, geoid)).greatest()


def _told(height: Height) -> Bounds:
    return Bounds(height.value_m, height.value_m)


def _levels(ground: Ground | None, takeoff: Ground | None, geoid: Range) -> Levels:
    return Levels(Bounds.of_ground(ground), Bounds.of_ground(takeoff), Bounds.of(geoid))


def _nothing_of(told: Bounds) -> Bounds:
    """Return bounds that are open, of the shape of `told`."""
    return Bounds(told.low_m - math.inf, told.high_m + math.inf)


def _most(heights_m: Metres) -> float:
    return heights_m if isinstance(heights_m, float | int) else float(heights_m.max())


def _range(low_m: float, high_m: float) -> Range:
    return Range(low_m if low_m > -math.inf else None, high_m if high_m < math.inf else None)

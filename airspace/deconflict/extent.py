"""Between what heights a booked volume lies, and whether two of them may meet in height."""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from airspace.leg import Leg
from geo.height import Bounds, Height, Levels, above_ground, above_sea
from geo.text import Text


class Meeting(IntEnum):
    """How two ranges of heights lie to each other."""

    APART = 0
    NOT_KNOWN = 1
    MEET = 2


@dataclass(frozen=True, slots=True)
class Slab:
    """From a floor to a ceiling in metres, each at least and at most so high; infinite where that is not known."""

    floor_low_m: float = -math.inf
    floor_high_m: float = math.inf
    ceiling_low_m: float = -math.inf
    ceiling_high_m: float = math.inf

    @property
    def doubt_m(self) -> float:
        """How much is open of its floor and its ceiling together."""
        return (self.floor_high_m - self.floor_low_m) + (self.ceiling_high_m - self.ceiling_low_m)

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """The four heights."""
        return self.floor_low_m, self.floor_high_m, self.ceiling_low_m, self.ceiling_high_m


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known of a volume's heights, above the ground below each of its points and above mean sea level."""

    agl: Slab = Slab()
    amsl: Slab = Slab()

    @property
    def numbers(self) -> tuple[float, ...]:
        """The eight heights: those above ground, then those above the sea."""
        return *self.agl.numbers, *self.amsl.numbers

    @classmethod
    def of(cls, leg: Leg) -> "Extent":
        """Return the extent of a leg's contingency volume.

        It reaches as far below the band as above it, but not below the ground. A leg whose greatest height is not told
        may lie anywhere above the ground. What is said of the whole leg holds at each of its points.
        """
        floor, ceiling = leg.band.floor, leg.band.ceiling
        if floor and ceiling and floor.datum is ceiling.datum and floor.value_m > ceiling.value_m:
            floor, ceiling = ceiling, floor  # written the wrong way round; nothing may seem to be between them
        levels = leg.levels()
        lows = _floor(floor, levels, leg.rise_m, sure=ceiling is not None)
        highs = _ceiling(ceiling, levels, leg.rise_m)
        agl, amsl = (Slab(*_pair(low), *_pair(high)) for low, high in zip(lows, highs, strict=True))
        return cls(agl, amsl)

    def meeting(self, other: "Extent") -> Meeting:
        """Return whether two volumes over the same ground meet in height; touching is meeting."""
        ours, theirs = np.array([self.numbers]), np.array([other.numbers])
        return Meeting(int(meetings(ours, theirs)[0]))


EXTENT_NOT_KNOWN = Extent()


def meetings(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return, for rows of eight heights (`Extent.numbers`), the `Meeting` of each pair.

    They are apart if they surely are in either datum, and surely meet if they do in either.
    """
    apart = np.zeros(len(ones), dtype=bool)
    meet = np.zeros(len(ones), dtype=bool)
    for at in (0, 4):
        apart |= (ones[:, at + 3] < others[:, at]) | (others[:, at + 3] < ones[:, at])
        highest_floor = np.maximum(ones[:, at + 1], others[:, at + 1])
        meet |= highest_floor <= np.minimum(ones[:, at + 2], others[:, at + 2])
    return np.where(apart, Meeting.APART, np.where(meet, Meeting.MEET, Meeting.NOT_KNOWN)).astype(np.int8)


def shared_words(one: Extent, other: Extent) -> Text:
    """Return in which heights two volumes that are not apart may meet, in the datum in which that is known."""
    known = []
    for name, ours, theirs in (
        (Text("地上", "above ground"), one.agl, other.agl),
        (Text("標高", "above mean sea level"), one.amsl, other.amsl),
    ):
        low = max(ours.floor_low_m, theirs.floor_low_m)
        high = min(ours.ceiling_high_m, theirs.ceiling_high_m)
        if math.isfinite(low) and math.isfinite(high):
            words = Text(f"{name.ja} {low:.0f}～{high:.0f} m", f"{low:.0f} to {high:.0f} m {name.en}")
            known.append((ours.doubt_m + theirs.doubt_m, words))
    if not known:
        return Text("高さは分かりません", "at heights that are not known")
    return min(known, key=lambda doubt_and_words: doubt_and_words[0])[1]


def _floor(floor: Height | None, levels: Levels, rise_m: float, *, sure: bool) -> tuple[Bounds, Bounds]:
    """Return the least height above ground and above the sea."""
    if floor is not None:
        rise = Bounds(rise_m, rise_m)
        agl, amsl = _both(floor, levels)
        return _above(0.0, agl - rise), amsl - rise
    on_ground, ground = Bounds(0.0, 0.0), levels.ground
    if sure:
        return on_ground, ground
    return Bounds(on_ground.low_m, math.inf), Bounds(ground.low_m, math.inf)


def _ceiling(ceiling: Height | None, levels: Levels, rise_m: float) -> tuple[Bounds, Bounds]:
    """Return the greatest height above ground and above the sea."""
    if ceiling is None:
        return Bounds(-math.inf, math.inf), Bounds(-math.inf, math.inf)
    rise = Bounds(rise_m, rise_m)
    agl, amsl = _both(ceiling, levels)
    return agl + rise, amsl + rise


def _both(height: Height, levels: Levels) -> tuple[Bounds, Bounds]:
    told = Bounds(height.value_m, height.value_m)
    return above_ground(height.datum, told, levels), above_sea(height.datum, told, levels)


def _above(least_m: float, heights: Bounds) -> Bounds:
    return Bounds(max(float(heights.low_m), least_m), max(float(heights.high_m), least_m))


def _pair(bounds: Bounds) -> tuple[float, float]:
    return float(bounds.low_m), float(bounds.high_m)

"""高度の断面図: how high a flight is along its route, as SVG, with the ground where it is known and the 150 m line.

What is drawn is the greatest height in each stretch, between what is known at least and at most. Where nothing is
known, the stretch is hatched and says so: it is never drawn as low.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from airspace.volume import OperationVolume
from geo.text import Text
from maps.page import render
from maps.wording import Language

LIMIT_M = 150.0
"""航空法132条の85第1項第1号, 施行規則236条の71: what is higher over ground or water needs permission."""

WIDTH_PX, HEIGHT_PX = 720, 280
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 64, 20, 36, 44


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the route in metres from its start, and heights in metres above what the picture measures from.

    `ground_m` and `limit_m` are the ground and 150 m above it; `low_m` and `high_m` bound the flight's greatest
    height, both None where it is not known.
    """

    from_m: float
    to_m: float
    ground_m: float
    low_m: float | None
    high_m: float | None

    @property
    def limit_m(self) -> float:
        """150 m above the ground."""
        return self.ground_m + LIMIT_M


@dataclass(frozen=True, slots=True)
class AltitudeProfile:
    """A route's stretches in order; `on_ground` is whether heights are above the sea, over ground that is known."""

    stretches: tuple[Stretch, ...]
    on_ground: bool

    @property
    def length_m(self) -> float:
        """The route's length in metres."""
        return self.stretches[-1].to_m

    @property
    def top_m(self) -> float:
        """The upper edge of the picture, a round number of metres."""
        highest = max(max(one.high_m or 0.0, one.limit_m) for one in self.stretches)
        return math.ceil((highest + 20) / 50) * 50.0

    @property
    def bottom_m(self) -> float:
        """The lower edge of the picture."""
        lowest = min(min(one.ground_m, one.low_m if one.low_m is not None else one.ground_m) for one in self.stretches)
        return min(0.0, math.floor(lowest / 50) * 50.0)


def profile_of(volume: OperationVolume) -> AltitudeProfile | None:
    """Return the profile of a route; None for a hover or an area, which have no length."""
    if volume.length_m <= 0:
        return None
    on_ground = all(np.isfinite(leg.profile.ground.high_m).all() for leg in volume.legs)
    return AltitudeProfile(tuple(_stretches(volume, on_ground=on_ground)), on_ground)


def _stretches(volume: OperationVolume, *, on_ground: bool) -> Iterator[Stretch]:
    for leg in volume.legs:
        profile = leg.profile
        known = profile.amsl if on_ground else profile.agl
        ground_m = profile.ground.high_m if on_ground else 0.0
        columns = np.broadcast_arrays(profile.edges_m[:-1], profile.edges_m[1:], known.low_m, known.high_m, ground_m)
        for start, end, low, high, ground in zip(*(column.tolist() for column in columns), strict=True):
            told = math.isfinite(high)
            least = max(low, ground) if math.isfinite(low) else ground
            yield Stretch(start, end, ground, least if told else None, high if told else None)


def profile_svg(profile: AltitudeProfile, language: Language) -> Markup:
    """Return a profile as an SVG picture with a title and a description in words."""
    drawn = _Drawn(profile)
    return Markup(
        render(
            "altitude_profile.svg.j2",
            language,
            profile=profile,
            drawn=drawn,
            summary=summary_of(profile),
            width=WIDTH_PX,
            height=HEIGHT_PX,
            left=LEFT_PX,
            bottom=HEIGHT_PX - BOTTOM_PX,
            right=WIDTH_PX - RIGHT_PX,
        )
    )


def summary_of(profile: AltitudeProfile) -> Text:
    """Return what the picture shows in one sentence."""
    unknown = sum(one.to_m - one.from_m for one in profile.stretches if one.high_m is None)
    known = [one for one in profile.stretches if one.high_m is not None]
    if not known:
        return Text(
            "地面からの高さが示されていないか分からないため、図に描けません。",
            "Its height above the ground is not given or not known, so it cannot be drawn.",
        )
    highest = max((one.high_m or 0.0) - one.ground_m for one in known)
    over = any((one.high_m or 0.0) > one.limit_m for one in known)
    ja = f"地面からの高さは、分かっているところで、いちばん高くて {highest:.0f} m です。"
    en = f"Where it is known, the flight is at most {highest:.0f} m above the ground."
    ja += "150 m を超えるところがあります。" if over else ""
    en += " In places it is above 150 m." if over else ""
    if unknown:
        ja += f"{unknown:,.0f} m の区間は高さが分かりません。"
        en += f" Over {unknown:,.0f} m its height is not known."
    return Text(ja, en)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Places of a profile's parts in the picture, in pixels."""

    profile: AltitudeProfile

    def x(self, along_m: float) -> float:
        """Return how far right a place of the route stands."""
        return round(LEFT_PX + (WIDTH_PX - LEFT_PX - RIGHT_PX) * along_m / self.profile.length_m, 1)

    def y(self, height_m: float) -> float:
        """Return how far down a height stands."""
        bottom, top = self.profile.bottom_m, self.profile.top_m
        return round(HEIGHT_PX - BOTTOM_PX - (HEIGHT_PX - TOP_PX - BOTTOM_PX) * (height_m - bottom) / (top - bottom), 1)

    @property
    def heights(self) -> list[float]:
        """The heights that are written at the left edge."""
        bottom, top = self.profile.bottom_m, self.profile.top_m
        step = next(step for step in (50, 100, 200, 500, 1_000, 2_000, 5_000) if (top - bottom) / step <= 8)
        return [bottom + step * number for number in range(int((top - bottom) / step) + 1)]

    @property
    def places(self) -> list[float]:
        """The distances that are written below, in metres."""
        length = self.profile.length_m
        steps = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
        step = next((step for step in steps if length / step <= 8), 100_000)
        return [float(step * number) for number in range(int(length / step) + 1)]

    @property
    def ground(self) -> str:
        """The ground as the points of a polygon."""
        floor = self.y(self.profile.bottom_m)
        line = self._line([(one, one.ground_m) for one in self.profile.stretches])
        return f"{self.x(0)},{floor} {line} {self.x(self.profile.length_m)},{floor}"

    @property
    def limit(self) -> str:
        """The 150 m line as points."""
        return self._line([(one, one.limit_m) for one in self.profile.stretches])

    def _line(self, heights: list[tuple[Stretch, float]]) -> str:
        return " ".join(
            f"{self.x(one.from_m)},{self.y(height)} {self.x(one.to_m)},{self.y(height)}" for one, height in heights
        )

"""One leg of a flight: its course, how far its volumes reach, and what is known of its heights along the way."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from geo.geoid import geoid_at
from geo.height import (
    EVERYTHING,
    NOT_KNOWN,
    Bounds,
    Datum,
    Height,
    Levels,
    Range,
    above_ground,
    above_sea,
)
from geo.shape import widen


@dataclass(frozen=True, slots=True)
class Band:
    """A height band: from `floor` (None: the ground) up to `ceiling` (None: not known)."""

    floor: Height | None
    ceiling: Height | None


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A leg's stretches between `edges_m` (metres from the start of the route), one for each step of the terrain.

    What is known of each stretch is told by `ground`, `agl` and `amsl`. A leg without terrain is one stretch.
    """

    edges_m: NDArray[np.float64]
    levels: Levels
    greatest: "Told | None"

    @property
    def ground(self) -> Bounds:
        """What is known of the ground under the contingency volume in each stretch; infinite: nothing."""
        return self._each(self.levels.ground)

    @property
    def agl(self) -> Bounds:
        """What is known of the flight's greatest height above ground in each stretch; infinite: nothing."""
        return self._each(self.greatest.above_ground(self.levels) if self.greatest else EVERYTHING)

    @property
    def amsl(self) -> Bounds:
        """What is known of the flight's greatest height above mean sea level in each stretch; infinite: nothing."""
        return self._each(self.greatest.above_sea(self.levels) if self.greatest else EVERYTHING)

    def _each(self, known: Bounds) -> Bounds:
        return known.over(len(self.edges_m) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Heights in one datum, one for the whole leg or one for each of its stretches."""

    datum: Datum
    heights: Bounds

    @classmethod
    def level(cls, height: Height | None) -> "Told | None":
        """Return one height for the whole leg."""
        return cls(height.datum, Bounds(height.value_m, height.value_m)) if height else None

    def above_ground(self, levels: Levels) -> Bounds:
        """Return what is known of them above the ground."""
        return above_ground(self.datum, self.heights, levels)

    def above_sea(self, levels: Levels) -> Bounds:
        """Return what is known of them above mean sea level."""
        return above_sea(self.datum, self.heights, levels)


@dataclass(frozen=True, slots=True)
class LegHeights:
    """What is known of a leg's greatest height, also in a deviation, and of its least, above ground and above the sea.

    Where the band begins at the ground, the least height is the ground.
    """

    agl: Range = NOT_KNOWN
    contingency_agl: Range = NOT_KNOWN
    amsl: Range = NOT_KNOWN
    contingency_amsl: Range = NOT_KNOWN
    least_agl: Range = NOT_KNOWN
    least_amsl: Range = NOT_KNOWN


def leg_heights(greatest: Told | None, least: Told | None, levels: Levels, rise_m: float) -> LegHeights:
    """Return what is known over a whole leg from the heights told, and where ground, take-off point and geoid lie.

    `least` of None is the ground. `rise_m` is how far above its greatest height a deviation may lead. Without a
    greatest height nothing is known.
    """
    if greatest is None:
        return LegHeights()
    agl, amsl = greatest.above_ground(levels).greatest(), greatest.above_sea(levels).greatest()
    return LegHeights(
        agl=agl,
        contingency_agl=agl.raised(rise_m),
        amsl=amsl,
        contingency_amsl=amsl.raised(rise_m),
        least_agl=least.above_ground(levels).least() if least else Range(0.0, 0.0),
        least_amsl=(least.above_sea(levels) if least else levels.ground).least(),
    )


@dataclass(frozen=True)
class Leg:
    """One leg: its stretch of the route in metres, its course in the plane, how far its volumes reach, its bands.

    A hover has a `Point` for a course, an area its polygon; both are one leg of no length. The ranges of heights are
    those of `LegHeights`, over the ground under the contingency volume; `profile` says the same stretch by stretch.
    """

    index: int
    from_m: float
    to_m: float
    course: BaseGeometry = field(repr=False)
    reach_m: dict[VolumeKind, float]
    band: Band
    contingency_band: Band
    rise_m: float
    heights: LegHeights
    profile: Profile = field(repr=False, compare=False)
    plane_epsg: int
    days: tuple[date, date]

    @property
    def agl(self) -> Range:
        """What is known of the greatest height above ground."""
        return self.heights.agl

    @property
    def contingency_agl(self) -> Range:
        """What is known of the greatest height above ground in a deviation."""
        return self.heights.contingency_agl

    @property
    def amsl(self) -> Range:
        """What is known of the greatest height above mean sea level."""
        return self.heights.amsl

    @property
    def contingency_amsl(self) -> Range:
        """What is known of the greatest height above mean sea level in a deviation."""
        return self.heights.contingency_amsl

    @property
    def least_agl(self) -> Range:
        """What is known of the least height above ground."""
        return self.heights.least_agl

    @property
    def least_amsl(self) -> Range:
        """What is known of the least height above mean sea level."""
        return self.heights.least_amsl

    @cached_property
    def footprints(self) -> dict[VolumeKind, BaseGeometry]:
        """The three footprints in the plane, in square metres."""
        return {kind: widened(self.course, reach_m) for kind, reach_m in self.reach_m.items()}

    def reaches(self, kind: VolumeKind, geometry: BaseGeometry) -> bool:
        """Whether a footprint may meet a plane geometry: it is taken 0.1 % wider, more than it is ever drawn wider."""
        return bool(shapely.dwithin(self.course, geometry, self.reach_m[kind] * 1.001))

    def levels(self, *limits: Height | None) -> Levels:
        """Return where the ground, the take-off point and the geoid lie under the whole leg.

        The geoid's model is asked only where the band or one of the `limits` is measured from the ellipsoid.
        """
        heights = (*limits, self.band.floor, self.band.ceiling)
        ground = self.profile.levels.ground
        whole = Bounds(float(np.min(ground.low_m)), float(np.max(ground.high_m)))
        if not any(height and height.datum is Datum.ELLIPSOIDAL for height in heights):
            return Levels(whole, self.profile.levels.takeoff)
        return Levels(whole, self.profile.levels.takeoff, self._geoid)

    @cached_property
    def _geoid(self) -> Bounds:
        reach_m = self.reach_m[VolumeKind.CONTINGENCY_VOLUME]
        return geoid_at(self.course, reach_m, self.plane_epsg, *self.days)


def widened(course: BaseGeometry, reach_m: float) -> BaseGeometry:
    """Return all points within reach of a course."""
    return widen(course, reach_m) if reach_m > 0 else course

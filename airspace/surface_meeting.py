"""How the volumes of a leg meet the air that an aerodrome's surfaces restrict, or may meet it."""

import math
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from airspace.features import SURFACE_NAMES, SurfaceKind
from airspace.finding import Outcome, VolumeKind
from airspace.surface import Lowest, SurfacePlan
from airspace.volume import Leg
from geo.height import Range
from geo.shape import widen
from geo.text import Text

SITE = Text("敷地", "site")

INNERMOST_FIRST = tuple(VolumeKind)


class Why(IntEnum):
    """Why an aerodrome's air is met, or may be; the one that says most comes first."""

    ANY_HEIGHT = 0
    ABOVE = 1
    HEIGHT_NOT_KNOWN = 2
    POSITION_ERROR = 3
    SITE_NOT_HELD = 4
    OVER_STRIP = 5


@dataclass(frozen=True)
class Met:
    """How one volume of a leg meets an aerodrome's air, or may; `what` names the part that any height meets."""

    leg: Leg
    volume: VolumeKind
    sure: bool
    why: Why
    lowest: Lowest | None
    what: Text | None = None

    @property
    def outcome(self) -> Outcome:
        """What it comes to."""
        if self.volume is VolumeKind.GROUND_RISK_BUFFER:
            return Outcome.ADVISORY
        return Outcome.CAUGHT if self.sure and self.volume is VolumeKind.FLIGHT_GEOGRAPHY else Outcome.UNDETERMINED

    @property
    def rank(self) -> tuple[int, Why, float]:
        """What says most comes first."""
        return INNERMOST_FIRST.index(self.volume), self.why, self.lowest.height_m if self.lowest else math.inf


@dataclass(frozen=True)
class Air:
    """An aerodrome's air in the flight's plane, and its data's position error.

    `below` is whether the air under its approach and transitional surfaces and over its site is restricted too;
    `site_within` is where the site must lie while its outline is not held.
    """

    plan: SurfacePlan
    accuracy_m: float
    below: bool
    site_within: BaseGeometry

    @cached_property
    def any_height(self) -> tuple[tuple[Text, BaseGeometry], ...]:
        """Where flight is restricted at any height."""
        if not self.below:
            return ()
        kinds = (SurfaceKind.APPROACH, SurfaceKind.TRANSITIONAL)
        site = shapely.union_all([*self.plan.strips, self.plan.site or Polygon()])
        return ((SITE, site), *((SURFACE_NAMES[kind], self.plan.under(kind)) for kind in kinds))

    @cached_property
    def doubtful(self) -> tuple[tuple[Why, BaseGeometry], ...]:
        """Where the data, or the shapes of the law, leave open whether flight is restricted at any height."""
        if not self.below:
            return ((Why.OVER_STRIP, shapely.union_all(self.plan.strips)),)
        return () if self.plan.site else ((Why.SITE_NOT_HELD, self.site_within),)

    def innermost(self, leg: Leg) -> Met | None:
        """Return how the innermost volume that meets it does, None where none of them does."""
        margin_m = leg.reach_m[VolumeKind.GROUND_RISK_BUFFER] - leg.reach_m[VolumeKind.FLIGHT_GEOGRAPHY]
        if self.accuracy_m <= margin_m and self._meets(leg, VolumeKind.GROUND_RISK_BUFFER) is None:
            return None  # the outermost holds all that the others may meet
        return next(filter(None, (self._meets(leg, volume) for volume in INNERMOST_FIRST)), None)

    def place(self, met: Met) -> BaseGeometry:
        """Return the area in which a leg meets it, or may."""
        caught = met.outcome is Outcome.CAUGHT
        height_m = met.leg.amsl.low_m if caught else met.leg.contingency_amsl.high_m
        if height_m is None:
            height_m = -math.inf if caught else math.inf
        areas = [self.plan.lower_than(height_m), *(area for _, area in self.any_height)]
        return shapely.union_all(areas if caught else [*areas, *(area for _, area in self.doubtful)])

    def _meets(self, leg: Leg, volume: VolumeKind) -> Met | None:
        """Return how a volume of a leg meets it, None where it surely does not."""
        inner, outer = within_error(leg.footprints[volume], volume, self.accuracy_m)
        height = leg.amsl if volume is VolumeKind.FLIGHT_GEOGRAPHY else leg.contingency_amsl
        for what, area in self.any_height:
            if shapely.intersects(area, inner):
                return Met(leg, volume, True, Why.ANY_HEIGHT, self.plan.lowest(inner), what)
        surely = self.plan.lowest(inner)
        if surely and height.low_m is not None and height.low_m > surely.height_m:
            return Met(leg, volume, True, Why.ABOVE, surely)
        lowest = self.plan.lowest(outer)
        for what, area in self.any_height:
            if shapely.intersects(area, outer):
                return Met(leg, volume, False, Why.POSITION_ERROR, lowest, what)
        if lowest and not _surely_not_above(height, lowest):
            why = Why.POSITION_ERROR if _is_exact(height) else Why.HEIGHT_NOT_KNOWN
            return Met(leg, volume, False, why, lowest)
        for why, area in self.doubtful:
            if shapely.intersects(area, outer):
                return Met(leg, volume, False, why, lowest)
        return None


def within_error(footprint: BaseGeometry, volume: VolumeKind, accuracy_m: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Return what of a footprint is met wherever the data's error moves what it meets, and all that then may be.

    The error counts for the flight geography only: the others hold what is not meant to be flown anyway.
    """
    if accuracy_m <= 0 or volume is not VolumeKind.FLIGHT_GEOGRAPHY:
        return footprint, footprint
    return shapely.buffer(footprint, -accuracy_m), widen(footprint, accuracy_m)


def _is_exact(height: Range) -> bool:
    return height.low_m is not None and height.low_m == height.high_m


def _surely_not_above(height: Range, lowest: Lowest) -> bool:
    """Whether no height of the range is above a surface; at the surface itself is not above it."""
    return height.high_m is not None and height.high_m <= lowest.height_m

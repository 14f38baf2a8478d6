"""制限表面: an aerodrome's obstacle surfaces in a plane zone, and which of them is lowest over a shape.

Each surface is a plane over a convex area, or level or conical about the 標点. So the lowest height over a shape is met
at a corner of the overlap or where the shape is nearest to the 標点: it is exact, not sampled. Heights are metres above
mean sea level, areas plane; lengths of the law are true metres, brought to the plane by its scale at the 標点.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.features import ObstacleSurfaces, Strip, StripEnd, SurfaceKind
from airspace.law import RuleLaw
from geo.crs import GEOD, JGD2011, nearest_plane, to_degrees, to_plane, transformer
from geo.shape import repair, widen

REACH_MARGIN_M = 5.0
"""An aerodrome's reach is drawn so much wider, more than its edges lose when they change their plane zone."""

SCALE_BASE_M = 1_000.0

NOWHERE = Polygon()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that the Act sets for all aerodromes; a run is the way on which a surface rises by 1."""

    approach_length_m: float
    approach_half_width_m: float
    approach_half_width_precision_m: float
    heliport_spread_deg: float
    horizontal_height_m: float
    transitional_run: float
    extended_approach_length_m: float


def figures_of(law: RuleLaw) -> Figures:
    """Return the figures of the law on obstacle surfaces."""
    return Figures(**{name: law.parameters[name].value for name in Figures.__slots__})


@dataclass(frozen=True, slots=True)
class Lowest:
    """The surface that is lowest over a shape, and how high it is there."""

    kind: SurfaceKind
    height_m: float


@dataclass(frozen=True)
class Slope:
    """A surface that is a plane over a convex area: `height_m` at `anchor`, rising by `gradient` for each metre."""

    kind: SurfaceKind
    area: Polygon = field(repr=False)
    anchor: tuple[float, float]
    height_m: float
    gradient: tuple[float, float]
    without: BaseGeometry = field(default=NOWHERE, repr=False)

    def lowest_m(self, shape: BaseGeometry) -> float | None:
        """Return the least height over the part of a shape that it lies over, None where it does not."""
        over = _less(shapely.intersection(shape, self.area), self.without)
        return None if over.is_empty else float(np.min(self._heights_m(shapely.get_coordinates(over))))

    def lower_than(self, height_m: float) -> BaseGeometry:
        """Return the area over which it is lower than a height."""
        corners = shapely.get_coordinates(self.area)
        kept = []
        for (here, height), (there, next_height) in itertools.pairwise(
            zip(corners, self._heights_m(corners).tolist(), strict=True)
        ):
            if height < height_m:
                kept.append(here)
            if (height < height_m) != (next_height < height_m):
                kept.append(here + (there - here) * (height_m - height) / (next_height - height))
        return _less(Polygon(kept), self.without) if len(kept) >= 3 else NOWHERE

    def _heights_m(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        heights: NDArray[np.float64] = self.height_m + (corners - self.anchor) @ np.array(self.gradient)
        return heights


@dataclass(frozen=True)
class Round:
    """A surface about the 標点, between two radii in the plane: `height_m` at the inner one, rising by `rise`."""

    kind: SurfaceKind
    centre: Point = field(repr=False)
    inner_m: float
    outer_m: float
    height_m: float
    rise: float = 0.0
    without: BaseGeometry = field(default=NOWHERE, repr=False)

    def lowest_m(self, shape: BaseGeometry) -> float | None:
        """Return the least height over the part of a shape that it lies over, None where it does not."""
        heights = []
        for part in shapely.get_parts(_less(shape, self.without)):
            nearest_m = float(shapely.distance(self.centre, part))
            if nearest_m <= self.outer_m and self._farthest_m(part) >= self.inner_m:
                heights.append(self.height_m + self.rise * max(nearest_m - self.inner_m, 0.0))
        return min(heights, default=None)

    def lower_than(self, height_m: float) -> BaseGeometry:
        """Return the area over which it is lower than a height."""
        if height_m <= self.height_m:
            return NOWHERE
        outer_m = self.outer_m
        if self.rise:
            outer_m = min(outer_m, self.inner_m + (height_m - self.height_m) / self.rise)
        disc = widen(self.centre, outer_m)
        return _less(shapely.difference(disc, shapely.buffer(self.centre, self.inner_m, quad_segs=48)), self.without)

    def _farthest_m(self, part: BaseGeometry) -> float:
        away = shapely.get_coordinates(part) - (self.centre.x, self.centre.y)
        return float(np.max(np.hypot(away[:, 0], away[:, 1]))) if len(away) else -math.inf


@dataclass(frozen=True)
class SurfacePlan:
    """An aerodrome's surfaces, strips and site in one plane zone."""

    surfaces: tuple[Slope | Round, ...] = field(repr=False)
    strips: tuple[Polygon, ...] = field(repr=False)
    site: BaseGeometry | None = field(repr=False)

    def lowest(self, shape: BaseGeometry) -> Lowest | None:
        """Return the lowest surface over any point of a shape, None where there is none over it."""
        found = [
            Lowest(surface.kind, height_m)
            for surface in self.surfaces
            if (height_m := surface.lowest_m(shape)) is not None
        ]
        return min(found, key=lambda lowest: lowest.height_m, default=None)

    def lower_than(self, height_m: float) -> BaseGeometry:
        """Return the area over which any surface is lower than a height; `math.inf` for all of them."""
        return shapely.union_all([surface.lower_than(height_m) for surface in self.surfaces])

    def under(self, *kinds: SurfaceKind) -> BaseGeometry:
        """Return the area under the surfaces of some kinds."""
        return shapely.union_all([part.lower_than(math.inf) for part in self.surfaces if part.kind in kinds])

    @cached_property
    def reach(self) -> BaseGeometry:
        """All that lies under any surface, on a strip or in the site."""
        return shapely.union_all([self.lower_than(math.inf), *self.strips, self.site or NOWHERE])


def lowest_surface(plan: SurfacePlan, x_m: float, y_m: float) -> tuple[SurfaceKind, float] | None:
    """Return the lowest surface over a point of the plane and its height, None where there is none over it."""
    lowest = plan.lowest(Point(x_m, y_m))
    return (lowest.kind, lowest.height_m) if lowest else None


@lru_cache(maxsize=128)
def plan_of(aerodrome: ObstacleSurfaces, figures: Figures, plane_epsg: int) -> SurfacePlan:
    """Return an aerodrome's surfaces in a plane zone."""
    return _Builder(aerodrome, figures, plane_epsg).plan()


def reach_of(aerodrome: ObstacleSurfaces, figures: Figures) -> BaseGeometry:
    """Return how far an aerodrome's surfaces and site reach, in JGD2011 degrees; never less."""
    plane_epsg = nearest_plane(aerodrome.reference.lon_deg, aerodrome.reference.lat_deg)
    return to_degrees(widen(plan_of(aerodrome, figures, plane_epsg).reach, REACH_MARGIN_M), plane_epsg)


def disc_in_plane(lon_deg: float, lat_deg: float, radius_m: float, plane_epsg: int) -> BaseGeometry:
    """Return all within a true radius of a position in degrees, in a plane zone, and a little more, never less."""
    centre = Point(transformer(JGD2011, plane_epsg).transform(lon_deg, lat_deg))
    return widen(centre, radius_m * _scale(lon_deg, lat_deg, plane_epsg))


def _less(shape: BaseGeometry, without: BaseGeometry) -> BaseGeometry:
    return shape if without.is_empty else shapely.difference(shape, without)


def _scale(lon_deg: float, lat_deg: float, plane_epsg: int) -> float:
    """Return the plane's metres to a true metre at a position."""
    move = transformer(JGD2011, plane_epsg).transform
    north_lon, north_lat, _ = GEOD.fwd(lon_deg, lat_deg, 0.0, SCALE_BASE_M)
    return math.dist(move(lon_deg, lat_deg), move(north_lon, north_lat)) / SCALE_BASE_M


@dataclass(frozen=True)
class _Frame:
    """True metres outward of a strip's end along the centre line (d) and to one side of it (y), laid into the plane."""

    origin: NDArray[np.float64]
    outward: NDArray[np.float64]
    scale: float

    def slope(
        self,
        kind: SurfaceKind,
        corners: Iterable[tuple[float, float]],
        height_m: float,
        rise: tuple[float, float],
        without: BaseGeometry,
    ) -> Slope:
        """Return a plane over the convex hull of corners (d, y): a height at (0, 0), and its rise along d and y."""
        gradient = (rise[0] * self.outward + rise[1] * self._aside) / self.scale
        anchor = (float(self.origin[0]), float(self.origin[1]))
        return Slope(kind, self.polygon(corners), anchor, height_m, (float(gradient[0]), float(gradient[1])), without)

    def polygon(self, corners: Iterable[tuple[float, float]]) -> Polygon:
        """Return the convex hull of corners (d, y)."""
        laid = [self.origin + (d * self.outward + y * self._aside) * self.scale for d, y in corners]
        return Polygon(shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(laid))))

    @property
    def _aside(self) -> NDArray[np.float64]:
        return np.array([-self.outward[1], self.outward[0]])


@dataclass(frozen=True)
class _Builder:
    aerodrome: ObstacleSurfaces
    figures: Figures
    plane_epsg: int

    def plan(self) -> SurfacePlan:
        site = self.aerodrome.site
        return SurfacePlan(
            surfaces=(*itertools.chain(*map(self._of_strip, self.aerodrome.strips)), *self._about_reference()),
            strips=tuple(self._strip_area(strip) for strip in self.aerodrome.strips),
            site=repair(to_plane(site, self.plane_epsg)) if site else None,
        )

    @cached_property
    def scale(self) -> float:
        reference = self.aerodrome.reference
        return _scale(reference.lon_deg, reference.lat_deg, self.plane_epsg)

    @cached_property
    def top_m(self) -> float:
        """The height of the horizontal surface."""
        return self.aerodrome.reference.elevation_m + self.figures.horizontal_height_m

    def _without(self, kind: SurfaceKind) -> BaseGeometry:
        cut = [exclusion.area for exclusion in self.aerodrome.exclusions if kind in exclusion.kinds]
        return shapely.union_all([repair(to_plane(area, self.plane_epsg)) for area in cut]) if cut else NOWHERE

    def _about_reference(self) -> Iterable[Round]:
        aerodrome, scale = self.aerodrome, self.scale
        move = transformer(JGD2011, self.plane_epsg).transform
        centre = Point(move(aerodrome.reference.lon_deg, aerodrome.reference.lat_deg))

        def between(kind: SurfaceKind, inner_m: float, outer_m: float, height_m: float, rise: float = 0.0) -> Round:
            return Round(kind, centre, inner_m * scale, outer_m * scale, height_m, rise / scale, self._without(kind))

        radius_m, cone = aerodrome.horizontal_radius_m, aerodrome.cone
        yield between(SurfaceKind.HORIZONTAL, 0.0, radius_m, self.top_m)
        if cone is None:
            return
        yield between(SurfaceKind.CONICAL, radius_m, cone.radius_m, self.top_m, 1 / cone.run)
        if aerodrome.outer_radius_m is not None:
            brim_m = self.top_m + (cone.radius_m - radius_m) / cone.run
            yield between(SurfaceKind.OUTER_HORIZONTAL, cone.radius_m, aerodrome.outer_radius_m, brim_m)

    def _frame(self, end: StripEnd, other: StripEnd) -> tuple[_Frame, float]:
        """Return the frame at a strip's end, and the strip's length in true metres."""
        move = transformer(JGD2011, self.plane_epsg).transform
        here, there = (np.array(move(side.lon_deg, side.lat_deg)) for side in (end, other))
        length = float(np.hypot(*(here - there)))
        return _Frame(here, (here - there) / length, self.scale), length / self.scale

    def _strip_area(self, strip: Strip) -> Polygon:
        frame, length_m = self._frame(*strip.ends)
        half_m = strip.width_m / 2
        return frame.polygon([(d, y) for d in (0.0, -length_m) for y in (half_m, -half_m)])

    def _of_strip(self, strip: Strip) -> Iterable[Slope]:
        first, second = strip.ends
        yield from self._over_end(first, second, strip.width_m / 2)
        yield from self._over_end(second, first, strip.width_m / 2)
        yield from self._beside_strip(strip)

    def _over_end(self, end: StripEnd, other: StripEnd, half_m: float) -> Iterable[Slope]:
        """Return the approach surface over an end, its extension, and the transitional surfaces along its edges."""
        frame, _ = self._frame(end, other)
        length_m = end.approach_length_m or self.figures.approach_length_m
        spread = self._spread(end, half_m, length_m)

        def wide(from_m: float, to_m: float) -> list[tuple[float, float]]:
            return [(d, side * (half_m + spread * d)) for d in (from_m, to_m) for side in (1, -1)]

        def rising(kind: SurfaceKind, from_m: float, to_m: float) -> Slope:
            rise = (1 / end.approach_run, 0.0)
            return frame.slope(kind, wide(from_m, to_m), end.elevation_m, rise, self._without(kind))

        yield rising(SurfaceKind.APPROACH, 0.0, length_m)
        if end.extended:
            yield rising(SurfaceKind.EXTENDED_APPROACH, length_m, self.figures.extended_approach_length_m)
        room_m = self.top_m - end.elevation_m
        end_m = min(length_m, room_m * end.approach_run)
        run = self._transitional_run
        for side in (1, -1):
            inner = [(d, half_m + spread * d) for d in (0.0, end_m)]
            corners = [(d, y + more) for d, y in inner for more in (0.0, run * (room_m - d / end.approach_run))]
            yield frame.slope(
                SurfaceKind.TRANSITIONAL,
                [(d, side * y) for d, y in corners],
                end.elevation_m - half_m / run,
                (1 / end.approach_run - spread / run, side / run),
                self._without(SurfaceKind.TRANSITIONAL),
            )

    def _beside_strip(self, strip: Strip) -> Iterable[Slope]:
        end, other = strip.ends
        frame, length_m = self._frame(end, other)
        half_m, run = strip.width_m / 2, self._transitional_run
        for side in (1, -1):
            corners = [
                (d, side * (half_m + more))
                for d, low_m in ((0.0, end.elevation_m), (-length_m, other.elevation_m))
                for more in (0.0, run * (self.top_m - low_m))
            ]
            yield frame.slope(
                SurfaceKind.TRANSITIONAL,
                corners,
                end.elevation_m - half_m / run,
                ((end.elevation_m - other.elevation_m) / length_m, side / run),
                self._without(SurfaceKind.TRANSITIONAL),
            )

    @property
    def _transitional_run(self) -> float:
        return self.aerodrome.transitional_run or self.figures.transitional_run

    def _spread(self, end: StripEnd, half_m: float, length_m: float) -> float:
        """Return by how much the approach area widens on each side for each metre outward."""
        if self.aerodrome.heliport:
            return math.tan(math.radians(self.figures.heliport_spread_deg))
        figures = self.figures
        far_m = figures.approach_half_width_precision_m if end.precision else figures.approach_half_width_m
        return (far_m - half_m) / length_m

"""The volumes of a flight, leg by leg: flight geography ⊂ contingency volume ⊂ ground-risk buffer.

All of it is made in the plane rectangular zone nearest to the flight, in metres. The ground-risk buffer is a planning
figure (計画上の目安), neither a legal minimum nor enough by itself.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.leg import Band as Band
from airspace.leg import Leg as Leg
from airspace.leg import Profile, Told, leg_heights, widened
from airspace.trial import Operation
from geo.crs import GEOD, JGD2011, nearest_plane, to_plane, transformer
from geo.errors import ValueRefused
from geo.geoid import geoid_at
from geo.height import GROUND_ANYWHERE, Bounds, Datum, Height, Levels, Range
from geo.profile import closest_sampling, ground_along, ground_under
from geo.route import MAX_ROUTE_M, Area, Circle, Route
from geo.shape import legs_in_plane, repair, widen, widen_course
from geo.terrain import NoTerrain, Terrain
from geo.text import Text

STANDARD_GRAVITY = 9.80665

ASSUMED_SPEED_MPS = 15.0
ASSUMED_HEIGHT_AGL_M = 150.0
LEAST_GROUND_RISK_BUFFER_M = 30.0

GNSS_ERROR_M = 3.0
POSITION_KEEPING_ERROR_M = 3.0
MAP_ERROR_M = 1.0
HEIGHT_ERROR_M = 4.0
REACTION_TIME_S = 1.0


@dataclass(frozen=True)
class OperationVolume:
    """All legs of an operation and the union of each volume, in the plane zone `plane_epsg`, in metres.

    `length_m` is the route's length, 0 for a hover or an area. `assumptions` are the figures that were not given and
    had to be assumed, in words.
    """

    operation: Operation
    plane_epsg: int
    length_m: float
    legs: tuple[Leg, ...]
    assumptions: tuple[Text, ...] = ()

    @cached_property
    def footprints(self) -> dict[VolumeKind, BaseGeometry]:
        """The union of the legs' footprints, one for each volume, innermost first."""
        return {kind: _union([(leg.course, leg.reach_m[kind]) for leg in self.legs]) for kind in VolumeKind}

    @cached_property
    def least_margin_m(self) -> float:
        """How far the ground-risk buffer reaches beyond the flight geography, in metres, where that is least."""
        return min(
            leg.reach_m[VolumeKind.GROUND_RISK_BUFFER] - leg.reach_m[VolumeKind.FLIGHT_GEOGRAPHY] for leg in self.legs
        )

    @cached_property
    def lines(self) -> list[LineString]:
        """The legs' courses in the plane; empty for a hover or an area."""
        return [leg.course for leg in self.legs if isinstance(leg.course, LineString)]


def contingency_margin_m(speed_mps: float) -> float:
    """Return how far beyond the flight geography a recoverable deviation may lead, in metres.

    Position, position-keeping and map errors, the way flown while the pilot reacts, and the way needed to stop at a
    45° bank: SORA 2.5, Annex A (JARUS), for a rotorcraft.
    """
    errors_m = GNSS_ERROR_M + POSITION_KEEPING_ERROR_M + MAP_ERROR_M
    return errors_m + speed_mps * REACTION_TIME_S + speed_mps**2 / (2 * STANDARD_GRAVITY)


def contingency_rise_m(speed_mps: float) -> float:
    """Return how far above the flight geography a recoverable deviation may lead, in metres (SORA 2.5, Annex A)."""
    return HEIGHT_ERROR_M + 0.7 * speed_mps * REACTION_TIME_S + speed_mps**2 / (2 * STANDARD_GRAVITY)


def speed_of(operation: Operation) -> float | None:
    """Return the speed in m/s by which an operation is judged, None where none is given."""
    if operation.speed_mps is not None:
        return operation.speed_mps
    path = operation.path
    told = [point.speed for point in path.waypoints] if isinstance(path, Route) else [path.speed]
    return max((speed.value_mps for speed in told if speed and speed.value_mps > 0), default=None)


def build_volume(
    operation: Operation, terrain: Terrain | None = None, *, plane_epsg: int | None = None
) -> OperationVolume:
    """Return the volumes of an operation, in the plane zone nearest to it where none is asked for.

    Raises
    ------
    ValueRefused
        If the route is longer than `MAX_ROUTE_M` or lies outside Japan's plane rectangular zones.
    """
    builder = _Builder(operation, terrain or NoTerrain(), plane_epsg)
    path = operation.path
    return builder.along(path) if isinstance(path, Route) else builder.over(path)


@dataclass
class _Builder:
    operation: Operation
    terrain: Terrain
    asked_epsg: int | None
    assumptions: list[Text] = field(default_factory=list)

    def along(self, route: Route) -> OperationVolume:
        plane_epsg = self.asked_epsg or _plane_for(route.positions)
        lines = legs_in_plane(route.positions, plane_epsg)
        length_m = sum(line.length for line in lines)
        if length_m > MAX_ROUTE_M:
            raise ValueRefused(
                Text(
                    f"経路が長すぎます（{length_m / 1000:,.0f} km）。",
                    f"The route is too long ({length_m / 1000:,.0f} km).",
                ),
                Text(
                    f"{MAX_ROUTE_M / 1000:.0f} km 以下に分けてください。",
                    f"Split it to {MAX_ROUTE_M / 1000:.0f} km or less.",
                ),
                where=route.origin,
            )
        half_width_m = self.operation.half_width_m
        speed_mps = self._speed()
        if lines:
            plans = self._plans_along(route, lines)
        else:
            point = Point(transformer(JGD2011, plane_epsg).transform(*route.positions[0]))
            plans = [_Plan(point, self._band(None, [waypoint.height for waypoint in route.waypoints]))]
        return self._finished(plane_epsg, plans, half_width_m, speed_mps)

    def _plans_along(self, route: Route, lines: Sequence[LineString]) -> list["_Plan"]:
        pairs = [
            (before, after)
            for before, after in itertools.pairwise(route.waypoints)
            if (before.lon_deg, before.lat_deg) != (after.lon_deg, after.lat_deg)
        ]
        plans = []
        for index, ((before, after), line) in enumerate(zip(pairs, lines, strict=True)):
            rises_from_ground = index in (0, len(lines) - 1)
            heights = [before.height, after.height]
            band = self._band(None if rises_from_ground else _lowest(heights), heights)
            plans.append(_Plan(line, band, self._ends(band, before.height, after.height)))
        return plans

    def over(self, area: Area) -> OperationVolume:
        plane_epsg = self.asked_epsg or _plane_for(_corners(area))
        polygon = _area_in_plane(area, plane_epsg)
        speed_mps = self._speed()
        plan = _Plan(polygon, self._band(area.floor, [area.ceiling]))
        return self._finished(plane_epsg, [plan], 0.0, speed_mps)

    def _finished(
        self, plane_epsg: int, plans: Sequence["_Plan"], half_width_m: float, speed_mps: float
    ) -> OperationVolume:
        contingency_m = half_width_m + contingency_margin_m(speed_mps)
        setting = _Setting(
            terrain=self.terrain,
            plane_epsg=plane_epsg,
            days=(self.operation.first_day, self.operation.last_day),
            takeoff=self._takeoff_ground(),
            contingency_m=contingency_m,
            sampling=closest_sampling(self.terrain, [(plan.course, contingency_m) for plan in plans]),
        )
        legs, from_m = [], 0.0
        for index, plan in enumerate(plans):
            to_m = from_m + (plan.course.length if isinstance(plan.course, LineString) else 0.0)
            legs.append(self._leg(index, (from_m, to_m), plan, setting, half_width_m, speed_mps))
            from_m = to_m
        return OperationVolume(self.operation, plane_epsg, from_m, tuple(legs), tuple(dict.fromkeys(self.assumptions)))

    def _leg(
        self,
        index: int,
        span_m: tuple[float, float],
        plan: "_Plan",
        setting: "_Setting",
        half_width_m: float,
        speed_mps: float,
    ) -> Leg:
        rise_m = contingency_rise_m(speed_mps)
        edges_m, levels = setting.around(plan)
        greatest, least = plan.told(edges_m)
        heights = leg_heights(greatest, least, levels, rise_m)
        ground_risk_m = self._ground_risk_m(plan.band.ceiling, heights.agl)
        return Leg(
            index=index,
            from_m=span_m[0],
            to_m=span_m[1],
            course=plan.course,
            reach_m={
                VolumeKind.FLIGHT_GEOGRAPHY: half_width_m,
                VolumeKind.CONTINGENCY_VOLUME: setting.contingency_m,
                VolumeKind.GROUND_RISK_BUFFER: setting.contingency_m + ground_risk_m,
            },
            band=plan.band,
            contingency_band=Band(None, _raised(plan.band.ceiling, rise_m)),
            rise_m=rise_m,
            heights=heights,
            profile=Profile(span_m[0] + edges_m, levels, greatest),
            plane_epsg=setting.plane_epsg,
            days=setting.days,
        )

    def _takeoff_ground(self) -> Bounds:
        path = self.operation.path
        if not isinstance(path, Route):
            return GROUND_ANYWHERE
        start = path.waypoints[0]
        return Bounds.of_ground(self.terrain.ground(start.lon_deg, start.lat_deg))

    def _ends(self, band: Band, before: Height | None, after: Height | None) -> tuple[float, float] | None:
        """Return the heights between which a leg climbs or sinks evenly, None where it is level or not known."""
        if self.operation.ceiling is not None or band.ceiling is None or before is None or after is None:
            return None
        return (before.value_m, after.value_m) if before.value_m != after.value_m else None

    def _speed(self) -> float:
        told_mps = speed_of(self.operation)
        if told_mps is not None:
            return told_mps
        self.assumptions.append(
            Text(
                f"速度が示されていないので {ASSUMED_SPEED_MPS:g} m/s とみなしました。",
                f"No speed is given, so {ASSUMED_SPEED_MPS:g} m/s is assumed.",
            )
        )
        return ASSUMED_SPEED_MPS

    def _band(self, floor: Height | None, heights: Sequence[Height | None]) -> Band:
        if self.operation.ceiling is not None:
            return Band(None, self.operation.ceiling)
        told = [height for height in heights if height is not None]
        if len(told) < len(heights) or not told:
            return Band(None, None)
        if len({height.datum for height in told}) > 1:
            self.assumptions.append(
                Text(
                    "両端の高さの基準が違う区間があり、その高さは分からないものとして扱いました。",
                    "The ends of a leg give heights of different datums; its height is taken as not known.",
                )
            )
            return Band(None, None)
        return Band(floor, max(told, key=lambda height: height.value_m))

    def _ground_risk_m(self, ceiling: Height | None, agl: Range) -> float:
        height_m = agl.high_m
        if height_m is None:
            height_m = self._assumed_height_m(ceiling)
        return max(LEAST_GROUND_RISK_BUFFER_M, height_m, self.operation.fall_distance_m or 0.0)

    def _assumed_height_m(self, ceiling: Height | None) -> float:
        if ceiling is None:
            self.assumptions.append(
                Text(
                    "高さが示されていない区間は、地上リスクバッファの幅を"
                    f"地上 {ASSUMED_HEIGHT_AGL_M:g} m として計算しました。",
                    "Where no height is given, the ground-risk buffer is drawn "
                    f"for {ASSUMED_HEIGHT_AGL_M:g} m above ground.",
                )
            )
            return ASSUMED_HEIGHT_AGL_M
        self.assumptions.append(
            Text(
                f"{ceiling.text.ja}は地形が分からないと地面からの高さにできないので、"
                "地上リスクバッファの幅はその値のまま計算しました（足りないことがあります）。",
                f"Without terrain, {ceiling.text.en} cannot be turned into a height above ground; "
                "the ground-risk buffer takes the value as it stands and may be too narrow.",
            )
        )
        return max(ceiling.value_m, 0.0)


@dataclass(frozen=True)
class _Plan:
    """What a leg is made from: its course in the plane, its band, and the heights of its ends where they differ in use.

    A leg that rises from the ground (a floor of None) may climb to the greater of its ends' heights at once.
    """

    course: BaseGeometry
    band: Band
    ends_m: tuple[float, float] | None = None

    def told(self, edges_m: NDArray[np.float64]) -> tuple[Told | None, Told | None]:
        """Return the greatest and the least height told for each stretch; None is not known, or the ground."""
        ceiling = self.band.ceiling
        if self.ends_m is None or ceiling is None:
            return Told.level(ceiling), Told.level(self.band.floor)
        heights_m = np.interp(edges_m, edges_m[[0, -1]], self.ends_m)
        greatest_m = np.maximum(heights_m[:-1], heights_m[1:])
        if self.band.floor is None:
            return Told(ceiling.datum, Bounds(greatest_m, np.full_like(greatest_m, ceiling.value_m))), None
        least_m = np.minimum(heights_m[:-1], heights_m[1:])
        return Told(ceiling.datum, Bounds(greatest_m, greatest_m)), Told(ceiling.datum, Bounds(least_m, least_m))


@dataclass(frozen=True)
class _Setting:
    """What all legs of a flight share: who knows the ground, the plane, the days, how far the contingency leads."""

    terrain: Terrain
    plane_epsg: int
    days: tuple[date, date]
    takeoff: Bounds
    contingency_m: float
    sampling: int

    def around(self, plan: _Plan) -> tuple[NDArray[np.float64], Levels]:
        """Return the edges of a leg's stretches, in metres from its start, and where ground and geoid lie there."""
        course, where = plan.course, (self.contingency_m, self.plane_epsg, self.sampling)
        length_m = course.length if isinstance(course, LineString) else 0.0
        if not self.terrain.samplings:
            edges_m, ground = np.array([0.0, length_m]), GROUND_ANYWHERE
        elif isinstance(course, LineString):
            profile = ground_along(self.terrain, course, *where)
            edges_m, ground = profile.edges_m, Bounds.of_terrain(profile.low_m, profile.high_m)
        else:
            low_m, high_m = ground_under(self.terrain, course, *where)
            edges_m, ground = np.zeros(2), Bounds.of_terrain(np.array([low_m]), np.array([high_m]))
        told = (plan.band.floor, plan.band.ceiling)
        if not any(height and height.datum is Datum.ELLIPSOIDAL for height in told):
            return edges_m, Levels(ground, self.takeoff)
        geoid = geoid_at(course, self.contingency_m, self.plane_epsg, *self.days)
        return edges_m, Levels(ground, self.takeoff, geoid)


def _lowest(heights: Sequence[Height | None]) -> Height | None:
    told = [height for height in heights if height is not None]
    return min(told, key=lambda height: height.value_m) if len(told) == len(heights) else None


def _raised(height: Height | None, by_m: float) -> Height | None:
    return Height(height.value_m + by_m, height.datum, height.origin) if height else None


def _plane_for(positions: Sequence[tuple[float, float]]) -> int:
    lon_deg = math.fsum(lon for lon, _ in positions) / len(positions)
    lat_deg = math.fsum(lat for _, lat in positions) / len(positions)
    if not (20 <= lat_deg <= 46 and 122 <= lon_deg <= 154.5):
        raise ValueRefused(
            Text(
                f"位置（経度 {lon_deg:.4f}、緯度 {lat_deg:.4f}）が日本の範囲の外です。",
                f"The position (longitude {lon_deg:.4f}, latitude {lat_deg:.4f}) is outside Japan.",
            ),
            Text(
                "緯度と経度の順番と値を確かめてください。", "Check the order and the values of latitude and longitude."
            ),
        )
    return nearest_plane(lon_deg, lat_deg)


def _corners(area: Area) -> list[tuple[float, float]]:
    if isinstance(area.shape, Circle):
        return [(area.shape.lon_deg, area.shape.lat_deg)]
    return [(lon, lat) for lon, lat in shapely.get_coordinates(area.shape).tolist()]


def _area_in_plane(area: Area, plane_epsg: int) -> BaseGeometry:
    shape = area.shape
    if isinstance(shape, Circle):
        centre = Point(transformer(JGD2011, plane_epsg).transform(shape.lon_deg, shape.lat_deg))
        return widen(centre, shape.radius_m)
    west, south, east, north = shape.bounds
    if GEOD.inv(west, south, east, north)[2] > MAX_ROUTE_M:
        raise ValueRefused(
            Text("飛行範囲が広すぎます。", "The area is too large."),
            Text(
                f"差し渡し {MAX_ROUTE_M / 1000:.0f} km 以下に分けてください。",
                f"Split it into areas no more than {MAX_ROUTE_M / 1000:.0f} km across.",
            ),
            where=area.origin,
        )
    polygon = repair(to_plane(shapely.force_2d(shape), plane_epsg))
    if polygon.is_empty:
        raise ValueRefused(
            Text(
                "飛行範囲の点が一直線に並び、面積がありません。",
                "The area's points lie in one line and enclose nothing.",
            ),
            Text("3つ以上の点で範囲を囲んでください。", "Enclose it with three points or more."),
            where=area.origin,
        )
    return polygon


def _union(courses: Sequence[tuple[BaseGeometry, float]]) -> BaseGeometry:
    """Return the union of widened courses; neighbouring legs that reach equally far are widened together."""
    parts = []
    for reach_m, group in itertools.groupby(courses, key=lambda course: course[1]):
        run = [course for course, _ in group]
        lines = [course for course in run if isinstance(course, LineString)]
        parts.append(widen_course(lines, reach_m) if lines else widened(run[0], reach_m))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)

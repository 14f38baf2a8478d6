"""The volumes of a flight, leg by leg: flight geography ⊂ contingency volume ⊂ ground-risk buffer.

All of it is made in the plane rectangular zone nearest to the flight, in metres. The ground-risk buffer is a planning
figure (計画上の目安), neither a legal minimum nor enough by itself.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.trial import Operation
from geo.crs import GEOD, JGD2011, nearest_plane, to_plane, transformer
from geo.errors import ValueRefused
from geo.height import NOT_KNOWN, Height, Range, agl_range, amsl_range
from geo.route import MAX_ROUTE_M, Area, Circle, Route
from geo.shape import legs_in_plane, repair, widen, widen_course
from geo.terrain import Ground, NoTerrain, Terrain
from geo.text import Text

STANDARD_GRAVITY = 9.80665

ASSUMED_SPEED_MPS = 15.0
ASSUMED_HEIGHT_AGL_M = 150.0
LEAST_GROUND_RISK_BUFFER_M = 30.0

SHORTEST_DEGREE_M = 77_000.0
"""No degree of longitude or latitude is shorter in Japan (46° N)."""

GNSS_ERROR_M = 3.0
POSITION_KEEPING_ERROR_M = 3.0
MAP_ERROR_M = 1.0
HEIGHT_ERROR_M = 4.0
REACTION_TIME_S = 1.0


@dataclass(frozen=True, slots=True)
class Band:
    """A height band: from `floor` (None: the ground) up to `ceiling` (None: not known)."""

    floor: Height | None
    ceiling: Height | None


@dataclass(frozen=True)
class Leg:
    """One leg: its stretch of the route in metres, its course in the plane, how far its volumes reach, its bands.

    A hover has a `Point` for a course, an area its polygon; both are one leg of no length. `agl` and `contingency_agl`
    are what is known of the greatest height above ground, `amsl` and `contingency_amsl` of that above mean sea level.
    """

    index: int
    from_m: float
    to_m: float
    course: BaseGeometry = field(repr=False)
    reach_m: dict[VolumeKind, float]
    band: Band
    contingency_band: Band
    agl: Range
    contingency_agl: Range
    amsl: Range
    contingency_amsl: Range

    @cached_property
    def footprints(self) -> dict[VolumeKind, BaseGeometry]:
        """The three footprints in the plane, in square metres."""
        return {kind: _widened(self.course, reach_m) for kind, reach_m in self.reach_m.items()}

    def reaches(self, kind: VolumeKind, geometry: BaseGeometry) -> bool:
        """Whether a footprint may meet a plane geometry: it is taken 0.1 % wider, more than it is ever drawn wider."""
        return bool(shapely.dwithin(self.course, geometry, self.reach_m[kind] * 1.001))


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


def build_volume(operation: Operation, terrain: Terrain | None = None) -> OperationVolume:
    """Return the volumes of an operation.

    Raises
    ------
    ValueRefused
        If the route is longer than `MAX_ROUTE_M` or lies outside Japan's plane rectangular zones.
    """
    builder = _Builder(operation, terrain or NoTerrain())
    path = operation.path
    return builder.along(path) if isinstance(path, Route) else builder.over(path)


@dataclass
class _Builder:
    operation: Operation
    terrain: Terrain
    assumptions: list[Text] = field(default_factory=list)

    def along(self, route: Route) -> OperationVolume:
        plane_epsg = _plane_for(route.positions)
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
        speed_mps = self._speed([point.speed.value_mps for point in route.waypoints if point.speed])
        if not lines:
            point = Point(transformer(JGD2011, plane_epsg).transform(*route.positions[0]))
            band = self._band(None, [waypoint.height for waypoint in route.waypoints])
            legs = [self._leg(0, (0.0, 0.0), point, half_width_m, band, speed_mps, route.positions)]
            return self._finished(plane_epsg, 0.0, legs)
        return self._finished(plane_epsg, length_m, self._legs_along(route, lines, half_width_m, speed_mps))

    def _legs_along(
        self, route: Route, lines: Sequence[LineString], half_width_m: float, speed_mps: float
    ) -> list[Leg]:
        pairs = [
            (before, after)
            for before, after in itertools.pairwise(route.waypoints)
            if (before.lon_deg, before.lat_deg) != (after.lon_deg, after.lat_deg)
        ]
        legs, from_m = [], 0.0
        for index, ((before, after), line) in enumerate(zip(pairs, lines, strict=True)):
            rises_from_ground = index in (0, len(lines) - 1)
            heights = [before.height, after.height]
            band = self._band(None if rises_from_ground else _lowest(heights), heights)
            to_m = from_m + line.length
            ends = [(before.lon_deg, before.lat_deg), (after.lon_deg, after.lat_deg)]
            legs.append(self._leg(index, (from_m, to_m), line, half_width_m, band, speed_mps, ends))
            from_m = to_m
        return legs

    def over(self, area: Area) -> OperationVolume:
        polygon, plane_epsg = _area_in_plane(area)
        speed_mps = self._speed([area.speed.value_mps] if area.speed else [])
        band = self._band(area.floor, [area.ceiling])
        radius_m = area.shape.radius_m if isinstance(area.shape, Circle) else 0.0
        positions = _box_around(_corners(area), radius_m)
        legs = [self._leg(0, (0.0, 0.0), polygon, 0.0, band, speed_mps, positions)]
        return self._finished(plane_epsg, 0.0, legs)

    def _finished(self, plane_epsg: int, length_m: float, legs: list[Leg]) -> OperationVolume:
        assumptions = tuple(dict.fromkeys(self.assumptions))
        return OperationVolume(self.operation, plane_epsg, length_m, tuple(legs), assumptions)

    def _leg(
        self,
        index: int,
        span_m: tuple[float, float],
        course: BaseGeometry,
        half_width_m: float,
        band: Band,
        speed_mps: float,
        positions: list[tuple[float, float]],
    ) -> Leg:
        contingency_m = half_width_m + contingency_margin_m(speed_mps)
        ground = self.terrain.under(_box_around(positions, contingency_m + _bulge_m(span_m[1] - span_m[0])))
        takeoff = self._takeoff_ground()
        raised = _raised(band.ceiling, contingency_rise_m(speed_mps))
        agl = agl_range(band.ceiling, ground, takeoff) if band.ceiling else NOT_KNOWN
        return Leg(
            index=index,
            from_m=span_m[0],
            to_m=span_m[1],
            course=course,
            reach_m={
                VolumeKind.FLIGHT_GEOGRAPHY: half_width_m,
                VolumeKind.CONTINGENCY_VOLUME: contingency_m,
                VolumeKind.GROUND_RISK_BUFFER: contingency_m + self._ground_risk_m(band.ceiling, agl),
            },
            band=band,
            contingency_band=Band(None, raised),
            agl=agl,
            contingency_agl=agl_range(raised, ground, takeoff) if raised else NOT_KNOWN,
            amsl=amsl_range(band.ceiling, ground, takeoff) if band.ceiling else NOT_KNOWN,
            contingency_amsl=amsl_range(raised, ground, takeoff) if raised else NOT_KNOWN,
        )

    def _takeoff_ground(self) -> Ground | None:
        path = self.operation.path
        if not isinstance(path, Route):
            return None
        start = path.waypoints[0]
        return self.terrain.ground(start.lon_deg, start.lat_deg)

    def _speed(self, told_mps: Sequence[float]) -> float:
        if self.operation.speed_mps is not None:
            return self.operation.speed_mps
        if told_mps and max(told_mps) > 0:
            return max(told_mps)
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


def _box_around(positions: Sequence[tuple[float, float]], margin_m: float) -> list[tuple[float, float]]:
    """Return two opposite corners of a box that holds the positions and what lies within a margin of them."""
    margin_deg = margin_m / SHORTEST_DEGREE_M
    lons, lats = zip(*positions, strict=True)
    return [
        (min(lons) - margin_deg, min(lats) - margin_deg),
        (max(lons) + margin_deg, max(lats) + margin_deg),
    ]


def _bulge_m(length_m: float) -> float:
    """Return how far a geodesic may leave the box of its ends, in metres; in Japan tan(latitude) is hardly over 1."""
    return length_m**2 / (8 * GEOD.b) * 1.05


def _area_in_plane(area: Area) -> tuple[BaseGeometry, int]:
    shape = area.shape
    plane_epsg = _plane_for(_corners(area))
    if isinstance(shape, Circle):
        centre = Point(transformer(JGD2011, plane_epsg).transform(shape.lon_deg, shape.lat_deg))
        return widen(centre, shape.radius_m), plane_epsg
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
    return polygon, plane_epsg


def _widened(course: BaseGeometry, reach_m: float) -> BaseGeometry:
    return widen(course, reach_m) if reach_m > 0 else course


def _union(courses: Sequence[tuple[BaseGeometry, float]]) -> BaseGeometry:
    """Return the union of widened courses; neighbouring legs that reach equally far are widened together."""
    widened = []
    for reach_m, group in itertools.groupby(courses, key=lambda course: course[1]):
        run = [course for course, _ in group]
        lines = [course for course in run if isinstance(course, LineString)]
        widened.append(widen_course(lines, reach_m) if lines else _widened(run[0], reach_m))
    return widened[0] if len(widened) == 1 else shapely.union_all(widened)

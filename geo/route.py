"""Routes and areas as their files tell them: positions, heights with a datum, speeds, and origins."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import Polygon

from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.text import Text

MAX_WAYPOINTS = 10_000
"""The longest route that is read; a flight planner's limit lies far below."""

MAX_ROUTE_M = 300_000.0
"""The longest route that is judged, in metres."""


@dataclass(frozen=True, slots=True)
class Speed:
    """A ground speed in metres a second, and where the value came from."""

    value_mps: float
    origin: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value_mps) and 0 <= self.value_mps <= 1_000):
            raise ValueRefused(
                Text(f"速度 {self.value_mps} m/s は扱えません。", f"Speed {self.value_mps} m/s is out of range."),
                Text("0 から 1000 m/s の数で書いてください。", "Give a number from 0 to 1000 m/s."),
                where=self.origin,
            )


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A position in degrees (longitude, latitude), its height where told, and its origin in the file."""

    lon_deg: float
    lat_deg: float
    height: Height | None = None
    speed: Speed | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        check_position(self.lon_deg, self.lat_deg, where=self.origin)


@dataclass(frozen=True, slots=True)
class Route:
    """飛行経路: waypoints in the order flown. One waypoint is a hover; a closed loop ends where it began."""

    waypoints: tuple[Waypoint, ...]
    name: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        if not self.waypoints:
            raise ValueRefused(
                Text("経路に点がありません。", "The route has no waypoint."),
                Text("通過点を1つ以上入れてください。", "Give at least one waypoint."),
                where=self.origin,
            )
        check_point_count(len(self.waypoints), where=self.origin)
        for before, after in itertools.pairwise(self.waypoints):
            if abs(before.lon_deg - after.lon_deg) > 180:
                raise ValueRefused(
                    Text("経路が日付変更線（経度180度）をまたいでいます。", "The route crosses the antimeridian."),
                    Text("日本国内の経路を入れてください。", "Give a route within Japan."),
                    where=after.origin,
                )

    @property
    def positions(self) -> list[tuple[float, float]]:
        """Longitude and latitude of each waypoint, in degrees."""
        return [(point.lon_deg, point.lat_deg) for point in self.waypoints]


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the ground: centre in degrees, radius in metres."""

    lon_deg: float
    lat_deg: float
    radius_m: float

    def __post_init__(self) -> None:
        check_position(self.lon_deg, self.lat_deg)
        if not (math.isfinite(self.radius_m) and 0 < self.radius_m <= MAX_ROUTE_M):
            raise ValueRefused(
                Text(f"半径 {self.radius_m} m は扱えません。", f"Radius {self.radius_m} m is out of range."),
                Text("0 より大きく 300,000 m 以下にしてください。", "Give more than 0 and at most 300,000 m."),
            )


@dataclass(frozen=True, slots=True)
class Area:
    """飛行範囲（面）: a polygon in degrees or a circle, with a height band; None is not told.

    A floor of None means from the ground up.
    """

    shape: Polygon | Circle
    floor: Height | None = None
    ceiling: Height | None = None
    speed: Speed | None = None
    name: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.shape, Circle):
            return
        if self.shape.is_empty:
            raise ValueRefused(
                Text("飛行範囲に点がありません。", "The area has no point."),
                Text("3つ以上の点で範囲を囲んでください。", "Enclose it with three points or more."),
                where=self.origin,
            )
        for lon_deg, lat_deg in shapely.get_coordinates(self.shape).tolist():
            check_position(lon_deg, lat_deg, where=self.origin)


Path = Route | Area


def check_point_count(count: int, *, where: str = "") -> None:
    """Refuse a route of more than `MAX_WAYPOINTS` points."""
    if count > MAX_WAYPOINTS:
        raise ValueRefused(
            Text(f"点が多すぎます（{count:,} 点）。", f"Too many points ({count:,})."),
            Text(
                f"{MAX_WAYPOINTS:,} 点以下に間引くか、経路を分けてください。", f"Thin or split it to {MAX_WAYPOINTS:,}."
            ),
            where=where,
        )


def check_position(lon_deg: float, lat_deg: float, *, where: str = "") -> None:
    """Refuse a position that is not a finite longitude and latitude, and hint at swapped axes."""
    if math.isfinite(lon_deg) and math.isfinite(lat_deg) and abs(lon_deg) <= 180 and abs(lat_deg) <= 90:
        return
    swapped = 20 <= lon_deg <= 46 and 122 <= lat_deg <= 154
    if swapped:
        remedy = Text("緯度と経度が入れ替わっていないか確かめてください。", "Check whether the axes are swapped.")
    else:
        remedy = Text(
            "経度は -180～180、緯度は -90～90 の度で書いてください。",
            "Give longitude from -180 to 180 and latitude from -90 to 90 degrees.",
        )
    raise ValueRefused(
        Text(
            f"位置（経度 {lon_deg}、緯度 {lat_deg}）が正しくありません。",
            f"Position lon {lon_deg}, lat {lat_deg} is not valid.",
        ),
        remedy,
        where=where,
    )


def with_ceiling(waypoints: Sequence[Waypoint], value_m: float, datum: Datum, origin: str) -> tuple[Waypoint, ...]:
    """Return the waypoints, all at one height."""
    height = Height(value_m, datum, origin)
    return tuple(Waypoint(p.lon_deg, p.lat_deg, height, p.speed, p.origin) for p in waypoints)

"""An operation as JSON: what a program sends, what a draft keeps, what a revision freezes."""

from dataclasses import asdict
from typing import Annotated, Literal

import shapely
from pydantic import AwareDatetime, Field
from shapely import Polygon
from shapely.geometry import mapping, shape

from airspace.declared import Declared, Grade
from airspace.register.chosen import NOTHING_CHOSEN
from airspace.trial import EntryControl, Operation, Vehicle, Window
from api.schemas.register import ChosenData
from api.schemas.wire import Finite, Readable, Untold
from api.schemas.wire import Wire as Wire
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.route import MAX_WAYPOINTS, Area, Circle, Path, Route, Speed, Waypoint
from geo.text import Text

MAX_WINDOWS = 400

Position = Annotated[list[Finite], Field(min_length=2, max_length=2)]


class HeightData(Wire):
    """A height in metres with its datum."""

    value_m: Finite
    datum: Datum
    origin: str = Field("", max_length=300)

    @classmethod
    def of(cls, height: Height | None) -> "HeightData | None":
        """Return the wire form of a height."""
        return cls(value_m=height.value_m, datum=height.datum, origin=height.origin) if height else None

    def value(self) -> Height:
        """Return the height."""
        return Height(self.value_m, self.datum, self.origin)


class WaypointData(Wire):
    """A waypoint: longitude and latitude in degrees (JGD2011), height, ground speed in m/s."""

    lon_deg: Finite
    lat_deg: Finite
    height: HeightData | None = None
    speed_mps: Finite | None = None
    origin: str = Field("", max_length=300)


class RouteData(Wire):
    """A route: its waypoints in the order flown."""

    type: Literal["route"] = "route"
    name: Readable = Field("", max_length=300)
    waypoints: list[WaypointData] = Field(min_length=1, max_length=MAX_WAYPOINTS)


class CircleData(Wire):
    """A circle on the ground."""

    type: Literal["Circle"] = "Circle"
    centre: Position
    radius_m: Finite


class PolygonData(Wire):
    """A GeoJSON polygon, longitude first."""

    type: Literal["Polygon"] = "Polygon"
    coordinates: list[Annotated[list[Position], Field(min_length=4, max_length=MAX_WAYPOINTS)]] = Field(
        min_length=1, max_length=100
    )


class AreaData(Wire):
    """An area with its height band; no floor is the ground."""

    type: Literal["area"] = "area"
    name: Readable = Field("", max_length=300)
    shape: Annotated[CircleData | PolygonData, Field(discriminator="type")]
    floor: HeightData | None = None
    ceiling: HeightData | None = None


PathData = Annotated[RouteData | AreaData, Field(discriminator="type")]


class WindowData(Wire):
    """A time from start to end, with zone."""

    start: AwareDatetime
    end: AwareDatetime


class DeclaredData(Wire):
    """What the operator states of the flight beyond its path; null is not stated. Metres and kilograms."""

    keeps_30_m: bool | None = None
    over_event: bool | None = None
    dangerous_goods: bool | None = None
    drops_objects: bool | None = None
    tether_m: Finite | None = None
    beside_structure: bool | None = None
    takeoff_mass_kg: Finite | None = None
    automatic: bool | None = None
    aircraft_certificate: Grade | None = None
    pilot_certificate: Grade | None = None
    bvlos_limit_lifted: bool | None = None
    night_limit_lifted: bool | None = None
    flight_manual: bool | None = None
    insured: bool | None = None
    forward_camera: bool | None = None
    risk_assessed: bool | None = None
    uncrewed: bool | None = None
    airworthy: bool | None = None
    at_aerodromes: bool | None = None
    visual_flight_rules: bool | None = None
    engine_out_height_m: Finite | None = None
    d_value_m: Finite | None = None

    @classmethod
    def of(cls, declared: Declared) -> "DeclaredData":
        """Return the wire form of the statements."""
        return cls(**asdict(declared))

    def value(self) -> Declared:
        """Return the statements; raises `geo.errors.InputRefused` where a number is out of its range."""
        return Declared(**self.model_dump())


class OperationData(Wire):
    """One flight: its path, windows, half-width in metres, ceiling, what it chose of the registers, what is stated."""

    path: PathData
    windows: list[WindowData] = Field(min_length=1, max_length=MAX_WINDOWS)
    half_width_m: Finite = 30.0
    ceiling: HeightData | None = None
    vehicle: Vehicle = Vehicle.UAS
    speed_mps: Finite | None = None
    fall_distance_m: Finite | None = None
    entry_control: EntryControl | None = None
    bvlos: bool | None = None
    declared: DeclaredData = DeclaredData()
    chosen: Untold[ChosenData] = None

    @classmethod
    def of(cls, operation: Operation) -> "OperationData":
        """Return the wire form of an operation."""
        return cls(
            path=path_data(operation.path),
            windows=[WindowData(start=w.start, end=w.end) for w in operation.windows],
            half_width_m=operation.half_width_m,
            ceiling=HeightData.of(operation.ceiling),
            vehicle=operation.vehicle,
            speed_mps=operation.speed_mps,
            fall_distance_m=operation.fall_distance_m,
            entry_control=operation.entry_control,
            bvlos=operation.bvlos,
            declared=DeclaredData.of(operation.declared),
            chosen=ChosenData.of(operation.chosen),
        )

    def value(self) -> Operation:
        """Return the operation; raises `geo.errors.InputRefused` where a value is out of its range."""
        return Operation(
            path=path_of(self.path),
            windows=tuple(Window(w.start, w.end) for w in self.windows),
            half_width_m=self.half_width_m,
            ceiling=self.ceiling.value() if self.ceiling else None,
            vehicle=self.vehicle,
            speed_mps=self.speed_mps,
            fall_distance_m=self.fall_distance_m,
            entry_control=self.entry_control,
            bvlos=self.bvlos,
            declared=self.declared.value(),
            chosen=self.chosen.value() if self.chosen else NOTHING_CHOSEN,
        )


def path_data(path: Path) -> RouteData | AreaData:
    """Return the wire form of a route or an area."""
    if isinstance(path, Route):
        return RouteData(name=path.name, waypoints=[_waypoint_data(point) for point in path.waypoints])
    return AreaData(
        name=path.name,
        shape=shape_data(path.shape),
        floor=HeightData.of(path.floor),
        ceiling=HeightData.of(path.ceiling),
    )


def path_of(data: RouteData | AreaData) -> Path:
    """Return the route or area of a wire form."""
    if isinstance(data, RouteData):
        return Route(tuple(_waypoint(number, point) for number, point in enumerate(data.waypoints)), data.name)
    return Area(
        shape=shape_of(data.shape),
        floor=data.floor.value() if data.floor else None,
        ceiling=data.ceiling.value() if data.ceiling else None,
        name=data.name,
    )


def _waypoint_data(point: Waypoint) -> WaypointData:
    return WaypointData(
        lon_deg=point.lon_deg,
        lat_deg=point.lat_deg,
        height=HeightData.of(point.height),
        speed_mps=point.speed.value_mps if point.speed else None,
        origin=point.origin,
    )


def _waypoint(number: int, data: WaypointData) -> Waypoint:
    origin = data.origin or f"path.waypoints[{number}]"
    return Waypoint(
        lon_deg=data.lon_deg,
        lat_deg=data.lat_deg,
        height=data.height.value() if data.height else None,
        speed=Speed(data.speed_mps, origin) if data.speed_mps is not None else None,
        origin=origin,
    )


def shape_data(area: Polygon | Circle) -> CircleData | PolygonData:
    """Return the wire form of an area's shape."""
    if isinstance(area, Circle):
        return CircleData(centre=[area.lon_deg, area.lat_deg], radius_m=area.radius_m)
    rings = mapping(shapely.force_2d(area))["coordinates"]
    return PolygonData(coordinates=[[list(position) for position in ring] for ring in rings])


def shape_of(data: CircleData | PolygonData) -> Polygon | Circle:
    """Return the shape of a wire form; raises `geo.errors.ValueRefused` where a polygon is not valid."""
    if isinstance(data, CircleData):
        return Circle(data.centre[0], data.centre[1], data.radius_m)
    try:
        polygon = shape({"type": "Polygon", "coordinates": data.coordinates})
    except ValueError as error:
        raise _bad_polygon() from error
    if not isinstance(polygon, Polygon) or not polygon.is_valid or polygon.is_empty:
        raise _bad_polygon()
    return polygon


def _bad_polygon() -> ValueRefused:
    return ValueRefused(
        Text("飛行範囲の多角形が正しくありません。", "The area's polygon is not valid."),
        Text(
            "辺が交わらないように、最初と最後を同じ点にして閉じてください。",
            "Close it (first and last position the same) and let no edges cross.",
        ),
        where="path.shape",
    )

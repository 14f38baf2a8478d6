"""QGroundControl .plan files: simple items, surveys, corridor scans and landing patterns make one route.

Structure scans fly round a building at a distance that depends on the camera; they are left out, with a note.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.errors import FileRefused
from geo.readers._collect import Collector
from geo.readers._json import load_object
from geo.readers._mavlink import LAND, LOITER_TO_ALT, Home, MissionItem, add_mission
from geo.readers.reading import Format, Limits, Reading
from geo.route import Speed
from geo.text import Text

SLUG = "qgc_plan"

ABOVE_TERRAIN = 3
"""The AltitudeMode in which `Altitude` is the height above ground that was planned, and params[6] AMSL made from it."""

FIXED_WING_OR_VTOL = frozenset({1, *range(19, 26)})
"""MAV_TYPEs whose planned speed is `cruiseSpeed`; the others hover."""

_EXPORT = Text(
    "QGroundControl で位置のある通過点を入れて保存し直してください。構造物スキャンは通過点に変換してください。",
    "Save a plan with waypoints from QGroundControl; turn a structure scan into waypoints.",
)


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _SimpleItem(_Model):
    command: int
    frame: int
    params: tuple[float | None, float | None, float | None, float | None, float | None, float | None, float | None]
    altitude_m: float | None = Field(None, alias="Altitude")
    altitude_mode: int | None = Field(None, alias="AltitudeMode")


class _Transects(_Model):
    items: list[_SimpleItem] = Field(default_factory=list, alias="Items")


class _ComplexItem(_Model):
    kind: str = Field("", alias="complexItemType")
    transects: _Transects | None = Field(None, alias="TransectStyleComplexItem")
    land: tuple[float, float, float] | None = Field(None, alias="landCoordinate")
    approach: tuple[float, float, float] | None = Field(None, alias="landingApproachCoordinate")
    loiter: tuple[float, float, float] | None = Field(None, alias="loiterCoordinate")
    altitudes_are_relative: bool = Field(True, alias="altitudesAreRelative")


class _Mission(_Model):
    items: list[dict[str, object]]
    home: tuple[float, float, float | None] | None = Field(None, alias="plannedHomePosition")
    cruise_mps: float | None = Field(None, alias="cruiseSpeed")
    hover_mps: float | None = Field(None, alias="hoverSpeed")
    vehicle_type: int | None = Field(None, alias="vehicleType")


class _GeoFence(_Model):
    circles: list[object] = Field(default_factory=list)
    polygons: list[object] = Field(default_factory=list)


class _RallyPoints(_Model):
    points: list[object] = Field(default_factory=list)


class _Plan(_Model):
    mission: _Mission | None = None
    geo_fence: _GeoFence = Field(default_factory=_GeoFence, alias="geoFence")
    rally_points: _RallyPoints = Field(default_factory=_RallyPoints, alias="rallyPoints")


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b'"fileType"' in data and b'"Plan"' in data


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    out = Collector(SLUG)
    document = load_object(data)
    try:
        plan = _Plan.model_validate(document)
        if plan.mission is not None:
            items = [item for index, raw in enumerate(plan.mission.items) for item in _items(raw, index, out)]
            add_mission(items, _home(plan.mission), _speed(plan.mission), out)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise FileRefused(
            Text(".plan の項目の形が違います。", "A member of the .plan file is missing or of the wrong kind."),
            Text("QGroundControl で開いて保存し直してください。", "Open it in QGroundControl and save it again."),
            where=f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}",
        ) from error
    _note_what_is_not_flown(plan, out)
    return out.reading(_EXPORT)


def _items(raw: dict[str, object], index: int, out: Collector) -> Iterator[MissionItem]:
    origin = f"mission.items[{index}]"
    if raw.get("type") != "ComplexItem":
        yield _mission_item(_SimpleItem.model_validate(raw), origin)
        return
    item = _ComplexItem.model_validate(raw)
    if item.transects is not None and item.transects.items:
        inner = f"{origin}.TransectStyleComplexItem.Items"
        yield from (_mission_item(leg, f"{inner}[{number}]") for number, leg in enumerate(item.transects.items))
    elif item.land is not None:
        yield from _landing(item, item.land, origin)
    else:
        out.left_out(
            Text(
                f"{item.kind or '複合'} は飛ぶ線が書かれていないので読みませんでした。",
                "its flown line is not written.",
            ),
            f"{origin} {item.kind[:40]}".strip(),
        )


def _mission_item(item: _SimpleItem, origin: str) -> MissionItem:
    agl_m = item.altitude_m if item.altitude_mode == ABOVE_TERRAIN else None
    return MissionItem(item.command, item.frame, item.params, origin, agl_m)


def _landing(item: _ComplexItem, land: tuple[float, float, float], origin: str) -> Iterator[MissionItem]:
    frame = 3 if item.altitudes_are_relative else 0
    approach = item.approach or item.loiter
    if approach is not None:
        yield MissionItem(LOITER_TO_ALT, frame, (None, None, None, None, *approach), f"{origin} approach")
    yield MissionItem(LAND, frame, (None, None, None, None, *land), f"{origin} landCoordinate")


def _home(mission: _Mission) -> Home | None:
    if mission.home is None or mission.home[:2] == (0, 0):
        return None
    lat_deg, lon_deg, amsl_m = mission.home
    return Home(lon_deg, lat_deg, amsl_m, "mission.plannedHomePosition")


def _speed(mission: _Mission) -> Speed | None:
    name = "cruiseSpeed" if mission.vehicle_type in FIXED_WING_OR_VTOL else "hoverSpeed"
    value = mission.cruise_mps if name == "cruiseSpeed" else mission.hover_mps
    return Speed(value, f"mission.{name}") if value is not None and value > 0 else None


def _note_what_is_not_flown(plan: _Plan, out: Collector) -> None:
    fences = len(plan.geo_fence.circles) + len(plan.geo_fence.polygons)
    rallies = len(plan.rally_points.points)
    if fences or rallies:
        out.note(
            Text(
                f"ジオフェンス {fences} 個とラリーポイント {rallies} 個は飛行経路ではないので読みませんでした。",
                f"{fences} geofences and {rallies} rally points are not the flight path and are not read.",
            )
        )


FORMAT = Format(SLUG, Text("QGroundControl（.plan）", "QGroundControl (.plan)"), (".plan",), _recognises, _read)

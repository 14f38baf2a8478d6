"""Missions of MAVLink commands, which QGroundControl and ArduPilot write in different clothes.

The route begins at the home position and ends there again after a return to launch, since both legs are flown. A
command without a position means the place where the aircraft is by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.route import Speed, Waypoint
from geo.text import Text

TAKEOFF = 22
LAND = 21
LOITER_TO_ALT = 31
RETURN_TO_LAUNCH = 20
CHANGE_SPEED = 178
JUMP = 177
LOOK_AT = 80
LAST_NAVIGATION = 95

FLOWN_TO = frozenset({16, 17, 18, 19, LAND, TAKEOFF, LOITER_TO_ALT, 82, 84, 85, 94})
"""Navigation commands with a position: waypoint, loiter, land, take-off, spline, VTOL, place payload."""

RADIUS_PARAM = {17: 2, 18: 2, 19: 2, LOITER_TO_ALT: 1}
"""Where the commands that circle keep their radius."""

DATUMS = {
    0: Datum.AMSL,
    5: Datum.AMSL,
    3: Datum.TAKEOFF,
    6: Datum.TAKEOFF,
    10: Datum.AGL,
    11: Datum.AGL,
}
"""What the altitude of each global MAV_FRAME measures from; 5, 6 and 11 are the integer twins."""

_INTEGER_FRAMES = (5, 6, 11)
_SAME_PLACE_DEG = 1e-5
_SPEED_TYPES = (0, 1)

Params = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class MissionItem:
    """One command: its MAV_CMD, MAV_FRAME, seven parameters, and the height above ground where a planner tells it."""

    command: int
    frame: int
    params: Params
    origin: str
    agl_m: float | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The planned place of take-off in degrees, and its height above mean sea level where told."""

    lon_deg: float
    lat_deg: float
    amsl_m: float | None
    origin: str


def add_mission(items: Sequence[MissionItem], home: Home | None, speed: Speed | None, out: Collector) -> None:
    """Add the route that a mission flies, if it flies any."""
    out.reserve(len(items) + 2, "mission")
    flight = _Flight(home, speed, out)
    for item in items:
        flight.follow(item)
    if flight.waypoints:
        out.route(flight.waypoints, "", "mission")


@dataclass
class _Flight:
    home: Home | None
    speed: Speed | None
    out: Collector
    waypoints: list[Waypoint] = field(default_factory=list)
    first_datum: Datum | None = None

    def follow(self, item: MissionItem) -> None:
        if item.command in FLOWN_TO:
            self._fly_to(item)
        elif item.command == RETURN_TO_LAUNCH:
            self._return(item)
        elif item.command == CHANGE_SPEED:
            self._change_speed(item)
        elif item.command == JUMP:
            self.out.left_out(
                Text("繰り返し（DO_JUMP）はたどりませんでした。", "the repeat (DO_JUMP) is not followed."), item.origin
            )
        elif item.command < LAST_NAVIGATION and item.command != LOOK_AT and item.params[4] and item.params[5]:
            self.out.left_out(
                Text(
                    f"コマンド {item.command} の位置は読みませんでした。",
                    f"the position of command {item.command} is not read.",
                ),
                item.origin,
            )

    def _fly_to(self, item: MissionItem) -> None:
        position = _position(item) or self._here()
        if position is None:
            self.out.left_out(Text("位置がないので読み飛ばしました。", "it has no position, passed over."), item.origin)
            return
        height = _height(item)
        if not self.waypoints:
            self.first_datum = height.datum if height else None
            self._start_from_home(position)
        self.waypoints.append(Waypoint(*position, height, self.speed, item.origin))
        self._note_circle(item)

    def _here(self) -> tuple[float, float] | None:
        if self.waypoints:
            return self.waypoints[-1].lon_deg, self.waypoints[-1].lat_deg
        return (self.home.lon_deg, self.home.lat_deg) if self.home else None

    def _start_from_home(self, first: tuple[float, float]) -> None:
        home = self.home
        if home is None:
            return
        if max(abs(home.lon_deg - first[0]), abs(home.lat_deg - first[1])) > _SAME_PLACE_DEG:
            self.waypoints.append(self._at_home(home, home.origin))
            self.out.note(
                Text(
                    "経路はホーム位置（離陸地点）から始まるものとして読みました。",
                    "The route is read as starting from the home position, where the aircraft takes off.",
                )
            )

    def _return(self, item: MissionItem) -> None:
        if self.home is None or not self.waypoints:
            self.out.left_out(
                Text(
                    "ホーム位置が分からないので帰りの区間は読めません。",
                    "no home is known, so the way back is not read.",
                ),
                item.origin,
            )
            return
        self.waypoints.append(self._at_home(self.home, item.origin))
        self.out.note(
            Text(
                "帰還（RTL）はホーム位置までまっすぐ戻る区間として読みました。帰還高度は機体の設定なので、"
                "経路より高いときは高さを指定してください。",
                "Return to launch is read as a straight leg to the home position. Its altitude is set in the aircraft; "
                "state the height if it is above the route.",
            )
        )

    def _at_home(self, home: Home, origin: str) -> Waypoint:
        """Return the waypoint on the ground at home, its height in the datum that the mission starts with."""
        height = None
        if self.first_datum in (Datum.TAKEOFF, Datum.AGL):
            height = Height(0.0, self.first_datum, origin)
        elif self.first_datum is Datum.AMSL and home.amsl_m is not None:
            height = Height(home.amsl_m, Datum.AMSL, home.origin)
        return Waypoint(home.lon_deg, home.lat_deg, height, self.speed, origin)

    def _change_speed(self, item: MissionItem) -> None:
        kind, value = item.params[0], item.params[1]
        if value is not None and value > 0 and (kind is None or int(kind) in _SPEED_TYPES):
            self.speed = Speed(value, item.origin)

    def _note_circle(self, item: MissionItem) -> None:
        if item.command in RADIUS_PARAM:
            radius_m = abs(item.params[RADIUS_PARAM[item.command]] or 0)
            self.out.left_out(
                Text(
                    f"旋回（半径 {radius_m:g} m、0 は機体の設定）は中心の点だけ読みました。"
                    "飛行の幅に半径を足してください。",
                    f"of a circle ({radius_m:g} m; 0 is the aircraft's own) only its centre is read. "
                    "Add the radius to the half-width.",
                ),
                item.origin,
            )


def _position(item: MissionItem) -> tuple[float, float] | None:
    lat, lon = item.params[4], item.params[5]
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    _check_frame(item)
    if item.frame in _INTEGER_FRAMES and max(abs(lat), abs(lon)) > 180:
        return lon * 1e-7, lat * 1e-7
    return lon, lat


def _check_frame(item: MissionItem) -> None:
    if item.frame not in DATUMS:
        raise ValueRefused(
            Text(
                f"座標の枠（MAV_FRAME {item.frame}）は緯度・経度ではありません。",
                f"MAV_FRAME {item.frame} is not longitude and latitude.",
            ),
            Text("緯度・経度で計画し直してください。", "Plan the mission in global coordinates."),
            where=item.origin,
        )


def _height(item: MissionItem) -> Height | None:
    if item.agl_m is not None:
        return Height(item.agl_m, Datum.AGL, item.origin)
    altitude_m, datum = item.params[6], DATUMS.get(item.frame)
    return None if altitude_m is None or datum is None else Height(altitude_m, datum, item.origin)

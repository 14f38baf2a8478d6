"""ArduPilot and Mission Planner waypoint files ("QGC WPL 110"): one command a line, twelve columns.

Line 0 is the home position where it is a plain waypoint; some writers begin with a take-off instead.
"""

from geo.errors import FileRefused
from geo.readers._collect import Collector, refuse_flood
from geo.readers._mavlink import Home, MissionItem, add_mission
from geo.readers._text import decode, line_origin, number
from geo.readers.reading import Format, Limits, Reading
from geo.text import Text

SLUG = "ardupilot"
MAGIC = "QGC WPL"
COLUMNS = 12
WAYPOINT = 16

_EXPORT = Text(
    "Mission Planner などで通過点を入れて保存し直してください。",
    "Save the mission again, with waypoints, from Mission Planner or another planner.",
)


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(MAGIC.encode())


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    out = Collector(SLUG)
    refuse_flood(data.count(b"\n"))
    lines = decode(data).split("\n")
    items = [
        _item(line, line_number) for line_number, line in enumerate(lines, 1) if line.strip() and MAGIC not in line
    ]
    home = _home(items[0]) if items else None
    add_mission(items[1:] if home else items, home, None, out)
    return out.reading(_EXPORT)


def _item(line: str, line_number: int) -> MissionItem:
    origin = line_origin(line_number)
    cells = line.split()
    if len(cells) != COLUMNS:
        raise FileRefused(
            Text(
                f"列が {COLUMNS} ではなく {len(cells)} 個あります。", f"There are {len(cells)} columns, not {COLUMNS}."
            ),
            _EXPORT,
            where=origin,
        )
    values = [number(cell, where=origin) for cell in cells]
    return MissionItem(int(values[3]), int(values[2]), tuple(values[4:11]), origin)


def _home(first: MissionItem) -> Home | None:
    lat_deg, lon_deg, amsl_m = first.params[4:7]
    if first.command != WAYPOINT or first.frame != 0 or lat_deg is None or lon_deg is None:
        return None
    return None if lat_deg == 0 and lon_deg == 0 else Home(lon_deg, lat_deg, amsl_m, first.origin)


FORMAT = Format(
    SLUG, Text("ArduPilot の通過点（QGC WPL）", "ArduPilot waypoints (QGC WPL)"), (".waypoints",), _recognises, _read
)

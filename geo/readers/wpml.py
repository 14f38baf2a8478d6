"""DJI WPML: each Folder of `waylines.wpml` (the file that the aircraft executes) is a route.

`template.kml` beside it holds the settings from which the waylines were made, and is not read.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from geo.errors import FileRefused, ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.readers._text import number
from geo.readers._xml import children, local, parse_xml, text_of
from geo.readers._zip import ZIP_MAGIC, open_zip
from geo.readers.reading import Format, Limits, Reading
from geo.route import Speed, Waypoint
from geo.text import Text

SLUG = "wpml"

DATUMS = {
    "WGS84": Datum.ELLIPSOIDAL,
    "relativeToStartPoint": Datum.TAKEOFF,
    "aboveGroundLevel": Datum.AGL,
    "realTimeFollowSurface": Datum.AGL,
    "EGM96": Datum.AMSL,
    "": Datum.UNKNOWN,
}
"""What each `executeHeightMode` measures from."""

_NAMESPACE = b"www.dji.com/wpmz"
_WAYLINES = "waylines.wpml"
_EXPORT = Text(
    "DJI Pilot 2 などから、waylines.wpml の入った .kmz を書き出してください。",
    "Export a .kmz that holds waylines.wpml, for instance from DJI Pilot 2.",
)


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    if data.startswith(ZIP_MAGIC):
        return b".wpml" in data or b"wpmz/" in data
    return _NAMESPACE in data[:4_096]


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename
    out = Collector(SLUG)
    root = parse_xml(_waylines(data, limits) if data.startswith(ZIP_MAGIC) else data)
    for index, folder in enumerate((e for e in root.iter() if local(e) == "Folder"), start=1):
        _read_wayline(folder, f"Folder {index}", out)
    return out.reading(_EXPORT)


def _waylines(data: bytes, limits: Limits) -> bytes:
    archive = open_zip(data, limits)
    found = next((name for name in archive.names if name.rpartition("/")[2] == _WAYLINES), None)
    if found is None:
        raise FileRefused(
            Text("DJI の .kmz の中に waylines.wpml がありません。", "The DJI .kmz holds no waylines.wpml."), _EXPORT
        )
    return archive.read(found)


def _read_wayline(folder: Element, origin: str, out: Collector) -> None:
    if any(True for _ in children(folder, "templateType")):
        raise FileRefused(
            Text(
                "これは計画のひな型（template.kml）で、飛ぶ経路そのものではありません。",
                "This is template.kml, from which a path is made, not the path to fly.",
            ),
            _EXPORT,
            where=origin,
        )
    placemarks = [p for p in children(folder, "Placemark") if any(True for _ in children(p, "Point"))]
    if not placemarks:
        out.left_out(Text("点がないので読み飛ばしました。", "it has no points, passed over."), origin)
        return
    out.reserve(len(placemarks), origin)
    out.route([_waypoint(p, folder, place) for place, p in _ordered(placemarks, origin)], "", origin)


def _ordered(placemarks: Sequence[Element], origin: str) -> list[tuple[str, Element]]:
    """Return the waypoints in the order of their index, which is what the aircraft follows."""
    placed = [(f"{origin} Placemark {position}", p) for position, p in enumerate(placemarks, start=1)]
    if not all(text_of(p, "index") for p in placemarks):
        return placed
    return sorted(placed, key=lambda item: number(text_of(item[1], "index"), where=item[0]))


def _waypoint(placemark: Element, folder: Element, origin: str) -> Waypoint:
    position = text_of(next(children(placemark, "Point")), "coordinates").split(",")
    if len(position) < 2:
        raise ValueRefused(
            Text("位置に経度と緯度が揃っていません。", "A position lacks its longitude or latitude."),
            _EXPORT,
            where=origin,
        )
    lon_deg, lat_deg = (number(value, where=origin) for value in position[:2])
    return Waypoint(lon_deg, lat_deg, _height(placemark, folder, origin), _speed(placemark, folder, origin), origin)


def _height(placemark: Element, folder: Element, origin: str) -> Height | None:
    told, place = text_of(placemark, "executeHeight"), f"{origin} executeHeight"
    mode = text_of(folder, "executeHeightMode")
    if mode not in DATUMS:
        raise ValueRefused(
            Text("executeHeightMode の値を知りません。", "The executeHeightMode is not known."),
            Text(
                f"{'・'.join(filter(None, DATUMS))} のどれかにしてください。", f"Use {', '.join(filter(None, DATUMS))}."
            ),
            where=f"{origin}: {mode[:40]}",
        )
    return Height(number(told, where=place), DATUMS[mode], place) if told else None


def _speed(placemark: Element, folder: Element, origin: str) -> Speed | None:
    for element, tag, place in ((placemark, "waypointSpeed", origin), (folder, "autoFlightSpeed", "Folder")):
        if told := text_of(element, tag):
            return Speed(number(told, where=f"{place} {tag}"), f"{place} {tag}")
    return None


FORMAT = Format(SLUG, Text("DJI WPML（.kmz・.wpml）", "DJI WPML (.kmz, .wpml)"), (".wpml",), _recognises, _read)

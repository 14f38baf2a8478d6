"""KML and KMZ: LineString, LinearRing and gx:Track are routes, Point is a hover, Polygon is an area.

The elements are walked by our own code on a defused parse, so that every value knows its Placemark and nothing is
dropped unsaid. Heights follow `altitudeMode`; its default, clampToGround, is no height at all.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from geo.errors import FileRefused, ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.readers._rings import polygon_of
from geo.readers._text import clean_name, number
from geo.readers._xml import children, local, parse_xml, root_name, text_of
from geo.readers._zip import ZIP_MAGIC, open_zip
from geo.readers.reading import Format, Limits, Reading
from geo.route import Waypoint
from geo.text import Text

SLUG = "kml"

MAX_NESTING = 20

DATUMS: dict[str, Datum | None] = {
    "": None,
    "clampToGround": None,
    "clampToSeaFloor": None,
    "relativeToGround": Datum.AGL,
    "absolute": Datum.AMSL,
    "relativeToSeaFloor": Datum.UNKNOWN,
}
"""What each altitude mode measures from; None is no height. Above the sea floor is none of the datums that we know."""

_GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "Track", "MultiGeometry", "MultiTrack", "Model")
_PICTURES = ("GroundOverlay", "ScreenOverlay", "PhotoOverlay")


def _recognises(data: bytes, filename: str) -> bool:
    if data.startswith(ZIP_MAGIC):
        return b".kml" in data.lower() or filename.lower().endswith(".kmz")
    return root_name(data) == "kml"


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename
    out = Collector(SLUG)
    root = parse_xml(_main_document(data, limits, out) if data.startswith(ZIP_MAGIC) else data)
    for index, placemark in enumerate((e for e in root.iter() if local(e) == "Placemark"), start=1):
        _read_placemark(placemark, f"Placemark {index}", out)
    _note_what_is_elsewhere(root, out)
    return out.reading(
        Text(
            "線（パス）・点・面（ポリゴン）を含む KML を書き出してください。"
            "外のファイルを指す NetworkLink は読みません。",
            "Export a KML that itself holds a path, a point or a polygon; "
            "a NetworkLink to another file is not followed.",
        )
    )


def _main_document(data: bytes, limits: Limits, out: Collector) -> bytes:
    archive = open_zip(data, limits)
    documents = [name for name in archive.names if name.lower().endswith(".kml")]
    if not documents:
        raise FileRefused(
            Text("zip（KMZ）の中に .kml がありません。", "There is no .kml in the zip (KMZ) file."),
            Text(
                "KMZ を書き出し直すか、.kml をそのまま入れてください。",
                "Export the KMZ again, or give the .kml itself.",
            ),
        )
    main = next((name for name in documents if name.lower() == "doc.kml"), documents[0])
    for other in documents:
        if other != main:
            out.left_out(Text("この .kml は読みませんでした。", "this .kml is not read."), clean_name(other))
    return archive.read(main)


def _note_what_is_elsewhere(root: Element, out: Collector) -> None:
    names = Counter(local(element) for element in root.iter())
    if links := names["NetworkLink"]:
        out.note(
            Text(
                f"外のファイルを指す NetworkLink {links} 個は読みませんでした。",
                f"{links} NetworkLink elements point elsewhere and are not followed.",
            )
        )
    if pictures := sum(names[name] for name in _PICTURES):
        out.note(
            Text(
                f"画像の重ね合わせ {pictures} 個は経路ではないので読みませんでした。",
                f"{pictures} image overlays are not flight paths and are not read.",
            )
        )


def _read_placemark(placemark: Element, origin: str, out: Collector) -> None:
    geometries = list(children(placemark, *_GEOMETRIES))
    if not geometries:
        out.left_out(Text("図形がないので読み飛ばしました。", "it has no geometry, passed over."), origin)
    name = clean_name(text_of(placemark, "name"))
    for geometry in geometries:
        for leaf, mode in _leaves(geometry, "", 0):
            _read_geometry(leaf, mode, name, f"{origin} {local(leaf)}", out)


def _leaves(geometry: Element, mode: str, depth: int) -> Iterator[tuple[Element, str]]:
    """Yield the simple geometries with their altitude modes; a track may take its mode from what holds it."""
    if depth > MAX_NESTING:
        raise FileRefused(
            Text("MultiGeometry の入れ子が深すぎます。", "MultiGeometry is nested too deeply."),
            Text("作ったソフトからもう一度書き出してください。", "Export it again from the program that made it."),
        )
    mode = text_of(geometry, "altitudeMode") or mode
    if local(geometry) in ("MultiGeometry", "MultiTrack"):
        for member in children(geometry, *_GEOMETRIES):
            yield from _leaves(member, mode, depth + 1)
    else:
        yield geometry, mode


def _read_geometry(geometry: Element, mode: str, name: str, origin: str, out: Collector) -> None:
    kind = local(geometry)
    if kind == "Model":
        out.left_out(Text("3次元モデルは読みません。", "a 3D model is not read."), origin)
        return
    if mode not in DATUMS:
        raise ValueRefused(
            Text(f"altitudeMode「{clean_name(mode)[:40]}」を知りません。", "The altitudeMode is not known."),
            Text(
                "clampToGround・relativeToGround・absolute のどれかにしてください。",
                "Use clampToGround, relativeToGround or absolute.",
            ),
            where=f"{origin}: {clean_name(mode)[:40]}",
        )
    if kind == "Polygon":
        _read_polygon(geometry, mode, name, origin, out)
        return
    waypoints = _track(geometry, mode, origin, out) if kind == "Track" else _positions(geometry, mode, origin, out)
    if not waypoints:
        out.left_out(Text("座標が空なので読み飛ばしました。", "its coordinates are empty, passed over."), origin)
    elif kind == "Point" and len(waypoints) > 1:
        raise ValueRefused(
            Text("点（Point）に位置が2つ以上あります。", "A Point has more than one position."),
            Text("線なら LineString で書いてください。", "Write a line as a LineString."),
            where=origin,
        )
    else:
        out.route(waypoints, name, origin)


def _read_polygon(polygon: Element, mode: str, name: str, origin: str, out: Collector) -> None:
    rings = [
        _positions(ring, mode, f"{origin} {local(boundary)}", out)
        for boundary in sorted(children(polygon, "outerBoundaryIs", "innerBoundaryIs"), key=_inner_last)
        for ring in children(boundary, "LinearRing")
    ]
    filled = [ring for ring in rings if ring]
    if not filled:
        out.left_out(Text("座標が空なので読み飛ばしました。", "its coordinates are empty, passed over."), origin)
        return
    shape = polygon_of([[(p.lon_deg, p.lat_deg) for p in ring] for ring in filled], where=origin)
    out.area(shape, [point.height for ring in filled for point in ring], name, origin)


def _inner_last(boundary: Element) -> bool:
    return local(boundary) == "innerBoundaryIs"


def _positions(holder: Element, mode: str, origin: str, out: Collector) -> list[Waypoint]:
    text = text_of(holder, "coordinates")
    out.reserve(sum(1 for _ in re.finditer(r"\S+", text)), origin)
    return [
        _waypoint(position.split(","), mode, f"{origin} coordinates[{index}]", out)
        for index, position in enumerate(text.split())
    ]


def _track(track: Element, mode: str, origin: str, out: Collector) -> list[Waypoint]:
    coordinates = list(children(track, "coord"))
    out.reserve(len(coordinates), origin)
    return [
        _waypoint((coordinate.text or "").split(), mode, f"{origin} gx:coord[{index}]", out)
        for index, coordinate in enumerate(coordinates)
    ]


def _waypoint(values: list[str], mode: str, where: str, out: Collector) -> Waypoint:
    if len(values) < 2:
        raise ValueRefused(
            Text("位置に経度と緯度が揃っていません。", "A position lacks its longitude or latitude."),
            Text(
                "「経度,緯度,高さ」の順に、間に空白を入れずに書いてください。", "Write lon,lat,height without spaces."
            ),
            where=where,
        )
    lon_deg, lat_deg, *rest = (number(value, where=where) for value in values[:3])
    if len(values) > 3:
        out.note(
            Text("座標の4番目より後の値は読みませんでした。", "Values after the third of a position are not read.")
        )
    return Waypoint(lon_deg, lat_deg, _height(rest, mode, where, out), origin=where)


def _height(values: list[float], mode: str, where: str, out: Collector) -> Height | None:
    datum = DATUMS[mode]
    if values and datum is not None:
        return Height(values[0], datum, where)
    if values and values[0] != 0:
        out.note(
            Text(
                "高さの値がありますが、altitudeMode が地面に張り付ける設定（clampToGround）なので、"
                "高さとして読みません。",
                "Heights are written, but the altitudeMode clamps them to the ground, so they are not read as heights.",
            )
        )
    return None


FORMAT = Format(SLUG, Text("KML・KMZ", "KML or KMZ"), (".kml", ".kmz"), _recognises, _read)

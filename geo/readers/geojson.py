"""GeoJSON (RFC 7946): lines are routes, points are hovers, polygons are areas.

Handling that the RFC leaves open: either winding is read; `bbox`, `id` and foreign members are passed over; numbers
after the third of a position are left out; an area's corners with heights are a band from the ground to the highest.
"""

import re
from collections.abc import Sequence

from geo.errors import CrsRefused, FileRefused, ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.readers._json import json_number, load_object
from geo.readers._rings import polygon_of
from geo.readers._text import clean_name
from geo.readers.reading import Format, Limits, Reading
from geo.route import Waypoint
from geo.text import Text

SLUG = "geojson"

READ_AS_JGD2011 = {("OGC", "CRS84"), ("EPSG", "4326"), ("EPSG", "6668")}
READ_WITH_A_NOTE = {("EPSG", "4612")}
"""JGD2000: the same to a few centimetres in Mie, but metres off in the north-east, which moved in 2011."""

MAX_NESTING = 10

_EXPORT_AGAIN = Text(
    "RFC 7946 の GeoJSON として書き出し直してください。", "Export it again as GeoJSON according to RFC 7946."
)


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    out = Collector(SLUG)
    _read_object(load_object(data), "", out)
    if Datum.ELLIPSOIDAL in out.datums:
        out.note(
            Text(
                "3番目の座標は、RFC 7946 3.1.1 の定めのとおり楕円体高（WGS84 楕円体からの高さ）として読みました。"
                "別の基準で書いたファイルなら、基準を指定して（--datum）上書きしてください。",
                "Third coordinates are read as heights above the WGS 84 ellipsoid, as RFC 7946 section 3.1.1 says. "
                "If the file means something else, override it with --datum.",
            )
        )
    return out.reading(
        Text(
            "Point・LineString・Polygon のどれかを1つ以上入れてください。",
            "Put at least one Point, LineString or Polygon into it.",
        )
    )


def _read_object(document: dict[str, object], where: str, out: Collector) -> None:
    match document.get("type"):
        case "FeatureCollection":
            _check_crs(document, where, out)
            features = _list(document.get("features"), f"{where}features")
            for index, feature in enumerate(features):
                _read_feature(feature, f"{where}features[{index}]", out)
        case "Feature":
            _read_feature(document, where, out)
        case _:
            _read_geometry(document, where, "", out, 0)


def _read_feature(feature: object, where: str, out: Collector) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature" or "geometry" not in feature:
        raise FileRefused(
            Text("type と geometry を持つ Feature ではありません。", "This is not a Feature with a geometry."),
            _EXPORT_AGAIN,
            where=where,
        )
    _check_crs(feature, where, out)
    if feature["geometry"] is None:
        out.left_out(
            Text("geometry が null なので読み飛ばしました。", "its geometry is null, passed over."), where or "Feature"
        )
        return
    properties = feature.get("properties")
    name = clean_name(properties.get("name")) if isinstance(properties, dict) else ""
    inner = f"{where}.geometry" if where else "geometry"
    _read_geometry(feature["geometry"], inner, name, out, 0)


def _read_geometry(geometry: object, where: str, name: str, out: Collector, depth: int) -> None:
    if not isinstance(geometry, dict) or depth > MAX_NESTING:
        raise FileRefused(
            Text("ジオメトリとして読めません。", "This is not a geometry, or it is nested too deeply."),
            _EXPORT_AGAIN,
            where=where,
        )
    _check_crs(geometry, where, out)
    dot = f"{where}." if where else ""
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for index, member in enumerate(_list(geometry.get("geometries"), f"{dot}geometries")):
            _read_geometry(member, f"{dot}geometries[{index}]", name, out, depth + 1)
        return
    inside = f"{dot}coordinates"
    read = _SHAPES.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise FileRefused(
            Text("type が GeoJSON のどの種類でもありません。", "The type is none of GeoJSON's (letter case counts)."),
            _EXPORT_AGAIN,
            where=f"{dot}type: {clean_name(kind)[:40]}",
        )
    if geometry.get("coordinates") == []:
        out.left_out(Text("座標が空なので読み飛ばしました。", "its coordinates are empty, passed over."), inside)
        return
    read(geometry.get("coordinates"), inside, name, out)


def _point(coordinates: object, where: str, name: str, out: Collector) -> None:
    out.reserve(1, where)
    out.route([_waypoint(coordinates, where, out)], name, where)


def _line(coordinates: object, where: str, name: str, out: Collector) -> None:
    waypoints = _waypoints(coordinates, where, out)
    if len(waypoints) < 2:
        raise ValueRefused(
            Text("線に点が1つしかありません。", "A line needs two positions."),
            Text(
                "点を足すか、その場での飛行なら Point で書いてください。", "Add a position, or write a Point to hover."
            ),
            where=where,
        )
    out.route(waypoints, name, where)


def _area(coordinates: object, where: str, name: str, out: Collector) -> None:
    rings = [
        _waypoints(ring, f"{where}[{index}]", out) for index, ring in enumerate(_list(coordinates, where)) if ring != []
    ]
    if not rings:
        raise _wrong_nesting(where)
    polygon = polygon_of([[(p.lon_deg, p.lat_deg) for p in ring] for ring in rings], where=where)
    out.area(polygon, [p.height for ring in rings for p in ring], name, where)


def _points(coordinates: object, where: str, name: str, out: Collector) -> None:
    for index, member in enumerate(_list(coordinates, where)):
        _point(member, f"{where}[{index}]", name, out)


def _lines(coordinates: object, where: str, name: str, out: Collector) -> None:
    for index, member in enumerate(_list(coordinates, where)):
        _line(member, f"{where}[{index}]", name, out)


def _areas(coordinates: object, where: str, name: str, out: Collector) -> None:
    for index, member in enumerate(_list(coordinates, where)):
        _area(member, f"{where}[{index}]", name, out)


_SHAPES = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _area,
    "MultiPoint": _points,
    "MultiLineString": _lines,
    "MultiPolygon": _areas,
}


def _waypoints(positions: object, where: str, out: Collector) -> list[Waypoint]:
    listed = _list(positions, where)
    out.reserve(len(listed), where)
    return [_waypoint(position, f"{where}[{index}]", out) for index, position in enumerate(listed)]


def _waypoint(position: object, where: str, out: Collector) -> Waypoint:
    if not isinstance(position, list) or len(position) < 2 or any(isinstance(value, list) for value in position):
        raise _wrong_nesting(where)
    lon_deg, lat_deg, *rest = (json_number(value, where=where) for value in position[:3])
    if len(position) > 3:
        out.note(
            Text("座標の4番目より後の値は読みませんでした。", "Values after the third of a position are not read.")
        )
    height = Height(rest[0], Datum.ELLIPSOIDAL, f"{where}[2]") if rest else None
    return Waypoint(lon_deg, lat_deg, height, origin=where)


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong_nesting(where)
    return value


def _wrong_nesting(where: str) -> FileRefused:
    return FileRefused(
        Text(
            "あるはずの配列や位置がありません（type と座標の入れ子が合っていません）。",
            "A list or a position is missing: the nesting does not fit the type.",
        ),
        _EXPORT_AGAIN,
        where=where,
    )


def _check_crs(document: dict[str, object], where: str, out: Collector) -> None:
    if "crs" not in document:
        return
    crs = document["crs"]
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = clean_name(properties.get("name")) if isinstance(properties, dict) else ""
    tokens = [token for token in re.split(r"[:/]+", name.upper()) if token]
    authority = next((token for token in reversed(tokens[:-1]) if token in ("OGC", "EPSG")), "")
    code = (authority, tokens[-1]) if tokens else ("", "")
    if code in READ_WITH_A_NOTE:
        out.note(
            Text(
                "JGD2000（EPSG:4612）の座標を JGD2011 としてそのまま読みました。東北・北関東では数 m ずれます。",
                "Coordinates in JGD2000 (EPSG:4612) are read as JGD2011; in the north-east they differ by metres.",
            )
        )
    elif code not in READ_AS_JGD2011:
        raise CrsRefused(
            Text(f"座標系「{name or '不明'}」は読めません。", f"The CRS '{name or 'unknown'}' is not read."),
            Text(
                "経度・緯度（WGS84 または JGD2011）に変換して書き出し直してください。",
                "Export it again in longitude and latitude (WGS 84 or JGD2011).",
            ),
            where=f"{where}.crs" if where else "crs",
        )


FORMAT = Format(SLUG, Text("GeoJSON", "GeoJSON"), (".geojson", ".json"), _recognises, _read)

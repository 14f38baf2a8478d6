"""GPX 1.0 and 1.1 through gpxpy: routes and track segments are routes; waypoints alone are hovers.

GPX does not say what `ele` is measured from, so every height has an unknown datum. Waypoints beside routes or tracks
are places of interest and are left out, with a note.
"""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import gpxpy
from gpxpy.gpx import GPXRoutePoint, GPXTrackPoint, GPXWaypoint

from geo.height import Datum, Height
from geo.readers._collect import Collector, refuse_flood
from geo.readers._text import clean_name, number
from geo.readers._xml import children, local, parse_xml, root_name, text_of
from geo.readers.reading import Format, Limits, Reading
from geo.route import Speed, Waypoint
from geo.text import Text

SLUG = "gpx"

_INSIDE = {"gpx": ("wpt", "rte", "trk"), "rte": ("rtept",), "trk": ("trkseg",), "trkseg": ("trkpt",)}
_POINTS = ("wpt", "rtept", "trkpt")

Point = GPXWaypoint | GPXRoutePoint | GPXTrackPoint


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    return root_name(data) == "gpx"


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    reduced = _reduced(parse_xml(data))
    gpx = gpxpy.parse(ElementTree.tostring(reduced, encoding="unicode"), version="1.0")
    out = Collector(SLUG)
    for place, route in enumerate(gpx.routes):
        _add(route.points, clean_name(route.name), f"rte[{place}]", "rtept", out)
    for place, track in enumerate(gpx.tracks):
        for part, segment in enumerate(track.segments):
            _add(segment.points, clean_name(track.name), f"trk[{place}].trkseg[{part}]", "trkpt", out)
    _add_waypoints(gpx.waypoints, bool(gpx.routes or gpx.tracks), out)
    return out.reading(
        Text("点のあるルート（rte）かトラック（trk）を入れてください。", "Put a route (rte) or a track (trk) into it.")
    )


def _add(points: Sequence[Point], name: str, origin: str, tag: str, out: Collector) -> None:
    if not points:
        out.left_out(Text("点がないので読み飛ばしました。", "it has no points, passed over."), origin)
        return
    out.reserve(len(points), origin)
    waypoints = [_waypoint(point, f"{origin}.{tag}[{index}]") for index, point in enumerate(points)]
    out.route(waypoints, name, origin)


def _add_waypoints(points: Sequence[GPXWaypoint], beside_routes: bool, out: Collector) -> None:
    if beside_routes and points:
        out.note(
            Text(
                f"経路のほかにある地点（wpt）{len(points)} 個は、経路の一部ではないので読みませんでした。",
                f"{len(points)} waypoints (wpt) beside the routes are places of interest and are not read.",
            )
        )
        return
    for index, point in enumerate(points):
        out.reserve(1, f"wpt[{index}]")
        out.route([_waypoint(point, f"wpt[{index}]")], clean_name(point.name), f"wpt[{index}]")


def _waypoint(point: Point, origin: str) -> Waypoint:
    height = None if point.elevation is None else Height(point.elevation, Datum.UNKNOWN, f"{origin}.ele")
    told = getattr(point, "speed", None)
    speed = Speed(told, f"{origin}.speed") if told is not None and told >= 0 else None
    return Waypoint(point.longitude, point.latitude, height, speed, origin)


def _reduced(root: Element) -> Element:
    """Return the geometry, names and speeds alone, as GPX 1.0 without namespaces, every value a number.

    gpxpy enters the namespaces of what it reads into a table shared by the whole process, and looks for them by
    pattern in the text; so none may reach it, nor a double quote in a name.
    """
    refuse_flood(sum(local(element) in _POINTS for element in root.iter()))
    reduced = Element("gpx", version="1.0")
    _copy(root, reduced, "")
    return reduced


def _copy(source: Element, target: Element, origin: str) -> None:
    """Copy what is read, no deeper than the schema goes."""
    for tag in _INSIDE[target.tag]:
        for index, child in enumerate(children(source, tag)):
            copy = ElementTree.SubElement(target, tag)
            name = clean_name(text_of(child, "name"))
            if name:
                ElementTree.SubElement(copy, "name").text = name.replace('"', "'")
            if tag in _POINTS:
                _copy_values(child, copy, f"{origin}{tag}[{index}]")
            else:
                _copy(child, copy, f"{origin}{tag}[{index}].")


def _copy_values(source: Element, target: Element, origin: str) -> None:
    for key in ("lat", "lon"):
        target.set(key, _checked(source.get(key, ""), f"{origin} {key}"))
    if elevation := text_of(source, "ele"):
        ElementTree.SubElement(target, "ele").text = _checked(elevation, f"{origin}.ele")
    speed = next((element.text for element in source.iter() if local(element) == "speed"), None)
    if speed and speed.strip():
        ElementTree.SubElement(target, "speed").text = _checked(speed, f"{origin}.speed")


def _checked(text: str, where: str) -> str:
    number(text, where=where)
    return text


FORMAT = Format(SLUG, Text("GPX", "GPX"), (".gpx",), _recognises, _read)

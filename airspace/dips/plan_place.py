"""flyRoute, departurePoint and destinationPoint: where a flight is, in what DIPS can draw."""

import json
from collections.abc import Sequence

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from airspace.dips.filling import Filling, Json, Need
from airspace.finding import VolumeKind
from airspace.register.chosen import ChosenEntry
from airspace.register.facts import Site
from airspace.screening import Screening
from geo.crs import GEOD, to_degrees
from geo.route import Area, Circle, Route
from geo.shape import polygons_of

DIGITS = 7
"""Of degrees: a centimetre."""

AT_THE_END_M = 200.0
"""A chosen site this near to an end of the route is where it begins, or ends."""


def fill_place(screening: Screening, filling: Filling) -> None:
    """Fill in the route or area as GeoJSON in a string, and the places where it begins and ends."""
    path = screening.operation.path
    circle = path.shape if isinstance(path, Area) and isinstance(path.shape, Circle) else None
    drawn = _circle(circle) if circle else _polygon(screening, filling)
    filling.fields["flyRoute"] = json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))
    sites = screening.operation.chosen.sites
    for name, end in (("departurePoint", 0), ("destinationPoint", -1)):
        near = _sites_at(path, end, sites)
        if len(near) == 1:
            site = near[0].facts
            filling.fields[name] = f"{site.name}（{site.lat_deg:.6f}, {site.lon_deg:.6f}）"
        else:
            filling.missing(
                name,
                f"登録簿から選ばれた離着陸場所のうち、この端にあるもの（{AT_THE_END_M:g} m 以内）が1つに決まりません。",
                f"No single site among those chosen lies at this end (within {AT_THE_END_M:g} m).",
            )


def merged(screening: Screening) -> BaseGeometry:
    """Return the flight geography on the ground, one polygon in JGD2011 degrees."""
    flown = screening.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    return to_degrees(shapely.union_all(polygons_of(flown)), screening.volume.plane_epsg)


def _circle(circle: Circle) -> dict[str, Json]:
    return {"type": "Circle", "center": _rounded(circle.lon_deg, circle.lat_deg), "radius": circle.radius_m}


def _polygon(screening: Screening, filling: Filling) -> dict[str, Json]:
    """Return the polygon's outer ring, which is all that DIPS draws."""
    path = screening.operation.path
    shape = path.shape if isinstance(path, Area) and isinstance(path.shape, Polygon) else merged(screening)
    (whole,) = polygons_of(shape)
    if whole.interiors:
        filling.complain(
            "flyRoute",
            Need.CHECK,
            "中に飛ばない所（穴）がありますが、DIPSの形には外側の輪しかないので、穴も含めて書きました。",
            "It has holes that are not flown; DIPS draws the outer ring only, so they are included.",
        )
    ring: list[Json] = [_rounded(lon_deg, lat_deg) for lon_deg, lat_deg in whole.exterior.coords]
    return {"type": "Polygon", "coordinates": ring}


def _rounded(lon_deg: float, lat_deg: float) -> list[Json]:
    return [round(lon_deg, DIGITS), round(lat_deg, DIGITS)]


def _sites_at(path: Route | Area, end: int, sites: Sequence[ChosenEntry[Site]]) -> list[ChosenEntry[Site]]:
    """Return the chosen sites at one end of a route; those of an area are at both."""
    if isinstance(path, Area):
        return list(sites)
    lon_deg, lat_deg = path.positions[end]
    return [
        site for site in sites if GEOD.inv(lon_deg, lat_deg, site.facts.lon_deg, site.facts.lat_deg)[2] <= AT_THE_END_M
    ]

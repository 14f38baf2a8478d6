"""県の区域の外: where the flight leaves the prefecture's land and the sea that is nearest to it."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from airspace.atlas import Territory
from airspace.edition import LayerKind
from airspace.evidence import clear, finding
from airspace.facts import Facts, Place
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from geo.shape import polygons_of
from geo.text import Text

SLUG = "outside-prefecture"

RIM_STEP_M = 500.0
RIM_ERROR_M = 10.0
"""Where a part at sea is nearest to is asked along its rim, each so many metres, without the corners of its arcs."""


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Tell where the flight is outside the prefecture, or that the boundaries held cannot tell."""
    prefecture = facts.atlas.prefecture
    territory = facts.territory
    beyond = facts.outside(territory.own)
    if beyond is None or _nearest_to_own_land(beyond, territory):
        yield clear(
            law,
            Text(f"{prefecture.name.ja}の区域の中です。", f"The flight is within {prefecture.name.en}."),
        )
    elif territory.land is None or not territory.neighbours_held:
        yield finding(
            law,
            Outcome.UNDETERMINED,
            Entails.INFORMATION,
            Text(
                f"{prefecture.name.ja}の区域の外に出るかもしれません。県境のデータが足りないため判定できません。",
                f"The flight may leave {prefecture.name.en}; too few boundaries are held to tell.",
            ),
            Text(
                "県と隣の府県の行政区域データ（N03）の取り込みを県の担当に相談してください。",
                "Ask the prefecture's desk to import the boundaries (N03) of the prefecture and its neighbours.",
            ),
            place=beyond,
            layer=LayerKind.PREFECTURE,
            resolved_by=ResolvedBy.DATA,
            meets_layer=False,
        )
    else:
        yield finding(
            law,
            Outcome.ADVISORY,
            Entails.INFORMATION,
            Text(
                f"{prefecture.name.ja}の区域の外を飛ぶ部分があります。",
                f"A part of the flight lies outside {prefecture.name.en}.",
            ),
            Text(
                "その部分は、そこを所管する府県・市町村にも相談してください。",
                "For that part, ask the prefecture and municipality there as well.",
            ),
            place=beyond,
            layer=LayerKind.PREFECTURE,
            edition=territory.editions[0],
        )


def _nearest_to_own_land(beyond: Place, territory: Territory) -> bool:
    """Whether all of the part lies at sea, nearer to the prefecture's land than to any other's that is held."""
    if territory.land is None or territory.others is None or not territory.neighbours_held:
        return False
    part = _union(beyond.parts[VolumeKind.GROUND_RISK_BUFFER])
    if territory.others.near(part):
        return False
    rim = shapely.segmentize(shapely.simplify(part, RIM_ERROR_M), RIM_STEP_M)
    corners = np.asarray(shapely.points(shapely.get_coordinates(rim)))
    return all(  # one corner first: far from the prefecture it answers for all
        np.all(territory.land.distances_m(some) <= territory.others.distances_m(some))
        for some in (corners[:1], corners)
    )


def _union(part: BaseGeometry) -> BaseGeometry:
    return shapely.union_all(polygons_of(part))

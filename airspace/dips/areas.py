"""The types of flight-prohibited area (飛行禁止エリア) of DIPS, and what each may turn out to be here."""

from dataclasses import dataclass

from airspace.edition import LayerKind
from airspace.features import DipsArea, ZoneKind
from airspace.finding import Entails
from geo.text import Text


@dataclass(frozen=True, slots=True)
class AreaType:
    """One type.

    `entails` is what it means to fly there, `item` the slug of the item of specified flight (特定飛行) that it may be,
    None where it is none. `layers` are our layers that hold the same, `zone_kind` the kind of our zones that do.
    """

    name: Text
    entails: Entails
    layers: tuple[LayerKind, ...]
    zone_kind: ZoneKind | None
    item: str | None = None


AREA_TYPES = {
    1: AreaType(
        Text("空港等の周辺", "surroundings of an airport"),
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        (LayerKind.SURFACES, LayerKind.ZONES),
        ZoneKind.AERODROME,
        "airport-obstacle-surfaces",
    ),
    2: AreaType(
        Text("人口集中地区", "densely inhabited district"),
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        (LayerKind.DID,),
        None,
        "densely-inhabited-district",
    ),
    5: AreaType(
        Text("小型無人機等飛行禁止法の対象施設", "target facility of the Small UA Act"),
        Entails.NEEDS_CONSENT_AND_NOTICE,
        (LayerKind.FACILITIES, LayerKind.ZONES),
        ZoneKind.SMALL_UA_ACT,
    ),
    6: AreaType(
        Text("対象施設周辺地域", "surrounding area of a target facility"),
        Entails.NEEDS_CONSENT_AND_NOTICE,
        (LayerKind.FACILITIES, LayerKind.ZONES),
        ZoneKind.SMALL_UA_ACT,
    ),
    7: AreaType(
        Text("条例等", "ordinances and the like"), Entails.NEEDS_CONSULTATION, (LayerKind.ZONES,), ZoneKind.ORDINANCE
    ),
    8: AreaType(
        Text("有人機の離着陸エリア", "take-off and landing area of manned aircraft"),
        Entails.NEEDS_CONSULTATION,
        (LayerKind.ZONES,),
        ZoneKind.MANAGER,
    ),
    9: AreaType(
        Text("緊急用務空域", "emergency airspace"),
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        (LayerKind.ZONES,),
        ZoneKind.EMERGENCY,
        "emergency-airspace",
    ),
    10: AreaType(Text("その他1", "other 1"), Entails.NEEDS_CONSULTATION, (LayerKind.ZONES,), ZoneKind.OTHER),
    11: AreaType(Text("その他2", "other 2"), Entails.NEEDS_CONSULTATION, (LayerKind.ZONES,), ZoneKind.OTHER),
}
"""By DIPS's number (dossier H.1, D138). The numbers 3 and 4 were not seen."""

MOST_TYPE_ID = 99
"""A type's number has two digits at most (dossier H.1, D77-ext)."""


def area_type(type_id: int) -> AreaType:
    """Return a type by its number; one that is not known is judged like "other", under its number."""
    return AREA_TYPES.get(type_id) or AreaType(
        Text(f"種別{type_id}（未知）", f"type {type_id} (not known)"),
        Entails.NEEDS_CONSULTATION,
        (LayerKind.ZONES,),
        ZoneKind.OTHER,
    )


def type_of(area: DipsArea) -> AreaType:
    """Return the type of an area."""
    return area_type(area.type_id)

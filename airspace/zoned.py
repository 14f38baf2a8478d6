"""Judge zones drawn or imported, with height limits and times; shared by the rules that read the layer of zones."""

from collections.abc import Collection
from dataclasses import replace

from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Hit, LayerFacts
from airspace.features import Geozone, ZoneKind, ZoneType
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from airspace.volume import Band, Leg
from airspace.zone import Meeting, vertical_meeting
from geo.text import Text

ENTAILS_BY_KIND = {
    ZoneKind.AERODROME: Entails.SPECIFIED_FLIGHT_AIRSPACE,
    ZoneKind.EMERGENCY: Entails.SPECIFIED_FLIGHT_AIRSPACE,
    ZoneKind.SMALL_UA_ACT: Entails.NEEDS_CONSENT_AND_NOTICE,
}


def judge_zones(layer: LayerFacts, law: RuleLaw, kinds: Collection[ZoneKind]) -> list[Finding]:
    """Return a finding for each zone of these kinds that applies at the time of flight and is met in 3D."""
    judged = [
        _judge(hit, zone, law) for hit in layer.hits if isinstance(zone := hit.feature, Geozone) and zone.kind in kinds
    ]
    return [found for found in judged if found]


def _judge(hit: Hit, zone: Geozone, law: RuleLaw) -> Finding | None:
    operation = hit.volume.operation
    if zone.type is ZoneType.NO_RESTRICTION:
        return None
    if not any(zone.applies(window.start, window.end) for window in operation.windows):
        return None
    meeting, kind = _innermost_meeting(hit, zone)
    if kind is None:
        return None
    outcome = _outcome(meeting, kind, hit)
    found = finding(
        law,
        outcome,
        _entails(zone),
        _text(outcome, meeting, kind, zone),
        _remedy(zone),
        place=hit if hit.innermost in (None, kind) else replace(hit, met_in_height_by=kind),
        place_name=zone.name,
        layer=LayerKind.ZONES,
        edition=hit.edition,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
    )
    return replace(found, citation=_citation(law, zone))


def _citation(law: RuleLaw, zone: Geozone) -> Text:
    """Return the rule's articles with the zone's own basis, which stands in one language only."""
    if not zone.legal_basis:
        return law.citation
    return Text(f"{law.citation.ja}：{zone.legal_basis}", f"{law.citation.en}: {zone.legal_basis}")


def _innermost_meeting(hit: Hit, zone: Geozone) -> tuple[Meeting, VolumeKind | None]:
    """Return how, and which, the innermost volume meets the zone in height as well as on the map."""
    for kind in VolumeKind:
        meetings = [
            vertical_meeting(_band(leg, kind), zone.lower, zone.upper, leg.levels(zone.lower, zone.upper))
            for leg in hit.volume.legs
            if _meets_on_the_map(leg, kind, hit)
        ]
        if Meeting.MEETS in meetings:
            return Meeting.MEETS, kind
        if Meeting.UNKNOWN in meetings:
            return Meeting.UNKNOWN, kind
    return Meeting.APART, None


def _meets_on_the_map(leg: Leg, kind: VolumeKind, hit: Hit) -> bool:
    """Whether a leg's volume meets the zone; one that no volume meets is taken as met by the outermost of near legs."""
    if hit.innermost is not None:
        part = hit.parts[kind]
        return part.area > 0 and leg.reaches(kind, part)
    if kind is not VolumeKind.GROUND_RISK_BUFFER:
        return False
    flown = leg.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    return hit.sheet.index.distance_m(flown, hit.owner) < hit.edition.accuracy_m


def _band(leg: Leg, kind: VolumeKind) -> Band:
    return leg.band if kind is VolumeKind.FLIGHT_GEOGRAPHY else leg.contingency_band


def _outcome(meeting: Meeting, kind: VolumeKind, hit: Hit) -> Outcome:
    if kind is VolumeKind.GROUND_RISK_BUFFER:
        return Outcome.UNDETERMINED if hit.missed_by_m < hit.edition.accuracy_m else Outcome.ADVISORY
    if kind is VolumeKind.FLIGHT_GEOGRAPHY and meeting is Meeting.MEETS and hit.deep:
        return Outcome.CAUGHT
    return Outcome.UNDETERMINED


def _entails(zone: Geozone) -> Entails:
    if zone.kind in ENTAILS_BY_KIND:
        return ENTAILS_BY_KIND[zone.kind]
    return Entails.PROHIBITED if zone.type is ZoneType.PROHIBITED else Entails.NEEDS_CONSULTATION


def _text(outcome: Outcome, meeting: Meeting, kind: VolumeKind, zone: Geozone) -> Text:
    name = zone.name
    ja, en = f"区域「{name.ja}」", f'the zone "{name.en}"'
    if outcome is Outcome.CAUGHT:
        does_ja, does_en = {
            ZoneType.PROHIBITED: ("飛行が禁止されています", "flight is prohibited"),
            ZoneType.REQ_AUTHORISATION: ("飛行には手続が必要です", "flight needs authorisation"),
        }.get(zone.type, ("飛行に条件があります", "flight is conditional"))
        text = Text(f"{ja}の中を飛びます。ここでは{does_ja}。", f"The flight enters {en}, in which {does_en}.")
    elif kind is VolumeKind.GROUND_RISK_BUFFER and outcome is Outcome.ADVISORY:
        text = Text(f"落下のおそれがある範囲（目安）が{ja}にかかります。", f"The ground-risk buffer reaches {en}.")
    elif meeting is Meeting.UNKNOWN:
        text = Text(
            f"{ja}の高さの範囲に入るかどうか、飛行の高さが示されていないか、高さの基準がちがうため判定できません。",
            f"Whether the flight is within the height limits of {en} cannot be told: "
            "the flight's height is not given, or their datums differ.",
        )
    elif kind is VolumeKind.CONTINGENCY_VOLUME:
        text = Text(
            f"風などで経路からそれると{ja}に入るおそれがあります。", f"On a deviation the flight may enter {en}."
        )
    else:
        text = Text(f"{ja}の境界までが、データの誤差の中です。", f"The border of {en} is within the error of the data.")
    message = zone.message
    return Text(f"{text.ja}{message.ja}", f"{text.en} {message.en}") if message else text


def _remedy(zone: Geozone) -> Text:
    authority = zone.authority
    if authority is None:
        return Text(
            "区域を避けるか、区域を定めた所に確かめてください。", "Avoid the zone, or ask whoever has drawn it."
        )
    contact = f"（{authority.contact}）" if authority.contact else ""
    contact_en = f" ({authority.contact})" if authority.contact else ""
    lead_ja = f"めやす：{authority.lead_time.ja}。" if authority.lead_time else ""
    lead_en = f" Lead time: {authority.lead_time.en}." if authority.lead_time else ""
    return Text(
        f"区域を避けるか、{authority.name.ja}{contact}に相談してください。{lead_ja}",
        f"Avoid the zone, or ask {authority.name.en}{contact_en}.{lead_en}",
    )

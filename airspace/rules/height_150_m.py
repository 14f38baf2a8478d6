"""150 m and above: flight 150 m or more above the ground or water directly below."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from airspace.evidence import clear, finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from airspace.volume import Leg
from geo.height import DATUM_NAMES
from geo.text import Text

SLUG = "150-m-or-higher"

Judgement = tuple[Outcome, Text, Text, ResolvedBy | None, VolumeKind]


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each stretch of legs that fare alike by their greatest height above the ground."""
    limit_m = law.parameters["height_m"].value
    judged = [(leg, _judge(leg, limit_m)) for leg in facts.volume.legs]
    findings = []
    for judgement, group in groupby(judged, key=lambda pair: pair[1]):
        legs = [leg.index for leg, _ in group]
        if judgement is None:
            continue
        outcome, text, remedy, resolved_by, volume = judgement
        findings.append(
            finding(
                law,
                outcome,
                Entails.SPECIFIED_FLIGHT_AIRSPACE,
                text,
                remedy,
                place=replace(facts.legs_as_place(legs), met_in_height_by=volume),
                resolved_by=resolved_by,
            )
        )
    yield from findings or [
        clear(
            law,
            Text(
                f"経路からそれた場合も含めて、地面・水面から {limit_m:g} m 未満を飛びます。",
                f"The flight stays under {limit_m:g} m above ground and water, deviations included.",
            ),
        )
    ]


def _judge(leg: Leg, limit_m: float) -> Judgement | None:
    ceiling = leg.band.ceiling
    if ceiling is None:
        return (
            Outcome.UNDETERMINED,
            Text(
                f"飛行の高さが示されていないため、{limit_m:g} m 以上かどうか判定できません。",
                f"No height is given, so whether it is {limit_m:g} m or more cannot be told.",
            ),
            Text("地面からの高さ（対地高度）を入れてください。", "Give the height above ground (AGL)."),
            ResolvedBy.OPERATOR,
            VolumeKind.FLIGHT_GEOGRAPHY,
        )
    if leg.agl.low_m is not None and leg.agl.low_m >= limit_m:
        return (
            Outcome.CAUGHT,
            Text(
                f"地面・水面から {limit_m:g} m 以上（{ceiling.text.ja}）を飛ぶため、特定飛行に該当します。"
                "ただし建物などから 30 m 以内の空域は除かれます。",
                f"The flight reaches {limit_m:g} m or more above ground or water ({ceiling.text.en}): "
                "this is specified flight. Air within 30 m of a structure is excepted.",
            ),
            Text(
                f"{limit_m:g} m 未満に下げるか、国土交通省の許可の手続を確かめてください。",
                f"Stay under {limit_m:g} m, or see MLIT's permission for the airspace.",
            ),
            None,
            VolumeKind.FLIGHT_GEOGRAPHY,
        )
    if leg.agl.high_m is None or leg.agl.high_m >= limit_m:
        datum = DATUM_NAMES[ceiling.datum]
        return (
            Outcome.UNDETERMINED,
            Text(
                f"高さが「{datum.ja}」{ceiling.value_m:g} m で示され、その下の地面の高さがはっきりしないため、"
                f"地面から {limit_m:g} m 以上かどうか判定できません。",
                f"The height is given as {ceiling.text.en} and the ground below is not known well enough, so "
                f"whether it is {limit_m:g} m or more above ground cannot be told.",
            ),
            Text(
                "地面からの高さ（対地高度）の上限を入れるか、地形データの取り込みを県の担当に相談してください。",
                "Give the greatest height above ground (AGL), or ask the prefecture's desk for terrain data.",
            ),
            ResolvedBy.OPERATOR,
            VolumeKind.FLIGHT_GEOGRAPHY,
        )
    if leg.contingency_agl.high_m is None or leg.contingency_agl.high_m >= limit_m:
        return (
            Outcome.UNDETERMINED,
            Text(
                f"計画の高さは {limit_m:g} m 未満ですが、"
                f"風などで上にそれると {limit_m:g} m 以上になるおそれがあります。",
                f"The planned height is under {limit_m:g} m, but a deviation upwards may reach it.",
            ),
            Text(
                f"計画の高さをさらに下げるか、{limit_m:g} m 以上の手続を確かめてください。",
                f"Plan lower, or see the procedure for {limit_m:g} m or more.",
            ),
            ResolvedBy.OPERATOR,
            VolumeKind.CONTINGENCY_VOLUME,
        )
    return None

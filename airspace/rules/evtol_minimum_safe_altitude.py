"""最低安全高度: how low an aircraft that can carry a person may fly (航空法第81条), leg by leg.

The higher of two limbs applies: a height from which it lands without danger when its power fails, and one of three
tests by what lies below. No data tells what is a congested area (密集地域), where people and objects are, or how
high the highest obstacle is, so beyond what the operator states nothing here is clear.
"""

from collections.abc import Iterator
from itertools import groupby

from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.leg import Leg
from geo.route import Route
from geo.text import Text

SLUG = "evtol-minimum-safe-altitude"

Judgement = tuple[Outcome, Text, Text]

ASK_ABOUT_81 = Text(
    "高さを上げるか、航空法第81条ただし書の許可を国土交通省に相談してください。",
    "Fly higher, or ask MLIT about permission under the proviso of article 81.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge the rules of flight, the engine-out height, and each stretch of legs that fare alike."""
    declared = facts.volume.operation.declared
    if declared.visual_flight_rules is not True:
        yield _not_visual(law, stated=declared.visual_flight_rules is False)
    if declared.engine_out_height_m is None:
        yield _without_engine_out_height(law)
    crosses_did = {leg for hit in facts.layer(LayerKind.DID).hits for leg in hit.legs}
    judged = [(leg.index, _judge(facts, leg, law, over_did=leg.index in crosses_did)) for leg in facts.volume.legs]
    for (outcome, text, remedy), group in groupby(judged, key=lambda pair: pair[1]):
        yield finding(
            law,
            outcome,
            Entails.NEEDS_AIRCRAFT_PERMISSION,
            text,
            remedy,
            place=facts.legs_as_place([index for index, _ in group]),
            resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
            meets_layer=False,
        )


def _not_visual(law: RuleLaw, *, stated: bool) -> Finding:
    text = (
        Text(
            "計器飛行方式で飛ぶと申告されています。空みちは有視界飛行方式の最低安全高度だけを扱うため判定できません。",
            "The operator states that it flies by instrument flight rules. Soramichi knows the minimum of visual "
            "flight rules only, so it cannot be told.",
        )
        if stated
        else Text(
            "有視界飛行方式で飛ぶかどうかが示されていないため判定できません。",
            "Whether it flies by visual flight rules is not stated, so it cannot be told.",
        )
    )
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_AIRCRAFT_PERMISSION,
        text,
        Text(
            "飛行の方式を入れてください。計器飛行方式なら国土交通省に確かめてください。",
            "State the rules of flight; for instrument flight rules ask MLIT.",
        ),
        resolved_by=ResolvedBy.OPERATOR,
    )


def _without_engine_out_height(law: RuleLaw) -> Finding:
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_AIRCRAFT_PERMISSION,
        Text(
            "動力が止まっても地上の人や物に危険なく着陸できる高さ（飛行規程による）が示されていないため判定できません。",
            "The height from which it lands without danger to people or objects when its power fails (from the flight "
            "manual) is not given, so it cannot be told.",
        ),
        Text(
            "飛行規程からその高さ（地上 m）を入れてください。ほかの条件と比べて高いほうが最低安全高度になります。",
            "Give that height in metres above ground from the flight manual; the higher of it and the other tests is "
            "the minimum.",
        ),
        resolved_by=ResolvedBy.OPERATOR,
    )


def _judge(facts: Facts, leg: Leg, law: RuleLaw, *, over_did: bool) -> Judgement:
    last = len(facts.volume.legs) - 1
    if isinstance(facts.volume.operation.path, Route) and leg.index in (0, last):
        return (
            Outcome.ADVISORY,
            Text(
                "離着陸の区間です。離着陸のための飛行に最低安全高度は当てはまりませんが、"
                "区間のどこまでが離着陸かは示されていません。",
                "This is a leg of take-off or landing, to which the minimum does not apply; how much of the leg is "
                "take-off or landing is not told.",
            ),
            Text(
                "離着陸を終える地点に通過点を入れると、その先だけを確かめられます。",
                "Put a waypoint where take-off ends and where landing begins, so that the rest is judged apart.",
            ),
        )
    least = leg.least_agl
    if leg.band.floor is None or least.high_m is None:
        return (
            Outcome.UNDETERMINED,
            Text(
                "この区間のいちばん低い高さ（地面から）が分からないため、最低安全高度を判定できません。",
                "The least height above ground on this stretch is not known, so the minimum cannot be told.",
            ),
            Text(
                "通過点ごとに地面からの高さを入れるか、地形データの取込みを県の担当に相談してください。",
                "Give each waypoint's height above ground, or ask the prefecture's desk for terrain data.",
            ),
        )
    engine_out_m = facts.volume.operation.declared.engine_out_height_m
    if engine_out_m is not None and least.high_m < engine_out_m:
        return (
            Outcome.CAUGHT,
            Text(
                f"動力が止まっても危険なく着陸できる高さ（地上 {engine_out_m:g} m）より低い、"
                f"地上 {least.high_m:.0f} m 以下を飛びます。",
                f"The flight is at {least.high_m:.0f} m above ground or less, below the height from which it lands "
                f"without danger when its power fails ({engine_out_m:g} m).",
            ),
            ASK_ABOUT_81,
        )
    return _by_what_lies_below(least.low_m, law, over_did=over_did)


def _by_what_lies_below(least_m: float | None, law: RuleLaw, *, over_did: bool) -> Judgement:
    """Return what the three tests ask for: which of them applies no data tells."""
    figures = {name: parameter.value for name, parameter in law.parameters.items()}
    above_m, distance_m = figures["above_ground_m"], figures["distance_m"]
    over_m, radius_m = figures["over_obstacle_m"], figures["obstacle_radius_m"]
    hint = (
        Text(
            "（人口集中地区の上を通りますが、密集地域と同じではありません）",
            " (it crosses a DID, which is not the same)",
        )
        if over_did
        else Text("", "")
    )
    congested = Text(
        f"人や家の密集する地域の上{hint.ja}では、{radius_m:g} m 以内のいちばん高い障害物より {over_m:g} m 以上高く"
        "飛ぶ必要があります。密集する地域と障害物のデータがないため判定できません。",
        f"Over a congested area{hint.en} it must be {over_m:g} m above the highest obstacle within {radius_m:g} m; "
        "no data tells congested areas or obstacles, so it cannot be told.",
    )
    site = Text(
        "飛ぶ場所が密集する地域か、人や家のない場所・広い水面か、そのほかかを現地で確かめ、県の担当に示してください。",
        "See on site whether it is a congested area, empty land or wide water, or neither, and tell the prefecture.",
    )
    if least_m is not None and least_m >= above_m:
        return (
            Outcome.UNDETERMINED,
            Text(
                f"地面・水面から {above_m:g} m 以上を飛びます。ただし{congested.ja}",
                f"It is {above_m:g} m or more above ground and water. But: {congested.en}",
            ),
            site,
        )
    return (
        Outcome.UNDETERMINED,
        Text(
            f"地面・水面から {above_m:g} m 未満を飛ぶことがあります。人や家のない場所か広い水面の上で、人や物から "
            f"{distance_m:g} m 以上離れる場合を除き、許可なしには飛べません。"
            "どちらか示すデータがないため判定できません。"
            f"{congested.ja}",
            f"It may be less than {above_m:g} m above ground or water. Without permission that is open only over empty "
            f"land or wide water, {distance_m:g} m away from people and objects; no data tells which it is. "
            f"{congested.en}",
        ),
        Text(f"{site.ja}{ASK_ABOUT_81.ja}", f"{site.en} {ASK_ABOUT_81.en}"),
    )

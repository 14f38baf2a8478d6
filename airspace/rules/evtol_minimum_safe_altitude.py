"""最低安全高度: how low an aircraft that can carry a person may fly by visual flight rules (航空法第81条), leg by leg.

The higher of two limbs applies: a height from which it lands without danger when its power fails, and one of three
tests by what lies below. No data tells what is a congested area (密集地域), where people and objects are, or how
high the highest obstacle is, so nothing here is clear. Nor does being under 150 m above ground alone catch a leg: over
empty land or wide water only the distance from people and objects counts.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Facts, Place
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from airspace.leg import Leg
from geo.route import Route
from geo.text import Text

SLUG = "evtol-minimum-safe-altitude"

ASK_ABOUT_81 = Text(
    "高さを上げるか、航空法第81条ただし書の許可を国土交通省に相談してください。",
    "Fly higher, or ask MLIT about permission under the proviso of article 81.",
)
LOOK_ON_SITE = Text(
    "下が密集する地域か、人や家のない場所・広い水面か、そのほかかを現地で確かめ、県の担当に示してください。",
    "See on site whether it is a congested area, empty land or wide water, or neither, and tell the prefecture.",
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is found of a leg; legs that fare alike make one finding."""

    outcome: Outcome
    text: Text
    remedy: Text


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge the rules of flight, the engine-out height, and each stretch of legs that fare alike."""
    declared = facts.volume.operation.declared
    if declared.visual_flight_rules is False:
        yield _open(law, BY_INSTRUMENTS)
        return
    if declared.visual_flight_rules is None:
        yield _open(law, RULES_OF_FLIGHT_NOT_STATED)
    if declared.engine_out_height_m is None:
        yield _open(law, ENGINE_OUT_HEIGHT_NOT_STATED)
    over_did = _legs_over_did(facts)
    judged = [(leg.index, _judge(facts, leg, law, over_did)) for leg in facts.volume.legs]
    for judgement, group in groupby(judged, key=lambda pair: pair[1]):
        place = facts.legs_as_place([index for index, _ in group])
        if judgement.outcome is Outcome.CAUGHT and declared.visual_flight_rules:
            yield finding(
                law,
                Outcome.CAUGHT,
                Entails.NEEDS_AIRCRAFT_PERMISSION,
                judgement.text,
                judgement.remedy,
                place=place,
                meets_layer=False,
            )
        else:
            yield _open(law, judgement, place)


def _open(law: RuleLaw, judgement: Judgement, place: Place | None = None) -> Finding:
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_AIRCRAFT_PERMISSION,
        judgement.text,
        judgement.remedy,
        place=place,
        resolved_by=ResolvedBy.OPERATOR,
        meets_layer=False,
    )


BY_INSTRUMENTS = Judgement(
    Outcome.UNDETERMINED,
    Text(
        "計器飛行方式で飛ぶと申告されています。空みちは有視界飛行方式の最低安全高度だけを扱うため判定できません。",
        "The operator states that it flies by instrument flight rules. Soramichi knows the minimum of visual flight "
        "rules only, so it cannot be told.",
    ),
    Text(
        "計器飛行方式の最低高度を国土交通省に確かめてください。", "Ask MLIT for the minimum of instrument flight rules."
    ),
)

RULES_OF_FLIGHT_NOT_STATED = Judgement(
    Outcome.UNDETERMINED,
    Text(
        "有視界飛行方式で飛ぶかどうかが示されていないため、最低安全高度を判定できません。"
        "ほかの結果は有視界飛行方式としたときのものです。",
        "Whether it flies by visual flight rules is not stated, so the minimum cannot be told. What else is found "
        "holds for visual flight rules.",
    ),
    Text(
        "飛行の方式を申告に入れてください。計器飛行方式なら国土交通省に確かめてください。",
        "State the rules of flight; for instrument flight rules ask MLIT.",
    ),
)

ENGINE_OUT_HEIGHT_NOT_STATED = Judgement(
    Outcome.UNDETERMINED,
    Text(
        "動力が止まっても地上の人や物に危険なく着陸できる高さ（飛行規程による）が示されていないため判定できません。",
        "The height from which it lands without danger to people or objects when its power fails (from the flight "
        "manual) is not given, so it cannot be told.",
    ),
    Text(
        "飛行規程からその高さ（地上 m）を入れてください。ほかの条件と比べて高いほうが最低安全高度になります。",
        "Give that height in metres above ground from the flight manual; the higher of it and the other tests is the "
        "minimum.",
    ),
)

TAKE_OFF_OR_LANDING = Judgement(
    Outcome.UNDETERMINED,
    Text(
        "離着陸の区間です。離着陸のための飛行に最低安全高度は当てはまりませんが、区間のどこまでが離着陸かは"
        "示されていないため、残りを判定できません。",
        "This is a leg of take-off or landing, to which the minimum does not apply; how much of the leg that is, is "
        "not told, so the rest of it cannot be told.",
    ),
    Text(
        "離陸を終える所と着陸を始める所に通過点を入れると、その間を分けて確かめられます。"
        "もう入れてあるなら、この区間がすべて離着陸であることを県の担当に示してください。",
        "Put a waypoint where take-off ends and one where landing begins, so that what lies between is judged apart. "
        "If they are there, tell the prefecture's desk that all of this leg is take-off or landing.",
    ),
)

LEAST_HEIGHT_NOT_KNOWN = Judgement(
    Outcome.UNDETERMINED,
    Text(
        "この区間のいちばん低い高さ（地面から）が分からないため、最低安全高度を判定できません。",
        "The least height above ground on this stretch is not known, so the minimum cannot be told.",
    ),
    Text(
        "通過点ごとに地面からの高さを入れるか、地形データの取込みを県の担当に相談してください。"
        "全体の最高の高さだけでは、いちばん低い高さが分かりません。",
        "Give each waypoint's height above ground, or ask the prefecture's desk for terrain data. The greatest "
        "height of the whole flight does not tell the least.",
    ),
)


def _legs_over_did(facts: Facts) -> Collection[int]:
    """Return the legs whose flight geography crosses a densely inhabited district."""
    hits = facts.layer(LayerKind.DID).hits
    return {leg for hit in hits if hit.innermost is VolumeKind.FLIGHT_GEOGRAPHY for leg in hit.legs}


def _judge(facts: Facts, leg: Leg, law: RuleLaw, over_did: Collection[int]) -> Judgement:
    if isinstance(facts.volume.operation.path, Route) and leg.index in (0, len(facts.volume.legs) - 1):
        return TAKE_OFF_OR_LANDING
    low_m, high_m = leg.least_agl.low_m, leg.least_agl.high_m
    if leg.band.floor is None or high_m is None:
        return LEAST_HEIGHT_NOT_KNOWN
    engine_out_m = facts.volume.operation.declared.engine_out_height_m
    if engine_out_m is not None and high_m < engine_out_m:
        return Judgement(
            Outcome.CAUGHT,
            Text(
                f"地面・水面から {high_m:.1f} m か、それより低く飛びます。動力が止まっても危険なく着陸できる高さ"
                f"（{engine_out_m:g} m）より低いため、許可が要ります。",
                f"At its lowest it is {high_m:.1f} m above ground or water, or lower: under the height from which it "
                f"lands without danger when its power fails ({engine_out_m:g} m), so permission is needed.",
            ),
            ASK_ABOUT_81,
        )
    return _by_what_lies_below(low_m, high_m, law, engine_out_m, over_did=leg.index in over_did)


def _by_what_lies_below(
    low_m: float | None, high_m: float, law: RuleLaw, engine_out_m: float | None, *, over_did: bool
) -> Judgement:
    """Return what each of the three tests says of a least height known within bounds: no data tells which applies."""
    figures = {name: parameter.value for name, parameter in law.parameters.items()}
    high_enough = low_m is not None and low_m >= figures["above_ground_m"]
    sentences = [
        *_engine_out(low_m, engine_out_m),
        _above_ground(low_m, high_m, figures["above_ground_m"], figures["distance_m"]),
        _over_congested(high_m, figures["over_obstacle_m"], figures["obstacle_radius_m"]),
        *([DID_IS_A_HINT] if over_did else []),
    ]
    remedies = [LOOK_ON_SITE] if high_enough else [LOOK_ON_SITE, ASK_ABOUT_81]
    return Judgement(Outcome.UNDETERMINED, _joined(sentences), _joined(remedies))


DID_IS_A_HINT = Text(
    "参考：人口集中地区の上を通ります（密集する地域と同じではありません）。",
    "For information: it crosses a densely inhabited district, which is not the same as a congested area.",
)


def _engine_out(low_m: float | None, engine_out_m: float | None) -> Iterator[Text]:
    if engine_out_m is not None and (low_m is None or low_m < engine_out_m):
        yield Text(
            f"下の地面の高さがはっきりしないため、動力が止まっても危険なく着陸できる高さ（{engine_out_m:g} m）より"
            "低くなるか判定できません。",
            "The ground below is not known well enough to tell whether it comes under the height from which it lands "
            f"without danger when its power fails ({engine_out_m:g} m).",
        )


def _above_ground(low_m: float | None, high_m: float, above_m: float, distance_m: float) -> Text:
    if low_m is not None and low_m >= above_m:
        return Text(
            f"地面・水面から {above_m:g} m 以上を飛ぶため、密集する地域でなければ高さは足ります。"
            f"人や家のない場所・広い水面では、人や物から {distance_m:g} m 以上離れます。",
            f"It is {above_m:g} m or more above ground and water, which is enough outside congested areas. Over "
            f"empty land or wide water it keeps {distance_m:g} m from people and objects.",
        )
    lower_ja, lower_en = ("飛びます", "is") if high_m < above_m else ("飛ぶことがあります", "may be")
    return Text(
        f"地面・水面から {above_m:g} m 未満を{lower_ja}。許可なしに飛べるのは、人や家のない場所か広い水面の上で、"
        f"人や物から {distance_m:g} m 以上離れるときだけです。どちらか示すデータがないため判定できません。",
        f"It {lower_en} less than {above_m:g} m above ground or water. Without permission that is open only over empty "
        f"land or wide water, {distance_m:g} m away from people and objects; no data tells whether that is so.",
    )


def _over_congested(high_m: float, over_m: float, radius_m: float) -> Text:
    if high_m < over_m:
        return Text(
            f"密集する地域の上なら、{radius_m:g} m 以内のいちばん高い障害物から {over_m:g} m という高さに足りません。"
            "密集する地域を示すデータがないため判定できません。",
            f"Over a congested area it falls short of {over_m:g} m above the highest obstacle within {radius_m:g} m; "
            "no data tells congested areas, so it cannot be told.",
        )
    return Text(
        f"密集する地域の上では、{radius_m:g} m 以内のいちばん高い障害物より {over_m:g} m 以上高く飛びます。"
        "密集する地域と障害物のデータがないため判定できません。",
        f"Over a congested area it must be {over_m:g} m above the highest obstacle within {radius_m:g} m; no data "
        "tells congested areas or obstacles, so it cannot be told.",
    )


def _joined(texts: list[Text]) -> Text:
    return Text("".join(text.ja for text in texts), " ".join(text.en for text in texts))

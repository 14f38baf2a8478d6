"""人口集中地区の上空: flight over a densely inhabited district of the census in force."""

from collections.abc import Iterator

from airspace.edition import LayerKind
from airspace.evidence import clear, finding, silence
from airspace.facts import Facts, Hit
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from geo.text import Text

SLUG = "densely-inhabited-district"

CHECK_MAP = Text(
    "地理院地図の「人口集中地区」で境界を確かめ、離すか、特定飛行として手続をしてください。",
    "Check the border on the GSI map's layer of densely inhabited districts; keep clear of it, "
    "or treat the flight as specified flight.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each district that a volume meets: flown over applies, deviation is open, the buffer is for information."""
    layer = facts.layer(LayerKind.DID)
    findings = [_judge(hit, law) for hit in layer.hits]
    findings += silence(law, Entails.SPECIFIED_FLIGHT_AIRSPACE, layer, facts.whole)
    yield from findings or [
        clear(
            law,
            Text(
                "飛行する範囲と落下のおそれがある範囲に、人口集中地区はありません。",
                "No densely inhabited district lies in the flight's volumes or its ground-risk buffer.",
            ),
            layer,
        )
    ]


def _judge(hit: Hit, law: RuleLaw) -> Finding:
    name = hit.feature.name
    outcome, text, remedy = _meeting(hit, name)
    return finding(
        law,
        outcome,
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        text,
        remedy,
        place=hit,
        place_name=name,
        layer=LayerKind.DID,
        edition=hit.edition,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
    )


def _meeting(hit: Hit, name: Text) -> tuple[Outcome, Text, Text]:
    accuracy_m = hit.edition.accuracy_m
    match hit.innermost:
        case VolumeKind.FLIGHT_GEOGRAPHY if hit.deep:
            return (
                Outcome.CAUGHT,
                Text(
                    f"人口集中地区（{name.ja}）の上空を約 {_metres(hit)} 飛ぶため、特定飛行に該当します。",
                    f"The flight passes over a densely inhabited district ({name.en}) for about {_metres(hit)}: "
                    "this is specified flight.",
                ),
                Text(
                    "国土交通省の手続（許可・承認、または機体認証と技能証明）を確かめるか、経路を離してください。",
                    "See which of MLIT's procedures applies (permission, or certified aircraft and licence), "
                    "or move the route.",
                ),
            )
        case VolumeKind.FLIGHT_GEOGRAPHY:
            return (
                Outcome.UNDETERMINED,
                Text(
                    f"人口集中地区（{name.ja}）の境界から {accuracy_m:g} m 以内を飛びます。"
                    "データの誤差の中なので、上空かどうか判定できません。",
                    f"The flight comes within {accuracy_m:g} m of the border of a densely inhabited district "
                    f"({name.en}), which is the error of the data: whether it is over it cannot be told.",
                ),
                CHECK_MAP,
            )
        case _ if hit.missed_by_m < accuracy_m:
            return (
                Outcome.UNDETERMINED,
                Text(
                    f"人口集中地区（{name.ja}）まで {hit.missed_by_m:.0f} m です。"
                    f"データの誤差（{accuracy_m:g} m）の中なので、上空かどうか判定できません。",
                    f"A densely inhabited district ({name.en}) is {hit.missed_by_m:.0f} m away, within the error of "
                    f"the data ({accuracy_m:g} m): whether the flight is over it cannot be told.",
                ),
                CHECK_MAP,
            )
        case VolumeKind.CONTINGENCY_VOLUME:
            return (
                Outcome.UNDETERMINED,
                Text(
                    f"風などで経路からそれると、人口集中地区（{name.ja}）の上空に入るおそれがあります。",
                    f"On a deviation the flight may enter the air over a densely inhabited district ({name.en}).",
                ),
                Text(
                    "経路を離すか、特定飛行として手続をしてください。",
                    "Keep clear of it, or treat the flight as specified flight.",
                ),
            )
        case _:
            return (
                Outcome.ADVISORY,
                Text(
                    f"落下のおそれがある範囲（目安）に人口集中地区（{name.ja}）が入ります。上空は飛びません。",
                    f"The ground-risk buffer reaches a densely inhabited district ({name.en}); "
                    "the flight is not over it.",
                ),
                Text(
                    "第三者が入らないようにする範囲に含めてください。", "Include it where third parties are kept away."
                ),
            )


def _metres(hit: Hit) -> str:
    length_m = hit.overlap.length_m
    return f"{length_m / 1000:.1f} km" if length_m >= 1000 else f"{max(length_m, 1):.0f} m"

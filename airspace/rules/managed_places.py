"""管理者との協議: parks, rivers, roads, railways, ports, power lines and other places with a manager to be asked."""

from collections.abc import Iterator

from airspace.edition import LayerKind
from airspace.evidence import clear, finding, silence
from airspace.facts import Facts, Hit
from airspace.features import ManagedKind, ManagedPlace, ManagerAsks
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.nearness import OUTCOME_OF, Nearness, nearness
from geo.text import Text

SLUG = "consultation-with-managers"

KIND_NAMES = {
    ManagedKind.NATIONAL_PARK: Text("国立公園・国定公園", "national park"),
    ManagedKind.RIVER: Text("河川", "river"),
    ManagedKind.ROAD: Text("道路", "road"),
    ManagedKind.RAILWAY: Text("鉄道", "railway"),
    ManagedKind.PORT: Text("港", "port"),
    ManagedKind.COAST: Text("海岸", "coast"),
    ManagedKind.FISHERY: Text("漁場", "fishing ground"),
    ManagedKind.POWER_LINE: Text("送電線", "power line"),
    ManagedKind.PARK: Text("公園", "park"),
    ManagedKind.SHRINE: Text("神社・寺・文化財", "shrine, temple or cultural asset"),
    ManagedKind.SCHOOL: Text("学校", "school"),
    ManagedKind.LAND: Text("管理者のいる土地", "managed land"),
    ManagedKind.OTHER: Text("管理者のいる場所", "managed place"),
}

ASKS = {
    ManagerAsks.PERMISSION: Text("管理者の許可を求めています", "its manager asks for permission to be had"),
    ManagerAsks.NOTICE: Text("管理者への連絡を求めています", "its manager asks to be told"),
    ManagerAsks.CONSULTATION: Text("管理者との協議が必要です", "its manager is to be consulted"),
    ManagerAsks.NO_FLIGHT: Text("管理者が飛行を認めていません", "its manager allows no flight"),
}

LOOKED_FOR = (
    ManagedKind.NATIONAL_PARK,
    ManagedKind.RIVER,
    ManagedKind.ROAD,
    ManagedKind.RAILWAY,
    ManagedKind.PORT,
    ManagedKind.COAST,
    ManagedKind.FISHERY,
    ManagedKind.POWER_LINE,
    ManagedKind.PARK,
)
"""Kinds of which a prefecture has some: where the layers hold none, they are not known, not absent."""

MOBILE_NETWORK = Text(
    "携帯電話の電波を上空で使うなら、携帯電話会社の上空利用の手続が必要です。",
    "If the aircraft uses a mobile network in the air, its carrier's procedure for use in the air is needed.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Name each managed place that a volume meets, with whom to ask; what no layer holds cannot be told."""
    layer = facts.layer(LayerKind.MANAGED)
    operation = facts.volume.operation
    findings = [
        _met(hit, place, law)
        for hit in layer.hits
        if isinstance(place := hit.feature, ManagedPlace)
        and any(place.applies(window.start, window.end) for window in operation.windows)
    ]
    findings += silence(law, Entails.NEEDS_CONSULTATION, layer, facts.whole)
    findings += _kinds_not_held(facts, law) if layer.held else []
    if operation.bvlos:
        weeks = law.parameters["carrier_weeks"].value
        findings.append(_mobile_network(law, f"{weeks:g}"))
    yield from findings or [
        clear(
            law,
            Text(
                "管理者との協議が必要な場所は、登録されている中にはありません。",
                "None of the places held has a manager to be consulted.",
            ),
            layer,
        )
    ]


def _kinds_not_held(facts: Facts, law: RuleLaw) -> list[Finding]:
    operation = facts.volume.operation
    held = facts.atlas.managed_kinds(operation.first_day, operation.last_day)
    lacking = [KIND_NAMES[kind] for kind in LOOKED_FOR if kind not in held]
    if not lacking:
        return []
    ja, en = "、".join(name.ja for name in lacking), ", ".join(name.en for name in lacking)
    return [
        finding(
            law,
            Outcome.UNDETERMINED,
            Entails.NEEDS_CONSULTATION,
            Text(
                f"次の種類の場所のデータがないため、協議がいるか判定できません：{ja}。",
                f"Of these kinds of place no data is held, so whether to consult cannot be told: {en}.",
            ),
            Text(
                "経路の下と近くにあるこれらの場所の管理者に、直接確かめてください。",
                "Ask the managers of such places under and near the route.",
            ),
            place=facts.whole,
            layer=LayerKind.MANAGED,
            resolved_by=ResolvedBy.DATA,
            meets_layer=False,
        )
    ]


def _met(hit: Hit, place: ManagedPlace, law: RuleLaw) -> Finding:
    near = nearness(hit)
    outcome = OUTCOME_OF[near]
    return finding(
        law,
        outcome,
        Entails.NEEDS_CONSULTATION,
        _text(near, place),
        _remedy(place),
        place=hit,
        place_name=place.name,
        layer=LayerKind.MANAGED,
        edition=hit.edition,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
    )


def _text(near: Nearness, place: ManagedPlace) -> Text:
    kind, name, asks = KIND_NAMES[place.kind], place.name, ASKS[place.asks]
    ja, en = f"{kind.ja}「{name.ja}」", f"{kind.en} “{name.en}”"
    match near:
        case Nearness.OVER:
            text = Text(f"{ja}の上を飛びます。{asks.ja}。", f"The flight is over the {en}: {asks.en}.")
        case Nearness.WITHIN_ERROR:
            text = Text(
                f"{ja}の境界までがデータの誤差の中なので、上かどうか判定できません。そこでは{asks.ja}。",
                f"The border of the {en} is within the error of the data, so whether the flight is over it cannot be "
                f"told; {asks.en}.",
            )
        case Nearness.ON_DEVIATION:
            text = Text(
                f"風などで経路からそれると{ja}の上に入るおそれがあります。そこでは{asks.ja}。",
                f"On a deviation the flight may be over the {en}: {asks.en}.",
            )
        case _:
            text = Text(
                f"落下のおそれがある範囲（目安）に{ja}が入ります。そこでは{asks.ja}。",
                f"The ground-risk buffer reaches the {en}: {asks.en}.",
            )
    basis = Text(f"（{place.legal_basis}）", f" ({place.legal_basis})") if place.legal_basis else Text("", "")
    message = place.message or Text("", "")
    return Text(f"{text.ja}{message.ja}{basis.ja}", f"{text.en} {message.en}{basis.en}".replace("  ", " ").rstrip())


def _remedy(place: ManagedPlace) -> Text:
    authority = place.authority
    if authority is None:
        return Text("管理者を調べて相談してください。", "Find out who manages it, and ask them.")
    contact = f"（{authority.contact}）" if authority.contact else ""
    contact_en = f" ({authority.contact})" if authority.contact else ""
    lead_ja = f"めやす：{authority.lead_time.ja}。" if authority.lead_time else ""
    lead_en = f" Lead time: {authority.lead_time.en}." if authority.lead_time else ""
    return Text(
        f"{authority.name.ja}{contact}に相談してください。{lead_ja}", f"Ask {authority.name.en}{contact_en}.{lead_en}"
    )


def _mobile_network(law: RuleLaw, weeks: str) -> Finding:
    return finding(
        law,
        Outcome.ADVISORY,
        Entails.NEEDS_CONSULTATION,
        MOBILE_NETWORK,
        Text(
            f"機体がLTE・5Gを使うかを確かめ、使うなら携帯電話会社に申し込んでください（めやす：{weeks}週間前）。",
            f"See whether the aircraft uses LTE or 5G; if so apply to the carrier (about {weeks} week before).",
        ),
    )

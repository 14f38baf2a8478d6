"""小型無人機等飛行禁止法: target facilities and the areas round them, as their notices draw them, for any weight."""

from collections.abc import Iterator
from dataclasses import replace

from airspace.edition import Edition, LayerKind
from airspace.evidence import clear, finding, silence
from airspace.facts import Facts, Hit, Place
from airspace.features import FacilityClass, FacilityPart, TargetFacility, ZoneKind
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.nearness import OUTCOME_OF, Nearness, nearness
from airspace.surroundings import reached_within
from airspace.trial import Operation
from airspace.zoned import judge_zones
from geo.text import Text

SLUG = "small-ua-act"

ONLY_ITS_MANAGER = frozenset({FacilityClass.DEFENCE, FacilityClass.AIRPORT})
"""Over the sites of these only the manager's consent counts."""

PART_NAMES = {
    FacilityPart.SITE: Text("敷地・区域", "site"),
    FacilityPart.SURROUNDING_AREA: Text("周辺地域", "surrounding area"),
}

ASK_FOR_THE_NOTICE = Text(
    "告示の図を公表元（警察庁・防衛省・国土交通省など）か施設の管理者に確かめ、県の担当に取込みを相談してください。"
    "告示の区域に入るなら、同意と警察への通報が要ります。",
    "Ask the publisher (the police, defence or transport ministry) or the facility's manager for the notice's map, and "
    "the prefecture's desk to import it. Inside it, consent and a notice to the police are needed.",
)


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each polygon of a notice, and zones that staff drew under the Act.

    Near a site round which no notice's polygon is held, and where no zones are held, nothing can be told.
    """
    layer = facts.layer(LayerKind.FACILITIES)
    judged = {
        hit.feature.id: _meeting(hit, facility, law)
        for hit in layer.hits
        if isinstance(facility := hit.feature, TargetFacility) and _applies(facility, facts.volume.operation)
    }
    told = {id_ for id_, found in judged.items() if found.outcome is not Outcome.ADVISORY}
    findings = [*judged.values(), *_near_sites(facts, law, told)]
    findings += _in_zones(facts, law)
    findings += silence(law, Entails.NEEDS_CONSENT_AND_NOTICE, layer, facts.whole)
    if all(found.outcome < Outcome.UNDETERMINED for found in findings):
        findings += silence(law, Entails.NEEDS_CONSENT_AND_NOTICE, facts.layer(LayerKind.ZONES), facts.whole)
    yield from findings or [
        clear(
            law,
            Text(
                "小型無人機等飛行禁止法の対象施設とその周辺地域は、登録されている中にはありません。",
                "No target facility of the Small UA Act, nor its surrounding area, is among those held.",
            ),
            layer,
        )
    ]


def _in_zones(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Yield what is met of the zones drawn under the Act, as designations for a short time are."""
    notice = _notice(law)
    for found in judge_zones(facts.layer(LayerKind.ZONES), law, {ZoneKind.SMALL_UA_ACT}):
        yield replace(found, remedy=Text(found.remedy.ja + notice.ja, f"{found.remedy.en} {notice.en}"))


def _applies(facility: TargetFacility, operation: Operation) -> bool:
    return any(facility.applies(window.start, window.end) for window in operation.windows)


def _meeting(hit: Hit, facility: TargetFacility, law: RuleLaw) -> Finding:
    near = nearness(hit)
    outcome = OUTCOME_OF[near]
    if not facility.designated:
        outcome = min(outcome, Outcome.UNDETERMINED)
    return finding(
        law,
        outcome,
        Entails.NEEDS_CONSENT_AND_NOTICE,
        _text(near, facility),
        _remedy(facility, law),
        place=hit,
        place_name=facility.name,
        layer=LayerKind.FACILITIES,
        edition=hit.edition,
        resolved_by=_resolved_by(outcome, facility),
    )


def _resolved_by(outcome: Outcome, facility: TargetFacility) -> ResolvedBy | None:
    if outcome is not Outcome.UNDETERMINED:
        return None
    return ResolvedBy.OPERATOR if facility.designated else ResolvedBy.DATA


def _text(near: Nearness, facility: TargetFacility) -> Text:
    name, part = facility.name, PART_NAMES[facility.part]
    place = Text(f"「{name.ja}」の{part.ja}", f"the {part.en} of {name.en}")
    likely = (
        Text("", "")
        if facility.designated
        else Text("（指定されている見込みですが、告示で確かめていません）", " (likely designated; no notice was read)")
    )
    match near:
        case Nearness.OVER:
            return Text(
                f"{place.ja}{likely.ja}の上空を飛びます。小型無人機等飛行禁止法により、"
                "機体の重さにかかわらず原則禁止です。",
                f"The flight is over {place.en}{likely.en}. "
                "The Small UA Act forbids it in principle, whatever the weight.",
            )
        case Nearness.WITHIN_ERROR:
            return Text(
                f"{place.ja}{likely.ja}の境界までがデータの誤差の中なので、上空かどうか判定できません。",
                f"The border of {place.en}{likely.en} is within the error of the data: "
                "whether the flight is over it cannot be told.",
            )
        case Nearness.ON_DEVIATION:
            return Text(
                f"風などで経路からそれると、{place.ja}{likely.ja}の上空に入るおそれがあります。",
                f"On a deviation the flight may enter the air over {place.en}{likely.en}.",
            )
        case _:
            return Text(
                f"落下のおそれがある範囲（目安）に{place.ja}{likely.ja}が入ります。上空は飛びません。",
                f"The ground-risk buffer reaches {place.en}{likely.en}; the flight is not over it.",
            )


def _remedy(facility: TargetFacility, law: RuleLaw) -> Text:
    notice = _notice(law)
    if facility.part is FacilityPart.SITE and facility.facility_class in ONLY_ITS_MANAGER:
        consent = Text("施設の管理者の同意だけが認められます", "Only the consent of the facility's manager counts")
    else:
        consent = Text(
            "施設の管理者か土地の所有者・占有者の同意（または国・自治体の業務であること）が要ります",
            "The consent of its manager, or of the land's owner or occupier, is needed (or work of the state or a "
            "local government)",
        )
    defence = Text("", "")
    if facility.facility_class is FacilityClass.DEFENCE:
        days = f"{law.parameters['defence_consent_days'].value:g}"
        defence = Text(f"防衛施設の同意はおよそ{days}日前までに申請します。", f"Apply for it about {days} days before.")
    contact = f"（{facility.authority.name.ja} {facility.authority.contact}）" if facility.authority else ""
    contact_en = f" ({facility.authority.name.en} {facility.authority.contact})" if facility.authority else ""
    return Text(
        f"経路を離してください。飛ぶなら、{consent.ja}{contact}。{defence.ja}{notice.ja}",
        f"Keep clear of it. {consent.en}{contact_en}. {defence.en} {notice.en}".replace("  ", " "),
    )


def _notice(law: RuleLaw) -> Text:
    hours = f"{law.parameters['notice_h'].value:g}"
    return Text(
        f"さらに飛行の {hours} 時間前までに、所轄の警察署を通して公安委員会に通報します（海上は海上保安本部にも）。",
        f"Then notify the police through the local station {hours} hours before the flight "
        "(and the regional coast guard at sea).",
    )


def _near_sites(facts: Facts, law: RuleLaw, told: set[str]) -> Iterator[Finding]:
    """Yield what cannot be told near sites of which the notice's surrounding area is not held."""
    operation = facts.volume.operation
    radius_m = law.parameters["search_m"].value
    widened = law.parameters["planned_surrounding_m"].switched_on_by(operation.last_day)
    days = operation.first_day, operation.last_day
    for sheet in facts.atlas.sheets(LayerKind.FACILITIES, *days, facts.volume.plane_epsg):
        for facility in sheet.features:
            if not isinstance(facility, TargetFacility) or facility.part is not FacilityPart.SITE:
                continue
            if facility.id in told or (facility.surroundings_held and not widened) or not _applies(facility, operation):
                continue
            place = reached_within(facts, facility, radius_m)
            if place:
                yield _near_site(law, facility, place, sheet.edition, radius_m)


def _near_site(law: RuleLaw, facility: TargetFacility, place: Place, edition: Edition, radius_m: float) -> Finding:
    return finding(
        law,
        Outcome.UNDETERMINED,
        Entails.NEEDS_CONSENT_AND_NOTICE,
        Text(
            f"「{facility.name.ja}」から {radius_m:,.0f} m 以内を飛びますが、"
            "周辺地域を定める告示の図が手元にないため判定できません。",
            f"The flight comes within {radius_m:,.0f} m of {facility.name.en}, of which the notice's map of the "
            "surrounding area is not held, so it cannot be told.",
        ),
        ASK_FOR_THE_NOTICE,
        place=place,
        place_name=facility.name,
        layer=LayerKind.FACILITIES,
        edition=edition,
        resolved_by=ResolvedBy.DATA,
        meets_layer=False,
    )

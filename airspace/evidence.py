"""Findings made from places: the fields that every rule fills alike."""

from airspace.edition import LAYER_NAMES, Edition, LayerKind
from airspace.facts import LayerFacts, Place
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from geo.text import Text

NOTHING_TO_DO = Text("することはありません。", "Nothing needs to be done.")


def finding(
    law: RuleLaw,
    outcome: Outcome,
    entails: Entails,
    text: Text,
    remedy: Text,
    *,
    place: Place | None = None,
    place_name: Text | None = None,
    layer: LayerKind | None = None,
    edition: Edition | None = None,
    resolved_by: ResolvedBy | None = None,
    meets_layer: bool = True,
) -> Finding:
    """Return a finding of a rule, its place and, where it meets something, its figures taken from `place`."""
    common = Finding(
        rule=law.slug,
        outcome=outcome,
        entails=entails,
        text=text,
        remedy=remedy,
        citation=law.citation,
        place=place_name,
        layer=layer,
        edition=edition.id if edition else None,
        resolved_by=resolved_by,
    )
    return common.at(place, meets_layer=meets_layer) if place else common


def clear(law: RuleLaw, text: Text, facts: LayerFacts | None = None) -> Finding:
    """Return the finding that a rule was checked and nothing of it applies."""
    edition = facts.editions[0] if facts and len(facts.editions) == 1 else None
    layer = facts.kind if facts else None
    return finding(law, Outcome.CLEAR, Entails.INFORMATION, text, NOTHING_TO_DO, layer=layer, edition=edition)


def silence(law: RuleLaw, entails: Entails, facts: LayerFacts, whole: Place) -> list[Finding]:
    """Return what a layer cannot tell: not held, not in force on every day, or ended before the flight does."""
    name = LAYER_NAMES[facts.kind]
    if not facts.held:
        return [
            finding(
                law,
                Outcome.UNDETERMINED,
                entails,
                Text(
                    f"飛行日に有効な「{name.ja}」のデータがないため判定できません。",
                    f"It cannot be told: no data on {name.en} in force on the day of flight is held.",
                ),
                Text(
                    f"飛行日に有効な「{name.ja}」のデータを取り込むよう県の担当に伝えるか、公表元で確かめてください。",
                    f"Ask the prefecture's desk to import data on {name.en} for that day, or check at the publisher.",
                ),
                place=whole,
                layer=facts.kind,
                resolved_by=ResolvedBy.DATA,
                meets_layer=False,
            )
        ]
    findings = []
    if facts.gap_in_days:
        findings.append(
            finding(
                law,
                Outcome.UNDETERMINED,
                entails,
                Text(
                    f"飛行日の一部に有効な「{name.ja}」の版がないため、その日は判定できません。",
                    f"On some of the days no edition of {name.en} is in force, so those days cannot be told.",
                ),
                Text("その日に有効な版を取り込んでください。", "Import an edition that is in force on those days."),
                place=whole,
                layer=facts.kind,
                resolved_by=ResolvedBy.DATA,
                meets_layer=False,
            )
        )
    if facts.uncovered:
        findings.append(
            finding(
                law,
                Outcome.UNDETERMINED,
                entails,
                Text(
                    f"手元の「{name.ja}」のデータが届かない場所を飛ぶため、そこは判定できません。",
                    f"The flight leaves the area that the data on {name.en} cover; there it cannot be told.",
                ),
                Text(
                    "その場所の県のデータを取り込むか、公表元（地理院地図など）で確かめてください。",
                    "Import the data of the prefecture there, or check at the publisher (for example the GSI map).",
                ),
                place=facts.uncovered,
                layer=facts.kind,
                resolved_by=ResolvedBy.DATA,
                meets_layer=False,
            )
        )
    return findings

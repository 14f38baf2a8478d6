"""緊急用務空域: designated at any hour, so no time that is still to come can be clear."""

from collections.abc import Iterator

from airspace.edition import LayerKind
from airspace.evidence import finding
from airspace.facts import Facts
from airspace.features import ZoneKind
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw
from airspace.zoned import judge_zones
from geo.text import Text

SLUG = "emergency-airspace"


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge the notices that are held, and say that it must be checked before each flight: no layer makes it clear."""
    yield from judge_zones(facts.layer(LayerKind.ZONES), law, {ZoneKind.EMERGENCY})
    yield finding(
        law,
        Outcome.UNDETERMINED,
        Entails.SPECIFIED_FLIGHT_AIRSPACE,
        Text(
            "緊急用務空域は災害などのときに随時指定されるため、事前には判定できません。",
            "Emergency airspace is designated at any hour, so it cannot be told beforehand.",
        ),
        Text(
            "飛行の直前に、毎回、国土交通省の公示を確かめてください（ほかの許可があっても飛べません）。",
            "Check MLIT's notices before each flight; no other permission opens such airspace.",
        ),
        place=facts.whole,
        resolved_by=ResolvedBy.FLIGHT_DAY,
        meets_layer=False,
    )

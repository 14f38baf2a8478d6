"""The items of specified flight (特定飛行) among the findings: those that apply, and those that still may."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import rule_laws
from airspace.procedures import japan
from geo.text import Text

SPECIFIED = (Entails.SPECIFIED_FLIGHT_AIRSPACE, Entails.SPECIFIED_FLIGHT_METHOD)


@dataclass(frozen=True, slots=True)
class Items:
    """Slugs of rules, in the order of the country's file: `certain` apply, `open` may turn out to apply."""

    certain: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def possible(self) -> tuple[str, ...]:
        """All that apply or may."""
        return in_order({*self.certain, *self.open})


def concerns(finding: Finding) -> bool:
    """Return whether a finding is, or may be, an item of specified flight.

    What only the day of flight can tell is a condition, not an open item: else nothing could ever be told beforehand.
    A layer of zones that is silent may hide airspace round an aerodrome or for an emergency.
    """
    if item_of(finding) not in japan().items or finding.resolved_by is ResolvedBy.FLIGHT_DAY:
        return False
    if finding.outcome is Outcome.CAUGHT:
        return finding.entails in SPECIFIED
    silent_zones = finding.rule == "geozone" and finding.resolved_by is ResolvedBy.DATA
    return finding.outcome is Outcome.UNDETERMINED and (finding.entails in SPECIFIED or silent_zones)


def item_of(finding: Finding) -> str:
    """Return the slug of the item that a finding speaks of."""
    return finding.item or finding.rule


def items_of(findings: Iterable[Finding], not_judged: Collection[str]) -> Items:
    """Return the items among findings; rules in force that are not judged may apply as well."""
    relevant = [found for found in findings if concerns(found)]
    certain = {item_of(found) for found in relevant if found.outcome is Outcome.CAUGHT}
    possible = {item_of(found) for found in relevant} | (set(not_judged) & set(japan().items))
    return Items(in_order(certain), in_order(possible - certain))


def in_order(slugs: Collection[str]) -> tuple[str, ...]:
    """Return slugs in the order of the country's file."""
    return tuple(slug for slug in japan().items if slug in slugs)


def titles(slugs: Sequence[str]) -> Text:
    """Return the titles of rules in one line."""
    laws = rule_laws()
    return Text("、".join(laws[slug].title.ja for slug in slugs), ", ".join(laws[slug].title.en for slug in slugs))

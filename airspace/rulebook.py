"""The rules that are judged, in the order in which people read them. A new rule is one file and one line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw, rule_laws
from airspace.rules import (
    airport_obstacle_surfaces,
    densely_inhabited_district,
    emergency_airspace,
    geozone,
    height_150_m,
    outside_prefecture,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the slug of its law, and the pure check that finds where it applies."""

    slug: str
    check: Callable[[Facts, RuleLaw], Iterator[Finding]]

    @property
    def law(self) -> RuleLaw:
        """What the law says for it."""
        return rule_laws()[self.slug]


RULES = (
    Rule(airport_obstacle_surfaces.SLUG, airport_obstacle_surfaces.check),
    Rule(densely_inhabited_district.SLUG, densely_inhabited_district.check),
    Rule(height_150_m.SLUG, height_150_m.check),
    Rule(geozone.SLUG, geozone.check),
    Rule(emergency_airspace.SLUG, emergency_airspace.check),
    Rule(outside_prefecture.SLUG, outside_prefecture.check),
)

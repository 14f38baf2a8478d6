"""The rules that are judged, in the order in which people read them. A new rule is one file and one line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw, rule_laws
from airspace.rules import (
    airport_obstacle_surfaces,
    beyond_visual_line_of_sight,
    dangerous_goods,
    densely_inhabited_district,
    dips_prohibited_area,
    dropping_objects,
    emergency_airspace,
    event_overflight,
    evidence_in_date,
    evtol_minimum_safe_altitude,
    evtol_permits,
    evtol_take_off_and_landing_site,
    geozone,
    height_150_m,
    managed_places,
    night_flight,
    outside_prefecture,
    small_ua_act,
    third_party_overflight,
    within_30_m,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the slug of its law, and the pure check that finds where it applies.

    `second` is whether it only checks the others a second time: it never clears, and may say nothing.
    """

    slug: str
    check: Callable[[Facts, RuleLaw], Iterator[Finding]]
    second: bool = False

    @property
    def law(self) -> RuleLaw:
        """What the law says for it."""
        return rule_laws()[self.slug]


RULES = (
    Rule(airport_obstacle_surfaces.SLUG, airport_obstacle_surfaces.check),
    Rule(densely_inhabited_district.SLUG, densely_inhabited_district.check),
    Rule(height_150_m.SLUG, height_150_m.check),
    Rule(night_flight.SLUG, night_flight.check),
    Rule(beyond_visual_line_of_sight.SLUG, beyond_visual_line_of_sight.check),
    Rule(within_30_m.SLUG, within_30_m.check),
    Rule(event_overflight.SLUG, event_overflight.check),
    Rule(dangerous_goods.SLUG, dangerous_goods.check),
    Rule(dropping_objects.SLUG, dropping_objects.check),
    Rule(evtol_minimum_safe_altitude.SLUG, evtol_minimum_safe_altitude.check),
    Rule(evtol_permits.SLUG, evtol_permits.check),
    Rule(evtol_take_off_and_landing_site.SLUG, evtol_take_off_and_landing_site.check),
    Rule(third_party_overflight.SLUG, third_party_overflight.check),
    Rule(small_ua_act.SLUG, small_ua_act.check),
    Rule(geozone.SLUG, geozone.check),
    Rule(emergency_airspace.SLUG, emergency_airspace.check),
    Rule(dips_prohibited_area.SLUG, dips_prohibited_area.check, second=True),
    Rule(managed_places.SLUG, managed_places.check),
    Rule(outside_prefecture.SLUG, outside_prefecture.check),
    Rule(evidence_in_date.SLUG, evidence_in_date.check),
)

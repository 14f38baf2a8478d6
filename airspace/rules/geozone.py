"""空域・区域: zones drawn or imported, with height limits and times."""

from collections.abc import Iterator

from airspace.edition import LayerKind
from airspace.evidence import clear, silence
from airspace.facts import Facts
from airspace.features import ZoneKind
from airspace.finding import Entails, Finding
from airspace.law import RuleLaw
from airspace.zoned import judge_zones
from geo.text import Text

SLUG = "geozone"

KINDS = frozenset(ZoneKind) - {ZoneKind.EMERGENCY, ZoneKind.SMALL_UA_ACT}
"""Emergency airspace and zones of the Small UA Act have rules of their own, which read the same layer."""


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge each zone that applies at the time of flight by the innermost volume that meets it in 3D."""
    layer = facts.layer(LayerKind.ZONES)
    findings = judge_zones(layer, law, KINDS)
    findings += silence(law, Entails.NEEDS_CONSULTATION, layer, facts.whole)
    yield from findings or [
        clear(
            law,
            Text(
                "その日時・高さで飛行が制限される区域は、登録されている中にはありません。",
                "None of the zones held restricts flight at that time and height.",
            ),
            layer,
        )
    ]

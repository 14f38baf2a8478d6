"""対象施設 of the Small UA Act in the service's own GeoJSON form, which docs/data.md describes."""

from datetime import date
from typing import Any

from pydantic import Field

from airspace.edition import InForce, LayerKind
from airspace.features import FacilityClass, FacilityPart, TargetFacility
from api.exchange.coverage import of_stated_prefecture
from api.exchange.drawn import (
    AuthorityData,
    BothLanguages,
    Period,
    Strict,
    authority_of,
    both,
    drawn_shape,
    period_of,
    read_properties,
    refuse_twins,
    written_properties,
)
from api.exchange.mapping import Mapped, Mapping, Provenance, Source
from geo.readers.layers import LayerReading, Record
from geo.text import Text

MAX_RADIUS_M = 5_000.0

PROVENANCE = Provenance(
    source="小型無人機等飛行禁止法にもとづく告示（警察庁・防衛省・国土交通省など）から県が作成",
    licence="告示の内容：著作権の対象外。図の出典の条件に従う",
    attribution="対象施設：告示をもとに県が作成",
)

HINT = Text(
    "施設の敷地（site）と、告示が定める周辺地域（surrounding_area）を、1つずつの地物にしてください。",
    "Draw a facility's site, and the surrounding area of its notice (surrounding_area), as a feature each.",
)


class FacilityProperties(Strict):
    """The properties of one polygon of a facility; nothing else may stand in them."""

    id: str = Field(min_length=1, max_length=100)
    name: str | BothLanguages
    facility_class: FacilityClass
    part: FacilityPart
    surroundings_held: bool = False
    designated: bool = True
    applicability: list[Period] = Field([], max_length=1_000)
    authority: AuthorityData | None = None
    legal_basis: str = Field("", max_length=1_000)
    radius_m: float | None = Field(None, gt=0, le=MAX_RADIUS_M)


def map_facilities(reading: LayerReading, source: Source) -> Mapped:
    """Return the facilities of a file."""
    written = written_properties(reading, source)
    facilities = tuple(_facility(record, values) for record, values in zip(reading.records, written, strict=True))
    refuse_twins(reading, facilities)
    day: date = source.stated.as_of or source.day
    return Mapped(
        features=facilities,
        title=Text(f"対象施設（{day:%Y年%m月%d日}時点）", f"Target facilities as of {day}"),
        as_of=day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=reading.transformation.accuracy_m,
        coverage=source.stated.coverage or of_stated_prefecture(source),
    )


def _facility(record: Record, values: dict[str, Any]) -> TargetFacility:
    properties = read_properties(record, values, FacilityProperties, HINT)
    return TargetFacility(
        id=properties.id,
        name=both(properties.name),
        geometry=drawn_shape(record, properties.radius_m),
        applicability=tuple(period_of(record, period) for period in properties.applicability),
        facility_class=properties.facility_class,
        part=properties.part,
        surroundings_held=properties.surroundings_held,
        designated=properties.designated,
        authority=authority_of(properties.authority),
        legal_basis=properties.legal_basis,
    )


FACILITIES = Mapping(LayerKind.FACILITIES, PROVENANCE, map_facilities)

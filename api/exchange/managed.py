"""管理者と協議する場所 in the service's own GeoJSON form, which docs/data.md describes."""

from datetime import date

from pydantic import Field

from airspace.edition import InForce, LayerKind
from airspace.features import ManagedKind, ManagedPlace, ManagerAsks
from api.exchange.coverage import of_stated_prefecture
from api.exchange.drawn import (
    AuthorityData,
    BothLanguages,
    Period,
    Strict,
    authority_of,
    both,
    drawn_strip,
    period_of,
    read_properties,
    refuse_twins,
    written_properties,
)
from api.exchange.mapping import Mapped, Mapping, Provenance, Source
from geo.readers.layers import LayerReading, Record
from geo.text import Text

MAX_HALF_WIDTH_M = 1_000.0

PROVENANCE = Provenance(
    source="県・市町・管理者からの聞きとり",
    licence="県が定める利用条件",
    attribution="管理者と協議する場所：県が作成",
)

HINT = Text(
    "線（鉄道・道路・川・送電線）には half_width_m（片側の幅、m）を付けてください。",
    "Give lines (railways, roads, rivers, power lines) a half_width_m.",
)


class ManagedProperties(Strict):
    """The properties of one managed place; nothing else may stand in them."""

    id: str = Field(min_length=1, max_length=100)
    name: str | BothLanguages
    kind: ManagedKind = ManagedKind.OTHER
    asks: ManagerAsks = ManagerAsks.CONSULTATION
    applicability: list[Period] = Field([], max_length=1_000)
    authority: AuthorityData | None = None
    legal_basis: str = Field("", max_length=1_000)
    message: str | BothLanguages | None = None
    accuracy_m: float = Field(0.0, ge=0, le=1_000)
    half_width_m: float | None = Field(None, gt=0, le=MAX_HALF_WIDTH_M)


def map_managed(reading: LayerReading, source: Source) -> Mapped:
    """Return the managed places of a file; the layer is as accurate as the least accurate of them."""
    written = written_properties(reading, source)
    read = [
        read_properties(record, values, ManagedProperties, HINT)
        for record, values in zip(reading.records, written, strict=True)
    ]
    places = tuple(_place(record, properties) for record, properties in zip(reading.records, read, strict=True))
    refuse_twins(reading, places)
    day: date = source.stated.as_of or source.day
    return Mapped(
        features=places,
        title=Text(
            f"管理者と協議する場所（{day:%Y年%m月%d日}時点）", f"Places with a manager to be consulted as of {day}"
        ),
        as_of=day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=max(properties.accuracy_m for properties in read) + reading.transformation.accuracy_m,
        coverage=source.stated.coverage or of_stated_prefecture(source),
    )


def _place(record: Record, properties: ManagedProperties) -> ManagedPlace:
    return ManagedPlace(
        id=properties.id,
        name=both(properties.name),
        geometry=drawn_strip(record, properties.half_width_m),
        applicability=tuple(period_of(record, period) for period in properties.applicability),
        kind=properties.kind,
        asks=properties.asks,
        authority=authority_of(properties.authority),
        legal_basis=properties.legal_basis,
        message=both(properties.message) if properties.message else None,
    )


MANAGED = Mapping(LayerKind.MANAGED, PROVENANCE, map_managed)

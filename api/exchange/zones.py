"""空域・区域 in the service's own GeoJSON form, which docs/data.md describes."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from airspace.edition import InForce, LayerKind
from airspace.features import Geozone, ZoneKind, ZoneType
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
from api.exchange.mapping import Mapped, Mapping, Provenance, Source, refused_at
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.readers.layers import LayerReading, Record
from geo.route import MAX_ROUTE_M
from geo.text import Text

UNLIMITED_FROM_M = 60_000.0

PROVENANCE = Provenance(
    source="県が作成した空域・区域データ",
    licence="作成者の定めるところによる",
    attribution="空域・区域：県が作成",
)

HINT = Text(
    "高さはメートル（value_m と datum: agl/amsl/ellipsoidal）で、"
    "フィートは使えません。日時には時差（+09:00）を付けてください。",
    "Heights are metres (value_m and datum: agl, amsl, ellipsoidal), never feet. Times need an offset (+09:00).",
)


class _Limit(Strict):
    value_m: float
    datum: Literal["agl", "amsl", "ellipsoidal"]

    @property
    def unlimited(self) -> bool:
        digits = f"{self.value_m:g}"
        return self.value_m >= UNLIMITED_FROM_M or (len(digits) >= 4 and set(digits) == {"9"})

    def height(self) -> Height:
        return Height(self.value_m, Datum(self.datum))


class ZoneProperties(Strict):
    """The properties of one zone; nothing else may stand in them."""

    id: str = Field(min_length=1, max_length=100)
    name: str | BothLanguages
    type: ZoneType
    kind: ZoneKind = ZoneKind.OTHER
    lower: _Limit | None = None
    upper: _Limit | None = None
    applicability: list[Period] = Field([], max_length=1_000)
    authority: AuthorityData | None = None
    legal_basis: str = Field("", max_length=1_000)
    message: str | BothLanguages | None = None
    radius_m: float | None = Field(None, gt=0, le=MAX_ROUTE_M)


def map_zones(reading: LayerReading, source: Source) -> Mapped:
    """Return the zones of a file."""
    written = written_properties(reading, source)
    zones = tuple(_zone(record, values) for record, values in zip(reading.records, written, strict=True))
    refuse_twins(reading, zones)
    day: date = source.stated.as_of or source.day
    return Mapped(
        features=zones,
        title=Text("空域・区域", "Geozones"),
        as_of=day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=reading.transformation.accuracy_m,
        coverage=source.stated.coverage or of_stated_prefecture(source),
    )


def _zone(record: Record, values: dict[str, Any]) -> Geozone:
    properties = read_properties(record, values, ZoneProperties, HINT)
    try:
        lower = properties.lower.height() if properties.lower else None
        upper = properties.upper.height() if properties.upper and not properties.upper.unlimited else None
        _check_order(record, lower, upper)
        return Geozone(
            id=properties.id,
            name=both(properties.name),
            geometry=drawn_shape(record, properties.radius_m),
            type=properties.type,
            kind=properties.kind,
            lower=lower,
            upper=upper,
            applicability=tuple(period_of(record, period) for period in properties.applicability),
            authority=authority_of(properties.authority),
            legal_basis=properties.legal_basis,
            message=both(properties.message) if properties.message else None,
        )
    except InputRefused as refusal:
        raise refusal if refusal.where else refusal.at(f"record {record.number}") from refusal


def _check_order(record: Record, lower: Height | None, upper: Height | None) -> None:
    if lower and upper and lower.datum is upper.datum and upper.value_m < lower.value_m:
        raise refused_at(
            record,
            Text("上限が下限より低くなっています。", "The upper limit is below the lower one."),
            Text("高さを確かめてください。", "Check the heights."),
        )


ZONES = Mapping(LayerKind.ZONES, PROVENANCE, map_zones)

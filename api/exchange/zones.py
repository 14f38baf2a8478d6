"""空域・区域 in the service's own GeoJSON form, which docs/data.md describes."""

import json
from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.edition import InForce, LayerKind
from airspace.features import Applicability, Authority, Geozone, ZoneKind, ZoneType
from api.exchange.coverage import of_stated_prefecture
from api.exchange.mapping import Mapped, Mapping, Provenance, Source, refused_at
from geo.crs import JGD2011, nearest_plane, to_degrees, transformer
from geo.errors import FileRefused, InputRefused
from geo.height import Datum, Height
from geo.readers.layers import LayerReading, Record
from geo.route import MAX_ROUTE_M
from geo.shape import widen
from geo.text import Text

UNLIMITED_FROM_M = 60_000.0

PROVENANCE = Provenance(
    source="県が作成した空域・区域データ",
    licence="作成者の定めるところによる",
    attribution="空域・区域：県が作成",
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Text(_Strict):
    ja: str = Field(min_length=1, max_length=2_000)
    en: str = Field(min_length=1, max_length=2_000)


class _Limit(_Strict):
    value_m: float
    datum: Literal["agl", "amsl", "ellipsoidal"]

    @property
    def unlimited(self) -> bool:
        digits = f"{self.value_m:g}"
        return self.value_m >= UNLIMITED_FROM_M or (len(digits) >= 4 and set(digits) == {"9"})

    def height(self) -> Height:
        return Height(self.value_m, Datum(self.datum))


class _Period(_Strict):
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


class _Authority(_Strict):
    name: str | _Text
    contact: str = Field("", max_length=500)
    lead_time: str | _Text | None = None


class ZoneProperties(_Strict):
    """The properties of one zone; nothing else may stand in them."""

    id: str = Field(min_length=1, max_length=100)
    name: str | _Text
    type: ZoneType
    kind: ZoneKind = ZoneKind.OTHER
    lower: _Limit | None = None
    upper: _Limit | None = None
    applicability: list[_Period] = Field([], max_length=1_000)
    authority: _Authority | None = None
    legal_basis: str = Field("", max_length=1_000)
    message: str | _Text | None = None
    radius_m: float | None = Field(None, gt=0, le=MAX_ROUTE_M)


def map_zones(reading: LayerReading, source: Source) -> Mapped:
    """Return the zones of a file."""
    if source.properties is None:
        raise ValueError("zones need the file's properties as written")
    written = source.properties()
    if len(written) != len(reading.records):
        raise FileRefused(
            Text("地物の数が数えられません。", "The features cannot be counted."),
            Text("GeoJSON の FeatureCollection にしてください。", "Give a GeoJSON FeatureCollection."),
        )
    zones = tuple(_zone(record, values) for record, values in zip(reading.records, written, strict=True))
    _refuse_twins(reading, zones)
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
    try:
        properties = ZoneProperties.model_validate_json(json.dumps(values))
        lower = properties.lower.height() if properties.lower else None
        upper = properties.upper.height() if properties.upper and not properties.upper.unlimited else None
        _check_order(record, lower, upper)
        return Geozone(
            id=properties.id,
            name=_both(properties.name),
            geometry=_shape(record, properties.radius_m),
            type=properties.type,
            kind=properties.kind,
            lower=lower,
            upper=upper,
            applicability=tuple(_period(record, period) for period in properties.applicability),
            authority=_authority(properties.authority),
            legal_basis=properties.legal_basis,
            message=_both(properties.message) if properties.message else None,
        )
    except ValidationError as error:
        raise _malformed(record, error) from error
    except InputRefused as refusal:
        raise refusal if refusal.where else refusal.at(f"record {record.number}") from refusal


def _shape(record: Record, radius_m: float | None) -> BaseGeometry:
    geometry = record.geometry
    if isinstance(geometry, Point) and radius_m is not None:
        plane = nearest_plane(geometry.x, geometry.y)
        centre = Point(transformer(JGD2011, plane).transform(geometry.x, geometry.y))
        return to_degrees(widen(centre, radius_m), plane)
    if isinstance(geometry, Polygon | MultiPolygon) and radius_m is None:
        return geometry
    raise refused_at(
        record,
        Text("区域の形が面でも円でもありません。", "The zone is neither a polygon nor a circle."),
        Text("Polygon、または Point と radius_m で描いてください。", "Draw a Polygon, or a Point with radius_m."),
    )


def _check_order(record: Record, lower: Height | None, upper: Height | None) -> None:
    if lower and upper and lower.datum is upper.datum and upper.value_m < lower.value_m:
        raise refused_at(
            record,
            Text("上限が下限より低くなっています。", "The upper limit is below the lower one."),
            Text("高さを確かめてください。", "Check the heights."),
        )


def _period(record: Record, period: _Period) -> Applicability:
    if period.start and period.end and period.end <= period.start:
        raise refused_at(
            record,
            Text("適用の終わりが始まりより後ではありません。", "A period does not end after it starts."),
            Text("日時を確かめてください。", "Check the times."),
        )
    return Applicability(period.start, period.end)


def _authority(authority: _Authority | None) -> Authority | None:
    if authority is None:
        return None
    lead_time = _both(authority.lead_time) if authority.lead_time else None
    return Authority(_both(authority.name), authority.contact, lead_time)


def _both(text: str | _Text) -> Text:
    return Text(text, text) if isinstance(text, str) else Text(text.ja, text.en)


def _refuse_twins(reading: LayerReading, zones: tuple[Geozone, ...]) -> None:
    seen: set[str] = set()
    for record, zone in zip(reading.records, zones, strict=True):
        if zone.id in seen:
            raise refused_at(
                record,
                Text(f"id「{zone.id}」が2回出てきます。", f"The id “{zone.id}” comes twice."),
                Text("区域ごとに違う id にしてください。", "Give each zone an id of its own."),
            )
        seen.add(zone.id)


def _malformed(record: Record, error: ValidationError) -> FileRefused:
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    known = ", ".join(ZoneProperties.model_fields)
    return refused_at(
        record,
        Text(f"{place}：この値か項目は使えません。", f"{place}: {first['msg']}."),
        Text(
            f"使える項目は {known} です。高さはメートル（value_m と datum: agl/amsl/ellipsoidal）で、"
            "フィートは使えません。日時には時差（+09:00）を付けてください。",
            f"The properties are {known}. Heights are metres (value_m and datum: agl, amsl, ellipsoidal), "
            "never feet. Times need an offset (+09:00).",
        ),
    )


ZONES = Mapping(LayerKind.ZONES, PROVENANCE, map_zones)

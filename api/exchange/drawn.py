"""What the layers in our own GeoJSON forms share: strict properties, texts, periods, authorities, shapes."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

import shapely
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from airspace.features import Applicability, Authority, Feature
from api.exchange.mapping import Source, refused_at
from geo.crs import JGD2011, nearest_plane, to_degrees, to_plane, transformer
from geo.errors import FileRefused
from geo.readers.layers import LayerReading, Record
from geo.shape import widen
from geo.text import Text

P = TypeVar("P", bound=BaseModel)


class Strict(BaseModel):
    """Properties among which nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class BothLanguages(Strict):
    """A text in both languages."""

    ja: str = Field(min_length=1, max_length=2_000)
    en: str = Field(min_length=1, max_length=2_000)


class Period(Strict):
    """A time from start until before end; what is left out is open."""

    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


class AuthorityData(Strict):
    """Whom to ask, how, and how long before."""

    name: str | BothLanguages
    contact: str = Field("", max_length=500)
    lead_time: str | BothLanguages | None = None


def written_properties(reading: LayerReading, source: Source) -> list[dict[str, Any]]:
    """Return the properties of each record as the file writes them.

    Raises
    ------
    FileRefused
        If they are not as many as the records.
    """
    if source.properties is None:
        raise ValueError("this layer needs the file's properties as written")
    written = source.properties()
    if len(written) != len(reading.records):
        raise FileRefused(
            Text("地物の数が数えられません。", "The features cannot be counted."),
            Text("GeoJSON の FeatureCollection にしてください。", "Give a GeoJSON FeatureCollection."),
        )
    return written


def read_properties(record: Record, values: dict[str, Any], form: type[P], hint: Text) -> P:
    """Return a record's properties in their form; `hint` says in words how they are written.

    Raises
    ------
    FileRefused
        If any is missing, unknown or out of its range.
    """
    try:
        return form.model_validate_json(json.dumps(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        known = ", ".join(form.model_fields)
        raise refused_at(
            record,
            Text(f"{place}：この値か項目は使えません。", f"{place}: {first['msg']}."),
            Text(f"使える項目は {known} です。{hint.ja}", f"The properties are {known}. {hint.en}"),
        ) from error


def drawn_strip(record: Record, half_width_m: float | None) -> BaseGeometry:
    """Return a polygon as drawn, or all that lies within `half_width_m` of a line, in JGD2011 degrees.

    Raises
    ------
    FileRefused
        If it is neither.
    """
    geometry = record.geometry
    if isinstance(geometry, LineString | MultiLineString) and half_width_m is not None:
        plane = nearest_plane(*map(float, shapely.get_coordinates(geometry)[0]))
        return to_degrees(widen(to_plane(geometry, plane), half_width_m), plane)
    if isinstance(geometry, Polygon | MultiPolygon) and half_width_m is None:
        return geometry
    raise refused_at(
        record,
        Text("場所の形が面でも幅のある線でもありません。", "The place is neither a polygon nor a line with a width."),
        Text(
            "Polygon、または LineString と half_width_m で描いてください。",
            "Draw a Polygon, or a LineString with half_width_m.",
        ),
    )


def drawn_shape(record: Record, radius_m: float | None) -> BaseGeometry:
    """Return a polygon as drawn, or the circle round a point, in JGD2011 degrees.

    Raises
    ------
    FileRefused
        If it is neither.
    """
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


def period_of(record: Record, period: Period) -> Applicability:
    """Return a period; raises FileRefused where it does not end after it starts."""
    if period.start and period.end and period.end <= period.start:
        raise refused_at(
            record,
            Text("適用の終わりが始まりより後ではありません。", "A period does not end after it starts."),
            Text("日時を確かめてください。", "Check the times."),
        )
    return Applicability(period.start, period.end)


def authority_of(authority: AuthorityData | None) -> Authority | None:
    """Return an authority, None where none is given."""
    if authority is None:
        return None
    lead_time = both(authority.lead_time) if authority.lead_time else None
    return Authority(both(authority.name), authority.contact, lead_time)


def both(text: str | BothLanguages) -> Text:
    """Return a text; one language stands for both."""
    return Text(text, text) if isinstance(text, str) else Text(text.ja, text.en)


def refuse_twins(reading: LayerReading, features: Sequence[Feature]) -> None:
    """Refuse a file in which an id comes twice."""
    seen: set[str] = set()
    for record, feature in zip(reading.records, features, strict=True):
        if feature.id in seen:
            raise refused_at(
                record,
                Text(f"id「{feature.id}」が2回出てきます。", f"The id “{feature.id}” comes twice."),
                Text("区域ごとに違う id にしてください。", "Give each zone an id of its own."),
            )
        seen.add(feature.id)

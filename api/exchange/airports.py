"""空港: 国土数値情報 C28. A place that the file does not draw is kept by name, without a geometry."""

import shapely
from shapely import MultiPolygon

from airspace.edition import Coverage, InForce, LayerKind
from airspace.features import Aerodrome
from api.exchange.coverage import none_for
from api.exchange.mapping import (
    DRAWN_AT_25000_M,
    Mapped,
    Mapping,
    Provenance,
    Source,
    require_columns,
    without_geometry_note,
)
from api.exchange.n03 import as_of
from geo.readers.layers import LayerReading, Record
from geo.text import Text

COLUMNS = ("C28_005", "C28_000")
OLDER_COLUMNS = ("C28_005",)
ALL_JAPAN = shapely.box(122.0, 20.0, 154.5, 46.0)

PROVENANCE = Provenance(
    source="国土交通省 国土数値情報 空港データ（C28）",
    licence="国土数値情報ダウンロードサイト利用規約",
    attribution="「国土数値情報（空港データ C28）」（国土交通省）を加工して作成",
)


def map_airports(reading: LayerReading, source: Source) -> Mapped:
    """Return the aerodromes of a file; those without a geometry get an empty one."""
    require_columns(reading, COLUMNS, OLDER_COLUMNS)
    day = source.stated.as_of or as_of(source)
    return Mapped(
        features=tuple(_aerodrome(record) for record in reading.records),
        title=Text(f"空港（{day:%Y年%m月%d日}時点）", f"Airports as of {day}"),
        as_of=day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=DRAWN_AT_25000_M + reading.transformation.accuracy_m,
        coverage=source.stated.coverage or _coverage(reading),
        notes=without_geometry_note(reading, map(_name, reading.without_geometry)),
    )


def _coverage(reading: LayerReading) -> Coverage:
    if reading.without_geometry:
        return none_for(
            Text(
                "位置の分からない空港等があるため、図形の外については何も言えません。",
                "some airports have no geometry: nothing can be concluded outside the polygons",
            )
        )
    return Coverage(ALL_JAPAN, Text("国土数値情報 C28 は全国の空港を収める", "C28 holds the airports of all Japan"))


def _aerodrome(record: Record) -> Aerodrome:
    columns = record.columns
    code = str(columns.get("C28_000") or columns.get("C28_001") or "").lstrip("#")
    geometry = MultiPolygon() if record.geometry is None else record.geometry
    return Aerodrome(f"{code or 'airport'}-{record.number}", Text(_name(record), _name(record)), geometry, code)


def _name(record: Record) -> str:
    return str(record.columns["C28_005"] or f"#{record.number}")


AIRPORTS = Mapping(LayerKind.AIRPORTS, PROVENANCE, map_airports)

"""行政区域: 国土数値情報 N03, municipalities' land."""

import re
from datetime import date

from shapely.geometry.base import BaseGeometry

from airspace.edition import InForce, LayerKind
from airspace.features import Municipality
from api.exchange.coverage import of_land
from api.exchange.mapping import (
    DRAWN_AT_25000_M,
    Mapped,
    Mapping,
    Provenance,
    Source,
    municipality_code,
    require_columns,
    without_geometry_note,
)
from geo.readers.layers import LayerReading, Record
from geo.text import Text

COLUMNS = ("N03_001", "N03_003", "N03_004", "N03_007")

PROVENANCE = Provenance(
    source="国土交通省 国土数値情報 行政区域データ（N03）",
    licence="国土数値情報ダウンロードサイト利用規約（年度により CC BY 4.0）",
    attribution="「国土数値情報（行政区域データ N03）」（国土交通省）を加工して作成",
)


def as_of(source: Source) -> date:
    """Return the day that the data shows: told by the file's or folder's name, else the file's own day."""
    for name in (source.name, source.folder):
        for pattern, century in ((r"(20\d\d)(\d\d)(\d\d)", 0), (r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)", 2000)):
            if (found := re.search(pattern, name)) and (day := _day(century, *found.groups())):
                return day
        if found := re.search(r"(?<!\d)(20\d\d)(?!\d)", name):
            return date(int(found[1]), 1, 1)
    return source.day


def map_n03(reading: LayerReading, source: Source) -> Mapped:
    """Return the municipalities of a file; ground that belongs to none (所属未定地) is left out and noted."""
    require_columns(reading, COLUMNS)
    claimed = [record for record in reading.records if record.columns["N03_007"] is not None]
    unclaimed = len(reading.records) - len(claimed)
    features = tuple(_municipality(record, record.geometry) for record in claimed if record.geometry is not None)
    day = source.stated.as_of or as_of(source)
    return Mapped(
        features=features,
        title=Text(f"行政区域（{day:%Y年%m月%d日}時点）", f"Administrative boundaries as of {day}"),
        as_of=day,
        in_force=source.stated.in_force(InForce()),
        accuracy_m=DRAWN_AT_25000_M + reading.transformation.accuracy_m,
        coverage=source.stated.coverage or of_land([feature.geometry for feature in features]),
        notes=(*_unclaimed(unclaimed), *without_geometry_note(reading, map(_city, reading.without_geometry))),
    )


def _municipality(record: Record, land: BaseGeometry) -> Municipality:
    code = municipality_code(record, record.columns["N03_007"])
    city = _city(record)
    return Municipality(
        f"{code}-{record.number}",
        Text(city, city),
        land,
        code,
        str(record.columns["N03_001"] or ""),
    )


def _city(record: Record) -> str:
    columns = record.columns
    # A ward of a designated city has the city's name in N03_003 until 2023 and in N03_004 with N03_005 since then.
    above = columns["N03_003"] if str(columns["N03_003"] or "").endswith("市") else None
    parts = [above, columns["N03_004"], columns.get("N03_005")]
    return "".join(str(part) for part in parts if part) or str(columns["N03_001"] or "")


def _day(century: int, *parts: str) -> date | None:
    year, month, day = (int(part) for part in parts)
    try:
        return date(century + year, month, day)
    except ValueError:
        return None


def _unclaimed(count: int) -> tuple[Text, ...]:
    if not count:
        return ()
    return (
        Text(
            f"市区町村コードのない面（所属未定地など）{count} 件は取り込みませんでした。",
            f"{count} polygons without a municipality's code were left out.",
        ),
    )


N03 = Mapping(LayerKind.PREFECTURE, PROVENANCE, map_n03)

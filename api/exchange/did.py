"""人口集中地区: e-Stat's census boundaries, and the same as 国土数値情報 A16."""

import re
from dataclasses import dataclass
from datetime import date

from airspace.edition import LayerKind
from airspace.features import Did
from airspace.law import did_in_force
from api.exchange.coverage import none_for, of_prefectures
from api.exchange.mapping import (
    DRAWN_AT_25000_M,
    Mapped,
    Mapping,
    Provenance,
    Source,
    municipality_code,
    refused_at,
    require_columns,
    whole_number,
)
from geo.errors import ValueRefused
from geo.readers.layers import LayerReading, Record
from geo.text import Text

ESTAT = ("KEN", "CITY", "CITYNAME", "CLASS", "JINKO")
A16 = ("A16_001", "A16_002", "A16_003", "A16_004")
OLDER_A16 = ("A16_001", "A16_002", "A16_003")

PROVENANCE = Provenance(
    source="総務省統計局 国勢調査 人口集中地区境界（政府統計の総合窓口 e-Stat）",
    licence="政府統計の総合窓口（e-Stat）利用規約：出典を書けば営利でも使える",
    attribution="出典：政府統計の総合窓口(e-Stat)（https://www.e-stat.go.jp/）「人口集中地区」を加工して作成",
)

CENSUSES = {
    2020: r"r0?2(?!\d)|令和0?2|2020|a16[-_]?20(?!\d)",
    2015: r"h27(?!\d)|平成27|2015|a16[-_]?15(?!\d)",
    2010: r"h22(?!\d)|平成22|2010|a16[-_]?10(?!\d)",
    2005: r"h17(?!\d)|平成17|2005|a16[-_]?05(?!\d)",
}
"""How the file of a census is known by its name."""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    city: str
    number: str
    population: int | None


def census_year(source: Source) -> int:
    """Return the census of a file: as stated, or told by its name, or by its folder's.

    Raises
    ------
    ValueRefused
        If neither tells one census.
    """
    if source.stated.census_year is not None:
        return source.stated.census_year
    for name in (source.name, source.folder):
        found = [year for year, pattern in CENSUSES.items() if re.search(rf"(?<![0-9a-z])(?:{pattern})", name.lower())]
        if len(found) == 1:
            return found[0]
    raise ValueRefused(
        Text(
            f"「{source.name}」が何年の国勢調査のデータか分かりません。", f"The census of “{source.name}” is not known."
        ),
        Text("--census-year 2020 のように指定してください。", "State it, for example --census-year 2020."),
    )


def map_did(reading: LayerReading, source: Source) -> Mapped:
    """Return the districts of a file; each record that has no geometry makes the coverage empty."""
    year = census_year(source)
    read_row = (_estat, _a16, _older_a16)[require_columns(reading, ESTAT, A16, OLDER_A16)]
    features = []
    codes = set()
    for record in reading.records:
        row = read_row(record)
        codes.add(row.code[:2])
        if record.geometry is None:
            continue
        name = Text(f"{row.city} 人口集中地区 {row.number}", f"{row.city} DID {row.number}")
        identity = f"{row.code}-{row.number}-{record.number}"
        features.append(Did(identity, name, record.geometry, row.code, row.population))
    coverage = source.stated.coverage or of_prefectures(codes, source)
    if reading.without_geometry:
        numbers = ", ".join(str(record.number) for record in reading.without_geometry[:20])
        coverage = none_for(
            Text(
                f"図形のない地区がある（{numbers} 番目）ため、図形の外については何も言えません。",
                f"districts without a geometry (records {numbers}): nothing can be concluded outside the polygons",
            )
        )
    return Mapped(
        features=tuple(features),
        title=Text(f"{year}年国勢調査 人口集中地区", f"Densely inhabited districts, {year} census"),
        as_of=date(year, 10, 1),
        in_force=source.stated.in_force(did_in_force(year)),
        accuracy_m=DRAWN_AT_25000_M + reading.transformation.accuracy_m,
        coverage=coverage,
    )


def _estat(record: Record) -> _Row:
    code = municipality_code(record, _text(record, "KEN").zfill(2) + _text(record, "CITY").zfill(3))
    population = whole_number(record, record.columns["JINKO"])
    return _Row(code, _text(record, "CITYNAME"), _text(record, "CLASS"), population)


def _a16(record: Record) -> _Row:
    columns = record.columns
    code = municipality_code(record, columns["A16_001"])
    return _Row(code, _text(record, "A16_002"), _text(record, "A16_003"), whole_number(record, columns["A16_004"]))


def _older_a16(record: Record) -> _Row:
    code = municipality_code(record, record.columns["A16_001"])
    return _Row(code, _text(record, "A16_002"), _text(record, "A16_003"), None)


def _text(record: Record, column: str) -> str:
    value = record.columns[column]
    if value is None or not str(value).strip():
        raise refused_at(
            record,
            Text(f"列 {column} が空です。", f"The column {column} is empty."),
            Text("ファイルを確かめてください。", "Check the file."),
        )
    return str(value).strip()


DID = Mapping(LayerKind.DID, PROVENANCE, map_did)

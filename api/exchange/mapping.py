"""What every mapping of a read layer works from and gives back, and the columns it may rely on."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from airspace.edition import Coverage, InForce, LayerKind
from airspace.features import Feature
from geo.errors import FileRefused
from geo.readers.layer_files import LayerLimits
from geo.readers.layers import LayerReading, Record, read_layer
from geo.text import Text

DRAWN_AT_25000_M = 25.0
"""Position error of lines drawn on 1:25,000 maps, in metres: 0.7 mm on the map, and the width of the line."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who publishes a dataset, under which terms, and the words in which they ask to be named."""

    source: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What the person who imports a file states by hand; None is not stated."""

    title: str | None = None
    source: str | None = None
    licence: str | None = None
    attribution: str | None = None
    as_of: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    census_year: int | None = None
    prefecture: str | None = None
    coverage: Coverage | None = None

    def in_force(self, otherwise: InForce | None) -> InForce | None:
        """Return the days stated, where any are; an end that is not stated stays as it was."""
        if self.in_force_from is None and self.in_force_to is None:
            return otherwise
        before = otherwise or InForce()
        return InForce(self.in_force_from or before.first, self.in_force_to or before.last)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be mapped: its name, its folder's name, its own day, and the land that the store already holds.

    `land` gives a prefecture's land by two-digit code, in JGD2011 degrees, None where no edition holds it.
    """

    name: str
    folder: str
    day: date
    land: Callable[[str], BaseGeometry | None]
    stated: Stated = field(default_factory=Stated)
    properties: Callable[[], list[dict[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A layer in the domain's terms, all that an edition needs but its file's hash and time."""

    features: tuple[Feature, ...]
    title: Text
    as_of: date
    in_force: InForce | None
    accuracy_m: float
    coverage: Coverage
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How files of one kind of layer are read and become features."""

    kind: LayerKind
    provenance: Provenance
    map: Callable[[LayerReading, Source], Mapped]
    read: Callable[[Path, LayerLimits, str | None], LayerReading] = read_layer


def require_columns(reading: LayerReading, *choices: Iterable[str]) -> int:
    """Return which of the choices of columns the layer has, counted from 0.

    Raises
    ------
    FileRefused
        If it has none of them whole; names the columns found and those expected.
    """
    expected = [tuple(choice) for choice in choices]
    for number, columns in enumerate(expected):
        if set(columns) <= set(reading.columns):
            return number
    wanted = " / ".join(" ".join(columns) for columns in expected)
    found = " ".join(reading.columns[:30])
    raise FileRefused(
        Text(f"必要な列がありません（ある列：{found}）。", f"Columns are missing (found: {found})."),
        Text(
            f"次の列のそろったファイルにしてください：{wanted}。データの種類（did、n03 など）も確かめてください。",
            f"Give a file with the columns {wanted}, and check the kind of data (did, n03, …).",
        ),
    )


def refused_at(record: Record, what: Text, remedy: Text) -> FileRefused:
    """Return the refusal of a file for one of its records."""
    return FileRefused(what, remedy, where=f"record {record.number}")


def municipality_code(record: Record, value: object) -> str:
    """Return a five-digit municipality code (JIS X 0402); a leading zero that is missing or twice is put right.

    Raises
    ------
    FileRefused
        If the value is not such a code.
    """
    code = str(value if value is not None else "").strip().lstrip("0").zfill(5)
    if not re.fullmatch(r"[0-4]\d{4}", code, re.ASCII):
        raise refused_at(
            record,
            Text(f"市区町村コード「{value}」が読めません。", f"“{value}” is not a municipality code."),
            Text("5桁の数字にしてください。", "Give five digits."),
        )
    return code


def whole_number(record: Record, value: object) -> int | None:
    """Return a count, None where the column is empty or masked.

    Raises
    ------
    FileRefused
        If the value is neither.
    """
    if value is None or str(value).strip() in {"", "*", "-"}:
        return None
    try:
        return int(float(str(value)))
    except ValueError:
        raise refused_at(
            record,
            Text(f"人口「{value}」が数ではありません。", f"The population “{value}” is not a number."),
            Text("数字にするか、空にしてください。", "Give a number, or leave it empty."),
        ) from None


def without_geometry_note(reading: LayerReading, names: Iterable[str]) -> tuple[Text, ...]:
    """Return a note that names the records without a geometry, none where all have one."""
    listed = [name for name in names if name]
    count = len(reading.without_geometry)
    if not count:
        return ()
    ja, en = "、".join(listed[:30]), ", ".join(listed[:30])
    return (
        Text(
            f"位置（図形）のない地物が {count} 件あり、事前確認では使われません：{ja}",
            f"{count} features have no geometry and take no part in screenings: {en}",
        ),
    )

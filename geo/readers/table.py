"""Plain coordinate tables (CSV, TSV): a waypoint a row, decimal or degrees-minutes-seconds, Japanese or English.

A table without a header is read only when its columns cannot be mistaken: letters or kanji name the axes, or every row
lies in Japan one way round. A height whose datum neither a column nor its name tells is of unknown datum.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from geo.errors import FileRefused, InputRefused, ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.readers._degrees import AXIS_NAMES, Axis, is_angle, normalise, parse_angle
from geo.readers._headers import Column, Role, columns_of, datum_of
from geo.readers._rows import Row, rows_of
from geo.readers._text import clean_name, decode, number
from geo.readers.reading import Format, Limits, Reading
from geo.route import Speed, Waypoint
from geo.text import Text

SLUG = "table"

_AXES = {Role.LATITUDE: Axis.LATITUDE, Role.LONGITUDE: Axis.LONGITUDE}
_JAPAN = {Axis.LATITUDE: (20.0, 46.0), Axis.LONGITUDE: (122.0, 154.5)}
_UNIT = re.compile(r"\s*(?:m|メートル|m/s|km/h)\s*\Z", re.IGNORECASE)

_REMEDY = Text(
    "1行目に「緯度,経度,高さ」のような見出しを付け、1行に1点を書いてください。",
    "Begin with a header such as latitude,longitude,height, and write one point on each line.",
)

Columns = Mapping[Role, Column]


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    head = data[:4_096]
    if len(data) > len(head):
        head = head[: head.rfind(b"\n") + 1]
    try:
        rows = rows_of(decode(head))
        return bool(rows) and (_header(rows[0]) is not None or _without_header(rows) is not None)
    except InputRefused:
        return False


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    out = Collector(SLUG)
    rows = rows_of(decode(data))
    header = _header(rows[0]) if rows else None
    columns, others = header or (_without_header(rows), [])
    if columns is None:
        raise FileRefused(
            Text(
                "表の列のどれが緯度でどれが経度か分かりません。",
                "It cannot be told which column is latitude and which longitude.",
            ),
            _REMEDY,
            where=rows[0].origin if rows else "",
        )
    if others:
        names = "、".join(clean_name(name)[:40] or "（空）" for name in others[:20])
        out.note(Text(f"次の列は読みませんでした：{names}。", f"These columns are not read: {names}."))
    body = rows[1:] if header else rows
    for name, group in groupby(body, key=lambda row: clean_name(_cell(row, columns, Role.ROUTE))):
        _add(list(group), columns, name, out)
    return out.reading(_REMEDY)


def _header(first: Row) -> tuple[Columns, list[str]] | None:
    if any(is_angle(cell) for cell in first.cells):
        return None
    columns, others = columns_of(first)
    return (columns, others) if _AXES.keys() <= columns.keys() else None


def _without_header(rows: Sequence[Row]) -> Columns | None:
    """Return the columns of a table without a header, or None where they could be mistaken."""
    width = len(rows[0].cells) if rows else 0
    if width not in (2, 3) or any(len(row.cells) != width for row in rows):
        return None
    try:
        orders = {_order(row) for row in rows}
    except InputRefused:
        return None
    order = orders.pop()
    if orders or order is None:
        return None
    columns = {role: Column(role, order.index(axis)) for role, axis in _AXES.items()}
    return columns if width == 2 else columns | {Role.HEIGHT: Column(Role.HEIGHT, 2)}


def _order(row: Row) -> tuple[Axis, Axis] | None:
    angles = [parse_angle(cell, where=row.origin) for cell in row.cells[:2]]
    told = [angle.axis for angle in angles]
    for order in ((Axis.LATITUDE, Axis.LONGITUDE), (Axis.LONGITUDE, Axis.LATITUDE)):
        in_japan = all(_JAPAN[axis][0] <= a.degrees <= _JAPAN[axis][1] for axis, a in zip(order, angles, strict=True))
        if told == list(order) or (told == [None, None] and in_japan):
            return order
    return None


def _add(rows: Sequence[Row], columns: Columns, name: str, out: Collector) -> None:
    origin = f"{rows[0].origin}-{rows[-1].line}"
    out.reserve(len(rows), origin)
    out.route([_waypoint(row, columns) for row in rows], name, origin)


def _waypoint(row: Row, columns: Columns) -> Waypoint:
    lat_deg, lon_deg = (_degrees(row, columns, role) for role in (Role.LATITUDE, Role.LONGITUDE))
    return Waypoint(lon_deg, lat_deg, _height(row, columns), _speed(row, columns), row.origin)


def _degrees(row: Row, columns: Columns, role: Role) -> float:
    axis, told = _AXES[role], _cell(row, columns, role)
    where = f"{row.origin} {AXIS_NAMES[axis].ja}/{axis}"
    if not told:
        raise ValueRefused(Text("値がありません。", "The value is missing."), _REMEDY, where=where)
    angle = parse_angle(told, where=where)
    if angle.axis not in (None, axis):
        raise ValueRefused(
            Text(
                "緯度の列に経度が、または経度の列に緯度があります。",
                "Latitude and longitude stand in each other's column.",
            ),
            Text("2つの列が入れ替わっていないか確かめてください。", "Check whether the two columns are swapped."),
            where=where,
        )
    return angle.degrees


def _height(row: Row, columns: Columns) -> Height | None:
    told = _cell(row, columns, Role.HEIGHT)
    if not told:
        return None
    where = f"{row.origin} 高さ/height"
    by_name = columns[Role.HEIGHT].datum
    by_cell = datum_of(_cell(row, columns, Role.DATUM), where=where)
    if Datum.UNKNOWN not in (by_name, by_cell) and by_name is not by_cell:
        raise ValueRefused(
            Text("高さの見出しと基準の列が食い違っています。", "The header and the datum column disagree."),
            Text("どちらかに揃えてください。", "Make them agree."),
            where=where,
        )
    datum = by_cell if by_name is Datum.UNKNOWN else by_name
    return Height(_quantity(told, where), datum, where)


def _speed(row: Row, columns: Columns) -> Speed | None:
    told, where = _cell(row, columns, Role.SPEED), f"{row.origin} 速度/speed"
    return Speed(_quantity(told, where) * columns[Role.SPEED].to_mps, where) if told else None


def _quantity(told: str, where: str) -> float:
    return number(_UNIT.sub("", normalise(told)), where=where)


def _cell(row: Row, columns: Columns, role: Role) -> str:
    column = columns.get(role)
    return row.cells[column.index] if column and column.index < len(row.cells) else ""


FORMAT = Format(
    SLUG, Text("座標の表（CSV・TSV）", "a coordinate table (CSV, TSV)"), (".csv", ".tsv", ".txt"), _recognises, _read
)

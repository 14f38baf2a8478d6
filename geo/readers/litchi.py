"""Litchi mission CSV: a waypoint a row; `altitudemode` 0 is above take-off, 1 above ground."""

from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.readers._collect import Collector
from geo.readers._rows import Row, rows_of
from geo.readers._text import decode, number
from geo.readers.reading import Format, Limits, Reading
from geo.route import Speed, Waypoint
from geo.text import Text

SLUG = "litchi"

DATUMS = {"0": Datum.TAKEOFF, "1": Datum.AGL, "": Datum.UNKNOWN}
"""What each altitude mode measures from; files from before the column existed do not say."""

_OWN_COLUMNS = (b"curvesize(m)", b"heading(deg)", b"gimbalmode", b"altitudemode")
_LAT, _LON, _ALT, _SPEED = "latitude", "longitude", "altitude(m)", "speed(m/s)"
_EXPORT = Text(
    "Litchi Mission Hub から CSV を書き出し直してください。", "Export the CSV again from Litchi Mission Hub."
)


def _recognises(data: bytes, filename: str) -> bool:
    del filename
    head = data[:4_096].lower().partition(b"\n")[0]
    return b"latitude" in head and b"longitude" in head and any(column in head for column in _OWN_COLUMNS)


def _read(data: bytes, filename: str, limits: Limits) -> Reading:
    del filename, limits
    out = Collector(SLUG)
    header, *rows = rows_of(decode(data))
    names = [cell.lower() for cell in header.cells]
    if _ALT not in names:
        out.note(
            Text(f"「{_ALT}」の列がないので高さは読めません。", f"There is no column '{_ALT}', so no height is read.")
        )
    out.reserve(len(rows), "CSV")
    waypoints = [_waypoint(row, dict(zip(names, row.cells, strict=False))) for row in rows]
    if waypoints:
        out.route(waypoints, "", "CSV")
    return out.reading(_EXPORT)


def _waypoint(row: Row, cells: dict[str, str]) -> Waypoint:
    if not cells.get(_LAT) or not cells.get(_LON):
        raise ValueRefused(
            Text("緯度か経度がありません。", "The latitude or the longitude is missing."), _EXPORT, where=row.origin
        )
    lon_deg, lat_deg = (number(cells[name], where=f"{row.origin} {name}") for name in (_LON, _LAT))
    return Waypoint(lon_deg, lat_deg, _height(row, cells), _speed(row, cells), row.origin)


def _height(row: Row, cells: dict[str, str]) -> Height | None:
    place, mode = f"{row.origin} {_ALT}", cells.get("altitudemode", "")
    if mode not in DATUMS:
        raise ValueRefused(
            Text("altitudemode は 0 か 1 です。", "The altitudemode is 0 or 1."),
            _EXPORT,
            where=f"{row.origin} altitudemode",
        )
    told = cells.get(_ALT, "")
    return Height(number(told, where=place), DATUMS[mode], place) if told else None


def _speed(row: Row, cells: dict[str, str]) -> Speed | None:
    """Return the speed of a row; 0 and below stand for the mission's cruising speed, which is not in the file."""
    place, told = f"{row.origin} {_SPEED}", cells.get(_SPEED, "")
    value = number(told, where=place) if told else 0.0
    return Speed(value, place) if value > 0 else None


FORMAT = Format(SLUG, Text("Litchi（.csv）", "Litchi (.csv)"), (), _recognises, _read)

"""What the columns of a coordinate table are called, in Japanese and English, with units and datums in the name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import ValueRefused
from geo.height import DATUM_NAMES, Datum
from geo.readers._degrees import normalise
from geo.readers._rows import Row
from geo.text import Text


class Role(StrEnum):
    """What a column of a coordinate table holds."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    HEIGHT = "height"
    DATUM = "datum"
    SPEED = "speed"
    ROUTE = "route"


_ROLES = {
    Role.LATITUDE: ("latitude", "lat", "緯度", "北緯"),
    Role.LONGITUDE: ("longitude", "lon", "lng", "long", "経度", "東経"),
    Role.HEIGHT: ("height", "altitude", "alt", "elevation", "ele", "高さ", "高度", "飛行高度", "飛行高さ"),
    Role.DATUM: (
        "datum",
        "heightdatum",
        "altitudedatum",
        "heightreference",
        "高さの基準",
        "高度の基準",
        "高さ基準",
        "基準",
    ),
    Role.SPEED: ("speed", "groundspeed", "速度", "飛行速度", "対地速度", "速さ"),
    Role.ROUTE: ("route", "routename", "path", "経路", "経路名", "飛行経路", "飛行経路名", "ルート"),
}
_WORDS = {word: role for role, words in _ROLES.items() for word in words}

_DATUMS = {
    Datum.AGL: ("agl", "対地高度", "対地高", "対地", "地上高", "地面", "地表面", "地面からの高さ", "地上"),
    Datum.AMSL: ("amsl", "msl", "標高", "海抜", "海抜高度", "海面", "平均海面"),
    Datum.ELLIPSOIDAL: ("ellipsoidal", "ellipsoid", "hae", "楕円体高", "楕円体", "楕円体面"),
    Datum.TAKEOFF: ("takeoff", "離陸地点", "離陸地点からの高さ", "離陸点", "離着陸地点"),
    Datum.UNKNOWN: ("", "unknown", "不明"),
}
_DATUM_WORDS = {word: datum for datum, words in _DATUMS.items() for word in words}

_METRES = ("m", "meter", "meters", "metre", "metres", "メートル")
_DEGREES = ("deg", "degree", "degrees", "dd", "dms", "decimal", "度", "十進", "分", "秒")
_SPEED_UNITS = {"ms": 1.0, "mps": 1.0, "kmh": 1 / 3.6, "kph": 1 / 3.6, "時速": 1 / 3.6, "秒速": 1.0}
_UNREAD_UNITS = ("ft", "feet", "foot", "フィート", "kt", "kts", "knot", "knots", "ノット", "mph")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its role, the datum and the factor to m/s that its name tells."""

    role: Role
    index: int
    datum: Datum = Datum.UNKNOWN
    to_mps: float = 1.0


def columns_of(header: Row) -> tuple[dict[Role, Column], list[str]]:
    """Return the columns that are read, by role, and the names of the others.

    Raises
    ------
    ValueRefused
        If two columns have one role, or a unit is not metres or degrees.
    """
    columns: dict[Role, Column] = {}
    others = []
    for index, name in enumerate(header.cells):
        column = _column(name, index, header.origin)
        if column is None:
            others.append(name)
        elif column.role in columns:
            raise ValueRefused(
                Text(f"「{name[:40]}」と同じ意味の列が2つあります。", f"Two columns mean the same as '{name[:40]}'."),
                Text("どちらか1つを残してください。", "Keep one of the two."),
                where=header.origin,
            )
        else:
            columns[column.role] = column
    return columns, others


def _column(name: str, index: int, where: str) -> Column | None:
    plain = normalise(name).lower().replace("°", "度")
    words = re.findall(r"[a-z]+|[^\W\d_a-z]+", plain)
    datum = next((_DATUM_WORDS[word] for word in words if word in _DATUM_WORDS), Datum.UNKNOWN)
    head = _WORDS.get("".join(words)) or next((role for n in (2, 1) if (role := _WORDS.get("".join(words[:n])))), None)
    if head is None:
        head = Role.HEIGHT if words and words[0] in _DATUM_WORDS else None
    if head is None:
        return None
    if head in (Role.HEIGHT, Role.SPEED) and any(word in _UNREAD_UNITS for word in words):
        raise ValueRefused(
            Text(f"「{name[:40]}」の単位は読めません。", f"The unit of '{name[:40]}' is not read."),
            Text("高さは m、速度は m/s か km/h にしてください。", "Give heights in metres, speeds in m/s or km/h."),
            where=where,
        )
    unit = "".join(word for word in words[1:] if word not in (*_METRES[1:], *_DEGREES))
    return Column(head, index, datum, _SPEED_UNITS.get(unit, 1.0))


def datum_of(text: str, *, where: str) -> Datum:
    """Return the datum that a cell names in Japanese or English; an empty cell is an unknown datum.

    Raises
    ------
    ValueRefused
        If it names none that is known.
    """
    word = re.sub(r"[\W_]+", "", normalise(text).lower())
    if word in _DATUM_WORDS:
        return _DATUM_WORDS[word]
    names = [datum for datum in Datum if datum is not Datum.UNKNOWN]
    raise ValueRefused(
        Text(f"高さの基準「{text[:40]}」を知りません。", f"The height datum '{text[:40]}' is not known."),
        Text(
            f"{'・'.join(DATUM_NAMES[datum].ja for datum in names)}のどれかにしてください。",
            f"Use one of {', '.join(names)}.",
        ),
        where=where,
    )

"""DIPS 2.0's answer on flight-prohibited areas (飛行禁止エリア), and the question that it answers, as JSON files.

The form is that of the open ODS-IS-UASL `external` repository (API004): `flightProhibitedAreaInfo[]` with a `range` of
type `Polygon` (`coordinates`: positions, longitude first) or `Circle` (`center`, `radius` in metres), and `totalCount`.
Nothing of an answer is left out silently: what cannot be read refuses the file, what was put right is told.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import JGD2011, nearest_plane, to_degrees, to_plane, transformer
from geo.errors import FileRefused, TooLarge, ValueRefused
from geo.jgd2011 import JAPAN, WGS84, into_jgd2011
from geo.readers._json import json_number, load_object
from geo.readers.layer_files import GEOJSON, LayerLimits, opened
from geo.readers.layers import LayerReading, Record, Repair
from geo.route import check_position
from geo.shape import repair, widen
from geo.text import Text

FORMAT = "DIPS flight-prohibited areas"
LIMITS = LayerLimits(max_bytes=32 << 20, max_unpacked_bytes=64 << 20, max_features=20_000, max_vertices=500_000)
"""An answer over one prefecture has some hundred areas."""

MAX_RADIUS_M = 100_000.0
ENDLESS = "99991231 2359"
JST = ZoneInfo("Asia/Tokyo")

TEXTS = {"flightProhibitedAreaId": 64, "name": 128, "detail": 2_000, "url": 255}
"""The texts of an area and their greatest lengths; those of `detail` is ours."""

KNOWN = {*TEXTS, "range", "flightProhibitedAreaTypeId", "startTime", "finishTime"}
OWED = ("flightProhibitedAreaId", "name", "range", "flightProhibitedAreaTypeId", "startTime", "finishTime")

ASK_AGAIN = Text(
    "DIPSからもう一度取得したファイルを、手を加えずに使ってください。",
    "Use a file as it came from DIPS, fetched anew and not edited.",
)
_NARROWER = Text("尋ねる範囲を分けてください。", "Ask for a smaller place.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What DIPS was asked: where, in JGD2011 degrees; from when until when, None is open; which types, None is all.

    `changes_only` is whether only what changed since a time was asked for.
    """

    area: BaseGeometry = field(repr=False)
    start: datetime | None
    finish: datetime | None
    type_ids: tuple[int, ...] | None
    changes_only: bool


@dataclass
class _Gathered:
    """What was read so far, and what was put right."""

    ids: set[str] = field(default_factory=set)
    vertices: int = 0
    closed: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)


def read_answer(path: Path, limits: LayerLimits = LIMITS, _layer: str | None = None) -> LayerReading:
    """Read an answer into JGD2011 degrees; the columns of a record are the members of the area under their names.

    `flightProhibitedAreaTypeId` is an int; `startTime` and `finishTime` are aware datetimes, the end not included, None
    where there is no end.

    Raises
    ------
    FileRefused
        If it is no answer, or not a whole one: an area lacks a member, comes twice, or `totalCount` is another.
    TooLarge
        If it is over one of `LIMITS` or of the limits given.
    ValueRefused
        If a time, a type, a position or a range cannot be used; says which area.
    """
    bounds = _narrower(limits)
    document = _load(path, bounds)
    areas = document.get("flightProhibitedAreaInfo")
    if not isinstance(areas, list):
        raise FileRefused(
            Text("flightProhibitedAreaInfo の一覧がありません。", "There is no list flightProhibitedAreaInfo."),
            ASK_AGAIN,
        )
    _check_count(document.get("totalCount"), len(areas), bounds)
    gathered = _Gathered()
    rows = [_area(number, area, gathered, bounds) for number, area in enumerate(areas, 1)]
    moved, transformation = into_jgd2011([shape for _, shape in rows], WGS84)
    repairs: list[Repair] = []
    shapes = [_repaired(number, shape, repairs) for number, shape in enumerate(moved, 1)]
    records = tuple(
        Record(number, columns, shape) for number, ((columns, _), shape) in enumerate(zip(rows, shapes, strict=True), 1)
    )
    return LayerReading(FORMAT, tuple(sorted(KNOWN)), records, transformation, tuple(repairs), tuple(_notes(gathered)))


def read_question(path: Path) -> Asked:
    """Read what DIPS was asked: `features` with a range, and times, types and `updateTime` beside or within.

    Raises
    ------
    InputRefused
        If it is no such question.
    """
    document = _load(path, LIMITS)
    asked = document.get("features")
    if not isinstance(asked, dict):
        raise FileRefused(
            Text("尋ねた範囲（features）がありません。", "It does not say where was asked (features)."),
            Text("DIPSに送った検索条件のJSONを指定してください。", "Give the JSON that was sent to DIPS."),
        )
    within = document.get("flightProhibitedAreaInfo")
    more = {**document, **(within if isinstance(within, dict) else {})}
    shape, _ = _range({"type": "Polygon", **asked}, "features", LIMITS.max_vertices)
    (moved,), _ = into_jgd2011([repair(shape)], WGS84)
    start, finish = (more.get(name) for name in ("startTime", "finishTime"))
    return Asked(
        area=moved,
        start=None if start is None else _time(start, "startTime"),
        finish=None if finish in (None, ENDLESS) else _time(finish, "finishTime"),
        type_ids=_types(more.get("flightProhibitedAreaTypeId")),
        changes_only=bool(more.get("updateTime")),
    )


def _narrower(limits: LayerLimits) -> LayerLimits:
    return replace(
        LIMITS,
        max_bytes=min(limits.max_bytes, LIMITS.max_bytes),
        max_unpacked_bytes=min(limits.max_unpacked_bytes, LIMITS.max_unpacked_bytes),
        max_features=min(limits.max_features, LIMITS.max_features),
        max_vertices=min(limits.max_vertices, LIMITS.max_vertices),
    )


def _load(path: Path, limits: LayerLimits) -> dict[str, object]:
    with opened(path, limits) as source:
        if source.format != GEOJSON:
            raise FileRefused(Text("JSON ではありません。", "It is not JSON."), ASK_AGAIN)
        data = source.path.read_bytes()
    return load_object(data, max_containers=2 * limits.max_vertices, too_large=_NARROWER)


def _check_count(told: object, held: int, limits: LayerLimits) -> None:
    if not isinstance(told, int) or isinstance(told, bool) or told != held:
        raise FileRefused(
            Text(
                f"件数が合いません（totalCount は {_shown(told)}、中身は {held} 件）。回答の一部かもしれません。",
                f"The counts differ (totalCount is {_shown(told)}, {held} areas are in it): it may be a part only.",
            ),
            ASK_AGAIN,
            where="totalCount",
        )
    if held > limits.max_features:
        raise _too_many(f"{held:,} areas", f"{limits.max_features:,}")


def _area(
    number: int, area: object, gathered: _Gathered, limits: LayerLimits
) -> tuple[dict[str, object], BaseGeometry]:
    where = f"flightProhibitedAreaInfo[{number - 1}]"
    if not isinstance(area, dict):
        raise FileRefused(Text("エリアがオブジェクトではありません。", "An area is no object."), ASK_AGAIN, where=where)
    lacking = [name for name in OWED if area.get(name) is None]
    if lacking:
        raise FileRefused(
            Text(f"必要な項目がありません：{'、'.join(lacking)}。", f"It lacks {', '.join(lacking)}."),
            ASK_AGAIN,
            where=where,
        )
    texts = {name: _text(area.get(name), most, f"{where}.{name}") for name, most in TEXTS.items()}
    area_id = texts["flightProhibitedAreaId"]
    where = f"{where} {area_id}"
    if area_id in gathered.ids:
        raise FileRefused(
            Text(f"ID「{area_id}」が2回出てきます。", f"The id “{area_id}” comes twice."), ASK_AGAIN, where=where
        )
    gathered.ids.add(area_id)
    gathered.unknown |= {str(name)[:40] for name in area.keys() - KNOWN}
    shape, was_open = _range(area["range"], f"{where} range", limits.max_vertices - gathered.vertices)
    gathered.vertices += int(shapely.get_num_coordinates(shape))
    if was_open:
        gathered.closed.append(area_id)
    start, end = _period(area, where)
    columns = {**texts, "flightProhibitedAreaTypeId": _type(area["flightProhibitedAreaTypeId"], where)}
    return columns | {"startTime": start, "finishTime": end}, shape


def _text(value: object, most: int, where: str) -> str:
    if value is None:
        return ""
    broken = not isinstance(value, str) or len(value) > most
    if broken or any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\r\t" for c in str(value)):
        raise ValueRefused(
            Text(
                f"文字でないか、{most}文字を超えるか、目に見えない制御文字が入っています。",
                f"It is no text, longer than {most} characters, or holds invisible control characters.",
            ),
            ASK_AGAIN,
            where=where,
        )
    return unicodedata.normalize("NFC", str(value)).strip()


def _type(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 99:
        raise ValueRefused(
            Text(
                f"種別 {_shown(value)} は番号（1～99）ではありません。",
                f"The type {_shown(value)} is no number 1 to 99.",
            ),
            ASK_AGAIN,
            where=f"{where} flightProhibitedAreaTypeId",
        )
    return value


def _types(value: object) -> tuple[int, ...] | None:
    if value is None:
        return None
    listed = value if isinstance(value, list) else [value]
    return tuple(sorted({_type(each, "question") for each in listed}))


def _period(area: dict[str, object], where: str) -> tuple[datetime, datetime | None]:
    """Return from when until when an area is; the last minute is part of it."""
    start = _time(area["startTime"], f"{where} startTime")
    if area["finishTime"] == ENDLESS:
        return start, None
    finish = _time(area["finishTime"], f"{where} finishTime")
    if finish < start:
        raise ValueRefused(
            Text("終わりが始まりより前です。", "It finishes before it starts."), ASK_AGAIN, where=f"{where} finishTime"
        )
    return start, finish + timedelta(minutes=1)


def _time(value: object, where: str) -> datetime:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{8} [0-9]{4}", value):
        try:
            read = datetime.strptime(value, "%Y%m%d %H%M").replace(tzinfo=JST)
        except ValueError:
            read = None
        if read is not None and 1900 <= read.year <= 2200:
            return read
    raise ValueRefused(
        Text(
            f"日時 {_shown(value)} は yyyyMMdd HHmm（1900～2200年）ではありません。",
            f"The time {_shown(value)} is not yyyyMMdd HHmm within 1900 to 2200.",
        ),
        Text(f"終わりがないときは {ENDLESS} です。{ASK_AGAIN.ja}", f"No end is {ENDLESS}. {ASK_AGAIN.en}"),
        where=where,
    )


def _range(value: object, where: str, most: int) -> tuple[BaseGeometry, bool]:
    """Return a range as drawn, in degrees, and whether its ring was open."""
    told = value if isinstance(value, dict) else {}
    match told.get("type"):
        case "Polygon":
            return _polygon(told.get("coordinates"), where, most)
        case "Circle":
            return _circle(told, where), False
    raise ValueRefused(
        Text("範囲が Polygon でも Circle でもありません。", "The range is neither a Polygon nor a Circle."),
        ASK_AGAIN,
        where=where,
    )


def _polygon(coordinates: object, where: str, most: int) -> tuple[Polygon, bool]:
    """Return the polygon of a list of positions, or of GeoJSON's list of rings."""
    if not isinstance(coordinates, list) or not coordinates:
        raise ValueRefused(Text("coordinates がありません。", "There are no coordinates."), ASK_AGAIN, where=where)
    rings: list[list[object]] = coordinates if all(map(_is_ring, coordinates)) else [coordinates]
    if sum(len(ring) for ring in rings) > most:
        raise _too_many("vertices", f"{LIMITS.max_vertices:,}")
    read = [[_position(each, f"{where} coordinates[{i}]") for i, each in enumerate(ring)] for ring in rings]
    was_open = any(ring[:1] != ring[-1:] for ring in read)
    for ring in read:
        if len(set(ring)) < 3:
            raise _no_area(where)
    polygon = Polygon(read[0], read[1:])
    if not polygon.area > 0 and repair(polygon).is_empty:
        raise _no_area(where)
    return polygon, was_open


def _is_ring(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, list) for each in value)


def _circle(told: dict[str, object], where: str) -> BaseGeometry:
    lon_deg, lat_deg = _position(told.get("center"), f"{where} center")
    radius_m = json_number(told.get("radius"), where=f"{where} radius")
    if not 0 < radius_m <= MAX_RADIUS_M:
        raise ValueRefused(
            Text(f"半径 {radius_m:g} m の円は使えません。", f"A circle of {radius_m:g} m cannot be used."),
            Text(
                f"0 より大きく {MAX_RADIUS_M:,.0f} m 以下です。{ASK_AGAIN.ja}",
                f"It is more than 0 and at most {MAX_RADIUS_M:,.0f} m. {ASK_AGAIN.en}",
            ),
            where=f"{where} radius",
        )
    plane = nearest_plane(lon_deg, lat_deg)
    return to_degrees(widen(Point(transformer(JGD2011, plane).transform(lon_deg, lat_deg)), radius_m), plane)


def _position(value: object, where: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) not in (2, 3):
        raise ValueRefused(
            Text("位置が [経度, 緯度] ではありません。", "A position is not [longitude, latitude]."),
            ASK_AGAIN,
            where=where,
        )
    lon_deg, lat_deg = (json_number(each, where=where) for each in value[:2])
    check_position(lon_deg, lat_deg, where=where)
    west, south, east, north = JAPAN
    if not (west <= lon_deg <= east and south <= lat_deg <= north):
        raise ValueRefused(
            Text(
                f"日本の外の位置です（経度 {lon_deg:g}、緯度 {lat_deg:g}）。",
                f"The position is outside Japan (longitude {lon_deg:g}, latitude {lat_deg:g}).",
            ),
            Text("経度・緯度の順を確かめてください。", "Check the order of the axes."),
            where=where,
        )
    return lon_deg, lat_deg


def _repaired(number: int, shape: BaseGeometry, repairs: list[Repair]) -> BaseGeometry:
    """Return a shape whose rings do not cross; what was put right is told with the area that it changed."""
    if shape.is_valid:
        return shape
    whole = repair(shape)
    plane = nearest_plane(*map(float, shapely.get_coordinates(shape)[0]))
    repairs.append(Repair(number, to_plane(shape, plane).area, to_plane(whole, plane).area))
    return whole


def _notes(gathered: _Gathered) -> Iterator[Text]:
    if gathered.closed:
        ids = _few(gathered.closed)
        yield Text(
            f"最後の点が最初の点にもどらない輪を閉じました：{ids}", f"Rings that did not end where they began: {ids}"
        )
    if gathered.unknown:
        names = _few(sorted(gathered.unknown))
        yield Text(f"知らない項目は読んでいません：{names}", f"Members that are not known and not read: {names}")


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" … ({len(names)})" if len(names) > 10 else "")


def _no_area(where: str) -> ValueRefused:
    return ValueRefused(
        Text("面の頂点が3つないか、面積がありません。", "It has no three corners, or encloses no area."),
        ASK_AGAIN,
        where=where,
    )


def _too_many(found: str, allowed: str) -> TooLarge:
    return TooLarge(
        Text(
            f"データが多すぎます（{found}、上限 {allowed}）。", f"There is too much in it ({found}, at most {allowed})."
        ),
        _NARROWER,
    )


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:40]

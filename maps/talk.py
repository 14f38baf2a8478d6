"""The steps of a talk over a map: what is said, what is looked at, and whether the map has it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from airspace.condition import words_given
from geo.errors import ValueRefused
from geo.readable import is_seen
from geo.text import Text
from maps.scene import Scene
from maps.shapes import LatLon

MOST_STEPS = 40
MOST_OF_A_CAPTION = 300
MOST_OF_A_NOTE = 60
LEAST_AROUND_M = 400.0
METRES_PER_DEGREE = 111_000.0

_CAPTION, _NOTE = Text("説明", "caption"), Text("大きく見せる言葉", "note")


@dataclass(frozen=True, slots=True)
class AtStop:
    """The place of a marker, counted from 1 in the order in which the map's twin lists them."""

    number: int


@dataclass(frozen=True, slots=True)
class AtNote:
    """The place of a finding, by its number on the map."""

    number: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What lies between four bounds in degrees (JGD2011)."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a talk: what is said, and what is looked at (None: the whole flight).

    `caption` and `note`, which is written bigger, are people's own text, of which nothing is taken as markup. `shown`
    are the keys of the sheets that are on the map; None: those that it shows at first.
    """

    caption: str
    view: AtStop | AtNote | Bounds | None = None
    shown: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step whose words were checked, and what the map's script is told of it: corners, place and sheets."""

    step: Step
    options: dict[str, object]


def prepared(scene: Scene, steps: Sequence[Step]) -> list[Prepared]:
    """Return the steps of a talk over a scene; raises `geo.errors.ValueRefused` for what it cannot show."""
    return [_prepared(scene, number, step) for number, step in enumerate(_counted(steps), start=1)]


def sheet_keys(scene: Scene) -> tuple[str, ...]:
    """Return the keys that a step may show, from the lowest to the highest."""
    marks = [key for key, there in (("legs", scene.stretches), ("stops", scene.stops)) if there]
    return (*(sheet.key for sheet in scene.sheets), *marks)


def _counted(steps: Sequence[Step]) -> Sequence[Step]:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise ValueRefused(
            Text(f"場面が {len(steps)} あります。", f"There are {len(steps)} steps."),
            Text(f"1～{MOST_STEPS} にしてください。", f"Give 1 to {MOST_STEPS}."),
            where="steps",
        )
    return steps


def _prepared(scene: Scene, number: int, step: Step) -> Prepared:
    where = f"steps.{number}"
    if not is_seen(step.caption):
        raise ValueRefused(
            Text(f"{number}番目の場面に説明がありません。", f"Step {number} has no caption."),
            Text("会場で見せる言葉を書いてください。", "Write what the hall is to read."),
            where=f"{where}.caption",
        )
    caption = words_given(step.caption, _CAPTION, f"{where}.caption", most=MOST_OF_A_CAPTION, named=True)
    note = step.note and words_given(step.note, _NOTE, f"{where}.note", most=MOST_OF_A_NOTE, named=True)
    corners, place = _looked_at(scene, step.view, f"{where}.view")
    shown = None if step.shown is None else list(_known(scene, step.shown, f"{where}.shown"))
    options: dict[str, object] = {
        "corners": None if corners is None else [list(corner) for corner in corners],
        "place": None if place is None else list(place),
        "shown": shown,
    }
    return Prepared(replace(step, caption=caption, note=note), options)


def _known(scene: Scene, shown: Iterable[str], where: str) -> Iterable[str]:
    keys = sheet_keys(scene)
    for key in shown:
        if key not in keys:
            raise ValueRefused(
                Text(f"この地図に「{key}」はありません。", f"This map has no '{key}'."),
                Text(f"次から選んでください：{'、'.join(keys)}。", f"Choose of: {', '.join(keys)}."),
                where=where,
            )
        yield key


def _looked_at(
    scene: Scene, view: AtStop | AtNote | Bounds | None, where: str
) -> tuple[tuple[LatLon, LatLon] | None, LatLon | None]:
    """Return the corners that a step shows (None: all) and the place that it points to, if any."""
    match view:
        case None:
            return None, None
        case Bounds():
            return _between(scene, view, where), None
        case AtStop(number) if 1 <= number <= len(scene.stops):
            place: LatLon | None = scene.stops[number - 1].position
        case AtNote(number):
            place = next((note.spot for note in scene.notes if note.number == number), None)
        case _:
            place = None
    if place is None:
        raise ValueRefused(
            Text("この地図に、その番号の場所はありません。", "This map has no place of that number."),
            Text(
                "地点か確認結果の番号を、「地図の内容（文字で読む）」の一覧から選んでください。",
                "Choose a waypoint or a finding of those that the map lists in words.",
            ),
            where=where,
        )
    return _around(place, max(LEAST_AROUND_M, 6 * (scene.half_width_m or 0.0))), place


def _around(place: LatLon, reach_m: float) -> tuple[LatLon, LatLon]:
    lat, lon = place
    up_deg = reach_m / METRES_PER_DEGREE
    aside_deg = up_deg / math.cos(math.radians(lat))
    return (round(lat - up_deg, 6), round(lon - aside_deg, 6)), (round(lat + up_deg, 6), round(lon + aside_deg, 6))


def _between(scene: Scene, view: Bounds, where: str) -> tuple[LatLon, LatLon]:
    """Return bounds as corners; they must lie within reach of the flight, since nothing is drawn beyond."""
    (south, west), (north, east) = scene.corners
    reach_deg = max(north - south, east - west, 0.005)
    fits = (
        view.west_deg < view.east_deg
        and view.south_deg < view.north_deg
        and west - reach_deg <= view.west_deg
        and view.east_deg <= east + reach_deg
        and south - reach_deg <= view.south_deg
        and view.north_deg <= north + reach_deg
    )
    if not fits:
        raise ValueRefused(
            Text("見せる範囲が、飛行のまわりにありません。", "What is to be shown does not lie around the flight."),
            Text(
                f"東経{west - reach_deg:.4f}～{east + reach_deg:.4f}°、北緯{south - reach_deg:.4f}～"
                f"{north + reach_deg:.4f}°の中で、西＜東、南＜北にしてください。",
                f"Stay within {west - reach_deg:.4f}–{east + reach_deg:.4f}° E, {south - reach_deg:.4f}–"
                f"{north + reach_deg:.4f}° N, west < east, south < north.",
            ),
            where=where,
        )
    return (view.south_deg, view.west_deg), (view.north_deg, view.east_deg)

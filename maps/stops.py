"""The waypoints and legs of a flight, as a map marks them and its twin lists them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, Point

from airspace.volume import Leg, OperationVolume
from geo.height import Height
from geo.route import Area, Route, Waypoint
from geo.text import Text
from maps.scene import Stop, StopKind, Stretch
from maps.shapes import LatLon, View, heading_deg, ring_of
from maps.wording import (
    HOVER,
    HOVER_PLACE,
    LANDING,
    LANDING_PLACE,
    TAKE_OFF,
    TAKE_OFF_AND_LANDING,
    TAKE_OFF_AND_LANDING_PLACE,
    TAKE_OFF_PLACE,
    UNKNOWN_HEIGHT,
    band_text,
    height_short,
    metres,
)

MOST_MARKS = 120
"""More waypoints or legs than these are thinned evenly, on the map and in its twin alike."""

MOST_NUMBERS_IN_A_SIGN = 3


@dataclass(frozen=True, slots=True)
class Marks:
    """The markers and legs that are drawn, and what was left out, in words."""

    stops: tuple[Stop, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    left_out: tuple[Text, ...] = ()


def marks_of(volume: OperationVolume, view: View) -> Marks:
    """Return the markers and legs of an operation; an area has none."""
    path = volume.operation.path
    if isinstance(path, Area):
        return Marks()
    points, legs = _thinned(len(path.waypoints)), _thinned(len(volume.lines))
    left_out = []
    if points.step > 1:
        left_out.append(
            Text(
                f"地点は {len(path.waypoints):,} あるため、地図と表には {points.step} 点ごとに示しています。",
                f"Of {len(path.waypoints):,} waypoints the map and the list show every {points.step}th.",
            )
        )
    if legs.step > 1:
        left_out.append(
            Text(
                f"区間は {len(volume.lines):,} あるため、高さの札と表には {legs.step} 区間ごとに示しています。",
                f"Of {len(volume.lines):,} legs the labels and the list show every {legs.step}th.",
            )
        )
    return Marks(_stops(path, points), _stretches(path, volume, view, legs), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Thinned:
    step: int
    indices: tuple[int, ...]


def _thinned(count: int) -> _Thinned:
    step = max(1, math.ceil(count / MOST_MARKS))
    chosen = [*range(0, count, step)]
    if count and chosen[-1] != count - 1:
        chosen.append(count - 1)
    return _Thinned(step, tuple(chosen))


def _stops(route: Route, chosen: _Thinned) -> tuple[Stop, ...]:
    moves = len(set(route.positions)) > 1
    groups: dict[LatLon, list[int]] = {}
    for index in chosen.indices:
        groups.setdefault(_position(route.waypoints[index]), []).append(index)
    return tuple(_stop(route, position, indices, moves=moves) for position, indices in groups.items())


def _stop(route: Route, position: LatLon, indices: Sequence[int], *, moves: bool) -> Stop:
    last = len(route.waypoints) - 1
    numbers = [str(index) for index in indices if index not in (0, last)]
    sign, names = _sign(0 in indices, last in indices, hover=not moves), []
    if sign is not None:
        names.append(sign[1])
    if numbers:
        names.append(Text("通過点" + "・".join(numbers), "Waypoint " + ", ".join(numbers)))
    few = numbers[:MOST_NUMBERS_IN_A_SIGN]
    more = len(numbers) > len(few)
    numbered = Text("・".join(few) + ("ほか" if more else ""), ",".join(few) + ("…" if more else ""))
    return Stop(
        sign=sign[0] if sign else numbered,
        name=Text("、".join(name.ja for name in names), ", ".join(name.en for name in names)),
        position=position,
        heights=tuple(dict.fromkeys(_height(route.waypoints[index].height) for index in indices)),
        kind=StopKind.START if 0 in indices else StopKind.END if last in indices else StopKind.VIA,
    )


def _sign(first: bool, last: bool, *, hover: bool) -> tuple[Text, Text] | None:
    match first, last:
        case True, True if hover:
            return HOVER, HOVER_PLACE
        case True, True:
            return TAKE_OFF_AND_LANDING, TAKE_OFF_AND_LANDING_PLACE
        case True, False:
            return TAKE_OFF, TAKE_OFF_PLACE
        case False, True:
            return LANDING, LANDING_PLACE
        case _:
            return None


def _position(waypoint: Waypoint) -> LatLon:
    return ring_of(Point(waypoint.lon_deg, waypoint.lat_deg))[0]


def _height(height: Height | None) -> Text:
    return height.text if height else UNKNOWN_HEIGHT


def _stretches(route: Route, volume: OperationVolume, view: View, chosen: _Thinned) -> tuple[Stretch, ...]:
    positions = route.positions
    last = len(positions) - 1
    ends = [(index, index + 1) for index in range(last) if positions[index] != positions[index + 1]]
    stretches = []
    for number in chosen.indices:
        leg = volume.legs[number]
        assert isinstance(leg.course, LineString)
        before, after = (_short_name(index, last) for index in ends[number])
        stretches.append(_stretch(leg, leg.course, before, after, view))
    return tuple(stretches)


def _short_name(index: int, last: int) -> Text:
    if index == 0:
        return TAKE_OFF
    return LANDING if index == last else Text(str(index), str(index))


def _stretch(leg: Leg, line: LineString, before: Text, after: Text, view: View) -> Stretch:
    course = view.line(line)
    ceiling = height_short(leg.band.ceiling)
    return Stretch(
        name=Text(f"区間{leg.index + 1}（{before.ja}→{after.ja}）", f"Leg {leg.index + 1} ({before.en} → {after.en})"),
        length=Text(metres(line.length), metres(line.length)),
        span=Text(
            f"始点から {metres(leg.from_m)}～{metres(leg.to_m)}",
            f"{metres(leg.from_m)}–{metres(leg.to_m)} from the start",
        ),
        band=band_text(leg.band),
        sign=ceiling,
        course=course,
        middle=view.position(line.interpolate(0.5, normalized=True)),
        heading_deg=heading_deg(course[0], course[-1]),
    )

"""What changed of a flight's times, of how it is flown, and of what is stated of it."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from airspace.declared import DECLARED_NAMES, GRADED, GREATEST, Declared
from airspace.difference.matching import pair_nearest
from airspace.difference.value import Change, Part
from airspace.difference.words import grade_words, number_words, window_words, yes_no
from airspace.register.chosen import Chosen
from airspace.register.entry import KIND_NAMES
from airspace.register.told import chosen_words, kinds_changed
from airspace.trial import ENTRY_CONTROL_NAMES, VEHICLE_NAMES, Operation, Window
from geo.route import Route
from geo.text import Text


def time_changes(was: Operation, now: Operation) -> Iterator[Change]:
    """Yield the windows that changed, came and went; those that overlap most belong together, then those of one day."""
    old = sorted(set(was.windows) - set(now.windows), key=lambda window: (window.start, window.end))
    new = sorted(set(now.windows) - set(was.windows), key=lambda window: (window.start, window.end))
    pairs, gone, come = pair_nearest(old, new, _apart_in_time)
    for one, other in pairs:
        yield Change(
            Part.TIME, Text("変わった時間帯", "Window changed"), window_words(old[one]), window_words(new[other])
        )
    for number in come:
        yield Change(Part.TIME, Text("加わった時間帯", "Window added"), None, window_words(new[number]))
    for number in gone:
        yield Change(Part.TIME, Text("なくなった時間帯", "Window removed"), window_words(old[number]), None)


def _apart_in_time(one: Window, other: Window) -> tuple[float, ...] | None:
    shared_s = (min(one.end, other.end) - max(one.start, other.start)).total_seconds()
    if shared_s > 0:
        return (-shared_s,)
    return (0.0,) if one.first_day == other.first_day else None


def flying_changes(was: Operation, now: Operation) -> Iterator[Change]:
    """Yield what changed of the aircraft and of how it is flown."""
    if was.vehicle is not now.vehicle:
        name = Text("人が乗れる構造か", "Whether it can carry a person")
        yield Change(Part.FLYING, name, VEHICLE_NAMES[was.vehicle], VEHICLE_NAMES[now.vehicle])
    for field, name in (
        ("speed_mps", Text("速度（m/s）", "Speed (m/s)")),
        ("fall_distance_m", Text("メーカーの落下距離（m）", "Maker's fall distance (m)")),
    ):
        if getattr(was, field) != getattr(now, field):
            yield Change(Part.FLYING, name, number_words(getattr(was, field)), number_words(getattr(now, field)))
    if _speeds(was) != _speeds(now):
        name = Text("経路に書かれた最大の速度（m/s）", "Greatest speed in the path (m/s)")
        yield Change(Part.FLYING, name, *(number_words(max(_speeds(which), default=None)) for which in (was, now)))
    if was.entry_control is not now.entry_control:
        name = Text("立入管理措置", "Entry control")
        words = (ENTRY_CONTROL_NAMES[way] if way else None for way in (was.entry_control, now.entry_control))
        yield Change(Part.FLYING, name, *words)
    if was.bvlos is not now.bvlos:
        yield Change(Part.FLYING, Text("目視外", "Beyond visual line of sight"), yes_no(was.bvlos), yes_no(now.bvlos))


def _speeds(operation: Operation) -> list[float]:
    path = operation.path
    told = [point.speed for point in path.waypoints] if isinstance(path, Route) else [path.speed]
    return [speed.value_mps for speed in told if speed]


def statement_changes(was: Declared, now: Declared) -> Iterator[Change]:
    """Yield the operator's statements that changed."""
    for field in fields(Declared):
        old, new = getattr(was, field.name), getattr(now, field.name)
        if old == new and type(old) is type(new):
            continue
        words = _statement_words(field.name)
        yield Change(Part.STATED, DECLARED_NAMES[field.name], words(old), words(new))


def register_changes(was: Chosen, now: Chosen) -> Iterator[Change]:
    """Yield the registers of which other entries are used, or entries that say something else."""
    for kind in kinds_changed(was, now):
        yield Change(Part.STATED, KIND_NAMES[kind], chosen_words(was, kind), chosen_words(now, kind))


def _statement_words(field: str) -> Callable[[Any], Text | None]:
    if field in GRADED:
        return grade_words
    return number_words if field in GREATEST else yes_no

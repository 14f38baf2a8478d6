"""What changed of a flight's heights: a changed datum is a change even where the numbers are equal."""

import itertools
from collections.abc import Iterator

from airspace.difference.matching import Alignment
from airspace.difference.value import Change, Part
from airspace.difference.words import height_words, same_height
from airspace.trial import Operation
from geo.height import Height
from geo.route import Route, Waypoint
from geo.text import Text

Told = tuple[Height | None, Height | None]


def height_changes(was: Operation, now: Operation, points: Alignment | None) -> Iterator[Change]:
    """Yield what changed of the heights, leg by leg where both are routes whose points are matched."""
    if not same_height(was.ceiling, now.ceiling):
        name = Text("全体の上限の高さ", "Ceiling of the whole flight")
        yield Change(Part.HEIGHT, name, height_words(was.ceiling), height_words(now.ceiling))
    old, new = was.path, now.path
    if isinstance(old, Route) and isinstance(new, Route):
        # A matched pair of routes has its points matched.
        yield from _leg_changes(old.waypoints, new.waypoints, points or Alignment(()))
        return
    for end, name in (("floor", Text("下限の高さ", "Floor")), ("ceiling", Text("上限の高さ", "Ceiling"))):
        heights = getattr(old, end, None), getattr(new, end, None)
        if not same_height(*heights):
            yield Change(Part.HEIGHT, name, *(height_words(height) for height in heights))


def _leg_changes(old: tuple[Waypoint, ...], new: tuple[Waypoint, ...], points: Alignment) -> Iterator[Change]:
    """Yield what changed of the heights of each leg, legs in a row that changed alike as one."""
    partner = {other: one for one, other in points.pairs if other is not None}
    rows = []
    for leg in range(max(len(new) - 1, 1)):
        last = min(leg + 1, len(new) - 1)
        now = new[leg].height, new[last].height
        start, end = partner.get(leg), partner.get(last)
        known = start is not None and end is not None and end - start == last - leg
        was = (old[start].height, old[end].height) if known and start is not None and end is not None else None
        if was is None or not (same_height(was[0], now[0]) and same_height(was[1], now[1])):
            rows.append((leg, None if was is None else _leg_words(was), _leg_words(now)))
    for _, group in itertools.groupby(enumerate(rows), lambda row: (row[1][0] - row[0], row[1][1], row[1][2])):
        legs = [row for _, row in group]
        first, last = legs[0][0] + 1, legs[-1][0] + 1
        span = f"{first}" if first == last else f"{first}～{last}"
        span_en = f"{first}" if first == last else f"{first}–{last}"
        is_new = legs[0][1] is None
        name = Text(f"区間 {span}{'（新しい区間）' if is_new else ''}", f"Leg {span_en}{' (new)' if is_new else ''}")
        yield Change(Part.HEIGHT, name, legs[0][1], legs[0][2])


def _leg_words(told: Told) -> Text:
    start, end = height_words(told[0]), height_words(told[1])
    return start if same_height(*told) else Text(f"{start.ja} → {end.ja}", f"{start.en} → {end.en}")

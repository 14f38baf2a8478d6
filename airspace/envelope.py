"""An amendment judged against what was confirmed: inside it a notice of change is enough, outside it is reviewed again.

Each flight must lie within one confirmed flight in all respects. At the very edge is inside. What cannot be compared
(another datum without terrain, heights that are not told) is outside: unknown is never green.
"""

from collections.abc import Iterator, Sequence

import shapely
from shapely import LineString

from airspace.condition import Duty
from airspace.condition_check import ConditionFinding, check_conditions
from airspace.cover import Cover, Sweep
from airspace.envelope_value import Aspect, Excess, Judgement, Proposed
from airspace.envelope_words import (
    condition_words,
    finding_words,
    flights_words,
    height_words,
    place_words,
    stated_words,
    times_words,
    words_changed,
)
from airspace.finding import Finding, Outcome, VolumeKind
from airspace.leg import Band, Leg
from airspace.statement_change import weakened
from airspace.trial import Operation, Window
from airspace.volume import OperationVolume, build_volume, speed_of
from airspace.zone import at_or_over
from geo.height import Datum, Height, Levels
from geo.text import Text


def judge(confirmed: Proposed, amended: Proposed, duties: Sequence[Duty] = ()) -> Judgement:
    """Return what of an amendment lies outside what was confirmed.

    Parameters
    ----------
    confirmed
        The confirmed plan, its findings as they were frozen with it.
    amended
        The amendment, its findings of today.
    duties
        The conditions of the confirmation and the commitments that stand.
    """
    planes = _Planes(confirmed, amended)
    excesses: list[Excess] = []
    for number in range(len(amended.plan.operations)):
        by_flight = [tuple(_outside(planes, one, number)) for one in range(len(confirmed.plan.operations))]
        _, closest = min((len(found), one) for one, found in enumerate(by_flight))
        excesses += by_flight[closest]
    return Judgement((*excesses, *_of_the_plan(confirmed, amended), *_of_duties(planes, duties)))


class _Planes:
    """The volumes of both plans, those of the amendment in the planes of the confirmed flights."""

    def __init__(self, confirmed: Proposed, amended: Proposed) -> None:
        self.confirmed, self.amended = confirmed, amended
        self.old = [
            build_volume(operation, terrain)
            for operation, terrain in zip(confirmed.plan.operations, confirmed.terrains, strict=True)
        ]
        self.covers = [Cover([_sweep(leg) for leg in volume.legs]) for volume in self.old]
        self.new = {
            plane: [
                build_volume(operation, terrain, plane_epsg=plane)
                for operation, terrain in zip(amended.plan.operations, amended.terrains, strict=True)
            ]
            for plane in dict.fromkeys(volume.plane_epsg for volume in self.old)
        }

    def volumes(self, one: int, other: int) -> tuple[OperationVolume, OperationVolume]:
        """Return a confirmed flight's volume and an amended one's, in one plane."""
        return self.old[one], self.new[self.old[one].plane_epsg][other]


def _outside(planes: _Planes, one: int, number: int) -> Iterator[Excess]:
    """Yield what of an amended flight lies outside one confirmed flight."""
    old, new = planes.volumes(one, number)
    was, now = old.operation, new.operation
    yield from _place(old, new, planes.covers[one], number)
    yield from _times(was.windows, now.windows, number)
    yield from _speed(was, now, number)
    for aspect, name, before, after in weakened(was, now):
        yield Excess(aspect, number, stated_words(name, before, after))
    yield from _new_findings(planes.confirmed.findings[one], planes.amended.findings[number], number)


def _sweep(leg: Leg) -> Sweep:
    """Return a leg's ground-risk buffer; without a height above ground it is not known how wide that must be."""
    return Sweep(leg.course, leg.reach_m[VolumeKind.GROUND_RISK_BUFFER], exact=leg.agl.high_m is not None)


def _place(old: OperationVolume, new: OperationVolume, cover: Cover, number: int) -> Iterator[Excess]:
    """Yield where legs leave the ground-risk buffer; a leg within it must be within it and the height band at once."""
    same_start = _start(old.operation) == _start(new.operation)
    area_m2, furthest_m, too_far = 0.0, 0.0, []
    heights: list[tuple[Leg, float | None]] = []
    for leg in new.legs:
        sweep = _sweep(leg)
        beyond = cover.beyond(sweep)
        if beyond:
            too_far.append(leg.index)
            area_m2 += beyond.area_m2
            furthest_m = max(furthest_m, beyond.furthest_m)
        near = [old.legs[held] for held in cover.near(sweep)]
        holding = [held for held in near if _holds(held.band, leg, same_start)]
        if near and (not holding or (not beyond and Cover([_sweep(held) for held in holding]).beyond(sweep))):
            heights.append((leg, _over_m(near, leg, same_start)))
    if too_far:
        yield Excess(Aspect.GROUND_RISK_BUFFER, number, place_words(too_far, area_m2, furthest_m), furthest_m)
    if heights:
        known = [over_m for _, over_m in heights if over_m is not None]
        most = max(known) if len(known) == len(heights) else None
        yield Excess(Aspect.HEIGHT, number, height_words([leg for leg, _ in heights], most), most)


Start = tuple[float, float] | None


def _start(operation: Operation) -> Start:
    positions = getattr(operation.path, "positions", None)
    return positions[0] if positions else None


def _holds(held: Band, leg: Leg, same_start: bool) -> bool:
    """Whether a confirmed band surely holds a leg's."""
    band, levels = leg.band, leg.levels(held.floor, held.ceiling)
    if held.ceiling is None or band.ceiling is None:
        return False
    if not _at_or_over(held.ceiling, band.ceiling, levels, same_start):
        return False
    if held.floor is None:
        return True
    return band.floor is not None and _at_or_over(band.floor, held.floor, levels, same_start)


def _at_or_over(high: Height, low: Height, levels: Levels, same_start: bool) -> bool:
    """Whether a height is surely at or over another; from one take-off point they compare as they stand."""
    if high.datum is low.datum is Datum.TAKEOFF and same_start:
        return high.value_m >= low.value_m
    return at_or_over(high, low, levels) is True


def _over_m(near: Sequence[Leg], leg: Leg, same_start: bool) -> float | None:
    """Return by how much a leg leaves the band of the confirmed leg nearest to its middle, None where not known."""
    course = leg.course
    middle = course.interpolate(0.5, normalized=True) if isinstance(course, LineString) else course.centroid
    held = min(near, key=lambda held: float(shapely.distance(held.course, middle)))
    return _leaves_m(held.band, leg.band, same_start)


def _leaves_m(held: Band, band: Band, same_start: bool) -> float | None:
    """Return by how much a band leaves another, None where their heights do not compare."""
    above_m = _difference_m(band.ceiling, held.ceiling, same_start)
    if above_m is None or held.floor is None or band.floor is None:
        return above_m if above_m is None else max(above_m, 0.0)
    below_m = _difference_m(held.floor, band.floor, same_start)
    return None if below_m is None else max(above_m, below_m, 0.0)


def _difference_m(high: Height | None, low: Height | None, same_start: bool) -> float | None:
    if high is None or low is None or high.datum is not low.datum or high.datum is Datum.UNKNOWN:
        return None
    if high.datum is Datum.TAKEOFF and not same_start:
        return None
    return high.value_m - low.value_m


def _times(was: Sequence[Window], now: Sequence[Window], number: int) -> Iterator[Excess]:
    """Yield how much of the windows lies outside the confirmed ones."""
    held: list[Window] = []
    for window in sorted(was, key=lambda window: window.start):
        if held and window.start <= held[-1].end:
            held[-1] = Window(held[-1].start, max(held[-1].end, window.end))
        else:
            held.append(window)
    outside = [part for window in now for part in _left(window, held)]
    if outside:
        minutes = sum((part.end - part.start).total_seconds() for part in outside) / 60
        yield Excess(Aspect.TIME, number, times_words(outside, minutes), minutes)


def _left(window: Window, held: Sequence[Window]) -> Iterator[Window]:
    """Yield what windows in order, none meeting another, leave of a window."""
    start = window.start
    for other in held:
        if other.end <= start or other.start >= window.end:
            continue
        if other.start > start:
            yield Window(start, other.start)
        start = other.end
        if start >= window.end:
            return
    yield Window(start, window.end)


def _speed(was: Operation, now: Operation, number: int) -> Iterator[Excess]:
    old, new = speed_of(was), speed_of(now)
    if new == old or (new is not None and old is not None and new <= old):
        return
    name = Text("速度（m/s）", "Speed (m/s)")
    by = new - old if new is not None and old is not None else None
    words = stated_words(name, *(None if value is None else Text(f"{value:g}", f"{value:g}") for value in (old, new)))
    yield Excess(Aspect.SPEED, number, words, by)


Key = tuple[str, str, str]


def _key(finding: Finding) -> Key:
    return finding.rule, finding.entails, finding.place.ja if finding.place else ""


def _new_findings(was: Sequence[Finding], now: Sequence[Finding], number: int) -> Iterator[Excess]:
    """Yield the findings that the confirmed flight did not have, or not so weighty."""
    then: dict[Key, Outcome] = {}
    for found in was:
        then[_key(found)] = max(found.outcome, then.get(_key(found), Outcome.CLEAR))
    worse = [found for found in now if found.outcome > then.get(_key(found), Outcome.CLEAR)]
    for found in worse:
        yield Excess(Aspect.FINDING, number, finding_words(found))


def _of_the_plan(confirmed: Proposed, amended: Proposed) -> Iterator[Excess]:
    was, now = confirmed.plan, amended.plan
    old, new = was.flights_per_day, now.flights_per_day
    if not (new == old or (new is not None and old is not None and new <= old)):
        by = float(new - old) if new is not None and old is not None else None
        yield Excess(Aspect.FLIGHTS_A_DAY, None, flights_words(old, new), by)
    if words_changed(was.aircraft, now.aircraft):
        name = Text("機体の記述", "Description of the aircraft")
        yield Excess(
            Aspect.AIRCRAFT,
            None,
            stated_words(name, *(Text(t, t) if t else None for t in (was.aircraft, now.aircraft))),
        )


def _of_duties(planes: _Planes, duties: Sequence[Duty]) -> Iterator[Excess]:
    """Yield the duties that the amendment does not keep, or keeps less surely than what was confirmed."""
    amended = planes.amended
    own = [
        build_volume(operation, terrain)
        for operation, terrain in zip(amended.plan.operations, amended.terrains, strict=True)
    ]
    then: dict[str, tuple[Outcome, int]] = {}
    for found in check_conditions(planes.confirmed.plan, planes.old, duties):
        then[found.duty] = max(found.weight, then.get(found.duty, found.weight))
    for found in check_conditions(amended.plan, own, duties):
        if _is_worse(found, then.get(found.duty)):
            yield Excess(Aspect.CONDITION, found.flight, condition_words(found.finding))


def _is_worse(found: ConditionFinding, then: tuple[Outcome, int] | None) -> bool:
    outcome = found.finding.outcome
    if outcome is Outcome.CLEAR:
        return False
    return outcome is Outcome.CAUGHT or then is None or found.weight > then

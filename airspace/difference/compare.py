"""Compare two plans: which flight is which, and what changed in each and in the plan."""

from collections.abc import Iterator
from dataclasses import fields

from airspace.difference.flying import flying_changes, register_changes, statement_changes, time_changes
from airspace.difference.heights import height_changes
from airspace.difference.matching import pair_nearest
from airspace.difference.place import courses_of, furthest_m, place_changes, place_figures
from airspace.difference.value import Change, Difference, FlightDifference, Part
from airspace.difference.words import number_words, window_words
from airspace.plan import TEXT_NAMES, Plan
from airspace.trial import Operation
from airspace.volume import OperationVolume, build_volume
from geo.terrain import Terrain
from geo.text import Text

SAME_FLIGHT_WITHIN_M = 5_000.0
"""Flights whose courses lead further from each other than this are one removed and another added."""

SAMPLES_FOR_MATCHING = 500


def difference(before: Plan, after: Plan, terrain: Terrain | None = None) -> Difference:
    """Return what changed from one plan to another.

    Flights are matched by how far their courses lead from each other: the nearest pair first, never further than
    `SAME_FLIGHT_WITHIN_M`; of equally near ones (to a metre) the likest, then that whose
    numbers are nearest. `terrain` only decides how wide the ground-risk buffer is drawn where heights are not above
    ground.
    """
    olds = [build_volume(operation, terrain) for operation in before.operations]
    news = {
        plane: [build_volume(operation, terrain, plane_epsg=plane) for operation in after.operations]
        for plane in {old.plane_epsg for old in olds}
    }
    pairs, gone, new = pair_nearest(
        olds, range(len(after.operations)), lambda old, number: _apart(old, news[old.plane_epsg][number])
    )
    flights = [_changed(one, other, olds[one], news[olds[one].plane_epsg][other]) for one, other in pairs]
    flights += [
        FlightDifference(None, number, None, (_come_or_gone(after.operations[number], come=True),)) for number in new
    ]
    flights.sort(key=lambda flight: flight.after or 0)
    flights += [
        FlightDifference(number, None, None, (_come_or_gone(before.operations[number], come=False),)) for number in gone
    ]
    return Difference(tuple(flights), tuple(_of_the_plan(before, after)))


def _of_the_plan(before: Plan, after: Plan) -> Iterator[Change]:
    if before.flights_per_day != after.flights_per_day:
        name = Text("1日の最大の回数", "Most flights a day")
        yield Change(Part.NUMBER, name, number_words(before.flights_per_day), number_words(after.flights_per_day))
    for field, name in TEXT_NAMES.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Change(Part.TEXT, name, Text(old, old) if old else None, Text(new, new) if new else None)


def _come_or_gone(operation: Operation, *, come: bool) -> Change:
    name = operation.path.name
    words = Text(
        f"{name or '名前のない飛行'}（{window_words(operation.windows[0]).ja} から）",
        f"{name or 'flight without a name'} (from {window_words(operation.windows[0]).en})",
    )
    what = Text("飛行の追加", "Flight added") if come else Text("飛行の削除", "Flight removed")
    return Change(Part.FLIGHT, what, None if come else words, words if come else None)


def _changed(one: int, other: int, old: OperationVolume, new: OperationVolume) -> FlightDifference:
    was, operation = old.operation, new.operation
    if was == operation:
        return FlightDifference(one, other, None, ())
    figures, points = place_figures(old, new)
    changes = [
        *place_changes(was, operation, figures),
        *height_changes(was, operation, points),
        *time_changes(was, operation),
        *flying_changes(was, operation),
        *statement_changes(was.declared, operation.declared),
        *register_changes(was.chosen, operation.chosen),
    ]
    return FlightDifference(one, other, figures, tuple(changes))


def _apart(old: OperationVolume, new: OperationVolume) -> tuple[float, ...] | None:
    """Return how far two courses lead from each other and how much else differs, None beyond what can be one flight."""
    apart_m = furthest_m(courses_of(old), courses_of(new), SAMPLES_FOR_MATCHING)
    if apart_m > SAME_FLIGHT_WITHIN_M:
        return None
    was, now = old.operation, new.operation
    unlike = sum(getattr(was, field.name) != getattr(now, field.name) for field in fields(Operation))
    return round(apart_m), unlike

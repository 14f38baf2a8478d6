"""Laws that hold for every flight, rule and layer: more finds no less, less data is never greener, order is nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from airspace.declared import Declared, Grade
from airspace.dips.areas import AREA_TYPES
from airspace.edition import InForce, Layer, LayerKind
from airspace.features import (
    Aerodrome,
    Applicability,
    Did,
    DipsArea,
    FacilityClass,
    FacilityPart,
    Feature,
    Geozone,
    ManagedKind,
    ManagedPlace,
    ManagerAsks,
    TargetFacility,
    ZoneKind,
    ZoneType,
)
from airspace.finding import Outcome, VolumeKind
from airspace.rulebook import RULES
from airspace.screening import Screening
from airspace.trial import JST, EntryControl, Operation, Vehicle, Window
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.route import Area, Route, Waypoint
from geo.text import Text
from tests.airspace.aerodromes import airport, heliport, notice, without_values
from tests.airspace.worlds import DAY, EVERYWHERE, HOME_PREFECTURE, degrees, land, layer, screened
from tests.zoo import at, plane_box, plane_polygon

COMPARED = [Datum.AGL, Datum.AMSL, Datum.ELLIPSOIDAL]
HALF_HOUR = timedelta(minutes=30)
metres = st.integers(-2_500, 2_500)
corners = st.lists(st.tuples(metres, metres), min_size=1, max_size=5)
sizes = st.integers(20, 1_500)
sides = st.tuples(metres, metres, sizes, sizes).map(
    lambda told: (told[0], told[1], told[0] + told[2], told[1] + told[3])
)
boxes = sides.map(lambda box: plane_box(*box))
heights = st.builds(Height, st.integers(0, 300), st.sampled_from(COMPARED))
limits = st.none() | heights
days = st.integers(-4, 4).map(lambda number: DAY + timedelta(days=number))
NARROW = replace(HOME_PREFECTURE, outline=degrees(plane_box(-5_000, -5_000, 1_200, 5_000)))
"""A prefecture that ends within the flights' reach."""


@st.composite
def periods(draw: st.DrawFn) -> InForce:
    first, last = sorted([draw(days), draw(days)])
    return InForce(draw(st.sampled_from([None, first])), draw(st.sampled_from([None, last])))


@st.composite
def hours(draw: st.DrawFn) -> Window:
    """Return some hours of a day, by the half hour; never the whole day, which says that no hours are given."""
    start = datetime.combine(draw(days), time(), JST) + draw(st.integers(0, 47)) * HALF_HOUR
    return Window(start, start + draw(st.integers(1, 24)) * HALF_HOUR)


times = hours() | days.map(Window.whole_day)
applicabilities = st.just(()) | times.map(lambda window: (Applicability(window.start, window.end),))


def shown(number: int, shape: BaseGeometry) -> tuple[str, Text, BaseGeometry]:
    """Return the id, name and place that every feature has."""
    return f"{number}", Text(f"見本{number}", f"sample {number}"), degrees(shape)


def zone(draw: st.DrawFn, number: int) -> Feature:
    return Geozone(
        *shown(number, draw(boxes)),
        type=draw(st.sampled_from(ZoneType)),
        kind=draw(st.sampled_from(ZoneKind)),
        lower=draw(limits),
        upper=draw(limits),
        applicability=draw(applicabilities),
    )


def facility(draw: st.DrawFn, number: int) -> Feature:
    return TargetFacility(
        *shown(number, draw(boxes)),
        applicability=draw(applicabilities),
        facility_class=draw(st.sampled_from(FacilityClass)),
        part=draw(st.sampled_from(FacilityPart)),
        surroundings_held=draw(st.booleans()),
        designated=draw(st.booleans()),
    )


def managed(draw: st.DrawFn, number: int) -> Feature:
    return ManagedPlace(
        *shown(number, draw(boxes)),
        applicability=draw(applicabilities),
        kind=draw(st.sampled_from(ManagedKind)),
        asks=draw(st.sampled_from(ManagerAsks)),
    )


def aerodrome(draw: st.DrawFn, number: int) -> Feature:
    match draw(st.integers(0, 3)):
        case 0:
            return airport(draw(st.sampled_from(["RJXX", "RJGG"])), id=f"{number}")
        case 1:
            return heliport(id=f"{number}")
        case 2:
            return replace(without_values(draw(sides)), id=f"{number}")
        case _:
            told = [draw(limits) for _ in range(2)]
            lower, upper = [(limit.value_m, limit.datum) if limit else None for limit in told]
            return replace(notice(draw(sides), lower, upper), id=f"{number}")


def dips_area(draw: st.DrawFn, number: int) -> Feature:
    type_id = draw(st.sampled_from([*AREA_TYPES, 3]))
    return DipsArea(*shown(number, draw(boxes)), applicability=draw(applicabilities), type_id=type_id)


MAKERS: dict[LayerKind, Callable[[st.DrawFn, int], Feature]] = {
    LayerKind.DID: lambda draw, number: Did(*shown(number, draw(boxes))),
    LayerKind.ZONES: zone,
    LayerKind.FACILITIES: facility,
    LayerKind.MANAGED: managed,
    LayerKind.SURFACES: aerodrome,
    LayerKind.DIPS: dips_area,
    LayerKind.AIRPORTS: lambda draw, number: Aerodrome(*shown(number, draw(boxes))),
}
"""How a thing of each kind of layer is made up; boundaries are laid out in `worlds`."""

SECOND_CHECKS = {rule.slug for rule in RULES if rule.second}

READ_BY_NO_RULE = {LayerKind.TERRAIN}


@st.composite
def worlds(draw: st.DrawFn) -> list[Layer]:
    """Return layers of every kind; some cover a part only, or are in force on some days only."""
    layers = []
    for kind in draw(st.sets(st.sampled_from(list(MAKERS)))):
        make = MAKERS[kind]
        for name in draw(st.sampled_from([("a",), ("a", "b")])):
            drawn = [make(draw, number) for number in range(draw(st.integers(0, 2)))]
            coverage = draw(st.sampled_from([EVERYWHERE, degrees(plane_box(-2_000, -2_000, 900, 3_000))]))
            accuracy_m = draw(st.sampled_from([0.0, 25.0, 400.0]))
            in_force = draw(periods())
            layers.append(layer(kind, drawn, name=name, coverage=coverage, in_force=in_force, accuracy_m=accuracy_m))
    if draw(st.booleans()):
        layers.append(land("91", plane_box(-4_000, -4_000, 1_000, 4_000)))
    if draw(st.booleans()):
        layers.append(land("92", plane_box(1_500, -4_000, 6_000, 4_000)))
    return layers


@st.composite
def statements(draw: st.DrawFn) -> Declared:
    said = st.none() | st.booleans()
    return Declared(
        keeps_30_m=draw(said),
        over_event=draw(said),
        drops_objects=draw(said),
        tether_m=draw(st.sampled_from([None, 0.0, 20.0])),
        beside_structure=draw(said),
        aircraft_certificate=draw(st.none() | st.sampled_from(Grade)),
        uncrewed=draw(said),
        airworthy=draw(said),
        at_aerodromes=draw(said),
        visual_flight_rules=draw(said),
        engine_out_height_m=draw(st.sampled_from([None, 50.0, 200.0])),
    )


@st.composite
def flights(draw: st.DrawFn) -> Operation:
    """Return a flight of either vehicle along a route, each waypoint with a height, its hours given or not."""
    datum = draw(st.sampled_from(COMPARED))
    points = [Waypoint(*at(x, y), Height(draw(st.integers(0, 300)), datum)) for x, y in draw(corners)]
    return Operation(
        Route(tuple(points)),
        (draw(times),),
        half_width_m=draw(st.sampled_from([5.0, 30.0, 120.0])),
        speed_mps=draw(st.sampled_from([0.0, 10.0, 25.0])),
        vehicle=draw(st.sampled_from(Vehicle)),
        fall_distance_m=draw(st.sampled_from([None, 40.0, 400.0])),
        entry_control=draw(st.none() | st.sampled_from(EntryControl)),
        bvlos=draw(st.none() | st.booleans()),
        declared=draw(statements()),
    )


def result(operation: Operation, layers: list[Layer]) -> Screening:
    try:
        return screened(operation, *layers, prefecture=NARROW)
    except InputRefused:
        assume(False)
        raise


def worst(screening: Screening) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for finding in (*screening.findings, *screening.checked):
        found[finding.rule] = max(finding.outcome, found.get(finding.rule, Outcome.CLEAR))
    return found


def no_less(before: Screening, after: Screening) -> None:
    """No rule's worst outcome falls.

    Beside a structure, what is surely 150 m high is excepted as stated, and what may be so high is not: there it need
    only not become clear.
    """
    then, now = worst(before), worst(after)
    assert then.keys() <= now.keys()
    for rule, outcome in then.items():
        excepted = rule == "150-m-or-higher" and before.operation.declared.beside_structure
        assert now[rule] >= (min(outcome, Outcome.ADVISORY) if excepted else outcome), rule


law = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@law
@given(flights(), worlds(), st.sampled_from([1.01, 1.5, 10.0]))
def test_more_width_finds_no_less(operation: Operation, layers: list[Layer], factor: float) -> None:
    wider = replace(operation, half_width_m=operation.half_width_m * factor)
    before, after = result(operation, layers), result(wider, layers)
    no_less(before, after)
    for kind in VolumeKind:
        lost = before.volume.footprints[kind].difference(after.volume.footprints[kind])
        assert lost.area < 1e-3


@law
@given(flights(), worlds(), st.integers(1, 200))
def test_a_higher_ceiling_finds_no_less(operation: Operation, layers: list[Layer], by_m: int) -> None:
    height = operation.path.waypoints[0].height
    low = replace(operation, ceiling=height)
    high = replace(operation, ceiling=Height(height.value_m + by_m, height.datum))
    no_less(result(low, layers), result(high, layers))


@law
@given(boxes, flights(), worlds(), st.integers(0, 100), st.integers(1, 200), st.integers(1, 100))
def test_a_higher_ceiling_over_the_same_floor_finds_no_less(
    shape: BaseGeometry, operation: Operation, layers: list[Layer], floor_m: int, band_m: int, by_m: int
) -> None:
    def band(ceiling_m: int) -> Operation:
        area = Area(degrees(shape), Height(floor_m, Datum.AGL), Height(ceiling_m, Datum.AGL))
        return replace(operation, path=area)

    no_less(result(band(floor_m + band_m), layers), result(band(floor_m + band_m + by_m), layers))


@law
@given(flights(), worlds(), st.lists(times, min_size=1, max_size=3))
def test_more_time_finds_no_less(operation: Operation, layers: list[Layer], more: list[Window]) -> None:
    longer = replace(operation, windows=(*operation.windows, *more))
    no_less(result(operation, layers), result(longer, layers))


@law
@given(flights(), hours(), worlds(), st.integers(0, 11), st.integers(0, 11))
def test_a_longer_window_finds_no_less(
    operation: Operation, window: Window, layers: list[Layer], earlier: int, later: int
) -> None:
    """A window grows by less than a day, for from midnight to midnight would say that no hours are given."""
    longer = Window(window.start - earlier * HALF_HOUR, window.end + later * HALF_HOUR)
    no_less(
        result(replace(operation, windows=(window,)), layers), result(replace(operation, windows=(longer,)), layers)
    )


@law
@given(flights(), worlds(), st.data())
def test_less_data_is_never_greener(operation: Operation, layers: list[Layer], data: st.DataObject) -> None:
    """Without a kind of layer a rule may know less, but what was caught or open does not become clear.

    The second check alone falls silent with the answers that it reads: it is no reason for anything to be clear.
    """
    assume(layers)
    removed = data.draw(st.sampled_from(layers))
    others = [
        held
        for held in layers
        if held is not removed
        and (held.edition.kind is not removed.edition.kind or removed.edition.kind is LayerKind.PREFECTURE)
    ]
    before, after = worst(result(operation, layers)), worst(result(operation, others))
    for rule, outcome in before.items():
        silent = rule in SECOND_CHECKS and removed.edition.kind is LayerKind.DIPS
        assert not (silent and rule in after)
        if outcome >= Outcome.UNDETERMINED and not silent:
            assert after[rule] > Outcome.CLEAR, rule


@law
@given(flights(), worlds())
def test_a_second_check_never_says_that_anything_is_clear(operation: Operation, layers: list[Layer]) -> None:
    screening = result(operation, layers)
    assert not SECOND_CHECKS & {found.rule for found in screening.checked}
    assert not any(f.outcome is Outcome.CAUGHT for f in screening.findings if f.rule in SECOND_CHECKS)


@law
@given(flights(), worlds())
def test_the_order_of_the_legs_does_not_matter(operation: Operation, layers: list[Layer]) -> None:
    back = replace(operation, path=Route(operation.path.waypoints[::-1]))
    there, again = result(operation, layers), result(back, layers)
    assert worst(there) == worst(again)
    for one, other in zip(sorted(there.findings, key=figures), sorted(again.findings, key=figures), strict=True):
        assert one.overlap.length_m == pytest.approx(other.overlap.length_m, rel=1e-6, abs=1e-3)
        for kind in VolumeKind:
            assert one.overlap.area_m2[kind] == pytest.approx(other.overlap.area_m2[kind], rel=2e-3, abs=20)


def figures(found: object) -> tuple[object, ...]:
    return (
        found.rule,
        found.outcome,
        found.layer or "",
        found.place.ja if found.place else "",
        found.edition or "",
        round(found.overlap.length_m, 2),
        found.overlap.area_m2[VolumeKind.GROUND_RISK_BUFFER],
    )


@law
@given(st.lists(st.tuples(metres, metres), min_size=3, max_size=6), flights(), worlds())
def test_the_winding_of_an_area_does_not_matter(
    ring: list[tuple[int, int]], operation: Operation, layers: list[Layer]
) -> None:
    def over(points: list[tuple[int, int]]) -> Operation:
        area = Area(degrees(plane_polygon(*points)), ceiling=Height(60, Datum.AGL))
        return replace(operation, path=area)

    assert worst(result(over(ring), layers)) == worst(result(over(ring[::-1]), layers))


def test_every_kind_of_layer_that_a_rule_reads_is_made_up_here() -> None:
    assert set(MAKERS) | READ_BY_NO_RULE | {LayerKind.PREFECTURE} == set(LayerKind)


def test_the_made_up_worlds_try_every_rule_and_most_outcomes() -> None:
    """The laws say something only where flights are found out: each rule speaks, and beyond what is clear."""
    seen: dict[str, set[Outcome]] = {}

    @settings(max_examples=150, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(flights(), worlds())
    def look(operation: Operation, layers: list[Layer]) -> None:
        for rule, outcome in worst(result(operation, layers)).items():
            seen.setdefault(rule, set()).add(outcome)

    look()
    assert set(seen) == {rule.slug for rule in RULES}
    assert {rule for rule, outcomes in seen.items() if outcomes == {Outcome.CLEAR}} == set()

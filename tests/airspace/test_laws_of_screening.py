"""Laws that hold for every flight: more width, height or time finds no less, and less data is never greener."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from airspace.edition import InForce, Layer, LayerKind
from airspace.features import Applicability, Geozone, ZoneKind, ZoneType
from airspace.finding import Outcome, VolumeKind
from airspace.screening import Screening
from airspace.trial import Operation, Window
from geo.errors import InputRefused
from geo.height import Datum, Height
from geo.route import Area
from geo.text import Text
from tests.airspace.worlds import DAY, EVERYWHERE, degrees, districts, flight, land, layer, screened
from tests.zoo import at, plane_box, plane_polygon

COMPARED = [Datum.AGL, Datum.AMSL, Datum.ELLIPSOIDAL]
metres = st.integers(-2_500, 2_500)
corners = st.lists(st.tuples(metres, metres), min_size=1, max_size=5)
boxes = st.builds(
    lambda x, y, w, h: plane_box(x, y, x + w, y + h), metres, metres, st.integers(20, 1_500), st.integers(20, 1_500)
)
heights = st.builds(Height, st.integers(0, 300), st.sampled_from(COMPARED))
limits = st.none() | heights
days = st.integers(-4, 4).map(lambda number: DAY + timedelta(days=number))


@st.composite
def periods(draw: st.DrawFn) -> InForce:
    first, last = sorted([draw(days), draw(days)])
    return InForce(draw(st.sampled_from([None, first])), draw(st.sampled_from([None, last])))


@st.composite
def zones(draw: st.DrawFn, number: int) -> Geozone:
    start, end = sorted(draw(st.tuples(days, days)))
    window = Window(Window.whole_day(start).start, Window.whole_day(end).end)
    return Geozone(
        f"z{number}",
        Text("区域", "zone"),
        degrees(draw(boxes)),
        type=draw(st.sampled_from(ZoneType)),
        kind=draw(st.sampled_from(ZoneKind)),
        lower=draw(limits),
        upper=draw(limits),
        applicability=draw(st.sampled_from([(), (Applicability(window.start, window.end),)])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> list[Layer]:
    """Return layers of every kind; some cover a part only, or are in force on some days only."""
    layers = []
    for name in draw(st.sampled_from([(), ("a",), ("a", "b")])):
        coverage = draw(st.sampled_from([EVERYWHERE, degrees(plane_box(-2_000, -2_000, 900, 3_000))]))
        shapes = draw(st.lists(boxes, max_size=3))
        accuracy_m = draw(st.sampled_from([0.0, 25.0, 400.0]))
        layers.append(districts(*shapes, name=name, coverage=coverage, in_force=draw(periods()), accuracy_m=accuracy_m))
    if draw(st.booleans()):
        drawn = [draw(zones(number)) for number in range(draw(st.integers(0, 3)))]
        layers.append(layer(LayerKind.ZONES, drawn, in_force=draw(periods())))
    if draw(st.booleans()):
        layers.append(land("91", plane_box(-4_000, -4_000, 1_000, 4_000)))
    if draw(st.booleans()):
        layers.append(land("92", plane_box(1_500, -4_000, 6_000, 4_000)))
    return layers


@st.composite
def flights(draw: st.DrawFn) -> Operation:
    first = draw(days)
    return flight(
        [at(x, y) for x, y in draw(corners)],
        draw(heights),
        on=first,
        half_width_m=draw(st.sampled_from([5.0, 30.0, 120.0])),
        speed_mps=draw(st.sampled_from([0.0, 10.0, 25.0])),
    )


def result(operation: Operation, layers: list[Layer]) -> Screening:
    try:
        return screened(operation, *layers)
    except InputRefused:
        assume(False)
        raise


def worst(screening: Screening) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for finding in (*screening.findings, *screening.checked):
        found[finding.rule] = max(finding.outcome, found.get(finding.rule, Outcome.CLEAR))
    return found


def no_less(before: Screening, after: Screening) -> None:
    """No rule's worst outcome falls, and no overlap with a feature shrinks away."""
    then, now = worst(before), worst(after)
    assert then.keys() <= now.keys()
    for rule, outcome in then.items():
        assert now[rule] >= outcome, rule


law = settings(max_examples=120, deadline=None)


@law
@given(flights(), worlds(), st.sampled_from([1.01, 1.5, 10.0]))
def test_more_width_finds_no_less(operation: Operation, layers: list[Layer], factor: float) -> None:
    wider = flight_with(operation, half_width_m=operation.half_width_m * factor)
    before, after = result(operation, layers), result(wider, layers)
    no_less(before, after)
    for kind in VolumeKind:
        lost = before.volume.footprints[kind].difference(after.volume.footprints[kind])
        assert lost.area < 1e-3


@law
@given(flights(), worlds(), st.integers(1, 200))
def test_a_higher_ceiling_finds_no_less(operation: Operation, layers: list[Layer], by_m: int) -> None:
    height = operation.path.waypoints[0].height
    low = flight_with(operation, ceiling=height)
    high = flight_with(operation, ceiling=Height(height.value_m + by_m, height.datum))
    no_less(result(low, layers), result(high, layers))


@law
@given(st.lists(boxes, min_size=1, max_size=1), worlds(), st.integers(0, 100), st.integers(1, 200), st.integers(1, 100))
def test_a_higher_ceiling_over_the_same_floor_finds_no_less(
    shape: list[object], layers: list[Layer], floor_m: int, band_m: int, by_m: int
) -> None:
    def band(ceiling_m: int) -> Operation:
        area = Area(degrees(shape[0]), Height(floor_m, Datum.AGL), Height(ceiling_m, Datum.AGL))
        return Operation(area, (Window.whole_day(DAY),), speed_mps=10.0)

    no_less(result(band(floor_m + band_m), layers), result(band(floor_m + band_m + by_m), layers))


@law
@given(flights(), worlds(), st.lists(days, min_size=1, max_size=3))
def test_more_time_finds_no_less(operation: Operation, layers: list[Layer], more: list[object]) -> None:
    longer = flight_with(operation, windows=(*operation.windows, *(Window.whole_day(day) for day in more)))
    no_less(result(operation, layers), result(longer, layers))


@law
@given(flights(), worlds(), st.data())
def test_less_data_is_never_greener(operation: Operation, layers: list[Layer], data: st.DataObject) -> None:
    """Without the layer a rule may know less, but what was caught or open does not become clear."""
    assume(layers)
    removed = data.draw(st.sampled_from(layers))
    others = [held for held in layers if held is not removed and held.edition.kind is removed.edition.kind]
    assume(not others or removed.edition.kind is LayerKind.PREFECTURE)
    before = worst(result(operation, layers))
    after = worst(result(operation, [held for held in layers if held is not removed]))
    for rule, outcome in before.items():
        if outcome >= Outcome.UNDETERMINED:
            assert after[rule] > Outcome.CLEAR, rule


@law
@given(flights(), worlds())
def test_the_order_of_the_legs_does_not_matter(operation: Operation, layers: list[Layer]) -> None:
    path = operation.path
    back = flight_with(operation, path=type(path)(path.waypoints[::-1]))
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
        round(found.overlap.length_m),
    )


@law
@given(st.lists(st.tuples(metres, metres), min_size=3, max_size=6), worlds())
def test_the_winding_of_an_area_does_not_matter(ring: list[tuple[int, int]], layers: list[Layer]) -> None:
    def over(points: list[tuple[int, int]]) -> Operation:
        area = Area(degrees(plane_polygon(*points)), ceiling=Height(60, Datum.AGL))
        return Operation(area, (Window.whole_day(DAY),), speed_mps=10.0)

    assert worst(result(over(ring), layers)) == worst(result(over(ring[::-1]), layers))


def flight_with(operation: Operation, **more: object) -> Operation:
    return replace(operation, **more)

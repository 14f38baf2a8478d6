"""Facts of a flight: made once, and right where a volume only just touches."""

import threading
import time

import pytest
import shapely

from airspace.atlas import Atlas
from airspace.edition import LayerKind
from airspace.facts import Facts
from airspace.finding import VolumeKind
from airspace.volume import build_volume
from geo.index import PolygonIndex
from tests.airspace.worlds import HOME_PREFECTURE, districts, flight
from tests.zoo import SQUARE, plane_box, positions

STRAIGHT = positions((0, 0), (2_000, 0))


def facts_of(*shapes: shapely.Geometry, half_width_m: float = 30.0) -> Facts:
    layers = [districts(*shapes)] if shapes else []
    return Facts(Atlas(HOME_PREFECTURE, layers), build_volume(flight(STRAIGHT, half_width_m=half_width_m)))


def test_a_layer_is_read_once() -> None:
    facts = facts_of(SQUARE)
    assert facts.layer(LayerKind.DID) is facts.layer(LayerKind.DID)


def test_what_is_asked_for_by_two_threads_is_made_once() -> None:
    atlas = Atlas(HOME_PREFECTURE, [districts(SQUARE)])
    made: list[object] = []
    began = threading.Event()

    def make() -> object:
        began.set()
        time.sleep(0.1)
        made.append(object())
        return made[-1]

    found: list[object] = []
    first = threading.Thread(target=lambda: found.append(atlas._once("key", make)))
    second = threading.Thread(target=lambda: found.append(atlas._once("key", make)))
    first.start()
    began.wait()
    second.start()
    first.join()
    second.join()
    assert found == [made[0], made[0]]


def test_ground_that_is_not_covered_and_touches_the_course_at_a_point_has_no_stretch() -> None:
    facts = facts_of()
    (line,) = facts.volume.lines
    x, y = line.coords[0]
    behind = shapely.Polygon([(x, y), (x - 500, y + 20), (x - 500, y - 20)])
    covered = PolygonIndex([shapely.difference(plane_box(-9_000, -9_000, 9_000, 9_000), behind)])
    place = facts.outside(covered)
    assert place is not None
    assert place.stretches == ()
    assert place.legs == (0,)
    expected = facts.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].intersection(behind).area
    assert place.overlap.area_m2[VolumeKind.FLIGHT_GEOGRAPHY] == pytest.approx(expected)


def test_all_covered_is_no_place() -> None:
    assert facts_of().outside(PolygonIndex([plane_box(-9_000, -9_000, 9_000, 9_000)])) is None


def test_what_the_flight_geography_does_not_meet_is_not_deep() -> None:
    (hit,) = facts_of(plane_box(500, 40, 1_500, 300)).layer(LayerKind.DID).hits
    assert hit.innermost is VolumeKind.CONTINGENCY_VOLUME
    assert not hit.deep


def test_a_place_that_no_volume_meets_is_nowhere() -> None:
    far = plane_box(500, 400, 1_500, 900)
    layer = districts(far, accuracy_m=500.0)
    facts = Facts(Atlas(HOME_PREFECTURE, [layer]), build_volume(flight(STRAIGHT)))
    (hit,) = facts.layer(LayerKind.DID).hits
    assert (hit.innermost, hit.span_m, hit.legs, hit.geometry) == (None, None, (), None)
    assert hit.missed_by_m == pytest.approx(370, abs=0.2)
    assert hit.feature.name.en == "district 0"

"""Routes of many legs: judged like short ones, and in bounded time."""

import math
from datetime import UTC, date, datetime

import pytest
import shapely

from airspace.atlas import Atlas
from airspace.finding import Outcome, VolumeKind
from airspace.prefecture import MIE
from airspace.screening import screen
from airspace.trial import Operation, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.route import Route, Waypoint

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def flight(positions: list[tuple[float, float]]) -> Operation:
    heights = Height(60.0, Datum.AGL)
    return Operation(
        Route(tuple(Waypoint(lon, lat, heights) for lon, lat in positions)), (Window.whole_day(date(2026, 11, 4)),)
    )


def test_legs_that_stay_inside_do_not_stop_one_that_leaves() -> None:
    winding = flight([(136.3 + 0.001 * i, 34.6 + 0.02 * math.sin(i / 30)) for i in range(600)])
    screening = screen(winding, Atlas(MIE, ()), screened_at=NOW)
    outside = [found for found in screening.findings if found.rule == "outside-prefecture"]
    assert [found.outcome for found in outside] == [Outcome.UNDETERMINED]
    assert outside[0].from_m is not None
    assert 0 < outside[0].from_m < screening.volume.length_m


@pytest.mark.parametrize("count", [16, 17, 50])
def test_the_union_of_many_legs_is_that_of_each(count: int) -> None:
    zigzag = flight([(136.55 + 0.0002 * (i % 2), 34.60 + 0.00001 * i) for i in range(count + 1)])
    volume = build_volume(zigzag)
    for kind in VolumeKind:
        one_by_one = shapely.union_all([leg.footprints[kind] for leg in volume.legs])
        assert volume.footprints[kind].symmetric_difference(one_by_one).area < 3e-4 * one_by_one.area
        for leg in volume.legs:
            assert leg.course.distance(volume.footprints[kind].boundary) >= leg.reach_m[kind] * (1 - 1e-9)

"""What is booked and what meets: heights by datum, zones, midnight, sites, caps; and laws that hold for any booking."""

import math
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from airspace.deconflict.booking import BookedLeg, BookedSite, Booking, booked_legs, bookings_of
from airspace.deconflict.caps import FlownOver, OverflightCap, months_over
from airspace.deconflict.conflict import Conflict, ConflictKind
from airspace.deconflict.extent import EXTENT_NOT_KNOWN, Extent, Meeting, Slab
from airspace.deconflict.sky import Sky
from airspace.finding import VolumeKind
from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.facts import Site
from airspace.schedule import DailyWindow, FlightDay
from airspace.trial import JST, Operation, Window
from airspace.volume import build_volume, contingency_rise_m
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Waypoint
from geo.terrain import Terrain
from tests import oracles
from tests.airspace.skies import minutes, slab
from tests.airspace.worlds import DAY, degrees, flight
from tests.fakes import FakeTerrain
from tests.zoo import PLANE, at, plane_box

RISE_M = contingency_rise_m(10.0)
WHOLE_DAY = (Window.whole_day(DAY),)


def area(low: Height | None, high: Height | None, terrain: Terrain | None = None) -> BookedLeg:
    """Return what a flight within 500 m of home books."""
    lon, lat = at(0, 0)
    operation = Operation(Area(Circle(lon, lat, 500.0), floor=low, ceiling=high), WHOLE_DAY, speed_mps=10.0)
    (leg,) = booked_legs(build_volume(operation, terrain))
    return leg


def agl(value_m: float) -> Height:
    return Height(value_m, Datum.AGL)


def amsl(value_m: float) -> Height:
    return Height(value_m, Datum.AMSL)


def booked(trial: str, leg: BookedLeg, *windows: Window) -> Booking:
    return Booking(trial, 0, windows or WHOLE_DAY, (leg,))


def conflicts(one: Booking, *others: Booking) -> list[Conflict]:
    return Sky(others).conflicts_with([one])


def meeting(one: BookedLeg, other: BookedLeg) -> Meeting:
    """Return how two volumes over one place meet, as the sky says too."""
    found = conflicts(booked("a", one), booked("b", other))
    how = one.extent.meeting(other.extent)
    assert [conflict.certain for conflict in found] == ([] if how is Meeting.APART else [how is Meeting.MEET])
    return how


def test_a_volume_reaches_below_its_band_as_above_it_but_not_into_the_ground() -> None:
    held = area(agl(50), agl(60)).extent
    assert held.agl == Slab(50 - RISE_M, 50 - RISE_M, 60 + RISE_M, 60 + RISE_M)
    assert held.amsl == Slab(50 - RISE_M - 10, math.inf, 60 + RISE_M - 10, math.inf), (
        "no ground in Japan is below -10 m"
    )
    assert area(agl(1), agl(60)).extent.agl.floor_low_m == 0
    assert area(None, agl(60)).extent.agl == Slab(0, 0, 60 + RISE_M, 60 + RISE_M)
    assert area(agl(60), agl(50)).extent == held, "written the wrong way round"


def test_heights_of_one_datum_are_compared_and_one_below_the_other_is_no_conflict() -> None:
    low = area(agl(30), agl(40))
    assert meeting(low, area(agl(40 + 2 * RISE_M + 0.1), agl(90))) is Meeting.APART
    assert meeting(low, area(agl(40 + 2 * RISE_M), agl(90))) is Meeting.MEET, "touching is meeting"
    high = area(amsl(300), amsl(310))
    assert meeting(high, area(amsl(305), amsl(400))) is Meeting.MEET
    assert meeting(high, area(amsl(200), amsl(250))) is Meeting.APART


def test_heights_of_two_datums_are_apart_only_where_the_ground_says_so() -> None:
    above_ground, above_sea = area(agl(30), agl(40)), area(amsl(130), amsl(140))
    assert meeting(above_ground, above_sea) is Meeting.NOT_KNOWN, "nobody knows the ground"
    for ground_m, how in ((0.0, Meeting.APART), (100.0, Meeting.MEET), (200.0, Meeting.APART)):
        terrain = FakeTerrain(lambda _lon, _lat, ground_m=ground_m: ground_m)
        assert meeting(above_ground, area(amsl(130), amsl(140), terrain)) is how
    rough = FakeTerrain(lambda _lon, _lat: 85.0, error_m=30.0)
    assert meeting(above_ground, area(amsl(130), amsl(140), rough)) is Meeting.NOT_KNOWN


def test_heights_above_the_ellipsoid_are_compared_after_the_geoid() -> None:
    """At home the geoid lies 38 m above the ellipsoid (GSI): 338 m there are 300 m above the sea."""
    ellipsoidal = area(*2 * (Height(338, Datum.ELLIPSOIDAL),))
    assert meeting(ellipsoidal, area(*2 * (amsl(300),))) is Meeting.MEET
    assert meeting(ellipsoidal, area(*2 * (amsl(300 + 2 * RISE_M + 1),))) is Meeting.APART
    assert meeting(ellipsoidal, area(*2 * (amsl(338),))) is Meeting.APART


def test_a_height_that_is_not_known_never_clears() -> None:
    unknown = area(None, None)
    for other in (area(agl(30), agl(40)), area(amsl(900), amsl(910)), area(None, Height(60, Datum.UNKNOWN)), unknown):
        assert meeting(unknown, other) is Meeting.NOT_KNOWN
    assert EXTENT_NOT_KNOWN.meeting(area(agl(30), agl(40)).extent) is Meeting.NOT_KNOWN


def test_windows_are_half_open_and_cross_midnight() -> None:
    leg = area(None, agl(60))
    night = DailyWindow.between("22:00", "02:00").on(DAY)
    for other, count in (("02:00-03:00", 0), ("01:59-03:00", 1), ("00:00-24:00", 1)):
        window = DailyWindow.between(*other.split("-")).on(DAY + timedelta(days=1))
        found = conflicts(booked("a", leg, night), booked("b", leg, window))
        assert len(found) == count
        if found:
            assert found[0].windows == (Window(max(night.start, window.start), night.end),)
    before = DailyWindow.between("21:00", "22:00").on(DAY)
    assert conflicts(booked("a", leg, night), booked("b", leg, before)) == []
    gap = (before, DailyWindow.between("03:00", "04:00").on(DAY + timedelta(days=1)))
    assert conflicts(booked("a", leg, night), booked("b", leg, *gap)) == [], "between two windows of the other"


def test_boxes_that_meet_are_no_conflict_where_shapes_do_not() -> None:
    corner = BookedLeg(0, PLANE, Polygon([(0, 0), (1000, 0), (1000, 10), (10, 10), (10, 1000), (0, 1000)]), Extent())
    inside = BookedLeg(0, PLANE, box(500, 500, 900, 900), Extent())
    assert conflicts(booked("a", corner), booked("b", inside)) == []
    (found,) = conflicts(booked("a", corner), booked("b", BookedLeg(0, PLANE, box(10, 10, 900, 900), Extent())))
    assert found.where.length > 0, "they share an edge"
    assert conflicts(booked("a", corner), booked("a", corner)) == [], "of one trial"


def test_flights_of_two_plane_zones_meet_where_they_do_on_the_ground() -> None:
    """A flight whose middle lies west of the border of zones, one east of it; both cross 136.6 degrees east."""

    def over(west: float, east: float, lat: float) -> BookedLeg:
        path = Route((Waypoint(west, lat, agl(60)), Waypoint(east, lat, agl(60))))
        operation = Operation(path, WHOLE_DAY, half_width_m=30.0, speed_mps=10.0)
        (leg,) = booked_legs(build_volume(operation))
        return leg

    border = 136.5873
    one, other = over(border - 0.05, border + 0.01, 34.60), over(border - 0.005, border + 0.05, 34.60)
    assert {one.plane_epsg, other.plane_epsg} == {6674, 6675}
    (found,) = conflicts(booked("a", one), booked("b", other))
    assert found.certain
    width_m = 2 * (30.0 + oracles_margin_m())
    lon, lat = found.where.centroid.x, found.where.centroid.y
    assert (lon, lat) == pytest.approx((border + 0.0025, 34.60), abs=2e-4)
    area_m2 = oracles.in_plane(found.where, 6674).area
    long_m = oracles.GEOD.inv(border - 0.005, 34.60, border + 0.01, 34.60)[2]
    assert area_m2 == pytest.approx(width_m * long_m, rel=0.1)

    gap_deg = width_m / 110_930  # a degree of latitude here is 110.93 km
    beside = over(border - 0.005, border + 0.05, 34.60 + gap_deg * 1.01)
    assert conflicts(booked("a", one), booked("b", beside)) == []
    assert Sky([booked("a", one), booked("b", beside)]).conflicts() == []
    touching = over(border - 0.005, border + 0.05, 34.60 + gap_deg * 0.99)
    assert len(Sky([booked("a", one), booked("b", touching)]).conflicts()) == 1


def oracles_margin_m() -> float:
    """Return, by SORA 2.5 (Annex A): GNSS 3 m, keeping 3 m, map 1 m, a second of reaction, the way to stop at 45°."""
    return 7.0 + 10.0 + 10.0**2 / (2 * 9.80665)


def test_an_operation_books_its_own_windows_as_far_as_they_are_stated() -> None:
    first, second = flight([at(0, 0), at(1000, 0)]), flight([at(0, 0), at(0, 900)], on=DAY + timedelta(days=3))
    operations = [(operation, build_volume(operation)) for operation in (first, second)]
    ten = DailyWindow.between("10:00", "12:00").on(DAY)
    (only,) = bookings_of("t", operations, [FlightDay(DAY, (ten,))])
    assert (only.trial_id, only.operation, only.windows) == ("t", 0, (ten,))
    assert [leg.leg for leg in only.legs] == [0]
    assert only.legs[0].footprint.equals(operations[0][1].legs[0].footprints[VolumeKind.CONTINGENCY_VOLUME])
    west, south, east, north = only.legs[0].box_deg
    assert box(west, south, east, north).covers(degrees(only.legs[0].footprint))
    night = DailyWindow.between("22:00", "02:00").on(DAY + timedelta(days=2))
    (second_only,) = bookings_of("t", operations, [FlightDay(DAY + timedelta(days=2), (night,))])
    assert second_only.operation == 1
    assert second_only.windows[0].start == datetime(2026, 12, 3, tzinfo=JST), "its own day begins at midnight"


SITE = BookedSite(0, *at(0, 0))


def at_site(trial: str, site: BookedSite, window: Window) -> Booking:
    return Booking(trial, 0, (window,), (), (site,))


@pytest.mark.parametrize(
    ("site", "start", "count"),
    [
        (SITE, 120, 1),
        (SITE, 134, 1),
        (SITE, 135, 0),
        (BookedSite(0, *at(20, 20)), 120, 1),
        (BookedSite(0, *at(22, 22)), 120, 0),
        (BookedSite(0, *at(500, 0)), 120, 0),
    ],
)
def test_a_site_is_used_by_one_trial_at_a_time(site: BookedSite, start: int, count: int) -> None:
    """The window before ends at 120 minutes; 15 lie between. 20 m east and north are 28 m away, 22 m are 31."""
    one, other = at_site("a", SITE, minutes(60, 120)), at_site("b", site, minutes(start, 200))
    found = conflicts(one, other)
    assert len(found) == count
    assert found == conflicts(other, one) == Sky([one, other]).conflicts() == Sky([other, one]).conflicts()
    assert conflicts(one, replace(other, trial_id="a")) == []
    for conflict in found:
        assert (conflict.kind, conflict.certain) == (ConflictKind.SITE, True)
        assert "離着陸場所" in conflict.text.ja
        assert "15 minutes" in conflict.text.en
        assert "site" in conflict.remedy.en
    if start == 134:
        assert Sky([other], site_buffer=timedelta(minutes=10)).conflicts_with([one]) == []


def test_a_site_is_free_between_two_windows_of_another_trial() -> None:
    one, other = at_site("a", SITE, minutes(60, 120)), at_site("b", SITE, minutes(180, 240))
    assert conflicts(replace(one, windows=(*one.windows, minutes(300, 360))), other) == []


def test_an_operation_books_the_sites_that_it_chose() -> None:
    entry = ChosenEntry("s1", 1, Site("岸壁", *at(0, 0)))
    operation = flight([at(0, 0), at(1000, 0)], chosen=Chosen(sites=(entry,)))
    day = FlightDay(DAY, (DailyWindow.between("10:00", "12:00").on(DAY),))
    (booking,) = bookings_of("t", [(operation, build_volume(operation))], [day])
    assert booking.sites == (SITE,)
    assert {found.kind for found in conflicts(booking, replace(booking, trial_id="u"))} == set(ConflictKind)


def test_a_conflict_says_when_where_how_high_and_what_to_do() -> None:
    one, other = booked("b", area(agl(50), agl(60))), booked("a", area(agl(55), agl(90)))
    (found,) = conflicts(one, other)
    assert (found.first.trial_id, found.second.trial_id) == ("a", "b")
    assert (found.other("a"), found.other("b"), found.of("a"), found.of("b")) == ("b", "a", found.first, found.second)
    low, high = 55 - RISE_M, 60 + RISE_M
    assert f"2026-11-30 00:00～2026-12-01 00:00に、地上 {low:.0f}～{high:.0f} mで重なります" in found.text.ja
    assert f"{low:.0f} to {high:.0f} m above ground" in found.text.en
    assert "Choose another time" in found.remedy.en
    windows = (minutes(0, 60), minutes(120, 180))
    (open_,) = conflicts(booked("a", area(None, None), *windows), booked("b", area(amsl(10), amsl(20)), *windows))
    assert not open_.certain
    assert "ほか1回" in open_.text.ja
    assert "重ならないとは言えません" in open_.text.ja
    assert "above mean sea level" not in open_.text.en
    assert "datum" in open_.remedy.en
    (sea,) = conflicts(booked("a", area(amsl(10), amsl(50))), booked("b", area(amsl(20), amsl(40))))
    assert f"標高 {20 - RISE_M:.0f}～{40 + RISE_M:.0f} m" in sea.text.ja


def square(number: int, *, low: float, high: float | None, east: float, north: float, side: float) -> BookedLeg:
    extent = Extent() if high is None else Extent(agl=slab(low, low + high))
    return BookedLeg(number, PLANE, box(east, north, east + side, north + side), extent)


lengths = st.integers(0, 300).map(float)
legs = st.builds(
    square,
    st.just(0),
    low=lengths,
    high=st.one_of(st.none(), lengths),
    east=lengths,
    north=lengths,
    side=st.integers(1, 200).map(float),
)
times = st.builds(lambda start, long: minutes(start, start + long), st.integers(0, 600), st.integers(1, 200))
Pair = tuple[BookedLeg, Window, BookedLeg, Window]
pairs = st.tuples(legs, times, legs, times)


def as_bookings(one: BookedLeg, when: Window, other: BookedLeg, then: Window) -> tuple[Booking, Booking]:
    return booked("a", one, when), booked("b", other, then)


@settings(deadline=None)
@given(pairs)
def test_it_is_the_same_conflict_from_both_sides_and_in_any_order(
    pair: tuple[BookedLeg, Window, BookedLeg, Window],
) -> None:
    one, other = as_bookings(*pair)
    assert (
        conflicts(one, other) == conflicts(other, one) == Sky([one, other]).conflicts() == Sky([other, one]).conflicts()
    )


@settings(deadline=None)
@given(pairs, lengths, lengths, st.integers(0, 60), st.integers(0, 60))
def test_enlarging_a_volume_or_a_window_never_removes_a_conflict(
    pair: Pair, wider: float, higher: float, earlier: int, later: int
) -> None:
    leg, window, other, then = pair
    slab_ = leg.extent.agl
    taller = replace(slab_, ceiling_low_m=slab_.ceiling_low_m + higher, ceiling_high_m=slab_.ceiling_high_m + higher)
    larger = replace(leg, footprint=shapely.buffer(leg.footprint, wider), extent=Extent(agl=taller))
    longer = Window(window.start - timedelta(minutes=earlier), window.end + timedelta(minutes=later))
    before = conflicts(booked("a", leg, window), booked("b", other, then))
    after = conflicts(booked("a", larger, longer), booked("b", other, then))
    assert len(after) >= len(before)
    assert [one.certain for one in before if one.certain] == [one.certain for one in after][
        : sum(b.certain for b in before)
    ]


@settings(deadline=None)
@given(pairs, st.integers(-100_000, 100_000))
def test_moving_both_by_the_same_time_changes_nothing(pair: Pair, by_min: int) -> None:
    leg, window, other, then = pair
    by = timedelta(minutes=by_min)

    def moved(each: Window) -> Window:
        return Window(each.start + by, each.end + by)

    before = conflicts(*as_bookings(leg, window, other, then))
    after = conflicts(*as_bookings(leg, moved(window), other, moved(then)))
    assert [replace(one, windows=tuple(moved(each) for each in one.windows)) for one in before] == after


HOME_AREA = degrees(plane_box(-400, -400, 400, 400))


def cap(most: int = 10, **more: object) -> OverflightCap:
    return OverflightCap("c1", "見本地区", HOME_AREA, most, date(2026, 1, 1), **more)


def flown_over(days: list[date], *, per_day: int | None, trial: str = "t", reserve: tuple[date, ...] = ()) -> FlownOver:
    window = DailyWindow.between("22:00", "02:00")
    flight_days = [FlightDay(day, (window.on(day),), day in reserve) for day in days]
    booking = booked(trial, area(None, agl(60)), *(day.windows[0] for day in flight_days))
    found = FlownOver.of(cap(), [booking], flight_days, per_day)
    assert found is not None
    return found


def test_a_cap_that_cannot_be_is_refused() -> None:
    bow_tie = Polygon([(136, 34), (136.1, 34.1), (136.1, 34), (136, 34.1)])
    for area_, more, about in (
        (bow_tie, {}, "範囲が正しくありません"),
        (Polygon(), {}, "範囲が正しくありません"),
        (box(34, 136, 34.1, 136.1), {}, "範囲が正しくありません"),
        (HOME_AREA, {"a_month": -1}, "-1は使えません"),
        (HOME_AREA, {"until": date(2025, 12, 31)}, "終わりの日が始まりの日より前"),
        (HOME_AREA, {"name": " "}, "書かれていません"),
    ):
        told = {"id": "c", "name": "地区", "a_month": 3, "since": date(2026, 1, 1), **more}
        with pytest.raises(ValueRefused, match=about):
            OverflightCap(area=area_, **told)


def test_overflights_are_counted_by_the_calendar_month_in_japan_over_all_trials() -> None:
    """A night that begins on 30 November is November's."""
    november, december = date(2026, 11, 30), date(2026, 12, 1)
    one = flown_over([november, december], per_day=4, trial="a")
    other = flown_over([november], per_day=5, trial="b")
    first, second = months_over(cap(8), [one, other])
    assert (first.month, first.flights, first.exceeded, first.not_told) == (date(2026, 11, 1), 9, True, ())
    assert (second.month, second.flights, second.exceeded) == (date(2026, 12, 1), 4, False)
    assert "2026年11月に、予定が9回で、上限は8回" in first.text.ja
    assert not months_over(cap(9), [one, other])[0].exceeded


def test_a_reserve_day_counts_as_far_as_another_day_could_fall_on_it() -> None:
    days = [date(2026, 11, 29), date(2026, 12, 1), date(2026, 12, 2)]
    (november, december) = months_over(cap(), [flown_over(days, per_day=3, reserve=(days[1], days[2]))])
    assert (november.flights, december.flights) == (3, 3), "one day is flown, on whichever of three"


def test_flights_that_are_not_told_are_said_and_not_counted() -> None:
    one, other = flown_over([DAY], per_day=None, trial="a"), flown_over([DAY], per_day=2, trial="b")
    (month,) = months_over(cap(2), [one, other])
    assert (month.flights, month.not_told, month.exceeded) == (2, ("a",), False)
    assert "要確認" in month.text.ja
    next_month = flown_over([DAY + timedelta(days=1)], per_day=None, trial="a")
    assert [month.not_told for month in months_over(cap(2), [next_month, other])] == [(), ("a",)]


def test_only_days_of_the_cap_and_flights_over_the_area_count() -> None:
    window = DailyWindow.between("10:00", "12:00")
    day = FlightDay(DAY, (window.on(DAY),))
    booking = booked("t", area(None, agl(60)), window.on(DAY))
    assert FlownOver.of(cap(until=DAY - timedelta(days=1)), [booking], [day], 1) is None
    assert FlownOver.of(cap(until=DAY), [booking], [day], 1) == FlownOver("t", (DAY,), 1, 1)
    far = replace(booking, legs=(square(0, low=0, high=10, east=0, north=0, side=10),))
    assert FlownOver.of(cap(), [far], [day], 1) is None
    later = FlightDay(DAY + timedelta(days=1), (window.on(DAY + timedelta(days=1)),))
    assert FlownOver.of(cap(), [booking], [later], 1) is None, "another operation's day"

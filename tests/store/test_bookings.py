"""Bookings come back as they were put and are found where they may meet; agreements never change; on both engines."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from shapely import box
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from airspace.conduct import Schedule
from airspace.deconflict.booking import BookedLeg, BookedSite, Booking
from airspace.deconflict.caps import OverflightCap
from airspace.deconflict.extent import Extent, Slab
from airspace.schedule import DailyWindow, FlightDay
from airspace.trial import Window
from airspace.workflow import State
from api.store.bookings import Coordination
from api.store.unit_of_work import unit_of_work
from tests.airspace.worlds import degrees
from tests.conftest import Store
from tests.store.samples import NOW, add_people, trial
from tests.zoo import PLANE, at, plane_box

DAY = date(2026, 11, 4)
WINDOW = DailyWindow.between("10:00", "12:00").on(DAY)
LATER = DailyWindow.between("13:00", "14:00").on(DAY)
LEG = BookedLeg(3, PLANE, plane_box(0, 0, 100, 100), Extent(Slab(0.0, 0.0, 60.5, math.inf), Slab()))
SITE = BookedSite(0, *at(50, 50))
BOOKING = Booking("t1", 2, (WINDOW, LATER), (LEG,), (SITE,))


def days(trial_id: str) -> Schedule:
    return Schedule(trial_id, 1, 1, (FlightDay(DAY, (WINDOW, LATER), reserve=True),), NOW, "a1", 3)


@pytest.fixture
def booked(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
        for trial_id in ("t1", "t2"):
            unit.trials.add(trial(trial_id, State.SCHEDULED))
            unit.conduct.add_schedule(days(trial_id))
        unit.bookings.lock()
        unit.bookings.add([BOOKING], 1, 1, at=NOW)
    return store


def test_flight_days_come_back_as_they_were_stated(booked: Store) -> None:
    with unit_of_work(booked.engine, writes=False) as unit:
        assert unit.conduct.schedule("t1") == days("t1")


def test_a_booking_comes_back_as_it_was_put_until_it_is_released(booked: Store) -> None:
    with unit_of_work(booked.engine) as unit:
        (kept,) = unit.bookings.of_trial("t1")
        assert kept.legs[0].footprint.equals_exact(LEG.footprint, 0)
        assert replace(kept, legs=()) == replace(BOOKING, legs=())
        assert replace(kept.legs[0], footprint=LEG.footprint) == LEG
        unit.bookings.release("t2", WINDOW.start)
        assert unit.bookings.between(WINDOW.start, LATER.end) == (kept,)
        middle = WINDOW.start + (WINDOW.end - WINDOW.start) / 3
        unit.bookings.release("t1", middle, middle + timedelta(minutes=1))
        (cut,) = unit.bookings.of_trial("t1")
        assert cut.windows == (Window(WINDOW.start, middle), Window(middle + timedelta(minutes=1), WINDOW.end), LATER)
        unit.bookings.release("t1", middle)
        (left,) = unit.bookings.of_trial("t1")
        assert left.windows == (Window(WINDOW.start, middle),), "what has passed stays"
        assert unit.bookings.between(middle, LATER.end) == ()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_what_is_given_up_while_it_is_looked_for_is_not_found(booked: Store) -> None:
    """On SQLite nobody can: a unit sees one state of the database from its start."""
    given_up = []

    def give_up(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM booking " in statement and not given_up:
            given_up.append(statement)
            with unit_of_work(booked.engine) as other:
                other.bookings.release("t1", WINDOW.start)

    event.listen(booked.engine, "after_cursor_execute", give_up)
    with unit_of_work(booked.engine) as unit:
        assert unit.bookings.near([replace(BOOKING, trial_id="t2")]) == ()
    assert given_up


def test_what_may_meet_is_found_by_place_and_time_and_is_another_trials(booked: Store) -> None:
    def near(booking: Booking) -> list[tuple[int, int, int]]:
        with unit_of_work(booked.engine, writes=False) as unit:
            return [(len(b.legs), len(b.sites), len(b.windows)) for b in unit.bookings.near([booking])]

    other = replace(BOOKING, trial_id="t2")
    assert near(other) == [(1, 1, 2)]
    assert near(BOOKING) == []
    assert near(replace(other, legs=(), sites=())) == []
    assert near(replace(other, windows=(LATER,))) == [(1, 1, 1)]
    far = replace(LEG, footprint=plane_box(5_000, 0, 5_100, 100))
    assert near(replace(other, legs=(far,), sites=())) == []
    evening = DailyWindow.between("18:00", "19:00").on(DAY)
    assert near(replace(other, windows=(evening,))) == []
    minutes_after = replace(other, windows=(DailyWindow.between("14:10", "15:00").on(DAY),))
    assert near(minutes_after) == [(1, 1, 1)], "a site is not free at once"


def test_an_agreement_holds_both_ways_and_never_changes(booked: Store) -> None:
    with unit_of_work(booked.engine) as unit:
        unit.bookings.agree(Coordination("t1", "t2", 1, "交代で飛ぶ。", NOW, "a1"))
    with unit_of_work(booked.engine, writes=False) as unit:
        assert unit.bookings.agreements("t1")["t2"].reason == "交代で飛ぶ。"
        assert unit.bookings.agreements("t2") == {"t1": Coordination("t2", "t1", 1, "交代で飛ぶ。", NOW, "a1")}
    for act in ("UPDATE coordination SET reason = 'x'", "DELETE FROM coordination"):
        with pytest.raises(DBAPIError, match="append-only"), booked.engine.begin() as connection:
            connection.execute(text(act))


def test_a_cap_comes_back_is_replaced_and_finds_what_lies_over_it(booked: Store) -> None:
    cap = OverflightCap("c", "見本地区", degrees(plane_box(-50, -50, 50, 50)), 10, DAY)
    away = replace(cap, id="d", area=box(139.0, 36.0, 139.1, 36.1), until=DAY)
    with unit_of_work(booked.engine) as unit:
        unit.overflight_caps.put(cap, at=NOW, by="a1")
        unit.overflight_caps.put(away, at=NOW, by="a1")
        assert [len(found.legs) for found in unit.bookings.over(cap)] == [1]
        assert unit.bookings.over(away) == ()
        unit.overflight_caps.put(replace(cap, a_month=3), at=NOW, by="a1")
    with unit_of_work(booked.engine, writes=False) as unit:
        assert [(one.id, one.a_month, one.until) for one in unit.overflight_caps.list()] == [
            ("c", 3, None),
            ("d", 10, DAY),
        ]
        assert unit.overflight_caps.get("none") is None
        found = unit.overflight_caps.get("c")
        assert found is not None
        assert found.area.equals_exact(cap.area, 1e-12)

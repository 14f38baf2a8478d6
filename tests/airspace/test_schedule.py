"""Flight days and recurrences: what is refused and why, and days against dateutil and a plain walk of the calendar."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.recurrence import FURTHEST, Recurrence, days_of
from airspace.schedule import (
    MOST_DAYS,
    DailyWindow,
    FlightDay,
    PlanDay,
    refuse_days,
    refuse_outside,
    shared,
    united,
    windows_on,
)
from airspace.trial import JST, Window
from geo.errors import ValueRefused

TODAY = date(2026, 11, 1)
DAY = date(2026, 11, 4)
TEN_TO_TWELVE = DailyWindow.between("10:00", "12:00")
PLAN = (Window.whole_day(DAY), Window.whole_day(DAY + timedelta(days=1)), Window.whole_day(DAY + timedelta(days=2)))


def at(day: date, start: str, end: str) -> Window:
    return DailyWindow.between(start, end).on(day)


def flown(day: date, *times: str, reserve: bool = False) -> FlightDay:
    return FlightDay(day, tuple(at(day, *each.split("-")) for each in times or ("10:00-12:00",)), reserve)


def said(refusal: pytest.ExceptionInfo[ValueRefused]) -> str:
    return str(refusal.value)


@pytest.mark.parametrize(
    ("start", "end", "about"),
    [
        ("10:00", "10:00", "長さがありません"),
        ("24:00", "10:00", "時刻ではありません"),
        ("10:60", "11:00", "時刻ではありません"),
        ("9", "11:00", "時刻ではありません"),
        ("10:00", "24:01", "時刻ではありません"),
        ("あさ", "11:00", "時刻ではありません"),
    ],
)
def test_a_time_of_day_that_is_none_is_refused(start: str, end: str, about: str) -> None:
    with pytest.raises(ValueRefused, match=about):
        DailyWindow.between(start, end)


def test_a_window_of_a_day_of_more_than_a_day_is_no_value() -> None:
    with pytest.raises(ValueError, match="no window of a day"):
        DailyWindow(0, 1441)


def test_a_window_across_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = at(DAY, "22:00", "02:00")
    assert night == Window(datetime(2026, 11, 4, 13, tzinfo=UTC), datetime(2026, 11, 4, 17, tzinfo=UTC))
    assert FlightDay(DAY, (night,)).windows == (night,)
    with pytest.raises(ValueRefused, match="2026-11-05に始まりません"):
        FlightDay(DAY + timedelta(days=1), (night,))
    with pytest.raises(ValueRefused, match="重なっています"):
        refuse_days((FlightDay(DAY, (night,)), flown(DAY + timedelta(days=1), "01:00-03:00")), PLAN, TODAY)


def test_the_whole_of_a_day_and_the_29th_of_february_are_days_and_1899_is_none() -> None:
    leap = date(2028, 2, 29)
    assert at(leap, "00:00", "24:00") == Window.whole_day(leap)
    with pytest.raises(ValueRefused, match="1899 年は扱えません"):
        at(date(1899, 12, 31), "10:00", "11:00")
    with pytest.raises(ValueRefused, match="1899 年は扱えません"):
        days_of("FREQ=DAILY;COUNT=1", date(1899, 12, 31))
    with pytest.raises(ValueRefused, match="タイムゾーン"):
        Window(datetime(2026, 11, 4, 10), datetime(2026, 11, 4, 11))  # noqa: DTZ001


def test_windows_of_a_day_are_put_in_order_and_must_be_apart_short_and_some() -> None:
    day = flown(DAY, "13:00-15:00", "10:00-12:00", "12:00-13:00")
    assert [window.start.astimezone(JST).hour for window in day.windows] == [10, 12, 13]
    with pytest.raises(ValueRefused, match="overlap"):
        flown(DAY, "10:00-12:00", "11:59-13:00")
    with pytest.raises(ValueRefused, match="longer than 24 hours"):
        FlightDay(DAY, (Window(PLAN[0].start, PLAN[0].end + timedelta(seconds=1)),))
    with pytest.raises(ValueRefused, match="0個"):
        FlightDay(DAY, ())
    with pytest.raises(ValueRefused, match="25個"):
        FlightDay(DAY, tuple(at(DAY, f"{n // 2}:{n % 2}0", f"{n // 2}:{n % 2}5") for n in range(25)))


def test_days_that_cannot_be_flown_are_refused_with_the_day() -> None:
    for days, about in [
        ((), "実施日がありません"),
        ((flown(DAY), flown(date(2026, 10, 31))), "2026-10-31は過ぎた日"),
        ((flown(DAY), flown(DAY, "13:00-14:00")), "2026-11-04が2度あります"),
        ((flown(DAY, reserve=True),), "予備日だけで"),
        ((flown(DAY), flown(date(2026, 12, 1))), "2026-12-01 10:00～12:00は、確認された計画の日時の中にありません"),
        (tuple(flown(DAY + timedelta(days=n)) for n in range(MOST_DAYS + 1)), "367日あり"),
    ]:
        with pytest.raises(ValueRefused, match=about):
            refuse_days(days, PLAN, TODAY)
    refuse_days((flown(DAY), flown(DAY + timedelta(days=1), reserve=True)), PLAN, DAY)


def test_a_window_may_lie_in_two_windows_of_the_proposal_that_meet_and_in_no_gap_between_two() -> None:
    plan = (at(DAY, "12:00", "14:00"), at(DAY, "10:00", "12:00"), at(DAY, "15:00", "16:00"))
    refuse_outside([flown(DAY, "11:00-13:00", "15:00-16:00")], plan)
    with pytest.raises(ValueRefused, match="13:00～15:30"):
        refuse_outside([flown(DAY, "13:00-15:30")], plan)


def test_what_a_proposal_gives_a_day() -> None:
    days_on = Window(datetime(2026, 11, 3, 12, tzinfo=JST), datetime(2026, 11, 5, 12, tzinfo=JST))
    assert windows_on([days_on], DAY) == (Window.whole_day(DAY),)
    assert windows_on([days_on], date(2026, 11, 5)) == (at(date(2026, 11, 5), "00:00", "12:00"),)
    night = at(DAY, "22:00", "02:00")
    assert windows_on([night, at(DAY, "10:00", "11:00")], DAY) == (at(DAY, "10:00", "11:00"), night)
    assert PlanDay(DAY, reserve=True).within([night]) == FlightDay(DAY, (night,), reserve=True)
    with pytest.raises(ValueRefused, match="2026-11-05は、確認された計画の日ではありません"):
        PlanDay(date(2026, 11, 5)).within([night])


minutes = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=8)


def spans(pairs: list[tuple[int, int]]) -> list[Window]:
    start = datetime(2026, 11, 4, tzinfo=UTC)
    return [Window(start + timedelta(minutes=a), start + timedelta(minutes=a + long)) for a, long in pairs]


def minutes_of(windows: tuple[Window, ...] | list[Window]) -> set[int]:
    start = datetime(2026, 11, 4, tzinfo=UTC)
    return {
        minute
        for window in windows
        for minute in range(
            int((window.start - start).total_seconds()) // 60, int((window.end - start).total_seconds()) // 60
        )
    }


@given(minutes, minutes)
def test_shared_times_are_those_minutes_that_lie_in_both(
    ones: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    one, other = united(spans(ones)), united(spans(others))
    assert minutes_of(one) == minutes_of(spans(ones))
    assert minutes_of(list(shared(one, other))) == minutes_of(one) & minutes_of(other)


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ("FREQ=DAILY", "has no end"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "has no end, or two"),
        ("FREQ=HOURLY;COUNT=3", "many times a day"),
        ("FREQ=SECONDLY;COUNT=3", "many times a day"),
        ("FREQ=FORTNIGHTLY;COUNT=3", "cannot be read"),
        ("COUNT=3", "cannot be read"),
        ("", "0 characters"),
        ("FREQ=DAILY;COUNT=" + "1" * 600, "617 characters"),
        ("FREQ=DAILY;COUNT=10000", "10,000 days are too many"),
        ("FREQ=DAILY;COUNT=367", "367 days are too many"),
        ("FREQ=DAILY;UNTIL=20271231", "426 days are too many"),
        ("FREQ=DAILY;UNTIL=20991231", "UNTIL=20991231\\) leads further than 5 years"),
        ("FREQ=YEARLY;COUNT=10", "COUNT=10\\) leads further than 5 years"),
        ("FREQ=DAILY;UNTIL=20261001", "No day is given"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "UNTIL=2026-12-31"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;COUNT=２", "COUNT=２"),
        ("FREQ=DAILY;COUNT=3;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;COUNT=3;INTERVAL=1001", "INTERVAL=1001"),
        ("FREQ=DAILY;COUNT=3;COUNT=3", "cannot be read"),
        ("FREQ=DAILY;COUNT=3;BYHOUR=3", "cannot be read"),
        ("FREQ=DAILY;COUNT=3;BYEASTER=0", "cannot be read"),
        ("FREQ=DAILY;COUNT", "cannot be read"),
        ("FREQ=DAILY;COUNT=3;BYMONTH=13", "BYMONTH=13"),
        ("FREQ=DAILY;COUNT=3;BYMONTH=-1", "BYMONTH=-1"),
        ("FREQ=DAILY;COUNT=3;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=DAILY;COUNT=3;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=2TU", "BYDAY=2TU"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=0TU", "BYDAY=0TU"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=XX", "BYDAY=XX"),
        ("FREQ=WEEKLY;COUNT=3;WKST=XX", "WKST=XX"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_with_what_stands_against_it(rule: str, about: str) -> None:
    with pytest.raises(ValueRefused, match=about):
        days_of(rule, TODAY)


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_rule_that_never_gives_a_day_ends_soon(frequency: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ValueRefused, match="No day is given"):
        days_of(f"FREQ={frequency};UNTIL=20270101;BYMONTH=2;BYMONTHDAY=30", TODAY)
    assert time.perf_counter() - began < 2


def test_rules_that_people_use() -> None:
    assert days_of("RRULE:freq=weekly;byday=tu,th;until=20261113;", TODAY) == [
        date(2026, 11, day) for day in (3, 5, 10, 12)
    ]
    assert days_of("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", TODAY) == [date(2026, 11, 10), date(2026, 12, 8)]
    assert days_of("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1", TODAY) == [date(2026, 11, 30)]
    assert days_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1", TODAY) == [date(2028, 2, 29)]
    assert len(days_of("FREQ=DAILY;COUNT=366", TODAY)) == 366
    assert days_of(f"FREQ=DAILY;INTERVAL=915;UNTIL={TODAY + FURTHEST:%Y%m%d};WKST=SU", TODAY)[-1] == TODAY + FURTHEST


@given(st.integers(1, 6), st.sets(st.integers(0, 6), min_size=1), st.integers(0, 200), st.integers(0, 3000))
def test_weekly_days_are_those_of_a_plain_walk(interval: int, days: set[int], long: int, after: int) -> None:
    """Weeks are counted from the Monday of the first day's week (RFC 5545, WKST)."""
    first = TODAY + timedelta(days=after)
    until = first + timedelta(days=long)
    names = ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day] for day in sorted(days))
    monday = first - timedelta(days=first.weekday())
    walked = [
        day
        for day in (first + timedelta(days=n) for n in range(long + 1))
        if day.weekday() in days and (day - monday).days // 7 % interval == 0
    ]
    rule = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={names};UNTIL={until:%Y%m%d}"
    if walked:
        assert days_of(rule, first) == walked
    else:
        with pytest.raises(ValueRefused):
            days_of(rule, first)


def test_a_recurrence_gives_flight_days_with_its_windows_but_for_those_left_out() -> None:
    rule = Recurrence(DAY, "FREQ=DAILY;COUNT=3", (TEN_TO_TWELVE,), (date(2026, 11, 5),), reserve=True)
    assert rule.flight_days() == (flown(DAY, reserve=True), flown(date(2026, 11, 6), reserve=True))
    assert Recurrence(DAY, "FREQ=DAILY;COUNT=1", ()).flight_days() == (PlanDay(DAY),)
    with pytest.raises(ValueRefused, match="No day is given"):
        Recurrence(DAY, "FREQ=DAILY;COUNT=1", (TEN_TO_TWELVE,), (DAY,)).flight_days()

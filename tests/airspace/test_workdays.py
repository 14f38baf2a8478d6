"""Working days against a calendar written down by hand for 2026 to 2028, and counted one by one."""

from datetime import date, timedelta

import pytest

from airspace.procedures import japan
from airspace.workdays import OfficeCalendar

CALENDAR = OfficeCalendar(closed_from=(12, 29), closed_to=(1, 3), published_in=2)

HOLIDAYS = """
2026-01-01 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 2026-05-03 2026-05-04 2026-05-05 2026-05-06
2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12 2026-11-03 2026-11-23
2027-01-01 2027-01-11 2027-02-11 2027-02-23 2027-03-21 2027-03-22 2027-04-29 2027-05-03 2027-05-04 2027-05-05
2027-07-19 2027-08-11 2027-09-20 2027-09-23 2027-10-11 2027-11-03 2027-11-23
2028-01-01 2028-01-10 2028-02-11 2028-02-23 2028-03-20 2028-04-29 2028-05-03 2028-05-04 2028-05-05
2028-07-17 2028-08-11 2028-09-18 2028-09-22 2028-10-09 2028-11-03 2028-11-23
"""
YEAR_ENDS = """
2025-12-29 2025-12-30 2025-12-31 2026-01-01 2026-01-02 2026-01-03 2026-12-29 2026-12-30 2026-12-31
2027-01-01 2027-01-02 2027-01-03 2027-12-29 2027-12-30 2027-12-31 2028-01-01 2028-01-02 2028-01-03
2028-12-29 2028-12-30 2028-12-31
"""
CLOSED = {date.fromisoformat(day) for day in (HOLIDAYS + YEAR_ENDS).split()}
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def is_open(day: date) -> bool:
    return day.strftime("%a") not in ("Sat", "Sun") and day not in CLOSED


def test_each_day_of_three_years_against_the_table() -> None:
    assert [CALENDAR.is_working_day(day) for day in DAYS] == [is_open(day) for day in DAYS]
    assert sum(map(is_open, DAYS)) == sum(map(CALENDAR.is_working_day, DAYS)) > 700


def test_counting_back_against_a_list_of_open_days() -> None:
    opened = [day for day in DAYS if is_open(day)]
    for day in DAYS[60:]:
        before = [each for each in opened if each < day]
        for count in (1, 2, 3, 10, 20):
            assert CALENDAR.before(day, count) == before[-count], (day, count)


def test_counting_on_against_a_list_of_open_days() -> None:
    opened = [day for day in DAYS if is_open(day)]
    for day in DAYS[:-60]:
        after = [each for each in opened if each > day]
        for count in (1, 2, 3, 10, 20):
            assert CALENDAR.after(day, count) == after[count - 1], (day, count)
    with pytest.raises(ValueError, match="not after"):
        CALENDAR.after(FIRST, 0)


def test_the_latest_open_day_is_the_day_itself_where_it_is_open() -> None:
    for day in DAYS[10:]:
        expected = day
        while not is_open(expected):
            expected -= timedelta(days=1)
        assert CALENDAR.latest(day) == expected


@pytest.mark.parametrize(
    ("flight", "count", "by"),
    [
        ("2027-01-04", 1, "2026-12-28"),  # over New Year
        ("2027-01-05", 1, "2027-01-04"),
        ("2027-01-04", 10, "2026-12-15"),
        ("2026-05-07", 1, "2026-05-01"),  # over Golden Week with the day in lieu of 3 May, a Sunday
        ("2026-05-07", 10, "2026-04-17"),
        ("2026-09-24", 1, "2026-09-18"),  # over a day between two holidays
        ("2027-03-23", 1, "2027-03-19"),  # over a holiday on a Sunday and the Monday in lieu of it
        ("2026-11-30", 10, "2026-11-13"),
        ("2026-11-30", 20, "2026-10-29"),
    ],
)
def test_counted_on_a_calendar_by_hand(flight: str, count: int, by: str) -> None:
    assert CALENDAR.before(date.fromisoformat(flight), count) == date.fromisoformat(by)


@pytest.mark.parametrize("count", [0, -1])
def test_no_days_before_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} working days"):
        CALENDAR.before(FIRST, count)


@pytest.mark.parametrize(
    ("told_on", "until"),
    [
        ("2026-01-31", "2026-12-31"),
        ("2026-02-01", "2027-12-31"),
        ("2026-11-24", "2027-12-31"),
        ("2026-12-31", "2027-12-31"),
        ("2027-01-01", "2027-12-31"),
    ],
)
def test_holidays_are_published_in_february_for_the_next_year(told_on: str, until: str) -> None:
    assert CALENDAR.published_until(date.fromisoformat(told_on)) == date.fromisoformat(until)


def test_the_countrys_calendar_is_this_one() -> None:
    assert japan().calendar.value == CALENDAR

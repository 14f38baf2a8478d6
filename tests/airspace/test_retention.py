"""How long a case is kept, against the calendar written out by hand."""

from datetime import date, timedelta

import pytest

from airspace.prefecture import PREFECTURES
from airspace.proposal import DecisionKind
from airspace.retention import (
    CLASS_NAMES,
    FATE_NAMES,
    HOLD_NAMES,
    MEASURE_NAMES,
    RETENTION,
    CaseFile,
    Fate,
    Hold,
    HoldReason,
    Measure,
    Outlook,
    RetentionClass,
    class_of_years,
    counted_from,
    held_until,
    kept_to,
    outlook,
)


@pytest.mark.parametrize(
    ("closed", "first"),
    [
        ("2026-04-01", "2027-04-01"),
        ("2026-12-31", "2027-04-01"),
        ("2027-01-01", "2027-04-01"),
        ("2027-03-31", "2027-04-01"),
        ("2027-04-01", "2028-04-01"),
        ("2028-02-29", "2028-04-01"),
    ],
)
def test_a_case_is_counted_from_the_next_fiscal_year(closed: str, first: str) -> None:
    assert counted_from(date.fromisoformat(closed)) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("retention_class", "last"),
    [("1", "2028-03-31"), ("3", "2030-03-31"), ("5", "2032-03-31"), ("10", "2037-03-31"), ("30", "2057-03-31")],
)
def test_the_last_day_is_the_end_of_a_fiscal_year(retention_class: str, last: str) -> None:
    case = CaseFile("t1", RetentionClass(retention_class), date(2027, 3, 31))
    assert case.kept_to == date.fromisoformat(last)
    assert not case.has_passed(date.fromisoformat(last))
    assert case.has_passed(date.fromisoformat(last) + timedelta(days=1))


def test_what_is_in_use_never_ends() -> None:
    assert kept_to(RetentionClass.IN_USE, date(1990, 1, 1)) is None
    assert not CaseFile("t1", RetentionClass.IN_USE, date(1990, 1, 1)).has_passed(date(2190, 1, 1))


def test_what_is_to_be_handed_over_waits_for_it() -> None:
    on = date(2033, 4, 1)
    case = CaseFile("t1", RetentionClass.YEARS_5, date(2026, 5, 1), Measure.TRANSFER)
    assert not case.has_passed(on)
    assert CaseFile("t1", RetentionClass.YEARS_5, date(2026, 5, 1), Measure.TRANSFER, on).has_passed(on)
    later = CaseFile("t1", RetentionClass.YEARS_5, date(2026, 5, 1), Measure.TRANSFER, on + timedelta(days=1))
    assert not later.has_passed(on)


@pytest.mark.parametrize(
    ("reason", "ended", "last"),
    [
        ("audit", "2030-05-10", "2030-05-10"),
        ("litigation", "2030-05-10", "2030-05-10"),
        ("extension", "2030-05-10", "2030-05-10"),
        ("disclosure", "2030-05-10", "2031-05-10"),
        ("objection", "2030-12-31", "2031-12-31"),
        ("objection", "2027-02-28", "2028-02-29"),  # 1 March 2027 to the end of February 2028
        ("disclosure", "2028-02-28", "2029-02-28"),  # 29 February 2028: 2029 has none
        ("disclosure", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_hold_ends_with_its_reason_or_a_year_after(reason: str, ended: str, last: str) -> None:
    until = held_until(HoldReason(reason), date.fromisoformat(ended))
    assert until == date.fromisoformat(last)
    hold = Hold("h1", "t1", HoldReason(reason), date(2029, 1, 1), until)
    assert hold.holds(until)
    assert not hold.holds(until + timedelta(days=1))


def test_an_open_hold_holds_for_ever() -> None:
    assert Hold("h1", "t1", HoldReason.LITIGATION, date(2029, 1, 1)).holds(date(2199, 1, 1))


def test_each_prefecture_has_its_rules_and_says_whether_they_were_verified() -> None:
    assert set(RETENTION) == set(PREFECTURES)
    for rules in RETENTION.values():
        assert set(rules.classes) == set(DecisionKind)
        assert rules.source.ja
        assert rules.source.en
    assert RETENTION["24"].verified_by is None


def test_everything_has_a_name() -> None:
    assert set(CLASS_NAMES) == set(RetentionClass)
    assert set(MEASURE_NAMES) == set(Measure)
    assert set(HOLD_NAMES) == set(HoldReason)
    assert set(FATE_NAMES) == set(Fate)


@pytest.mark.parametrize(
    ("years", "kept"),
    [
        *((1, "1"), (2, "3"), (3, "3"), (4, "5"), (5, "5"), (6, "10"), (10, "10"), (11, "30"), (30, "30")),
        *((31, "in_use"), (100, "in_use")),
    ],
)
def test_a_class_never_keeps_a_case_shorter_than_was_decided(years: int, kept: str) -> None:
    assert class_of_years(years) is RetentionClass(kept)


CLOSED = date(2026, 5, 1)
HANDED_OVER = CaseFile("t1", RetentionClass.YEAR_1, CLOSED, Measure.TRANSFER, date(2028, 6, 3))


@pytest.mark.parametrize(
    ("case", "until"),
    [
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED), ()),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED), (date(2027, 1, 1), date(2028, 2, 29))),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED), (date(2028, 9, 30), date(2027, 1, 1))),
        (HANDED_OVER, ()),
        (HANDED_OVER, (date(2028, 6, 3),)),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED, Measure.TRANSFER, date(2027, 6, 3)), ()),
    ],
)
def test_the_first_day_on_which_a_case_can_end_is_the_first_of_all_days(
    case: CaseFile, until: tuple[date, ...]
) -> None:
    """Each day after another is asked, as a run of the command on that day would."""
    holds = tuple(Hold(str(day), "t1", HoldReason.AUDIT, CLOSED, day) for day in until)
    days = (CLOSED + timedelta(days=number) for number in range(1500))
    first = next(day for day in days if case.has_passed(day) and not any(hold.holds(day) for hold in holds))
    assert outlook(case, holds) == Outlook(Fate.DATED, first)


@pytest.mark.parametrize(
    ("case", "until", "fate"),
    [
        (None, (), Fate.NOT_FILED),
        (None, (None,), Fate.NOT_FILED),
        (CaseFile("t1", RetentionClass.IN_USE, CLOSED), (None,), Fate.IN_USE),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED), (date(2030, 1, 1), None), Fate.HELD),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED, Measure.TRANSFER), (None,), Fate.HELD),
        (CaseFile("t1", RetentionClass.YEAR_1, CLOSED, Measure.TRANSFER), (date(2030, 1, 1),), Fate.TO_HAND_OVER),
    ],
)
def test_no_day_is_told_where_something_keeps_a_case(
    case: CaseFile | None, until: tuple[date | None, ...], fate: Fate
) -> None:
    holds = tuple(Hold("h", "t1", HoldReason.AUDIT, CLOSED, day) for day in until)
    assert outlook(case, holds) == Outlook(fate)

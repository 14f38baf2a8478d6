"""The office's clock, flight days, reports and enquiries."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.conduct import TrialReport
from airspace.enquiry import Enquiry, EnquiryEntry
from airspace.intake import Intake, Pledge, fiscal_year, refuse_adoption, refuse_half_a_pledge
from airspace.procedures import japan
from airspace.processing import Processing, processing_of
from airspace.proposal import DecisionKind, TrialStep
from airspace.trial import JST
from airspace.workflow import State, Step
from geo.errors import ValueRefused

NOW = datetime(2026, 10, 1, 3, tzinfo=UTC)
CALENDAR = japan().calendar.value

CLOSED = [
    # Public holidays as the Cabinet Office publishes them, and closing days: October 2026 to January 2027.
    "2026-10-12",
    "2026-11-03",
    "2026-11-23",
    "2026-12-29",
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
    "2027-01-02",
    "2027-01-03",
    "2027-01-11",
]


def working_days(after: date, until: date) -> int:
    """Count by numpy: after the first day, up to and including the last."""
    one = timedelta(days=1)
    return max(0, int(np.busday_count(after + one, until + one, holidays=CLOSED)))


def step(number: int, taken: Step, after: State, on: date, hour: int = 10) -> TrialStep:
    return TrialStep("t", number, taken, after, datetime.combine(on, time(hour), JST), "a")


RECEIVED = date(2026, 10, 8)
IN = (
    step(1, Step.SUBMIT, State.SUBMITTED, RECEIVED),
    step(2, Step.ACCEPT, State.ACCEPTED, RECEIVED),
    step(3, Step.START_REVIEW, State.UNDER_REVIEW, date(2026, 10, 9)),
)


@pytest.mark.parametrize(
    ("today", "used"),
    [
        (date(2026, 10, 8), 0),  # the day of receipt is not counted
        (date(2026, 10, 9), 1),
        (date(2026, 10, 12), 1),  # スポーツの日
        (date(2026, 10, 13), 2),
        (date(2026, 11, 4), 17),
    ],
)
def test_days_of_an_open_case(today: date, used: int) -> None:
    assert working_days(RECEIVED, today) == used
    assert processing_of(IN, RECEIVED, today, CALENDAR, 20) == Processing(used, 20, stopped=False, ended=False)


def test_the_clock_stands_still_while_a_correction_is_awaited() -> None:
    asked, back = date(2026, 10, 14), date(2026, 10, 30)
    waiting = (*IN, step(4, Step.REQUEST_CORRECTION, State.CORRECTION_REQUESTED, asked))
    for today in (asked, date(2026, 10, 20), back):
        assert processing_of(waiting, RECEIVED, today, CALENDAR, 20) == Processing(3, 20, stopped=True, ended=False)
    again = (*waiting, step(5, Step.SUBMIT, State.SUBMITTED, back))
    found = processing_of(again, RECEIVED, date(2026, 11, 4), CALENDAR, 5)
    assert found == Processing(3 + working_days(back, date(2026, 11, 4)), 5, stopped=False, ended=False)
    assert found.used == 5
    assert found.left == 0


@pytest.mark.parametrize("end", [State.CONFIRMED, State.DECLINED, State.WITHDRAWN])
def test_the_clock_ends_with_the_case(end: State) -> None:
    taken = {State.CONFIRMED: Step.CONFIRM_ROUTE, State.DECLINED: Step.DECLINE, State.WITHDRAWN: Step.WITHDRAW}[end]
    steps = (*IN, step(4, taken, end, date(2026, 10, 20)), step(5, Step.CLOSE, State.CLOSED, date(2026, 10, 21)))
    found = processing_of(steps, RECEIVED, date(2027, 1, 20), CALENDAR, 20)
    assert found == Processing(working_days(RECEIVED, date(2026, 10, 20)), 20, stopped=False, ended=True)


def test_a_case_that_is_withdrawn_while_a_correction_is_awaited() -> None:
    steps = (
        *IN,
        step(4, Step.REQUEST_CORRECTION, State.CORRECTION_REQUESTED, date(2026, 10, 14)),
        step(5, Step.WITHDRAW, State.WITHDRAWN, date(2026, 10, 30)),
    )
    found = processing_of(steps, RECEIVED, date(2026, 12, 1), CALENDAR, 20)
    assert found == Processing(3, 20, stopped=False, ended=True)


CHANGED = (
    *IN,
    step(4, Step.CONFIRM_ROUTE, State.CONFIRMED, date(2026, 10, 20)),
    step(5, Step.AMEND, State.SUBMITTED, date(2026, 11, 5)),
    step(6, Step.SCHEDULE, State.SUBMITTED, date(2026, 11, 6)),
)


def test_a_change_is_counted_from_the_day_on_which_it_came_in() -> None:
    used = working_days(date(2026, 11, 5), date(2026, 11, 30))
    found = processing_of(CHANGED, RECEIVED, date(2026, 11, 30), CALENDAR, 20, [date(2026, 10, 20)])
    assert found == Processing(used, 20, stopped=False, ended=False)
    declined = (*CHANGED, step(7, Step.DECLINE, State.CONFIRMED, date(2026, 12, 8)))
    enforced = [date(2026, 10, 20), date(2026, 12, 1)]
    found = processing_of(declined, RECEIVED, date(2026, 12, 20), CALENDAR, 20, enforced)
    assert found == Processing(working_days(date(2026, 11, 5), date(2026, 12, 1)), 20, stopped=False, ended=True)
    flown = (*CHANGED, step(7, Step.COMPLETE, State.COMPLETED, date(2026, 11, 12)))
    assert processing_of(flown, RECEIVED, date(2026, 12, 20), CALENDAR, 20).ended


def test_a_decision_counts_on_the_day_on_which_it_was_put_into_force() -> None:
    """One that was made in the prefecture's own system is typed in days later."""
    steps = (*IN, step(4, Step.CONFIRM_ROUTE, State.CONFIRMED, date(2026, 10, 28)))
    found = processing_of(steps, RECEIVED, date(2026, 12, 1), CALENDAR, 20, [date(2026, 10, 20)])
    assert found == Processing(working_days(RECEIVED, date(2026, 10, 20)), 20, stopped=False, ended=True)


@given(st.dates(date(2026, 10, 1), date(2026, 12, 1)), st.integers(0, 45))
def test_days_are_those_of_numpy(received: date, later: int) -> None:
    today = received + timedelta(days=later)
    assert processing_of((), received, today, CALENDAR, 20).used == working_days(received, today)


def test_a_time_zone_does_not_move_a_day() -> None:
    late = TrialStep("t", 1, Step.DECLINE, State.DECLINED, datetime(2026, 10, 8, 15, tzinfo=UTC), "a")
    assert processing_of((late,), RECEIVED, date(2026, 11, 1), CALENDAR, 20).used == 1, "0:00 on the 9th in Japan"


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year(day) == year


def test_a_number_names_its_year() -> None:
    intake = Intake("t", 2026, 12, DecisionKind.ROUTE_CONFIRMATION, RECEIVED, NOW, "a")
    assert intake.reference == "令8-空-0012"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"flights": -1}, "flights"),
        ({"flights": 100_001}, "flights"),
        ({"summary": " "}, "summary"),
        ({"summary": "a\x00"}, "summary"),
        ({"incidents": ""}, "incidents"),
    ],
)
def test_a_report_says_all(change: dict[str, object], where: str) -> None:
    told = {"flights": 3, "summary": "飛んだ。", "incidents": "なし"}
    TrialReport("t", reported_at=NOW, reported_by="a", **told)
    with pytest.raises(ValueRefused) as refusal:
        TrialReport("t", reported_at=NOW, reported_by="a", **told | change)
    assert refusal.value.where == where


def test_an_enquiry_is_in_readable_words() -> None:
    Enquiry("e", "o", "件名", NOW, "a")
    EnquiryEntry("e", 1, "1行目\n2行目", by_the_office=True, said_at=NOW, said_by="a")
    with pytest.raises(ValueRefused, match="subject"):
        Enquiry("e", "o", "二行の\n件名", NOW, "a")
    with pytest.raises(ValueRefused, match="text"):
        EnquiryEntry("e", 1, "", by_the_office=False, said_at=NOW, said_by="a")


def test_a_pledge_is_stated_whole() -> None:
    refuse_half_a_pledge(no_organised_crime=True, prefectural_tax_paid=True)
    for crime, tax, where in ((False, True, "no_organised_crime"), (True, False, "prefectural_tax_paid")):
        with pytest.raises(ValueRefused) as refusal:
            refuse_half_a_pledge(no_organised_crime=crime, prefectural_tax_paid=tax)
        assert refusal.value.where == where


def test_an_adoption_needs_the_pledge_and_a_day_for_the_report() -> None:
    pledge, last = Pledge("t", NOW, "a"), date(2026, 11, 4)
    refuse_adoption(pledge, date(2026, 11, 5), last)
    for stated, due, where in (
        (None, date(2026, 11, 5), "kind"),
        (pledge, None, "report_due_on"),
        (pledge, last, "report_due_on"),
    ):
        with pytest.raises(ValueRefused) as refusal:
            refuse_adoption(stated, due, last)
        assert refusal.value.where == where

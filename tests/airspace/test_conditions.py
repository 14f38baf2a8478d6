"""Conditions and commitments: what they may say, what a machine checks of them, and what stays for people."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from airspace.condition import (
    OWNER_NAMES,
    REASON,
    SOURCE_NAMES,
    Commitment,
    Condition,
    Owner,
    Source,
    Terms,
    of_before,
    standing,
    terms_given,
    words_given,
)
from airspace.condition_check import CONDITION_OUTCOME_NAMES, ConditionFinding, check_conditions, flight_day
from airspace.condition_paper import read_terms, terms_paper
from airspace.constraint import Ceiling, Constraint, HoursOfDay, KeepOut, MostFlights, WindLimit
from airspace.finding import Outcome, ResolvedBy, VolumeKind
from airspace.plan import Plan
from airspace.proposal import CONDITION_NAMES, DecisionKind
from airspace.trial import JST, Operation, Window
from airspace.volume import build_volume
from geo.errors import ValueRefused
from geo.height import Datum, Height
from geo.route import Area, Circle
from tests.airspace.worlds import DAY, degrees, flight
from tests.fakes import FakeTerrain
from tests.zoo import EAST_M, at, plane_box, positions

NINE, FIVE = time(9), time(17)
WEEKDAYS = frozenset(range(5))
MONDAY = date(2026, 11, 30)
HOLIDAY = date(2026, 11, 23)
"""Labour Thanksgiving Day, a Monday."""

OFFICE_HOURS = HoursOfDay(NINE, FIVE, WEEKDAYS, on_holidays=False)


def hours(day: date, start: float, end: float) -> Window:
    midnight = datetime.combine(day, time(), JST)
    return Window(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


def duty(constraint: Constraint | None = None, **more: object) -> Condition:
    return Condition(id="c1", text="条件", reason="理由", constraint=constraint, **more)


def checked(operation: Operation, constraint: Constraint, terrain: object = None, flights: int | None = None):
    plan = Plan((operation,), flights)
    found = check_conditions(plan, [build_volume(operation, terrain)], [duty(constraint)])
    assert len(found) == 1
    return found[0].finding


# --- what a constraint may be


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: HoursOfDay(NINE, FIVE, frozenset()), "No day of the week"),
        (lambda: HoursOfDay(NINE, FIVE, frozenset({7})), "No day of the week"),
        (lambda: HoursOfDay(FIVE, NINE), "not after"),
        (lambda: HoursOfDay(NINE, NINE), "not after"),
        (lambda: HoursOfDay(time(), time()), "limit nothing"),
        (lambda: Ceiling(Height(60, Datum.TAKEOFF)), "neither from the ground"),
        (lambda: Ceiling(Height(60, Datum.UNKNOWN)), "neither from the ground"),
        (lambda: Ceiling(Height(60, Datum.ELLIPSOIDAL)), "neither from the ground"),
        (lambda: KeepOut("", box_of(0, 0, 1, 1)), "no name"),
        (lambda: KeepOut("名" * 121, box_of(0, 0, 1, 1)), "too long"),
        (lambda: KeepOut("学校", box_of(0, 0, 1, 1), -1), "out of range"),
        (lambda: KeepOut("学校", box_of(0, 0, 1, 1), float("nan")), "out of range"),
        (lambda: KeepOut("学校", box_of(0, 0, 1, 1), 5_001), "out of range"),
        (lambda: KeepOut("学校", Polygon()), "not valid"),
        (lambda: KeepOut("学校", Polygon([(136, 34), (137, 35), (137, 34), (136, 35)])), "not valid"),
        (lambda: KeepOut("学校", Polygon([(136, 34, 5), (137, 34, 5), (137, 35, 5)])), "not valid"),
        (lambda: KeepOut("学校", Point(136, 34).buffer(0.1, quad_segs=300)), "not valid"),
        (lambda: KeepOut("学校", Polygon([(34, 136), (34, 137), (35, 137)])), "not valid"),
        (lambda: MostFlights(0), "out of range"),
        (lambda: MostFlights(1_001), "out of range"),
        (lambda: WindLimit(""), "not given"),
        (lambda: WindLimit("風" * 201), "too long"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        make()
    assert says in refused.value.what.en
    assert refused.value.what.ja
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_hours_of_day_have_no_zone() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        HoursOfDay(time(9, tzinfo=UTC), FIVE)


@pytest.mark.parametrize(
    ("constraint", "ja", "en"),
    [
        (HoursOfDay(NINE, FIVE), "飛行は09:00～17:00に限る", "Flights only 09:00–17:00 (Japan time)"),
        (
            HoursOfDay(NINE, time(), frozenset({5, 6})),
            "飛行は09:00～24:00（土・日）に限る",
            "Flights only 09:00–24:00 on Sat, Sun (Japan time)",
        ),
        (
            OFFICE_HOURS,
            "飛行は09:00～17:00（月・火・水・木・金）、祝日を除くに限る",
            "Flights only 09:00–17:00 on Mon, Tue, Wed, Thu, Fri, not on public holidays (Japan time)",
        ),
        (
            Ceiling(Height(60, Datum.AGL)),
            "高さは対地高度（地面からの高さ） 60 mまで",
            "No higher than 60 m above ground level (AGL)",
        ),
        (MostFlights(4), "1日4回まで", "At most 4 flights a day"),
        (WindLimit("風速8 m/sまで"), "風：風速8 m/sまで", "Wind: 風速8 m/sまで"),
    ],
)
def test_a_constraint_in_words(constraint: Constraint, ja: str, en: str) -> None:
    assert (constraint.words.ja, constraint.words.en) == (ja, en)


def box_of(west: float, south: float, east: float, north: float) -> Polygon:
    return degrees(plane_box(west, south, east, north))


def test_a_keep_out_names_its_margin() -> None:
    zone = box_of(0, 0, 100, 100)
    assert KeepOut("学校", zone).words.ja == "「学校」に入らない"
    assert KeepOut("学校", zone, 50).words.en == 'Stay out of "学校" and 50 m round it'


# --- hours


@pytest.mark.parametrize(
    ("window", "outside"),
    [
        (hours(MONDAY, 9, 17), None),
        (hours(MONDAY, 8.5, 17), hours(MONDAY, 8.5, 9)),
        (hours(MONDAY, 9, 17.5), hours(MONDAY, 17, 17.5)),
        (hours(MONDAY, 6, 8), hours(MONDAY, 6, 8)),
        (hours(MONDAY, 18, 19), hours(MONDAY, 18, 19)),
        (hours(MONDAY, 10, 34), hours(MONDAY, 17, 24)),
        (hours(HOLIDAY, 10, 11), hours(HOLIDAY, 10, 11)),
        (hours(MONDAY - timedelta(days=1), 10, 11), hours(MONDAY - timedelta(days=1), 10, 11)),
        (Window.whole_day(MONDAY), hours(MONDAY, 0, 9)),
    ],
)
def test_the_first_part_outside_the_hours(window: Window, outside: Window | None) -> None:
    assert OFFICE_HOURS.first_outside(window) == outside


def test_a_day_that_ends_at_midnight_reaches_into_the_next() -> None:
    every_day_but_holidays = HoursOfDay(time(), time(), on_holidays=False)
    before_the_holiday = HOLIDAY - timedelta(days=1)
    assert every_day_but_holidays.first_outside(hours(before_the_holiday, 1, 24)) is None
    assert every_day_but_holidays.first_outside(hours(before_the_holiday, 1, 25)) == hours(HOLIDAY, 0, 1)
    assert HoursOfDay(NINE, time()).first_outside(hours(MONDAY, 9, 24)) is None


minutes = st.integers(0, 3 * 24 * 60)


@settings(max_examples=200)
@given(
    st.tuples(minutes, minutes).filter(lambda told: told[0] < told[1]),
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda told: told[0] < told[1]),
    st.frozensets(st.integers(0, 6), min_size=1, max_size=6),
    st.booleans(),
)
def test_hours_agree_with_a_count_of_minutes(
    window: tuple[int, int], open_: tuple[int, int], weekdays: frozenset[int], on_holidays: bool
) -> None:
    """The oracle looks at each minute by itself; 2026-11-23 is a holiday."""
    sunday = datetime(2026, 11, 22, tzinfo=JST)
    start, end = (time(told % 1440 // 60, told % 60) for told in open_)
    asked = HoursOfDay(start, end, weekdays, on_holidays=on_holidays)

    def allowed(minute: int) -> bool:
        moment = sunday + timedelta(minutes=minute)
        of_day = moment.hour * 60 + moment.minute
        is_open = moment.weekday() in weekdays and (on_holidays or moment.date() != HOLIDAY)
        return is_open and open_[0] <= of_day < open_[1]

    outside = asked.first_outside(Window(*(sunday + timedelta(minutes=told) for told in window)))
    wrong = [minute for minute in range(*window) if not allowed(minute)]
    assert (outside is None) == (not wrong)
    if outside:
        assert outside.start == sunday + timedelta(minutes=wrong[0])


def test_a_plan_outside_the_hours_is_caught_and_says_when() -> None:
    windows = (hours(MONDAY, 16, 18), hours(MONDAY, 8, 10), hours(MONDAY, 10, 11))
    found = checked(replace(flight(positions((0, 0), (900, 0))), windows=windows), OFFICE_HOURS)
    assert found.outcome is Outcome.CAUGHT
    assert "（2件、初めは 2026-11-30 08:00～2026-11-30 09:00）" in found.text.ja
    assert found.rule == "condition"
    assert found.citation.ja == "県の確認：条件"
    assert found.citation.en == "the prefecture's decision: 条件"


def test_a_plan_within_the_hours_keeps_them() -> None:
    found = checked(replace(flight(positions((0, 0), (900, 0))), windows=(hours(MONDAY, 9, 17),)), OFFICE_HOURS)
    assert found.outcome is Outcome.CLEAR
    assert found.text.en.startswith("The plan keeps")


# --- ceiling

STRAIGHT = positions((0, 0), (2000, 0))
RISE_AT_10_M_S = 4 + 0.7 * 10 + 10**2 / (2 * 9.80665)


@pytest.mark.parametrize(
    ("height_m", "outcome", "volume"),
    [
        (60 - RISE_AT_10_M_S - 0.001, Outcome.CLEAR, None),
        (60 - RISE_AT_10_M_S + 0.001, Outcome.UNDETERMINED, VolumeKind.CONTINGENCY_VOLUME),
        (60, Outcome.UNDETERMINED, VolumeKind.CONTINGENCY_VOLUME),
        (60.001, Outcome.CAUGHT, VolumeKind.FLIGHT_GEOGRAPHY),
    ],
)
@pytest.mark.parametrize("datum", [Datum.AGL, Datum.AMSL])
def test_the_ceiling_itself_is_kept_and_a_millimetre_over_is_not(
    height_m: float, outcome: Outcome, volume: VolumeKind | None, datum: Datum
) -> None:
    found = checked(flight(STRAIGHT, Height(height_m, datum)), Ceiling(Height(60, datum)))
    assert (found.outcome, found.volume) == (outcome, volume)
    if volume:
        assert (found.from_m, found.to_m) == (0, pytest.approx(2000, abs=0.5))


@pytest.mark.parametrize("datum", [Datum.AMSL, Datum.TAKEOFF, Datum.UNKNOWN])
def test_another_datum_without_terrain_is_not_known(datum: Datum) -> None:
    found = checked(flight(STRAIGHT, Height(55, datum)), Ceiling(Height(60, Datum.AGL)))
    assert (found.outcome, found.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.OPERATOR)
    assert "判定できません" in found.text.ja


@pytest.mark.parametrize(
    ("amsl_m", "outcome"), [(130, Outcome.CLEAR), (158, Outcome.UNDETERMINED), (163, Outcome.CAUGHT)]
)
def test_terrain_tells_what_another_datum_means(amsl_m: float, outcome: Outcome) -> None:
    """The ground lies 100 m above the sea, with an error of 1 m."""
    found = checked(
        flight(STRAIGHT, Height(amsl_m, Datum.AMSL)),
        Ceiling(Height(60, Datum.AGL)),
        FakeTerrain(lambda _lon, _lat: 100.0, error_m=1.0, step_m=50),
    )
    assert found.outcome is outcome


def test_no_height_is_not_known() -> None:
    operation = replace(flight(STRAIGHT), path=Area(degrees(plane_box(0, 0, 300, 300))))
    found = checked(operation, Ceiling(Height(60, Datum.AGL)))
    assert (found.outcome, found.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.OPERATOR)
    assert "No height is given" in found.text.en


def test_only_the_legs_that_fare_worst_are_its_place() -> None:
    corners = positions((0, 0), (1000, 0), (2000, 0), (3000, 0), (4000, 0))
    operation = flight(corners)
    told = [20, 20, 70, 20, 20]
    points = [
        replace(point, height=Height(height, Datum.AGL))
        for point, height in zip(operation.path.waypoints, told, strict=True)
    ]
    found = checked(
        replace(operation, path=replace(operation.path, waypoints=tuple(points))), Ceiling(Height(60, Datum.AGL))
    )
    assert found.outcome is Outcome.CAUGHT
    assert found.legs == (1, 2)
    assert (found.from_m, found.to_m) == (pytest.approx(1000, abs=1), pytest.approx(3000, abs=1))
    assert "70 m" in found.text.en


# --- keep-out: the innermost volume that meets it decides


CONTINGENCY_M = 30 + 7 + 10 + 10**2 / (2 * 9.80665)
BUFFER_M = CONTINGENCY_M + 60


@pytest.mark.parametrize(
    ("away_m", "outcome", "volume"),
    [
        (29, Outcome.CAUGHT, VolumeKind.FLIGHT_GEOGRAPHY),
        (31, Outcome.UNDETERMINED, VolumeKind.CONTINGENCY_VOLUME),
        (CONTINGENCY_M - 1, Outcome.UNDETERMINED, VolumeKind.CONTINGENCY_VOLUME),
        (CONTINGENCY_M + 1, Outcome.ADVISORY, VolumeKind.GROUND_RISK_BUFFER),
        (BUFFER_M - 1, Outcome.ADVISORY, VolumeKind.GROUND_RISK_BUFFER),
        (BUFFER_M + 1, Outcome.CLEAR, None),
    ],
)
@pytest.mark.parametrize("margin_m", [0, 50])
def test_a_keep_out_is_judged_in_the_plane(
    away_m: float, outcome: Outcome, volume: VolumeKind | None, margin_m: float
) -> None:
    zone = KeepOut("学校", box_of(500, away_m + margin_m, 900, 1_000), margin_m)
    found = checked(flight(STRAIGHT), zone)
    assert (found.outcome, found.volume) == (outcome, volume)
    if volume:
        assert found.place.ja == "学校"
        strip_m2 = found.overlap.area_m2[volume]
        reach_m = {VolumeKind.FLIGHT_GEOGRAPHY: 30, VolumeKind.CONTINGENCY_VOLUME: CONTINGENCY_M}.get(volume, BUFFER_M)
        straight_m2 = (reach_m - away_m) * 400
        around_m2 = (reach_m - away_m) * 2 * margin_m
        assert straight_m2 - 30 <= strip_m2 <= straight_m2 + around_m2 + 60


def test_a_route_through_a_keep_out_says_from_where_to_where() -> None:
    found = checked(flight(STRAIGHT), KeepOut("学校", box_of(500, -100, 900, 100)))
    assert found.outcome is Outcome.CAUGHT
    assert (found.from_m, found.to_m) == (pytest.approx(500, abs=0.5), pytest.approx(900, abs=0.5))


def test_a_keep_out_only_touched_is_kept() -> None:
    """A tenth of a square millimetre is rounding."""
    hover = flight(positions((0, 0)))
    reach_m = build_volume(hover).footprints[VolumeKind.GROUND_RISK_BUFFER].bounds[2] - EAST_M
    touched = KeepOut("学校", box_of(reach_m - 0.001, -0.000_05, reach_m + 10, 0.000_05))
    assert checked(hover, touched).outcome is Outcome.CLEAR


def test_an_area_is_kept_out_too() -> None:
    circle = Circle(*at(0, 0), 100)
    operation = replace(flight(STRAIGHT), path=Area(circle, ceiling=Height(60, Datum.AGL)))
    assert checked(operation, KeepOut("学校", box_of(50, 0, 500, 10))).outcome is Outcome.CAUGHT


# --- flights a day, wind, words


@pytest.mark.parametrize(("told", "outcome"), [(None, Outcome.UNDETERMINED), (4, Outcome.CLEAR), (5, Outcome.CAUGHT)])
def test_flights_a_day(told: int | None, outcome: Outcome) -> None:
    assert checked(flight(STRAIGHT), MostFlights(4), flights=told).outcome is outcome


def test_wind_is_for_the_day() -> None:
    found = checked(flight(STRAIGHT), WindLimit("風速8 m/sまで"))
    assert (found.outcome, found.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.FLIGHT_DAY)


def test_what_is_in_words_only_is_left_to_people() -> None:
    operation = flight(STRAIGHT)
    assert check_conditions(Plan((operation,)), [build_volume(operation)], [duty()]) == ()


def test_each_flight_is_checked_by_itself() -> None:
    near, far = flight(STRAIGHT), flight(positions((0, 3000), (900, 3000)))
    plan = Plan((far, near))
    volumes = [build_volume(operation) for operation in plan.operations]
    found = check_conditions(plan, volumes, [duty(KeepOut("学校", box_of(500, -100, 900, 100)))])
    assert [(one.flight, one.finding.outcome) for one in found] == [(0, Outcome.CLEAR), (1, Outcome.CAUGHT)]
    assert found[0].weight < found[1].weight


def test_weights_order_by_outcome_then_volume() -> None:
    def weight(away_m: float) -> tuple[Outcome, int]:
        operation = flight(STRAIGHT)
        zone = KeepOut("学校", box_of(500, away_m, 900, 1_000))
        (found,) = check_conditions(Plan((operation,)), [build_volume(operation)], [duty(zone)])
        return found.weight

    weights = [weight(away) for away in (29, 31, CONTINGENCY_M + 1, BUFFER_M + 1)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4


@settings(max_examples=60)
@given(
    st.tuples(*[st.integers(-400, 400)] * 2),
    st.integers(10, 400),
    st.floats(0, 200),
    st.sampled_from([1.0, 1.3, 4.0]),
)
def test_a_wider_flight_or_a_wider_margin_weighs_no_less(
    corner: tuple[int, int], size: int, margin_m: float, factor: float
) -> None:
    x, y = corner
    narrow = flight(STRAIGHT)
    wide = replace(narrow, half_width_m=30 * factor)
    shape = box_of(x, y, x + size, y + size)

    def weight(operation: Operation, margin_m: float) -> tuple[Outcome, int]:
        (found,) = check_conditions(
            Plan((operation,)), [build_volume(operation)], [duty(KeepOut("学校", shape, margin_m))]
        )
        return found.weight

    assert weight(narrow, 0) <= weight(narrow, margin_m) <= weight(wide, margin_m)


# --- the day of flight


def test_a_day_of_flight_has_its_own_hours_and_what_people_see_to() -> None:
    tuesday = MONDAY + timedelta(days=1)
    operation = replace(flight(STRAIGHT), windows=(hours(MONDAY, 8, 10), hours(tuesday, 10, 11)))
    elsewhere = replace(flight(STRAIGHT), windows=(hours(tuesday, 20, 28),))
    plan = Plan((operation, elsewhere), 9)
    volumes = [build_volume(one) for one in plan.operations]
    by_hours = duty(OFFICE_HOURS)
    wind = replace(duty(WindLimit("8 m/sまで")), id="c2")
    words = replace(duty(), id="c3")
    due = replace(duty(due=MONDAY), id="c4")
    most = replace(duty(MostFlights(4)), id="c5")
    duties = [by_hours, wind, words, due, most]

    first = flight_day(plan, MONDAY, volumes, duties, flights_planned=4)
    assert first.flights == (0,)
    assert [(one.duty, one.flight, one.finding.outcome) for one in first.findings] == [
        ("c1", 0, Outcome.CAUGHT),
        ("c2", None, Outcome.UNDETERMINED),
        ("c5", None, Outcome.CLEAR),
    ]
    assert first.to_confirm == (wind, words, due)
    assert first.outcome is Outcome.CAUGHT

    second = flight_day(plan, tuesday, volumes, [by_hours, most])
    assert second.flights == (0, 1)
    assert [one.finding.outcome for one in second.findings] == [Outcome.CLEAR, Outcome.CAUGHT, Outcome.CAUGHT]

    third = flight_day(plan, MONDAY + timedelta(days=2), volumes, [by_hours])
    assert third.flights == (1,), "a window over midnight flies on both days"
    none = flight_day(plan, MONDAY + timedelta(days=9), volumes, duties)
    assert (none.flights, none.findings, none.outcome) == ((), (), Outcome.CLEAR)


def test_a_day_is_not_clear_while_people_have_to_see_to_something() -> None:
    plan = Plan((flight(STRAIGHT),))
    volumes = [build_volume(plan.operations[0])]
    assert flight_day(plan, DAY, volumes, []).outcome is Outcome.CLEAR
    assert flight_day(plan, DAY, volumes, [duty()]).outcome is Outcome.UNDETERMINED
    later = duty(due=DAY + timedelta(days=1))
    assert flight_day(plan, DAY, volumes, [later]).to_confirm == ()


# --- words and commitments


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "No reason"),
        (" \u200b ", "No reason"),
        ("あ" * 2001, "too long (2001"),
        ("a\0b", "cannot"),
        ("a\u202eb", "cannot"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(written: str, says: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        words_given(written, REASON, "reason")
    assert says in refused.value.what.en
    assert refused.value.where == "reason"


def test_words_are_kept_in_one_form() -> None:
    assert words_given("　ＡＢＣ\r\n二行目\r\t三 ", REASON, "reason") == "ABC\n二行目\n\t三"


def test_terms_need_both_what_and_why() -> None:
    terms = Terms(text=" ９時から\r\n", reason=" 通学の時間 ", owner=Owner.MUNICIPALITY)
    assert terms_given(terms, "conditions.0.") == Terms(text="9時から", reason="通学の時間", owner=Owner.MUNICIPALITY)
    for wrong, where in ((replace(terms, text=""), "text"), (replace(terms, reason=None), "reason")):
        with pytest.raises(ValueRefused) as refused:
            terms_given(wrong, "conditions.0.")
        assert refused.value.where == f"conditions.0.{where}"
    made = Condition.of(terms, "c9")
    assert (made.id, made.text, made.owner) == ("c9", terms.text, Owner.MUNICIPALITY)


@pytest.mark.parametrize(
    "constraint",
    [
        None,
        OFFICE_HOURS,
        HoursOfDay(time(9, 30, 15), time()),
        Ceiling(Height(59.9, Datum.AMSL, "file")),
        KeepOut("池", box_of(0, 0, 300, 300).difference(box_of(100, 100, 200, 200)), 12.5),
        MostFlights(4),
        WindLimit("8 m/sまで"),
    ],
    ids=lambda constraint: type(constraint).__name__,
)
@pytest.mark.parametrize("due", [None, DAY])
def test_terms_come_back_from_paper(constraint: Constraint | None, due: date | None) -> None:
    terms = Terms("条件", "理由", Owner.MANAGER, due, Source.CONSULTATION, constraint)
    paper = terms_paper(terms)
    assert read_terms(json.loads(json.dumps(paper))) == terms
    assert terms_paper(read_terms(paper)) == paper


def promise(number: int, **more: object) -> Commitment:
    made_at = datetime(2026, 11, 24, tzinfo=UTC)
    return Commitment(
        id=f"p{number}", text="朝8時までは飛ばない", reason="住民の声", trial_id="t1", number=number,
        made_at=made_at, made_by="a1", source=Source.RESIDENTS, **more,
    )  # fmt: skip


def test_a_later_commitment_stands_in_place_of_an_earlier_one() -> None:
    first, second, third = promise(1), promise(2, replaces=1), promise(3)
    gone = promise(4, replaces=3, withdrawn=True)
    assert standing([gone, third, second, first]) == (second,)
    assert standing([first, third]) == (first, third)


@pytest.mark.parametrize("more", [{"replaces": 2}, {"replaces": 0}, {"replaces": 5}, {"withdrawn": True}], ids=str)
def test_a_commitment_replaces_an_earlier_one_only(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"replaces|withdrawn"):
        promise(2, **more)


def test_a_commitment_is_made_at_an_aware_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(promise(1), made_at=datetime(2026, 11, 24))  # noqa: DTZ001 - the point of the test


def test_conditions_of_before_have_no_reason() -> None:
    old = of_before("d1", ["一つ", "二つ"])
    assert [(one.id, one.text, one.reason, one.constraint) for one in old] == [
        ("d1-1", "一つ", None, None),
        ("d1-2", "二つ", None, None),
    ]


def test_every_owner_source_and_kind_has_a_name() -> None:
    assert set(OWNER_NAMES) == set(Owner)
    assert set(SOURCE_NAMES) == set(Source)
    assert set(CONDITION_OUTCOME_NAMES) == set(Outcome)
    assert set(CONDITION_NAMES) == set(DecisionKind)
    assert CONDITION_NAMES[DecisionKind.FACILITY_USE].ja == "附款・条件"
    assert CONDITION_NAMES[DecisionKind.ROUTE_CONFIRMATION].ja == "留意事項"
    assert isinstance(ConditionFinding("c1", None, checked(flight(STRAIGHT), MostFlights(1))), ConditionFinding)

"""The day of flight as values: what a `go` needs, where days stand, stops over an area, first reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from shapely import GeometryCollection, LineString, Point, Polygon, box

from airspace.condition import Condition
from airspace.condition_check import RULE, ConditionFinding
from airspace.condition_check import FlightDay as Checked
from airspace.consultation.kinds import ConsulteeKind
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.flight_day.contact import Contact, Matter, Telling, has_acknowledged
from airspace.flight_day.go import GoCase, judge_go, refuse_go
from airspace.flight_day.incident import AircraftState, Called, FirstReport, Told, notice_given, report_given
from airspace.flight_day.legal import LegalNeeds, legal_needs
from airspace.flight_day.need import Met
from airspace.flight_day.state import Course, DayState, refuse_step, standing_of, standings
from airspace.flight_day.stop import MOST_CORNERS, Hold, Release, Stop, area_given, meets, stands_over
from airspace.flight_day.value import (
    DayAct,
    DayStep,
    EmergencyCheck,
    Permit,
    PermitKind,
    PlanNotice,
    number_given,
    reason_given,
)
from airspace.schedule import FlightDay
from airspace.trial import JST, EntryControl, Vehicle, Window
from airspace.verdict import Category, Necessity
from airspace.volume import build_volume
from airspace.workflow import StepRefused
from geo.errors import ValueRefused
from geo.text import Text
from tests.airspace.verdicts import meant
from tests.airspace.worlds import degrees, districts, flight, screened
from tests.zoo import HOME, ROUTES

DAY, RESERVE, LAST = date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 4)
TEN, NOW = datetime(2026, 11, 30, 10, 0, tzinfo=JST), datetime(2026, 11, 30, 9, 0, tzinfo=JST)
WINDOW = Window(TEN, TEN + timedelta(hours=5))
T0 = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = Text("文", "sentence")
BEFORE, BETWEEN = date(2026, 11, 29), date(2026, 12, 1)


def moved(window: Window, day: date) -> Window:
    return Window(window.start + (day - DAY), window.end + (day - DAY))


PLANNED = (
    FlightDay(DAY, (WINDOW,)),
    FlightDay(RESERVE, (moved(WINDOW, RESERVE),), reserve=True),
    FlightDay(LAST, (moved(WINDOW, LAST),), reserve=True),
)
MORE = (*PLANNED, FlightDay(BETWEEN, (moved(WINDOW, BETWEEN),)))
COURSE = Course(PLANNED, (), (), revision_number=1, runs=True, steps=1)


def act(step: DayStep, number: int = 1, day: date = DAY, *, to: date | None = None, at: datetime = NOW) -> DayAct:
    windows = next((one.windows for one in PLANNED if one.day == day), ())
    return DayAct("t", number, day, step, 1, windows, "", to, (), at, "a")


def acted(*acts: DayAct, **changes: object) -> Course:
    return replace(COURSE, acts=acts, **changes)


def hold(made_at: datetime = NOW, since: date = DAY, released_at: datetime | None = None) -> Hold:
    return Hold("s", since, "地震", made_at, released_at)


def case(**changes: object) -> GoCase:
    """Return a case in which everything is in place."""
    standing = standing_of(COURSE, DAY)
    everything = GoCase(
        standing=standing,
        revision_number=1,
        legal=LegalNeeds(Necessity.REQUIRED, Necessity.REQUIRED, Necessity.REQUIRED, (Category.II_A,)),
        permits=(permit(),),
        notices=(PlanNotice("n", "t", DAY, 1, (WINDOW,), "FPL-1", T0, "a"),),
        checks=(check(NOW),),
        check_hours=3,
        conditions=Checked(DAY, (0,), (), ()),
        duties=(),
        confirmed=frozenset(),
        stops=(),
        in_the_way=(),
        required=(),
    )
    return replace(everything, **changes)


def permit(kind: PermitKind = PermitKind.PERMISSION_AND_APPROVAL, **changes: object) -> Permit:
    return replace(Permit("p", "t", kind, "阪空運航第1号", DAY, DAY, T0, "a"), **changes)


def check(at: datetime, **changes: object) -> EmergencyCheck:
    return replace(EmergencyCheck("e", "t", DAY, 1, at, False, at, "a"), **changes)


def missing(judged: GoCase, now: datetime = NOW) -> list[tuple[str, Met]]:
    return [(need.slug, need.met) for need in judge_go(judged, now).missing]


def wanting(**changes: object) -> LegalNeeds:
    return replace(LegalNeeds(Necessity.REQUIRED, Necessity.REQUIRED, Necessity.REQUIRED, (Category.II_A,)), **changes)


STOP = Stop("s", box(136, 34, 137, 35), (), "地震のため", DAY, NOW, "staff")
CONTACT = Contact("c", "t", ConsulteeKind.AIR_RESCUE, None, "d", T0, "staff")
DUTY = Condition(id="d", text="防災航空隊に知らせる", reason="安全のため")


def machine(outcome: Outcome, resolved_by: ResolvedBy | None = None) -> Checked:
    finding = Finding(RULE, outcome, Entails.INFORMATION, WORDS, WORDS, WORDS, resolved_by=resolved_by)
    return Checked(DAY, (0,), (ConditionFinding("d", None, finding),), ())


def test_a_go_rests_on_what_is_recorded() -> None:
    judged = judge_go(case(required=((CONTACT, True),)), NOW)
    assert judged.may_go
    assert judged.grounds == ("p", "n", "e", "c")
    refuse_go(judged)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"permits": ()}, [("permission", Met.NOT_MET), ("approval", Met.NOT_MET)]),
        ({"permits": (permit(PermitKind.APPROVAL),)}, [("permission", Met.NOT_MET)]),
        ({"permits": (permit(PermitKind.PERMISSION),)}, [("approval", Met.NOT_MET)]),
        (
            {"permits": (permit(valid_from=DAY - timedelta(9), valid_to=DAY - timedelta(1)),)},
            ["permission", "approval"],
        ),
        (
            {"permits": (permit(valid_from=DAY + timedelta(1), valid_to=DAY + timedelta(9)),)},
            ["permission", "approval"],
        ),
        ({"permits": (permit(withdrawn_at=NOW),)}, ["permission", "approval"]),
        ({"permits": (permit(PermitKind.TEST_FLIGHT),)}, ["permission", "approval"]),
        (
            {"permits": (), "legal": wanting(permission=Necessity.UNDETERMINED, approval=Necessity.NOT_REQUIRED)},
            [("permission", Met.UNKNOWN)],
        ),
        ({"permits": (), "legal": wanting(permission=Necessity.NOT_REQUIRED, approval=Necessity.NOT_REQUIRED)}, []),
        ({"notices": ()}, [("notice", Met.NOT_MET)]),
        ({"notices": (), "legal": wanting(notice=Necessity.UNDETERMINED)}, [("notice", Met.UNKNOWN)]),
        ({"notices": (), "legal": wanting(notice=Necessity.NOT_REQUIRED)}, []),
        ({"notices": (PlanNotice("n", "t", DAY, 2, (WINDOW,), "1", T0, "a"),)}, [("notice", Met.NOT_MET)]),
        ({"notices": (PlanNotice("n", "t", LAST, 1, (WINDOW,), "1", T0, "a"),)}, [("notice", Met.NOT_MET)]),
        (
            {"notices": (PlanNotice("n", "t", DAY, 1, (Window(TEN, TEN + timedelta(hours=1)),), "1", T0, "a"),)},
            [("notice", Met.NOT_MET)],
        ),
        ({"checks": ()}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(TEN - timedelta(hours=3)),)}, []),
        ({"checks": (check(TEN - timedelta(hours=3, seconds=1)),)}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(NOW + timedelta(seconds=1)),)}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(NOW, revision_number=2),)}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(NOW, day=LAST),)}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(NOW - timedelta(minutes=1)), check(NOW, found=True))}, [("emergency", Met.NOT_MET)]),
        ({"checks": (check(NOW), check(NOW - timedelta(minutes=1), found=True))}, []),
        ({"conditions": Checked(DAY, (), (), ())}, [("plan", Met.NOT_MET)]),
        ({"conditions": machine(Outcome.CAUGHT)}, [("condition-1", Met.NOT_MET)]),
        ({"conditions": machine(Outcome.CAUGHT), "confirmed": frozenset("d")}, [("condition-1", Met.NOT_MET)]),
        ({"conditions": machine(Outcome.UNDETERMINED)}, [("condition-1", Met.UNKNOWN)]),
        (
            {"conditions": machine(Outcome.UNDETERMINED, ResolvedBy.OPERATOR), "confirmed": frozenset("d")},
            [("condition-1", Met.UNKNOWN)],
        ),
        ({"conditions": machine(Outcome.UNDETERMINED, ResolvedBy.FLIGHT_DAY)}, [("condition-1", Met.NOT_MET)]),
        (
            {"conditions": machine(Outcome.UNDETERMINED, ResolvedBy.FLIGHT_DAY), "confirmed": frozenset("d")},
            [],
        ),
        ({"conditions": machine(Outcome.ADVISORY)}, []),
        ({"conditions": Checked(DAY, (0,), (), (DUTY,)), "duties": (DUTY,)}, [("duty-d", Met.NOT_MET)]),
        ({"conditions": Checked(DAY, (0,), (), (DUTY,)), "confirmed": frozenset("d")}, []),
        (
            {
                "conditions": replace(machine(Outcome.UNDETERMINED, ResolvedBy.FLIGHT_DAY), to_confirm=(DUTY,)),
                "confirmed": frozenset("d"),
            },
            [],
        ),
        ({"stops": (STOP,)}, [("stops", Met.NOT_MET)]),
        ({"in_the_way": (WORDS,)}, [("sky", Met.NOT_MET)]),
        ({"required": ((CONTACT, False),)}, [("contact-c", Met.NOT_MET)]),
    ],
)
def test_what_a_go_lacks(changes: dict[str, object], expected: list[object]) -> None:
    judged = case(**changes)
    found = missing(judged)
    assert found == [one if isinstance(one, tuple) else (one, Met.NOT_MET) for one in expected]
    judgement = judge_go(judged, NOW)
    for need in judgement.missing:
        assert need.text.ja
        assert need.text.en
        assert need.remedy.ja
        assert need.remedy.en
    if expected:
        with pytest.raises(StepRefused) as refused:
            refuse_go(judgement)
        assert all(need.text.ja in refused.value.what.ja for need in judgement.missing)
        assert all(need.remedy.en in refused.value.remedy.en for need in judgement.missing)


def test_a_check_grows_old_after_the_start() -> None:
    late = TEN + timedelta(hours=4)
    assert missing(case(), late) == [("emergency", Met.NOT_MET)], "9:00 is five hours before 14:00"
    assert missing(case(checks=(check(late - timedelta(hours=3)),)), late) == []


def test_a_day_without_windows_is_not_checked() -> None:
    assert missing(case(standing=replace(standing_of(COURSE, DAY), windows=()))) == [
        ("notice", Met.NOT_MET),
        ("emergency", Met.NOT_MET),
    ]


def test_a_stale_notice_is_called_stale() -> None:
    (need,) = judge_go(case(notices=(PlanNotice("n", "t", DAY, 2, (WINDOW,), "1", T0, "a"),)), NOW).missing
    assert "延期や計画の変更の前" in need.text.ja
    course = acted(act(DayStep.POSTPONED, to=RESERVE))
    old = (PlanNotice("n", "t", DAY, 1, (WINDOW,), "1", T0, "a"),)
    moved_to = case(standing=standing_of(course, RESERVE), notices=old)
    (need,) = (one for one in judge_go(moved_to, NOW).missing if one.slug == "notice")
    assert "before the postponement" in need.text.en


def test_a_window_past_midnight_needs_a_permit_of_both_days() -> None:
    night = Window(datetime(2026, 11, 4, 22, tzinfo=JST), datetime(2026, 11, 5, 2, tzinfo=JST))
    day = FlightDay(date(2026, 11, 4), (night,))
    standing = standing_of(replace(COURSE, planned=(day,)), day.day)
    assert standing.dates == (date(2026, 11, 4), date(2026, 11, 5))
    until_midnight = replace(night, end=datetime(2026, 11, 5, tzinfo=JST))
    assert replace(standing, windows=(until_midnight,)).dates == (date(2026, 11, 4),)
    assert replace(standing, windows=()).dates == (date(2026, 11, 4),)
    for last, lacks in ((date(2026, 11, 4), True), (date(2026, 11, 5), False)):
        held = permit(valid_from=date(2026, 11, 4), valid_to=last)
        found = judge_go(case(standing=standing, permits=(held,)), NOW)
        assert ("permission" in {need.slug for need in found.missing}) is lacks


def test_exempt_words_say_why() -> None:
    free = wanting(permission=Necessity.NOT_REQUIRED, approval=Necessity.NOT_REQUIRED)
    for category, words in ((Category.II_B, "機体認証"), (Category.I, "特定飛行がありません")):
        (need, _) = (
            one for one in judge_go(case(permits=(), legal=replace(free, categories=(category,))), NOW).needs[2:4]
        )
        assert words in need.text.ja


CAR = LegalNeeds(
    Necessity.NOT_APPLICABLE,
    Necessity.NOT_APPLICABLE,
    Necessity.UNDETERMINED,
    (),
    ((PermitKind.LANDING_PLACE, Necessity.REQUIRED), (PermitKind.PILOTLESS, Necessity.UNDETERMINED)),
    flying_car=True,
)


def test_a_flying_car_needs_its_own_permits() -> None:
    assert missing(case(legal=CAR)) == [("landing_place", Met.NOT_MET), ("pilotless", Met.UNKNOWN)]
    held = (permit(PermitKind.LANDING_PLACE), permit(PermitKind.PILOTLESS))
    assert missing(case(legal=CAR, permits=held)) == []
    bare = replace(CAR, aircraft=())
    assert missing(case(legal=bare, permits=(permit(),))) == [("aircraft", Met.UNKNOWN)], "no rule on aircraft is clear"
    assert missing(case(legal=bare, permits=held)) == []
    both = replace(bare, categories=(Category.II_A,), permission=Necessity.REQUIRED)
    assert missing(case(legal=both, permits=held)) == [("permission", Met.NOT_MET)]


def test_needs_follow_the_verdict() -> None:
    plain = legal_needs([screened(meant_flight(), districts())])
    assert plain.permission is Necessity.UNDETERMINED, "layers are missing"
    assert not plain.flying_car
    assert plain.notice in (Necessity.UNDETERMINED, Necessity.REQUIRED)
    car = legal_needs([screened(flight(ROUTES["straight"], vehicle=Vehicle.EVTOL), districts())])
    assert car.flying_car
    assert (car.permission, car.categories) == (Necessity.NOT_APPLICABLE, ())
    assert dict(car.aircraft) == {
        PermitKind.TEST_FLIGHT: Necessity.UNDETERMINED,
        PermitKind.PILOTLESS: Necessity.UNDETERMINED,
        PermitKind.LANDING_PLACE: Necessity.UNDETERMINED,
        PermitKind.LOW_FLIGHT: Necessity.UNDETERMINED,
    }
    no_certificate = meant(airworthy=False, uncrewed=True)
    pilotless = legal_needs([screened(replace(no_certificate, vehicle=Vehicle.EVTOL), districts())])
    assert dict(pilotless.aircraft)[PermitKind.TEST_FLIGHT] is Necessity.REQUIRED
    assert dict(pilotless.aircraft)[PermitKind.PILOTLESS] is Necessity.REQUIRED
    assert legal_needs([]).notice is Necessity.NOT_REQUIRED


def meant_flight():
    return meant(EntryControl.ASSISTANTS, False)


def test_days_stand_where_acts_and_stops_leave_them() -> None:
    def states(course: Course) -> list[DayState]:
        return [one.state for one in standings(course)]

    planned, reserve = DayState.PLANNED, DayState.RESERVE
    assert states(COURSE) == [planned, reserve, reserve]
    assert states(acted(act(DayStep.GO))) == [DayState.GO, reserve, reserve]
    assert states(acted(act(DayStep.NO_GO))) == [DayState.NO_GO, reserve, reserve]
    assert states(acted(act(DayStep.NO_GO), act(DayStep.GO, 2))) == [DayState.GO, reserve, reserve]
    assert states(acted(act(DayStep.POSTPONED, to=RESERVE))) == [DayState.POSTPONED, planned, reserve]
    twice = (act(DayStep.POSTPONED, to=RESERVE), act(DayStep.POSTPONED, 2, RESERVE, to=LAST))
    assert states(acted(*twice)) == [DayState.POSTPONED, DayState.POSTPONED, planned]
    assert states(acted(act(DayStep.FLOWN), holds=(hold(),), runs=False))[0] is DayState.FLOWN
    held = acted(act(DayStep.GO), holds=(hold(),))
    assert states(held) == [DayState.HELD] * 3
    after = NOW + timedelta(hours=1)
    released = replace(held, holds=(hold(released_at=after),))
    assert states(released)[0] is planned, "a go from before the stop is void"
    assert states(replace(released, acts=(act(DayStep.GO, at=after),)))[0] is DayState.GO
    assert states(replace(held, holds=(hold(since=RESERVE),)))[0] is DayState.GO, "the day is before the stop"
    assert states(acted(act(DayStep.GO), revision_number=2))[0] is planned, "the plan changed"
    other = (replace(PLANNED[0], windows=(Window(TEN, TEN + timedelta(hours=1)),)),)
    assert states(acted(act(DayStep.GO), planned=other)) == [planned], "the windows changed"
    assert states(replace(COURSE, runs=False)) == [DayState.DROPPED] * 3
    dropped = acted(act(DayStep.GO), planned=PLANNED[1:])
    assert states(dropped)[0] is DayState.DROPPED
    assert standings(dropped)[0].windows == (WINDOW,)
    assert (standings(dropped)[0].start, standings(dropped)[0].end) == (WINDOW.start, WINDOW.end)


def test_changes_only_grow() -> None:
    steps = [
        COURSE,
        acted(act(DayStep.GO)),
        acted(act(DayStep.GO), holds=(hold(),)),
        acted(act(DayStep.GO), holds=(hold(released_at=NOW),)),
        acted(act(DayStep.GO), act(DayStep.POSTPONED, 2, to=RESERVE), holds=(hold(released_at=NOW),)),
        acted(act(DayStep.GO), act(DayStep.POSTPONED, 2, to=RESERVE), holds=(hold(released_at=NOW),), steps=2),
    ]
    changes = [standing_of(course, DAY).changes for course in steps]
    assert changes == sorted(set(changes))
    assert standing_of(steps[-2], RESERVE).moved_from == DAY
    assert standing_of(steps[-2], RESERVE).changes > standing_of(steps[-3], RESERVE).changes


@pytest.mark.parametrize(
    ("course", "day", "step", "to", "now"),
    [
        (COURSE, date(2026, 11, 1), DayStep.GO, None, NOW),
        (COURSE, RESERVE, DayStep.GO, None, NOW),
        (COURSE, DAY, DayStep.GO, None, WINDOW.end),
        (acted(act(DayStep.GO)), DAY, DayStep.GO, None, NOW),
        (acted(act(DayStep.POSTPONED, to=RESERVE)), DAY, DayStep.GO, None, NOW),
        (acted(act(DayStep.POSTPONED, to=RESERVE)), DAY, DayStep.NO_GO, None, NOW),
        (replace(COURSE, runs=False), DAY, DayStep.GO, None, NOW),
        (acted(holds=(hold(),)), DAY, DayStep.GO, None, NOW),
        (COURSE, DAY, DayStep.FLOWN, None, WINDOW.end),
        (acted(act(DayStep.GO)), DAY, DayStep.FLOWN, None, NOW),
        (COURSE, DAY, DayStep.POSTPONED, DAY, NOW),
        (COURSE, DAY, DayStep.POSTPONED, date(2026, 12, 3), NOW),
        (COURSE, DAY, DayStep.POSTPONED, RESERVE, moved(WINDOW, RESERVE).end),
        (acted(act(DayStep.POSTPONED, to=RESERVE), planned=MORE), BETWEEN, DayStep.POSTPONED, RESERVE, NOW),
        (acted(act(DayStep.POSTPONED, to=LAST)), LAST, DayStep.POSTPONED, RESERVE, NOW),
    ],
)  # fmt: skip
def test_steps_that_do_not_lead_on(course: Course, day: date, step: DayStep, to: date | None, now: datetime) -> None:
    with pytest.raises(StepRefused) as refused:
        refuse_step(course, day, step, to, now)
    assert refused.value.remedy.en


def test_steps_that_lead_on() -> None:
    assert refuse_step(COURSE, DAY, DayStep.GO, None, NOW).day == DAY
    assert refuse_step(COURSE, DAY, DayStep.POSTPONED, RESERVE, NOW).day == DAY
    assert refuse_step(COURSE, DAY, DayStep.POSTPONED, None, NOW).day == DAY
    flown_before_the_stop = acted(act(DayStep.GO), holds=(hold(TEN + timedelta(hours=2)),))
    assert refuse_step(flown_before_the_stop, DAY, DayStep.FLOWN, None, WINDOW.end).state is DayState.HELD
    assert refuse_step(acted(holds=(hold(),)), DAY, DayStep.NO_GO, None, NOW).holds


def test_a_stop_is_over_what_it_touches() -> None:
    volume = build_volume(flight(ROUTES["straight"]))
    lon, lat = HOME
    assert meets(box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001), [volume])
    assert not meets(box(lon + 1, lat + 1, lon + 1.1, lat + 1.1), [volume])
    footprint = degrees(volume.footprints[VolumeKind.GROUND_RISK_BUFFER])
    _, south, east, north = footprint.bounds
    assert meets(box(east - 1e-6, south, east + 0.1, north), [volume]), "the ground-risk buffer counts"
    assert not meets(box(east + 1e-4, south, east + 0.1, north), [volume])
    assert not meets(footprint, [])
    assert stands_over(STOP, [], "t")
    assert stands_over(STOP, [Release("s", "other", "", NOW, "a"), Release("s2", None, "", NOW, "a")], "t")
    assert not stands_over(STOP, [Release("s", "t", "", NOW, "a")], "t")
    assert not stands_over(STOP, [Release("s", None, "", NOW, "a")], "t")


@pytest.mark.parametrize(
    "area",
    [
        Point(136.5, 34.7),
        LineString([(136.5, 34.7), (136.6, 34.7)]),
        GeometryCollection(),
        Polygon(),
        Polygon([(136.5, 34.7), (136.6, 34.7), (136.55, 34.7)]),
        box(34.7, 136.5, 34.8, 136.6),
        box(-180, -90, 180, 90),
        Point(136.5, 34.7).buffer(0.1, quad_segs=MOST_CORNERS),
    ],
)
def test_what_is_no_area(area: object) -> None:
    with pytest.raises(ValueRefused) as refused:
        area_given(area)
    assert refused.value.where == "area"


def test_a_bow_tie_is_repaired() -> None:
    tie = Polygon([(136.5, 34.7), (136.6, 34.8), (136.6, 34.7), (136.5, 34.8)])
    assert area_given(tie).is_valid
    assert area_given(tie).area == pytest.approx(0.1 * 0.1 / 2)


def test_an_acknowledgement_is_of_the_day_as_it_stands() -> None:
    standing = standing_of(COURSE, DAY)
    telling = Telling("x", "t", "c", Matter.PLANNED, DAY, 1, (WINDOW,), T0)
    known = frozenset("x")
    assert has_acknowledged(CONTACT, standing, 1, [telling], known)
    assert not has_acknowledged(CONTACT, standing, 1, [telling], frozenset())
    assert not has_acknowledged(CONTACT, standing, 2, [telling], known)
    for stale in ({"day": LAST}, {"windows": ()}, {"contact_id": "other"}):
        assert not has_acknowledged(CONTACT, standing, 1, [replace(telling, **stale)], known)


REPORT = FirstReport(NOW, "津市沖", "落ちた", Told.UNKNOWN, Told.NO, AircraftState.DOWN, frozenset({Called.MLIT}))


def test_a_first_report_is_kept_as_words() -> None:
    kept = report_given(replace(REPORT, place=" 津市沖\r\n "), NOW)
    assert (kept.place, kept.injured, kept.called) == ("津市沖", Told.UNKNOWN, frozenset({Called.MLIT}))
    assert notice_given("飛行を止めています。") == "飛行を止めています。"


@pytest.mark.parametrize(
    "changes",
    [
        {"place": " "},
        {"what": "x" * 2_001},
        {"happened_at": NOW + timedelta(seconds=1)},
        {"happened_at": NOW - timedelta(days=367)},
        {"happened_at": datetime(2026, 11, 30)},  # noqa: DTZ001 - a time without a zone is what is tried
        {"what": "a\x00b"},
    ],
)
def test_first_reports_that_cannot_be_right(changes: dict[str, object]) -> None:
    with pytest.raises(ValueRefused) as refused:
        report_given(replace(REPORT, **changes), NOW)
    assert refused.value.where in changes


@pytest.mark.parametrize("written", ["", "   ", "a\nb", "x" * 61, "a\x00"])
def test_numbers_that_are_none(written: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        number_given(written)
    assert refused.value.where == "number"


def test_numbers_and_reasons_are_kept_in_one_form() -> None:
    assert number_given(" 阪空運航第１２３号 ") == "阪空運航第123号"
    assert reason_given("強風\r\nのため") == "強風\nのため"
    with pytest.raises(ValueRefused):
        reason_given("x" * 501)
    with pytest.raises(ValueRefused) as refused:
        permit(valid_to=DAY - timedelta(1))
    assert refused.value.where == "valid_to"

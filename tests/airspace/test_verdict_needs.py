"""What is needed, from whom, by when, and what is still to be shown."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.declared import Grade
from airspace.finding import Entails, Outcome
from airspace.trial import EntryControl, Window
from airspace.verdict import EvidenceState, Necessity
from tests.airspace.verdicts import (
    AIRSPACE,
    BVLOS,
    DISTRICT,
    DROPPING,
    EMERGENCY,
    EVENT,
    HEIGHT,
    ITEMS,
    METHODS,
    NEAR,
    NIGHT,
    PORTS,
    SMALL_UA_ACT,
    ZONE,
    concluded,
    found,
    meant,
)
from tests.airspace.worlds import flight
from tests.zoo import ROUTES

NONE, GUARDS, AREA = EntryControl.NONE, EntryControl.ASSISTANTS, EntryControl.CONTROLLED_AREA
CAMERA = EntryControl.ONBOARD_CAMERA
OPEN = Outcome.UNDETERMINED
REQUIRED, NOT, MAYBE = Necessity.REQUIRED, Necessity.NOT_REQUIRED, Necessity.UNDETERMINED
CERTIFIED = {"aircraft_certificate": "second", "pilot_certificate": "second", "flight_manual": True}


def listed(verdict):
    return {procedure.slug: procedure for procedure in verdict.procedures}


def shown(verdict):
    return {piece.slug: piece for piece in verdict.evidence}


# --- permission and approval


@pytest.mark.parametrize("rule", sorted(ITEMS))
def test_permission_is_for_airspace_and_approval_for_method(rule: str) -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=30.0), [found(rule)])
    assert (verdict.permission is REQUIRED, verdict.approval is REQUIRED) == (rule in AIRSPACE, rule in METHODS)
    assert NOT in (verdict.permission, verdict.approval)


@pytest.mark.parametrize("aircraft", [None, *Grade])
@pytest.mark.parametrize("pilot", [None, *Grade])
@pytest.mark.parametrize("rules", [(DISTRICT,), (BVLOS,), (NIGHT,), (BVLOS, NIGHT, NEAR)])
def test_certificates_licence_and_manual_free_category_ii_b(aircraft, pilot, rules) -> None:
    for manual, bvlos_lifted, night_lifted in product((None, True, False), repeat=3):
        operation = meant(
            GUARDS,
            takeoff_mass_kg=24.9,
            aircraft_certificate=aircraft,
            pilot_certificate=pilot,
            flight_manual=manual,
            bvlos_limit_lifted=bvlos_lifted,
            night_limit_lifted=night_lifted,
        )
        answers = [
            {None: None, Grade.NONE: False, Grade.SECOND: True, Grade.FIRST: True}[aircraft],
            {None: None, Grade.NONE: False, Grade.SECOND: True, Grade.FIRST: True}[pilot],
            manual,
            *([bvlos_lifted] if BVLOS in rules else []),
            *([night_lifted] if NIGHT in rules else []),
        ]
        expected = REQUIRED if False in answers else MAYBE if None in answers else NOT
        verdict = concluded(operation, [found(rule) for rule in rules])
        needed = verdict.permission if rules == (DISTRICT,) else verdict.approval
        assert needed is expected


def test_notice_and_log_remain_where_permission_does_not() -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0, **CERTIFIED), [found(DISTRICT)])
    assert (verdict.permission, verdict.approval) == (NOT, NOT)
    assert {slug: each.necessity for slug, each in listed(verdict).items()} == {
        "flight-plan-notice": REQUIRED,
        "flight-log": REQUIRED,
    }
    assert "permit-number" not in shown(verdict)
    assert shown(verdict)["flight-plan-number"].state is EvidenceState.TO_COME


@pytest.mark.parametrize("rule", [PORTS, HEIGHT, EMERGENCY, ZONE, EVENT, DROPPING])
def test_category_ii_a_always_needs_it(rule: str) -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0, **CERTIFIED), [found(rule)])
    (procedure,) = [each for slug, each in listed(verdict).items() if slug.startswith(("permission", "approval"))]
    assert procedure.necessity is REQUIRED
    assert "Category II-A always needs it" in procedure.why.en


@pytest.mark.parametrize(
    ("operation", "findings", "permission", "because"),
    [
        (meant(GUARDS, takeoff_mass_kg=1.0), [found(DISTRICT)], MAYBE, "Not needed once aircraft certificate"),
        (meant(GUARDS, takeoff_mass_kg=1.0), [found(DISTRICT, OPEN)], MAYBE, "Something is still open"),
        (meant(GUARDS, takeoff_mass_kg=1.0, flight_manual=False), [found(DISTRICT)], REQUIRED, "is lacking"),
        (meant(NONE), [found(DISTRICT)], REQUIRED, "first-class aircraft certificate and licence"),
        (meant(None), [found(HEIGHT)], REQUIRED, "needed in any case"),
        (meant(None, takeoff_mass_kg=1.0, **CERTIFIED), [found(DISTRICT)], MAYBE, "Something is still open"),
    ],
)
def test_why_it_is_needed(operation, findings, permission, because) -> None:
    verdict = concluded(operation, findings)
    assert verdict.permission is permission
    (procedure,) = [each for slug, each in listed(verdict).items() if slug.startswith("permission")]
    assert procedure.necessity is permission
    assert because in procedure.why.en
    assert procedure.why.ja


def test_a_flight_that_is_no_specified_flight_needs_nothing() -> None:
    verdict = concluded(meant())
    assert (verdict.permission, verdict.approval) == (NOT, NOT)
    assert (verdict.procedures, verdict.evidence) == ((), ())


def test_what_may_be_specified_flight_may_need_a_notice() -> None:
    verdict = concluded(meant(GUARDS, takeoff_mass_kg=1.0), [found(NIGHT, OPEN)])
    assert listed(verdict)["flight-plan-notice"].necessity is MAYBE
    assert "if it is specified flight" in listed(verdict)["flight-log"].why.en


def test_whether_a_tethered_flight_is_notified_is_asked() -> None:
    verdict = concluded(meant(GUARDS, tether_m=20.0), [found(DISTRICT)])
    assert (verdict.permission, listed(verdict)["flight-plan-notice"].necessity) == (NOT, MAYBE)
    assert "ask MLIT" in listed(verdict)["flight-plan-notice"].why.en
    assert list(shown(verdict)) == ["flight-plan-number"]


POSITIVE = {
    "aircraft_certificate": [None, "second", "first"],
    "pilot_certificate": [None, "second", "first"],
    "bvlos_limit_lifted": [None, True],
    "night_limit_lifted": [None, True],
    "flight_manual": [None, True],
    "insured": [None, True],
    "forward_camera": [None, True],
    "risk_assessed": [None, True],
    "fall_distance_m": [None, 40.0],
    "takeoff_mass_kg": [None, 9.0],
}
WEIGHT = [Necessity.NOT_REQUIRED, Necessity.UNDETERMINED, Necessity.REQUIRED]


@given(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in POSITIVE.items()}),
    st.sampled_from(sorted(POSITIVE)),
    st.sampled_from([None, *EntryControl]),
    st.sampled_from([None, True, False]),
    st.lists(st.tuples(st.sampled_from(sorted(ITEMS)), st.sampled_from([OPEN, Outcome.CAUGHT])), max_size=4),
)
def test_stating_evidence_never_adds_needs(stated, more, control, bvlos, pairs) -> None:
    findings = [found(*pair) for pair in pairs]
    before = concluded(meant(control, bvlos, **stated), findings)
    after = concluded(meant(control, bvlos, **{**stated, more: POSITIVE[more][-1]}), findings)
    for old, new in ((before.permission, after.permission), (before.approval, after.approval)):
        assert WEIGHT.index(new) <= WEIGHT.index(old)
    lacking = [
        {slug for slug, piece in shown(verdict).items() if piece.state is not EvidenceState.STATED}
        for verdict in (before, after)
    ]
    assert lacking[1] <= lacking[0]
    assert set(listed(after)) <= set(listed(before))


# --- offices and last days


OFFICES = {"airport": "関西空港事務所長", "bureau": "大阪航空局", "head": "国土交通省航空局（本省）"}


@pytest.mark.parametrize(
    ("rule", "slug", "office"),
    [
        (PORTS, "permission-airport", "airport"),
        (HEIGHT, "permission-airport", "airport"),
        (EMERGENCY, "permission-airport", "airport"),
        (ZONE, "permission-airport", "airport"),
        (DISTRICT, "permission", "bureau"),
        (BVLOS, "approval", "bureau"),
        (EVENT, "approval", "bureau"),
    ],
)
def test_offices_of_mie(rule: str, slug: str, office: str) -> None:
    ii = listed(concluded(meant(GUARDS, takeoff_mass_kg=30.0), [found(rule)]))
    assert ii[slug].office.ja == OFFICES[office]
    iii = listed(concluded(meant(NONE), [found(rule)]))
    assert iii[slug].office.ja == OFFICES["head"]
    either = listed(concluded(meant(None), [found(rule)]))
    assert either[slug].office.ja == f"{OFFICES[office]}（カテゴリーIIIになるときは{OFFICES['head']}）"
    elsewhere = listed(concluded(meant(GUARDS), [found(rule)], code="99"))
    assert "登録されていません" in elsewhere[slug].office.ja


@pytest.mark.parametrize(("day", "known"), [(date(2021, 9, 30), False), (date(2021, 10, 1), True)])
def test_the_airport_office_is_known_from_october_2021(day: date, known: bool) -> None:
    (procedure,) = concluded(meant(GUARDS, on=day), [found(HEIGHT)]).procedures
    assert (procedure.office.ja == OFFICES["airport"]) is known
    assert ("not established" in procedure.office.en) is not known


@pytest.mark.parametrize(
    ("rule", "control", "by", "basis"),
    [
        (DISTRICT, GUARDS, "2026-11-13", "最初の飛行日の 10 開庁日前"),
        (HEIGHT, GUARDS, "2026-11-13", "最初の飛行日の 10 開庁日前（協議を終えてから）"),
        (DISTRICT, NONE, "2026-10-29", "最初の飛行日の 20 開庁日前"),
        (HEIGHT, NONE, "2026-10-29", "最初の飛行日の 20 開庁日前（協議を終えてから）"),
        (NIGHT, None, "2026-10-29", "最初の飛行日の 20 開庁日前（カテゴリーIIIの場合）"),
        (HEIGHT, None, "2026-10-29", "最初の飛行日の 20 開庁日前（カテゴリーIIIの場合）（協議を終えてから）"),
    ],
)
def test_last_days_of_applications(rule: str, control, by: str, basis: str) -> None:
    verdict = concluded(meant(control), [found(rule)])
    (due,) = [each.due for slug, each in listed(verdict).items() if slug.startswith(("permission", "approval"))]
    assert (due.by, due.basis.ja) == (date.fromisoformat(by), basis)
    assert (due.late, due.expected) == (False, False)
    assert shown(verdict)["flight-manual"].due.by == due.by
    assert shown(verdict)["flight-manual"].due.basis.en == "ahead of the application"
    notice = listed(verdict)["flight-plan-notice"].due
    assert (notice.by, notice.basis.en) == (date(2026, 11, 30), "before each flight")
    assert shown(verdict)["permit-number"].due.by == date(2026, 11, 30)


@pytest.mark.parametrize(("screened_on", "late"), [(date(2026, 11, 13), False), (date(2026, 11, 14), True)])
def test_a_last_day_that_has_passed_is_said_to_have(screened_on: date, late: bool) -> None:
    verdict = concluded(meant(GUARDS), [found(HEIGHT)], screened_on=screened_on)
    assert listed(verdict)["permission-airport"].due.late is late
    assert shown(verdict)["flight-manual"].due.late is late
    assert listed(verdict)["flight-plan-notice"].due.late is False


@pytest.mark.parametrize(
    ("screened_on", "flown", "expected"),
    [
        (date(2026, 11, 24), date(2027, 12, 31), False),
        (date(2026, 11, 24), date(2028, 1, 4), True),
        (date(2027, 1, 31), date(2028, 1, 4), True),
        (date(2027, 2, 1), date(2028, 1, 4), False),
    ],
)
def test_days_beyond_the_published_holidays_are_expected_only(screened_on, flown, expected) -> None:
    verdict = concluded(meant(GUARDS, on=flown), [found(HEIGHT)], screened_on=screened_on)
    assert listed(verdict)["permission-airport"].due.expected is expected
    assert shown(verdict)["flight-manual"].due.expected is expected
    assert listed(verdict)["flight-plan-notice"].due.expected is False


@pytest.mark.parametrize(("screened_on", "late"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_a_flight_that_has_passed_is_too_late_for_all(screened_on: date, late: bool) -> None:
    verdict = concluded(meant(GUARDS), [found(HEIGHT)], screened_on=screened_on)
    assert listed(verdict)["flight-plan-notice"].due.late is late


@pytest.mark.parametrize(
    ("first_start", "by", "moment"),
    [
        (datetime(2026, 11, 26, 1, 0, tzinfo=UTC), "2026-11-24", "2026-11-24 10:00"),  # 10:00 in Japan, a Thursday
        (datetime(2026, 11, 26, 15, 0, tzinfo=UTC), "2026-11-24", "2026-11-25 00:00"),  # midnight in Japan
        (datetime(2026, 11, 24, 15, 1, tzinfo=UTC), "2026-11-20", "2026-11-23 00:01"),  # a holiday, after a weekend
    ],
)
def test_48_hours_to_the_police(first_start: datetime, by: str, moment: str) -> None:
    later = Window(datetime(2026, 12, 9, 1, 0, tzinfo=UTC), datetime(2026, 12, 9, 2, 0, tzinfo=UTC))
    first = Window(first_start, datetime(2026, 11, 28, 0, 0, tzinfo=UTC))
    operation = flight(ROUTES["straight"])
    operation = type(operation)(operation.path, (later, first))
    notice = listed(concluded(operation, [found(SMALL_UA_ACT, entails=Entails.NEEDS_CONSENT_AND_NOTICE)]))[
        "small-ua-act-notice"
    ]
    assert notice.due.by == date.fromisoformat(by)
    assert moment in notice.due.basis.ja
    assert moment in notice.due.basis.en
    assert "第四管区海上保安本部" in notice.office.ja


@pytest.mark.parametrize(
    ("findings", "not_judged", "necessity"),
    [
        ([], [], None),
        ([], [SMALL_UA_ACT], MAYBE),
        ([(SMALL_UA_ACT, Outcome.ADVISORY)], [], None),
        ([(SMALL_UA_ACT, OPEN)], [], MAYBE),
        ([(SMALL_UA_ACT, OPEN), (ZONE, Outcome.CAUGHT)], [], REQUIRED),
    ],
)
def test_consent_and_notice_under_the_small_ua_act(findings, not_judged, necessity) -> None:
    given_ = [found(*pair, Entails.NEEDS_CONSENT_AND_NOTICE) for pair in findings]
    verdict = concluded(meant(), given_, not_judged)
    expected = {} if necessity is None else dict.fromkeys(["small-ua-act-consent", "small-ua-act-notice"], necessity)
    assert {slug: each.necessity for slug, each in listed(verdict).items()} == expected
    if expected:
        consent = listed(verdict)["small-ua-act-consent"]
        assert consent.due.by == date(2026, 11, 20)
        assert "10" in consent.due.basis.en
        assert ("cannot be told" in consent.why.en) is (necessity is MAYBE)
        assert ("判定できません" in consent.why.ja) is (necessity is MAYBE)


# --- evidence


def states(operation, *findings):
    return {slug: piece.state.value for slug, piece in shown(concluded(operation, findings)).items()}


def test_evidence_of_category_ii_b() -> None:
    assert states(meant(GUARDS), found(BVLOS), found(NIGHT)) == {
        "takeoff-mass": "MISSING",
        "entry-control": "STATED",
        "aircraft-certificate": "MISSING",
        "pilot-certificate": "MISSING",
        "bvlos-limit-lifted": "MISSING",
        "night-limit-lifted": "MISSING",
        "flight-manual": "MISSING",
        "permit-number": "TO_COME",
        "flight-plan-number": "TO_COME",
    }
    held = states(meant(GUARDS, takeoff_mass_kg=1.0, **CERTIFIED), found(DISTRICT))
    assert held == {
        "takeoff-mass": "STATED",
        "entry-control": "STATED",
        "aircraft-certificate": "STATED",
        "pilot-certificate": "STATED",
        "flight-manual": "STATED",
        "flight-plan-number": "TO_COME",
    }


def test_evidence_of_category_ii_a_asks_for_no_certificate() -> None:
    wanted = states(meant(GUARDS), found(HEIGHT))
    assert set(wanted) == {"takeoff-mass", "entry-control", "flight-manual", "permit-number", "flight-plan-number"}
    assert "entry-control" in states(meant(), found(HEIGHT))
    assert states(meant(), found(HEIGHT))["entry-control"] == "MISSING"


def test_evidence_of_category_iii() -> None:
    second = meant(NONE, True, **CERTIFIED, risk_assessed=False, insured=True)
    assert states(second, found(BVLOS)) == {
        "takeoff-mass": "MISSING",
        "fall-distance": "MISSING",
        "aircraft-certificate": "LACKING",
        "pilot-certificate": "LACKING",
        "bvlos-limit-lifted": "MISSING",
        "flight-manual": "STATED",
        "insurance": "STATED",
        "risk-assessment": "LACKING",
        "permit-number": "TO_COME",
        "flight-plan-number": "TO_COME",
    }
    first = {**CERTIFIED, "aircraft_certificate": "first", "pilot_certificate": "first"}
    held = shown(concluded(meant(NONE, **first, fall_distance_m=9.0), [found(DISTRICT)]))
    assert held["aircraft-certificate"].state is held["fall-distance"].state is EvidenceState.STATED
    assert held["aircraft-certificate"].due is None
    assert "first class" in held["pilot-certificate"].why.en
    assert held["insurance"].why.en == "For Category III (first class)."


def test_evidence_of_level_3_5() -> None:
    operation = meant(CAMERA, True, takeoff_mass_kg=9.0, pilot_certificate="second")
    wanted = states(operation, found(HEIGHT))
    assert {slug: state for slug, state in wanted.items() if slug in LEVEL_3_5} == {
        "fall-distance": "MISSING",
        "pilot-certificate": "STATED",
        "bvlos-limit-lifted": "MISSING",
        "insurance": "MISSING",
        "forward-camera": "MISSING",
        "level-3-5-papers": "TO_COME",
    }
    assert shown(concluded(operation, [found(HEIGHT)]))["insurance"].why.en == "For Level 3.5."


LEVEL_3_5 = {
    "fall-distance",
    "pilot-certificate",
    "bvlos-limit-lifted",
    "insurance",
    "forward-camera",
    "level-3-5-papers",
}


@pytest.mark.parametrize(
    ("operation", "rule", "wanted"),
    [
        (meant(AREA, True), BVLOS, True),
        (meant(CAMERA, True), BVLOS, True),
        (meant(GUARDS, True), BVLOS, False),
        (meant(AREA, False), NIGHT, False),
        (meant(AREA, None), NIGHT, False),
        (meant(GUARDS, False), EVENT, True),
        (meant(NONE, False), NIGHT, True),
    ],
)
def test_the_makers_fall_distance(operation, rule: str, wanted: bool) -> None:
    assert ("fall-distance" in states(operation, found(rule))) is wanted


@pytest.mark.parametrize(
    ("day", "mass_kg", "rules", "wanted"),
    [
        (date(2025, 9, 30), 25.0, [HEIGHT], False),
        (date(2025, 10, 1), 25.0, [HEIGHT], True),
        (date(2025, 10, 1), 24.9, [HEIGHT], False),
        (date(2025, 10, 1), None, [HEIGHT], False),
        (date(2025, 10, 1), 25.0, [], False),
    ],
)
def test_insurance_from_25_kg_on(day: date, mass_kg: float | None, rules: list[str], wanted: bool) -> None:
    verdict = concluded(meant(GUARDS, on=day, takeoff_mass_kg=mass_kg), [found(rule) for rule in rules])
    assert ("insurance" in shown(verdict)) is wanted
    if wanted:
        assert "25 kg" in shown(verdict)["insurance"].why.en


def test_certificates_that_free_are_due_by_the_flight_and_those_of_iii_by_the_application() -> None:
    ii = shown(concluded(meant(GUARDS, takeoff_mass_kg=1.0), [found(DISTRICT)]))
    assert ii["aircraft-certificate"].due.by == date(2026, 11, 30)
    iii = shown(concluded(meant(NONE), [found(DISTRICT), found(NIGHT)]))
    assert iii["aircraft-certificate"].due.by == date(2026, 10, 29)
    free = shown(concluded(meant(None, tether_m=9.0), [found(HEIGHT)]))
    assert free["entry-control"].due.by == date(2026, 10, 29)


def test_each_names_article_office_and_form_in_both_languages() -> None:
    findings = [found(rule) for rule in sorted(ITEMS)]
    findings.append(found(SMALL_UA_ACT, entails=Entails.NEEDS_CONSENT_AND_NOTICE))
    for control in (None, *EntryControl):
        verdict = concluded(meant(control, True, takeoff_mass_kg=25.0), findings)
        for each in (*verdict.procedures, *verdict.evidence):
            for text in (each.title, each.why, each.citation, each.office, each.form):
                assert text.ja
                assert text.en

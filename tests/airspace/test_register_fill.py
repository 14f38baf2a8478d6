"""What the registers say of a flight is filled in, taken out again, and never greener than the worst that is chosen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.declared import Declared, Grade
from airspace.finding import Outcome
from airspace.register.chosen import Chosen, ChosenEntry
from airspace.register.facts import Aircraft, Insurance, Noise, Pilot, Site
from airspace.register.fill import (
    aircraft_in_words,
    contradictions,
    emptied,
    filled,
    noise_in_words,
    said_by_register,
)
from airspace.register.validity import Validity
from airspace.trial import Operation, Vehicle
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Speed
from tests.airspace.worlds import DAY, flight, of_rule, screened
from tests.zoo import HOME, ROUTES

LONG = Validity(date(2026, 1, 1), date(2028, 12, 31))
OVER = Validity(date(2025, 1, 1), DAY - timedelta(days=1))
OPEN = Validity()


def chosen(*facts: Any) -> Chosen:
    members: dict[type, str] = {Aircraft: "aircraft", Pilot: "pilots", Insurance: "insurances", Site: "sites"}
    held: dict[str, tuple[Any, ...]] = {}
    for number, each in enumerate(facts):
        member = members[type(each)]
        held[member] = (*held.get(member, ()), ChosenEntry(f"e{number}", 1, each))
    return Chosen(**held)


def with_(*facts: Any, **more: Any) -> Operation:
    return flight(ROUTES["bent"], chosen=chosen(*facts), **more)


AIRCRAFT = Aircraft(
    "PF2",
    mark="JU123",
    certificate=Grade.SECOND,
    certificate_validity=LONG,
    takeoff_mass_kg=9.8,
    length_m=1.2,
    width_m=1.1,
    height_m=0.6,
    speed_mps=20,
    fall_distance_m=80,
)
PILOT = Pilot(Grade.FIRST, LONG, bvlos_limit_lifted=True, night_limit_lifted=False)
INSURANCE = Insurance("見本損保", 10**9, LONG)


def test_what_is_chosen_fills_what_is_declared() -> None:
    operation = filled(with_(AIRCRAFT, PILOT, INSURANCE, speed_mps=None))
    assert operation.declared == Declared(
        takeoff_mass_kg=9.8,
        aircraft_certificate=Grade.SECOND,
        pilot_certificate=Grade.FIRST,
        bvlos_limit_lifted=True,
        night_limit_lifted=False,
        insured=True,
    )
    assert (operation.fall_distance_m, operation.speed_mps) == (80, 20)
    assert emptied(operation) == with_(AIRCRAFT, PILOT, INSURANCE, speed_mps=None)


def test_nothing_chosen_fills_nothing() -> None:
    operation = flight(ROUTES["bent"], declared=Declared(takeoff_mass_kg=3.0))
    assert said_by_register(operation) == {}
    assert filled(operation) == operation == emptied(operation)


@pytest.mark.parametrize("vehicle", Vehicle)
def test_a_flying_car_has_other_certificates(vehicle: Vehicle) -> None:
    said = said_by_register(with_(AIRCRAFT, PILOT, INSURANCE, vehicle=vehicle))
    assert ("aircraft_certificate" in said) == (vehicle is Vehicle.UAS)
    assert ("pilot_certificate" in said) == (vehicle is Vehicle.UAS)
    assert said["insured"] is True


@pytest.mark.parametrize(
    ("validity", "grade", "lifted"), [(LONG, Grade.FIRST, True), (OVER, Grade.NONE, False), (OPEN, None, None)]
)
def test_only_what_holds_on_every_day_counts(validity: Validity, grade: Grade | None, lifted: bool | None) -> None:
    said = said_by_register(
        with_(
            replace(AIRCRAFT, certificate=Grade.FIRST, certificate_validity=validity),
            replace(PILOT, licence_validity=validity),
            replace(INSURANCE, validity=validity),
        )
    )
    assert said.get("aircraft_certificate") == grade
    assert said.get("pilot_certificate") == grade
    assert said.get("bvlos_limit_lifted") == lifted
    assert said.get("insured") == lifted


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([Grade.FIRST, Grade.SECOND], Grade.SECOND),
        ([Grade.FIRST, Grade.NONE], Grade.NONE),
        ([None, Grade.NONE], Grade.NONE),
        ([Grade.FIRST, None], None),
        ([None], None),
        ([], None),
    ],
)
def test_of_several_pilots_the_lowest_class_counts(licences: list[Grade | None], expected: Grade | None) -> None:
    said = said_by_register(with_(*(replace(PILOT, licence=licence) for licence in licences)))
    assert said.get("pilot_certificate") == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [([True, True], True), ([True, False], False), ([True, None], None), ([None, False], False), ([None], None)],
)
def test_a_limit_that_one_pilot_still_has_stays(limits: list[bool | None], expected: bool | None) -> None:
    said = said_by_register(with_(*(replace(PILOT, bvlos_limit_lifted=limit) for limit in limits)))
    assert said.get("bvlos_limit_lifted") == expected


def test_a_limit_of_a_licence_that_ended_is_not_lifted() -> None:
    said = said_by_register(with_(PILOT, replace(PILOT, licence_validity=OVER)))
    assert said["bvlos_limit_lifted"] is False


def test_of_several_aircraft_the_heaviest_counts_and_one_unknown_leaves_it_open() -> None:
    heavy = replace(AIRCRAFT, takeoff_mass_kg=30, fall_distance_m=None)
    said = said_by_register(with_(AIRCRAFT, heavy))
    assert said["takeoff_mass_kg"] == 30
    assert "fall_distance_m" not in said
    assert filled(with_(AIRCRAFT, heavy, fall_distance_m=50)).fall_distance_m == 50, "what was typed stays"


def test_insurances_that_follow_each_other_count_together() -> None:
    until, then = (
        replace(INSURANCE, validity=Validity(*days)) for days in ((DAY, DAY), (DAY + timedelta(1), DAY + timedelta(9)))
    )
    operation = with_(until, then, until=DAY + timedelta(days=1))
    assert said_by_register(operation)["insured"] is True
    assert "insured" not in said_by_register(
        with_(until, replace(INSURANCE, validity=OPEN), until=DAY + timedelta(days=1))
    )


def test_the_flights_own_speed_is_kept() -> None:
    assert filled(with_(AIRCRAFT, speed_mps=10)).speed_mps == 10
    bare = with_(AIRCRAFT, speed_mps=None)
    route = Route(tuple(replace(point, speed=Speed(5.0, "file")) for point in bare.path.waypoints))
    assert filled(replace(bare, path=route)).speed_mps is None, "its waypoints tell it"
    area = Area(Circle(*HOME, 100.0), ceiling=Height(60.0, Datum.AGL))
    assert filled(replace(bare, path=area)).speed_mps == 20
    assert filled(replace(bare, path=replace(area, speed=Speed(5.0, "file")))).speed_mps is None
    typed = replace(bare, path=route, speed_mps=20)
    assert filled(emptied(typed)) == filled(typed), "it was typed beside the waypoints' own, and is not lost"


def test_what_was_typed_and_is_not_what_the_register_says_is_named() -> None:
    operation = with_(
        AIRCRAFT,
        speed_mps=25,
        fall_distance_m=70,
        declared=Declared(takeoff_mass_kg=9.8, aircraft_certificate=Grade.FIRST, insured=True),
    )
    assert set(contradictions(operation)) == {"speed_mps", "fall_distance_m", "aircraft_certificate"}
    assert contradictions(with_(AIRCRAFT, speed_mps=20)) == {}
    assert filled(operation).declared.aircraft_certificate is Grade.SECOND, "the register is believed"
    assert filled(operation).speed_mps == 25, "the greater speed is the careful one"


facts = st.lists(
    st.one_of(
        st.builds(
            lambda grade, validity, mass: replace(
                AIRCRAFT, certificate=grade, certificate_validity=validity, takeoff_mass_kg=mass
            ),
            st.none() | st.sampled_from(Grade),
            st.sampled_from([LONG, OVER, OPEN]),
            st.none() | st.floats(0.1, 40),
        ),
        st.builds(
            Pilot,
            st.none() | st.sampled_from(Grade),
            st.sampled_from([LONG, OVER, OPEN]),
            st.none() | st.booleans(),
            st.none() | st.booleans(),
        ),
        st.builds(Insurance, st.just("見本損保"), st.none(), st.sampled_from([LONG, OVER, OPEN])),
    ),
    max_size=5,
)


@given(facts, st.none() | st.floats(1, 30))
def test_filling_twice_is_filling_once_and_emptying_takes_only_that_out(told: list[Any], speed: float | None) -> None:
    operation = with_(*told, speed_mps=speed)
    once = filled(operation)
    assert filled(once) == once
    assert contradictions(once).keys() <= {"speed_mps"}, (
        "a flight may be planned faster than its aircraft, and is told so"
    )
    assert filled(emptied(once)) == once


@given(facts)
def test_a_certificate_counts_only_where_its_finding_is_clear(told: list[Any]) -> None:
    operation = filled(with_(*told))
    outcomes = {found.outcome for found in of_rule(screened(operation), "evidence-in-date")}
    if operation.declared.aircraft_certificate in (Grade.FIRST, Grade.SECOND):
        held = [each for each in told if isinstance(each, Aircraft)]
        assert all(each.certificate_validity == LONG for each in held)
    if any(
        each.licence in (Grade.FIRST, Grade.SECOND) and each.licence_validity == OVER
        for each in told
        if isinstance(each, Pilot)
    ):
        assert Outcome.CAUGHT in outcomes
        assert operation.declared.pilot_certificate is Grade.NONE


def test_residents_read_the_aircraft_without_its_mark() -> None:
    assert aircraft_in_words([AIRCRAFT], most=300) == "PF2（9.8 kg、1.2 × 1.1 × 0.6 m）"
    assert aircraft_in_words([replace(AIRCRAFT, takeoff_mass_kg=None, width_m=None)], most=300) == "PF2"
    assert aircraft_in_words([AIRCRAFT, replace(AIRCRAFT, name="PF3", takeoff_mass_kg=None)], most=300) == (
        "PF2（9.8 kg、1.2 × 1.1 × 0.6 m）、PF3（1.2 × 1.1 × 0.6 m）"
    )
    many = [Aircraft("あ" * 90) for _ in range(5)]
    assert aircraft_in_words(many, most=300) == "、".join(["あ" * 90] * 3) + "、ほか2機"
    assert aircraft_in_words(many, most=10) == ""
    assert aircraft_in_words([], most=300) == ""


def test_a_sound_is_told_with_its_measurement_or_said_to_have_none() -> None:
    noise = Noise(65, 30, 20, "見本試験所", date(2026, 3, 1))
    assert noise_in_words([replace(AIRCRAFT, noise=noise), AIRCRAFT], most=500) == (
        "PF2：30 m 離れて 65 dB（機体の高さ 20 m）（測定：見本試験所、2026-03-01）"
    )
    assert noise_in_words([replace(AIRCRAFT, noise=Noise(65, 30))], most=500) == (
        "PF2：30 m 離れて 65 dB（だれがいつ測ったかは示されていません）"
    )

"""Edges of the rules that a table of cases cannot write: an exact tie, a time that is over, words of a full record."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from airspace.atlas import Atlas
from airspace.declared import Declared
from airspace.edition import Layer, LayerKind
from airspace.facts import Facts
from airspace.features import (
    Applicability,
    Authority,
    Did,
    FacilityPart,
    Feature,
    Geozone,
    ManagedPlace,
    TargetFacility,
    ZoneType,
)
from airspace.finding import Finding, Outcome
from airspace.law import rule_laws
from airspace.rules import small_ua_act
from airspace.trial import JST, Operation, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.text import Text
from tests.airspace.worlds import DAY, HOME_PREFECTURE, degrees, flight, land, layer, of_rule, screened
from tests.zoo import plane_box, positions

DISTRICT, ZONE, MANAGED, FACILITY = (
    "densely-inhabited-district",
    "geozone",
    "consultation-with-managers",
    "small-ua-act",
)
NAME = Text("名", "name")
LEAD = Text("5日前", "5 days")


def straight(**more: object) -> Operation:
    return flight(positions((0, 0), (2_000, 0)), **more)


def facts(operation: Operation, *layers: Layer) -> Facts:
    return Facts(Atlas(HOME_PREFECTURE, layers), build_volume(operation))


def one(kind: LayerKind, feature: Feature, accuracy_m: float = 0.0) -> Layer:
    return layer(kind, [feature], accuracy_m=accuracy_m)


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def told_at_sea(*others: Layer, neighbours: tuple[str, ...] = ("92",), to_m: float = 7_000) -> Outcome:
    """Return what is said of a flight that leaves the outline of the sample prefecture, 5,000 m east of home."""
    operation = flight(positions((3_000, 0), (to_m, 0)))
    prefecture = replace(HOME_PREFECTURE, neighbours=neighbours)
    return only(of_rule(screened(operation, *others, prefecture=prefecture), "outside-prefecture")).outcome


@pytest.mark.parametrize(
    ("rule", "kind", "make"),
    [
        (DISTRICT, LayerKind.DID, lambda shape: Did("d", NAME, shape)),
        (ZONE, LayerKind.ZONES, lambda shape: Geozone("z", NAME, shape)),
    ],
)
def test_missed_by_exactly_the_error_of_the_data_is_not_within_it(rule: str, kind: LayerKind, make: object) -> None:
    feature = make(degrees(plane_box(500, 80, 1_500, 300)))
    (hit,) = facts(straight(), one(kind, feature)).layer(kind).hits
    tie_m = hit.missed_by_m
    assert tie_m == pytest.approx(50, abs=0.05)
    for accuracy_m, outcome in [(tie_m, Outcome.ADVISORY), (tie_m + 1e-6, Outcome.UNDETERMINED)]:
        assert only(of_rule(screened(straight(), one(kind, feature, accuracy_m)), rule)).outcome is outcome


@pytest.mark.parametrize(
    ("length_m", "said"), [(11_960, "12.0 km"), (1_000.4, "1.0 km"), (999.4, "999 m"), (0.2, "1 m")]
)
def test_a_length_is_said_in_kilometres_from_one_on(length_m: float, said: str) -> None:
    district = Did("d", NAME, degrees(plane_box(100, -300, 100 + length_m, 300)))
    operation = flight(positions((0, 0), (13_000, 0)), half_width_m=200)
    finding = of_rule(screened(operation, one(LayerKind.DID, district)), DISTRICT)[0]
    assert f" {said} " in finding.text.ja
    assert f" {said}:" in finding.text.en


def test_a_deviation_that_rises_to_exactly_the_limit_is_open() -> None:
    """At a hover a deviation rises by the error of the height, 4 m: 146 m and 4 m are 150 m to the bit."""
    for height_m, outcome in [(146.0, Outcome.UNDETERMINED), (145.999, Outcome.CLEAR)]:
        operation = straight(height=Height(height_m, Datum.AGL), speed_mps=0.0)
        assert only(of_rule(screened(operation), "150-m-or-higher")).outcome is outcome


def test_at_sea_one_neighbour_that_is_not_held_leaves_it_open() -> None:
    own, other = (
        land("91", plane_box(-6_000, -6_000, 6_200, 6_000)),
        land("92", plane_box(11_000, -6_000, 20_000, 6_000)),
    )
    assert told_at_sea(own, other) is Outcome.CLEAR
    assert told_at_sea(own, other, neighbours=("92", "93")) is Outcome.UNDETERMINED
    assert told_at_sea(own) is Outcome.UNDETERMINED
    assert told_at_sea(other) is Outcome.UNDETERMINED


def test_an_islet_of_the_neighbour_counts_though_own_land_is_nearer_all_round_the_rim() -> None:
    """Own land lies 2 m beyond the whole rim of the flight, the islet 110 m inside it."""
    around = [
        plane_box(-6_000, -6_000, 6_200, 6_000),
        plane_box(6_200, 114, 9_000, 6_000),
        plane_box(6_200, -6_000, 9_000, -114),
        plane_box(7_114, -114, 9_000, 114),
    ]
    own, islet = land("91", *around), land("92", plane_box(6_600, -2, 6_604, 2), plane_box(30_000, 0, 31_000, 900))
    assert told_at_sea(own, land("92", plane_box(30_000, 0, 31_000, 900))) is Outcome.CLEAR
    assert told_at_sea(own, islet) is Outcome.ADVISORY


@pytest.mark.parametrize(
    ("rule", "kind", "make"),
    [
        (MANAGED, LayerKind.MANAGED, ManagedPlace),
        (FACILITY, LayerKind.FACILITIES, TargetFacility),
        (ZONE, LayerKind.ZONES, Geozone),
    ],
)
@pytest.mark.parametrize(("hours", "caught"), [((-2, 0), False), ((-2, 1), True), ((0, 1), True), ((5, 6), False)])
def test_what_is_over_or_yet_to_come_does_not_count(
    rule: str, kind: LayerKind, make: type, hours: tuple[int, int], caught: bool
) -> None:
    """The flight is from 10:00 until before 15:00; the place applies by the hours counted from 10:00."""
    start = datetime(DAY.year, DAY.month, DAY.day, 10, tzinfo=JST)
    operation = replace(straight(), windows=(Window(start, start + timedelta(hours=5)),))
    times = tuple(start + timedelta(hours=hour) for hour in hours)
    place = make("x", NAME, degrees(plane_box(500, -300, 1_500, 300)), applicability=(Applicability(*times),))
    finding = only(of_rule(screened(operation, one(kind, place)), rule))
    assert finding.outcome is (Outcome.CAUGHT if caught else Outcome.CLEAR)


@pytest.mark.parametrize(
    ("contact", "lead", "ja", "en"),
    [
        (
            "000-0000",
            LEAD,
            "窓口（000-0000）に相談してください。めやす：5日前。",
            "desk (000-0000). Lead time: 5 days.",
        ),
        ("", None, "窓口に相談してください。", "desk."),
        ("000-0000", None, "窓口（000-0000）に相談してください。", "desk (000-0000)."),
        ("", LEAD, "窓口に相談してください。めやす：5日前。", "desk. Lead time: 5 days."),
    ],
)
@pytest.mark.parametrize(
    ("rule", "kind", "make"), [(MANAGED, LayerKind.MANAGED, ManagedPlace), (ZONE, LayerKind.ZONES, Geozone)]
)
def test_whom_to_ask_is_said_as_far_as_it_is_known(
    rule: str, kind: LayerKind, make: type, contact: str, lead: Text | None, ja: str, en: str
) -> None:
    desk = Authority(Text("窓口", "desk"), contact, lead)
    place = make("x", NAME, degrees(plane_box(500, -300, 1_500, 300)), authority=desk)
    remedy = only(of_rule(screened(straight(), one(kind, place)), rule)).remedy
    assert remedy.ja.endswith(ja)
    assert remedy.en.endswith(en)


def test_a_record_without_a_message_leaves_no_gap_in_the_sentence() -> None:
    shape = degrees(plane_box(500, -300, 1_500, 300))
    place = ManagedPlace("x", NAME, shape, legal_basis="条例第1条")
    text = only(of_rule(screened(straight(), one(LayerKind.MANAGED, place)), MANAGED)).text
    assert "  " not in text.en
    assert text.en.endswith(" (条例第1条)")


def test_a_conditional_zone_says_so_and_adds_its_message() -> None:
    shape = degrees(plane_box(500, -300, 1_500, 300))
    zone = Geozone("z", NAME, shape, type=ZoneType.CONDITIONAL, message=Text("昼だけです。", "By day only."))
    text = only(of_rule(screened(straight(), one(LayerKind.ZONES, zone)), ZONE)).text
    assert text.ja.endswith("ここでは飛行に条件があります。昼だけです。")
    assert text.en.endswith("flight is conditional. By day only.")


def test_near_a_zone_that_only_the_error_reaches_far_legs_do_not_count() -> None:
    """The legs within the error of the zone are low; it begins above them, where only the leg far away flies."""
    operation = flight(positions((0, 0), (1_000, 0), (1_000, -1_500), (3_000, -1_500)))
    low = Height(20, Datum.AGL)
    heights = [low, low, low, Height(130, Datum.AGL)]
    points = [replace(p, height=h) for p, h in zip(operation.path.waypoints, heights, strict=True)]
    operation = replace(operation, path=replace(operation.path, waypoints=tuple(points)))
    zone = Geozone("z", NAME, degrees(plane_box(0, 250, 800, 900)), lower=Height(100, Datum.AGL))
    assert only(of_rule(screened(operation, one(LayerKind.ZONES, zone, 400.0)), ZONE)).outcome is Outcome.CLEAR


def sites(*, held: bool) -> Layer:
    """Return a surrounding area and a held site far off, then a site 500 m beside the flight, held as told."""
    far, near = degrees(plane_box(0, 4_000, 100, 4_100)), degrees(plane_box(900, 600, 1_100, 700))
    features = [
        TargetFacility("area", NAME, far, part=FacilityPart.SURROUNDING_AREA),
        TargetFacility("far", NAME, far),
        TargetFacility("near", Text("近い施設", "near facility"), near, surroundings_held=held),
    ]
    return layer(LayerKind.FACILITIES, features, accuracy_m=0.0)


def test_every_site_of_a_layer_is_looked_at() -> None:
    assert only(of_rule(screened(straight(), sites(held=False)), FACILITY)).place == Text("近い施設", "near facility")
    assert only(of_rule(screened(straight(), sites(held=True)), FACILITY)).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    ("switched_on", "outcome"),
    [
        (None, Outcome.CLEAR),
        (DAY + timedelta(days=1), Outcome.CLEAR),
        (DAY, Outcome.UNDETERMINED),
        (DAY - timedelta(days=1), Outcome.UNDETERMINED),
    ],
)
def test_the_planned_wider_area_is_judged_only_from_the_day_on_which_a_person_switched_it_on(
    switched_on: date | None, outcome: Outcome
) -> None:
    law = rule_laws()[FACILITY]
    assert law.parameters["planned_surrounding_m"].switched_on is None
    planned = law.parameters["planned_surrounding_m"].model_copy(update={"switched_on": switched_on})
    switched = law.model_copy(update={"parameters": law.parameters | {"planned_surrounding_m": planned}})
    found = list(small_ua_act.check(facts(straight(), sites(held=True)), switched))
    assert only(found).outcome is outcome


def test_over_an_event_at_a_height_that_is_not_known_the_margin_is_not_told() -> None:
    operation = straight(height=Height(30, Datum.UNKNOWN), declared=Declared(over_event=True))
    text = only(of_rule(screened(operation), "event-overflight")).text
    assert (
        "地面からの高さが分からないため、立入りを禁止する範囲の幅は決められません（高さに応じて 30～70 m 以上）。"
        in text.ja
    )
    assert (
        "The height above ground is not known, so the width of the no-entry margin cannot be told "
        "(from 30 to 70 m or more, by height)." in text.en
    )


def test_over_an_event_above_the_table_the_makers_figure_is_asked_for() -> None:
    operation = straight(height=Height(160, Datum.AGL), declared=Declared(over_event=True))
    text = only(of_rule(screened(operation), "event-overflight")).text
    assert "メーカーの落下距離（70 m 以上）の外側まで立入りを禁止しますが、落下距離が示されていません。" in text.ja
    assert "fall distance (70 m or more) outside the flight area; that distance is not given." in text.en

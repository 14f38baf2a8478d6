"""The methods of specified flight: what the operator states, and the sun over the whole flight."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from airspace.atlas import Atlas
from airspace.declared import Declared
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy
from airspace.law import RuleLaw, rule_laws
from airspace.rules import night_flight
from airspace.trial import JST, Operation, Window
from airspace.volume import build_volume
from geo.height import Datum, Height
from geo.route import Area, Circle, Route, Waypoint
from geo.sun import next_sunrise
from tests import oracles
from tests.airspace.worlds import DAY, HOME_PREFECTURE, flight, of_rule, screened
from tests.zoo import HOME, positions

STRAIGHT = positions((0, 0), (2_000, 0))
NIGHT, EVENT = "night-flight", "event-overflight"
STATED = {
    "beyond-visual-line-of-sight": "bvlos",
    "dangerous-goods": "dangerous_goods",
    "dropping-objects": "drops_objects",
    EVENT: "over_event",
}


# --- what the operator states


def stating(field: str, value: bool | None, **more: object) -> Operation:
    if field == "bvlos":
        return flight(STRAIGHT, bvlos=value, **more)
    return flight(STRAIGHT, declared=Declared(**{field: value}), **more)


def the_finding(operation: Operation, slug: str) -> Finding:
    (found,) = of_rule(screened(operation), slug)
    assert found.citation == rule_laws()[slug].citation
    assert (found.volume, found.geometry, found.legs) == (None, None, ())
    return found


@pytest.mark.parametrize(("slug", "field"), STATED.items(), ids=STATED)
def test_a_statement_is_judged_and_named_as_one(slug: str, field: str) -> None:
    used, not_used, not_stated = (the_finding(stating(field, value), slug) for value in (True, False, None))
    assert (used.outcome, used.entails, used.resolved_by) == (Outcome.CAUGHT, Entails.SPECIFIED_FLIGHT_METHOD, None)
    assert "申告" in used.text.ja
    assert "特定飛行に該当します" in used.text.ja
    assert "The operator states" in used.text.en
    assert "specified flight" in used.text.en
    assert "国土交通省の手続" in used.remedy.ja
    assert "MLIT's procedure" in used.remedy.en
    assert (not_used.outcome, not_used.entails) == (Outcome.CLEAR, Entails.INFORMATION)
    assert not_used.text.ja.endswith("（事業者の申告による）。")
    assert not_used.text.en.endswith(", as the operator states.")
    assert not_stated.outcome is Outcome.UNDETERMINED
    assert not_stated.entails is Entails.SPECIFIED_FLIGHT_METHOD
    assert not_stated.resolved_by is ResolvedBy.OPERATOR
    assert "判定できません" in not_stated.text.ja
    assert "cannot be told" in not_stated.text.en
    assert "入れてください" in not_stated.remedy.ja
    assert "tate whether" in not_stated.remedy.en


@pytest.mark.parametrize(
    ("slug", "field", "value", "words"),
    [
        ("beyond-visual-line-of-sight", "bvlos", None, ("双眼鏡", "補助者", "めがね", "Glasses", "binoculars")),
        ("beyond-visual-line-of-sight", "bvlos", False, ("モニター", "補助者", "monitor", "assistant")),
        ("dangerous-goods", "dangerous_goods", None, ("電池など", "A battery carried for the flight itself")),
        ("dangerous-goods", "dangerous_goods", True, ("電池など", "A battery carried for the flight itself")),
        ("dropping-objects", "drops_objects", None, ("散布", "着陸してから", "Spraying counts", "after landing")),
        ("dropping-objects", "drops_objects", True, ("散布", "Spraying")),
        (EVENT, "over_event", None, ("開場の前から", "before it opens", "traffic light")),
        (EVENT, "over_event", True, ("個別の申請", "5 m/s 未満", "7 m/s 未満", "wind under 5 m/s", "under 7 m/s")),
    ],
)
def test_what_counts_and_what_does_not_is_said(slug: str, field: str, value: bool | None, words: Sequence[str]) -> None:
    found = the_finding(stating(field, value), slug)
    said = f"{found.text} {found.remedy}"
    assert all(word in said for word in words), said


def test_thirty_metres_is_never_clear_without_data() -> None:
    slug = "within-30-m-of-people-or-objects"
    keeps, comes_nearer, not_stated = (the_finding(stating("keeps_30_m", v), slug) for v in (True, False, None))
    assert (keeps.outcome, keeps.resolved_by) == (Outcome.ADVISORY, None)
    assert "事業者が申告" in keeps.text.ja
    assert "確かめていません" in keeps.text.ja
    assert "has not checked" in keeps.text.en
    assert "飛行に関わらない人" in keeps.remedy.ja
    assert "anyone not involved" in keeps.remedy.en
    assert comes_nearer.outcome is Outcome.CAUGHT
    assert "30 m 未満（斜めの直線距離）" in comes_nearer.text.ja
    assert "nearer than 30 m, in a straight line" in comes_nearer.text.en
    assert (not_stated.outcome, not_stated.resolved_by) == (Outcome.UNDETERMINED, ResolvedBy.OPERATOR)
    for found in (keeps, comes_nearer, not_stated):
        assert found.entails is Entails.SPECIFIED_FLIGHT_METHOD
        assert "30 m" in found.text.ja
        assert "30 m" in found.text.en


# --- the margin round an event


@pytest.mark.parametrize(
    ("height_m", "below_m", "margin_m"),
    [
        (0.0, 20, 30),
        (19.9, 20, 30),
        (19.96, 50, 40),
        (20.0, 50, 40),
        (49.9, 50, 40),
        (50.0, 100, 60),
        (99.9, 100, 60),
        (100.0, 150, 70),
        (149.9, 150, 70),
    ],
)
def test_the_margin_round_an_event_grows_with_height(height_m: float, below_m: int, margin_m: int) -> None:
    operation = replace(stating("over_event", True), ceiling=Height(height_m, Datum.AGL))
    text = the_finding(operation, EVENT).text
    assert f"（{below_m} m 未満）では、飛行範囲の外側 {margin_m} m 以内" in text.ja
    assert f"(under {below_m} m), nobody may enter within {margin_m} m outside" in text.en


@pytest.mark.parametrize(("fall_m", "margin_m"), [(0.0, 70), (69.0, 70), (70.0, 70), (71.0, 71), (200.0, 200)])
@pytest.mark.parametrize("height_m", [150.0, 300.0])
def test_above_the_table_the_makers_fall_distance_counts(height_m: float, fall_m: float, margin_m: int) -> None:
    operation = stating("over_event", True, fall_distance_m=fall_m)
    text = the_finding(replace(operation, ceiling=Height(height_m, Datum.AGL)), EVENT).text
    assert f"最大 {height_m:g} m（150 m 以上）では、飛行範囲の外側 {margin_m} m 以内" in text.ja
    assert f"within {margin_m} m outside the flight area (the maker's fall distance, at least 70 m)" in text.en


def test_above_the_table_without_a_fall_distance_no_margin_is_named() -> None:
    text = the_finding(replace(stating("over_event", True), ceiling=Height(150, Datum.AGL)), EVENT).text
    assert "メーカーの落下距離（70 m 以上）" in text.ja
    assert "落下距離が示されていません" in text.ja
    assert "that distance is not given" in text.en


def test_without_a_height_above_ground_no_margin_is_named() -> None:
    def of(*heights: Height | None) -> str:
        places = positions((0, 0), (900, 0), (1_900, 0))
        points = tuple(Waypoint(*at, height) for at, height in zip(places, heights, strict=True))
        operation = replace(stating("over_event", True), path=Route(points))
        return the_finding(operation, EVENT).text.en

    low, high = Height(10, Datum.AGL), Height(60, Datum.AGL)
    assert "from 30 to 70 m or more" in of(None, None, None)
    assert "from 30 to 70 m or more" in of(low, low, None)  # one leg that is not known is enough
    assert "At up to 10 m" in of(low, low, low)
    assert "At up to 60 m" in of(low, low, high)
    assert "At up to 30 m" in of(*[Height(20, Datum.AMSL)] * 3)  # no natural ground lies under -10 m


# --- the sun


def hours(operation: Operation, *spans: tuple[datetime, datetime]) -> Operation:
    return replace(operation, windows=tuple(Window(start, end) for start, end in spans))


def clock(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), JST)


def expected(place: tuple[float, float], day: date, *, rising: bool) -> datetime:
    """Return sunrise or sunset by formulas that are not the service's, good to ten seconds."""
    jd = np.array([day.toordinal() + 1_721_424.5 - 9 / 24])
    span = (0.1, 0.5) if rising else (0.5, 0.9)
    moment = float(oracles.sun_crossings(jd, place, *span)[0])
    return datetime.fromtimestamp((moment - 2_440_587.5) * 86_400, JST)


def told(found: Finding) -> tuple[str, str]:
    match = re.search(r"sunrise (\d\d:\d\d), sunset (\d\d:\d\d)", found.text.en)
    assert match
    assert f"日の出 {match[1]}、日の入り {match[2]}" in found.text.ja
    return match[1], match[2]


WINTER, SUMMER = date(2026, 12, 21), date(2026, 6, 21)
NORTH, SOUTH = (136.5, 35.15), (136.5, 33.75)
WEST, EAST = (135.9, 34.6), (136.95, 34.6)


@pytest.mark.parametrize(
    ("ends", "day", "rises_last", "sets_first"),
    [
        ((WEST, EAST), WINTER, WEST, EAST),
        ((EAST, WEST), SUMMER, WEST, EAST),
        ((NORTH, SOUTH), WINTER, NORTH, NORTH),
        ((SOUTH, NORTH), SUMMER, SOUTH, SOUTH),
    ],
)
def test_the_sun_is_looked_for_where_it_is_least(
    ends: tuple[tuple[float, float], ...],
    day: date,
    rises_last: tuple[float, float],
    sets_first: tuple[float, float],
) -> None:
    operation = hours(flight(ends), (clock(day, 10), clock(day, 14)))
    rise, fall = told(the_finding(operation, NIGHT))
    for place, shown, rising in ((rises_last, rise, True), (sets_first, fall, False)):
        shown_at = datetime.combine(day, time.fromisoformat(shown), JST)
        assert abs(shown_at - expected(place, day, rising=rising)) < timedelta(seconds=50)
    others = [place for place in ends if place != rises_last]
    assert expected(others[0], day, rising=True) < expected(rises_last, day, rising=True) - timedelta(minutes=2)


@pytest.mark.parametrize("half_width_m", [1.0, 5_000.0])
def test_the_width_of_the_flight_counts(half_width_m: float) -> None:
    operation = hours(flight([HOME], half_width_m=half_width_m), (clock(DAY, 10), clock(DAY, 14)))
    rise, _ = told(the_finding(operation, NIGHT))
    reach_deg = half_width_m / (111_320 * np.cos(np.radians(HOME[1])))
    edge = expected((HOME[0] - reach_deg, HOME[1] + half_width_m / 110_940), DAY, rising=True)
    assert abs(datetime.combine(DAY, time.fromisoformat(rise), JST) - edge) < timedelta(seconds=45)


def test_an_area_is_judged_by_its_edges() -> None:
    area = Area(Circle(*HOME, 60_000.0), ceiling=Height(60, Datum.AGL))
    wide = hours(Operation(area, (Window.whole_day(DAY),)), (clock(DAY, 10), clock(DAY, 14)))
    rise, fall = told(the_finding(wide, NIGHT))
    small = hours(flight([HOME]), (clock(DAY, 10), clock(DAY, 14)))
    assert (rise, fall) > told(the_finding(small, NIGHT))
    reach_deg = 60_000 / (111_320 * np.cos(np.radians(HOME[1])))
    edge = expected((HOME[0] - reach_deg, HOME[1] + 60_000 / 110_940), DAY, rising=True)
    assert abs(datetime.combine(DAY, time.fromisoformat(rise), JST) - edge) < timedelta(seconds=50)


def judged(operation: Operation, **figures: float) -> list[Finding]:
    """Return what the rule finds with figures of the law other than they are."""
    law = rule_laws()[NIGHT]
    changed = {
        name: parameter.model_copy(update={"value": figures.get(name, parameter.value)})
        for name, parameter in law.parameters.items()
    }
    facts = Facts(Atlas(HOME_PREFECTURE, ()), build_volume(operation))
    other: RuleLaw = law.model_copy(update={"parameters": changed})
    return list(night_flight.check(facts, other))


def test_the_error_of_our_times_is_taken_on_the_careful_side() -> None:
    operation = hours(flight(STRAIGHT), (clock(DAY, 10), clock(DAY, 14)))
    without, with_five_minutes = (told(judged(operation, calculation_error_s=s)[0]) for s in (0.0, 300.0))
    moved = [datetime.combine(DAY, time.fromisoformat(t), JST) for pair in (without, with_five_minutes) for t in pair]
    assert (moved[2] - moved[0], moved[1] - moved[3]) == (timedelta(minutes=5), timedelta(minutes=5))


def test_times_are_taken_to_the_nearest_minute() -> None:
    for number in range(40):
        day = DAY + timedelta(days=number)
        operation = hours(flight([HOME], half_width_m=1.0), (clock(day, 10), clock(day, 14)))
        shown = told(judged(operation, calculation_error_s=0.0)[0])
        for rising, text in ((True, shown[0]), (False, shown[1])):
            exact = expected(HOME, day, rising=rising)
            if abs(exact.second - 30) > 10:  # the oracle is good to ten seconds
                assert text == f"{exact + timedelta(seconds=30):%H:%M}"


def test_half_a_minute_goes_to_the_next() -> None:
    over_a_year = [DAY + timedelta(days=number) for number in range(365)]
    up_or_down = {True: 0, False: 0}
    for day in over_a_year:
        operation = hours(flight([HOME], half_width_m=1.0), (clock(day, 10), clock(day, 14)))
        shown = told(judged(operation, calculation_error_s=0.0)[0])[0]
        exact = next_sunrise(*HOME, clock(day, 0), refraction_deg=2_108 / 3_600).astimezone(JST)
        if abs(exact.second + exact.microsecond / 1e6 - 30) < 0.01:
            continue  # a metre west of home is another answer
        up = exact.second >= 30
        up_or_down[up] += 29 <= exact.second <= 30
        assert shown == f"{exact + timedelta(minutes=up):%H:%M}", exact
    assert all(up_or_down.values())  # both sides of the half were met


def test_more_refraction_is_a_longer_day() -> None:
    operation = hours(flight(STRAIGHT), (clock(DAY, 10), clock(DAY, 14)))
    (less, earlier), (more, later) = (
        told(judged(operation, horizon_refraction_arcsec=arcsec)[0]) for arcsec in (0.0, 3_600.0)
    )
    assert less > more
    assert earlier < later
    whole_degree = timedelta(minutes=4) / np.cos(np.radians(HOME[1])) / np.cos(np.radians(21))
    gained = datetime.fromisoformat(f"2026-01-01T{less}+09:00") - datetime.fromisoformat(f"2026-01-01T{more}+09:00")
    assert abs(gained - whole_degree) < timedelta(minutes=1.5)


@pytest.mark.parametrize(
    ("near_min", "outcome"), [(17.0, Outcome.CLEAR), (18.0, Outcome.ADVISORY), (19.0, Outcome.ADVISORY)]
)
def test_what_is_near_is_the_laws_figure(near_min: float, outcome: Outcome) -> None:
    operation = hours(flight(STRAIGHT), (clock(DAY, 7), clock(DAY, 12)))  # sunrise 06:42
    (found,) = judged(operation, near_min=near_min)
    assert found.outcome is outcome
    if outcome is Outcome.ADVISORY:
        assert f"{near_min:g} 分以内" in found.text.ja
        assert f"within {near_min:g} minutes" in found.text.en
        assert (found.entails, found.resolved_by) == (Entails.SPECIFIED_FLIGHT_METHOD, None)


def test_each_kind_of_window_is_told_apart_and_the_worst_is_named() -> None:
    first, second, third, fourth, fifth, sixth = (DAY + timedelta(days=number) for number in range(6))
    operation = hours(
        flight(STRAIGHT),
        (clock(first, 10), clock(first, 18)),
        (clock(second, 4), clock(second, 12)),
        (clock(third, 0), clock(fourth, 0)),
        (clock(fourth, 6, 46), clock(fourth, 12)),
        (clock(fifth, 12), clock(fifth, 16, 43)),
        (clock(sixth, 9), clock(sixth, 15)),
    )
    night, open_, near = of_rule(screened(operation), NIGHT)
    assert [found.outcome for found in (night, open_, near)] == [
        Outcome.CAUGHT,
        Outcome.UNDETERMINED,
        Outcome.ADVISORY,
    ]
    assert "時間帯が 2 件" in night.text.ja
    assert "sunset: 2." in night.text.en
    assert f"{second} 04:00～12:00" in night.text.ja
    assert f"{second} 04:00 to 12:00" in night.text.en
    assert "日が 1 件" in open_.text.ja
    assert "without hours: 1." in open_.text.en
    assert open_.resolved_by is ResolvedBy.OPERATOR
    assert "夜も" in open_.remedy.ja
    assert "all day and night" in open_.remedy.en
    assert "時間帯が 2 件" in near.text.ja
    assert "sunset: 2 (" in near.text.en
    assert f"{fifth} 12:00 to 16:43" in near.text.en
    assert "日の入りまでの間に変える" in night.remedy.ja
    assert "国立天文台" in near.remedy.ja


def test_the_day_with_the_least_to_spare_is_named_where_all_is_clear() -> None:
    first, second = DAY, DAY + timedelta(days=1)
    spans = ((clock(first, 9), clock(first, 15)), (clock(second, 9), clock(second, 16)))
    for order in (spans, spans[::-1]):
        found = the_finding(hours(flight(STRAIGHT), *order), NIGHT)
        assert found.outcome is Outcome.CLEAR
        assert f"{second} 09:00 to 16:00" in found.text.en
        assert f"{second} 09:00～16:00" in found.text.ja


def test_a_window_past_midnight_names_both_days() -> None:
    until = DAY + timedelta(days=1)
    found = the_finding(hours(flight(STRAIGHT), (clock(DAY, 12), clock(until, 12))), NIGHT)
    assert f"{DAY} 12:00 to {until} 12:00" in found.text.en


def test_hours_are_those_of_japan_whatever_zone_they_are_told_in() -> None:
    in_utc = [clock(DAY, 7).astimezone(UTC), clock(DAY, 16).astimezone(UTC)]
    found = the_finding(hours(flight(STRAIGHT), (in_utc[0], in_utc[1])), NIGHT)
    assert found.outcome is Outcome.CLEAR
    assert f"{DAY} 07:00 to 16:00" in found.text.en
    whole = [moment.astimezone(UTC) for moment in (clock(DAY, 0), clock(DAY + timedelta(days=1), 0))]
    assert the_finding(hours(flight(STRAIGHT), (whole[0], whole[1])), NIGHT).outcome is Outcome.UNDETERMINED
    midnight_utc = datetime(2026, 11, 30, tzinfo=UTC)  # 09:00 in Japan: a day of hours that were told
    night = the_finding(hours(flight(STRAIGHT), (midnight_utc, midnight_utc + timedelta(days=1))), NIGHT)
    assert night.outcome is Outcome.CAUGHT


# --- words


def test_every_sentence_of_the_methods_is_in_both_languages_and_none_promises() -> None:
    spans = [(clock(DAY, 10), clock(DAY, 14)), (clock(DAY, 6, 45), clock(DAY, 9)), (clock(DAY, 3), clock(DAY, 4))]
    heights = [None, Height(10, Datum.AGL), Height(200, Datum.AGL), Height(200, Datum.TAKEOFF)]
    for value in (None, True, False):
        for ceiling in heights:
            declared = Declared(**dict.fromkeys([*STATED.values(), "keeps_30_m"][1:], value))
            operation = hours(flight(STRAIGHT, bvlos=value, declared=declared, ceiling=ceiling), *spans)
            screening = screened(operation)
            for found in (*screening.findings, *screening.checked):
                for text in (found.text, found.remedy):
                    assert text.ja.strip()
                    assert text.en.strip()
                    assert not re.search("許可が必要|安全|承認が必要", text.ja), text.ja
                    assert not re.search(r"\b(safe|safely|safety|legal|legally|no-fly)\b", text.en, re.IGNORECASE)

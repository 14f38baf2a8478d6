"""The 150 m rule stretch by stretch: from which metre to which, what is told as one, what is said."""

from datetime import date

import pytest

from airspace.declared import Declared
from airspace.finding import Finding, Outcome, VolumeKind
from airspace.trial import Operation
from airspace.volume import contingency_rise_m
from geo.height import Datum, Height
from geo.route import Route, Waypoint
from tests.airspace.worlds import flight, of_rule, screened
from tests.fakes import FakeTerrain
from tests.zoo import HOME, at, positions

HEIGHT = "150-m-or-higher"
RISE_M = contingency_rise_m(10.0)


def ground(height_m: float, *strips: tuple[float, float, float], error_m: float = 0.0) -> FakeTerrain:
    """Return flat ground with strips across it: from, to (metres east of home), height."""
    edges = [(at(west, 0)[0], at(east, 0)[0], height) for west, east, height in strips]
    return FakeTerrain(
        lambda lon, lat: next((height for west, east, height in edges if west <= lon < east), height_m), error_m
    )


def found(
    height: Height, terrain: FakeTerrain | None, *course: tuple[float, float], declared: Declared | None = None
) -> list[Finding]:
    path = positions(*(course or ((0, 0), (4_000, 0))))
    more = {"declared": declared} if declared else {}
    return of_rule(screened(flight(path, height, **more), terrain=terrain), HEIGHT)


def spans(findings: list[Finding]) -> list[tuple[Outcome, float, float]]:
    return [(finding.outcome, finding.from_m or 0.0, finding.to_m or 0.0) for finding in findings]


AMSL_250 = Height(250, Datum.AMSL)
AGL_200 = Height(200, Datum.AGL)


def test_a_valley_is_told_from_where_to_where() -> None:
    """110 m above a plain, 180 m above a valley: 40 m of air are left over the plain, deviations included."""
    (over,) = found(AMSL_250, ground(140, (1_000, 1_600, 70)))
    assert over.outcome is Outcome.CAUGHT
    assert (over.from_m, over.to_m) == pytest.approx((1_000, 1_600), abs=70)
    assert over.overlap.length_m == pytest.approx(500, abs=60)
    assert over.legs == (0,)
    assert over.overlap.area_m2[VolumeKind.FLIGHT_GEOGRAPHY] == pytest.approx(
        over.overlap.length_m * 60 + 2_827, rel=0.01
    )
    assert "地面からは約 180～180 m" in over.text.ja
    assert "about 180 to 180 m above ground" in over.text.en


def test_valleys_near_one_another_are_told_as_one_and_far_ones_apart() -> None:
    near = found(AMSL_250, ground(140, (1_000, 1_200, 70), (1_350, 1_600, 70)))
    far = found(AMSL_250, ground(140, (1_000, 1_200, 70), (1_450, 1_700, 70)))
    assert [finding.outcome for finding in near] == [Outcome.CAUGHT]
    assert (near[0].from_m, near[0].to_m) == pytest.approx((1_000, 1_600), abs=70)
    assert near[0].overlap.length_m == pytest.approx(370, abs=60)
    assert [finding.outcome for finding in far] == [Outcome.CAUGHT] * 2
    assert far[0].to_m == pytest.approx(1_200, abs=70)
    assert far[1].from_m == pytest.approx(1_450, abs=70)


def test_on_a_long_route_wider_gaps_are_closed() -> None:
    valleys = ground(140, (1_000, 1_200, 70), (1_450, 1_700, 70))
    assert len(found(AMSL_250, valleys, (0, 0), (20_000, 0))) == 1


def test_what_lies_between_and_near_the_parts_of_a_weightier_stretch_is_told_with_it() -> None:
    """Between two valleys the deviation alone reaches the limit; far beyond them it does too, and that is told."""
    plain_m = 250 - 150 + RISE_M - 1
    findings = found(AMSL_250, ground(plain_m, (1_000, 1_200, 70), (1_350, 1_600, 70)))
    assert [finding.outcome for finding in findings] == [Outcome.UNDETERMINED, Outcome.CAUGHT, Outcome.UNDETERMINED]
    before, over, after = findings
    assert (before.from_m, after.to_m) == pytest.approx((0, 4_000), abs=1)
    assert before.to_m == pytest.approx(over.from_m, abs=70)
    assert after.from_m == pytest.approx(over.to_m, abs=70)
    assert before.volume is VolumeKind.CONTINGENCY_VOLUME
    assert "その前後や途中でも" in over.text.ja
    assert "Shortly before" in over.text.en
    (alone,) = found(Height(250, Datum.AGL), None)
    assert "その前後や途中でも" not in alone.text.ja
    assert "Shortly before" not in alone.text.en


def test_a_fringe_is_no_longer_than_the_gap() -> None:
    """A shelf beside the valley, over which only the deviation reaches the limit."""
    shelf_m = 250 - 150 + RISE_M - 1
    short = found(AMSL_250, ground(140, (1_000, 1_600, 70), (1_600, 1_740, shelf_m)))
    long = found(AMSL_250, ground(140, (1_000, 1_600, 70), (1_600, 1_860, shelf_m)))
    assert [finding.outcome for finding in short] == [Outcome.CAUGHT]
    assert [finding.outcome for finding in long] == [Outcome.CAUGHT, Outcome.UNDETERMINED]
    assert long[1].to_m == pytest.approx(1_860, abs=40)


def test_beside_a_structure_nothing_is_left_untold() -> None:
    """What is only advised must hide nothing that is open."""
    plain_m = 250 - 150 + RISE_M - 1
    terrain = ground(plain_m, (1_000, 1_200, 70), (1_350, 1_600, 70))
    findings = found(AMSL_250, terrain, declared=Declared(beside_structure=True))
    outcomes = [finding.outcome for finding in findings]
    assert outcomes.count(Outcome.ADVISORY) == 2
    assert set(outcomes) == {Outcome.ADVISORY, Outcome.UNDETERMINED}
    assert sum(finding.overlap.length_m for finding in findings) == pytest.approx(4_000, abs=1)
    assert [f.to_m for f in findings[:-1]] == [f.from_m for f in findings[1:]]


def test_a_leg_of_no_height_hides_no_other_and_is_not_hidden() -> None:
    points = [
        Waypoint(*at(x, 0), height) for x, height in zip((0, 50, 100, 150), (AGL_200, AGL_200, None, None), strict=True)
    ]
    findings = of_rule(screened(Operation(Route(tuple(points)), flight([HOME]).windows)), HEIGHT)
    assert [(finding.outcome, finding.legs) for finding in findings] == [
        (Outcome.CAUGHT, (0,)),
        (Outcome.UNDETERMINED, (1, 2)),
    ]


def test_the_border_between_over_and_under_is_open_by_the_ground_under_the_width() -> None:
    """Where the ground steps, stretches that see both sides are open: told apart where the limit lies between."""
    (over,) = found(AMSL_250, ground(140, (2_000, 4_100, 70), error_m=1.0))
    assert over.outcome is Outcome.CAUGHT
    assert 1_990 < (over.from_m or 0) < 2_080
    unclear = found(Height(250, Datum.AMSL), ground(101, error_m=2.0))
    assert [finding.outcome for finding in unclear] == [Outcome.UNDETERMINED]
    assert "判定できません" in unclear[0].text.ja
    assert "（地面からは約 147～151 m）" in unclear[0].text.ja
    assert "about 147 to 151 m above ground" in unclear[0].text.en


def test_legs_that_follow_each_other_are_one_stretch() -> None:
    terrain = ground(140, (1_000, 3_000, 70))
    (over,) = found(AMSL_250, terrain, (0, 0), (1_800, 0), (4_000, 0))
    assert over.legs == (0, 1)
    assert (over.from_m, over.to_m) == pytest.approx((1_000, 3_000), abs=70)
    assert over.overlap.length_m == pytest.approx(1_950, abs=50)


def test_without_terrain_whole_legs_are_told() -> None:
    (open_,) = found(AMSL_250, None, (0, 0), (1_800, 0), (4_000, 0))
    assert spans([open_]) == [(Outcome.UNDETERMINED, 0, pytest.approx(4_000, rel=1e-3))]
    assert open_.legs == (0, 1)
    assert "（地面からは" not in open_.text.ja


def test_the_exception_is_stated_with_its_condition() -> None:
    (advice,) = found(Height(200, Datum.AGL), None, declared=Declared(beside_structure=True))
    assert advice.outcome is Outcome.ADVISORY
    assert "30 m 以内だけという申告" in advice.text.ja
    assert "30 m" in advice.remedy.en
    (caught,) = found(Height(200, Datum.AGL), None)
    assert "30 m 以内の空域は除かれます" in caught.text.ja
    assert "約" not in caught.text.ja


def test_before_the_exception_nothing_is_said_of_it() -> None:
    operation = flight(positions((0, 0), (900, 0)), Height(200, Datum.AGL), on=date(2021, 9, 23))
    (caught,) = of_rule(screened(operation), HEIGHT)
    assert caught.outcome is Outcome.CAUGHT
    assert "30 m" not in caught.text.ja + caught.text.en


def test_a_hover_and_an_unclear_climb_are_told_whole() -> None:
    (over,) = found(AMSL_250, ground(70), (0, 0), (0, 0))
    assert over.outcome is Outcome.CAUGHT
    assert over.overlap.length_m == 0
    assert over.overlap.area_m2[VolumeKind.FLIGHT_GEOGRAPHY] == pytest.approx(2_827, rel=0.01)

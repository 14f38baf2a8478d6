"""What a public view shows is never narrower, shorter or elsewhere than it says, and tells no more than it says."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.finding import VolumeKind
from airspace.public_view import AS_IT_IS, PublicView, public_operation, public_screening, view_given, whole_days
from airspace.trial import JST, Operation, Window
from airspace.volume import build_volume
from geo.errors import ValueRefused
from geo.mesh import mesh_of
from geo.route import Area, Circle, Route, Waypoint
from tests.maps.flights import along_the_coast

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
POINTS = ((136.5246, 34.7079), (136.5480, 34.7010), (136.5640, 34.6800))
ROUTE = Route(tuple(Waypoint(lon, lat, origin="file line 3") for lon, lat in POINTS))
WINDOW = Window(datetime(2026, 11, 4, 10, tzinfo=JST), datetime(2026, 11, 4, 15, tzinfo=JST))
FLIGHT = Operation(ROUTE, (WINDOW,), half_width_m=30.0)


def test_nothing_chosen_changes_nothing() -> None:
    assert public_operation(FLIGHT, AS_IT_IS) == FLIGHT
    assert AS_IT_IS.is_whole


def test_it_is_drawn_wider_and_never_narrower() -> None:
    wide = public_operation(FLIGHT, PublicView(widened_m=200))
    assert wide.half_width_m == 200
    own, shown = (build_volume(one).footprints[VolumeKind.FLIGHT_GEOGRAPHY] for one in (FLIGHT, wide))
    assert shown.covers(own)
    assert public_operation(FLIGHT, PublicView(widened_m=10)).half_width_m == 30


@given(st.floats(122.9, 153.9), st.floats(24.1, 45.4))
def test_an_end_is_moved_within_its_square_and_two_ends_in_one_square_cannot_be_told_apart(
    lon: float, lat: float
) -> None:
    shown = public_operation(Operation(Route((Waypoint(lon, lat),)), (WINDOW,)), PublicView(ends_hidden=True))
    (point,) = shown.path.waypoints
    assert abs(point.lon_deg - lon) <= 22.5 / 3600 / 2 + 1e-9
    assert abs(point.lat_deg - lat) <= 15 / 3600 / 2 + 1e-9
    # The middle of a half square is in the same third-level square as every point of it (JIS X 0410).
    assert mesh_of(point.lon_deg, point.lat_deg) == mesh_of(lon, lat)
    again = public_operation(shown, PublicView(ends_hidden=True)).path.waypoints
    assert again[0].lon_deg == pytest.approx(point.lon_deg, abs=1e-9)


def test_only_the_ends_move_and_no_origin_is_told() -> None:
    shown = public_operation(FLIGHT, PublicView(ends_hidden=True)).path
    assert [(one.lon_deg, one.lat_deg) for one in shown.waypoints[1:-1]] == [POINTS[1]]
    assert {one.origin for one in shown.waypoints} == {""}
    area = Operation(Area(Circle(136.55, 34.7, 100.0)), (WINDOW,))
    assert public_operation(area, PublicView(ends_hidden=True, widened_m=500)) == area


def test_days_cover_the_windows_and_past_midnight() -> None:
    night = Window(datetime(2026, 11, 5, 22, tzinfo=JST), datetime(2026, 11, 6, 2, tzinfo=JST))
    until_midnight = Window(datetime(2026, 11, 8, 22, tzinfo=JST), datetime(2026, 11, 9, tzinfo=JST))
    days = whole_days((night, WINDOW, WINDOW, until_midnight))
    expected = [date(2026, 11, day) for day in (4, 5, 6, 8)]
    assert days == tuple(Window.whole_day(day) for day in expected)
    assert public_operation(FLIGHT, PublicView(days_only=True)).windows == (Window.whole_day(date(2026, 11, 4)),)


def test_findings_stay_what_they_are_and_lose_their_place_with_the_ends() -> None:
    screening = along_the_coast()
    assert public_screening(screening, AS_IT_IS) is screening
    shown = public_screening(screening, PublicView(ends_hidden=True))
    assert [(f.rule, f.outcome, f.text) for f in shown.findings] == [
        (f.rule, f.outcome, f.text) for f in screening.findings
    ]
    assert shown.outcome == screening.outcome
    assert any(finding.geometry is not None for finding in screening.findings)
    assert all(f.geometry is None and f.from_m is None and f.to_m is None and not f.legs for f in shown.findings)
    timeless = public_screening(screening, PublicView(days_only=True))
    assert re.search(r"\d:\d\d", str((screening.findings, screening.checked)))
    assert not re.search(r"\d:\d\d", str((timeless.findings, timeless.checked, timeless.verdict)))
    assert "時刻は非公表" in str(timeless.checked + timeless.findings)
    wide = public_screening(screening, PublicView(widened_m=300))
    assert [f.geometry for f in wide.findings] == [f.geometry for f in screening.findings]
    assert wide.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].area > (
        screening.volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY].area
    )


@pytest.mark.parametrize(
    ("view", "where"),
    [
        (PublicView(widened_m=0), "widened_m"),
        (PublicView(widened_m=float("nan")), "widened_m"),
        (PublicView(widened_m=2_001), "widened_m"),
        (PublicView(released_at=NOW + timedelta(days=367)), "released_at"),
        (PublicView(easy_ja="あ" * 2_001), "easy_ja"),
    ],
)
def test_a_view_out_of_its_range_is_refused(view: PublicView, where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        view_given(view, NOW)
    assert refused.value.where == where


def test_a_view_is_kept_with_its_words_trimmed() -> None:
    view = PublicView(widened_m=100, released_at=NOW, easy_ja=" とびます。\r\nさわらないで。 ")
    assert view_given(view, NOW).easy_ja == "とびます。\nさわらないで。"
    assert view_given(AS_IT_IS, NOW) == AS_IT_IS

"""The altitude profile: what is drawn is what the legs say, and what is not known is never drawn as low."""

import itertools
import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from airspace.trial import Operation
from airspace.volume import build_volume
from geo.terrain_raster import Lattice, RasterTerrain
from maps.altitude_profile import (
    BOTTOM_PX,
    HEIGHT_PX,
    LEFT_PX,
    RIGHT_PX,
    TOP_PX,
    WIDTH_PX,
    profile_of,
    profile_svg,
    summary_of,
)
from tests.geo.relief import raster
from tests.maps.flights import COAST, DAY, FLIGHTS, along_the_coast, route

SVG = "{http://www.w3.org/2000/svg}"


def test_a_hover_and_an_area_have_no_profile() -> None:
    for name in ("hover", "circle", "polygon"):
        assert profile_of(build_volume(Operation(FLIGHTS[name], (DAY,)))) is None


def test_stretches_follow_the_route_from_its_start_to_its_end() -> None:
    screening = along_the_coast()
    profile = profile_of(screening.volume)
    assert not profile.on_ground
    edges = [(one.from_m, one.to_m) for one in profile.stretches]
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(screening.volume.length_m)
    assert all(before[1] == pytest.approx(after[0]) for before, after in itertools.pairwise(edges))


def test_a_level_flight_is_drawn_at_its_height_above_the_ground() -> None:
    profile = profile_of(build_volume(Operation(route(COAST, [90.0] * len(COAST)), (DAY,))))
    assert {one.high_m for one in profile.stretches} == {90.0}
    assert profile.top_m == 200
    svg = fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{profile_svg(profile, "ja").split(">", 1)[1]}')
    # An oracle in pixels: 90 m of the 200 m between the lower edge and the upper.
    expected = HEIGHT_PX - BOTTOM_PX - (HEIGHT_PX - TOP_PX - BOTTOM_PX) * 90 / 200
    lines = [path.get("d") for path in svg.iter(f"{SVG}path") if path.get("stroke-width") == "3"]
    assert len(lines) == len(profile.stretches)
    for line in lines:
        assert float(re.match(r"M[\d.]+ ([\d.]+)H", line).group(1)) == pytest.approx(expected, abs=0.06)
    assert float(re.match(r"M([\d.]+) ", lines[0]).group(1)) == LEFT_PX
    assert float(re.search(r"H([\d.]+)$", lines[-1]).group(1)) == pytest.approx(WIDTH_PX - RIGHT_PX, abs=0.11)


def test_what_is_not_known_is_hatched_and_said() -> None:
    profile = profile_of(build_volume(Operation(FLIGHTS["no-heights"], (DAY,))))
    assert {one.high_m for one in profile.stretches} == {None}
    assert "示されていないか分からない" in summary_of(profile).ja
    assert 'fill="url(#profile-unknown)"' in profile_svg(profile, "ja")
    assert 'stroke="#0017c1"' not in profile_svg(profile, "ja")


def test_above_150_m_is_said() -> None:
    profile = profile_of(build_volume(Operation(route(COAST, [160.0] * len(COAST)), (DAY,))))
    assert "150 m を超える" in summary_of(profile).ja
    assert "above 150 m" in summary_of(profile).en
    below = profile_of(build_volume(Operation(route(COAST, [150.0] * len(COAST)), (DAY,))))
    assert "150 m を超える" not in summary_of(below).ja


def test_over_known_ground_heights_are_above_the_sea_and_the_limit_follows_the_ground() -> None:
    a_second = 1 / 3600
    relief = RasterTerrain([raster(np.full((720, 720), 40.0), Lattice(6668, 136.45, 34.78, a_second, a_second))])
    profile = profile_of(build_volume(Operation(route(COAST, [90.0] * len(COAST)), (DAY,)), relief))
    assert profile.on_ground
    assert {round(one.ground_m, 6) for one in profile.stretches} == {40.0}
    assert {round(one.high_m, 6) for one in profile.stretches} == {130.0}
    assert {one.limit_m for one in profile.stretches} == {190.0}
    assert "標高（m）" in profile_svg(profile, "ja")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_picture_is_named_and_the_same_twice(language: str) -> None:
    profile = profile_of(along_the_coast().volume)
    first, second = (profile_svg(profile, language) for _ in "ab")
    assert first == second
    assert "<title>" in first
    assert 'role="img"' in first

import re
from pathlib import Path

import pytest

from airspace.finding import Outcome, VolumeKind
from airspace.verdict import Category, Level
from maps.theme import (
    AGREED_STYLE,
    BADGE_COLOURS,
    BEFORE_CENTRELINE_STYLE,
    BEFORE_STYLES,
    CENTRELINE_STYLE,
    CONFLICT_STYLES,
    END_INK,
    LAYER_STYLES,
    OUTCOME_STYLES,
    START_INK,
    STOP_STYLE,
    VOLUME_STYLES,
    Style,
    pattern_definitions,
    segment_style,
    swatch,
)

ADDED = [STOP_STYLE, *CONFLICT_STYLES.values(), AGREED_STYLE]
SEGMENTS = [segment_style(category, Category.I, level) for category in Category for level in Level]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_outcomes_and_volumes_are_told_apart_without_colour() -> None:
    outcomes = [(style.pattern, style.dash) for style in OUTCOME_STYLES.values()]
    volumes = [(style.pattern, style.dash) for style in VOLUME_STYLES.values()]
    layers = [(style.pattern, style.dash) for style in LAYER_STYLES.values()]
    added = [(style.pattern, style.dash) for style in ADDED]
    together = outcomes + volumes + layers + added
    assert len(set(together)) == len(together)
    assert len({pattern for pattern, _ in outcomes}) == len(outcomes)


@pytest.mark.parametrize(
    "style",
    [
        *(*OUTCOME_STYLES.values(), *VOLUME_STYLES.values(), *LAYER_STYLES.values(), *ADDED),
        *(*BEFORE_STYLES.values(), BEFORE_CENTRELINE_STYLE, *SEGMENTS),
    ],
)
@pytest.mark.parametrize("ground", ["#e3eef6", "#f7f4ec", "#ffffff"])
def test_strokes_stand_out_from_land_sea_and_paper(style: Style, ground: str) -> None:
    assert contrast(style.stroke, ground) >= 4.5


@pytest.mark.parametrize("outcome", Outcome)
def test_badges_can_be_read(outcome: Outcome) -> None:
    assert contrast(*BADGE_COLOURS[outcome]) >= 4.5


def test_every_pattern_that_is_used_is_defined_once() -> None:
    used = re.findall(
        r"url\(#([\w-]+)\)", "".join(swatch(s) for s in [*OUTCOME_STYLES.values(), *LAYER_STYLES.values(), *ADDED])
    )
    assert sorted(re.findall(r'id="([\w-]+)"', pattern_definitions())) == sorted(used)


def test_the_buffer_is_drawn_in_dots_and_the_flight_geography_in_a_line() -> None:
    assert VOLUME_STYLES[VolumeKind.FLIGHT_GEOGRAPHY].dash is None
    assert VOLUME_STYLES[VolumeKind.GROUND_RISK_BUFFER].dash == "1 5"


def test_an_older_revision_is_told_from_a_newer_one_without_colour() -> None:
    assert CENTRELINE_STYLE.dash is None
    assert BEFORE_CENTRELINE_STYLE.dash is not None
    for kind, style in BEFORE_STYLES.items():
        assert style.dash not in (None, VOLUME_STYLES[kind].dash)


def test_stretches_of_another_category_are_of_another_width_and_of_another_level_of_another_dash() -> None:
    flown = (Category.I, Category.II_B, Category.II_A, Category.III)
    widths = [segment_style(category, category, Level.NONE).width_px for category in flown]
    assert widths == sorted(set(widths))
    assert len({segment_style(Category.I, Category.I, level).dash for level in Level}) == len(Level)
    unsettled = [segment_style(Category.UNDETERMINED, least, Level.NONE).width_px for least in flown]
    assert len(set(unsettled)) == len(flown)


def test_the_signs_of_both_ends_are_the_same_on_paper_and_on_the_map(repository: Path) -> None:
    css = (repository / "maps" / "assets" / "map.css").read_text()
    assert f".stop.start {{ border-radius: 17px; background: {START_INK}; }}" in css
    assert f".stop.end {{ border-radius: 6px; background: {END_INK}; }}" in css

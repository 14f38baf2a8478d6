"""The map of a meeting, without a browser: its words, what it refuses, and its size."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from geo.errors import ValueRefused
from maps.compose import Captions, compose
from maps.presenter_map import presenter_map
from maps.scene import Scene
from maps.talk import MOST_OF_A_CAPTION, MOST_OF_A_NOTE, MOST_STEPS, AtNote, AtStop, Bounds, Step, sheet_keys
from maps.wording import DISCLAIMER, SAMPLE
from tests.maps.flights import FLIGHTS, HOSTILE, LONG_TITLE, dense_route, land, layers, screened

END = date(2026, 11, 30)
RENDER = """
import sys
from tests.maps.test_presenter_map import END, AtStop, Step, presenter_map, scene
html = presenter_map(scene(), [Step("全体", AtStop(1), note="60 m")], "ja", valid_until=END)
sys.stdout.buffer.write(html.encode())
"""


def scene(name: str = "coast", title: str = "見本の飛行") -> Scene:
    words = Captions(title, "津市沿岸", "第2版（ab12）", SAMPLE)
    return compose(screened(FLIGHTS[name]), words, outline=land(), layers=layers())


def test_the_words_of_every_step_stand_in_the_page_in_order_and_once() -> None:
    steps = [Step(f"説明その{number}です。", note=f"大きく{number}") for number in range(1, 8)]
    document = presenter_map(scene(), steps, "ja", valid_until=END)
    listed = re.findall(r'<li value="(\d+)"><p class="note">([^<]+)</p><p class="caption">([^<]+)</p>', document)
    assert listed == [(str(n), f"大きく{n}", f"説明その{n}です。") for n in range(1, 8)]
    assert all(document.count(step.caption) == 1 for step in steps)


@pytest.mark.parametrize(
    ("until", "said"),
    [(END, "令和8年（2026年）11月30日（月）まで使えます"), (None, "いつまで使えるかは決められていません")],
)
def test_it_says_its_revision_its_last_day_what_it_is_not_and_that_it_is_made_up(until: date | None, said: str) -> None:
    document = presenter_map(scene(), [Step("全体")], "ja", valid_until=until)
    hall = document[document.index('class="hall"') : document.index('class="beneath-hall"')]
    for words in ("第2版（ab12）", said, DISCLAIMER.ja, SAMPLE.ja):
        assert words in hall
    assert DISCLAIMER.en in document


def test_the_same_talk_has_the_same_bytes_in_any_process(repository: Path) -> None:
    here = presenter_map(scene(), [Step("全体", AtStop(1), note="60 m")], "ja", valid_until=END).encode()
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", RENDER],
            cwd=repository,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)},
            capture_output=True,
            check=True,
        )
        assert there.stdout == here
    assert b"built-in" not in here


def test_lines_of_a_caption_are_kept() -> None:
    assert "一行め<br>二行め" in presenter_map(scene(), [Step("一行め\r\n二行め")], "ja", valid_until=None)


@pytest.mark.parametrize("name", FLIGHTS)
def test_it_stays_under_400_kb_and_is_the_same_twice(name: str) -> None:
    steps = [Step("あ" * 80) for _ in range(12)]
    one = presenter_map(scene(name), steps, "ja", valid_until=END)
    assert len(one.encode()) < 400_000
    assert one == presenter_map(scene(name), steps, "ja", valid_until=END)


def test_the_longest_talk_adds_no_more_than_its_words() -> None:
    steps = [Step("あ" * MOST_OF_A_CAPTION) for _ in range(MOST_STEPS)]
    whole = len(presenter_map(scene(), steps, "ja", valid_until=END).encode())
    assert whole - len(presenter_map(scene(), steps[:1], "ja", valid_until=END).encode()) < 39 * 1_200


@pytest.mark.parametrize("count", [1, 5_000])
def test_one_point_and_many_points_are_shown_within_bounds(count: int) -> None:
    long = compose(screened(dense_route(count)), Captions("a", "", "第1版"))
    document = presenter_map(long, [Step("全体"), Step("ここ", AtStop(1))], "ja", valid_until=None)
    assert len(document.encode()) < 1_000_000


def refused(where: str, *steps: Step) -> ValueRefused:
    with pytest.raises(ValueRefused) as found:
        presenter_map(scene(), steps, "ja", valid_until=END)
    assert found.value.where == where
    return found.value


def test_what_cannot_be_shown_is_refused_with_its_place() -> None:
    refused("steps")
    assert str(MOST_STEPS) in refused("steps", *[Step("a")] * (MOST_STEPS + 1)).remedy.ja
    for nothing in ("", "  \n", "\u200b"):
        refused("steps.2.caption", Step("a"), Step(nothing))
    refused("steps.1.caption", Step("あ" * (MOST_OF_A_CAPTION + 1)))
    refused("steps.1.caption", Step("a\u202eb"))
    refused("steps.1.note", Step("a", note="あ" * (MOST_OF_A_NOTE + 1)))
    for view in (AtStop(0), AtStop(6), AtNote(0), AtNote(999), AtNote(3)):
        refused("steps.1.view", Step("a", view))
    assert "centreline" in refused("steps.1.shown", Step("a", shown=("outline", "nothing"))).remedy.ja


@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(136.58, 34.66, 136.54, 34.70),
        Bounds(136.54, 34.70, 136.58, 34.66),
        Bounds(34.66, 136.54, 34.70, 136.58),
        Bounds(float("nan"), 34.66, 136.58, 34.70),
        Bounds(136.54, 34.66, float("inf"), 34.70),
        Bounds(130.0, 30.0, 140.0, 40.0),
    ],
)
def test_bounds_that_are_none_or_lie_elsewhere_are_refused(bounds: Bounds) -> None:
    refused("steps.1.view", Step("a", bounds))


def test_the_keys_of_a_scene_are_those_of_its_legend() -> None:
    document = presenter_map(scene(), [Step("全体", shown=sheet_keys(scene()))], "ja", valid_until=END)
    assert sorted(re.findall(r'data-group="([^"]+)"', document)) == sorted(sheet_keys(scene()))


def test_hostile_words_are_text() -> None:
    plain = " ".join(HOSTILE.split())[:60]
    steps = [Step(" ".join(LONG_TITLE.split()), note=plain)]
    document = presenter_map(scene(title=LONG_TITLE), steps, "ja", valid_until=None)
    assert document.count("</script>") == 4
    assert "<img" not in document
    assert "${alert" not in document
    assert "{{7*7}}" not in document

"""The whole document, without a browser."""

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from airspace.atlas import Atlas
from airspace.prefecture import MIE
from airspace.screening import NotJudged, screen
from airspace.trial import Operation
from geo.text import Text
from maps.compose import Captions, compose
from maps.trial_map import trial_map
from maps.twin import twin_html, twin_text
from maps.wording import DISCLAIMER, SAMPLE, Language
from tests.maps.flights import (
    COAST,
    DAY,
    FLIGHTS,
    HOSTILE,
    LONG_TITLE,
    NOW,
    along_the_coast,
    land,
    layers,
    long_route,
    route,
    screened,
)

WORDS = {"title": "見本の飛行", "subtitle": "津市沿岸", "revision_note": "第1版"}

RENDER = """
import sys
from maps.trial_map import trial_map
from tests.maps.flights import along_the_coast, land, layers
words = {"title": "見本の飛行", "subtitle": "津市沿岸", "revision_note": "第1版"}
sys.stdout.buffer.write(trial_map(along_the_coast(), outline=land(), layers=layers(), **words).encode())
"""


def test_the_same_input_gives_the_same_bytes_in_any_process(repository: Path) -> None:
    here = trial_map(along_the_coast(), outline=land(), layers=layers(), **WORDS).encode()
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", RENDER],
            cwd=repository,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)},
            capture_output=True,
            check=True,
        )
        assert sha256(there.stdout).hexdigest() == sha256(here).hexdigest()


@pytest.mark.parametrize("name", FLIGHTS)
def test_an_ordinary_map_stays_under_400_kb(name: str) -> None:
    document = trial_map(screened(FLIGHTS[name]), outline=land(), layers=layers(), **WORDS)
    assert len(document.encode()) < 400_000


def test_the_map_of_a_long_route_stays_bounded() -> None:
    screening = screen(Operation(long_route(600), (DAY,)), Atlas(MIE, ()), screened_at=NOW)
    assert len(trial_map(screening, **WORDS).encode()) < 1_000_000


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sentence_and_its_translation_are_on_every_map(language: Language) -> None:
    document = trial_map(along_the_coast(), language=language, **WORDS)
    assert f'<html lang="{language}">' in document
    assert DISCLAIMER.ja in document
    assert DISCLAIMER.en in document


def test_a_sample_is_marked_and_a_real_one_is_not() -> None:
    assert SAMPLE.ja in trial_map(along_the_coast(), sample=SAMPLE, **WORDS)
    plain = route([(136.60, 34.70), (136.62, 34.70)])
    screening = screen(Operation(plain, (DAY,)), Atlas(MIE, ()), screened_at=NOW)
    assert SAMPLE.ja not in trial_map(screening, **WORDS)


def test_editions_and_the_time_of_the_screening_are_credited() -> None:
    document = trial_map(along_the_coast(), **WORDS)
    assert "人口集中地区（見本）（2026-01-01 時点、架空の見本、CC BY 4.0）" in document
    assert "令和8年（2026年）10月1日（木）09:30" in document


@pytest.mark.parametrize("part", ["title", "subtitle", "revision_note"])
def test_no_text_of_people_is_markup(part: str) -> None:
    document = trial_map(along_the_coast(), **{**WORDS, part: LONG_TITLE})
    assert document.count("</script>") == 3
    assert "<img" not in document
    assert "${alert" not in document
    assert "{{7*7}}" not in document
    assert "49 " not in document.partition("<body>")[2].partition("<main>")[0]
    assert "&#123;&#123;7*7&#125;&#125;" in document


def test_names_in_layers_are_no_markup() -> None:
    screening = screened(FLIGHTS["coast"], name=HOSTILE)
    document = trial_map(screening, layers=layers(HOSTILE), **WORDS)
    assert document.count("</script>") == 3
    assert "${alert" not in document
    assert "{{7*7}}" not in document


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", FLIGHTS)
def test_the_twin_names_everything_that_the_map_marks(name: str, language: Language) -> None:
    screening = screened(FLIGHTS[name])
    scene = compose(screening, Captions(**WORDS), layers=layers())
    text = twin_text(scene, language)
    said = [*scene.checked, *scene.not_judged]
    for stop in scene.stops:
        said += [stop.name, stop.where, *stop.heights]
    for stretch in scene.stretches:
        said += [stretch.name, stretch.length, stretch.span, stretch.band]
    for note in scene.notes:
        said += [note.title, note.text, note.remedy]
    for drawn in scene.sheets:
        said += [name for _, name in drawn.names]
    assert len(scene.notes) == len(screening.findings)
    assert [one for one in said if getattr(one, language) not in text] == []
    page = trial_map(screening, language=language, layers=layers(), **WORDS)
    assert twin_html(scene, language) in page


def test_a_flight_with_nothing_found_still_lists_what_was_not_judged() -> None:
    missing = NotJudged("made-up", Text("見本の規則", "a sample rule"), Text("見本", "sample"))
    empty = compose(replace(screened(route(COAST[2:4])), not_judged=(missing,)), Captions(**WORDS))
    assert len(empty.not_judged) == 1
    assert "見本の規則" in empty.not_judged[0].ja
    assert "全体として「該当なし」とはいえません" in twin_text(empty, "ja")

"""The worked cases of `docs/law/cases`, followed as a reader would: its commands are run, its lines looked for."""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from airspace.finding import Outcome
from airspace.law import rule_laws
from airspace.rulebook import RULES
from api.cli import app_for

FOLDER = Path(__file__).parents[2] / "docs" / "law" / "cases"
CASES = sorted(FOLDER.glob("*.md"))
WRITTEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OPTIONS = ("height_m", "datum", "half_width_m", "speed_mps", "fall_distance_m", "vehicle", "entry_control")


def parts(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter, its yes and no left as words, and the text."""
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    read = yaml.load(front, yaml.BaseLoader)
    assert isinstance(read, dict)
    return read, text


def blocks(text: str, language: str) -> Iterator[list[str]]:
    for block in re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield block.replace("\\\n", " ").splitlines()


def commands(text: str) -> list[list[str]]:
    """Return the words of each `soramichi` command of the text, in order."""
    lines = [shlex.split(line) for block in blocks(text, "sh") for line in block]
    return [words[1:] for words in lines if words[0] == "soramichi"]


def run(words: list[str]) -> Result:
    done = CliRunner().invoke(app_for(words), words)
    assert done.exit_code == 0, done.output
    return done


def outcomes(screening: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in (*screening["findings"], *screening["checked"]):
        found.setdefault(finding["rule"], []).append(finding["outcome"])
    return {rule: sorted(names, key=lambda name: -Outcome[name]) for rule, names in found.items()}


def told_by_front_matter(front: dict[str, Any]) -> list[str]:
    """Return the arguments that the front matter states, in no order that matters."""
    start, end = (f"{front['date']}T{hour}" for hour in front["hours"])
    words = [front["file"], "--from", start, "--to", end]
    if "bvlos" in front:
        words.append("--bvlos" if front["bvlos"] == "true" else "--vlos")
    for name in OPTIONS:
        if name in front:
            words += [f"--{name.replace('_', '-')}", front[name]]
    for name, value in front["declared"].items():
        words += ["--declare", f"{name}={value}"]
    return words


@pytest.fixture
def at_the_desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in the folder of the cases on the day on which they were written, with no database yet."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", f"sqlite:///{tmp_path / 'worked-case.sqlite3'}")
    for module in ("api.data_cli", "api.screen_cli"):
        monkeypatch.setattr(f"{module}.now", lambda: WRITTEN)


def test_there_are_cases() -> None:
    assert {"evtol-bay", "island-delivery", "town-crossing"} <= {path.stem for path in CASES}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.usefixtures("at_the_desk")
def test_following_a_case_gives_what_it_says(path: Path) -> None:
    front, text = parts(path)
    *before, screen = commands(text)
    for words in before:
        run(words)
    written = run(screen).stdout
    for line in [line for block in blocks(text, "text") for line in block]:
        assert line in written
    screening = json.loads(run([*screen, "--format", "json"]).stdout)
    assert outcomes(screening) == front["expect"]
    assert screening["category"]["value"] == front["category"]
    assert screening["level"] == front["level"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_command_of_a_case_is_its_front_matter(path: Path) -> None:
    front, text = parts(path)
    *before, screen = commands(text)
    assert screen[0] == "screen"
    assert sorted(screen[1:]) == sorted(told_by_front_matter(front))
    imported = [(words[2], words[3]) for words in before if words[:2] == ["data", "import"]]
    assert imported == [(layer["kind"], layer["path"]) for layer in front["layers"]]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_expects_something_of_every_rule_of_its_vehicle(path: Path) -> None:
    front, _ = parts(path)
    day = datetime.fromisoformat(front["date"]).date()
    judged = {slug for slug, law in rule_laws().items() if front["vehicle"] in law.vehicles and law.in_force(day, day)}
    assert set(front["expect"]) == judged - {rule.slug for rule in RULES if rule.second}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_explains_each_finding_by_its_rules_page(path: Path) -> None:
    front, text = parts(path)
    for rule, expected in front["expect"].items():
        if expected != ["CLEAR"]:
            assert f"[{rule}](../{rule}.md)" in text

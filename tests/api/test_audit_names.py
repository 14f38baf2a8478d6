"""The audit log's page names every act in words: what the program can write down has a name in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from airspace.flight_day.value import DayStep
from airspace.routing_slip.value import EventKind
from airspace.voice import VoiceAct
from airspace.workflow import Step
from api.pages.audit_names import ACTION_NAMES
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store

WRITERS = ("_audit", "_audit_grant", "_write_down", "_keep_copy")
"""The functions of services that pass an action on to `audit.append`."""


def written(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that a module writes down as they stand, found in its source."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        match call.func:
            case ast.Attribute(attr="append", value=ast.Attribute(attr="audit")):
                places = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
            case ast.Name(id=name) if name in WRITERS:
                places = list(call.args)
            case _:
                continue
        for place in places:
            if isinstance(place, ast.Constant) and isinstance(place.value, str):
                yield place.value


def test_each_act_that_is_written_down_has_a_name(repository: Path) -> None:
    sources = (path.read_text(encoding="utf-8") for path in sorted((repository / "api").rglob("*.py")))
    codes = {code for source in sources for code in written(ast.parse(source))}
    assert len(codes) > 80
    families = {"": Step, "day_": DayStep, "slip_": EventKind, "voice_": VoiceAct}
    codes |= {f"{before}{member.value}" for before, family in families.items() for member in family}
    assert codes - set(ACTION_NAMES) == set()


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def test_the_page_says_the_act_and_keeps_its_code(scene: Scene) -> None:
    scene.published(FIRST)
    auditor = scene.client("auditor")
    page = auditor.get("/staff/audit").text
    assert '<td>提出<br><code class="small soft">submit</code></td>' in page
    assert '<option value="submit">提出</option>' in page
    assert '<option value="slip_decided">slip decided</option>' in auditor.get("/staff/audit?lang=en").text

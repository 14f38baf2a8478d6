"""Text that attacks stays text wherever it is shown: pages, maps, data, feeds, calendars, letters, CSV."""

import html
import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.api import flight_days
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store
from tests.pdfs import text_of

HOSTILE = '<script>alert(1)</script>${7*7}{{7*7}}`"\'&=HYPERLINK("x") 😀'
PRINTABLE = HOSTILE.replace(" 😀", "")
"""A title that a letter's font can print: others are refused at submission, which tests of letters show."""


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        with office.store.engine.begin() as connection:
            connection.execute(text("UPDATE organisation SET name = :name WHERE id = 'o1'"), {"name": PRINTABLE})
        yield Scene(office)


def hostile(trial: dict) -> dict:
    """Return a proposal of which every text attacks."""
    texts = dict.fromkeys(("purpose", "summary", "aircraft", "noise", "camera", "fall_response"), HOSTILE)
    flight = trial["operations"][0]
    return trial | texts | {"title": PRINTABLE, "operations": [flight | {"path": flight["path"] | {"name": HOSTILE}}]}


def test_it_is_shown_and_never_run(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = flight_days.content
    monkeypatch.setattr(flight_days, "content", lambda *args, **more: hostile(made(*args, **more)))
    trial = scene.published(FIRST, conditions=[PRINTABLE])
    nobody, staff, operator = scene.client(), scene.client("reviewer"), scene.client("sora")
    pages = {
        nobody: ("/", "/trials", f"/trials/{trial}", f"/trials/{trial}/ask", "/voices"),
        staff: ("/staff", f"/staff/trials/{trial}", f"/staff/trials/{trial}/publish", "/staff/days", "/staff/handover"),
        operator: ("/operator", f"/operator/trials/{trial}", f"/operator/new?copy={trial}"),
    }
    shown = 0
    for client, paths in pages.items():
        for path in paths:
            for language in ("ja", "en"):
                answer = client.get(path, params={"lang": language} if "?" not in path else None)
                assert answer.status_code == 200, path
                assert not re.search(r"<script>alert|\b49\b", answer.text), path
                assert "<script" not in re.sub(r"<script[^>]* src=[^>]*></script>", "", answer.text), path
                shown += html.unescape(answer.text).count(HOSTILE)
    assert shown > 10, "it is there to be read"


def test_maps_data_feeds_and_letters_hold_it_as_text(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = flight_days.content
    monkeypatch.setattr(flight_days, "content", lambda *args, **more: hostile(made(*args, **more)))
    trial = scene.published(FIRST)
    nobody, operator = scene.client(), scene.client("sora")
    drawn = nobody.get(f"/trials/{trial}/map/1").text
    assert "<script>alert" not in drawn
    assert "${7*7}" not in drawn, "a template literal of a script would run it"
    assert nobody.get(f"/api/v1/public/trials/{trial}").json()["content"]["noise"] == HOSTILE
    features = json.loads(nobody.get("/api/v1/public/trials.geojson").text)["features"]
    assert features[0]["properties"]["title"] == PRINTABLE
    assert "<script>alert" not in nobody.get("/public/feed.atom").text
    letters = operator.get(f"/api/v1/trials/{trial}/letters").json()
    pdf = operator.get(f"/api/v1/trials/{trial}/letters/{letters[0]['number']}").content
    assert "<script>alert(1)</script>${7*7}{{7*7}}" in text_of(pdf)
    receipt = operator.get(f"/operator/trials/{trial}/receipts/1").content
    assert "{{7*7}}" in text_of(receipt)


@pytest.mark.parametrize("name", ["title", "purpose", "noise"])
def test_ten_thousand_characters_are_refused_at_their_field_and_kept_there(scene: Scene, name: str) -> None:
    client = scene.client("sora")
    page = client.get("/operator/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    answer = client.post("/operator/new", data={"csrf_token": token, name: "長" * 10_000})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert "長" * 10_000 in answer.text

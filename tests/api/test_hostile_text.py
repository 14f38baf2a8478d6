"""Text that attacks stays text wherever it is shown: pages, maps, data, feeds, calendars, letters, CSV."""

import html
import json
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo.readers import read
from tests.api import flight_days
from tests.api.flight_days import API, FIRST, Scene
from tests.api.offices import furnished
from tests.api.walk import ZONE
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


def csrf_of(client: TestClient, path: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)


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


TURNED = "高さ\u202e051 メートル"
"""It is stored as 051 and reads as 150."""

WORDS = ("title", "purpose", "summary", "aircraft", "noise", "camera", "fall_response")


@pytest.mark.parametrize("name", [*WORDS, "path"])
def test_a_text_that_reads_other_than_it_is_stored_is_refused_by_the_api(scene: Scene, name: str) -> None:
    sent = flight_days.content()
    flight = sent["operations"][0]
    turned = (
        {"operations": [flight | {"path": flight["path"] | {"name": TURNED}}]} if name == "path" else {name: TURNED}
    )
    answer = scene.client("sora").post(f"{API}/trials", json=sent | turned)
    assert answer.status_code == 422
    assert "characters that cannot be used" in answer.text


@pytest.mark.parametrize("name", WORDS)
def test_and_at_its_field(scene: Scene, name: str) -> None:
    client = scene.client("sora")
    answer = client.post("/operator/new", data={"csrf_token": csrf_of(client, "/operator/new"), name: TURNED})
    assert answer.status_code == 422
    assert f'id="{name}-error">使えない文字が入っています。' in answer.text


def test_a_files_name_of_a_route_is_read_without_the_marks() -> None:
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>高さ\u202e051</name><LineString>'
        "<coordinates>136.52,34.70,50 136.53,34.70,50</coordinates></LineString></Placemark></kml>"
    )
    assert [path.name for path in read(kml.encode(), "a.kml").paths] == ["高さ051"]


def test_a_zones_and_a_voices_words_too(scene: Scene) -> None:
    staff, nobody = scene.client("reviewer"), scene.client()
    zone = ZONE | {"zone_name": TURNED, "csrf_token": csrf_of(staff, "/staff/zones")}
    voice = {"kind": "question", "text": TURNED, "csrf_token": csrf_of(nobody, "/voices")}
    for answer in (staff.post("/staff/zones", data=zone), nobody.post("/voices", data=voice)):
        assert answer.status_code == 422
        assert "使えない文字が入っています。" in answer.text


def test_a_zones_name_and_reason_are_text_on_pages_and_in_data(scene: Scene) -> None:
    staff = scene.client("reviewer")
    csrf = csrf_of(staff, "/staff/zones")
    zone = ZONE | {"zone_name": PRINTABLE, "reason": HOSTILE, "csrf_token": csrf}
    assert staff.post("/staff/zones", data=zone).status_code == 303
    for path in ("/staff/zones", "/staff/datasets"):
        answer = staff.get(path).text
        assert "<script>alert" not in answer, path
        assert PRINTABLE in html.unescape(answer), path


def test_calendars_and_tables_hold_it_as_text(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = flight_days.content
    formula = "=HYPERLINK(1)\\;X:,y"
    monkeypatch.setattr(flight_days, "content", lambda *args, **more: made(*args, **more) | {"title": formula})
    scene.published(FIRST)
    calendar = scene.client().get("/public/days.ics").text.replace("\r\n ", "")
    assert "=HYPERLINK(1)\\\\\\;X:\\,y" in calendar, "RFC 5545 escapes a backslash, a semicolon and a comma"
    staff = scene.client("reviewer")
    table = staff.get(f"/staff/statistics/{FIRST.year}.csv").text
    assert not re.search(r"(?m)(^|,)\"?[=+@\t]", table)


@pytest.mark.parametrize("name", ["title", "purpose", "noise"])
def test_ten_thousand_characters_are_refused_at_their_field_and_kept_there(scene: Scene, name: str) -> None:
    client = scene.client("sora")
    answer = client.post("/operator/new", data={"csrf_token": csrf_of(client, "/operator/new"), name: "長" * 10_000})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert "長" * 10_000 in answer.text

"""How much residents see is the same in pages, maps, data, feeds and lists; before its time there is nothing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store

API = "/api/v1"
EXACT = (r"136\.5246", r"34\.7079", r"\b34\.680*(?!\d)")
"""Where the flight takes off and lands, as it is written in any of its forms."""


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def publish(scene: Scene, trial: str, **view: object) -> None:
    answer = scene.client("reviewer").post(f"{API}/trials/{trial}/publication", json=view)
    assert answer.status_code == 204, answer.text


def everything(scene: Scene, trial: str) -> dict[str, str]:
    nobody = scene.client()
    paths = (
        f"/trials/{trial}",
        f"/trials/{trial}/map/1",
        "/trials",
        "/",
        f"{API}/public/trials/{trial}",
        f"{API}/public/trials",
        "/public/feed.atom",
        f"/public/trials/{trial}/days.ics",
    )
    answers = {path: nobody.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.text for path, answer in answers.items()}


def test_times_and_ends_are_told_nowhere(scene: Scene) -> None:
    trial = scene.published(FIRST)
    before = everything(scene, trial)
    assert any("10:00" in text for text in before.values())
    assert any(re.search(EXACT[0], text) for text in before.values())
    publish(scene, trial, days_only=True, ends_hidden=True)
    for path, text in everything(scene, trial).items():
        assert "10:00" not in text.replace("T10:00:00Z", ""), path
        assert "15:00" not in text, path
        assert not [part for part in EXACT if re.search(part, text)], path
    (event,) = Calendar.from_ical(scene.client().get(f"/public/trials/{trial}/days.ics").content).walk("VEVENT")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
    assert "およその場所です" in scene.client().get(f"/trials/{trial}").text


def test_it_is_drawn_wider_in_data_and_on_the_map(scene: Scene) -> None:
    trial = scene.published(FIRST)
    own = scene.client().get(f"{API}/public/trials/{trial}").json()
    publish(scene, trial, widened_m=400)
    shown = scene.client().get(f"{API}/public/trials/{trial}").json()
    assert shown["content"]["operations"][0]["half_width_m"] == 400
    first, second = (json.dumps(one["screenings"][0]["volumes"]["flight_geography"]) for one in (own, shown))
    assert first != second
    assert "広く描いています" in scene.client().get(f"/trials/{trial}").text


def test_before_its_time_nothing_is_public(scene: Scene) -> None:
    trial = scene.published(FIRST)
    release = scene.clock() + timedelta(hours=2)
    publish(scene, trial, released_at=release.isoformat(), easy_ja="ドローンが とびます。")
    nobody = scene.client()
    for path in (f"/trials/{trial}", f"/trials/{trial}/map/1", f"{API}/public/trials/{trial}", f"/trials/{trial}/ask"):
        assert nobody.get(path).status_code == 404, path
    for path in ("/", "/trials", f"{API}/public/trials", "/public/feed.atom", "/public/days.ics"):
        assert trial not in nobody.get(path).text, path
    scene.clock.now = release
    assert "ドローンが とびます。" in scene.client().get(f"/trials/{trial}").text
    assert trial in scene.client().get("/public/feed.atom").text


def test_staff_look_at_it_first_and_are_told_what_is_wrong(scene: Scene) -> None:
    trial = scene.published(FIRST)
    staff, path = scene.client("reviewer"), f"/staff/trials/{trial}/publish"
    token = re.search(r'name="csrf_token" value="([^"]+)"', staff.get(path).text).group(1)
    chosen = {"csrf_token": token, "widened_m": "３００", "ends_hidden": "yes", "easy_ja": "とびます。"}
    shown = staff.post(f"{path}/preview", data=chosen).text
    assert "まだ公表されていません" in shown
    assert "とびます。" in shown
    map_path = re.search(r'<iframe[^>]*src="([^"]+)"', shown).group(1).replace("&amp;", "&")
    assert staff.get(map_path).status_code == 200
    assert not re.search(EXACT[0], staff.get(map_path).text)
    assert "とびます。" not in scene.client().get(f"/trials/{trial}").text
    wrong = staff.post(path, data=chosen | {"widened_m": "5000", "released_time": "10:00"})
    assert wrong.status_code == 422
    assert wrong.text.count('class="field-error"') >= 1
    assert "とびます。" in wrong.text
    assert scene.client("sora").get(path).status_code == 403

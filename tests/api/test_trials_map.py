"""The map of all public trials over HTTP: as far as residents are shown, by how each stands today."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.api.flight_days import API, FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store

EXACT = (r"136\.5246", r"34\.7079")


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def standing(scene: Scene, trial: str) -> str:
    """Return how a trial stands in the list of the map."""
    html = scene.client().get("/trials/map").text
    before = html[: html.index(f'href="/trials/{trial}"')]
    found: str = re.findall(r'id="standing-(\w+)"', before)[-1]
    return found


def test_nothing_that_is_not_public_is_on_it(scene: Scene) -> None:
    assert "公表している実証実験は、いまありません。" in scene.client().get("/trials/map").text
    trial = scene.confirmed(FIRST)
    assert trial not in scene.client().get("/trials/map").text
    release = scene.clock() + timedelta(hours=2)
    view = {"released_at": release.isoformat(), "days_only": True, "ends_hidden": True}
    assert scene.client("reviewer").post(f"{API}/trials/{trial}/publication", json=view).status_code == 204
    assert trial not in scene.client().get("/trials/map").text
    scene.clock.now = release
    html = scene.client().get("/trials/map").text
    assert trial in html
    assert "10:00" not in html
    assert not [part for part in EXACT if re.search(part, html)]


def test_it_says_how_a_trial_stands_on_the_day(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST - timedelta(days=1))
    assert standing(scene, trial) == "coming"
    around = [[136.4, 34.5], [136.7, 34.5], [136.7, 34.8], [136.4, 34.8]]
    stop = scene.client("reviewer").post(f"{API}/stops", json={"polygons": [around], "reason": "台風のため"})
    assert stop.status_code == 201, stop.text
    assert standing(scene, trial) == "held"


def test_on_its_day_it_stands_under_today_and_after_it_is_over(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST)
    assert standing(scene, trial) == "today"
    scene.set(FIRST + timedelta(days=1))
    assert standing(scene, trial) == "over"


def test_what_was_withdrawn_is_called_off(scene: Scene) -> None:
    trial = scene.published(FIRST)
    assert scene.client("sora").post(f"{API}/trials/{trial}/withdrawal").status_code == 204
    assert standing(scene, trial) == "called_off"


def test_it_is_a_document_of_its_own_that_lets_nothing_in(scene: Scene) -> None:
    scene.published(FIRST)
    answer = scene.client().get("/trials/map", params={"lang": "en"})
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.text == scene.client().get("/trials/map", params={"lang": "en"}).text
    assert 'href="/trials/map?lang=ja"' in scene.client().get("/trials?lang=ja").text

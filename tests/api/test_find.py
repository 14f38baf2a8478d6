"""Residents look up what flies near them without an account, without a map, and without telling where they live."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from shapely import box

from airspace.edition import Layer, LayerKind
from airspace.features import Municipality
from api.store.unit_of_work import unit_of_work
from geo.mesh import mesh_of
from geo.text import Text
from tests.api.flight_days import API, FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store
from tests.maps.flights import edition

NEAR, FAR = (136.548, 34.701), (136.90, 34.27)
"""A bend of the flight's route, and a place tens of kilometres away."""


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


@pytest.fixture
def trial(scene: Scene) -> str:
    """Return a public trial off Tsu, in a prefecture of two municipalities."""
    towns = [("24201", "津市", box(136.4, 34.6, 136.6, 34.8)), ("24209", "尾鷲市", box(136.1, 33.9, 136.3, 34.1))]
    land = [Municipality(code, Text(name, name), area, code=code) for code, name, area in towns]
    with unit_of_work(scene.office.store.engine) as unit:
        unit.editions.add(Layer(edition(LayerKind.PREFECTURE, "行政区域"), tuple(land)))
    return scene.published(FIRST)


def asked(client: TestClient, **fields: str) -> Response:
    token = re.search(r'name="csrf_token" value="(\w+)"', client.get("/trials").text)
    assert token
    return client.post("/trials", data={"csrf_token": token[1], **fields}, follow_redirects=False)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"municipality": "24201"}, True),
        ({"municipality": "24209"}, False),
        ({"mesh": mesh_of(*NEAR)}, True),
        ({"mesh": mesh_of(*FAR)}, False),
        ({}, True),
    ],
)
def test_a_place_shows_what_flies_over_it_or_near_it(
    scene: Scene, trial: str, where: dict[str, str], found: bool
) -> None:
    answer = scene.client().get("/trials", params=where)
    assert answer.status_code == 200
    assert (f"/trials/{trial}" in answer.text) is found
    assert ("すべての場所にもどす" in answer.text) is bool(where)


def test_a_position_becomes_a_square_before_it_stands_in_an_address(scene: Scene, trial: str) -> None:
    client = scene.client()
    sent = asked(client, place="北緯34度42分4秒、東経136度32分53秒")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/trials?mesh={mesh_of(*NEAR)}")
    assert f"/trials/{trial}" in client.get(sent.headers["location"]).text
    assert asked(client, municipality="24201").headers["location"] == "/trials?municipality=24201"
    assert asked(client).headers["location"] == "/trials"


@pytest.mark.parametrize("place", ["津駅", "999,999", "51", "0,0", "<script>", "34.7"])
def test_what_is_no_place_is_told_and_stays_typed(scene: Scene, trial: str, place: str) -> None:
    refused = asked(scene.client(), place=place)
    assert refused.status_code == 422
    assert 'id="place-error"' in refused.text
    assert "<script>alert" not in refused.text
    assert f"/trials/{trial}" not in refused.text, "an answer to another question would mislead"
    assert scene.client().get("/trials", params={"mesh": "x"}).status_code == 422
    assert scene.client().get("/trials", params={"municipality": "13101"}).status_code == 404


def test_the_first_page_tells_the_next_seven_days_and_a_stop(scene: Scene, trial: str) -> None:
    def week() -> str:
        return scene.client().get("/").text.partition('id="week"')[2].partition("<h2")[0]

    scene.set(FIRST - timedelta(days=7))
    assert f"/trials/{trial}" not in week()
    scene.set(FIRST - timedelta(days=6))
    assert f"/trials/{trial}" in week()
    assert "飛行の停止を要請しています" not in scene.client().get("/").text
    stop = {"municipalities": ["24201"], "reason": "地震のため"}
    assert scene.client("reviewer").post(f"{API}/stops", json=stop).status_code == 201
    for page in ("/", "/trials"):
        shown = scene.client().get(page).text
        assert "県が飛行の停止を要請しています（津市）" in shown
        assert "地震のため" in shown
    assert "停止中" in week()


@pytest.mark.parametrize("page", ["accessibility", "privacy", "open-data"])
def test_pages_about_the_service_are_there_in_both_languages(scene: Scene, page: str) -> None:
    client = scene.client()
    assert f"/about/{page}" in client.get("/").text
    japanese, english = (client.get(f"/about/{page}", params={"lang": lang}).text for lang in ("ja", "en"))
    assert "<h1>" in japanese
    assert re.findall(r"<h1>(.*)</h1>", japanese) != re.findall(r"<h1>(.*)</h1>", english)
    for link in re.findall(r'<dt><a href="([^"]+)"', japanese):
        assert client.get(link).status_code == 200

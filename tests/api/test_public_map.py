"""Where public trials fly, as data and in phases: nothing of what is not public."""

from collections.abc import Iterator

import geopandas as gpd
import pytest
from shapely.geometry import shape

from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.conftest import Store


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


def test_the_features_are_the_flights_of_public_trials(scene: Scene) -> None:
    nobody = scene.client()
    assert nobody.get("/api/v1/public/trials.geojson").json()["features"] == []
    trial = scene.published(FIRST)
    answer = nobody.get("/api/v1/public/trials.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    (feature,) = answer.json()["features"]
    assert feature["properties"]["trial"] == trial
    whole = nobody.get(f"/api/v1/public/trials/{trial}").json()["screenings"][0]["volumes"]["flight_geography"]
    areas = gpd.GeoSeries([shape(feature["geometry"]), shape(whole)], crs=6668).to_crs(6674)
    # Drawn to ten metres: both cover the same but for a rim.
    assert areas[0].symmetric_difference(areas[1]).area < 0.1 * areas[1].area
    assert areas[0].hausdorff_distance(areas[1]) < 15


def test_the_page_says_how_far_it_is(scene: Scene) -> None:
    trial = scene.published(FIRST)
    page = scene.client().get(f"/trials/{trial}").text
    phases = page[page.index('id="phases"') :]
    phases = phases[: phases.index("</ol>")]
    assert phases.count("<li>") == 3
    assert phases.count('class="to-come"') == 2
    scene.set(FIRST, 20)
    scene.client("sora").post(f"/api/v1/trials/{trial}/completion")
    later = scene.client().get(f"/trials/{trial}").text
    assert later[later.index('id="phases"') :].split("</ol>")[0].count('class="to-come"') == 1


def test_what_the_prefecture_asks_to_stop_is_on_the_maps_until_it_is_ended(scene: Scene) -> None:
    trial = scene.published(FIRST)
    maps = {"resident": (scene.client(), f"/trials/{trial}/map/1?lang=ja")}
    maps["staff"] = (scene.client("reviewer"), f"/staff/trials/{trial}/map/1?lang=ja")
    maps["operator"] = (scene.client("sora"), f"/operator/trials/{trial}/map/1?lang=ja")
    for client, path in maps.values():
        assert "停止を要請" not in client.get(path).text
    area = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.8], [136.4, 34.8]]
    staff = scene.client("reviewer")
    stop = staff.post("/api/v1/stops", json={"polygons": [area], "reason": "<b>津波</b>警報"}).json()["id"]
    for who, (client, path) in maps.items():
        drawn = client.get(path).text
        assert "この飛行の範囲は、県が飛行の停止を要請している区域にかかります" in drawn, who
        assert "&#60;b&#62;津波" in drawn, who
        assert "fill-stripes" in drawn, who
    ended = staff.post(f"/api/v1/stops/{stop}/release", json={"trial_id": trial, "reason": "支援物資を運ぶため"})
    assert ended.status_code == 204
    for client, path in maps.values():
        drawn = client.get(path).text
        assert "この実証実験については、解除されています" in drawn
        assert "区域にかかります" not in drawn
    assert staff.post(f"/api/v1/stops/{stop}/release", json={"reason": "終わり"}).status_code == 204
    for client, path in maps.values():
        assert "停止を要請" not in client.get(path).text

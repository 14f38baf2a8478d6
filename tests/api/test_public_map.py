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

"""The day of flight over HTTP: what a go needs, what makes it stale, what everyone sees."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.api.flight_days import API, FIRST, Scene, at
from tests.api.offices import content, furnished
from tests.conftest import Store


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


NEXT, RESERVE = FIRST + timedelta(1), FIRST + timedelta(2)


def test_a_go_needs_everything(scene: Scene) -> None:
    trial = scene.published(FIRST, reserve=(RESERVE,))
    scene.set(FIRST, 8)
    seen = scene.client("sora").get(f"{API}/trials/{trial}/flight-days/{FIRST}").json()
    assert seen["state"] == "planned"
    assert not seen["may_go"]
    lacking = {need["slug"] for need in seen["needs"] if need["met"] != "met"}
    assert {"permission", "notice", "emergency"} <= lacking
    refused = scene.act(trial, FIRST, "go")
    assert refused.status_code == 409
    assert "A go is not possible yet." in refused.text
    scene.ready(trial, FIRST)
    gone = scene.act(trial, FIRST, "go")
    assert gone.status_code == 201, gone.text
    assert scene.act(trial, FIRST, "go").json()["number"] == gone.json()["number"], "the same go"
    assert scene.states(trial) == {f"{FIRST}": "go", f"{RESERVE}": "reserve"}
    assert scene.act(trial, FIRST, "flown").status_code == 409, "not before it begins"
    scene.set(FIRST, 15)
    assert scene.act(trial, FIRST, "flown").status_code == 201
    assert scene.states(trial)[f"{FIRST}"] == "flown"

"""The check while a line is drawn says what the check of the same form says, and keeps nothing."""

import json
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.offices import Office, furnished
from tests.conftest import Store

ROUTE = "34.7079,136.5246,60\n34.7010,136.5480,60\n34.6800,136.5640,60"
FIELDS = {"table": ROUTE, "half_width_m": "30", "first_day": "2026-11-04"}
SEVERAL = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "LineString", "coordinates": line}}
            for name, line in (
                ("行き", [[136.5246, 34.7079], [136.5480, 34.7010]]),
                ("帰り", [[136.5480, 34.7010], [136.5640, 34.6800]]),
            )
        ],
    }
)


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def ask(client: TestClient, path: str, fields: dict[str, str], **more):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/check").text).group(1)
    return client.post(path, data=fields | {"csrf_token": token}, **more)


def test_it_says_what_the_check_says(office: Office) -> None:
    client = office.client()
    answer = ask(client, "/check/live", FIELDS).json()
    page = ask(client, "/check", FIELDS).text
    assert answer["headline"] in page
    for finding in answer["findings"]:
        assert finding["text"] in page
    told = re.search(
        r"見つかったこと：(\d+)件　／　まだ判定できないこと：(\d+)件　／　当日に確かめること：(\d+)件", page
    )
    assert [answer["counts"][name] for name in ("found", "open", "day")] == [int(number) for number in told.groups()]
    assert answer["outcome"] != "clear"
    assert [(point["lat"], point["lon"], point["height"]) for point in answer["route"]["points"]] == [
        (34.7079, 136.5246, "60"),
        (34.7010, 136.5480, "60"),
        (34.6800, 136.5640, "60"),
    ]


def test_what_is_missing_or_wrong_is_named_and_the_route_is_drawn_all_the_same(office: Office) -> None:
    client = office.client()
    answer = ask(client, "/check/live", FIELDS | {"first_day": ""}).json()
    assert "headline" not in answer
    assert answer["errors"] == {"first_day": "最初の日：入力してください。"}
    assert len(answer["route"]["points"]) == 3
    answer = ask(client, "/check/live", FIELDS | {"table": "34.7,136.5\n何か"}).json()
    assert answer["route"] is None
    assert list(answer["errors"]) == ["table"]


def test_a_file_of_several_routes_is_offered_to_choose_from(office: Office) -> None:
    client = office.client()
    file = {"file": ("two.geojson", SEVERAL.encode(), "application/geo+json")}
    fields = {"half_width_m": "30", "first_day": "2026-11-04"}
    choices = ask(client, "/check/live", fields, files=file).json()["choices"]
    assert [(one["number"], one["name"], len(one["points"])) for one in choices] == [(1, "行き", 2), (2, "帰り", 2)]
    chosen = ask(client, "/check/live", fields | {"path_number": "2"}, files=file).json()
    assert chosen["route"]["points"][0]["lat"] == 34.7010
    again = ask(client, "/check/live", fields | {"table": chosen["route"]["table"]}).json()
    assert again["route"]["points"] == chosen["route"]["points"]
    assert again["counts"] == chosen["counts"]


def test_the_ground_is_the_same_until_the_editions_change(office: Office) -> None:
    client = office.client()
    first = client.get("/check/ground.json")
    kinds = {feature["properties"]["kind"] for feature in first.json()["features"]}
    assert {"n03", "did"} <= kinds
    assert client.get("/check/ground.json", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_check_becomes_a_proposal(office: Office) -> None:
    page = ask(office.client(), "/check", FIELDS | {"height_m": "６０", "bvlos": "yes"}).text
    check = re.search(r"name=\"check\" value=\"([^\"]+)\"", page).group(1).replace("&#34;", '"')
    client = office.client("sora")
    shown = ask(client, "/operator/new/from-check", {"check": check}).text
    assert 'value="60"' in shown
    assert "34.7079000,136.5246000" in shown
    assert re.search(r'<option value="yes" selected>', shown)
    assert ask(client, "/operator/new/from-check", {"check": "[1]"}).status_code == 422

"""Map data by upload, and zones that staff draw: what flights meet from then on, and what is refused."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from airspace.workflow import State
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, content, furnished
from tests.api.walk import trial_in
from tests.conftest import Store

DATASETS, ZONES = "/staff/datasets", "/staff/zones"
CORNERS = "34.72,136.50\n34.72,136.60\n34.67,136.60\n34.67,136.50"
ZONE = {
    "zone_name": "港まつり",
    "reason": "人が集まるため。",
    "area": CORNERS,
    "zone_type": "PROHIBITED",
    "zone_kind": "other",
    "legal_basis": "架空の港湾条例第1条",
}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def sent(client: TestClient, page: str, post: str, files=None, **fields: str):
    shown = client.get(page).text
    marks = {
        name: re.search(rf'name="{name}" value="([^"]*)"', shown).group(1)
        for name in ("csrf_token", "once")
        if f'name="{name}"' in shown
    }
    return client.post(post, data=marks | fields, files=files, follow_redirects=False)


def found(office: Office, day: str = "2026-11-04") -> list[dict]:
    flight = content(day=day)["operations"][0]
    findings = office.client().post("/api/v1/screenings", json=flight).json()["findings"]
    return [one for one in findings if one["rule"] == "geozone" and one["place"] and one["place"]["ja"] == "港まつり"]


def geojson(**properties: object) -> dict[str, tuple[str, bytes, str]]:
    ring = [[136.50, 34.72], [136.60, 34.72], [136.60, 34.67], [136.50, 34.67], [136.50, 34.72]]
    zone = {"id": "z9", "name": "港まつり", "type": "PROHIBITED", **properties}
    feature = {"type": "Feature", "properties": zone, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return {"file": ("まつり.geojson", text.encode(), "application/geo+json")}


def test_a_drawn_zone_is_met_in_its_time_and_not_after_its_end(office: Office) -> None:
    staff = office.client("reviewer")
    assert found(office) == []
    times = {"zone_start_day": "2026-11-04", "zone_end_day": "2026-11-05"}
    assert sent(staff, ZONES, ZONES, **ZONE | times).status_code == 303
    (one,) = found(office)
    assert one["outcome"] == "CAUGHT"
    assert one["entails"] == "PROHIBITED"
    assert [one["outcome"] for one in found(office, "2026-11-05")] == ["CAUGHT"], "its last day is its own"
    assert found(office, "2026-11-06") == [], "its time ended before that day"
    page = staff.get(ZONES).text
    assert "港まつり" in page
    end = re.search(r'action="(/staff/zones/[\w-]+/end)"', page).group(1)
    assert sent(staff, ZONES, end).status_code == 303
    assert found(office) == [], "it judges up to the day on which it was ended"
    assert end not in office.client("reviewer", at=NOW + timedelta(days=1)).get(ZONES).text
    assert office.client("sora").get(ZONES).status_code == 403


def test_outside_a_drawn_zone_nothing_becomes_clear(office: Office) -> None:
    far = content(longitude=136.40)["operations"][0]

    def zones() -> list[tuple[str, str]]:
        answer = office.client().post("/api/v1/screenings", json=far).json()
        return [
            (one["rule"], one["outcome"]) for one in answer["findings"] + answer["checked"] if one["rule"] == "geozone"
        ]

    before = zones()
    assert (
        sent(
            office.client("reviewer"), ZONES, ZONES, **ZONE | {"area": "33.95,136.90\n33.95,136.95\n33.90,136.95"}
        ).status_code
        == 303
    )
    assert zones() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"area": "34.72,136.50\n34.72,136.60"}, "area"),
        ({"area": "34.72,136.50\n34.67,136.60\n34.72,136.60\n34.67,136.50"}, "area"),
        ({"area": "136.5,34.7\n136.6,34.7\n136.6,34.6"}, "area"),
        ({"area": "どこか"}, "area"),
        ({"area": ""}, "area"),
        ({"area": "35.68,139.76\n35.68,139.77\n35.67,139.77"}, "area"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"zone_name": ""}, "zone_name"),
        ({"reason": ""}, "reason"),
        ({"zone_type": "cats"}, "zone_type"),
        ({"zone_kind": ""}, "zone_kind"),
        ({"zone_start_day": "2026-11-05", "zone_end_day": "2026-11-04"}, "zone_end_day"),
        ({"zone_end_time": "10:00"}, "zone_end_day"),
        ({"upper_agl_m": "-3"}, "upper_agl_m"),
    ],
)
def test_a_zone_that_cannot_be_is_refused_at_its_field(office: Office, changes: dict[str, str], field: str) -> None:
    answer = sent(office.client("reviewer"), ZONES, ZONES, **ZONE | changes)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert not [one for one in unit.editions.list() if one.id.startswith("zones-drawn-")]


@pytest.mark.parametrize("page", [ZONES, "/staff/stops"])
def test_corners_the_wrong_way_round_are_told_the_order_of_the_field(office: Office, page: str) -> None:
    answer = sent(office.client("approver"), page, page, **ZONE | {"area": "136.5,34.7\n136.6,34.7\n136.6,34.6"})
    assert answer.status_code == 422
    error = re.search(r'id="area-error">([^<]*)', answer.text).group(1)
    assert "緯度、経度の順" in error


def test_a_file_is_foreseen_then_imported_and_confirmed_trials_are_looked_at_again(office: Office) -> None:
    trial_in(office, State.SUBMITTED)
    staff = office.client("reviewer")
    told = {"kind": "zones", "as_of": "2026-09-01", "source": "県の催しの資料"}
    foreseen = sent(staff, DATASETS, DATASETS, geojson(), prefecture="24", **told, **{"import": "dry"})
    assert foreseen.status_code == 200, re.findall(r'class="field-error"[^>]*>([^<]*)', foreseen.text)
    assert "まだ取り込んでいません" in foreseen.text
    assert found(office) == []
    owed = sent(staff, DATASETS, DATASETS, geojson(), **told, **{"import": "now"})
    assert 'id="prefecture-error"' in owed.text
    done = sent(staff, DATASETS, DATASETS, geojson(), prefecture="24", **told, **{"import": "now"})
    assert done.status_code == 303, done.text
    shown = staff.get(done.headers["location"]).text
    assert "県の催しの資料" in shown
    assert found(office)
    assert "zones-" in staff.get(DATASETS).text
    assert staff.get("/staff/switches").text.count("/staff/switches/") >= 1
    with unit_of_work(office.store.engine, writes=False) as unit:
        (event,) = (one for one in unit.audit.events(actions=["edition added"]))
    assert event.actor == "id-reviewer"


def test_a_file_that_cannot_be_read_imports_nothing_and_says_where(office: Office) -> None:
    staff = office.client("reviewer")
    stated = {"kind": "zones", "prefecture": "24", "as_of": "2026-09-01", "source": "県の催しの資料"}
    wrong = sent(staff, DATASETS, DATASETS, geojson(type="CATS"), **stated)
    assert wrong.status_code == 422
    assert "record 1" in wrong.text
    assert 'id="file-error"' in wrong.text
    for files, fields, error in (
        (None, {"kind": "zones"}, "file"),
        (geojson(), {"kind": ""}, "kind"),
        (geojson(), {"kind": "terrain"}, "kind"),
        (geojson(), {"kind": "dips-zones"}, "kind"),
        (geojson(), stated | {"source": ""}, "source"),
        (geojson(), stated | {"as_of": ""}, "as_of"),
        (geojson(), {"kind": "did"}, "census_year"),
        ({"file": ("../../etc/x.geojson", b"{", "application/geo+json")}, stated, "file"),
    ):
        answer = sent(staff, DATASETS, DATASETS, files, **fields)
        assert answer.status_code == 422
        assert f'id="{error}-error"' in answer.text
        told = answer.text.split('id="import"', 1)[1]
        assert "--" not in re.sub(r"<[^>]*>", "", told), "an option of the command is no field of the page"
        assert "/tmp" not in told
        assert "soramichi-" not in told
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert {one.kind.value for one in unit.editions.list()} == {"did", "zones"}
        assert len(unit.editions.list()) == 2


def test_what_is_missing_is_said(office: Office) -> None:
    page = office.client("auditor").get(DATASETS).text
    missing = page.split("きょう使えるデータがない種類", 1)[1].split("</ul>", 1)[0]
    assert "行政区域" in missing
    assert "人口集中地区" not in missing
    assert 'id="import"' not in page, "an auditor looks only"
    assert office.client("auditor").get(f"{DATASETS}/no-such-edition").status_code == 404

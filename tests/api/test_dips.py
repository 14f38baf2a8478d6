"""DIPSへの転記 by the API, on the pages and by the command line: for copying, and with nobody's name for others."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import geopandas
import pytest
from shapely.geometry import shape

from airspace.dips import codes
from tests.api.offices import Office, confirm, content, furnished, take_in
from tests.api.test_registers import API, PERSON, begun, choosing, registered
from tests.conftest import Store
from tests.test_data_cli import soramichi

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""It only reads what other tests store on both engines."""


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def submitted(office: Office, proposal: dict[str, Any]) -> str:
    sora = office.helper("sora")
    trial = begun(sora, proposal)
    assert sora.post(f"{trial}/revisions").status_code == 201
    return trial


def test_a_revision_is_written_out_for_each_reader(office: Office) -> None:
    """One trial through the API: the exact names, two windows, the pilot for those who may, the state of the route."""
    ids = registered(office.helper("sora"))
    windows = [{"start": f"2026-11-0{day}T10:00:00+09:00", "end": f"2026-11-0{day}T15:00:00+09:00"} for day in (4, 5)]
    trial = submitted(office, choosing(ids, windows=windows))
    told = office.helper("sora").get(f"{trial}/dips").json()
    assert (told["revision"], told["confirmed"]) == (1, False)
    assert any("確認を受けていません" in note["ja"] for note in told["notes"])
    assert "何も送りません" in told["notes"][0]["ja"]
    first, second = told["flight_plans"]
    plan = first["flight_plan"]
    assert list(plan) == list(dict.fromkeys(name.partition(".")[0] for name in codes.FIELDS))
    assert (plan["startTime"], plan["finishTime"]) == ("20261104 1000", "20261104 1500")
    assert second["flight_plan"]["startTime"] == "20261105 1000"
    assert (plan["name"], plan["flightSpeed"], plan["flightAltitude"]) == ("津の沿岸", 36, 60)
    assert plan["insuranceInformation"]["insuranceCompany"] == "見本損保"
    assert plan["aircraftInfo"][0]["symbol"] == "JU3223ABC"
    assert plan["pilotInfo"][0]["skillCertificationNumber"] == PERSON["licence_number"]
    assert first["pilots"] == [PERSON["person_name"]]
    assert plan["flightPermitApplicationInfo"]["flightPermitApplicationNumber"] is None
    assert {problem["need"] for problem in first["problems"]} >= {"missing", "check"}

    seen = office.helper("auditor").get(f"{trial}/dips")
    assert PERSON["person_name"] not in seen.text
    assert PERSON["licence_number"] not in seen.text
    assert office.helper("umi").get(f"{trial}/dips").status_code == 404
    assert office.helper("sora").get(f"{trial}/dips", params={"revision": 2}).status_code == 404

    take_in(office.helper("reviewer"), trial)
    confirm(office, trial)
    told = office.helper("reviewer").get(f"{trial}/dips", params={"revision": 1}).json()
    assert told["confirmed"]
    assert told["flight_plans"][0]["pilots"] == [PERSON["person_name"]]


def test_routes_are_polygons_plain_and_zipped(office: Office) -> None:
    proposal = content()
    car = {**proposal["operations"][0], "vehicle": "evtol"}
    proposal["operations"] += [proposal["operations"][0], car]
    trial = submitted(office, proposal)
    answer = office.helper("sora").get(f"{trial}/dips.geojson")
    assert answer.headers["content-disposition"].startswith('attachment; filename="dips-revision-1.geojson"')
    features = answer.json()["features"]
    assert [(each["geometry"]["type"], each["properties"]["flight"]) for each in features] == [
        ("Polygon", 1),
        ("Polygon", 2),
    ]
    frozen = office.helper("sora").get(f"{trial}/revisions").json()[0]["screenings"][0]["volumes"]["flight_geography"]
    one, other = (
        geopandas.GeoSeries([shape(each)], crs=6668).to_crs(6674) for each in (features[0]["geometry"], frozen)
    )
    assert one.symmetric_difference(other).area.iloc[0] < 1
    packed = office.helper("sora").get(f"{trial}/dips.zip").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["route-1.geojson", "route-2.geojson"]
        assert json.loads(archive.read("route-2.geojson"))["features"] == [features[1]]
    assert office.helper("sora").get(f"{trial}/dips.zip").content == packed
    told = office.helper("sora").get(f"{trial}/dips").json()
    assert len(told["flight_plans"]) == 2
    assert any("空飛ぶクルマ" in note["ja"] for note in told["notes"])


def test_pages_show_the_table_to_copy_and_say_what_it_is(office: Office) -> None:
    trial = submitted(office, choosing(registered(office.helper("sora"))))
    trial_id = trial.rpartition("/")[2]
    for login, path in (("sora", f"/operator/trials/{trial_id}"), ("reviewer", f"/staff/trials/{trial_id}")):
        page = office.helper(login).get(path).text
        assert "DIPSへの転記" in page
        assert "空みちは DIPS に何も送りません" in page
        assert "飛行計画の通報は、事業者が自分で" in page
        for name in ("flightAltitude", "insuranceInformation.insuranceCompany", "pilotInfo[0].firstClass"):
            assert f"<code>{name}</code>" in page
        assert f"操縦者1（{PERSON['person_name']}）" in page
        assert f'href="{API}/trials/{trial_id}/dips.zip?revision=1"' in page
    unseen = office.helper("auditor").get(f"/staff/trials/{trial_id}").text
    assert PERSON["person_name"] not in unseen
    assert "pilotInfo[0].firstClass" in unseen


def test_the_command_line_writes_it_without_people(office: Office) -> None:
    trial_id = submitted(office, choosing(registered(office.helper("sora")))).rpartition("/")[2]
    url = ["--database-url", office.store.url]
    done = soramichi("dips", "export", trial_id, *url)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["flight_plans"][0]["pilots"] == [None]
    assert PERSON["licence_number"] not in done.stdout
    assert json.loads(soramichi("dips", "export", trial_id, "--geojson", *url).stdout)["type"] == "FeatureCollection"
    for words in (["no-such-trial"], [trial_id, "--revision", "2"]):
        refused = soramichi("dips", "export", *words, *url)
        assert refused.exit_code == 1
        assert "There is no such trial" in refused.stderr
        assert "Traceback" not in refused.output

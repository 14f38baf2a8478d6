"""The pages of the registers, and choosing from them in the proposal's form: nothing is typed twice."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from airspace.register.entry import Kind
from airspace.register.facts import NAMES
from api.pages.register_forms import FIELDS
from tests.api.offices import Office, furnished
from tests.api.test_registers import API, PERSON, PRIVATE, registered
from tests.api.walk import PROPOSAL
from tests.conftest import Store

HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"
AIRCRAFT = {
    "name": "ＰＦ２",
    "mark": "ju-3223 abc",
    "certificate": "second",
    "certificate_from": "2026/01/01",
    "certificate_until": "2028-12-31",
    "takeoff_mass_kg": "９．８",
    "noise_db": "65",
    "noise_distance_m": "30",
}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def post(client: TestClient, path: str, form: dict[str, Any], *, page: str = "") -> Response:
    """Send a form with the token of a page."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get(page or path).text)
    assert found
    return client.post(path, data={"csrf_token": found[1], **form}, follow_redirects=False)


def value_of(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def ticked(html: str) -> list[str]:
    return re.findall(r'name="(chosen-[^"]+)" value="yes" checked', html)


def saved(client: TestClient, answer: Response) -> dict[str, Any]:
    assert answer.status_code == 303, answer.text
    trial_id = answer.headers["location"].rpartition("/")[2]
    draft: dict[str, Any] = client.get(f"{API}/trials/{trial_id}/draft").json()
    return draft


def test_every_field_of_a_register_has_a_name_and_a_place() -> None:
    named = {field.name for fields in FIELDS.values() for field in fields}
    assert named == set(NAMES)


def test_an_entry_is_added_changed_and_retired(office: Office) -> None:
    sora = office.client("sora")
    assert "まだありません" in sora.get("/operator/registers").text
    added = post(sora, "/operator/registers/aircraft/new", AIRCRAFT)
    assert (added.status_code, added.headers["location"]) == (303, "/operator/registers#aircraft")
    (entry,) = sora.get(f"{API}/aircraft").json()
    assert entry["facts"] == {
        "name": "PF2",
        "mark": "JU3223ABC",
        "certificate": "second",
        "certificate_from": "2026-01-01",
        "certificate_until": "2028-12-31",
        "takeoff_mass_kg": 9.8,
        "noise_db": 65,
        "noise_distance_m": 30,
    }
    path = f"/operator/registers/aircraft/{entry['id']}"
    assert "PF2、JU3223ABC、9.8 kg" in sora.get("/operator/registers").text
    form = sora.get(path).text
    assert value_of(form, "takeoff_mass_kg") == "9.8"
    assert value_of(form, "certificate_from") == "2026-01-01"
    assert post(sora, path, {"name": "PF3", "version": "1"}).status_code == 303
    assert sora.get(f"{API}/aircraft").json()[0]["facts"] == {"name": "PF3"}, "an emptied field is not told"
    assert post(sora, f"{path}/retire", {}, page=path).status_code == 303
    overview = sora.get("/operator/registers").text
    assert "もう使わないもの" in overview
    assert path not in overview
    retired = sora.get(path).text
    assert "直せません" in retired
    assert ">保存する<" not in retired
    assert post(sora, f"{path}/retire", {}, page=path).status_code == 409


def test_each_register_is_shown_with_what_is_private_to_its_own(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    overview = sora.get("/operator/registers").text
    for word in (*PRIVATE, "1,000,000,000円", "緯度 34.70000", "いらない（自社の土地など）"):
        assert word in overview
    pilot = sora.get(f"/operator/registers/pilot/{ids['pilots']}").text
    assert value_of(pilot, "person_name") == PERSON["person_name"]
    assert '<option value="yes" selected>' in pilot
    assert sora.get("/operator/registers?lang=en").text.count("Add: ") == 4
    assert not any(word in office.client("umi").get("/operator/registers").text for word in PRIVATE)


def test_what_is_out_of_date_today_is_said(office: Office) -> None:
    sora = office.client("sora")
    post(
        sora,
        "/operator/registers/pilot/new",
        {"person_name": "空野", "licence": "first", "licence_until": "2026-09-30"},
    )
    assert "期限切れ" in sora.get("/operator/registers").text
    post(
        sora,
        "/operator/registers/pilot/new",
        {"person_name": "海野", "licence": "first", "licence_until": "2026-10-01"},
    )
    assert sora.get("/operator/registers").text.count("期限切れ") == 1, "the last day is a day on which it holds"


@pytest.mark.parametrize(
    ("kind", "sent", "field", "says"),
    [
        ("aircraft", {"name": ""}, "name", "入力してください"),
        ("aircraft", {"name": "P" * 1001}, "name", "1000文字以内"),
        ("aircraft", {"name": "P" * 101}, "name", "100文字まで"),
        ("aircraft", {"name": "PF2", "mark": "JU*"}, "mark", "登録記号"),
        ("aircraft", {"name": "PF2", "takeoff_mass_kg": "重い"}, "takeoff_mass_kg", "数字で"),
        ("aircraft", {"name": "PF2", "takeoff_mass_kg": "inf"}, "takeoff_mass_kg", "確かめてください"),
        ("aircraft", {"name": "PF2", "speed_mps": "0"}, "speed_mps", "範囲の外"),
        ("aircraft", {"name": "PF2", "certificate": "third"}, "certificate", "選択肢"),
        ("aircraft", {"name": "PF2", "registration_until": "2026-02-30"}, "registration_until", "日付を"),
        ("aircraft", {"name": "PF2", "registration_until": "1800-01-01"}, "registration_until", "扱えません"),
        ("aircraft", {"name": "PF2", "noise_db": "60"}, "noise_distance_m", "両方"),
        ("pilot", {"licence": "first"}, "person_name", "入力してください"),
        ("pilot", {"person_name": "空\u202e野"}, "person_name", "使えない文字"),
        ("insurance", {"insurer": "見本", "cover_yen": "1.5"}, "cover_yen", "数字で"),
        (
            "insurance",
            {"insurer": "見本", "insured_from": "2026-02-01", "insured_until": "2026-01-01"},
            "insured_until",
            "終わりの日",
        ),
        ("site", {"name": "河川敷", "lat_deg": "34.7"}, "lon_deg", "入力してください"),
        ("site", {"name": "河川敷", "lat_deg": "91", "lon_deg": "136"}, "lat_deg", "使えません"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_kept(
    office: Office, kind: str, sent: dict[str, str], field: str, says: str
) -> None:
    sora = office.client("sora")
    answer = post(sora, f"/operator/registers/{kind}/new", sent)
    assert answer.status_code == 422
    assert f'<a href="#{field}">{NAMES[field].ja}：' in answer.text
    assert says in answer.text.split(f'id="{field}-error">')[1].split("</p>")[0]
    assert "まだありません" in sora.get("/operator/registers").text


def test_what_people_write_is_text(office: Office) -> None:
    sora = office.client("sora")
    assert (
        post(sora, "/operator/registers/site/new", {"name": HOSTILE, "lat_deg": "34.7", "lon_deg": "136.5"}).status_code
        == 303
    )
    (entry,) = sora.get(f"{API}/sites").json()
    for path in ("/operator/registers", f"/operator/registers/site/{entry['id']}", "/operator/new"):
        html = sora.get(path).text
        assert "<script>alert" not in html
        assert "{{7*7}}" in html


def test_a_stale_form_is_told_so_and_keeps_what_was_typed(office: Office) -> None:
    sora = office.client("sora")
    path = f"/operator/registers/pilot/{registered(sora)['pilots']}"
    first = post(sora, path, {"person_name": "空野", "licence": "second", "version": "1"})
    assert first.status_code == 303
    stale = post(sora, path, {"person_name": "打った名前", "licence": "first", "version": "1"})
    assert stale.status_code == 409
    assert "ほかの人がこの登録を先に変えました" in stale.text
    assert value_of(stale.text, "person_name") == "打った名前"
    assert post(sora, path, {"person_name": "空野", "version": ""}).status_code == 404


@pytest.mark.parametrize("path", ["/operator/registers/balloon/new", "/operator/registers/pilot/nobody"])
def test_what_is_no_register_and_no_entry_is_not_found(office: Office, path: str) -> None:
    assert office.client("sora").get(path).status_code in (404, 422)
    assert office.client("umi").get(path).status_code in (404, 422)


# --- choosing in a proposal


def boxes(ids: dict[str, str]) -> dict[str, str]:
    kinds = {"aircraft": Kind.AIRCRAFT, "pilots": Kind.PILOT, "insurances": Kind.INSURANCE, "sites": Kind.SITE}
    return {f"chosen-{kinds[register]}-{entry_id}": "yes" for register, entry_id in ids.items()}


def test_what_is_chosen_need_not_be_typed(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    form = sora.get("/operator/new").text
    assert ticked(form) == []
    assert all(f'id="{box}"' in form for box in boxes(ids))
    answer = post(sora, "/operator/new", {**PROPOSAL, **boxes(ids)})
    draft = saved(sora, answer)
    flight = draft["operations"][0]
    assert {register: flight["chosen"][register][0]["id"] for register in ids} == ids
    assert flight["declared"]["aircraft_certificate"] == "second"
    assert (flight["speed_mps"], flight["fall_distance_m"]) == (20, 80)
    assert draft["aircraft"] == "PF2（9.8 kg）"
    trial = sora.get(answer.headers["location"]).text
    assert "空野 翔" in trial
    assert "操縦者1：" in trial
    edit = sora.get(f"{answer.headers['location']}/edit").text
    assert sorted(ticked(edit)) == sorted(boxes(ids))
    for name in ("aircraft", "speed_mps", "fall_distance_m", "takeoff_mass_kg"):
        assert value_of(edit, name) == "", f"{name} is the register's to say"


def test_what_is_typed_against_the_register_is_an_error_at_its_field(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    wrong = {**PROPOSAL, **boxes(ids), "takeoff_mass_kg": "3", "speed_mps": "25", "aircraft_certificate": "first"}
    answer = post(sora, "/operator/new", wrong)
    assert answer.status_code == 422
    for name in ("takeoff_mass_kg", "speed_mps", "aircraft_certificate"):
        assert "登録簿の内容とちがいます" in answer.text.split(f'id="{name}-error">')[1].split("</p>")[0]
    assert sorted(ticked(answer.text)) == sorted(boxes(ids)), "what was chosen is not lost"
    same = {**PROPOSAL, **boxes(ids), "takeoff_mass_kg": "9.8", "speed_mps": "12"}
    assert saved(sora, post(sora, "/operator/new", same))["operations"][0]["speed_mps"] == 12


def test_taking_a_choice_back_takes_what_it_filled(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    answer = post(sora, "/operator/new", {**PROPOSAL, **boxes(ids)})
    path = f"{answer.headers['location']}/edit"
    left = saved(sora, post(sora, path, dict(PROPOSAL)))
    assert "chosen" not in left["operations"][0]
    assert left["operations"][0]["declared"]["aircraft_certificate"] is None
    assert left["aircraft"] == ""


def test_what_was_retired_meanwhile_is_an_error(office: Office) -> None:
    sora, umi = office.client("sora"), office.client("umi")
    ids = registered(sora)
    sora.post(f"{API}/pilots/{ids['pilots']}/retirement")
    theirs = boxes({"sites": registered(umi)["sites"]})
    for more in (boxes(ids), theirs):
        answer = post(sora, "/operator/new", {**PROPOSAL, **more})
        assert answer.status_code == 422
        assert '<a href="#chosen">登録簿から選ぶ：' in answer.text
    assert f"chosen-pilot-{ids['pilots']}" not in sora.get("/operator/new").text


def test_too_many_choices_are_an_error(office: Office) -> None:
    sora = office.client("sora")
    ids = [registered(sora)["sites"] for _ in range(21)]
    answer = post(sora, "/operator/new", {**PROPOSAL, **{f"chosen-site-{entry_id}": "yes" for entry_id in ids}})
    assert answer.status_code == 422
    assert "20件まで" in answer.text


def test_a_draft_with_a_retired_entry_is_shown_and_cannot_be_submitted(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    trial = post(sora, "/operator/new", {**PROPOSAL, **boxes(ids)}).headers["location"]
    sora.post(f"{API}/pilots/{ids['pilots']}/retirement")
    assert sora.get(trial).status_code == 200
    refused = post(sora, f"{trial}/submit", {}, page=trial)
    assert refused.status_code == 409
    assert "使わないことになったものがあります" in refused.text
    edit = sora.get(f"{trial}/edit").text
    del ids["pilots"]
    assert sorted(ticked(edit)) == sorted(boxes(ids))
    assert post(sora, f"{trial}/edit", {**PROPOSAL, **boxes(ids)}).status_code == 303
    assert post(sora, f"{trial}/submit", {}, page=trial).status_code == 303


def test_staff_read_what_was_chosen_and_the_auditor_no_names(office: Office) -> None:
    sora = office.client("sora")
    ids = registered(sora)
    trial = post(sora, "/operator/new", {**PROPOSAL, **boxes(ids)}).headers["location"]
    post(sora, f"{trial}/submit", {}, page=trial)
    case = f"/staff/trials/{trial.rpartition('/')[2]}"
    for who, sees in (("reviewer", True), ("auditor", False)):
        html = office.client(who).get(case).text
        assert "機体1：PF2、JU3223ABC" in html
        assert ("空野 翔" in html) == sees
        assert "POLICY-7" not in html
        assert "飛ぶ日のすべてで有効です" in html

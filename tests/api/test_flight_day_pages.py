"""The pages of flight days: a day from the checklist to the go, contacts, a stop, an incident; and slips in forms."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.api.flight_days import API, FIRST, Scene
from tests.api.offices import furnished
from tests.api.surfaces import plain
from tests.conftest import Store

RESERVE = FIRST + timedelta(2)


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_day_by_its_page(scene: Scene) -> None:
    trial = scene.published(FIRST, reserve=(RESERVE,), conditions=["風速8m/sまで"])
    (condition,) = scene.client("sora").get(f"{API}/trials/{trial}/conditions").json()["conditions"]
    base = f"/operator/trials/{trial}/days"
    scene.set(FIRST, 8)
    sora = scene.client("sora")
    assert f"{base}/{FIRST}" in sora.get(base).text
    assert base in sora.get(f"/operator/trials/{trial}").text
    day = f"{base}/{FIRST}"
    shown = plain(sora.get(day).text)
    assert "この日の通報の番号の記録がありません" in shown or "要るかどうか判定できず" in shown
    assert "許可でも、安全の保証でもありません" in shown
    assert sora.get(f"{base}/2026-01-01").status_code == 409
    assert sora.get(f"{base}/2026-13-01").status_code == 422

    wrong = scene.form("sora", f"{base}/permits", permit_kind="none", number="", valid_from="x", valid_to="")
    assert wrong.status_code == 422
    assert 'href="#valid_from"' in wrong.text
    told = {"permit_kind": "permission_and_approval", "number": "阪空運航第１２号"}
    dates = {"valid_from": f"{FIRST}", "valid_to": f"{RESERVE}"}
    assert scene.form("sora", f"{base}/permits", **told, **dates).status_code == 303
    assert "阪空運航第12号" in scene.client("sora").get(base).text
    assert scene.form("sora", f"{day}/notice", number=" ").status_code == 422
    assert scene.form("sora", f"{day}/notice", number="FPL-1").status_code == 303
    ahead = {"checked_day": f"{FIRST}", "checked_time": "09:00", "found": "no"}
    refused = scene.form("sora", f"{day}/check", **ahead)
    assert refused.status_code == 422
    assert 'id="checked_day-error"' in refused.text
    assert scene.form("sora", f"{day}/check", checked_day="", checked_time="", found="").status_code == 422
    assert scene.form("sora", f"{day}/check", **{**ahead, "checked_time": "07:30"}).status_code == 303
    refused = scene.form("sora", f"{day}/act", step="go")
    assert refused.status_code == 422
    assert "人が確かめる条件・約束です" in refused.text
    assert scene.form("sora", f"{day}/act").status_code == 422
    gone = scene.form("sora", f"{day}/act", step="go", **{f"confirm-{condition['id']}": "yes"})
    assert gone.status_code == 303, plain(gone.text)
    assert "事業者が実施を決定" in plain(scene.client("sora").get(day).text)
    assert scene.form("sora", f"{day}/act", step="postponed", reason="強風", to=f"{RESERVE}").status_code == 303
    assert scene.states(trial) == {f"{FIRST}": "postponed", f"{RESERVE}": "planned"}
    permit = scene.client("sora").get(f"{API}/trials/{trial}/permits").json()[0]["id"]
    assert scene.form("sora", f"{base}/permits/{permit}/withdraw").status_code == 303


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_contacts_stops_and_incidents_by_their_pages(scene: Scene) -> None:
    trial = scene.published(FIRST)
    scene.set(FIRST, 8)
    contacts = f"/trials/{trial}/contacts"
    assert scene.form("reviewer", contacts, contact_kind="police", name="架空警察署").status_code == 422
    added = scene.form("reviewer", contacts, contact_kind="police", name="架空警察署", telephone="059-000-0110")
    assert added.status_code == 303
    assert scene.form("sora", f"{contacts}/tell", day="").status_code == 422
    assert scene.form("sora", f"{contacts}/tell", day=f"{FIRST}").status_code == 303
    assert "架空警察署" in scene.client("sora").get(contacts).text
    (seen,) = scene.client("sora").get(f"{API}/trials/{trial}/contacts").json()
    spoken = f"{contacts}/tellings/{seen['tellings'][0]['id']}/acknowledge"
    assert scene.form("sora", spoken, at_day=f"{FIRST}", at_time="07:00", speaker="").status_code == 422
    assert scene.form("sora", spoken, at_day=f"{FIRST}", at_time="07:00", speaker="当直").status_code == 303
    assert "確認済み" in scene.client("reviewer").get(contacts).text
    assert scene.form("sora", f"{contacts}/{seen['id']}/remove").status_code == 303
    assert "架空警察署" not in scene.client("sora").get(contacts).text

    for area in ("", "34.6,136.4", "34.6 136.4\nx", "136.4,34.6\n136.7,34.6\n136.7,34.8"):
        assert scene.form("reviewer", "/staff/stops", area=area, reason="地震").status_code == 422, area
    square = "34.6,136.4\n34.6,136.7\n34.8,136.7\n34.8,136.4\n\n33.9,136.0\n33.9,136.1\n34.0,136.1"
    assert scene.form("reviewer", "/staff/stops", area=square, reason=" ").status_code == 422
    assert scene.form("reviewer", "/staff/stops", area=square, reason="地震のため").status_code == 303
    listed = scene.client("reviewer").get("/staff/stops")
    assert "法律による命令ではありません" in listed.text
    assert scene.states(trial) == {f"{FIRST}": "held"}
    (stop,) = scene.client("reviewer").get(f"{API}/stops").json()
    release = f"/staff/stops/{stop['id']}/release"
    refused = scene.form("reviewer", release, release_reason="")
    assert refused.status_code == 422
    assert 'id="release_reason"' in refused.text
    assert scene.form("reviewer", release, trial=trial, release_reason="対象外").status_code == 303
    assert scene.form("reviewer", release, release_reason="解除").status_code == 303

    incidents = f"/operator/trials/{trial}/incidents"
    assert "国土交通省への報告に代わるものではありません" in scene.client("sora").get(incidents).text
    assert scene.form("sora", incidents, place="沖").status_code == 422
    report = {
        "happened_day": f"{FIRST}",
        "happened_time": "07:50",
        "place": "津市沖",
        "what": "不時着",
        "injured": "unknown",
        "damage": "no",
        "aircraft_state": "down",
        "called-mlit": "yes",
    }
    assert scene.form("sora", incidents, **{**report, "happened_time": "08:01"}).status_code == 422
    assert scene.form("sora", incidents, **report).status_code == 303
    assert scene.form("sora", f"{incidents}/1/mlit-number", mlit_number="").status_code == 422
    assert scene.form("sora", f"{incidents}/1/mlit-number", mlit_number="国空機第9号").status_code == 303
    staff = f"/staff/trials/{trial}/incidents"
    assert "国空機第9号" in scene.client("reviewer").get(staff).text
    assert scene.form("reviewer", f"{staff}/1/notice", text="").status_code == 422
    assert (
        scene.form("reviewer", f"{staff}/1/notice", text="<i>不時着</i>しました。", published="yes").status_code == 303
    )
    assert "&lt;i&gt;不時着" in scene.client().get(f"/trials/{trial}").text
    assert staff in scene.client("reviewer").get(f"/staff/trials/{trial}").text

"""Residents ask and report without an account; staff answer; nobody else reads what came."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from airspace.workflow import State
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, confirm, furnished
from tests.api.walk import trial_in
from tests.conftest import Store

SECRET = "わたしは架空町1丁目2-3の山田です"
HOSTILE = "<script>alert(1)</script>${7*7}{{7*7}}\u202eabc 😀"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def sent(client: TestClient, path: str, post: str, **fields: str):
    page = client.get(path).text
    marks = {"csrf_token": hidden(page, "csrf_token"), "once": hidden(page, "once")}
    return client.post(post, data=marks | fields, follow_redirects=False)


def act(client: TestClient, voice: str, what: str, **words: str):
    page = client.get(f"/staff/voices/{voice}").text
    fields = {"csrf_token": hidden(page, "csrf_token"), "act": what, **words}
    return client.post(f"/staff/voices/{voice}", data=fields, follow_redirects=False)


def published(office: Office) -> str:
    trial_id = trial_in(office, State.UNDER_REVIEW)
    confirm(office, f"/api/v1/trials/{trial_id}")
    assert office.client("reviewer").post(f"/api/v1/trials/{trial_id}/publication").is_success
    return trial_id


def only_voice(office: Office) -> str:
    with unit_of_work(office.store.engine, writes=False) as unit:
        (voice,) = unit.voices.list()
    return voice.id


def test_a_question_is_asked_answered_published_and_closed(office: Office) -> None:
    trial = published(office)
    resident, staff, operator = office.client(), office.client("reviewer"), office.client("sora")
    asked = sent(
        resident,
        f"/trials/{trial}/ask",
        "/voices",
        trial=trial,
        kind="noise",
        text=f"音は？\n{SECRET}",
        contact="059-000-1111",
    )
    assert asked.status_code == 303
    own = resident.get(asked.headers["location"])
    assert "令8-声-0001" in own.text
    assert SECRET in own.text
    assert own.headers["cache-control"] == "no-store"
    voice = only_voice(office)

    assert "令8-声-0001" in staff.get("/staff/voices").text
    seen = staff.get(f"/staff/voices/{voice}").text
    assert "059-000-1111" in seen
    refused = act(staff, voice, "publish", asked=f"音は？\n{SECRET}", answer="30mで65dBです。")
    assert refused.status_code == 422
    assert "1丁目2-3" in refused.text
    assert act(staff, voice, "pass_on", asked="音が心配だという声がありました。").status_code == 303
    assert act(staff, voice, "publish", asked="音はどのくらいですか。", answer="30m離れて65dBです。").status_code == 303

    for path in (f"/trials/{trial}", "/voices", f"/trials/{trial}/ask"):
        page = resident.get(path).text
        assert "音はどのくらいですか。" in page
        assert "30m離れて65dBです。" in page
        assert SECRET not in page
    (answer,) = resident.get("/api/v1/public/answers").json()
    assert (answer["asked"], answer["trial_id"]) == ("音はどのくらいですか。", trial)
    told = operator.get(f"/operator/trials/{trial}").text
    assert "音が心配だという声がありました。" in told
    assert SECRET not in told
    assert operator.get(f"/staff/voices/{voice}").status_code == 403

    assert act(staff, voice, "close").status_code == 303
    assert "059-000-1111" not in staff.get(f"/staff/voices/{voice}").text
    assert act(staff, voice, "note", answer="x").status_code == 409
    assert "対応を終えました" in resident.get(asked.headers["location"]).text
    assert act(staff, voice, "withdraw").status_code == 303
    assert resident.get("/api/v1/public/answers").json() == []


def test_a_double_click_asks_once(office: Office) -> None:
    client = office.client()
    page = client.get("/voices").text
    fields = {name: hidden(page, name) for name in ("csrf_token", "once")} | {"kind": "question", "text": "いつ？"}
    first, second = (client.post("/voices", data=fields, follow_redirects=False) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    only_voice(office)


def test_what_is_missing_is_said_at_once_and_nothing_typed_is_lost(office: Office) -> None:
    client = office.client()
    answer = sent(client, "/voices", "/voices", text=" ", contact="夜に電話を", kind="")
    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 2
    assert "夜に電話を" in answer.text
    answer = sent(client, "/voices", "/voices", text="あ" * 4_001, kind="question")
    assert answer.status_code == 422
    assert "あ" * 4_001 in answer.text
    assert sent(client, "/voices", "/voices", text="x", kind="question", trial="no-such-trial").status_code == 404
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.voices.list() == ()


def test_hostile_text_stays_text(office: Office) -> None:
    client, staff = office.client(), office.client("reviewer")
    refused = sent(client, "/voices", "/voices", kind="opinion", text=HOSTILE)
    assert refused.status_code == 422, "marks that turn the direction of writing are refused"
    written = HOSTILE.replace("\u202e", "")
    asked = sent(client, "/voices", "/voices", kind="opinion", text=written)
    voice = only_voice(office)
    act(staff, voice, "publish", asked=written, answer=written)
    for page in (client.get(asked.headers["location"]), client.get("/voices"), staff.get(f"/staff/voices/{voice}")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "{{7*7}}" in page.text
        assert "😀" in page.text


def test_what_came_by_telephone_is_typed_in(office: Office) -> None:
    staff = office.client("approver")
    path = "/staff/voices/new"
    fields = {"channel": "phone", "kind": "danger", "text": "低く飛んでいた。", "received_on": "2026-09-30"}
    late = sent(staff, path, path, **fields | {"received_on": "2026-12-01"})
    assert late.status_code == 422
    assert "受けた日が先の日" in late.text
    made = sent(staff, path, path, **fields)
    assert made.status_code == 303
    page = staff.get(made.headers["location"]).text
    assert "電話" in page
    assert "低く飛んでいた。" in page


def test_one_address_cannot_flood_the_desk(office: Office) -> None:
    client = office.client(voices_per_hour=2)
    states = [sent(client, "/voices", "/voices", kind="question", text=f"質問{n}").status_code for n in range(3)]
    assert states == [303, 303, 429]

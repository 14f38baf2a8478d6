"""The operator's form keeps what is typed, begins from another trial, shows remarks at their fields, gives a copy."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from airspace.workflow import State
from tests.api.offices import NOW, Office, furnished
from tests.api.walk import trial_in
from tests.conftest import Store
from tests.pdfs import fonts_of, metadata_of, text_of, without_spaces

API = "/api/v1"
FORM = {
    "title": "津の沿岸の点検",
    "purpose": "護岸を見る。",
    "table": "34.7079,136.5246,60\n34.7010,136.5480,60",
    "half_width_m": "30",
    "first_day": "2026-11-04",
}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def sent(client: TestClient, path: str, post: str, **fields: str):
    page = client.get(path).text
    marks = {name: hidden(page, name) for name in ("csrf_token", "once", "draft") if f'name="{name}"' in page}
    return client.post(post, data=marks | fields, follow_redirects=False)


def test_what_is_typed_is_kept_and_each_part_says_how_far_it_is(office: Office) -> None:
    client = office.client("sora")
    kept = sent(client, "/operator/new", "/operator/typed/new", title="書きかけの題", first_day="いつか").json()
    told = {name: part["progress"] for name, part in kept["sections"].items()}
    assert told["section-about"] == "open", "the purpose is missing"
    assert told["section-days"] == "wrong"
    assert told["section-route"] == "open"
    assert told["section-declared"] == told["chosen"] == "optional"
    again = client.get("/operator/new").text
    assert 'value="書きかけの題"' in again
    assert "まえに書きかけた内容をもどしました" in again
    assert "書きかけの題" not in office.client("umi").get("/operator/new").text

    whole = sent(client, "/operator/new", "/operator/typed/new", **FORM).json()["sections"]
    assert {whole[f"section-{name}"]["progress"] for name in ("about", "route", "days")} == {"done"}
    assert sent(client, "/operator/new", "/operator/new", **FORM).status_code == 303
    assert "書きかけ" not in client.get("/operator/new").text

    sent(client, "/operator/new", "/operator/typed/new", title="捨てる題")
    assert sent(client, "/operator/new", "/operator/typed/new/discard").status_code == 303
    assert "捨てる題" not in client.get("/operator/new").text
    assert sent(client, "/operator/new", "/operator/typed/no-such-trial", title="x").status_code == 404
    long = sent(client, "/operator/new", "/operator/typed/new", title="x" * 600_001)
    assert long.status_code == 413


def test_a_double_click_begins_one_trial(office: Office) -> None:
    client = office.client("sora")
    page = client.get("/operator/new").text
    fields = {name: hidden(page, name) for name in ("csrf_token", "once")} | FORM
    first, second = (client.post("/operator/new", data=fields, follow_redirects=False) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(client.get(f"{API}/trials").json()) == 1


def test_another_trial_begins_from_one_of_the_organisations_own(office: Office) -> None:
    trial = trial_in(office, State.SUBMITTED)
    copied = office.client("sora").get(f"/operator/new?copy={trial}").text
    assert 'value="津の沿岸"' in copied
    assert "34.7079000,136.5246000,60,agl" in copied
    assert re.search(r'id="first_day" name="first_day" value=""', copied)
    assert office.client("umi").get(f"/operator/new?copy={trial}").status_code == 404


def test_answers_are_checked_submitted_and_a_copy_is_given(office: Office) -> None:
    client = office.client("sora")
    made = sent(client, "/operator/new", "/operator/new", **FORM | {"noise": "65dB 😀"})
    trial = made.headers["location"].rsplit("/", 1)[1]
    checked = client.get(f"/operator/trials/{trial}/check-answers")
    assert "護岸を見る。" in checked.text
    assert f'href="/operator/trials/{trial}/edit#purpose"' in checked.text
    submitted = client.post(
        f"/operator/trials/{trial}/submit",
        data={name: hidden(checked.text, name) for name in ("csrf_token", "draft")},
    )
    assert "提出しました" in submitted.text
    assert client.get(f"/operator/trials/{trial}/check-answers", follow_redirects=False).status_code == 303
    receipt = client.get(f"/operator/trials/{trial}/receipts/1")
    assert receipt.headers["content-type"] == "application/pdf"
    (revision,) = client.get(f"{API}/trials/{trial}/revisions").json()
    printed = text_of(receipt.content)
    for words in ("津の沿岸の点検", "護岸を見る。", revision["sha256"], "許可を示すものではありません", "65dB〓"):
        assert without_spaces(words) in printed
    assert {embedded for _, embedded in fonts_of(receipt.content)} == {True}
    assert "提出の控え" in metadata_of(receipt.content)["Title"]
    assert client.get(f"/operator/trials/{trial}/receipts/1").content == receipt.content
    assert office.client("umi").get(f"/operator/trials/{trial}/receipts/1").status_code == 404
    assert client.get(f"/operator/trials/{trial}/receipts/2").status_code == 404


def test_remarks_stand_at_their_fields_and_in_the_letter(office: Office) -> None:
    trial = trial_in(office, State.UNDER_REVIEW)
    staff, client = office.client("reviewer"), office.client("sora")
    asked = {"revision": 1, "reason": "足りないところがあります。", "due_on": "2026-10-09"}
    unknown = staff.post(f"{API}/trials/{trial}/corrections", json=asked | {"remarks": {"colour": "青"}})
    assert unknown.status_code == 422
    assert unknown.json()["where"] == "remark-colour"
    long = sent(
        staff,
        f"/staff/trials/{trial}",
        f"/staff/trials/{trial}/corrections",
        revision="1",
        reason="x",
        **{"remark-noise": "あ" * 501},
    )
    assert long.status_code == 422
    assert 'id="remark-noise-error"' in long.text
    assert "あ" * 501 in long.text
    page = sent(
        staff,
        f"/staff/trials/{trial}",
        f"/staff/trials/{trial}/corrections",
        **{
            "revision": "1",
            "reason": asked["reason"],
            "due_on": "2026-10-09",
            "remark-noise": "何dBか書いてください。",
        },
    )
    assert page.status_code == 303
    shown = client.get(f"/operator/trials/{trial}").text
    assert f'href="/operator/trials/{trial}/edit#noise"' in shown
    form = client.get(f"/operator/trials/{trial}/edit").text
    assert re.search(r'id="noise-remark".*何dBか書いてください。', form)
    assert re.search(r'id="noise"[^>]*aria-describedby="[^"]*noise-remark', form)
    (letter,) = (
        one for one in client.get(f"{API}/trials/{trial}/letters").json() if one["kind"] == "correction_request"
    )
    pdf = client.get(f"{API}/trials/{trial}/letters/{letter['number']}").content
    assert without_spaces("・音：何dBか書いてください。") in text_of(pdf)

    board = client.get("/operator").text
    assert board.index("補正して出しなおす") < board.index("すべての実証実験")
    assert "令和8年（2026年）10月9日（金）" in board
    late = office.client("sora", at=NOW + timedelta(days=30)).get("/operator").text
    assert "過ぎています" in late


def test_what_a_correction_changes_is_shown_before_it_is_submitted(office: Office) -> None:
    trial = trial_in(office, State.UNDER_REVIEW)
    staff, client = office.client("reviewer"), office.client("sora")
    page, check = f"/operator/trials/{trial}", f"/operator/trials/{trial}/check-answers"
    assert 'id="changed-title"' not in client.get(page).text
    asked = sent(staff, f"/staff/trials/{trial}", f"/staff/trials/{trial}/corrections", revision="1", reason="目的を。")
    assert asked.status_code == 303
    saved = sent(client, f"{page}/edit", f"{page}/edit", **FORM | {"purpose": "橋の<b>裏</b>を見る。"})
    assert saved.status_code == 303
    for shown in (client.get(page).text, client.get(check).text):
        changed = shown[shown.index('id="changed-title"') :]
        changed = changed[: changed.index("</section>")]
        assert "提出した第1版から変わるところ" in changed
        assert "橋の&lt;b&gt;裏&lt;/b&gt;を見る。" in changed


def test_a_case_tells_what_was_done_and_residents_whom_to_call(office: Office) -> None:
    trial = trial_in(office, State.SCHEDULED)
    assert office.helper("reviewer").post(f"{API}/trials/{trial}/publication").is_success
    case = office.client("reviewer").get(f"/staff/trials/{trial}").text
    timeline = case[case.index('id="timeline"') :]
    timeline = timeline[: timeline.index("</details>")]
    places = [
        timeline.index(name)
        for name in ("　提出　→", "　受付　→", "　確認を始める　→", "　飛行経路の確認　→", "　実施日の届出　→")
    ]
    assert places == sorted(places), "oldest first"
    assert "県の窓口" in office.client().get(f"/trials/{trial}").text
    assert "059-000-0009" not in office.client().get(f"/trials/{trial}").text
    with office.store.engine.begin() as connection:
        connection.execute(text("UPDATE organisation SET phone = '059-000-0009' WHERE id = 'office'"))
    assert 'href="tel:059-000-0009"' in office.client().get(f"/trials/{trial}").text

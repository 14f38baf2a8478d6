"""A draft is one paper: nobody writes over what a colleague has saved, or submits what they have not seen."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.offices import Office, content, furnished
from tests.conftest import Store

API = "/api/v1"
TABLE = "経度,緯度,高さ,高さの基準\n136.52,34.70,60,agl\n136.55,34.70,60,agl"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def started(client: TestClient) -> str:
    trial_id: str = client.post(f"{API}/trials", json=content()).json()["id"]
    return trial_id


def test_a_program_says_which_draft_it_saw(office: Office) -> None:
    sora = office.client("sora")
    draft = f"{API}/trials/{started(sora)}/draft"
    seen = sora.get(draft).headers["etag"]
    assert sora.put(draft, json=content("一人目"), headers={"If-Match": seen}).status_code == 204
    refused = sora.put(draft, json=content("二人目"), headers={"If-Match": seen})
    assert refused.status_code == 412
    assert "sora" in refused.json()["detail_ja"], "who saved it"
    assert sora.get(draft).json()["title"] == "一人目"
    revisions = draft.replace("draft", "revisions")
    assert sora.post(revisions, headers={"If-Match": seen}).status_code == 412
    assert sora.put(draft, json=content("三人目"), headers={"If-Match": "*"}).status_code == 204
    now = sora.get(draft).headers["etag"]
    assert sora.post(revisions, headers={"If-Match": f"W/{now}"}).status_code == 201
    assert sora.put(draft, json=content(), headers={"If-Match": now}).status_code == 409, "submitted"


def field_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_page_keeps_what_was_typed_and_says_who_saved_meanwhile(office: Office) -> None:
    sora, colleague = office.client("sora"), office.client("sora")
    trial_id = started(sora)
    edit, draft = f"/operator/trials/{trial_id}/edit", f"{API}/trials/{trial_id}/draft"
    page = sora.get(edit).text
    form = {name: field_of(page, name) for name in ("csrf_token", "draft")}
    form |= {"title": "わたしの題名", "purpose": "試験", "table": TABLE, "half_width_m": "30"}
    form |= {"first_day": "2026-11-04", "speed_mps": "10", "vehicle": "uas"}
    assert colleague.put(draft, json=content("同僚の題名")).status_code == 204
    refused = sora.post(edit, data=form, follow_redirects=False)
    assert refused.status_code == 409, refused.text
    assert "この下書きを保存しています" in refused.text
    assert "わたしの題名" in refused.text
    assert sora.get(draft).json()["title"] == "同僚の題名"
    again = form | {"draft": field_of(refused.text, "draft")}
    assert sora.post(edit, data=again, follow_redirects=False).status_code == 303
    assert sora.get(draft).json()["title"] == "わたしの題名"


def test_a_page_submits_only_what_it_shows(office: Office) -> None:
    sora = office.client("sora")
    trial_id = started(sora)
    shown = sora.get(f"/operator/trials/{trial_id}/check-answers").text
    form = {name: field_of(shown, name) for name in ("csrf_token", "draft")}
    assert sora.put(f"{API}/trials/{trial_id}/draft", json=content("同僚の題名")).status_code == 204
    assert sora.post(f"/operator/trials/{trial_id}/submit", data=form).status_code == 412
    assert sora.get(f"{API}/trials/{trial_id}/revisions").json() == []
    form["draft"] = field_of(sora.get(f"/operator/trials/{trial_id}/check-answers").text, "draft")
    assert sora.post(f"/operator/trials/{trial_id}/submit", data=form, follow_redirects=False).status_code == 303


def test_a_draft_that_is_withdrawn_stays_its_operators_own(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    trial_id = started(sora)
    assert sora.post(f"{API}/trials/{trial_id}/withdrawal").status_code == 204
    assert sora.get(f"{API}/trials/{trial_id}").json()["state"] == "withdrawn"
    assert reviewer.get(f"{API}/trials/{trial_id}").status_code == 404
    assert reviewer.get(f"{API}/trials").json() == []
    assert trial_id not in reviewer.get("/staff").text
    assert reviewer.post(f"{API}/trials/{trial_id}/closure").status_code == 404


def test_a_talk_stays_with_the_case_that_was_submitted(office: Office) -> None:
    sora = office.client("sora")
    talk = sora.post(f"{API}/enquiries", json={"subject": "件名", "text": "内容"}).json()["id"]
    first, second = started(sora), started(sora)
    for trial_id, status in ((first, 204), (second, 204), (first, 204)):
        named = sora.put(f"{API}/enquiries/{talk}/trial", json={"trial_id": trial_id})
        assert named.status_code == status, named.text
    assert sora.post(f"{API}/trials/{first}/revisions").status_code == 201
    assert sora.put(f"{API}/enquiries/{talk}/trial", json={"trial_id": second}).status_code == 409
    assert sora.put(f"{API}/enquiries/{talk}/trial", json={"trial_id": first}).status_code == 204

"""The road over HTTP: a proposal goes in, a published trial comes out, and nobody sees what is not theirs."""

import hashlib
import json
from collections.abc import Iterator

import pytest

from tests.api.offices import Office, confirm, content, furnished, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def test_the_whole_road(office: Office) -> None:
    sora, reviewer, resident = (office.client(who) for who in ("sora", "reviewer", None))
    started = sora.post(f"{API}/trials", json=content())
    assert started.status_code == 201
    trial = f"{API}/trials/{started.json()['id']}"
    public = f"{API}/public/trials/{started.json()['id']}"
    assert reviewer.get(trial).status_code == 404, "a draft is the operator's alone"

    first = sora.post(f"{trial}/revisions")
    assert first.status_code == 201
    assert first.json()["number"] == 1
    canonical = json.dumps(first.json()["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Whole numbers are written without a fraction in RFC 8785.
    canonical = canonical.replace("60.0", "60").replace("50.0", "50").replace("10.0,", "10,")
    assert first.json()["sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
    rules = {finding["rule"]: finding["outcome"] for finding in first.json()["screenings"][0]["findings"]}
    assert rules["densely-inhabited-district"] == "CAUGHT"
    assert sora.post(f"{trial}/revisions").status_code == 409

    correction = {"revision": 1, "reason": "西に離してください。"}
    assert reviewer.post(f"{trial}/corrections", json=correction).status_code == 201
    assert sora.put(f"{trial}/draft", json=content("津の沖合", 136.5400)).status_code == 204
    assert sora.post(f"{trial}/revisions").json()["number"] == 2

    take_in(reviewer, trial)
    assert sora.post(f"{trial}/slips", json=slip_in(revision=2, here=False)).status_code == 403
    assert reviewer.post(f"{trial}/slips", json=slip_in(revision=1, here=False)).status_code == 409, "an old revision"
    confirmed = confirm(office, trial, revision=2, conditions=["風速8m/sまで"])
    assert confirmed["kind"] == "route_confirmation"
    assert (confirmed["document_number"], confirmed["enforced_on"]) == ("空第12号", "2026-10-01")
    assert reviewer.post(f"{trial}/slips", json=slip_in(revision=2, here=False)).status_code == 409

    assert resident.get(public).status_code == 404
    assert resident.get(f"{API}/public/trials").json() == []
    assert reviewer.post(f"{trial}/publication").status_code == 204
    shown = resident.get(public).json()
    assert (shown["title"], shown["revision"]) == ("津の沖合", 2)
    (condition,) = shown["decision"]["conditions"]
    assert (condition["text"], condition["reason"]) == ("風速8m/sまで", "安全のため")
    assert shown["notice"]["ja"].startswith("航空法の許可・承認は国土交通省が行います。")
    assert [row["id"] for row in resident.get(f"{API}/public/trials").json()] == [shown["id"]]
    assert resident.get(f"/trials/{shown['id']}").status_code == 200
    assert "frame-ancestors 'self'" in resident.get(f"/trials/{shown['id']}/map/1").headers["content-security-policy"]
    assert resident.get(f"/trials/{shown['id']}/map/2").status_code == 404


def test_another_organisation_sees_nothing(office: Office) -> None:
    sora, umi = office.client("sora"), office.client("umi")
    trial_id = sora.post(f"{API}/trials", json=content()).json()["id"]
    sora.post(f"{API}/trials/{trial_id}/revisions")
    assert umi.get(f"{API}/trials").json() == []
    for path in ("", "/draft", "/revisions", "/decisions"):
        assert umi.get(f"{API}/trials/{trial_id}{path}").status_code == 404
    assert umi.post(f"{API}/trials/{trial_id}/withdrawal").status_code == 404
    assert umi.get(f"/operator/trials/{trial_id}").status_code == 404
    assert umi.get(f"/operator/trials/{trial_id}/map/1").status_code == 404
    assert office.client().get(f"{API}/trials").status_code == 401
    assert office.client("reviewer").post(f"{API}/trials", json=content()).status_code == 403


def test_a_decline_needs_a_reason(office: Office) -> None:
    sora, approver = office.client("sora"), office.client("approver")
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    sora.post(f"{trial}/revisions")
    take_in(approver, trial)
    draft = slip_in(step="decline", here=False, reason=" ")
    refused = approver.post(f"{trial}/slips", json=draft)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["where"] == "reason"
    assert confirm(office, trial, step="decline")["reason"] == "地元の同意がないため"
    assert sora.get(trial).json()["state"] == "declined"


def test_a_revision_is_shown_as_it_was_judged(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    before = sora.post(f"{trial}/revisions").json()["screenings"]
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM feature")
        connection.exec_driver_sql("UPDATE edition_counter SET value = value + 1")
    assert reviewer.get(f"{trial}/revisions").json()[0]["screenings"] == before

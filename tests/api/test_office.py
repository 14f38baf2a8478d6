"""Before a proposal and after its confirmation, over HTTP: enquiries, intake, flight days, the report, closing."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from airspace.workflow import State
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, content, furnished, take_in
from tests.api.walk import API, trial_in
from tests.conftest import Store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def token(client: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/sign-in").text)
    assert found
    return found[1]


def test_an_enquiry_keeps_what_was_said(office: Office) -> None:
    sora, reviewer, umi = office.client("sora"), office.client("reviewer"), office.client("umi")
    begun = sora.post(f"{API}/enquiries", json={"subject": "港の上", "text": "飛べますか。"})
    assert begun.status_code == 201
    talk = f"{API}/enquiries/{begun.json()['id']}"
    assert reviewer.post(f"{talk}/entries", json={"text": "港の管理者に聞いてください。"}).status_code == 201
    assert sora.post(f"{talk}/entries", json={"text": "分かりました。"}).json()["number"] == 3
    said = reviewer.get(talk).json()["entries"]
    assert [(entry["number"], entry["by_the_office"]) for entry in said] == [(1, False), (2, True), (3, False)]
    assert umi.get(talk).status_code == 404
    assert umi.get(f"{API}/enquiries").json() == []
    assert umi.post(f"{talk}/entries", json={"text": "x"}).status_code == 404
    trial_id = trial_in(office, State.SUBMITTED)
    assert sora.put(f"{talk}/trial", json={"trial_id": trial_id}).status_code == 204
    assert "港の上" in reviewer.get(f"/staff/trials/{trial_id}").text
    theirs = umi.post(f"{API}/trials", json=content()).json()["id"]
    assert sora.put(f"{talk}/trial", json={"trial_id": theirs}).status_code == 404


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"subject": "a\nb"}, {"text": " "}, {"text": "\x00"}])
def test_an_enquiry_without_words_is_refused(office: Office, wrong: dict[str, str]) -> None:
    sora = office.client("sora")
    assert sora.post(f"{API}/enquiries", json={"subject": "件名", "text": "内容"} | wrong).status_code == 422
    form = {"subject": "件名", "text": "内容", "csrf_token": token(sora)} | wrong
    if wrong != {"subject": "a\nb"}:  # a browser's text field holds one line
        assert sora.post("/enquiries", data=form).status_code == 422
    assert sora.get(f"{API}/enquiries").json() == []


@pytest.mark.each_engine
def test_entries_written_at_once_are_all_kept(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    begun = sora.post(f"{API}/enquiries", json={"subject": "件名", "text": "内容"}).json()["id"]

    def say(number: int) -> int:
        client = (sora, reviewer)[number % 2]
        return client.post(f"{API}/enquiries/{begun}/entries", json={"text": f"{number}"}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert Counter(pool.map(say, range(20))) == {201: 20}
    entries = sora.get(f"{API}/enquiries/{begun}").json()["entries"]
    assert [entry["number"] for entry in entries] == list(range(1, 22))


def test_a_trial_is_taken_in_with_number_and_day(office: Office) -> None:
    reviewer = office.client("reviewer")
    first, second = trial_in(office, State.SUBMITTED), trial_in(office, State.SUBMITTED)
    path = f"{API}/trials/{first}/acceptance"
    assert reviewer.get(path).status_code == 404
    for wrong in ("2026-09-30", "2026-10-02"):
        refused = reviewer.post(path, json={"received_on": wrong})
        assert (refused.status_code, refused.json()["where"]) == (422, "received_on")
    taken = reviewer.post(path, json={"kind": "support", "received_on": "2026-10-01"})
    assert taken.json() | {"accepted_at": ""} == {
        "reference": "令8-空-0001",
        "kind": "support",
        "fiscal_year": 2026,
        "received_on": "2026-10-01",
        "report_due_on": None,
        "accepted_at": "",
    }
    assert reviewer.post(path, json={}).status_code == 409
    assert reviewer.post(f"{API}/trials/{second}/acceptance", json={}).json()["reference"] == "令8-空-0002"


@pytest.mark.each_engine
def test_many_trials_taken_in_at_once_get_numbers_of_their_own(office: Office) -> None:
    trials = [trial_in(office, State.SUBMITTED) for _ in range(10)]
    reviewer = office.client("reviewer")

    def take(trial_id: str) -> str:
        reference: str = reviewer.post(f"{API}/trials/{trial_id}/acceptance", json={}).json()["reference"]
        return reference

    with ThreadPoolExecutor(10) as pool:
        references = sorted(pool.map(take, trials))
    assert references == [f"令8-空-{number:04}" for number in range(1, 11)]


def test_a_corrected_trial_keeps_its_number_and_the_clock_stood_still(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    trial_id = trial_in(office, State.UNDER_REVIEW)
    trial = f"{API}/trials/{trial_id}"
    assert reviewer.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    assert "補正を待つ間は数えません" in reviewer.get(f"/staff/trials/{trial_id}").text
    sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
    assert sora.post(f"{trial}/revisions").status_code == 201
    refused = reviewer.post(f"{trial}/acceptance", json={"kind": "adoption"})
    assert (refused.status_code, refused.json()["where"]) == (422, "kind"), "no pledge"
    assert reviewer.post(f"{trial}/acceptance", json={"kind": "support"}).json()["reference"] == "令8-空-0001"
    assert reviewer.get(f"{trial}/acceptance").json()["kind"] == "support", "what was misjudged at first is restated"
    assert "0 / 20" in reviewer.get("/staff").text
    with unit_of_work(office.store.engine, writes=False) as unit:
        steps = [step.step for step in unit.trials.steps(trial_id)]
    assert steps == ["submit", "accept", "start_review", "request_correction", "submit", "accept"]


def test_the_day_of_receipt_is_that_of_the_first_papers(office: Office) -> None:
    """Papers that came by post before they were corrected keep the day on which they came."""
    before = NOW - timedelta(days=3)
    sora, reviewer = office.client("sora", at=before), office.client("reviewer", at=before)
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{trial}/revisions").status_code == 201
    assert reviewer.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    sora, reviewer = office.client("sora"), office.client("reviewer")
    sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
    assert sora.post(f"{trial}/revisions").status_code == 201
    taken = reviewer.post(f"{trial}/acceptance", json={"received_on": "2026-09-28"})
    assert taken.json()["received_on"] == "2026-09-28", taken.text


def test_a_change_asks_for_the_same_as_before(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.CONFIRMED)}"
    sora, reviewer = office.client("sora"), office.client("reviewer")
    sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
    assert sora.post(f"{trial}/amendments").status_code == 201
    refused = reviewer.post(f"{trial}/acceptance", json={"kind": "support"})
    assert (refused.status_code, refused.json()["where"]) == (422, "kind")
    assert reviewer.post(f"{trial}/acceptance", json={}).json()["kind"] == "route_confirmation"


def test_a_case_is_handed_over_to_who_can_review_it(office: Office) -> None:
    reviewer, sora = office.client("reviewer"), office.client("sora")
    trial_id = trial_in(office, State.SUBMITTED)
    owner, page = f"{API}/trials/{trial_id}/owner", f"/staff/trials/{trial_id}"
    assert reviewer.put(owner, json={"account": "id-assessor"}).status_code == 409, "not taken in"
    take_in(reviewer, f"{API}/trials/{trial_id}")
    assert "担当：reviewer" in reviewer.get(page).text
    for nobody in ("id-sora", "id-auditor", "id-admin", "none"):
        refused = reviewer.put(owner, json={"account": nobody})
        assert (refused.status_code, refused.json()["where"]) == (422, "owner")
    assert sora.put(owner, json={"account": "id-assessor"}).status_code == 403
    assert reviewer.put(owner, json={"account": "id-assessor"}).status_code == 204
    assert "担当：assessor" in reviewer.get(page).text
    form = {"csrf_token": token(reviewer), "owner": ""}
    assert reviewer.post(f"{page}/owner", data=form).status_code == 422
    assert reviewer.post(f"{page}/owner", data=form | {"owner": "id-deputy"}, follow_redirects=False).status_code == 303
    with unit_of_work(office.store.engine) as unit:
        given = [event.details for event in unit.audit.events(subject=trial_id) if event.action == "assign"]
        unit.accounts.disable("id-deputy", NOW)
    assert [json.loads(details)["to"] for details in given] == ["id-assessor", "id-deputy"]
    assert "担当：決まっていません" in reviewer.get(page).text, "who has left works on nothing"


def test_from_confirmation_to_closing(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    trial_id = trial_in(office, State.CONFIRMED)
    trial = f"{API}/trials/{trial_id}"
    assert sora.get(f"{trial}/schedule").status_code == 404
    assert sora.post(f"{trial}/completion").status_code == 409
    for wrong in ([], ["2026-10-02"], ["2026-09-30"]):
        assert sora.post(f"{trial}/schedule", json={"days": wrong}).status_code == 422
    stated = sora.post(f"{trial}/schedule", json={"days": ["2026-10-01", "2026-10-01"]})
    window = {"start": "2026-10-01T08:00:00+09:00", "end": "2026-10-01T08:01:00+09:00"}
    assert stated.json()["days"] == [{"day": "2026-10-01", "windows": [window], "reserve": False}]
    assert sora.post(f"{trial}/schedule", json={"days": ["2026-10-01"]}).json()["number"] == 2, "stated again"
    assert "実施日" in sora.get(f"/operator/trials/{trial_id}").text
    assert sora.post(f"{trial}/completion").status_code == 204
    assert sora.get(f"{trial}/report").status_code == 404
    refused = sora.post(f"{trial}/report", json={"flights": 3, "summary": "", "incidents": "なし"})
    assert (refused.status_code, refused.json()["where"]) == (422, "summary")
    told = {"flights": 3, "summary": "計画どおり。", "incidents": "なし"}
    assert sora.post(f"{trial}/report", json=told).status_code == 201
    assert reviewer.get(f"{trial}/report").json() | told == reviewer.get(f"{trial}/report").json()
    assert "計画どおり。" in reviewer.get(f"/staff/trials/{trial_id}").text
    assert reviewer.post(f"{trial}/closure").status_code == 204
    assert sora.get(trial).json() == {**sora.get(trial).json(), "state": "closed", "steps": []}


def test_the_flights_do_not_end_before_the_first_day(office: Office) -> None:
    trial_id = trial_in(office, State.CONFIRMED)
    sora = office.client("sora")
    trial = f"{API}/trials/{trial_id}"
    assert sora.post(f"{trial}/schedule", json={"days": ["2026-10-01"]}).status_code == 201
    earlier = NOW - timedelta(days=1)
    app = office.app(office.settings, lambda: earlier)
    before = TestClient(app, cookies=dict(sora.cookies))
    assert before.post(f"{trial}/completion").status_code == 409
    assert sora.post(f"{trial}/completion").status_code == 204


def test_the_pages_say_what_is_wrong_and_keep_what_was_written(office: Office) -> None:
    sora = office.client("sora")
    trial_id = trial_in(office, State.CONFIRMED)
    page = f"/operator/trials/{trial_id}"
    form = {"csrf_token": token(sora)}
    for days, words in (
        ("あした", "日付を入力してください"),
        ("2026-10-05", "計画の日ではありません"),
        ("", "実施日がありません"),
    ):
        shown = sora.post(f"{page}/schedule", data=form | {"days": days})
        assert shown.status_code == 422
        assert words in shown.text
        assert days in shown.text
    assert sora.post(f"{page}/schedule", data=form | {"days": "2026/10/01"}).status_code == 200
    assert sora.post(f"{page}/complete", data=form).status_code == 200
    shown = sora.post(f"{page}/report", data=form | {"flights": "", "summary": "結果", "incidents": ""})
    assert shown.status_code == 422
    assert ">結果</textarea>" in shown.text
    told = {"flights": "３", "summary": "結果", "incidents": "なし"}
    assert sora.post(f"{page}/report", data=form | told).status_code == 200
    assert sora.get(f"{API}/trials/{trial_id}/report").json()["flights"] == 3


def test_an_adoption_rests_on_the_operators_pledge(office: Office) -> None:
    sora, reviewer = office.client("sora"), office.client("reviewer")
    trial_id = trial_in(office, State.SUBMITTED)
    trial, page = f"{API}/trials/{trial_id}", f"/operator/trials/{trial_id}"
    adoption = {"kind": "adoption", "report_due_on": "2027-03-31"}
    refused = reviewer.post(f"{trial}/acceptance", json=adoption)
    assert (refused.status_code, refused.json()["where"]) == (422, "kind")
    half = {"no_organised_crime": True, "prefectural_tax_paid": False}
    assert sora.put(f"{trial}/pledge", json=half).json()["where"] == "prefectural_tax_paid"
    form = {"csrf_token": token(sora), "no_organised_crime": "yes"}
    assert sora.post(f"{page}/pledge", data=form).status_code == 422
    assert "誓約はまだありません" in reviewer.get(f"/staff/trials/{trial_id}").text
    assert sora.post(f"{page}/pledge", data=form | {"prefectural_tax_paid": "yes"}).status_code == 200
    assert sora.put(f"{trial}/pledge", json=half | {"prefectural_tax_paid": True}).status_code == 204, "stated again"
    for day in (None, "2026-10-01"):
        refused = reviewer.post(f"{trial}/acceptance", json=adoption | {"report_due_on": day})
        assert (refused.status_code, refused.json()["where"]) == (422, "report_due_on")
    assert reviewer.post(f"{trial}/acceptance", json=adoption).json()["report_due_on"] == "2027-03-31"
    assert "実績報告の期限" in sora.get(page).text
    assert sora.put(f"{trial}/pledge", json=half | {"prefectural_tax_paid": True}).status_code == 409
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert [event.action for event in unit.audit.events(subject=trial_id)].count("pledge") == 1

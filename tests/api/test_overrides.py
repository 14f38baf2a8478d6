"""Staff's word beside the machine's: with a reason, audited, by those who review, while they review. Both engines."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import event
from sqlalchemy.orm import Session

from airspace.edition import Layer, LayerKind
from airspace.features import Geozone, ZoneType
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import Office, content, furnished
from tests.conftest import Store
from tests.maps.flights import edition

API = "/api/v1"
REASON = "港務所に電話で確かめた。\n利用者の船はこの時間帯にいない。"
SCRIPT = "<script>alert(1)</script> & \"q\" 'q' {{ 7*7 }}"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    """An office whose layers also hold a prohibited zone on the way."""
    forbidden = Geozone("p1", Text("立入禁止の島", "Forbidden isle"), box(136.54, 34.695, 136.55, 34.705))
    assert forbidden.type is ZoneType.PROHIBITED
    for office in furnished(store):
        with unit_of_work(store.engine) as unit:
            unit.editions.add(
                Layer(replace(edition(LayerKind.ZONES, "禁止"), id="forbidden", sha256="1" * 64), (forbidden,))
            )
        yield office


@dataclass(frozen=True)
class Case:
    """A submitted trial, and what its screening found by rule and what it entails."""

    office: Office
    id: str
    operator: TestClient

    @property
    def api(self) -> str:
        return f"{API}/trials/{self.id}"

    @property
    def page(self) -> str:
        return f"/staff/trials/{self.id}"

    def results(self, flight: int = 1) -> list[dict[str, Any]]:
        screening = self.operator.get(f"{self.api}/revisions").json()[-1]["screenings"][flight - 1]
        return [*screening["findings"], *screening["checked"]]

    def place(self, rule: str, entails: str = "") -> int:
        (found,) = (
            place
            for place, result in enumerate(self.results(), start=1)
            if result["rule"] == rule and entails in ("", result["entails"])
        )
        return found

    def view(self, rule: str = "densely-inhabited-district", entails: str = "", **changes: Any) -> dict[str, Any]:
        said = {"revision": 1, "flight": 1, "outcome": "CLEAR", "reason": REASON}
        return said | {"finding": self.place(rule, entails)} | changes


@pytest.fixture
def case(office: Office) -> Case:
    sora = office.client("sora")
    trial_id = sora.post(f"{API}/trials", json=content()).json()["id"]
    assert sora.post(f"{API}/trials/{trial_id}/revisions").status_code == 201
    return Case(office, trial_id, sora)


def form_of(client: TestClient, case: Case, **fields: str) -> dict[str, str]:
    html = client.get(case.page).text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    place = case.place("densely-inhabited-district")
    said = {"revision": "1", "finding": f"1-{place}", "outcome": "CLEAR", "reason": REASON, "csrf_token": token}
    return said | fields


def test_a_view_stands_beside_the_finding_and_changes_nothing(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    before = case.operator.get(f"{case.api}/revisions").json()
    stated = reviewer.post(f"{case.api}/overrides", json=case.view(reason=f"  {REASON}\n"))
    assert stated.status_code == 201, stated.text
    said = stated.json()
    assert said["screening_outcome"] == "CAUGHT"
    assert (said["outcome"], said["standing"], said["reason"]) == ("CLEAR", True, REASON)
    assert said["rule"] == "densely-inhabited-district"
    assert case.operator.get(f"{case.api}/overrides").json() == [said]
    assert case.operator.get(f"{case.api}/revisions").json() == before
    assert case.operator.get(case.api).json()["state"] == "submitted"


def test_a_finding_that_was_clear_may_be_seen_otherwise(case: Case) -> None:
    approver = case.office.client("approver")
    said = approver.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", outcome="CAUGHT")).json()
    assert (said["screening_outcome"], said["outcome"]) == ("CLEAR", "CAUGHT")


@pytest.mark.parametrize(
    ("login", "read", "write"),
    [("sora", 200, 403), ("umi", 404, 404), ("reviewer", 200, 201), ("approver", 200, 201), ("admin", 404, 404)],
)
def test_who_may(case: Case, login: str, read: int, write: int) -> None:
    client = case.office.client(login)
    assert client.get(f"{case.api}/overrides").status_code == read
    refused = client.post(f"{case.api}/overrides", json=case.view())
    assert refused.status_code == write
    on_page = client.post(f"{case.page}/override", data=form_of(client, case), follow_redirects=False)
    assert on_page.status_code == (303 if write == 201 else 404)
    if write != 201:
        assert refused.headers["content-type"] == "application/problem+json"
        assert case.operator.get(f"{case.api}/overrides").json() == []


def test_nobody_without_an_account(case: Case) -> None:
    anyone = case.office.client()
    assert anyone.get(f"{case.api}/overrides").status_code == 401
    assert anyone.post(f"{case.api}/overrides", json=case.view()).status_code == 401
    assert anyone.post(f"{case.page}/override", data=form_of(anyone, case)).status_code in (401, 403)


def test_a_draft_has_no_findings_to_speak_of(case: Case) -> None:
    draft = case.operator.post(f"{API}/trials", json=content()).json()["id"]
    assert case.office.client("reviewer").post(f"{API}/trials/{draft}/overrides", json=case.view()).status_code == 404


def test_a_prohibition_stands(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    view = case.view("geozone", "PROHIBITED")
    refused = reviewer.post(f"{case.api}/overrides", json=view)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "prohibition" in refused.json()["detail"]
    assert "禁止" in refused.json()["detail_ja"]
    form = form_of(reviewer, case, finding=f"1-{view['finding']}")
    page = reviewer.post(f"{case.page}/override", data=form, follow_redirects=False)
    assert page.status_code == 409
    assert "禁止を解けるのは法令の定める機関だけです。" in page.text
    assert REASON.splitlines()[0] in page.text, "what was written is not lost"
    assert f'value="1-{view["finding"]}"' not in reviewer.get(case.page).text, "no form is offered"
    assert "飛行の禁止についての確認結果には、見解を付けられません。" in reviewer.get(case.page).text
    assert case.operator.get(f"{case.api}/overrides").json() == []
    # Another zone of the same rule is not a prohibition.
    other = case.view("geozone", "NEEDS_CONSULTATION")
    assert reviewer.post(f"{case.api}/overrides", json=other).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"reason": ""}, 422, "reason"),
        ({"reason": " \u3000\n"}, 422, "reason"),
        ({"reason": "あ" * 2_001}, 422, "reason"),
        ({"reason": "a\x00b"}, 422, "reason"),
        ({"finding": 999}, 404, "finding"),
        ({"flight": 2}, 404, "finding"),
        ({"finding": 10**30}, 404, "finding"),
        ({"finding": 0}, 422, None),
        ({"flight": -1}, 422, None),
        ({"revision": 0}, 422, None),
        ({"revision": 2}, 409, None),
        ({"revision": 10**30}, 409, None),
        ({"outcome": None}, 409, None),
        ({"outcome": "FINE"}, 422, None),
        ({"outcome": "clear"}, 422, None),
        ({"outcome": 0}, 422, None),
        ({"extra": 1}, 422, None),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else str(value),
)
def test_what_is_refused(case: Case, changes: dict[str, Any], status: int, where: str | None) -> None:
    reviewer = case.office.client("reviewer")
    refused = reviewer.post(f"{case.api}/overrides", json=case.view() | changes)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json().get("where") == where
    assert case.operator.get(f"{case.api}/overrides").json() == []


@pytest.mark.parametrize("owed", ["revision", "flight", "finding", "outcome", "reason"])
def test_nothing_is_left_out(case: Case, owed: str) -> None:
    view = case.view()
    del view[owed]
    refused = case.office.client("reviewer").post(f"{case.api}/overrides", json=view)
    assert refused.status_code == 422
    assert [error["where"] for error in refused.json()["errors"]] == [owed]


@pytest.mark.parametrize("reason", ["あ", "あ" * 2_000])
def test_the_shortest_and_the_longest_reason(case: Case, reason: str) -> None:
    stated = case.office.client("reviewer").post(f"{case.api}/overrides", json=case.view(reason=reason))
    assert stated.json()["reason"] == reason


@pytest.mark.parametrize(
    ("login", "way", "body"),
    [
        ("approver", "confirmation", {"revision": 1}),
        ("approver", "refusal", {"revision": 1, "reason": "x"}),
        ("reviewer", "corrections", {"revision": 1, "reason": "x"}),
        ("sora", "withdrawal", None),
    ],
)
def test_only_while_the_case_is_open(case: Case, login: str, way: str, body: dict[str, Any] | None) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case)
    assert case.office.client(login).post(f"{case.api}/{way}", json=body).is_success
    refused = reviewer.post(f"{case.api}/overrides", json=case.view())
    assert refused.status_code == 409
    assert "見解" in refused.json()["detail_ja"]
    page = reviewer.post(f"{case.page}/override", data=form, follow_redirects=False)
    assert page.status_code == 409
    assert REASON.splitlines()[0] in page.text, "what was written is not lost"
    assert "見解を記載する" not in page.text
    assert "見解を記載する" not in reviewer.get(case.page).text


def test_an_old_revision_keeps_its_views_and_gets_no_more(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case)
    assert reviewer.post(f"{case.api}/overrides", json=case.view()).status_code == 201
    reviewer.post(f"{case.api}/corrections", json={"revision": 1, "reason": "x"})
    operators_page = case.operator.get(f"/operator/trials/{case.id}").text
    assert operators_page.count('class="staff-note"') == 1
    assert case.operator.put(f"{case.api}/draft", json=content("沖合", 136.54)).status_code == 204
    drafting = case.operator.get(f"/operator/trials/{case.id}").text
    assert drafting.count('class="staff-note"') == 1, "beside the submitted finding, not the draft's"
    assert "提出した第1版の事前確認への、県の担当の見解（1件）" in drafting
    assert case.operator.post(f"{case.api}/revisions").json()["number"] == 2
    assert reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher")).status_code == 409
    page = reviewer.post(f"{case.page}/override", data=form, follow_redirects=False)
    assert page.status_code == 409
    assert "第1版は最新の版ではありません。" in page.text
    assert "<details open>" not in page.text, "the words are not put into a form of another revision's finding"
    assert reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", revision=2)).status_code == 201
    told = reviewer.get(f"{case.api}/overrides").json()
    assert [(said["revision"], said["standing"]) for said in told] == [(1, True), (2, True)]
    assert reviewer.get(case.page).text.count('class="staff-note"') == 1


def test_a_later_view_supersedes_and_both_stay(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    reviewer.post(f"{case.api}/overrides", json=case.view(reason="一つめ"))
    approver.post(f"{case.api}/overrides", json=case.view(reason="二つめ", outcome="UNDETERMINED"))
    told = case.operator.get(f"{case.api}/overrides").json()
    assert [(said["reason"], said["standing"]) for said in told] == [("一つめ", False), ("二つめ", True)]
    page = approver.get(case.page).text
    assert page.index("二つめ") < page.index("これまでの見解（1件）") < page.index("一つめ")
    assert page.count('class="staff-note"') == 1
    back = approver.post(f"{case.api}/overrides", json=case.view(reason="まちがい", outcome=None))
    assert (back.status_code, back.json()["outcome"], back.json()["standing"]) == (201, None, False)
    told = case.operator.get(f"{case.api}/overrides").json()
    assert [said["standing"] for said in told] == [False, False, False]
    assert approver.post(f"{case.api}/overrides", json=case.view(outcome=None)).status_code == 409
    page = case.operator.get(f"/operator/trials/{case.id}").text
    assert page.index("県の担当の見解は取り下げられました") < page.index("まちがい") < page.index("二つめ")


def test_the_audit_log_tells_who_and_what_but_not_the_words(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    stated = reviewer.post(f"{case.api}/overrides", json=case.view()).json()
    reviewer.post(f"{case.api}/overrides", json=case.view(outcome=None, reason="撤回"))
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        first, second = list(unit.audit.events(subject=case.id))[-2:]
        assert unit.audit.first_broken() is None
    assert (first.actor, first.action, first.subject) == ("id-reviewer", "override", case.id)
    assert json.loads(first.details) == {
        "revision": 1,
        "override": stated["id"],
        "finding": f"1-{stated['finding']}",
        "outcome": "CLEAR",
        "reason_sha256": hashlib.sha256(REASON.encode()).hexdigest(),
    }
    assert json.loads(second.details)["outcome"] == "TAKEN_BACK"
    assert "港務所" not in first.details


def test_words_are_shown_as_words(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    assert reviewer.post(f"{case.api}/overrides", json=case.view(reason=SCRIPT)).status_code == 201
    refused = reviewer.post(f"{case.page}/override", data=form_of(reviewer, case, outcome="", reason=SCRIPT))
    pages = [reviewer.get(case.page), case.operator.get(f"/operator/trials/{case.id}"), refused]
    for answer in pages:
        assert "<script>alert" not in answer.text
        assert SCRIPT in unescape(answer.text)
        assert "49" not in unescape(answer.text).partition(SCRIPT.partition("{{")[0])[2][:20]


def test_the_machines_result_and_counts_stay_on_every_page(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    pages = {"staff": (reviewer, case.page), "operator": (case.operator, f"/operator/trials/{case.id}")}
    counted = {who: headline(client.get(path).text) for who, (client, path) in pages.items()}
    assert reviewer.post(f"{case.api}/overrides", json=case.view()).status_code == 201
    for who, (client, path) in pages.items():
        html = client.get(path).text
        assert headline(html) == counted[who]
        assert_beside(html)
    assert "reviewer" in reviewer.get(case.page).text, "staff see who of them said it"
    assert "id-reviewer" not in case.operator.get(f"/operator/trials/{case.id}").text
    assert approver.post(f"{case.api}/confirmation", json={"revision": 1}).status_code == 201
    assert reviewer.post(f"{case.api}/publication").status_code == 204
    resident = case.office.client()
    html = resident.get(f"/trials/{case.id}").text
    assert_beside(html)
    assert "（reviewer" not in html
    shown = resident.get(f"{API}/public/trials/{case.id}").json()
    assert [(said["outcome"], said["screening_outcome"]) for said in shown["overrides"]] == [("CLEAR", "CAUGHT")]
    assert shown["screenings"] == case.operator.get(f"{case.api}/revisions").json()[0]["screenings"]
    english = resident.get(f"/trials/{case.id}?lang=en").text
    assert "Staff&#39;s view" in english or "Staff's view" in english


def headline(html: str) -> str:
    return html.partition('class="headline')[2].partition("</div>")[0]


def assert_beside(html: str) -> None:
    """The finding's own item keeps its outcome and sentence, and ends with what staff say of it."""
    item = next(part for part in html.split("<li>") if 'class="staff-note"' in part).partition("</li>")[0]
    assert item.index('class="tag caught"') < item.index("人口集中地区") < item.index("県の担当の見解")
    assert item.index("県の担当の見解</strong>：該当なし") < item.index("港務所に電話で確かめた。<br>")
    assert 'class="tag clear"' not in item, "what staff say is never green"


def test_residents_see_what_holds_and_no_more(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    reviewer.post(f"{case.api}/overrides", json=case.view(reason="前の考え"))
    reviewer.post(f"{case.api}/overrides", json=case.view(reason="今の考え", outcome="CAUGHT"))
    reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", outcome="CAUGHT", reason="誤り"))
    reviewer.post(f"{case.api}/overrides", json=case.view("150-m-or-higher", outcome=None, reason="取り下げ"))
    approver.post(f"{case.api}/confirmation", json={"revision": 1})
    reviewer.post(f"{case.api}/publication")
    resident = case.office.client()
    html = resident.get(f"/trials/{case.id}").text
    assert "今の考え" in html
    assert not any(word in html for word in ("前の考え", "誤り", "取り下げ"))
    assert [said["reason"] for said in resident.get(f"{API}/public/trials/{case.id}").json()["overrides"]] == [
        "今の考え"
    ]


def test_the_form_keeps_a_view(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    done = reviewer.post(f"{case.page}/override", data=form_of(reviewer, case), follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, case.page)
    (said,) = case.operator.get(f"{case.api}/overrides").json()
    assert (said["outcome"], said["reason"], said["rule"]) == ("CLEAR", REASON, "densely-inhabited-district")
    assert 'value="TAKEN_BACK"' in reviewer.get(case.page).text
    back = form_of(reviewer, case, outcome="TAKEN_BACK", reason="まちがい")
    assert reviewer.post(f"{case.page}/override", data=back, follow_redirects=False).status_code == 303
    assert [said["outcome"] for said in case.operator.get(f"{case.api}/overrides").json()] == ["CLEAR", None]
    assert 'value="TAKEN_BACK"' not in reviewer.get(case.page).text
    again = reviewer.post(f"{case.page}/override", data=back, follow_redirects=False)
    assert again.status_code == 409
    assert "取り下げる見解がありません。" in again.text


def test_a_form_with_faults_names_them_and_loses_nothing(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    long = "い" * 2_001
    form = form_of(reviewer, case, outcome="", reason=long)
    field = f"override-{form['finding']}"
    refused = reviewer.post(f"{case.page}/override", data=form)
    assert refused.status_code == 422
    for part, words in (
        ("outcome", "選択肢から選んでください。"),
        ("reason", "見解の理由が長すぎます（いま2001文字）。"),
    ):
        assert f'<a href="#{field}-{part}">' in refused.text
        assert f'id="{field}-{part}-error">{words}' in refused.text
        assert f'id="{field}-{part}"' in refused.text
    assert refused.text.count('aria-invalid="true"') == 2
    assert refused.text.count("<details open>") == 1
    assert refused.text.count(long) == 1
    empty = reviewer.post(f"{case.page}/override", data=form | {"reason": " ", "outcome": "CAUGHT"})
    assert 'value="CAUGHT" selected' in empty.text
    assert f'id="{field}-reason-error">見解の理由が書かれていません。' in empty.text
    assert case.operator.get(f"{case.api}/overrides").json() == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"finding": "1-999"}, 404),
        ({"finding": "x"}, 404),
        ({"finding": ""}, 404),
        ({"revision": "x"}, 404),
        ({"revision": ""}, 404),
        ({"revision": "7"}, 409),
        ({"csrf_token": "0" * 64}, 403),
        ({"csrf_token": ""}, 403),
    ],
    ids=str,
)
def test_a_form_that_is_not_ours_is_refused(case: Case, changes: dict[str, str], status: int) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case, **changes)
    assert reviewer.post(f"{case.page}/override", data=form).status_code == status
    assert case.operator.get(f"{case.api}/overrides").json() == []


def test_another_site_cannot_state_a_view(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answers = [
        reviewer.post(f"{case.api}/overrides", json=case.view(), headers=from_elsewhere),
        reviewer.post(f"{case.page}/override", data=form_of(reviewer, case), headers=from_elsewhere),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert case.operator.get(f"{case.api}/overrides").json() == []


def test_a_failing_commit_keeps_nothing(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    form = form_of(reviewer, case)
    view = case.view()

    def events() -> int:
        with unit_of_work(case.office.store.engine, writes=False) as unit:
            return len(list(unit.audit.events()))

    before = events()

    def fail(_session: Session) -> None:
        raise RuntimeError("the commit failed")

    event.listen(Session, "before_commit", fail)
    try:
        answers = [
            reviewer.post(f"{case.api}/overrides", json=view),
            reviewer.post(f"{case.page}/override", data=form, follow_redirects=False),
        ]
    finally:
        event.remove(Session, "before_commit", fail)
    assert [answer.status_code for answer in answers] == [500, 500]
    assert case.operator.get(f"{case.api}/overrides").json() == []
    assert events() == before


def test_many_at_once_are_all_kept_in_one_order(case: Case) -> None:
    clients = [case.office.client(who) for who in ("reviewer", "approver")] * 10
    views = [case.view(reason=f"{number}番") for number in range(len(clients))]
    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = Counter(
            pool.map(lambda one: one[0].post(f"{case.api}/overrides", json=one[1]).status_code, zip(clients, views))
        )
    assert statuses == {201: len(clients)}
    told = case.operator.get(f"{case.api}/overrides").json()
    assert {said["reason"] for said in told} == {view["reason"] for view in views}
    assert [said["standing"] for said in told] == [False] * (len(told) - 1) + [True]
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        kept = unit.overrides.list(case.id)
        assert [said.number for said in kept] == list(range(1, len(clients) + 1))
        assert [said.id for said in kept] == [said["id"] for said in told]
        audited = [
            json.loads(e.details)["override"] for e in unit.audit.events(subject=case.id) if e.action == "override"
        ]
        assert audited == [said.id for said in kept], "the log has the same order"
        assert unit.audit.first_broken() is None


def test_a_decision_and_a_view_at_once_leave_no_view_after_the_decision(case: Case) -> None:
    reviewer, approver = case.office.client("reviewer"), case.office.client("approver")
    view = case.view()

    def act(number: int) -> int:
        if number == 5:
            return approver.post(f"{case.api}/confirmation", json={"revision": 1}).status_code
        return reviewer.post(f"{case.api}/overrides", json=view).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = Counter(pool.map(act, range(10)))
    assert set(statuses) <= {201, 409}
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        actions = [e.action for e in unit.audit.events(subject=case.id)]
        assert len(unit.overrides.list(case.id)) == actions.count("override") == statuses[201] - 1
    assert actions[-1] == "confirm_route"

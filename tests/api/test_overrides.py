"""Staff's word beside the machine's: with a reason, audited, by those who review, while they review. Both engines."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.store.unit_of_work import unit_of_work
from tests.api.offices import content
from tests.api.reviews import API, REASON, Case, form_of, submitted
from tests.conftest import Store


@pytest.fixture
def case(store: Store) -> Iterator[Case]:
    yield from submitted(store)


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


REFUSED: list[tuple[dict[str, Any], int, str | None]] = [
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
]


def test_what_is_refused(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    view = case.view()
    for changes, status, where in REFUSED:
        refused = reviewer.post(f"{case.api}/overrides", json=view | changes)
        assert refused.status_code == status, (changes, refused.text)
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json().get("where") == where, changes
    assert case.operator.get(f"{case.api}/overrides").json() == []


def test_nothing_is_left_out(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    view = case.view()
    for owed in view:
        refused = reviewer.post(f"{case.api}/overrides", json={name: view[name] for name in view if name != owed})
        assert refused.status_code == 422
        assert [error["where"] for error in refused.json()["errors"]] == [owed]


def test_the_shortest_and_the_longest_reason(case: Case) -> None:
    reviewer = case.office.client("reviewer")
    for reason in ("あ", "あ" * 2_000):
        stated = reviewer.post(f"{case.api}/overrides", json=case.view(reason=reason))
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

    def state(client: TestClient, view: dict[str, Any]) -> int:
        return client.post(f"{case.api}/overrides", json=view).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = Counter(pool.map(state, clients, views))
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

"""Staff's word: tied to its finding by a hash, in one order, on the page beside the machine's result."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from airspace.edition import Layer, LayerKind
from airspace.features import Geozone, ZoneType
from api.store.audit import AuditEvent
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import NOW, Office, confirm, content, furnished, slip, take_in
from tests.conftest import Store
from tests.maps.flights import edition

API = "/api/v1"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{7*7}}"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def submitted(office: Office) -> str:
    """Return the address of a trial whose first revision is under review."""
    sora = office.client("sora")
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{trial}/revisions").status_code == 201
    take_in(office.client("reviewer"), trial)
    return trial


def a_view(**changes: Any) -> dict[str, Any]:
    return {"flight": 0, "finding": 0, "outcome": "ADVISORY", "reason": "現地で確かめた"} | changes


def events(office: Office) -> list[AuditEvent]:
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        return list(unit.audit.events())


def frozen(office: Office, trial: str) -> Any:
    """Return the screenings of the first revision just as they are stored."""
    with unit_of_work(office.store.engine, writes=False) as unit:
        revision = unit.trials.revision(trial.rpartition("/")[2], 1)
        assert revision is not None
        return json.loads(revision.screening)


def token_of(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


def case_of(trial: str) -> str:
    return f"/staff/trials/{trial.rpartition('/')[2]}"


def item(html: str, key: str) -> str:
    """Return a finding's item of a page."""
    return html.split(f'<li id="{key}">')[1].split("</li>")[0]


def test_views_stand_beside_the_finding_which_stays(office: Office) -> None:
    trial = submitted(office)
    reviewer, approver, sora = (office.client(who) for who in ("reviewer", "approver", "sora"))
    before = reviewer.get(f"{trial}/revisions").json()
    path = f"{trial}/revisions/1/overrides"
    first = reviewer.post(path, json=a_view(reason="  ＡＢＣ\r\n二行目 ", outcome="CLEAR"))
    assert first.status_code == 201
    assert approver.post(path, json=a_view(finding=1, outcome="CAUGHT")).status_code == 201
    assert approver.post(path, json=a_view(outcome="UNDETERMINED", reason="まだ分からない")).status_code == 201
    listed = reviewer.get(path).json()
    assert listed[0] == {**first.json(), "in_effect": False}
    assert first.json()["in_effect"] is True
    assert first.json()["reason"] == "ABC\n二行目"
    assert [(row["number"], row["finding"], row["outcome"], row["in_effect"]) for row in listed] == [
        (1, 0, "CLEAR", False),
        (2, 1, "CAUGHT", True),
        (3, 0, "UNDETERMINED", True),
    ]
    assert not any("by" in member for member in first.json())
    assert sora.get(path).json() == listed
    assert reviewer.get(f"{trial}/revisions").json() == before, "the machine's results, counts and verdict stay"
    assert sora.get(trial).json()["state"] == "under_review"


def test_a_view_is_tied_to_its_finding_by_its_hash(office: Office) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=a_view(finding=2)).status_code == 201
    expected = hashlib.sha256(rfc8785.dumps(frozen(office, trial)[0]["findings"][2])).hexdigest()
    with unit_of_work(office.store.engine) as unit:
        (override,) = unit.trials.overrides(trial.rpartition("/")[2], 1)
        assert override.finding_sha256 == expected
        assert override.stated_by == "id-reviewer"
        assert override.stated_at == NOW
        unit.trials.add_override(replace(override, id="astray", number=2, finding=1))
    for path in (f"{trial}/revisions/1/overrides", case_of(trial)):
        assert reviewer.get(path).status_code == 500, "a view is never shown beside another finding"


def test_the_audit_holds_ids_and_hashes_only(office: Office) -> None:
    trial = submitted(office)
    before = events(office)
    made = office.client("reviewer").post(f"{trial}/revisions/1/overrides", json=a_view(finding=1)).json()
    (added,) = [found for found in events(office)[len(before) :] if found.action == "override_finding"]
    assert (added.actor, added.subject, added.at) == ("id-reviewer", trial.rpartition("/")[2], NOW)
    assert json.loads(added.details) == {
        "override": made["id"],
        "revision": 1,
        "flight": 0,
        "finding": 1,
        "outcome": "ADVISORY",
        "reason_sha256": hashlib.sha256("現地で確かめた".encode()).hexdigest(),
    }


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": "a\0b"}, 422),
        ({"reason": "a\u202eb"}, 422),
        ({"reason": None}, 422),
        ({"outcome": "clear"}, 422),
        ({"finding": 10**30}, 404),
        ({"flight": -1}, 422),
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_what_cannot_be_stated_is_refused_and_nothing_kept(
    office: Office, changes: dict[str, Any], status: int
) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    before = events(office)
    answer = reviewer.post(f"{trial}/revisions/1/overrides", json=a_view(**changes))
    assert answer.status_code == status, answer.text
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []
    assert events(office) == before


def test_the_last_finding_takes_a_view_and_the_one_after_it_is_none(office: Office) -> None:
    trial = submitted(office)
    count = len(frozen(office, trial)[0]["findings"])
    reviewer = office.client("reviewer")
    path = f"{trial}/revisions/1/overrides"
    assert reviewer.post(path, json=a_view(finding=count)).status_code == 404
    assert reviewer.post(path, json=a_view(finding=count - 1)).status_code == 201


def test_only_the_newest_revision_of_an_open_case(office: Office) -> None:
    trial = submitted(office)
    sora, reviewer, approver = (office.client(who) for who in ("sora", "reviewer", "approver"))
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=a_view()).status_code == 201
    for number, posted, got in ((2, 409, 404), (0, 404, 404), (10**30, 404, 404)):
        assert reviewer.post(f"{trial}/revisions/{number}/overrides", json=a_view()).status_code == posted
        assert reviewer.get(f"{trial}/revisions/{number}/overrides").status_code == got
    assert reviewer.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=a_view()).status_code == 409
    assert sora.put(f"{trial}/draft", json=content("津の沖合", 136.54)).status_code == 204
    assert sora.post(f"{trial}/revisions").status_code == 201
    stale = reviewer.post(f"{trial}/revisions/1/overrides", json=a_view())
    assert stale.status_code == 409
    assert "第1版は最新の版ではありません" in stale.json()["detail_ja"]
    assert len(reviewer.get(f"{trial}/revisions/1/overrides").json()) == 1, "earlier words are kept"
    assert reviewer.get(f"{trial}/revisions/2/overrides").json() == []
    assert reviewer.post(f"{trial}/revisions/2/overrides", json=a_view()).json()["number"] == 1
    take_in(reviewer, trial)
    confirm(office, trial, revision=2)
    assert approver.post(f"{trial}/revisions/2/overrides", json=a_view()).status_code == 409
    assert len(reviewer.get(f"{trial}/revisions/2/overrides").json()) == 1


@pytest.mark.parametrize("end", ["decline", "withdrawal"])
def test_a_case_that_ended_takes_no_view(office: Office, end: str) -> None:
    trial = submitted(office)
    if end == "decline":
        confirm(office, trial, step="decline")
    else:
        assert office.client("sora").post(f"{trial}/withdrawal").status_code == 204
    reviewer = office.client("reviewer")
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=a_view()).status_code == 409
    assert "/view" not in reviewer.get(case_of(trial)).text


def prohibited(office: Office) -> tuple[str, int]:
    """Return a trial that meets a prohibited zone, and the place of that finding."""
    zone = Geozone("p1", Text("禁止区域", "Forbidden"), box(136.54, 34.69, 136.56, 34.71), type=ZoneType.PROHIBITED)
    held = replace(edition(LayerKind.ZONES, "禁止"), id="forbidden", sha256="1" * 64)
    with unit_of_work(office.store.engine) as unit:
        unit.editions.add(Layer(held, (zone,)))
    trial = submitted(office)
    found = [finding["entails"] for finding in frozen(office, trial)[0]["findings"]]
    assert "PROHIBITED" in found, found
    return trial, found.index("PROHIBITED")


def test_a_prohibition_stays(office: Office) -> None:
    trial, place = prohibited(office)
    approver = office.client("approver")
    path = f"{trial}/revisions/1/overrides"
    for outcome in ("CLEAR", "ADVISORY", "UNDETERMINED", "CAUGHT"):
        refused = approver.post(path, json=a_view(finding=place, outcome=outcome))
        assert refused.status_code == 409
        assert refused.json()["detail"].startswith("A prohibition cannot be overridden.")
        assert "禁止" in refused.json()["detail_ja"]
    page = approver.get(case_of(trial)).text
    assert "<form" not in item(page, f"view-0-{place}"), "there is no form to fill in for nothing"
    other = 0 if place else 1
    assert "<form" in item(page, f"view-0-{other}")
    form = {"csrf_token": token_of(page), "revision": "1", "flight": "0", "finding": str(place)}
    sent = approver.post(f"{case_of(trial)}/view", data=form | {"outcome": "CLEAR", "reason": "だいじょうぶ"})
    assert sent.status_code == 409
    assert "変えられません" in sent.text
    assert "<details open>" not in sent.text
    assert approver.get(path).json() == []


def test_the_page_takes_a_view_and_shows_it_below_the_machines(office: Office) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    case = case_of(trial)
    before = reviewer.get(case).text
    count = len(frozen(office, trial)[0]["findings"])
    assert before.count(f'action="{case}/view"') == count, "one form a finding"
    ids = re.findall(r' id="([^"]+)"', before)
    assert len([found for found in ids if found.startswith("view-")]) == len(
        {found for found in ids if found.startswith("view-")}
    )
    for label in re.findall(r'<label for="(view-[^"]+)"', before):
        assert label in ids
    form = {"csrf_token": token_of(before), "revision": "1", "flight": "0", "finding": "1", "outcome": "CLEAR"}
    done = reviewer.post(f"{case}/view", data=form | {"reason": f"１行目\r\n{HOSTILE}"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{case}#view-0-1")
    again = reviewer.post(f"{case}/view", data=form | {"reason": "あとの考え"})
    assert again.status_code == 200
    machine = frozen(office, trial)[0]["findings"][1]["outcome"].lower()
    sora = office.client("sora")
    for html in (reviewer.get(case).text, sora.get(f"/operator/trials/{trial.rpartition('/')[2]}").text):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        shown = item(html, "view-0-1")
        assert "1行目<br>&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "{{7*7}}" in shown
        tags = re.findall(r'class="tag (\w+)"', shown)
        assert tags == [machine], "what staff hold has no colour: it is never green"
        assert shown.index('class="tag') < shown.index("県の担当の見解</strong>：該当なし")
        assert shown.index("（以前のもの。") < shown.index("あとの考え")
        assert shown.count("県の担当の見解</strong>") == 2
        assert shown.count("件数とまとめにも含めません") == 1
        headline = re.search(r'<div class="headline.*?</div>', html, re.DOTALL)
        assert headline
        assert headline[0] in before
    assert "/view" not in sora.get(f"/operator/trials/{trial.rpartition('/')[2]}").text
    english = reviewer.get(case, params={"lang": "en"}).text
    assert "The staff&#39;s view" in item(english, "view-0-1") or "The staff's view" in item(english, "view-0-1")


@pytest.mark.parametrize(("reason", "says"), [("", "理由が書かれていません"), ("理" * 2001, "2001文字")])
def test_the_page_keeps_what_was_typed(office: Office, reason: str, says: str) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    case = case_of(trial)
    form = {"csrf_token": token_of(reviewer.get(case).text), "revision": "1", "flight": "0", "finding": "1"}
    answer = reviewer.post(f"{case}/view", data=form | {"outcome": "CAUGHT", "reason": reason})
    assert answer.status_code == 422
    assert 'href="#view-0-1-reason"' in answer.text
    shown = item(answer.text, "view-0-1")
    assert "<details open>" in shown
    assert says in shown
    assert '<option value="CAUGHT" selected>' in shown
    assert f">{reason}</textarea>" in shown
    assert 'aria-invalid="true"' in shown
    assert answer.text.count("<details open>") == 1
    assert answer.text.count("理" * 2001) == (1 if reason else 0)
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []


def test_the_page_refuses_a_form_of_another_page(office: Office) -> None:
    trial = submitted(office)
    reviewer, sora = office.client("reviewer"), office.client("sora")
    case = case_of(trial)
    token = token_of(reviewer.get(case).text)
    form = {"csrf_token": token, "revision": "1", "flight": "0", "finding": "1", "outcome": "CLEAR", "reason": "x"}
    assert reviewer.post(f"{case}/view", data=form | {"csrf_token": "0" * 64}).status_code == 403
    own = token_of(sora.get("/operator").text)
    assert sora.post(f"{case}/view", data=form | {"csrf_token": own}).status_code == 403
    for wrong in ({"revision": ""}, {"flight": "x"}, {"finding": ""}, {"outcome": "SAFE"}, {"finding": "999"}):
        assert reviewer.post(f"{case}/view", data=form | wrong).status_code == 404
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []


def test_residents_see_the_views_that_are_held_beside_the_machines(office: Office) -> None:
    trial = submitted(office)
    approver = office.client("approver")
    path = f"{trial}/revisions/1/overrides"
    said = (("前の考え", "CLEAR", 0), ("今の考え", "CAUGHT", 0), ("誤りの考え", "CLEAR", 2), ("誤りだった", None, 2))
    for reason, outcome, finding in said:
        view = a_view(reason=reason, outcome=outcome, finding=finding)
        assert approver.post(path, json=view).status_code == 201
    with unit_of_work(office.store.engine, writes=False) as unit:
        before = unit.trials.revision(trial.rpartition("/")[2])
    confirm(office, trial)
    assert approver.post(f"{trial}/publication").status_code == 204
    shown = approver.get(case_of(trial)).text
    assert all(reason in shown for reason, _, _ in said), "all stays beside the finding after the decision"
    trial_id = trial.rpartition("/")[2]
    resident = office.client()
    page, data = (resident.get(path) for path in (f"/trials/{trial_id}", f"{API}/public/trials/{trial_id}"))
    assert "県の担当の見解</strong>：該当" in item(page.text, "view-0-0")
    assert page.text.count("県の担当の見解</strong>") == 1
    for answer in (page, data):
        assert "今の考え" in answer.text
        assert not any(reason in answer.text for reason in ("前の考え", "誤りの考え", "誤りだった"))
    assert [(view["finding"], view["outcome"]) for view in data.json()["overrides"]] == [(0, "CAUGHT")]
    assert data.json()["screenings"] == approver.get(f"{trial}/revisions").json()[0]["screenings"]
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.trials.revision(trial_id) == before


def test_a_view_is_taken_back_by_another_row(office: Office) -> None:
    trial = submitted(office)
    reviewer, sora = office.client("reviewer"), office.client("sora")
    path, case = f"{trial}/revisions/1/overrides", case_of(trial)
    nothing = reviewer.post(path, json=a_view(outcome=None))
    assert nothing.status_code == 409
    assert "取り下げる見解がありません。" in nothing.json()["detail_ja"]
    assert "TAKEN_BACK" not in reviewer.get(case).text
    assert reviewer.post(path, json=a_view()).status_code == 201
    assert reviewer.post(path, json=a_view(outcome=None, finding=1)).status_code == 409, "of another finding"
    html = reviewer.get(case).text
    assert html.count('value="TAKEN_BACK"') == 1
    assert 'value="TAKEN_BACK"' in item(html, "view-0-0")
    form = {"csrf_token": token_of(html), "revision": "1", "flight": "0", "finding": "0", "outcome": "TAKEN_BACK"}
    unreasoned = reviewer.post(f"{case}/view", data=form | {"reason": " "})
    assert unreasoned.status_code == 422
    assert '<option value="TAKEN_BACK" selected>' in item(unreasoned.text, "view-0-0")
    assert reviewer.post(f"{case}/view", data=form | {"reason": "まちがい"}, follow_redirects=False).status_code == 303
    assert [(view["outcome"], view["in_effect"]) for view in reviewer.get(path).json()] == [
        ("ADVISORY", False),
        (None, True),
    ]
    assert "県の担当は見解を取り下げました" in item(sora.get(f"/operator{case[6:]}").text, "view-0-0")
    assert json.loads(events(office)[-1].details)["outcome"] == "TAKEN_BACK"
    again = reviewer.post(f"{case}/view", data=form | {"reason": "もう一度"})
    assert again.status_code == 409
    assert "もう一度" in again.text
    assert len(reviewer.get(path).json()) == 2


def test_no_outcome_is_chosen_for_staff(office: Office) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    case = case_of(trial)
    html = reviewer.get(case).text
    assert " selected>" not in item(html, "view-0-1")
    assert item(html, "view-0-1").index('<option value="">') < item(html, "view-0-1").index('<option value="CLEAR">')
    form = {"csrf_token": token_of(html), "revision": "1", "flight": "0", "finding": "1", "outcome": ""}
    answer = reviewer.post(f"{case}/view", data=form | {"reason": "考え"})
    assert answer.status_code == 422
    assert 'href="#view-0-1-outcome"' in answer.text
    assert 'id="view-0-1-outcome-error">選択肢から選んでください。' in answer.text
    assert ">考え</textarea>" in item(answer.text, "view-0-1")
    both = reviewer.post(f"{case}/view", data=form | {"reason": ""})
    assert both.text.count('aria-invalid="true"') == 2
    assert "（reason）" not in both.text
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []


@pytest.mark.parametrize("end", ["confirmation", "corrections", "a new revision"])
def test_what_was_typed_is_shown_again_where_the_case_moved_on(office: Office, end: str) -> None:
    trial = submitted(office)
    approver, sora = office.client("approver"), office.client("sora")
    case = case_of(trial)
    form = {"csrf_token": token_of(approver.get(case).text), "revision": "1", "flight": "0", "finding": "1"}
    if end == "confirmation":
        confirm(office, trial)
    else:
        approver.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"})
    if end == "a new revision":
        sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
        assert sora.post(f"{trial}/revisions").json()["number"] == 2
    late = approver.post(f"{case}/view", data=form | {"outcome": "CLEAR", "reason": f"長い考え\n{HOSTILE}"})
    assert late.status_code == 409
    assert 'href="#kept"' in late.text
    kept = late.text.split('id="kept"')[1].split("</section>")[0]
    assert "長い考え<br>&lt;script&gt;" in kept
    assert "<script>alert" not in late.text
    assert "<details open>" not in late.text, "the words are not put beside a finding of another revision"
    assert late.text.count("長い考え") == 1


def test_a_draft_is_shown_with_the_views_beside_what_was_submitted(office: Office) -> None:
    trial = submitted(office)
    sora, reviewer = office.client("sora"), office.client("reviewer")
    reviewer.post(f"{trial}/revisions/1/overrides", json=a_view())
    reviewer.post(f"{trial}/corrections", json={"revision": 1, "reason": "西へ"})
    page = f"/operator/trials/{trial.rpartition('/')[2]}"
    assert "現地で確かめた" in sora.get(page).text
    sora.put(f"{trial}/draft", json=content("津の沖合", 136.54))
    drafting = sora.get(page).text
    assert drafting.count("現地で確かめた") == 1
    machine = frozen(office, trial)[0]["findings"][0]["text"]["ja"]
    listed = drafting.split("第1版の事前確認への、県の担当の見解</summary>")[1].split("</details>")[0]
    assert machine in listed
    assert "現地で確かめた" in listed, "beside the finding that was submitted, not the draft's"
    assert listed.count("<h3>") == 1


def test_a_failing_commit_keeps_nothing(office: Office) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    before = events(office)

    def fail(_session: Session) -> None:
        raise RuntimeError("no commit")

    event.listen(Session, "before_commit", fail)
    try:
        answer = reviewer.post(f"{trial}/revisions/1/overrides", json=a_view())
    finally:
        event.remove(Session, "before_commit", fail)
    assert answer.status_code == 500
    assert "no commit" not in answer.text
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []
    assert events(office) == before


def test_an_audit_row_that_cannot_be_written_takes_the_view_with_it(office: Office) -> None:
    trial = submitted(office)
    reviewer = office.client("reviewer")
    with office.store.engine.begin() as connection:
        if office.store.is_postgis:
            connection.execute(text("ALTER TABLE audit_event ADD CONSTRAINT shut CHECK (number < 0) NOT VALID"))
        else:
            connection.execute(
                text("CREATE TRIGGER shut BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'shut'); END")
            )
    assert reviewer.post(f"{trial}/revisions/1/overrides", json=a_view()).status_code == 500
    assert reviewer.get(f"{trial}/revisions/1/overrides").json() == []


def at_once(clients: list[TestClient], posts: list[tuple[str, dict[str, Any]]]) -> list[int]:
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(
            pool.map(
                lambda pair: pair[0].post(pair[1][0], json=pair[1][1]).status_code, zip(clients, posts, strict=True)
            )
        )


@pytest.mark.each_engine
def test_parallel_views_are_all_kept_in_one_order(office: Office) -> None:
    trial = submitted(office)
    clients = [office.client("reviewer"), office.client("approver")] * 10
    path = f"{trial}/revisions/1/overrides"
    assert Counter(at_once(clients, [(path, a_view(finding=i % 3)) for i in range(20)])) == {201: 20}
    listed = clients[0].get(path).json()
    assert [row["number"] for row in listed] == list(range(1, 21))
    assert sum(row["in_effect"] for row in listed) == 3
    ids = [json.loads(found.details)["override"] for found in events(office) if found.action == "override_finding"]
    assert ids == [row["id"] for row in listed]


@pytest.mark.each_engine
def test_no_view_is_kept_after_a_decision_that_runs_beside_it(office: Office) -> None:
    trial = submitted(office)
    reviewer, approver = office.client("reviewer"), office.client("approver")
    enforcement = f"{trial}/slips/{slip(office, trial, 'decided')}/enforcement"
    posts: list[tuple[str, dict[str, Any]]] = [(f"{trial}/revisions/1/overrides", a_view())] * 15
    posts.insert(7, (enforcement, {"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}))
    answers = at_once([approver if path == enforcement else reviewer for path, _ in posts], posts)
    views, in_force = answers[:7] + answers[8:], answers[7]
    # Either the letter came first and no view was taken after it, or a view came first and the letter must not go out.
    assert (in_force, set(views)) in ((201, {409}), (409, {201}))
    assert len(reviewer.get(f"{trial}/revisions/1/overrides").json()) == views.count(201)
    actions = {found.action for found in events(office) if found.action in ("override_finding", "confirm_route")}
    assert actions == ({"confirm_route"} if in_force == 201 else {"override_finding"})

"""Staff ask, those asked answer. What was said is kept; silence is never agreement; a link alone answers nothing."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.settings import MailTo
from api.store.unit_of_work import unit_of_work
from tests.api.consulting import API, CITY_MAIL, QUESTIONS, Case, an_answer, case, link_in, registered, send, token_of
from tests.api.offices import NOW, confirm, content, slip_in, take_in
from tests.conftest import Store

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{7*7}}"


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


def everything(asked: Case) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables that a consultation may touch, the audit log and sign-ins included."""
    tables = ("consultation", "consultation_answer", "consultation_reminder", "consultation_withdrawal")
    tables += ("answer_redaction", "consultation_link", "answer_code", "answering_session", "audit_event")
    tables += ("trial", "consulted_office", "office_contact", "login_session")
    with asked.office.store.engine.connect() as connection:
        return {
            table: sorted(tuple(map(str, row)) for row in connection.execute(text(f"SELECT * FROM {table}")))
            for table in tables
        }


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"offices": []}, 422, "Nobody"),
        ({"offices": ["nobody"]}, 404, ""),
        ({"questions": " \n"}, 422, "Nothing is written"),
        ({"questions": "a\0"}, 422, "cannot be used"),
        ({"questions": "字" * 4_001}, 422, "too long"),
        ({"working_days": 0}, 422, "working days"),
        ({"working_days": 61}, 422, "working days"),
        ({"revision": 2}, 409, "not the newest"),
        ({"revision": 0}, 422, ""),
    ],
    ids=lambda value: json.dumps(value)[:30],
)
def test_what_cannot_be_asked_is_refused_and_nothing_kept(
    asked: Case, changes: dict[str, Any], status: int, says: str
) -> None:
    before = everything(asked)
    wanted = {"revision": 1, "offices": [asked.city], "questions": QUESTIONS} | changes
    reviewer = asked.client("reviewer")
    signed = everything(asked)
    answer = reviewer.post(f"{asked.path}/consultations", json=wanted)
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert everything(asked) == signed
    assert before["consultation"] == []
    assert asked.post.sent == []


def test_asking_writes_to_the_registered_address_and_names_the_due_day(asked: Case) -> None:
    city, town = asked.ask(asked.city, asked.town, asked.city)
    assert [city["number"], town["number"]] == [1, 2], "nobody is asked twice in one go"
    assert city["due_on"] == "2026-10-16", "ten working days after 1 October, over Sports Day"
    assert (city["standing"], city["answers"]) == ("waiting", [])
    assert city["standing_text"]["ja"].startswith("未回答")
    revision = asked.client("sora").get(f"{asked.path}/revisions").json()[0]
    assert (city["revision"], city["revision_sha256"]) == (1, revision["sha256"])
    assert [message.to for message in asked.post.sent] == [CITY_MAIL, "soumu@meiwa.example.jp"]
    for message in asked.post.sent:
        assert "2026年10月16日" in message.words
        assert "許可" in message.words
        assert "not a permission" in message.words
        assert "\n" not in message.subject
    links = [link_in(message.words) for message in asked.post.sent]
    assert len(set(links)) == 2
    assert asked.audited().count(("id-reviewer", "consultation_asked")) == 2
    stored = everything(asked)
    for link in links:
        assert link is not None
        assert link.rpartition("/")[2] not in json.dumps(stored), "only the token's hash is kept"
    assert hashlib.sha256(links[0].rpartition("/")[2].encode()).hexdigest() in json.dumps(stored)  # type: ignore[union-attr]


def test_nobody_is_asked_twice_about_a_revision_while_it_is_open(asked: Case) -> None:
    (first,) = asked.ask()
    reviewer = asked.client("reviewer")
    again = {"revision": 1, "offices": [asked.town, asked.city], "questions": QUESTIONS}
    refused = reviewer.post(f"{asked.path}/consultations", json=again)
    assert refused.status_code == 409
    assert "津市" in refused.json()["detail_ja"]
    assert len(asked.listed()) == 1
    path = f"{asked.path}/consultations/{first['id']}/withdrawal"
    assert reviewer.post(path, json={"reason": "宛先を間違えた"}).status_code == 204
    assert len(asked.ask(asked.town, asked.city)) == 2


@pytest.mark.parametrize("who", ["sora", "umi", "municipality", "auditor", "admin", None])
def test_only_staff_ask_and_see(asked: Case, who: str | None) -> None:
    (made,) = asked.ask()
    client = asked.client(who)
    before = everything(asked)
    one = f"{asked.path}/consultations/{made['id']}"
    for method, path, body in (
        ("GET", f"{asked.path}/consultees", None),
        ("GET", f"{asked.path}/consultations", None),
        ("POST", f"{asked.path}/consultations", {"revision": 1, "offices": [asked.town], "questions": "?"}),
        ("POST", f"{asked.path}/consultations/end", None),
        ("POST", f"{one}/reminders", None),
        ("POST", f"{one}/withdrawal", {"reason": "x"}),
        ("POST", f"{one}/answers/1/copies", {"text": "x"}),
        ("GET", f"{API}/offices", None),
        ("POST", f"{API}/offices", {"kind": "fire", "name_ja": "x", "prefecture_code": "24", "email": "a@b.jp"}),
        ("GET", asked.page, None),
        ("GET", "/staff/offices", None),
    ):
        status = client.request(method, path, json=body, follow_redirects=False).status_code
        reads = who == "auditor" and method == "GET"
        assert status == (401 if who is None else 200 if reads else 403), path
    assert everything(asked) == before


def test_the_link_shows_the_case_and_a_get_changes_nothing(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    before = everything(asked)
    client = asked.client()
    for path in (f"{link}?lang=en", f"{link}/map/1", f"{link}?lang=ja"):
        shown = client.get(path)
        assert shown.status_code == 200, path
    for path in (f"{link}/code", f"{link}/session", f"{link}/answer"):
        assert client.get(path).status_code in (404, 405)
    assert client.get(f"{link}/map/2").status_code == 404
    assert client.get("/consultations/" + "A" * 43).status_code == 404
    assert everything(asked) == before
    page = client.get(link)
    assert page.headers["cache-control"] == "no-store"
    for words in (
        "津の沿岸",
        QUESTIONS,
        "令和8年（2026年）10月16日",
        "航空法の許可・承認は国土交通省が行います。",
        "未回答",
    ):
        assert words in page.text
    assert 'name="opinion"' not in page.text, "a link alone answers nothing"
    assert CITY_MAIL not in page.text
    token = token_of(page.text)
    refused = client.post(f"{link}/answer", data={"csrf_token": token} | an_answer(text="だいじょうぶ"))
    assert refused.status_code == 409
    assert "だいじょうぶ" in refused.text, "what was written is shown again"
    assert everything(asked) == before


def test_a_code_sent_to_the_office_opens_the_answer_which_is_kept_unchanged(asked: Case) -> None:
    (made,) = asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    assert asked.post.sent[-1].to == CITY_MAIL
    assert asked.code() not in json.dumps(everything(asked))
    written = "  ①㎡ＡＢＣ　" + HOSTILE + "\r\n二行目 "
    fields = an_answer(
        opinion="no_objection_with_conditions", text=written, post="企画課長", document_number="企第１２３号"
    )
    done = send(client, link, "answer", **fields)
    assert (done.status_code, done.headers["location"]) == (303, f"{link}#answers")
    (record,) = asked.listed()
    (answer,) = record["answers"]
    assert answer["text"] == written.replace("\r\n", "\n"), "not one character is exchanged"
    assert (answer["document_number"], answer["post"], answer["late"]) == ("企第１２３号", "企画課長", False)
    assert (answer["opinion"], answer["channel"], record["standing"]) == (
        "no_objection_with_conditions",
        "code",
        "answered",
    )
    for html in (client.get(link).text, asked.client("reviewer").get(asked.page).text):
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{7*7}}" in html
    office = f"office:{asked.city}"
    assert [found for found in asked.audited() if found[0] == office] == [
        (office, "answer_code_sent"),
        (office, "answering_opened"),
        (office, "consultation_answered"),
    ]
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        details = [json.loads(e.details) for e in unit.audit.events() if e.action == "consultation_answered"]
    assert details == [
        {
            "answer": answer["id"],
            "consultation": made["id"],
            "files": 0,
            "late": 0,
            "number": 1,
            "opinion": "no_objection_with_conditions",
            "revision": 1,
            "text_sha256": hashlib.sha256(answer["text"].encode()).hexdigest(),
        }
    ]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"opinion": ""}, "opinion"),
        ({"opinion": "approved"}, "opinion"),
        ({"post": " "}, "post"),
        ({"post": "課長\u202e"}, "post"),
        ({"opinion": "objection", "text": " "}, "text"),
        ({"text": "a\x07"}, "text"),
        ({"text": "字" * 10_001}, "text"),
        ({"document_number": "1" * 201}, "document_number"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_answer_that_cannot_be_kept_is_refused_at_its_field(
    asked: Case, changes: dict[str, str], where: str
) -> None:
    asked.ask()
    client = asked.by_code(asked.link())
    before = everything(asked)
    refused = send(client, asked.link(), "answer", **an_answer(**changes))
    assert refused.status_code == 422
    assert f'href="#{where}"' in refused.text
    assert f'id="{where}"' in refused.text
    assert everything(asked) == before


def test_a_correction_is_a_further_answer_and_a_second_click_is_none(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    assert send(client, link, "answer", **an_answer()).status_code == 303
    doubled = send(client, link, "answer", **an_answer())
    assert doubled.status_code == 409, "the same form once more"
    assert "別の回答が記録されました" in doubled.text
    corrected = an_answer(opinion="objection", text="祭りの日と重なる", seen="1")
    assert send(client, link, "answer", **corrected).status_code == 303
    for seen in ("", "x", "-1", "7"):
        assert send(client, link, "answer", **an_answer(seen=seen)).status_code == 409, seen
    (record,) = asked.listed()
    assert [(a["number"], a["opinion"]) for a in record["answers"]] == [(1, "no_objection"), (2, "objection")]
    page = asked.client("reviewer").get(asked.page).text
    assert "支障あり 1件（津市）" in page
    assert "以前の回答" in page


def test_after_the_due_day_an_answer_is_kept_and_marked_late(asked: Case) -> None:
    asked.ask(asked.city, asked.town)
    link = next(found for m in asked.post.sent if m.to == CITY_MAIL and (found := link_in(m.words)))
    asked.now = datetime.fromisoformat("2026-10-16T23:59:59+09:00")
    assert [record["standing"] for record in asked.listed()] == ["waiting", "waiting"]
    client = asked.by_code(link)
    asked.now = datetime.fromisoformat("2026-10-17T00:00:00+09:00")
    assert [record["standing"] for record in asked.listed()] == ["overdue", "overdue"]
    assert "期限を過ぎています" in client.get(link).text
    assert send(client, link, "answer", **an_answer()).status_code == 303
    city, town = asked.listed()
    assert (city["standing"], city["answers"][0]["late"]) == ("answered", True)
    assert (town["standing"], town["answers"]) == ("overdue", [])
    summary = asked.client("reviewer").get(f"{asked.path}/consultations").json()["summary"]
    assert (summary["asked"], summary["answered"], summary["unanswered"]) == (2, 1, 1)
    assert summary["by_opinion"] == {
        "no_objection": 1,
        "no_objection_with_conditions": 0,
        "objection": 0,
        "no_opinion": 0,
    }
    case_page = asked.client("approver").get(f"/staff/trials/{asked.trial}").text
    assert "未回答・期限超過 1件（明和町）" in case_page
    assert "未回答は同意ではありません。" in case_page


def test_a_withdrawn_consultation_refuses_answers_in_words(asked: Case) -> None:
    (made,) = asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    reviewer = asked.client("reviewer")
    path = f"{asked.path}/consultations/{made['id']}"
    assert reviewer.post(f"{path}/withdrawal", json={"reason": " "}).status_code == 422
    assert reviewer.post(f"{path}/withdrawal", json={"reason": "経路が変わった"}).status_code == 204
    assert asked.post.sent[-1].to == CITY_MAIL
    assert "経路が変わった" not in asked.post.sent[-1].words, "what staff wrote is read on the page"
    assert "経路が変わった" in asked.client().get(asked.link()).text
    shown = client.get(link)
    assert "県が取り下げました" in shown.text
    assert 'name="opinion"' not in shown.text
    refused = client.post(f"{link}/answer", data={"csrf_token": token_of(client.get("/sign-in").text)} | an_answer())
    assert refused.status_code == 409
    assert "取り下げた" in refused.text
    assert "経路が変わった" in refused.text
    city = asked.client("municipality")
    assert (
        city.post(f"{API}/municipality/consultations/{made['id']}/answers", json=an_answer(seen="0")).status_code == 409
    )
    assert reviewer.post(f"{path}/reminders").status_code == 409
    assert reviewer.post(f"{path}/withdrawal", json={"reason": "もう一度"}).status_code == 409
    (record,) = asked.listed()
    assert (record["standing"], record["answers"], record["withdrawn_because"]) == ("withdrawn", [], "経路が変わった")


def test_an_answered_consultation_is_neither_withdrawn_nor_reminded(asked: Case) -> None:
    (made,) = asked.ask()
    assert send(asked.by_code(asked.link()), asked.link(), "answer", **an_answer()).status_code == 303
    path = f"{asked.path}/consultations/{made['id']}"
    reviewer = asked.client("reviewer")
    for act, body in (("reminders", None), ("withdrawal", {"reason": "x"})):
        refused = reviewer.post(f"{path}/{act}", json=body)
        assert refused.status_code == 409
        assert "もう回答があります" in refused.json()["detail_ja"]


def test_a_reminder_brings_a_link_of_its_own_once_a_day(asked: Case) -> None:
    (made,) = asked.ask()
    first = asked.link()
    reviewer, path = asked.client("reviewer"), f"{asked.path}/consultations/{made['id']}/reminders"
    assert reviewer.post(path).status_code == 201
    second = asked.link()
    assert second != first
    assert "同意とはみなしません" in asked.post.sent[-1].words
    assert reviewer.post(path).status_code == 409
    for link in (first, second):
        assert asked.client().get(link).status_code == 200
    asked.pass_time(days=20)
    assert asked.client("reviewer").post(path).status_code == 201
    assert "期限を過ぎました" in asked.post.sent[-1].words
    assert len(asked.listed()[0]["reminders"]) == 2


def test_nobody_is_pressed_for_an_opinion_on_what_is_withdrawn(asked: Case) -> None:
    (made,) = asked.ask()
    assert asked.client("sora").post(f"{asked.path}/withdrawal").status_code == 204
    refused = asked.client("reviewer").post(f"{asked.path}/consultations/{made['id']}/reminders")
    assert refused.status_code == 409
    assert "審査中ではありません" in refused.json()["detail_ja"]
    withdrawal = f"{asked.path}/consultations/{made['id']}/withdrawal"
    assert asked.client("reviewer").post(withdrawal, json={"reason": "取下げのため"}).is_success


def test_a_link_ends_sixty_days_after_the_due_day(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    asked.now = datetime.fromisoformat("2026-12-14T23:59:59+09:00")
    assert asked.client().get(link).status_code == 200
    asked.now = datetime.fromisoformat("2026-12-15T00:00:00+09:00")
    client = asked.client()
    ended = client.get(link)
    assert ended.status_code == 409
    assert "有効期限が切れています" in ended.text
    for act in ("code", "session", "answer"):
        token = token_of(client.get("/sign-in").text)
        assert client.post(f"{link}/{act}", data={"csrf_token": token} | an_answer()).status_code == 409
    assert asked.post.sent[-1].subject.startswith("【意見照会】"), "no code was sent"


def test_an_answer_stays_with_the_revision_that_was_asked_about(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    sora, reviewer = asked.client("sora"), asked.client("reviewer")
    assert reviewer.post(f"{asked.path}/corrections", json={"revision": 1, "reason": "西へ"}).status_code == 201
    refused = reviewer.post(
        f"{asked.path}/consultations", json={"revision": 1, "offices": [asked.town], "questions": "?"}
    )
    assert refused.status_code == 409, "nothing is asked while the operator corrects"
    assert sora.put(f"{asked.path}/draft", json=content("津の沖合", 136.54)).status_code == 204
    assert sora.post(f"{asked.path}/revisions").status_code == 201
    take_in(reviewer, asked.path)
    page = client.get(link).text
    assert "新しい版が出ています" in page
    assert "津の沿岸" in page
    assert "津の沖合" not in page, "the revision that was asked about is shown"
    assert send(client, link, "answer", **an_answer()).status_code == 303
    listed = asked.client("reviewer").get(f"{asked.path}/consultations").json()
    assert listed["consultations"][0]["revision"] == 1
    assert (listed["summary"]["revision"], listed["summary"]["asked"]) == (2, 0)
    assert listed["summary"]["text"]["ja"] == "意見照会はしていません。"
    assert [made["revision"] for made in asked.ask(revision=2)] == [2]


def test_a_member_of_the_office_answers_without_a_code_and_nobody_elses_does(asked: Case) -> None:
    city_asked, town_asked = asked.ask(asked.city, asked.town)
    city, other = asked.client("municipality"), asked.client("other")
    listed = city.get(f"{API}/municipality/consultations").json()
    assert [row["consultation"]["id"] for row in listed] == [city_asked["id"]]
    assert listed[0]["title"] == "津の沿岸"
    assert other.get(f"{API}/municipality/consultations").json() == []
    for stranger, of in ((other, city_asked), (city, town_asked)):
        path = f"/municipality/consultations/{of['id']}"
        assert stranger.get(path).status_code == 404
        assert stranger.get(f"{path}/map/1").status_code == 404
        assert stranger.post(f"{API}{path}/answers", json=an_answer(seen="0")).status_code == 404
    for who in ("sora", "reviewer", "admin"):
        client = asked.client(who)
        assert client.get("/municipality").status_code == 403
        assert client.get(f"{API}/municipality/consultations").status_code == 403
        path = f"{API}/municipality/consultations/{city_asked['id']}/answers"
        assert client.post(path, json=an_answer(seen="0")).status_code == 403
    path = f"/municipality/consultations/{city_asked['id']}"
    assert city.get(f"{path}/map/1").status_code == 200
    assert "津の沿岸" in city.get("/municipality").text
    assert send(city, path, "answer", **an_answer(opinion="", post="")).status_code == 422
    assert send(city, path, "answer", **an_answer(opinion="no_opinion")).status_code == 303
    assert send(city, path, "answer", **an_answer()).status_code == 409
    first, second = asked.listed()
    assert [(a["opinion"], a["channel"]) for a in first["answers"]] == [("no_opinion", "account")]
    assert second["answers"] == []
    assert ("id-municipality", "consultation_answered") in asked.audited()
    api = city.post(f"{API}{path}/answers", json=an_answer(opinion="objection", text="騒音", seen="1"))
    assert (api.status_code, api.json()["number"], api.json()["copy_for_publication"]) == (201, 2, None)


def test_a_disabled_member_answers_nothing(asked: Case) -> None:
    (made,) = asked.ask()
    city = asked.client("municipality")
    with unit_of_work(asked.office.store.engine) as unit:
        unit.accounts.disable("id-municipality", asked.now)
    path = f"{API}/municipality/consultations/{made['id']}/answers"
    assert city.post(path, json=an_answer(seen="0")).status_code == 401
    assert asked.listed()[0]["answers"] == []


def test_the_copy_for_publication_stands_beside_the_answer_which_stays(asked: Case) -> None:
    (made,) = asked.ask()
    client, link = asked.by_code(asked.link()), asked.link()
    told = "担当の山田（059-111-2222）が立ち会えば支障なし"
    fields = an_answer(opinion="no_objection_with_conditions", text=told)
    assert send(client, link, "answer", **fields).status_code == 303
    reviewer = asked.client("reviewer")
    assert reviewer.post(f"{asked.path}/slips", json=slip_in()).status_code == 409, "still consulting"
    assert reviewer.post(f"{asked.path}/consultations/end").status_code == 200
    confirm(asked.office, asked.path)
    assert reviewer.post(f"{asked.path}/publication").status_code == 204
    public = f"/trials/{asked.trial}"
    assert "山田" not in asked.client().get(public).text
    assert 'id="opinions"' not in asked.client().get(public).text, "without a copy nothing is public"
    path = f"{asked.path}/consultations/{made['id']}/answers/1/copies"
    assert reviewer.post(path, json={"text": " "}).status_code == 422
    for number in (0, 2):
        assert reviewer.post(path.replace("/1/", f"/{number}/"), json={"text": "x"}).status_code == 404
    assert reviewer.post(path, json={"text": "はじめの写し"}).json()["number"] == 1
    copied = send(
        reviewer, asked.page, f"{made['id']}/copy", answer="1", text="［非公開］が立ち会えば支障なし\n" + HOSTILE
    )
    assert copied.status_code == 303
    shown = asked.client().get(public).text
    assert "津市：条件付きで支障なし" in shown
    assert "［非公開］が立ち会えば支障なし" in shown
    assert "はじめの写し" not in shown
    assert "山田" not in shown
    assert "<script>alert(1)" not in shown
    (record,) = asked.listed()
    assert record["answers"][0]["text"] == told
    assert record["answers"][0]["copy_for_publication"]["number"] == 2
    assert (
        send(client, link, "answer", **an_answer(opinion="objection", text="やはり困る", seen="1")).status_code == 303
    )
    assert 'id="opinions"' not in asked.client().get(public).text, "an answer that no longer holds is not published"
    assert send(reviewer, asked.page, f"{made['id']}/copy", answer="2", text="").status_code == 422


def test_staffs_page_asks_reminds_and_withdraws_without_script(asked: Case) -> None:
    reviewer = asked.client("reviewer")
    page = reviewer.get(asked.page).text
    assert "意見照会はしていません。" in page
    assert "行政区域（N03）" in page, "what the layers cannot tell is said"
    assert "消防" in page
    nobody = send(reviewer, asked.page, "", revision="1", questions=QUESTIONS, working_days="10")
    assert nobody.status_code == 422
    assert 'href="#offices"' in nobody.text
    wrong = {f"office-{asked.city}": "1", "revision": "1", "questions": HOSTILE, "working_days": "x"}
    refused = send(reviewer, asked.page, "", **wrong)
    assert refused.status_code == 422
    assert f'id="office-{asked.city}" name="office-{asked.city}" value="1" checked' in refused.text
    assert "<script>alert(1)" not in refused.text
    done = send(reviewer, asked.page, "", **(wrong | {"working_days": "５"}))
    assert (done.status_code, done.headers["location"]) == (303, f"{asked.page}#asked")
    (record,) = asked.listed()
    assert (record["questions"], record["due_on"]) == (HOSTILE, "2026-10-08")
    page = reviewer.get(asked.page).text
    assert "回答はありません。同意ではありません。" in page
    assert "この版について照会済み" in page
    assert send(reviewer, asked.page, "", **(wrong | {"working_days": "5"})).status_code == 409
    one = record["id"]
    assert send(reviewer, asked.page, f"{one}/remind").status_code == 303
    assert send(reviewer, asked.page, f"{one}/remind").status_code == 409
    assert send(reviewer, asked.page, f"{one}/withdraw", reason="").status_code == 422
    assert send(reviewer, asked.page, f"{one}/withdraw", reason="やめる").status_code == 303
    assert send(reviewer, asked.page, f"{one}/withdraw", reason="やめる").status_code == 409
    for act in ("remind", "withdraw", "copy"):
        assert send(reviewer, asked.page, f"nobody/{act}", reason="x", answer="1", text="x").status_code == 404
    assert send(reviewer, asked.page, f"{one}/copy", text="x").status_code == 404
    assert send(reviewer, asked.page, "", working_days="5").status_code == 404
    ids = re.findall(r' id="([^"]+)"', reviewer.get(asked.page).text)
    assert len(ids) == len(set(ids))


def test_the_time_of_consultation_ends_and_silence_stays_silence(asked: Case) -> None:
    reviewer = asked.client("reviewer")
    assert reviewer.post(f"{asked.path}/consultations/end").status_code == 409, "nobody is being consulted"
    asked.ask(asked.city, asked.town)
    link = next(found for m in asked.post.sent if m.to == CITY_MAIL and (found := link_in(m.words)))
    assert reviewer.get(asked.path).json()["state"] == "consulting"
    page = reviewer.get(asked.page).text
    assert "まだ回答のない相手：" in page
    assert asked.client("auditor").get(asked.page).text.count("<form") == 1, "an auditor may only sign out"
    ended = send(reviewer, asked.page, "end")
    assert (ended.status_code, reviewer.get(asked.path).json()["state"]) == (303, "under_review")
    assert send(reviewer, asked.page, "end").status_code == 409
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        (details,) = [json.loads(e.details) for e in unit.audit.events() if e.action == "end_consultation"]
    assert details == {"answered": 0, "unanswered": 2, "revision": 1}
    confirm(asked.office, asked.path)
    assert send(asked.by_code(link), link, "answer", **an_answer(opinion="objection", text="困る")).status_code == 303
    assert [record["standing"] for record in asked.listed()] == ["answered", "waiting"]


def test_another_trials_consultation_is_not_found_under_this_one(asked: Case) -> None:
    (made,) = asked.ask()
    sora, reviewer = asked.client("sora"), asked.client("reviewer")
    other = sora.post(f"{API}/trials", json=content("別の件")).json()["id"]
    assert sora.post(f"{API}/trials/{other}/revisions").status_code == 201
    path = f"{API}/trials/{other}/consultations/{made['id']}"
    assert reviewer.post(f"{path}/reminders").status_code == 404
    assert reviewer.post(f"{path}/withdrawal", json={"reason": "x"}).status_code == 404


def test_a_draft_is_nobodys_to_ask_about(asked: Case) -> None:
    draft = asked.client("sora").post(f"{API}/trials", json=content("下書き")).json()["id"]
    reviewer = asked.client("reviewer")
    wanted = {"revision": 1, "offices": [asked.city], "questions": QUESTIONS}
    assert reviewer.post(f"{API}/trials/{draft}/consultations", json=wanted).status_code == 404
    assert reviewer.get(f"{API}/trials/{draft}/consultees").status_code == 404
    assert reviewer.get(f"/staff/trials/{draft}/consultations").status_code == 404


def test_without_a_way_to_send_nobody_is_asked(asked: Case) -> None:
    silent = asked.office.settings.model_copy(update={"mail": MailTo.NOWHERE})
    app = asked.office.app(silent, lambda: NOW)
    reviewer = TestClient(app, cookies=dict(asked.client("reviewer").cookies))
    wanted = {"revision": 1, "offices": [asked.city], "questions": QUESTIONS}
    refused = reviewer.post(f"{asked.path}/consultations", json=wanted)
    assert refused.status_code == 409
    assert "メールを送る設定がない" in refused.json()["detail_ja"]
    assert asked.listed() == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": ""}, 422),
        ({"email": "a@b.jp\nBcc: x@y.jp"}, 422),
        ({"email": "a@b.jp,c@d.jp"}, 422),
        ({"email": "a b@c.jp"}, 422),
        ({"email": "a@b@c.jp"}, 422),
        ({"email": "a@" + "b" * 260}, 422),
        ({"name_ja": " "}, 422),
        ({"name_ja": "津\n市"}, 422),
        ({"name_ja": "津" * 101}, 422),
        ({"address": "津\0"}, 422),
        ({"municipality_code": ""}, 422),
        ({"municipality_code": "2420"}, 422),
        ({"municipality_code": "23201"}, 422),
        ({"kind": "fire"}, 422),
        ({"kind": "nobody"}, 422),
        ({"prefecture_code": "x"}, 422),
        ({"organisation": "nobody"}, 404),
        ({"name_ja": "津市"}, 409),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_office_that_cannot_be_is_not_registered(asked: Case, changes: dict[str, str], status: int) -> None:
    wanted = {"kind": "municipality", "name_ja": "鳥羽市", "prefecture_code": "24", "municipality_code": "24211"}
    reviewer = asked.client("reviewer")
    answer = reviewer.post(f"{API}/offices", json=wanted | {"email": "a@toba.example.jp"} | changes)
    assert answer.status_code == status, answer.text
    assert [office["name"]["ja"] for office in reviewer.get(f"{API}/offices").json()] == ["津市", "明和町"]


def test_the_register_is_kept_on_a_page_and_its_addresses_stay_with_staff(asked: Case) -> None:
    reviewer = asked.client("reviewer")
    assert CITY_MAIL in reviewer.get("/staff/offices").text
    assert CITY_MAIL not in reviewer.get(f"{API}/offices").text
    fields = {"kind": "fire", "name_ja": "見本消防本部", "email": "a@fire.example.jp", "address": "津市１－１"}
    assert send(reviewer, "/staff/offices", "", **(fields | {"kind": ""})).status_code == 422
    assert send(reviewer, "/staff/offices", "", **(fields | {"email": "x"})).status_code == 422
    assert send(reviewer, "/staff/offices", "", **fields).status_code == 303
    assert send(reviewer, "/staff/offices", "", **fields).status_code == 409
    city = {"kind": "municipality", "name_ja": "松阪市", "municipality_code": "24204", "email": "a@m.example.jp"}
    assert send(reviewer, "/staff/offices", "", **(city | {"organisation": "other"})).status_code == 303
    page = reviewer.get("/staff/offices").text
    for words in ("見本消防本部", "a@fire.example.jp", "24204"):
        assert words in page
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        assert [office.name.ja for office in unit.offices.of_organisation("other")] == ["松阪市"]
        details = "".join(event.details for event in unit.audit.events())
    assert "example.jp" not in details
    assert "消防本部" not in details


def test_who_is_suggested_is_matched_with_the_register(asked: Case) -> None:
    """The sample layers hold no boundaries, so nothing is suggested, and it is said: unknown is not nobody."""
    found = asked.client("reviewer").get(f"{asked.path}/consultees").json()
    assert found["suggested"] == []
    told = {kind for gap in found["not_told"] for kind in gap["kinds"]}
    assert {"municipality", "coast_guard", "river", "fishery"} <= told
    assert "police" in found["chosen_by_staff"]
    registered(asked.client("reviewer"), "四日市市", "24202", "a@yokkaichi.example.jp")
    assert asked.client("reviewer").get(f"{asked.path}/consultees").json()["suggested"] == []

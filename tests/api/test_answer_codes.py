"""Codes are guessed in vain, used once, short-lived; and whatever happens at once, nothing is lost or doubled."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.api.consulting import API, CITY_MAIL, QUESTIONS, Case, an_answer, case, link_in, send, token_of
from tests.conftest import Store


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def enter(client: TestClient, link: str, code: str) -> int:
    status: int = send(client, link, "session", code=code).status_code
    return status


def count(asked: Case, table: str) -> int:
    with asked.office.store.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def at_once(acts: list[Callable[[], Any]]) -> list[int]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [answer.status_code for answer in pool.map(lambda act: act(), acts)]


def posting(client: TestClient, link: str, act: str, **fields: str) -> Callable[[], Any]:
    """Return a post of a form whose token was taken beforehand, so that many go off together."""
    data = {"csrf_token": token_of(client.get(link).text)} | fields
    return lambda: client.post(f"{link}/{act}", data=data, follow_redirects=False)


def test_a_code_is_six_digits_and_works_once(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.client()
    assert enter(client, link, "000000") == 422, "no code was sent"
    assert send(client, link, "code").status_code == 303
    assert "確認コードを送りました" in client.get(link).text
    code = asked.code()
    assert re.fullmatch(r"\d{6}", code)
    spaced = f" {code[:3]} {code[3:]}".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    opened = send(client, link, "session", code=spaced)
    assert opened.status_code == 303, "full-width digits and spaces are still the code"
    cookie = opened.headers["set-cookie"]
    assert f"Path={link}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=3600" in cookie
    assert 'name="opinion"' in client.get(link).text
    stranger = asked.client()
    assert 'name="opinion"' not in stranger.get(link).text, "another browser has not entered it"
    assert enter(stranger, link, code) == 422, "it was used"


def test_over_https_the_cookie_stays_there(asked: Case) -> None:
    asked.ask()
    client = asked.client(https=True)
    assert send(client, asked.link(), "code").status_code == 303
    opened = send(client, asked.link(), "session", code=asked.code())
    assert "Secure" in opened.headers["set-cookie"]


def test_five_wrong_tries_end_a_code_and_the_next_works(asked: Case) -> None:
    asked.ask()
    link, client = asked.link(), asked.client()
    assert send(client, link, "code").status_code == 303
    code = asked.code()
    for guess in (wrong(code), "", "abc", "1" * 500, wrong(code)):
        refused = send(client, link, "session", code=guess)
        assert refused.status_code == 422
        assert "確認コードが違うか" in refused.text
    assert enter(client, link, code) == 422, "the right one comes too late"
    assert count(asked, "answering_session") == 0
    assert [action for _, action in asked.audited()].count("answer_code_refused") == 6
    assert send(client, link, "code").status_code == 409, "a moment ago"
    asked.pass_time(minutes=1)
    assert send(client, link, "code").status_code == 303
    assert enter(client, link, asked.code()) == 303


def test_the_fifth_try_may_still_be_right(asked: Case) -> None:
    asked.ask()
    link, client = asked.link(), asked.client()
    send(client, link, "code")
    for _ in range(4):
        assert enter(client, link, wrong(asked.code())) == 422
    assert enter(client, link, asked.code()) == 303


def test_a_code_lasts_ten_minutes_whatever_the_clock_does(asked: Case) -> None:
    asked.ask()
    link, client = asked.link(), asked.client()
    send(client, link, "code")
    code = asked.code()
    asked.pass_time(minutes=10)
    assert enter(client, link, code) == 422
    asked.pass_time(minutes=-11)
    assert enter(client, link, code) == 422, "before it was made it does not work either"
    asked.pass_time(minutes=10, seconds=59)
    assert enter(client, link, code) == 303


def test_only_the_newest_code_works(asked: Case) -> None:
    asked.ask()
    link, client = asked.link(), asked.client()
    send(client, link, "code")
    first = asked.code()
    asked.pass_time(minutes=2)
    send(client, link, "code")
    second = asked.code()
    assert first == second or enter(client, link, first) == 422
    assert enter(client, link, second) == 303


def test_a_code_and_a_session_are_for_one_consultation(asked: Case) -> None:
    asked.ask(asked.city, asked.town)
    city, town = (str(link_in(message.words)) for message in asked.post.sent)
    client = asked.client()
    send(client, city, "code")
    assert asked.post.sent[-1].to == CITY_MAIL
    code = asked.code()
    send(client, town, "code")
    assert asked.code() == code or enter(client, town, code) == 422
    assert enter(client, city, code) == 303
    session = client.cookies.get("soramichi_answer", path=city)
    assert session
    refused = client.post(
        f"{town}/answer",
        data={"csrf_token": token_of(client.get(town).text)} | an_answer(),
        headers={"cookie": f"soramichi_answer={session}; soramichi_form={client.cookies['soramichi_form']}"},
    )
    assert refused.status_code == 409
    assert count(asked, "consultation_answer") == 0


def test_the_time_to_answer_ends_and_the_words_are_given_back(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    answering = posting(client, link, "answer", **an_answer(text="長い意見"))
    asked.pass_time(hours=1)
    late = answering()
    assert late.status_code == 409
    assert "回答できる時間が切れました" in late.text
    assert "長い意見" in late.text
    assert count(asked, "consultation_answer") == 0


def test_one_address_guesses_only_so_often(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.client(sign_ins_per_minute=3)
    assert send(client, link, "code").status_code == 303
    assert [enter(client, link, wrong(asked.code())) for _ in range(4)] == [422, 422, 429, 429]


def test_a_link_has_only_so_many_codes(asked: Case) -> None:
    asked.ask()
    link, client = asked.link(), asked.client()
    for _ in range(20):
        assert send(client, link, "code").status_code == 303
        asked.pass_time(minutes=2)
    sent = len(asked.post.sent)
    refused = send(client, link, "code")
    assert refused.status_code == 409
    assert "使い切りました" in refused.text
    assert len(asked.post.sent) == sent


def test_a_form_of_another_browser_is_refused(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    for act in ("code", "session", "answer"):
        for data in (an_answer(), an_answer(csrf_token="0" * 64)):
            assert client.post(f"{link}/{act}", data=data).status_code == 403
        foreign = {"sec-fetch-site": "cross-site"}
        assert posting(client, link, act, **an_answer())().status_code != 403
        data = {"csrf_token": token_of(client.get(link).text)} | an_answer()
        assert client.post(f"{link}/{act}", data=data, headers=foreign).status_code == 403


@pytest.mark.each_engine
def test_guesses_at_once_count_each(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    clients = [asked.client() for _ in range(8)]
    send(clients[0], link, "code")
    code = asked.code()
    guesses = [posting(client, link, "session", code=wrong(code)) for client in clients]
    assert Counter(at_once(guesses)) == {422: 8}
    with asked.office.store.engine.connect() as connection:
        assert connection.execute(text("SELECT tries FROM answer_code")).scalar_one() == 5
    assert enter(clients[0], link, code) == 422


@pytest.mark.each_engine
def test_the_right_code_sent_many_times_at_once_opens_one_session(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    clients = [asked.client() for _ in range(5)]
    send(clients[0], link, "code")
    acts = [posting(client, link, "session", code=asked.code()) for client in clients]
    assert Counter(at_once(acts)) == {303: 1, 422: 4}
    assert count(asked, "answering_session") == 1


@pytest.mark.each_engine
def test_answers_at_once_are_one(asked: Case) -> None:
    (made,) = asked.ask()
    link = asked.link()
    client, city = asked.by_code(link), asked.client("municipality")
    path = f"{API}/municipality/consultations/{made['id']}/answers"
    acts: list[Callable[[], Any]] = [posting(client, link, "answer", **an_answer()) for _ in range(4)]
    acts += [lambda: city.post(path, json=an_answer(opinion="no_opinion", seen="0"))] * 4
    statuses = Counter(at_once(acts))
    assert statuses[409] == 7, statuses
    (record,) = asked.listed()
    assert [answer["number"] for answer in record["answers"]] == [1]
    assert [action for _, action in asked.audited()].count("consultation_answered") == 1


@pytest.mark.each_engine
def test_an_answer_beside_a_withdrawal_one_of_them_holds(asked: Case) -> None:
    (made,) = asked.ask()
    link = asked.link()
    clients = [asked.by_code(link)]
    reviewer = asked.client("reviewer")
    path = f"{asked.path}/consultations/{made['id']}/withdrawal"
    acts: list[Callable[[], Any]] = [posting(clients[0], link, "answer", **an_answer()) for _ in range(3)]
    acts.insert(1, lambda: reviewer.post(path, json={"reason": "やめる"}))
    answers = at_once(acts)
    withdrawn, answered = answers.pop(1), answers
    (record,) = asked.listed()
    if withdrawn == 204:
        assert answered == [409, 409, 409]
        assert (record["standing"], record["answers"]) == ("withdrawn", [])
    else:
        assert withdrawn == 409
        assert sorted(answered) == [303, 409, 409]
        assert (record["standing"], len(record["answers"])) == ("answered", 1)


@pytest.mark.each_engine
def test_two_who_ask_or_remind_at_once_do_it_once(asked: Case) -> None:
    staff = [asked.client("reviewer"), asked.client("approver")] * 3
    wanted = {"revision": 1, "offices": [asked.city], "questions": QUESTIONS}
    asks = [lambda client=client: client.post(f"{asked.path}/consultations", json=wanted) for client in staff]
    assert Counter(at_once(asks)) == {201: 1, 409: 5}
    assert len(asked.post.sent) == 1
    (record,) = asked.listed()
    path = f"{asked.path}/consultations/{record['id']}/reminders"
    assert Counter(at_once([lambda client=client: client.post(path) for client in staff])) == {201: 1, 409: 5}
    assert len(asked.post.sent) == 2


def test_the_due_day_may_pass_while_the_form_is_open_and_the_clock_go_back(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    asked.pass_time(days=16)
    client = asked.by_code(link)
    assert send(client, link, "answer", **an_answer()).status_code == 303
    asked.now -= timedelta(days=20)
    city, (record,) = asked.client("municipality"), asked.listed()
    path = f"{API}/municipality/consultations/{record['id']}/answers"
    assert city.post(path, json=an_answer(opinion="objection", text="困る", seen="1")).status_code == 201
    (record,) = asked.listed()
    assert [(a["number"], a["opinion"], a["late"]) for a in record["answers"]] == [
        (1, "no_objection", True),
        (2, "objection", False),
    ]
    assert "支障あり 1件" in asked.client("reviewer").get(asked.page).text


def test_a_failing_commit_keeps_and_sends_nothing(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client, reviewer = asked.by_code(link), asked.client("reviewer")
    answering = posting(client, link, "answer", **an_answer())
    tables = ("consultation", "consultation_answer", "consultation_link", "answer_code", "audit_event")
    before, sent = [count(asked, table) for table in tables], len(asked.post.sent)
    wanted = {"revision": 1, "offices": [asked.town], "questions": QUESTIONS}
    asked.pass_time(minutes=2)
    coding = posting(client, link, "code")

    def fail(_session: Session) -> None:
        raise RuntimeError("no commit")

    event.listen(Session, "before_commit", fail)
    try:
        assert answering().status_code == 500
        assert coding().status_code == 500
        assert reviewer.post(f"{asked.path}/consultations", json=wanted).status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert [count(asked, table) for table in tables] == before
    assert len(asked.post.sent) == sent

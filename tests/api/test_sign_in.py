"""Signing in with a password: waits that grow and end, the same for accounts that exist and those that do not."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.store.unit_of_work import unit_of_work
from tests.api.offices import PASSWORD, furnished
from tests.api.signers import API, Clock, Doors, send, try_password, who
from tests.conftest import Store

WAITS_S = (0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600)
"""After each failure in a row, written out by hand."""


@pytest.fixture
def doors(store: Store) -> Iterator[Doors]:
    for office in furnished(store):
        yield Doors(office)


def test_the_wait_grows_ends_and_is_the_same_for_nobody(doors: Doors) -> None:
    told = {}
    for login in ("sora", "nobody"):
        doors.clock = Clock()
        browser = doors.browser(host="192.0.2.1" if login == "sora" else "192.0.2.2")
        answers = []
        for wait_s in WAITS_S:
            refused = try_password(browser, login, "wrong")
            answers.append((refused.status_code, refused.text))
            if wait_s:
                doors.clock.forward(seconds=wait_s - 1)
                waiting = try_password(browser, login)
                answers.append((waiting.status_code, waiting.headers["retry-after"], waiting.text))
                doors.clock.forward(seconds=1)
        told[login] = answers
    assert told["sora"] == told["nobody"]
    assert [answer[0] for answer in told["sora"] if len(answer) == 2] == [401] * len(WAITS_S)
    assert {answer[:2] for answer in told["sora"] if len(answer) == 3} == {(429, "1")}
    doors.clock = Clock()
    doors.clock.forward(seconds=sum(WAITS_S))
    browser = doors.browser()
    assert try_password(browser, "sora").status_code == 204, "it is never for good"
    doors.clock.forward(seconds=1)
    assert [try_password(doors.browser(), "sora", "wrong").status_code for _ in range(6)] == [401] * 5 + [429]


def test_asking_in_a_wait_makes_it_no_longer(doors: Doors) -> None:
    browser = doors.browser()
    for _ in range(5):
        try_password(browser, "sora", "wrong")
    for _ in range(29):
        doors.clock.forward(seconds=1)
        assert try_password(browser, "sora", "wrong").status_code == 429
    doors.clock.forward(seconds=1)
    assert try_password(browser, "sora").status_code == 204


def test_failures_are_forgotten_after_a_day(doors: Doors) -> None:
    for _ in range(6):
        try_password(doors.browser(), "sora", "wrong")
    doors.clock.forward(days=1)
    assert [try_password(doors.browser(), "sora", "wrong").status_code for _ in range(5)] == [401] * 5


def test_a_stranger_does_not_keep_a_clerk_out(doors: Doors) -> None:
    clerk = doors.signed_in("sora")
    other = doors.signed_in("umi")
    stranger = doors.browser(host="198.51.100.9")
    for _ in range(6):
        try_password(stranger, "sora", "wrong")
    assert try_password(stranger, "sora").status_code == 429
    assert try_password(doors.browser(), "sora").status_code == 429, "a browser that sora never used"
    assert try_password(other, "sora").status_code == 429, "nor does another account's browser help"
    assert try_password(clerk, "sora").status_code == 204
    assert [try_password(clerk, "sora", "wrong").status_code for _ in range(6)] == [401] * 5 + [429]


@pytest.mark.each_engine
def test_processes_count_together_and_so_do_requests_at_once(doors: Doors) -> None:
    browsers = [doors.browser(host=f"192.0.2.{number}") for number in range(8)]
    for number, browser in enumerate(browsers):  # an application makes its fields at the first request, for one thread
        assert try_password(browser, f"nobody-{number}").status_code == 401
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda browser: [try_password(browser, "sora", "wrong").status_code for _ in "12"], browsers)
        counted = Counter(status for pair in answers for status in pair)
    assert counted == {401: 5, 429: 11}


def test_an_address_that_tries_many_logins_waits_too(doors: Doors) -> None:
    sprayer = doors.browser(host="198.51.100.9")
    statuses = [try_password(sprayer, f"nobody-{number}", "wrong").status_code for number in range(51)]
    assert statuses == [401] * 50 + [429]
    assert try_password(sprayer, "sora").status_code == 429
    assert try_password(doors.browser(host="198.51.100.10"), "sora").status_code == 204


def test_the_page_tells_the_same(doors: Doors) -> None:
    browser = doors.browser()
    pages = [send(browser, "/sign-in", "/sign-in", login="nobody", password="wrong") for _ in range(6)]
    assert [page.status_code for page in pages] == [422] * 5 + [429]
    assert "約1分待ってから" in pages[-1].text
    assert pages[-1].headers["retry-after"] == "30"
    assert pages[-1].headers["cache-control"] == "no-store"


@pytest.mark.parametrize("login", ["a\0b", "\ud800", "\0", "' OR 1=1 --", "ｓｏｒａ\u202e", "x" * 200])
def test_a_login_that_is_none_is_refused_like_any_other(doors: Doors, login: str) -> None:
    body = json.dumps({"login": login, "password": PASSWORD})
    answer = doors.browser().post(f"{API}/sessions", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (401, 422), answer.text
    assert "サインインしてください" in answer.text or answer.status_code == 422


def test_the_audit_names_no_login(doors: Doors) -> None:
    browser = doors.browser()
    for login in ("sora", "nobody-at-all"):
        try_password(browser, login, "my-own-secret-by-mistake")
    refusals = doors.events("sign_in_refused")
    assert [(event.actor, event.subject) for event in refusals] == [("anonymous", "id-sora"), ("anonymous", "sign_in")]
    written = " ".join(f"{event.subject} {event.details}" for event in doors.events())
    assert "nobody" not in written
    assert "mistake" not in written


def test_nothing_in_the_counters_can_be_read(doors: Doors) -> None:
    try_password(doors.browser(), "nobody-at-all", "wrong")
    with doors.office.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT key_hash FROM sign_in_failures").scalars().all()
    assert len(rows) == 2
    assert all(len(row) == 64 and int(row, 16) for row in rows)


def test_an_administrator_unlocks(doors: Doors) -> None:
    clerk = doors.signed_in("sora")
    for browser in (clerk, doors.browser()):
        for _ in range(5):
            try_password(browser, "sora", "wrong")
        assert try_password(browser, "sora").status_code == 429
    path = f"{API}/accounts/id-sora/unlock"
    assert doors.browser().post(path).status_code == 401
    for login in ("umi", "reviewer", "approver"):
        assert doors.signed_in(login).post(path).status_code == 403
    admin = doors.signed_in("admin")
    assert admin.post(f"{API}/accounts/nobody/unlock").status_code == 404
    assert admin.post(path).status_code == 204
    assert try_password(clerk, "sora").status_code == 204
    assert try_password(doors.browser(), "sora").status_code == 204
    (event,) = doors.events("account_unlocked")
    assert (event.actor, event.subject) == ("id-admin", "id-sora")


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_browsers_last(doors: Doors) -> None:
    browser = doors.signed_in("sora")
    first = browser.cookies["soramichi_session"]
    assert try_password(browser, "sora").status_code == 204
    assert browser.cookies["soramichi_session"] != first
    stale = doors.browser()
    stale.cookies.set("soramichi_session", first)
    assert who(stale) == 401
    assert who(browser) == 200


def test_a_token_that_a_stranger_set_is_never_adopted(doors: Doors) -> None:
    browser = doors.browser()
    browser.cookies.set("soramichi_session", "fixed-by-a-stranger")
    browser.cookies.set("soramichi_browser", "fixed-by-a-stranger")
    assert try_password(browser, "sora").status_code == 204
    values = {cookie.value for cookie in browser.cookies.jar if cookie.domain == "testserver.local"}
    assert values
    assert "fixed-by-a-stranger" not in values


def test_a_disabled_account_is_out_in_the_same_second(doors: Doors) -> None:
    browser = doors.signed_in("sora")
    assert who(browser) == 200
    with unit_of_work(doors.office.store.engine) as unit:
        unit.accounts.disable("id-sora", doors.clock.now)
    assert who(browser) == 401
    assert browser.get("/operator").status_code == 401
    assert browser.post(f"{API}/trials", json={}).status_code == 401
    refused, unknown = (try_password(doors.browser(), login) for login in ("sora", "nobody"))
    assert (refused.status_code, refused.json()["detail"]) == (401, unknown.json()["detail"])


def test_a_sign_in_ends_when_it_lies_idle_and_at_last(doors: Doors) -> None:
    browser = doors.signed_in("sora", session_idle_minutes=60, session_hours=12)
    for _ in range(13):
        doors.clock.forward(minutes=55)
        last = who(browser)
    assert last == 200, "it was used all the time"
    doors.clock.forward(minutes=5)
    assert who(browser) == 401, "twelve hours are over"
    idle = doors.signed_in("sora")
    doors.clock.forward(minutes=59, seconds=59)
    assert who(idle) == 200
    doors.clock.forward(minutes=60)
    assert who(idle) == 401


def test_own_sign_ins_are_listed_and_ended(doors: Doors) -> None:
    here, there, third = (doors.signed_in("sora") for _ in range(3))
    foreign = doors.signed_in("umi")
    listed = here.get(f"{API}/sessions").json()
    assert [row["proof"] for row in listed] == ["password"] * 3
    assert sum(row["current"] for row in listed) == 1
    (mine,) = [row["id"] for row in there.get(f"{API}/sessions").json() if row["current"]]
    assert foreign.delete(f"{API}/sessions/{mine}").status_code == 404
    assert who(there) == 200
    assert here.delete(f"{API}/sessions/{mine}").status_code == 204
    assert here.delete(f"{API}/sessions/{mine}").status_code == 404
    assert (who(here), who(there), who(third)) == (200, 401, 200)
    assert here.delete(f"{API}/sessions").status_code == 204
    assert (who(here), who(third), who(foreign)) == (200, 401, 200)
    for token in (here.cookies["soramichi_session"], mine):
        assert token not in here.get("/account/sessions").text


def test_the_page_of_sign_ins(doors: Doors) -> None:
    here, there = doors.signed_in("sora"), doors.signed_in("sora")
    (other,) = [row["id"] for row in here.get(f"{API}/sessions").json() if not row["current"]]
    assert send(here, "/account/sessions/end", "/account/sessions", session=other).status_code == 303
    assert (who(here), who(there)) == (200, 401)
    assert send(here, "/account/sessions/end", "/account/sessions", session=other).status_code == 404
    there = doors.signed_in("sora")
    assert send(here, "/account/sessions/end", "/account/sessions").status_code == 303
    assert (who(here), who(there)) == (200, 401)


def test_under_https_cookies_are_of_this_host_alone(doors: Doors) -> None:
    browser = doors.browser(https=True, base="https://testserver")
    answer = try_password(browser, "sora")
    set_cookies = answer.headers.get_list("set-cookie")
    kept = [line for line in set_cookies if "max-age=0" not in line.lower()]
    assert {line.split("=")[0] for line in kept} == {"__Host-soramichi_session", "__Host-soramichi_browser"}
    for line in set_cookies:
        parts = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)
    assert who(browser) == 200
    form = browser.get("/account")
    assert form.headers["set-cookie"].startswith("__Host-soramichi_form=")
    assert "Secure" in form.headers["set-cookie"]
    plain = doors.browser(https=True, base="https://testserver")
    plain.cookies.set("soramichi_session", browser.cookies["__Host-soramichi_session"])
    assert who(plain) == 401, "a name that a neighbouring host can set is not read"
    out = send(browser, "/sign-out", "/account")
    assert out.status_code == 303
    assert out.headers["set-cookie"].startswith("__Host-soramichi_session=")
    assert who(browser) == 401

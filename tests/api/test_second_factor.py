"""The second factor: set up on its page, owed by the office, each code good once, whatever happens at the same time."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr

from api.security.secret_box import new_key
from api.store.unit_of_work import unit_of_work
from tests.api.offices import PASSWORD, furnished
from tests.api.signers import API, Doors, enrol, send, try_code, try_password, who
from tests.conftest import Store

PAGE = "/account/second-factor"
OWED = {"staff_second_factor": True}


@pytest.fixture
def doors(store: Store) -> Iterator[Doors]:
    for office in furnished(store):
        yield Doors(office)


@pytest.mark.parametrize("login", ["reviewer", "approver", "municipality", "auditor", "admin"])
def test_until_it_is_set_up_the_office_reaches_its_page_alone(doors: Doors, login: str) -> None:
    browser = doors.browser(**OWED)
    inside = send(browser, "/sign-in", "/sign-in", login=login, password=PASSWORD)
    assert (inside.status_code, inside.headers["location"]) == (303, PAGE)
    for path in ("/staff", "/staff/trials/x", "/operator", "/account", "/account/password", "/account/sessions"):
        kept_out = browser.get(path)
        assert (kept_out.status_code, kept_out.headers.get("location")) == (303, PAGE), path
    for path in ("trials", "sessions", "sessions/current"):
        refused = browser.get(f"{API}/{path}")
        assert refused.status_code == 403, path
        assert "二段階認証の設定がまだです。" in refused.json()["detail_ja"]
    assert browser.post(f"{API}/accounts/id-sora/unlock").status_code == 403
    public = browser.get("/")
    assert public.status_code == 200
    assert "二段階認証を設定する" in public.text
    assert "県の仕事" not in public.text
    enrol(doors, browser)
    assert who(browser) == 200
    assert browser.get("/account").status_code == 200


def test_operators_need_none_and_may_have_one(doors: Doors) -> None:
    sora = doors.signed_in("sora", **OWED)
    assert who(sora) == 200
    enrol(doors, sora)
    assert try_password(doors.browser(**OWED), "sora").status_code == 202
    assert send(sora, f"{PAGE}/give-up", PAGE, present_password="wrong").status_code == 422
    assert try_password(doors.browser(**OWED), "sora").status_code == 202
    assert send(sora, f"{PAGE}/give-up", PAGE, present_password=PASSWORD).status_code == 303
    assert try_password(doors.browser(**OWED), "sora").status_code == 204


def test_the_office_cannot_give_it_up(doors: Doors) -> None:
    reviewer = doors.signed_in("reviewer", **OWED)
    enrol(doors, reviewer)
    assert "やめる" not in reviewer.get(PAGE).text
    assert send(reviewer, f"{PAGE}/give-up", PAGE, present_password=PASSWORD).status_code == 409
    assert try_password(doors.browser(**OWED), "reviewer").status_code == 202


def test_signing_in_takes_two_steps_and_half_of_it_opens_nothing(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    browser = doors.browser()
    half = try_password(browser, "reviewer")
    assert (half.status_code, half.json()) == (202, {"second_step": "code"})
    assert "soramichi_session" not in browser.cookies
    token = browser.cookies["soramichi_half"]
    assert who(browser) == 401
    browser.cookies.set("soramichi_session", token)
    assert who(browser) == 401
    assert browser.get("/staff").status_code == 401
    assert browser.get(PAGE).status_code == 401, "nor may half a sign-in set up another factor"
    browser.cookies.delete("soramichi_session")
    doors.clock.forward(seconds=30)
    assert try_code(browser, doors.code(secret)).status_code == 204
    assert who(browser) == 200
    assert browser.get(f"{API}/sessions").json()[0]["proof"] == "totp"
    assert try_code(browser, doors.code(secret, steps=1)).status_code == 401, "the half is used up"


def test_the_pages_take_the_two_steps(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    browser = doors.browser(**OWED)
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
    first = send(browser, "/sign-in", "/sign-in", login="reviewer", password=PASSWORD)
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in/code")
    wrong = send(browser, "/sign-in/code", "/sign-in/code", code="000000")
    assert wrong.status_code == 422
    assert "確認コードが違うか、すでに使われました。" in wrong.text
    doors.clock.forward(seconds=30)
    last = send(browser, "/sign-in/code", "/sign-in/code", code=f" {doors.code(secret)[:3]}　{doors.code(secret)[3:]} ")
    assert (last.status_code, last.headers["location"]) == (303, "/staff")
    assert browser.get("/staff").status_code == 200


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(doors: Doors, steps: int, fits: bool) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    doors.clock.forward(minutes=10)
    browser = doors.browser()
    try_password(browser, "reviewer")
    assert try_code(browser, doors.code(secret, steps=steps)).status_code == (204 if fits else 401)


def test_no_code_is_taken_twice_nor_an_earlier_one_after_a_later(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))

    def enter(code: str) -> int:
        browser = doors.browser()
        assert try_password(browser, "reviewer").status_code == 202
        return try_code(browser, code).status_code

    assert enter(doors.code(secret)) == 401, "the code that set it up"
    doors.clock.forward(minutes=5)
    assert enter(doors.code(secret)) == 204
    assert enter(doors.code(secret)) == 401
    assert enter(doors.code(secret, steps=-1)) == 401
    assert enter(doors.code(secret, steps=1)) == 204
    doors.clock.forward(seconds=30)
    assert enter(doors.code(secret)) == 401, "it is the one that was taken before its time"


@pytest.mark.parametrize("kind", ["code", "recovery code"])
@pytest.mark.each_engine
def test_of_requests_at_once_one_has_the_code(doors: Doors, kind: str) -> None:
    secret, recovery = enrol(doors, doors.signed_in("reviewer"))
    doors.clock.forward(minutes=5)
    code = doors.code(secret) if kind == "code" else recovery[3]
    browsers = [doors.browser() for _ in range(4)]
    for browser in browsers:
        assert try_password(browser, "reviewer").status_code == 202
        assert try_code(doors.browser(), "1").status_code == 401  # an application makes its fields at the first request
        assert browser.post(f"{API}/sessions/second-step", json={}).status_code == 422
    with ThreadPoolExecutor(4) as pool:
        answers = Counter(int(answer.status_code) for answer in pool.map(lambda one: try_code(one, code), browsers))
    assert answers == {204: 1, 401: 3}
    assert sum(who(browser) == 200 for browser in browsers) == 1


@pytest.mark.each_engine
def test_the_store_lets_one_of_many_take_a_code_without_any_lock_before(doors: Doors) -> None:
    enrol(doors, doors.signed_in("reviewer"))
    engine = doors.office.store.engine

    def take(_: int) -> tuple[bool, bool]:
        with unit_of_work(engine) as unit:
            return (
                unit.second_factors.use_step("id-reviewer", 10**9),
                unit.second_factors.use_recovery_code("id-reviewer", codes[0], now=doors.clock.now),
            )

    with engine.connect() as connection:
        codes = connection.exec_driver_sql("SELECT code_sha256 FROM recovery_code").scalars().all()
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(16)))
    assert sorted(taken) == [(False, False)] * 15 + [(True, True)]


def test_each_recovery_code_opens_once_and_others_are_made_on_demand(doors: Doors) -> None:
    browser = doors.signed_in("reviewer")
    _, codes = enrol(doors, browser)

    def enter(code: str) -> int:
        other = doors.browser()
        assert try_password(other, "reviewer").status_code == 202
        return try_code(other, code).status_code

    assert [enter(codes[0]), enter(codes[0]), enter(codes[1].upper().replace("-", " "))] == [204, 401, 204]
    assert "復旧コードの残り：8個" in browser.get(PAGE).text
    assert [event.details for event in doors.events("recovery_code_used")] == ['{"left":9}', '{"left":8}']
    fresh = send(browser, f"{PAGE}/recovery-codes", PAGE, present_password=PASSWORD)
    renewed = re.findall(r"<li><code>([a-z0-9-]+)</code>", fresh.text)
    assert len(set(renewed) - set(codes)) == 10
    assert fresh.headers["cache-control"] == "no-store"
    assert [enter(codes[2]), enter(renewed[0])] == [401, 204]


def test_guessing_codes_ends_the_half_and_brings_a_wait(doors: Doors) -> None:
    clerk = doors.signed_in("reviewer")
    secret, _ = enrol(doors, clerk)
    doors.clock.forward(minutes=5)
    thief = doors.browser(host="198.51.100.9")
    try_password(thief, "reviewer")
    assert [try_code(thief, "000000").status_code for _ in range(5)] == [401] * 5
    ended = try_code(thief, doors.code(secret))
    assert ended.status_code == 401
    assert "はじめからサインイン" in ended.json()["detail_ja"]
    assert try_password(thief, "reviewer").status_code == 202
    waiting = try_code(thief, doors.code(secret))
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "30")
    assert try_password(clerk, "reviewer").status_code == 202
    assert try_code(clerk, doors.code(secret)).status_code == 204, "the clerk's own browser is not kept out"
    assert len(doors.events("code_refused")) == 5


def test_the_second_step_ends_after_ten_minutes(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    browser = doors.browser()
    try_password(browser, "reviewer")
    form = browser.get("/sign-in/code").text
    doors.clock.forward(minutes=10)
    assert try_code(browser, doors.code(secret)).status_code == 401
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', form)
    assert token
    late = browser.post("/sign-in/code", data={"csrf_token": token[1], "code": doors.code(secret)})
    assert late.status_code == 422
    assert "はじめからサインインしてください。" in late.text
    assert "soramichi_half" not in browser.cookies


def test_an_account_disabled_between_the_steps_stays_out(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    browser = doors.browser()
    try_password(browser, "reviewer")
    doors.clock.forward(seconds=30)
    with unit_of_work(doors.office.store.engine) as unit:
        unit.accounts.disable("id-reviewer", doors.clock.now)
    assert try_code(browser, doors.code(secret)).status_code == 401


def test_the_secret_is_in_the_database_only_sealed(doors: Doors) -> None:
    secret, codes = enrol(doors, doors.signed_in("reviewer"))
    with doors.office.store.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM second_factor").all())
        stored += str(connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert secret.replace(" ", "") not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert not any(secret[:4] in event.details for event in doors.events())


def test_a_lost_key_is_told_and_a_recovery_code_still_opens(doors: Doors) -> None:
    secret, codes = enrol(doors, doors.signed_in("reviewer"))
    doors.clock.forward(minutes=5)
    for lost in (new_key(), ""):
        browser = doors.browser(secret_key=SecretStr(lost))
        assert try_password(browser, "reviewer").status_code == 202
        told = try_code(browser, doors.code(secret))
        assert told.status_code == 409
        assert "復旧コードでサインインするか" in told.json()["detail_ja"]
        page = send(browser, "/sign-in/code", "/sign-in/code", code=doors.code(secret))
        assert page.status_code == 422
        assert "サービスの鍵が変わったため" in page.text
        assert try_code(browser, codes.pop()).status_code == 204
    assert "SORAMICHI_SECRET_KEY" in browser.get(PAGE).text


def test_a_newer_key_takes_over_as_codes_are_used(doors: Doors) -> None:
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    old, new = doors.office.settings.secret_key.get_secret_value(), new_key()
    for keys, steps in ((f"{new},{old}", 0), (new, 1)):
        doors.clock.forward(minutes=5)
        browser = doors.browser(secret_key=SecretStr(keys))
        assert try_password(browser, "reviewer").status_code == 202
        assert try_code(browser, doors.code(secret, steps=steps)).status_code == 204


def test_another_telephone_takes_over_only_when_confirmed(doors: Doors) -> None:
    browser, other = doors.signed_in("reviewer"), doors.signed_in("reviewer")
    old, _ = enrol(doors, browser)
    assert who(other) == 401, "setting it up ends the other sign-ins"
    doors.clock.forward(minutes=5)
    assert send(browser, f"{PAGE}/begin", PAGE, present_password=PASSWORD).status_code == 303
    assert send(browser, f"{PAGE}/confirm", PAGE, code="000000").status_code == 422
    second = doors.browser()
    assert try_password(second, "reviewer").status_code == 202
    assert try_code(second, doors.code(old)).status_code == 204
    new, _ = enrol(doors, browser)
    assert new != old
    doors.clock.forward(minutes=5)
    assert try_password(second, "reviewer").status_code == 202
    assert try_code(second, doors.code(old)).status_code == 401
    assert try_code(second, doors.code(new)).status_code == 204


def test_one_factor_alone_cannot_change_the_other(doors: Doors) -> None:
    stale = doors.signed_in("reviewer")
    with unit_of_work(doors.office.store.engine) as unit:
        unit.second_factors.offer("id-reviewer", "sealed", now=doors.clock.now)
        assert unit.second_factors.confirm("id-reviewer", "sealed", step=1, now=doors.clock.now)
    assert "サインインしなおしてください" in stale.get(PAGE).text
    for act in ("begin", "confirm", "recovery-codes", "give-up"):
        refused = send(stale, f"{PAGE}/{act}", PAGE, present_password=PASSWORD, code="000000")
        assert refused.status_code == 404, act


def test_beginning_asks_for_the_password_again(doors: Doors) -> None:
    browser = doors.signed_in("reviewer", **OWED)
    answers = [send(browser, f"{PAGE}/begin", PAGE, present_password="wrong").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert "data:image/svg+xml" not in browser.get(PAGE).text


def test_what_was_shown_expires_in_an_hour(doors: Doors) -> None:
    browser = doors.signed_in("reviewer", session_idle_minutes=600)
    send(browser, f"{PAGE}/begin", PAGE, present_password=PASSWORD)
    assert "data:image/svg+xml" in browser.get(PAGE).text
    doors.clock.forward(hours=1)
    assert "data:image/svg+xml" not in browser.get(PAGE).text
    assert send(browser, f"{PAGE}/confirm", PAGE, code="000000").status_code == 409


def test_an_administrator_resets_a_lost_one_but_never_the_own(doors: Doors) -> None:
    reviewer = doors.signed_in("reviewer")
    enrol(doors, reviewer)
    admin = doors.signed_in("admin", **OWED)
    enrol(doors, admin)
    path = f"{API}/accounts/id-reviewer/second-factor"
    assert doors.signed_in("approver").delete(path).status_code == 403
    assert admin.delete(f"{API}/accounts/id-admin/second-factor").status_code == 403
    assert admin.delete(f"{API}/accounts/nobody/second-factor").status_code == 404
    assert admin.delete(path).status_code == 204
    assert who(reviewer) == 401
    again = doors.signed_in("reviewer", **OWED)
    assert again.get("/staff").headers["location"] == PAGE
    (event,) = doors.events("second_factor_reset")
    assert (event.actor, event.subject) == ("id-admin", "id-reviewer")


def test_without_a_key_nothing_is_set_up(doors: Doors) -> None:
    browser = doors.signed_in("sora", secret_key=SecretStr(""))
    assert "SORAMICHI_SECRET_KEY" in browser.get(PAGE).text
    assert send(browser, f"{PAGE}/begin", "/account/password", present_password=PASSWORD).status_code == 409

"""Tokens for machine clients: shown once, for some actions only, and over as soon as their account is."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from airspace.role import Role
from api.security.permissions import PERMISSIONS, Action
from api.security.scopes import SCOPE_NAMES, SCOPES, Scope
from api.services.end_access import end_access
from api.store.unit_of_work import unit_of_work
from tests.api.offices import PASSWORD, content, furnished, slip_in
from tests.api.signers import API, Doors, send, who
from tests.conftest import Store

PAGE = "/account/tokens"


@pytest.fixture
def doors(store: Store) -> Iterator[Doors]:
    for office in furnished(store):
        yield Doors(office)


def made(browser: TestClient, *scopes: Scope, days: str = "90", name: str = "飛行管理") -> str:
    """Make a token on its page and return it."""
    chosen = {f"scope-{scope}": "yes" for scope in scopes}
    done = send(browser, PAGE, PAGE, token_name=name, token_days=days, present_password=PASSWORD, **chosen)
    assert done.status_code == 200, done.text
    (token,) = re.findall(r'class="secret">(soramichi_[\w-]{43})<', done.text)
    return token


def machine(doors: Doors, token: str) -> TestClient:
    """Return a client that sends a token, and says that it comes from elsewhere."""
    client = doors.browser()
    client.headers |= {
        "authorization": f"Bearer {token}",
        "sec-fetch-site": "cross-site",
        "origin": "https://x.example",
    }
    return client


def test_a_token_reads_and_proposes_as_its_scopes_say(doors: Doors) -> None:
    sora = doors.signed_in("sora")
    reads, writes = machine(doors, made(sora, Scope.READ)), machine(doors, made(sora, Scope.READ, Scope.PROPOSE))
    refused = reads.post(f"{API}/trials", json=content())
    assert refused.status_code == 403
    assert "このトークンでは、この操作はできません。" in refused.json()["detail_ja"]
    trial = writes.post(f"{API}/trials", json=content())
    assert trial.status_code == 201, "no form token and no origin is asked of it"
    path = f"{API}/trials/{trial.json()['id']}"
    assert writes.post(f"{path}/revisions").status_code == 201
    assert [row["id"] for row in reads.get(f"{API}/trials").json()] == [trial.json()["id"]]
    assert reads.get(f"{API}/sessions/current").json()["id"] == "id-sora"
    assert writes.post(f"{path}/withdrawal").status_code == 403, "to withdraw is for people"
    reviewer = machine(doors, made(doors.signed_in("reviewer"), Scope.REVIEW))
    assert reviewer.get(path).status_code == 403
    assert reviewer.post(f"{path}/acceptance", json={}).status_code == 201
    assert reviewer.post(f"{path}/review").status_code == 204
    umi = machine(doors, made(doors.signed_in("umi"), Scope.READ))
    assert umi.get(path).status_code == 404, "a token reaches no further than its account"


def test_no_scope_holds_what_people_answer_for() -> None:
    held = frozenset().union(*SCOPES.values())
    for_people = {action for action in Action if action.value.startswith("slip_")} | {Action.CLOSE, Action.REQUEST_STOP}
    for_people |= {Action.REQUEST_CORRECTION, Action.OVERRIDE_FINDING, Action.PUBLISH, Action.WITHDRAW, Action.AMEND}
    for_people |= {Action.GRANT_ROLES, Action.MANAGE_MEMBERS, Action.HELP_ACCOUNTS, Action.LINK_IDENTITIES}
    assert held & for_people == set()
    assert not any(set(PERMISSIONS[action].reach) <= {Role.APPROVER, Role.ADMIN} for action in held)
    assert set(SCOPES) == set(SCOPE_NAMES) == set(Scope)


@pytest.mark.parametrize("login", ["approver", "admin"])
def test_a_token_never_decides_nor_grants(doors: Doors, login: str) -> None:
    sora = doors.signed_in("sora")
    trial = sora.post(f"{API}/trials", json=content()).json()["id"]
    sora.post(f"{API}/trials/{trial}/revisions")
    browser = doors.signed_in(login)
    if login == "admin":
        assert "scope-" not in browser.get(PAGE).text, "an administrator's work has no part for machines"
        chosen = {"scope-read": "yes", "token_name": "x", "token_days": "1", "present_password": PASSWORD}
        refused = browser.post(PAGE, data=chosen | {"csrf_token": csrf_of(browser)})
        assert refused.status_code == 422
        return
    client = machine(doors, made(browser, *(Scope.READ, Scope.REVIEW)))
    assert client.post(f"{API}/trials/{trial}/acceptance", json={}).status_code == 201
    assert client.post(f"{API}/trials/{trial}/review").status_code == 204
    assert client.post(f"{API}/trials/{trial}/slips", json=slip_in()).status_code == 403
    assert client.post(f"{API}/trials/{trial}/corrections", json={"revision": 1, "reason": "x"}).status_code == 403
    assert client.post(f"{API}/trials/{trial}/publication").status_code == 403


def csrf_of(browser: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.get("/account/password").text)
    assert found
    return found[1]


def test_ones_own_account_and_the_pages_are_for_people(doors: Doors) -> None:
    client = machine(doors, made(doors.signed_in("sora"), *(Scope.READ, Scope.PROPOSE)))
    body = {"present_password": PASSWORD, "new_password": "kuruma densha hikouki"}
    assert client.put(f"{API}/account/password", json=body).status_code == 401
    assert client.get(f"{API}/sessions").status_code == 401
    for path in ("/operator", "/account", PAGE, "/account/second-factor"):
        assert client.get(path).status_code == 401, path
    assert client.post(PAGE, data={"token_name": "x"}).status_code in (401, 403)


def test_a_token_beside_a_sign_in_is_refused(doors: Doors) -> None:
    browser = doors.signed_in("sora")
    token = made(browser, Scope.READ)
    both = {"authorization": f"Bearer {token}"}
    for path in (f"{API}/trials", f"{API}/sessions/current", f"{API}/sessions", "/operator", "/"):
        assert browser.get(path, headers=both).status_code == 400, path
    forged = {"authorization": "Bearer x", "sec-fetch-site": "cross-site"}
    assert browser.post(f"{API}/trials", json=content(), headers=forged).status_code in (400, 403)
    assert browser.get(f"{API}/trials").json() == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic c29yYTp4",
        "Bearer soramichi_",
        "Bearer soramichi_" + "x" * 43,
        "Bearer x y",
        "x" * 5000,
    ],
)
def test_what_is_no_token_opens_nothing(doors: Doors, header: str) -> None:
    answer = doors.browser().get(f"{API}/trials", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_tokens_end(doors: Doors) -> None:
    sora = doors.signed_in("sora", session_idle_minutes=10**6, session_hours=10**4)
    short, long, third = (made(sora, Scope.READ, days=days, name=f"n{days}") for days in ("1", "30", "365"))
    clients = [machine(doors, token) for token in (short, long, third)]

    def statuses() -> list[int]:
        return [client.get(f"{API}/trials").status_code for client in clients]

    assert statuses() == [200, 200, 200]
    doors.clock.forward(days=1)
    assert statuses() == [401, 200, 200]
    page = sora.get(PAGE).text
    assert "n1<" not in page
    (token_id,) = re.findall(r'name="token" value="([^"]+)">\s*<button[^>]*>無効にする：n30', page)
    foreign = doors.signed_in("umi")
    assert send(foreign, f"{PAGE}/revoke", PAGE, token=token_id).status_code == 404
    assert statuses() == [401, 200, 200]
    assert send(sora, f"{PAGE}/revoke", PAGE, token=token_id).status_code == 303
    assert statuses() == [401, 401, 200]
    with unit_of_work(doors.office.store.engine) as unit:
        unit.accounts.disable("id-sora", doors.clock.now)
    assert statuses() == [401, 401, 401], "in the same second"


def test_who_leaves_loses_all_at_once(doors: Doors) -> None:
    sora = doors.signed_in("sora")
    client = machine(doors, made(sora, Scope.READ))
    with unit_of_work(doors.office.store.engine) as unit:
        end_access(unit, "id-sora", now=doors.clock.now)
    assert client.get(f"{API}/trials").status_code == 401
    assert who(sora) == 401


def test_a_role_that_ended_takes_the_tokens_power(doors: Doors) -> None:
    client = machine(doors, made(doors.signed_in("reviewer"), Scope.READ))
    assert client.get(f"{API}/trials").status_code == 200
    with unit_of_work(doors.office.store.engine) as unit:
        (grant,) = unit.accounts.grants(account_id="id-reviewer")
        unit.accounts.end_grant(grant.id, by="id-admin", at=doors.clock.now)
    assert client.get(f"{API}/trials").status_code == 403


def test_the_token_is_shown_once_and_kept_as_a_hash(doors: Doors) -> None:
    sora = doors.signed_in("sora")
    token = made(sora, Scope.READ)
    assert token not in sora.get(PAGE).text
    with doors.office.store.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM api_token").all())
    assert token not in stored
    (event,) = doors.events("token_made")
    assert event.actor == "id-sora"
    assert token not in event.details
    assert "飛行管理" not in event.details


def test_its_last_use_is_known_by_the_day(doors: Doors) -> None:
    sora = doors.signed_in("sora", session_idle_minutes=10**4, session_hours=10**3)
    client = machine(doors, made(sora, Scope.READ))
    assert "まだありません" in sora.get(PAGE).text
    for days, shown in ((0, "10月1日"), (2, "10月3日")):
        doors.clock.now += timedelta(days=days)
        client.get(f"{API}/trials")
        assert shown in sora.get(PAGE).text.split("最後に使った日")[1]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"token_name": ""}, "token_name"),
        ({"token_name": "x" * 61}, "token_name"),
        ({"token_name": "a\0b"}, "token_name"),
        ({"token_days": "0"}, "token_days"),
        ({"token_days": "366"}, "token_days"),
        ({"token_days": ""}, "token_days"),
        ({"token_days": "九十"}, "token_days"),
        ({"scope-read": ""}, "scopes"),
        ({"scope-read": "", "scope-review": "yes"}, "scopes"),
        ({"present_password": "wrong"}, "present_password"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(doors: Doors, changes: dict[str, str], where: str) -> None:
    sora = doors.signed_in("sora")
    fields = {"token_name": "n", "token_days": "90", "scope-read": "yes", "present_password": PASSWORD} | changes
    refused = send(sora, PAGE, PAGE, **fields)
    assert refused.status_code == 422
    assert f'href="#{where}"' in refused.text
    assert f'id="{where}"' in refused.text
    assert "soramichi_" not in refused.text.replace("soramichi_form", "")


def test_an_account_has_twenty_at_the_most(doors: Doors) -> None:
    sora = doors.signed_in("sora")
    for _ in range(20):
        made(sora, Scope.READ)
    fields = {"token_name": "n", "token_days": "90", "scope-read": "yes", "present_password": PASSWORD}
    assert send(sora, PAGE, PAGE, **fields).status_code == 409

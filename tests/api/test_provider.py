"""Signing in through an identity provider: a real one on this machine, the real service, a real HTTP client."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import uvicorn
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from api.security import provider as protocol
from api.security.accounts import ExternalIdentity
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from tests import oidc
from tests.api.offices import ISSUER, NOW, PASSWORD, Office, furnished
from tests.api.signers import API, Clock, Doors, enrol
from tests.conftest import Store

ONE_ENGINE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
BEGIN = "/sign-in/provider"


@dataclass
class Town:
    """The service on a port of its own and the provider beside it."""

    office: Office
    clock: Clock
    provider: oidc.SmallProvider
    address: str
    browsers: list[httpx2.Client] = field(default_factory=list)

    def browser(self) -> httpx2.Client:
        browser = httpx2.Client(base_url=self.address, follow_redirects=False, timeout=30)
        self.browsers.append(browser)
        return browser

    def link(self, login: str, subject: str, *, confirmed: bool = True, issuer: str | None = None) -> None:
        at = self.clock.now
        by = ("id-auditor", at) if confirmed else (None, None)
        link = ExternalIdentity(issuer or self.provider.issuer, subject, f"id-{login}", at, "id-admin", by[1], by[0])
        with unit_of_work(self.office.store.engine) as unit:
            unit.identities.add(link)

    def there(self, browser: httpx2.Client) -> str:
        """Go to the provider; return the address at which it sends the browser back."""
        gone = browser.get(BEGIN)
        assert gone.status_code == 303, gone.text
        back = httpx2.get(gone.headers["location"], follow_redirects=False)
        assert back.status_code == 302, back.text
        return back.headers["location"]

    def sign_in(self, browser: httpx2.Client) -> httpx2.Response:
        """Go to the provider and come back."""
        return browser.get(self.there(browser))

    def refusals(self) -> list[str]:
        with unit_of_work(self.office.store.engine, writes=False) as unit:
            assert unit.audit.first_broken() is None
            return [event.details for event in unit.audit.events() if event.action == "provider_refused"]


@pytest.fixture
def town(store: Store) -> Iterator[Town]:
    clock = Clock()
    provider = oidc.SmallProvider(clock)
    holder = oidc.free_socket()
    address = f"http://127.0.0.1:{holder.getsockname()[1]}"
    for office in furnished(store):
        settings = office.settings.model_copy(
            update={
                "oidc_issuer": provider.issuer,
                "oidc_client_id": oidc.CLIENT_ID,
                "oidc_client_secret": SecretStr(oidc.CLIENT_SECRET),
                "oidc_mfa_acr": "urn:strong",
                "public_address": address,
                "staff_second_factor": True,
            }
        )
        app = office.app(settings, clock)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [holder]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        made = Town(office, clock, provider, address)
        yield made
        for browser in made.browsers:
            browser.close()
        server.should_exit = True
        thread.join()
    holder.close()
    provider.stop()


def who(browser: httpx2.Client) -> int:
    return browser.get(f"{API}/sessions/current").status_code


def test_a_linked_person_signs_in_and_the_providers_factors_count(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["pwd", "mfa"], "email": "reviewer@example.jp"}
    browser = town.browser()
    assert "組織のアカウントでサインイン" in browser.get("/sign-in").text
    back = town.sign_in(browser)
    assert (back.status_code, back.headers["location"]) == (303, "/staff")
    assert who(browser) == 200
    assert browser.get(f"{API}/sessions").json()[0]["proof"] == "provider_mfa"
    asked = town.provider.last
    assert asked["redirect_uri"] == f"{town.address}/sign-in/provider/return"
    assert asked["acr_values"] == "urn:strong"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    town.provider.claims = {"acr": "urn:strong"}
    assert town.sign_in(town.browser()).headers["location"] == "/staff"


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": ["urn:strong"]}, {"amr": [["mfa"]]}])
@ONE_ENGINE
def test_without_the_providers_factors_ours_is_asked(town: Town, claims: dict[str, Any]) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = claims
    browser = town.browser()
    back = town.sign_in(browser)
    if claims.get("amr") == "mfa":
        assert back.status_code == 401, "amr that is no list makes the token malformed"
        return
    assert back.headers["location"] == "/account/second-factor", "the office owes one"
    assert browser.get("/staff").status_code == 303
    doors = Doors(town.office, town.clock)
    secret, _ = enrol(doors, doors.signed_in("reviewer"))
    half = town.browser()
    assert town.sign_in(half).headers["location"] == "/sign-in/code"
    assert who(half) == 401
    town.clock.forward(seconds=30)
    assert half.post(f"{API}/sessions/second-step", json={"code": doors.code(secret)}).status_code == 204
    assert who(half) == 200


def minutes(clock: Clock, by: float) -> int:
    return int(clock.now.timestamp() + 60 * by)


LIES: dict[str, Callable[[Town], dict[str, Any]]] = {
    "another nonce": lambda town: {"nonce": "x" * 43},
    "no nonce": lambda town: {"nonce": None},
    "another audience": lambda town: {"aud": "somebody-else"},
    "two audiences, for another party": lambda town: {"aud": [oidc.CLIENT_ID, "other"], "azp": "other"},
    "two audiences, for nobody": lambda town: {"aud": [oidc.CLIENT_ID, "other"]},
    "no audience": lambda town: {"aud": None},
    "another issuer": lambda town: {"iss": "https://idp.example.org"},
    "an issuer that only begins so": lambda town: {"iss": f"{town.provider.issuer}/x"},
    "no issuer": lambda town: {"iss": None},
    "expired": lambda town: {"exp": minutes(town.clock, -2)},
    "no end": lambda town: {"exp": None},
    "an end in words": lambda town: {"exp": "tomorrow"},
    "from the future": lambda town: {"iat": minutes(town.clock, 5)},
    "issued long ago": lambda town: {"iat": minutes(town.clock, -11)},
    "no time": lambda town: {"iat": None},
    "no subject": lambda town: {"sub": None},
    "an empty subject": lambda town: {"sub": ""},
    "a subject that is a number": lambda town: {"sub": 1},
    "a subject that is too long": lambda town: {"sub": "x" * 256},
    "a subject with a control character": lambda town: {"sub": "person-1\0"},
    "another access token's hash": lambda town: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", LIES)
@ONE_ENGINE
def test_a_token_that_is_not_as_it_must_be_signs_nobody_in(town: Town, lie: str) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]} | LIES[lie](town)
    browser = town.browser()
    refused = town.sign_in(browser)
    assert refused.status_code == 401, lie
    assert "サインインを確かめられませんでした" in refused.text
    assert who(browser) == 401
    assert len(town.refusals()) == 1
    town.provider.claims = {"amr": ["mfa"]}
    assert town.sign_in(browser).headers["location"] == "/staff", "and the truth still does"


SIGNERS = {
    "none": lambda town: oidc.unsigned,
    "HS256 with the public key": lambda town: oidc.by_public_key(town.provider.keys[0]),
    "another key": lambda town: oidc.by_stranger(town.provider.keys[0]),
    "no token": lambda town: lambda claims: "not.a.token",
    "a token of nothing": lambda town: lambda claims: "",
}


@pytest.mark.parametrize("signer", SIGNERS)
@ONE_ENGINE
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(town: Town, signer: str) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]}
    town.provider.sign = SIGNERS[signer](town)
    browser = town.browser()
    assert town.sign_in(browser).status_code == 401
    assert who(browser) == 401


def test_the_way_back_is_good_once_and_for_one_browser(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]}
    victim, attacker = town.browser(), town.browser()
    back = town.there(attacker)
    assert victim.get(back).status_code == 401, "somebody else's way back signs nobody in as them"
    town.there(victim)
    assert victim.get(back).status_code == 401
    assert attacker.get(back).status_code == 303, "it was not used up by them"
    assert attacker.get(back).status_code == 401, "and is good once"
    assert who(attacker) == 200
    other = town.browser()
    first, second = town.there(other), town.there(other)
    assert other.get(first).status_code == 401, "a newer way takes the older one's place"
    assert other.get(second).status_code == 401, "which is over with the first answer"
    late = town.browser()
    back = town.there(late)
    town.clock.forward(minutes=10)
    assert late.get(back).status_code == 401


@ONE_ENGINE
def test_states_and_codes_of_others_are_refused(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]}
    one, two = town.browser(), town.browser()
    first, second = (parse_qs(urlsplit(town.there(browser)).query) for browser in (one, two))
    path = f"{BEGIN}/return"
    swapped = one.get(path, params={"code": second["code"][0], "state": first["state"][0]})
    assert swapped.status_code == 401, "the code belongs to another verifier"
    for params in ({}, {"code": "x"}, {"state": "x"}, {"error": "access_denied", "state": second["state"][0]}):
        assert two.get(path, params=params).status_code == 401, params
    assert two.get(path, params={"code": "x" * 3000}).status_code == 422
    mixed = town.browser()
    assert mixed.get(f"{town.there(mixed)}&iss=https://idp.example.org").status_code == 401
    assert [who(browser) for browser in (one, two, mixed)] == [401] * 3


def test_who_somebody_is_never_comes_from_an_address(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"], "email": "reviewer@example.jp", "email_verified": True}
    assert town.sign_in(town.browser()).headers["location"] == "/staff"
    town.provider.claims["email"] = "married@example.jp"
    assert town.sign_in(town.browser()).headers["location"] == "/staff", "another address, the same subject"
    town.provider.subject = "person-2"
    for address in ("reviewer@example.jp", "reviewer", "sora"):
        town.provider.claims |= {"email": address, "preferred_username": address}
        browser = town.browser()
        unknown = town.sign_in(browser)
        assert unknown.status_code == 403, "the same address, another subject"
        assert "利用者番号を伝えてください：person-2" in unknown.text
        assert who(browser) == 401


@ONE_ENGINE
def test_a_subject_is_shown_as_text(town: Town) -> None:
    town.provider.subject = "<script>alert(1)</script>"
    unknown = town.sign_in(town.browser())
    assert unknown.status_code == 403
    assert "<script>alert" not in unknown.text


def test_a_link_that_waits_or_is_another_issuers_opens_nothing(town: Town) -> None:
    town.link("reviewer", "person-1", confirmed=False)
    town.link("approver", "person-2", issuer="https://idp.example.org")
    for subject in ("person-1", "person-2", "PERSON-1"):
        town.provider.subject = subject
        assert town.sign_in(town.browser()).status_code == 403


@ONE_ENGINE
def test_a_disabled_account_stays_out(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]}
    with unit_of_work(town.office.store.engine) as unit:
        unit.accounts.disable("id-reviewer", town.clock.now)
    assert town.sign_in(town.browser()).status_code == 403


@ONE_ENGINE
def test_keys_are_fetched_again_when_the_provider_changes_them(town: Town) -> None:
    town.link("reviewer", "person-1")
    town.provider.claims = {"amr": ["mfa"]}
    for kind in ("RSA", "EC", "RSA"):
        town.provider.rotate(kind=kind)
        assert town.sign_in(town.browser()).status_code == 303, kind
        assert town.sign_in(town.browser()).status_code == 303, "and kept"
        town.clock.forward(seconds=10)
    assert town.provider.asked.count("/keys") == 3
    assert town.provider.asked.count("/.well-known/openid-configuration") == 1
    town.provider.rotate()
    assert town.sign_in(town.browser()).status_code == 303
    town.provider.rotate()
    assert [town.sign_in(town.browser()).status_code for _ in range(3)] == [401] * 3
    assert town.provider.asked.count("/keys") == 4, "unknown keys do not make us ask without end"
    town.clock.forward(hours=1)
    assert town.sign_in(town.browser()).status_code == 303
    assert town.provider.asked.count("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://idp.example.org"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": ["x"]},
    ],
)
@ONE_ENGINE
def test_a_document_that_is_not_the_providers_is_not_used(town: Town, document: dict[str, Any]) -> None:
    town.provider.document = document
    refused = town.browser().get(BEGIN)
    assert refused.status_code in (401, 503)
    assert "location" not in refused.headers


@pytest.mark.parametrize("answer", [{"id_token": None}, {"id_token": 1}, {"error": "server_error"}])
@ONE_ENGINE
def test_an_answer_without_a_token_signs_nobody_in(town: Town, answer: dict[str, Any]) -> None:
    town.link("reviewer", "person-1")
    town.provider.token_answer = answer
    assert town.sign_in(town.browser()).status_code == 401


@ONE_ENGINE
def test_a_provider_that_is_down_is_told_and_passwords_still_open(town: Town) -> None:
    browser = town.browser()
    back = town.there(browser)
    town.provider.stop()
    down = browser.get(back)
    assert down.status_code == 503
    assert "組織の認証基盤が応答しません。" in down.text
    opened = browser.post(f"{API}/sessions", json={"login": "sora", "password": PASSWORD})
    assert opened.status_code == 204
    town.clock.forward(hours=2)
    assert town.browser().get(BEGIN).status_code == 503
    town.provider = oidc.SmallProvider(town.clock)  # for the fixture to stop


@pytest.mark.parametrize("where", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_hangs_holds_nobody_else_up(town: Town, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "TIMEOUTS_S", (0.5, 4.0))
    town.link("reviewer", "person-1")
    town.provider.hangs_s = {where: 6.0}
    hanging = town.browser()
    answers: list[int] = []

    def go() -> None:
        gone = hanging.get(BEGIN)
        answers.append(gone.status_code)
        if gone.status_code == 303:
            back = httpx2.get(gone.headers["location"], follow_redirects=False).headers["location"]
            answers.append(hanging.get(back).status_code)

    thread = threading.Thread(target=go)
    thread.start()
    while where.removeprefix("/") not in " ".join(town.provider.asked):
        time.sleep(0.02)
    began = time.monotonic()
    quick = town.browser()
    body = {"login": "sora", "password": PASSWORD}
    assert quick.post(f"{API}/sessions", json=body).status_code == 204, "a write goes through meanwhile"
    written_while_hanging = thread.is_alive()
    thread.join()
    assert answers[-1] == 503
    assert time.monotonic() - began < 20
    assert written_while_hanging


@ONE_ENGINE
def test_a_trickle_ends_at_the_deadline(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "DEADLINE_S", 1.0)
    town.link("reviewer", "person-1")
    town.provider.trickles = True
    began = time.monotonic()
    assert town.sign_in(town.browser()).status_code == 503
    assert time.monotonic() - began < 15, "the whole trickle takes over forty seconds"


@ONE_ENGINE
def test_an_answer_that_is_too_large_is_not_read(town: Town) -> None:
    town.provider.document = {"padding": "x" * protocol.MOST_BYTES}
    assert town.browser().get(BEGIN).status_code == 503


def test_two_administrators_link_an_account(store: Store) -> None:
    for office in furnished(store):
        admin, approver = office.client("admin"), office.client("approver")
        path = f"{API}/accounts/id-approver/identities"
        asked = admin.post(path, json={"subject": " person-9 "})
        assert asked.status_code == 201, asked.text
        assert asked.json()["subject"] == "person-9"
        assert asked.json()["issuer"] == ISSUER
        assert asked.json()["confirmed_at"] is None
        link = f"{path}/{asked.json()['id']}"
        assert admin.post(f"{link}/confirmation").status_code == 409, "not by the one who asked"
        assert approver.post(f"{link}/confirmation").status_code == 403
        assert admin.post(f"{API}/accounts/id-admin/identities", json={"subject": "me"}).status_code == 409
        assert admin.post(f"{API}/accounts/id-sora/identities", json={"subject": "person-9"}).status_code == 409
        assert admin.post(f"{API}/accounts/nobody/identities", json={"subject": "x"}).status_code == 404
        for bad in ("", " ", "a\0b", "x" * 256, "\u202e"):
            assert admin.post(path, json={"subject": bad}).status_code == 422, repr(bad)
        with unit_of_work(office.store.engine) as unit:
            unit.identities.add(ExternalIdentity(ISSUER, "person-8", "id-umi", NOW, "id-auditor"))
        (waiting,) = admin.get(f"{API}/accounts/id-umi/identities").json()
        confirmation = f"{API}/accounts/id-umi/identities/{waiting['id']}/confirmation"
        assert [admin.post(confirmation).status_code for _ in "12"] == [204, 204]
        assert admin.post(confirmation.replace("id-umi", "id-sora")).status_code == 404
        (held,) = admin.get(f"{API}/accounts/id-umi/identities").json()
        assert held == waiting | {"confirmed_at": NOW.isoformat().replace("+00:00", "Z")}
        assert admin.delete(f"{API}/accounts/id-sora/identities/{asked.json()['id']}").status_code == 404
        assert admin.delete(link).status_code == 204
        assert admin.get(path).json() == []
        assert approver.get(f"{API}/sessions/current").status_code == 401, "its sign-ins end with the link"
        with unit_of_work(office.store.engine, writes=False) as unit:
            events = [event for event in unit.audit.events() if event.action.startswith("identity_")]
        assert [event.action for event in events] == ["identity_asked", "identity_confirmed", "identity_ended"]
        assert not any("person-9" in event.details for event in events)


@pytest.mark.parametrize("by", ["id-admin", "id-approver"])
def test_the_database_itself_wants_two(store: Store, by: str) -> None:
    for office in furnished(store):
        link = ExternalIdentity(ISSUER, "s", "id-approver", NOW, "id-admin", NOW, by)

        def add(link: ExternalIdentity = link, engine: Engine = office.store.engine) -> None:
            with unit_of_work(engine) as unit:
                unit.identities.add(link)

        with pytest.raises(IntegrityError, match="two_admins"):
            add()


@pytest.mark.parametrize(
    "changes",
    [
        {"oidc_client_id": ""},
        {"public_address": ""},
        {"public_address": "http://soramichi.example.jp"},
        {"oidc_issuer": "http://idp.example.jp"},
        {"oidc_issuer": "idp.example.jp"},
    ],
)
def test_half_a_provider_is_refused_at_the_start(changes: dict[str, str]) -> None:
    whole = {"oidc_issuer": ISSUER, "oidc_client_id": "x", "public_address": "https://soramichi.example.jp"}
    assert Settings(**whole).provider is not None
    with pytest.raises(ValidationError):
        Settings(**whole | changes)


def test_without_a_provider_there_is_no_button_and_no_way(store: Store) -> None:
    for office in furnished(store):
        browser = office.client(oidc_issuer="")
        assert BEGIN not in browser.get("/sign-in").text
        assert browser.get(BEGIN).status_code == 404
        assert browser.get(f"{BEGIN}/return?code=x&state=x").status_code == 404

"""Who belongs to an organisation: invitations, roles that two admins give, and leaving."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from airspace.role import Role
from api.cli import app_for
from api.security.accounts import Account, RoleGrant
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, PASSWORD, Office, content, furnished
from tests.conftest import Store

API = "/api/v1"
OFFICE = f"{API}/organisations/office"
NEW = {"login": "hana@example.jp", "name": "花", "password": PASSWORD}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def invited(client: TestClient, organisation: str, *roles: str) -> str:
    answer = client.post(f"{API}/organisations/{organisation}/invitations", json={"roles": list(roles)})
    assert answer.status_code == 201, answer.text
    path: str = answer.json()["path"]
    return path


def person(office: Office, login: str) -> Account:
    with unit_of_work(office.store.engine, writes=False) as unit:
        found = unit.accounts.by_login(login)
    assert found is not None
    return found


def signed_in(office: Office, login: str) -> TestClient:
    client = office.client()
    answer = client.post(f"{API}/sessions", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 204, answer.text
    return client


def grant_of(office: Office, client: TestClient, login: str, role: str) -> dict[str, Any]:
    member = person(office, login)
    listed = client.get(f"{API}/organisations/{member.organisation_id}/members").json()
    mine = next(found for found in listed if found["id"] == member.id)
    return next(grant for grant in mine["roles"] if grant["role"] == role)


def test_an_operators_colleague_joins_and_can_work_at_once(office: Office) -> None:
    path = invited(office.client("sora"), "o1", "operator")
    stranger = office.client()
    shown = stranger.get(f"{API}{path}").json()
    assert (shown["organisation"], shown["roles"]) == ("空の便", ["operator"])
    assert stranger.post(f"{API}{path}", json=NEW).status_code == 204
    assert person(office, "hana@example.jp").roles == {Role.OPERATOR}
    hana = signed_in(office, "hana@example.jp")
    assert hana.post(f"{API}/trials", json=content()).status_code == 201
    assert stranger.get(f"{API}{path}").status_code == 404, "a link is used once"
    assert stranger.post(f"{API}{path}", json=NEW | {"login": "other"}).status_code == 404


def test_a_role_of_the_prefecture_needs_two_admins(office: Office) -> None:
    admin, other = office.client("admin"), office.client("other-admin")
    office.client().post(f"{API}{invited(admin, 'office', 'approver')}", json=NEW)
    assert person(office, "hana@example.jp").roles == frozenset()
    hana = signed_in(office, "hana@example.jp")
    assert hana.get(f"{API}/trials").status_code == 403
    grant = grant_of(office, admin, "hana@example.jp", "approver")
    assert grant["in_force"] is False
    alone = admin.post(f"{API}/role-grants/{grant['id']}/confirmation")
    assert alone.status_code == 409
    assert "もう一人の管理者" in alone.json()["detail_ja"]
    assert other.post(f"{API}/role-grants/{grant['id']}/confirmation").status_code == 204
    assert other.post(f"{API}/role-grants/{grant['id']}/confirmation").status_code == 409, "confirmed before"
    assert hana.get(f"{API}/trials").status_code == 200
    assert grant_of(office, admin, "hana@example.jp", "approver")["in_force"] is True


def test_an_admin_cannot_confirm_a_role_of_their_own(office: Office) -> None:
    admin, other = office.client("admin"), office.client("other-admin")
    asked = other.post(f"{API}/members/id-admin/roles", json={"role": "auditor"})
    assert asked.status_code == 201
    assert admin.post(f"{API}/role-grants/{asked.json()['id']}/confirmation").status_code == 409
    assert other.post(f"{API}/members/id-admin/roles", json={"role": "auditor"}).status_code == 409, "it waits"


@pytest.mark.parametrize(
    "values",
    [
        "confirmed_at = :now, confirmed_by = 'id-admin'",  # who asked for it
        "confirmed_at = :now, confirmed_by = 'id-reviewer'",  # who would hold it
        "confirmed_at = :now",  # nobody
    ],
)
def test_the_database_itself_asks_for_two(office: Office, values: str) -> None:
    with unit_of_work(office.store.engine) as unit:
        unit.accounts.add_grant(RoleGrant("g", "id-reviewer", Role.APPROVER, NOW, "id-admin"))
    with pytest.raises(IntegrityError), office.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE role_grant SET {values} WHERE id = 'g'"), {"now": NOW.replace(tzinfo=None)})


def test_a_role_is_held_once(office: Office) -> None:
    with pytest.raises(IntegrityError), unit_of_work(office.store.engine) as unit:
        unit.accounts.add_grant(RoleGrant("g", "id-reviewer", Role.REVIEWER, NOW, "id-admin"))


def test_who_leaves_loses_everything_at_once(office: Office) -> None:
    admin, reviewer = office.client("admin"), office.client("reviewer")
    sora, colleague_link = office.client("sora"), invited(office.client("sora"), "o1", "operator")
    assert reviewer.get(f"{API}/trials").status_code == 200
    assert admin.delete(f"{API}/members/id-reviewer").status_code == 204
    assert reviewer.get(f"{API}/trials").status_code == 401
    again = office.client().post(f"{API}/sessions", json={"login": "reviewer", "password": PASSWORD})
    assert again.status_code == 401
    assert admin.delete(f"{API}/members/id-reviewer").status_code == 404, "left before"
    assert admin.delete(f"{API}/members/id-sora").status_code == 204
    assert office.client().get(f"{API}{colleague_link}").status_code == 404, "so do the invitations of who left"
    assert sora.get(f"{API}/trials").status_code == 401
    left = next(m for m in admin.get(f"{OFFICE}/members").json() if m["id"] == "id-reviewer")
    assert (left["active"], left["roles"]) == (False, [])


def test_a_role_ends_at_once(office: Office) -> None:
    admin, approver = office.client("admin"), office.client("approver")
    grant = grant_of(office, admin, "approver", "approver")
    assert admin.delete(f"{API}/role-grants/{grant['id']}").status_code == 204
    assert approver.get(f"{API}/trials").status_code == 401, "signed out"
    assert person(office, "approver").roles == frozenset()
    assert admin.delete(f"{API}/role-grants/{grant['id']}").status_code == 404


def test_the_last_admin_stays(office: Office) -> None:
    admin = office.client("admin")
    assert admin.delete(f"{API}/members/id-admin").status_code == 409, "nobody removes themself"
    assert admin.delete(f"{API}/members/id-other-admin").status_code == 204
    own = grant_of(office, admin, "admin", "admin")
    refused = admin.delete(f"{API}/role-grants/{own['id']}")
    assert refused.status_code == 409
    assert "管理者が一人もいなくなります" in refused.json()["detail_ja"]


@pytest.mark.each_engine
def test_two_admins_who_remove_each_other_at_once(office: Office) -> None:
    clients = [(office.client("admin"), "id-other-admin"), (office.client("other-admin"), "id-admin")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: pair[0].delete(f"{API}/members/{pair[1]}").status_code, clients))
    assert 204 in answers
    with unit_of_work(office.store.engine, writes=False) as unit:
        left = [a for a in unit.accounts.list() if Role.ADMIN in a.roles and a.disabled_at is None]
    assert len(left) == 1


@pytest.mark.each_engine
def test_an_invitation_that_many_accept_at_once_makes_one_account(office: Office) -> None:
    path = invited(office.client("sora"), "o1", "operator")
    client = office.client()

    def join(number: int) -> int:
        return client.post(f"{API}{path}", json=NEW | {"login": f"person-{number}"}).status_code

    with ThreadPoolExecutor(10) as pool:
        assert Counter(pool.map(join, range(10))) == {204: 1, 404: 9}
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert len(unit.accounts.list(organisation_id="o1")) == 2


@pytest.mark.each_engine
def test_of_many_who_choose_one_login_at_once_one_gets_it(office: Office) -> None:
    sora = office.client("sora")
    paths = [invited(sora, "o1", "operator") for _ in range(6)]
    client = office.client()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda path: client.post(f"{API}{path}", json=NEW | {"login": "taro"}), paths))
    assert Counter(answer.status_code for answer in answers) == {204: 1, 422: 5}
    assert {answer.json()["where"] for answer in answers if answer.status_code == 422} == {"login"}


def test_what_was_asked_badly_is_refused_and_nothing_is_kept(office: Office) -> None:
    admin, sora = office.client("admin"), office.client("sora")
    for organisation, role in (("o1", "approver"), ("office", "operator"), ("city", "admin")):
        refused = admin.post(f"{API}/organisations/{organisation}/invitations", json={"roles": [role]})
        assert (refused.status_code, refused.json()["where"]) == (422, "roles")
    assert admin.post(f"{OFFICE}/invitations", json={"roles": []}).status_code == 422
    assert admin.post(f"{API}/organisations/none/invitations", json={"roles": ["admin"]}).status_code == 404
    assert sora.post(f"{API}/organisations/o2/invitations", json={"roles": ["operator"]}).status_code == 404
    path = invited(sora, "o1", "operator")
    stranger = office.client()
    for wrong, where in (
        ({"login": "umi"}, "login"),
        ({"login": " UMI "}, "login"),
        ({"login": ""}, "login"),
        ({"name": "名\x00前"}, "name"),
        ({"name": "　"}, "name"),
        ({"name": "あ" * 101}, "name"),
        ({"password": "short"}, "password"),
    ):
        refused = stranger.post(f"{API}{path}", json=NEW | wrong)
        assert (refused.status_code, refused.json()["where"]) == (422, where), refused.text
    assert stranger.post(f"{API}{path}", json=NEW).status_code == 204, "a refused try does not use the link up"
    for wrong in ({"name": "\x1b"}, {"phone": ""}, {"name": "あ" * 101}):
        body = {"name": "会社", "kind": "operator", "phone": "059"} | wrong
        assert admin.post(f"{API}/organisations", json=body).status_code == 422


def test_an_invitation_ends_after_a_fortnight(office: Office) -> None:
    path = invited(office.client("sora"), "o1", "operator")
    for later, status in ((timedelta(days=14, seconds=-1), 200), (timedelta(days=14), 404)):
        moment = NOW + later
        app = office.app(office.settings, lambda moment=moment: moment)
        assert TestClient(app).get(f"{API}{path}").status_code == status


def test_an_operator_sees_only_its_own_people(office: Office) -> None:
    sora = office.client("sora")
    assert [found["id"] for found in sora.get(f"{API}/organisations").json()] == ["o1"]
    assert [found["name"] for found in sora.get(f"{API}/organisations/o1/members").json()] == ["sora"]
    assert sora.get(f"{OFFICE}/members").status_code == 404
    assert len(office.client("auditor").get(f"{API}/organisations").json()) == 4


def test_the_audit_log_names_nobody(office: Office) -> None:
    office.client().post(f"{API}{invited(office.client('admin'), 'office', 'auditor')}", json=NEW)
    with unit_of_work(office.store.engine, writes=False) as unit:
        written = [(event.action, event.details) for event in unit.audit.events()]
        assert unit.audit.first_broken() is None
    assert {"invited", "invitation_accepted"} <= {action for action, _ in written}
    assert not any("花" in details or "hana" in details for _, details in written)


def test_the_pages_lead_from_an_invitation_to_a_role(office: Office) -> None:
    admin, other = office.client("admin"), office.client("other-admin")

    def post(client: TestClient, path: str, **form: str) -> Any:
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/sign-in").text)
        assert found
        return client.post(path, data={"csrf_token": found[1], **form})

    assert post(admin, "/organisations", name="架空町", kind="consulted", phone="059-000-0003").status_code == 200
    refused = post(admin, "/organisations", name="", kind="consulted", phone="")
    assert (refused.status_code, "名前" in refused.text) == (422, True)
    shown = post(admin, "/organisations/office/invite", **{"role-reviewer": "yes"})
    link = re.search(r"https://soramichi\.example\.jp(/invitations/[\w-]+)", shown.text)
    assert link
    stranger = office.client()
    assert "県への招待" in stranger.get(link[1]).text
    assert post(stranger, link[1], login="hana", name="花", password="x").status_code == 422
    assert post(stranger, link[1], login="hana", name="花", password=PASSWORD).status_code == 200
    assert "二人目の管理者の確認待ち" in admin.get("/organisations/office").text
    assert "確認を待つ役割があります" in other.get("/organisations").text
    grant = grant_of(office, other, "hana", "reviewer")
    assert post(other, "/organisations/office/confirm-role", grant=grant["id"]).status_code == 200
    assert person(office, "hana").roles == {Role.REVIEWER}
    assert post(admin, "/organisations/office/invite").status_code == 422, "no role was chosen"
    assert (
        post(admin, "/organisations/office/roles", member=person(office, "hana").id, role="operator").status_code == 422
    )
    assert post(admin, "/organisations/office/remove", member=person(office, "hana").id).status_code == 200
    assert "外れました" in admin.get("/organisations/office").text


def test_the_first_admins_are_invited_from_the_machine(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORAMICHI_PUBLIC_ADDRESS", "https://soramichi.example.jp/")
    words = ["account", "invite", "架空県", "--phone", "059-000-0000", "--database-url", store.url]
    runner = CliRunner()
    links = []
    for _ in range(2):
        ran = runner.invoke(app_for(words), words)
        assert ran.exit_code == 0, ran.output
        address, path = ran.output.splitlines()[0].split("/invitations/")
        assert address == "https://soramichi.example.jp"
        links.append(f"/invitations/{path}")
    for office in furnished(store):
        for number, link in enumerate(links):
            answer = office.client().post(f"{API}{link}", json=NEW | {"login": f"first-{number}"})
            assert answer.status_code == 204
            assert person(office, f"first-{number}").roles == {Role.ADMIN}
    refused = runner.invoke(app_for(words), ["account", "invite", "別の県", "--database-url", store.url])
    assert refused.exit_code == 1
    assert "phone" in refused.output

"""Staff state views of findings: with a reason, beside the machine's, audited, never of a prohibition."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from airspace.edition import Layer, LayerKind
from airspace.features import Geozone, ZoneKind, ZoneType
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import Office, confirm, content, furnished, take_in
from tests.conftest import Store
from tests.maps.flights import edition

API = "/api/v1"
DID = "densely-inhabited-district"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Case:
    """A submitted trial, and what may be asked of it."""

    def __init__(self, office: Office) -> None:
        self.operator = office.client("sora")
        self.id = self.operator.post(f"{API}/trials", json=content()).json()["id"]
        self.findings = self.operator.post(f"{API}/trials/{self.id}/revisions").json()["screenings"][0]["findings"]
        take_in(office.client("reviewer"), f"{API}/trials/{self.id}")
        self.path = f"{API}/trials/{self.id}/revisions/1/overrides"

    def number(self, rule: str) -> int:
        return next(number for number, finding in enumerate(self.findings) if finding["rule"] == rule)

    def view(self, **more: Any) -> dict[str, Any]:
        return {"flight": 0, "finding": self.number(DID), "outcome": "ADVISORY", "reason": "現地で確かめた。"} | more


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


def test_a_view_stands_beside_the_finding_and_changes_nothing(office: Office, case: Case) -> None:
    reviewer = office.client("reviewer")
    before = reviewer.get(f"{API}/trials/{case.id}/revisions").json()
    stated = reviewer.post(case.path, json=case.view(reason="　境界の杭から４０ m 離れている。 "))
    assert stated.status_code == 201, stated.text
    later = office.client("approver").post(case.path, json=case.view(outcome="CAUGHT", reason="やはり上空。"))
    assert later.status_code == 201
    assert reviewer.get(f"{API}/trials/{case.id}/revisions").json() == before
    views = case.operator.get(case.path).json()
    assert [(view["number"], view["in_effect"], view["outcome"], view["reason"]) for view in views] == [
        (1, False, "ADVISORY", "境界の杭から40 m 離れている。"),
        (2, True, "CAUGHT", "やはり上空。"),
    ]
    members = {"id", "number", "in_effect", "flight", "finding", "outcome", "reason", "stated_at"}
    assert all(set(view) == members for view in views)


def test_it_is_audited_without_its_words(office: Office, case: Case) -> None:
    stated = office.client("reviewer").post(case.path, json=case.view(reason="秘密の理由"))
    with unit_of_work(office.store.engine, writes=False) as unit:
        (row,) = [row for row in unit.audit.events(subject=case.id) if row.action == "override_finding"]
        assert unit.audit.first_broken() is None
    assert row.actor == "id-reviewer"
    assert stated.json()["id"] in row.details
    assert hashlib.sha256("秘密の理由".encode()).hexdigest() in row.details
    assert "秘密" not in row.details


@pytest.mark.parametrize(
    ("login", "status"),
    [("reviewer", 201), ("approver", 201), ("sora", 403), ("umi", 403), ("admin", 403), (None, 401)],
)
def test_who_may_state_a_view(office: Office, case: Case, login: str | None, status: int) -> None:
    assert office.client(login).post(case.path, json=case.view()).status_code == status


@pytest.mark.parametrize(
    ("login", "status"),
    [("reviewer", 200), ("approver", 200), ("sora", 200), ("umi", 404), ("admin", 403), (None, 401)],
)
def test_who_may_read_views(office: Office, case: Case, login: str | None, status: int) -> None:
    assert office.client(login).get(case.path).status_code == status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"reason": ""}, 422),
        ({"reason": " 　\n"}, 422),
        ({"reason": "あ" * 2_000}, 201),
        ({"reason": "あ" * 2_001}, 422),
        ({"reason": "あ" * 10_001}, 422),
        ({"reason": "a\x00b"}, 422),
        ({"reason": "1行目\n2行目"}, 201),
        ({"outcome": "PERMITTED"}, 422),
        ({"finding": 999}, 404),
        ({"flight": 1}, 404),
        ({"finding": -1}, 422),
        ({"weight": 1}, 422),
    ],
)
def test_bad_views_are_refused_and_nothing_is_kept(
    office: Office, case: Case, more: dict[str, Any], status: int
) -> None:
    answer = office.client("reviewer").post(case.path, json=case.view(**more))
    assert answer.status_code == status, answer.text
    assert len(case.operator.get(case.path).json()) == (1 if status == 201 else 0)


def test_a_revision_that_is_not_the_newest_takes_none(office: Office, case: Case) -> None:
    path = case.path.replace("/revisions/1/", "/revisions/2/")
    reviewer = office.client("reviewer")
    assert reviewer.post(path, json=case.view()).status_code == 409
    assert reviewer.get(path).status_code == 404


def test_after_the_decision_none_is_taken(office: Office, case: Case) -> None:
    confirm(office, f"{API}/trials/{case.id}")
    refused = office.client("approver").post(case.path, json=case.view())
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")


def test_a_prohibition_cannot_be_overridden(office: Office) -> None:
    zone = Geozone(
        "forbidden",
        Text("禁止の区域", "forbidden zone"),
        box(136.54, 34.69, 136.56, 34.71),
        type=ZoneType.PROHIBITED,
        kind=ZoneKind.ORDINANCE,
    )
    with unit_of_work(office.store.engine) as unit:
        sample = edition(LayerKind.ZONES, "条例（見本）")
        unit.editions.add(Layer(replace(sample, id="ordinance", sha256="1" * 64), (zone,)))
    case = Case(office)
    forbidden = [number for number, finding in enumerate(case.findings) if finding["entails"] == "PROHIBITED"]
    assert forbidden
    for number in forbidden:
        refused = office.client("reviewer").post(case.path, json=case.view(finding=number))
        assert refused.status_code == 409
        assert "変えられません" in refused.text
    assert case.operator.get(case.path).json() == []


def csrf(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def send(client: TestClient, case: Case, **more: str) -> Any:
    page = client.get(f"/staff/trials/{case.id}").text
    form = {"csrf_token": csrf(page), "revision": "1", "flight": "0", "finding": str(case.number(DID))}
    return client.post(f"/staff/trials/{case.id}/view", data=form | more, follow_redirects=False)


def test_the_form_keeps_what_was_typed_and_shows_the_view_to_both_sides(office: Office, case: Case) -> None:
    reviewer = office.client("reviewer")
    refused = send(reviewer, case, outcome="CLEAR", reason=" ")
    assert refused.status_code == 422
    assert f'id="view-0-{case.number(DID)}-reason-error"' in refused.text
    assert '<option value="CLEAR" selected>' in refused.text
    assert send(reviewer, case, outcome="CLEAR", reason="<script>alert(1)</script>").status_code == 303
    for page in (
        reviewer.get(f"/staff/trials/{case.id}").text,
        case.operator.get(f"/operator/trials/{case.id}").text,
    ):
        assert "県の担当の見解" in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
    assert send(reviewer, case, outcome="NONSENSE", reason="x").status_code == 404
    assert "見解を添える" not in case.operator.get(f"/operator/trials/{case.id}").text


def test_the_public_page_shows_the_view_that_is_held(office: Office, case: Case) -> None:
    office.client("reviewer").post(case.path, json=case.view(reason="前の見解"))
    office.client("reviewer").post(case.path, json=case.view(reason="今の見解"))
    confirm(office, f"{API}/trials/{case.id}")
    office.client("reviewer").post(f"{API}/trials/{case.id}/publication")
    shown = office.client().get(f"/trials/{case.id}")
    assert shown.status_code == 200
    assert "今の見解" in shown.text
    assert "前の見解" not in shown.text


def test_a_failing_commit_keeps_nothing(office: Office, case: Case) -> None:
    def fail(_session: Session) -> None:
        raise RuntimeError

    reviewer = office.client("reviewer")
    event.listen(Session, "before_commit", fail)
    try:
        assert reviewer.post(case.path, json=case.view()).status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert reviewer.get(case.path).json() == []


@pytest.mark.each_engine
def test_views_stated_at_once_are_all_kept(office: Office, case: Case) -> None:
    clients = [office.client("reviewer"), office.client("approver")]
    with ThreadPoolExecutor(2) as pool:
        answers = Counter(pool.map(lambda n: clients[n % 2].post(case.path, json=case.view()).status_code, range(20)))
    assert answers == {201: 20}
    assert len(case.operator.get(case.path).json()) == 20


@pytest.mark.parametrize("statement", ["UPDATE finding_override SET reason = 'x'", "DELETE FROM finding_override"])
def test_the_database_refuses_to_change_a_view(office: Office, case: Case, statement: str) -> None:
    office.client("reviewer").post(case.path, json=case.view())
    with pytest.raises(DBAPIError, match="append-only"), office.store.engine.begin() as connection:
        connection.execute(text(statement))

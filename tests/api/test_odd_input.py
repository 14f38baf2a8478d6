"""Whatever stands in an address or a form, nobody gets an error of ours: 4xx with words, or the page."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from airspace.workflow import State
from api.security import cookies, csrf
from tests.api.offices import Office, furnished
from tests.api.walk import ASKS, trial_in
from tests.conftest import Store

ODD = ("x", "1" + "0" * 30, "a\0b", "\u202e2026-02-30", "９" * 300)
FURTHER = {
    "POST /check/map": ("flight",),
    "POST /staff/trials/{trial_id}/slips": ("condition-x-text", "condition-999999999-text", "stop-x-kind"),
}
"""Fields that no page of ours sends so."""


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def failures(client: TestClient, method: str, path: str, **sent: Any) -> list[str]:
    answer = client.request(method, path, follow_redirects=False, **sent)
    return [f"{method} {path} {sent} {answer.text[:200]}"] if answer.status_code >= 500 else []


@pytest.mark.parametrize("login", ["reviewer", None])
def test_no_address_is_an_error_of_ours(office: Office, login: str | None) -> None:
    client, found = office.client(login), []
    for method, path in (endpoint.split(" ", 1) for endpoint in ASKS):
        for value in ("a\0b", "x" * 3000) if "{" in path and method == "GET" else ():
            parts = (quote(value, safe="") if part.startswith("{") else part for part in path.split("/"))
            found += failures(client, method, "/".join(parts))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("login", ["sora", "reviewer", "admin", None])
def test_no_form_is_an_error_of_ours(office: Office, login: str | None) -> None:
    trial_id = trial_in(office, State.SUBMITTED)
    client, found = office.client(login), []
    client.get("/sign-in")
    token = csrf.token(client.cookies[cookies.FORM])
    forms = {endpoint: tuple(ask.form) for endpoint, ask in ASKS.items() if ask.form is not None} | FURTHER
    for endpoint, names in forms.items():
        method, path = endpoint.split(" ", 1)
        parts = path.replace("{trial_id}", trial_id).split("/")
        at = "/".join("1" if part.startswith("{") else part for part in parts)
        for value in ODD:
            found += failures(client, method, at, data=dict.fromkeys(names, value) | {"csrf_token": token})
    for endpoint, ask in ASKS.items():
        method, path = endpoint.split(" ", 1)
        for value in ODD if ask.query else ():
            at = path.replace("{trial_id}", trial_id).replace("{number}", "1")
            found += failures(client, method, at, params=dict.fromkeys(ask.query or (), value))
    assert not found, "\n".join(found)

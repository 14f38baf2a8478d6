"""One's own account asks for a sign-in and no role."""

from collections.abc import Iterator

import pytest

from tests.api.offices import PEOPLE, Office, furnished
from tests.api.test_permissions import OWN_ACCOUNT
from tests.conftest import Store

BODIES = {
    "POST /api/v1/sessions/second-step": {"code": "1"},
    "PUT /api/v1/account/password": {"present_password": "x", "new_password": "y"},
}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def test_each_of_its_endpoints_asks_for_a_sign_in(office: Office) -> None:
    nobody = office.client()
    assert nobody.get("/sign-in/code", follow_redirects=False).headers["location"] == "/sign-in"
    for endpoint in sorted(OWN_ACCOUNT - {"GET /sign-in/code", "POST /sign-in/code"}):
        method, path = endpoint.split(" ")
        answer = nobody.request(method, path.format(session_id="x", token_id="x"), json=BODIES.get(endpoint))
        assert answer.status_code in (401, 403), endpoint
        assert answer.status_code == 401 or method == "POST", endpoint


@pytest.mark.parametrize("login", PEOPLE)
def test_its_pages_open_for_every_role(office: Office, login: str) -> None:
    client = office.client(login)
    for endpoint in sorted(OWN_ACCOUNT - {"GET /sign-in/code"}):
        method, path = endpoint.split(" ")
        if method == "GET":
            assert client.get(path, follow_redirects=False).status_code == 200, endpoint

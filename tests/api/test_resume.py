"""A sign-in or a page that ended: nothing typed is lost, and after signing in people go on where they were."""

import html
import re
from collections.abc import Iterator

import pytest

from api.security import cookies
from tests.api.offices import PASSWORD, Office, furnished
from tests.conftest import Store

TYPED = {"subject": "河口での試験", "text": '雨の日は <b>飛ばない</b> "約束"\n二行目'}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def kept(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that sends again."""
    form = page.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def token(client, path: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)


def test_what_was_typed_comes_back_and_goes_through_after_signing_in(office: Office) -> None:
    client = office.client()
    sent = TYPED | {"csrf_token": token(client, "/"), "password": "secret-word-here"}
    answer = client.post("/enquiries", data=sent)
    assert answer.status_code == 401
    assert "まだ送られていません" in answer.text
    assert "secret-word-here" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    again = kept(answer.text)
    assert {name: again[name] for name in TYPED} == TYPED
    signed_in = client.post("/sign-in", data={"login": "sora", "password": PASSWORD, "csrf_token": again["csrf_token"]})
    assert signed_in.status_code == 200
    assert client.post("/enquiries", data=again).status_code == 200
    assert TYPED["subject"] in client.get("/enquiries").text


def test_an_expired_page_keeps_what_was_typed(office: Office) -> None:
    client = office.client("sora")
    answer = client.post("/enquiries", data=TYPED | {"csrf_token": "of another day"})
    assert answer.status_code == 403
    again = kept(answer.text)
    assert {name: again[name] for name in TYPED} == TYPED
    assert client.post("/enquiries", data=again).status_code == 200


def test_a_page_that_needs_a_sign_in_is_opened_after_it(office: Office) -> None:
    client = office.client()
    refused = client.get("/operator/registers")
    assert refused.status_code == 401
    assert 'href="/sign-in"' in refused.text
    sent = {"login": "sora", "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-in", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/operator/registers"
    assert cookies.WAY_BACK not in client.cookies


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "/sign-out", "", "/a\nb"]
)
def test_a_way_back_stays_inside(office: Office, path: str) -> None:
    client = office.client()
    sent = {"login": "sora", "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    client.cookies.set(cookies.WAY_BACK, path.replace("\n", "%0A"))
    answer = client.post("/sign-in", data=sent, follow_redirects=False)
    assert answer.headers["location"] in ("/operator", "/a%0Ab")


def test_a_program_is_told_as_a_program(office: Office) -> None:
    answer = office.client().post("/api/v1/enquiries", json={})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == 401

"""Changing the password: by the page and by the API, in clear words, ending other sign-ins."""

from collections.abc import Iterator

import pytest

from tests.api.offices import PASSWORD, furnished
from tests.api.signers import API, Doors, send, try_password, who
from tests.conftest import Store

NEW = " みかん りんご くるま でんしゃ "


@pytest.fixture
def doors(store: Store) -> Iterator[Doors]:
    for office in furnished(store):
        yield Doors(office)


def test_the_api_changes_it_and_ends_other_sign_ins(doors: Doors) -> None:
    here, there, foreign = doors.signed_in("sora"), doors.signed_in("sora"), doors.signed_in("umi")
    before = here.cookies["soramichi_session"]
    body = {"present_password": PASSWORD, "new_password": NEW}
    assert here.put(f"{API}/account/password", json=body).status_code == 204
    assert here.cookies["soramichi_session"] != before
    assert (who(here), who(there), who(foreign)) == (200, 401, 200)
    assert try_password(doors.browser(), "sora").status_code == 401
    assert try_password(doors.browser(), "sora", NEW.strip()).status_code == 401, "spaces at the ends are kept"
    assert try_password(doors.browser(), "sora", NEW).status_code == 204
    (event,) = doors.events("password_changed")
    assert (event.actor, event.subject, event.details) == ("id-sora", "id-sora", "{}")


def test_the_page_changes_it_and_takes_it_at_the_next_sign_in(doors: Doors) -> None:
    here, there = doors.signed_in("sora"), doors.signed_in("sora")
    fields = {"present_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    done = send(here, "/account/password", "/account/password", **fields)
    assert done.status_code == 200
    assert "パスワードを変えました" in done.text
    assert NEW.strip() not in done.text
    assert (who(here), who(there)) == (200, 401)
    again = send(doors.browser(), "/sign-in", "/sign-in", login="sora", password=NEW)
    assert (again.status_code, again.headers["location"]) == (303, "/operator")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("xyzw5", "パスワードが短すぎます（5文字）。12文字以上にしてください。"),
        ("password1234", "よく使われるパスワードか、推測しやすい並びです。"),
        ("空の便-空の便-2026", "ログイン名・組織名・このサービスの名前をもとにしたパスワードは使えません。"),
        (PASSWORD, "いまと同じパスワードです。"),
        ("kuruma\0densha hikouki", "パスワードに、使えない文字が入っています。"),
    ],
    ids=["short", "common", "organisation", "same", "control"],
)
def test_a_weak_one_is_refused_in_words_beside_its_field(doors: Doors, new: str, words: str) -> None:
    here = doors.signed_in("sora")
    refused = here.put(f"{API}/account/password", json={"present_password": PASSWORD, "new_password": new})
    assert refused.status_code == 422
    assert refused.json()["where"] == "new_password"
    assert words in refused.json()["detail_ja"]
    assert new not in refused.text
    fields = {"present_password": PASSWORD, "new_password": new, "new_password_again": new}
    page = send(here, "/account/password", "/account/password", **fields)
    assert page.status_code == 422
    assert 'id="new_password-error"' in page.text
    assert words in page.text
    assert new not in page.text
    assert try_password(doors.browser(), "sora").status_code == 204, "the old one stays"


def test_two_different_ones_are_refused(doors: Doors) -> None:
    fields = {"present_password": PASSWORD, "new_password": NEW, "new_password_again": NEW + "x"}
    page = send(doors.signed_in("sora"), "/account/password", "/account/password", **fields)
    assert page.status_code == 422
    assert 'id="new_password_again-error"' in page.text


@pytest.mark.parametrize("by", ["api", "page"])
def test_a_sign_in_left_open_cannot_guess_the_password(doors: Doors, by: str) -> None:
    here = doors.signed_in("sora")

    def guess(password: str) -> int:
        if by == "api":
            body = {"present_password": password, "new_password": NEW}
            return here.put(f"{API}/account/password", json=body).status_code
        fields = {"present_password": password, "new_password": NEW, "new_password_again": NEW}
        return send(here, "/account/password", "/account/password", **fields).status_code

    assert [guess("wrong") for _ in range(6)] == [422] * 5 + [429]
    assert guess(PASSWORD) == 429
    assert len(doors.events("password_refused")) == 5
    doors.clock.forward(seconds=30)
    assert guess(PASSWORD) == (204 if by == "api" else 200)


def test_it_needs_a_sign_in_and_our_own_page(doors: Doors) -> None:
    body = {"present_password": PASSWORD, "new_password": NEW}
    assert doors.browser().put(f"{API}/account/password", json=body).status_code == 401
    assert doors.browser().get("/account/password").status_code == 401
    here = doors.signed_in("sora")
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert here.put(f"{API}/account/password", json=body, headers=elsewhere).status_code == 403
    assert here.post("/account/password", data={"present_password": PASSWORD}).status_code == 403
    assert try_password(doors.browser(), "sora").status_code == 204

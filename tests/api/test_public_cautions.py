"""What residents read first of a trial whose confirmation does not simply stand, and what stays in the office."""

from collections.abc import Iterator

import pytest

from tests.api.offices import Office, confirm, content, furnished, take_in
from tests.conftest import Store

API = "/api/v1"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def test_what_was_withdrawn_is_never_shown_as_coming(office: Office) -> None:
    sora, reviewer, anybody = office.client("sora"), office.client("reviewer"), office.client()
    trial_id = sora.post(f"{API}/trials", json=content()).json()["id"]
    assert sora.post(f"{API}/trials/{trial_id}/revisions").status_code == 201
    take_in(reviewer, f"{API}/trials/{trial_id}")
    confirm(office, f"{API}/trials/{trial_id}")
    assert reviewer.post(f"{API}/trials/{trial_id}/publication").is_success
    public, page = f"{API}/public/trials/{trial_id}", f"/trials/{trial_id}"
    assert anybody.get(public).json()["caution"] is None
    assert anybody.get(public).json()["decision"]["reason"] == ""
    assert "確認しました" in anybody.get(page).text
    assert page in anybody.get("/").text
    assert sora.post(f"{API}/trials/{trial_id}/withdrawal").is_success
    assert anybody.get(public).json()["caution"]["ja"] == "この実験は取り下げられました。"
    said = anybody.get(page).text
    assert said.index("取り下げられました") < said.index("確認しました")
    assert page not in anybody.get("/").text
    assert page in anybody.get("/trials").text, "what was public stays to be found"
    assert reviewer.post(f"{API}/trials/{trial_id}/closure").is_success
    assert "取り下げられました" in anybody.get(page).text

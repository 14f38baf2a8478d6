"""What residents read first of a trial whose confirmation does not simply stand, and what stays in the office."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from airspace.notice import MLIT_NOTICE
from airspace.proposal import DecisionKind
from tests.api.offices import FACILITY, NOW, REDRESS, Office, confirm, content, furnished, slip, take_in
from tests.conftest import Store

API = "/api/v1"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


SAID = {
    "route_confirmation": ("三重県が令和8年（2026年）10月1日（木）に、この飛行経路を確認しました。", {}),
    "adoption": ("三重県の決定：採択・交付決定（令和8年（2026年）10月1日（木））", {"report_due_on": "2027-03-31"}),
    "facility_use": ("三重県の決定：県が管理する施設の使用許可（令和8年（2026年）10月1日（木））", {}),
    "support": ("三重県の決定：後援（令和8年（2026年）10月1日（木））", {}),
}
BY_THE_HEAD = [
    {"kind": "endorse", "post": "班長", "account": "id-assessor"},
    {"kind": "decide_by_delegation", "post": "部長", "account": "id-approver"},
]
DRAFTED = {
    "adoption": {"route": BY_THE_HEAD},
    "facility_use": {"redress": REDRESS, "facility": FACILITY, "route": BY_THE_HEAD},
}


@pytest.mark.parametrize("kind", DecisionKind)
def test_each_kind_of_decision_says_what_it_is_and_permits_no_flight(office: Office, kind: DecisionKind) -> None:
    sora, reviewer, later = office.helper("sora"), office.helper("reviewer"), NOW + timedelta(days=1)
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    pledge = {"no_organised_crime": True, "prefectural_tax_paid": True}
    assert sora.put(f"{trial}/pledge", json=pledge).status_code == 204
    assert sora.post(f"{trial}/revisions").status_code == 201
    said, accepted = SAID[kind]
    take_in(reviewer, trial, kind=kind.value, **accepted)
    drafted = {"kind": kind.value, "reason": "適合するため。", **DRAFTED.get(kind, {})}
    slip_id = slip(office, trial, "decided", **drafted)
    # Put into force by a letter of the day before: that day is told, not the one on which it was typed in.
    enforced = office.client("reviewer", at=later).post(
        f"{trial}/slips/{slip_id}/enforcement", json={"document_number": "空第1号", "on": f"{NOW:%Y-%m-%d}"}
    )
    assert enforced.status_code == 201, enforced.text
    assert reviewer.post(f"{trial}/publication").is_success
    page = office.client().get(f"/trials/{trial.rpartition('/')[2]}").text
    assert said in page
    assert MLIT_NOTICE.ja in page
    assert "飛行を許可" not in page


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

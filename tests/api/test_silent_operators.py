"""Where an operator says nothing more, the office waits until a day that was told, and can then end the case."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import pytest

from airspace.retention import RETENTION
from airspace.workflow import State, StepRefused
from api.services.conduct import complete
from api.services.silence import close
from api.store.unit_of_work import unit_of_work
from geo.errors import ValueRefused
from tests.api.offices import Office, confirm, content, furnished, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
RULES = RETENTION["24"]
CLOSED = [date(2026, 11, 23)]
"""勤労感謝の日, the one holiday on a weekday in the weeks after the flight of 4 November 2026."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def submitted(office: Office) -> str:
    sora = office.helper("sora")
    trial_id: str = sora.post(f"{API}/trials", json=content()).json()["id"]
    assert sora.post(f"{API}/trials/{trial_id}/revisions").status_code == 201
    take_in(office.helper("reviewer"), f"{API}/trials/{trial_id}")
    return trial_id


def ended(office: Office, trial_id: str, reason: str, day: date) -> None:
    with unit_of_work(office.store.engine) as unit:
        account = unit.accounts.get("id-reviewer")
        assert account
        close(unit, account, trial_id, reason, rules=RULES, now=noon(day))


@pytest.mark.parametrize("stands", [State.CONFIRMED, State.SCHEDULED, State.COMPLETED])
def test_a_case_is_closed_with_a_reason_ten_working_days_after_its_last_window(office: Office, stands: State) -> None:
    trial_id = submitted(office)
    path = f"{API}/trials/{trial_id}"
    confirm(office, path)
    assert office.helper("reviewer").post(f"{path}/publication").is_success
    if stands is not State.CONFIRMED:
        assert office.helper("sora").post(f"{path}/schedule", json={"days": ["2026-11-04"]}).status_code == 201
    if stands is State.COMPLETED:
        with unit_of_work(office.store.engine) as unit:
            account = unit.accounts.get("id-sora")
            assert account
            complete(unit, account, trial_id, now=noon(date(2026, 11, 4)))
    last = np.busday_offset("2026-11-04", 10, holidays=CLOSED).astype(date)
    with pytest.raises(StepRefused, match=str(last)):
        ended(office, trial_id, "報告がないため。", last)
    after = np.busday_offset("2026-11-04", 11, holidays=CLOSED).astype(date)
    with pytest.raises(ValueRefused) as refused:
        ended(office, trial_id, " ", after)
    assert refused.value.where == "reason"
    ended(office, trial_id, "報告がないため。", after)
    read = office.helper("reviewer").get(path).json()
    assert read["state"] == "closed"
    public = office.client().get(f"{API}/public/trials/{trial_id}").json()
    assert "報告がないまま" in public["caution"]["ja"]
    for login, page in (("reviewer", "staff"), ("sora", "operator")):
        assert "報告がないため。" in office.helper(login).get(f"/{page}/trials/{trial_id}").text
    told = office.helper("sora").get(f"{API}/notices").json()
    assert "case_closed" in str(told)
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None


def test_a_case_in_time_is_not_closed_by_its_page_or_the_api(office: Office) -> None:
    trial_id = submitted(office)
    confirm(office, f"{API}/trials/{trial_id}")
    reviewer = office.helper("reviewer")
    told = reviewer.post(f"{API}/trials/{trial_id}/closure", json={"reason": "報告がないため。"})
    assert told.status_code == 409, told.text
    assert "2026-11-18" in told.text
    assert "完了する理由" in reviewer.get(f"/staff/trials/{trial_id}").text


def test_whoever_sends_no_corrections_is_declined_after_their_day(office: Office) -> None:
    trial_id = submitted(office)
    path, reviewer = f"{API}/trials/{trial_id}", office.helper("reviewer", here=True)
    asked = {"revision": 1, "reason": "幅を狭く", "due_on": "2026-10-02"}
    assert reviewer.post(f"{path}/corrections", json=asked).status_code == 201
    refused = reviewer.post(f"{path}/slips", json=slip_in(step="decline"))
    assert refused.status_code == 409
    assert "2026-10-02" in refused.text
    client = office.client("reviewer", at=noon(date(2026, 10, 3)), decided_here=True)
    drafted = client.post(f"{path}/slips", json=slip_in(step="decline"))
    assert drafted.status_code == 201, drafted.text

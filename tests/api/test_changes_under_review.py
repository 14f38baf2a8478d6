"""While a change of a confirmed route is with the office, what was confirmed holds; and it holds after the change."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.services.duties import duties_of
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, confirm, content, furnished, slip, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
DAYS = {"days": ["2026-11-04"]}
STOP = {"asked": "中止してください。", "reason": "苦情が続いているため。"}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Changing:
    """A public trial with flight days, of which a change is asked for: wider, and with another title."""

    def __init__(self, office: Office) -> None:
        self.office, self.sora, self.staff = office, office.helper("sora"), office.helper("reviewer")
        self.id = self.sora.post(f"{API}/trials", json=content()).json()["id"]
        self.path = f"{API}/trials/{self.id}"
        assert self.sora.post(f"{self.path}/revisions").status_code == 201
        take_in(self.staff, self.path)
        confirm(office, self.path, conditions=["9時から17時まで。"])
        assert self.staff.post(f"{self.path}/publication").is_success
        scheduled = self.sora.post(f"{self.path}/schedule", json=DAYS)
        assert scheduled.status_code == 201, scheduled.text
        plan = content() | {"title": "津の沿岸（広げる）"}
        plan["operations"][0] |= {"half_width_m": 60}
        assert self.sora.put(f"{self.path}/draft", json=plan).status_code == 204
        amended = self.sora.post(f"{self.path}/amendments")
        assert amended.status_code == 201, amended.text

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sora.get(self.path).json()
        return found

    def public(self) -> dict[str, Any]:
        found: dict[str, Any] = self.office.client().get(f"{API}/public/trials/{self.id}").json()
        return found

    def letters(self) -> list[str]:
        return [one["title"] for one in self.staff.get(f"{self.path}/letters").json()]


@pytest.fixture
def changing(office: Office) -> Changing:
    return Changing(office)


def test_what_was_confirmed_is_flown_stopped_and_rescheduled_meanwhile(changing: Changing) -> None:
    sora, staff, path = changing.sora, changing.staff, changing.path
    assert changing.read()["state"] == "submitted"
    assert "変更の審査中" in changing.public()["caution"]["ja"]
    assert changing.public()["content"]["title"] == "津の沿岸"
    assert staff.post(f"{path}/stop-requests", json=STOP).is_success
    assert staff.post(f"{path}/publication").is_success
    again = sora.post(f"{path}/schedule", json=DAYS)
    assert again.status_code == 201, again.text
    assert again.json()["revision"] == 1, "what is flown is what was confirmed"
    assert changing.read()["state"] == "submitted", "the change is where it was"
    assert sora.post(f"{path}/completion").status_code == 409, "the first day has not come"
    assert "変更前の経路は「実施日決定」のまま" in staff.get(f"/staff/trials/{changing.id}").text
    assert sora.put(f"{path}/draft", json=content()).status_code == 409
    assert sora.post(f"{path}/amendments").status_code == 409, "one change at a time"


def test_a_declined_change_leaves_the_confirmation(changing: Changing, office: Office) -> None:
    take_in(changing.staff, changing.path)
    confirm(office, changing.path, step="decline", revision=2)
    found = changing.read()
    assert (found["state"], found["title"]) == ("scheduled", "津の沿岸")
    assert changing.public()["caution"] is None
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert [one.text for one in duties_of(unit, changing.id).conditions] == ["9時から17時まで。"]
    assert changing.sora.get(f"{changing.path}/draft").json()["operations"][0]["half_width_m"] == 50
    with office.store.engine.connect() as connection:
        held = connection.exec_driver_sql("SELECT count(*) FROM booked_window").scalar_one()
    assert held > 0, "its sky is booked still"
    read = changing.staff.get(f"{changing.path}/letters").json()[-1]
    assert read["kind"] == "route_declined"


def test_a_withdrawn_change_leaves_the_confirmation_and_a_second_step_withdraws_the_trial(changing: Changing) -> None:
    page = f"/operator/trials/{changing.id}"
    assert "変更だけを取り下げます" in changing.sora.get(page).text
    assert changing.sora.post(f"{changing.path}/withdrawal").status_code == 204
    assert (changing.read()["state"], changing.read()["title"]) == ("scheduled", "津の沿岸")
    assert changing.public()["caution"] is None
    assert "変更だけを取り下げます" not in changing.sora.get(page).text
    assert changing.sora.post(f"{changing.path}/withdrawal").status_code == 204
    assert changing.read()["state"] == "withdrawn"


def test_a_correction_of_a_change_keeps_the_confirmation(changing: Changing) -> None:
    asked = changing.staff.post(f"{changing.path}/corrections", json={"revision": 2, "reason": "幅を狭く"})
    assert asked.status_code == 201
    assert "変更の審査中" in changing.public()["caution"]["ja"]
    assert changing.sora.get(f"{changing.path}/draft").json()["operations"][0]["half_width_m"] == 60
    assert changing.staff.post(f"{changing.path}/stop-requests", json=STOP).is_success
    assert changing.sora.post(f"{changing.path}/revisions").status_code in (201, 409)
    assert changing.sora.post(f"{changing.path}/withdrawal").status_code == 204
    assert changing.read()["state"] == "scheduled"


def test_what_is_called_off_is_the_route_that_is_flown(changing: Changing, office: Office) -> None:
    take_in(changing.staff, changing.path)
    slip(office, changing.path, "drafted", revision=2)
    refused = changing.staff.post(f"{changing.path}/slips", json=slip_in(step="call_off", revision=2, here=False))
    assert refused.status_code == 409, "the slip about the change can still go on"
    assert changing.sora.post(f"{changing.path}/withdrawal").status_code == 204
    slip_id = slip(office, changing.path, "decided", step="call_off", revision=2)
    found = changing.staff.get(f"{changing.path}/slips/{slip_id}").json()
    assert found["revision"] == 1
    issue = {"document_number": "空第13号", "on": f"{NOW:%Y-%m-%d}"}
    done = changing.staff.post(f"{changing.path}/slips/{slip_id}/enforcement", json=issue)
    assert done.status_code == 201, done.text
    assert changing.read()["state"] == "called_off"
    assert "取り消されました" in changing.public()["caution"]["ja"]


def test_a_confirmation_is_called_off_beside_a_change(changing: Changing, office: Office) -> None:
    take_in(changing.staff, changing.path)
    assert changing.read()["state"] == "under_review"
    confirm(office, changing.path, step="call_off", revision=2)
    assert changing.read()["state"] == "called_off"
    assert changing.sora.post(f"{changing.path}/withdrawal").status_code == 409


def test_a_confirmed_change_that_is_not_published_is_told(changing: Changing, office: Office) -> None:
    take_in(changing.staff, changing.path)
    confirm(office, changing.path, revision=2)
    assert changing.read() | {"steps": []} == changing.read() | {"steps": [], "state": "confirmed"}
    assert "この実験の計画は変わりました" in changing.public()["caution"]["ja"]
    assert changing.staff.post(f"{changing.path}/publication").is_success
    assert changing.public()["caution"] is None

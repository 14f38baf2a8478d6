"""A case is filed by closing it; staff see, file and hold it on a page, and a list says what waits."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from airspace.retention import RETENTION, CaseFile, Measure, RetentionClass
from airspace.workflow import State
from api.security import cookies, csrf
from api.services.retention import file_case
from api.services.silence import close
from api.store.retention import Retention
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, confirm, content, furnished, take_in
from tests.api.walk import trial_in
from tests.conftest import Store

API = "/api/v1"
TODAY = "2026-10-01"
ON_ONE_ENGINE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""What asks nothing of the database that the other engine could answer otherwise."""

NEW_YEAR = datetime(2027, 3, 31, 15, 30, tzinfo=UTC)
"""Half past midnight on 1 April in Japan: another fiscal year than in UTC."""


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def declined(office: Office, **slip: Any) -> str:
    """Return the id of a trial that was declined by a slip."""
    trial = office.helper("sora").post(f"{API}/trials", json=content()).json()["id"]
    path = f"{API}/trials/{trial}"
    assert office.helper("sora").post(f"{path}/revisions").status_code == 201
    take_in(office.helper("reviewer"), path)
    confirm(office, path, step="decline", **slip)
    return str(trial)


def kept(office: Office, trial: str) -> Any:
    answer = office.helper("auditor").get(f"{API}/trials/{trial}/retention")
    assert answer.status_code == 200
    return answer.json()


def closed(office: Office, trial: str) -> Any:
    answer = office.helper("reviewer").post(f"{API}/trials/{trial}/closure")
    assert answer.status_code == 204, answer.text
    return kept(office, trial)["filed"]


def posted(client: TestClient, address: str, **sent: str) -> Response:
    client.get("/staff")
    token = csrf.token(client.cookies[cookies.FORM])
    return client.post(address, data={"csrf_token": token, **sent}, follow_redirects=False)


def test_a_closed_case_is_kept_as_long_as_its_last_slip_says(office: Office) -> None:
    trial = declined(office, keep_years=7)
    assert kept(office, trial)["filed"] is None
    assert closed(office, trial) == {
        "retention_class": "10",  # no class is of 7 years; a shorter one would end it too early
        "closed_on": TODAY,
        "measure": "discard",
        "transferred_on": None,
        "kept_to": "2037-03-31",  # ten years from 1 April 2027
    }
    found = kept(office, trial)
    assert (found["fate"], found["ends_from"]) == ("dated", "2037-04-01")
    with unit_of_work(office.store.engine, writes=False) as unit:
        actions = [event.action for event in unit.audit.events(subject=trial)]
    assert actions[-2:] == ["close", "case_filed"]


@ON_ONE_ENGINE
def test_without_a_slip_the_rules_say_how_long(office: Office) -> None:
    trial = trial_in(office, State.WITHDRAWN)
    assert closed(office, trial)["retention_class"] == "3"
    assert kept(office, trial)["ends_from"] == "2030-04-01"


@ON_ONE_ENGINE
def test_the_day_of_closing_is_the_day_in_japan(office: Office) -> None:
    trial = declined(office)
    with unit_of_work(office.store.engine) as unit:
        account = unit.accounts.get("id-reviewer")
        assert account is not None
        close(unit, account, trial, "", rules=RETENTION["24"], now=NEW_YEAR)
    filed = kept(office, trial)["filed"]
    assert (filed["closed_on"], filed["retention_class"], filed["kept_to"]) == ("2027-04-01", "5", "2033-03-31")


@ON_ONE_ENGINE
def test_what_was_filed_by_hand_before_stays(office: Office) -> None:
    trial = declined(office)
    by_hand = CaseFile(trial, RetentionClass.YEARS_30, date(2026, 9, 1), Measure.TRANSFER)
    with unit_of_work(office.store.engine) as unit:
        file_case(unit, by_hand, actor="cli", now=NOW)
    filed = closed(office, trial)
    assert (filed["retention_class"], filed["closed_on"], filed["measure"]) == ("30", "2026-09-01", "transfer")


def test_a_case_is_closed_and_filed_or_neither(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = declined(office)

    def refused(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Retention, "file", refused)
    assert office.helper("reviewer").post(f"{API}/trials/{trial}/closure").status_code == 500
    monkeypatch.undo()
    assert office.helper("reviewer").get(f"{API}/trials/{trial}").json()["state"] == "declined"
    assert kept(office, trial)["filed"] is None


def test_staff_file_hold_and_release_on_the_page(office: Office) -> None:
    trial, other = declined(office), trial_in(office, State.SUBMITTED)
    reviewer, here = office.client("reviewer"), f"/staff/trials/{trial}/retention"
    assert "登録されていません" in reviewer.get(here).text
    filed = {"retention_class": "1", "closed_on": "２０２６/０９/３０", "measure": "discard"}
    assert posted(reviewer, here, **filed).headers["location"] == f"{here}#filed"
    shown = reviewer.get(here).text
    for words in ("令和10年（2028年）3月31日（金）", "令和10年（2028年）4月1日（土）", "もどせません", "墓標"):
        assert words in shown, words
    assert posted(reviewer, f"{here}/hold", hold_reason="disclosure").headers["location"] == f"{here}#holds"
    (held,) = kept(office, trial)["holds"]
    assert held == {"id": held["id"], "reason": "disclosure", "placed_on": TODAY, "until": None}
    assert kept(office, trial)["fate"] == "held"
    assert "続いています" in reviewer.get(here).text
    elsewhere = f"/staff/trials/{other}/retention/release"
    assert posted(reviewer, elsewhere, hold=held["id"], ended_on=TODAY).status_code == 404
    assert posted(reviewer, f"{here}/release", hold=held["id"], ended_on="2026-10-02").status_code == 422
    assert posted(reviewer, f"{here}/release", hold=held["id"], ended_on=TODAY).status_code == 303
    assert kept(office, trial)["holds"][0]["until"] == "2027-10-01"  # a year counted from 2 October 2026
    assert "登録しなおす" not in office.client("auditor").get(here).text


BAD_FORMS = [
    ("", {"retention_class": "1", "closed_on": "2026-10-02", "measure": "discard"}, 422, "日付が未来か"),
    ("", {"retention_class": "2", "closed_on": TODAY, "measure": "discard"}, 422, "選択肢から"),
    ("", {"retention_class": "1", "closed_on": "2026-02-29", "measure": "discard"}, 422, "日付を入力"),
    ("", {"retention_class": "1", "closed_on": "", "measure": ""}, 422, "入力してください"),
    (
        "",
        {"retention_class": "1", "closed_on": TODAY, "measure": "discard", "transferred_on": TODAY},
        422,
        "移管した日は入れられません",
    ),
    ("/hold", {"hold_reason": ""}, 422, "入力してください"),
    ("/hold", {"hold_reason": "whim"}, 422, "選択肢から"),
    ("/hold", {"hold_reason": "audit", "until": "2026-09-30"}, 422, "最後の日が過ぎています"),
    ("/release", {"hold": "h9", "ended_on": ""}, 422, "入力してください"),
    ("/release", {"hold": "h9", "ended_on": TODAY}, 404, ""),
]


@ON_ONE_ENGINE
def test_what_cannot_be_filed_or_held_is_said_beside_its_field(office: Office) -> None:
    trial, under_way = declined(office), trial_in(office, State.SUBMITTED)
    reviewer = office.client("reviewer")
    for path, sent, status, words in BAD_FORMS:
        answer = posted(reviewer, f"/staff/trials/{trial}/retention{path}", **sent)
        assert answer.status_code == status, (path, sent)
        assert words in answer.text, (path, sent)
    found = kept(office, trial)
    assert (found["filed"], found["holds"]) == (None, [])
    filed = {"retention_class": "1", "closed_on": TODAY, "measure": "discard"}
    answer = posted(reviewer, f"/staff/trials/{under_way}/retention", **filed)
    assert answer.status_code == 409
    assert "まだ完結していません" in answer.text


def test_a_list_says_what_waits_to_be_filed_and_what_passes_its_time(office: Office) -> None:
    unfiled, soon, late, far = (declined(office) for _ in range(4))
    for trial, day in ((soon, date(2025, 4, 1)), (late, date(2020, 4, 1)), (far, date(2026, 4, 1))):
        with unit_of_work(office.store.engine) as unit:
            file_case(unit, CaseFile(trial, RetentionClass.YEAR_1, day), actor="cli", now=NOW)
    found = office.client("auditor").get(f"{API}/retention").json()
    assert [one["trial_id"] for one in found["not_filed"]] == [unfiled]
    # Kept to 31 March 2022 and 2027; the one kept to 31 March 2028 is more than a year away.
    assert [(one["trial_id"], one["filed"]["kept_to"]) for one in found["passing"]] == [
        (late, "2022-03-31"),
        (soon, "2027-03-31"),
    ]
    shown = office.client("auditor").get("/staff/retention").text
    assert "過ぎています" in shown
    for trial in (unfiled, soon, late):
        assert f"/staff/trials/{trial}/retention" in shown
    assert far not in shown

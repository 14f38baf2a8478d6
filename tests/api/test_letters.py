"""Letters are kept with the act that they tell of, say what it was, and anchor the audit log outside."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from airspace.notice import MLIT_NOTICE
from airspace.workflow import State
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, confirm, furnished, slip, slip_in
from tests.api.walk import API, STOP, trial_in
from tests.conftest import Store
from tests.pdfs import text_of, without_spaces

CONDITION = {"text": "風速8m/sまで。", "reason": "機体の性能による。"}
FACILITY = {"name": "津松阪港 見本埠頭", "place": "埠頭用地の一部", "period": "令和8年11月4日"}
REDRESS = {"review_to": "三重県知事", "defendant": "三重県", "represented_by": "三重県知事"}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def letters(office: Office, trial: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.client("sora").get(f"{trial}/letters").json()
    return found


def words(office: Office, trial: str, number: int) -> str:
    answer = office.client("sora").get(f"{trial}/letters/{number}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    listed = next(letter for letter in letters(office, trial) if letter["number"] == number)
    assert listed["sha256"] == hashlib.sha256(answer.content).hexdigest()
    return without_spaces(text_of(answer.content))


def holds(said: str, *wanted: str) -> bool:
    return all(without_spaces(one) in said for one in wanted)


def test_a_receipt_is_made_when_a_trial_is_taken_in(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.ACCEPTED)}"
    (receipt,) = letters(office, trial)
    assert (receipt["kind"], receipt["document_number"], receipt["issued_on"]) == ("receipt", "", "2026-10-01")
    revision = office.client("sora").get(f"{trial}/revisions").json()[0]
    said = words(office, trial, 1)
    assert holds(said, "令8-空-0001", "令和8年10月1日", "空の便", revision["sha256"], MLIT_NOTICE.ja)
    assert holds(said, receipt["audit_head"])


def test_a_confirmation_is_told_with_its_conditions_and_reasons(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.UNDER_REVIEW)}"
    confirm(office, trial, conditions=[CONDITION], reason="内部の理由")
    assert [letter["kind"] for letter in letters(office, trial)] == ["receipt", "route_confirmed"]
    said = words(office, trial, 2)
    assert holds(said, "空第12号", "三重県知事", "（公印省略）", *CONDITION.values(), MLIT_NOTICE.ja)
    assert "内部の理由" not in said
    assert "県からの文書" in office.client("sora").get(f"/operator/trials/{trial.rpartition('/')[2]}").text


def test_the_printed_head_is_that_of_the_log(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.CONFIRMED)}"
    with unit_of_work(office.store.engine, writes=False) as unit:
        events = {found.hash: found for found in unit.audit.events()}
        made = [found for found in events.values() if found.action == "letter_made"]
    for letter, told in zip(letters(office, trial), made, strict=True):
        assert events[letter["audit_head"]].number == told.number - 1, "the head just before the letter"
        assert letter["sha256"] in told.details


@pytest.mark.parametrize("missing", ["facility", "redress", "both"])
def test_the_use_of_a_place_is_not_issued_without_its_place_reasons_and_redress(office: Office, missing: str) -> None:
    trial = f"{API}/trials/{trial_in(office, State.UNDER_REVIEW)}"
    route = [
        {"kind": "endorse", "post": "班長", "account": "id-assessor"},
        {"kind": "decide_by_delegation", "post": "部長", "account": "id-approver"},
    ]
    draft = {
        "kind": "facility_use",
        "route": route,
        "reason": "港湾の利用に支障がないため。",
        "redress": "審査請求ができます。",
    }
    slip_id = slip(office, trial, "decided", **draft)
    issue = {"document_number": "空第45号", "on": f"{NOW:%Y-%m-%d}", "facility": FACILITY, "redress": REDRESS}
    lacking = {"facility", "redress"} if missing == "both" else {missing}
    held_back = {name: value for name, value in issue.items() if name not in lacking}
    reviewer = office.client("reviewer")
    refused = reviewer.post(f"{trial}/slips/{slip_id}/enforcement", json=held_back)
    assert refused.status_code == 422, refused.text
    assert reviewer.get(trial).json()["state"] == "under_review"
    assert len(letters(office, trial)) == 1, "the receipt alone"
    assert reviewer.get(f"{trial}/decisions").json() == []
    assert reviewer.post(f"{trial}/slips/{slip_id}/enforcement", json=issue).status_code == 201
    assert holds(words(office, trial, 2), *FACILITY.values(), "審査請求", "取消し", "三重県")


def test_a_use_of_a_place_without_reasons_cannot_even_be_drafted(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.UNDER_REVIEW)}"
    for lacks in ({"reason": "", "redress": "審査請求ができます。"}, {"reason": "支障がないため。", "redress": ""}):
        wanted = {**slip_in(), "kind": "facility_use", **lacks}
        assert office.client("reviewer").post(f"{trial}/slips", json=wanted).status_code == 422


def test_the_desk_asks_to_stop_and_never_orders(office: Office) -> None:
    trial = f"{API}/trials/{trial_in(office, State.CONFIRMED)}"
    reviewer = office.client("reviewer")
    assert reviewer.post(f"{trial}/letters", json=STOP).status_code == 201
    said = words(office, trial, 3)
    assert holds(said, "空第40号", *STOP["asked"], *STOP["reasons"], MLIT_NOTICE.ja)
    assert "命令" not in said.replace("命令ではありません", "").replace("命令するものではありません", "")
    assert reviewer.get(trial).json()["state"] == "confirmed"
    for wrong in ({"reasons": []}, {"asked": []}, {"kind": "route_confirmed"}, {"addressee": ["a\x00"]}):
        assert reviewer.post(f"{trial}/letters", json=STOP | wrong).status_code == 422
    assert reviewer.post(f"{trial}/letters", json=STOP | {"sender": "県知事😀"}).status_code == 422, "no such glyph"
    assert len(letters(office, trial)) == 3


def test_a_failing_commit_leaves_no_letter(office: Office) -> None:
    trial_id = trial_in(office, State.SUBMITTED)
    trial, reviewer = f"{API}/trials/{trial_id}", office.client("reviewer")

    def fail(_session: Session) -> None:
        raise RuntimeError

    event.listen(Session, "before_commit", fail)
    try:
        assert reviewer.post(f"{trial}/acceptance", json={}).status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert letters(office, trial) == []
    assert reviewer.post(f"{trial}/acceptance", json={}).status_code == 201
    assert len(letters(office, trial)) == 1


@pytest.mark.parametrize("act", ["UPDATE letter SET sha256 = 'x'", "DELETE FROM letter"])
def test_the_database_itself_keeps_letters(office: Office, act: str) -> None:
    trial_in(office, State.ACCEPTED)
    with pytest.raises(DBAPIError, match="append-only"), office.store.engine.begin() as connection:
        connection.execute(text(act))

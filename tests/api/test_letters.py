"""Letters are kept with the act that they tell of, say what it was, and anchor the audit log outside."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from airspace.letter import PARTS, LetterKind
from airspace.notice import MLIT_NOTICE
from airspace.proposal import DecisionKind
from airspace.routing_slip import PROPOSABLE
from airspace.workflow import State
from api.audit_cli import TAMPERED
from api.cli import app_for
from api.letters.draw import draw
from api.services.letters.decision import LETTER_OF
from api.store.unit_of_work import unit_of_work
from tests.api.offices import FACILITY, REDRESS, Office, confirm, content, furnished, slip, slip_in, take_in
from tests.api.walk import API, DAY, OFFICE, OWNER, STOP, consulted, trial_in, with_a_change, with_an_office
from tests.conftest import Store
from tests.pdfs import lines_of, text_of, without_spaces

CONDITION = {"text": "風速8m/sまで。", "reason": "機体の性能による。"}
REASON = "港湾の利用に支障がないため。"
BY_THE_HEAD = [
    {"kind": "endorse", "post": "班長", "account": "id-assessor"},
    {"kind": "decide_by_delegation", "post": "部長", "account": "id-approver"},
]
USE = {"kind": "facility_use", "route": BY_THE_HEAD, "reason": REASON, "facility": FACILITY, "redress": REDRESS}
NO_GLYPH = "😀"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def place_asked_for(office: Office) -> str:
    """Return the path of a trial under review that asks for the use of a place."""
    trial = trial_at(office, State.SUBMITTED)
    take_in(office.helper("reviewer"), trial, kind="facility_use")
    return trial


def letters(office: Office, trial: str, login: str = "reviewer") -> list[dict[str, Any]]:
    answer = office.helper(login).get(f"{trial}/letters")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def kinds(office: Office, trial: str, login: str = "reviewer") -> list[str]:
    return [letter["kind"] for letter in letters(office, trial, login)]


def pdf(office: Office, trial: str, number: int, login: str = "reviewer") -> bytes:
    answer = office.helper(login).get(f"{trial}/letters/{number}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.content


def told(office: Office, trial: str) -> tuple[dict[str, Any], str]:
    """Return the newest letter as it is listed, and its words; what every letter holds is checked."""
    letter = letters(office, trial)[-1]
    made = pdf(office, trial, letter["number"])
    said = text_of(made)
    revision = office.helper("reviewer").get(f"{trial}/revisions").json()[letter["revision"] - 1]
    head = f"soramichi-anchor {letter['audit_number']} {letter['audit_head']} {DAY}"
    assert holds(said, letter["document_number"], "令和8年10月1日", revision["sha256"], MLIT_NOTICE.ja, head)
    assert letter["issued_on"] == DAY
    assert letter["sha256"] == hashlib.sha256(made).hexdigest()
    with unit_of_work(office.store.engine, writes=False) as unit:
        kept = unit.letters.get(trial.rpartition("/")[2], letter["number"])
        assert kept is not None
        assert draw(kept.letter) == made, "it can be drawn again"
        events = [found for found in unit.audit.events() if found.action == "letter_made"]
        assert letter["sha256"] in events[-1].details
        assert unit.audit.hash_at(letter["audit_number"]) == letter["audit_head"]
        assert letter["audit_number"] == events[-1].number - 1, "the head just before the letter"
    return letter, said


def holds(said: str, *wanted: str) -> bool:
    return all(without_spaces(one) in said for one in wanted)


def trial_at(office: Office, state: State) -> str:
    return f"{API}/trials/{trial_in(office, state)}"


def test_a_receipt_is_made_when_a_trial_is_taken_in(office: Office) -> None:
    trial = trial_at(office, State.ACCEPTED)
    assert kinds(office, trial) == ["receipt"]
    receipt, said = told(office, trial)
    assert receipt["document_number"] == ""
    assert holds(said, "令8-空-0001", "収受日令和8年10月1日", "空の便御中")


def test_corrections_are_asked_for_by_a_letter_that_says_until_when(office: Office) -> None:
    trial = trial_at(office, State.ACCEPTED)
    ask, reviewer = {"revision": 1, "reason": "高さの基準を書いてください。"}, office.client("reviewer")
    for wrong, where in (
        ({"due_on": "2026-09-30"}, "due_on"),
        ({"reason": f"高さ{NO_GLYPH}"}, "reason"),
        ({"reason": "a\x00"}, "reason"),
    ):
        refused = reviewer.post(f"{trial}/corrections", json=ask | wrong)
        assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert kinds(office, trial) == ["receipt"]
    assert reviewer.get(trial).json()["state"] == "accepted"
    assert reviewer.post(f"{trial}/corrections", json=ask | {"due_on": "2026-10-20"}).status_code == 201
    assert kinds(office, trial) == ["receipt", "correction_request"]
    letter, said = told(office, trial)
    assert letter["document_number"] == "令8-空-0001-2"
    assert holds(said, ask["reason"], "令和8年10月20日", "空の便御中", "県")


def test_corrections_before_the_intake_have_a_number_and_ten_working_days(office: Office) -> None:
    trial = trial_at(office, State.SUBMITTED)
    ask = {"revision": 1, "reason": "図面が足りません。"}
    assert office.client("reviewer").post(f"{trial}/corrections", json=ask).status_code == 201
    letter, said = told(office, trial)
    assert letter["document_number"] == f"受付前-{trial.rpartition('/')[2][:8]}-1"
    # From Thursday, 1 October 2026: 2, 5 to 9, 13 to 16 October; the 12th is the day of sport.
    assert holds(said, "補正の期限令和8年10月16日")


def test_an_opinion_is_asked_for_by_a_letter_that_the_operator_does_not_see(office: Office) -> None:
    trial = trial_at(office, State.UNDER_REVIEW)
    with_an_office(office, "")
    reviewer = office.client("reviewer")
    asking = {"revision": 1, "offices": [OFFICE], "questions": f"支障は{NO_GLYPH}"}
    refused = reviewer.post(f"{trial}/consultations", json=asking)
    assert (refused.status_code, refused.json()["where"]) == (422, "questions")
    assert kinds(office, trial) == ["receipt"]
    consulted(office, trial.rpartition("/")[2])
    assert kinds(office, trial) == ["receipt", "consultation"]
    letter, said = told(office, trial)
    assert holds(said, f"{letter['addressee'][0]}御中", "支障はありますか。", "未回答", "令和8年10月16日")
    assert kinds(office, trial, OWNER) == ["receipt"]
    assert kinds(office, trial, "auditor") == ["receipt", "consultation"]
    assert office.client(OWNER).get(f"{trial}/letters/2").status_code == 404
    assert "letters/2" not in office.client(OWNER).get(f"/operator/trials/{trial.rpartition('/')[2]}").text
    assert office.client("umi").get(f"{trial}/letters").status_code == 404
    assert office.client("municipality").get(f"{trial}/letters").status_code == 403


def test_a_confirmation_is_told_with_its_conditions_and_reasons(office: Office) -> None:
    trial = trial_at(office, State.UNDER_REVIEW)
    confirm(office, trial, conditions=[CONDITION], reason="内部の理由")
    assert kinds(office, trial) == ["receipt", "route_confirmed"]
    letter, said = told(office, trial)
    assert letter["document_number"] == "空第12号"
    assert letter["addressee"] == ["空の便", "代表"]
    assert holds(said, "代表様", "三重県知事", "（公印省略）", *CONDITION.values())
    assert "内部の理由" not in said
    for page in (f"/operator/trials/{trial.rpartition('/')[2]}", f"/staff/trials/{trial.rpartition('/')[2]}"):
        shown = office.client(OWNER if page.startswith("/operator") else "reviewer").get(page).text
        assert "県からの文書" in shown
        assert f'href="{trial}/letters/2"' in shown


def test_what_is_decided_elsewhere_is_told_too(office: Office) -> None:
    trial = place_asked_for(office)
    slip_id = slip(office, trial, "exported", here=False, **USE | {"route": []})
    outcome = {"document_number": "県指令第9号", "decided_on": DAY, "enforced_on": DAY, "post": "知事"}
    recorded = office.client("assessor").post(f"{trial}/slips/{slip_id}/outcome", json=outcome)
    assert recorded.status_code == 201, recorded.text
    assert kinds(office, trial) == ["receipt", "facility_use"]
    letter, said = told(office, trial)
    assert letter["document_number"] == "県指令第9号"
    assert holds(said, *FACILITY.values(), REASON, "三重県知事に対して審査請求", "三重県を被告として")


@pytest.mark.parametrize(
    ("step", "kind"),
    [("decline", "route_declined"), ("call_off", "confirmation_withdrawn")],
)
def test_a_route_is_declined_or_withdrawn_with_the_reason(office: Office, step: str, kind: str) -> None:
    trial = trial_at(office, State.CONFIRMED if step == "call_off" else State.UNDER_REVIEW)
    confirm(office, trial, step=step, reason="機体の型式の不具合が公表されたため。")
    assert kinds(office, trial)[-1] == kind
    _, said = told(office, trial)
    assert holds(said, "機体の型式の不具合が公表されたため。")
    assert ("付け空第12号で通知した飛行経路の確認" in said) is (step == "call_off")


@pytest.mark.parametrize("missing", ["facility", "redress", "reason"])
def test_the_use_of_a_place_lacks_nothing_from_the_draft_on(office: Office, missing: str) -> None:
    trial = place_asked_for(office)
    reviewer = office.client("reviewer", decided_here=True)
    refused = reviewer.post(f"{trial}/slips", json=slip_in(**USE | {missing: "" if missing == "reason" else None}))
    assert (refused.status_code, refused.json()["where"]) == (422, missing)
    assert reviewer.get(f"{trial}/slips").json() == []
    assert refused.json()["detail_ja"]


def test_the_use_of_a_place_is_told_as_it_was_endorsed(office: Office) -> None:
    trial = place_asked_for(office)
    confirm(office, trial, **USE)
    assert kinds(office, trial)[-1] == "facility_use"
    _, said = told(office, trial)
    assert holds(said, *FACILITY.values(), REASON, "三重県知事に対して審査請求", "三重県を被告として")
    confirm(office, trial, **USE | {"step": "call_off", "reason": "護岸が損傷したため。"})
    assert kinds(office, trial)[-1] == "facility_withdrawn"
    _, said = told(office, trial)
    assert holds(said, "空第12号", "護岸が損傷したため。", "三重県知事に対して審査請求")


def test_a_letter_that_cannot_be_numbered_puts_nothing_into_force(office: Office) -> None:
    trial = trial_at(office, State.UNDER_REVIEW)
    slip_id = slip(office, trial, "decided")
    issue = {"document_number": f"空{NO_GLYPH}号", "on": DAY}
    reviewer = office.client("reviewer")
    refused = reviewer.post(f"{trial}/slips/{slip_id}/enforcement", json=issue)
    assert (refused.status_code, refused.json()["where"]) == (422, "document_number")
    assert "U+1F600" in refused.json()["detail_ja"]
    assert reviewer.get(trial).json()["state"] == "under_review"
    assert reviewer.get(f"{trial}/decisions").json() == []
    assert kinds(office, trial) == ["receipt"]


def test_every_decision_has_its_letter() -> None:
    assert set(LETTER_OF) == {(kind, step) for kind in DecisionKind for step in PROPOSABLE}
    assert len(set(LETTER_OF.values())) == len(LETTER_OF)
    disposing = {LETTER_OF[DecisionKind.FACILITY_USE, step] for step in PROPOSABLE}
    assert disposing == {kind for kind in LetterKind if "redress" in PARTS[kind].owed}


def test_a_notice_of_change_is_answered(office: Office) -> None:
    trial = trial_at(office, State.CONFIRMED)
    with_a_change(office, trial.rpartition("/")[2])
    assert office.client(OWNER).post(f"{trial}/change-notices").status_code == 201
    assert kinds(office, trial) == ["receipt", "route_confirmed", "change_received"]
    letter, said = told(office, trial)
    assert (letter["document_number"], letter["revision"]) == ("令8-空-0001-3", 2)
    assert holds(said, "第2版", "令和8年10月1日付け空第12号で通知した飛行経路の確認の範囲内")


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CONFIRMED])
def test_a_withdrawal_is_answered_once_the_papers_are_there(office: Office, state: State) -> None:
    trial = trial_at(office, state)
    assert office.client(OWNER).post(f"{trial}/withdrawal").status_code == 204
    assert kinds(office, trial)[-1] == "withdrawal_received"
    _, said = told(office, trial)
    assert holds(said, "令和8年10月1日付けで届出のありました", "空の便御中", "県")


def test_a_draft_that_is_withdrawn_leaves_no_letter(office: Office) -> None:
    trial = trial_at(office, State.DRAFT)
    assert office.client(OWNER).post(f"{trial}/withdrawal").status_code == 204
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.letters.list(trial.rpartition("/")[2]) == ()


@pytest.mark.parametrize("state", [State.CONFIRMED, State.SCHEDULED])
def test_the_office_asks_to_stop_and_never_orders(office: Office, state: State) -> None:
    trial = trial_at(office, state)
    reviewer = office.client("reviewer")
    assert "request_stop" in reviewer.get(trial).json()["steps"]
    for wrong, where in (({"reason": ""}, "reason"), ({"asked": NO_GLYPH}, "asked"), ({"asked": "a\x00"}, "asked")):
        refused = reviewer.post(f"{trial}/stop-requests", json=STOP | wrong)
        assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert len(kinds(office, trial)) == 2
    assert reviewer.post(f"{trial}/stop-requests", json=STOP).status_code == 204
    assert kinds(office, trial, OWNER)[-1] == "stop_request"
    _, said = told(office, trial)
    assert holds(said, "空第12号", *STOP.values(), "命令ではありません")
    assert "命令" not in said.replace("命令ではありません", "")
    assert reviewer.get(trial).json()["state"] == state, "a request changes nothing"
    told_of = office.client(OWNER).get(f"{API}/notices").json()
    assert "stop_requested" in str(told_of)


def test_nobody_is_asked_to_stop_what_is_not_confirmed(office: Office) -> None:
    trial = trial_at(office, State.UNDER_REVIEW)
    assert office.client("reviewer").post(f"{trial}/stop-requests", json=STOP).status_code == 409
    assert office.client(OWNER).post(f"{trial}/stop-requests", json=STOP).status_code == 403
    assert kinds(office, trial) == ["receipt"]


@pytest.mark.parametrize("title", [f"沿岸{NO_GLYPH}", "𠮷田の飛行"])
def test_a_title_that_no_letter_can_hold_is_refused_on_submission(office: Office, title: str) -> None:
    """Else the trial could be neither taken in nor sent back nor withdrawn."""
    sora = office.client(OWNER)
    trial = f"{API}/trials/{sora.post(f'{API}/trials', json=content(title)).json()['id']}"
    refused = sora.post(f"{trial}/revisions")
    assert (refused.status_code, refused.json()["where"]) == (422, "title")
    assert sora.get(f"{trial}/revisions").json() == []
    assert sora.put(f"{trial}/draft", json=content()).status_code == 204
    assert sora.post(f"{trial}/revisions").status_code == 201


def test_the_printed_heads_anchor_the_log(office: Office, tmp_path: Path) -> None:
    trial = trial_at(office, State.CONFIRMED)
    printed = tmp_path / "letters.txt"
    lines = [line for number in (1, 2) for line in lines_of(pdf(office, trial, number))]
    printed.write_text("\n".join(lines), encoding="utf-8")
    asked = ["audit", "verify", "--anchor", str(printed), "--database-url", office.settings.database_url]
    verified = CliRunner().invoke(app_for(asked), asked)
    assert verified.exit_code == 0, verified.output
    assert "2 anchors hold" in verified.stdout
    hashes = [letter["audit_head"] for letter in letters(office, trial)]
    printed.write_text("\n".join(lines).replace(hashes[1], hashes[0]), encoding="utf-8")
    assert CliRunner().invoke(app_for(asked), asked).exit_code == TAMPERED


@pytest.mark.parametrize("act", ["acceptance", "corrections", "withdrawal"])
def test_a_failing_commit_leaves_no_letter(office: Office, act: str) -> None:
    trial = trial_at(office, State.SUBMITTED)
    client = office.client(OWNER if act == "withdrawal" else "reviewer")
    sent = {"acceptance": {}, "corrections": {"revision": 1, "reason": "西へ"}, "withdrawal": None}[act]

    def fail(_session: Session) -> None:
        raise RuntimeError

    event.listen(Session, "before_commit", fail)
    try:
        assert client.post(f"{trial}/{act}", json=sent).status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert letters(office, trial) == []
    assert client.post(f"{trial}/{act}", json=sent).is_success
    assert len(letters(office, trial)) == 1


@pytest.mark.parametrize("act", ["UPDATE letter SET sha256 = 'x'", "DELETE FROM letter"])
def test_the_database_itself_keeps_letters(office: Office, act: str) -> None:
    trial_in(office, State.ACCEPTED)
    with pytest.raises(DBAPIError, match="append-only"), office.store.engine.begin() as connection:
        connection.execute(text(act))

"""The pages of a slip: each act by its form, errors beside their fields, nothing typed lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.offices import Office, content, furnished, slip, slip_form, slip_in, take_in
from tests.conftest import Store

API = "/api/v1"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


@pytest.fixture
def trial(office: Office) -> str:
    """Return the path of a trial under review."""
    sora = office.client("sora")
    path = f"{API}/trials/{sora.post(f'{API}/trials', json=content()).json()['id']}"
    assert sora.post(f"{path}/revisions").status_code == 201
    take_in(office.client("reviewer"), path)
    return path


def pages(trial: str) -> str:
    return f"/staff/trials/{trial.rpartition('/')[2]}/slips"


def send(client: TestClient, path: str, **fields: str) -> Response:
    """Send a form as its page would."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff").text)
    assert token is not None
    return client.post(path, data={"csrf_token": token.group(1), **fields}, follow_redirects=False)


def test_decided_elsewhere_by_forms(office: Office, trial: str) -> None:
    reviewer, assessor = office.client("reviewer"), office.client("assessor")
    assert "県の文書管理・電子決裁で決裁します" in reviewer.get(f"{pages(trial)}/new").text
    drafted = send(reviewer, pages(trial), **slip_form(reason=f"理由{HOSTILE}"))
    assert drafted.status_code == 303
    one = drafted.headers["location"]
    assert "起案書類を書き出す" in reviewer.get("/staff").text
    assert "package" not in reviewer.get(one).text
    assert send(reviewer, f"{one}/export").status_code == 303
    shown = reviewer.get(one).text
    assert HOSTILE not in shown
    assert f'href="{one}/package"' in shown
    assert reviewer.get(f"{one}/package").content[:2] == b"PK"
    assert "決裁の結果を記録する" in assessor.get("/staff").text
    assert "record_outcome" not in shown, "not for its drafter"
    outcome = {"document_number": "空第3号", "decided_on": "2026/10/01", "enforced_on": "", "post": "課長"}
    refused = send(assessor, f"{one}/record_outcome", **outcome)
    assert refused.status_code == 422
    assert 'href="#record_outcome-enforced_on"' in refused.text
    assert 'value="空第3号"' in refused.text, "nothing typed is lost"
    outcome["enforced_on"] = "2026-09-30"
    assert send(assessor, f"{one}/record_outcome", **outcome).status_code == 422
    outcome["enforced_on"] = "2026-10-01"
    assert send(assessor, f"{one}/record_outcome", **outcome).status_code == 303
    case = reviewer.get(f"/staff/trials/{trial.rpartition('/')[2]}").text
    assert "経路確認済み" in case
    assert "空第3号" in case
    assert "施行済み" in case


def rows(**accounts: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, kind, post, account in (
        (1, "endorse", "班長", "id-assessor"),
        (2, "concur", "防災課長", "id-deputy"),
        (6, "decide_by_delegation", "課長", "id-approver"),
    ):
        fields |= {f"stop-{number}-kind": kind, f"stop-{number}-post": post, f"stop-{number}-account": account}
    return fields | accounts


def test_a_draft_that_is_not_whole_keeps_what_was_typed(office: Office, trial: str) -> None:
    reviewer = office.client("reviewer", decided_here=True)
    typed = slip_form(**rows(), **{"condition-1-text": f"風速{HOSTILE}", "condition-1-reason": ""})
    refused = send(reviewer, pages(trial), **typed)
    assert refused.status_code == 422
    assert 'href="#condition-1-reason"' in refused.text
    assert "風速&lt;script&gt;" in refused.text
    assert HOSTILE not in refused.text
    assert re.search(r'<option value="id-assessor" selected>', refused.text)
    for wrong, where in (
        ({"keep_years": ""}, "keep_years"),
        ({"keep_years": "長く"}, "keep_years"),
        ({"step": "publish"}, "step"),
        ({"kind": "x"}, "kind"),
        ({"honorific": "x"}, "honorific"),
        ({"stop-6-kind": "x"}, "route"),
        ({"stop-3-post": "次長"}, "route"),
        ({"stop-2-account": "id-approver"}, "route"),
    ):
        bad = send(reviewer, pages(trial), **(typed | {"condition-1-reason": "性能"} | wrong))
        assert bad.status_code in (409, 422), where
        if bad.status_code == 422:
            assert f'href="#{where}"' in bad.text
    assert send(reviewer, pages(trial), **(typed | {"condition-1-reason": "性能"})).status_code == 303


def test_each_act_here_by_its_form(office: Office, trial: str) -> None:
    names = ("reviewer", "assessor", "deputy", "approver")
    reviewer, assessor, deputy, approver = (office.client(who, decided_here=True) for who in names)
    conditions = {f"condition-{n}-{part}": f"{part}{n}" for n in (1, 2, 7) for part in ("text", "reason")}
    one = send(reviewer, pages(trial), **slip_form(**rows(), **conditions)).headers["location"]
    assert send(reviewer, f"{one}/circulate", to="").status_code == 422
    assert send(reviewer, f"{one}/circulate", to="id-deputy").status_code == 303
    assert send(deputy, f"{one}/note").status_code == 303
    assert send(assessor, f"{one}/endorse").status_code == 303
    assert send(deputy, f"{one}/concur").status_code == 303
    assert send(deputy, f"{one}/concur").status_code == 409
    for wrong in ({"reason": ""}, {"reason": "x", "back_to": "どこか"}):
        assert send(approver, f"{one}/send_back", **wrong).status_code == 422
    assert send(approver, f"{one}/send_back", reason="性能の理由がない", back_to="").status_code == 303
    case = reviewer.get(f"/staff/trials/{trial.rpartition('/')[2]}").text
    assert "起案者へ差戻し" in case
    assert "性能の理由がない" in case
    again = reviewer.get(f"{pages(trial)}/new").text
    for kept in ("text7", "reason2", 'value="防災課長"'):
        assert kept in again, "the next draft begins with the last one's words"
    assert re.search(r'id="stop-6-account".*?<option value="id-approver" selected>', again, re.DOTALL)

    two = send(reviewer, pages(trial), **slip_form(**rows())).headers["location"]
    assert send(reviewer, f"{two}/pull_back").status_code == 303
    three = f"{pages(trial)}/{slip(office, trial, 'endorsed')}"
    absence = {"absent": "課長", "post": "課長補佐", "reason": ""}
    refused = send(deputy, f"{three}/decide_for", **absence)
    assert refused.status_code == 422
    assert 'href="#decide_for-reason"' in refused.text
    assert send(deputy, f"{three}/decide_for", **(absence | {"reason": "出張"})).status_code == 303
    assert send(approver, f"{three}/decide").status_code == 409
    assert "まだ見ていません" in reviewer.get(three).text
    assert send(approver, f"{three}/see_afterwards").status_code == 303
    assert "まだ見ていません" not in reviewer.get(three).text
    assert send(reviewer, f"{three}/enforce", document_number="", on="2026-10-01").status_code == 422
    assert send(reviewer, f"{three}/enforce", document_number="空第1号", on="2026-10-01").status_code == 303


def test_the_worklist_forgets_slips_of_trials_that_ended(office: Office, trial: str) -> None:
    slip(office, trial, "endorsed")
    approver = office.client("approver")
    assert "あなたを待っている起案" in approver.get("/staff").text
    assert "あなたを待っている起案" not in office.client("assessor").get("/staff").text
    assert office.client("sora").post(f"{trial}/withdrawal").status_code == 204
    assert "あなたを待っている起案" not in approver.get("/staff").text


def test_a_slip_with_more_rows_than_the_form_loses_none_when_drafted_anew(office: Office, trial: str) -> None:
    reviewer = office.client("reviewer", decided_here=True)
    wanted: dict[str, Any] = slip_in(conditions=[{"text": f"条件{n}", "reason": "理由"} for n in range(1, 13)])
    one = reviewer.post(f"{trial}/slips", json=wanted).json()["id"]
    assert reviewer.post(f"{trial}/slips/{one}/pull-back").status_code == 200
    again = reviewer.get(f"{pages(trial)}/new").text
    assert all(f"条件{n}<" in again for n in range(1, 13))


def test_in_english_and_with_nothing_to_draft(office: Office, trial: str) -> None:
    one = slip(office, trial, "decided")
    reviewer = office.client("reviewer")
    assert "decided, to be put into force" in reviewer.get(f"{pages(trial)}/{one}?lang=en").text
    assert "Draft a slip" in reviewer.get(f"{pages(trial)}/new?lang=en").text
    assert reviewer.get(f"{pages(trial)}/none").status_code == 404
    office.client("sora").post(f"{trial}/withdrawal")
    assert "there is nothing to draft" in reviewer.get(f"{pages(trial)}/new?lang=en").text
    auditor = office.client("auditor")
    seen = auditor.get(f"{pages(trial)}/{one}")
    assert seen.status_code == 200
    assert "<button" not in seen.text.split("<main")[1], "an auditor changes nothing"

"""Staff's pages of a file: blackouts, the copy for residents, and the export, without a script."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from airspace.blackout import MARK
from api.services import redact
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, furnished
from tests.api.test_attachments import attached, token_of
from tests.api.test_redaction import made_public, submitted
from tests.conftest import Store
from tests.files.handed_in import SECRET, document
from tests.files.handed_in import office as office_file

BOX = {"page": "1", "left": "0", "top": "10", "right": "100", "bottom": "２５", "ground": "personal", "reason": "氏名"}
WORDS = {"words": "山田", "ground": "personal", "reason": "氏名"}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


class Files:
    """A trial under review with a PDF, a table and an office file; `send` sends a form of the page of one of them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sora, self.reviewer, self.trial = submitted(office)
        self.id = self.trial.rpartition("/")[2]
        attached(self.sora, self.trial, f"{SECRET}.pdf", document(SECRET))
        attached(self.sora, self.trial, "一覧.csv", "氏名,山田\r\n担当,山田 花子\r\n".encode())
        attached(self.sora, self.trial, "a.docx", office_file())

    def page(self, number: int) -> str:
        return f"/staff/trials/{self.id}/files/{number}"

    def send(self, number: int, act: str, client: TestClient | None = None, **fields: str) -> Any:
        client = client or self.reviewer
        token = token_of(client.get(f"/trials/{self.id}/files").text)
        sent = {"csrf_token": token} | fields
        return client.post(f"{self.page(number)}/{act}", data=sent, follow_redirects=False)

    def blackouts(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.reviewer.get(f"{self.trial}/blackouts").json()
        return listed


@pytest.fixture
def files(office: Office) -> Files:
    return Files(office)


def test_a_box_is_given_in_percent_and_lifted_again(files: Files) -> None:
    sent = files.send(1, "blackouts", **BOX)
    assert sent.headers["location"] == f"{files.page(1)}#blackouts"
    (made,) = files.blackouts()
    assert made["place"] == {"type": "box", "page": 1, "left": 0, "top": 0.1, "right": 1, "bottom": 0.25}
    assert (made["document"], made["article"], made["reason"]) == ("attachments/1", "第7条第2号", "氏名")
    shown = files.reviewer.get(files.page(1)).text
    for words in ("1 ページの枠", "25.0%", "第7条第2号", "照合がまだ済んでいません", f"{SECRET}.pdf"):
        assert words in shown
    assert files.send(1, "lift", blackout=made["id"]).status_code == 303
    assert files.blackouts()[0]["lifted_at"]
    again = files.send(1, "lift", blackout=made["id"])
    assert again.status_code == 409
    assert "もう外されています" in again.text
    assert "この黒塗りを外す" not in files.reviewer.get(files.page(1)).text
    assert files.send(1, "lift", blackout="none").status_code == 404


def test_words_are_blacked_out_wherever_they_stand_and_are_not_kept(files: Files) -> None:
    assert files.send(2, "blackouts", **WORDS).status_code == 303
    assert sorted((one["place"]["start"], one["place"]["end"]) for one in files.blackouts()) == [(3, 5), (9, 11)]
    assert files.reviewer.get(f"{files.page(2)}/preview").content.decode() == f"氏名,{MARK}\n担当,{MARK} 花子\n"
    with unit_of_work(files.office.store.engine, writes=False) as unit:
        held = [event.details for event in unit.audit.events(subject=files.id)]
        told = [one.reason for one in unit.blackouts.list(files.id)]
    assert "山田" not in "".join([*held, *told])
    assert files.reviewer.get(f"{files.trial}/attachments/2").content.decode().count("山田") == 2


@pytest.mark.parametrize(
    ("number", "changes", "says"),
    [
        (1, {"left": ""}, "入力してください"),
        (1, {"left": "左"}, "数字で入力"),
        (1, {"page": "1.5"}, "数字で入力"),
        (1, {"page": "2"}, "文書の中にありません"),
        (1, {"page": "0"}, "ページは指定できません"),
        (1, {"right": "0"}, "枠が正しくありません"),
        (1, {"bottom": "nan"}, "枠が正しくありません"),
        (1, {"right": "101"}, "枠が正しくありません"),
        (1, {"ground": ""}, "入力してください"),
        (1, {"ground": "because"}, "選ばれていません"),
        (1, {"reason": " "}, "入力してください"),
        (1, {"reason": "x" * 501}, "長すぎます"),
        (1, {"reason": "a\u202eb"}, "使えない文字"),
        (2, {"words": ""}, "入力してください"),
        (2, {"words": "鈴木"}, "見つかりません"),
        (2, {"words": ".*"}, "見つかりません"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    files: Files, number: int, changes: dict[str, str], says: str
) -> None:
    refused = files.send(number, "blackouts", **({**BOX, **changes} if number == 1 else {**WORDS, **changes}))
    assert refused.status_code == 422
    assert says in refused.text
    for field in changes:
        assert f'href="#{"left" if "枠が" in says else field}"' in refused.text
    assert files.blackouts() == []


def test_words_in_too_many_places_are_refused(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redact, "MOST_STRETCHES", 1)
    refused = files.send(2, "blackouts", **WORDS)
    assert refused.status_code == 422
    assert "2 か所にあります" in refused.text
    assert files.blackouts() == []


def test_residents_get_the_copy_from_the_page_until_it_is_taken_back(files: Files) -> None:
    files.send(2, "blackouts", **WORDS)
    assert files.send(2, "publish").status_code == 303
    made_public(files.office, files.trial)
    resident = files.office.client()
    got = resident.get(f"/trials/{files.id}/attachments/2")
    assert got.content.decode() == f"氏名,{MARK}\n担当,{MARK} 花子\n"
    assert f"/trials/{files.id}/attachments/2" in resident.get(f"/trials/{files.id}").text
    assert "いま住民が見られます" in files.reviewer.get(files.page(2)).text
    files.send(2, "lift", blackout=files.blackouts()[0]["id"])
    assert "黒塗りが変わりました" in files.reviewer.get(files.page(2)).text
    assert resident.get(f"/trials/{files.id}/attachments/2").content == got.content
    assert files.send(2, "take-back").status_code == 303
    assert resident.get(f"/trials/{files.id}/attachments/2").status_code == 404
    assert "住民には見えません" in files.reviewer.get(files.page(2)).text
    assert files.send(2, "take-back").status_code == 404


def test_an_office_file_says_why_there_is_no_copy(files: Files) -> None:
    shown = files.reviewer.get(files.page(3)).text
    assert "PDFに書き出して" in shown
    assert "<select" not in shown
    assert files.send(3, "publish").status_code == 422
    assert files.send(3, "blackouts", **BOX).status_code == 422
    assert files.reviewer.get(files.page(9)).status_code == 404
    assert files.send(9, "blackouts", **BOX).status_code == 404


def test_the_export_is_a_download_with_words_on_what_it_holds(files: Files) -> None:
    listed = f"/trials/{files.id}/files"
    shown = files.reviewer.get(listed).text
    assert "渡す前に、すべて目で確かめてください" in shown
    assert f'href="{files.page(1)}"' in shown
    token = token_of(shown)
    address = f"/staff/trials/{files.id}/disclosure"
    assert files.reviewer.post(address, data={"csrf_token": "x"}).status_code == 403
    answer = files.reviewer.post(address, data={"csrf_token": token})
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert json.loads(archive.read("manifest.json"))["trial"] == files.id
    assert answer.content == files.reviewer.post(f"{files.trial}/disclosure").content


def test_an_auditor_looks_and_changes_nothing_and_operators_see_none_of_it(files: Files) -> None:
    files.send(1, "blackouts", **BOX)
    auditor = files.office.client("auditor")
    shown = auditor.get(files.page(1))
    assert shown.status_code == 200
    assert "第7条第2号" in shown.text
    assert '<form method="post" action="/staff' not in shown.text
    assert auditor.get(f"{files.page(1)}/preview").status_code == 200
    assert "/disclosure" not in auditor.get(f"/trials/{files.id}/files").text
    for act, fields in (("blackouts", BOX), ("lift", {}), ("publish", {}), ("take-back", {})):
        assert files.send(1, act, auditor, **fields).status_code == 403
    own = files.sora.get(f"/trials/{files.id}/files").text
    assert "/staff/" not in own
    for who, status in (("sora", 403), ("umi", 403), ("municipality", 403), ("admin", 403), (None, 401)):
        assert files.office.client(who).get(files.page(1)).status_code == status, who

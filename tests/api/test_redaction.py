"""Blackouts with their articles, copies for residents that hold nothing else, and the case as it is handed out."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient

from airspace.attachment import FileKind
from airspace.blackout import MARK, Blackout, Box
from airspace.workflow import State
from api.services import disclosure_parts
from api.services.disclose import disclose
from api.services.disclosure_document import Record
from api.services.disclosure_parts import PARTS
from api.services.redact import prepare_copy, publish_copy
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.api.offices import NOW, Office, confirm, content, furnished, take_in
from tests.api.test_attachments import attached, begun
from tests.api.walk import trial_in
from tests.conftest import Store
from tests.files.handed_in import SECRET, document, photo
from tests.files.handed_in import office as office_file

API = "/api/v1"
BOX = {"type": "box", "page": 1, "left": 0, "top": 0.1, "right": 1, "bottom": 0.25}


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def submitted(office: Office) -> tuple[TestClient, TestClient, str]:
    """Return the operator, a reviewer, and the address of a trial that is under review."""
    sora = office.client("sora")
    trial = begun(sora)
    assert sora.post(f"{trial}/revisions").status_code == 201
    return sora, office.client("reviewer"), trial


def made_public(office: Office, trial: str) -> None:
    approver = office.client("approver")
    take_in(approver, trial)
    confirm(office, trial)
    assert approver.post(f"{trial}/publication").status_code == 204


def a_blackout(**changes: Any) -> dict[str, Any]:
    place = {"document": "attachments/1", "place": BOX, "ground": "personal", "reason": "操縦者の氏名"}
    return place | changes


def public_of(trial: str) -> str:
    return trial.replace("/trials/", "/public/trials/")


def test_residents_get_a_copy_and_never_the_original(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, f"{SECRET}.pdf", document(SECRET))
    attached(sora, trial, "現場.jpg", photo())
    assert reviewer.post(f"{trial}/blackouts", json=a_blackout()).status_code == 201
    resident = office.client()
    assert resident.get(f"{public_of(trial)}/attachments").status_code == 404
    assert reviewer.post(f"{trial}/attachments/1/copy").status_code == 204
    assert resident.get(f"{public_of(trial)}/attachments/1").status_code == 404, "the trial is not public yet"
    made_public(office, trial)
    (listed,) = resident.get(f"{public_of(trial)}/attachments").json()
    assert (listed["number"], listed["kind"], listed["blackouts"]) == (1, "pdf", 1)
    page = trial.replace(API, "")
    for address in (f"{public_of(trial)}/attachments/1", f"{page}/attachments/1"):
        answer = resident.get(address)
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == listed["sha256"]
        assert SECRET.encode() not in answer.content
        assert SECRET not in str(answer.headers)
        assert answer.headers["content-disposition"].startswith('attachment; filename="attachment-1.pdf"')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox")
        with pypdfium2.PdfDocument(answer.content) as opened:
            assert opened[0].get_textpage().get_text_range() == ""
    shown = resident.get(page).text
    assert f"{page}/attachments/1" in shown
    assert SECRET not in shown
    assert "資料1" in shown.replace(" ", "")
    for number in (2, 3):
        assert resident.get(f"{public_of(trial)}/attachments/{number}").status_code == 404
    assert resident.get(f"{trial}/attachments/1").status_code == 401
    assert reviewer.get(f"{trial}/attachments/1").content == document(SECRET), "the original is untouched"


def test_a_copy_can_be_taken_back_at_once(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, "a.txt", b"one")
    made_public(office, trial)
    resident = office.client()
    assert reviewer.delete(f"{trial}/attachments/1/copy").status_code == 404
    assert reviewer.post(f"{trial}/attachments/1/copy").status_code == 204
    copy = resident.get(f"{public_of(trial)}/attachments/1")
    assert copy.content == b"one"
    assert copy.headers["content-type"] == "text/plain; charset=utf-8"
    assert reviewer.get(f"{trial}/attachments").json()[0]["published"]
    assert reviewer.delete(f"{trial}/attachments/1/copy").status_code == 204
    assert resident.get(f"{public_of(trial)}/attachments/1").status_code == 404
    assert resident.get(f"{public_of(trial)}/attachments").json() == []
    assert not reviewer.get(f"{trial}/attachments").json()[0]["published"]
    assert reviewer.delete(f"{trial}/attachments/1/copy").status_code == 404
    assert reviewer.post(f"{trial}/attachments/1/copy").status_code == 204
    assert resident.get(f"{public_of(trial)}/attachments/1").status_code == 200


def test_an_office_file_is_never_published(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, "a.docx", office_file())
    for answer in (reviewer.post(f"{trial}/attachments/1/copy"), reviewer.get(f"{trial}/attachments/1/copy")):
        assert answer.status_code == 422
        assert "PDFに書き出して" in answer.json()["detail_ja"]
        assert "Export it to PDF" in answer.json()["detail"]


def test_a_copy_made_before_a_blackout_is_not_published_after_it(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, "a.txt", b"one two")
    trial_id = trial.rpartition("/")[2]
    with unit_of_work(office.store.engine, writes=False) as unit:
        account = unit.accounts.get("id-reviewer")
        assert account is not None
        prepared = prepare_copy(unit, account, trial_id, 1)
    place = {"type": "stretch", "start": 0, "end": 3}
    assert reviewer.post(f"{trial}/blackouts", json=a_blackout(place=place)).status_code == 201
    with unit_of_work(office.store.engine) as unit, pytest.raises(Exception, match="黒塗りが変わりました"):
        publish_copy(unit, account, trial_id, prepared, now=NOW)
    assert reviewer.get(f"{trial}/attachments/1/copy").content.decode() == f"{MARK} two"


def of_revision(**place: Any) -> dict[str, Any]:
    return {"document": "revisions/1/canonical", "place": {"type": "stretch", "start": 0} | place}


NOT_BLACKOUTS = [
    ({"reason": ""}, 422),
    ({"reason": "x" * 501}, 422),
    ({"reason": "a\x00b"}, 422),
    ({"reason": "a\u202eb"}, 422),
    ({"ground": "because"}, 422),
    ({"ground": ""}, 422),
    ({"document": "attachments/9"}, 404),
    ({"document": "../x"}, 404),
    ({"document": "decisions/none"}, 404),
    ({"place": BOX | {"page": 2}}, 422),
    ({"place": BOX | {"page": 0}}, 422),
    ({"place": BOX | {"left": 1.5}}, 422),
    ({"place": BOX | {"right": 0}}, 422),
    ({"place": {"type": "stretch", "start": 0, "end": 3}}, 422),
    ({"document": "attachments/2", "place": BOX}, 422),
    ({"document": "attachments/2", "place": {"type": "stretch", "start": 0, "end": 8}}, 422),
    ({"document": "attachments/2", "place": {"type": "stretch", "start": 3, "end": 3}}, 422),
    ({"document": "attachments/2", "place": {"type": "stretch", "field": "/a", "start": 0, "end": 3}}, 422),
    ({"document": "attachments/3", "place": BOX}, 422),
    ({"document": "revisions/1/canonical", "place": BOX}, 422),
    (of_revision(end=2), 422),
    (of_revision(field="/operations", end=2), 422),
    (
        {"document": "revisions/1/canonical", "place": {"type": "stretch", "field": "/none", "start": 0, "end": 2}},
        422,
    ),
    (
        {
            "document": "revisions/1/canonical",
            "place": {"type": "stretch", "field": "/title", "start": 0, "end": 9},
        },
        422,
    ),
    (
        {
            "document": "revisions/1/canonical",
            "place": {"type": "stretch", "field": "/operations/7/path", "start": 0, "end": 1},
        },
        422,
    ),
    ({"place": {"type": "circle"}}, 422),
]
"""What is changed of a good blackout, and the status that answers it."""


def test_a_blackout_that_means_nothing_is_refused(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, "a.pdf", document("x"))
    attached(sora, trial, "a.txt", b"one two")
    attached(sora, trial, "a.docx", office_file())
    for changes, status in NOT_BLACKOUTS:
        answer = reviewer.post(f"{trial}/blackouts", json=a_blackout(**changes))
        assert answer.status_code == status, (changes, answer.text)
    assert reviewer.get(f"{trial}/blackouts").json() == []


def test_a_blackout_is_recorded_lifted_and_never_deleted(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    attached(sora, trial, "a.pdf", document("x"))
    made = reviewer.post(f"{trial}/blackouts", json=a_blackout(reason="山田氏の氏名")).json()
    assert made["article"] == "第7条第2号"
    assert made["place"] == BOX
    assert reviewer.delete(f"{trial}/blackouts/none").status_code == 404
    assert reviewer.delete(f"{trial}/blackouts/{made['id']}").status_code == 204
    assert reviewer.delete(f"{trial}/blackouts/{made['id']}").status_code == 409
    (listed,) = reviewer.get(f"{trial}/blackouts").json()
    assert listed["lifted_at"]
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        rows = {row.action: row.details for row in unit.audit.events(subject=trial.rpartition("/")[2])}
    assert set(rows) >= {"black_out", "lift_blackout"}
    assert json.loads(rows["black_out"]) == {
        "blackout": made["id"],
        "document": "attachments/1",
        "article": "第7条第2号",
    }
    assert "山田" not in "".join(rows.values())


def test_only_staff_black_out_and_disclose(office: Office) -> None:
    sora, _, trial = submitted(office)
    attached(sora, trial, "a.pdf", document("x"))
    for who, status in (("sora", 403), ("umi", 403), ("admin", 403), ("municipality", 403), (None, 401)):
        client = office.client(who)
        answers = [
            client.get(f"{trial}/blackouts"),
            client.post(f"{trial}/blackouts", json=a_blackout()),
            client.delete(f"{trial}/blackouts/x"),
            client.get(f"{trial}/attachments/1/copy"),
            client.post(f"{trial}/attachments/1/copy"),
            client.delete(f"{trial}/attachments/1/copy"),
            client.post(f"{trial}/disclosure"),
        ]
        assert [answer.status_code for answer in answers] == [status] * len(answers), who
    auditor = office.client("auditor")
    assert auditor.get(f"{trial}/blackouts").status_code == 200
    assert auditor.get(f"{trial}/attachments/1/copy").status_code == 200
    assert auditor.post(f"{trial}/attachments/1/copy").status_code == 403
    assert auditor.post(f"{trial}/disclosure").status_code == 403


class Case:
    """A case with a bit of everything, and its export."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sora, self.reviewer, self.trial = submitted(office)
        self.id = self.trial.rpartition("/")[2]
        attached(self.sora, self.trial, f"{SECRET}.pdf", document(SECRET))
        attached(self.sora, self.trial, "一覧.csv", "氏名,山田太郎\r\n".encode())
        attached(self.sora, self.trial, "a.docx", office_file())
        view = {"flight": 0, "finding": 0, "outcome": "ADVISORY", "reason": "reviewerが山田氏に電話した。"}
        assert self.reviewer.post(f"{self.trial}/revisions/1/overrides", json=view).status_code == 201
        made_public(office, self.trial)
        self.view = self.reviewer.get(f"{self.trial}/revisions/1/overrides").json()[0]["id"]
        for more in (
            {},
            {"document": "attachments/2", "place": {"type": "stretch", "start": 3, "end": 7}},
            {
                "document": f"views/{self.view}",
                "place": {"type": "stretch", "field": "/reason", "start": 9, "end": 12},
                "reason": '=HYPERLINK("http://x")\n<b>氏名</b> (reviewer)',
                "ground": "operations",
            },
        ):
            assert self.reviewer.post(f"{self.trial}/blackouts", json=a_blackout(**more)).status_code == 201

    def export(self) -> bytes:
        answer = self.reviewer.post(f"{self.trial}/disclosure")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        return bytes(answer.content)


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_export_holds_the_whole_case(case: Case) -> None:
    files = unzipped(case.export())
    assert set(files) >= {
        f"trial/{case.id}.json",
        "revisions/1.json",
        "revisions/1/canonical.json",
        "revisions/1/screening.json",
        f"views/{case.view}.json",
        "attachments/1.pdf",
        "attachments/2.txt",
        "files/list.json",
        "audit/log.json",
        "blackouts.csv",
        "index.html",
        "manifest.json",
    }
    assert sum(name.startswith("decisions/") for name in files) == 1
    assert not any(name.startswith("attachments/3") for name in files)
    # The revision is what was hashed, byte by byte.
    (revision,) = case.reviewer.get(f"{case.trial}/revisions").json()
    assert hashlib.sha256(files["revisions/1/canonical.json"]).hexdigest() == revision["sha256"]
    manifest = json.loads(files["manifest.json"])
    assert {one["path"] for one in manifest["files"]} == set(files) - {"blackouts.csv", "index.html", "manifest.json"}
    for one in manifest["files"]:
        assert one["sha256"] == hashlib.sha256(files[one["path"]]).hexdigest()
        assert one["size"] == len(files[one["path"]])
    assert [one["document"] for one in manifest["withheld"]] == ["attachments/3"]
    assert "PDFに書き出して" in manifest["withheld"][0]["why_ja"]
    assert manifest["articles_verified"] is False
    actions = [row["action"] for row in json.loads(files["audit/log.json"])]
    assert actions[:6] == ["draft_started", "submit", "attach", "attach", "attach", "override_finding"]
    assert [action for action in actions[6:] if not action.startswith(("slip_", "letter_"))] == [
        *("accept", "start_review", "confirm_route", "publish", "black_out", "black_out", "black_out")
    ]
    steps = [row["step"] for row in json.loads(files["steps/list.json"])]
    assert steps == ["submit", "accept", "start_review", "confirm_route", "publish"]


def test_nothing_of_anybody_is_in_the_export(case: Case) -> None:
    exported = case.export()
    files = unzipped(exported)
    everything = b"\n".join([*files.values(), *(name.encode() for name in files)])
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        people = [account for account in unit.accounts.list() if account.login in ("sora", "reviewer", "approver")]
    assert len(people) == 3
    for person in people:
        for word in (person.id, f'"{person.login}"', f"{person.login}が", f"({person.login})"):
            assert word.encode() not in everything
    for word in (SECRET, "山田太郎"):
        assert word.encode() not in everything
    view = json.loads(files[f"views/{case.view}.json"])
    assert view["stated_by"].startswith(MARK)
    assert view["reason"].endswith(f"{MARK}に電話した。")
    assert "山田" not in view["reason"]
    log = json.loads(files["audit/log.json"])
    marks = {row["actor"] for row in log}
    assert len(marks) == 4, "the same person has the same mark, so that the record can still be followed"
    assert all(mark.startswith(MARK) for mark in marks)
    assert view["stated_by"] in marks
    # No hash by which a guess at what is hidden could be tried.
    assert hashlib.sha256("氏名,山田太郎\r\n".encode()).hexdigest().encode() not in everything
    assert b"reason_sha256" not in everything
    assert case.reviewer.get(f"{case.trial}/attachments/2").content == "氏名,山田太郎\r\n".encode()


def test_each_blackout_is_listed_with_its_article_and_reason(case: Case) -> None:
    files = unzipped(case.export())
    rows = list(csv.DictReader(io.StringIO(files["blackouts.csv"].decode("utf-8-sig"))))
    told = {(row["文書"], row["場所"], row["条文"]): row["理由"] for row in rows}
    assert told["attachments/1", "1 ページの枠", "第7条第2号"] == "操縦者の氏名"
    assert told["attachments/2", "4～7 文字目", "第7条第2号"] == "操縦者の氏名"
    # A reason that a spreadsheet would run as a formula stands there as text.
    assert told[f"views/{case.view}", "/reason 10～12 文字目", "第7条第6号"].startswith("'=HYPERLINK")
    automatic = [row for row in rows if "自動で置き換え" in row["理由"]]
    assert {row["文書"] for row in automatic} == {
        f"trial/{case.id}",
        next(row["文書"] for row in rows if row["文書"].startswith("intake/")),
        "steps/list",
        "revisions/1",
        "files/list",
        "audit/log",
        f"views/{case.view}",
        "slips/1",
        "letters/1",
        "letters/2",
        next(row["文書"] for row in rows if row["文書"].startswith("decisions/")),
    }
    assert all(row["条文"] and row["理由"] and row["該当する情報"] for row in rows)
    index = files["index.html"].decode()
    assert "&lt;b&gt;氏名&lt;/b&gt;" in index
    assert "<b>氏名" not in index
    assert "第7条第6号" in index
    assert "照合がまだ済んでいません" in index
    assert "PDFに書き出して" in index
    assert "航空法の許可・承認は国土交通省が行います" in index


def test_the_same_case_makes_the_same_bytes(case: Case) -> None:
    first, second = case.export(), case.export()
    assert first == second
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        rows = [row for row in unit.audit.events(subject=case.id) if row.action == "disclose"]
        assert unit.audit.first_broken() is None
    assert [json.loads(row.details) for row in rows] == [{"sha256": hashlib.sha256(first).hexdigest()}] * 2
    attached(case.sora, case.trial, "c.txt", b"one more")
    assert case.export() != first


def test_a_lifted_blackout_hides_nothing_more(case: Case) -> None:
    for one in case.reviewer.get(f"{case.trial}/blackouts").json():
        if one["document"] == "attachments/2":
            assert case.reviewer.delete(f"{case.trial}/blackouts/{one['id']}").status_code == 204
    files = unzipped(case.export())
    assert files["attachments/2.txt"].decode() == "氏名,山田太郎\n"
    assert "attachments/2" not in files["blackouts.csv"].decode()


def test_a_revision_with_a_blackout_is_handed_out_without_it(case: Case) -> None:
    place = {"type": "stretch", "field": "/title", "start": 0, "end": 1}
    body = a_blackout(document="revisions/1/canonical", place=place)
    assert case.reviewer.post(f"{case.trial}/blackouts", json=body).status_code == 201
    files = unzipped(case.export())
    canonical = json.loads(files["revisions/1/canonical.json"])
    assert "津" not in files["index.html"].decode()
    assert "津" not in files["manifest.json"].decode()
    assert canonical["title"] == f"{MARK}の沿岸"
    assert canonical["purpose"] == content()["purpose"]


def withheld(files: dict[str, bytes]) -> dict[str, str]:
    return {one["document"]: one["why_ja"] for one in json.loads(files["manifest.json"])["withheld"]}


def test_what_has_ended_is_named_and_nothing_is_left_of_it(case: Case) -> None:
    with unit_of_work(case.office.store.engine) as unit:
        attachment = unit.attachments.get(case.id, 1)
        assert attachment is not None
        unit.attachments.forget(attachment)
    files = unzipped(case.export())
    assert "attachments/1.pdf" not in files
    assert "保存期間が満了" in withheld(files)["attachments/1"]
    assert case.reviewer.get(f"{case.trial}/attachments/1").status_code == 404
    assert case.reviewer.get(f"{case.trial}/attachments/1/copy").status_code == 404
    assert "保存期間が満了" in case.reviewer.get(case.trial.replace(API, "/staff")).text


def test_what_cannot_be_made_again_is_withheld_and_not_handed_out_bare(case: Case) -> None:
    misfit = Blackout("b", case.id, "attachments/1", Box(9, 0, 0, 1, 1), "personal", "第7条", "x", NOW, "id-reviewer")
    with unit_of_work(case.office.store.engine) as unit:
        unit.blackouts.add(misfit)
    files = unzipped(case.export())
    assert "attachments/1.pdf" not in files
    assert "PDFにないページ" in withheld(files)["attachments/1"]
    assert "PDFにないページ" in files["index.html"].decode()


def test_what_came_before_and_after_is_in_it(office: Office) -> None:
    sora, reviewer, approver = (office.client(who) for who in ("sora", "reviewer", "approver"))
    trial_id = trial_in(office, State.REPORTED)
    enquiry = sora.post(f"{API}/enquiries", json={"subject": "相談", "text": "飛べるか"}).json()["id"]
    assert reviewer.post(f"{API}/enquiries/{enquiry}/entries", json={"text": "はい"}).status_code == 201
    named = sora.put(f"{API}/enquiries/{enquiry}/trial", json={"trial_id": trial_id})
    assert named.status_code < 300, named.text
    files = unzipped(approver.post(f"{API}/trials/{trial_id}/disclosure").content)
    said = json.loads(files[f"enquiries/{enquiry}.json"])
    assert [(entry["text"], entry["said_by"][: len(MARK)]) for entry in said["entries"]] == [
        ("飛べるか", MARK),
        ("はい", MARK),
    ]
    assert json.loads(files["conduct/report.json"])["reported_by"].startswith(MARK)
    assert json.loads(files["conduct/schedule.json"])["stated_by"].startswith(MARK)
    everything = b"".join(files.values())
    assert not any(person.encode() in everything for person in ("id-sora", "id-reviewer", "id-approver"))


def test_another_kind_of_paper_is_one_function_and_one_line(case: Case) -> None:
    def minutes(_unit: Any, trial: Any) -> Iterator[Record]:
        content = {"to": "sora 様", "signed": "id-approver"}
        yield Record("minutes/1", Text("議事録", "Minutes"), content, frozenset({"signed"}))

    out = io.BytesIO()
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        account = unit.accounts.get("id-reviewer")
        assert account is not None
        disclose(unit, account, case.id, out, prefecture="24", parts=(*PARTS, minutes))
    paper = json.loads(unzipped(out.getvalue())["minutes/1.json"])
    assert paper["to"].startswith(MARK)
    assert paper["to"].endswith("様")
    assert paper["signed"].startswith(MARK)


def test_two_documents_never_have_one_name(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work(case.office.store.engine, writes=False) as unit:
        trial = unit.trials.get(case.id)
        assert trial is not None
        with pytest.raises(LookupError, match="one name"):
            disclosure_parts.documents_of(unit, trial, (*PARTS, PARTS[0]))


def test_kinds_that_are_published_are_those_of_the_list(office: Office) -> None:
    sora, reviewer, trial = submitted(office)
    for number, (name, what) in enumerate(
        [("a.pdf", document("x")), ("b.jpg", photo()), ("c.csv", b"1,2"), ("d.json", b'{"type": "Point"}')], start=1
    ):
        attached(sora, trial, name, what)
        assert reviewer.get(f"{trial}/attachments/{number}/copy").status_code == 200
    kinds = [one["kind"] for one in reviewer.get(f"{trial}/attachments").json()]
    assert kinds == [FileKind.PDF, FileKind.JPEG, FileKind.CSV, FileKind.GEOJSON]

"""Files are attached, kept whole or not at all, seen by those who may, and always downloads."""

import hashlib
import json
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, content, furnished
from tests.conftest import Store
from tests.files.handed_in import document, photo, png_of_size, screenshot
from tests.files.handed_in import office as office_file

API = "/api/v1"


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    yield from furnished(store)


def begun(client: TestClient) -> str:
    """Return the address of a trial with a draft."""
    return f"{API}/trials/{client.post(f'{API}/trials', json=content()).json()['id']}"


def page_of(trial: str) -> str:
    return f"{trial.replace(API, '')}/files"


def attached(client: TestClient, trial: str, name: str, what: bytes, **data: Any) -> Any:
    return client.post(f"{trial}/attachments", files={"file": (name, what, "application/x-anything")}, data=data)


def counts(office: Office) -> tuple[int, int, int, int]:
    with unit_of_work(office.store.engine, writes=False) as unit:
        tables = ("attachment_blob", "attachment", "attachment_name")
        rows = [unit.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]
        return rows[0], rows[1], rows[2], len(list(unit.audit.events()))


def test_what_was_handed_in_is_what_is_handed_out(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    made = document("Plan")
    answer = attached(sora, trial, "計画 図.pdf", made)
    assert answer.status_code == 201, answer.text
    assert attached(sora, trial, "現場.jpg", photo()).status_code == 201
    assert sora.post(f"{trial}/revisions").status_code == 201
    assert attached(sora, trial, "a.docx", office_file(), revision=1, retention="until_decided").status_code == 201
    listed = office.client("reviewer").get(f"{trial}/attachments").json()
    assert [(one["number"], one["name"], one["kind"], one["scan"], one["revision"]) for one in listed] == [
        (1, "計画 図.pdf", "pdf", "not_scanned", None),
        (2, "現場.jpg", "jpeg", "not_scanned", None),
        (3, "a.docx", "docx", "not_scanned", 1),
    ]
    assert listed[0]["sha256"] == hashlib.sha256(made).hexdigest()
    assert listed[0]["size"] == len(made)
    assert listed[2]["retention"] == "until_decided"
    assert office.client("approver").get(f"{trial}/attachments/1").content == made


def test_it_is_always_a_download(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    name = '見積"; filename="evil.html\';%0d%0a<script>.pdf'
    attached(sora, trial, name, document("Plan"))
    for address in (f"{trial}/attachments/1", f"{page_of(trial)}/1"):
        answer = sora.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["cache-control"] == "private, no-store"
        # Python's own reader of such headers is the oracle.
        read = Message()
        read["Content-Disposition"] = answer.headers["content-disposition"]
        assert read.get_content_disposition() == "attachment"
        assert read.get_filename() in {name, "attachment-1.pdf"}
        encoded = dict(read.get_params(header="content-disposition") or [])
        assert answer.headers["content-disposition"].startswith('attachment; filename="attachment-1.pdf"; filename*=')
        assert "<" not in answer.headers["content-disposition"]
        assert 'evil.html"' not in answer.headers["content-disposition"]
        assert set(encoded) == {"attachment", "filename"}


def test_a_name_never_leads_anywhere(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    for number, (sent, kept) in enumerate(
        (
            ("../../../etc/passwd.pdf", "passwd.pdf"),
            ("..\\..\\windows\\win.pdf", "win.pdf"),
            ("/abs/olute.pdf", "olute.pdf"),
            ("%2e%2e%2fx.pdf", "%2e%2e%2fx.pdf"),
        ),
        start=1,
    ):
        assert attached(sora, trial, sent, document("Plan")).json()["name"] == kept
        assert sora.get(f"{trial}/attachments/{number}").status_code == 200


def test_only_numbers_that_are_there_lead_to_files(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    attached(sora, trial, "a.pdf", document("Plan"))
    for number in ["0", "-1", "2", "../1", "1%00", "%2e%2e%2f", "999999999999", "x"]:
        answer = sora.get(f"{trial}/attachments/{number}")
        assert answer.status_code in (404, 422) or answer.json()["state"] == "draft", "the trial itself is no file"
        assert b"%PDF" not in answer.content


def test_a_name_that_would_split_a_header_is_refused(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\tb\x0b.pdf"\r\n\r\n'
    body = head + document("x") + b"\r\n--x--\r\n"
    answer = sora.post(
        f"{trial}/attachments", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 422
    assert attached(sora, trial, "a\u202efdp.exe", document("x")).status_code == 422
    assert counts(office)[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "what", "status", "words"),
    [
        ("a.svg", b"<svg/>", 422, "受け付けていない形式"),
        ("a.html", b"<html>", 422, "受け付けていない形式"),
        ("a.pdf", screenshot(), 422, "中身は画像"),
        ("a.pdf", b"%PDF-1.7\nnothing\n%%EOF", 422, "PDFとして開けません"),
        ("a.png", png_of_size(60_000, 60_000), 413, "画素数"),
        ("a.txt", b"", 422, "空です"),
        ("a.txt", b"x" * 60_001, 413, "大きすぎます"),
    ],
)
def test_what_is_refused_leaves_nothing(office: Office, name: str, what: bytes, status: int, words: str) -> None:
    sora = office.client("sora", max_attachment_bytes=max(60_000, len(what) if name == "a.png" else 0))
    trial = begun(sora)
    before = counts(office)
    answer = attached(sora, trial, name, what)
    assert answer.status_code == status
    assert words in answer.json()["detail_ja"]
    assert answer.json()["detail"]
    assert counts(office) == before


def test_a_trial_is_seen_by_those_who_may(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    assert attached(sora, trial, "a.pdf", document("x")).status_code == 201
    statuses = {}
    for who in ("umi", "reviewer", "auditor", "admin", "municipality", None):
        client = office.client(who)
        statuses[who] = (
            client.get(f"{trial}/attachments").status_code,
            client.get(f"{trial}/attachments/1").status_code,
            attached(client, trial, "b.pdf", document("x")).status_code,
        )
    missing, refused = (404, 404, 404), (403, 403, 403)
    assert statuses == {
        "umi": missing,
        "reviewer": missing,  # it is a draft
        "auditor": (404, 404, 403),
        "admin": refused,
        "municipality": refused,
        None: (401, 401, 401),
    }
    sora.post(f"{trial}/revisions")
    for who in ("reviewer", "auditor"):
        assert office.client(who).get(f"{trial}/attachments/1").status_code == 200
    assert attached(office.client("reviewer"), trial, "b.pdf", document("y")).status_code == 201
    assert office.client("umi").get(f"{trial}/attachments/1").status_code == 404


def test_an_ended_case_takes_no_files(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    attached(sora, trial, "a.pdf", document("x"))
    sora.post(f"{trial}/withdrawal")
    answer = attached(sora, trial, "b.pdf", document("y"))
    assert answer.status_code == 409
    assert "終わっている" in answer.json()["detail_ja"]
    assert sora.get(f"{trial}/attachments/1").status_code == 200


def test_it_belongs_to_a_revision_that_there_is(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    assert attached(sora, trial, "a.pdf", document("x"), revision=1).status_code == 404
    assert attached(sora, trial, "a.pdf", document("x"), revision=0).status_code == 422


def test_the_same_file_twice_is_one(office: Office) -> None:
    sora = office.client("sora")
    trial, other = begun(sora), begun(sora)
    assert attached(sora, trial, "a.pdf", document("x")).status_code == 201
    again = attached(sora, trial, "a.pdf", document("x"))
    assert again.status_code == 409
    assert "1番" in again.json()["detail_ja"]
    assert attached(sora, trial, "b.pdf", document("x")).status_code == 201
    assert attached(sora, other, "a.pdf", document("x")).status_code == 201
    assert counts(office)[:2] == (1, 3)


def test_the_log_tells_what_and_not_whose(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    attached(sora, trial, "山田太郎の免許.pdf", document("x"))
    with unit_of_work(office.store.engine, writes=False) as unit:
        assert unit.audit.first_broken() is None
        (row,) = [row for row in unit.audit.events() if row.action == "attach"]
    assert row.subject == trial.rpartition("/")[2]
    assert row.actor == "id-sora"
    details = json.loads(row.details)
    assert details.pop("attachment")
    assert details == {
        "number": 1,
        "kind": "pdf",
        "size": len(document("x")),
        "sha256": hashlib.sha256(document("x")).hexdigest(),
        "scan": "not_scanned",
    }


def scanner_script(tmp_path: Path, body: str) -> str:
    file = tmp_path / "scan"
    file.write_text(f"#!{sys.executable}\nimport sys, time\nsent = sys.stdin.buffer.read()\n{body}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def test_a_scanner_decides_and_silence_is_no_yes(office: Office, tmp_path: Path) -> None:
    command = scanner_script(tmp_path, "sys.exit(1 if b'MALWARE' in sent else 2 if b'ODD' in sent else 0)")
    sora = office.client("sora", malware_scanner=command)
    trial = begun(sora)
    clean = attached(sora, trial, "a.txt", b"fine")
    assert clean.json()["scan"] == "clean"
    before = counts(office)
    found = attached(sora, trial, "b.txt", b"MALWARE")
    assert found.status_code == 422
    assert "ウイルス" in found.json()["detail_ja"]
    odd = attached(sora, trial, "b.txt", b"ODD")
    assert odd.status_code == 422
    assert "検査ができなかった" in odd.json()["detail_ja"]
    slow = office.client(
        "sora", malware_scanner=scanner_script(tmp_path, "time.sleep(60)"), malware_scanner_seconds=0.3
    )
    assert attached(slow, trial, "b.txt", b"late").status_code == 422
    assert counts(office)[:3] == before[:3]
    page = sora.get(trial.replace(API, "/operator")).text
    assert "ウイルス検査：検出なし" in page


@pytest.mark.each_engine
def test_a_scan_does_not_hold_up_others(office: Office, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    command = scanner_script(
        tmp_path, f"import pathlib\npathlib.Path({str(waiting)!r}).touch()\ntime.sleep(3)\nsys.exit(0)"
    )
    slow, sora = office.client("sora", malware_scanner=command), office.client("sora")
    trial = begun(sora)
    with ThreadPoolExecutor(1) as pool:
        scanned = pool.submit(attached, slow, trial, "a.txt", b"fine")
        while not waiting.exists():
            assert not scanned.done()
        # SQLite has one writer at a time: it must not be the one that waits for the scanner.
        assert sora.put(f"{trial}/draft", json=content("別の題名")).status_code == 204
        assert not scanned.done()
    assert scanned.result().status_code == 201


@pytest.mark.each_engine
def test_as_many_as_there_may_be_and_no_more_even_at_once(office: Office) -> None:
    sora = office.client("sora", max_attachments=3, parallel_files=8)
    trial = begun(sora)
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(attached, sora, trial, f"{number}.txt", b"%d" % number) for number in range(8)]
        answers = Counter(one.result().status_code for one in sent)
    assert answers == {201: 3, 409: 5}
    listed = sora.get(f"{trial}/attachments").json()
    assert [one["number"] for one in listed] == [1, 2, 3]
    assert counts(office)[:3] == (3, 3, 3)


@pytest.mark.each_engine
def test_one_content_handed_in_by_many_at_once_is_kept_once(office: Office) -> None:
    sora = office.client("sora", parallel_files=8)
    trials = [begun(sora) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(attached, sora, trial, "a.txt", b"the same") for trial in trials]
        assert {one.result().status_code for one in sent} == {201}
    assert counts(office)[:3] == (1, 8, 8)


def test_a_failing_commit_keeps_nothing(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    before = counts(office)

    def fail(_session: Session) -> None:
        raise RuntimeError

    event.listen(Session, "before_commit", fail)
    try:
        assert attached(sora, trial, "a.txt", b"fine").status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert counts(office) == before


def test_what_is_damaged_in_the_store_is_not_handed_out(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    attached(sora, trial, "a.txt", b"fine")
    with unit_of_work(office.store.engine) as unit:
        drop = "DROP TRIGGER attachment_blob_never_another" + (" ON attachment_blob" if office.store.is_postgis else "")
        unit.session.execute(text(drop))
        unit.session.execute(text("UPDATE attachment_blob SET content = :c"), {"c": b"evil"})
    answer = sora.get(f"{trial}/attachments/1")
    assert answer.status_code == 500
    assert "evil" not in answer.text


def token_of(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_pages_form_attaches_and_says_what_is_wrong(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    page, case = page_of(trial), trial.replace(API, "/operator")
    token = token_of(sora.get(case).text)

    def send(files: dict[str, Any] | None, **more: Any) -> httpx2.Response:
        return sora.post(page, data={"csrf_token": token}, files=files, follow_redirects=False, **more)

    assert send({"file": ("図.png", screenshot(), "image/png")}).headers["location"] == f"{case}#attachments"
    shown = sora.get(case).text
    assert "図.png" in shown
    assert "ウイルス検査：未実施" in shown
    nothing = send({"file": ("", b"", "application/octet-stream")})
    assert nothing.status_code == 422
    assert "入力してください" in nothing.text
    bad = send({"file": ("<script>.svg", b"<svg/>", "image/svg+xml")})
    assert bad.status_code == 422
    assert "受け付けていない形式" in bad.text
    assert "&lt;script&gt;.svg" in bad.text
    assert "<script>.svg" not in bad.text
    again = send({"file": ("図.png", screenshot(), "image/png")})
    assert again.status_code == 409
    assert "もう添付されています" in again.text
    stale = sora.post(page, data={"csrf_token": "x"}, files={"file": ("a.txt", b"x", "text/plain")})
    assert stale.status_code == 403
    assert counts(office)[:3] == (1, 1, 1)


def test_the_page_offers_the_form_to_those_who_may_attach(office: Office) -> None:
    sora = office.client("sora")
    trial = begun(sora)
    attached(sora, trial, "a.txt", b"fine")
    sora.post(f"{trial}/revisions")
    page, case = page_of(trial), trial.replace(API, "/staff")
    reviewer, auditor = office.client("reviewer"), office.client("auditor")
    for client, offered in ((sora, True), (reviewer, True), (auditor, False)):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "a.txt" in shown.text
        assert ('type="file"' in shown.text) is offered
        assert client.get(f"{page}/1").content == b"fine"
    assert f'href="{case}"' in reviewer.get(page).text
    assert "a.txt" in reviewer.get(case).text
    for client, status in ((office.client("umi"), 404), (office.client("admin"), 403), (office.client(), 401)):
        assert client.get(page).status_code == status
        assert client.get(f"{page}/1").status_code == status
    sora.post(f"{trial}/withdrawal")
    assert 'type="file"' not in sora.get(page).text

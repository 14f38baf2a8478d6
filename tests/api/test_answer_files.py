"""Files that come with an answer: kept with it or not at all, seen by whoever may read it, never bare in public."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.services.consultation import answer as answering
from api.store.unit_of_work import unit_of_work
from tests.api.consulting import API, Case, an_answer, case, send, token_of
from tests.api.test_attachments import scanner_script
from tests.conftest import Store
from tests.files.handed_in import document, screenshot
from tests.files.handed_in import office as office_file

NAME = "回答書（写し）.pdf"


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


def rows(asked: Case) -> dict[str, int]:
    with asked.office.store.engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("consultation_answer", "attachment", "attachment_blob", "audit_event")
        }


def answer(client: TestClient, path: str, *files: tuple[str, bytes], **fields: str) -> Any:
    """Send the form of an answer with files, its token first taken from the page."""
    token = token_of(client.get(path).text)
    return client.post(
        f"{path}/answer",
        data={"csrf_token": token} | an_answer(**fields),
        files=[("file", (name, content, "application/x-anything")) for name, content in files],
        follow_redirects=False,
    )


def member(asked: Case, **settings: Any) -> tuple[TestClient, str]:
    """Return a member of the city's office, and the address of what it is asked."""
    (made,) = asked.ask()
    return asked.client("municipality", **settings), f"/municipality/consultations/{made['id']}"


def test_files_by_a_code_are_kept_with_the_answer_and_known_by_the_office(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    client = asked.by_code(link)
    made = document("回答")
    sent = answer(client, link, (NAME, made), ("図.png", screenshot()))
    assert sent.status_code == 303, sent.text
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        first, second = unit.attachments.list(asked.trial)
        (held,) = unit.consultations.of_trial(asked.trial)
        attached = [event.actor for event in unit.audit.events(subject=asked.trial) if event.action == "attach"]
        assert unit.audit.first_broken() is None
    assert held.answer is not None
    assert {first.consultation_answer_id, second.consultation_answer_id} == {held.answer.id}
    assert (first.name, first.added_by, first.number) == (NAME, None, 1)
    assert attached == [f"office:{asked.city}"] * 2
    got = client.get(f"{link}/files/1")
    assert got.content == made
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert NAME in client.get(link).text
    assert client.get(f"{link}/files/3").status_code == 404


def test_a_link_without_a_code_opens_no_file(asked: Case) -> None:
    asked.ask()
    link = asked.link()
    answer(asked.by_code(link), link, (NAME, document("回答")))
    stranger = asked.client()
    refused = stranger.get(f"{link}/files/1")
    assert refused.status_code == 409
    assert "確認コード" in refused.text
    shown = stranger.get(link).text
    assert NAME in shown
    assert "/files/1" not in shown
    assert stranger.get("/consultations/" + "A" * 43 + "/files/1").status_code == 404


def test_staff_auditors_and_the_office_get_them_and_nobody_else(asked: Case) -> None:
    client, path = member(asked)
    made = document("回答")
    assert answer(client, path, (NAME, made)).status_code == 303
    assert client.get(f"{path}/files/1").content == made
    for who in ("reviewer", "approver", "auditor"):
        staff = asked.client(who)
        assert staff.get(f"{asked.path}/attachments/1").content == made
        assert staff.get(f"/trials/{asked.trial}/files/1").content == made
        assert f"/trials/{asked.trial}/files/1" in staff.get(asked.page).text
        assert NAME in staff.get(f"/staff/trials/{asked.trial}").text
    # The operator reads no answers: nor their files.
    sora = asked.client("sora")
    assert sora.get(f"{asked.path}/attachments").json() == []
    for page in (f"/operator/trials/{asked.trial}", f"/trials/{asked.trial}/files"):
        assert NAME not in sora.get(page).text
    for who, status in (
        ("sora", 404),
        ("umi", 404),
        ("other", 403),
        ("municipality", 403),
        ("admin", 403),
        (None, 401),
    ):
        assert asked.client(who).get(f"{asked.path}/attachments/1").status_code == status, who
        assert asked.client(who).get(f"/trials/{asked.trial}/files/1").status_code == status, who
    for who, status in (("other", 404), ("sora", 403), ("reviewer", 403), (None, 401)):
        assert asked.client(who).get(f"{path}/files/1").status_code == status, who
    assert asked.client().get(f"{API}/public/trials/{asked.trial}/attachments/1").status_code == 404


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("a.svg", b"<svg/>")], "受け付けていない形式"),
        ([("a.pdf", screenshot())], "中身は画像"),
        ([("a\u202efdp.exe", b"x")], "使えない文字"),
        ([("a.txt", b"")], "空です"),
        ([("a.txt", b"x"), ("b.txt", b"y" * 60_001)], "大きすぎます"),
        ([(f"{number}.txt", b"%d" % number) for number in range(6)], "5 件まで"),
    ],
    ids=["svg", "lies", "turns", "empty", "large", "many"],
)
def test_a_file_that_is_refused_keeps_no_answer_and_loses_no_word(
    asked: Case, files: list[tuple[str, bytes]], says: str
) -> None:
    client, path = member(asked, max_attachment_bytes=60_000)
    before = rows(asked)
    refused = answer(client, path, *files, opinion="objection", text="学校の上は\n困る。")
    assert refused.status_code == 422
    assert says in refused.text
    assert "学校の上は\n困る。" in refused.text
    assert "もう一度選んでください" in refused.text
    assert rows(asked) == before


def test_a_scanner_that_finds_something_keeps_nothing(asked: Case, tmp_path: Path) -> None:
    client, path = member(asked, malware_scanner=scanner_script(tmp_path, "sys.exit(1 if b'BAD' in sent else 0)"))
    before = rows(asked)
    assert answer(client, path, ("a.txt", b"fine"), ("b.txt", b"BAD")).status_code == 422
    assert rows(asked) == before
    assert answer(client, path, ("a.txt", b"fine")).status_code == 303
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        assert [one.scan for one in unit.attachments.list(asked.trial)] == ["clean"]


@pytest.mark.each_engine
def test_a_scan_does_not_hold_up_others(asked: Case, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    script = scanner_script(tmp_path, f"import pathlib\npathlib.Path({str(waiting)!r}).touch()\ntime.sleep(3)")
    client, path = member(asked, malware_scanner=script)
    promise = {"text": "学校の上は飛ばない。", "reason": "約束。"}
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(answer, client, path, ("a.txt", b"fine"))
        while not waiting.exists():
            assert not sent.done()
        # SQLite has one writer at a time: it must not be the one that waits for the scanner.
        assert asked.client("sora").post(f"{asked.path}/commitments", json=promise).status_code == 201
        assert not sent.done()
    assert sent.result().status_code == 303


@pytest.mark.each_engine
def test_of_two_answers_at_once_the_files_of_the_one_that_counts_are_kept(asked: Case) -> None:
    client, path = member(asked)
    stale = answer(client, path, ("a.txt", b"first"))
    assert stale.status_code == 303
    before = rows(asked)
    refused = answer(client, path, ("b.txt", b"second"), seen="0")
    assert refused.status_code == 409
    assert rows(asked) == before
    assert answer(client, path, ("b.txt", b"second"), seen="1").status_code == 303
    with unit_of_work(asked.office.store.engine, writes=False) as unit:
        (held,) = unit.consultations.of_trial(asked.trial)
        told = [(one.name, one.consultation_answer_id) for one in unit.attachments.list(asked.trial)]
    assert told == [("a.txt", held.answers[0].id), ("b.txt", held.answers[1].id)]


@pytest.mark.each_engine
def test_offices_that_send_the_same_files_at_once_do_not_wait_for_each_other(asked: Case) -> None:
    """Each locks contents and the audit log: in two orders, PostgreSQL would end one of them."""
    files = [(f"{n}.txt", f"text {n}".encode()) for n in range(3)]
    client, path = member(asked)
    token = token_of(client.get(path).text)

    def send_at_once(number: int) -> int:
        own = files if number % 2 else files[::-1]
        sent = [("file", (name, content, "text/plain")) for name, content in own]
        fields = {"csrf_token": token} | an_answer(seen="0")
        answered = client.post(f"{path}/answer", data=fields, files=sent, follow_redirects=False)
        attached = client.post(f"{asked.path}/attachments", files={"file": own[0] + ("text/plain",)})
        return max(answered.status_code, attached.status_code)

    with ThreadPoolExecutor(6) as pool:
        assert max(pool.map(send_at_once, range(6))) < 500
    assert rows(asked)["consultation_answer"] == 1


def test_the_same_file_twice_in_one_answer_is_one(asked: Case) -> None:
    client, path = member(asked)
    assert answer(client, path, ("a.txt", b"x"), ("a.txt", b"x")).status_code == 303
    assert rows(asked)["attachment"] == 1


def test_an_ended_case_takes_an_answer_but_no_files_and_keeps_nothing_of_both(asked: Case) -> None:
    client, path = member(asked)
    assert asked.client("sora").post(f"{asked.path}/withdrawal").status_code == 204
    before = rows(asked)
    refused = answer(client, path, ("a.txt", b"x"))
    assert refused.status_code == 409
    assert "終わっている" in refused.text
    assert rows(asked) == before
    assert answer(client, path).status_code == 303


def test_answers_over_and_over_do_not_fill_the_store(asked: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_FILES_OF_ALL", 2)
    client, path = member(asked, max_attachments=1)
    assert answer(client, path, ("a.txt", b"1"), ("b.txt", b"2")).status_code == 303
    before = rows(asked)
    assert answer(client, path, ("c.txt", b"3"), seen="1").status_code == 409
    assert rows(asked) == before
    # What an office sends takes nothing of what the operator may attach.
    one = {"file": ("d.txt", b"4", "text/plain")}
    assert asked.client("sora", max_attachments=1).post(f"{asked.path}/attachments", files=one).status_code == 201


def test_residents_get_a_copy_made_again_or_nothing(asked: Case) -> None:
    client, path = member(asked)
    assert answer(client, path, (NAME, document("回答")), ("b.docx", office_file())).status_code == 303
    reviewer = asked.client("reviewer")
    assert reviewer.post(f"{asked.path}/attachments/2/copy").status_code == 422
    copy = reviewer.get(f"{asked.path}/attachments/1/copy")
    assert copy.status_code == 200
    assert copy.content != document("回答")


def test_a_form_without_a_file_is_answered_as_before(asked: Case) -> None:
    client, path = member(asked)
    assert send(client, path, "answer", **an_answer()).status_code == 303
    assert rows(asked)["attachment"] == 0

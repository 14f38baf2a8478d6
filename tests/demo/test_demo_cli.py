"""`soramichi demo` as a person meets it: it keeps to its own file, its own port and this machine."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from api.cli import app_for
from api.demo.accounts import WANTED, SampleAccount
from api.demo.database import FILE, NotTheDemos, fresh_engine, kept_engine
from api.demo.fill import fill
from api.security import passwords
from api.security.accounts import Account, Organisation
from api.store.migrate import StoreInUse, ready_engine
from api.store.unit_of_work import unit_of_work
from tests.notify.mailbox import free_port

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PASSWORD = re.compile(r"\b(sora|umi|drafter|reviewer|approver|misaki|admin)\b[^\w-]+([\w-]{16})")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", f"sqlite:///{tmp_path / 'mine.sqlite3'}")
    return tmp_path / "demo"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def soramichi(*words: str | Path) -> Result:
    arguments = [str(word) for word in words]
    return CliRunner().invoke(app_for(arguments), arguments)


def accounts_in(folder: Path) -> dict[str, Account]:
    engine = ready_engine(f"sqlite:///{folder / FILE}")
    with unit_of_work(engine, writes=False) as unit:
        accounts = {account.login: account for account in unit.accounts.list()}
    engine.dispose()
    return accounts


def test_it_makes_the_sample_prints_passwords_that_fit_and_leaves_other_databases_alone(folder: Path) -> None:
    result = soramichi("demo", "--no-serve", "--folder", folder)
    assert result.exit_code == 0, result.output
    printed = dict(PASSWORD.findall(result.stderr))
    kept = accounts_in(folder)
    assert set(printed) == set(kept) == {login for login, _, _ in WANTED}
    assert all(passwords.matches(kept[login].password_hash, password) for login, password in printed.items())
    assert not (folder.parent / "mine.sqlite3").exists()


def test_kept_it_has_the_same_trials_and_new_passwords(folder: Path) -> None:
    first = soramichi("demo", "--no-serve", "--folder", folder)
    ids = {login: account.id for login, account in accounts_in(folder).items()}
    second = soramichi("demo", "--no-serve", "--keep", "--folder", folder)
    assert second.exit_code == 0, second.output
    assert {login: account.id for login, account in accounts_in(folder).items()} == ids
    before, after = dict(PASSWORD.findall(first.stderr)), dict(PASSWORD.findall(second.stderr))
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_to_keep_nothing_is_to_make_it(folder: Path) -> None:
    result = soramichi("demo", "--no-serve", "--keep", "--folder", folder)
    assert result.exit_code == 0, result.output
    assert len(accounts_in(folder)) == len(WANTED)


def test_a_taken_port_is_told_before_anything_is_touched(folder: Path, taken_port: int) -> None:
    result = soramichi("demo", "--port", str(taken_port), "--folder", folder)
    assert result.exit_code == 1
    assert f"--port {taken_port + 1}" in result.stderr
    assert not folder.exists()


def test_a_running_demo_keeps_its_file(folder: Path) -> None:
    running = fresh_engine(folder)
    fill(running, NOW)
    with pytest.raises(StoreInUse):
        fresh_engine(folder)
    with pytest.raises(StoreInUse):
        kept_engine(folder)
    running.dispose()
    assert len(accounts_in(folder)) == len(WANTED)
    fresh_engine(folder).dispose()


def test_people_of_another_database_are_never_removed(folder: Path) -> None:
    folder.mkdir()
    engine = ready_engine(f"sqlite:///{folder / FILE}")
    with unit_of_work(engine) as unit:
        unit.accounts.add_organisation(Organisation("o", "本物の会社", NOW))
        unit.accounts.add(Account("a", "o", frozenset({WANTED[0][1]}), "person", "人", "hash", NOW))
    engine.dispose()
    with pytest.raises(NotTheDemos):
        fresh_engine(folder)
    with pytest.raises(NotTheDemos):
        kept_engine(folder)
    assert set(accounts_in(folder)) == {"person"}


def test_no_host_can_be_asked_for(folder: Path) -> None:
    assert soramichi("demo", "--no-serve", "--host", "0.0.0.0", "--folder", folder).exit_code == 2


def test_serve_refuses_to_show_a_demo_to_other_machines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soramichi("demo", "--no-serve", "--folder", folder)
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", f"sqlite:///{folder / FILE}")
    result = soramichi("serve", "--host", "0.0.0.0")
    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr


def test_a_password_does_not_slip_into_a_log() -> None:
    assert "secret" not in repr(SampleAccount("sora", "secret", WANTED[0][1], "空の便"))


def test_a_visitor_follows_a_link_and_a_code_that_the_terminal_shows(folder: Path, repository: Path) -> None:
    port = free_port()
    words = ["demo", "--port", str(port), "--folder", str(folder)]
    terminal = folder.parent / "terminal.txt"
    with terminal.open("w") as shown:
        running = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", *words],
            cwd=repository,
            stdout=shown,
            stderr=subprocess.STDOUT,
        )
    browser = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    try:
        seen(terminal, "Ctrl\\+C")
        password = dict(PASSWORD.findall(terminal.read_text()))["reviewer"]
        assert browser.post("/api/v1/sessions", json={"login": "reviewer", "password": password}).status_code == 204
        assert "Message-ID" not in terminal.read_text(), "the sample's own mail went out before"
        assert browser.get("/api/v1/mail").json() == []
        ask_an_office(browser)
        link = seen(terminal, rf"http://127\.0\.0\.1:{port}(/consultations/[\w-]+)")
        browser.cookies.clear()
        form = {"csrf_token": seen_in(browser.get(link).text, r'name="csrf_token" value="(\w+)"')}
        assert browser.post(f"{link}/code", data=form).status_code == 303
        code = seen(terminal, r"確認コード: (\d{6})")
        assert browser.post(f"{link}/session", data=form | {"code": code}).status_code == 303
        answer = form | {"opinion": "no_opinion", "post": "課長", "seen": "0"}
        assert browser.post(f"{link}/answer", data=answer).status_code == 303
        assert "HTTP/1.1" not in terminal.read_text(), "no log of requests, whose addresses open cases"
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    finally:
        browser.close()
        running.kill()
        running.wait()


def test_serve_writes_no_address_that_opens_a_case_into_a_log(folder: Path, repository: Path) -> None:
    soramichi("demo", "--no-serve", "--folder", folder)
    port, terminal = free_port(), folder.parent / "terminal.txt"
    with terminal.open("w") as shown:
        running = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)],
            cwd=repository,
            stdout=shown,
            stderr=subprocess.STDOUT,
            env=os.environ | {"SORAMICHI_DATABASE_URL": f"sqlite:///{folder / FILE}"},
        )
    try:
        seen(terminal, "Uvicorn running")
        for path in ("/consultations/a-token", "/invitations/a-token", "/trials"):
            assert httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=30).status_code in (200, 404)
        running.send_signal(signal.SIGINT)
        running.wait(60)
    finally:
        running.kill()
        running.wait()
    assert "a-token" not in terminal.read_text()
    assert "Finished server process" in terminal.read_text()


def ask_an_office(reviewer: httpx2.Client) -> None:
    trial = next(one for one in reviewer.get("/api/v1/trials").json() if one["state"] == "submitted")
    path = f"/api/v1/trials/{trial['id']}"
    assert reviewer.post(f"{path}/acceptance", json={}).status_code == 201
    assert reviewer.post(f"{path}/review").status_code == 204
    office = reviewer.get("/api/v1/offices").json()[0]["id"]
    asked = {"revision": 1, "offices": [office], "questions": "支障はありますか。"}
    assert reviewer.post(f"{path}/consultations", json=asked).status_code == 201


def seen(terminal: Path, pattern: str) -> str:
    """Wait until a terminal shows something, and return it."""
    began = time.monotonic()
    while time.monotonic() - began < 120:
        if re.search(pattern, terminal.read_text()):
            break
        time.sleep(0.2)
    return seen_in(terminal.read_text(), pattern)


def seen_in(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[found.lastindex or 0]

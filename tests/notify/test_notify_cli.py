"""`soramichi notify` as a person meets it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from airspace.anchor import read_anchors
from api.cli import app_for
from api.notify.daily import queue_daily
from api.notify.notice import Notice, NoticeKind, Recipient
from api.settings import Settings
from api.store.engine import Engine
from api.store.migrate import ready_engine
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.notify.mailbox import Mailbox, free_port, serving
from tests.store.samples import add_people

NOW = datetime(2026, 11, 4, 16, 0, tzinfo=UTC)  # in Japan it is the 5th


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("SORAMICHI_DATABASE_URL", url)
    engine = ready_engine(url)
    yield engine
    engine.dispose()


def notify(*words: str) -> Result:
    arguments = ["notify", *words]
    return CliRunner().invoke(app_for(arguments), arguments)


def put_one(engine: Engine) -> None:
    with unit_of_work(engine) as unit:
        add_people(unit)
        unit.outbox.put(Notice(NoticeKind.DECISION_MADE, Recipient.account("a1"), "t1", {"revision": 1}), now=NOW)


def test_nothing_passes_for_sent_where_no_way_is_set(engine: Engine) -> None:
    put_one(engine)
    result = notify("run", "--once")
    assert result.exit_code == 1
    assert "SORAMICHI_MAIL" in result.stderr
    with unit_of_work(engine) as unit:
        assert unit.outbox.take(now=NOW, lease_s=1) is not None


def test_the_console_shows_the_mail(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    put_one(engine)
    monkeypatch.setenv("SORAMICHI_MAIL", "console")
    result = notify("run", "--once")
    assert result.exit_code == 0, result.output
    assert "To: operator@example.jp" in result.stdout
    assert "第1版の結果が決まりました" in result.stdout
    assert "http://127.0.0.1:8000/operator/trials/t1" in result.stdout
    assert notify("run", "--once").stdout == ""


def test_the_auditors_get_the_head_once_a_day(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    address_id = notify("address", "add", "auditor", "audit@example.jp").stdout.strip()
    assert notify("address", "list").stdout == f"{address_id}\tauditor\taudit@example.jp\n"
    assert notify("daily").stdout.startswith("1 ")
    assert notify("daily").stdout.startswith("0 ")
    monkeypatch.setenv("SORAMICHI_MAIL", "console")
    (anchor,) = read_anchors(notify("run", "--once").stdout.splitlines())
    with unit_of_work(engine, writes=False) as unit:
        newest = unit.audit.newest()
        assert newest is not None
        assert (anchor.number, anchor.sha256) == (newest.number, newest.hash)
    assert notify("address", "remove", address_id).exit_code == 0
    assert notify("address", "list").stdout == ""
    assert notify("address", "remove", address_id).exit_code == 1


@pytest.mark.parametrize("words", [("office", "no address"), ("person", "a@example.jp")])
def test_what_is_no_offices_address_is_not_registered(engine: Engine, words: tuple[str, str]) -> None:
    assert notify("address", "add", *words).exit_code == 1
    assert notify("address", "list").stdout == ""


def test_a_day_is_a_day_in_japan(store: Store) -> None:
    from api.store.notices import MailAddress, Purpose

    with unit_of_work(store.engine) as unit:
        unit.mail_addresses.add(MailAddress("m1", Purpose.AUDITOR, "audit@example.jp", NOW))
        assert queue_daily(unit, now=NOW) == 1
        assert queue_daily(unit, now=NOW.replace(hour=14, minute=59)) == 1, "the 4th in Japan"
        assert queue_daily(unit, now=NOW.replace(hour=23)) == 0
        mail = unit.outbox.take(now=NOW, lease_s=1)
        assert mail is not None
        assert (mail.notice.parameters["number"], mail.notice.parameters["sha256"]) == (0, "0" * 64)


def test_what_did_not_go_out_is_shown_and_tried_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    put_one(engine)
    port = free_port()
    for name, value in {"MAIL": "smtp", "MAIL_SENDER": "s@example.jp", "SMTP_TLS": "none"}.items():
        monkeypatch.setenv(f"SORAMICHI_{name}", value)
    monkeypatch.setenv("SORAMICHI_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SORAMICHI_SMTP_PORT", str(port))
    mailbox = Mailbox()
    mailbox.reply = "550 no such user"
    with serving(mailbox, port):
        assert notify("run", "--once").exit_code == 0
        (line,) = notify("stuck").stdout.splitlines()
        mail_id, _, kind, state, attempts, error = line.split("\t")
        assert (kind, attempts, error) == ("decision_made", "1", "550 no such user")
        assert "given up" in state
        mailbox.reply = "250 OK"
        assert notify("again", mail_id).exit_code == 0
        assert notify("again", mail_id).exit_code == 1
        assert notify("run", "--once").exit_code == 0
    assert len(mailbox.arrived) == 1
    assert notify("stuck").stdout == ""


def test_the_worker_runs_on_until_it_is_told_to_end(engine: Engine, repository: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "notify", "run", "--every-s", "0.2"],
        cwd=repository,
        env={"SORAMICHI_DATABASE_URL": engine.url.render_as_string(), "SORAMICHI_MAIL": "console", "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        put_one(engine)
        assert worker.stdout is not None
        shown = ""
        began = time.monotonic()
        while "Message-ID" not in shown and time.monotonic() - began < 60:
            shown += worker.stdout.readline()
        assert "To: operator@example.jp" in shown
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.communicate()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mail": "smtp"}, "SMTP_HOST"),
        ({"mail_sender": "nobody"}, "address"),
        ({"public_address": "trials.example.jp"}, "https"),
        ({"public_address": "https://x.jp/?a=b"}, "https"),
        ({"smtp_user": "u", "smtp_tls": "none"}, "in the clear"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings.model_validate(values)


def test_the_password_is_in_no_print_of_the_settings() -> None:
    settings = Settings.model_validate({"smtp_user": "u", "smtp_password": "hush", "public_address": "https://x.jp/"})
    assert "hush" not in repr(settings)
    assert settings.public_address == "https://x.jp"

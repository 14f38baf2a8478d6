"""Mail goes out through a real server: once in the ordinary case, never lost in any other."""

import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from airspace.consultation.kinds import ConsulteeKind
from airspace.consultation.office import ConsultedOffice, OfficeContact
from api.notify.notice import Notice, NoticeKind, Recipient
from api.notify.sender import LEASE_S, WAITS, Post
from api.notify.sinks import SmtpServer, Tls
from api.notify.words import Letterhead
from api.store.notices import MailAddress, Purpose
from api.store.unit_of_work import unit_of_work
from geo.text import Text
from tests.conftest import Store
from tests.notify.mailbox import Mailbox, free_port, serving
from tests.store.samples import add_people

NOW = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
HEAD = Letterhead(Text("三重県", "Mie Prefecture"), "soramichi@pref.example.jp", "https://trials.example.jp")
DECIDED = Notice(NoticeKind.DECISION_MADE, Recipient.account("a1"), "t1", {"revision": 2})


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def up(mailbox: Mailbox, port: int) -> Iterator[None]:
    with serving(mailbox, port):
        yield


@pytest.fixture
def peopled(store: Store) -> Store:
    with unit_of_work(store.engine) as unit:
        add_people(unit)
    return store


def post(store: Store, port: int, clock: Clock, **server: object) -> Post:
    values = {"tls": Tls.NONE, "wait_s": 2.0, "most_s": 5.0} | server
    return Post(store.engine, SmtpServer("127.0.0.1", port, HEAD.sender, **values), HEAD, clock)  # type: ignore[arg-type]


def put(store: Store, notice: Notice = DECIDED, count: int = 1) -> None:
    with unit_of_work(store.engine) as unit:
        for _ in range(count):
            unit.outbox.put(notice, now=NOW)


def stuck(store: Store) -> list[tuple[int, bool, str]]:
    with unit_of_work(store.engine, writes=False) as unit:
        return [(mail.attempts, mail.given_up_at is not None, mail.error) for mail in unit.outbox.stuck()]


@pytest.mark.usefixtures("up")
def test_a_mail_arrives_once_in_both_languages(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    put(peopled)
    assert post(peopled, port, clock).send_due().sent == 1
    clock.pass_by(timedelta(days=30))
    assert post(peopled, port, clock).send_due().tried == 0
    (mail,) = mailbox.arrived
    assert mailbox.recipients == ["operator@example.jp"]
    assert mail["To"] == "operator@example.jp"
    assert mail["From"] == "空みち（三重県） <soramichi@pref.example.jp>"
    assert mail["Subject"] == "【お知らせ】実証実験計画書 第2版の結果が決まりました"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "https://trials.example.jp/operator/trials/t1" in text
    assert "航空法の許可・承認は国土交通省が行います" in text
    assert "The prefecture has decided about revision 2" in text
    assert "山田" not in mail.as_string() + text  # the person's name is in no mail


def test_nothing_is_lost_while_the_server_is_down(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    put(peopled)
    sender = post(peopled, port, clock)
    assert sender.send_due().tried == 1
    ((attempts, given_up, error),) = stuck(peopled)
    assert (attempts, given_up) == (1, False)
    assert "ConnectionRefusedError" in error
    assert sender.send_due().tried == 0, "it waits before it tries again"
    with serving(mailbox, port):
        clock.pass_by(WAITS[0])
        assert sender.send_due().sent == 1
    assert len(mailbox.arrived) == 1
    assert stuck(peopled) == []


def test_a_server_that_stays_down_is_given_up_with_its_error_and_can_be_tried_anew(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock
) -> None:
    put(peopled)
    sender = post(peopled, port, clock)
    for wait in (timedelta(), *WAITS):
        clock.pass_by(wait)
        assert sender.send_due().tried == 1
    ((attempts, given_up, error),) = stuck(peopled)
    assert (attempts, given_up) == (8, True)
    assert "ConnectionRefusedError" in error
    clock.pass_by(timedelta(days=365))
    assert sender.send_due().tried == 0
    with unit_of_work(peopled.engine) as unit:
        (event,) = unit.audit.events()
        assert (event.action, event.subject) == ("mail_given_up", "t1")
        (held,) = unit.outbox.stuck()
        assert not unit.outbox.try_again("other", now=clock())
        assert unit.outbox.try_again(held.id, now=clock())
    with serving(mailbox, port):
        assert sender.send_due().sent == 1


@pytest.mark.usefixtures("up")
@pytest.mark.each_engine
def test_a_server_that_hangs_holds_neither_the_sender_nor_the_database(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock
) -> None:
    mailbox.hangs = True
    put(peopled)
    began = time.monotonic()
    working = threading.Thread(target=post(peopled, port, clock, wait_s=3.0).send_due)
    working.start()
    time.sleep(0.7)
    # While the server hangs, a request writes: it waits for nothing.
    asked = time.monotonic()
    put(peopled)
    assert time.monotonic() - asked < 1.5
    working.join(20)
    assert time.monotonic() - began < 15
    assert ["timed out" in error for _, _, error in stuck(peopled)] == [True, True]


@pytest.mark.each_engine
def test_a_server_that_sends_a_byte_now_and_then_is_left(peopled: Store, clock: Clock) -> None:
    put(peopled)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    while not ended.wait(0.2):
                        connection.sendall(b"2")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        sender = post(peopled, listening.getsockname()[1], clock, wait_s=2.0, most_s=1.0)
        assert sender.send_due().sent == 0
        assert time.monotonic() - began < 10
        ended.set()
        dripping.join()
    assert len(stuck(peopled)) == 1


@pytest.mark.usefixtures("up")
@pytest.mark.parametrize("where", ["reply", "data_reply"])
@pytest.mark.parametrize(("answer", "given_up"), [("550 no such user", True), ("451 later", False)])
def test_a_refusal_for_good_is_not_repeated_and_one_for_now_is(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock, where: str, answer: str, given_up: bool
) -> None:
    setattr(mailbox, where, answer)
    put(peopled)
    assert post(peopled, port, clock).send_due().sent == 0
    assert stuck(peopled) == [(1, given_up, answer)]
    setattr(mailbox, where, "250 OK")
    clock.pass_by(timedelta(days=2))
    assert post(peopled, port, clock).send_due().sent == (0 if given_up else 1)


@pytest.mark.usefixtures("up")
def test_what_the_server_says_is_kept_without_the_address(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock
) -> None:
    mailbox.reply = "550 5.1.1 <{address}>: unknown"
    put(peopled)
    post(peopled, port, clock).send_due()
    ((_, _, error),) = stuck(peopled)
    assert error == "550 5.1.1 … unknown"


@pytest.mark.usefixtures("up")
def test_one_mail_that_fails_holds_up_no_other(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    put(peopled, Notice(NoticeKind.DECISION_MADE, Recipient.account("nobody"), "t0", {"revision": 1}))
    put(peopled)
    result = post(peopled, port, clock).send_due()
    assert (result.tried, result.sent) == (2, 1)
    ((_, given_up, error),) = stuck(peopled)
    assert given_up
    assert "No address" in error


@pytest.mark.usefixtures("up")
def test_a_leaver_is_told_nothing_more(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    put(peopled)
    with unit_of_work(peopled.engine) as unit:
        unit.accounts.disable("a1", NOW)
    assert post(peopled, port, clock).send_due().sent == 0
    assert mailbox.arrived == []


@pytest.mark.usefixtures("up")
def test_a_registered_address_comes_before_the_login(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    with unit_of_work(peopled.engine) as unit:
        unit.mail_addresses.add(MailAddress("m1", Purpose.PERSON, "own..name@docomo.example.jp", NOW, "a1"))
        unit.mail_addresses.add(MailAddress("m2", Purpose.AUDITOR, "audit@city.example.jp", NOW))
        office = ConsultedOffice("f1", ConsulteeKind.FIRE, Text("消防", "fire"), "24", "", None, NOW, "a1")
        unit.offices.add(office, OfficeContact("desk@city.example.jp"))
    put(peopled)
    consulted = {"token": "abcd", "reference": "", "due": NOW.date()}
    put(peopled, Notice(NoticeKind.CONSULTATION_INVITED, Recipient.office("f1"), "t1", consulted))
    put(peopled, Notice(NoticeKind.DECISION_MADE, Recipient.registered("m2"), "t1", {"revision": 1}))
    assert post(peopled, port, clock).send_due().sent == 3
    expected = ["audit@city.example.jp", "desk@city.example.jp", "own..name@docomo.example.jp"]
    assert sorted(mailbox.recipients) == expected
    with unit_of_work(peopled.engine) as unit:
        unit.accounts.forget_person("a1")
        assert unit.mail_addresses.of(Purpose.PERSON) == ()


KILLED = """
import os, signal, sys
from datetime import datetime
from api.notify.sender import Post
from api.notify.sinks import SmtpServer, Tls
from api.store.engine import make_engine
from tests.notify.test_sender import HEAD

class Dies(SmtpServer):
    def deliver(self, address, message):
        super().deliver(address, message)
        os.kill(os.getpid(), signal.SIGKILL)

sink = Dies("127.0.0.1", int(sys.argv[2]), HEAD.sender, Tls.NONE)
Post(make_engine(sys.argv[1]), sink, HEAD, lambda: datetime.fromisoformat(sys.argv[3])).send_due()
"""


@pytest.mark.usefixtures("up")
def test_a_sender_that_is_killed_after_sending_loses_nothing_and_the_double_can_be_told(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock, repository: Path
) -> None:
    put(peopled)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, peopled.url, str(port), clock().isoformat()], cwd=repository, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(mailbox.arrived) == 1
    sender = post(peopled, port, clock)
    assert sender.send_due().tried == 0, "the lease still lasts"
    clock.pass_by(timedelta(seconds=LEASE_S))
    assert sender.send_due().sent == 1
    first, second = mailbox.arrived
    assert first["Message-ID"] == second["Message-ID"] != ""
    clock.pass_by(timedelta(days=2))
    assert sender.send_due().tried == 0


def test_a_mail_that_kills_each_sender_is_given_up(peopled: Store, port: int, clock: Clock) -> None:
    put(peopled)
    for _ in range(len(WAITS) + 1):
        with unit_of_work(peopled.engine) as unit:
            assert unit.outbox.take(now=clock(), lease_s=LEASE_S) is not None
        clock.pass_by(timedelta(seconds=LEASE_S))
    assert post(peopled, port, clock).send_due().sent == 0
    ((_, given_up, error),) = stuck(peopled)
    assert given_up
    assert "during each try" in error


@pytest.mark.usefixtures("up")
@pytest.mark.each_engine
def test_senders_at_once_send_each_mail_once(peopled: Store, mailbox: Mailbox, port: int, clock: Clock) -> None:
    put(peopled, count=30)
    sent: list[int] = []
    senders = [
        threading.Thread(target=lambda: sent.append(post(peopled, port, clock).send_due().sent)) for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sum(sent) == 30
    assert len({mail["Message-ID"] for mail in mailbox.arrived}) == len(mailbox.arrived) == 30


def test_a_notice_is_in_the_transaction_of_what_it_tells_of(peopled: Store) -> None:
    def fail() -> None:
        with unit_of_work(peopled.engine) as unit:
            unit.outbox.put(DECIDED, now=NOW)
            raise RuntimeError("the request fails")

    with pytest.raises(RuntimeError, match="fails"):
        fail()
    with unit_of_work(peopled.engine) as unit:
        assert unit.outbox.take(now=NOW, lease_s=1) is None


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return the certificate and key of `localhost`, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "localhost.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_an_encrypted_way_is_used_and_its_certificate_checked(
    peopled: Store,
    mailbox: Mailbox,
    port: int,
    clock: Clock,
    tls: Tls,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    how = {"tls_context": context, "require_starttls": True} if tls is Tls.STARTTLS else {"ssl_context": context}
    put(peopled)
    sink = SmtpServer("localhost", port, HEAD.sender, tls, wait_s=3.0)
    with serving(mailbox, port, **how):
        assert Post(peopled.engine, sink, HEAD, clock).send_due().sent == 0, "nobody vouches for the certificate"
        assert "CERTIFICATE_VERIFY_FAILED" in stuck(peopled)[0][2]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        clock.pass_by(WAITS[0])
        assert Post(peopled.engine, sink, HEAD, clock).send_due().sent == 1


@pytest.mark.usefixtures("up")
def test_a_server_without_encryption_gets_no_mail_where_it_was_asked_for(
    peopled: Store, mailbox: Mailbox, port: int, clock: Clock
) -> None:
    put(peopled)
    assert post(peopled, port, clock, tls=Tls.STARTTLS).send_due().sent == 0
    assert mailbox.arrived == []
    assert "STARTTLS" in stuck(peopled)[0][2]

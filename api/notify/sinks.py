"""Where mail goes: a mail server, or a console that shows it.

A sink returns when the mail is accepted, and raises `NotDelivered` otherwise.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from threading import Event, Thread
from typing import Any, Protocol

from api.notify.addresses import without_addresses

FIRST_PERMANENT = 500
"""Replies from here on say that the same mail will not be taken later either."""


class NotDelivered(Exception):
    """The mail was not accepted."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(without_addresses(why))
        self.for_good = for_good


class Sink(Protocol):
    """What takes mail."""

    def deliver(self, address: str, message: EmailMessage) -> None:
        """Hand a mail over; raises `NotDelivered` where it is not accepted."""


class Tls(StrEnum):
    """How the way to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class ConsoleSink:
    """Shows each mail instead of sending it."""

    write: Callable[[str], None]

    def deliver(self, address: str, message: EmailMessage) -> None:
        """Show a mail."""
        text = message.get_body()
        shown = text.get_content() if text is not None else ""
        heads = "\n".join(f"{name}: {message[name]}" for name in ("From", "Subject", "Message-ID"))
        self.write(f"{'=' * 72}\nTo: {address}\n{heads}\n\n{shown}")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. Each wait ends after `wait_s`, and all of them together after `most_s`.

    Without the second bound a server that sends a byte now and then would hold the sender for ever.
    """

    host: str
    port: int
    sender: str
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    wait_s: float = 20.0
    most_s: float = 120.0

    def deliver(self, address: str, message: EmailMessage) -> None:
        """Send a mail. An encrypted way that was asked for is never given up for a plain one."""
        try:
            with self._connection() as client:
                client.send_message(message, self.sender, [address])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotDelivered(_reply(code, said), for_good=code >= FIRST_PERMANENT) from refused
        except smtplib.SMTPDataError as refused:
            raise NotDelivered(
                _reply(refused.smtp_code, refused.smtp_error), for_good=refused.smtp_code >= FIRST_PERMANENT
            ) from refused
        except smtplib.SMTPResponseException as refused:
            # The sign-in or the sender: ours to set right, and then the mail can go.
            raise NotDelivered(_reply(refused.smtp_code, refused.smtp_error)) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}") from error

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        client = self._connected()
        try:
            if self.tls is Tls.STARTTLS:
                client.starttls(context=ssl.create_default_context())
            if self.user:
                client.login(self.user, self.password)
            yield client
            # The mail is accepted: what goes wrong with the farewell is not the mail's.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()

    def _connected(self) -> smtplib.SMTP:
        if self.tls is Tls.TLS:
            context = ssl.create_default_context()
            return _Encrypted(self.most_s, self.host, self.port, timeout=self.wait_s, context=context)
        return _Plain(self.most_s, self.host, self.port, timeout=self.wait_s)


class _Bounded(smtplib.SMTP):
    """A client that hangs up where all together takes longer than it may."""

    def __init__(self, most_s: float, *args: Any, **kwargs: Any) -> None:
        self._most_s = most_s
        self._over = Event()
        super().__init__(*args, **kwargs)

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect, and begin to count."""
        Thread(target=self._hang_up_when_late, daemon=True).start()
        try:
            return super().connect(*args, **kwargs)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close, and count no longer."""
        self._over.set()
        super().close()

    def _hang_up_when_late(self) -> None:
        # The socket is there only once it is connected, which its own time-out bounds.
        late = not self._over.wait(self._most_s)
        while late and not self._over.wait(0.1):
            with suppress(OSError, AttributeError):
                self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


class _Plain(_Bounded):
    """Begins in the clear."""


class _Encrypted(_Bounded, smtplib.SMTP_SSL):
    """Is encrypted from the first byte."""


def _reply(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"

"""A real mail server on loopback, which can be told to misbehave."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived, and how the server answers: `reply` to the recipient, `data_reply` to the mail."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.reply = "250 OK"
        self.data_reply = "250 OK"
        self.hangs = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.hangs:
            await asyncio.sleep(60)
        if self.reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.reply.replace("{address}", address)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_reply.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.arrived.append(message)
            self.recipients += envelope.rcpt_tos
        return self.data_reply


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def serving(mailbox: Mailbox, port: int, **kwargs: Any) -> Iterator[None]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **kwargs)
    controller.start()
    try:
        yield
    finally:
        controller.stop()

"""What is sent to those who are asked. A `Sender` keeps it in the same transaction as what it tells of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from airspace.consultation import Consultation, Reminder, Withdrawal
from airspace.notice import MLIT_NOTICE
from airspace.workflow import StepRefused
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


class MessageKind(StrEnum):
    """What a message is for."""

    ASKED = "asked"
    REMINDED = "reminded"
    WITHDRAWN = "withdrawn"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to an office's registered address, in both languages.

    `secret` is the token of the link or the one-time code in it, empty where it has none: a sender that keeps ids and
    fills words in later needs it by itself.
    """

    kind: MessageKind
    consultation: Consultation
    to: str = field(repr=False)
    subject: Text
    body: Text = field(repr=False)
    secret: str = field(default="", repr=False)


class Sender(Protocol):
    """Where messages go. What is put is sent if, and only if, the unit commits."""

    def put(self, unit: UnitOfWork, message: Message, *, now: datetime) -> None:
        """Keep a message to be sent."""


class NoSender:
    """Stands where no way to send is set up: it refuses, so that nobody waits for what never comes."""

    def put(self, unit: UnitOfWork, message: Message, *, now: datetime) -> None:  # noqa: ARG002 - the port's signature
        """Refuse."""
        raise StepRefused(
            Text("メールを送る設定がないため、送れません。", "No way to send mail is set up."),
            Text(
                "県の管理者に知らせてください。何も記録していません。", "Tell the administrator. Nothing was recorded."
            ),
        )


def asked(consultation: Consultation, title: str, link: str, to: str) -> Message:
    """Return the request for an opinion, with the link that opens the case."""
    due = f"{consultation.due_on:%Y-%m-%d}"
    return Message(
        MessageKind.ASKED,
        consultation,
        to,
        Text(f"【意見照会】{_line(title)}（回答期限 {due}）", f"[Opinion asked] {_line(title)} (due {due})"),
        Text(
            f"{consultation.consultee.name.ja} 御中\n\n"
            f"実証実験「{_line(title)}」（第{consultation.revision_number}版）の飛行経路について、ご意見をうかがいます。\n"
            f"回答期限：{due}\n\n内容の確認と回答：\n{link}\n\n"
            "このリンクで内容を見られます。回答には、この宛先に届く確認コードが要ります。\n"
            f"お願いするのは意見で、許可や承認ではありません。{MLIT_NOTICE.ja}\n",
            f"To {consultation.consultee.name.en}\n\n"
            f"We ask for your opinion on the route of the trial '{_line(title)}' "
            f"(revision {consultation.revision_number}).\nDue: {due}\n\nLook at it and answer:\n{link}\n\n"
            "The link shows the case. To answer you need a code that is sent to this address.\n"
            f"We ask for an opinion, not a permission. {MLIT_NOTICE.en}\n",
        ),
        secret=link.rpartition("/")[2],
    )


def reminded(consultation: Consultation, reminder: Reminder, title: str, link: str, to: str) -> Message:
    """Return the reminder, with a link of its own."""
    due = f"{consultation.due_on:%Y-%m-%d}"
    over = consultation.is_late(reminder.reminded_at)
    ja, en = ("期限を過ぎました", "is past") if over else ("期限が近づいています", "comes near")
    return Message(
        MessageKind.REMINDED,
        consultation,
        to,
        Text(f"【再度のお願い・意見照会】{_line(title)}", f"[Reminder: opinion asked] {_line(title)}"),
        Text(
            f"{consultation.consultee.name.ja} 御中\n\n"
            f"「{_line(title)}」の意見照会（回答期限 {due}）は、{ja}。まだ回答をいただいていません。\n"
            f"期限のあとでも回答できます（期限後の回答として記録します）。回答がないことを同意とはみなしません。\n\n{link}\n",
            f"To {consultation.consultee.name.en}\n\n"
            f"The due date ({due}) of our question about '{_line(title)}' {en}; we have no answer yet.\n"
            "You can still answer; it is recorded as late after that day. No answer is not taken as agreement.\n\n"
            f"{link}\n",
        ),
        secret=link.rpartition("/")[2],
    )


def withdrawn(consultation: Consultation, withdrawal: Withdrawal, title: str, to: str) -> Message:
    """Return the notice that an answer is no longer asked for."""
    return Message(
        MessageKind.WITHDRAWN,
        consultation,
        to,
        Text(f"【意見照会の取下げ】{_line(title)}", f"[Opinion no longer asked] {_line(title)}"),
        Text(
            f"{consultation.consultee.name.ja} 御中\n\n「{_line(title)}」の意見照会を取り下げました。回答は不要です。\n"
            f"理由：{withdrawal.reason}\n",
            f"To {consultation.consultee.name.en}\n\nWe have withdrawn our question about '{_line(title)}'. "
            f"No answer is needed.\nReason: {withdrawal.reason}\n",
        ),
    )


def code(consultation: Consultation, digits: str, to: str) -> Message:
    """Return the one-time code."""
    return Message(
        MessageKind.CODE,
        consultation,
        to,
        Text("【意見照会】回答のための確認コード", "[Opinion asked] Code to answer with"),
        Text(
            f"{consultation.consultee.name.ja} 御中\n\n確認コード：{digits}\n\n"
            "10分以内に、照会の画面に入れてください。1回だけ使えます。\n"
            "お心あたりがないときは、このコードをだれにも伝えず、県の担当にお知らせください。\n",
            f"To {consultation.consultee.name.en}\n\nCode: {digits}\n\n"
            "Enter it on the page of the consultation within 10 minutes. It works once.\n"
            "If you did not ask for it, tell it to nobody and let the prefecture's desk know.\n",
        ),
        secret=digits,
    )


def _line(title: str) -> str:
    """Return a title as one line: an operator wrote it, and it stands in a mail's subject."""
    return " ".join(title.split())

"""The words of notices, from one template a kind with blocks for both languages, and the mail made of them.

A template is given a notice's parameters, which hold ids, numbers and dates only; so nothing that anybody typed reaches
a header, and the mail library refuses a line end in one besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from airspace.anchor import Anchor
from airspace.notice import MLIT_NOTICE
from airspace.trial import JST
from api.notify.notice import Notice, NoticeKind
from geo.text import Text

TEMPLATES = Path(__file__).parent / "templates"

WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is the same on every mail: who sends it, from which address, and where the service is reached."""

    office: Text
    sender: str
    address: str

    @property
    def domain(self) -> str:
        """The sender's domain, in which the ids of messages are unique."""
        return self.sender.rpartition("@")[2]


def subject_of(notice: Notice) -> Text:
    """Return what a notice says in one line."""
    values = {"parameters": notice.parameters}
    return Text(_block(notice.kind, "subject_ja", values), _block(notice.kind, "subject_en", values))


def mail_of(notice: Notice, head: Letterhead, *, mail_id: str, address: str, at: datetime) -> EmailMessage:
    """Return a notice as mail: Japanese, then English, in plain text.

    The id of the message is made from `mail_id` alone, so that a mail that was sent twice can be told by it.
    """
    subject = subject_of(notice)
    message = EmailMessage(policy=SMTP.clone(max_line_length=900, refold_source="none"))
    message["Subject"] = subject.ja
    message["From"] = Address(f"空みち（{head.office.ja}）", *head.sender.rsplit("@", 1))
    message["To"] = address
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail_id}@{head.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(notice, head, subject), charset="utf-8", cte="base64")
    return message


def _body(notice: Notice, head: Letterhead, subject: Text) -> str:
    values = {
        "parameters": notice.parameters,
        "link": head.address + notice.path,
        "mlit_notice": MLIT_NOTICE,
        "anchor": _anchor(notice),
    }
    ja, en = (_block(notice.kind, f"body_{language}", values) for language in ("ja", "en"))
    foot = Text(
        f"{head.office.ja} 空みち（自動で送っています。返信は届きません）",
        f"Soramichi, {head.office.en} (sent automatically; replies are not read)",
    )
    return f"{ja}\n\n{foot.ja}\n\n----\n{subject.en}\n\n{en}\n\n{foot.en}\n"


def _anchor(notice: Notice) -> str:
    if notice.kind is not NoticeKind.AUDIT_HEAD:
        return ""
    number, sha256, on = (notice.parameters[name] for name in ("number", "sha256", "on"))
    if not (isinstance(number, int) and isinstance(sha256, str) and isinstance(on, date)):
        raise TypeError("an anchor's parameters were checked when the notice was made")
    return str(Anchor(number, sha256, on))


def _block(kind: NoticeKind, name: str, values: Mapping[str, Any]) -> str:
    template = ENVIRONMENT.get_template(f"{kind}.txt")
    return "".join(template.blocks[name](template.new_context(dict(values)))).strip()


def _day_ja(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"


def _day_en(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


def day_in_japan(at: datetime) -> date:
    """Return the day on which a moment falls in Japan."""
    return at.astimezone(JST).date()


def _environment() -> Environment:
    # Plain text: escaping for HTML would only spoil it.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=False, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(day_ja=_day_ja, day_en=_day_en)
    return environment


ENVIRONMENT = _environment()

"""A notice as a value: its kind, to whom, about what, and no more than ids, numbers and dates.

What a notice carries may lie in the outbox for days and in a mailbox for years, so nothing personal is in it: whoever
is meant signs in and reads it there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from geo.text import Text

Parameter = str | int | date

ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
CODE = re.compile(r"[0-9A-Za-z_-]{4,128}")
REFERENCE = re.compile(r"(令[0-9]{1,3}-空-[0-9]{4,9})?")
SHA256 = re.compile(r"[0-9a-f]{64}")


class NoticeKind(StrEnum):
    """What is told."""

    CONSULTATION_INVITED = "consultation_invited"
    CONSULTATION_DUE = "consultation_due"
    CONSULTATION_OVERDUE = "consultation_overdue"
    CONSULTATION_WITHDRAWN = "consultation_withdrawn"
    CORRECTION_ASKED = "correction_asked"
    DECISION_MADE = "decision_made"
    STOP_REQUESTED = "stop_requested"
    CASE_CLOSED = "case_closed"
    SHARING_ENDED = "sharing_ended"
    MEMBER_INVITED = "member_invited"
    ONE_TIME_CODE = "one_time_code"
    AUDIT_HEAD = "audit_head"
    DAY_PLANNED = "day_planned"
    DAY_CHANGED = "day_changed"
    CONTACT_STOP = "contact_stop"
    CONTACT_RELEASE = "contact_release"
    CONTACT_INCIDENT = "contact_incident"
    AREA_STOPPED = "area_stopped"
    AREA_RELEASED = "area_released"
    INCIDENT_REPORTED = "incident_reported"
    ROUTE_RESCREENED = "route_rescreened"
    CASE_RESCREENED = "case_rescreened"
    VOICE_HEARD = "voice_heard"
    ALERT_ASKED = "alert_asked"
    ALERT_CHANGED = "alert_changed"
    ALERT_URGENT = "alert_urgent"
    ALERT_RELEASED = "alert_released"
    ALERT_ENDING = "alert_ending"


NOTICE_NAMES: Mapping[NoticeKind, Text] = MappingProxyType(
    {
        NoticeKind.CONSULTATION_INVITED: Text("意見照会の依頼", "consultation"),
        NoticeKind.CONSULTATION_DUE: Text("意見照会の期限", "consultation due"),
        NoticeKind.CONSULTATION_OVERDUE: Text("意見照会の期限切れ", "consultation past its due date"),
        NoticeKind.CONSULTATION_WITHDRAWN: Text("意見照会の取下げ", "consultation withdrawn"),
        NoticeKind.CORRECTION_ASKED: Text("補正のお願い", "correction asked"),
        NoticeKind.DECISION_MADE: Text("結果のお知らせ", "decision made"),
        NoticeKind.STOP_REQUESTED: Text("飛行の中止のお願い", "request to stop"),
        NoticeKind.CASE_CLOSED: Text("案件の完了", "case closed"),
        NoticeKind.SHARING_ENDED: Text("空域の調整の終わり", "end of an agreement to share"),
        NoticeKind.MEMBER_INVITED: Text("利用者の招待", "invitation"),
        NoticeKind.ONE_TIME_CODE: Text("確認コード", "one-time code"),
        NoticeKind.AUDIT_HEAD: Text("監査記録の控え", "anchor of the audit log"),
        NoticeKind.DAY_PLANNED: Text("飛行の予定（連絡先へ）", "flights planned (to contacts)"),
        NoticeKind.DAY_CHANGED: Text("飛行日の状態の変化（連絡先へ）", "change of a flight day (to contacts)"),
        NoticeKind.CONTACT_STOP: Text("飛行の停止の要請（連絡先へ）", "request to stop (to contacts)"),
        NoticeKind.CONTACT_RELEASE: Text("停止の要請の解除（連絡先へ）", "end of the request (to contacts)"),
        NoticeKind.CONTACT_INCIDENT: Text("事故・トラブルの第一報（連絡先へ）", "incident (to contacts)"),
        NoticeKind.AREA_STOPPED: Text("区域の飛行の停止の要請", "request to stop in an area"),
        NoticeKind.AREA_RELEASED: Text("区域の停止の要請の解除", "end of a request to stop in an area"),
        NoticeKind.INCIDENT_REPORTED: Text("事故・トラブルの第一報", "first report of an incident"),
        NoticeKind.ROUTE_RESCREENED: Text("地図データの更新後の再確認", "check after new map data"),
        NoticeKind.CASE_RESCREENED: Text("地図データの更新後の再確認（県）", "check after new map data (office)"),
        NoticeKind.VOICE_HEARD: Text("県民の声", "a resident's voice"),
        NoticeKind.ALERT_ASKED: Text("飛行のお知らせの確認（住民へ）", "alert to be confirmed (to residents)"),
        NoticeKind.ALERT_CHANGED: Text("飛行のお知らせ（住民へ）", "flights near a place (to residents)"),
        NoticeKind.ALERT_URGENT: Text("停止の要請・事故のお知らせ（住民へ）", "stop or incident (to residents)"),
        NoticeKind.ALERT_RELEASED: Text("停止の要請の終わり（住民へ）", "end of a request to stop (to residents)"),
        NoticeKind.ALERT_ENDING: Text("飛行のお知らせの終わり（住民へ）", "alert about to end (to residents)"),
    }
)


class Holds(StrEnum):
    """What a parameter may hold."""

    DAY = "day"
    NUMBER = "number"
    ID = "id"
    REFERENCE = "reference"
    SHA256 = "sha256"
    CODE = "code"


OF_A_CONSULTATION: Mapping[str, Holds] = MappingProxyType(
    {"token": Holds.CODE, "reference": Holds.REFERENCE, "due": Holds.DAY}
)
"""The link's token, the trial's 受付番号 (empty where it has none), and the day by which an answer is due."""

TOLD_OF_A_DAY: Mapping[str, Holds] = MappingProxyType({"token": Holds.CODE, "day": Holds.DAY})
"""The link's token by which a contact says that it knows, and the day that it is about, or on which it was told."""

PARAMETERS: Mapping[NoticeKind, Mapping[str, Holds]] = MappingProxyType(
    {
        NoticeKind.CONSULTATION_INVITED: OF_A_CONSULTATION,
        NoticeKind.CONSULTATION_DUE: OF_A_CONSULTATION,
        NoticeKind.CONSULTATION_OVERDUE: OF_A_CONSULTATION,
        NoticeKind.CONSULTATION_WITHDRAWN: OF_A_CONSULTATION,
        NoticeKind.CORRECTION_ASKED: {"revision": Holds.NUMBER},
        NoticeKind.DECISION_MADE: {"revision": Holds.NUMBER},
        NoticeKind.STOP_REQUESTED: {"revision": Holds.NUMBER},
        NoticeKind.CASE_CLOSED: {"revision": Holds.NUMBER},
        NoticeKind.SHARING_ENDED: {},
        NoticeKind.MEMBER_INVITED: {"code": Holds.CODE, "until": Holds.DAY},
        NoticeKind.ONE_TIME_CODE: {"code": Holds.CODE, "minutes": Holds.NUMBER},
        NoticeKind.AUDIT_HEAD: {"number": Holds.NUMBER, "sha256": Holds.SHA256, "on": Holds.DAY},
        NoticeKind.DAY_PLANNED: TOLD_OF_A_DAY,
        NoticeKind.DAY_CHANGED: TOLD_OF_A_DAY,
        NoticeKind.CONTACT_STOP: TOLD_OF_A_DAY,
        NoticeKind.CONTACT_RELEASE: TOLD_OF_A_DAY,
        NoticeKind.CONTACT_INCIDENT: TOLD_OF_A_DAY,
        NoticeKind.AREA_STOPPED: {"since": Holds.DAY},
        NoticeKind.AREA_RELEASED: {"since": Holds.DAY},
        NoticeKind.INCIDENT_REPORTED: {"number": Holds.NUMBER},
        NoticeKind.ROUTE_RESCREENED: {"revision": Holds.NUMBER},
        NoticeKind.CASE_RESCREENED: {"revision": Holds.NUMBER},
        NoticeKind.VOICE_HEARD: {},
        NoticeKind.ALERT_ASKED: {"code": Holds.CODE},
        NoticeKind.ALERT_CHANGED: {"code": Holds.CODE, "count": Holds.NUMBER, "on": Holds.DAY},
        NoticeKind.ALERT_URGENT: {"code": Holds.CODE, "on": Holds.DAY},
        NoticeKind.ALERT_RELEASED: {"code": Holds.CODE, "on": Holds.DAY},
        NoticeKind.ALERT_ENDING: {"code": Holds.CODE, "on": Holds.DAY},
    }
)
"""The parameters of each kind: exactly these."""

PATHS: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.CONSULTATION_INVITED: "/consultations/{token}",
        NoticeKind.CONSULTATION_DUE: "/consultations/{token}",
        NoticeKind.CONSULTATION_OVERDUE: "/consultations/{token}",
        NoticeKind.CONSULTATION_WITHDRAWN: "/consultations/{token}",
        NoticeKind.CORRECTION_ASKED: "/operator/trials/{subject}",
        NoticeKind.DECISION_MADE: "/operator/trials/{subject}",
        NoticeKind.STOP_REQUESTED: "/operator/trials/{subject}",
        NoticeKind.CASE_CLOSED: "/operator/trials/{subject}",
        NoticeKind.SHARING_ENDED: "/operator/trials/{subject}/days",
        NoticeKind.MEMBER_INVITED: "/invitations/{code}",
        NoticeKind.DAY_PLANNED: "/told/{token}",
        NoticeKind.DAY_CHANGED: "/told/{token}",
        NoticeKind.CONTACT_STOP: "/told/{token}",
        NoticeKind.CONTACT_RELEASE: "/told/{token}",
        NoticeKind.CONTACT_INCIDENT: "/told/{token}",
        NoticeKind.AREA_STOPPED: "/operator/trials/{subject}/days",
        NoticeKind.AREA_RELEASED: "/operator/trials/{subject}/days",
        NoticeKind.INCIDENT_REPORTED: "/staff/trials/{subject}/incidents",
        NoticeKind.ROUTE_RESCREENED: "/operator/trials/{subject}",
        NoticeKind.CASE_RESCREENED: "/staff/trials/{subject}",
        NoticeKind.VOICE_HEARD: "/staff/voices/{subject}",
        NoticeKind.ALERT_ASKED: "/alerts/{code}",
        NoticeKind.ALERT_CHANGED: "/alerts/{code}",
        NoticeKind.ALERT_URGENT: "/alerts/{code}",
        NoticeKind.ALERT_RELEASED: "/alerts/{code}",
        NoticeKind.ALERT_ENDING: "/alerts/{code}",
    }
)
"""Where a kind is acted on, below the service's public address. The other kinds are complete in themselves."""

MAIL_ONLY = frozenset({kind for kind, holds in PARAMETERS.items() if Holds.CODE in holds.values()}) | {
    NoticeKind.AUDIT_HEAD
}
"""Kinds that are not kept as a notice in the pages: a code proves the mailbox, and an anchor belongs outside."""


class RecipientKind(StrEnum):
    """By what a recipient's address is found when the mail goes out."""

    ACCOUNT = "account"
    OFFICE = "office"
    REGISTERED = "registered"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An account, an office, a registered address, or a trial's contact, by id. Addresses are in the store alone."""

    kind: RecipientKind
    id: str

    def __post_init__(self) -> None:
        _require(ID, self.id, "the recipient's id")

    @classmethod
    def account(cls, account_id: str) -> "Recipient":
        """Return an account as recipient."""
        return cls(RecipientKind.ACCOUNT, account_id)

    @classmethod
    def office(cls, office_id: str) -> "Recipient":
        """Return a consulted office as recipient."""
        return cls(RecipientKind.OFFICE, office_id)

    @classmethod
    def registered(cls, address_id: str) -> "Recipient":
        """Return a registered address as recipient."""
        return cls(RecipientKind.REGISTERED, address_id)

    @classmethod
    def contact(cls, contact_id: str) -> "Recipient":
        """Return a contact of a trial as recipient."""
        return cls(RecipientKind.CONTACT, contact_id)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told to one recipient; `subject` is the id of the trial that it is about, empty for none.

    Raises
    ------
    ValueError
        If a parameter is missing, unknown, or holds anything but what `PARAMETERS` says: a fault of ours, never of
        whoever sent a form.
    """

    kind: NoticeKind
    recipient: Recipient
    subject: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = PARAMETERS[self.kind]
        if set(self.parameters) != set(wanted):
            raise ValueError(f"{self.kind} takes {sorted(wanted)}, not {sorted(self.parameters)}")
        for name, holds in wanted.items():
            _check(holds, self.parameters[name], name)
        if self.subject:
            _require(ID, self.subject, "the subject")

    @property
    def path(self) -> str:
        """Where it is acted on, empty where it is complete in itself."""
        values = {name: str(value) for name, value in self.parameters.items()}
        return PATHS.get(self.kind, "").format(subject=self.subject, **values)

    def stored(self) -> dict[str, str | int]:
        """Return the parameters as JSON holds them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in self.parameters.items()
        }


def parameters_from(kind: NoticeKind, stored: Mapping[str, str | int]) -> dict[str, Parameter]:
    """Return the parameters that `stored` made JSON of."""
    wanted = PARAMETERS[kind]
    return {
        name: date.fromisoformat(str(value)) if wanted.get(name) is Holds.DAY else value
        for name, value in stored.items()
    }


def _check(holds: Holds, value: Parameter, name: str) -> None:
    match holds:
        case Holds.DAY:
            fits = type(value) is date
        case Holds.NUMBER:
            fits = type(value) is int and value >= 0
        case Holds.ID:
            return _require(ID, value, name)
        case Holds.REFERENCE:
            return _require(REFERENCE, value, name)
        case Holds.SHA256:
            return _require(SHA256, value, name)
        case Holds.CODE:
            return _require(CODE, value, name)
    if not fits:
        raise ValueError(f"{name} is no {holds}: {value!r}")
    return None


def _require(pattern: re.Pattern[str], value: Parameter, name: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{name} is not of the form {pattern.pattern}")

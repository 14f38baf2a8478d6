"""通知文書: a letter of the prefecture as a value, and what each kind of letter owes its reader.

A letter never permits a flight. One that disposes of a right (処分: the use of a place that the prefecture manages)
cannot be made without its reasons and without saying how it is contested (教示): 行政手続法8条, which owes reasons
where an application is refused (we ask for them always), 行政不服審査法82条1項, 行政事件訴訟法46条1項. One that
disposes of nothing says no such thing, since it would pose as what it is not.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from airspace.anchor import Anchor
from airspace.letter_text import refuse_count, refuse_no_line, refuse_no_words
from geo.errors import ValueRefused
from geo.text import Text

MOST_CLAUSES = 50
MOST_LINES = 4
MOST_YEARS_KEPT = 100
MOST_YEN = 10**12

_SHA256 = re.compile(r"[0-9a-f]{64}")


class LetterKind(StrEnum):
    """What a letter does."""

    ROUTE_CONFIRMED = "route_confirmed"
    ROUTE_DECLINED = "route_declined"
    ADOPTED = "adopted"
    ADOPTION_DECLINED = "adoption_declined"
    ADOPTION_WITHDRAWN = "adoption_withdrawn"
    FACILITY_USE = "facility_use"
    FACILITY_DECLINED = "facility_declined"
    FACILITY_WITHDRAWN = "facility_withdrawn"
    SUPPORT = "support"
    SUPPORT_DECLINED = "support_declined"
    SUPPORT_WITHDRAWN = "support_withdrawn"
    CORRECTION_REQUEST = "correction_request"
    RECEIPT = "receipt"
    CONSULTATION = "consultation"
    CHANGE_RECEIVED = "change_received"
    WITHDRAWAL_RECEIVED = "withdrawal_received"
    STOP_REQUEST = "stop_request"
    CONFIRMATION_WITHDRAWN = "confirmation_withdrawn"


KIND_NAMES = {
    LetterKind.ROUTE_CONFIRMED: Text("飛行経路の確認の通知", "notice that a route is confirmed"),
    LetterKind.ROUTE_DECLINED: Text("飛行経路を確認できない旨の通知", "notice that a route is not confirmed"),
    LetterKind.ADOPTED: Text("採択・交付決定の通知", "notice of adoption and grant"),
    LetterKind.ADOPTION_DECLINED: Text("不採択の通知", "notice that a trial is not adopted"),
    LetterKind.ADOPTION_WITHDRAWN: Text("採択の取消しの通知", "notice that an adoption is withdrawn"),
    LetterKind.FACILITY_USE: Text("施設の使用許可", "permission to use a place of the prefecture's"),
    LetterKind.FACILITY_DECLINED: Text("施設の使用の不許可", "refusal of the use of a place of the prefecture's"),
    LetterKind.FACILITY_WITHDRAWN: Text("施設の使用許可の取消し", "withdrawal of the use of such a place"),
    LetterKind.SUPPORT: Text("後援の承諾", "agreement to lend the prefecture's name"),
    LetterKind.SUPPORT_DECLINED: Text("後援をしない旨の通知", "notice that the prefecture's name is not lent"),
    LetterKind.SUPPORT_WITHDRAWN: Text("後援の取消しの通知", "notice that the prefecture's name is lent no more"),
    LetterKind.CORRECTION_REQUEST: Text("補正依頼", "request for corrections"),
    LetterKind.RECEIPT: Text("受領書", "receipt"),
    LetterKind.CONSULTATION: Text("意見照会", "request for an opinion"),
    LetterKind.CHANGE_RECEIVED: Text("変更届の受理の通知", "notice that a change is received"),
    LetterKind.WITHDRAWAL_RECEIVED: Text("取下げの受理の通知", "notice that a withdrawal is received"),
    LetterKind.STOP_REQUEST: Text("中止の要請", "request to stop"),
    LetterKind.CONFIRMATION_WITHDRAWN: Text("確認の取消しの通知", "notice that a confirmation is withdrawn"),
}


class Part(StrEnum):
    """What a letter may hold besides its head, by the name of its field."""

    NUMBER = "number"
    BASIS = "basis"
    ANSWERS = "answers"
    EARLIER = "earlier"
    RECEPTION = "reception"
    FACILITY = "facility"
    GRANT_YEN = "grant_yen"
    CLAUSES = "clauses"
    ASKED = "asked"
    REASONS = "reasons"
    DUE_ON = "due_on"
    REDRESS = "redress"


PART_NAMES = {
    Part.NUMBER: Text("文書番号", "document number"),
    Part.BASIS: Text("根拠", "basis"),
    Part.ANSWERS: Text("相手方の文書の日付", "day of the paper that it answers"),
    Part.EARLIER: Text("先に通知した文書の番号と日付", "number and day of the earlier letter"),
    Part.RECEPTION: Text("受付番号と収受日", "reception number and day"),
    Part.FACILITY: Text("使用する施設", "place to be used"),
    Part.GRANT_YEN: Text("交付決定額", "grant"),
    Part.CLAUSES: Text("留意事項・条件", "conditions"),
    Part.ASKED: Text("求める事項", "what is asked"),
    Part.REASONS: Text("理由", "reasons"),
    Part.DUE_ON: Text("期限", "due date"),
    Part.REDRESS: Text("教示（審査請求・取消訴訟）", "how it is contested (教示)"),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts a kind of letter owes, and which it may hold besides."""

    owed: frozenset[Part]
    may: frozenset[Part] = frozenset()


def _parts(owed: str, may: str = "") -> Parts:
    return Parts(frozenset(map(Part, owed.split())), frozenset(map(Part, may.split())))


PARTS = {
    LetterKind.ROUTE_CONFIRMED: _parts("number basis", "reception clauses due_on"),
    LetterKind.ROUTE_DECLINED: _parts("number basis reasons", "reception earlier"),
    LetterKind.ADOPTED: _parts("number basis", "reception grant_yen clauses reasons due_on redress"),
    LetterKind.ADOPTION_DECLINED: _parts("number basis reasons", "reception earlier redress"),
    LetterKind.ADOPTION_WITHDRAWN: _parts("number basis earlier reasons", "reception redress"),
    LetterKind.FACILITY_USE: _parts("number basis answers facility reasons redress", "reception clauses due_on"),
    LetterKind.FACILITY_DECLINED: _parts("number basis answers facility reasons redress", "reception earlier"),
    LetterKind.FACILITY_WITHDRAWN: _parts("number basis earlier facility reasons redress", "reception"),
    LetterKind.SUPPORT: _parts("number basis answers", "reception clauses due_on"),
    LetterKind.SUPPORT_DECLINED: _parts("number basis answers reasons", "reception earlier"),
    LetterKind.SUPPORT_WITHDRAWN: _parts("number basis earlier reasons", "reception"),
    LetterKind.CORRECTION_REQUEST: _parts("number asked due_on", "reception basis reasons"),
    LetterKind.RECEIPT: _parts("reception", "number"),
    LetterKind.CONSULTATION: _parts("number asked due_on", "reception basis reasons"),
    LetterKind.CHANGE_RECEIVED: _parts("number answers earlier", "reception basis clauses"),
    LetterKind.WITHDRAWAL_RECEIVED: _parts("number answers", "reception basis earlier"),
    LetterKind.STOP_REQUEST: _parts("number asked reasons", "reception basis earlier due_on"),
    LetterKind.CONFIRMATION_WITHDRAWN: _parts("number basis earlier reasons", "reception"),
}
"""The parts of each kind. 教示 is owed where a right is disposed of, may be given with a grant (which an ordinance can
make a disposition), and is refused elsewhere."""


class Honorific(StrEnum):
    """What follows the addressee's name."""

    PERSON = "様"
    BODY = "御中"
    OFFICE = "殿"


class Seal(StrEnum):
    """Whether the office's seal is put on the paper, or left out (公印省略) as the prefecture's rules allow."""

    STAMPED = "stamped"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Addressee:
    """宛名: one line each for address, body, post and name; the honorific follows the last."""

    lines: tuple[str, ...]
    honorific: Honorific

    def __post_init__(self) -> None:
        refuse_count(self.lines, MOST_LINES, "addressee", least=1)
        for line in self.lines:
            refuse_no_line(line, "addressee")


@dataclass(frozen=True, slots=True)
class Sender:
    """発信者名, its seal, and 担当: the desk that answers questions, with its telephone."""

    name: str
    seal: Seal
    desk: str
    telephone: str

    def __post_init__(self) -> None:
        for field in ("name", "desk", "telephone"):
            refuse_no_line(getattr(self, field), f"sender: {field}")


@dataclass(frozen=True, slots=True)
class About:
    """Which revision of which trial a letter is about; `sha256` is the revision's."""

    trial_title: str
    revision_number: int
    sha256: str
    submitted_on: date

    def __post_init__(self) -> None:
        refuse_no_line(self.trial_title, "trial_title")
        if self.revision_number < 1:
            raise ValueError("revisions count from 1")
        _must_be_sha256(self.sha256)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition (留意事項 of a confirmation, 附款・条件 of a disposition) with the reason for it."""

    text: str
    reason: str

    def __post_init__(self) -> None:
        refuse_no_words(self.text, "clauses: text")
        refuse_no_words(self.reason, "clauses: reason")


@dataclass(frozen=True, slots=True)
class Facility:
    """A place that the prefecture manages: which, what part of it, and when it is used."""

    name: str
    place: str
    period: str

    def __post_init__(self) -> None:
        for field in ("name", "place", "period"):
            refuse_no_line(getattr(self, field), f"facility: {field}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that was sent before, by its 文書番号 and 施行日."""

    number: str
    issued_on: date

    def __post_init__(self) -> None:
        refuse_no_line(self.number, "earlier: number")


@dataclass(frozen=True, slots=True)
class Reception:
    """受付番号 and 収受日."""

    number: str
    received_on: date

    def __post_init__(self) -> None:
        refuse_no_line(self.number, "reception: number")


@dataclass(frozen=True, slots=True)
class Redress:
    """教示: the authority that reviews (審査請求), and whom an action for annulment (取消訴訟) names as defendant.

    The periods are the statutes': three months (行政不服審査法18条1項) and six (行政事件訴訟法14条1項) from the day
    after one knew, a year at most (18条2項, 14条2項). A statute under which one must ask for review before one sues
    (審査請求前置, 46条1項3号) needs words of its own, which are not held here.
    """

    review_to: str
    defendant: str
    represented_by: str

    def __post_init__(self) -> None:
        for field in ("review_to", "defendant", "represented_by"):
            refuse_no_line(getattr(self, field), f"redress: {field}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or receipt, complete: what is drawn from it is decided by its values alone.

    `audit_head` is the head of the audit log when the letter was made, so that the letter anchors the log outside:
    printed as `soramichi audit verify --anchor` reads it.
    `answers` is the day of the paper that it answers, `due_on` the day by which something is asked for.

    Raises
    ------
    ValueRefused
        If the kind owes a part that is not given, or must not hold one that is; if a text is empty, too long or not of
        readable characters; if the days contradict each other.
    """

    kind: LetterKind
    issued_on: date
    addressee: Addressee
    sender: Sender
    about: About
    keep_years: int
    audit_head: Anchor
    number: str = ""
    basis: str = ""
    answers: date | None = None
    earlier: Earlier | None = None
    reception: Reception | None = None
    facility: Facility | None = None
    grant_yen: int | None = None
    clauses: tuple[Clause, ...] = ()
    asked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    due_on: date | None = None
    redress: Redress | None = None

    def __post_init__(self) -> None:
        _must_be_sha256(self.audit_head.sha256)
        self._refuse_other_parts()
        self._refuse_texts()
        self._refuse_numbers()
        self._refuse_days()

    def _refuse_other_parts(self) -> None:
        parts, kind = PARTS[self.kind], KIND_NAMES[self.kind]
        for part in Part:
            given, name = getattr(self, part) not in (None, "", ()), PART_NAMES[part]
            if part in parts.owed and not given:
                raise ValueRefused(
                    Text(f"{kind.ja}に必要な「{name.ja}」がありません。", f"The {kind.en} lacks: {name.en}."),
                    Text(f"「{name.ja}」を書いてください。", "Give it: the letter cannot be issued without."),
                    where=part,
                )
            if given and part not in parts.owed | parts.may:
                raise ValueRefused(
                    Text(f"{kind.ja}には「{name.ja}」を書けません。", f"The {kind.en} cannot hold: {name.en}."),
                    Text(f"「{name.ja}」を消すか、文書の種類を変えてください。", "Remove it or change the kind."),
                    where=part,
                )

    def _refuse_texts(self) -> None:
        for part in (Part.NUMBER, Part.BASIS):
            if getattr(self, part):
                refuse_no_line(getattr(self, part), part)
        refuse_count(self.clauses, MOST_CLAUSES, Part.CLAUSES)
        for part in (Part.ASKED, Part.REASONS):
            refuse_count(getattr(self, part), MOST_CLAUSES, part)
            for text in getattr(self, part):
                refuse_no_words(text, part)

    def _refuse_numbers(self) -> None:
        if not 1 <= self.keep_years <= MOST_YEARS_KEPT:
            raise ValueRefused(
                Text(
                    f"保存期間は{self.keep_years}年にできません。", f"A letter is not kept for {self.keep_years} years."
                ),
                Text(f"1年から{MOST_YEARS_KEPT}年までにしてください。", f"Give 1 to {MOST_YEARS_KEPT} years."),
                where="keep_years",
            )
        if self.grant_yen is not None and not 1 <= self.grant_yen <= MOST_YEN:
            raise ValueRefused(
                Text(f"交付決定額を{self.grant_yen}円にできません。", f"A grant is not {self.grant_yen} yen."),
                Text("1円以上の額を書き、交付しないなら空にしてください。", "Give an amount, or none."),
                where=Part.GRANT_YEN,
            )

    def _refuse_days(self) -> None:
        before = {
            "about: submitted_on": self.about.submitted_on,
            "answers": self.answers,
            "earlier: issued_on": self.earlier.issued_on if self.earlier else None,
            "reception: received_on": self.reception.received_on if self.reception else None,
        }
        for where, day in before.items():
            if day is not None and day > self.issued_on:
                raise ValueRefused(
                    Text(f"施行日（{self.issued_on}）より後の日です: {day}", f"{day} is after the day of issue."),
                    Text("どちらかの日付を直してください。", "Correct one of the two."),
                    where=where,
                )
        if self.due_on is not None and self.due_on < self.issued_on:
            raise ValueRefused(
                Text(f"期限（{self.due_on}）が施行日より前です。", f"It is due ({self.due_on}) before it is issued."),
                Text("どちらかの日付を直してください。", "Correct one of the two."),
                where=Part.DUE_ON,
            )


def _must_be_sha256(value: str) -> None:
    if not _SHA256.fullmatch(value):
        raise ValueError("a hash is 64 hexadecimal digits in small letters")

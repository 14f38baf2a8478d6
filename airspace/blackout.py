"""黒塗り: which part of which document is not shown, on which ground, why, by whom. The original is never touched."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geo.errors import ValueRefused
from geo.readable import is_readable, is_seen
from geo.text import Text

MOST_REASON_CHARACTERS = 500
MOST_PAGES = 200
MARK = "■■■■"
"""What stands in place of text that is not shown, whatever its length."""

DOCUMENT = re.compile(r"[a-z]{1,20}/[A-Za-z0-9][A-Za-z0-9-]{0,63}(/[A-Za-z0-9][A-Za-z0-9-]{0,63})?")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page counted from 1, in parts of its width and height from the top left corner as displayed."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not 1 <= self.page <= MOST_PAGES:
            raise ValueRefused(
                Text(f"{self.page} ページは指定できません。", f"There is no page {self.page}."),
                Text(f"1 から {MOST_PAGES} で書いてください。", f"Give 1 to {MOST_PAGES}."),
                where="page",
            )
        sides = (self.left, self.top, self.right, self.bottom)
        inside = all(math.isfinite(side) and 0 <= side <= 1 for side in sides)
        if not inside or self.left >= self.right or self.top >= self.bottom:
            raise ValueRefused(
                Text("黒塗りの枠が正しくありません。", "The box is not a box on the page."),
                Text(
                    "左・上・右・下を、ページの幅と高さを1とした 0 から 1 の数で、左＜右、上＜下に書いてください。",
                    "Give left, top, right and bottom as parts of the page from 0 to 1, left before right, top before "
                    "bottom.",
                ),
                where="box",
            )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters from `start` until before `end` of a text; in a record, of the member that `field` points to.

    `field` is a JSON pointer (RFC 6901) such as `/reason` or `/conditions/0`, empty for a document that is all text.
    """

    field: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueRefused(
                Text("黒塗りの範囲が正しくありません。", "The stretch is not one of the text."),
                Text(
                    "何文字目から何文字目の前までかを、0から数えて書いてください。",
                    "Give its first character, counted from 0, and the one after its last.",
                ),
                where="stretch",
            )
        if len(self.field) > 200 or (self.field and not self.field.startswith("/")):
            raise ValueRefused(
                Text("黒塗りする項目が正しくありません。", "The field is not one of the record."),
                Text("「/reason」のように書いてください。", "Write for example /reason."),
                where="field",
            )


@dataclass(frozen=True, slots=True)
class Blackout:
    """One place that is not shown. `document` is its name in the case, such as `attachments/3` or `decisions/…`.

    `ground` is the key in the ordinance's file, `article` its text as it stood when this was made. One that was made in
    error is lifted, never deleted.
    """

    id: str
    trial_id: str
    document: str
    place: Box | Stretch
    ground: str
    article: str
    reason: str
    made_at: datetime
    made_by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None or (self.lifted_at is not None and self.lifted_at.tzinfo is None):
            raise ValueError("made_at and lifted_at must be aware")
        if not DOCUMENT.fullmatch(self.document):
            raise ValueError(f"{self.document!r} names no document")


def in_force(blackouts: Iterable[Blackout], document: str) -> tuple[Blackout, ...]:
    """Return the blackouts of a document that are not lifted."""
    return tuple(one for one in blackouts if one.document == document and one.lifted_at is None)


def without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return a text with a mark in place of each stretch; those that meet or overlap make one mark."""
    kept, at = [], 0
    for start, end in _joined(stretches):
        kept += [text[at:start], MARK]
        at = end
    return "".join([*kept, text[at:]])


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def blackout_reason(written: str) -> str:
    """Return a reason as it is kept (NFKC, one kind of line end).

    Raises
    ------
    ValueRefused
        If nothing that can be seen is written, too much, or what is not of a readable text.
    """
    reason = unicodedata.normalize("NFKC", written).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_seen(reason):
        raise ValueRefused(
            Text("黒塗りの理由が書かれていません。", "No reason is given."),
            Text(
                "開示を求めた人が読む理由を、隠す中身が分からない書き方で書いてください。",
                "Give the reason that whoever asked for the document will read, without telling what is hidden.",
            ),
            where="reason",
        )
    if len(reason) > MOST_REASON_CHARACTERS:
        raise ValueRefused(
            Text(f"理由が長すぎます（{len(reason)}文字）。", f"The reason is too long ({len(reason)} characters)."),
            Text(f"{MOST_REASON_CHARACTERS}文字までにしてください。", f"At most {MOST_REASON_CHARACTERS} characters."),
            where="reason",
        )
    if not is_readable(reason):
        raise ValueRefused(
            Text("理由に、使えない文字が入っています。", "The reason holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where="reason",
        )
    return reason

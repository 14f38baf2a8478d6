"""控え（アンカー）: the head of the audit log on one day, noted where the service cannot reach."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geo.errors import FileRefused
from geo.text import Text

WORD = "soramichi-anchor"
"""What a line begins with that is an anchor, so that a whole mail can be read for it."""

LINE = re.compile(rf"{WORD}[ \t]+(0|[1-9][0-9]{{0,17}})[ \t]+([0-9a-f]{{64}})[ \t]+([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """The number and hash of the newest event, and the day on which they were noted; number 0 where there was none."""

    number: int
    sha256: str
    noted_on: date

    def __str__(self) -> str:
        return f"{WORD} {self.number} {self.sha256} {self.noted_on.isoformat()}"


def read_anchors(lines: Iterable[str]) -> tuple[Anchor, ...]:
    """Return the anchors of a text in the order of their numbers; lines that do not begin as one are passed over.

    Mails that hold anchors may be given as they are, one after the other, quoted or not.

    Raises
    ------
    FileRefused
        If a line begins as an anchor and is none, or no line is one: a copy with a slip must not pass as checked.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("> ").strip()
        if text.startswith(WORD):
            found.append(_read(text, number))
    if not found:
        raise FileRefused(
            Text("控えが1つもありません。", "There is no anchor in it."),
            Text(
                f"「{WORD} 番号 ハッシュ 日付」の行が入った、届いたままのメールかファイルを渡してください。",
                f"Give the mail or file as it came, with a line '{WORD} NUMBER HASH DATE'.",
            ),
        )
    return tuple(sorted(set(found)))


def _read(text: str, number: int) -> Anchor:
    fits = LINE.fullmatch(text)
    try:
        if fits:
            return Anchor(int(fits[1]), fits[2], date.fromisoformat(fits[3]))
    except ValueError:
        pass  # a day that is in no calendar is told like any other slip
    raise FileRefused(
        Text("控えの行が読めません。", "This line is no anchor."),
        Text(
            f"「{WORD} 番号 64桁のハッシュ 2026-11-04」の形か、写しまちがいがないか確かめてください。",
            f"It should read '{WORD} NUMBER 64-DIGIT-HASH 2026-11-04': look for a slip of copying.",
        ),
        where=f"{number} 行目 / line {number}",
    )

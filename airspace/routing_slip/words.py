"""What people write on a routing slip, as it is kept: in one form of Unicode but for names, within bounds, readable."""

import unicodedata

from airspace.naming import as_named
from geo.errors import ValueRefused
from geo.readable import LINE_MARKS, is_readable, is_seen
from geo.text import Text

MOST_IN_A_LINE = 120
MOST_IN_A_TEXT = 2_000


def line(written: str, where: str, name: Text, *, most: int = MOST_IN_A_LINE, required: bool = True) -> str:
    """Return one line as it is kept.

    Raises
    ------
    ValueRefused
        If it is missing where it is owed, too long, or holds a line break or a control character.
    """
    return _kept(unicodedata.normalize("NFKC", written), where, name, most, required, frozenset())


def name_line(written: str, where: str, name: Text) -> str:
    """Return one line of somebody's name and address as it is kept, as it was written; raises as `line` does."""
    return _kept(as_named(written), where, name, MOST_IN_A_LINE, required=True, marks=frozenset())


def text(written: str, where: str, name: Text, *, most: int = MOST_IN_A_TEXT, required: bool = True) -> str:
    """Return a text of several lines as it is kept; raises as `line` does, but for line breaks and tabs."""
    return _kept(unicodedata.normalize("NFKC", written), where, name, most, required, LINE_MARKS)


def _kept(written: str, where: str, name: Text, most: int, required: bool, marks: frozenset[str]) -> str:
    kept = written.replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not is_seen(kept):
        raise ValueRefused(
            Text(f"{name.ja}が書かれていません。", f"Nothing is written for: {name.en}."),
            Text(f"{name.ja}を書いてください。", f"Write this: {name.en}."),
            where=where,
        )
    if len(kept) > most:
        raise ValueRefused(
            Text(
                f"{name.ja}が長すぎます（{len(kept)}文字）。", f"This is too long ({len(kept)} characters): {name.en}."
            ),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    if not is_readable(kept, marks=marks):
        raise ValueRefused(
            Text(
                f"{name.ja}に、使えない文字が入っています。", f"This holds characters that cannot be used: {name.en}."
            ),
            Text(
                "改行や、目に見えない制御文字を消してください。"
                if not marks
                else "目に見えない制御文字を消してください。",
                "Remove line breaks and invisible control characters."
                if not marks
                else "Remove the invisible control characters.",
            ),
            where=where,
        )
    return kept

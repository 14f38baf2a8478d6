"""Texts and numbers of the registers as they are kept: one form of Unicode, bounded, readable."""

import math
import re
import unicodedata

from airspace.naming import as_named
from geo.errors import ValueRefused
from geo.readable import TURNING_MARKS, is_seen
from geo.text import Text

MARK = re.compile(r"[A-Z0-9]{3,12}")
"""A registration mark without spaces and hyphens; DIPS takes 12 characters at most. 無人航空機 have JU…"""


def one_line(written: str, where: str, name: Text, *, most: int, owed: bool = False, named: bool = False) -> str:
    """Return a text of one line: NFKC, single spaces between words, none at its ends; "" where nothing is written.

    Somebody's name (`named`) is kept as it was written but for its spaces.

    Raises
    ------
    ValueRefused
        If it is owed and nothing that can be seen is written, has more than `most` characters, or holds what cannot
        be read.
    """
    kept = " ".join((as_named(written) if named else unicodedata.normalize("NFKC", written)).split())
    if any(character in TURNING_MARKS or unicodedata.category(character)[0] == "C" for character in kept):
        raise ValueRefused(
            Text(f"{name.ja}に、使えない文字が入っています。", f"{name.en}: it holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where=where,
        )
    if owed and not is_seen(kept):
        raise ValueRefused(
            Text(f"{name.ja}が書かれていません。", f"{name.en}: nothing is written."),
            Text("入力してください。", "Fill it in."),
            where=where,
        )
    if len(kept) > most:
        raise ValueRefused(
            Text(f"{name.ja}が長すぎます（{len(kept)}文字）。", f"{name.en}: too long ({len(kept)} characters)."),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    return kept


def mark_of(written: str, where: str) -> str:
    """Return a registration mark: NFKC, capitals, no spaces and hyphens; "" where it is not told.

    No more of its form is asked: what marks other countries and times give is not known.

    Raises
    ------
    ValueRefused
        If it is not of 3 to 12 letters and digits.
    """
    plain = unicodedata.normalize("NFKC", written)
    mark = "".join(each for each in plain if not each.isspace() and unicodedata.category(each) != "Pd").upper()
    if mark and not MARK.fullmatch(mark):
        raise ValueRefused(
            Text(f"登録記号「{mark[:40]}」は使えません。", f"The registration mark '{mark[:40]}' cannot be used."),
            Text(
                "英字と数字で、3文字から12文字で書いてください（例：JU3223ABCDEF）。",
                "Write 3 to 12 letters and digits, for example JU3223ABCDEF.",
            ),
            where=where,
        )
    return mark


def within(value: float | None, where: str, name: Text, *, most: float) -> None:
    """Refuse a number that is not above 0 or is above `most`; None is not told."""
    if value is not None and not (math.isfinite(value) and 0 < value <= most):
        raise ValueRefused(
            Text(f"{name.ja}：{value} は扱える範囲の外です。", f"{name.en}: {value} is out of range."),
            Text(
                f"0 より大きく {most:,.10g} までの数で書いてください。",
                f"Give a number above 0, up to {most:,.10g}.",
            ),
            where=where,
        )

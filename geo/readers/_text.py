"""Bytes to text, names and numbers of a file to values, with refusals that say where."""

import math
import re
import unicodedata

from geo.errors import FileRefused, ValueRefused
from geo.text import Text

LONGEST_NAME = 200

UTF_8_REMEDY = Text(
    "UTF-8（または Shift_JIS）で保存し直してください。", "Save it again as UTF-8 (or Shift_JIS) and try once more."
)

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or cp932; lines end in a newline.

    Raises
    ------
    FileRefused
        If the bytes are none of these, or are not text.
    """
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise FileRefused(Text("文字として読めないファイルです。", "The file cannot be read as text."), UTF_8_REMEDY)


def line_origin(number: int) -> str:
    """Return the origin of a value on a line; the first line is 1."""
    return f"{number}行目/line {number}"


def clean_name(value: object) -> str:
    """Return a name from a file, without control characters and of bounded length; anything but text is no name."""
    if not isinstance(value, str):
        return ""
    kept = "".join(" " if c.isspace() else c for c in value[: 4 * LONGEST_NAME] if _printable(c))
    return " ".join(kept.split())[:LONGEST_NAME]


def _printable(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def number(text: str, *, where: str) -> float:
    """Return the finite number that a text spells in digits.

    Raises
    ------
    ValueRefused
        If it spells anything else, NaN and infinities included.
    """
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped) and math.isfinite(value := float(stripped)):
        return value
    shown = clean_name(stripped)[:40]
    raise ValueRefused(
        Text(f"「{shown}」は数ではありません。", f"'{shown}' is not a number."),
        Text("その値を数に直してください。", "Put a number there."),
        where=where,
    )

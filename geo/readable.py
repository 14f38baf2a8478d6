"""Which characters of a person's text can be read as they are stored: what is seen, nothing that controls or turns."""

import unicodedata

LINE_MARKS = frozenset("\n\t")

SEEN = frozenset("LNPS")
"""Letters, numbers, punctuation, symbols: the first letters of Unicode's categories of what can be seen."""

TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make a text read other than it is stored (Unicode Standard Annex #9, explicit directional formatting)."""


def is_seen(text: str) -> bool:
    """Whether a text holds anything that can be seen."""
    return any(unicodedata.category(character)[0] in SEEN for character in text)


def is_readable(text: str, *, marks: frozenset[str] = LINE_MARKS) -> bool:
    """Whether a text holds no control character but `marks`, and none that turns it."""
    return not any(character not in marks and _is_no_text(character) for character in text)


def without_turning(text: str) -> str:
    """Return a text that a file names something by, without the marks that turn it."""
    return "".join(character for character in text if character not in TURNING_MARKS)


def _is_no_text(character: str) -> bool:
    return character in TURNING_MARKS or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")

"""Texts of consultations: kept as they were written, refused where they could not be read again."""

from geo.errors import ValueRefused
from geo.readable import LINE_MARKS, is_readable, is_seen
from geo.text import Text


def as_given(text: str, name: Text, *, where: str, most: int, owed: bool, lines: bool = True) -> str:
    """Return a text unchanged but for its line ends, which become newlines.

    Parameters
    ----------
    text
        What was written.
    name
        What the field is called.
    where
        The field, for the refusal.
    most
        The greatest number of characters.
    owed
        Whether something that can be seen must be written.
    lines
        Whether it may have several lines.

    Raises
    ------
    ValueRefused
        If it is missing, too long, or holds characters that cannot be kept or that turn the text about.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = is_seen(text)
    if not seen and owed:
        raise ValueRefused(
            Text(f"「{name.ja}」が書かれていません。", f"Nothing is written for '{name.en}'."),
            Text("書いてから、もう一度送ってください。", "Write it and send the form again."),
            where=where,
        )
    if len(text) > most:
        raise ValueRefused(
            Text(
                f"「{name.ja}」が長すぎます（{len(text)}文字）。", f"'{name.en}' is too long ({len(text)} characters)."
            ),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    if not is_readable(text, marks=LINE_MARKS if lines else frozenset()):
        raise ValueRefused(
            Text(
                f"「{name.ja}」に、使えない文字が入っています。", f"'{name.en}' holds characters that cannot be used."
            ),
            Text(
                "目に見えない制御文字や改行を消してください。",
                "Remove the invisible control characters or line breaks.",
            ),
            where=where,
        )
    return text if seen else ""

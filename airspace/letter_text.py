"""What may be written in a letter: words that can be read, bounded in length, and never changed.

Unlike a reason that is typed into a form, nothing is brought into one form of Unicode here: NFC and NFKC turn the
variants by which people write their own names (神 U+FA19) into others.
"""

from geo.errors import ValueRefused
from geo.readable import LINE_MARKS, is_readable, is_seen
from geo.text import Text

MOST_CHARACTERS = 2_000
MOST_IN_A_LINE = 300


def refuse_count(values: tuple[object, ...], most: int, where: str, *, least: int = 0) -> None:
    """Refuse fewer than `least` values or more than `most`."""
    if not least <= len(values) <= most:
        raise ValueRefused(
            Text(f"{len(values)}件は書けません。", f"There cannot be {len(values)} of them."),
            Text(f"{least}件から{most}件までにしてください。", f"Give {least} to {most}."),
            where=where,
        )


def refuse_no_line(text: str, where: str) -> None:
    """Refuse what is not one line of readable text; `where` is the field that it was written in."""
    if any(mark in text for mark in LINE_MARKS):
        raise ValueRefused(
            Text(
                "1行で書くところに、改行やタブが入っています。",
                "It holds a line end or tab where one line is asked for.",
            ),
            Text("改行とタブを消してください。", "Remove it."),
            where=where,
        )
    refuse_no_words(text, where, most=MOST_IN_A_LINE)


def refuse_no_words(text: str, where: str, *, most: int = MOST_CHARACTERS) -> None:
    """Refuse what is empty, longer than `most` characters, or holds marks that are no text."""
    if not is_seen(text):
        raise ValueRefused(
            Text("何も書かれていません。", "Nothing is written."), Text("書いてください。", "Write it."), where=where
        )
    if len(text) > most:
        raise ValueRefused(
            Text(f"長すぎます（{len(text)}文字）。", f"It is too long ({len(text)} characters)."),
            Text(f"{most}文字までにしてください。", f"At most {most} characters."),
            where=where,
        )
    if not is_readable(text):
        raise ValueRefused(
            Text("使えない文字が入っています。", "It holds characters that cannot be used."),
            Text("目に見えない制御文字を消してください。", "Remove the invisible control characters."),
            where=where,
        )

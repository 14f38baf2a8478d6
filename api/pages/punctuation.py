"""Punctuation between a template's parts: written once, as Japanese writes it, and narrow on a page in English."""

import re
from collections.abc import Iterator

from jinja2 import pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context

WIDE = re.compile("([：；（）～／、。「」\u3000]+)")
NARROW = {
    "：": ": ",
    "；": "; ",
    "（": " (",
    "）": ")",
    "～": "–",
    "／": "/",
    "、": ", ",
    "。": ". ",
    "「": ' "',
    "」": '"',
    "\u3000": " ",
}


@pass_context
def punctuation(context: Context, marks: str) -> str:
    """Return full-width marks as the page's language writes them."""
    return marks if context["lang"] == "ja" else "".join(NARROW[mark] for mark in marks)


class Punctuation(Extension):
    """Read each run of full-width marks in a template's own text as `{{ punctuation("…") }}`.

    `{{ say(a) }}：{{ say(b) }}` is then right in both languages, and no template can forget it.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Split the text of a template at its full-width marks."""
        for token in stream:
            if token.type == "data":
                yield from _split(token)
            else:
                yield token


def _split(token: Token) -> Iterator[Token]:
    for part in WIDE.split(token.value):
        if WIDE.fullmatch(part):
            for kind, value in (
                ("variable_begin", "{{"),
                ("name", "punctuation"),
                ("lparen", "("),
                ("string", part),
                ("rparen", ")"),
                ("variable_end", "}}"),
            ):
                yield Token(token.lineno, kind, value)
        elif part:
            yield Token(token.lineno, "data", part)

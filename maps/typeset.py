"""PDF by Typst: a template of ours and people's values become tagged PDF (PDF/UA-1 and PDF/A-2a).

Values reach the template as JSON in `sys.inputs` and are shown as text: nothing in them is ever markup. No file but the
fonts can be read, no font of the system is used, nothing is fetched, and the same values give the same bytes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from geo.errors import ValueRefused
from geo.text import Text
from maps.vendor import font_folder

_PAPER = Path(__file__).parent / "templates" / "paper.typ"
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


NO_GLYPH = "〓"
"""Stands for a character that the font lacks."""


class GlyphRefused(ValueRefused):
    """A value holds what the font cannot print; `texts` are those stretches."""

    def __init__(self, what: Text, remedy: Text, *, where: str = "", texts: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy, where=where)
        self.texts = texts


class TypesetFault(RuntimeError):
    """A template of ours cannot be typeset with these values."""


def pdf(template: str, values: Mapping[str, object], *, made_at: datetime) -> bytes:
    """Return a document as tagged PDF that is fit to be kept (PDF/UA-1, PDF/A-2a).

    Parameters
    ----------
    template
        Typst markup of ours; it finds its values in `values`, on A4 as `templates/paper.typ` sets it.
    values
        What JSON can hold; `title` is owed and becomes the document's title.
    made_at
        The moment that the document says it was made at.

    Raises
    ------
    GlyphRefused
        If a value holds a character that the font does not have.
    TypesetFault
        If the template is at fault.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at must be aware")
    source = _PAPER.read_text(encoding="utf-8") + template
    try:
        made = typst.Compiler(
            source.encode(),
            root=font_folder(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        ).compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=int(made_at.timestamp()))
    except typst.TypstError as fault:
        lacking = [_ESCAPED.sub(_unescaped, text) for text in _NO_GLYPH.findall(fault.diagnostic)]
        if not lacking:
            raise TypesetFault(fault.diagnostic) from fault
        raise _no_glyph(lacking, values) from fault
    assert isinstance(made, bytes)  # a PDF is one file; pictures would be many
    return made


def pdf_of_any(template: str, values: Mapping[str, object], *, made_at: datetime) -> bytes:
    """Return a document as `pdf` does, with a mark (〓) for each character that the font lacks: nothing is refused."""
    while True:
        try:
            return pdf(template, values, made_at=made_at)
        except GlyphRefused as refusal:
            values = {name: _without(value, refusal.texts) for name, value in values.items()}


def _without(value: object, texts: tuple[str, ...]) -> object:
    """Return values in which each text that cannot be printed is replaced."""
    match value:
        case str():
            for text in texts:
                value = value.replace(text, NO_GLYPH)
            return value
        case Mapping():
            return {key: _without(inner, texts) for key, inner in value.items()}
        case list() | tuple():
            return [_without(inner, texts) for inner in value]
        case _:
            return value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _no_glyph(lacking: list[str], values: Mapping[str, object]) -> GlyphRefused:
    texts = tuple(sorted(set(lacking)))
    shown = "、".join(f"「{text}」（{' '.join(f'U+{ord(sign):04X}' for sign in text)}）" for text in texts)
    return GlyphRefused(
        Text(f"印刷する書体にない文字があります：{shown}", f"The font of printed matter lacks: {shown}."),
        Text("別の文字や読みがなに置き換えてください。", "Write it with other characters."),
        where=", ".join(places_of(texts, values)),
        texts=texts,
    )


def places_of(texts: tuple[str, ...], values: Mapping[str, object]) -> tuple[str, ...]:
    """Return where in the values any of these texts stand."""
    return tuple(where for where, value in _strings(values) if any(text in value for text in texts))


def _strings(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield where, value
        case Mapping():
            for key, inner in value.items():
                yield from _strings(inner, f"{where}: {key}" if where else str(key))
        case list() | tuple():
            for number, inner in enumerate(value, start=1):
                yield from _strings(inner, f"{where} {number}")

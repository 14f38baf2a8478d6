"""What staff write about a trial for residents: a plain summary in two languages, easy Japanese, further languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from airspace.letter_text import refuse_count, refuse_no_words
from geo.errors import ValueRefused
from geo.text import Text

MOST_OF_PUBLIC_WORDS = 2_000
MOST_LANGUAGES = 12

LANGUAGE_NAMES = {
    "pt": "Português",
    "es": "Español",
    "vi": "Tiếng Việt",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "fil": "Filipino",
    "ne": "नेपाली",
    "id": "Bahasa Indonesia",
    "my": "မြန်မာဘာသာ",
    "th": "ภาษาไทย",
    "ko": "한국어",
}
"""Languages that many residents of Mie speak, by BCP 47 tag, as they call themselves; others are written as well."""

CLOCKS = re.compile(r"\d{1,2}\s*[:：]\s*\d{2}|\d{1,2}\s*時(?!間)|(?i:\d{1,2}\s*[ap]\.?m\b)")
"""Times of day, as people write them in any of the languages."""

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?")
_OWN_FIELDS = frozenset({"ja", "en"})


@dataclass(frozen=True, slots=True)
class PublicWords:
    """A plain summary in Japanese and in English, やさしい日本語 that a person wrote, and texts by BCP 47 tag.

    What is empty was not written.
    """

    plain_ja: str = ""
    plain_en: str = ""
    easy_ja: str = ""
    other: tuple[tuple[str, str], ...] = ()

    @property
    def by_field(self) -> Iterator[tuple[str, str]]:
        """Each text with the field that it is written in, counted from 0 for the further languages."""
        yield from (("plain_ja", self.plain_ja), ("plain_en", self.plain_en), ("easy_ja", self.easy_ja))
        yield from ((f"other_text-{number}", text) for number, (_, text) in enumerate(self.other))

    @property
    def languages(self) -> tuple[str, ...]:
        """What is written: `ja`, `en`, `ja-easy`, and the tags of further languages."""
        own = (("ja", self.plain_ja), ("en", self.plain_en), ("ja-easy", self.easy_ja))
        return (*(tag for tag, text in own if text), *(tag for tag, _ in self.other))


def language_name(tag: str) -> str:
    """Return what a language calls itself, its tag where we do not know."""
    return LANGUAGE_NAMES.get(tag, tag)


def words_given(words: PublicWords, *, days_only: bool) -> PublicWords:
    """Return words as they are kept; with `days_only` they may tell no time of day.

    Raises
    ------
    ValueRefused
        If a text cannot be read, is too long or tells a time that is not public, or a tag is none or given twice.
    """
    refuse_count(words.other, MOST_LANGUAGES, "other_tag-0")
    kept = replace(
        words,
        plain_ja=_lines(words.plain_ja),
        plain_en=_lines(words.plain_en),
        easy_ja=_lines(words.easy_ja),
        other=tuple((_tag(tag, number), _lines(text)) for number, (tag, text) in enumerate(words.other)),
    )
    _refuse_twice([tag for tag, _ in kept.other])
    for field, text in kept.by_field:
        if text or field.startswith("other"):
            refuse_no_words(text, field, most=MOST_OF_PUBLIC_WORDS)
        if days_only and (told := CLOCKS.search(text)):
            raise ValueRefused(
                Text(f"時刻を出さない公表なのに、時刻があります：{told.group()}", f"It tells a time: {told.group()}"),
                Text("時刻を消してください。", "Only days are to be public: take the time out."),
                where=field,
            )
    return kept


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tag(written: str, number: int) -> str:
    """Return a tag as BCP 47 writes it: pt-BR, zh-Hans."""
    match = _TAG.fullmatch(written.strip())
    if match is None or match[1].lower() in _OWN_FIELDS:
        raise ValueRefused(
            Text(f"言語の記号「{written[:40]}」は使えません。", f"“{written[:40]}” is no tag of a further language."),
            Text("pt、es、vi、zh-Hans のように書いてください。", "Write for example pt, es, vi, zh-Hans."),
            where=f"other_tag-{number}",
        )
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def _refuse_twice(tags: list[str]) -> None:
    for number, tag in enumerate(tags):
        if tag in tags[:number]:
            raise ValueRefused(
                Text(f"{tag} が2つあります。", f"{tag} is there twice."),
                Text("1つにまとめてください。", "Put them together."),
                where=f"other_tag-{number}",
            )

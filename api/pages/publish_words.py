"""The words for residents in the form of publishing: read, filled with the draft, and looked through."""

from dataclasses import dataclass

from airspace.easy_japanese import HARDNESS_NAMES, HardPlace, hard_places
from airspace.public_view import PublicView
from airspace.public_words import LANGUAGE_NAMES, MOST_LANGUAGES, PublicWords, language_name
from api.pages.forms import Form
from geo.errors import ValueRefused
from geo.text import Text

MOST_POINTED_AT = 40
"""Hard places beyond these are counted, not listed."""

BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What is hard to read in the easy Japanese of a form; `places` of None: nothing was looked through."""

    places: tuple[HardPlace, ...] | None = None
    more: int = 0


def sent_words(form: Form) -> PublicWords:
    """Return the words that a form sends, as they are; a row without tag and text is none."""
    rows = [(form.values.get(f"other_tag-{row}", ""), form.values.get(f"other_text-{row}", "")) for row in _rows()]
    return PublicWords(
        form.values.get("plain_ja", ""),
        form.values.get("plain_en", ""),
        form.values.get("easy_ja", ""),
        tuple(row for row in rows if any(row)),
    )


def word_values(words: PublicWords) -> dict[str, str]:
    """Return words as the values of a form."""
    rows = {
        name: value
        for number, (tag, text) in enumerate(words.other)
        for name, value in ((f"other_tag-{number}", tag), (f"other_text-{number}", text))
    }
    return {"plain_ja": words.plain_ja, "plain_en": words.plain_en, "easy_ja": words.easy_ja, **rows}


def with_rows_together(form: Form) -> Form:
    """Return a form whose rows of further languages follow each other, so that their errors stand at the right one."""
    kept = {name: value for name, value in form.values.items() if not name.startswith(("other_tag-", "other_text-"))}
    return Form(kept | word_values(sent_words(form)), form.errors)


def drafted(form: Form, draft: Text) -> Form:
    """Return a form with the draft in place of its plain summary."""
    return Form(form.values | {"plain_ja": draft.ja, "plain_en": draft.en, "redraft": ""}, form.errors)


def looked_through(form: Form) -> LookedThrough:
    """Return what is hard to read in a form's easy Japanese; of what is too long nothing, its error says so."""
    easy = form.values.get("easy_ja", "")
    if not easy:
        return LookedThrough()
    try:
        places = hard_places(easy)
    except ValueRefused as refusal:
        form.errors["easy_ja"] = form.refused(ValueRefused(refusal.what, refusal.remedy))
        return LookedThrough()
    return LookedThrough(places[:MOST_POINTED_AT], max(0, len(places) - MOST_POINTED_AT))


def shown_words(form: Form, draft: Text) -> dict[str, object]:
    """Return what the template shows of the words."""
    filled = len(sent_words(form).other)
    return {
        "draft": draft,
        "rows": range(min(filled + BLANK_ROWS, MOST_LANGUAGES)),
        "looked": looked_through(form),
        "languages": LANGUAGE_NAMES,
        "HARDNESS_NAMES": HARDNESS_NAMES,
    }


def told_languages(view: PublicView) -> list[tuple[str, str, str]]:
    """Return the further languages of a view for its page: tag, what the language calls itself, text."""
    return [(tag, language_name(tag), text) for tag, text in view.other]


def _rows() -> range:
    return range(MOST_LANGUAGES)

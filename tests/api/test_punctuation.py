"""Full-width marks of a template are narrow on an English page; people's own text is left as it is."""

import pytest
from jinja2 import Environment

from api.pages.punctuation import NARROW, Punctuation, punctuation

SOURCE = '<b title="a：b">{{ name }}</b>：{{ name }}（{{ 3 }}）　／　{% if name %}8～9{% endif %}'


def rendered(lang: str, source: str = SOURCE) -> str:
    environment = Environment(autoescape=True, extensions=[Punctuation])
    environment.globals["punctuation"] = punctuation
    return environment.from_string(source).render(lang=lang, name="空（そら）")


def test_japanese_stays_as_it_is_written() -> None:
    assert rendered("ja") == '<b title="a：b">空（そら）</b>：空（そら）（3）　／　8～9'


def test_english_has_narrow_marks_and_peoples_text_is_untouched() -> None:
    assert rendered("en") == '<b title="a: b">空（そら）</b>: 空（そら） (3) / 8–9'


@pytest.mark.parametrize("wide", NARROW)
def test_each_mark_has_one_that_is_not_of_japanese(wide: str) -> None:
    assert rendered("en", wide).isascii() or NARROW[wide] == "–"
    assert rendered("ja", wide) == wide

"""Names stay as their bearers write them."""

import unicodedata

import pytest

from airspace.naming import as_named


@pytest.mark.parametrize("name", ["㈱空の便", "髙﨑 太郎", "\ufa19谷", "\U0002f81a", "ＡＢＣ航空", ""])
def test_no_character_becomes_another(name: str) -> None:
    assert as_named(name) == name


def test_marks_that_stand_apart_are_joined() -> None:
    assert as_named("か\u3099く\ufa19か\u3099") == "がく\ufa19が"
    assert unicodedata.normalize("NFC", "\ufa19") != "\ufa19", "why NFC alone will not do"

"""What staff write for residents is kept as written, in languages that are told apart, and tells no hidden time."""

import pytest

from airspace.public_words import LANGUAGE_NAMES, MOST_LANGUAGES, PublicWords, language_name, words_given
from geo.errors import ValueRefused


def test_words_are_kept_in_lines_and_tags_as_bcp_47_writes_them() -> None:
    given = PublicWords(" 飛びます。\r\n見ます。 ", "", "とびます。", (("PT-br", "Voa.\r"), ("zh-hans", "飞行。")))
    kept = words_given(given, days_only=False)
    assert kept.plain_ja == "飛びます。\n見ます。"
    assert kept.other == (("pt-BR", "Voa."), ("zh-Hans", "飞行。"))
    assert kept.languages == ("ja", "ja-easy", "pt-BR", "zh-Hans")
    assert words_given(kept, days_only=False) == kept
    assert words_given(PublicWords(), days_only=True) == PublicWords()


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (PublicWords(plain_ja="あ" * 2_001), "plain_ja"),
        (PublicWords(plain_en="a\x07"), "plain_en"),
        (PublicWords(easy_ja="\u202eあ"), "easy_ja"),
        (PublicWords(other=(("pt", "Voa."), ("es", "  "))), "other_text-1"),
        (PublicWords(other=(("ja", "飛ぶ"),)), "other_tag-0"),
        (PublicWords(other=(("en-GB", "flies"),)), "other_tag-0"),
        (PublicWords(other=(('pt" onclick="x', "Voa."),)), "other_tag-0"),
        (PublicWords(other=(("pt", "Voa."), ("PT", "Voa!"))), "other_tag-1"),
        (PublicWords(other=tuple((f"a{chr(97 + n)}", "x") for n in range(MOST_LANGUAGES + 1))), "other_tag-0"),
    ],
)
def test_what_cannot_be_public_is_refused_at_its_field(words: PublicWords, where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        words_given(words, days_only=False)
    assert refused.value.where == where


@pytest.mark.parametrize(
    "text", ["10:00に飛びます。", "午前10時から", "１０：３０", "10 時", "It flies at 10 am.", "at 3p.m. it lands"]
)
def test_where_only_days_are_public_no_text_tells_a_time(text: str) -> None:
    for words in (PublicWords(plain_ja=text), PublicWords(plain_en=text), PublicWords(other=(("pt", text),))):
        assert words_given(words, days_only=False)
        with pytest.raises(ValueRefused, match="時刻"):
            words_given(words, days_only=True)
    assert words_given(PublicWords("3時間 飛びます。119に電話。"), days_only=True)


def test_languages_are_called_as_they_call_themselves() -> None:
    assert language_name("pt") == "Português"
    assert language_name("qu") == "qu"
    for tag in LANGUAGE_NAMES:
        assert words_given(PublicWords(other=((tag, "x"),)), days_only=False).other == ((tag, "x"),)

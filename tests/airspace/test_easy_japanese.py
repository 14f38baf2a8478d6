"""What the checker of やさしい日本語 points at, where, and that it changes nothing and stays quick."""

import pytest

from airspace.easy_japanese import (
    EASIER,
    HARDNESS_NAMES,
    MOST_IN_A_SENTENCE,
    MOST_LOOKED_AT,
    SUGGESTIONS,
    Hardness,
    hard_places,
)
from geo.errors import ValueRefused


def pointed(text: str, hardness: Hardness) -> list[str]:
    return [place.words for place in hard_places(text) if place.hardness is hardness]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("ドローンが とびます。", []),
        ("飛行機（ひこうき）が とびます。", []),
        ("飛行機(ひこうき)が 空（そら）を とびます。", []),
        ("津市《つし》", []),
        ("食べ物（たべもの）を はこびます。", []),
        ("申し込み書（もうしこみしょ）", []),
        ("飛び（とび）ます。", []),
        ("飛びます。", ["飛"]),
        ("海の上を とびます。", ["海", "上"]),
        ("海と 山（やま）", ["海"]),
        ("飛んで落ちた物（もの）", ["飛", "落"]),
        ("電話（でんわ）を して ください。電話は 059です。", ["電話"]),
        ("上（）", ["上"]),
        ("飛び（ひこう）", ["飛"]),
        ("び（び）と 飛び（び）", ["飛"]),
        ("𠮷野さん（よしのさん）", []),
        ("𠮷野さん", ["𠮷野"]),
        ("一（いち）の一（いち）", []),
    ],
)
def test_kanji_without_a_reading(text: str, unread: list[str]) -> None:
    assert pointed(text, Hardness.NO_READING) == unread


def test_a_sentence_is_long_without_its_spaces_and_readings() -> None:
    fits = "あ" * (MOST_IN_A_SENTENCE - 1) + "。"
    assert pointed(fits, Hardness.LONG_SENTENCE) == []
    assert pointed("　".join(fits) + "\n" + fits, Hardness.LONG_SENTENCE) == []
    assert pointed("空（そら）" + "あ" * (MOST_IN_A_SENTENCE - 2) + "。", Hardness.LONG_SENTENCE) == []
    long = "あ" + fits
    assert pointed(f"はい。{long}はい。", Hardness.LONG_SENTENCE) == [long]


def test_hard_words_come_with_easier_ones_and_the_longer_word_counts() -> None:
    (route, falls) = [one for one in hard_places("飛行経路に落下") if one.hardness is Hardness.HARD_WORD]
    assert (route.words, route.easier) == ("飛行経路", "とぶ みち")
    assert (falls.words, falls.easier) == ("落下", "おちる")


@pytest.mark.parametrize(
    ("text", "hardness"),
    [
        ("ありがとうございます", Hardness.HONORIFIC),
        ("ごれんらく いたします", Hardness.HONORIFIC),
        ("見て いただきます", Hardness.HONORIFIC),
        ("ご連絡ください", Hardness.HONORIFIC),
        ("お使いになる", Hardness.HONORIFIC),
        ("お伝え申し上げます", Hardness.HONORIFIC),
        ("飛ばして おります".replace(" ", ""), Hardness.HONORIFIC),
        ("飛行が 実施されます", Hardness.PASSIVE),
        ("実験が 行われる", Hardness.PASSIVE),
        ("はなれなければなりません", Hardness.DOUBLE_NEGATIVE),
        ("あぶなくないことはない", Hardness.DOUBLE_NEGATIVE),
        ("とめざるを得ません", Hardness.DOUBLE_NEGATIVE),
    ],
)
def test_forms_that_are_hard(text: str, hardness: Hardness) -> None:
    assert len(pointed(text, hardness)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ドローンが とびます。さわらないで ください。",
        "ドローンから はなれて ください。",
        "はしの うえを とおります。",
        "おおきい おとは しません。",
        "こわれたら でんわを して ください。",
        "",
    ],
)
def test_easy_sentences_are_left_alone(text: str) -> None:
    assert hard_places(text) == ()


def test_places_are_in_order_and_hold_what_they_say() -> None:
    text = "飛行経路の周辺では、ご注意ください。落下することがございます。"
    places = hard_places(text)
    assert [place.start for place in places] == sorted(place.start for place in places)
    assert all(text[place.start : place.end] == place.words for place in places)
    assert {place.suggestion for place in places} <= set(SUGGESTIONS.values())


def test_every_way_has_its_name_and_what_to_do_and_no_easier_word_is_hard_itself() -> None:
    assert set(HARDNESS_NAMES) == set(SUGGESTIONS) == set(Hardness)
    for easier in EASIER.values():
        assert not pointed(easier, Hardness.HARD_WORD)


@pytest.mark.parametrize(
    "unit", ["漢", "漢あ", "漢（かん）", "あ（", "お漢", "漢ああ漢（あああ）", "ない", "ご", "（かん"]
)
def test_ten_thousand_characters_are_looked_through_and_more_are_refused(unit: str) -> None:
    text = (unit * MOST_LOOKED_AT)[:MOST_LOOKED_AT]
    assert len(hard_places(text)) <= 2 * MOST_LOOKED_AT
    with pytest.raises(ValueRefused):
        hard_places(text + "あ")

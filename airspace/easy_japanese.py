"""やさしい日本語 looked through: points at what is hard to read, and changes nothing; a person writes it.

After the guideline of 出入国在留管理庁 and 文化庁 (在留支援のためのやさしい日本語ガイドライン, 2020): short
sentences, readings for kanji, easy words, no honorifics, no passive voice, no double negation. The words and the length
are our own choice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import ValueRefused
from geo.text import Text

MOST_LOOKED_AT = 10_000
MOST_IN_A_SENTENCE = 40
"""Characters, without spaces and readings: our own figure, the guideline asks for short sentences and names none."""


class Hardness(StrEnum):
    """In what way something is hard to read."""

    LONG_SENTENCE = "long_sentence"
    NO_READING = "no_reading"
    HARD_WORD = "hard_word"
    HONORIFIC = "honorific"
    PASSIVE = "passive"
    DOUBLE_NEGATIVE = "double_negative"


HARDNESS_NAMES = {
    Hardness.LONG_SENTENCE: Text("文が長い", "long sentence"),
    Hardness.NO_READING: Text("読みがながない", "kanji without a reading"),
    Hardness.HARD_WORD: Text("むずかしい言葉", "hard word"),
    Hardness.HONORIFIC: Text("敬語", "honorific"),
    Hardness.PASSIVE: Text("受け身", "passive voice"),
    Hardness.DOUBLE_NEGATIVE: Text("二重の否定", "double negation"),
}

SUGGESTIONS = {
    Hardness.LONG_SENTENCE: Text(
        f"{MOST_IN_A_SENTENCE}字までの文に分けてください。", f"Split it: at most {MOST_IN_A_SENTENCE} characters."
    ),
    Hardness.NO_READING: Text(
        "後に（ ）で読みがなを付けるか、ひらがなで書いてください。",
        "Add its reading in brackets, or write it in hiragana.",
    ),
    Hardness.HARD_WORD: Text("やさしい言葉にしてください。", "Use an easier word."),
    Hardness.HONORIFIC: Text("「です」「ます」「～てください」で書いてください。", "Write plain polite forms."),
    Hardness.PASSIVE: Text("だれがするかを書いて、「～します」にしてください。", "Say who does it."),
    Hardness.DOUBLE_NEGATIVE: Text("「～します」「～てください」と書いてください。", "Say it without two negations."),
}

EASIER = {
    "飛行経路": "とぶ みち",
    "飛行範囲": "とぶ ところ",
    "飛行計画": "とぶ よてい",
    "実証実験": "ためしに とばす こと",
    "飛行": "とぶ こと",
    "離陸": "とびたつ",
    "着陸": "おりる",
    "離着陸": "とびたつ ことと おりる こと",
    "落下": "おちる",
    "墜落": "おちる",
    "不時着": "よていと ちがう ところに おりる",
    "機体": "ドローン",
    "無人航空機": "ドローン",
    "操縦者": "ドローンを うごかす 人",
    "騒音": "うるさい おと",
    "撮影": "しゃしんを とる",
    "高度": "たかさ",
    "上空": "うえ",
    "周辺": "まわり",
    "付近": "ちかく",
    "住民": "すんでいる 人",
    "事業者": "ドローンを とばす 会社",
    "問い合わせ": "きく",
    "問合せ": "きく",
    "連絡先": "でんわ",
    "立入禁止": "はいらないで ください",
    "立ち入り禁止": "はいらないで ください",
    "避難": "にげる",
    "危険": "あぶない",
    "負傷": "けが",
    "火災": "火事（かじ）",
    "中止": "やめる",
    "延期": "ほかの 日に する",
    "予備日": "かわりの 日",
    "実施": "する",
    "開始": "はじまる",
    "終了": "おわる",
    "搬送": "はこぶ",
    "物資": "もの",
    "許可": "してもいいと きめる こと",
    "承認": "してもいいと きめる こと",
    "説明会": "せつめいを きく 会",
    "回収": "とりに いく",
}
"""Words of this service that are hard, and easier ones: our own list."""

KANJI = r"[々〆ヶ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
READING = r"[（(《][ぁ-ゖァ-ヺー・ 　]{1,40}[）)》]"

_KANJI_RUN = re.compile(rf"{KANJI}+")
_READING_AFTER = re.compile(rf"([ぁ-ゖ]{{0,6}}){READING}")
_MARKS_OF_SILENCE = re.compile(rf"{READING}|\s")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_HARD = re.compile("|".join(sorted(map(re.escape, EASIER), key=len, reverse=True)))
_PATTERNS = {
    Hardness.HONORIFIC: re.compile(
        r"ございま(?:す|せん|した)|いたし(?:ます|ました|ません)|致し(?:ます|ました|ません)|(?:頂|いただ)[かきくけい]|"
        r"くださいませ|下さいませ|申し上げ|存じま|賜り|(?:て|で)おります|まいります|参ります|なさい?ま(?:す|した)|"
        rf"お{KANJI}{{1,3}}[いきしちにみりぎび]?(?:になり|になる)|[おご](?:{KANJI}|[ぁ-ゖ]){{1,4}}(?:申し|もうし)|"
        rf"お願い(?:いたし|致し|申し)|ご{KANJI}{{2}}(?:ください|下さい|になり|願)"
    ),
    Hardness.PASSIVE: re.compile(r"(?:さ|行わ|おこなわ)れ(?:ます|ました|ません|ている|ていま|る|た|て|ない)"),
    Hardness.DOUBLE_NEGATIVE: re.compile(
        r"なければ[ 　]?(?:なり|いけ)(?:ません|ない)|なければ[ 　]?ならない|ないと[ 　]?いけ(?:ません|ない)|"
        r"ない(?:こと|わけ|もの)(?:は|では|も|が)?[ 　]?(?:ない|ありません)|なくは[ 　]?(?:ない|ありません)|"
        r"ざるを(?:得|え)"
    ),
}


@dataclass(frozen=True, slots=True)
class HardPlace:
    """Something hard to read: from `start` until before `end`, in characters, the words there, in what way.

    `easier` is an easier word where our list has one.
    """

    start: int
    end: int
    hardness: Hardness
    words: str
    easier: str = ""

    @property
    def suggestion(self) -> Text:
        """What to do about it."""
        return SUGGESTIONS[self.hardness]


def hard_places(text: str) -> tuple[HardPlace, ...]:
    """Return what is hard to read in a text, in its order; none is no proof that it is easy.

    Raises
    ------
    ValueRefused
        If the text is longer than `MOST_LOOKED_AT` characters.
    """
    if len(text) > MOST_LOOKED_AT:
        raise ValueRefused(
            Text(f"長すぎて、確かめられません（{len(text)}文字）。", f"Too long to be looked through ({len(text)})."),
            Text(f"{MOST_LOOKED_AT}文字までにしてください。", f"At most {MOST_LOOKED_AT} characters."),
            where="easy_ja",
        )
    found = [*_long_sentences(text), *_unread(text), *_hard_words(text), *_patterns(text)]
    return tuple(sorted(found, key=lambda place: (place.start, -place.end, place.hardness)))


def _long_sentences(text: str) -> Iterator[HardPlace]:
    for match in _SENTENCE.finditer(text):
        if len(_MARKS_OF_SILENCE.sub("", match.group())) > MOST_IN_A_SENTENCE:
            yield _place(Hardness.LONG_SENTENCE, match)


def _unread(text: str) -> Iterator[HardPlace]:
    """Yield kanji that no reading follows; one may stand after the whole word: 食べ物（たべもの）, 飛び（とび）."""
    read: set[int] = set()
    runs = list(_KANJI_RUN.finditer(text))
    for index, run in enumerate(runs):
        after = _READING_AFTER.match(text, run.end())
        if after and _ends_so(after):
            read.add(index)
            _mark_word(runs, index, text, after, read)
    for index, run in enumerate(runs):
        if index not in read:
            yield _place(Hardness.NO_READING, run)


def _ends_so(after: re.Match[str]) -> bool:
    """Whether the reading takes in the kana between it and the kanji."""
    tail, reading = after[1], _reading_of(after)
    return not tail or (reading.endswith(tail) and len(reading) > len(tail))


def _reading_of(after: re.Match[str]) -> str:
    return after.group()[len(after[1]) + 1 : -1].replace(" ", "").replace("　", "")


def _mark_word(runs: list[re.Match[str]], index: int, text: str, after: re.Match[str], read: set[int]) -> None:
    """Mark the kanji before it that belong to the same word: those whose kana between stand in the reading too."""
    reading = _reading_of(after)
    end = len(reading) - len(after[1])
    while index > 0:
        between = text[runs[index - 1].end() : runs[index].start()]
        at = reading.rfind(between, 1, max(end - 1, 0)) if 0 < len(between) <= 3 else -1
        if at < 1:
            return
        index, end = index - 1, at
        read.add(index)


def _hard_words(text: str) -> Iterator[HardPlace]:
    for match in _HARD.finditer(text):
        yield _place(Hardness.HARD_WORD, match, EASIER[match.group()])


def _patterns(text: str) -> Iterator[HardPlace]:
    for hardness, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield _place(hardness, match)


def _place(hardness: Hardness, match: re.Match[str], easier: str = "") -> HardPlace:
    return HardPlace(match.start(), match.end(), hardness, match.group(), easier)

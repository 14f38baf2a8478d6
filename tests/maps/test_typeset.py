"""Our templates and people's words become PDF, and people's words never become markup."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pypdfium2
import pytest

from geo.errors import ValueRefused
from maps import typeset
from maps.typeset import TypesetFault, pdf
from tests import pdfs

NOW = datetime(2026, 11, 4, 1, 30, tzinfo=UTC)
TEMPLATE = "= #values.title\n#for line in values.lines { par(line) }"

HOSTILE = [
    "#let x = 1",
    '#read("/etc/passwd")',
    "#panic()",
    "$ x^2 $ と $integral$",
    "] } ) */ // /*",
    r"\ \u{41} \n",
    "= 見出し",
    "*太字* _斜体_ `逐語` @参照 <札> ~ --- '",
    '"引用" \'引用\' `"',
    "{{ 7 * 7 }} <b>x</b> &amp; %s {0}",
    "https://example.jp/?a=1&b=2",
]


def typeset_lines(*lines: str, title: str = "見本") -> bytes:
    return pdf(TEMPLATE, {"title": title, "lines": lines}, made_at=NOW)


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_in_a_value_is_shown_as_it_was_written(words: str) -> None:
    made = typeset_lines(words, title=words)
    assert pdfs.text_of(made) == pdfs.without_spaces(words) * 2
    assert pdfs.metadata_of(made)["Title"] == words
    assert "root:" not in pdfs.text_of(made)


@pytest.mark.parametrize("words", ["髙橋 﨑山 德永 桒原", "か\u3099", "葛\U000e0100城", "①Ⅲ㈱℡～－—…", "é ñ ł", "𩸽"])
def test_letters_of_names_are_shown(words: str) -> None:
    shown = pdfs.text_of(typeset_lines(words)).removeprefix("見本")
    assert shown.replace("が", "か\u3099") == pdfs.without_spaces(words)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("空の会社😀", "「😀」（U+1F600）"),
        ("𠮷田", "「𠮷」（U+20BB7）"),
        ("外字\ue000", "U+E000"),
        ("한글", "U+D55C"),
        ("عربي", "U+0639"),
    ],
)
def test_a_character_without_a_glyph_is_refused_by_name_and_place(words: str, named: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        pdf(TEMPLATE, {"title": "見本", "lines": ["よい行", words], "more": {"count": 3, "inner": words}}, made_at=NOW)
    assert named in refused.value.what.ja
    assert named in refused.value.what.en
    assert refused.value.where == "lines 2, more: inner"
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    "run",
    [
        "A" * 300,
        "x" * 2_000,
        "https://example.jp/" + "a1-" * 150,
        "ー" * 300,
        "ぁ" * 300,
        "、" * 300,
        "「" * 299 + "」",
        "ぁA。" * 100,
        "漢字かな" * 75,
        "長い表題（" * 60,
    ],
    ids=lambda run: run[:8],
)
def test_no_run_of_characters_leaves_the_paper_or_is_lost(run: str) -> None:
    made = typeset_lines(run, title=run)
    assert pdfs.text_of(made) == run * 2
    left, right = pdfs.text_edges(made)
    margin = 70.9  # 2.5 cm, Typst's own on A4: 2.5/21 of the shorter side
    assert margin - 8 < left
    assert right < pdfs.A4_POINTS[0] - margin + 8


def test_marks_that_meet_do_not_lie_upon_each_other() -> None:
    sentence = "（知事です。）。ただし、「」」。）とする。"
    with pypdfium2.PdfDocument(typeset_lines(sentence)) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())][-len(sentence) :]
    gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
    assert min(gaps) > 0.8  # of ink, in points, at 11 points


def test_the_same_values_give_the_same_bytes_in_every_thread() -> None:
    one = typeset_lines(*HOSTILE)
    with ThreadPoolExecutor(8) as threads:
        others = set(threads.map(lambda _: typeset_lines(*HOSTILE), range(40)))
    assert others == {one}


def test_the_moment_is_the_argument_whatever_its_zone() -> None:
    made = typeset_lines("行")
    there = pdf(TEMPLATE, {"title": "見本", "lines": ["行"]}, made_at=NOW.astimezone(timezone(timedelta(hours=9))))
    later = pdf(TEMPLATE, {"title": "見本", "lines": ["行"]}, made_at=NOW + timedelta(seconds=1))
    assert pdfs.metadata_of(made)["CreationDate"] == "D:20261104013000Z"
    assert made == there
    assert made != later


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        pdf(TEMPLATE, {"title": "見本", "lines": []}, made_at=NOW.replace(tzinfo=None))


def test_it_is_tagged_in_japanese_fit_to_be_kept_and_holds_its_font() -> None:
    made = typeset_lines("行", title="見本の表題")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made
    assert b"/Lang(ja-JP)" in made
    assert b"/DisplayDocTitle true" in made
    assert pdfs.is_tagged(made)
    assert "H1" in pdfs.tags_of(made)
    assert pdfs.metadata_of(made)["Title"] == "見本の表題"
    assert pdfs.fonts_of(made) == {("BIZUDPGothic-Regular", True), ("BIZUDPGothic-Bold", True)}
    assert pdfs.page_sizes(made) == [pytest.approx(pdfs.A4_POINTS, abs=0.01)]


@pytest.mark.parametrize(
    "template",
    [
        '= x\n#read("/etc/passwd")',
        '= x\n#read("../manifest.json")',
        '= x\n#image("/../../leaflet/images/layers.png")',
        '#import "/letter.typ": x',
        "#values.nothing",
        "#let",
    ],
)
def test_a_template_reads_no_file_and_its_faults_are_ours(template: str) -> None:
    with pytest.raises(TypesetFault):
        pdf(template, {"title": "見本"}, made_at=NOW)


def test_no_font_but_ours_is_known() -> None:
    assert typeset._fonts().families() == ["BIZ UDPGothic"]
    assert sorted(font.weight for font in typeset._fonts().fonts()) == [400, 700]


def test_without_a_title_nothing_is_typeset() -> None:
    with pytest.raises(TypesetFault, match="title"):
        pdf("x", {}, made_at=NOW)

"""Each kind of letter on paper: all that it holds can be read, nothing poses as MLIT's permission."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from airspace.anchor import Anchor, read_anchors
from airspace.letter import (
    KIND_NAMES,
    PART_NAMES,
    PARTS,
    Addressee,
    Clause,
    Honorific,
    Letter,
    LetterKind,
    Part,
    Seal,
)
from airspace.notice import MLIT_NOTICE
from api.letters.draw import draw
from geo.errors import ValueRefused
from tests import pdfs
from tests.letters.samples import AUDIT_HEAD, REVISION_SHA256, SAMPLES

SENTENCE = "航空法の許可・承認は国土交通省が行います。この通知はそれに代わるものではありません。"

TITLES = {
    "route_confirmed": "飛行経路の確認について（通知）",
    "route_declined": "飛行経路を確認できない旨について（通知）",
    "adopted": "実証実験の採択及び補助金の交付の決定について（通知）",
    "adoption_declined": "実証実験の不採択について（通知）",
    "facility_use": "県の管理する施設の使用許可について（通知）",
    "facility_declined": "県の管理する施設の使用の不許可について（通知）",
    "support": "実証実験の後援について（承諾）",
    "correction_request": "実証実験計画書の補正について（依頼）",
    "receipt": "受領書",
    "consultation": "実証実験の飛行経路に関する意見について（照会）",
    "change_received": "実証実験計画の変更届の受理について（通知）",
    "withdrawal_received": "実証実験計画の取下げの受理について（通知）",
    "stop_request": "実証実験の飛行の中止について（要請）",
    "confirmation_withdrawn": "飛行経路の確認の取消しについて（通知）",
    "adoption_withdrawn": "実証実験の採択の取消しについて（通知）",
    "facility_withdrawn": "県の管理する施設の使用許可の取消しについて（通知）",
    "support_declined": "実証実験の後援について（通知）",
    "support_withdrawn": "実証実験の後援の取消しについて（通知）",
}

SAID = {
    "route_confirmed": "下記のとおり確認しましたので、通知します。",
    "route_declined": "下記の理由により確認することができませんので、通知します。",
    "adopted": "下記のとおり採択し、補助金の交付を決定しましたので、通知します。",
    "adoption_declined": "下記の理由により採択しないこととしましたので、通知します。",
    "facility_use": "令和8年10月21日付けで申請のありました県の管理する施設の使用については、",
    "facility_declined": "下記の理由により使用を許可しないこととしましたので、通知します。",
    "support": "下記のとおり承諾しますので、通知します。",
    "correction_request": "期限までに補正の上、再度提出してくださるようお願いします。",
    "receipt": "内容を確認したことを示すものではありません。",
    "consultation": "御回答がない場合は「未回答」として取り扱い、同意があったものとはみなしません。",
    "change_received": "令和8年10月28日付け空第101号で通知した飛行経路の確認の範囲内の変更と認め、受理しました",
    "withdrawal_received": "令和8年11月2日付けで届出のありました下記の実証実験計画の取下げについては、受理しました",
    "stop_request": "この要請は、任意の御協力をお願いするものであり、命令ではありません。",
    "confirmation_withdrawn": "令和8年11月4日付け空第123号で通知した飛行経路の確認は、",
    "adoption_withdrawn": "令和8年11月4日付け空第123号で通知した実証実験の採択は、",
    "facility_withdrawn": "令和8年11月4日付け三重県指令空第45号で通知した県の管理する施設の使用許可は、",
    "support_declined": "下記の理由により承諾しないこととしましたので、通知します。",
    "support_withdrawn": "令和8年11月4日付け空第123号で通知した実証実験の後援の承諾は、",
}


def in_era(day: date) -> str:
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


def written(value: object) -> Iterator[str]:
    """Yield what must stand on the paper for each field, found without asking the code that draws."""
    if isinstance(value, Anchor):
        yield f"soramichi-anchor {value.number} {value.sha256} {value.noted_on.isoformat()}"
    elif is_dataclass(value):
        for field in fields(value):
            held = getattr(value, field.name)
            match field.name, held:
                case "keep_years", int():
                    yield f"保存期間{held}年"
                case "grant_yen", int():
                    yield f"金{held:,}円"
                case "revision_number", int():
                    yield f"第{held}版"
                case "kind", _:
                    yield TITLES[held]
                case "seal", _:
                    yield {"stamped": "印", "omitted": "（公印省略）"}[held]
                case _:
                    yield from written(held)
    elif isinstance(value, tuple):
        for held in value:
            yield from written(held)
    elif isinstance(value, date):
        yield in_era(value)
    elif isinstance(value, Enum | str) and value:
        yield str(value)


def shown(letter: Letter) -> str:
    return pdfs.text_of(draw(letter))


@pytest.mark.parametrize("kind", LetterKind)
def test_all_that_a_letter_holds_stands_on_the_paper(kind: LetterKind) -> None:
    letter, text = SAMPLES[kind], shown(SAMPLES[kind])
    fields_seen = [pdfs.without_spaces(words) for words in written(letter)]
    assert [words for words in fields_seen if words not in text] == []
    assert len(fields_seen) > 14
    assert SAID[kind] in text
    assert MLIT_NOTICE.ja == SENTENCE
    assert text.count(SENTENCE) == 1
    assert f"計画書のSHA-256{REVISION_SHA256}" in text
    assert pdfs.without_spaces(f"監査記録の先頭{AUDIT_HEAD}") in text


def test_the_head_of_the_audit_log_is_copied_as_one_line() -> None:
    longest = replace(AUDIT_HEAD, number=10**9)
    letter = replace(SAMPLES[LetterKind.RECEIPT], audit_head=longest)
    assert read_anchors(pdfs.lines_of(draw(letter))) == (longest,)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_reads_as_it_did(kind: LetterKind, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(pdfs.lines_of(draw(SAMPLES[kind]))) == snapshot


@pytest.mark.parametrize("kind", LetterKind)
def test_nothing_says_that_a_flight_is_permitted_approved_or_safe(kind: LetterKind) -> None:
    letter, text = SAMPLES[kind], shown(SAMPLES[kind]).replace(SENTENCE, "")
    for words in sorted(
        {pdfs.without_spaces(words) for words in written(letter)} - {TITLES[kind]}, key=len, reverse=True
    ):
        text = text.replace(words, "")
    if kind.startswith("facility"):
        assert "許可" in text
        text = re.sub("使用許可|使用を許可し|使用の不許可", "", text)
    assert re.findall("許可|承認|安全|認可|免許", text) == []


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.startswith("facility")])
def test_a_disposition_says_by_when_and_before_whom_it_is_contested(kind: LetterKind) -> None:
    text = shown(SAMPLES[kind])
    known = "この処分があったことを知った日の翌日から起算して"
    assert f"{known}3か月以内に、三重県知事に対して審査請求をすることができます。" in text
    assert f"{known}6か月以内に、三重県を被告として提起することができます" in text
    assert "（訴訟において三重県を代表する者は、三重県知事となります。）" in text
    assert "裁決があったことを知った日の翌日から起算して6か月以内に提起することができます。" in text
    assert text.count("起算して1年を経過したとき") == 3
    assert "行政不服審査法（平成26年法律第68号）" in text
    assert "行政事件訴訟法（昭和37年法律第139号）" in text


@pytest.mark.parametrize("kind", LetterKind)
def test_the_file_is_tagged_titled_a4_with_its_fonts_and_the_same_each_time(kind: LetterKind) -> None:
    made = draw(SAMPLES[kind])
    assert made == draw(SAMPLES[kind])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"/Lang(ja-JP)" in made
    assert pdfs.metadata_of(made)["Title"] == TITLES[kind]
    midnight = datetime.combine(SAMPLES[kind].issued_on, datetime.min.time(), UTC).timestamp() - 9 * 3600
    assert pdfs.metadata_of(made)["CreationDate"] == f"{datetime.fromtimestamp(midnight, UTC):D:%Y%m%d%H%M%SZ}"
    assert pdfs.is_tagged(made)
    assert pdfs.tags_of(made).count("H1") == 1
    assert pdfs.fonts_of(made) == {("BIZUDPGothic-Regular", True), ("BIZUDPGothic-Bold", True)}
    assert all(size == pytest.approx(pdfs.A4_POINTS, abs=0.01) for size in pdfs.page_sizes(made))
    assert len(made) < 150_000


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_has_one_page_and_one_with_its_redress_two(kind: LetterKind) -> None:
    assert len(pdfs.page_sizes(draw(SAMPLES[kind]))) == (2 if SAMPLES[kind].redress else 1)


def test_the_head_stands_in_the_order_of_a_japanese_letter() -> None:
    text = shown(SAMPLES[LetterKind.ROUTE_CONFIRMED])
    order = [
        "空第123号",
        "令和8年11月4日",
        "津市架空町",
        "空野道子様",
        "三重県知事見本太郎",
        "（公印省略）",
        "飛行経路の確認について",
        "記1",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert places[0] == 0
    assert text.index("以上") < text.index(SENTENCE) < text.index("担当三重県") < text.index("計画書のSHA-256")


def test_a_receipt_without_a_number_begins_with_its_day() -> None:
    assert shown(SAMPLES[LetterKind.RECEIPT]).startswith("令和8年11月4日津市")


def test_adoption_without_a_grant_speaks_of_no_grant() -> None:
    letter = replace(SAMPLES[LetterKind.ADOPTED], grant_yen=None)
    text = shown(replace(letter, basis="公募要領", clauses=()))
    assert "実証実験の採択について（通知）" in text
    assert "下記のとおり採択しましたので、通知します。" in text
    assert "補助金" not in text
    assert "交付" not in text


def test_a_request_to_stop_needs_no_earlier_letter() -> None:
    text = shown(replace(SAMPLES[LetterKind.STOP_REQUEST], earlier=None))
    assert "下記の実証実験については、下記の理由により、飛行を中止してくださるよう要請します。" in text
    assert "空第123号" not in text


HOSTILE = [
    '#let x = 1 #read("/etc/passwd") $x^2$ ] } \\ *太字* _斜体_ `逐語` @参照 <札>',
    "= 見出し",
    "A" * 300,
    "長い題名（" * 60,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_and_long_names_are_shown_as_written_within_the_paper(words: str) -> None:
    sample = SAMPLES[LetterKind.FACILITY_USE]
    letter = replace(
        sample,
        number=words,
        basis=words,
        addressee=Addressee((words, words), Honorific.BODY),
        sender=replace(sample.sender, name=words, desk=words, telephone=words, seal=Seal.OMITTED),
        about=replace(sample.about, trial_title=words),
        facility=replace(sample.facility, name=words, place=words, period=words),
        clauses=(Clause(words, words),),
        reasons=(words,),
        redress=replace(sample.redress, review_to=words, defendant=words, represented_by=words),
    )
    made = draw(letter)
    # 17 places, and in 教示 the defendant stands twice; a page's foot may stand within one of them.
    text = re.sub(r"\d／\d", "", pdfs.text_of(made))
    assert text.count(pdfs.without_spaces(words)) == 18
    left, right = pdfs.text_edges(made)
    assert left > 70  # 27 mm are 76.5 points; an opening bracket hangs out by a few
    assert right < pdfs.A4_POINTS[0] - 65  # 25 mm are 70.9 points


@pytest.mark.parametrize(
    ("words", "named"), [("空の会社😀", "U+1F600"), ("𠮷田空輸", "U+20BB7"), ("外字\ue000", "U+E000")]
)
def test_a_name_that_cannot_be_printed_is_refused_by_its_character_and_place(words: str, named: str) -> None:
    letter = replace(SAMPLES[LetterKind.RECEIPT], addressee=Addressee(("津市", words), Honorific.PERSON))
    with pytest.raises(ValueRefused) as refused:
        draw(letter)
    assert named in refused.value.what.ja
    assert refused.value.where == "addressee: lines 2"


def test_lines_and_tabs_in_words_are_kept_apart() -> None:
    letter = replace(SAMPLES[LetterKind.ROUTE_DECLINED], reasons=("一行目\n二行目\t後",))
    lines = pdfs.lines_of(draw(letter))
    assert [line.strip() for line in lines if line.strip() in ("一行目", "二行目　後")] == ["一行目", "二行目　後"]


def test_fifty_conditions_of_two_thousand_characters_are_paged_and_whole() -> None:
    words = [f"第{number}の条件：" + "飛行の前に漁業協同組合へ連絡すること。" * 110 for number in range(1, 51)]
    clauses = tuple(Clause(text[:2_000], text[::-1][:2_000]) for text in words)
    made = draw(replace(SAMPLES[LetterKind.ROUTE_CONFIRMED], clauses=clauses))
    letters = 50 * 4_000  # on A4 at 10.5 points a page holds 33 to 40 lines of 30 to 45 letters
    assert letters / (40 * 45) < len(pdfs.page_sizes(made)) < letters / (33 * 30)
    text = re.sub(r"\d+／\d+", "", pdfs.text_of(made))
    assert [clause.text[:9] for clause in clauses if clause.text not in text or clause.reason not in text] == []
    assert SENTENCE in text


def test_the_page_of_letters_tells_what_each_kind_owes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")
    told = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.*?) \|$", page, re.MULTILINE)}
    names = [PART_NAMES[part].ja for part in Part]
    assert {kind: [name, owed.split("、"), may.split("、")] for kind, (name, owed, may) in told.items()} == {
        kind: [
            KIND_NAMES[kind].ja,
            [name for part, name in zip(Part, names, strict=True) if part in parts.owed],
            [name for part, name in zip(Part, names, strict=True) if part in parts.may],
        ]
        for kind, parts in PARTS.items()
    }
    assert SENTENCE in page

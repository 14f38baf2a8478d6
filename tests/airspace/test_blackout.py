"""Blackouts: where they may be, what is left of a text, and the ordinance that they rest on."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from airspace import nondisclosure
from airspace.blackout import (
    MARK,
    MOST_PAGES,
    MOST_REASON_CHARACTERS,
    Blackout,
    Box,
    Stretch,
    blackout_reason,
    in_force,
    without,
)
from airspace.nondisclosure import PERSONAL, ordinance_of, parse_ordinance
from geo.errors import ValueRefused

NOW = datetime(2026, 10, 1, tzinfo=UTC)
BOX = Box(1, 0.1, 0.2, 0.3, 0.4)
ONE = Blackout("b1", "t1", "attachments/1", BOX, "personal", "第7条第2号", "氏名", NOW, "a1")
MIE = (files(nondisclosure.__name__) / "24.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sides",
    [
        (0.3, 0.2, 0.1, 0.4),
        (0.1, 0.4, 0.3, 0.2),
        (0.1, 0.2, 0.1, 0.4),
        (0.1, 0.2, 0.3, 0.2),
        (-0.1, 0.2, 0.3, 0.4),
        (0.1, 0.2, 1.1, 0.4),
        (math.nan, 0.2, 0.3, 0.4),
        (0.1, 0.2, math.inf, 0.4),
    ],
)
def test_a_box_that_is_none_is_refused(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueRefused, match="枠"):
        Box(1, *sides)


@pytest.mark.parametrize("page", [0, -1, MOST_PAGES + 1])
def test_a_page_that_cannot_be_is_refused(page: int) -> None:
    with pytest.raises(ValueRefused, match="ページ"):
        Box(page, 0, 0, 1, 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2)])
def test_a_stretch_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueRefused, match="範囲"):
        Stretch("", start, end)


def test_a_stretch_may_be_of_a_records_text() -> None:
    assert Stretch("/conditions/0", 0, 3).end == 3
    assert replace(ONE, place=Stretch("", 2, 3)).made_by == "a1"


@pytest.mark.parametrize("field", ["reason", "/" + "x" * 200])
def test_a_field_that_is_no_pointer_is_refused(field: str) -> None:
    with pytest.raises(ValueRefused, match="項目"):
        Stretch(field, 0, 1)


@pytest.mark.parametrize("document", ["", "attachments", "attachments/../1", "Attachments/1", "a/1/2/3", "a/1\n"])
def test_a_name_that_is_no_documents_is_a_fault(document: str) -> None:
    with pytest.raises(ValueError, match="names no document"):
        replace(ONE, document=document)


def test_times_are_aware() -> None:
    for times in ({"made_at": datetime(2026, 10, 1)}, {"lifted_at": datetime(2026, 10, 1)}):  # noqa: DTZ001
        with pytest.raises(ValueError, match="aware"):
            replace(ONE, **times)  # type: ignore[arg-type]


def test_those_in_force_are_the_documents_own_and_not_lifted() -> None:
    lifted = replace(ONE, id="b2", lifted_at=NOW, lifted_by="a1")
    other = replace(ONE, id="b3", document="attachments/2")
    assert in_force([ONE, lifted, other], "attachments/1") == (ONE,)


@pytest.mark.parametrize(
    ("stretches", "left"),
    [
        ([], "氏名：山田太郎、電話"),
        ([(3, 7)], f"氏名：{MARK}、電話"),
        ([(5, 7), (3, 5)], f"氏名：{MARK}、電話"),
        ([(3, 6), (4, 5)], f"氏名：{MARK}郎、電話"),
        ([(0, 2), (8, 10)], f"{MARK}：山田太郎、{MARK}"),
    ],
)
def test_a_mark_stands_for_each_stretch(stretches: list[tuple[int, int]], left: str) -> None:
    assert without("氏名：山田太郎、電話", stretches) == left


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10))))
def test_no_character_of_a_stretch_is_left(drawn: list[tuple[int, int]]) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(50))  # each character once
    stretches = [(start, start + length) for start, length in drawn]
    hidden = {text[at] for start, end in stretches for at in range(start, end)}
    left = without(text, stretches)
    assert not hidden & set(left)
    assert [character for character in left if character not in MARK] == [c for c in text if c not in hidden]


@pytest.mark.parametrize(
    "written", ["", " \n", "\u200b", "a\x00", "a\u202eb", "x" * (MOST_REASON_CHARACTERS + 1), "a\ud800"]
)
def test_a_reason_that_nobody_can_read_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        blackout_reason(written)
    assert refused.value.where == "reason"


def test_a_reason_is_kept_in_one_form() -> None:
    assert blackout_reason(" 氏名\r\nＡ\r1\tb ") == "氏名\nA\n1\tb"


def test_mies_ordinance_is_cited_and_not_yet_verified() -> None:
    mie = ordinance_of("24")
    assert "平成11年三重県条例第42号" in mie.ordinance.ja
    assert mie.grounds[PERSONAL].article == "第7条第2号"
    assert all(ground.verified_by is None and ground.confidence == "medium" for ground in mie.grounds.values())
    assert len({ground.article for ground in mie.grounds.values()}) == len(mie.grounds)


def test_a_prefecture_without_an_ordinance_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        ordinance_of("99")


@pytest.mark.parametrize(
    "text", [MIE + "more: 1\n", MIE.replace("verified_by: null", "", 1), MIE.replace("  personal:", "  people:")]
)
def test_an_ordinances_file_is_read_strictly(text: str) -> None:
    with pytest.raises((ValidationError, ValueError)):
        parse_ordinance(text)

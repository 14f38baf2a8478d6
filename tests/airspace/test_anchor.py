"""Anchors are read from lines or whole mails; a slip is told, never passed over."""

from datetime import date

import pytest

from airspace.anchor import Anchor, read_anchors
from geo.errors import FileRefused

HASH = "0123456789abcdef" * 4
GOOD = f"soramichi-anchor 12 {HASH} 2026-11-04"


def test_an_anchor_is_read_as_it_is_written() -> None:
    anchor = Anchor(12, HASH, date(2026, 11, 4))
    assert str(anchor) == GOOD
    assert read_anchors([GOOD]) == (anchor,)


def test_anchors_are_found_in_mails_and_sorted() -> None:
    text = ["Subject: 控え", "", f"> > {GOOD}", f"  soramichi-anchor\t3  {HASH}\t2026-11-01 ", GOOD, "次の行"]
    assert [anchor.number for anchor in read_anchors(text)] == [3, 12]


@pytest.mark.parametrize(
    "line",
    [
        "soramichi-anchor",
        f"soramichi-anchor 12 {HASH}",
        f"soramichi-anchor 12 {HASH[:-1]} 2026-11-04",
        f"soramichi-anchor 12 {HASH.upper()} 2026-11-04",
        f"soramichi-anchor -1 {HASH} 2026-11-04",
        f"soramichi-anchor 012 {HASH} 2026-11-04",
        f"soramichi-anchor １２ {HASH} 2026-11-04",
        f"soramichi-anchor 12 {HASH} 2026-02-30",
        f"soramichi-anchor 12 {HASH} 2026-11-04 x",
        f"soramichi-anchors 12 {HASH} 2026-11-04",
    ],
)
def test_a_line_with_a_slip_is_named(line: str) -> None:
    with pytest.raises(FileRefused, match="line 2"):
        read_anchors([GOOD, line])


@pytest.mark.parametrize("lines", [[], ["nothing", HASH]])
def test_a_file_without_an_anchor_checks_nothing(lines: list[str]) -> None:
    with pytest.raises(FileRefused, match="no anchor"):
        read_anchors(lines)

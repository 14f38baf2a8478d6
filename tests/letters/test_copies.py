"""Copies of letters for disclosure: drawn again without what is hidden, which they list; read back with PDFium."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from airspace.blackout import MARK
from airspace.letter import LetterKind
from api.letters.draw import LEFT_OUT
from api.services.disclosure_letters import drawn, name_patterns, record_of
from api.services.disclosure_list import Hidden
from api.store.letters import KeptLetter
from geo.text import Text
from tests.letters.samples import AUDIT_HEAD, REVISION_SHA256, SAMPLES
from tests.pdfs import metadata_of, text_of

HIDDEN = Hidden(
    "letters/1",
    "letters/1.json",
    Text("理由（/reasons/0） 1～3 文字目", ""),
    "第7条第2号",
    Text("個人情報", ""),
    "氏名",
)


def content_of(kind: LetterKind, changes: dict[str, Any] | None = None) -> Any:
    """Return the fields of a sample as an export that hides whom it is to gives them."""
    kept = KeptLetter("t1", 1, SAMPLES[kind], "", b"", datetime(2026, 11, 4, tzinfo=UTC), "a1")
    masked = {"addressee": [MARK], "sender": MARK, "desk": MARK, "telephone": MARK}
    return record_of(kept).content | masked | (changes or {})


@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_is_drawn_without_its_addressee_and_without_hashes(kind: LetterKind) -> None:
    letter = SAMPLES[kind]
    copy = drawn(content_of(kind), [HIDDEN])
    assert copy is not None
    said = text_of(copy) + str(metadata_of(copy))
    for words in (*letter.addressee.lines, letter.sender.name, letter.sender.desk, letter.sender.telephone):
        assert re.sub(r"\s", "", words) not in said, words
    for hash_ in (REVISION_SHA256, AUDIT_HEAD.sha256, "0" * 64):
        assert hash_ not in said
    assert said.count(LEFT_OUT) == 2
    assert letter.about.trial_title in said
    assert letter.number in said
    for words in ("開示用の写し", "この写しで隠した部分", "理由（/reasons/0）1～3文字目第7条第2号（個人情報）氏名"):
        assert words in said, words
    assert copy == drawn(content_of(kind), [HIDDEN]), "the same case makes the same bytes"


def test_a_copy_in_which_nothing_is_hidden_says_so() -> None:
    copy = drawn(content_of(LetterKind.RECEIPT), [])
    assert copy is not None
    assert "隠した部分はありません。" in text_of(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"issued_on": MARK},
        {"kind": MARK},
        {"reasons": ["字" * 1_999 + MARK]},
        {"reception": {"number": MARK, "received_on": MARK}},
    ],
)
def test_what_cannot_be_typeset_without_what_is_hidden_is_not_drawn(changes: dict[str, Any]) -> None:
    assert drawn(content_of(LetterKind.ROUTE_DECLINED, changes), []) is None


def test_a_reason_that_the_font_cannot_print_is_not_drawn() -> None:
    one = Hidden("letters/1", "", Text("理由", ""), "第7条第2号", Text("個人情報", ""), "氏名🛸")
    assert drawn(content_of(LetterKind.ROUTE_DECLINED), [one]) is None


@pytest.mark.parametrize(
    ("line", "repeated", "is_named"),
    [
        ("代表取締役　空野 道子", "空野道子さんから", True),
        ("代表取締役　空野 道子", "空野　道子", True),
        ("代表取締役　空野 道子", "代表取締役 空野道子", True),
        ("代表取締役　空野 道子", "道子", False),  # half of a name is in too many words
        ("津田律子", "津田律子の家", True),
        ("津市架空町一丁目2番3号", "自宅は津市架空町一丁目2番3号", True),
        ("代表", "代表の者", False),
        ("空の便", "空の便が飛ばす", False),  # a company
        ("空の 便", "空の便が飛ばす", False),
        ("", "空の便", False),
        ("(.*)", "何でも", False),
    ],
)
def test_who_is_addressed_is_found_in_texts_however_it_is_spaced(line: str, repeated: str, is_named: bool) -> None:
    patterns = list(name_patterns([line], ["空の便"]))
    assert any(re.search(pattern, repeated) for pattern in patterns) is is_named

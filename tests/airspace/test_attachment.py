"""Files' names as they are kept, and what each kind is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from airspace.attachment import (
    EXTENSIONS,
    FILE_KINDS,
    MOST_NAME_CHARACTERS,
    RETENTION_NAMES,
    SCAN_NAMES,
    Attachment,
    FileKind,
    PublishedCopy,
    Retention,
    ScanState,
    extension_of,
    name_given,
)
from geo.errors import ValueRefused

NOW = datetime(2026, 10, 1, tzinfo=UTC)
ONE = Attachment(
    *("a", "t", 3, None, None, FileKind.JPEG, 5, "0" * 64, ScanState.CLEAN, "clamdscan", Retention.CASE, NOW, "x"),
    name="写真.jpeg",
)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "...",
        ".",
        "/",
        "folder/",
        "\u3000",
        "a\x00.pdf",
        "a\r\nSet-Cookie: x.pdf",
        "a\tb.pdf",
        "a\u202efdp.exe",
        "a\u200b.pdf",
        "a\ufeff.pdf",
        "a\u2028b.pdf",
        "a\ud800.pdf",
        "a\ue000.pdf",
        "x" * (MOST_NAME_CHARACTERS + 1),
    ],
)
def test_a_name_that_hides_or_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        name_given(written)
    assert refused.value.where == "file"
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 説明 資料.PDF ", "説明 資料.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\図.png", "図.png"),
        ("か\u3099図.png", "が図.png"),  # as a Mac writes it
        ("a／b.pdf", "a／b.pdf"),  # not made into a separator
        ("😀.png", "😀.png"),
        ('"; filename="x.exe.pdf', '"; filename="x.exe.pdf'),  # harmless once encoded: see the header's test
        ("x" * MOST_NAME_CHARACTERS, "x" * MOST_NAME_CHARACTERS),
    ],
)
def test_a_name_is_kept_without_its_folders(written: str, kept: str) -> None:
    assert name_given(written) == kept


@pytest.mark.parametrize(("name", "extension"), [("a.PDF", "pdf"), ("a.pdf.exe", "exe"), ("pdf", ""), ("a.", "")])
def test_only_the_last_extension_counts(name: str, extension: str) -> None:
    assert extension_of(name) == extension


def test_each_kind_is_told_apart_by_its_extensions() -> None:
    assert set(FILE_KINDS) == set(FileKind)
    assert len(EXTENSIONS) == sum(len(facts.extensions) for facts in FILE_KINDS.values())
    assert {kind for kind, facts in FILE_KINDS.items() if facts.published_as is None} == {FileKind.DOCX, FileKind.XLSX}
    assert not {"svg", "html", "htm", "exe", "gif", "zip", "docm", "xlsm"} & set(EXTENSIONS)
    assert set(SCAN_NAMES) == set(ScanState)
    assert set(RETENTION_NAMES) == set(Retention)


def test_a_neutral_name_tells_nothing() -> None:
    assert ONE.neutral_name == "attachment-3.jpg"


def test_times_are_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(ONE, added_at=datetime(2026, 10, 1))  # noqa: DTZ001
    assert PublishedCopy("a", 1, None, 0, None, (), NOW, "x").sha256 is None
    with pytest.raises(ValueError, match="aware"):
        PublishedCopy("a", 1, None, 0, None, (), datetime(2026, 10, 1), "x")  # noqa: DTZ001


def test_whoever_added_a_file_is_known_unless_it_came_with_an_answer() -> None:
    assert replace(ONE, added_by=None, consultation_answer_id="c").added_by is None
    with pytest.raises(ValueError, match="by an account or with an answer"):
        replace(ONE, added_by=None)

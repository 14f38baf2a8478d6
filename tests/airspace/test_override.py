"""What staff say of a finding: a value with a reason, beside the finding, and never about a prohibition."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airspace.finding import Entails, Outcome
from airspace.override import (
    FindingKey,
    Override,
    ProhibitionStands,
    keyed,
    last_of_each,
    reason_of,
    refuse_prohibition,
    standing,
)
from airspace.workflow import RoleRefused, StepRefused
from geo.errors import ValueRefused

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SAID = Override("o1", "t", 1, 1, FindingKey(1, 2), Outcome.CLEAR, "現地で確かめた", NOW, "a")


@dataclass(frozen=True)
class Flight:
    findings: tuple[str, ...]
    checked: tuple[str, ...]


def test_keys_count_findings_and_then_what_was_checked_flight_by_flight() -> None:
    flights = [Flight(("a", "a"), ("b",)), Flight((), ()), Flight((), ("c",))]
    assert list(keyed(flights)) == [
        (FindingKey(1, 1), "a"),
        (FindingKey(1, 2), "a"),
        (FindingKey(1, 3), "b"),
        (FindingKey(3, 1), "c"),
    ]


@pytest.mark.parametrize(("flight", "place"), [(1, 1), (12, 345)])
def test_a_key_is_read_as_it_is_written(flight: int, place: int) -> None:
    key = FindingKey(flight, place)
    assert str(key) == f"{flight}-{place}"
    assert FindingKey.parse(str(key)) == key


@pytest.mark.parametrize("written", ["", "1", "1-", "-1", "a-b", "1-2-3", "1.5-2"])
def test_another_text_is_no_key(written: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        FindingKey.parse(written)


def test_a_reason_is_kept_normal() -> None:
    assert reason_of(" \r\nＡ①\r\nﾄﾞﾛｰﾝ\rx\ty\n\u3000") == "A1\nドローン\nx\ty"


@pytest.mark.parametrize("written", ["", " ", "\u3000\n\t", "\u200b\u200d", "\u00ad", "\x00"])
def test_a_reason_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused, match="No reason") as refused:
        reason_of(written)
    assert refused.value.where == "reason"


@pytest.mark.parametrize("written", ["1", "あ", "！", "〒", "あ" * 2_000, f"  {'あ' * 2_000}  ", "㍿" * 500])
def test_a_reason_of_1_to_2000_characters_is_kept(written: str) -> None:
    assert reason_of(written) == unicodedata.normalize("NFKC", written).strip()


# U+337F is written as four characters in the form that is kept.
@pytest.mark.parametrize("written", ["あ" * 2_001, "あ" * 1_999 + "\r\n" + "い", "㍿" * 501])
def test_a_longer_reason_is_refused_with_its_length(written: str) -> None:
    length = len(unicodedata.normalize("NFKC", written.replace("\r\n", "\n")))
    assert length > 2_000
    with pytest.raises(ValueRefused, match=f"too long \\({length} now\\).*2000") as refused:
        reason_of(written)
    assert refused.value.where == "reason"


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x85", "\x7f", "\ud800", *"\u202a\u202e\u2066\u2069"])
def test_what_cannot_be_shown_is_refused(mark: str) -> None:
    with pytest.raises(ValueRefused, match="control characters"):
        reason_of(f"あ{mark}い")


@given(st.text())
def test_a_kept_reason_is_kept_again_as_it_is(written: str) -> None:
    try:
        reason = reason_of(written)
    except ValueRefused:
        return
    assert reason_of(reason) == reason
    assert reason.encode()


def test_an_override_is_what_reason_of_gives_at_an_aware_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(SAID, stated_at=datetime(2026, 11, 24))  # noqa: DTZ001 - a naive time is what is refused
    with pytest.raises(ValueError, match="reason_of"):
        replace(SAID, reason=" x")
    with pytest.raises(ValueRefused):
        replace(SAID, reason="")


def test_the_reasons_hash_is_that_of_its_utf_8() -> None:
    assert SAID.reason_sha256 == hashlib.sha256("現地で確かめた".encode()).hexdigest()
    # FIPS 180-2, appendix B.1.
    assert replace(SAID, reason="abc").reason_sha256.startswith("ba7816bf")


@pytest.mark.parametrize("entails", Entails)
def test_only_a_prohibition_cannot_be_seen_differently(entails: Entails) -> None:
    if entails is not Entails.PROHIBITED:
        refuse_prohibition(entails)
        return
    with pytest.raises(ProhibitionStands) as refused:
        refuse_prohibition(entails)
    assert isinstance(refused.value, StepRefused)
    assert not isinstance(refused.value, RoleRefused)
    assert "禁止" in refused.value.what.ja
    assert "prohibition" in refused.value.what.en


def test_of_each_finding_the_last_holds_unless_it_takes_back() -> None:
    other = FindingKey(1, 1)
    later = replace(SAID, id="o3", number=3, outcome=Outcome.CAUGHT)
    about_another = replace(SAID, id="o2", number=2, finding=other)
    back = replace(SAID, id="o4", number=4, outcome=None)
    assert standing([]) == ()
    assert standing([SAID]) == (SAID,)
    assert standing([later, SAID, about_another]) == (about_another, later), "whatever the order they come in"
    assert standing([SAID, about_another, later, back]) == (about_another,)
    assert last_of_each([back, SAID, about_another]) == {SAID.finding: back, other: about_another}
    again = replace(SAID, id="o5", number=5)
    assert standing([again, back, SAID]) == (again,), "clear is an outcome, not nothing"

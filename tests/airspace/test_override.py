"""A view of a finding: with a reason that can be read, never of a prohibition, the newest in effect."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from airspace.finding import Entails, Finding, Outcome
from airspace.override import (
    NotOverridable,
    Override,
    can_be_overridden,
    held,
    in_effect,
    reason_given,
    refuse_override,
)
from airspace.workflow import StepRefused
from geo.errors import ValueRefused
from geo.text import Text

NOW = datetime(2026, 11, 24, tzinfo=UTC)
VIEW = Override("v1", "t1", 1, 1, 0, 2, "0" * 64, Outcome.ADVISORY, "理由", NOW, "a1")
WORDS = Text("文", "words")


def finding(entails: Entails, outcome: Outcome = Outcome.CAUGHT) -> Finding:
    return Finding("geozone", outcome, entails, WORDS, WORDS, WORDS)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("entails", Entails)
def test_only_a_prohibition_takes_no_view(entails: Entails, outcome: Outcome) -> None:
    found = finding(entails, outcome)
    assert can_be_overridden(found) is (entails.name != "PROHIBITED")
    if entails.name != "PROHIBITED":
        refuse_override(found)
        return
    with pytest.raises(NotOverridable) as refused:
        refuse_override(found)
    assert isinstance(refused.value, StepRefused)
    assert "禁止" in refused.value.what.ja
    assert "prohibition" in refused.value.what.en
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  理由 \n", "理由"),
        ("ＡＢＣ　１２", "ABC 12"),
        ("一行目\r\n二行目\r三行目\n\t四行目", "一行目\n二行目\n三行目\n\t四行目"),
        ("x", "x"),
        ("1", "1"),
        ("？", "?"),
        ("〒", "〒"),
        ("理" * 2000, "理" * 2000),
        (" " + "理" * 2000 + " ", "理" * 2000),
        ("👨\u200d👩\u200d👧 𠮷", "👨\u200d👩\u200d👧 𠮷"),
    ],
)
def test_a_reason_is_kept_in_one_form(written: str, kept: str) -> None:
    assert reason_given(written) == kept
    assert reason_given(kept) == kept


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "No reason"),
        (" \u3000\r\n\t", "No reason"),
        ("\u200b\u200d\u2060", "No reason"),
        ("\u00ad", "No reason"),
        ("理" * 2001, "too long (2001 characters)"),
        # One character before normalisation, eighteen after: 112 of them are 2,016.
        ("\ufdfa" * 112, "too long (2016 characters)"),
        ("a\0b", "cannot be used"),
        ("a\x1bb", "cannot be used"),
        ("a\x85b", "cannot be used"),
        ("a\ud800b", "cannot be used"),
        *((f"a{mark}b", "cannot be used") for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
    ],
)
def test_a_reason_that_is_none_is_refused(written: str, says: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        reason_given(written)
    assert says in refused.value.what.en
    assert refused.value.where == "reason"
    assert refused.value.what.ja
    assert refused.value.remedy.ja
    assert refused.value.remedy.en


def test_the_newest_view_of_each_finding_is_in_effect_whatever_the_clock_said() -> None:
    earlier = datetime(2026, 11, 23, tzinfo=UTC)
    second = replace(VIEW, id="v2", number=2, outcome=Outcome.CLEAR, stated_at=earlier)
    other = replace(VIEW, id="v3", number=3, finding=1)
    other_flight = replace(VIEW, id="v4", number=4, flight=1)
    assert in_effect([]) == {}
    for order in ([VIEW, second, other, other_flight], [other_flight, other, second, VIEW]):
        assert in_effect(order) == {(0, 2): second, (0, 1): other, (1, 2): other_flight}


def test_what_is_taken_back_is_held_no_more() -> None:
    clear = replace(VIEW, id="v2", number=2, outcome=Outcome.CLEAR)
    back = replace(VIEW, id="v3", number=3, outcome=None)
    other = replace(VIEW, id="v4", number=4, finding=1)
    again = replace(VIEW, id="v5", number=5)
    assert held([]) == ()
    assert held([clear, VIEW]) == (clear,), "clear is an outcome, not nothing"
    assert held([back, other, clear]) == (other,)
    assert held([again, back, other, clear]) == (other, again), "by flight and finding"


def test_a_view_is_frozen_and_its_time_aware() -> None:
    assert VIEW.place == (0, 2)
    with pytest.raises(FrozenInstanceError):
        VIEW.reason = "別"  # type: ignore[misc]
    with pytest.raises(ValueError, match="aware"):
        replace(VIEW, stated_at=datetime(2026, 11, 24))  # noqa: DTZ001 - the naive time is what is refused

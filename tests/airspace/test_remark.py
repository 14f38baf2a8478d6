"""Remarks on fields, and the one sentence before everything else."""

from dataclasses import replace

import pytest

from airspace.finding import Outcome
from airspace.headline import FOUND, NOTHING, OPEN, headline_of
from airspace.remark import REMARKABLE, reason_with, remarks_given
from airspace.screening import NotJudged
from geo.errors import ValueRefused
from geo.text import Text
from tests.maps.flights import along_the_coast


def test_remarks_are_kept_in_the_order_of_the_form_and_empty_ones_left_out() -> None:
    given = remarks_given({"noise": " 何dBか ", "title": "長すぎます", "camera": "  "})
    assert list(given.items()) == [("title", "長すぎます"), ("noise", "何dBか")]
    assert reason_with("足りません。", given) == "足りません。\n\n【項目ごとの指摘】\n・題名：長すぎます\n・音：何dBか"
    assert reason_with("足りません。", {}) == "足りません。"


@pytest.mark.parametrize(
    ("remarks", "where"),
    [
        ({"colour": "青"}, "remark-colour"),
        ({"noise": "あ" * 501}, "remark-noise"),
        ({"title": "a\u202eb"}, "remark-title"),
    ],
)
def test_a_remark_that_cannot_be_is_refused_at_its_field(remarks: dict[str, str], where: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        remarks_given(remarks)
    assert refused.value.where == where


def test_each_remarkable_field_is_named_in_both_languages() -> None:
    assert all(name.ja and name.en for name in REMARKABLE.values())


def test_the_headline_is_calm_only_where_nothing_is_open_and_nothing_unjudged() -> None:
    screening = along_the_coast()
    assert screening.outcome is Outcome.CAUGHT
    assert headline_of(screening) is FOUND
    open_only = replace(screening, findings=screening.open)
    assert open_only.open
    assert headline_of(open_only) is OPEN
    clear = replace(screening, findings=(), not_judged=())
    assert headline_of(clear) is NOTHING
    unjudged = replace(clear, not_judged=(NotJudged("rule", Text("規則", "rule"), Text("条", "article")),))
    assert headline_of(unjudged) is OPEN

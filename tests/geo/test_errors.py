"""Refusals say what, where and what to do, in both languages."""

import pytest

from geo.errors import CrsRefused, FileRefused, InputRefused, TooLarge, ValueRefused
from geo.text import Text

WHAT, REMEDY = Text("だめです。", "It is no good."), Text("直してください。", "Mend it.")


@pytest.mark.parametrize("kind", [InputRefused, FileRefused, TooLarge, CrsRefused, ValueRefused])
def test_a_refusal_can_be_placed_and_keeps_its_kind(kind: type[InputRefused]) -> None:
    refused = kind(WHAT, REMEDY)
    assert str(refused) == "だめです。 直してください。 / It is no good. Mend it."
    placed = refused.at("row 3").at("route.csv")
    assert type(placed) is kind
    assert placed.where == "route.csv: row 3"
    assert "(route.csv: row 3)" in str(placed)


def test_a_text_says_both() -> None:
    assert str(WHAT) == "だめです。 / It is no good."

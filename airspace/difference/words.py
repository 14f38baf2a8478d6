"""Values of a plan in words, as a difference shows them."""

from collections.abc import Sequence

from airspace.declared import GRADE_NAMES, Grade
from airspace.trial import JST, Window
from geo.height import Height
from geo.text import Text

NOTHING = 1e-3
"""Metres and square metres under this are rounding."""

MOST_LISTED = 12


def same_height(one: Height | None, other: Height | None) -> bool:
    """Whether two heights say the same: the number and the datum; where they come from is nothing."""
    if one is None or other is None:
        return one is other
    return (one.value_m, one.datum) == (other.value_m, other.datum)


def height_words(height: Height | None) -> Text:
    """Return a height in words, with its datum."""
    return height.text if height else Text("示されていません", "not given")


def number_words(value: float | None) -> Text | None:
    """Return a number in words."""
    return None if value is None else Text(f"{value:g}", f"{value:g}")


def metres(value: float) -> Text:
    """Return a length in words."""
    words = f"{value:,.1f} m" if value >= 1 else f"{value:.3f} m"
    return Text(words, words)


def square_metres(value: float) -> Text:
    """Return an area in words."""
    return Text(f"{value:,.1f} m²", f"{value:,.1f} m²")


def yes_no(value: bool | None) -> Text | None:
    """Return a statement in words."""
    if value is None:
        return None
    return Text("はい", "yes") if value else Text("いいえ", "no")


def grade_words(value: Grade | None) -> Text | None:
    """Return a certificate's grade in words."""
    return GRADE_NAMES[value] if value else None


def window_words(window: Window) -> Text:
    """Return a window in words, in Japan's time."""
    start, end = window.start.astimezone(JST), window.end.astimezone(JST)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return Text(f"{start:%Y-%m-%d %H:%M}～{until}", f"{start:%Y-%m-%d %H:%M} to {until}")


def enough(words: Sequence[str]) -> str:
    """Return the first words of a list, with a mark where there are more."""
    return ", ".join(words[:MOST_LISTED]) + (", …" if len(words) > MOST_LISTED else "")

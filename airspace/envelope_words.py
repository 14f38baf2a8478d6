"""What lies outside the confirmed envelope, in words."""

import unicodedata
from collections.abc import Sequence

from airspace.difference.words import window_words
from airspace.finding import OUTCOME_NAMES, Finding
from airspace.leg import Leg
from airspace.trial import Window
from geo.text import Text

NOT_TOLD = Text("示されていません", "not given")


def words_changed(before: str, after: str) -> bool:
    """Whether two texts differ by more than their form: width of characters and space."""
    old, new = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (before, after))
    return old != new


def times_words(outside: Sequence[Window], minutes: float) -> Text:
    """Return how much time lies outside what was confirmed."""
    first = min(outside, key=lambda part: part.start)
    when = window_words(first)
    return Text(
        f"確認された日時の外を飛びます（{len(outside)}件、合わせて {minutes:,.0f} 分、初めは {when.ja}）。",
        f"Flown outside the confirmed times ({len(outside)}, {minutes:,.0f} minutes in all, the first is {when.en}).",
    )


def stated_words(name: Text, before: Text | None, after: Text | None) -> Text:
    """Return what was stated and what is."""
    old, new = before or NOT_TOLD, after or NOT_TOLD
    return Text(f"{name.ja}：{old.ja} → {new.ja}", f"{name.en}: {old.en} → {new.en}")


def flights_words(before: int | None, after: int | None) -> Text:
    """Return what changed of the number of flights a day."""
    told = (None if value is None else Text(f"{value}回", f"{value}") for value in (before, after))
    return stated_words(Text("1日の最大の回数", "Most flights a day"), *told)


def place_words(legs: Sequence[int], area_m2: float, furthest_m: float) -> Text:
    """Return where, how much and how far a flight leaves the confirmed ground-risk buffer."""
    which = _legs(legs)
    far_ja = f"、最大 {_metres(furthest_m)}" if furthest_m > 0 else ""
    far_en = f", at most {_metres(furthest_m)}" if furthest_m > 0 else ""
    return Text(
        f"確認された落下のおそれがある範囲の外に出ます（区間 {which}、約 {area_m2:,.1f} m²{far_ja}）。",
        f"It leaves the confirmed ground-risk buffer (legs {which}, about {area_m2:,.1f} m²{far_en}).",
    )


def height_words(legs: Sequence[Leg], by_m: float | None) -> Text:
    """Return where and by how much a flight leaves the confirmed height band."""
    which = _legs([leg.index for leg in legs])
    if by_m is None:
        return Text(
            f"確認された高さの中かどうか分かりません（区間 {which}）。高さが示されていないか、基準がちがいます。",
            f"Whether it stays within the confirmed heights is not known (legs {which}): no height is given, or the "
            "datums differ.",
        )
    if by_m <= 0:
        return Text(
            f"区間 {which} の高さの範囲は、その場所で確認されたものではありません（離着陸のための低い高さなど）。",
            f"The height band of legs {which} is not the one confirmed there (a lower one to land, for example).",
        )
    return Text(
        f"確認された高さの外を飛びます（区間 {which}、最大 {_metres(by_m)}）。",
        f"It leaves the confirmed heights (legs {which}, by at most {_metres(by_m)}).",
    )


def finding_words(finding: Finding) -> Text:
    """Return a finding that is new."""
    name = OUTCOME_NAMES[finding.outcome]
    return Text(
        f"確認のときにはなかった結果です（{name.ja}）。{finding.text.ja}",
        f"Not found when it was confirmed ({name.en}). {finding.text.en}",
    )


def condition_words(finding: Finding) -> Text:
    """Return what was found about a duty."""
    return Text(
        f"{finding.citation.ja.rstrip('。')}。{finding.text.ja}",
        f"{finding.citation.en.rstrip('。.')}. {finding.text.en}",
    )


def _legs(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number + 1) for number in numbers[:12])
    return shown + (", …" if len(numbers) > 12 else "")


def _metres(value: float) -> str:
    return f"{value:,.1f} m" if value >= 1 else f"{value:.3f} m"

"""多数の者の集合する催しの上空: flight over an event where many people gather."""

import math
from collections.abc import Iterator

from airspace.facts import Facts
from airspace.finding import Finding
from airspace.law import RuleLaw
from airspace.statement import Sentences, judge
from airspace.volume import OperationVolume
from geo.text import Text

SLUG = "event-overflight"

BANDS = ("1", "2", "3", "4")
"""The rows of the table of no-entry margins, lowest first, as the parameters number them."""


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge by the operator's statement; where it applies, name the margin that the flight's height asks for."""
    event = facts.volume.operation.declared.over_event
    margin = _margin(facts.volume, law)
    wind = f"{law.parameters['wind_limit_mps'].value:g} m/s"
    wind_and_speed = f"{law.parameters['wind_and_speed_limit_mps'].value:g} m/s"
    sentences = Sentences(
        used=Text(
            f"多数の者の集合する催しの上空を飛ぶと申告されているため、特定飛行に該当します。{margin.ja}",
            "The operator states that the flight passes over an event where many people gather: "
            f"this is specified flight. {margin.en}",
        ),
        not_stated=Text(
            "多数の者の集合する催しの上空を飛ぶかどうかが示されていないため判定できません。",
            "Whether the flight passes over an event where many people gather is not stated, so it cannot be told.",
        ),
        ask=Text(
            "祭り・花火・運動会・展示会など、決まった場所と時刻に多数の人が集まる催しの上空かどうかを入れてください。"
            "開場の前から人が去るまでを含みます。信号待ちや通勤の混雑は催しではありません。",
            "State whether it passes over an event: many people at a fixed place and time (a festival, fireworks, "
            "a sports day, a fair), from before it opens until people have left. "
            "A crowd at a traffic light is not an event.",
        ),
        not_used=Text(
            "多数の者の集合する催しの上空を飛びません",
            "The flight does not pass over an event where many people gather",
        ),
    )
    remedy = Text(
        "催しの場所と時間を避けるか、国土交通省の手続（催しごとの個別の申請）を確かめてください。"
        f"審査では、風速 {wind} 未満、風速と飛行速度の和 {wind_and_speed} 未満、プロペラガードなども見られます。",
        "Keep away from the event's place and time, or see MLIT's procedure (an application for that one event). "
        f"It also looks at wind under {wind}, wind and speed together under {wind_and_speed}, and propeller guards.",
    )
    yield judge(law, event, sentences, remedy=remedy)


def _margin(volume: OperationVolume, law: RuleLaw) -> Text:
    figures = {name: parameter.value for name, parameter in law.parameters.items()}
    height_m = _height_m(volume)
    if height_m is None:
        lowest, highest = figures["margin_1_m"], figures["margin_4_m"]
        return Text(
            "地面からの高さが分からないため、立入りを禁止する範囲の幅は決められません"
            f"（高さに応じて {lowest:g}～{highest:g} m 以上）。",
            "The height above ground is not known, so the width of the no-entry margin cannot be told "
            f"(from {lowest:g} to {highest:g} m or more, by height).",
        )
    for band in BANDS:
        below_m, margin_m = figures[f"height_{band}_below_m"], figures[f"margin_{band}_m"]
        if height_m < below_m:
            return Text(
                f"地面から最大 {height_m:g} m（{below_m:g} m 未満）では、"
                f"飛行範囲の外側 {margin_m:g} m 以内の立入りを禁止します。",
                f"At up to {height_m:g} m above ground (under {below_m:g} m), nobody may enter within {margin_m:g} m "
                "outside the flight area.",
            )
    return _margin_above_the_table(height_m, figures, volume.operation.fall_distance_m)


def _margin_above_the_table(height_m: float, figures: dict[str, float], fall_distance_m: float | None) -> Text:
    limit_m, least_m = figures["height_4_below_m"], figures["high_least_margin_m"]
    if fall_distance_m is None:
        return Text(
            f"地面から最大 {height_m:g} m（{limit_m:g} m 以上）では、メーカーの落下距離（{least_m:g} m 以上）の外側まで"
            "立入りを禁止しますが、落下距離が示されていません。",
            f"At up to {height_m:g} m above ground ({limit_m:g} m or more), nobody may enter within the maker's fall "
            f"distance ({least_m:g} m or more) outside the flight area; that distance is not given.",
        )
    margin_m = max(least_m, fall_distance_m)
    return Text(
        f"地面から最大 {height_m:g} m（{limit_m:g} m 以上）では、飛行範囲の外側 {margin_m:g} m 以内の立入りを禁止します"
        f"（メーカーの落下距離、ただし {least_m:g} m 以上）。",
        f"At up to {height_m:g} m above ground ({limit_m:g} m or more), nobody may enter within {margin_m:g} m "
        f"outside the flight area (the maker's fall distance, at least {least_m:g} m).",
    )


def _height_m(volume: OperationVolume) -> float | None:
    """Return the greatest height above ground, rounded up to a decimetre, None where any leg's is not known."""
    heights = [leg.agl.high_m for leg in volume.legs]
    known = [height for height in heights if height is not None]
    return math.ceil(max(known) * 10 - 1e-6) / 10 if len(known) == len(heights) else None

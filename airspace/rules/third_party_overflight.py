"""第三者上空の飛行: whether anybody not involved may be within the whole area into which the aircraft may fall."""

from collections.abc import Iterator

from airspace.evidence import finding
from airspace.facts import Facts
from airspace.finding import Entails, Finding, Outcome, ResolvedBy, VolumeKind
from airspace.law import RuleLaw
from airspace.trial import ENTRY_CONTROL_NAMES, EntryControl, Operation
from geo.text import Text

SLUG = "third-party-overflight"

WHO_COUNTS = Text(
    "丈夫な建物の中や、止まっている車の中で守られている人は数えません。走っている車の人は数えます"
    "（条件を満たすレベル3.5の飛行を除く）。管理の及ばない住宅を数えるかどうかは、国土交通省に確かめてください。",
    "People protected inside sturdy buildings or stopped vehicles do not count. Those in moving vehicles do, except "
    "in a Level 3.5 flight that meets its conditions. Ask MLIT whether houses that nobody controls count.",
)


Judgement = tuple[Outcome, Text, Text]


def check(facts: Facts, law: RuleLaw) -> Iterator[Finding]:
    """Judge the whole fall area by the entry control that the operator states; a statement alone is never clear."""
    outcome, text, remedy = _judged(facts.volume.operation, _area(facts))
    yield finding(
        law,
        outcome,
        Entails.INFORMATION,
        text,
        remedy,
        place=facts.whole,
        resolved_by=ResolvedBy.OPERATOR if outcome is Outcome.UNDETERMINED else None,
        meets_layer=False,
    )


def _judged(operation: Operation, area: str) -> Judgement:
    control = operation.entry_control
    if control is None:
        return _not_stated(area)
    if control is EntryControl.NONE:
        return _uncontrolled(area)
    name = ENTRY_CONTROL_NAMES[control]
    if operation.fall_distance_m is None and _needs_the_makers_figure(operation):
        return _without_the_makers_figure(name, area)
    return _stated(name, area)


def _not_stated(area: str) -> Judgement:
    return (
        Outcome.UNDETERMINED,
        Text(
            f"落下のおそれがある範囲（目安 {area}）に第三者が入らないようにする立入管理措置が示されていないため、"
            "第三者の上空を飛ぶことになるか判定できません。",
            f"How third parties are kept out of the area into which the aircraft may fall (about {area}) is not "
            "stated, so whether it flies over third parties cannot be told.",
        ),
        Text(
            "その範囲の全体について、補助者・立入管理区画などのどれをとるか、またはとらないことを入れてください。",
            "State for the whole of it which entry control is taken, or that none is.",
        ),
    )


def _uncontrolled(area: str) -> Judgement:
    return (
        Outcome.CAUGHT,
        Text(
            f"立入管理措置をとらないため、第三者の上空を飛ぶことになります（落下のおそれがある範囲：目安 {area}）。"
            f"{WHO_COUNTS.ja}",
            "No entry control is taken, so the flight is over third parties "
            f"(area into which it may fall: about {area}). {WHO_COUNTS.en}",
        ),
        Text(
            "特定飛行ならカテゴリーIIIです。第一種の機体認証・一等の技能証明・国土交通省の許可や承認がそろうか"
            "確かめるか、立入管理措置をとってください。",
            "If it is specified flight it is Category III: see that aircraft and pilot have first-class certificates "
            "and that MLIT permits or approves it, or take entry control.",
        ),
    )


def _without_the_makers_figure(control: Text, area: str) -> Judgement:
    return (
        Outcome.UNDETERMINED,
        Text(
            f"立入管理措置は「{control.ja}」と示されていますが、メーカーの落下距離が示されていないため、"
            f"落下のおそれがある範囲（目安 {area}）で足りるか判定できません。",
            f"The entry control stated is “{control.en}”, but the maker's fall distance is not given: "
            f"whether the area into which it may fall (about {area}) is wide enough cannot be told.",
        ),
        Text(
            "メーカーが示す落下距離を入れ、その範囲の全体に立入管理措置をとってください。",
            "Give the maker's fall distance, and take entry control over the whole of that area.",
        ),
    )


def _stated(control: Text, area: str) -> Judgement:
    return (
        Outcome.ADVISORY,
        Text(
            f"落下のおそれがある範囲（目安 {area}）の全体に、立入管理措置（{control.ja}）をとると"
            f"事業者が申告しています。空みちでは確かめていません。{WHO_COUNTS.ja}",
            f"The operator states that entry control ({control.en}) is taken over the whole area into which the "
            f"aircraft may fall (about {area}). Soramichi has not checked it. {WHO_COUNTS.en}",
        ),
        Text(
            "経路の線の下だけでなく、この範囲の全体に人が入らないか、現地で確かめてください。",
            "Check on site that nobody enters any of this area, not only under the line of the route.",
        ),
    )


def _needs_the_makers_figure(operation: Operation) -> bool:
    """Whether planning guidance is not enough: beyond visual line of sight, or over an event."""
    return operation.bvlos is True or operation.declared.over_event is True


def _area(facts: Facts) -> str:
    return f"{facts.volume.footprints[VolumeKind.GROUND_RISK_BUFFER].area / 1e6:.2f} km²"

"""Level: in sight or not, by hand or not, and how third parties are kept away. It is not the Category."""

from collections.abc import Sequence
from dataclasses import dataclass

from airspace.procedures import japan
from airspace.trial import EntryControl, Operation
from airspace.verdict.category import level_3_5_conditions
from airspace.verdict.items import Items, titles
from airspace.verdict.value import Category, Level
from geo.text import Text

DISTRICT = "densely-inhabited-district"

ASK_BVLOS = Text(
    "目視外飛行かどうかが示されていません。",
    "Whether the flight is beyond visual line of sight is not stated.",
)
ASK_AUTOMATIC = Text(
    "手動操縦か自動・自律飛行かが示されていないため、レベル1か2かは分かりません。",
    "Whether it is flown by hand or automatically is not stated, so it may be Level 1 or 2.",
)
ASK_ENTRY_CONTROL = Text(
    "立入管理措置の有無が示されていません。",
    "Whether third parties are kept away (entry control) is not stated.",
)
ASK_FALL_DISTANCE = Text(
    "メーカーが示す落下距離がないため、立入りを管理する範囲が足りるか判定できません。",
    "The maker's fall distance is not given, so whether the area kept clear is enough cannot be told.",
)
WITH_ASSISTANTS = Text(
    "目視外（補助者あり）の飛行には、レベルの名前がありません。",
    "A flight beyond visual line of sight with assistants has no Level.",
)
OTHER_CONTROL = Text(
    "立入管理措置が補助者・区画・機上カメラのどれでもないため、レベルを判定できません。国土交通省に確かめてください。",
    "Third parties are kept away in another way than assistants, a closed area or an onboard camera; ask MLIT.",
)
IN_A_DISTRICT = Text(
    "人口集中地区の上空でのレベル3・3.5は、書かれた基準が見つからないため判定できません"
    "（2025年11月4日に和歌山県で、人口集中地区を含むレベル3.5の飛行の例があります）。"
    "国土交通省の無人航空機安全課に確かめてください。",
    "Level 3 and 3.5 over a densely inhabited district cannot be told: no written criteria were found "
    "(a Level 3.5 flight with such a part was made in Wakayama on 4 November 2025). "
    "Ask MLIT's Unmanned Aircraft Safety Division.",
)
ROUTE_CONDITIONS = Text(
    "レベル3・3.5は、経路の下に第三者がいる可能性が低い場所（山・海・川・森・農地など）で、"
    "緊急に着陸できる場所がある経路に限られます。空みちはこれを確かめていません。",
    "Level 3 and 3.5 are only for routes where third parties are unlikely (mountains, sea, rivers, forest, fields), "
    "with places to land in an emergency. Soramichi has not checked this.",
)
NOT_LEVEL_3_5 = Text(
    "レベル3.5の条件（目視外で飛ぶこと、技能証明とその目視内の限定の解除、保険、機上カメラ、制度の始まった日以後）がそろわないため、"
    "機上カメラは立入管理措置として扱えるか判定できません。",
    "The conditions of Level 3.5 (out of sight, licence with its limit lifted, insurance, onboard camera, a day "
    "on which it exists) are not met, so whether the camera counts as entry control cannot be told.",
)
ASK_LEVEL_3_5 = Text(
    "レベル3.5の条件（技能証明、目視内の限定の解除、保険、機上カメラ）に、まだ示されていないものがあります。",
    "Some conditions of Level 3.5 (licence, limit to line of sight lifted, insurance, onboard camera) are not stated.",
)


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level, what is missing to tell it, and what else is to be known of it."""

    level: Level
    missing: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()


def level_of(operation: Operation, category: Category, items: Items, controlled: bool | None) -> LevelView:
    """Return the level of a flight, or of a stretch of it, whose category and items are these."""
    if operation.bvlos is None:
        return LevelView(Level.UNDETERMINED, (ASK_BVLOS,))
    if operation.bvlos:
        return _out_of_sight(operation, category, items, controlled)
    automatic = operation.declared.automatic
    if automatic is None:
        return LevelView(Level.UNDETERMINED, (ASK_AUTOMATIC,))
    return LevelView(Level.LEVEL_2 if automatic else Level.LEVEL_1)


def _out_of_sight(operation: Operation, category: Category, items: Items, controlled: bool | None) -> LevelView:
    match operation.entry_control:
        case None:
            return LevelView(Level.UNDETERMINED, (ASK_ENTRY_CONTROL,))
        case EntryControl.NONE:
            return LevelView(Level.LEVEL_4 if category is Category.III else Level.UNDETERMINED)
        case EntryControl.ASSISTANTS:
            return LevelView(Level.NONE, remarks=(WITH_ASSISTANTS,))
        case EntryControl.CONTROLLED_AREA:
            return _without_assistants(operation, Level.LEVEL_3, items)
        case EntryControl.ONBOARD_CAMERA:
            if controlled is None:
                return LevelView(Level.UNDETERMINED, (NOT_LEVEL_3_5,))
            return _without_assistants(operation, Level.LEVEL_3_5, items)
        case _:
            return LevelView(Level.UNDETERMINED, remarks=(OTHER_CONTROL,))


def _without_assistants(operation: Operation, level: Level, items: Items) -> LevelView:
    """Return Level 3 or 3.5 as far as nothing bars it and all that it asks for is stated."""
    barred, maybe_barred = _barring(items.certain), _barring(items.open)
    if barred:
        return LevelView(Level.NONE, remarks=(_bars(barred),))
    missing = list(_not_stated(operation, level))
    remarks = [ROUTE_CONDITIONS]
    if maybe_barred:
        missing.append(_may_bar(maybe_barred))
    in_a_district = DISTRICT in items.possible
    if in_a_district:
        remarks.append(IN_A_DISTRICT)
    return LevelView(Level.UNDETERMINED if missing or in_a_district else level, tuple(missing), tuple(remarks))


def _not_stated(operation: Operation, level: Level) -> tuple[Text, ...]:
    missing = () if operation.fall_distance_m is not None else (ASK_FALL_DISTANCE,)
    if level is Level.LEVEL_3 or all(level_3_5_conditions(operation)):
        return missing
    return (*missing, ASK_LEVEL_3_5)


def _barring(slugs: Sequence[str]) -> tuple[str, ...]:
    return tuple(slug for slug in slugs if japan().items[slug].bars_level_3)


def _bars(slugs: Sequence[str]) -> Text:
    names = titles(slugs)
    return Text(
        f"「{names.ja}」に当たるところは、補助者を置かない目視外飛行（レベル3・3.5）の条件に合いません。",
        f"Where the flight comes under “{names.en}” the conditions of Level 3 and 3.5 (no assistants) are not met.",
    )


def _may_bar(slugs: Sequence[str]) -> Text:
    names = titles(slugs)
    return Text(
        f"「{names.ja}」に当たるか決まらないため、レベル3・3.5の条件に合うか判定できません。",
        f"Whether it comes under “{names.en}” is open, so whether the conditions of Level 3 and 3.5 are met is too.",
    )

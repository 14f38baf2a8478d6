"""The verdict over all findings: Category and Level as far as the judged rules carry, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from airspace.finding import Entails, Finding, Outcome
from airspace.trial import EntryControl, Operation, Vehicle
from geo.text import Text


class Category(StrEnum):
    """カテゴリー of a flight. UNDETERMINED comes with what is missing; a flying car has none."""

    I = "I"  # noqa: E741 - the law's own numeral
    II_B = "II-B"
    II_A = "II-A"
    III = "III"
    UNDETERMINED = "UNDETERMINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Level(StrEnum):
    """レベル of a flight. Level is not Category: Level 4 is the part of Category III beyond visual line of sight."""

    LEVEL_4 = "4"
    UNDETERMINED = "UNDETERMINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The category, its lower bound while rules are not judged, the level, and what is missing to say more."""

    category: Category
    category_at_least: Category
    level: Level
    missing: tuple[Text, ...]


def conclude(operation: Operation, findings: Sequence[Finding], not_judged: Sequence[Text]) -> Verdict:
    """Return the verdict over the findings, in the order of MLIT's questions.

    A specified flight (特定飛行) without entry control (立入管理措置) is Category III whatever else holds; every other
    category is a lower bound while rules in force are not judged or findings are open.
    """
    if operation.vehicle is Vehicle.EVTOL:
        crewed = Text(
            "人が乗れる航空機（空飛ぶクルマ）には、無人航空機のカテゴリー・レベルはありません。",
            "An aircraft that can carry a person has no Category or Level; its own rules are not judged yet.",
        )
        return Verdict(Category.NOT_APPLICABLE, Category.NOT_APPLICABLE, Level.NOT_APPLICABLE, (crewed,))
    caught = [
        found
        for found in findings
        if found.outcome is Outcome.CAUGHT
        and found.entails in (Entails.SPECIFIED_FLIGHT_AIRSPACE, Entails.SPECIFIED_FLIGHT_METHOD)
    ]
    uncontrolled = operation.entry_control is EntryControl.NONE
    if caught and uncontrolled:
        level = Level.LEVEL_4 if operation.bvlos else Level.UNDETERMINED
        missing = () if operation.bvlos else _missing_for_level(operation)
        return Verdict(Category.III, Category.III, level, missing)
    return Verdict(
        Category.UNDETERMINED, _at_least(caught), Level.UNDETERMINED, _missing(operation, findings, not_judged)
    )


def _at_least(caught: Sequence[Finding]) -> Category:
    if any(found.rule != "densely-inhabited-district" for found in caught):
        return Category.II_A
    return Category.II_B if caught else Category.I


def _missing(operation: Operation, findings: Sequence[Finding], not_judged: Sequence[Text]) -> tuple[Text, ...]:
    missing = []
    if operation.entry_control is None:
        missing.append(
            Text(
                "立入管理措置の有無が示されていません。",
                "Whether third parties are kept away (entry control) is not stated.",
            )
        )
    still_open = dict.fromkeys(found.rule for found in findings if found.outcome is Outcome.UNDETERMINED)
    if still_open:
        missing.append(Text("要確認の項目が残っています。", "Some findings are still open."))
    if not_judged:
        missing.append(
            Text(
                "この版ではまだ確認していない規則：" + "、".join(title.ja for title in not_judged),
                "Rules that this version does not judge: " + ", ".join(title.en for title in not_judged),
            )
        )
    return (*missing, *_missing_for_level(operation))


def _missing_for_level(operation: Operation) -> tuple[Text, ...]:
    if operation.bvlos is None:
        return (
            Text(
                "目視外飛行かどうかが示されていません。",
                "Whether the flight is beyond visual line of sight is not stated.",
            ),
        )
    if not operation.bvlos:
        return (
            Text(
                "手動操縦か自動・自律飛行かが示されていないため、レベル1か2かは分かりません。",
                "Whether it is flown by hand or automatically is not stated, so it may be Level 1 or 2.",
            ),
        )
    return ()

"""The verdict over what has no Category: aircraft that can carry a person, and those under the Act's least weight."""

from collections.abc import Collection, Iterator, Sequence

from airspace.finding import Entails, Finding, Outcome
from airspace.law import rule_laws
from airspace.procedures import japan, office_name
from airspace.trial import RULE_PACK_NAMES, Operation, Vehicle
from airspace.verdict.needs import Situation, procedures
from airspace.verdict.reasons import apart as apart_of
from airspace.verdict.reasons import conditions as conditions_of
from airspace.verdict.value import Category, Level, Necessity, Procedure, Segment, Verdict
from geo.text import Text

WHOM_IT_NAMES = Text("「方法」にある相手", "whom it names")
"""Where a rule is not of aircraft alone, MLIT's desk for them is not whom to ask."""


def not_an_unmanned_aircraft(operation: Operation) -> Text:
    """Return why it has no Category, and by which packs of rules it was checked instead."""
    packs = operation.rule_packs
    names_ja = "・".join(f"{RULE_PACK_NAMES[pack].ja} {pack}" for pack in packs)
    names_en = " and ".join(f"{RULE_PACK_NAMES[pack].en} ({pack})" for pack in packs)
    both_ja = "人が乗るかどうかが示されていないため、両方を確かめました。" if len(packs) > 1 else ""
    both_en = " Both, since it is not stated whether anybody is aboard." if len(packs) > 1 else ""
    return Text(
        "人が乗れる航空機（空飛ぶクルマ）には、無人航空機のカテゴリー・レベルはありません。"
        f"確かめた規則の組：{names_ja}。{both_ja}必要な手続は、確認結果ごとの「次にすること」にあります。",
        "An aircraft that can carry a person has no Category or Level of unmanned aircraft. It was checked by the "
        f"rules for: {names_en}.{both_en} What it needs stands under “what to do” of each finding.",
    )


def is_too_light(operation: Operation) -> bool:
    """Return whether the aircraft is stated to be lighter than an unmanned aircraft under the Act."""
    mass_kg = operation.declared.takeoff_mass_kg
    return mass_kg is not None and mass_kg < japan().figure("lightest_kg", operation.last_day)


def of_a_light_aircraft(situation: Situation, findings: Sequence[Finding], not_judged: Collection[str]) -> Verdict:
    """Return the verdict over an aircraft that is no unmanned aircraft under the Act; other laws still bind it."""
    lightest = f"{japan().figure('lightest_kg', situation.operation.last_day) * 1000:g} g"
    light = Text(
        f"{lightest} 未満の機体は航空法の無人航空機ではないため、特定飛行とカテゴリー・レベルの対象外です。",
        f"Under {lightest} it is no unmanned aircraft under the Act: no specified flight, no Category or Level.",
    )
    still = Text(
        "ただし、緊急用務空域、航空機の飛行に影響を及ぼすおそれのある行為の禁止（航空法第134条の3）、"
        "小型無人機等飛行禁止法は守る必要があります。",
        "Still it is bound by emergency airspace, by article 134-3 of the Act (acts that may affect aircraft) "
        "and by the Small UA Act.",
    )
    return _without_category(
        missing=(light,),
        conditions=conditions_of(findings),
        apart=(still, *apart_of(findings)),
        why=light,
        listed=[listed for listed in procedures(situation, findings, not_judged) if "small-ua-act" in listed.slug],
    )


def of_a_flying_car(operation: Operation, findings: Sequence[Finding], prefecture_code: str) -> Verdict:
    """Return the verdict over an aircraft that can carry a person: what the findings ask for, and no category."""
    why = not_an_unmanned_aircraft(operation)
    return _without_category(
        missing=(why,),
        conditions=conditions_of(findings),
        apart=apart_of(findings),
        why=why,
        listed=list(_remedies(operation, findings, prefecture_code)),
        permission=_permission_as_an_aircraft(findings),
    )


def _permission_as_an_aircraft(findings: Sequence[Finding]) -> Necessity:
    """Return whether MLIT's permission is needed; no rule on aircraft is ever clear, so it is never "not needed"."""
    caught = any(
        found.outcome is Outcome.CAUGHT and found.entails is Entails.NEEDS_AIRCRAFT_PERMISSION for found in findings
    )
    return Necessity.REQUIRED if caught else Necessity.UNDETERMINED


def _remedies(operation: Operation, findings: Sequence[Finding], prefecture_code: str) -> Iterator[Procedure]:
    """Yield what each finding on a flying car asks for, once for each thing it says."""
    desk, laws = office_name("evtol_desk", prefecture_code, operation.first_day), rule_laws()
    asked: dict[tuple[str, Text], Finding] = {}
    for found in sorted(findings, key=lambda each: -each.outcome):
        if found.outcome >= Outcome.UNDETERMINED:
            asked.setdefault((found.rule, found.text), found)
    for found in asked.values():
        yield Procedure(
            slug=found.rule,
            title=laws[found.rule].title,
            necessity=Necessity.REQUIRED if found.outcome is Outcome.CAUGHT else Necessity.UNDETERMINED,
            why=found.text,
            citation=found.citation,
            office=WHOM_IT_NAMES if Vehicle.UAS in laws[found.rule].vehicles else desk,
            form=found.remedy,
            due=None,
        )


def _without_category(
    *,
    missing: tuple[Text, ...],
    conditions: tuple[Text, ...],
    apart: tuple[Text, ...],
    why: Text,
    listed: Sequence[Procedure],
    permission: Necessity = Necessity.NOT_APPLICABLE,
) -> Verdict:
    none = Category.NOT_APPLICABLE
    whole = Segment(None, None, none, none, none, Level.NOT_APPLICABLE, (), (), why)
    return Verdict(
        category=none,
        category_at_least=none,
        category_at_most=none,
        level=Level.NOT_APPLICABLE,
        missing=missing,
        permission=permission,
        approval=Necessity.NOT_APPLICABLE,
        conditions=conditions,
        apart=apart,
        segments=(whole,),
        procedures=tuple(listed),
    )

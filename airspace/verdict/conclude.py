"""The verdict over all findings, in the order of MLIT's questions; docs/law/verdict.md says it in plain words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from airspace.finding import Finding
from airspace.procedures import japan
from airspace.trial import Operation, Vehicle
from airspace.verdict import reasons
from airspace.verdict.category import Bounds, bounds_of, terms_of
from airspace.verdict.deadlines import countdown
from airspace.verdict.items import Items, items_of
from airspace.verdict.level import LevelView, level_of
from airspace.verdict.needs import Situation, needed, procedures
from airspace.verdict.proof import evidence
from airspace.verdict.segments import Span, segments
from airspace.verdict.uncategorised import is_too_light, of_a_flying_car, of_a_light_aircraft
from airspace.verdict.value import Category, Level, Segment, Verdict
from geo.text import Text

BEFORE_CATEGORIES = Text(
    "カテゴリーの制度が始まる前の飛行なので、カテゴリーはありません。",
    "The flight is before the system of categories, so it has no Category.",
)
ACROSS_THE_START = Text(
    "カテゴリーの制度が始まる日をまたぐため、カテゴリーを判定できません。日付を分けて確認してください。",
    "The days lie on both sides of the start of the system of categories; check them apart.",
)
LEAST_LEVEL_FIRST = (
    *(Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3, Level.LEVEL_3_5),
    *(Level.NONE, Level.UNDETERMINED, Level.LEVEL_4, Level.NOT_APPLICABLE),
)
"""How much the level of a stretch weighs in the whole: what bars Level 3 more than it, Level 4 more than a question."""


def conclude(
    operation: Operation,
    findings: Sequence[Finding],
    not_judged: Collection[str],
    *,
    length_m: float,
    screened_on: date,
    prefecture_code: str,
) -> Verdict:
    """Return the verdict over the findings.

    Parameters
    ----------
    operation
        What is to be flown, when, and what its operator states.
    findings
        What the rules found, or could not tell.
    not_judged
        The slugs of rules in force that were not judged.
    length_m
        The route's length in metres, 0 for a hover or an area.
    screened_on
        The day of the screening in Japan, from which it is told whether a last day has passed.
    prefecture_code
        The prefecture whose offices receive the applications.
    """
    if operation.vehicle is Vehicle.EVTOL:
        return of_a_flying_car(operation, findings, prefecture_code)
    terms, items = terms_of(operation), items_of(findings, not_judged)
    situation = Situation(
        operation=operation,
        prefecture_code=prefecture_code,
        items=items,
        terms=terms,
        bounds=bounds_of(items, terms),
        by_category=japan().holds("categories", operation.first_day),
        countdown=countdown(operation, screened_on),
    )
    if is_too_light(operation):
        return of_a_light_aircraft(situation, findings, not_judged)
    return _of_an_unmanned_aircraft(situation, findings, not_judged, length_m)


def _of_an_unmanned_aircraft(
    situation: Situation, findings: Sequence[Finding], not_judged: Collection[str], length_m: float
) -> Verdict:
    operation, bounds = situation.operation, situation.bounds
    views: list[LevelView] = []

    def judge(here: Sequence[Finding], span: Span | None) -> Segment:
        segment, view = _segment(situation, items_of(here, not_judged), span)
        views.append(view)
        return segment

    stretches = segments(findings, length_m, judge)
    listed = procedures(situation, findings, not_judged)
    at_least, category, at_most = bounds.at_least, bounds.category, bounds.at_most
    missing = reasons.missing(situation, not_judged)
    if not situation.by_category:
        split = japan().holds("categories", operation.last_day)
        category, at_least, at_most = _without_categories(bounds, split)
        missing = (ACROSS_THE_START if split else BEFORE_CATEGORIES, *missing)
    return Verdict(
        category=category,
        category_at_least=at_least,
        category_at_most=at_most,
        level=_weightiest(stretch.level for stretch in stretches),
        missing=reasons.once(missing, *(view.missing for view in views)),
        permission=needed(situation, lambda item: item.kind == "airspace"),
        approval=needed(situation, lambda item: item.kind == "method"),
        remarks=reasons.once(reasons.remarks(situation, findings), *(view.remarks for view in views)),
        conditions=reasons.conditions(findings),
        apart=reasons.apart(findings),
        segments=stretches,
        procedures=tuple(listed),
        evidence=tuple(evidence(situation, listed) if situation.by_category else ()),
    )


def _segment(situation: Situation, items: Items, span: Span | None) -> tuple[Segment, LevelView]:
    operation, terms = situation.operation, situation.terms
    bounds = bounds_of(items, terms)
    view = level_of(operation, bounds.category, items, terms.controlled)
    from_m, to_m = span or (None, None)
    category, at_least, at_most = bounds.category, bounds.at_least, bounds.at_most
    if not situation.by_category:
        split = japan().holds("categories", operation.last_day)
        category, at_least, at_most = _without_categories(bounds, split)
        if view.level is Level.LEVEL_4:
            view = LevelView(Level.UNDETERMINED if split else Level.NOT_APPLICABLE)
    segment = Segment(
        from_m=from_m,
        to_m=to_m,
        category=category,
        category_at_least=at_least,
        category_at_most=at_most,
        level=view.level,
        items=items.certain,
        open_items=items.open,
        why=reasons.why(items, terms),
    )
    return segment, view


def _without_categories(bounds: Bounds, split: bool) -> tuple[Category, Category, Category]:
    """Return category and bounds of days before the system of categories, or on both sides of its start."""
    if split:
        return Category.UNDETERMINED, bounds.at_least, bounds.at_most
    return (Category.NOT_APPLICABLE,) * 3


def _weightiest(levels: Iterable[Level]) -> Level:
    return max(levels, key=LEAST_LEVEL_FIRST.index)

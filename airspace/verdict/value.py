"""What a verdict is: Category, Level, stretches of the route, procedures and evidence, all as values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geo.text import Text


class Category(StrEnum):
    """カテゴリー of a flight. UNDETERMINED comes with its bounds and what is missing; a flying car has none."""

    I = "I"  # noqa: E741 - the law's own numeral
    II_B = "II-B"
    II_A = "II-A"
    III = "III"
    UNDETERMINED = "UNDETERMINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


LIGHTEST_FIRST = (Category.I, Category.II_B, Category.II_A, Category.III)
"""The categories that a flight can turn out to have, in the order of how much they weigh."""


class Level(StrEnum):
    """レベル of a flight. Level is not Category: Level 4 is the part of Category III beyond visual line of sight.

    NONE is a flight that no level names: beyond visual line of sight with assistants, or where Level 3 is barred.
    """

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    LEVEL_3_5 = "3.5"
    LEVEL_4 = "4"
    NONE = "NONE"
    UNDETERMINED = "UNDETERMINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


CATEGORY_NAMES = {
    Category.I: Text("カテゴリーI", "Category I"),
    Category.II_B: Text("カテゴリーIIB", "Category II-B"),
    Category.II_A: Text("カテゴリーIIA", "Category II-A"),
    Category.III: Text("カテゴリーIII", "Category III"),
    Category.UNDETERMINED: Text("判定できません", "cannot be determined"),
    Category.NOT_APPLICABLE: Text("対象外", "not applicable"),
}

LEVEL_NAMES = {
    Level.LEVEL_1: Text("レベル1（目視内・手動）", "Level 1 (in sight, by hand)"),
    Level.LEVEL_2: Text("レベル2（目視内・自動）", "Level 2 (in sight, automatic)"),
    Level.LEVEL_3: Text("レベル3", "Level 3"),
    Level.LEVEL_3_5: Text("レベル3.5", "Level 3.5"),
    Level.LEVEL_4: Text("レベル4", "Level 4"),
    Level.NONE: Text("なし", "none"),
    Level.UNDETERMINED: Text("判定できません", "cannot be determined"),
    Level.NOT_APPLICABLE: Text("対象外", "not applicable"),
}


class Necessity(StrEnum):
    """Whether MLIT's permission (許可), approval (承認) or another procedure is needed."""

    NOT_REQUIRED = "NOT_REQUIRED"
    UNDETERMINED = "UNDETERMINED"
    REQUIRED = "REQUIRED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


NECESSITY_NAMES = {
    Necessity.NOT_REQUIRED: Text("不要", "not needed"),
    Necessity.UNDETERMINED: Text("判定できません", "cannot be determined"),
    Necessity.REQUIRED: Text("必要", "needed"),
    Necessity.NOT_APPLICABLE: Text("対象外", "not applicable"),
}


class EvidenceState(StrEnum):
    """Whether a piece of evidence is stated, not stated, stated to be lacking, or only to come later."""

    STATED = "STATED"
    MISSING = "MISSING"
    LACKING = "LACKING"
    TO_COME = "TO_COME"


EVIDENCE_NAMES = {
    EvidenceState.STATED: Text("申告あり", "stated"),
    EvidenceState.MISSING: Text("まだ示されていません", "not stated yet"),
    EvidenceState.LACKING: Text("足りません", "lacking"),
    EvidenceState.TO_COME: Text("これから受けるもの", "still to come"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """最短でも: the latest day by which something is to be done, counted back from the first flight; never a promise.

    `late` is whether that day had passed when the flight was screened; `expected` whether days beyond the published
    holidays were counted (見込み).
    """

    by: date
    basis: Text
    late: bool
    expected: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """手続: what has to be done, whether it is needed, why, where, how, and by when."""

    slug: str
    title: Text
    necessity: Necessity
    why: Text
    citation: Text
    office: Text
    form: Text
    due: Due | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A thing that the application, or the flight, has to show."""

    slug: str
    title: Text
    state: EvidenceState
    why: Text
    citation: Text
    office: Text
    form: Text
    due: Due | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the route, in metres from its start (None: the whole of a hover or an area), and its verdict.

    `items` are the slugs of the rules that make it specified flight, `open_items` of those that may.
    """

    from_m: float | None
    to_m: float | None
    category: Category
    category_at_least: Category
    category_at_most: Category
    level: Level
    items: tuple[str, ...]
    open_items: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict over all findings.

    `category_at_least` and `category_at_most` bound the category while something is open; they are equal where it is
    known. `missing` is what is missing to say more, `conditions` what is checked on the day, `remarks` what else
    people must know, `apart` what other laws say and the category does not. A verdict without segments was kept by an
    earlier version, which said no more than category, level and what is missing.
    """

    category: Category
    category_at_least: Category
    level: Level
    missing: tuple[Text, ...]
    category_at_most: Category | None = None
    permission: Necessity = Necessity.UNDETERMINED
    approval: Necessity = Necessity.UNDETERMINED
    remarks: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    apart: tuple[Text, ...] = ()
    segments: tuple[Segment, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    evidence: tuple[Evidence, ...] = ()

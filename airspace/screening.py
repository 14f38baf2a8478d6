"""事前確認: one dated run of all rules over one operation, and the verdict over its findings."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from airspace.edition import Edition
from airspace.finding import Finding, Outcome
from airspace.trial import Operation
from airspace.volume import OperationVolume
from geo.text import Text


class Category(StrEnum):
    """カテゴリー of a flight, as far as the rules of this version carry; UNDETERMINED says what is missing."""

    I = "I"  # noqa: E741 - the law's own numeral
    II_B = "II-B"
    II_A = "II-A"
    III = "III"
    UNDETERMINED = "UNDETERMINED"


class Level(StrEnum):
    """レベル of a flight. Level is not Category."""

    UNDETERMINED = "UNDETERMINED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the findings: the category, its lower bound, the level, and what is missing to say more."""

    category: Category
    category_at_least: Category
    level: Level
    missing: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule in force on the day that this version does not judge."""

    rule: str
    title: Text
    citation: str


@dataclass(frozen=True, slots=True)
class Screening:
    """One dated run. `findings` is what was found or could not be told, `checked` what was checked and is clear."""

    operation: Operation
    volume: OperationVolume = field(repr=False)
    screened_at: datetime
    findings: tuple[Finding, ...]
    checked: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    editions: tuple[Edition, ...]
    verdict: Verdict

    @property
    def outcome(self) -> Outcome:
        """The weightiest outcome of all findings."""
        return max((finding.outcome for finding in self.findings), default=Outcome.CLEAR)

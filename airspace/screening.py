"""事前確認: one dated run of all rules over one operation, and the verdict over its findings."""

from dataclasses import dataclass, field
from datetime import date, datetime

from airspace.atlas import Atlas
from airspace.edition import Edition
from airspace.facts import Facts
from airspace.finding import Finding, Outcome, ResolvedBy
from airspace.law import rule_laws
from airspace.rulebook import RULES
from airspace.trial import JST, Operation
from airspace.verdict import Verdict, conclude
from airspace.volume import OperationVolume, build_volume
from geo.errors import ValueRefused
from geo.text import Text

FIRST_DAY = date(2015, 12, 10)
"""The first day on which Japan had rules for unmanned aircraft; nothing earlier is judged."""

YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule in force on the day that this version does not judge."""

    rule: str
    title: Text
    citation: Text


@dataclass(frozen=True)
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
        """The weightiest outcome of all findings; while rules in force are not judged it is never clear."""
        least = Outcome.UNDETERMINED if self.not_judged else Outcome.CLEAR
        return max([least, *(finding.outcome for finding in self.findings)])

    @property
    def found(self) -> tuple[Finding, ...]:
        """What applies, or is worth knowing."""
        return tuple(f for f in self.findings if f.outcome in (Outcome.CAUGHT, Outcome.ADVISORY))

    @property
    def open(self) -> tuple[Finding, ...]:
        """What data or the operator must still answer."""
        return tuple(
            f for f in self.findings if f.outcome is Outcome.UNDETERMINED and f.resolved_by is not ResolvedBy.FLIGHT_DAY
        )

    @property
    def on_the_day(self) -> tuple[Finding, ...]:
        """What is checked on the day of flight."""
        return tuple(f for f in self.findings if f.resolved_by is ResolvedBy.FLIGHT_DAY)


def screen(operation: Operation, atlas: Atlas, *, screened_at: datetime) -> Screening:
    """Run the rules in force on the operation's days over it.

    Parameters
    ----------
    operation
        What is to be flown, when.
    atlas
        The layers to judge by.
    screened_at
        The time of the run, aware.

    Raises
    ------
    ValueRefused
        If the days lie outside the law or outside every edition held, or the route cannot be judged.
    """
    if screened_at.tzinfo is None:
        raise ValueError("screened_at must be aware")
    first, last = operation.first_day, operation.last_day
    _refuse_days_outside_the_law(first, last, screened_at)
    atlas.refuse_days_outside(first, last)
    volume = build_volume(operation, atlas.terrain)
    facts = Facts(atlas, volume)
    in_force = {
        slug for slug, law in rule_laws().items() if operation.vehicle in law.vehicles and law.in_force(first, last)
    }
    results = [found for rule in RULES if rule.slug in in_force for found in rule.check(facts, rule.law)]
    findings = tuple(found for found in results if found.outcome is not Outcome.CLEAR)
    judged = {rule.slug for rule in RULES}
    not_judged = tuple(
        NotJudged(slug, law.title, law.citation)
        for slug, law in rule_laws().items()
        if slug in in_force and slug not in judged
    )
    return Screening(
        operation=operation,
        volume=volume,
        screened_at=screened_at,
        findings=findings,
        checked=tuple(found for found in results if found.outcome is Outcome.CLEAR),
        not_judged=not_judged,
        editions=tuple(
            edition for edition in atlas.editions if edition.in_force and edition.in_force.meets(first, last)
        ),
        verdict=conclude(
            operation,
            findings,
            [rule.rule for rule in not_judged],
            length_m=volume.length_m,
            screened_on=screened_at.astimezone(JST).date(),
            prefecture_code=atlas.prefecture.code,
        ),
    )


def _refuse_days_outside_the_law(first: date, last: date, screened_at: datetime) -> None:
    if first < FIRST_DAY:
        raise ValueRefused(
            Text(
                f"{first} は無人航空機の規則ができる前の日付です。",
                f"{first} is before the rules for unmanned aircraft.",
            ),
            Text(f"{FIRST_DAY} 以後の日付を入れてください。", f"Give a date from {FIRST_DAY} on."),
        )
    if last.year > screened_at.year + YEARS_AHEAD:
        raise ValueRefused(
            Text(f"{last} は先すぎて判定できません。", f"{last} is too far ahead to be judged."),
            Text(f"{YEARS_AHEAD} 年以内の日付を入れてください。", f"Give a date within {YEARS_AHEAD} years."),
        )

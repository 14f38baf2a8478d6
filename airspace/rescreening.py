"""再確認: what a new edition of a layer changes for flights that were screened before.

A screening is told by what it says, not by how much: for each flight its headline, and for each rule what it found and
at which places. Lengths and areas of overlap move with every redrawn border and change nothing that anybody must do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from airspace.edition import LayerKind
from airspace.finding import Entails, Outcome
from airspace.screening import Screening
from airspace.verdict import Category, Level
from airspace.workflow import IN_THE_OFFICE, ROUTE_STANDS, State
from geo.text import Text

RESCREENED_IN = IN_THE_OFFICE | ROUTE_STANDS | {State.CORRECTION_REQUESTED}
"""States in which a route is looked at again: the prefecture has it, or it is confirmed and not flown to the end."""

WEIGHT_OF = {entails: weight for weight, entails in enumerate(reversed(Entails))}
"""How much it weighs what a rule entails; `Entails` names the heaviest first."""


class Direction(StrEnum):
    """Where a change leads."""

    WORSE = "worse"
    UNKNOWN = "unknown"
    OTHER = "other"
    BETTER = "better"


DIRECTION_NAMES = {
    Direction.WORSE: Text("重くなりました", "weighs more"),
    Direction.UNKNOWN: Text("分からなくなりました", "no longer known"),
    Direction.OTHER: Text("重さは同じで、中身が変わりました", "of the same weight, but different"),
    Direction.BETTER: Text("軽くなりました", "weighs less"),
}


class Result(StrEnum):
    """What became of one revision. What could not be judged is never unchanged."""

    CHANGED = "changed"
    NOT_JUDGED = "not_judged"
    UNCHANGED = "unchanged"
    ENDED = "ended"


RESULT_NAMES = {
    Result.CHANGED: Text("変わりました", "changed"),
    Result.NOT_JUDGED: Text("判定できませんでした", "could not be judged"),
    Result.UNCHANGED: Text("変わりません", "unchanged"),
    Result.ENDED: Text("先に終わっていました", "had ended before"),
}

AFFECTED = frozenset({Result.CHANGED, Result.NOT_JUDGED})
"""Results that people are told of."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says of one flight with one outcome, and the names of the places of which it says so."""

    rule: str
    outcome: Outcome
    entails: Entails
    places: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class FlightSummary:
    """One flight: the headline of its screening, and what the rules say that is not clear, in a fixed order."""

    outcome: Outcome
    category: Category
    level: Level
    said: tuple[Said, ...]


Summary = tuple[FlightSummary, ...]
"""What the screenings of one revision say, flight by flight."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What one rule said of a flight (counted from 0) before and says now; nothing means clear."""

    flight: int
    rule: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]

    @property
    def direction(self) -> Direction:
        """Where it leads: whatever is not known any more is unknown, even if it applied before.

        Of the same weight, more places are worse and fewer better.
        """
        before, after = _weight(self.before), _weight(self.after)
        was, now = _points(self.before), _points(self.after)
        gained, lost = now - was, was - now
        if after[0] is Outcome.UNDETERMINED and (before[0] is not Outcome.UNDETERMINED or not lost):
            return Direction.UNKNOWN
        if after != before:
            return Direction.WORSE if after > before else Direction.BETTER
        if gained and lost:
            return Direction.OTHER
        return Direction.WORSE if gained else Direction.BETTER


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """The headline of a flight (counted from 0) before and now."""

    flight: int
    before: FlightSummary
    after: FlightSummary


@dataclass(frozen=True, slots=True)
class Change:
    """All that differs between two summaries of the same revision."""

    rules: tuple[RuleChange, ...]
    headlines: tuple[HeadlineChange, ...]

    def __bool__(self) -> bool:
        return bool(self.rules or self.headlines)

    @property
    def direction(self) -> Direction:
        """Where it leads in all: the gravest of its parts. A headline alone tells no direction."""
        found = {change.direction for change in self.rules} or {Direction.OTHER}
        return next(direction for direction in Direction if direction in found)


@dataclass(frozen=True, slots=True)
class SwitchedEdition:
    """An edition that came or went: what it was called stays, whatever becomes of it."""

    id: str
    kind: LayerKind
    title: Text
    added: bool = True


@dataclass(frozen=True, slots=True)
class EditionSwitch:
    """One change of the editions: when, which, and how many trials were to be looked at again.

    `number` counts from 1. A later switch supersedes an earlier one whose work is not done.
    """

    id: str
    number: int
    at: datetime
    editions: tuple[SwitchedEdition, ...]
    due: int


@dataclass(frozen=True, slots=True)
class Rescreening:
    """What a switch does to one revision of a trial; kept once, beside the frozen screening, which stays as it is.

    `before` is what was said last, `after` what is said by `editions`; `after` is None where nothing could be said, and
    `reason` then says why.
    """

    switch_id: str
    trial_id: str
    revision_number: int
    at: datetime
    result: Result
    before: Summary
    after: Summary | None = None
    editions: tuple[str, ...] = ()
    reason: Text | None = None

    @property
    def change(self) -> Change | None:
        """What differs, None where nothing could be said."""
        return None if self.after is None else difference(self.before, self.after)

    @property
    def direction(self) -> Direction | None:
        """Where it leads, None where nothing changed. What could not be judged is unknown."""
        if self.result is Result.NOT_JUDGED:
            return Direction.UNKNOWN
        change = self.change
        return change.direction if change else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a switch is: how many trials of how many, and how many revisions by their result."""

    done: int
    of: int
    results: dict[Result, int]
    superseded_by: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.of

    @property
    def affected(self) -> int:
        """How many revisions people are told of."""
        return sum(self.results.get(result, 0) for result in AFFECTED)


def summary_of(screenings: Iterable[Screening]) -> Summary:
    """Return what the screenings of a revision say."""
    return tuple(
        flight_summary(
            screening.outcome,
            screening.verdict.category,
            screening.verdict.level,
            ((f.rule, f.outcome, f.entails, f.place) for f in screening.findings),
        )
        for screening in screenings
    )


def flight_summary(
    outcome: Outcome, category: Category, level: Level, found: Iterable[tuple[str, Outcome, Entails, Text | None]]
) -> FlightSummary:
    """Return a flight's summary: findings of one rule, outcome and meaning are one; places stand sorted, each once."""
    places: dict[tuple[str, Outcome, Entails], set[Text]] = {}
    for rule, of, entails, place in found:
        if of is not Outcome.CLEAR:
            places.setdefault((rule, of, entails), set()).update([place] if place else [])
    said = (
        Said(rule, of, entails, tuple(sorted(names, key=lambda name: (name.ja, name.en))))
        for (rule, of, entails), names in places.items()
    )
    return FlightSummary(outcome, category, level, tuple(sorted(said, key=lambda s: (s.rule, -s.outcome, s.entails))))


def difference(before: Summary, after: Summary) -> Change:
    """Return what differs between two summaries of one revision: by flight, then by rule.

    Raises
    ------
    ValueError
        If they are not of as many flights.
    """
    rules, headlines = [], []
    for flight, (old, new) in enumerate(zip(before, after, strict=True)):
        if (old.outcome, old.category, old.level) != (new.outcome, new.category, new.level):
            headlines.append(HeadlineChange(flight, old, new))
        for rule in sorted({said.rule for said in (*old.said, *new.said)}):
            was, now = _of_rule(old.said, rule), _of_rule(new.said, rule)
            if was != now:
                rules.append(RuleChange(flight, rule, was, now))
    return Change(tuple(rules), tuple(headlines))


def _of_rule(said: Sequence[Said], rule: str) -> tuple[Said, ...]:
    return tuple(one for one in said if one.rule == rule)


def _points(said: Sequence[Said]) -> frozenset[tuple[Outcome, Entails, Text | None]]:
    """Return each thing said, place by place."""
    return frozenset((one.outcome, one.entails, place) for one in said for place in (one.places or (None,)))


def _weight(said: Sequence[Said]) -> tuple[Outcome, int]:
    return max(((one.outcome, WEIGHT_OF[one.entails]) for one in said), default=(Outcome.CLEAR, 0))

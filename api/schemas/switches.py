"""Switches of editions, what they do to trials, and failed jobs, as JSON."""

from datetime import datetime

from airspace.law import rule_laws
from airspace.rescreening import Change, Counts, EditionSwitch, Rescreening, Result, Said
from api.schemas.operation import Wire
from api.schemas.text import TextData
from api.services.affected import Affected, Since, SwitchFound
from api.store.jobs import FailedJob
from geo.text import Text


class SwitchedEditionData(Wire):
    """An edition that came (`added`), or that went or was ended."""

    id: str
    kind: str
    title: TextData
    added: bool


class SwitchData(Wire):
    """A switch: `done` of `of` trials; `affected` counts revisions that changed or could not be judged."""

    id: str
    number: int
    at: datetime
    editions: list[SwitchedEditionData]
    done: int
    of: int
    is_done: bool
    affected: int
    results: dict[str, int]
    superseded_by: str | None

    @classmethod
    def of_switch(cls, switch: EditionSwitch, counts: Counts) -> "SwitchData":
        """Return the wire form."""
        editions = [
            SwitchedEditionData(id=one.id, kind=one.kind, title=TextData.of(one.title), added=one.added)
            for one in switch.editions
        ]
        return cls(
            id=switch.id,
            number=switch.number,
            at=switch.at,
            editions=editions,
            done=counts.done,
            of=counts.of,
            is_done=counts.is_done,
            affected=counts.affected,
            results={result.value: counts.results.get(result, 0) for result in Result},
            superseded_by=counts.superseded_by,
        )


class SaidData(Wire):
    """What a rule says with one outcome, and of which places."""

    outcome: str
    entails: str
    places: list[TextData]

    @classmethod
    def of(cls, said: Said) -> "SaidData":
        """Return the wire form."""
        return cls(
            outcome=said.outcome.name, entails=said.entails, places=[TextData.of(place) for place in said.places]
        )


class RuleChangeData(Wire):
    """One rule of one flight (counted from 0), before and now; an empty list means clear."""

    flight: int
    rule: str
    title: TextData
    direction: str
    before: list[SaidData]
    after: list[SaidData]


class HeadlineData(Wire):
    """The headline of a flight's screening."""

    outcome: str
    category: str
    level: str


class HeadlineChangeData(Wire):
    """The headline of one flight (counted from 0), before and now."""

    flight: int
    before: HeadlineData
    after: HeadlineData


class RescreeningData(Wire):
    """What a switch did to one revision. Where it could not be judged, `reason` says why and nothing is compared."""

    switch_id: str
    trial_id: str
    trial_title: str | None
    revision: int
    at: datetime
    result: str
    direction: str | None
    rules: list[RuleChangeData]
    headlines: list[HeadlineChangeData]
    editions: list[str]
    reason: TextData | None

    @classmethod
    def of(cls, affected: Affected) -> "RescreeningData":
        """Return the wire form of what changed by a switch."""
        found = affected.found
        return cls._of(found, found.change, affected.trial.title)

    @classmethod
    def since(cls, since: Since) -> "RescreeningData":
        """Return the wire form of what differs from the frozen screening."""
        return cls._of(since.found, since.change, None)

    @classmethod
    def _of(cls, found: Rescreening, change: Change | None, title: str | None) -> "RescreeningData":
        direction = change.direction if change else found.direction
        return cls(
            switch_id=found.switch_id,
            trial_id=found.trial_id,
            trial_title=title,
            revision=found.revision_number,
            at=found.at,
            result=found.result,
            direction=direction,
            rules=_rules(change) if change else [],
            headlines=_headlines(change) if change else [],
            editions=list(found.editions),
            reason=TextData.of(found.reason) if found.reason else None,
        )


class SwitchFoundData(Wire):
    """A switch with whom it affects, the worst first, and the trials that had ended before they were looked at."""

    switch: SwitchData
    affected: list[RescreeningData]
    ended: list[RescreeningData]

    @classmethod
    def of(cls, found: SwitchFound) -> "SwitchFoundData":
        """Return the wire form."""
        return cls(
            switch=SwitchData.of_switch(found.switch, found.counts),
            affected=[RescreeningData.of(row) for row in found.affected],
            ended=[RescreeningData.of(row) for row in found.ended],
        )


class FailedJobData(Wire):
    """Background work that failed for good; `error` is the kind of its last error."""

    id: int
    task: str
    attempts: int
    error: str
    failed_at: datetime | None

    @classmethod
    def of(cls, job: FailedJob) -> "FailedJobData":
        """Return the wire form."""
        return cls(id=job.id, task=job.task, attempts=job.attempts, error=job.error, failed_at=job.failed_at)


def _rules(change: Change) -> list[RuleChangeData]:
    titles = {slug: law.title for slug, law in rule_laws().items()}
    return [
        RuleChangeData(
            flight=one.flight,
            rule=one.rule,
            title=TextData.of(titles.get(one.rule, Text(one.rule, one.rule))),
            direction=one.direction,
            before=[SaidData.of(said) for said in one.before],
            after=[SaidData.of(said) for said in one.after],
        )
        for one in change.rules
    ]


def _headlines(change: Change) -> list[HeadlineChangeData]:
    return [
        HeadlineChangeData(
            flight=one.flight,
            before=HeadlineData(outcome=one.before.outcome.name, category=one.before.category, level=one.before.level),
            after=HeadlineData(outcome=one.after.outcome.name, category=one.after.category, level=one.after.level),
        )
        for one in change.headlines
    ]

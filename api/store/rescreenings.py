"""The repository of switches of editions, and of what each did to the trials that it concerned."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from airspace.edition import LayerKind
from airspace.finding import Entails, Outcome
from airspace.rescreening import (
    RESCREENED_IN,
    Counts,
    EditionSwitch,
    FlightSummary,
    Rescreening,
    Result,
    Said,
    Summary,
    SwitchedEdition,
)
from airspace.verdict import Category, Level
from airspace.workflow import State
from api.store.codec_parts import text_data
from api.store.tables.rescreenings import EditionSwitchRow, RescreeningRow
from api.store.tables.retention import TombstoneRow
from api.store.tables.trials import RevisionRow, TrialRow
from geo.text import Text

GRAVEST_FIRST = (Result.CHANGED, Result.NOT_JUDGED, Result.ENDED, Result.UNCHANGED)

Stand = tuple[State, int]
"""Where a trial stands: its state, and the number of its newest revision."""


class Rescreenings:
    """Switches by number, and their results by trial and revision."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def to_rescreen(self) -> tuple[str, ...]:
        """Return the ids of the trials that a switch of editions concerns, sorted."""
        states = [state.value for state in RESCREENED_IN]
        return tuple(self._session.scalars(select(TrialRow.id).where(TrialRow.state.in_(states)).order_by(TrialRow.id)))

    def next_number(self) -> int:
        """Return the number of the next switch, counted from 1; this unit must have raised the edition counter."""
        return (self._session.scalar(select(func.max(EditionSwitchRow.number))) or 0) + 1

    def add_switch(self, switch: EditionSwitch) -> None:
        """Store a switch for good."""
        editions = [
            {"id": edition.id, "kind": edition.kind.value, **text_data(edition.title), "added": edition.added}
            for edition in switch.editions
        ]
        values = {"id": switch.id, "number": switch.number, "at": switch.at, "editions": editions, "due": switch.due}
        self._session.add(EditionSwitchRow(**values))
        self._session.flush()

    def switches(self, *, most: int = 100) -> tuple[EditionSwitch, ...]:
        """Return the switches, newest first."""
        query = select(EditionSwitchRow).order_by(EditionSwitchRow.number.desc()).limit(most)
        return tuple(_switch(row) for row in self._session.scalars(query))

    def switch(self, switch_id: str) -> EditionSwitch | None:
        """Return a switch, None where there is none."""
        row = self._session.get(EditionSwitchRow, switch_id)
        return _switch(row) if row else None

    def successor(self, switch: EditionSwitch) -> str | None:
        """Return the id of the newest switch where that is a later one, else None."""
        newest = select(EditionSwitchRow.id, EditionSwitchRow.number).order_by(EditionSwitchRow.number.desc()).limit(1)
        found = self._session.execute(newest).first()
        return found.id if found and found.number > switch.number else None

    def counts(self, switch: EditionSwitch) -> Counts:
        """Return how far a switch is; cases that have ended since count as done.

        A switch that is not done and has a later one is superseded by that.
        """
        of_it = RescreeningRow.switch_id == switch.id
        held = self._session.scalar(select(func.count(RescreeningRow.trial_id.distinct())).where(of_it)) or 0
        ended = select(func.count(TombstoneRow.subject.distinct())).where(
            TombstoneRow.table_name == RescreeningRow.__tablename__,
            TombstoneRow.row_id.startswith(f"{switch.id}/", autoescape=True),
        )
        done = held + (self._session.scalar(ended) or 0)
        grouped = select(RescreeningRow.result, func.count()).where(of_it).group_by(RescreeningRow.result)
        results = {Result(result): count for result, count in self._session.execute(grouped)}
        return Counts(done, switch.due, results, None if done >= switch.due else self.successor(switch))

    def stands(self, trial_ids: Collection[str]) -> dict[str, Stand]:
        """Return where trials stand; one that was ended, with all of its papers, is missing."""
        query = (
            select(TrialRow.id, TrialRow.state, func.max(RevisionRow.number))
            .join(RevisionRow, RevisionRow.trial_id == TrialRow.id)
            .where(TrialRow.id.in_(trial_ids))
            .group_by(TrialRow.id, TrialRow.state)
        )
        return {trial_id: (State(state), newest) for trial_id, state, newest in self._session.execute(query)}

    def done(self, switch_id: str, trial_ids: Collection[str]) -> frozenset[str]:
        """Return which of some trials a switch is done with."""
        query = select(RescreeningRow.trial_id).where(
            RescreeningRow.switch_id == switch_id, RescreeningRow.trial_id.in_(trial_ids)
        )
        return frozenset(self._session.scalars(query))

    def add(self, kept: Rescreening) -> bool:
        """Store a result for good; return whether there was none yet for this switch, trial and revision."""
        values: dict[str, Any] = {
            "switch_id": kept.switch_id,
            "trial_id": kept.trial_id,
            "revision_number": kept.revision_number,
            "at": kept.at,
            "result": kept.result.value,
            "before": summary_json(kept.before),
            "after": None if kept.after is None else summary_json(kept.after),
            "editions": list(kept.editions),
            "reason_ja": kept.reason and kept.reason.ja,
            "reason_en": kept.reason and kept.reason.en,
        }
        # Two shares that run at once must not both find it absent: the database decides, without an error.
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        put = dialect.insert(RescreeningRow).values(**values).on_conflict_do_nothing()
        return self._session.execute(put.returning(RescreeningRow.trial_id)).first() is not None

    def of_switch(self, switch_id: str, *, results: Collection[Result], most: int) -> tuple[Rescreening, ...]:
        """Return the results of a switch that are of some kinds, gravest first, then by trial."""
        order = case({result.value: place for place, result in enumerate(GRAVEST_FIRST)}, value=RescreeningRow.result)
        query = (
            select(RescreeningRow)
            .where(RescreeningRow.switch_id == switch_id, RescreeningRow.result.in_([r.value for r in results]))
            .order_by(order, RescreeningRow.trial_id, RescreeningRow.revision_number)
            .limit(most)
        )
        return tuple(_rescreening(row) for row in self._session.scalars(query))

    def of_trial(self, trial_id: str) -> tuple[tuple[EditionSwitch, Rescreening], ...]:
        """Return all results of a trial with their switches, oldest first."""
        query = (
            select(EditionSwitchRow, RescreeningRow)
            .join(RescreeningRow, RescreeningRow.switch_id == EditionSwitchRow.id)
            .where(RescreeningRow.trial_id == trial_id)
            .order_by(EditionSwitchRow.number, RescreeningRow.revision_number)
        )
        return tuple((_switch(switch), _rescreening(row)) for switch, row in self._session.execute(query).all())

    def last(self, trial_ids: Collection[str], *, judged: bool = True) -> Mapping[tuple[str, int], Rescreening]:
        """Return the newest result of each revision of some trials; with `judged` the newest in which it was judged."""
        query = (
            select(RescreeningRow)
            .join(EditionSwitchRow, EditionSwitchRow.id == RescreeningRow.switch_id)
            .where(RescreeningRow.trial_id.in_(trial_ids), RescreeningRow.result != Result.ENDED.value)
            .order_by(EditionSwitchRow.number)
        )
        if judged:
            query = query.where(RescreeningRow.after.is_not(None))
        rows = self._session.scalars(query)
        return {(row.trial_id, row.revision_number): _rescreening(row) for row in rows}


def summary_json(summary: Summary) -> str:
    """Return a summary as JSON, in which outcomes have their names."""
    return json.dumps([_flight_data(flight) for flight in summary], ensure_ascii=False)


def summary_from(stored: str) -> Summary:
    """Return the summary that `summary_json` made JSON of."""
    return tuple(_flight(data) for data in json.loads(stored))


def _flight_data(flight: FlightSummary) -> dict[str, Any]:
    said = [
        {
            "rule": one.rule,
            "outcome": one.outcome.name,
            "entails": one.entails.value,
            "places": [text_data(place) for place in one.places],
        }
        for one in flight.said
    ]
    return {
        "outcome": flight.outcome.name,
        "category": flight.category.value,
        "level": flight.level.value,
        "said": said,
    }


def _flight(data: Mapping[str, Any]) -> FlightSummary:
    return FlightSummary(
        Outcome[data["outcome"]], Category(data["category"]), Level(data["level"]), tuple(_said(data["said"]))
    )


def _said(stored: Iterable[Mapping[str, Any]]) -> Iterable[Said]:
    for one in stored:
        places = tuple(Text(**place) for place in one["places"])
        yield Said(one["rule"], Outcome[one["outcome"]], Entails(one["entails"]), places)


def _switch(row: EditionSwitchRow) -> EditionSwitch:
    editions = tuple(
        SwitchedEdition(one["id"], LayerKind(one["kind"]), Text(one["ja"], one["en"]), one["added"])
        for one in row.editions
    )
    return EditionSwitch(row.id, row.number, row.at, editions, row.due)


def _rescreening(row: RescreeningRow) -> Rescreening:
    reason = None if row.reason_ja is None or row.reason_en is None else Text(row.reason_ja, row.reason_en)
    return Rescreening(
        switch_id=row.switch_id,
        trial_id=row.trial_id,
        revision_number=row.revision_number,
        at=row.at,
        result=Result(row.result),
        before=summary_from(row.before),
        after=None if row.after is None else summary_from(row.after),
        editions=tuple(row.editions),
        reason=reason,
    )

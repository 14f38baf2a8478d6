"""The repository of routing slips."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from sqlalchemy import Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from airspace.proposal import Decision
from airspace.routing_slip import (
    EventKind,
    LetterParticulars,
    RoutingSlip,
    SlipEvent,
    canonical,
    course_of,
    read_paper,
    sha256_of,
)
from airspace.routing_slip.course import LOOKED, OPEN
from api.store.tables.slips import SlipEnforcementRow, SlipEventRow, SlipLetterRow, SlipPartRow, SlipRow

PARTS = {
    EventKind.DRAFTED: "drafter",
    EventKind.ENDORSED: "assessor",
    EventKind.CONCURRED: "concurrer",
    EventKind.DECIDED: "decider",
    EventKind.DECIDED_FOR: "decider",
    EventKind.DECIDED_ELSEWHERE: "recorder",
}
"""The part that an event gives to whoever acts."""


class Slips:
    """Slips by id and by trial. Reading one that is not held gives None."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, trial_id: str) -> int:
        """Return the number of the next slip of a trial, counted from 1; the trial must be locked."""
        newest = select(func.max(SlipRow.number)).where(SlipRow.trial_id == trial_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, slip: RoutingSlip) -> None:
        """Store a slip that has just been drafted."""
        self._session.add(
            SlipRow(
                id=slip.id,
                trial_id=slip.trial_id,
                number=slip.number,
                revision_number=slip.proposed.revision_number,
                paper=canonical(slip),
                sha256=sha256_of(slip),
                drafted_by=slip.drafted_by,
                state=course_of(slip).state.value,
            )
        )
        self._session.flush()
        if slip.letter is not None:
            particulars = json.dumps(asdict(slip.letter), ensure_ascii=False)
            self._session.add(SlipLetterRow(slip_id=slip.id, particulars=particulars))
        self._add_event(slip, slip.events[-1])

    def append(self, slip: RoutingSlip) -> None:
        """Store the newest event of a slip, and where the slip stands since."""
        self._add_event(slip, slip.events[-1])
        state = course_of(slip).state.value
        self._session.execute(update(SlipRow).where(SlipRow.id == slip.id).values(state=state))

    def enforce(self, slip: RoutingSlip, decision: Decision) -> None:
        """Store that a decision came from a slip that is put into force, and by whom."""
        event = course_of(slip).enforcement
        if event is None:
            raise ValueError(f"slip {slip.id} is not put into force")
        by = {PARTS[done.kind]: done.actor for done in slip.events if done.kind in PARTS}
        self._session.add(
            SlipEnforcementRow(
                decision_id=decision.id,
                slip_id=slip.id,
                document_number=event.document_number,
                enforced_on=event.on,
                drafted_by=by["drafter"],
                assessed_by=by.get("assessor"),
                decided_by=by.get("decider"),
                recorded_by=by.get("recorder"),
            )
        )
        self._session.flush()

    def get(self, slip_id: str) -> RoutingSlip | None:
        """Return a slip."""
        found = self._read(select(SlipRow).where(SlipRow.id == slip_id))
        return found[0] if found else None

    def of_trial(self, trial_id: str) -> tuple[RoutingSlip, ...]:
        """Return the slips of a trial, newest first."""
        return self._read(select(SlipRow).where(SlipRow.trial_id == trial_id).order_by(SlipRow.number.desc()))

    def open_of(self, trial_id: str) -> RoutingSlip | None:
        """Return the slip of a trial that still waits for somebody."""
        states = [state.value for state in OPEN]
        found = self._read(select(SlipRow).where(SlipRow.trial_id == trial_id, SlipRow.state.in_(states)))
        return found[0] if found else None

    def open(self) -> tuple[RoutingSlip, ...]:
        """Return all slips that still wait for somebody to act, the oldest first."""
        states = [state.value for state in OPEN]
        found = self._read(select(SlipRow).where(SlipRow.state.in_(states)))
        return tuple(sorted(found, key=lambda slip: (slip.drafted_at, slip.id)))

    def asking(self, account_id: str) -> tuple[RoutingSlip, ...]:
        """Return the slips that ask an account to look: 後閲 of what was decided in its absence, or 供覧."""
        request, look = aliased(SlipEventRow), aliased(SlipEventRow)
        answers = or_(
            *(and_(request.kind == asked.value, look.kind == looked.value) for looked, asked in LOOKED.items())
        )
        looked_since = exists().where(
            look.slip_id == request.slip_id, look.actor == account_id, look.number > request.number, answers
        )
        waiting = select(request.slip_id).where(request.asked == account_id, ~looked_since)
        found = self._read(select(SlipRow).where(SlipRow.id.in_(waiting)))
        return tuple(sorted(found, key=lambda slip: (slip.drafted_at, slip.id)))

    def _add_event(self, slip: RoutingSlip, event: SlipEvent) -> None:
        part = PARTS.get(event.kind)
        if part is not None:
            self._take_part(slip.id, event.actor, part)
        values = asdict(event) | {"kind": event.kind.value, "part": part, "drafted_by": slip.drafted_by}
        self._session.add(SlipEventRow(slip_id=slip.id, **values))
        self._session.flush()

    def _take_part(self, slip_id: str, account_id: str, part: str) -> None:
        # Who endorses a second time, after the slip came back to them, has the part already.
        held = self._session.get(SlipPartRow, (slip_id, account_id))
        if held is None or held.part != part:
            self._session.add(SlipPartRow(slip_id=slip_id, account_id=account_id, part=part))
            self._session.flush()

    def _read(self, query: Select[SlipRow]) -> tuple[RoutingSlip, ...]:
        rows = tuple(self._session.scalars(query.execution_options(populate_existing=True)))
        ids = [row.id for row in rows]
        letters = {
            row.slip_id: row.particulars
            for row in self._session.scalars(select(SlipLetterRow).where(SlipLetterRow.slip_id.in_(ids)))
        }
        events: dict[str, list[SlipEvent]] = {slip_id: [] for slip_id in ids}
        happened = select(SlipEventRow).where(SlipEventRow.slip_id.in_(ids)).order_by(SlipEventRow.number)
        for event in self._session.scalars(happened):
            events[event.slip_id].append(_event(event))
        return tuple(_slip(row, letters.get(row.id), events[row.id]) for row in rows)


def _slip(row: SlipRow, letter: str | None, events: Iterable[SlipEvent]) -> RoutingSlip:
    slip = read_paper(row.paper)
    if sha256_of(slip) != row.sha256:
        raise LookupError(f"the paper of slip {row.id} is not the one that was drafted")
    return replace(slip, letter=None if letter is None else _letter(letter), events=tuple(events))


def _letter(particulars: str) -> LetterParticulars:
    data = json.loads(particulars)
    return LetterParticulars(**data | {"addressee": tuple(data["addressee"])})


def _event(row: SlipEventRow) -> SlipEvent:
    return SlipEvent(
        number=row.number,
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        post=row.post,
        stop=row.stop,
        back_to=row.back_to,
        reason=row.reason,
        absent=row.absent,
        asked=row.asked,
        document_number=row.document_number,
        on=row.on,
        sha256=row.sha256,
    )

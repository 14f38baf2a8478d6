"""Where a slip stands, computed from what happened to it and from nothing else."""

from dataclasses import dataclass, replace
from enum import StrEnum

from airspace.routing_slip.value import DECIDING, EventKind, Mode, RoutingSlip, SlipEvent, Stop, StopKind
from geo.text import Text


class SlipState(StrEnum):
    """Where a slip stands."""

    ON_ITS_WAY = "on_its_way"
    TO_EXPORT = "to_export"
    EXPORTED = "exported"
    DECIDED = "decided"
    ENFORCED = "enforced"
    SENT_BACK = "sent_back"
    PULLED_BACK = "pulled_back"
    OVERTAKEN = "overtaken"


SLIP_STATE_NAMES = {
    SlipState.ON_ITS_WAY: Text("決裁へ回っている", "on its way"),
    SlipState.TO_EXPORT: Text("起案書類の書き出し待ち", "to be exported"),
    SlipState.EXPORTED: Text("県の電子決裁で決裁中", "being decided in the prefecture's own system"),
    SlipState.DECIDED: Text("決裁済み・施行待ち", "decided, to be put into force"),
    SlipState.ENFORCED: Text("施行済み", "put into force"),
    SlipState.SENT_BACK: Text("起案者へ差戻し", "sent back to its drafter"),
    SlipState.PULLED_BACK: Text("引戻し", "pulled back"),
    SlipState.OVERTAKEN: Text("廃案", "overtaken"),
}

OPEN = frozenset({SlipState.ON_ITS_WAY, SlipState.TO_EXPORT, SlipState.EXPORTED, SlipState.DECIDED})
"""States in which a slip still waits for somebody. A trial has one such slip at most."""

UNDECIDED = OPEN - {SlipState.DECIDED}

ENDS = {
    EventKind.PULLED_BACK: SlipState.PULLED_BACK,
    EventKind.OVERTAKEN: SlipState.OVERTAKEN,
    EventKind.ENFORCED: SlipState.ENFORCED,
    EventKind.EXPORTED: SlipState.EXPORTED,
    EventKind.DECIDED: SlipState.DECIDED,
    EventKind.DECIDED_FOR: SlipState.DECIDED,
    EventKind.DECIDED_ELSEWHERE: SlipState.DECIDED,
}
"""The state that an event leads to, whatever the state before."""

ASKED = frozenset({EventKind.DECIDED_FOR, EventKind.CIRCULATED})
"""Events that ask somebody to look at the slip."""

LOOKED = {EventKind.SEEN_AFTERWARDS: EventKind.DECIDED_FOR, EventKind.NOTED: EventKind.CIRCULATED}
"""Events by which somebody has looked, and what had asked them to."""


class Disordered(ValueError):
    """Events that cannot have happened in this order: the record is broken."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a slip stands: its state, the stop that it waits at, its decision, and who is still asked to look.

    `asked` holds the open requests: a 代決's for 後閲, a 供覧's for a look.
    """

    state: SlipState
    stop: int | None = None
    decision: SlipEvent | None = None
    enforcement: SlipEvent | None = None
    asked: tuple[SlipEvent, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the slip still waits for somebody to act."""
        return self.state in OPEN


def course_of(slip: RoutingSlip) -> Course:
    """Return where a slip stands.

    Raises
    ------
    Disordered
        If its events cannot have happened so.
    """
    if not slip.events or slip.events[0].kind is not EventKind.DRAFTED:
        raise Disordered(f"slip {slip.id} was not drafted")
    here = slip.mode is Mode.HERE
    course = Course(SlipState.ON_ITS_WAY, stop=0) if here else Course(SlipState.TO_EXPORT)
    for number, event in enumerate(slip.events, start=1):
        if event.number != number:
            raise Disordered(f"slip {slip.id}: event {event.number} stands at place {number}")
        if number > 1:
            course = _after(slip, course, event)
    return course


def waiting_stop(slip: RoutingSlip, course: Course) -> Stop | None:
    """Return the stop that a slip waits at, None where it waits at none."""
    return None if course.stop is None else slip.route[course.stop]


def _after(slip: RoutingSlip, course: Course, event: SlipEvent) -> Course:
    kind = event.kind
    if kind in LOOKED:
        return _looked(slip, course, event)
    if kind is EventKind.CIRCULATED:
        return replace(course, asked=(*course.asked, event))
    if not course.is_open:
        raise Disordered(f"slip {slip.id}: {kind} after it had ended ({course.state})")
    if kind is EventKind.SENT_BACK:
        return _sent_back(slip, course, event)
    if kind in (EventKind.ENDORSED, EventKind.CONCURRED):
        return _passed_on(slip, course, event)
    _refuse_out_of_turn(slip, course, event)
    asked = (*course.asked, event) if kind in ASKED else course.asked
    decision = event if ENDS[kind] is SlipState.DECIDED else course.decision
    enforcement = event if kind is EventKind.ENFORCED else None
    return Course(ENDS[kind], None, decision, enforcement, asked)


def _looked(slip: RoutingSlip, course: Course, event: SlipEvent) -> Course:
    request = next((a for a in course.asked if a.kind is LOOKED[event.kind] and a.asked == event.actor), None)
    if request is None:
        raise Disordered(f"slip {slip.id}: {event.kind} by somebody who was not asked")
    return replace(course, asked=tuple(asked for asked in course.asked if asked is not request))


def _sent_back(slip: RoutingSlip, course: Course, event: SlipEvent) -> Course:
    if course.state not in UNDECIDED:
        raise Disordered(f"slip {slip.id}: sent back after it was decided")
    if event.back_to is None:
        return replace(course, state=SlipState.SENT_BACK, stop=None)
    if course.stop is None or not 0 <= event.back_to < course.stop:
        raise Disordered(f"slip {slip.id}: sent back to a stop that is not before")
    return replace(course, stop=event.back_to)


def _passed_on(slip: RoutingSlip, course: Course, event: SlipEvent) -> Course:
    stop = waiting_stop(slip, course)
    wanted = StopKind.ENDORSE if event.kind is EventKind.ENDORSED else StopKind.CONCUR
    if stop is None or stop.kind is not wanted or event.stop != course.stop:
        raise Disordered(f"slip {slip.id}: {event.kind} out of turn")
    return replace(course, stop=course.stop + 1 if course.stop is not None else None)


def _refuse_out_of_turn(slip: RoutingSlip, course: Course, event: SlipEvent) -> None:
    stop = waiting_stop(slip, course)
    fits = {
        EventKind.DECIDED: stop is not None and stop.kind in DECIDING,
        EventKind.DECIDED_FOR: stop is not None and stop.kind in DECIDING,
        EventKind.EXPORTED: course.state in (SlipState.TO_EXPORT, SlipState.EXPORTED),
        EventKind.DECIDED_ELSEWHERE: course.state is SlipState.EXPORTED,
        EventKind.ENFORCED: course.state is SlipState.DECIDED,
        EventKind.PULLED_BACK: course.state in UNDECIDED,
        EventKind.OVERTAKEN: True,
        EventKind.DRAFTED: False,
    }
    if not fits[event.kind]:
        raise Disordered(f"slip {slip.id}: {event.kind} while it is {course.state}")

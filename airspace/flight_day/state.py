"""Where each day stands: from what was planned, what the operator decided, and what the prefecture asked to hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from airspace.flight_day.stop import Hold
from airspace.flight_day.value import DAY_STEP_NAMES, DayAct, DayStep
from airspace.schedule import FlightDay
from airspace.trial import JST, Window
from airspace.workflow import StepRefused
from geo.text import Text

MOMENT = timedelta(microseconds=1)
"""A window ends before its end."""


class DayState(StrEnum):
    """Where a day stands. Nothing in it says that a flight is allowed."""

    PLANNED = "planned"
    RESERVE = "reserve"
    GO = "go"
    NO_GO = "no_go"
    POSTPONED = "postponed"
    HELD = "held"
    FLOWN = "flown"
    DROPPED = "dropped"


DAY_STATE_NAMES = {
    DayState.PLANNED: Text("予定", "planned"),
    DayState.RESERVE: Text("予備日（延期のときだけ飛ぶ日）", "reserve day (flown only after a postponement)"),
    DayState.GO: Text("事業者が実施を決定", "go by the operator"),
    DayState.NO_GO: Text("事業者が見送りを決定（この日は飛びません）", "no-go by the operator (not flown that day)"),
    DayState.POSTPONED: Text("延期", "postponed"),
    DayState.HELD: Text("停止中（県が飛行の停止を要請）", "held (the prefecture asks that nobody flies)"),
    DayState.FLOWN: Text("飛行を終えました", "flown"),
    DayState.DROPPED: Text("予定から外れました", "no longer planned"),
}

FROM_STATES = {
    DayStep.GO: frozenset({DayState.PLANNED, DayState.NO_GO}),
    DayStep.NO_GO: frozenset({DayState.PLANNED, DayState.GO, DayState.HELD}),
    DayStep.POSTPONED: frozenset({DayState.PLANNED, DayState.GO, DayState.NO_GO, DayState.HELD}),
    DayStep.FLOWN: frozenset({DayState.PLANNED, DayState.GO, DayState.HELD}),
}
"""From where each step leads. A `go` that a stop or a change has ended may still have been flown before that."""

FINAL = {
    DayStep.NO_GO: DayState.NO_GO,
    DayStep.POSTPONED: DayState.POSTPONED,
    DayStep.FLOWN: DayState.FLOWN,
}


@dataclass(frozen=True, slots=True)
class Course:
    """All that decides where the days of a trial stand.

    `revision_number` is the revision that is flown, `runs` whether the trial stands at its flight days: not withdrawn,
    called off, back under review or at its end. `steps` is how many steps of its life the trial has taken.
    """

    planned: tuple[FlightDay, ...]
    acts: tuple[DayAct, ...]
    holds: tuple[Hold, ...]
    revision_number: int
    runs: bool
    steps: int = 0


@dataclass(frozen=True, slots=True)
class DayStanding:
    """Where one day stands.

    `act` is the newest thing that was decided of it, `counts` whether it does: a `go` ends with a stop, another
    revision, or other windows. `moved_from` is the day that was postponed to this one. `changes` only ever grows.
    """

    day: date
    windows: tuple[Window, ...]
    state: DayState
    reserve: bool
    act: DayAct | None
    counts: bool
    holds: tuple[Hold, ...]
    moved_from: date | None
    changes: int

    @property
    def start(self) -> datetime | None:
        """When the first flight may begin; None for a day without windows."""
        return min((window.start for window in self.windows), default=None)

    @property
    def end(self) -> datetime | None:
        """When the last flight has ended; None for a day without windows."""
        return max((window.end for window in self.windows), default=None)

    @property
    def dates(self) -> tuple[date, ...]:
        """The days in Japan on which it is flown: two where a window goes on past midnight."""
        if self.start is None or self.end is None:
            return (self.day,)
        first, last = self.start.astimezone(JST).date(), (self.end - MOMENT).astimezone(JST).date()
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def standings(course: Course) -> tuple[DayStanding, ...]:
    """Return every day that is planned or of which something was decided, in order."""
    return tuple(_standings(course))


def standing_of(course: Course, day: date) -> DayStanding:
    """Return where one day stands.

    Raises
    ------
    StepRefused
        If it is no day of the trial.
    """
    for standing in standings(course):
        if standing.day == day:
            return standing
    raise StepRefused(
        Text(f"{day}は、この実証実験の実施日ではありません。", f"{day} is not a flight day of this trial."),
        Text("先に実施日を届け出てください。", "State the flight days first."),
    )


def _standings(course: Course) -> Iterator[DayStanding]:
    planned = {one.day: one for one in course.planned}
    newest = {act.day: act for act in sorted(course.acts, key=lambda act: act.number)}
    moved = {act.to: act.day for act in newest.values() if act.step is DayStep.POSTPONED and act.to}
    for day in sorted({*planned, *newest}):
        here, act = planned.get(day), newest.get(day)
        over = tuple(hold for hold in course.holds if hold.since <= day)
        counts = act is not None and _counts(act, here, over, course)
        yield DayStanding(
            day=day,
            windows=here.windows if here else act.windows if act else (),
            state=_state(course, here, act if counts else None, day, moved),
            reserve=here is not None and here.reserve,
            act=act,
            counts=counts,
            holds=tuple(hold for hold in over if hold.stands),
            moved_from=moved.get(day),
            changes=_changes(course, day, over),
        )


def _state(course: Course, here: FlightDay | None, act: DayAct | None, day: date, moved: dict[date, date]) -> DayState:
    if act is not None and act.step in FINAL:
        return FINAL[act.step]
    if here is None or not course.runs:
        return DayState.DROPPED
    if any(hold.holds(day) for hold in course.holds):
        return DayState.HELD
    if act is not None:
        return DayState.GO
    return DayState.RESERVE if here.reserve and day not in moved else DayState.PLANNED


def _counts(act: DayAct, here: FlightDay | None, over: tuple[Hold, ...], course: Course) -> bool:
    if act.step is not DayStep.GO:
        return True
    unchanged = here is not None and here.windows == act.windows and act.revision_number == course.revision_number
    return unchanged and not any(hold.made_at >= act.at for hold in over)


def _changes(course: Course, day: date, over: tuple[Hold, ...]) -> int:
    acts = sum(day in (act.day, act.to) for act in course.acts)
    return course.steps + acts + len(over) + sum(not hold.stands for hold in over)


def refuse_step(course: Course, day: date, step: DayStep, to: date | None, now: datetime) -> DayStanding:
    """Return where a day stands, of which a step may be taken; what a `go` needs besides is not asked here.

    Raises
    ------
    StepRefused
        If the day is not one of the trial's, or the step does not lead on from where it stands.
    """
    standing = standing_of(course, day)
    if standing.state not in FROM_STATES[step]:
        name, state = DAY_STEP_NAMES[step], DAY_STATE_NAMES[standing.state]
        raise StepRefused(
            Text(
                f"{day}は「{state.ja}」なので、「{name.ja}」とはできません。",
                f"{day} is '{state.en}', so '{name.en}' is not possible.",
            ),
            Text("画面を開きなおして、いまの状態を確かめてください。", "Reload the page and look at its state."),
        )
    if step is DayStep.GO and (standing.end is None or standing.end <= now):
        raise StepRefused(
            Text(f"{day}の飛行の時間は終わっています。", f"The windows of {day} are over."),
            Text("別の実施日にしてください。", "Use another flight day."),
        )
    if step is DayStep.FLOWN:
        _refuse_unflown(standing, now)
    if step is DayStep.POSTPONED and to is not None:
        _refuse_target(course, day, to, now)
    return standing


def _refuse_unflown(standing: DayStanding, now: datetime) -> None:
    decided = standing.act is not None and standing.act.step is DayStep.GO
    if decided and standing.start is not None and standing.start <= now:
        return
    raise StepRefused(
        Text("実施を決定していないか、まだ始まっていません。", "There was no go, or the day has not begun."),
        Text("飛んでいない日は、見送りか延期を記録してください。", "Record a no-go or a postponement instead."),
    )


def _refuse_target(course: Course, day: date, to: date, now: datetime) -> None:
    target = next((one for one in standings(course) if one.day == to), None)
    free = target is not None and target.state is DayState.RESERVE
    if free and to > day and target is not None and target.end is not None and target.end > now:
        return
    raise StepRefused(
        Text(f"{to}には延期できません。", f"It cannot be postponed to {to}."),
        Text(
            "あとの日の、まだ使っていない予備日を選んでください。なければ空欄にして、実施日を届け出なおしてください。",
            "Choose a later reserve day that is free. If there is none, leave it empty and state the days anew.",
        ),
    )

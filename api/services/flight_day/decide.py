"""The operator decides of a day: go, no-go, postponed; or tells that it was flown."""

from dataclasses import dataclass
from datetime import date, datetime

from airspace.flight_day.contact import Matter
from airspace.flight_day.go import GoJudgement, refuse_go
from airspace.flight_day.state import DayStanding, refuse_step, standing_of
from airspace.flight_day.value import DayAct, DayStep, reason_given
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.bookings import GIVES_UP, book_day, give_up
from api.services.flight_day.contacts import tell_all
from api.services.flight_day.course import Flown, flown_of, needed, schedule_of
from api.services.flight_day.judge import NOTHING_STATED, Stated, judged
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Decided:
    """What the operator decides of a day; `to` is the reserve day of a postponement, None where none is set."""

    day: date
    step: DayStep
    reason: str = ""
    to: date | None = None
    stated: Stated = NOTHING_STATED


def read_go(
    unit: UnitOfWork, atlases: Atlases, account: Account, trial_id: str, day: date, *, check_hours: float, now: datetime
) -> tuple[DayStanding, GoJudgement]:
    """Return where a day stands and what a `go` has and lacks.

    Raises
    ------
    StepRefused
        If the day is not one of the trial's.
    """
    flown = needed(flown_of(unit, seen_trial(unit, account, trial_id)))
    return judged(unit, atlases, account, flown, day, NOTHING_STATED, check_hours=check_hours, now=now)


def decide(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    trial_id: str,
    decided: Decided,
    *,
    check_hours: float,
    now: datetime,
) -> DayAct:
    """Record what the operator decides of a day, and tell the contacts; the same twice is the same once.

    Raises
    ------
    StepRefused
        If the day does not stand where the step leads on from, or a `go` lacks something.
    ValueRefused
        If the reason of a no-go or a postponement is missing or unreadable.
    """
    trial = locked_trial(unit, account, trial_id, Action.DECIDE_DAY)
    # Nobody puts a stop over the area between the check and the commit.
    unit.stops.lock()
    flown = needed(flown_of(unit, trial))
    before = standing_of(flown.course, decided.day)
    same = _same(before, decided)
    if same is not None:
        return same
    standing = refuse_step(flown.course, decided.day, decided.step, decided.to, now)
    reason, grounds = "", tuple[str, ...]()
    if decided.step is DayStep.GO:
        _, judgement = judged(
            unit, atlases, account, flown, decided.day, decided.stated, check_hours=check_hours, now=now
        )
        refuse_go(judgement)
        _hold_the_sky(unit, atlases, account, flown, decided.day, now)
        grounds = judgement.grounds
    elif decided.step is not DayStep.FLOWN:
        reason = reason_given(decided.reason)
    act = DayAct(
        trial_id=trial_id,
        number=unit.flight_days.next_act(trial_id),
        day=decided.day,
        step=decided.step,
        revision_number=flown.revision.number,
        windows=standing.windows,
        reason=reason,
        to=decided.to if decided.step is DayStep.POSTPONED else None,
        grounds=grounds,
        at=now,
        by=account.id,
    )
    _keep(unit, flown, act, now)
    return act


def _hold_the_sky(unit: UnitOfWork, atlases: Atlases, account: Account, flown: Flown, day: date, now: datetime) -> None:
    """Refuse a `go` where another trial holds the day's sky or site; a day that is not held is booked now.

    Raises
    ------
    api.services.bookings.Overlaps
        With whom, and when.
    """
    book_day(unit, atlases, account, flown.revision, schedule_of(flown), day, now=now)


def _same(standing: DayStanding, decided: Decided) -> DayAct | None:
    """Return the act by which it was decided already, None where it was not or counts no more."""
    act = standing.act
    if act is None or not standing.counts or (act.step, act.to) != (decided.step, decided.to):
        return None
    return act


def _keep(unit: UnitOfWork, flown: Flown, act: DayAct, now: datetime) -> None:
    unit.flight_days.add_act(act)
    if act.step in GIVES_UP:
        # Others may have the sky of a day on which nobody flies.
        unit.bookings.lock()
        give_up(unit, schedule_of(flown), act.day)
    unit.audit.append(
        at=now,
        actor=act.by,
        action=f"day_{act.step.value}",
        subject=act.trial_id,
        details={
            "act": act.number,
            "day": act.day.isoformat(),
            "revision": act.revision_number,
            "to": act.to.isoformat() if act.to else "",
            "grounds": ",".join(act.grounds),
        },
    )
    tell_all(unit, flown, Matter.CHANGED, now=now, day=act.day)
    if act.to is not None:
        tell_all(unit, flown, Matter.PLANNED, now=now, day=act.to)

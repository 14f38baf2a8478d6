"""Staff look over all flight days, record that two trials share the sky, and keep the caps of neighbourhoods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from airspace.condition import words_given
from airspace.deconflict.caps import MonthOver, OverflightCap
from airspace.deconflict.conflict import Conflict
from airspace.deconflict.sky import Sky
from airspace.flight_day.state import DayStanding
from airspace.proposal import Trial
from airspace.schedule import FlightDay
from airspace.trial import Window
from airspace.workflow import State, StepRefused
from api.notify.notice import Notice, NoticeKind, Recipient
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.access import reaches, seen_trial, trials_within_reach
from api.services.bookings import SeenConflict, is_booked, months_of, seen_from, who_is
from api.services.flight_day.course import days_of, flown_of
from api.services.ids import new_id
from api.services.tell import operators_of, tell
from api.store.bookings import Coordination
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

MOST_DAYS_LOOKED_AT = 366

REASON = Text("調整の内容と理由", "reason")


@dataclass(frozen=True, slots=True)
class DayOfTrial:
    """A flight day of a trial: where it stands, whether its sky is held, and the conflicts of that day."""

    day: FlightDay
    trial: Trial
    who: Text
    standing: DayStanding | None
    booked: bool
    conflicts: tuple[SeenConflict, ...]


def conflicts_between(unit: UnitOfWork, account: Account, first: date, last: date) -> list[Conflict]:
    """Return all conflicts among what is booked from one day to another.

    Raises
    ------
    ValueRefused
        If these are no days, or more than `MOST_DAYS_LOOKED_AT`.
    """
    require(account, Action.SEE_WORKLIST)
    start, end = _whole_days(first, last)
    return Sky(unit.bookings.between(start, end)).conflicts()


def flight_days(unit: UnitOfWork, account: Account, first: date, last: date) -> list[DayOfTrial]:
    """Return the flight days of all trials from one day to another, in order, each with its conflicts."""
    conflicts = conflicts_between(unit, account, first, last)
    found = []
    for trial in unit.trials.list():
        stated = unit.conduct.schedule(trial.id) if trial.route is State.SCHEDULED else None
        days = [day for day in stated.days if first <= day.day <= last] if stated else []
        if not days:
            continue
        own = [one for one in conflicts if trial.id in (one.first.trial_id, one.second.trial_id)]
        seen = seen_from(unit, account, trial.id, own)
        who = who_is(unit, account, trial.id)
        flown = flown_of(unit, trial)
        standing = {one.day: one for one in days_of(flown)} if flown else {}
        found += [
            DayOfTrial(day, trial, who, standing.get(day.day), is_booked(unit, trial.id, day), _of_day(day, seen))
            for day in days
        ]
    return sorted(found, key=lambda one: (one.day.day, one.day.windows[0].start, one.trial.id))


def agree(
    unit: UnitOfWork, account: Account, trial_id: str, other_id: str, reason: str, *, now: datetime
) -> Coordination:
    """Record that the operators of two trials agreed to share time and sky; what they book may then overlap.

    Raises
    ------
    NotFound
        If one of them is not there.
    ValueRefused
        If both are the same, or no readable reason is given.
    StepRefused
        If it is recorded already.
    """
    trial = seen_trial(unit, account, trial_id, Action.COORDINATE)
    other = unit.trials.get(other_id)
    if other is None or not reaches(unit, account, other):
        raise NotFound
    if trial.id == other.id:
        raise ValueRefused(
            Text("同じ実証実験です。", "Both are the same trial."),
            Text("調整した相手の実証実験を選んでください。", "Name the other trial."),
            where="other_id",
        )
    told = words_given(reason, REASON, "reason")
    unit.bookings.lock()
    if other.id in unit.bookings.agreements(trial.id):
        raise StepRefused(
            Text("この2つの実証実験の調整は、記録されています。", "That these two agreed is recorded already."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    number = unit.bookings.next_agreement(trial.id, other.id)
    coordination = Coordination(trial.id, other.id, number, told, now, account.id)
    unit.bookings.agree(coordination)
    for one, with_ in ((trial.id, other.id), (other.id, trial.id)):
        unit.audit.append(at=now, actor=account.id, action="coordinated", subject=one, details={"with": with_})
    return coordination


def end_agreement(
    unit: UnitOfWork, account: Account, trial_id: str, other_id: str, reason: str, *, now: datetime
) -> None:
    """Record that two trials share time and sky no more. What both have booked stands; a `go` then finds the other.

    Raises
    ------
    NotFound
        If one of them is not there.
    ValueRefused
        If no readable reason is given.
    StepRefused
        If no agreement of theirs holds.
    """
    trial = seen_trial(unit, account, trial_id, Action.COORDINATE)
    told = words_given(reason, REASON, "reason")
    unit.bookings.lock()
    held = unit.bookings.agreements(trial.id).get(other_id)
    if held is None:
        raise StepRefused(
            Text("この2つの実証実験の調整は、いま記録されていません。", "No agreement of these two holds."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    unit.bookings.end_agreement(Coordination(trial.id, other_id, held.number, told, now, account.id))
    for one in (trial.id, other_id):
        for member in operators_of(unit, one):
            tell(unit, Notice(NoticeKind.SHARING_ENDED, Recipient.account(member.id), one, {}), now=now)
    for one, with_ in ((trial.id, other_id), (other_id, trial.id)):
        unit.audit.append(at=now, actor=account.id, action="coordination_ended", subject=one, details={"with": with_})


def trial_of_reference(unit: UnitOfWork, account: Account, reference: str, where: str) -> Trial:
    """Return the trial of a reception number (受付番号); raises `ValueRefused` where there is none."""
    for trial in trials_within_reach(unit, account):
        intake = unit.intakes.get(trial.id)
        if intake is not None and intake.reference == reference:
            return trial
    raise ValueRefused(
        Text(
            f"受付番号「{reference[:40]}」の実証実験はありません。",
            f"There is no trial of reception number '{reference[:40]}'.",
        ),
        Text(
            "例：令8-空-0012。案件のページで確かめてください。",
            "For example 令8-空-0012, as on the case's page.",
        ),
        where=where,
    )


@dataclass(frozen=True, slots=True)
class CapWithMonths:
    """A cap, and how many flights are booked in each month in which there are any."""

    cap: OverflightCap
    months: tuple[MonthOver, ...]


def caps(unit: UnitOfWork, account: Account) -> list[CapWithMonths]:
    """Return all caps with what is booked."""
    require(account, Action.SEE_WORKLIST)
    return [CapWithMonths(cap, months_of(unit, cap)) for cap in unit.overflight_caps.list()]


def put_cap(unit: UnitOfWork, account: Account, cap: OverflightCap, *, new: bool, now: datetime) -> CapWithMonths:
    """Keep a cap, in place of the one of its id unless it is new. What was booked before stands.

    Raises
    ------
    NotFound
        If it is not new and there is none.
    """
    require(account, Action.KEEP_CAPS)
    unit.bookings.lock()
    if not new and unit.overflight_caps.get(cap.id) is None:
        raise NotFound
    unit.overflight_caps.put(cap, at=now, by=account.id)
    details: dict[str, str | int] = {
        "a_month": cap.a_month,
        "since": cap.since.isoformat(),
        "until": cap.until.isoformat() if cap.until else "",
    }
    unit.audit.append(at=now, actor=account.id, action="overflight_cap_kept", subject=cap.id, details=details)
    return CapWithMonths(cap, months_of(unit, cap))


def new_cap_id() -> str:
    """Return an id for a new cap."""
    return new_id()


def _whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    if not 0 <= (last - first).days < MOST_DAYS_LOOKED_AT:
        raise ValueRefused(
            Text(f"{first}から{last}までは見られません。", f"It is not possible to look from {first} to {last}."),
            Text(
                f"終わりを始まり以後の日にし、{MOST_DAYS_LOOKED_AT}日までにしてください。",
                f"Give a last day that is not before the first, and at most {MOST_DAYS_LOOKED_AT} days.",
            ),
            where="to",
        )
    return Window.whole_day(first).start, Window.whole_day(last).end


def _of_day(day: FlightDay, seen: Sequence[SeenConflict]) -> tuple[SeenConflict, ...]:
    start, end = day.windows[0].start - timedelta(hours=1), day.windows[-1].end + timedelta(hours=1)
    return tuple(
        one for one in seen if any(window.start < end and start < window.end for window in one.conflict.windows)
    )

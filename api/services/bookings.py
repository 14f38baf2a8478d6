"""A trial's flight days book the sky, its sites, and its share of the flights over a neighbourhood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from airspace.conduct import Schedule
from airspace.deconflict.booking import Booking, bookings_of
from airspace.deconflict.caps import FlownOver, MonthOver, OverflightCap, months_over
from airspace.deconflict.conflict import Conflict
from airspace.deconflict.sky import Sky
from airspace.flight_day.value import DayStep
from airspace.proposal import ProposalRevision
from airspace.schedule import FlightDay, refuse_outside, shared, united
from airspace.trial import JST
from airspace.volume import build_volume
from airspace.workflow import StepRefused
from api.security.accounts import Account
from api.security.permissions import Action, Reach, reach_of
from api.services.frozen import revision_content
from api.services.screen import Atlases
from api.store.bookings import Coordination
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

GIVES_UP = frozenset({DayStep.NO_GO, DayStep.POSTPONED})
"""What an operator decides of a day on which it then does not fly."""

MOST_TOLD = 5
"""How many conflicts a refusal names."""


@dataclass(frozen=True, slots=True)
class SeenConflict:
    """A conflict as one side sees it: with whom, told as far as it may be, and whether both agreed to share.

    `other_id` is the other trial's, None for those who may not know it.
    """

    conflict: Conflict
    who: Text
    other_id: str | None
    agreement: Coordination | None


class Overlaps(StepRefused):
    """What would be booked meets what others have booked."""

    def __init__(self, found: Sequence[SeenConflict]) -> None:
        """Say with whom, when, at which heights, and what to do; `found` is kept."""
        self.found = tuple(found)
        told = [(one.who, one.conflict.text) for one in found[:MOST_TOLD]]
        more = len(found) - len(told)
        super().__init__(
            Text(
                "ほかの実証実験と重なります。"
                + "".join(f"{who.ja}：{text.ja}" for who, text in told)
                + (f"ほか{more}件。" if more else ""),
                "Other trials are in the way. "
                + " ".join(f"{who.en}: {text.en}" for who, text in told)
                + (f" And {more} more." if more else ""),
            ),
            found[0].conflict.remedy,
            where="days",
        )


def planned_bookings(
    unit: UnitOfWork, atlases: Atlases, revision: ProposalRevision, stated: Schedule
) -> tuple[Booking, ...]:
    """Return what a revision flown on the stated days books, over the ground of the editions in force."""
    operations = revision_content(revision).value().operations
    _, atlas = atlases.current(unit)
    volumes = [build_volume(each, atlases.grounds.under(each, atlas, unit)) for each in operations]
    return bookings_of(revision.trial_id, list(zip(operations, volumes, strict=True)), stated.days)


def refuse_conflicts(
    unit: UnitOfWork, account: Account, wanted: Sequence[Booking], stated: Schedule, *, now: datetime
) -> list[Text]:
    """Refuse what others have booked, from now until the unit ends; return what has to be checked by people.

    What is past stands in nobody's way. What the trial holds itself is to be given up before, where it is replaced.

    Raises
    ------
    Overlaps
        If it meets another trial's booking, or may, and the two did not agree.
    StepRefused
        If more would be flown over a neighbourhood than its cap allows.
    ValueRefused
        If a neighbourhood with a cap is flown over and the flights of a day are not told.
    """
    in_the_way = [one for one in _conflicts(unit, account, wanted, stated, now) if one.agreement is None]
    if in_the_way:
        raise Overlaps(in_the_way)
    return [text for cap in unit.overflight_caps.list() for text in _kept(unit, cap, wanted, stated, now)]


def book(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    revision: ProposalRevision,
    stated: Schedule,
    *,
    now: datetime,
) -> list[Text]:
    """Book the days to come of a schedule, in place of what the trial held of the time to come.

    What was flown before stays booked, and counts where a neighbourhood has a cap. Return what has to be checked by
    people; nobody else books until the unit ends. Raises as `refuse_conflicts`.
    """
    unit.bookings.lock()
    unit.bookings.release(stated.trial_id, now)
    held = replace(stated, days=held_days(unit, stated, now))
    wanted = planned_bookings(unit, atlases, revision, held)
    to_check = refuse_conflicts(unit, account, wanted, stated, now=now)
    unit.bookings.add(wanted, stated.number, revision.number, at=now)
    return to_check


def book_day(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    revision: ProposalRevision,
    stated: Schedule,
    day: date,
    *,
    now: datetime,
) -> None:
    """Hold the sky for one day, whether or not it was given up before; raises as `refuse_conflicts`."""
    unit.bookings.lock()
    wanted = planned_bookings(unit, atlases, revision, _only(stated, day))
    give_up(unit, stated, day)
    refuse_conflicts(unit, account, wanted, stated, now=now)
    unit.bookings.add(wanted, stated.number, revision.number, at=now)


def conflicts_of_day(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    revision: ProposalRevision,
    stated: Schedule,
    day: date,
    *,
    now: datetime,
) -> list[SeenConflict]:
    """Return what would stand in the way of a day to come, whether or not the trial holds its sky."""
    return _conflicts(unit, account, planned_bookings(unit, atlases, revision, _only(stated, day)), stated, now)


def _only(stated: Schedule, day: date) -> Schedule:
    return replace(stated, days=tuple(one for one in stated.days if one.day == day))


def _conflicts(
    unit: UnitOfWork, account: Account, wanted: Sequence[Booking], stated: Schedule, now: datetime
) -> list[SeenConflict]:
    found = [one for one in Sky(unit.bookings.near(wanted)).conflicts_with(wanted) if one.windows[-1].end > now]
    return seen_from(unit, account, stated.trial_id, found)


def give_up(unit: UnitOfWork, stated: Schedule, day: date) -> None:
    """Let go of what is held for one day; the lock of bookings must be held."""
    for one in stated.days:
        for window in one.windows if one.day == day else ():
            unit.bookings.release(stated.trial_id, window.start, window.end)


def held_days(unit: UnitOfWork, stated: Schedule, now: datetime) -> tuple[FlightDay, ...]:
    """Return the days to come that the operator has not given up by a no-go or a postponement."""
    newest = {act.day: act.step for act in sorted(unit.flight_days.acts(stated.trial_id), key=lambda act: act.number)}
    return tuple(day for day in stated.days if newest.get(day.day) not in GIVES_UP and day.windows[-1].end > now)


def is_booked(unit: UnitOfWork, trial_id: str, day: FlightDay) -> bool:
    """Whether a trial holds the sky at any time of a day."""
    held = united(window for booking in unit.bookings.of_trial(trial_id) for window in booking.windows)
    return any(shared(held, united(day.windows)))


def rebook(unit: UnitOfWork, atlases: Atlases, account: Account, revision: ProposalRevision, *, now: datetime) -> None:
    """Book the days that are stated anew for a notice of change, which is flown otherwise than what was booked.

    Raises
    ------
    StepRefused
        If the change has no window for a stated day to come, or as `refuse_conflicts`.
    """
    stated = unit.conduct.schedule(revision.trial_id)
    if stated is None:
        return
    windows = [window for each in revision_content(revision).value().operations for window in each.windows]
    today = now.astimezone(JST).date()
    try:
        refuse_outside([day for day in stated.days if day.day >= today], windows)
    except ValueRefused as refusal:
        raise StepRefused(
            refusal.what,
            Text(
                "変更する前に、変更後の日時に収まるように実施日を出しなおしてください。",
                "Before the change, state the flight days again so that they lie within its windows.",
            ),
        ) from None
    book(unit, atlases, account, revision, stated, now=now)


def months_of(unit: UnitOfWork, cap: OverflightCap) -> tuple[MonthOver, ...]:
    """Return how many flights over a neighbourhood are booked, month by month."""
    return months_over(cap, _flown_over(unit, cap, unit.bookings.over(cap)))


def seen_conflicts(unit: UnitOfWork, account: Account, trial_id: str) -> list[SeenConflict]:
    """Return the conflicts of what a trial has booked with what others have."""
    own = unit.bookings.of_trial(trial_id)
    found = Sky(unit.bookings.near(own)).conflicts_with(own) if own else []
    return seen_from(unit, account, trial_id, found)


def seen_from(unit: UnitOfWork, account: Account, trial_id: str, conflicts: Sequence[Conflict]) -> list[SeenConflict]:
    """Return conflicts as a trial's side sees them, told as far as an account may know."""
    others = dict.fromkeys(conflict.other(trial_id) for conflict in conflicts)
    who = {other: who_is(unit, account, other) for other in others}
    agreements = unit.bookings.agreements(trial_id) if others else {}
    knows = reach_of(account, Action.READ_TRIALS) is Reach.ALL
    return [
        SeenConflict(conflict, who[other], other if knows else None, agreements.get(other))
        for conflict in conflicts
        for other in (conflict.other(trial_id),)
    ]


def who_is(unit: UnitOfWork, account: Account, trial_id: str) -> Text:
    """Return whose a trial is: for staff its number, for others its organisation where it is public."""
    trial = unit.trials.get(trial_id)
    organisation = unit.accounts.organisation(trial.organisation_id) if trial else None
    if organisation is not None and reach_of(account, Action.READ_TRIALS) is Reach.ALL:
        intake = unit.intakes.get(trial_id)
        number = intake.reference if intake else trial_id
        return Text(f"{organisation.name}（{number}）", f"{organisation.name} ({number})")
    if organisation is not None and unit.trials.publication(trial_id):
        return Text(organisation.name, organisation.name)
    return Text(
        "公表されていない実証実験（県に問い合わせてください）", "a trial that is not public (ask the prefecture)"
    )


def _kept(
    unit: UnitOfWork, cap: OverflightCap, wanted: Sequence[Booking], stated: Schedule, now: datetime
) -> list[Text]:
    """Refuse what exceeds a cap; return the months in which that cannot be told."""
    over = unit.bookings.over(cap)
    own = [*wanted, *(one for one in over if one.trial_id == stated.trial_id)]
    mine = FlownOver.of(cap, own, stated.days, stated.flights_per_day)
    if mine is None:
        return []
    if mine.flights_per_day is None:
        raise ValueRefused(
            Text(
                f"「{cap.name}」の上空はひと月{cap.a_month}回までです。1日の回数が示されていないので、"
                "超えないとは言えません（要確認）。",
                f"Over '{cap.name}' at most {cap.a_month} flights a month are flown. The flights of a day are not "
                "told, so it cannot be said that they are kept to (to be checked).",
            ),
            Text("1日の最大の回数を入れてください。", "Give the most flights of a day."),
            where="flights_per_day",
        )
    others = [one for one in over if one.trial_id != stated.trial_id]
    today = now.astimezone(JST).date()
    own_months = {day.replace(day=1) for day in mine.days if day >= today}
    months = [month for month in months_over(cap, [mine, *_flown_over(unit, cap, others)]) if month.month in own_months]
    for month in months:
        if month.exceeded:
            raise StepRefused(
                month.text,
                Text(
                    "日か1日の回数を減らすか、この地区の上空を通らない変更を提出してください。",
                    "State fewer days or flights, or submit a change that keeps away from the neighbourhood.",
                ),
                where="days",
            )
    return [month.text for month in months if month.not_told]


def _flown_over(unit: UnitOfWork, cap: OverflightCap, bookings: Sequence[Booking]) -> list[FlownOver]:
    found = []
    for trial_id in dict.fromkeys(booking.trial_id for booking in bookings):
        stated = unit.conduct.schedule(trial_id)
        own = [booking for booking in bookings if booking.trial_id == trial_id]
        flown = FlownOver.of(cap, own, stated.days, stated.flights_per_day) if stated else None
        if flown is not None:
            found.append(flown)
    return found

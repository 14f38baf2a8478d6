"""Judge a `go` by what is on record now and the layers held now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from airspace.condition import Duty
from airspace.condition_check import FlightDay, check_conditions, flight_day
from airspace.flight_day.contact import Contact, has_acknowledged
from airspace.flight_day.go import GoCase, GoJudgement, judge_go
from airspace.flight_day.legal import LegalNeeds, legal_needs
from airspace.flight_day.state import DayStanding, standing_of
from airspace.flight_day.stop import Stop, meets, stands_over
from airspace.plan import Plan
from airspace.schedule import shared, united
from airspace.screening import Screening
from airspace.trial import Operation, Vehicle
from airspace.verdict import Category, Necessity
from airspace.volume import OperationVolume, build_volume
from api.security.accounts import Account
from api.services.bookings import conflicts_of_day
from api.services.duties import duties_of
from api.services.flight_day.course import Flown
from api.services.screen import Atlases, screen_operation
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Stated:
    """What the operator's person states with a `go`: duties confirmed, and how many flights (None: as scheduled)."""

    confirmed: frozenset[str] = frozenset()
    flights: int | None = None


NOTHING_STATED = Stated()


def judged(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    flown: Flown,
    day: date,
    stated: Stated,
    *,
    check_hours: float,
    now: datetime,
) -> tuple[DayStanding, GoJudgement]:
    """Return where a day stands and what a `go` for it has and lacks, as an account may read it."""
    standing = standing_of(flown.course, day)
    plan = of_the_day(flown.plan, standing)
    screenings = [_screening(unit, atlases, operation, now) for operation in plan.operations] if plan else []
    volumes = [found if isinstance(found, OperationVolume) else found.volume for found in screenings]
    duties = duties_of(unit, flown.trial.id).all
    flights = stated.flights or (flown.schedule.flights_per_day if flown.schedule else None)
    case = GoCase(
        standing=standing,
        revision_number=flown.revision.number,
        legal=_legal(plan, screenings),
        permits=unit.flight_days.permits(flown.trial.id),
        notices=unit.flight_days.notices(flown.trial.id),
        checks=unit.flight_days.checks(flown.trial.id),
        check_hours=check_hours,
        conditions=_conditions(plan, day, volumes, duties, flights),
        duties=duties,
        confirmed=stated.confirmed,
        stops=stops_over(unit, flown.trial.id, volumes, day),
        in_the_way=_in_the_way(unit, atlases, account, flown, day, now),
        required=required_contacts(unit, flown, standing),
    )
    return standing, judge_go(case, now)


def _in_the_way(
    unit: UnitOfWork, atlases: Atlases, account: Account, flown: Flown, day: date, now: datetime
) -> tuple[Text, ...]:
    """Return what others hold of the day's sky and sites without having agreed to share it."""
    if flown.schedule is None:
        return ()
    found = conflicts_of_day(unit, atlases, account, flown.revision, flown.schedule, day, now=now)
    said = ((one.who, one.conflict.text) for one in found if one.agreement is None)
    return tuple(Text(f"{who.ja}：{text.ja}", f"{who.en}: {text.en}") for who, text in said)


def of_the_day(plan: Plan, standing: DayStanding) -> Plan | None:
    """Return what of a plan is flown on a day: its flights within the day's windows; None for none."""
    flying = []
    for operation in plan.operations:
        windows = tuple(shared(united(operation.windows), united(standing.windows)))
        if windows:
            flying.append(replace(operation, windows=windows))
    return replace(plan, operations=tuple(flying)) if flying else None


def volumes_of(plan: Plan) -> list[OperationVolume]:
    """Return the volumes of a plan's flights without terrain: the buffer takes the greatest height that is told."""
    return [build_volume(operation) for operation in plan.operations]


def stops_over(unit: UnitOfWork, trial_id: str, volumes: Sequence[OperationVolume], day: date) -> tuple[Stop, ...]:
    """Return the stops that stand over a trial's flights on a day, by where they fly now."""
    releases = unit.stops.releases()
    return tuple(
        stop
        for stop in unit.stops.list()
        if stop.since <= day and stands_over(stop, releases, trial_id) and meets(stop.area, volumes)
    )


def required_contacts(unit: UnitOfWork, flown: Flown, standing: DayStanding) -> tuple[tuple[Contact, bool], ...]:
    """Return the contacts whose acknowledgement a standing duty asks for, and whether they gave it for this day."""
    trial_id = flown.trial.id
    duties = {duty.id for duty in duties_of(unit, trial_id).all}
    tellings = unit.flight_contacts.tellings(trial_id)
    acknowledged = frozenset(unit.flight_contacts.acknowledgements(trial_id))
    return tuple(
        (contact, has_acknowledged(contact, standing, flown.revision.number, tellings, acknowledged))
        for contact in unit.flight_contacts.list(trial_id)
        if contact.removed_at is None and contact.required_by in duties
    )


def _screening(unit: UnitOfWork, atlases: Atlases, operation: Operation, now: datetime) -> Screening | OperationVolume:
    """Return the screening of today, or only the volume where no edition held can judge that day."""
    try:
        return screen_operation(unit, atlases, operation, now=now)
    except InputRefused:
        return build_volume(operation)


def _legal(plan: Plan | None, found: Sequence[Screening | OperationVolume]) -> LegalNeeds:
    screenings = [one for one in found if isinstance(one, Screening)]
    if plan is not None and len(screenings) == len(found):
        return legal_needs(screenings)
    unknown = Necessity.UNDETERMINED
    vehicles = {operation.vehicle for operation in plan.operations} if plan else {Vehicle.UAS}
    categories = (Category.UNDETERMINED,) if Vehicle.UAS in vehicles else ()
    return LegalNeeds(unknown, unknown, unknown, categories, flying_car=Vehicle.EVTOL in vehicles)


def _conditions(
    plan: Plan | None, day: date, volumes: Sequence[OperationVolume], duties: Sequence[Duty], flights: int | None
) -> FlightDay:
    """Return what conditions find: a window across midnight whole, though its end is on the day after."""
    if plan is None:
        return FlightDay(day, (), (), ())
    counted = replace(plan, flights_per_day=flights if flights is not None else plan.flights_per_day)
    checked = flight_day(counted, day, volumes, duties)
    return replace(checked, findings=check_conditions(counted, volumes, duties))

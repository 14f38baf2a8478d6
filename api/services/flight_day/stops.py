"""Staff ask that nobody flies in an area, and end that: for all, or trial by trial. A request, never an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.condition import words_given
from airspace.edition import LayerKind
from airspace.features import Municipality
from airspace.flight_day.contact import Matter
from airspace.flight_day.state import DayState
from airspace.flight_day.stop import MOST_OF_A_REASON, REQUEST, Release, Stop, area_given, meets, stands_over
from airspace.plan import Plan
from airspace.proposal import Trial
from airspace.trial import JST
from airspace.workflow import State, StepRefused
from api.notify.notice import NoticeKind
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, require
from api.services.flight_day.contacts import tell_all
from api.services.flight_day.course import Flown, days_of, flown_of
from api.services.flight_day.judge import volumes_of
from api.services.ids import new_id
from api.services.screen import Atlases
from api.services.tell import tell_operators
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

OPEN_STATES = frozenset({DayState.PLANNED, DayState.RESERVE, DayState.GO, DayState.HELD})
"""States of days on which may still be flown."""

REASON = Text("理由", "reason")


@dataclass(frozen=True, slots=True)
class StopSeen:
    """A stop with the trials that it was over, those of them that it still holds, and whether it stands for all."""

    stop: Stop
    trials: tuple[Trial, ...]
    held: frozenset[str]
    stands: bool
    municipalities: tuple[Text, ...]


def municipalities(unit: UnitOfWork, atlases: Atlases) -> dict[str, tuple[Text, list[BaseGeometry]]]:
    """Return the municipalities of the prefecture in the layers held: name and land by code, in the codes' order."""
    found: dict[str, tuple[Text, list[BaseGeometry]]] = {}
    code = atlases.prefecture.code
    _, atlas = atlases.current(unit)
    for layer in atlas.held(LayerKind.PREFECTURE):
        for feature in layer.features:
            if isinstance(feature, Municipality) and feature.code.startswith(code):
                found.setdefault(feature.code, (feature.name, []))[1].append(feature.geometry)
    return dict(sorted(found.items()))


def stop_all(
    unit: UnitOfWork,
    atlases: Atlases,
    account: Account,
    area: BaseGeometry | None,
    codes: Iterable[str],
    reason: str,
    *,
    now: datetime,
) -> Stop:
    """Ask that nobody flies in an area from now on: each trial with a flight day there is held, and told.

    Parameters
    ----------
    area
        Drawn polygons in JGD2011 degrees; None where municipalities are chosen.
    codes
        Municipalities whose land it is, by their codes; they are added to what was drawn.

    Raises
    ------
    ValueRefused
        If there is no area, a code is not of the layers held, or the reason is missing or unreadable.
    """
    require(account, Action.STOP_AREA)
    unit.stops.lock()
    chosen = tuple(sorted(set(codes)))
    stop = Stop(
        id=new_id(),
        area=_area(unit, atlases, area, chosen),
        municipalities=chosen,
        reason=words_given(reason, REASON, "reason", most=MOST_OF_A_REASON),
        since=now.astimezone(JST).date(),
        made_at=now,
        made_by=account.id,
    )
    met = [flown for flown in _flying(unit, now) if meets(stop.area, volumes_of(flown.plan))]
    unit.stops.add(stop, [flown.trial.id for flown in met])
    _audit(unit, account, "area_stopped", stop.id, now, trials=len(met), municipalities=",".join(chosen))
    for flown in met:
        _audit(unit, account, "trial_held", flown.trial.id, now, stop=stop.id)
        _tell(unit, flown, NoticeKind.AREA_STOPPED, Matter.STOP, stop, now)
    return stop


def release(
    unit: UnitOfWork, account: Account, stop_id: str, trial_id: str | None, reason: str, *, now: datetime
) -> Stop:
    """End a stop for one trial, or for all (None), and return it; those whom it held are told.

    Raises
    ------
    NotFound
        If there is no such stop, or no such trial.
    StepRefused
        If it was ended already.
    ValueRefused
        If the reason is missing or unreadable.
    """
    require(account, Action.STOP_AREA)
    unit.stops.lock()
    stop = next((one for one in unit.stops.list() if one.id == stop_id), None)
    if stop is None or (trial_id is not None and unit.trials.get(trial_id) is None):
        raise NotFound
    before = unit.stops.releases()
    if not stands_over(stop, before, trial_id or ""):
        raise StepRefused(
            Text("この要請は、もう解除されています。", "This request has been ended already."),
            Text("画面を開きなおしてください。", "Reload the page."),
        )
    given = words_given(reason, REASON, "reason", most=MOST_OF_A_REASON)
    unit.stops.release(Release(stop.id, trial_id, given, now, account.id))
    _audit(unit, account, "area_released", stop.id, now, trial=trial_id or "")
    for held in unit.stops.trials(stop.id):
        trial = unit.trials.get(held)
        flown = flown_of(unit, trial) if trial and stands_over(stop, before, held) else None
        if flown is not None and trial_id in (None, held):
            _audit(unit, account, "trial_released", held, now, stop=stop.id)
            _tell(unit, flown, NoticeKind.AREA_RELEASED, Matter.RELEASE, stop, now)
    return stop


def stops_seen(unit: UnitOfWork, account: Account, atlases: Atlases) -> tuple[StopSeen, ...]:
    """Return all stops, newest first, with whom they hold."""
    require(account, Action.SEE_WORKLIST)
    releases = unit.stops.releases()
    names = {code: name for code, (name, _) in municipalities(unit, atlases).items()}
    found = []
    for stop in unit.stops.list():
        trials = tuple(trial for one in unit.stops.trials(stop.id) if (trial := unit.trials.get(one)))
        held = frozenset(trial.id for trial in trials if stands_over(stop, releases, trial.id))
        places = tuple(names.get(code, Text(code, code)) for code in stop.municipalities)
        found.append(StopSeen(stop, trials, held, stands_over(stop, releases, ""), places))
    return tuple(found)


def standing_stops(unit: UnitOfWork, atlases: Atlases) -> tuple[tuple[Stop, tuple[Text, ...]], ...]:
    """Return the stops that stand for all, newest first, with the names of their municipalities: for everyone."""
    releases = unit.stops.releases()
    standing = [stop for stop in unit.stops.list() if stands_over(stop, releases, "")]
    names = {code: name for code, (name, _) in municipalities(unit, atlases).items()} if standing else {}
    return tuple((stop, tuple(names.get(code, Text(code, code)) for code in stop.municipalities)) for stop in standing)


def refuse_while_stopped(unit: UnitOfWork, trial_id: str, plan: Plan) -> None:
    """Refuse to state flight days for a plan over which a stop stands.

    Raises
    ------
    StepRefused
        With the reasons of the stops.
    """
    unit.stops.lock()
    releases = unit.stops.releases()
    volumes = volumes_of(plan)
    over = [one for one in unit.stops.list() if stands_over(one, releases, trial_id) and meets(one.area, volumes)]
    if over:
        reasons = " ".join(stop.reason for stop in over)
        raise StepRefused(
            Text(
                f"県が飛行の停止を要請している区域にかかります：{reasons}",
                f"The prefecture asks nobody to fly: {reasons}",
            ),
            Text(
                f"解除のあとに届け出るか、県の担当に相談してください。{REQUEST.ja}",
                f"State the days after its end, or ask the prefecture's desk. {REQUEST.en}",
            ),
        )


def _area(unit: UnitOfWork, atlases: Atlases, area: BaseGeometry | None, codes: tuple[str, ...]) -> BaseGeometry:
    parts = [area_given(area)] if area is not None else []
    if codes:
        held = municipalities(unit, atlases)
        unknown = [code for code in codes if code not in held]
        if unknown:
            raise ValueRefused(
                Text(
                    f"市町のコード{unknown[0]}の区域が、取り込まれた行政区域にありません。",
                    f"No boundary of the municipality {unknown[0]} is held.",
                ),
                Text("市町を選びなおすか、区域を描いてください。", "Choose again, or draw the area."),
                where="municipalities",
            )
        parts += [shape for code in codes for shape in held[code][1]]
    if not parts:
        return area_given(shapely.Polygon())
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _flying(unit: UnitOfWork, now: datetime) -> Iterable[Flown]:
    """Yield the trials that have a day to come on which may still be flown."""
    for trial in unit.trials.list(states=(State.SCHEDULED,)):
        flown = flown_of(unit, trial)
        if flown and any(one.state in OPEN_STATES and one.end and one.end > now for one in days_of(flown)):
            yield flown


def _tell(unit: UnitOfWork, flown: Flown, kind: NoticeKind, matter: Matter, stop: Stop, now: datetime) -> None:
    tell_operators(unit, flown.revision, kind, now=now, parameters={"since": stop.since})
    tell_all(unit, flown, matter, now=now)


def _audit(unit: UnitOfWork, account: Account, action: str, subject: str, now: datetime, **details: str | int) -> None:
    unit.audit.append(at=now, actor=account.id, action=action, subject=subject, details=details)

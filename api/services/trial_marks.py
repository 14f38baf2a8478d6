"""How public trials stand today, for the map of all of them: as far as residents are shown, and nothing more."""

from collections.abc import Iterable
from datetime import date, datetime

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.flight_day.state import DayState
from airspace.trial import JST
from airspace.volume import build_volume
from api.services.near import SHOWN_AHEAD
from api.services.publish import NO_LONGER, PublicTrial
from geo.crs import to_degrees
from maps.trials_map import Standing, TrialMark

NOT_FLOWN = frozenset({DayState.NO_GO, DayState.POSTPONED, DayState.FLOWN})
"""How a day may stand that is told ahead but on which nothing is flown any more."""

CALLED_OFF = frozenset(NO_LONGER.values())


def marks_of(trials: Iterable[PublicTrial], *, now: datetime) -> list[TrialMark]:
    """Return public trials as they are drawn on the map of all, in their order."""
    return [_mark(public, now) for public in trials]


def _mark(public: PublicTrial, now: datetime) -> TrialMark:
    flights = [operation.value() for operation in public.content.operations]
    today = now.astimezone(JST).date()
    next_day = None if public.has_ended else _next_day(public, today)
    return TrialMark(
        id=public.trial.id,
        title=public.content.title,
        organisation=public.organisation.name,
        standing=_standing(public, next_day, now),
        first_day=min(flight.first_day for flight in flights),
        last_day=max(flight.last_day for flight in flights),
        area=_area(public),
        next_day=next_day,
        caution=public.caution,
    )


def _standing(public: PublicTrial, next_day: date | None, now: datetime) -> Standing:
    if public.caution in CALLED_OFF:
        return Standing.CALLED_OFF
    if public.has_ended or public.last_end < now:
        return Standing.OVER
    today = now.astimezone(JST).date()
    if any(one.standing.state is DayState.HELD for one in public.shown.days if one.standing.day >= today):
        return Standing.HELD
    return Standing.TODAY if next_day == today else Standing.COMING


def _next_day(public: PublicTrial, today: date) -> date | None:
    """Return the next day on which may be flown: of the days that were stated, of the proposal where none were."""
    stated = public.shown.days
    if stated:
        days = [
            one.standing.day
            for one in stated
            if one.standing.state in SHOWN_AHEAD and one.standing.state not in NOT_FLOWN
        ]
    else:
        windows = [window for flight in public.content.operations for window in flight.value().windows]
        days = [max(window.first_day, today) for window in windows if window.last_day >= today]
    return min((day for day in days if day >= today), default=None)


def _area(public: PublicTrial) -> BaseGeometry:
    volumes = [build_volume(operation.value()) for operation in public.content.operations]
    return shapely.union_all(
        [to_degrees(one.footprints[VolumeKind.FLIGHT_GEOGRAPHY], one.plane_epsg) for one in volumes]
    )

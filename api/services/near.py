"""Which public trials fly over a place, or so near that their ground risk buffer reaches it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.flight_day.state import DayState
from airspace.volume import build_volume
from api.problems import NotFound
from api.services.flight_day.shown import ShownDay
from api.services.flight_day.stops import municipalities
from api.services.publish import PublicTrial
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_plane
from geo.mesh import mesh_of, square_of
from geo.readers.position import parse_position
from geo.shape import repair
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a resident asks about: its name, and its area in degrees (JGD2011)."""

    name: Text
    area: BaseGeometry = field(repr=False)


@dataclass(frozen=True, slots=True)
class Flying:
    """A day of a public trial."""

    trial: PublicTrial
    shown: ShownDay


MUNICIPALITY_DIGITS = 5

SHOWN_AHEAD = frozenset(DayState) - {DayState.RESERVE, DayState.DROPPED}
"""What stands of a day that residents are told ahead; a day that is not flown after all is told as that."""


def place_of(unit: UnitOfWork, atlases: Atlases, code: str) -> Place:
    """Return the place of a code: 8 digits are a square's, 5 a municipality's.

    Raises
    ------
    NotFound, ValueRefused
        If there is no such municipality, or no such square.
    """
    return municipality_place(unit, atlases, code) if len(code) == MUNICIPALITY_DIGITS else mesh_place(code)


def municipality_place(unit: UnitOfWork, atlases: Atlases, code: str) -> Place:
    """Return a municipality of the prefecture; raises `NotFound` for any other code."""
    found = municipalities(unit, atlases).get(code)
    if found is None:
        raise NotFound
    name, land = found
    return Place(name, shapely.union_all(land))


def mesh_place(code: str) -> Place:
    """Return a square of about a kilometre; raises `ValueRefused` where the code is none."""
    return Place(Text(f"メッシュ {code}（およそ1km四方）", f"square {code} (about 1 km)"), square_of(code))


def mesh_meant(written: str) -> str:
    """Return the code of the square that is meant by a code, or by a position as people write it.

    Raises
    ------
    ValueRefused
        If it is neither, or not in Japan.
    """
    plain = "".join(written.split())
    if plain.isdecimal():
        square_of(plain)
        return plain
    lon_deg, lat_deg = parse_position(written, where="place")
    return mesh_of(lon_deg, lat_deg)


def flown_near(trials: Iterable[PublicTrial], place: Place) -> list[PublicTrial]:
    """Return those of some trials that fly over a place or near it, in their order."""
    return [trial for trial in trials if _meets(trial, place.area)]


def _meets(trial: PublicTrial, area: BaseGeometry) -> bool:
    for flight in trial.content.operations:
        volume = build_volume(flight.value())
        around = volume.footprints[VolumeKind.GROUND_RISK_BUFFER]
        if shapely.intersects(repair(to_plane(area, volume.plane_epsg)), around):
            return True
    return False


def days_to_come(trials: Iterable[PublicTrial], first: date, count: int) -> list[tuple[date, list[Flying]]]:
    """Return the days of some trials on which it is planned or decided to fly, day by day, earliest windows first."""
    last = first + timedelta(days=count - 1)
    found: dict[date, list[Flying]] = {}
    for trial in trials:
        for one in trial.shown.days:
            if first <= one.standing.day <= last and one.standing.state in SHOWN_AHEAD:
                found.setdefault(one.standing.day, []).append(Flying(trial, one))
    return [
        (day, sorted(flying, key=lambda one: (one.shown.standing.start is None, one.shown.standing.start)))
        for day, flying in sorted(found.items())
    ]

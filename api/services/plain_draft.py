"""The draft of a trial's plain summary, from what a view makes public of it and from the municipalities held."""

import math
from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from airspace.finding import VolumeKind
from airspace.plain import PublicFacts, plain_summary
from airspace.volume import OperationVolume
from api.services.assign import answering_office
from api.services.flight_day.stops import municipalities
from api.services.publish import PublicTrial
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_degrees, to_plane
from geo.shape import repair
from geo.text import Text

LEAST_METRES_OF_A_DEGREE = 75_000.0
"""Of longitude in the north of Hokkaido; everywhere else in Japan a degree is longer."""


def plain_draft(unit: UnitOfWork, atlases: Atlases, public: PublicTrial) -> Text:
    """Return the draft; staff read and edit it before anybody else sees it."""
    return plain_summary(public_facts(unit, atlases, public))


def public_facts(unit: UnitOfWork, atlases: Atlases, public: PublicTrial) -> PublicFacts:
    """Return what is public of a trial, as its summary and its papers tell it."""
    desk = answering_office(unit, public.trial.id)
    volumes = tuple(screening.volume for screening in public.screenings)
    return PublicFacts(
        plan=public.content.value(),
        volumes=volumes,
        municipalities=municipalities_under(unit, atlases, volumes),
        operator=public.organisation.name,
        operator_phone=public.organisation.phone,
        desk=desk.name if desk else "",
        desk_phone=desk.phone if desk else "",
        times_told=not public.publication.view.days_only,
    )


def municipalities_under(unit: UnitOfWork, atlases: Atlases, volumes: Iterable[OperationVolume]) -> tuple[Text, ...]:
    """Return the municipalities of the prefecture over which some flights are meant to fly, in the codes' order."""
    under = list(volumes)
    return tuple(
        name
        for name, land in municipalities(unit, atlases).values()
        if any(distance_m(volume, part, 0.0) == 0 for volume in under for part in land)
    )


def distance_m(volume: OperationVolume, land: BaseGeometry, most_m: float) -> float:
    """Return how far on the ground where it is meant to fly is from a land in degrees; infinite beyond `most_m`.

    Only what of the land lies near is projected: a prefecture's coast has a hundred thousand corners.
    """
    flight = volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY]
    west, south, east, north = to_degrees(flight, volume.plane_epsg).bounds
    reach_deg = most_m / LEAST_METRES_OF_A_DEGREE + 1e-6
    near = shapely.clip_by_rect(land, west - reach_deg, south - reach_deg, east + reach_deg, north + reach_deg)
    if near.is_empty:
        return math.inf
    found = float(shapely.distance(flight, repair(to_plane(near, volume.plane_epsg))))
    return found if found <= most_m else math.inf

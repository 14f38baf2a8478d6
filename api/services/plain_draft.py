"""The draft of a trial's plain summary, from what a view makes public of it and from the municipalities held."""

from collections.abc import Iterable

import shapely

from airspace.finding import VolumeKind
from airspace.plain import PublicFacts, plain_summary
from airspace.volume import OperationVolume
from api.services.assign import answering_office
from api.services.flight_day.stops import municipalities
from api.services.publish import PublicTrial
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_plane
from geo.shape import repair
from geo.text import Text


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
    flights = [(volume.footprints[VolumeKind.FLIGHT_GEOGRAPHY], volume.plane_epsg) for volume in volumes]
    return tuple(
        name
        for name, land in municipalities(unit, atlases).values()
        if any(
            shapely.intersects(repair(to_plane(part, plane_epsg)), flight)
            for flight, plane_epsg in flights
            for part in land
        )
    )

"""What the maps and papers of a trial hold: a screening over the land, the layers and the stops held now."""

from collections.abc import Sequence

import shapely

from airspace.atlas import Atlas
from airspace.edition import LayerKind
from airspace.finding import VolumeKind
from airspace.flight_day.stop import stands_over
from airspace.proposal import ProposalRevision
from airspace.screening import Screening
from api.problems import NotFound
from api.services.flight_day.stops import standing_stops
from api.services.publish import PublicTrial
from api.services.screen import Atlases
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_degrees
from geo.text import Text
from maps.compose import Captions, Outline, compose
from maps.scene import Scene
from maps.stop_areas import StopArea
from maps.wording import Language, pick

AROUND_DEG = 0.3
"""How far around a flight the land is drawn, in degrees."""


def scene_of(
    unit: UnitOfWork,
    atlases: Atlases,
    screening: Screening,
    captions: Captions,
    *,
    stops: Sequence[StopArea] = (),
) -> Scene:
    """Return what the map of a screening holds, over the land and layers held now."""
    _, atlas = atlases.current(unit)
    layers = atlas.held(LayerKind.DID, LayerKind.ZONES)
    return compose(screening, captions, outline=land_around(atlas, screening), layers=layers, stops=stops)


def public_scene(
    unit: UnitOfWork, atlases: Atlases, public: PublicTrial, number: int, language: Language, *, sample: Text | None
) -> Scene:
    """Return what residents see of one flight of a public trial, counted from 1; raises `NotFound` for no such one."""
    screenings = public.screenings
    if not 1 <= number <= len(screenings):
        raise NotFound
    note = pick(revision_name(public.revision), language)
    captions = Captions(public.content.title, public.organisation.name, note, sample)
    stops = stop_areas(unit, atlases, public.trial.id)
    return scene_of(unit, atlases, screenings[number - 1], captions, stops=stops)


def revision_name(revision: ProposalRevision) -> Text:
    """Return which revision a map or a paper shows."""
    number, hash_ = revision.number, revision.sha256[:12]
    return Text(f"第{number}版（{hash_}）", f"Revision {number}, {hash_}")


def stop_areas(unit: UnitOfWork, atlases: Atlases, trial_id: str) -> list[StopArea]:
    """Return where the prefecture asks nobody to fly now, as the maps of a trial draw it."""
    standing, releases = standing_stops(unit, atlases), unit.stops.releases()
    return [
        StopArea(stop.area, stop.since, stop.reason, places, lifted=not stands_over(stop, releases, trial_id))
        for stop, places in standing
    ]


def land_around(atlas: Atlas, screening: Screening) -> Outline | None:
    """Return the land around the flight as far as the boundaries held draw it."""
    layers = atlas.held(LayerKind.PREFECTURE)
    flight = screening.volume.footprints[VolumeKind.GROUND_RISK_BUFFER]
    around = shapely.box(*to_degrees(flight, screening.volume.plane_epsg).bounds).buffer(AROUND_DEG)
    near = [feature.geometry for layer in layers for feature in layer.features if feature.geometry.intersects(around)]
    if not near:
        return None
    credit = "、".join(dict.fromkeys(layer.edition.attribution for layer in layers))
    return Outline(shapely.GeometryCollection(near), Text("陸地", "land"), attribution=Text(credit, credit))

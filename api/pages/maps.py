"""Maps as documents of their own: with a policy that lets nothing in or out, shown in a sandboxed frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from fastapi import Request
from fastapi.responses import HTMLResponse

from airspace.atlas import Atlas
from airspace.difference import PART_NAMES, Change, Difference, FlightDifference
from airspace.edition import LayerKind
from airspace.finding import VolumeKind
from airspace.flight_day.stop import stands_over
from airspace.proposal import ProposalRevision
from airspace.screening import Screening
from api.pages.render import language_of
from api.problems import NotFound
from api.services.bookings import SeenConflict
from api.services.flight_day.stops import standing_stops
from api.services.propose import revision_content, revision_screenings
from api.store.unit_of_work import UnitOfWork
from geo.crs import to_degrees
from geo.text import Text
from maps.comparison_map import comparison_map
from maps.compose import Captions, Outline, compose
from maps.offline import map_headers
from maps.review_map import Neighbour, review_map
from maps.scene import Scene
from maps.stop_areas import StopArea
from maps.trial_map import scene_map
from maps.wording import SAMPLE, Language

NONE = Text("なし", "none")

AROUND_DEG = 0.3
"""How far around a flight the land is drawn, in degrees."""


def map_document(
    request: Request,
    unit: UnitOfWork,
    screening: Screening,
    *,
    title: str,
    subtitle: str,
    revision_note: str,
    stops: Sequence[StopArea] = (),
) -> HTMLResponse:
    """Return the map of a screening in the page's language, over the land and layers held now."""
    scene = scene_of(request, unit, screening, title=title, subtitle=subtitle, revision_note=revision_note, stops=stops)
    html = scene_map(scene, map_language(request))
    return HTMLResponse(html, headers=map_headers(html))


def scene_of(
    request: Request,
    unit: UnitOfWork,
    screening: Screening,
    *,
    title: str,
    subtitle: str,
    revision_note: str,
    stops: Sequence[StopArea] = (),
) -> Scene:
    """Return what the map of a screening holds, over the land and layers held now; papers draw it too."""
    _, atlas = request.app.state.atlases.current(unit)
    return compose(
        screening,
        Captions(title, subtitle, revision_note, sample_mark(request)),
        outline=_outline(atlas, screening),
        layers=atlas.held(LayerKind.DID, LayerKind.ZONES),
        stops=stops,
    )


def revision_map(
    request: Request, unit: UnitOfWork, revision: ProposalRevision, number: int, *, subtitle: str
) -> HTMLResponse:
    """Return the map of one flight of a revision, counted from 1, as it was screened when it was submitted."""
    title, screening = _flight(revision, number)
    note = revision_note(request, revision)
    return map_document(request, unit, screening, title=title, subtitle=subtitle, revision_note=note)


def case_map_document(
    request: Request,
    unit: UnitOfWork,
    revision: ProposalRevision,
    number: int,
    *,
    subtitle: str,
    conflicts: Sequence[SeenConflict],
) -> HTMLResponse:
    """Return the map on which staff review one flight of a revision, counted from 1: with what stands around it now."""
    title, screening = _flight(revision, number)
    _, atlas = request.app.state.atlases.current(unit)
    html = review_map(
        screening,
        Captions(title, subtitle, revision_note(request, revision), sample_mark(request)),
        map_language(request),
        outline=_outline(atlas, screening),
        layers=atlas.held(LayerKind.DID, LayerKind.ZONES, LayerKind.AIRPORTS),
        stops=stop_areas(request, unit, revision.trial_id),
        neighbours=[Neighbour(seen.conflict, seen.who, seen.agreement is not None) for seen in conflicts],
    )
    return HTMLResponse(html, headers=map_headers(html))


@dataclass(frozen=True, slots=True)
class Compared:
    """One side of a comparison: a flight's screening, and the words above it."""

    screening: Screening
    title: str
    note: str


def revision_side(request: Request, revision: ProposalRevision, number: int) -> Compared:
    """Return one flight of a revision, counted from 1; raises `NotFound` where it has none such."""
    title, screening = _flight(revision, number)
    return Compared(screening, title, revision_note(request, revision))


def comparison_document(
    request: Request, unit: UnitOfWork, before: Compared, after: Compared, flight: FlightDifference, *, subtitle: str
) -> HTMLResponse:
    """Return the map of one flight before and after a change."""
    _, atlas = request.app.state.atlases.current(unit)
    html = comparison_map(
        before.screening,
        after.screening,
        Captions(before.title, subtitle, before.note, sample_mark(request)),
        Captions(after.title, subtitle, after.note, sample_mark(request)),
        map_language(request),
        changes=[_told(change) for change in flight.changes],
        outline=_outline(atlas, after.screening),
        layers=atlas.held(LayerKind.DID, LayerKind.ZONES),
    )
    return HTMLResponse(html, headers=map_headers(html))


def paired(difference: Difference, number: int) -> FlightDifference | None:
    """Return what changed of the newer plan's flight, counted from 1; None where the older has no such flight."""
    return next((one for one in difference.flights if one.after == number - 1 and one.before is not None), None)


def _told(change: Change) -> Text:
    part, before, after = PART_NAMES[change.part], change.before or NONE, change.after or NONE
    return Text(
        f"{part.ja}：{change.name.ja}：{before.ja} → {after.ja}",
        f"{part.en}: {change.name.en}: {before.en} → {after.en}",
    )


def stop_areas(request: Request, unit: UnitOfWork, trial_id: str) -> list[StopArea]:
    """Return where the prefecture asks nobody to fly now, as the maps of a trial draw it."""
    standing, releases = standing_stops(unit, request.app.state.atlases), unit.stops.releases()
    return [
        StopArea(stop.area, stop.since, stop.reason, places, lifted=not stands_over(stop, releases, trial_id))
        for stop, places in standing
    ]


def _flight(revision: ProposalRevision, number: int) -> tuple[str, Screening]:
    """Return a revision's title, and the screening of one of its flights; raises `NotFound` where it has none such."""
    content = revision_content(revision)
    if not 1 <= number <= len(content.operations):
        raise NotFound
    operation = content.operations[number - 1].value()
    return content.title, revision_screenings(revision)[number - 1].value(operation)


def map_language(request: Request) -> Language:
    """Return the language in which a map or a paper is asked for."""
    return "en" if language_of(request) == "en" else "ja"


def sample_mark(request: Request) -> Text | None:
    """Return the mark of made-up data, None for real ones."""
    return SAMPLE if request.app.state.sample else None


def revision_note(request: Request, revision: ProposalRevision) -> str:
    """Return which revision a map shows, in the page's language."""
    number, hash_ = revision.number, revision.sha256[:12]
    return f"Revision {number}, {hash_}" if language_of(request) == "en" else f"第{number}版（{hash_}）"


def _outline(atlas: Atlas, screening: Screening) -> Outline | None:
    """Return the land around the flight as far as the boundaries held draw it."""
    layers = atlas.held(LayerKind.PREFECTURE)
    flight = screening.volume.footprints[VolumeKind.GROUND_RISK_BUFFER]
    around = shapely.box(*to_degrees(flight, screening.volume.plane_epsg).bounds).buffer(AROUND_DEG)
    near = [feature.geometry for layer in layers for feature in layer.features if feature.geometry.intersects(around)]
    if not near:
        return None
    credit = "、".join(dict.fromkeys(layer.edition.attribution for layer in layers))
    return Outline(shapely.GeometryCollection(near), Text("陸地", "land"), attribution=Text(credit, credit))

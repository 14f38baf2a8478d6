"""Maps as documents of their own: with a policy that lets nothing in or out, shown in a sandboxed frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from airspace.difference import Difference, FlightDifference
from airspace.edition import LayerKind
from airspace.proposal import ProposalRevision
from airspace.screening import Screening
from api.pages.render import language_of
from api.problems import NotFound
from api.services.bookings import SeenConflict
from api.services.propose import revision_content, revision_screenings
from api.services.scenes import land_around, revision_name, scene_of, stop_areas
from api.store.unit_of_work import UnitOfWork
from geo.text import Text
from maps.comparison_map import comparison_map
from maps.compose import Captions
from maps.offline import map_headers
from maps.review_map import Neighbour, review_map
from maps.trial_map import scene_map
from maps.wording import SAMPLE, Language, pick


def map_document(
    request: Request,
    unit: UnitOfWork,
    screening: Screening,
    *,
    title: str,
    subtitle: str,
    revision_note: str,
    trial_id: str = "",
) -> HTMLResponse:
    """Return the map of a screening in the page's language, over the land, layers and stops held now.

    `trial_id` is the trial that it is about; "" where it is about none yet.
    """
    atlases = request.app.state.atlases
    captions = Captions(title, subtitle, revision_note, sample_mark(request))
    stops = stop_areas(unit, atlases, trial_id)
    scene = scene_of(unit, atlases, screening, captions, stops=stops)
    html = scene_map(scene, map_language(request))
    return HTMLResponse(html, headers=map_headers(html))


def revision_map(
    request: Request, unit: UnitOfWork, revision: ProposalRevision, number: int, *, subtitle: str
) -> HTMLResponse:
    """Return the map of one flight of a revision, counted from 1, as it was screened when it was submitted."""
    title, screening = _flight(revision, number)
    note = revision_note(request, revision)
    return map_document(
        request, unit, screening, title=title, subtitle=subtitle, revision_note=note, trial_id=revision.trial_id
    )


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
        outline=land_around(atlas, screening),
        layers=atlas.held(LayerKind.DID, LayerKind.ZONES, LayerKind.AIRPORTS),
        stops=stop_areas(unit, request.app.state.atlases, revision.trial_id),
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
        changes=[change.told for change in flight.changes],
        outline=land_around(atlas, after.screening),
        layers=atlas.held(LayerKind.DID, LayerKind.ZONES),
    )
    return HTMLResponse(html, headers=map_headers(html))


def paired(difference: Difference, number: int) -> FlightDifference | None:
    """Return what changed of the newer plan's flight, counted from 1; None where the older has no such flight."""
    return next((one for one in difference.flights if one.after == number - 1 and one.before is not None), None)


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
    return pick(revision_name(revision), map_language(request))

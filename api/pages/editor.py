"""What the route editor asks while a line is drawn: the ground to draw on, and the check of what stands in the form."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from shapely import Polygon
from shapely.geometry import mapping

from airspace.finding import OUTCOME_NAMES, Finding
from airspace.headline import headline_of
from airspace.screening import Screening
from api.deps import AddressKey, AtlasesOf, InForce, Now, Place, RatesOf, Reading
from api.flights import refuse_too_many_points
from api.pages.forms import FIELD_NAMES, Form, as_table, read_operation, read_path
from api.pages.render import language_of
from api.pages.uploads import Sent, SentForm
from api.schemas.screening import Volumes, geojson
from api.services.screen import screen_operation
from geo.crs import to_degrees
from geo.readers import read
from geo.route import Path, Route
from geo.text import Text

router = APIRouter(prefix="/check")

MOST_FINDINGS_SHOWN = 30


@router.get("/ground.json")
def ground(request: Request, unit: Reading, atlases: AtlasesOf) -> Response:
    """Return the outlines and layers to draw on, as GeoJSON; the same until the editions change."""
    counter, collection = request.app.state.backdrops.current(unit, atlases)
    tag = f'"ground-{counter}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(collection, headers=headers, media_type="application/geo+json")


@router.post("/live")
def live(
    request: Request,
    sent: SentForm,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _place: Place,
) -> JSONResponse:
    """Return the route that the form holds and what the check says of it so far. Nothing is kept."""
    form = sent.form
    japanese = language_of(request) == "ja"
    with rates.computing(key):
        several = _several(sent)
        if several:
            return JSONResponse({"choices": several})
        path = read_path(form, sent.upload)
        if path is not None:
            form.checked("table", lambda: refuse_too_many_points(path, settings.max_public_points))
        answer: dict[str, Any] = {"route": _drawn(path) if path and "table" not in form.errors else None}
        operation = read_operation(form, path)
        screening = (
            form.checked("table", lambda: screen_operation(unit, atlases, operation, now=now)) if operation else None
        )
        if screening is not None:
            answer |= _found(screening, japanese=japanese)
        answer["errors"] = {name: _said(text, japanese) for name, text in _named(form).items()}
        return JSONResponse(answer)


def _said(text: Text, japanese: bool) -> str:
    return text.ja if japanese else text.en


def _named(form: Form) -> dict[str, Text]:
    """Return the form's errors, each with the name of its field before it."""
    nameless = Text("", "")
    return {
        field: Text(f"{name.ja}：{text.ja}", f"{name.en}: {text.en}")
        for field, text in form.errors.items()
        if (name := FIELD_NAMES.get(field, nameless))
    }


def _several(sent: Sent) -> list[dict[str, Any]]:
    """Return the routes of a file that holds several while none of them is chosen, to choose from."""
    upload = sent.upload
    if upload is None or sent.form.values.get("path_number"):
        return []
    reading = sent.form.checked("file", lambda: read(*upload))
    if reading is None or len(reading.paths) < 2:
        return []
    return [{"number": number, "name": path.name, **_drawn(path)} for number, path in enumerate(reading.paths, start=1)]


def _drawn(path: Path) -> dict[str, Any]:
    """Return a path to be drawn: the waypoints of a route, with the table that says it, or an area's outline."""
    if isinstance(path, Route):
        points = [
            {
                "lat": point.lat_deg,
                "lon": point.lon_deg,
                "height": f"{point.height.value_m:g}" if point.height else "",
                "datum": point.height.datum if point.height else "",
                "speed": f"{point.speed.value_mps:g}" if point.speed else "",
            }
            for point in path.waypoints
        ]
        return {"points": points, "table": as_table(path)}
    # A circle shows by its volumes.
    return {"area": mapping(path.shape) if isinstance(path.shape, Polygon) else None, "points": [], "table": ""}


def _found(screening: Screening, *, japanese: bool) -> dict[str, Any]:
    volume = screening.volume
    shown = [*screening.found, *screening.open][:MOST_FINDINGS_SHOWN]
    return {
        "headline": _said(headline_of(screening), japanese),
        "outcome": screening.outcome.name.lower(),
        "counts": {
            "found": len(screening.found),
            "open": len(screening.open),
            "day": len(screening.on_the_day),
            "unjudged": len(screening.not_judged),
        },
        "length_m": round(volume.length_m, 1),
        "volumes": Volumes(
            **{kind.value: geojson(to_degrees(shape, volume.plane_epsg)) for kind, shape in volume.footprints.items()}
        ).model_dump(),
        "findings": [_finding(finding, japanese=japanese) for finding in shown],
    }


def _finding(finding: Finding, *, japanese: bool) -> dict[str, Any]:
    return {
        "outcome": finding.outcome.name.lower(),
        "outcome_name": _said(OUTCOME_NAMES[finding.outcome], japanese),
        "text": _said(finding.text, japanese),
        "remedy": _said(finding.remedy, japanese),
        "geometry": geojson(finding.geometry) if finding.geometry is not None else None,
    }

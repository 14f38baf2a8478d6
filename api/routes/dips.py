"""`/api/v1/trials/{id}/dips`: a submitted revision for copying into DIPS. Nothing is sent there."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import May, Reading
from api.downloads import download
from api.exchange.dips.route import as_bytes, collection, zipped
from api.schemas.dips import DipsData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.dips import write_for

router = APIRouter(prefix="/trials", tags=["trials"])

Asker = Annotated[Account, May(Action.READ_TRIALS)]
Revision = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/{trial_id}/dips", summary="Get the fields for DIPS")
def fields(trial_id: str, account: Asker, unit: Reading, revision: Revision = None) -> DipsData:
    """Return a flight plan for each flight and window of a revision (the newest), and what DIPS would refuse."""
    return DipsData.of(write_for(unit, account, trial_id, revision).export)


@router.get("/{trial_id}/dips.geojson", summary="Get the routes for DIPS", response_class=Response)
def routes(trial_id: str, account: Asker, unit: Reading, revision: Revision = None) -> Response:
    """Return one merged polygon for each flight, as GeoJSON, always as a download."""
    written = write_for(unit, account, trial_id, revision)
    content = as_bytes(collection(written.title, written.flights))
    return _file(content, written.export.revision, "geojson", "application/geo+json")


@router.get("/{trial_id}/dips.zip", summary="Get the routes for DIPS in a zip", response_class=Response)
def zipped_routes(trial_id: str, account: Asker, unit: Reading, revision: Revision = None) -> Response:
    """Return a zip with a GeoJSON file for each flight."""
    written = write_for(unit, account, trial_id, revision)
    return _file(zipped(written.title, written.flights), written.export.revision, "zip", "application/zip")


def _file(content: bytes, revision: int, suffix: str, media_type: str) -> Response:
    name = f"dips-revision-{revision}.{suffix}"
    return download(content, name=name, plain_name=name, media_type=media_type)

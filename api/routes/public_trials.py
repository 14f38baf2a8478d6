"""`/api/v1/public`: what residents see, without an account."""

import json

from fastapi import APIRouter, Response

from api.deps import Now, Number, Reading
from api.downloads import public_download
from api.exchange.public_features import public_features
from api.schemas.attachments import PublicFileData
from api.schemas.public import PublicAnswerData, PublicTrialData, PublicTrialRow
from api.services.publish import public_trial, public_trials
from api.services.redact import public_file, public_files
from api.services.voices import public_answers

router = APIRouter(prefix="/public", tags=["public"])


@router.get("/trials", summary="List public trials")
def list_public(unit: Reading, now: Now) -> list[PublicTrialRow]:
    """Return the trials that are public, the next to fly first."""
    return [PublicTrialRow.of(public) for public in public_trials(unit, now=now)]


@router.get("/trials.geojson", summary="Where public trials fly", response_class=Response)
def as_geojson(unit: Reading, now: Now) -> Response:
    """Return the flights of public trials as GeoJSON (RFC 7946), in JGD2011 degrees, as far as residents are shown."""
    found = json.dumps(public_features(public_trials(unit, now=now)), ensure_ascii=False)
    return Response(found, media_type="application/geo+json")


@router.get("/trials/{trial_id}", summary="Look at a public trial")
def look(trial_id: str, unit: Reading, now: Now) -> PublicTrialData:
    """Return the published revision of a trial."""
    return PublicTrialData.of(public_trial(unit, trial_id, now=now))


@router.get("/trials/{trial_id}/attachments", summary="List a public trial's files")
def list_files(trial_id: str, unit: Reading, now: Now) -> list[PublicFileData]:
    """Return the copies that were published: made again, without what is blacked out."""
    return [PublicFileData.of(file) for file in public_files(unit, public_trial(unit, trial_id, now=now).trial.id)]


@router.get(
    "/trials/{trial_id}/attachments/{number}", summary="Download a public trial's file", response_class=Response
)
def get_file(trial_id: str, number: Number, unit: Reading, now: Now) -> Response:
    """Return such a copy, always as a download."""
    return public_download(*public_file(unit, public_trial(unit, trial_id, now=now).trial.id, number))


@router.get("/answers", summary="List questions and answers")
def answers(unit: Reading) -> list[PublicAnswerData]:
    """Return what residents asked and the prefecture answered publicly, the newest answer first."""
    return [PublicAnswerData.of(seen) for seen in public_answers(unit)]

"""`/api/v1/public`: what residents see, without an account."""

from fastapi import APIRouter

from api.deps import Reading
from api.schemas.public import PublicTrialData, PublicTrialRow
from api.services.publish import public_trial, public_trials

router = APIRouter(prefix="/public/trials", tags=["public"])


@router.get("", summary="List public trials")
def list_public(unit: Reading) -> list[PublicTrialRow]:
    """Return the trials that are public, the next to fly first."""
    return [PublicTrialRow.of(public) for public in public_trials(unit)]


@router.get("/{trial_id}", summary="Look at a public trial")
def look(trial_id: str, unit: Reading) -> PublicTrialData:
    """Return the published revision of a trial."""
    return PublicTrialData.of(public_trial(unit, trial_id))

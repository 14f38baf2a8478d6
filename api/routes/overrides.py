"""`/api/v1/trials/{trial_id}/overrides`: what staff say of a revision's findings, beside the machine's result."""

from fastapi import APIRouter, status

from api.deps import Now, Reading, SignedIn, Writing
from api.schemas.overrides import OverrideData, OverrideIn, overrides_data
from api.services.access import seen_trial
from api.services.override import override
from api.services.propose import revision_screenings
from api.store.unit_of_work import UnitOfWork

router = APIRouter(prefix="/trials/{trial_id}/overrides", tags=["trials"])


@router.get("", summary="List what staff say of findings")
def list_overrides(trial_id: str, account: SignedIn, unit: Reading) -> list[OverrideData]:
    """Return all that staff said of the findings of a trial's revisions, oldest first, taken back or not."""
    return _all(unit, seen_trial(unit, account, trial_id).id)


@router.post("", status_code=status.HTTP_201_CREATED, summary="See a finding differently")
def state(trial_id: str, said: OverrideIn, account: SignedIn, unit: Writing, now: Now) -> OverrideData:
    """Say, with a reason, how staff see a finding of the newest revision. Its screening and verdict stay as they are.

    A finding about a prohibition is refused: it is the law's alone.
    """
    stated = override(unit, account, trial_id, said.view(), now=now)
    return next(data for data in _all(unit, trial_id) if data.id == stated.id)


def _all(unit: UnitOfWork, trial_id: str) -> list[OverrideData]:
    said = unit.overrides.list(trial_id)
    meant = {override.revision_number for override in said}
    revisions = (revision for revision in unit.trials.revisions(trial_id) if revision.number in meant)
    return overrides_data(said, {revision.number: revision_screenings(revision) for revision in revisions})

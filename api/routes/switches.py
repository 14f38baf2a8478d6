"""`/api/v1/switches`: what a change of the map data does to trials; `/api/v1/jobs`: background work that failed."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, Reading, Writing
from api.schemas.switches import FailedJobData, RescreeningData, SwitchData, SwitchFoundData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import affected as service

router = APIRouter(tags=["switches"])


@router.get("/switches", summary="List changes of the map data")
def switches(account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading) -> list[SwitchData]:
    """Return the changes after which trials were looked at again, newest first, 100 at most."""
    return [SwitchData.of_switch(one.switch, one.counts) for one in service.switches_of(unit, account)]


@router.get("/switches/{switch_id}", summary="See whom a change of the map data affects")
def switch(switch_id: str, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading) -> SwitchFoundData:
    """Return how far it is and whom it affects, the worst first."""
    return SwitchFoundData.of(service.switch_found(unit, account, switch_id))


@router.get("/trials/{trial_id}/rescreenings", summary="See what newer map data changes for a trial")
def rescreenings(
    trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> list[RescreeningData]:
    """Return how what is found now differs from the screening that was submitted; nothing where it does not."""
    return [RescreeningData.since(one) for one in service.rescreenings_of(unit, account, trial_id)]


@router.get("/jobs", summary="List background work that failed")
def jobs(account: Annotated[Account, May(Action.SEE_FAILED_JOBS)], unit: Reading) -> list[FailedJobData]:
    """Return what failed for good, oldest first."""
    return [FailedJobData.of(job) for job in service.failed_jobs(unit, account)]


@router.post("/jobs/{job_id}/retry", status_code=status.HTTP_204_NO_CONTENT, summary="Try failed work again")
def retry(job_id: int, account: Annotated[Account, May(Action.RETRY_JOB)], unit: Writing, now: Now) -> None:
    """Give background work that failed one more try."""
    service.try_job_again(unit, account, job_id, now=now)

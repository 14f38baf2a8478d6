"""Pages of what a change of the map data does to trials, and of background work that failed."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import May, Now, Reading, Writing
from api.pages.render import page
from api.pages.uploads import SentForm
from api.security.accounts import Account
from api.security.permissions import Action, may
from api.services.affected import failed_jobs, switch_found, switches_of, try_job_again

router = APIRouter()


@router.get("/staff/switches")
def switches(request: Request, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading) -> Response:
    """List the changes of the map data after which trials were looked at again."""
    values = {"rows": switches_of(unit, account), "failed": len(unit.jobs.failed())}
    return page(request, "staff/switches.html", values)


@router.get("/staff/switches/{switch_id}")
def switch(
    request: Request, switch_id: str, account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading
) -> Response:
    """Show how far one is and whom it affects."""
    values = {"found": switch_found(unit, account, switch_id), "failed": len(unit.jobs.failed())}
    return page(request, "staff/switch.html", values)


@router.get("/jobs")
def jobs(request: Request, account: Annotated[Account, May(Action.SEE_FAILED_JOBS)], unit: Reading) -> Response:
    """List background work that failed."""
    values = {"rows": failed_jobs(unit, account), "may_retry": may(account, Action.RETRY_JOB)}
    return page(request, "jobs.html", values)


@router.post("/jobs/{job_id}/again")
def again(
    job_id: int, _sent: SentForm, account: Annotated[Account, May(Action.RETRY_JOB)], unit: Writing, now: Now
) -> Response:
    """Give background work that failed one more try."""
    try_job_again(unit, account, job_id, now=now)
    return RedirectResponse("/jobs", status_code=303)

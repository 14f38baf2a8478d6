"""`/api/v1/retention` and `/api/v1/trials/{id}/retention`: how cases are filed and held. Nothing here ends one."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, Reading, Writing
from api.schemas.retention import CaseFileIn, FilingData, HoldData, HoldEndIn, HoldIn, RetentionData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.filing import file_anew, filing, hold_case, release_hold, retention_of

router = APIRouter(tags=["retention"])


@router.get("/retention", summary="List what is to be filed, and what passes its time")
def cases(account: Annotated[Account, May(Action.READ_RETENTION)], unit: Reading, now: Now) -> FilingData:
    """Return cases that are over and not filed, and those whose time passes within a year or has passed."""
    return FilingData.of(filing(unit, account, now=now))


@router.get("/trials/{trial_id}/retention", summary="See how a case is filed")
def look(trial_id: str, account: Annotated[Account, May(Action.READ_RETENTION)], unit: Reading) -> RetentionData:
    """Return how a trial is filed, what holds it, and what becomes of it."""
    return RetentionData.of(retention_of(unit, account, trial_id))


@router.put("/trials/{trial_id}/retention", summary="File a case anew")
def file_(
    trial_id: str,
    asked: CaseFileIn,
    account: Annotated[Account, May(Action.KEEP_RETENTION)],
    unit: Writing,
    now: Now,
) -> RetentionData:
    """File a case that is over, in place of how it was filed before."""
    return RetentionData.of(file_anew(unit, account, asked.value(trial_id), now=now))


@router.post("/trials/{trial_id}/retention/holds", status_code=status.HTTP_201_CREATED, summary="Hold a case")
def hold(
    trial_id: str, asked: HoldIn, account: Annotated[Account, May(Action.KEEP_RETENTION)], unit: Writing, now: Now
) -> HoldData:
    """Keep a case whatever its time, from today on."""
    return HoldData.of(hold_case(unit, account, trial_id, asked.reason, until=asked.until, now=now))


@router.post("/trials/{trial_id}/retention/holds/{hold_id}/end", summary="Record the end of a hold")
def end(
    trial_id: str,
    hold_id: str,
    asked: HoldEndIn,
    account: Annotated[Account, May(Action.KEEP_RETENTION)],
    unit: Writing,
    now: Now,
) -> HoldData:
    """Record when the reason of a hold ended; `until` of the answer may be a year later."""
    return HoldData.of(release_hold(unit, account, trial_id, hold_id, asked.ended_on, now=now))

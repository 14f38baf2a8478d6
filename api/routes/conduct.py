"""`/api/v1/trials/{id}/…` after the confirmation: flight days, the end of the flights, the report, closing."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.retention import RETENTION
from api.deps import AtlasesOf, InForce, May, Now, Reading, Writing
from api.problems import NotFound
from api.schemas.conduct import ClosureIn, ReportData, ReportIn
from api.schemas.schedule import ScheduleData, ScheduleIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import conduct
from api.services.access import seen_trial
from api.services.silence import close as close_case

router = APIRouter(prefix="/trials/{trial_id}", tags=["trials"])


@router.post("/schedule", status_code=status.HTTP_201_CREATED, summary="State the flight days")
def state_days(
    trial_id: str,
    asked: ScheduleIn,
    account: Annotated[Account, May(Action.SCHEDULE)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> ScheduleData:
    """State the days on which is to be flown, and book them; they take the place of those stated before.

    Where another trial has booked the same sky or site, nothing is kept, and the answer says with what it meets.
    """
    stated = conduct.schedule(unit, atlases, account, trial_id, asked.value(), now=now)
    return ScheduleData.of(stated.schedule, stated.to_check)


@router.get("/schedule", summary="Look at the flight days")
def look_at_days(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> ScheduleData:
    """Return the days stated last."""
    stated = unit.conduct.schedule(seen_trial(unit, account, trial_id).id)
    if stated is None:
        raise NotFound
    return ScheduleData.of(stated)


@router.post("/completion", status_code=status.HTTP_204_NO_CONTENT, summary="End the flights")
def complete(trial_id: str, account: Annotated[Account, May(Action.COMPLETE)], unit: Writing, now: Now) -> None:
    """Say that the flights are over; the report is due."""
    conduct.complete(unit, account, trial_id, now=now)


@router.post("/report", status_code=status.HTTP_201_CREATED, summary="Report")
def report(
    trial_id: str, told: ReportIn, account: Annotated[Account, May(Action.REPORT)], unit: Writing, now: Now
) -> ReportData:
    """Report what was flown and what happened."""
    reported = conduct.report(
        unit, account, trial_id, flights=told.flights, summary=told.summary, incidents=told.incidents, now=now
    )
    return ReportData.of(reported)


@router.get("/report", summary="Read the report")
def read_report(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> ReportData:
    """Return the report of a trial."""
    found = unit.conduct.report(seen_trial(unit, account, trial_id).id)
    if found is None:
        raise NotFound
    return ReportData.of(found)


@router.post("/closure", status_code=status.HTTP_204_NO_CONTENT, summary="Close the case")
def close(
    trial_id: str,
    account: Annotated[Account, May(Action.CLOSE)],
    unit: Writing,
    settings: InForce,
    now: Now,
    told: ClosureIn | None = None,
) -> None:
    """Close a case that is over and file it for its retention period, which is counted from here.

    One whose operator neither ended its flights nor reported is closed with a reason, once the day set for the report
    has passed, else ten working days after the last window.
    """
    reason = told.reason if told else ""
    close_case(unit, account, trial_id, reason, rules=RETENTION[settings.prefecture], now=now)

"""`/api/v1/stops`: staff ask that nobody flies in an area, and end that. A request, never an order."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import AtlasesOf, May, Now, Reading, Writing
from api.schemas.flight_days import ReleaseIn, StopData, StopIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.alerts import release_and_tell, stop_all_and_tell
from api.services.flight_day.stops import stops_seen

router = APIRouter(prefix="/stops", tags=["flight days"])


@router.get("", summary="List requests to stop")
def list_stops(
    account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading, atlases: AtlasesOf
) -> list[StopData]:
    """Return all requests, newest first, with the trials that each holds."""
    return [StopData.of(seen) for seen in stops_seen(unit, account, atlases)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Ask that nobody flies in an area")
def ask(
    asked: StopIn,
    account: Annotated[Account, May(Action.STOP_AREA)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> StopData:
    """Hold the flight days to come of every trial within an area, and tell operators and contacts."""
    stop = stop_all_and_tell(unit, atlases, account, asked.area(), asked.municipalities, asked.reason, now=now)
    return next(StopData.of(seen) for seen in stops_seen(unit, account, atlases) if seen.stop.id == stop.id)


@router.post("/{stop_id}/release", status_code=status.HTTP_204_NO_CONTENT, summary="End a request to stop")
def end(
    stop_id: str,
    asked: ReleaseIn,
    account: Annotated[Account, May(Action.STOP_AREA)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> None:
    """End a request for one trial or for all. A go from before it counts no more."""
    release_and_tell(unit, atlases, account, stop_id, asked.trial_id, asked.reason, now=now)

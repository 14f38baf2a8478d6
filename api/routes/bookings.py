"""`/api/v1`: conflicts between trials, agreements to share the sky, and the caps of neighbourhoods."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import May, Now, Reading, Writing
from api.schemas.bookings import (
    ConflictData,
    CoordinationData,
    CoordinationIn,
    OverflightCapData,
    OverflightCapIn,
)
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import coordinate
from api.services.access import seen_trial
from api.services.bookings import seen_conflicts

router = APIRouter(tags=["bookings"])


@router.get("/trials/{trial_id}/conflicts", summary="See what a trial's bookings meet")
def conflicts_of_trial(
    trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> list[ConflictData]:
    """Return the conflicts of what the trial has booked, which stand because both sides agreed."""
    trial = seen_trial(unit, account, trial_id)
    return [ConflictData.of(seen, trial.id) for seen in seen_conflicts(unit, account, trial.id)]


@router.post(
    "/trials/{trial_id}/coordinations",
    status_code=status.HTTP_201_CREATED,
    summary="Record that two trials share the sky",
)
def agree(
    trial_id: str,
    asked: CoordinationIn,
    account: Annotated[Account, May(Action.COORDINATE)],
    unit: Writing,
    now: Now,
) -> CoordinationData:
    """Record that the operators of two trials agreed; what they book from then on may overlap. It holds both ways."""
    return CoordinationData.of(coordinate.agree(unit, account, trial_id, asked.other_id, asked.reason, now=now))


@router.post(
    "/trials/{trial_id}/coordinations/ends",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Record that two trials share the sky no more",
)
def end_agreement(
    trial_id: str, asked: CoordinationIn, account: Annotated[Account, May(Action.COORDINATE)], unit: Writing, now: Now
) -> None:
    """Record that an agreement has ended, and why; both operators are told. What overlaps is then no go."""
    coordinate.end_agreement(unit, account, trial_id, asked.other_id, asked.reason, now=now)


@router.get("/conflicts", summary="See all conflicts of some days")
def conflicts(
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
) -> list[ConflictData]:
    """Return the conflicts among what is booked from one day to another, both included."""
    found = coordinate.conflicts_between(unit, account, first, last)
    return [
        ConflictData.between(one, unit.bookings.agreements(one.first.trial_id).get(one.second.trial_id))
        for one in found
    ]


@router.get("/overflight-caps", summary="List the caps of neighbourhoods")
def caps(account: Annotated[Account, May(Action.SEE_WORKLIST)], unit: Reading) -> list[OverflightCapData]:
    """Return the caps, each with the flights that are booked month by month."""
    return [OverflightCapData.of(one) for one in coordinate.caps(unit, account)]


@router.post("/overflight-caps", status_code=status.HTTP_201_CREATED, summary="Set a cap")
def add_cap(
    asked: OverflightCapIn, account: Annotated[Account, May(Action.KEEP_CAPS)], unit: Writing, now: Now
) -> OverflightCapData:
    """Set the most flights a month over a neighbourhood. What is booked already stands."""
    cap = asked.value(coordinate.new_cap_id())
    return OverflightCapData.of(coordinate.put_cap(unit, account, cap, new=True, now=now))


@router.put("/overflight-caps/{cap_id}", summary="Change a cap")
def change_cap(
    cap_id: str,
    asked: OverflightCapIn,
    account: Annotated[Account, May(Action.KEEP_CAPS)],
    unit: Writing,
    now: Now,
) -> OverflightCapData:
    """Change a cap, or end it by a last day. What is booked already stands."""
    return OverflightCapData.of(coordinate.put_cap(unit, account, asked.value(cap_id), new=False, now=now))

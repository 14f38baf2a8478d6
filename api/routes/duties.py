"""`/api/v1/trials/{id}`: what changed between revisions, what binds a trial, and what a day of flight has to keep."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, status

from airspace.condition import Commitment
from airspace.workflow import Step
from api.deps import AtlasesOf, May, Now, Number, Reading, Writing
from api.problems import NotFound
from api.schemas.amendment import AmendmentData, DifferenceData
from api.schemas.condition import CommitmentData, CommitmentIn, DutiesData, FlightDayData
from api.schemas.trials import RevisionData
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import propose
from api.services.access import seen_trial
from api.services.amend import frozen_amendment, read_difference, read_flight_day
from api.services.duties import Duties, Promise, promise, read_duties

router = APIRouter(prefix="/trials", tags=["trials"])


@router.get("/{trial_id}/revisions/{number}/difference", summary="See what changed")
def difference(
    trial_id: str,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000)],
    account: Annotated[Account, May(Action.READ_TRIALS)],
    unit: Reading,
) -> DifferenceData:
    """Return what changed from revision `against` to this one: place, heights, times, statements, texts."""
    return DifferenceData.of(number, against, read_difference(unit, account, trial_id, number, against))


@router.get("/{trial_id}/revisions/{number}/amendment", summary="See how an amendment was judged")
def amendment(
    trial_id: str, number: Number, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading
) -> AmendmentData:
    """Return what was found of a revision by what was confirmed before, frozen when it was submitted."""
    trial = seen_trial(unit, account, trial_id)
    revision = unit.trials.revision(trial.id, number)
    found = frozen_amendment(unit, revision) if revision else None
    if found is None:
        raise NotFound
    return AmendmentData.of(found)


@router.get("/{trial_id}/draft/amendment", summary="See whether a notice of change is enough")
def draft_amendment(
    trial_id: str, account: Annotated[Account, May(Action.READ_DRAFT)], unit: Reading, atlases: AtlasesOf, now: Now
) -> AmendmentData:
    """Return what would be found of the draft by what was confirmed before, if it were submitted now."""
    found = propose.preview(unit, atlases, account, trial_id, now=now)
    if found is None:
        raise NotFound
    return AmendmentData.of(found)


@router.post("/{trial_id}/change-notices", status_code=status.HTTP_201_CREATED, summary="Give notice of a change")
def notify_change(
    trial_id: str, account: Annotated[Account, May(Action.NOTIFY_CHANGE)], unit: Writing, atlases: AtlasesOf, now: Now
) -> RevisionData:
    """Freeze the draft as a notice of change (変更届). Refused where it leaves what was confirmed."""
    return RevisionData.of(propose.change(unit, atlases, account, trial_id, Step.NOTIFY_CHANGE, now=now))


@router.post("/{trial_id}/amendments", status_code=status.HTTP_201_CREATED, summary="Submit a change for review")
def amend(
    trial_id: str, account: Annotated[Account, May(Action.AMEND)], unit: Writing, atlases: AtlasesOf, now: Now
) -> RevisionData:
    """Freeze the draft as a change of what was confirmed; it goes back to review and consultation."""
    return RevisionData.of(propose.change(unit, atlases, account, trial_id, Step.AMEND, now=now))


@router.get("/{trial_id}/conditions", summary="List conditions and commitments")
def conditions(trial_id: str, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading) -> DutiesData:
    """Return the conditions of the newest confirmation, and all commitments, oldest first."""
    return _duties_data(read_duties(unit, account, trial_id))


@router.post("/{trial_id}/commitments", status_code=status.HTTP_201_CREATED, summary="Record a commitment")
def commit(
    trial_id: str, made: CommitmentIn, account: Annotated[Account, May(Action.MAKE_COMMITMENT)], unit: Writing, now: Now
) -> CommitmentData:
    """Record a commitment or a promise to residents, with its reason. It cannot be changed, only replaced or ended."""
    wanted = Promise(made.value(), made.replaces, made.withdrawn)
    commitment = promise(unit, account, trial_id, wanted, now=now)
    return CommitmentData.of_commitment(commitment, stands=not commitment.withdrawn)


@router.get("/{trial_id}/days/{day}", summary="Check a day of flight")
def flight_day(
    trial_id: str, day: date, account: Annotated[Account, May(Action.READ_TRIALS)], unit: Reading, atlases: AtlasesOf
) -> FlightDayData:
    """Return what a day of the confirmed plan has to keep: what a machine found, and what people see to."""
    return FlightDayData.of(read_flight_day(unit, atlases, account, trial_id, day))


def _duties_data(duties: Duties) -> DutiesData:
    stands = {commitment.id for commitment in duties.standing}
    rows: tuple[tuple[Commitment, bool], ...] = tuple((one, one.id in stands) for one in duties.commitments)
    revision = duties.confirmation.revision_number if duties.confirmation else None
    return DutiesData.of(revision, duties.conditions, rows)

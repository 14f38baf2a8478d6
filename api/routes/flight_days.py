"""`/api/v1/trials/{id}/…` on the day of flight: permits, notices, checks, go and no-go, contacts, incidents."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, status

from airspace.flight_day.incident import NO_REPLACEMENT
from api.deps import AtlasesOf, InForce, May, Now, Number, Reading, Writing
from api.schemas.flight_days import (
    CheckIn,
    ContactData,
    ContactIn,
    CountData,
    DayActData,
    DayActIn,
    DayData,
    GoData,
    IncidentData,
    IncidentIn,
    IncidentNoticeIn,
    PermitData,
    PermitIn,
    PlanNoticeIn,
    RecordedData,
    TelephoneIn,
)
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.alerts import tell_everyone_at_once
from api.services.flight_day import contacts, incidents, record
from api.services.flight_day.course import days_of, flown_of
from api.services.flight_day.decide import decide, read_go

router = APIRouter(prefix="/trials/{trial_id}", tags=["flight days"])

CREATED = status.HTTP_201_CREATED
Operator = Annotated[Account, May(Action.RECORD_FLIGHT)]
Keeper = Annotated[Account, May(Action.KEEP_CONTACTS)]
Reporter = Annotated[Account, May(Action.REPORT_INCIDENT)]
Reader = Annotated[Account, May(Action.READ_TRIALS)]


@router.get("/flight-days", summary="See where the days stand")
def list_days(trial_id: str, account: Reader, unit: Reading) -> list[DayData]:
    """Return each day of the trial and where it stands."""
    flown = flown_of(unit, seen_trial(unit, account, trial_id))
    return [DayData.of(standing) for standing in days_of(flown)] if flown else []


@router.get("/flight-days/{day}", summary="See what a go needs")
def look_at_day(
    trial_id: str, day: date, account: Reader, unit: Reading, atlases: AtlasesOf, settings: InForce, now: Now
) -> GoData:
    """Return where a day stands and what the operator's `go` has and lacks. It is no permission of anybody."""
    hours = settings.emergency_check_hours
    return GoData.of_go(*read_go(unit, atlases, account, trial_id, day, check_hours=hours, now=now))


@router.post("/flight-days/{day}/acts", status_code=CREATED, summary="Decide: go, no-go, postponed, flown")
def act(
    trial_id: str,
    day: date,
    asked: DayActIn,
    account: Annotated[Account, May(Action.DECIDE_DAY)],
    unit: Writing,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> DayActData:
    """Record what the operator decides of a day; every public page and feed says it at once."""
    hours = settings.emergency_check_hours
    return DayActData.of(decide(unit, atlases, account, trial_id, asked.value(day), check_hours=hours, now=now))


@router.post("/flight-days/{day}/plan-notices", status_code=CREATED, summary="Record a plan notice (通報)")
def record_notice(
    trial_id: str, day: date, told: PlanNoticeIn, account: Operator, unit: Writing, now: Now
) -> RecordedData:
    """Record the number of the day's plan notice. It is of this revision, day and windows; a change makes it stale."""
    return RecordedData(id=record.record_notice(unit, account, trial_id, day, told.number, now=now).id)


@router.post("/flight-days/{day}/emergency-checks", status_code=CREATED, summary="Record a check (緊急用務空域)")
def record_check(trial_id: str, day: date, told: CheckIn, account: Operator, unit: Writing, now: Now) -> RecordedData:
    """Record that you looked emergency airspace up, when, and whether any was over the day's flights."""
    checked = record.record_check(unit, account, trial_id, day, told.checked_at, found=told.found, now=now)
    return RecordedData(id=checked.id)


@router.post("/flight-days/{day}/tellings", status_code=CREATED, summary="Tell the contacts of a day")
def tell_contacts(trial_id: str, day: date, account: Keeper, unit: Writing, now: Now) -> CountData:
    """Tell the contacts of a day as it is planned, and ask them to acknowledge it."""
    return CountData(told=contacts.tell_day(unit, account, trial_id, day, now=now))


@router.get("/permits", summary="List permits on record")
def list_permits(trial_id: str, account: Reader, unit: Reading) -> list[PermitData]:
    """Return the permits of MLIT that the operator recorded."""
    return [PermitData.of(one) for one in unit.flight_days.permits(seen_trial(unit, account, trial_id).id)]


@router.post("/permits", status_code=CREATED, summary="Record a permit")
def record_permit(trial_id: str, told: PermitIn, account: Operator, unit: Writing, now: Now) -> PermitData:
    """Record the number and days of a permit of MLIT. Nobody asks MLIT about it."""
    return PermitData.of(record.record_permit(unit, account, trial_id, told.value(), now=now))


@router.post("/permits/{permit_id}/withdrawal", status_code=status.HTTP_204_NO_CONTENT, summary="Withdraw a permit")
def withdraw_permit(trial_id: str, permit_id: str, account: Operator, unit: Writing, now: Now) -> None:
    """Record that a permit counts no more."""
    record.withdraw_permit(unit, account, trial_id, permit_id, now=now)


@router.get("/contacts", summary="List contacts")
def list_contacts(trial_id: str, account: Keeper, unit: Reading) -> list[ContactData]:
    """Return who is told of the trial's days, what they were told, and what they acknowledged."""
    return [ContactData.of(seen) for seen in contacts.contacts_of(unit, account, trial_id)]


@router.post("/contacts", status_code=CREATED, summary="Add a contact")
def add_contact(trial_id: str, told: ContactIn, account: Keeper, unit: Writing, now: Now) -> RecordedData:
    """Add a contact, an office of the register or a name that can be reached."""
    return RecordedData(id=contacts.add_contact(unit, account, trial_id, told.value(), now=now).id)


@router.delete("/contacts/{contact_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Remove a contact")
def remove_contact(trial_id: str, contact_id: str, account: Keeper, unit: Writing, now: Now) -> None:
    """Take a contact off the list and delete who it is."""
    contacts.remove_contact(unit, account, trial_id, contact_id, now=now)


@router.post(
    "/contact-tellings/{telling_id}/acknowledgement",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Record an acknowledgement by telephone",
)
def acknowledge(trial_id: str, telling_id: str, told: TelephoneIn, account: Keeper, unit: Writing, now: Now) -> None:
    """Record that a contact said by telephone that it knows: who, and when."""
    contacts.acknowledge_by_telephone(unit, account, trial_id, telling_id, at=told.at, speaker=told.speaker, now=now)


@router.get("/incidents", summary="List incidents")
def list_incidents(trial_id: str, account: Reader, unit: Reading) -> list[IncidentData]:
    """Return first reports of incidents, newest first."""
    return [IncidentData.of(seen) for seen in incidents.incidents_of(unit, account, trial_id)]


@router.post("/incidents", status_code=CREATED, summary="Report an incident", description=NO_REPLACEMENT.en)
def report_incident(trial_id: str, told: IncidentIn, account: Reporter, unit: Writing, now: Now) -> RecordedData:
    """Make a first report."""
    return RecordedData(id=incidents.report_incident(unit, account, trial_id, told.value(), now=now).id)


@router.post("/incidents/{number}/mlit-number", status_code=CREATED, summary="Record MLIT's number")
def give_mlit_number(
    trial_id: str, number: Number, told: PlanNoticeIn, account: Reporter, unit: Writing, now: Now
) -> PlanNoticeIn:
    """Record the number that MLIT gave to its own report."""
    given = incidents.give_mlit_number(unit, account, trial_id, number, told.number, now=now)
    return PlanNoticeIn(number=given.mlit_number)


@router.post("/incidents/{number}/notices", status_code=CREATED, summary="Tell everyone of an incident")
def tell_everyone(
    trial_id: str,
    number: Number,
    told: IncidentNoticeIn,
    account: Annotated[Account, May(Action.PUBLISH_INCIDENT)],
    unit: Writing,
    atlases: AtlasesOf,
    now: Now,
) -> IncidentNoticeIn:
    """Record what everyone is told, and whether it is shown; it takes the place of what was told before."""
    made = tell_everyone_at_once(unit, atlases, account, trial_id, number, told.text, published=told.published, now=now)
    return IncidentNoticeIn(text=made.text, published=made.published)

"""`/api/v1/enquiries`: 事前相談, what is asked before anything is submitted."""

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import May, Now, Reading, Writing
from api.schemas.conduct import EnquiryData, EnquiryIn, EntryData, EntryIn, TrialNamedIn
from api.security.accounts import Account
from api.security.permissions import Action
from api.services import enquire

router = APIRouter(prefix="/enquiries", tags=["enquiries"])


@router.get("", summary="List enquiries")
def enquiries(account: Annotated[Account, May(Action.READ_ENQUIRIES)], unit: Reading) -> list[EnquiryData]:
    """Return the enquiries that you may read, newest first."""
    return [EnquiryData.of(found, unit.enquiries.entries(found.id)) for found in enquire.enquiries_seen(unit, account)]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Begin an enquiry")
def begin(
    asked: EnquiryIn, account: Annotated[Account, May(Action.BEGIN_ENQUIRY)], unit: Writing, now: Now
) -> EnquiryData:
    """Ask the office something before a proposal is submitted."""
    enquiry = enquire.begin_enquiry(unit, account, asked.subject, asked.text, now=now)
    return EnquiryData.of(enquiry, unit.enquiries.entries(enquiry.id))


@router.get("/{enquiry_id}", summary="Read an enquiry")
def read(enquiry_id: str, account: Annotated[Account, May(Action.READ_ENQUIRIES)], unit: Reading) -> EnquiryData:
    """Return an enquiry with all that was said."""
    enquiry = enquire.seen_enquiry(unit, account, enquiry_id)
    return EnquiryData.of(enquiry, unit.enquiries.entries(enquiry_id))


@router.post("/{enquiry_id}/entries", status_code=status.HTTP_201_CREATED, summary="Write in an enquiry")
def say(
    enquiry_id: str, said: EntryIn, account: Annotated[Account, May(Action.ANSWER_ENQUIRY)], unit: Writing, now: Now
) -> EntryData:
    """Answer, ask further, or record a talk. What is written stays."""
    return EntryData.of(enquire.say(unit, account, enquiry_id, said.text, now=now))


@router.put("/{enquiry_id}/trial", status_code=status.HTTP_204_NO_CONTENT, summary="Name the trial that came of it")
def name_trial(
    enquiry_id: str,
    named: TrialNamedIn,
    account: Annotated[Account, May(Action.BEGIN_ENQUIRY)],
    unit: Writing,
    now: Now,
) -> None:
    """Say which of your trials came of an enquiry; its case then shows what was said."""
    enquire.name_trial(unit, account, enquiry_id, named.trial_id, now=now)

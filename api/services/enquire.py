"""事前相談: an operator asks, the office answers; what was said stays as it was written."""

from datetime import datetime

from airspace.enquiry import Enquiry, EnquiryEntry
from airspace.workflow import StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action, Reach, reach_of, require
from api.services.access import seen_trial
from api.services.ids import new_id
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


def begin_enquiry(unit: UnitOfWork, account: Account, subject: str, text: str, *, now: datetime) -> Enquiry:
    """Begin a talk with the office.

    Raises
    ------
    ValueRefused
        If the subject or the text is missing or unreadable.
    """
    require(account, Action.BEGIN_ENQUIRY)
    enquiry = Enquiry(new_id(), account.organisation_id, subject, now, account.id)
    entry = EnquiryEntry(enquiry.id, 1, text, by_the_office=False, said_at=now, said_by=account.id)
    unit.enquiries.add(enquiry)
    unit.enquiries.add_entry(entry)
    unit.audit.append(at=now, actor=account.id, action=Action.BEGIN_ENQUIRY, subject=enquiry.id)
    return enquiry


def say(unit: UnitOfWork, account: Account, enquiry_id: str, text: str, *, now: datetime) -> EnquiryEntry:
    """Say something in an enquiry: an answer, a further question, or the record of a talk."""
    enquiry = seen_enquiry(unit, account, enquiry_id, Action.ANSWER_ENQUIRY)
    by_the_office = reach_of(account, Action.ANSWER_ENQUIRY) is Reach.ALL
    number = unit.enquiries.next_entry(enquiry_id)
    entry = EnquiryEntry(enquiry.id, number, text, by_the_office, now, account.id)
    unit.enquiries.add_entry(entry)
    unit.audit.append(
        at=now, actor=account.id, action=Action.ANSWER_ENQUIRY, subject=enquiry_id, details={"entry": number}
    )
    return entry


def name_trial(unit: UnitOfWork, account: Account, enquiry_id: str, trial_id: str, *, now: datetime) -> None:
    """Say which of the organisation's trials came of an enquiry; once that one was submitted, it stays so.

    Raises
    ------
    StepRefused
        If another trial that was submitted came of it: the talk belongs to that case.
    """
    enquiry = seen_enquiry(unit, account, enquiry_id, Action.BEGIN_ENQUIRY)
    trial = seen_trial(unit, account, trial_id)
    if trial.organisation_id != enquiry.organisation_id:
        raise NotFound
    before = enquiry.trial_id
    if before not in (None, trial_id) and unit.trials.revision(before) is not None:
        raise StepRefused(
            Text(
                "この相談は、提出済みの別の実証実験のものです。",
                "This enquiry belongs to another trial, which was submitted.",
            ),
            Text("新しい相談を始めてください。", "Begin another enquiry."),
        )
    unit.enquiries.set_trial(enquiry_id, trial_id)
    unit.audit.append(
        at=now, actor=account.id, action="enquiry_led_to_trial", subject=trial_id, details={"enquiry": enquiry_id}
    )


def enquiries_seen(unit: UnitOfWork, account: Account) -> tuple[Enquiry, ...]:
    """Return the enquiries within an account's reach, newest first."""
    require(account, Action.READ_ENQUIRIES)
    only = account.organisation_id if reach_of(account, Action.READ_ENQUIRIES) is Reach.OWN else None
    return unit.enquiries.list(organisation_id=only)


def seen_enquiry(
    unit: UnitOfWork, account: Account, enquiry_id: str, action: Action = Action.READ_ENQUIRIES
) -> Enquiry:
    """Return an enquiry that the account reaches with an action; raises `NotFound` beyond it."""
    require(account, action)
    enquiry = unit.enquiries.get(enquiry_id)
    own = enquiry is not None and enquiry.organisation_id == account.organisation_id
    if enquiry is None or not (own or reach_of(account, action) is Reach.ALL):
        raise NotFound
    return enquiry

"""`/api/v1/trials/{id}/consultations`, `/api/v1/offices`, `/api/v1/municipality`: opinions asked and given."""

from typing import Annotated

from fastapi import APIRouter, status

from airspace.consultation import summarise
from airspace.proposal import ProposalRevision
from api.deps import AtlasesOf, MailGoes, May, Now, Number, Reading, Writing
from api.problems import NotFound
from api.schemas.consultations import (
    AnswerData,
    AnswerIn,
    AskedData,
    AskingIn,
    ConsultationData,
    ConsultationsData,
    CopyIn,
    OfficeData,
    OfficeIn,
    ReasonIn,
    RedactionData,
    ReminderData,
    SuggestionsData,
    SummaryData,
)
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import seen_trial
from api.services.consultation import ask as asking
from api.services.consultation.answer import answer_as_member, asked_of_office
from api.services.consultation.offices import add_office
from api.services.consultation.redact import redact
from api.store.unit_of_work import UnitOfWork

router = APIRouter(tags=["consultations"])


@router.get("/offices", summary="List the offices that can be asked")
def list_offices(_account: Annotated[Account, May(Action.READ_OFFICES)], unit: Reading) -> list[OfficeData]:
    """Return the register of offices, without where they are reached."""
    return [OfficeData.of(office) for office in unit.offices.list()]


@router.post("/offices", status_code=status.HTTP_201_CREATED, summary="Register an office")
def register_office(
    office: OfficeIn, account: Annotated[Account, May(Action.KEEP_OFFICES)], unit: Writing, now: Now
) -> OfficeData:
    """Add an office to the register. One-time codes go to the address given here."""
    return OfficeData.of(add_office(unit, account, office.value(), now=now))


@router.get("/trials/{trial_id}/consultees", summary="Whom to ask")
def consultees(
    trial_id: str, account: Annotated[Account, May(Action.READ_CONSULTATIONS)], unit: Reading, atlases: AtlasesOf
) -> SuggestionsData:
    """Return whom the newest revision gives reason to ask, and what the layers held cannot tell."""
    return SuggestionsData.of(*asking.whom_to_ask(unit, atlases, _newest(unit, account, trial_id)))


@router.get("/trials/{trial_id}/consultations", summary="List consultations")
def consultations(
    trial_id: str, account: Annotated[Account, May(Action.READ_CONSULTATIONS)], unit: Reading, now: Now
) -> ConsultationsData:
    """Return who was asked, where each stands now, and what was answered. No answer is not agreement."""
    records = asking.consultations_of(unit, account, trial_id)
    number = _newest(unit, account, trial_id).number
    return ConsultationsData(
        summary=SummaryData.of(summarise(records, number, now), number),
        consultations=[ConsultationData.of(record, now) for record in records],
    )


@router.post("/trials/{trial_id}/consultations", status_code=status.HTTP_201_CREATED, summary="Ask for opinions")
def ask(
    trial_id: str,
    wanted: AskingIn,
    account: Annotated[Account, May(Action.ASK_CONSULTATION)],
    unit: Writing,
    mail_goes: MailGoes,
    now: Now,
) -> list[ConsultationData]:
    """Ask offices about the newest revision. Each is sent a link that opens the case."""
    made = asking.ask(unit, account, trial_id, wanted.value(), mail_goes=mail_goes, now=now)
    records = {record.consultation.id: record for record in unit.consultations.of_trial(trial_id)}
    return [ConsultationData.of(records[consultation.id], now) for consultation in made]


@router.post("/trials/{trial_id}/consultations/end", summary="End the consultation")
def end(
    trial_id: str, account: Annotated[Account, May(Action.END_CONSULTATION)], unit: Writing, now: Now
) -> SummaryData:
    """Go back to the review. Who has not answered has not agreed; answers that come later are kept."""
    summary = asking.end(unit, account, trial_id, now=now)
    return SummaryData.of(summary, _newest(unit, account, trial_id).number)


@router.post(
    "/trials/{trial_id}/consultations/{consultation_id}/reminders",
    status_code=status.HTTP_201_CREATED,
    summary="Remind",
)
def remind(
    trial_id: str,
    consultation_id: str,
    account: Annotated[Account, May(Action.FOLLOW_CONSULTATION)],
    unit: Writing,
    mail_goes: MailGoes,
    now: Now,
) -> ReminderData:
    """Remind an office that has not answered."""
    return ReminderData.of(asking.remind(unit, account, trial_id, consultation_id, mail_goes=mail_goes, now=now))


@router.post(
    "/trials/{trial_id}/consultations/{consultation_id}/withdrawal",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Withdraw a consultation",
)
def withdraw(
    trial_id: str,
    consultation_id: str,
    sent: ReasonIn,
    account: Annotated[Account, May(Action.FOLLOW_CONSULTATION)],
    unit: Writing,
    mail_goes: MailGoes,
    now: Now,
) -> None:
    """Withdraw a consultation that is not answered, with the reason, which the office reads."""
    asking.withdraw(unit, account, trial_id, consultation_id, sent.reason, mail_goes=mail_goes, now=now)


@router.post(
    "/trials/{trial_id}/consultations/{consultation_id}/answers/{number}/copies",
    status_code=status.HTTP_201_CREATED,
    summary="Make a copy for publication",
)
def make_copy(
    trial_id: str,
    consultation_id: str,
    number: Number,
    copy: CopyIn,
    account: Annotated[Account, May(Action.REDACT_ANSWER)],
    unit: Writing,
    now: Now,
) -> RedactionData:
    """Keep a copy of an answer for publication. The answer stays as it was given."""
    return RedactionData.of(redact(unit, account, trial_id, consultation_id, number, copy.text, now=now))


@router.get("/municipality/consultations", summary="What my office is asked")
def of_my_office(
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)], unit: Reading, now: Now
) -> list[AskedData]:
    """Return what your office was asked, what waits for an answer first."""
    return [AskedData.of(asked, now) for asked, _ in asked_of_office(unit, account, now=now)]


@router.post(
    "/municipality/consultations/{consultation_id}/answers",
    status_code=status.HTTP_201_CREATED,
    summary="Answer for my office",
)
def answer(
    consultation_id: str,
    sent: AnswerIn,
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)],
    unit: Writing,
    now: Now,
) -> AnswerData:
    """Answer for your office. A correction is a further answer; both are kept."""
    return AnswerData.of(answer_as_member(unit, account, consultation_id, sent.value(), seen=sent.seen, now=now))


def _newest(unit: UnitOfWork, account: Account, trial_id: str) -> ProposalRevision:
    trial = seen_trial(unit, account, trial_id, Action.READ_CONSULTATIONS)
    revision = unit.trials.revision(trial.id)
    if revision is None:
        raise NotFound
    return revision

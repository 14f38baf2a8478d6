"""Staff see whom a route gives reason to ask, ask them, remind them, and withdraw what they no longer ask."""

from dataclasses import dataclass
from datetime import datetime

from airspace.consultation import (
    Consultation,
    Consultee,
    Record,
    Reminder,
    Standing,
    Summary,
    Withdrawal,
    refuse_withdrawal,
    summarise,
)
from airspace.consultation.office import ConsultedOffice, meant_by
from airspace.consultation.suggest import Suggestion, Suggestions, suggest
from airspace.consultation.value import due_day, questions_given, reason_of_withdrawal
from airspace.facts import Facts
from airspace.procedures import japan
from airspace.proposal import ProposalRevision, hash_of
from airspace.trial import JST
from airspace.volume import build_volume
from airspace.workflow import IN_THE_OFFICE, Step, StepRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.consultation import sending
from api.services.ids import new_id
from api.services.letters.acts import keep_consultation
from api.services.propose import revision_content
from api.services.screen import Atlases
from api.services.step import begin, finish
from api.services.tell import refuse_without_mail
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

DEFAULT_WORKING_DAYS = 10
MOST_ASKED = 50

DEFAULT_QUESTIONS = Text(
    "この飛行経路について、業務や住民の暮らしに支障がありますか。条件や心配な点があれば教えてください。",
    "Does this route stand in the way of your work or of people's lives? Please tell us any conditions or concerns.",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask what about which revision, and within how many working days."""

    revision_number: int
    office_ids: tuple[str, ...]
    questions: str
    working_days: int = DEFAULT_WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Matched:
    """A suggestion with the offices of the register that it means."""

    suggestion: Suggestion
    offices: tuple[ConsultedOffice, ...]


def whom_to_ask(unit: UnitOfWork, atlases: Atlases, revision: ProposalRevision) -> tuple[Suggestions, list[Matched]]:
    """Return whom a revision gives reason to ask by the layers held now, each with its offices of the register."""
    _, atlas = atlases.current(unit)
    flights = []
    for data in revision_content(revision).operations:
        operation = data.value()
        ground = atlases.grounds.under(operation, atlas, unit)
        flights.append(Facts(atlas.on_ground(ground), build_volume(operation, ground)))
    found = suggest(flights)
    offices = unit.offices.list()
    return found, [Matched(suggestion, meant_by(suggestion, offices)) for suggestion in found.suggested]


def consultations_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[Record, ...]:
    """Return a trial's consultations in the order in which they were asked."""
    return unit.consultations.of_trial(seen_trial(unit, account, trial_id, Action.READ_CONSULTATIONS).id)


def ask(
    unit: UnitOfWork, account: Account, trial_id: str, asking: Asking, *, mail_goes: bool, now: datetime
) -> tuple[Consultation, ...]:
    """Ask offices about a trial's newest revision, and send each a link that opens the case.

    Raises
    ------
    StepRefused
        If the trial's state, a newer revision or an open consultation stands against it, or no mail goes.
    ValueRefused
        If nobody is chosen, nothing is asked, or the number of days is out of bounds.
    NotFound
        If an office is not registered.
    """
    trial = begin(unit, account, trial_id, Step.ASK_CONSULTATION)
    refuse_without_mail(mail_goes)
    revision = _newest(unit, trial_id, asking.revision_number)
    due_on = due_day(now, asking.working_days, japan().calendar.value)
    questions = questions_given(asking.questions)
    offices = _chosen(unit, asking.office_ids)
    _refuse_asking_twice(unit.consultations.of_trial(trial_id), offices, revision.number, now)
    made = []
    for office in offices:
        consultation = Consultation(
            id=new_id(),
            trial_id=trial_id,
            number=unit.consultations.next_number(trial_id),
            revision_number=revision.number,
            revision_sha256=revision.sha256,
            consultee=Consultee(office.kind, office.name, office.id),
            questions=questions,
            asked_at=now,
            asked_by=account.id,
            working_days=asking.working_days,
            due_on=due_on,
        )
        unit.consultations.add(consultation)
        sending.tell_asked(unit, consultation, now=now)
        _audit(unit, account, consultation, "consultation_asked", now, office=office.id, due=due_on.isoformat())
        keep_consultation(unit, account, revision, consultation, now=now)
        made.append(consultation)
    details = {"asked": len(made), "revision": revision.number}
    finish(unit, account, trial, Step.ASK_CONSULTATION, now=now, details=details)
    return tuple(made)


def end(unit: UnitOfWork, account: Account, trial_id: str, *, now: datetime) -> Summary:
    """End the time of consultation: the trial goes back under review. Who has not answered has still not agreed.

    Answers that come later are kept as before.

    Raises
    ------
    StepRefused
        If nobody is being consulted.
    """
    trial = begin(unit, account, trial_id, Step.END_CONSULTATION)
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    summary = summarise(unit.consultations.of_trial(trial_id), revision.number, now)
    details = {"answered": summary.answered, "unanswered": len(summary.unanswered), "revision": revision.number}
    finish(unit, account, trial, Step.END_CONSULTATION, now=now, details=details)
    return summary


def remind(
    unit: UnitOfWork, account: Account, trial_id: str, consultation_id: str, *, mail_goes: bool, now: datetime
) -> Reminder:
    """Remind an office that has not answered, by a message with a link of its own; once a day at most.

    Raises
    ------
    StepRefused
        If it has answered, the consultation is withdrawn, the case waits for no opinion any more, it was reminded
        today, or no mail goes.
    """
    record = open_record(unit, account, trial_id, consultation_id, Action.FOLLOW_CONSULTATION)
    refuse_withdrawal(record)
    _refuse_when_decided(unit, trial_id)
    refuse_without_mail(mail_goes)
    sending.refuse_unreachable(unit, record.consultation.consultee.office_id)
    today = now.astimezone(JST).date()
    if any(reminder.reminded_at.astimezone(JST).date() == today for reminder in record.reminders):
        raise StepRefused(
            Text("きょうは、もう督促しています。", "A reminder was sent today already."),
            Text("あすになってから、もう一度送れます。", "Another can be sent tomorrow."),
        )
    consultation = record.consultation
    reminder = Reminder(new_id(), consultation_id, now, account.id)
    unit.consultations.add_reminder(reminder)
    sending.tell_again(unit, consultation, now=now)
    _audit(unit, account, consultation, "consultation_reminded", now, reminder=reminder.id)
    return reminder


def _refuse_when_decided(unit: UnitOfWork, trial_id: str) -> None:
    """Refuse to press for an opinion that nobody waits for."""
    trial = unit.trials.get(trial_id)
    if trial is None or trial.state not in IN_THE_OFFICE:
        raise StepRefused(
            Text(
                "この実証実験は、もう県の審査中ではありません。", "The prefecture is not reviewing this trial any more."
            ),
            Text(
                "督促は要りません。照会を取り下げることはできます。",
                "No reminder is due; the consultation can be withdrawn.",
            ),
        )


def withdraw(
    unit: UnitOfWork,
    account: Account,
    trial_id: str,
    consultation_id: str,
    reason: str,
    *,
    mail_goes: bool,
    now: datetime,
) -> Withdrawal:
    """Withdraw a consultation that is not answered, and tell the office.

    Raises
    ------
    StepRefused
        If it was answered or withdrawn before, or no mail goes.
    ValueRefused
        If no reason is given.
    """
    record = open_record(unit, account, trial_id, consultation_id, Action.FOLLOW_CONSULTATION)
    refuse_withdrawal(record)
    refuse_without_mail(mail_goes)
    sending.refuse_unreachable(unit, record.consultation.consultee.office_id)
    withdrawal = Withdrawal(consultation_id, reason_of_withdrawal(reason), now, account.id)
    unit.consultations.add_withdrawal(withdrawal)
    sending.tell_withdrawn(unit, record.consultation, now=now)
    sha256 = hash_of(withdrawal.reason)
    _audit(unit, account, record.consultation, "consultation_withdrawn", now, reason_sha256=sha256)
    return withdrawal


def open_record(unit: UnitOfWork, account: Account, trial_id: str, consultation_id: str, action: Action) -> Record:
    """Return one of a trial's consultations, the trial locked for an action; raises `NotFound` for another's."""
    locked_trial(unit, account, trial_id, action)
    record = unit.consultations.record(consultation_id)
    if record is None or record.consultation.trial_id != trial_id:
        raise NotFound
    return record


def _chosen(unit: UnitOfWork, office_ids: tuple[str, ...]) -> list[ConsultedOffice]:
    unique = tuple(dict.fromkeys(office_ids))
    if not 1 <= len(unique) <= MOST_ASKED:
        raise ValueRefused(
            Text(
                "照会先が選ばれていません。" if not unique else "照会先が多すぎます。",
                "Nobody is chosen." if not unique else "Too many are chosen.",
            ),
            Text(f"1 から {MOST_ASKED} の所属を選んでください。", f"Choose 1 to {MOST_ASKED} offices."),
            where="offices",
        )
    offices = [unit.offices.get(office_id) for office_id in unique]
    found = [office for office in offices if office is not None]
    if len(found) < len(unique):
        raise NotFound
    for office in found:
        sending.refuse_unreachable(unit, office.id)
    return found


def _refuse_asking_twice(
    records: tuple[Record, ...], offices: list[ConsultedOffice], revision_number: int, now: datetime
) -> None:
    asked = {
        record.consultation.consultee.office_id
        for record in records
        if record.consultation.revision_number == revision_number and record.standing(now) is not Standing.WITHDRAWN
    }
    again = [office.name for office in offices if office.id in asked]
    if again:
        raise StepRefused(
            Text(
                f"この版については、もう照会しています：{'、'.join(name.ja for name in again)}。",
                f"Asked about this revision already: {', '.join(name.en for name in again)}.",
            ),
            Text("画面を開きなおして、照会の一覧を確かめてください。", "Reload the page and look at the list."),
        )


def _newest(unit: UnitOfWork, trial_id: str, number: int) -> ProposalRevision:
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    if revision.number != number:
        raise StepRefused(
            Text(f"第{number}版は最新の版ではありません。", f"Revision {number} is not the newest."),
            Text(
                "画面を開きなおして、最新の版を確かめてください。", "Reload the page and look at the newest revision."
            ),
        )
    return revision


def _audit(
    unit: UnitOfWork, account: Account, consultation: Consultation, action: str, now: datetime, **details: str | int
) -> None:
    unit.audit.append(
        at=now,
        actor=account.id,
        action=action,
        subject=consultation.trial_id,
        details={"consultation": consultation.id, "revision": consultation.revision_number, **details},
    )

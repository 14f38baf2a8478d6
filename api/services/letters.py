"""Letters: made from what was decided or asked, drawn, and kept in the transaction of what they tell of.

A letter that cannot be drawn (a character that the font lacks, a part that its kind owes) refuses the whole act:
nothing is decided that cannot be told.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from airspace.letter import (
    PARTS,
    About,
    Addressee,
    Clause,
    Earlier,
    Facility,
    Honorific,
    Letter,
    LetterKind,
    Part,
    Reception,
    Redress,
    Seal,
    Sender,
)
from airspace.proposal import Decision, DecisionKind, ProposalRevision, Trial
from airspace.routing_slip import RoutingSlip
from airspace.trial import JST
from airspace.workflow import Step
from api.letters.draw import draw
from api.problems import NotFound
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.access import locked_trial, seen_trial
from api.services.propose import revision_content
from api.store.letters import KeptLetter
from api.store.unit_of_work import UnitOfWork

RECEIPT_KEPT_YEARS = 5

NO_REASON_ON_RECORD = "（理由の記録なし）"
"""What stands where a condition was written before reasons were asked for."""

LETTER_OF: dict[tuple[DecisionKind, Step], LetterKind] = {
    (DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE): LetterKind.ROUTE_CONFIRMED,
    (DecisionKind.ROUTE_CONFIRMATION, Step.DECLINE): LetterKind.ROUTE_DECLINED,
    (DecisionKind.ADOPTION, Step.CONFIRM_ROUTE): LetterKind.ADOPTED,
    (DecisionKind.ADOPTION, Step.DECLINE): LetterKind.ADOPTION_DECLINED,
    (DecisionKind.FACILITY_USE, Step.CONFIRM_ROUTE): LetterKind.FACILITY_USE,
    (DecisionKind.FACILITY_USE, Step.DECLINE): LetterKind.FACILITY_DECLINED,
    (DecisionKind.SUPPORT, Step.CONFIRM_ROUTE): LetterKind.SUPPORT,
    (DecisionKind.SUPPORT, Step.DECLINE): LetterKind.ROUTE_DECLINED,
} | dict.fromkeys(((kind, Step.CALL_OFF) for kind in DecisionKind), LetterKind.CONFIRMATION_WITHDRAWN)
"""Which letter tells of which decision."""

OF_THE_DESK = (
    LetterKind.CORRECTION_REQUEST,
    LetterKind.CONSULTATION,
    LetterKind.CHANGE_RECEIVED,
    LetterKind.WITHDRAWAL_RECEIVED,
    LetterKind.STOP_REQUEST,
)
"""Letters that the desk sends without a decision. A request to stop is a request: the prefecture cannot order it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What only a letter about a place that the prefecture manages says: the place, and how it is contested."""

    facility: Facility | None = None
    redress: Redress | None = None


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class DeskLetter:
    """What the desk writes of a letter without a decision."""

    kind: LetterKind
    document_number: str
    issued_on: date
    addressee: Addressee
    sender: Sender
    keep_years: int
    asked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    due_on: date | None = None


def keep_receipt(unit: UnitOfWork, account: Account, trial: Trial, *, now: datetime) -> KeptLetter:
    """Make the receipt (受領書) of a trial that was just taken in."""
    revision, reception = _newest(unit, trial.id), _reception(unit, trial.id)
    operator = unit.accounts.organisation(trial.organisation_id)
    office = unit.accounts.organisation(account.organisation_id)
    if operator is None or office is None:
        raise LookupError(f"the receipt of {trial.id} points to organisations that are not held")
    letter = Letter(
        LetterKind.RECEIPT,
        issued_on=now.astimezone(JST).date(),
        addressee=Addressee((operator.name,), Honorific.BODY),
        sender=Sender(office.name, Seal.OMITTED, office.name, office.phone),
        about=_about(revision),
        keep_years=RECEIPT_KEPT_YEARS,
        audit_head=unit.audit.head,
        reception=reception,
    )
    return _keep(unit, account, trial.id, letter, now)


def keep_decision_letter(
    unit: UnitOfWork, account: Account, slip: RoutingSlip, decision: Decision, facts: Facts, *, now: datetime
) -> KeptLetter:
    """Make the letter of a decision that is being put into force.

    Raises
    ------
    ValueRefused
        If its kind owes something that is not given, such as the reasons and 教示 of a facility's use.
    """
    revision = unit.trials.revision(slip.trial_id, decision.revision_number)
    particulars = slip.letter
    if revision is None or particulars is None or decision.enforced_on is None:
        raise LookupError(f"slip {slip.id} lacks what its letter says")
    kind = LETTER_OF[decision.kind, decision.outcome]
    disposes = decision.kind is DecisionKind.FACILITY_USE and decision.outcome is not Step.CALL_OFF
    lends = decision.kind is DecisionKind.SUPPORT and kind is LetterKind.SUPPORT
    proposed = slip.proposed
    letter = Letter(
        kind,
        issued_on=decision.enforced_on,
        addressee=Addressee(particulars.addressee, Honorific(particulars.honorific)),
        sender=Sender(
            particulars.sender,
            Seal.STAMPED if proposed.seal else Seal.OMITTED,
            particulars.desk,
            particulars.telephone,
        ),
        about=_about(revision),
        keep_years=proposed.keep_years,
        audit_head=unit.audit.head,
        number=decision.document_number,
        basis=decision.basis,
        answers=_day(revision.submitted_at) if disposes or lends else None,
        earlier=_earlier(unit, decision) if decision.outcome is Step.CALL_OFF else None,
        reception=_reception(unit, slip.trial_id),
        facility=facts.facility,
        clauses=tuple(Clause(one.text, one.reason or NO_REASON_ON_RECORD) for one in proposed.conditions),
        reasons=(decision.reason,) if decision.reason and _may_hold(kind, Part.REASONS) else (),
        redress=facts.redress,
    )
    return _keep(unit, account, slip.trial_id, letter, now)


def issue_letter(
    unit: UnitOfWork, account: Account, trial_id: str, desk_letter: DeskLetter, *, now: datetime
) -> KeptLetter:
    """Make a letter of the desk: a request for corrections or an opinion, a receipt of a change, a request to stop.

    Raises
    ------
    ValueRefused
        If the kind is that of a decision, or something that it owes is missing.
    """
    trial = locked_trial(unit, account, trial_id, Action.ISSUE_LETTER)
    revision = _newest(unit, trial.id)
    answers = desk_letter.kind in (LetterKind.CHANGE_RECEIVED, LetterKind.WITHDRAWAL_RECEIVED)
    letter = Letter(
        desk_letter.kind,
        issued_on=desk_letter.issued_on,
        addressee=desk_letter.addressee,
        sender=desk_letter.sender,
        about=_about(revision),
        keep_years=desk_letter.keep_years,
        audit_head=unit.audit.head,
        number=desk_letter.document_number,
        answers=_day(revision.submitted_at) if answers else None,
        earlier=_last_decision(unit, trial_id) if desk_letter.kind is LetterKind.CHANGE_RECEIVED else None,
        reception=_reception(unit, trial_id),
        asked=desk_letter.asked,
        reasons=desk_letter.reasons,
        due_on=desk_letter.due_on,
    )
    return _keep(unit, account, trial_id, letter, now)


def letters_of(unit: UnitOfWork, account: Account, trial_id: str) -> tuple[KeptLetter, ...]:
    """Return the letters of a trial that an account may read, oldest first."""
    return unit.letters.list(seen_trial(unit, account, trial_id).id)


def letter_of(unit: UnitOfWork, account: Account, trial_id: str, number: int) -> KeptLetter:
    """Return one letter with its PDF; raises `NotFound` where there is none within reach."""
    found = unit.letters.get(seen_trial(unit, account, trial_id).id, number)
    if found is None:
        raise NotFound
    return found


def _keep(unit: UnitOfWork, account: Account, trial_id: str, letter: Letter, now: datetime) -> KeptLetter:
    pdf = draw(letter)
    kept = KeptLetter(
        trial_id=trial_id,
        number=unit.letters.next_number(trial_id),
        kind=letter.kind,
        document_number=letter.number,
        issued_on=letter.issued_on,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
        audit_head=letter.audit_head,
        made_at=now,
        made_by=account.id,
    )
    unit.letters.add(kept)
    details: dict[str, str | int] = {"letter": kept.number, "kind": kept.kind, "sha256": kept.sha256}
    unit.audit.append(at=now, actor=account.id, action="letter_made", subject=trial_id, details=details)
    return kept


def _may_hold(kind: LetterKind, part: Part) -> bool:
    return part in PARTS[kind].owed | PARTS[kind].may


def _about(revision: ProposalRevision) -> About:
    title = revision_content(revision).title
    return About(" ".join(title.split()), revision.number, revision.sha256, _day(revision.submitted_at))


def _reception(unit: UnitOfWork, trial_id: str) -> Reception | None:
    intake = unit.intakes.get(trial_id)
    return Reception(intake.reference, intake.received_on) if intake else None


def _newest(unit: UnitOfWork, trial_id: str) -> ProposalRevision:
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise NotFound
    return revision


def _earlier(unit: UnitOfWork, decision: Decision) -> Earlier | None:
    return _last_decision(unit, decision.trial_id, without=decision.id)


def _last_decision(unit: UnitOfWork, trial_id: str, without: str = "") -> Earlier | None:
    for decision in reversed(unit.trials.decisions(trial_id)):
        if decision.id != without and decision.document_number and decision.enforced_on:
            return Earlier(decision.document_number, decision.enforced_on)
    return None


def _day(moment: datetime) -> date:
    return moment.astimezone(JST).date()

"""The letter of what a slip decides (通知文書): what the office endorsed, with its number and day."""

from datetime import date, datetime
from typing import Any

from airspace.letter import PARTS, Addressee, Clause, Honorific, Letter, LetterKind, Part, Seal, Sender
from airspace.proposal import Decision, DecisionKind
from airspace.routing_slip import LetterParticulars, RoutingSlip
from airspace.workflow import Step
from api.letters.draw import draw
from api.security.accounts import Account
from api.services.letters.keep import about, audit_head, day_of, earlier, fields_named, keep, reception
from api.store.letters import KeptLetter
from api.store.unit_of_work import UnitOfWork

LETTER_OF: dict[tuple[DecisionKind, Step], LetterKind] = {
    (DecisionKind.ROUTE_CONFIRMATION, Step.CONFIRM_ROUTE): LetterKind.ROUTE_CONFIRMED,
    (DecisionKind.ROUTE_CONFIRMATION, Step.DECLINE): LetterKind.ROUTE_DECLINED,
    (DecisionKind.ROUTE_CONFIRMATION, Step.CALL_OFF): LetterKind.CONFIRMATION_WITHDRAWN,
    (DecisionKind.ADOPTION, Step.CONFIRM_ROUTE): LetterKind.ADOPTED,
    (DecisionKind.ADOPTION, Step.DECLINE): LetterKind.ADOPTION_DECLINED,
    (DecisionKind.ADOPTION, Step.CALL_OFF): LetterKind.ADOPTION_WITHDRAWN,
    (DecisionKind.FACILITY_USE, Step.CONFIRM_ROUTE): LetterKind.FACILITY_USE,
    (DecisionKind.FACILITY_USE, Step.DECLINE): LetterKind.FACILITY_DECLINED,
    (DecisionKind.FACILITY_USE, Step.CALL_OFF): LetterKind.FACILITY_WITHDRAWN,
    (DecisionKind.SUPPORT, Step.CONFIRM_ROUTE): LetterKind.SUPPORT,
    (DecisionKind.SUPPORT, Step.DECLINE): LetterKind.SUPPORT_DECLINED,
    (DecisionKind.SUPPORT, Step.CALL_OFF): LetterKind.SUPPORT_WITHDRAWN,
}
"""Which letter tells of which decision."""

FIELDS = {"clauses": "conditions", "reasons": "reason", "number": "document_number"}
"""What a slip calls the parts of its letter."""

NOT_NUMBERED = "未定"
"""Stands for 文書番号 while a slip is drafted."""


def refuse_letter(unit: UnitOfWork, slip: RoutingSlip, *, now: datetime) -> None:
    """Refuse a draft whose letter could not be made once it is decided.

    Raises
    ------
    ValueRefused
        If so: something that its kind owes is missing or that it cannot hold is given, or it cannot be printed.
    """
    with fields_named(FIELDS):
        draw(
            _letter(unit, slip, now, number=NOT_NUMBERED, issued_on=day_of(now), earlier=_confirmed_before(unit, slip))
        )


def keep_decision_letter(
    unit: UnitOfWork, account: Account, slip: RoutingSlip, decision: Decision, *, now: datetime
) -> KeptLetter:
    """Keep the letter of a decision that is being put into force.

    Raises
    ------
    ValueRefused
        If it cannot be made, as `refuse_letter`.
    """
    issued = {"number": decision.document_number, "issued_on": decision.enforced_on}
    with fields_named(FIELDS):
        letter = _letter(unit, slip, now, **issued, earlier=_confirmed_before(unit, slip, without=decision.id))
        return keep(unit, account, slip.trial_id, letter, now=now)


def _confirmed_before(unit: UnitOfWork, slip: RoutingSlip, without: str = "") -> Any:
    """Return the letter of the confirmation that a slip withdraws, or that stands though a change of it is declined."""
    if slip.proposed.step is Step.CONFIRM_ROUTE:
        return None
    return earlier(unit, slip.trial_id, without=without)


def _letter(unit: UnitOfWork, slip: RoutingSlip, now: datetime, **issued: Any) -> Letter:
    proposed, said = slip.proposed, slip.letter
    revision = unit.trials.revision(slip.trial_id, proposed.revision_number)
    if revision is None or said is None:
        raise LookupError(f"slip {slip.id} lacks what its letter says")
    kind = LETTER_OF[proposed.kind, proposed.step]
    return Letter(
        kind,
        addressee=Addressee(said.addressee, Honorific(said.honorific)),
        sender=_sender(said, stamped=proposed.seal),
        about=about(revision),
        keep_years=proposed.keep_years,
        audit_head=audit_head(unit, now),
        basis=proposed.basis,
        answers=day_of(revision.submitted_at) if Part.ANSWERS in PARTS[kind].owed else None,
        reception=reception(unit, slip.trial_id),
        facility=proposed.facility,
        clauses=tuple(Clause(one.text, one.reason or "") for one in proposed.conditions),
        # A confirmation tells no reasons: what stands in the slip is the office's own.
        reasons=(proposed.reason,) if proposed.reason and Part.REASONS in PARTS[kind].owed | PARTS[kind].may else (),
        redress=proposed.redress,
        due_on=_report_due(unit, slip.trial_id, kind, issued["issued_on"]),
        **issued,
    )


def _report_due(unit: UnitOfWork, trial_id: str, kind: LetterKind, issued_on: date) -> date | None:
    intake = unit.intakes.get(trial_id)
    due = intake.report_due_on if intake and Part.DUE_ON in PARTS[kind].may else None
    return due if due and due >= issued_on else None


def _sender(said: LetterParticulars, *, stamped: bool) -> Sender:
    return Sender(said.sender, Seal.STAMPED if stamped else Seal.OMITTED, said.desk, said.telephone)

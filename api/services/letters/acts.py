"""Letters of what is done without a slip: a receipt, a request for corrections, an opinion asked, and such."""

from datetime import date, datetime

from airspace.consultation import Consultation
from airspace.letter import LetterKind
from airspace.proposal import ProposalRevision, Trial
from api.security.accounts import Account, Organisation
from api.services.letters.keep import act_letter, day_of, earlier, fields_named, keep
from api.store.unit_of_work import UnitOfWork


def keep_receipt(unit: UnitOfWork, account: Account, trial: Trial, *, now: datetime) -> None:
    """Keep the receipt (受領書) of a trial that is being taken in."""
    revision = _newest(unit, trial.id)
    letter = act_letter(unit, account, revision, LetterKind.RECEIPT, _operator(unit, trial), now=now)
    keep(unit, account, trial.id, letter, now=now)


def keep_correction(
    unit: UnitOfWork,
    account: Account,
    trial: Trial,
    revision: ProposalRevision,
    reason: str,
    due_on: date,
    *,
    now: datetime,
) -> None:
    """Keep the request for corrections (補正依頼).

    Raises
    ------
    ValueRefused
        If it is due before today, or what is asked cannot be printed.
    """
    with fields_named({"asked": "reason"}):
        letter = act_letter(
            unit,
            account,
            revision,
            LetterKind.CORRECTION_REQUEST,
            _operator(unit, trial),
            now=now,
            asked=(reason,),
            due_on=due_on,
        )
        keep(unit, account, trial.id, letter, now=now)


def keep_consultation(
    unit: UnitOfWork, account: Account, revision: ProposalRevision, asked: Consultation, *, now: datetime
) -> None:
    """Keep the request for an opinion (意見照会) to one office."""
    with fields_named({"asked": "questions"}):
        letter = act_letter(
            unit,
            account,
            revision,
            LetterKind.CONSULTATION,
            asked.consultee.name.ja,
            now=now,
            asked=(asked.questions,),
            due_on=asked.due_on,
        )
        keep(unit, account, revision.trial_id, letter, now=now)


def keep_change(unit: UnitOfWork, account: Account, trial: Trial, notice: ProposalRevision, *, now: datetime) -> None:
    """Keep the letter that a notice of change is received (変更届の受理)."""
    letter = act_letter(
        unit,
        account,
        notice,
        LetterKind.CHANGE_RECEIVED,
        _operator(unit, trial),
        now=now,
        answers=day_of(notice.submitted_at),
        earlier=earlier(unit, trial.id),
    )
    keep(unit, account, trial.id, letter, now=now)


def keep_withdrawal(unit: UnitOfWork, account: Account, trial: Trial, *, now: datetime) -> None:
    """Keep the letter that a withdrawal is received (取下げの受理), of a trial or of a change of what is confirmed.

    A draft never reached the prefecture.
    """
    revision = unit.trials.revision(trial.id)
    if revision is None:
        return
    letter = act_letter(
        unit,
        account,
        revision,
        LetterKind.WITHDRAWAL_RECEIVED,
        _operator(unit, trial),
        now=now,
        answers=day_of(now),
        earlier=earlier(unit, trial.id) if trial.standing else None,
    )
    keep(unit, account, trial.id, letter, now=now)


def keep_stop_request(
    unit: UnitOfWork,
    account: Account,
    trial: Trial,
    revision: ProposalRevision,
    asked: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Keep a request to stop (中止の要請).

    Raises
    ------
    ValueRefused
        If what is asked, or why, is missing or cannot be printed.
    """
    with fields_named({"reasons": "reason"}):
        letter = act_letter(
            unit,
            account,
            revision,
            LetterKind.STOP_REQUEST,
            _operator(unit, trial),
            now=now,
            asked=(asked,),
            reasons=(reason,),
            earlier=earlier(unit, trial.id),
        )
        keep(unit, account, trial.id, letter, now=now)


def _operator(unit: UnitOfWork, trial: Trial) -> Organisation:
    organisation = unit.accounts.organisation(trial.organisation_id)
    if organisation is None:
        raise LookupError(f"trial {trial.id} is nobody's")
    return organisation


def _newest(unit: UnitOfWork, trial_id: str) -> ProposalRevision:
    revision = unit.trials.revision(trial_id)
    if revision is None:
        raise LookupError(f"trial {trial_id} was never submitted")
    return revision

"""Who works on a case (担当): handed over (引継ぎ) by whoever of the office may review it."""

from datetime import datetime

from airspace.workflow import StepRefused
from api.security.accounts import Account, Organisation, OrganisationKind
from api.security.permissions import Action, Reach, reach_of
from api.services.access import locked_trial
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


def reviewers(unit: UnitOfWork) -> tuple[Account, ...]:
    """Return those who can work on a case, by name: who has left or lost the role is none of them."""
    able = (account for account in unit.accounts.list() if _can_review(account))
    return tuple(sorted(able, key=lambda account: account.name))


def owner_of(unit: UnitOfWork, trial_id: str) -> Account | None:
    """Return who works on a case; None where nobody does, or does not any more."""
    intake = unit.intakes.get(trial_id)
    owner = unit.accounts.get(intake.owner) if intake and intake.owner else None
    return owner if owner and _can_review(owner) else None


def answering_office(unit: UnitOfWork, trial_id: str) -> Organisation | None:
    """Return the office of whoever works on a case or took it in, else the prefecture's first; None without one."""
    intake = unit.intakes.get(trial_id)
    for account_id in (intake.owner, intake.accepted_by) if intake else ():
        account = unit.accounts.get(account_id) if account_id else None
        office = unit.accounts.organisation(account.organisation_id) if account else None
        if office is not None:
            return office
    return next(iter(unit.accounts.organisations(OrganisationKind.PREFECTURE)), None)


def assign(unit: UnitOfWork, account: Account, trial_id: str, to: str, *, now: datetime) -> Account:
    """Hand a case over to somebody of the office, and return whom.

    Raises
    ------
    StepRefused
        If the case was not taken in.
    ValueRefused
        If nobody of that id can review it.
    """
    locked_trial(unit, account, trial_id, Action.ASSIGN)
    if unit.intakes.get(trial_id) is None:
        raise StepRefused(
            Text("受付の前なので、担当を決められません。", "The case was not taken in: nobody works on it yet."),
            Text("受け付けてから決めてください。", "Accept it first."),
        )
    owner = next((one for one in reviewers(unit) if one.id == to), None)
    if owner is None:
        raise ValueRefused(
            Text("選ばれた人は、担当になれません。", "Whoever is chosen cannot work on it."),
            Text("いま確認のできる県の職員から選んでください。", "Choose one of the office's present reviewers."),
            where="owner",
        )
    unit.intakes.set_owner(trial_id, owner.id)
    unit.audit.append(at=now, actor=account.id, action=Action.ASSIGN, subject=trial_id, details={"to": owner.id})
    return owner


def _can_review(account: Account) -> bool:
    return account.disabled_at is None and reach_of(account, Action.START_REVIEW) is Reach.ALL

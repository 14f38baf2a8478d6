"""What an administrator does for another's account: lets it try again, takes a lost second factor away."""

from datetime import datetime

from airspace.workflow import RoleRefused
from api.problems import NotFound
from api.security.accounts import Account
from api.security.policy import Policy
from api.services.lockout import unlock as forget_failures
from api.store.unit_of_work import UnitOfWork
from geo.text import Text


class NotForOneself(RoleRefused):
    """Nobody takes away the guard over the own account."""

    def __init__(self) -> None:
        super().__init__(
            Text("自分のアカウントにはできません。", "Not for your own account."),
            Text("別の管理者に頼んでください。", "Ask another administrator."),
        )


def unlock(unit: UnitOfWork, admin: Account, account_id: str, *, policy: Policy, now: datetime) -> None:
    """Let an account that failed too often try again at once.

    Raises
    ------
    api.problems.NotFound
        If there is no such account.
    """
    account = existing(unit, account_id)
    forget_failures(unit, account, policy=policy)
    unit.audit.append(at=now, actor=admin.id, action="account_unlocked", subject=account.id)


def reset_second_factor(unit: UnitOfWork, admin: Account, account_id: str, *, now: datetime) -> None:
    """Take a lost second factor away; the account's sign-ins end, and the next one sets up another.

    Raises
    ------
    api.problems.NotFound
        If there is no such account.
    NotForOneself
        If it is the administrator's own.
    """
    account = existing(unit, account_id)
    if account.id == admin.id:
        raise NotForOneself
    unit.second_factors.remove(account.id)
    unit.sessions.close_all(account.id)
    unit.known_browsers.forget_all(account.id)
    unit.audit.append(at=now, actor=admin.id, action="second_factor_reset", subject=account.id)


def existing(unit: UnitOfWork, account_id: str) -> Account:
    """Return an account; raises `NotFound` where there is none."""
    account = unit.accounts.get(account_id)
    if account is None:
        raise NotFound
    return account

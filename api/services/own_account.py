"""What people do with their own account: prove themselves again, change the password, end sign-ins."""

from datetime import datetime

from airspace.workflow import StepRefused
from api.security import passwords
from api.security.accounts import Account
from api.security.password_rules import PasswordRefused, refuse_weak
from api.security.policy import Policy
from api.services.lockout import Counted, count_failure, refuse_waiting
from api.services.sign_in import SignIn, rotate
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text


class WrongPassword(ValueRefused):
    """The present password, asked for once more, is another."""

    def __init__(self) -> None:
        super().__init__(
            Text("いまのパスワードが違います。", "The present password is wrong."),
            Text("確かめて、もう一度入れてください。", "Check it and try again."),
            where="present_password",
        )


class NoPassword(StepRefused):
    """The account signs in through an identity provider and has no password of its own."""

    def __init__(self) -> None:
        super().__init__(
            Text("このアカウントにはパスワードがありません。", "This account has no password."),
            Text("組織の認証基盤でサインインしてください。", "Sign in through your organisation."),
        )


def refuse_other(unit: UnitOfWork, account: Account, password: str, *, policy: Policy, now: datetime) -> None:
    """Refuse a grave act to one who holds the sign-in but not the password. An account without one passes.

    The failure is counted, so the caller must let the unit of work commit.

    Raises
    ------
    WrongPassword
        If the password is another.
    api.services.lockout.MustWait
        If that happened too often.
    """
    if account.password_hash == passwords.NONE:
        return
    counted = Counted.code(policy.keys, account.id)
    unit.failures.hold(counted.key_hash)
    refuse_waiting(unit, counted, now=now)
    if not passwords.matches(account.password_hash, password):
        count_failure(unit, counted, now=now)
        unit.audit.append(at=now, actor=account.id, action="password_refused", subject=account.id)
        raise WrongPassword
    unit.failures.forget(counted.key_hash)


def change_password(unit: UnitOfWork, signed: SignIn, present: str, new: str, *, policy: Policy, now: datetime) -> str:
    """Keep another password and return this sign-in's new token; all other sign-ins end.

    Raises
    ------
    NoPassword
        If the account has none.
    WrongPassword, api.services.lockout.MustWait
        If the present one is another, or was wrong too often.
    api.security.password_rules.PasswordRefused
        If the new one is weak, or is the present one.
    """
    account = signed.account
    if account.password_hash == passwords.NONE:
        raise NoPassword
    refuse_other(unit, account, present, policy=policy, now=now)
    set_password(unit, account, new)
    unit.known_browsers.forget_all(account.id)
    unit.audit.append(at=now, actor=account.id, action="password_changed", subject=account.id)
    return rotate(unit, signed, signed.session.proof, now=now)


def set_password(unit: UnitOfWork, account: Account, new: str) -> None:
    """Keep a password for an account, if it is a good one and another than before.

    Raises
    ------
    api.security.password_rules.PasswordRefused
        If it is not.
    """
    organisation = unit.accounts.organisation(account.organisation_id)
    names = (account.login, account.name, organisation.name if organisation else "")
    accepted = refuse_weak(new, names)
    if passwords.matches(account.password_hash, accepted):
        raise PasswordRefused(
            Text("いまと同じパスワードです。", "It is the same as the present one."),
            Text("別のパスワードにしてください。", "Choose another."),
            where="new_password",
        )
    unit.accounts.set_password(account.id, passwords.hashed(accepted))


def end_session(unit: UnitOfWork, signed: SignIn, session_id: str, *, now: datetime) -> bool:
    """End one of one's own sign-ins; whether there was such a one."""
    for session in unit.sessions.of_account(signed.account.id, now=now):
        if session.id == session_id:
            unit.sessions.close_one(session.token_sha256)
            unit.audit.append(at=now, actor=signed.account.id, action="session_ended", subject=signed.account.id)
            return True
    return False


def end_other_sessions(unit: UnitOfWork, signed: SignIn, *, now: datetime) -> None:
    """End all of one's own sign-ins but this."""
    unit.sessions.close_all(signed.account.id, but=signed.session.token_sha256)
    unit.audit.append(at=now, actor=signed.account.id, action="other_sessions_ended", subject=signed.account.id)

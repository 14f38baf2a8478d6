"""Set up, check, renew and take away an account's second factor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from airspace.workflow import StepRefused
from api.security import totp
from api.security.accounts import Account, Proof, owes_second_factor
from api.security.policy import Policy
from api.security.secret_box import SecretBox, Unreadable
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

OFFER_LASTS = timedelta(hours=1)

ISSUER = "空みち"


class FactorUnreadable(StepRefused):
    """The secret was sealed under a key that the service no longer has."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "サービスの鍵が変わったため、確認コードを確かめられません。",
                "The service's key has changed, so one-time codes cannot be checked.",
            ),
            Text(
                "復旧コードでサインインするか、管理者に二段階認証の再設定を頼んでください。",
                "Sign in with a recovery code, or ask an administrator to reset the second factor.",
            ),
        )


class NotPossible(StepRefused):
    """The second factor cannot be set up, changed or taken away now."""


class NoKey(NotPossible):
    """The service has no key to seal secrets with."""

    def __init__(self) -> None:
        super().__init__(
            Text("このサービスでは二段階認証を設定できません。", "A second factor cannot be set up on this service."),
            Text("SORAMICHI_SECRET_KEY が設定されていません。", "SORAMICHI_SECRET_KEY is not set."),
        )


class OfferEnded(NotPossible):
    """The secret that was shown is no longer on offer."""

    def __init__(self) -> None:
        super().__init__(
            Text("表示した設定は期限が切れました。", "The setting that was shown has expired."),
            Text("もう一度はじめから設定してください。", "Please begin again."),
        )


class RoleKeepsIt(NotPossible):
    """The account's role asks for a second factor."""

    def __init__(self) -> None:
        super().__init__(
            Text("この役割では、二段階認証をやめられません。", "This role needs its second factor."),
            Text("機種を替えるときは、設定しなおしてください。", "For another telephone, set it up anew."),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is shown to be read by an authenticator."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def begin(unit: UnitOfWork, account: Account, *, policy: Policy, now: datetime) -> None:
    """Make a new secret to be shown; the one in use, if any, stays until the new one is confirmed."""
    if not policy.keys:
        raise NoKey
    unit.second_factors.offer(account.id, SecretBox(policy.keys).seal(totp.new_secret(), account.id), now=now)
    unit.audit.append(at=now, actor=account.id, action="second_factor_offered", subject=account.id)


def offer_of(unit: UnitOfWork, account: Account, *, policy: Policy, now: datetime) -> Offer | None:
    """Return what is to be shown, None where nothing is on offer."""
    sealed = _offered(unit, account, now=now)
    if sealed is None:
        return None
    try:
        secret, _ = SecretBox(policy.keys).open(sealed, account.id)
    except Unreadable:
        return None
    return Offer(secret, totp.address(secret, login=account.login, issuer=ISSUER))


def confirm(unit: UnitOfWork, account: Account, code: str, *, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Put the offered secret to use and return new recovery codes, which are kept as hashes only.

    Raises
    ------
    geo.errors.ValueRefused
        If the code is not one of the offered secret.
    NotPossible
        If nothing is on offer any more.
    """
    sealed = _offered(unit, account, now=now)
    offer = offer_of(unit, account, policy=policy, now=now)
    if sealed is None or offer is None:
        raise OfferEnded
    step = totp.step_of(offer.secret, code, now)
    if step is None:
        raise ValueRefused(
            Text("確認コードが違います。", "The code does not fit."),
            Text(
                "アプリにいま出ている6桁を入れてください。続くときは、スマートフォンの時刻を合わせてください。",
                "Enter the six digits that the app shows now. If it goes on, set the telephone's clock.",
            ),
            where="code",
        )
    if not unit.second_factors.confirm(account.id, sealed, step=step, now=now):
        raise OfferEnded
    unit.audit.append(at=now, actor=account.id, action="second_factor_set", subject=account.id)
    return _new_codes(unit, account)


def check_code(unit: UnitOfWork, account_id: str, code: str, *, policy: Policy, now: datetime) -> Proof | None:
    """Take a one-time or recovery code and return what it proves, None where it does not fit or was taken before.

    Raises
    ------
    FactorUnreadable
        If the service's key is not the one that the secret was sealed under.
    """
    if totp.looks_like_recovery(code):
        if not unit.second_factors.use_recovery_code(account_id, totp.recovery_hash(code), now=now):
            return None
        left = unit.second_factors.recovery_codes_left(account_id)
        unit.audit.append(
            at=now, actor=account_id, action="recovery_code_used", subject=account_id, details={"left": left}
        )
        return Proof.RECOVERY_CODE
    factor = unit.second_factors.get(account_id)
    if factor is None or factor.secret is None:
        return None
    box = SecretBox(policy.keys)
    try:
        secret, newest = box.open(factor.secret, account_id)
    except Unreadable as error:
        raise FactorUnreadable from error
    step = totp.step_of(secret, code, now)
    if step is None or not unit.second_factors.use_step(account_id, step):
        return None
    if not newest:
        unit.second_factors.renew_encryption(account_id, factor.secret, box.seal(secret, account_id))
    return Proof.TOTP


def renew_recovery_codes(unit: UnitOfWork, account: Account, *, now: datetime) -> tuple[str, ...]:
    """Return new recovery codes; the earlier ones end.

    Raises
    ------
    NotPossible
        If the account has no second factor.
    """
    if not has_second_factor(unit, account):
        raise OfferEnded
    unit.audit.append(at=now, actor=account.id, action="recovery_codes_renewed", subject=account.id)
    return _new_codes(unit, account)


def give_up(unit: UnitOfWork, account: Account, *, policy: Policy, now: datetime) -> None:
    """Take away one's own second factor, where the role does not ask for it.

    Raises
    ------
    NotPossible
        If it does.
    """
    if policy.staff_second_factor and owes_second_factor(account):
        raise RoleKeepsIt
    unit.second_factors.remove(account.id)
    unit.audit.append(at=now, actor=account.id, action="second_factor_given_up", subject=account.id)


def has_second_factor(unit: UnitOfWork, account: Account) -> bool:
    """Whether an account has a second factor in use."""
    factor = unit.second_factors.get(account.id)
    return factor is not None and factor.confirmed_at is not None


def _offered(unit: UnitOfWork, account: Account, *, now: datetime) -> str | None:
    factor = unit.second_factors.get(account.id)
    if factor is None or factor.offered is None or factor.offered_at is None:
        return None
    return factor.offered if now - factor.offered_at < OFFER_LASTS else None


def _new_codes(unit: UnitOfWork, account: Account) -> tuple[str, ...]:
    codes = totp.new_recovery_codes()
    unit.second_factors.replace_recovery_codes(account.id, map(totp.recovery_hash, codes))
    return codes

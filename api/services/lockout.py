"""Waiting after failures: longer with each, never for ever, counted for all processes together.

Counted are the login that was tried (whether there is such an account or not), or, for a browser from which the account
has signed in before, that browser by itself: what strangers try elsewhere does not keep a clerk out. Addresses are
counted too, generously, since a whole office has one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from api.security.accounts import Account
from api.security.policy import Policy
from api.security.secret_box import keyed_hash
from api.store.accounts import normal_login
from api.store.failures import Failures
from api.store.sessions import token_hash
from api.store.unit_of_work import UnitOfWork
from geo.errors import InputRefused
from geo.text import Text


class MustWait(InputRefused):
    """Too many failures: nothing is tried before a moment."""

    def __init__(self, left: timedelta) -> None:
        self.seconds = ceil(left.total_seconds())
        minutes = ceil(self.seconds / 60)
        super().__init__(
            Text("失敗が続いたため、いまは受け付けていません。", "After several failures nothing is accepted for now."),
            Text(
                f"約{minutes}分待ってから、もう一度お試しください。急ぐときは管理者に解除を頼んでください。",
                f"Wait about {minutes} min and try again. In a hurry, ask an administrator to unlock it.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many failures cost nothing, what the next costs (each doubles it), the most, and when all is forgotten."""

    free: int
    first: timedelta
    most: timedelta
    forgotten_after: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        return min(self.first * (1 << min(beyond, 20)), self.most)


BY_LOGIN = Schedule(5, timedelta(seconds=30), timedelta(hours=1), timedelta(days=1))
"""24 tries a day at the most: under NIST's 100, and nobody is kept out for longer than an hour."""

BY_ADDRESS = Schedule(50, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Counted:
    """Something whose failures are counted."""

    key_hash: str
    schedule: Schedule

    @classmethod
    def login(cls, keys: tuple[bytes, ...], login: str) -> "Counted":
        """Count a login, as it is compared."""
        return cls(keyed_hash(keys, f"login {login}"), BY_LOGIN)

    @classmethod
    def browser(cls, keys: tuple[bytes, ...], token_sha256: str) -> "Counted":
        """Count a known browser, by the hash of its token."""
        return cls(keyed_hash(keys, f"browser {token_sha256}"), BY_LOGIN)

    @classmethod
    def code(cls, keys: tuple[bytes, ...], account_id: str) -> "Counted":
        """Count the codes and passwords tried by one who has proved the first factor of an account."""
        return cls(keyed_hash(keys, f"code {account_id}"), BY_LOGIN)

    @classmethod
    def address(cls, keys: tuple[bytes, ...], address: str) -> "Counted":
        """Count an address."""
        return cls(keyed_hash(keys, f"address {address}"), BY_ADDRESS)


def who_tries(
    unit: UnitOfWork, account_id: str, browser: str, otherwise: Counted, *, policy: Policy, now: datetime
) -> Counted:
    """Return what to count: a browser that the account is known to use by itself, else what all others share."""
    if unit.known_browsers.knows(browser, account_id, now=now):
        return Counted.browser(policy.keys, token_hash(browser))
    return otherwise


def refuse_waiting(unit: UnitOfWork, counted: Counted, *, now: datetime) -> None:
    """Refuse to try while a wait lasts; what is asked meanwhile makes it no longer.

    Raises
    ------
    MustWait
        If it does.
    """
    found = unit.failures.get(counted.key_hash)
    if found and found.blocked_until and found.blocked_until > now:
        raise MustWait(found.blocked_until - now)


def count_failure(unit: UnitOfWork, counted: Counted, *, now: datetime) -> timedelta:
    """Count a failure and return the wait that it brings."""
    unit.failures.hold(counted.key_hash)
    found = unit.failures.get(counted.key_hash)
    forgotten = found is None or now - found.last_at >= counted.schedule.forgotten_after
    count = 1 if found is None or forgotten else found.count + 1
    wait = counted.schedule.wait(count)
    unit.failures.put(counted.key_hash, Failures(count, now, now + wait if wait else None))
    unit.failures.sweep(before=now - BY_LOGIN.forgotten_after)
    return wait


def unlock(unit: UnitOfWork, account: Account, *, policy: Policy) -> None:
    """Count an account's failures from nothing again, whatever they were counted by."""
    counted = [Counted.login(policy.keys, normal_login(account.login)), Counted.code(policy.keys, account.id)]
    counted += [Counted.browser(policy.keys, browser) for browser in unit.known_browsers.of_account(account.id)]
    for one in counted:
        unit.failures.forget(one.key_hash)

"""What a request works with: the clock, a unit of work, the account, the limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import Depends, Request

from api.problems import SignInNeeded
from api.security.accounts import Account
from api.security.addresses import client_address, limit_key
from api.security.permissions import Action, require
from api.security.rates import Rates, busy
from api.services.screen import Atlases
from api.services.sign_in import signed_in
from api.settings import Settings
from api.store.engine import Engine
from api.store.unit_of_work import UnitOfWork, unit_of_work

SESSION_COOKIE = "soramichi_session"


def settings(request: Request) -> Settings:
    """Return the settings that the application was made with."""
    found: Settings = request.app.state.settings
    return found


def now(request: Request) -> datetime:
    """Return the time, aware, from the application's clock."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock()


def atlases(request: Request) -> Atlases:
    """Return the application's atlases."""
    found: Atlases = request.app.state.atlases
    return found


def writing(request: Request) -> Iterator[UnitOfWork]:
    """Give a unit of work that commits before the answer is sent: a failed commit is never answered 2xx."""
    engine: Engine = request.app.state.engine
    with unit_of_work(engine) as unit:
        yield unit


def reading(request: Request) -> Iterator[UnitOfWork]:
    """Give a unit of work that takes no lock and keeps nothing."""
    engine: Engine = request.app.state.engine
    with unit_of_work(engine, writes=False) as unit:
        yield unit


Now = Annotated[datetime, Depends(now)]
InForce = Annotated[Settings, Depends(settings)]
AtlasesOf = Annotated[Atlases, Depends(atlases)]
Writing = Annotated[UnitOfWork, Depends(writing, scope="function")]
Reading = Annotated[UnitOfWork, Depends(reading, scope="function")]


def maybe_account(request: Request, moment: Now) -> Account | None:
    """Return the account of whoever asks, None without a sign-in.

    It reads in a unit of its own, closed at once: a request that held one connection while it waited for another
    would starve the others.
    """
    token = request.cookies.get(SESSION_COOKIE, "")
    account = None
    if token:
        with unit_of_work(request.app.state.engine, writes=False) as unit:
            account = signed_in(unit, token, now=moment)
    request.state.account = account
    return account


MaybeAccount = Annotated[Account | None, Depends(maybe_account, scope="function")]


def account_needed(account: MaybeAccount) -> Account:
    """Return the account of whoever asks; raises `SignInNeeded` without one."""
    if account is None:
        raise SignInNeeded
    return account


SignedIn = Annotated[Account, Depends(account_needed, scope="function")]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A dependency: the account of whoever asks, refused where none of its roles allows the action."""

    action: Action

    def __call__(self, account: SignedIn) -> Account:
        """Return the account.

        Raises
        ------
        airspace.workflow.RoleRefused
            If it may not do this.
        """
        require(account, self.action)
        return account


def May(action: Action) -> Any:
    """Return the dependency that every endpoint behind the sign-in declares: `Annotated[Account, May(Action.X)]`."""
    return Depends(Allowed(action), scope="function")


def address_key(request: Request) -> str:
    """Return what the limits of this request are counted by."""
    return limit_key(client_address(request, settings(request).proxies))


AddressKey = Annotated[str, Depends(address_key)]


def rates_of(request: Request) -> Rates:
    """Return the application's counters."""
    found: Rates = request.app.state.rates
    return found


def place_to_compute(request: Request, key: AddressKey) -> Iterator[None]:
    """Hold one of the places to compute for a screening, and count it and its computing time for the address.

    Raises
    ------
    api.problems.TooMany, api.problems.Busy
        Where the address's share of the minute is used up, or all places are taken.
    """
    rates = rates_of(request)
    rates.count("screening", key)
    places: BoundedSemaphore = request.app.state.places
    if not places.acquire(blocking=False):
        raise busy()
    try:
        yield
    finally:
        places.release()


Place = Annotated[None, Depends(place_to_compute, scope="function")]


def count_sign_in(request: Request, key: AddressKey) -> None:
    """Count a try to sign in."""
    rates_of(request).count("sign_in", key)


SignInCounted = Annotated[None, Depends(count_sign_in)]
RatesOf = Annotated[Rates, Depends(rates_of)]

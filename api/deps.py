"""What a request works with: the clock, a unit of work, the account, the limits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from airspace.trial import JST
from api.files.scanner import Scanner
from api.problems import NotFound, SecondFactorNeeded, SignInNeeded, TokenRefused
from api.security import api_tokens, cookies
from api.security.accounts import Account
from api.security.addresses import client_address, limit_key
from api.security.permissions import Action, require
from api.security.policy import Asker, Policy
from api.security.provider import Provider
from api.security.rates import Rates, busy
from api.security.scopes import ScopeRefused
from api.services.api_tokens import TokenBearer, bearer_of, needs_marking
from api.services.external_sign_in import Units
from api.services.screen import Atlases
from api.services.sign_in import SignIn, needs_touch, signed_in
from api.settings import MailTo, Settings
from api.store.engine import Engine
from api.store.unit_of_work import UnitOfWork, in_unit, unit_of_work
from geo.text import Text
from maps.wording import SAMPLE

SESSION_COOKIE = "soramichi_session"
WAIT_TO_OPEN_S = 30.0

Number = Annotated[int, Path(ge=1, le=1_000_000)]
"""A number in an address: of a revision, a flight, a letter, a file."""


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


def reader(request: Request) -> Callable[[], AbstractContextManager[UnitOfWork]]:
    """Return what opens a unit that only reads, for requests that work long between reading and writing.

    Such a unit is closed before the next is opened, and before the work: meanwhile nobody waits for its connection.
    """
    engine: Engine = request.app.state.engine
    return lambda: unit_of_work(engine, writes=False)


def scanner(request: Request) -> Scanner:
    """Return the application's malware scanner."""
    found: Scanner = request.app.state.scanner
    return found


def place_to_open(request: Request) -> Iterator[None]:
    """Hold one of the places to open files of others; each may take much memory.

    Raises
    ------
    api.problems.Busy
        Where none is free in time.
    """
    openings: BoundedSemaphore = request.app.state.openings
    if not openings.acquire(timeout=WAIT_TO_OPEN_S):
        raise busy()
    try:
        yield
    finally:
        openings.release()


opening_place = contextmanager(place_to_open)
"""The same where it shows only later whether files came."""

Now = Annotated[datetime, Depends(now)]
InForce = Annotated[Settings, Depends(settings)]
AtlasesOf = Annotated[Atlases, Depends(atlases)]
Writing = Annotated[UnitOfWork, Depends(writing, scope="function")]
Reading = Annotated[UnitOfWork, Depends(reading, scope="function")]
Reader = Annotated[Callable[[], AbstractContextManager[UnitOfWork]], Depends(reader)]
ScannerOf = Annotated[Scanner, Depends(scanner)]
OpeningPlace = Annotated[None, Depends(place_to_open, scope="function")]


def units_of(request: Request) -> Units:
    """Return how to open units of work one after another, for what must hold none in between."""
    engine: Engine = request.app.state.engine
    return lambda: unit_of_work(engine)


def provider_of(request: Request) -> Provider:
    """Return the identity provider; raises `NotFound` where there is none."""
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFound
    return found


UnitsOf = Annotated[Units, Depends(units_of)]
ProviderOf = Annotated[Provider, Depends(provider_of)]


def policy_of(chosen: InForce) -> Policy:
    """Return what this deployment asks of a sign-in."""
    return chosen.sign_in_policy


PolicyOf = Annotated[Policy, Depends(policy_of)]


def maybe_signed_in(request: Request, moment: Now, policy: PolicyOf) -> SignIn | None:
    """Return the sign-in of whoever asks, None without one.

    It reads in a unit of its own, closed at once: a request that held one connection while it waited for another
    would starve the others.
    """
    engine: Engine = request.app.state.engine
    token = cookies.read(request, cookies.SESSION)
    api_tokens.sent_with(request)  # refuses a token beside the cookie, whatever the endpoint makes of it
    found = None
    if token:
        with unit_of_work(engine, writes=False) as unit:
            found = signed_in(unit, token, policy=policy, now=moment)
    if found and needs_touch(found.session, policy=policy, now=moment):
        in_unit(engine, lambda unit: unit.sessions.touch(token, now=moment))
    owing = found is not None and policy.still_owes(found.account, found.session.proof)
    request.state.enrolling = found if owing else None
    request.state.account = found.account if found and not owing else None
    return found


MaybeSignedIn = Annotated[SignIn | None, Depends(maybe_signed_in, scope="function")]


def token_bearer(request: Request, moment: Now) -> TokenBearer | None:
    """Return who asks by a token, None where no token was sent.

    Raises
    ------
    api.problems.TokenRefused, api.security.api_tokens.TwoCredentials
        If what was sent opens nothing, or a sign-in's cookie came too.
    """
    engine: Engine = request.app.state.engine
    request.state.token_actions = None
    written = api_tokens.sent_with(request)
    if written is None:
        return None
    with unit_of_work(engine, writes=False) as unit:
        bearer = bearer_of(unit, written, now=moment)
    if bearer is None:
        raise TokenRefused
    if needs_marking(bearer.token, now=moment):
        in_unit(engine, lambda unit: unit.api_tokens.used(bearer.token.id, moment.astimezone(JST).date()))
    request.state.token_actions = bearer.actions
    return bearer


Bearer = Annotated[TokenBearer | None, Depends(token_bearer, scope="function")]


def maybe_account(request: Request, _found: MaybeSignedIn) -> Account | None:
    """Return the account of whoever asks, None without a sign-in or while it still owes its second factor."""
    account: Account | None = request.state.account
    return account


MaybeAccount = Annotated[Account | None, Depends(maybe_account, scope="function")]


def sign_in_begun(found: MaybeSignedIn) -> SignIn:
    """Return the sign-in of whoever asks, though it may owe its second factor: only for the page that sets one up."""
    if found is None:
        raise SignInNeeded
    return found


def sign_in_whole(request: Request, found: MaybeSignedIn) -> SignIn:
    """Return the sign-in of whoever asks.

    Raises
    ------
    api.problems.SignInNeeded, api.problems.SecondFactorNeeded
        Without one, or while it owes its second factor.
    """
    if found is None:
        raise SignInNeeded
    if request.state.enrolling is not None:
        raise SecondFactorNeeded
    return found


BegunSignIn = Annotated[SignIn, Depends(sign_in_begun, scope="function")]
OwnSignIn = Annotated[SignIn, Depends(sign_in_whole, scope="function")]


def account_needed(request: Request, found: MaybeSignedIn, bearer: Bearer) -> Account:
    """Return the account of whoever asks, by a sign-in or, under /api, by a token; raises as `sign_in_whole` does."""
    if bearer is not None and request.url.path.startswith("/api/"):
        return bearer.account
    return sign_in_whole(request, found).account


SignedIn = Annotated[Account, Depends(account_needed, scope="function")]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A dependency: the account of whoever asks, refused where none of its roles allows the action."""

    action: Action

    def __call__(self, request: Request, account: SignedIn) -> Account:
        """Return the account.

        Raises
        ------
        airspace.workflow.RoleRefused
            If it may not do this, or the token that it asks by is not for it.
        """
        require(account, self.action)
        actions: frozenset[Action] | None = request.state.token_actions
        if actions is not None and self.action not in actions:
            raise ScopeRefused
        return account


def May(action: Action) -> Any:
    """Return the dependency that every endpoint behind the sign-in declares: `Annotated[Account, May(Action.X)]`."""
    return Depends(Allowed(action), scope="function")


def address_key(request: Request) -> str:
    """Return what the limits of this request are counted by."""
    return limit_key(client_address(request, settings(request).proxies))


def sample_mark(request: Request) -> Text | None:
    """Return the mark of made-up data, None where the data is real."""
    return SAMPLE if request.app.state.sample else None


SampleMark = Annotated[Text | None, Depends(sample_mark)]
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


def asker_of(request: Request, key: AddressKey) -> Asker:
    """Return where a try to sign in comes from."""
    return Asker(key, cookies.read(request, cookies.BROWSER), cookies.read(request, cookies.SESSION))


AskerOf = Annotated[Asker, Depends(asker_of)]


def mail_goes(chosen: InForce) -> bool:
    """Whether mail goes anywhere."""
    return chosen.mail is not MailTo.NOWHERE


MailGoes = Annotated[bool, Depends(mail_goes)]

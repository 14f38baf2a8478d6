"""The unit of work: one transaction, with the repositories that work in it.

Services never commit. Whoever opens a unit does, by leaving it without an exception.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from api.store.accounts import Accounts
from api.store.alerts import AreaAlerts
from api.store.answer_links import AnswerLinks
from api.store.api_tokens import ApiTokens
from api.store.attachments import Attachments
from api.store.audit import AuditLog
from api.store.blackouts import Blackouts
from api.store.bookings import Bookings, OverflightCaps
from api.store.conditions import Conditions
from api.store.conduct import Conduct, Enquiries
from api.store.consultations import Consultations
from api.store.editions import Editions
from api.store.engine import WRITES
from api.store.failures import SignInFailures
from api.store.flight_contacts import FlightContacts
from api.store.flight_days import FlightDays, Incidents, Stops
from api.store.identities import ExternalIdentities
from api.store.intakes import Intakes
from api.store.invitations import Invitations
from api.store.jobs import jobs_of
from api.store.letters import Letters
from api.store.notices import MailAddresses, Notices
from api.store.offices import Offices
from api.store.outbox import Outbox
from api.store.registers import Registers
from api.store.rescreenings import Rescreenings
from api.store.retention import Retention
from api.store.second_factors import SecondFactors
from api.store.sessions import HalfSessions, KnownBrowsers, LoginSessions
from api.store.slips import Slips
from api.store.terrain import TerrainStore
from api.store.trials import Trials
from api.store.typed import Remarks, TypedForms
from api.store.views import SavedViews
from api.store.voices import SentOnce, Voices

T = TypeVar("T")

ATTEMPTS = 5
RETRYABLE_STATES = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization failure and deadlock: the work may be done again from the start."""


class UnitOfWork:
    """What one transaction can reach."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.editions = Editions(session)
        self.terrain = TerrainStore(session)
        self.conditions = Conditions(session)
        self.trials = Trials(session, self.conditions)
        self.slips = Slips(session)
        self.intakes = Intakes(session)
        self.letters = Letters(session)
        self.enquiries = Enquiries(session)
        self.conduct = Conduct(session)
        self.bookings = Bookings(session)
        self.overflight_caps = OverflightCaps(session)
        self.accounts = Accounts(session)
        self.registers = Registers(session)
        self.sessions = LoginSessions(session)
        self.invitations = Invitations(session)
        self.half_sessions = HalfSessions(session)
        self.known_browsers = KnownBrowsers(session)
        self.second_factors = SecondFactors(session)
        self.failures = SignInFailures(session)
        self.api_tokens = ApiTokens(session)
        self.identities = ExternalIdentities(session)
        self.audit = AuditLog(session)
        self.offices = Offices(session)
        self.consultations = Consultations(session)
        self.answer_links = AnswerLinks(session)
        self.outbox = Outbox(session)
        self.notices = Notices(session)
        self.retention = Retention(session)
        self.mail_addresses = MailAddresses(session)
        self.attachments = Attachments(session)
        self.blackouts = Blackouts(session)
        self.flight_days = FlightDays(session)
        self.stops = Stops(session)
        self.flight_contacts = FlightContacts(session)
        self.incidents = Incidents(session)
        self.jobs = jobs_of(session)
        self.rescreenings = Rescreenings(session)
        self.voices = Voices(session)
        self.alerts = AreaAlerts(session)
        self.saved_views = SavedViews(session)
        self.sent_once = SentOnce(session)
        self.typed_forms = TypedForms(session)
        self.remarks = Remarks(session)

    def undo(self) -> None:
        """Take back all that was done in it so far: what is refused half-way leaves nothing behind."""
        self.session.rollback()


@contextmanager
def unit_of_work(engine: Engine, *, writes: bool = True) -> Iterator[UnitOfWork]:
    """Give a unit of work; commit it at the end, roll it back on any exception.

    A unit that does not write takes no lock, and what it did is rolled back.
    """
    bound = engine.execution_options(**{WRITES: writes})
    with Session(bound, expire_on_commit=False) as session:
        yield UnitOfWork(session)
        if writes:
            session.commit()


def in_unit(engine: Engine, work: Callable[[UnitOfWork], T]) -> T:
    """Do `work` in a unit of work, and again from the start where the database asks for that."""
    for _ in range(ATTEMPTS - 1):
        try:
            with unit_of_work(engine) as unit:
                return work(unit)
        except DBAPIError as error:
            if not is_retryable(error):
                raise
    with unit_of_work(engine) as unit:
        return work(unit)


def is_unfit(error: Exception) -> bool:
    """Whether a value cannot be held by the database at all: PostgreSQL takes no NUL in a text."""
    return isinstance(error, DataError)


def is_retryable(error: Exception) -> bool:
    """Whether the transaction failed only because of others that ran beside it."""
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in RETRYABLE_STATES:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)

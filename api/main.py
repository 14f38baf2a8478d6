"""The application, put together from its settings: the one place where the parts meet."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

from fastapi import Depends, FastAPI
from starlette.datastructures import State
from starlette.staticfiles import StaticFiles

from api import problems, resume
from api.clock import now
from api.files.scanner import scanner_of
from api.pages import about as about_pages
from api.pages import account as account_pages
from api.pages import alerts as alerts_pages
from api.pages import attachments as attachments_pages
from api.pages import audit as audit_pages
from api.pages import calendar as calendar_pages
from api.pages import conduct as conduct_pages
from api.pages import (
    consultation,
    editor,
    operator,
    proposal,
    public,
    publishing,
    staff,
    staff_consultation,
    submitting,
    worklist,
)
from api.pages import datasets as datasets_pages
from api.pages import enquiries as enquiries_pages
from api.pages import feeds as feeds_pages
from api.pages import find as find_pages
from api.pages import flight_contacts as flight_contacts_pages
from api.pages import flight_days as flight_days_pages
from api.pages import members as members_pages
from api.pages import notices as notices_pages
from api.pages import papers as papers_pages
from api.pages import redaction as redaction_pages
from api.pages import registers as registers_pages
from api.pages import retention as retention_pages
from api.pages import sign_in as sign_in_pages
from api.pages import slips as slip_pages
from api.pages import staff_days as days_pages
from api.pages import statistics as statistics_pages
from api.pages import stops as stops_pages
from api.pages import switches as switches_pages
from api.pages import told as told_pages
from api.pages import trials_map as trials_map_pages
from api.pages import voices as voices_pages
from api.pages import zones as zones_pages
from api.routes import (
    account,
    accounts,
    aircraft,
    attachments,
    bookings,
    conduct,
    consultations,
    dips,
    disclosures,
    duties,
    enquiries,
    flight_days,
    insurances,
    letters,
    members,
    notices,
    pilots,
    public_trials,
    retention,
    screenings,
    sessions,
    sites,
    slips,
    stops,
    switches,
    trials,
)
from api.security.csrf import FormExpired
from api.security.headers import SecurityHeaders
from api.security.origin import refuse_other_sites
from api.security.paths import refuse_odd_path
from api.security.provider import Provider
from api.security.rates import Rates
from api.security.size import RequestSize
from api.services.backdrop import Backdrops
from api.services.screen import Atlases
from api.settings import Settings
from api.store.engine import make_engine

STATIC = Path(__file__).parent / "static"

DESCRIPTION = """
実証実験の飛行経路を、提案・事前確認・経路確認・公表までつなぐ API です。
航空法の許可・承認は国土交通省が行います。ここでの確認はそれに代わるものではありません。

Propose, check, confirm and publish the routes of drone and flying-car trials.
Permission under the Civil Aeronautics Act is MLIT's alone; nothing here takes its place.
Errors are RFC 9457 problems. Lengths are metres, coordinates JGD2011 degrees, longitude first.
"""

TAGS = [
    {"name": "screenings", "description": "Check a flight before anything is proposed. No account needed."},
    {"name": "trials", "description": "Drafts, revisions and decisions. Needs a sign-in."},
    {
        "name": "bookings",
        "description": "Who has booked which sky, agreements to share it, caps of neighbourhoods.",
    },
    {"name": "letters", "description": "What left the office, as PDF."},
    {"name": "slips", "description": "The office's own path to a decision. For the prefecture's staff."},
    {
        "name": "registers",
        "description": "Aircraft, pilots, insurance and sites, kept once and chosen in a proposal. Needs a sign-in.",
    },
    {"name": "consultations", "description": "Ask municipalities and other bodies for opinions, and answer."},
    {"name": "attachments", "description": "Files of a trial, blackouts, copies, disclosure. Needs a sign-in."},
    {"name": "flight days", "description": "Go and no-go, permits, contacts, stops, incidents. Needs a sign-in."},
    {"name": "retention", "description": "How long cases are kept. For the prefecture's staff."},
    {"name": "public", "description": "What residents see. No account needed."},
    {"name": "notices", "description": "What you were told, and mail that did not go out. Needs a sign-in."},
    {"name": "switches", "description": "What new map data changes for trials. For the prefecture's staff."},
    {"name": "enquiries", "description": "What is asked before a proposal. Needs a sign-in."},
    {"name": "people", "description": "Organisations, invitations, and roles that two admins give."},
    {"name": "sessions", "description": "Sign in and out; your own sign-ins."},
    {"name": "account", "description": "Your own account."},
    {"name": "accounts", "description": "What administrators do for others' accounts."},
]


RESOURCES = (
    screenings.router,
    trials.router,
    slips.router,
    letters.router,
    public_trials.router,
    sessions.router,
    members.router,
    enquiries.router,
    conduct.router,
    bookings.router,
    account.router,
    accounts.router,
    aircraft.router,
    pilots.router,
    insurances.router,
    sites.router,
    consultations.router,
    notices.router,
    attachments.router,
    disclosures.router,
    duties.router,
    flight_days.router,
    stops.router,
    switches.router,
    retention.router,
    dips.router,
)
"""The JSON API. A new resource is a file in `api/routes` and a line here."""

PAGES = (
    find_pages.router,
    voices_pages.router,
    alerts_pages.router,
    trials_map_pages.router,
    public.router,
    editor.router,
    about_pages.router,
    proposal.router,
    submitting.router,
    operator.router,
    worklist.router,
    calendar_pages.router,
    statistics_pages.router,
    audit_pages.router,
    datasets_pages.router,
    zones_pages.router,
    publishing.router,
    staff.router,
    slip_pages.router,
    members_pages.router,
    enquiries_pages.router,
    conduct_pages.router,
    sign_in_pages.router,
    account_pages.router,
    registers_pages.router,
    staff_consultation.router,
    consultation.router,
    notices_pages.router,
    attachments_pages.router,
    days_pages.router,
    redaction_pages.router,
    flight_days_pages.router,
    flight_contacts_pages.router,
    stops_pages.router,
    told_pages.router,
    feeds_pages.router,
    papers_pages.router,
    switches_pages.router,
    retention_pages.router,
)
"""The HTML pages. A new page is a file in `api/pages` and a line here."""


def create_app(settings: Settings, *, clock: Callable[[], datetime] = now, sample: bool = False) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings
        All that the deployment chose.
    clock
        Where the time comes from.
    sample
        Whether the data is made up, which every page then says.
    """
    app = FastAPI(
        lifespan=_lifespan,
        title="空みち Soramichi",
        version="0.1.0",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
    )
    app.state = state_of(settings, clock=clock, sample=sample)
    most_bytes = settings.max_upload_bytes
    every_request = [Depends(refuse_other_sites), Depends(refuse_odd_path)]
    for router in RESOURCES:
        app.include_router(router, prefix="/api/v1", dependencies=every_request, max_body_size=most_bytes)
    for pages in PAGES:
        app.include_router(pages, include_in_schema=False, dependencies=every_request, max_body_size=most_bytes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    for ended in (problems.SignInNeeded, FormExpired):
        app.add_exception_handler(ended, resume.resume)
    app.add_middleware(RequestSize, most_bytes=most_bytes)
    app.add_middleware(SecurityHeaders, https=settings.https)
    return app


def state_of(settings: Settings, *, clock: Callable[[], datetime] = now, sample: bool = False) -> State:
    """Return what the requests of one application share: its settings, clock, connections, layers and counters."""
    state = State()
    state.settings = settings
    state.clock = clock
    state.sample = sample
    state.prefecture = settings.home
    state.engine = make_engine(settings.database_url)
    state.provider = Provider(settings.provider) if settings.provider else None
    state.atlases = Atlases(settings.home, settings.terrain_cache_bytes)
    state.backdrops = Backdrops()
    state.scanner = scanner_of(settings.malware_scanner, settings.malware_scanner_seconds)
    state.openings = BoundedSemaphore(settings.parallel_files)
    state.places = BoundedSemaphore(settings.parallel_screenings)
    state.rates = Rates(
        screenings=settings.screenings_per_minute,
        cpu_s=settings.cpu_seconds_per_minute,
        sign_ins=settings.sign_ins_per_minute,
        voices=settings.voices_per_hour,
    )
    return state


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.engine.dispose()

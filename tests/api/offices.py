"""A service over a migrated store, with made-up layers and people who can sign in."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.datastructures import State

from airspace.role import Role
from api.main import create_app, state_of
from api.security import cookies, passwords
from api.security.accounts import Account, Organisation, OrganisationKind
from api.security.secret_box import new_key
from api.settings import MailTo, Settings
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.maps.flights import layers

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
SECRET_KEY = new_key()
ISSUER = "https://idp.example.jp"
HASH = passwords.hashed(PASSWORD)
ORGANISATIONS = {
    "o1": ("空の便", OrganisationKind.OPERATOR),
    "o2": ("うみかぜ", OrganisationKind.OPERATOR),
    "office": ("県", OrganisationKind.PREFECTURE),
    "city": ("架空市", OrganisationKind.CONSULTED),
}
PEOPLE = {
    "sora": (Role.OPERATOR, "o1"),
    "umi": (Role.OPERATOR, "o2"),
    "reviewer": (Role.REVIEWER, "office"),
    "assessor": (Role.REVIEWER, "office"),
    "approver": (Role.APPROVER, "office"),
    "deputy": (Role.APPROVER, "office"),
    "municipality": (Role.MUNICIPALITY, "city"),
    "auditor": (Role.AUDITOR, "office"),
    "admin": (Role.ADMIN, "office"),
    "other-admin": (Role.ADMIN, "office"),
}

FACILITY = {"name": "津松阪港 見本埠頭", "place": "埠頭用地の一部", "period": "令和8年11月4日"}
REDRESS = {"review_to": "三重県知事", "defendant": "三重県", "represented_by": "三重県知事"}
"""A place that the prefecture manages, and how the use of it is contested."""


@dataclass(frozen=True)
class Office:
    """A store with people in it, and clients that are signed in as one of them."""

    store: Store
    settings: Settings
    states: list[State] = field(default_factory=list)
    helpers: dict[tuple[str, bool], TestClient] = field(default_factory=dict)
    slots: Iterator[int] = field(default_factory=count)
    """Minutes of a day, one a trial: what is booked by one stands in no other's way."""

    def client(
        self, login: str | None = None, *, client_host: str = "testclient", at: datetime = NOW, **settings: Any
    ) -> TestClient:
        """Return a client of an application of its own at a moment, signed in where a login is given."""
        app = self.app(self.settings.model_copy(update=settings), lambda: at)
        client = TestClient(app, raise_server_exceptions=False, client=(client_host, 50_000))
        client.get("/api/v1/sessions/current")  # FastAPI builds its routes now, not in several threads at once
        if login is not None:
            # Without the password, which takes long to check; tests of the sign-in itself send it.
            with unit_of_work(self.store.engine) as unit:
                token = secrets.token_urlsafe(32)
                unit.sessions.open(token, f"id-{login}", now=at, expires_at=at + timedelta(hours=12))
            client.cookies.set(cookies.SESSION, token)
        return client

    def app(self, settings: Settings, clock: Callable[[], datetime]) -> FastAPI:
        """Return an application of this office with counters and connections of its own."""
        if settings.https or settings.max_upload_bytes != self.settings.max_upload_bytes:
            made = create_app(settings, clock=clock)
        else:
            # To build the routes takes far longer than to answer a request: they are kept, and given another state.
            made = _built_app(len(self.states), settings.max_upload_bytes)
            made.state = state_of(settings, clock=clock)
        self.states.append(made.state)
        return made

    def helper(self, login: str, *, here: bool = False) -> TestClient:
        """Return a client that is kept for helping along: each application holds connections of its own."""
        if (login, here) not in self.helpers:
            self.helpers[login, here] = self.client(login, decided_here=here)
        return self.helpers[login, here]

    def close(self) -> None:
        """Let go of the applications' connections."""
        for state in self.states:
            state.engine.dispose()


@cache
def _built_app(_number: int, most_bytes: int) -> FastAPI:
    return create_app(Settings(database_url="sqlite:///never-opened.sqlite3", max_upload_bytes=most_bytes))


def at_its_own_time(office: Office, proposal: dict[str, Any], day: str) -> dict[str, Any]:
    """Return a proposal whose flights have a minute of the day that no other trial of the office was given."""
    minute = next(office.slots)
    start = datetime.fromisoformat(f"{day}T08:00:00+09:00") + timedelta(minutes=minute)
    window = {"start": start.isoformat(), "end": (start + timedelta(minutes=1)).isoformat()}
    flights = [{**flight, "windows": [window]} for flight in proposal["operations"]]
    return {**proposal, "operations": flights}


def take_in(client: TestClient, trial: str, **accepted: Any) -> None:
    """Accept a submitted trial and begin its review, as staff; `trial` is its path in the API."""
    assert client.post(f"{trial}/acceptance", json=accepted).status_code == 201
    assert client.post(f"{trial}/review").status_code == 204


def slip_in(*, step: str = "confirm_route", revision: int = 1, here: bool = True, **changes: Any) -> dict[str, Any]:
    """Return a draft of a slip as JSON: the assessor endorses it, the approver decides by delegation."""
    route = [
        {"kind": "endorse", "post": "班長", "account": "id-assessor"},
        {"kind": "decide_by_delegation", "post": "課長", "account": "id-approver"},
    ]
    letter = {"addressee": ["空の便", "代表"], "sender": "三重県知事", "desk": "空の道係", "telephone": "059-000-0000"}
    return {
        "step": step,
        "revision": revision,
        "post": "主任",
        "letter": letter,
        "route": route if here else [],
        "reason": "" if step == "confirm_route" else "地元の同意がないため",
        **changes,
    }


def slip_form(**changes: str) -> dict[str, str]:
    """Return a draft of a slip that is decided elsewhere, as its form sends it."""
    return {
        "step": "confirm_route",
        "kind": "route_confirmation",
        "revision": "1",
        "basis": "要綱",
        "addressee": "空の便\n代表",
        "honorific": "様",
        "sender": "三重県知事",
        "desk": "空の道係",
        "telephone": "059-000-0000",
        "seal": "no",
        "keep_years": "5",
        "post": "主任",
        **changes,
    }


def slip(office: "Office", trial: str, stage: str, *, here: bool = True, **draft: Any) -> str:
    """Bring a slip about a trial under review to a stage of its way, and return its id; `trial` is the trial's path.

    Stages are "drafted", "to_concur", "endorsed", "circulated", "decided", "decided_for" here, and "drafted" and
    "exported" elsewhere. The reviewer drafts; the deputy concurs, decides in absence, or is asked to look.
    """
    reviewer = office.helper("reviewer", here=here)
    wanted = slip_in(here=here, **draft)
    if stage == "to_concur":
        wanted["route"].insert(1, {"kind": "concur", "post": "防災課長", "account": "id-deputy"})
    drafted = reviewer.post(f"{trial}/slips", json=wanted)
    assert drafted.status_code == 201, drafted.text
    slip_id: str = drafted.json()["id"]
    acts: dict[str, tuple[tuple[str, str, Any], ...]] = {
        "drafted": (),
        "to_concur": (("assessor", "endorsement", None),),
        "endorsed": (("assessor", "endorsement", None),),
        "circulated": (("reviewer", "circulations", {"to": "id-deputy"}),),
        "decided": (("assessor", "endorsement", None), ("approver", "decision", None)),
        "decided_for": (
            ("assessor", "endorsement", None),
            ("deputy", "decision-in-absence", {"absent": "課長", "post": "課長補佐", "reason": "出張のため"}),
        ),
        "exported": (("reviewer", "exports", None),),
    }
    for login, act, sent in acts[stage]:
        answer = office.helper(login).post(f"{trial}/slips/{slip_id}/{act}", json=sent)
        assert answer.is_success, answer.text
    return slip_id


def confirm(office: "Office", trial: str, **draft: Any) -> dict[str, Any]:
    """Let a slip about a trial under review go its whole way, and return the decision; `conditions` may be texts.

    With `step="decline"` it declines.
    """
    conditions = [{"text": c, "reason": "安全のため"} if isinstance(c, str) else c for c in draft.pop("conditions", ())]
    slip_id = slip(office, trial, "decided", conditions=conditions, **draft)
    issue = {"document_number": "空第12号", "on": f"{NOW:%Y-%m-%d}"}
    answer = office.helper("reviewer").post(f"{trial}/slips/{slip_id}/enforcement", json=issue)
    assert answer.status_code == 201, answer.text
    decision: dict[str, Any] = answer.json()
    return decision


def furnished(store: Store) -> Iterator[Office]:
    """Put organisations, people and made-up layers into a store, and close the office afterwards."""
    with unit_of_work(store.engine) as unit:
        for organisation_id, (name, kind) in ORGANISATIONS.items():
            unit.accounts.add_organisation(Organisation(organisation_id, name, NOW, "059-000-0000", kind))
        for login, (role, organisation_id) in PEOPLE.items():
            unit.accounts.add(Account(f"id-{login}", organisation_id, frozenset({role}), login, login, HASH, NOW))
        for layer in layers():
            unit.editions.add(layer)
    settings = Settings(
        database_url=store.url,
        sign_ins_per_minute=1000,
        voices_per_hour=1000,
        screenings_per_minute=1000,
        secret_key=SecretStr(SECRET_KEY),
        staff_second_factor=False,
        oidc_issuer=ISSUER,
        oidc_client_id="soramichi",
        public_address="https://soramichi.example.jp",
        mail=MailTo.CONSOLE,
    )
    office = Office(store, settings)
    yield office
    office.close()


def content(title: str = "津の沿岸", longitude: float = 136.5246, day: str = "2026-11-04") -> dict[str, Any]:
    """Return a proposal for a flight off Tsu."""
    corners = [(longitude, 34.7079), (136.5480, 34.7010), (136.5640, 34.6800)]
    height = {"value_m": 60, "datum": "agl"}
    return {
        "title": title,
        "purpose": "試験",
        "operations": [
            {
                "path": {
                    "type": "route",
                    "waypoints": [{"lon_deg": lon, "lat_deg": lat, "height": height} for lon, lat in corners],
                },
                "windows": [{"start": f"{day}T10:00:00+09:00", "end": f"{day}T15:00:00+09:00"}],
                "half_width_m": 50,
                "speed_mps": 10,
            }
        ],
    }

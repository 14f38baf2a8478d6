"""A service over a migrated store, with made-up layers and people who can sign in."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from airspace.role import Role
from api.deps import SESSION_COOKIE
from api.main import create_app
from api.security import passwords
from api.security.accounts import Account, Organisation, OrganisationKind
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from tests.conftest import Store
from tests.maps.flights import layers

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
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
    "approver": (Role.APPROVER, "office"),
    "municipality": (Role.MUNICIPALITY, "city"),
    "auditor": (Role.AUDITOR, "office"),
    "admin": (Role.ADMIN, "office"),
}


@dataclass(frozen=True)
class Office:
    """A store with people in it, and clients that are signed in as one of them."""

    store: Store
    settings: Settings
    apps: list[FastAPI] = field(default_factory=list)

    def client(self, login: str | None = None, *, client_host: str = "testclient", **settings: Any) -> TestClient:
        """Return a client of an application of its own, signed in where a login is given."""
        app = create_app(self.settings.model_copy(update=settings), clock=lambda: NOW)
        self.apps.append(app)
        client = TestClient(app, raise_server_exceptions=False, client=(client_host, 50_000))
        if login is not None:
            # Without the password, which takes long to check; tests of the sign-in itself send it.
            with unit_of_work(self.store.engine) as unit:
                token = secrets.token_urlsafe(32)
                unit.sessions.open(token, f"id-{login}", now=NOW, expires_at=NOW + timedelta(hours=12))
            client.cookies.set(SESSION_COOKIE, token)
        return client

    def close(self) -> None:
        """Let go of the applications' connections."""
        for app in self.apps:
            app.state.engine.dispose()


def take_in(client: TestClient, trial: str) -> None:
    """Accept a submitted trial and begin its review, as staff; `trial` is its path in the API."""
    assert client.post(f"{trial}/acceptance", json={}).status_code == 201
    assert client.post(f"{trial}/review").status_code == 204


def furnished(store: Store) -> Iterator[Office]:
    """Put organisations, people and made-up layers into a store, and close the office afterwards."""
    with unit_of_work(store.engine) as unit:
        for organisation_id, (name, kind) in ORGANISATIONS.items():
            unit.accounts.add_organisation(Organisation(organisation_id, name, NOW, "059-000-0000", kind))
        for login, (role, organisation_id) in PEOPLE.items():
            unit.accounts.add(Account(f"id-{login}", organisation_id, frozenset({role}), login, login, HASH, NOW))
        for layer in layers():
            unit.editions.add(layer)
    office = Office(store, Settings(database_url=store.url, sign_ins_per_minute=1000, screenings_per_minute=1000))
    yield office
    office.close()


def content(title: str = "津の沿岸", longitude: float = 136.5246) -> dict[str, Any]:
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
                "windows": [{"start": "2026-11-04T10:00:00+09:00", "end": "2026-11-04T15:00:00+09:00"}],
                "half_width_m": 50,
                "speed_mps": 10,
            }
        ],
    }

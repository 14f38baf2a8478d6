"""People who sign in, with a clock that can be put forward."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from fastapi.testclient import TestClient
from httpx2 import Response

from api.store.audit import AuditEvent
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, PASSWORD, Office

API = "/api/v1"


@dataclass
class Clock:
    """A clock that stands until it is put forward."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Put the clock forward."""
        self.now += timedelta(**by)


@dataclass
class Doors:
    """An office whose clock moves, and browsers before it, each with an application (a process) of its own."""

    office: Office
    clock: Clock = field(default_factory=Clock)

    def browser(self, *, host: str = "testclient", base: str = "http://testserver", **settings: Any) -> TestClient:
        """Return a browser that nobody has used."""
        app = self.office.app(self.office.settings.model_copy(update=settings), self.clock)
        return TestClient(
            app, raise_server_exceptions=False, client=(host, 50_000), base_url=base, follow_redirects=False
        )

    def signed_in(self, login: str, **settings: Any) -> TestClient:
        """Return a browser in which somebody has signed in by the password alone."""
        browser = self.browser(**settings)
        answer = try_password(browser, login)
        assert answer.status_code == 204, answer.text
        return browser

    def events(self, action: str | None = None) -> list[AuditEvent]:
        """Return the audit log's events, its chain checked."""
        with unit_of_work(self.office.store.engine, writes=False) as unit:
            assert unit.audit.first_broken() is None
            return [event for event in unit.audit.events() if action in (None, event.action)]

    def code(self, secret: str, *, steps: int = 0) -> str:
        """Return what an authenticator shows, made without our own code."""
        return pyotp.TOTP(secret.replace(" ", "")).at(self.clock.now, counter_offset=steps)


def try_password(browser: TestClient, login: str, password: str = PASSWORD) -> Response:
    return browser.post(f"{API}/sessions", json={"login": login, "password": password})


def try_code(browser: TestClient, code: str) -> Response:
    return browser.post(f"{API}/sessions/second-step", json={"code": code})


def who(browser: TestClient) -> int:
    return browser.get(f"{API}/sessions/current").status_code


def token_of(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', html)
    assert found, html
    return found[1]


def send(browser: TestClient, path: str, form: str, **fields: str) -> Response:
    """Send a page's form, with the token of the page that holds it."""
    return browser.post(path, data={"csrf_token": token_of(browser.get(form).text)} | fields)


def enrol(doors: Doors, browser: TestClient) -> tuple[str, list[str]]:
    """Set up a second factor on its page; return its secret and the recovery codes."""
    page = "/account/second-factor"
    begun = send(browser, f"{page}/begin", page, present_password=PASSWORD)
    assert begun.status_code == 303, begun.text
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', browser.get(page).text)
    assert found
    done = send(browser, f"{page}/confirm", page, code=doors.code(found[1]))
    assert done.status_code == 200, done.text
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", done.text)
    assert len(codes) == 10
    return found[1], codes

"""What tests of days of flight share: a confirmed and published trial, people in front of a clock that moves."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from airspace.trial import JST
from api.security import cookies, csrf
from api.store.unit_of_work import unit_of_work
from tests.api.offices import Office, confirm, content, take_in
from tests.api.signers import Clock

API = "/api/v1"
FIRST = date(2026, 10, 5)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a time of a day in Japan."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST)


def windows(*days: date, until: int = 15) -> list[dict[str, str]]:
    """Return a window from ten o'clock for each day, as JSON."""
    return [{"start": at(day, 10).isoformat(), "end": at(day, until).isoformat()} for day in days]


@dataclass
class Scene:
    """An office whose clock moves, and whoever acts in it."""

    office: Office
    clock: Clock = field(default_factory=Clock)
    clients: dict[str | None, TestClient] = field(default_factory=dict)

    def client(self, login: str | None = None) -> TestClient:
        """Return the client of somebody, signed in at this moment; the same one each time."""
        if login not in self.clients:
            app = self.office.app(self.office.settings, self.clock)
            self.clients[login] = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
            self.clients[login].get("/api/v1/sessions/current")
        client = self.clients[login]
        if login is not None:
            token = secrets.token_urlsafe(32)
            with unit_of_work(self.office.store.engine) as unit:
                now = self.clock.now
                unit.sessions.open(token, f"id-{login}", now=now, expires_at=now + timedelta(hours=12))
            client.cookies.set(cookies.SESSION, token)
        return client

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Put the clock to a time of a day in Japan."""
        self.clock.now = at(day, hour, minute)

    def published(
        self, *days: date, reserve: tuple[date, ...] = (), also: tuple[date, ...] = (), login: str = "sora", **made: Any
    ) -> str:
        """Return the id of a trial that is confirmed, scheduled and public; `made` are a slip's draft's.

        `also` are further days of its proposal, which are not stated.
        """
        trial_id = self.confirmed(*days, *reserve, *also, login=login, **made)
        trial = f"{API}/trials/{trial_id}"
        assert self.client("reviewer").post(f"{trial}/publication").status_code == 204
        stated = [day.isoformat() for day in days]
        held = [{"day": day.isoformat(), "reserve": True} for day in reserve]
        answer = self.client(login).post(f"{trial}/schedule", json={"days": [*stated, *held]})
        assert answer.status_code == 201, answer.text
        return trial_id

    def confirmed(self, *days: date, login: str = "sora", **made: Any) -> str:
        """Return the id of a trial whose route is confirmed for some days."""
        owner = self.client(login)
        proposal = content()
        proposal["operations"][0]["windows"] = windows(*sorted(set(days)))
        trial_id: str = owner.post(f"{API}/trials", json=proposal).json()["id"]
        trial = f"{API}/trials/{trial_id}"
        assert owner.post(f"{trial}/revisions").status_code == 201
        take_in(self.office.helper("reviewer"), trial)
        confirm(self.office, trial, **made)
        return trial_id

    def post(self, login: str, trial_id: str, path: str, body: Any = None) -> Response:
        """Let somebody send something about a trial."""
        return self.client(login).post(f"{API}/trials/{trial_id}/{path}", json=body)

    def permit(self, trial_id: str, first: date, last: date, login: str = "sora") -> Response:
        """Let the operator record a permit of MLIT."""
        told = {"kind": "permission_and_approval", "number": "阪空運航第12号"}
        body = {**told, "valid_from": first.isoformat(), "valid_to": last.isoformat()}
        return self.post(login, trial_id, "permits", body)

    def notice(self, trial_id: str, day: date, number: str = "FPL-1", login: str = "sora") -> Response:
        """Let the operator record the number of a day's plan notice."""
        return self.post(login, trial_id, f"flight-days/{day}/plan-notices", {"number": number})

    def check(self, trial_id: str, day: date, *, found: bool = False, login: str = "sora") -> Response:
        """Let the operator record that emergency airspace was looked up just now."""
        body = {"checked_at": self.clock.now.isoformat(), "found": found}
        return self.post(login, trial_id, f"flight-days/{day}/emergency-checks", body)

    def act(self, trial_id: str, day: date, step: str, login: str = "sora", **more: Any) -> Response:
        """Let the operator decide of a day."""
        return self.post(login, trial_id, f"flight-days/{day}/acts", {"step": step, **more})

    def ready(self, trial_id: str, day: date, login: str = "sora") -> None:
        """Record all that a go for a day needs."""
        for answer in (
            self.permit(trial_id, day, day, login),
            self.notice(trial_id, day, login=login),
            self.check(trial_id, day, login=login),
        ):
            assert answer.status_code == 201, answer.text

    def states(self, trial_id: str) -> dict[str, str]:
        """Return where the days of a public trial stand, as everyone's program reads it."""
        shown = self.client().get(f"{API}/public/trials/{trial_id}").json()
        return {day["day"]: day["state"] for day in shown["days"]}

    def form(self, login: str | None, path: str, **values: Any) -> Response:
        """Send a form as a page would."""
        client = self.client(login)
        if cookies.FORM not in client.cookies:
            client.get("/sign-in")
        return client.post(path, data={**values, "csrf_token": csrf.token(client.cookies[cookies.FORM])})

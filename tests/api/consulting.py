"""A case under review, offices that can be asked, a clock that can be moved, and the mail that was sent."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from airspace.role import Role
from api.deps import SESSION_COOKIE
from api.main import create_app
from api.security.accounts import Account, Organisation, OrganisationKind
from api.store.unit_of_work import unit_of_work
from tests.api.offices import HASH, NOW, Office, content, furnished, take_in
from tests.api.postbox import Postbox, watched
from tests.conftest import Store

API = "/api/v1"
CITY_MAIL = "kikaku@tsu.example.jp"
QUESTIONS = "この経路に支障はありますか。"


@dataclass
class Case:
    """The office with a submitted trial and two registered municipalities: `city` has an account, `town` has none."""

    office: Office
    post: Postbox
    now: datetime = NOW
    trial: str = ""
    city: str = ""
    town: str = ""

    @property
    def path(self) -> str:
        """The trial's address in the API."""
        return f"{API}/trials/{self.trial}"

    @property
    def page(self) -> str:
        """The address of staff's page of consultations."""
        return f"/staff/trials/{self.trial}/consultations"

    def client(self, login: str | None = None, **settings: Any) -> TestClient:
        """Return a client of an application of its own, on the case's clock, signed in where a login is given."""
        chosen = self.office.settings.model_copy(update=settings)
        app = create_app(chosen, clock=lambda: self.now)
        self.office.apps.append(app)
        client = TestClient(
            app, base_url="https://testserver" if chosen.https else "http://testserver", raise_server_exceptions=False
        )
        if login is not None:
            with unit_of_work(self.office.store.engine) as unit:
                token = secrets.token_urlsafe(32)
                unit.sessions.open(token, f"id-{login}", now=self.now, expires_at=self.now + timedelta(hours=12))
            client.cookies.set(SESSION_COOKIE, token)
        return client

    def pass_time(self, **of: float) -> None:
        """Move the clock on, or back."""
        self.now += timedelta(**of)

    def ask(self, *offices: str, **changes: Any) -> list[dict[str, Any]]:
        """Let the reviewer ask offices about the first revision."""
        wanted = {"revision": 1, "offices": list(offices or (self.city,)), "questions": QUESTIONS} | changes
        answer = self.client("reviewer").post(f"{self.path}/consultations", json=wanted)
        assert answer.status_code == 201, answer.text
        made: list[dict[str, Any]] = answer.json()
        return made

    def listed(self) -> list[dict[str, Any]]:
        """Return the consultations as staff see them."""
        found: list[dict[str, Any]] = self.client("approver").get(f"{self.path}/consultations").json()["consultations"]
        return found

    def link(self) -> str:
        """Return the path of the newest link that was sent."""
        return next(found for message in self.post.sent[::-1] if (found := link_in(message.words)))

    def code(self) -> str:
        """Return the newest code that was sent."""
        return next(found[1] for m in self.post.sent[::-1] if (found := re.search(r"確認コード: (\d{6})", m.words)))

    def by_code(self, link: str) -> TestClient:
        """Return a client that has opened the answering of a link by a code."""
        client = self.client()
        assert send(client, link, "code").status_code == 303
        opened = send(client, link, "session", code=self.code())
        assert opened.status_code == 303, opened.text
        return client

    def audited(self) -> list[tuple[str, str]]:
        """Return actor and action of each event, oldest first, after checking the chain."""
        with unit_of_work(self.office.store.engine, writes=False) as unit:
            assert unit.audit.first_broken() is None
            return [(event.actor, event.action) for event in unit.audit.events()]


def case(store: Store) -> Iterator[Case]:
    """Make a case under review."""
    for office in furnished(store):
        with watched(store.engine) as post:
            yield _under_review(office, post)


def _under_review(office: Office, post: Postbox) -> Case:
    made = Case(office, post)
    with unit_of_work(office.store.engine) as unit:
        unit.accounts.add_organisation(Organisation("other", "松阪市", NOW, "", OrganisationKind.CONSULTED))
        roles = frozenset({Role.MUNICIPALITY})
        unit.accounts.add(Account("id-other", "other", roles, "other", "other", HASH, NOW))
    reviewer = made.client("reviewer")
    made.city = registered(reviewer, "津市", "24201", CITY_MAIL, organisation="city")
    made.town = registered(reviewer, "明和町", "24442", "soumu@meiwa.example.jp")
    sora = made.client("sora")
    made.trial = sora.post(f"{API}/trials", json=content()).json()["id"]
    assert sora.post(f"{made.path}/revisions").status_code == 201
    take_in(reviewer, made.path)
    return made


def registered(staff: TestClient, name: str, code: str, email: str, **more: Any) -> str:
    """Register a municipality and return its id."""
    office = {"kind": "municipality", "name_ja": name, "prefecture_code": code[:2], "municipality_code": code}
    answer = staff.post(f"{API}/offices", json=office | {"email": email} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def link_in(body: str) -> str | None:
    """Return the path of the link in a message."""
    found = re.search(r"https://soramichi\.example\.jp(/consultations/\S+)", body)
    return found[1] if found else None


def token_of(html: str) -> str:
    """Return the token that a page's forms carry."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', html)
    assert found, html[:500]
    return found[1]


def send(client: TestClient, path: str, act: str, **fields: str) -> Any:
    """Send a form of a page, its token first taken from the page."""
    shown = client.get(path)
    return client.post(
        f"{path}/{act}" if act else path, data={"csrf_token": token_of(shown.text)} | fields, follow_redirects=False
    )


def an_answer(**changes: str) -> dict[str, str]:
    """Return the fields of an answer."""
    return {"opinion": "no_objection", "text": "", "post": "企画課長", "document_number": "", "seen": "0"} | changes

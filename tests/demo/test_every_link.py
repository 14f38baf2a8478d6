"""Whoever follows the demo's links finds no dead end, no error, no page without a next step; the HTML is valid."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from airspace.role import Role
from api.demo.accounts import PREFECTURE_OFFICE, SampleAccount, account_of
from api.demo.database import fresh_engine
from api.demo.fill import fill
from api.main import create_app
from api.security import passwords
from api.security.accounts import Account
from api.settings import MailTo, Settings
from api.store.engine import Engine
from api.store.unit_of_work import unit_of_work
from tests.browser.walking import Walk, serving
from tests.demo.crawl import Crawl, Page, shape
from tests.demo.test_pages import NOW
from tests.needs import lacking

STARTS = ("/", "/trials", "/check", "/voices", "/sign-in")
FORM = re.compile(r'<form method="post" action="([^"]+)"')
JAR = Path("tools/html/node_modules/vnu-jar/build/dist/vnu.jar")


@dataclass
class Crawled:
    """What each of the demo's people reaches, and all pages by their shape, in both languages."""

    app: FastAPI
    by_login: dict[str, Crawl]
    shapes: dict[tuple[str, str], Page]
    whose: dict[str, str]
    """Who reached each shape first."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    engine = fresh_engine(tmp_path_factory.mktemp("links"))
    accounts = fill(engine, NOW)
    settings = Settings(
        database_url=engine.url.render_as_string(),
        staff_second_factor=False,
        mail=MailTo.CONSOLE,
        decided_here=True,
        sign_ins_per_minute=100,
    )
    app = create_app(settings, clock=lambda: NOW, sample=True)
    accounts += (_auditor(engine),)
    crawls, shapes, whose, frames = {}, {}, {}, set()
    for account in (None, *accounts):
        client = TestClient(app, raise_server_exceptions=False)
        if account:
            entered = client.post("/api/v1/sessions", json={"login": account.login, "password": account.password})
            assert entered.status_code == 204
        crawl = Crawl(client)
        crawl.follow(*STARTS, *(("/account", "/notices") if account else ()), frames_seen=frames)
        crawls[account.login if account else "nobody"] = crawl
        for page in crawl.pages.values():
            key = shape(page.path.partition("?")[0])
            if (key, "ja") in shapes:
                continue
            shapes[key, "ja"] = page
            whose[key] = account.login if account else "nobody"
            mark = "&" if "?" in page.path else "?"
            english = client.get(f"{page.path}{mark}lang=en")
            shapes[key, "en"] = Page(page.path, english.text, page.seen)
            client.get("/about/privacy?lang=ja")
    yield Crawled(app, crawls, shapes, whose)
    app.state.engine.dispose()
    engine.dispose()


def _auditor(engine: Engine) -> SampleAccount:
    """Add the one role of which the demo has nobody."""
    made = SampleAccount("auditor", passwords.random_password(), Role.AUDITOR, PREFECTURE_OFFICE)
    with unit_of_work(engine) as unit:
        office = account_of(unit, "reviewer").organisation_id
        hashed = passwords.hashed(made.password)
        unit.accounts.add(Account("id-auditor", office, frozenset({made.role}), "auditor", "見本 auditor", hashed, NOW))
    return made


def test_no_link_leads_nowhere_and_every_page_is_whole(crawled: Crawled) -> None:
    faults = {fault for crawl in crawled.by_login.values() for fault in crawl.faults}
    assert not faults, "\n".join(sorted(faults))
    assert len(crawled.by_login) >= 6
    assert len(crawled.shapes) > 80


def test_each_form_is_sent_to_an_address_that_takes_it(crawled: Crawled) -> None:
    """Each is sent empty, without its page's token: it may be refused, but there is such an address."""
    wrong = []
    for key, login in crawled.whose.items():
        page = crawled.shapes[key, "ja"]
        for action in set(FORM.findall(page.html)):
            answer = crawled.by_login[login].client.post(urljoin(page.path, unescape(action)), follow_redirects=False)
            if not 400 <= answer.status_code < 500 or answer.status_code in (404, 405):
                wrong.append(f"{page.path}: {action} gives {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_each_page_is_in_the_language_that_it_says(crawled: Crawled) -> None:
    for (path, language), page in crawled.shapes.items():
        assert f'<html lang="{language}">' in page.html, path


@pytest.mark.slow
@pytest.mark.parametrize(("width", "language"), [(320, "ja"), (1280, "en")])
def test_every_page_is_accessible_narrow_and_wide(
    crawled: Crawled, chromium: Browser, repository: Path, width: int, language: str
) -> None:
    pictures = repository / "tests" / "pictures" / "every-page"
    pictures.mkdir(parents=True, exist_ok=True)
    faults = []
    with serving(crawled.app) as address:
        walks: dict[str, Walk] = {}
        for number, (key, login) in enumerate(sorted(crawled.whose.items())):
            if login not in walks:
                walks[login] = Walk(chromium, address, width, pictures)
                held = crawled.by_login[login].client.cookies
                cookies = [{"name": name, "value": value, "url": address} for name, value in held.items()]
                walks[login].page.context.add_cookies(cookies)
            walk, path = walks[login], crawled.shapes[key, "ja"].path
            walk.go(f"{path}{'&' if '?' in path else '?'}lang={language}")
            try:
                walk.look(f"{number:03}{key.replace('/', '_').replace('{}', 'x')}")
            except AssertionError as fault:
                faults.append(f"{key}: {fault}")
                walk.complaints.clear()
        for walk in walks.values():
            walk.page.context.close()
    assert not faults, "\n".join(faults)


def test_the_html_is_valid(crawled: Crawled, repository: Path, tmp_path: Path) -> None:
    jar = repository / JAR
    if not jar.exists() or shutil.which("java") is None:
        lacking("the HTML validator", "tools/provide.sh fetches it; it needs Java.")
    names = {}
    for number, ((path, language), page) in enumerate(sorted(crawled.shapes.items())):
        file = tmp_path / f"{number:03}.html"
        file.write_text(page.html, encoding="utf-8")
        names[file.name] = f"{path} ({language})"
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    told = [f"{names[Path(one['url']).name]}: {one['message']} | {one.get('extract', '')[:160]!r}" for one in messages]
    assert not told, "\n".join(told)

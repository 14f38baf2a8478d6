"""A browser that walks through the service, and a service for it to walk through."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from tests.api.offices import PASSWORD

WIDTHS = (1280, 320)
KNOCK = "recipient window's origin ('null')"


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this machine, and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Walk:
    """A browser at one width that takes a picture and runs axe at each step."""

    def __init__(self, browser: Browser, address: str, width: int, folder: Path) -> None:
        self.address, self.width, self.folder = address, width, folder
        self.page: Page = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP").new_page()
        self.page.set_default_timeout(60_000)  # a machine with two busy cores is slow, not wrong
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hear(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._inside(request.url))
        self.steps = 0

    def _hear(self, message: str) -> None:
        # axe knocks at the map's sandboxed frame, which lets no page in; tests/maps looks at the map by itself.
        if KNOCK not in message:
            self.complaints.append(message)

    def _inside(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.complaints.append(f"request to {url}")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def look(self, name: str) -> None:
        """Leave a picture; expect no accessibility violation, no sideways scrolling, no complaint of the browser."""
        self.steps += 1
        self.page.screenshot(path=self.folder / f"{self.width}-{self.steps:02}-{name}.png", full_page=True)
        assert self.complaints == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        found = Axe().run(self.page, options={"iframes": False})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    def sign_in(self, login: str) -> None:
        self.page.context.clear_cookies()
        self.go("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def expect_on_map(self, words: str) -> None:
        """Wait until the map in the page's frame says something."""
        self.page.frame_locator("iframe.map").get_by_text(words).first.wait_for()

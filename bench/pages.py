"""Weigh public pages and time their first paint on a slowed CPU: `python -m bench.pages`.

It fills a demo in a temporary folder, serves it on this machine, and drives Debian's Chromium as a phone of 320 pixels.
The browser's own performance API tells when something was painted first; each time begins with an empty cache. Maps are
left out of the weight, not of the time.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.clock import now
from api.demo.database import fresh_engine
from api.demo.fill import fill
from api.main import create_app
from api.settings import Settings
from api.store.unit_of_work import unit_of_work
from tests.browser.walking import serving

SLOWED = 4
ROUNDS = 7
MAPPED = ("/leaflet", "/map/", "ground.json", "trials.geojson", "trials-map.js", "data:")
WANTED_BYTES, WANTED_S = 150_000, 1.0
FIRST_PAINT = (
    "() => performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint').startTime"
)


def main() -> None:
    console = Console(width=110)
    moment = now()
    with tempfile.TemporaryDirectory() as folder:
        engine = fresh_engine(Path(folder))
        fill(engine, moment)
        with unit_of_work(engine, writes=False) as unit:
            trial = min(one.trial_id for one in unit.trials.publications())
        settings = Settings(database_url=engine.url.render_as_string())
        with serving(create_app(settings, sample=True)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            table = Table("page", "KB without maps", f"first paint, CPU slowed {SLOWED}×: median of {ROUNDS} (s)")
            for path in track(["/", "/trials", f"/trials/{trial}", f"/trials/{trial}/ask", "/check", "/voices"]):
                weight = weighed(phone(browser), address + path)
                painted = [paint(phone(browser), address + path) for _ in range(ROUNDS)]
                table.add_row(path.replace(trial, "{id}"), f"{weight / 1000:.0f}", f"{statistics.median(painted):.2f}")
            browser.close()
        engine.dispose()
    console.print(table)
    console.print(f"wanted: public pages under {WANTED_BYTES / 1000:.0f} KB and {WANTED_S:g} s")


def phone(browser: Browser) -> Page:
    """Return a page as narrow as a phone, with a CPU that seems slower and an empty cache."""
    page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return page


def weighed(page: Page, address: str) -> int:
    """Return the bytes of a page and all that it brings along, as they are before compression, without its maps."""
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    page.goto(address, wait_until="networkidle")
    page.context.close()
    return sum(size for url, size in weights.items() if not any(part in url for part in MAPPED))


def paint(page: Page, address: str) -> float:
    """Return the seconds until something was painted."""
    page.goto(address, wait_until="load")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    painted: float = page.evaluate(FIRST_PAINT)
    page.context.close()
    return painted / 1000


if __name__ == "__main__":
    main()

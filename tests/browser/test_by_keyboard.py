"""Each front door by keyboard alone, on a phone's width and a desk's: nothing is clicked, and focus is always seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from airspace.workflow import State
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import Office
from tests.api.walk import trial_in
from tests.browser.test_walk import ROUTE
from tests.browser.walking import WIDTHS, Walk

MOST_TABS = 400
FOCUSED = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  return { id: at.id, tag: at.tagName, text: (at.innerText || "").trim(), href: at.getAttribute("href") || "",
           outlined: ["date", "time"].includes(at.type) || getComputedStyle(at).outlineStyle !== "none",
           seen: box.bottom > 0 && box.top < innerHeight };
}"""


def tab_to(page: Page, fits: Callable[[dict], bool]) -> None:
    """Press Tab until what is focused fits; what is passed on the way is seen and has a frame."""
    before = page.evaluate(FOCUSED)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        # A date is one field of several parts, framed by the browser: only a new element is brought into view.
        if at["tag"] not in ("BODY", "IFRAME") and at != before:
            assert at["outlined"], at
            assert at["seen"] or at["id"] == before["id"], at
        before = at
        if fits(at):
            return
    raise AssertionError("it cannot be reached by Tab")


def to_field(page: Page, name: str) -> None:
    tab_to(page, lambda at: at["id"] == name)


def press(page: Page, words: str) -> None:
    tab_to(page, lambda at: at["text"].startswith(words))
    page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    to_field(page, name)
    page.keyboard.insert_text(text)


def begin(walk: Walk, login: str) -> Page:
    """Sign somebody in by keyboard."""
    walk.go("/sign-in")
    page = walk.page
    write(page, "login", login)
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_an_operator_proposes_and_staff_take_it_in(chromium: Browser, address: str, width: int, pictures: Path) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = begin(walk, "sora")
    press(page, "新しい計画書をつくる")
    page.wait_for_url("**/operator/new")
    write(page, "title", "津の沿岸の点検")
    write(page, "purpose", "護岸を見る。")
    write(page, "table", ROUTE)
    to_field(page, "first_day")
    page.keyboard.type("11042026")
    with page.expect_response("**/operator/typed/new*"):
        pass
    expect(page.locator('[data-section="section-days"]')).to_have_text("できました")
    walk.look("keyboard-proposal")
    press(page, "保存して確かめる")
    page.get_by_role("heading", name="津の沿岸の点検").wait_for()
    press(page, "内容を確かめて提出する")
    page.get_by_role("heading", name="県に提出する").wait_for()
    press(page, "この内容で県に提出する")
    page.get_by_role("heading", name="提出しました").wait_for()
    page.context.clear_cookies()
    page = begin(walk, "reviewer")
    press(page, "津の沿岸の点検")
    page.get_by_role("heading", name="受付").wait_for()
    press(page, "受け付ける")
    page.get_by_role("heading", name="確認", exact=True).wait_for()
    press(page, "確認を始める")
    page.get_by_role("heading", name="起案・決裁").wait_for()
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_resident_finds_a_flight_and_asks_about_it(
    chromium: Browser, address: str, office: Office, width: int, pictures: Path
) -> None:
    scene = Scene(office)
    scene.published(FIRST)
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.go("/trials")
    write(page, "place", "34.7010, 136.5480")
    press(page, "この場所の飛行をさがす")
    page.wait_for_url("**mesh=**")
    press(page, "津の沿岸")
    page.get_by_role("heading", name="いまどこまで").wait_for()
    press(page, "この実験について質問する")
    page.wait_for_url("**/ask")
    to_field(page, "kind")
    page.keyboard.press("ArrowDown")
    write(page, "text", "どのくらいの音がしますか。")
    walk.look("keyboard-question")
    press(page, "送る")
    page.get_by_text("受付番号：令8-声-0001").wait_for()
    walk.look("keyboard-question-sent")
    page.context.close()


def test_the_list_and_the_map_of_trials_follow_each_other(
    chromium: Browser, address: str, office: Office, pictures: Path
) -> None:
    trial = Scene(office).published(FIRST)
    walk = Walk(chromium, address, 1280, pictures)
    page = walk.page
    walk.go("/trials")
    drawn = page.locator("#trials-map path.leaflet-interactive")
    expect(drawn).to_have_count(1)
    before = drawn.get_attribute("stroke")
    page.locator(f'[data-trial="{trial}"] a').first.focus()
    expect(page.locator(f'[data-trial="{trial}"]')).to_have_class("card chosen")
    assert drawn.get_attribute("stroke") != before
    drawn.dispatch_event("click")
    expect(page.locator(f'[data-trial="{trial}"]')).to_have_class("card chosen")
    walk.look("trials-map")
    page.context.close()


def test_public_pages_are_light(chromium: Browser, address: str, office: Office, pictures: Path) -> None:
    """Without the maps a public page stays under 150 KB, all that it brings along included."""
    trial = Scene(office).published(FIRST)
    trial_in(office, State.SUBMITTED)
    for path in ("/", "/trials", f"/trials/{trial}", f"/trials/{trial}/ask", "/voices", "/about/privacy"):
        walk = Walk(chromium, address, 320, pictures)
        weights: dict[str, int] = {}
        walk.page.on("response", lambda answer, weights=weights: weights.update({answer.url: len(answer.body())}))
        walk.page.goto(address + path, wait_until="networkidle")
        mapped = ("/leaflet", "/map/", "ground.json", "trials.geojson", "trials-map.js", "data:")
        counted = {url: size for url, size in weights.items() if not any(part in url for part in mapped)}
        assert sum(counted.values()) < 150_000, (path, counted)
        walk.page.context.close()

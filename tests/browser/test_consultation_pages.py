"""Whoever is asked answers on one page, on a phone too, by keyboard alone; staff ask on another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.main import create_app
from tests.api.consulting import Case, case
from tests.browser.walking import WIDTHS, Walk, serving
from tests.conftest import Store


@pytest.fixture
def asked(store: Store) -> Iterator[Case]:
    yield from case(store)


@pytest.fixture
def address(asked: Case) -> Iterator[str]:
    """Serve the case on a free port of this machine."""
    app = create_app(asked.office.settings, clock=lambda: asked.now)
    with serving(app) as address:
        yield address


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the field that a selector names has the focus."""
    for _ in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_office_answers_on_one_page_by_keyboard_alone(
    chromium: Browser, asked: Case, address: str, width: int, pictures: Path
) -> None:
    asked.ask(working_days=5)
    link = asked.link()
    walk = Walk(chromium, address, width, pictures)
    page, keys = walk.page, walk.page.keyboard
    walk.go(link)
    walk.expect_on_map("離陸")
    page.locator("iframe.map").scroll_into_view_if_needed()
    page.screenshot(path=pictures / f"{width}-consultation-map.png")
    walk.look("consultation-opened")
    assert page.locator("input[name=opinion]").count() == 0
    tab_to(page, "#send-code button")
    keys.press("Enter")
    page.get_by_role("status").filter(has_text="確認コードを送りました").wait_for()
    tab_to(page, "#code")
    keys.type("000000" if asked.code() != "000000" else "111111")
    keys.press("Enter")
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422 of the wrong code
    walk.look("consultation-wrong-code")
    tab_to(page, ".error-summary a")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "code", "an error leads to its field"
    keys.type(asked.code())
    keys.press("Enter")
    page.locator("#opinion-objection").wait_for()
    walk.look("consultation-form")
    tab_to(page, "main form button")
    keys.press("Enter")
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422 of the empty form
    walk.look("consultation-form-errors")
    tab_to(page, "input[name=opinion]")
    keys.press("Space")
    keys.press("ArrowDown")
    assert page.locator("#opinion-no_objection_with_conditions").is_checked()
    tab_to(page, "#text")
    keys.type("朝市の日は飛ばないでください。")
    tab_to(page, "#post")
    keys.type("企画課長")
    tab_to(page, "#document_number")
    keys.type("企第１号")
    keys.press("Enter")
    page.get_by_role("heading", name="回答を受け取りました").wait_for()
    walk.look("consultation-answered")
    (record,) = asked.listed()
    assert record["answers"][0]["text"] == "朝市の日は飛ばないでください。"
    assert record["answers"][0]["document_number"] == "企第１号"


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_ask_and_see_who_has_not_answered(
    chromium: Browser, asked: Case, address: str, width: int, pictures: Path
) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("reviewer")
    walk.go(f"/staff/trials/{asked.trial}")
    page.get_by_role("link", name="だれに聞くか・回答を見る").click()
    walk.look("consultations-empty")
    page.get_by_role("button", name="選んだ相手に照会する").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422 of the form in which nobody was chosen
    walk.look("consultations-errors")
    page.get_by_label("津市").check()
    page.get_by_label("明和町").check()
    page.get_by_role("button", name="選んだ相手に照会する").click()
    page.get_by_role("heading", name="照会した相手と回答").wait_for()
    asked.pass_time(days=30)
    walk.sign_in("reviewer")
    walk.go(asked.page)
    assert page.get_by_text("回答はありません。同意ではありません。").count() == 2
    walk.look("consultations-overdue")
    walk.go("/staff/offices")
    walk.look("offices")
    walk.sign_in("municipality")
    walk.look("municipality-list")
    page.get_by_role("link", name="津の沿岸").click()
    page.locator("#opinion-no_opinion").check()
    page.get_by_label("回答する方の職名").fill("企画課長")
    page.get_by_role("button", name="この内容で回答する").click()
    page.get_by_text("期限後の回答").first.wait_for()
    walk.look("municipality-answered")

"""Whoever sends map data is told that it is being read, and no longer once the page is shown again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walking import WIDTHS, Walk

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)

HELD = "document.querySelector('form[data-busy]').addEventListener('submit', (event) => event.preventDefault())"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_import_says_that_it_is_under_way(chromium: Browser, address: str, width: int, pictures: Path) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("reviewer")
    walk.go("/staff/datasets")
    busy = page.locator("[data-part=busy]")
    expect(busy).to_be_hidden()
    page.evaluate(HELD)
    page.get_by_role("button", name="取り込まず、何が変わるかを見る").click()
    expect(busy).to_be_visible()
    expect(busy.locator("[data-part=seconds]")).to_have_text("1")
    walk.look("dataset-busy")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(busy).to_be_hidden()

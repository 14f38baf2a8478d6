"""The pages of retention in a browser: without faults of accessibility, narrow and wide."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.api.offices import Office
from tests.api.test_filing import declined
from tests.browser.test_files import look


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_case_is_closed_held_and_listed(chromium_page: Page, office: Office, address: str, repository: Path) -> None:
    pictures = repository / "tests" / "pictures"
    pictures.mkdir(exist_ok=True)
    trial, reviewer, page = declined(office), office.client("reviewer"), chromium_page
    cookies = [{"name": name, "value": value, "url": address} for name, value in reviewer.cookies.items()]
    page.context.add_cookies(cookies)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/staff/retention")
    look(page, "retention-unfiled", pictures, 1280)
    page.goto(f"{address}/staff/trials/{trial}")
    page.get_by_role("button", name="完了する").click()
    page.wait_for_url(f"**/staff/trials/{trial}/retention")
    assert "令和14年（2032年）4月1日" in page.locator(".headline").inner_text()
    page.get_by_role("button", name="延長する", exact=True).click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "hold_reason", "an error leads to its field"
    page.get_by_label("延長の理由").select_option("litigation")
    page.get_by_role("button", name="延長する", exact=True).click()
    assert "その終わりが登録されるまで消えません" in page.locator(".headline").inner_text()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, "retention-held", pictures, width)

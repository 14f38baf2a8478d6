"""An operator keeps an aircraft and a pilot and chooses them in a proposal, in a browser, wide and narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.test_walk import ROUTE
from tests.browser.walking import WIDTHS, Walk


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_an_aircraft_is_kept_once_and_chosen(chromium: Browser, address: str, width: int, pictures: Path) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("sora")
    page.get_by_role("link", name="登録簿").click()
    walk.look("registers-empty")

    page.get_by_role("link", name="機体を加える").click()
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "name", "an error leads to its field"
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("register-errors")
    page.get_by_label("名前").fill("ＰＦ２")
    page.get_by_label("登録記号").fill("ju3223abcdef")
    page.get_by_label("登録の有効期間の終わり").fill("2028-01-31")
    page.locator("#certificate").select_option("second")
    page.locator("#certificate_from").fill("2026-01-01")
    page.locator("#certificate_until").fill("2026-11-03")
    page.get_by_label("最大離陸重量").fill("９．８")
    page.locator("#noise_db").fill("65")
    page.locator("#noise_distance_m").fill("30")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("PF2、JU3223ABCDEF、9.8 kg").wait_for()

    page.get_by_role("link", name="操縦者を加える").click()
    page.get_by_label("氏名").fill("空野 翔")
    page.locator("#licence").select_option("first")
    page.locator("#licence_until").fill("2027-03-31")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("空野 翔").wait_for()
    walk.look("registers-filled")

    walk.go("/operator/new")
    page.fill("#title", "津の沿岸の点検")
    page.fill("#purpose", "護岸のひび割れを早く見つける。")
    page.get_by_label("PF2、JU3223ABCDEF").check()
    page.get_by_label("空野 翔").check()
    page.fill("#table", ROUTE)
    page.fill("#first_day", "2026-11-04")
    walk.look("proposal-chosen")
    page.get_by_role("button", name="保存して確かめる").click()
    page.get_by_text("2026-11-03 で終わり、2026-11-04 の飛行では期限が切れています").wait_for()
    assert "操縦者1：空野 翔" in page.locator("main").inner_text()
    walk.look("proposal-out-of-date")

    walk.go("/operator/registers")
    page.get_by_role("link", name="PF2").click()
    page.locator("#certificate_until").fill("2028-12-31")
    walk.look("register-change")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("heading", name="登録簿").wait_for()
    walk.go("/operator")
    page.get_by_role("link", name="津の沿岸の点検").first.click()
    page.get_by_text("機体1の機体認証は、飛ぶ日のすべてで有効です").wait_for()
    assert page.get_by_text("期限が切れています").count() == 0, "the draft follows the register"

"""A person walks the whole road in a browser; a picture of each step is left in tests/pictures."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from airspace.workflow import State
from geo.mesh import mesh_of
from tests.api.offices import NOW, Office, confirm
from tests.api.walk import trial_in
from tests.browser.walking import WIDTHS, Walk

ROUTE = "34.7079,136.5246,60\n34.7010,136.5480,60\n34.6800,136.5640,60"


def decide_in_the_office(walk: Walk) -> None:
    """Let a slip about the trial go its way: the reviewer drafts, the assessor endorses, the approver decides."""
    page = walk.page
    walk.sign_in("reviewer")
    page.get_by_role("link", name="津の沿岸の点検").first.click()
    page.get_by_role("link", name="起案する").click()
    walk.look("slip-draft-empty")
    page.get_by_role("button", name="起案する").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "post", "an error leads to its field"
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("slip-draft-errors")
    page.fill("#condition-1-text", "風速が毎秒8メートルを超えるときは飛ばないこと。")
    page.fill("#condition-1-reason", "機体の性能の範囲で飛ばすため。")
    page.fill("#post", "主任")
    for row, post, person in (("1", "班長", "assessor"), ("6", "課長", "approver")):
        page.fill(f"#stop-{row}-post", post)
        page.select_option(f"#stop-{row}-account", label=person)
    page.get_by_role("button", name="起案する").click()
    page.get_by_text("いまここ").wait_for()
    walk.look("slip-drafted")
    walk.sign_in("assessor")
    walk.look("worklist-slip")
    page.get_by_role("link", name="回議（確認して次へ回す）").click()
    page.get_by_role("button", name="確認して次へ回す").click()
    walk.sign_in("approver")
    page.get_by_role("link", name="決裁する").click()
    walk.look("slip-to-decide")
    page.get_by_role("button", name="この起案のとおり決裁する").click()
    page.get_by_text("決裁済み・施行待ち").wait_for()
    walk.sign_in("reviewer")
    page.get_by_role("link", name="施行する").click()
    page.fill("#enforce-on", f"{NOW:%Y-%m-%d}")
    page.get_by_role("button", name="施行する").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "enforce-document_number"
    walk.complaints.clear()
    page.fill("#enforce-document_number", "空第12号")
    page.get_by_role("button", name="施行する").click()
    page.get_by_text("施行済み").wait_for()
    walk.look("slip-enforced")
    page.get_by_role("link", name="津の沿岸の点検").click()
    page.get_by_text("経路確認済み", exact=True).wait_for()
    walk.look("case-confirmed")


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_the_road_in_a_browser(chromium: Browser, address: str, width: int, pictures: Path) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.go("/")
    walk.look("first-page")

    page.get_by_role("link", name="飛べるか確かめる").first.click()
    walk.look("check-empty")
    page.fill("#table", ROUTE)
    page.fill("#first_day", "2026-11-04")
    page.get_by_role("button", name="確かめる").click()
    page.get_by_role("heading", name="見つかったこと").wait_for()
    walk.expect_on_map("離陸")
    walk.look("check-result")

    walk.sign_in("sora")
    walk.look("operator-empty")
    page.get_by_role("link", name="新しい計画書をつくる").click()
    walk.look("proposal-empty")
    page.get_by_role("button", name="保存して確かめる").click()
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("エラー")
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("proposal-errors")
    page.fill("#title", "津の沿岸の点検")
    page.fill("#purpose", "護岸のひび割れを早く見つける。")
    page.fill("#table", ROUTE)
    page.fill("#height_m", "６０")
    page.fill("#first_day", "2026-11-04")
    page.get_by_role("button", name="保存して確かめる").click()
    page.get_by_role("heading", name="津の沿岸の点検").wait_for()
    walk.look("operator-draft")
    page.get_by_role("link", name="内容を確かめて提出する").click()
    walk.look("operator-check-answers")
    page.get_by_role("button", name="この内容で県に提出する").click()
    page.get_by_role("heading", name="提出しました").wait_for()
    page.get_by_text("提出済み・形式の確認中").wait_for()
    walk.look("operator-submitted")

    walk.sign_in("approver")
    walk.look("worklist")
    page.get_by_role("link", name="津の沿岸の点検").click()
    walk.look("case-to-accept")
    page.get_by_role("button", name="受け付ける").click()
    page.get_by_role("button", name="確認を始める").click()
    page.get_by_role("heading", name="起案・決裁").wait_for()
    walk.look("case")
    district = page.locator(".findings > li", has_text="人口集中地区").first
    district.locator("summary").focus()
    page.keyboard.press("Enter")
    district.get_by_role("button", name="見解を添える").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "outcome", "an error leads to its field"
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("case-view-errors")
    district.locator("select[name=outcome]").select_option("ADVISORY")
    district.get_by_label("理由").fill("係留して飛ばすことを、電話で確かめた。")
    walk.look("case-view-filled")
    district.get_by_role("button", name="見解を添える").click()
    district.locator(".notice").get_by_text("係留して飛ばすことを、電話で確かめた。").wait_for()
    assert district.locator(".tag").all_inner_texts() == ["該当"], "the machine's finding stays"
    walk.look("case-view")
    decide_in_the_office(walk)
    page.get_by_role("link", name="公表の画面へ").click()
    walk.look("publish")
    page.get_by_role("button", name="公表する").click()
    page.get_by_role("link", name="公表中のページ").wait_for()

    page.context.clear_cookies()
    walk.go("/trials")
    walk.look("resident-list")
    page.fill("#place", "津の駅の前")
    page.get_by_role("button", name="この場所の飛行をさがす").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("resident-place-errors")
    page.fill("#place", "34.7010, 136.5480")
    page.get_by_role("button", name="この場所の飛行をさがす").click()
    page.get_by_text("の上か近くを飛ぶもの").wait_for()
    walk.look("resident-place")
    page.get_by_role("link", name="津の沿岸の点検").click()
    page.get_by_role("heading", name="津の沿岸の点検").wait_for()
    walk.expect_on_map("着陸")
    body = page.locator("main").inner_text()
    assert "風速が毎秒8メートルを超えるときは飛ばないこと。" in body
    assert "航空法の許可・承認は国土交通省が行います。" in body
    page.get_by_text("事前確認の結果を見る").click()
    page.get_by_text("係留して飛ばすことを、電話で確かめた。").wait_for()
    walk.look("resident-trial")
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="Whom to call").wait_for()
    walk.look("resident-trial-english")
    for about in ("accessibility", "privacy", "open-data"):
        walk.go(f"/about/{about}")
        walk.look(f"about-{about}-english")
    page.context.clear_cookies()
    walk.go("/about/privacy")
    walk.look("about-privacy")


@pytest.mark.slow
def test_near_me_tells_a_square_and_never_a_position(chromium: Browser, address: str) -> None:
    """The place of the device becomes the code that `geo.mesh` gives for it, in the browser."""
    lon, lat = 136.5480, 34.7010
    context = chromium.new_context(permissions=["geolocation"], geolocation={"longitude": lon, "latitude": lat})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/trials")
    page.get_by_role("button", name="現在地の近くをさがす").click()
    page.wait_for_url(f"**/trials?mesh={mesh_of(lon, lat)}")
    assert not any(str(part) in url for url in asked for part in ("34.70", "136.54"))
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_a_change_in_a_browser(chromium: Browser, address: str, office: Office, width: int, pictures: Path) -> None:
    """Conditions are written with their reasons; a change outside of what was confirmed goes back, and says why."""
    trial_id = trial_in(office, State.UNDER_REVIEW)
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("reviewer")
    walk.go(f"/staff/trials/{trial_id}/slips/new")
    page.locator("#condition-1-text").fill("飛行は10時から14時まで。")
    page.get_by_text("機械でも確かめる（任意）").first.click()
    page.locator("#condition-1-kind").select_option("hours")
    page.locator("#condition-1-start").fill("10:00")
    page.get_by_role("button", name="起案する").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422 of the form that was not complete
    walk.look("condition-errors")
    page.locator("#condition-1-reason").fill("朝と夕方は漁船の出入りが多いため。")
    page.locator("#condition-1-end").fill("14:00")
    walk.look("condition-filled")
    hours = {"kind": "hours", "start": "10:00", "end": "14:00"}
    condition = {"text": "飛行は10時から14時まで。", "reason": "漁船の出入りが多いため。", "constraint": hours}
    confirm(office, f"/api/v1/trials/{trial_id}", conditions=[condition])
    walk.go(f"/staff/trials/{trial_id}")
    page.get_by_text("約束を記録する").first.click()
    page.locator("#promise-text").fill("運動会の日は飛ばない。")
    page.locator("#promise-reason").fill("説明会での約束。")
    walk.look("commitment-filled")
    page.get_by_role("button", name="約束を記録する").click()
    page.get_by_text("運動会の日は飛ばない。").first.wait_for()
    walk.look("commitment-made")

    walk.sign_in("sora")
    walk.go(f"/operator/trials/{trial_id}")
    page.get_by_role("link", name="計画の変更を書く").click()
    page.fill("#half_width_m", "45")
    page.get_by_role("button", name="保存して確かめる").click()
    page.get_by_role("heading", name="変更届で足りるか").wait_for()
    walk.look("change-draft")
    page.get_by_role("link", name="変更の内容を直す").click()
    page.fill("#half_width_m", "80")
    page.get_by_role("button", name="保存して確かめる").click()
    page.get_by_text("もう一度、審査と意見照会が要ります").wait_for()
    walk.look("change-outside")
    page.get_by_role("button", name="変更の審査を受けるために提出する").click()
    page.get_by_text("提出済み・形式の確認中").wait_for()

    walk.sign_in("reviewer")
    walk.go(f"/staff/trials/{trial_id}")
    walk.look("case-amended")
    page.get_by_role("link", name="まえの版・確認された版から変わったところを見る").click()
    page.get_by_role("heading", name="変わったところ").wait_for()
    walk.look("difference")
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="What changed").wait_for()
    walk.look("difference-english")


def test_the_check_works_by_keyboard_alone(chromium: Browser, address: str, pictures: Path) -> None:
    walk = Walk(chromium, address, 1280, pictures)
    page = walk.page
    walk.go("/check")
    for field_id, text in (("table", ROUTE), ("first_day", None)):
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == field_id:
                break
        assert page.evaluate("document.activeElement.id") == field_id
        page.keyboard.type(text or "11042026")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "確かめる":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="当日に確かめること").wait_for()
    assert page.input_value("#first_day") == "2026-11-04"

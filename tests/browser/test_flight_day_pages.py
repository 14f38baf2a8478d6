"""The day of flight in a browser: from the checklist to the go, by keyboard and on a phone; what residents then see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.main import create_app
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.browser.walking import WIDTHS, Walk, serving
from tests.conftest import Store


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """Serve the office on a free port of this machine, by the scene's clock."""
    app = create_app(scene.office.settings, clock=scene.clock)
    with serving(app) as address:
        yield address


@pytest.fixture
def pictures(repository: Path) -> Path:
    folder = repository / "tests" / "pictures" / "flight-days"
    folder.mkdir(exist_ok=True, parents=True)
    return folder


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_day_of_flight(chromium: Browser, scene: Scene, address: str, width: int, pictures: Path) -> None:
    trial = scene.published(FIRST, conditions=["風速8m/sまで"])
    contact = {"kind": "air_rescue", "name": "架空防災航空隊", "email": "desk@rescue.example.jp"}
    assert scene.post("reviewer", trial, "contacts", contact).status_code == 201
    scene.set(FIRST, 8)
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.sign_in("sora")
    walk.go(f"/operator/trials/{trial}/days")
    walk.look("days")
    page.select_option("#permit_kind", "permission_and_approval")
    page.fill("#number", "阪空運航第12号")
    page.fill("#valid_from", f"{FIRST}")
    page.fill("#valid_to", f"{FIRST}")
    page.get_by_role("button", name="番号を記録する").click()
    page.get_by_text("阪空運航第12号：").wait_for()
    walk.go(f"/operator/trials/{trial}/days/{FIRST}")
    walk.look("day-lacking")
    page.get_by_role("button", name="実施を決定する").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422
    walk.look("day-refused")
    page.fill("#number", "FPL-1")
    page.get_by_role("button", name="通報の番号を記録する").click()
    page.get_by_text("FPL-1").wait_for()
    page.select_option("#found", "no")
    page.get_by_role("button", name="確認を記録する").click()
    page.get_by_text("指定はありませんでした").wait_for()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="実施を決定する").click()
    page.locator("p", has_text="いま：").filter(has_text="事業者が実施を決定").wait_for()
    walk.look("day-go")
    walk.go(f"/trials/{trial}/contacts")
    walk.look("contacts")
    walk.go(f"/operator/trials/{trial}/incidents")
    walk.look("incidents")
    walk.sign_in("reviewer")
    walk.go("/staff/stops")
    page.fill("#area", "34.6,136.4\n34.6,136.7\n34.8,136.7\n34.8,136.4")
    page.fill("#reason", "地震のため")
    page.get_by_role("button", name="この区域のすべての飛行の停止を要請する").click()
    page.get_by_text("（続いています）").wait_for()
    walk.look("stops")
    report = {
        "happened_at": scene.clock.now.isoformat(),
        "place": "津市沖",
        "what": "不時着",
        "injured": "no",
        "damage": "unknown",
        "aircraft": "down",
    }
    assert scene.post("sora", trial, "incidents", report).status_code == 201
    told = {"text": "不時着しました。", "published": True}
    assert scene.post("reviewer", trial, "incidents/1/notices", told).status_code == 201
    walk.go(f"/staff/trials/{trial}/incidents")
    walk.look("staff-incidents")
    page.context.clear_cookies()
    walk.go(f"/trials/{trial}")
    page.get_by_text("停止中（県が飛行の停止を要請）").first.wait_for()
    walk.expect_on_map("離陸")
    walk.look("public")
    walk.go("/")
    walk.look("home")

"""The pages that only a link in a mail or an answer leads to, and the one that gives back what was typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.main import create_app
from api.notify.notice import NoticeKind
from tests.api.flight_days import FIRST, Scene
from tests.api.offices import furnished
from tests.api.test_alerts import subscribed
from tests.api.test_flight_days import outbox, token_of
from tests.api.test_members import invited
from tests.browser.walking import Walk, serving
from tests.conftest import Store


@pytest.fixture
def scene(store: Store) -> Iterator[Scene]:
    for office in furnished(store):
        yield Scene(office)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("width", "language"), [(320, "ja"), (1280, "en")])
def test_pages_behind_a_link(chromium: Browser, scene: Scene, width: int, language: str, repository: Path) -> None:
    pictures = repository / "tests" / "pictures" / "behind-a-link"
    pictures.mkdir(parents=True, exist_ok=True)
    alert = subscribed(scene)
    trial = scene.published(FIRST)
    contact = {"kind": "air_rescue", "name": "架空防災航空隊", "email": "desk@rescue.example.jp"}
    assert scene.post("reviewer", trial, "contacts", contact).status_code == 201
    assert scene.post("sora", trial, f"flight-days/{FIRST}/tellings").json() == {"told": 1}
    (mail,) = outbox(scene, NoticeKind.DAY_PLANNED)
    invitation = invited(scene.client("admin"), "office", "reviewer")
    with serving(create_app(scene.office.settings, clock=scene.clock)) as address:
        walk = Walk(chromium, address, width, pictures)
        page = walk.page
        for name, path in (
            ("alert", f"/alerts/{alert}"),
            ("told", f"/told/{token_of(mail)}"),
            ("invitation", invitation),
        ):
            walk.go(f"{path}?lang={language}")
            walk.look(name)
        walk.go(f"/trials/{trial}/ask?lang={language}")
        page.select_option("#kind", "noise")
        page.fill("#text", "音はどのくらいですか。" * 20)
        page.locator("main form").get_by_role("button").click()
        page.wait_for_url("**/voices/*")
        walk.look("voice")
        walk.sign_in("sora")
        walk.go(f"/enquiries?lang={language}")
        page.fill("#subject", "河口での試験")
        page.fill("#text", "雨の日は飛ばない。")
        page.context.clear_cookies()
        page.locator("#text").locator("xpath=ancestor::form").get_by_role("button").click()
        page.locator("main details summary").click()
        page.get_by_text("河口での試験").wait_for()
        walk.complaints.clear()  # the browser notes the 403
        walk.look("resume")

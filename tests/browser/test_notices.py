"""The pages of notices and of mail that did not go out, in a browser: in both languages, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.notify.notice import Notice, NoticeKind, Recipient
from api.services.tell import tell
from api.store.unit_of_work import unit_of_work
from tests.api.offices import NOW, Office, furnished
from tests.api.walk import given_up
from tests.browser.walking import Walk
from tests.conftest import Store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    for office in furnished(store):
        with unit_of_work(store.engine) as unit:
            for revision in (1, 2):
                told = Notice(NoticeKind.DECISION_MADE, Recipient.account("id-reviewer"), "t", {"revision": revision})
                tell(unit, told, now=NOW)
        for _ in range(2):
            given_up(office, "")
        yield office


@pytest.mark.parametrize("width", [1280, 320])
def test_notices_and_mail_can_be_read_by_everyone(chromium: Browser, address: str, width: int, tmp_path: Path) -> None:
    walk = Walk(chromium, address, width, tmp_path)
    walk.sign_in("reviewer")
    for language in ("ja", "en"):
        walk.go(f"/notices?lang={language}")
        walk.look(f"notices-{language}")
        walk.go(f"/mail?lang={language}")
        walk.look(f"mail-{language}")
    walk.page.get_by_role("button", name="Try again").first.click()
    walk.go("/notices?lang=ja")
    walk.page.get_by_role("button", name="ここまで読みました").click()
    assert "未読" not in walk.page.inner_text("main")
    walk.look("read")
    walk.page.context.close()

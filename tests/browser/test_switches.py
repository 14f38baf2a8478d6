"""The pages of changes of the map data in a browser: in both languages, wide and narrow."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from airspace.workflow import State
from api.store.migrate import ready_engine
from tests.api.offices import Office, furnished
from tests.api.walk import OWNER, a_failed_job, trial_in
from tests.browser.walking import Walk
from tests.conftest import Store
from tests.jobs.fleet import newest_switch
from tests.jobs.test_switch_pages import bring_in, work


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Iterator[Office]:
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.sqlite3')}"
    store = Store(url, ready_engine(url))
    for office in furnished(store):
        trial_in(office, State.SUBMITTED)
        bring_in(office, tmp_path)
        yield office
    store.engine.dispose()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_change_of_the_map_data_can_be_read_by_everyone(
    chromium: Browser, address: str, office: Office, width: int, tmp_path: Path
) -> None:
    switch = newest_switch(office.store)
    walk = Walk(chromium, address, width, tmp_path)
    walk.sign_in("reviewer")
    walk.go(f"/staff/switches/{switch.id}?lang=ja")
    walk.look("under-way")
    work(office)
    a_failed_job(office, "")
    for language in ("ja", "en"):
        for name, path in (
            ("switches", "/staff/switches"),
            ("switch", f"/staff/switches/{switch.id}"),
            ("jobs", "/jobs"),
        ):
            walk.go(f"{path}?lang={language}")
            walk.look(f"{name}-{language}")
    walk.page.get_by_role("button", name="Try again").click()
    assert "There is none." in walk.page.inner_text("main")
    walk.go(f"/staff/switches/{switch.id}?lang=ja")
    walk.page.get_by_role("link", name="津の沿岸").click()
    walk.look("case")
    walk.page.context.close()
    operator = Walk(chromium, address, width, tmp_path)
    operator.sign_in(OWNER)
    with_notice = office.client(OWNER).get("/api/v1/trials").json()[0]["id"]
    operator.go(f"/operator/trials/{with_notice}?lang=ja")
    assert "提出したときの事前確認から、変わったところがあります" in operator.page.inner_text("main")
    operator.look("operator")
    operator.page.context.close()

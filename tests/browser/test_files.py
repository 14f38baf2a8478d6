"""The files of a trial in a browser: without faults of accessibility, narrow and wide, a download and never a page."""

import io
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from api.main import create_app
from tests.api.consulting import case as consulted_case
from tests.api.offices import NOW, Office, content
from tests.api.test_attachments import attached
from tests.api.test_redaction import Case, submitted
from tests.browser.walking import serving
from tests.conftest import Store
from tests.files.handed_in import document, scan_of, screenshot


def look(page: Page, name: str, pictures: Path, width: int) -> None:
    page.screenshot(path=pictures / f"files-{width}-{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"iframes": False})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 320])
def test_files_in_a_browser(
    chromium_page: Page, office: Office, address: str, repository: Path, width: int, tmp_path: Path
) -> None:
    pictures = repository / "tests" / "pictures"
    pictures.mkdir(exist_ok=True)
    sora = office.client("sora")
    trial_id = sora.post("/api/v1/trials", json=content()).json()["id"]
    chromium_page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in sora.cookies.items()]
    )
    page = chromium_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/trials/{trial_id}/files")
    look(page, "none", pictures, width)
    page.set_input_files(
        "#file", files=[{"name": "現場見取図.gif", "mimeType": "image/png", "buffer": scan_of("plan")}]
    )
    page.get_by_role("button", name="添付する", exact=True).click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "file", "an error leads to its field"
    assert "中身は画像（PNG）です" in page.get_by_role("alert").inner_text()
    look(page, "refused", pictures, width)
    name = "とても長い名前の現場の見取図と立入管理の配置の説明2026年11月4日版.png"
    page.set_input_files("#file", files=[{"name": name, "mimeType": "image/png", "buffer": screenshot()}])
    page.get_by_role("button", name="添付する", exact=True).click()
    page.wait_for_url(f"**/operator/trials/{trial_id}#attachments")
    assert "ウイルス検査：未実施" in page.locator("main").inner_text()
    look(page, "attached", pictures, width)
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).click()
    assert coming.value.suggested_filename == name
    coming.value.save_as(tmp_path / "got.png")
    assert (tmp_path / "got.png").read_bytes() == screenshot()


@pytest.mark.parametrize("width", [1280, 320])
def test_blackouts_and_the_export_in_a_browser(
    chromium_page: Page, office: Office, address: str, repository: Path, width: int
) -> None:
    pictures = repository / "tests" / "pictures"
    pictures.mkdir(exist_ok=True)
    sora, reviewer, trial = submitted(office)
    trial_id = trial.rpartition("/")[2]
    for name, what in (("現場の見取図.pdf", document("plan")), ("連絡先の一覧.csv", "氏名,山田".encode())):
        attached(sora, trial, name, what)
    page = chromium_page
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in reviewer.cookies.items()]
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/trials/{trial_id}/files")
    look(page, "of-staff", pictures, width)
    page.get_by_role("link", name="黒塗りと公表用の写し（1番）").click()
    look(page, "blackouts-none", pictures, width)
    page.get_by_role("button", name="黒塗りを加える").click()
    assert "入力してください" in page.get_by_role("alert").inner_text()
    look(page, "blackouts-refused", pictures, width)
    for label, value in (("左", "10"), ("上", "10"), ("右", "60"), ("下", "20")):
        page.get_by_label(f"{label}（%）").fill(value)
    page.get_by_label("条文").select_option("personal")
    page.get_by_label("理由").fill("操縦者の氏名")
    page.get_by_role("button", name="黒塗りを加える").click()
    page.get_by_role("button", name="写しを公表用にする").click()
    assert "黒塗り 1 か所" in page.locator("main").inner_text()
    with page.expect_download() as coming:
        page.get_by_role("link", name="いま作られる写しを確かめる").click()
    assert coming.value.suggested_filename == "copy-1.pdf"
    page.get_by_role("button", name="1 の黒塗りを外す").click()
    look(page, "blackouts-lifted", pictures, width)
    page.goto(f"{address}/staff/trials/{trial_id}/files/2")
    look(page, "blackouts-words", pictures, width)
    page.goto(f"{address}/trials/{trial_id}/files")
    with page.expect_download() as coming:
        page.get_by_role("button", name="書き出す（zip）").click()
    assert coming.value.suggested_filename == f"disclosure-{trial_id}.zip"


@pytest.mark.parametrize("width", [1280, 320])
def test_an_answer_with_files_in_a_browser(
    chromium_page: Page, store: Store, repository: Path, width: int, tmp_path: Path
) -> None:
    pictures = repository / "tests" / "pictures"
    pictures.mkdir(exist_ok=True)
    for asked in consulted_case(store):
        (made,) = asked.ask()
        client = asked.client("municipality")
        page = chromium_page
        page.set_viewport_size({"width": width, "height": 900})
        with serving(create_app(asked.office.settings, clock=lambda: NOW)) as address:
            page.context.add_cookies(
                [{"name": name, "value": value, "url": address} for name, value in client.cookies.items()]
            )
            page.goto(f"{address}/municipality/consultations/{made['id']}")
            page.get_by_label("支障なし", exact=False).first.check()
            page.get_by_label("回答する方の職名").fill("企画課長")
            page.set_input_files("#file", files=[{"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}])
            page.get_by_role("button", name="この内容で回答する").click()
            page.get_by_role("alert").get_by_role("link").click()
            assert page.evaluate("document.activeElement.id") == "file", "an error leads to its field"
            look(page, "answer-refused", pictures, width)
            buffers = [("回答書.pdf", document("answer")), ("図.png", screenshot())]
            page.set_input_files(
                "#file", files=[{"name": n, "mimeType": "application/x", "buffer": what} for n, what in buffers]
            )
            page.get_by_role("button", name="この内容で回答する").click()
            page.wait_for_url("**#answers")
            look(page, "answered", pictures, width)
            with page.expect_download() as coming:
                page.get_by_role("link", name="回答書.pdf").click()
            coming.value.save_as(tmp_path / "got.pdf")
            assert (tmp_path / "got.pdf").read_bytes() == document("answer")


def test_the_exports_list_in_a_browser(offline_page: Page, office: Office, repository: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(Case(office).export())) as archive:
        archive.extractall(tmp_path)
    pictures = repository / "tests" / "pictures"
    pictures.mkdir(exist_ok=True)
    for width in (1280, 320):
        offline_page.set_viewport_size({"width": width, "height": 900})
        offline_page.goto((tmp_path / "index.html").as_uri())
        look(offline_page, "export", pictures, width)
    links = offline_page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links
    assert all((tmp_path / link).is_file() for link in links)

"""One's own account in a browser: a second factor set up and used, the password changed, tokens, sign-ins."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser

from api.main import create_app
from tests.api.offices import PASSWORD, Office
from tests.api.signers import Clock
from tests.browser.walking import WIDTHS, Walk, serving


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def address(office: Office, clock: Clock) -> Iterator[str]:
    """Serve the office, which owes a second factor, on a free port of this machine."""
    settings = office.settings.model_copy(update={"staff_second_factor": True})
    with serving(create_app(settings, clock=clock)) as address:
        yield address


@pytest.fixture
def pictures(repository: Path) -> Path:
    folder = repository / "tests" / "pictures" / "account"
    folder.mkdir(exist_ok=True, parents=True)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_an_officer_sets_up_a_second_factor(
    chromium: Browser, address: str, clock: Clock, width: int, pictures: Path
) -> None:
    walk = Walk(chromium, address, width, pictures)
    page = walk.page
    walk.go("/sign-in")
    walk.look("sign-in")
    page.fill("#login", "reviewer")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.get_by_text("設定が終わるまで、ほかのページは開けません。").wait_for()
    walk.look("second-factor-owed")
    walk.go("/staff")
    assert page.url.endswith("/account/second-factor")
    page.fill("#present_password", "wrong")
    page.get_by_role("button", name="QRコードを表示する").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422
    walk.look("second-factor-wrong-password")
    page.fill("#present_password", PASSWORD)
    page.get_by_role("button", name="QRコードを表示する").click()
    image = page.locator("img.qr")
    image.wait_for()
    assert image.evaluate("image => image.complete && image.naturalWidth > 0"), "the policy lets the picture be drawn"
    walk.look("second-factor-offered")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    authenticator = pyotp.TOTP(secret)
    page.fill("#code", authenticator.at(clock.now))
    page.get_by_role("button", name="設定する").click()
    page.get_by_role("heading", name="復旧コード").wait_for()
    assert page.locator(".codes li").count() == 10
    walk.look("recovery-codes")
    page.get_by_role("link", name="しまったので次へ").click()
    page.wait_for_url("**/staff")

    page.get_by_role("button", name="サインアウト").click()
    clock.forward(seconds=60)
    walk.go("/sign-in")
    page.fill("#login", "reviewer")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="確認コードを入れてください").wait_for()
    walk.look("code")
    page.fill("#code", "000000")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422
    walk.look("code-wrong")
    page.fill("#code", authenticator.at(clock.now))
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff")
    walk.go("/account/second-factor")
    walk.look("second-factor-set")


@pytest.mark.slow
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_an_operator_looks_after_the_account(chromium: Browser, address: str, width: int, pictures: Path) -> None:
    other = Walk(chromium, address, width, pictures)
    other.sign_in("sora")
    walk = Walk(chromium, address, width, pictures)
    walk.steps = 20  # its pictures come after the officer's
    page = walk.page
    walk.sign_in("sora")
    page.get_by_role("link", name="自分のアカウント").click()
    page.get_by_role("heading", name="自分のアカウント").wait_for()
    walk.look("account")
    page.get_by_role("link", name="サインイン中の端末").click()
    page.get_by_text("この端末", exact=True).wait_for()
    walk.look("sign-ins")
    walk.go("/account/password")
    page.fill("#present_password", PASSWORD)
    page.fill("#new_password", "password1234")
    page.fill("#new_password_again", "password1234")
    page.get_by_role("button", name="パスワードを変える").click()
    page.get_by_role("alert").wait_for()
    walk.complaints.clear()  # the browser notes the 422
    walk.look("password-refused")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "new_password"
    page.fill("#present_password", PASSWORD)
    page.fill("#new_password", "みかん りんご くるま でんしゃ")
    page.fill("#new_password_again", "みかん りんご くるま でんしゃ")
    page.get_by_role("button", name="パスワードを変える").click()
    page.get_by_role("heading", name="パスワードを変えました").wait_for()
    walk.look("password-changed")
    other.go("/account")
    assert other.page.get_by_text("サインインしてください").count() > 0, "the other sign-in has ended"
    walk.go("/account/tokens")
    walk.look("tokens-none")
    page.fill("#token_name", "飛行管理システム")
    page.get_by_label("見る", exact=True).check()
    page.fill("#present_password", "みかん りんご くるま でんしゃ")
    page.get_by_role("button", name="トークンをつくる").click()
    page.get_by_role("heading", name="トークンをつくりました").wait_for()
    walk.look("token-made")
    walk.go("/account?lang=en")
    page.get_by_role("heading", name="My account").wait_for()
    walk.look("account-english")

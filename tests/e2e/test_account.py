"""One's own account in a real browser: authenticator codes, a passkey in Chromium's virtual authenticator, sessions."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def official(platform, browser):
    """A leader at http://localhost, where browsers allow passkeys without a certificate."""
    origin = platform.origin.replace("127.0.0.1", "localhost")
    visitor = Visitor(browser, origin, None)
    yield visitor, platform.account("demo-leader2")  # no other test signs in as: a second factor stays
    visitor.context.close()
    assert visitor.complaints == []


def with_virtual_authenticator(visitor: Visitor) -> None:
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def signs_out(visitor: Visitor) -> None:
    visitor.page.click(".who")
    visitor.page.get_by_role("button", name="退出登录").click()
    visitor.page.wait_for_selector("#username")


def test_a_person_adds_codes_and_a_passkey_and_signs_in_by_each(official) -> None:
    visitor, account = official
    page = visitor.page
    with_virtual_authenticator(visitor)
    visitor.sign_in(account)
    visitor.opens("/account")
    assert visitor.faults() == []

    page.get_by_role("button", name="启用动态验证码").click()
    secret = page.locator("code.secret").inner_text()
    assert page.locator("img.qr").evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
    page.fill("#totp-code", code_of(secret))
    page.get_by_role("button", name="确认启用").click()
    page.wait_for_selector(".codes li >> nth=9")
    page.get_by_role("button", name="我已保存").click()

    page.fill("#passkey-name", "值班室电脑")
    page.get_by_role("button", name="添加通行密钥").click()
    page.wait_for_selector("li:has-text('值班室电脑')")
    assert visitor.faults() == []
    assert not visitor.is_wider_than_screen()

    signs_out(visitor)
    assert visitor.faults() == []
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.wait_for_selector(".rail")

    signs_out(visitor)
    page.fill("#username", account.username)
    page.fill("#password", account.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    assert visitor.faults() == []
    page.fill("#code", code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_selector(".rail")


def test_a_sensitive_act_asks_again_and_then_goes_on(official, platform) -> None:
    visitor, _ = official
    account = platform.of_role("admin")
    visitor.sign_in(account)
    visitor.opens("/account")
    # Fifteen minutes later: the server says so, whatever the clock; here the first answer is replaced by that one.
    asked = []

    def too_late(route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            return route.continue_()
        body = '{"code": "confirm_needed", "message": "", "fields": {}}'
        return route.fulfill(status=403, body=body, content_type="application/json")

    visitor.page.route("**/api/account/totp/secret", too_late)
    visitor.page.get_by_role("button", name="启用动态验证码").click()
    visitor.page.wait_for_selector("dialog[open]")
    assert visitor.faults() == []
    visitor.page.fill("#confirm-password", account.password)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("img.qr")
    assert len(asked) == 2
    visitor.complaints.clear()  # the 403 of this test's own making


def test_the_page_holds_in_english_and_on_a_phone(official, platform, browser) -> None:
    visitor = Visitor(browser, official[0].origin, None, viewport={"width": 390, "height": 844})
    visitor.context.add_init_script("localStorage.setItem('anlan.language', 'en')")
    visitor.sign_in(platform.of_role("admin"))
    visitor.opens("/account")
    assert visitor.page.locator("h1").inner_text() == "My account"
    assert visitor.faults() == []
    assert not visitor.is_wider_than_screen()
    assert visitor.complaints == []
    visitor.context.close()

"""One's own account in a real browser: authenticator codes, a passkey in Chromium's virtual authenticator, sessions."""

import time
import urllib.error
import urllib.request

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.e2e.conftest import SSO_SUBJECT, Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

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


def answer_to(platform: Platform, path: str, token: str) -> int:
    """What the API says to a program that shows this token."""
    asked = urllib.request.Request(f"{platform.origin}{path}", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_token_opens_what_was_ticked_and_nothing_once_it_is_revoked(visit: Visit, platform: Platform) -> None:
    officer = visit("town_officer")
    page = officer.page
    officer.opens("/account")
    page.get_by_label("用途").fill("街道大屏")
    page.get_by_label("有效天数").fill("30")
    page.locator("fieldset .pick", has_text="查看报警").get_by_role("checkbox").check()
    shows(officer, "token-form")
    page.get_by_role("button", name="签发令牌").click()
    token = page.locator(".made code").inner_text()
    shows(officer, "token-made")
    assert officer.faults() == []
    assert not officer.is_wider_than_screen()
    assert answer_to(platform, "/api/alarms", token) == 200
    assert answer_to(platform, "/api/incidents", token) == 403
    page.locator(".made").get_by_role("button", name="关闭").click()
    assert token not in page.content()
    page.locator("li", has_text="街道大屏").get_by_role("button", name="吊销").click()
    page.locator("li", has_text="街道大屏").get_by_text("已吊销").wait_for()
    assert answer_to(platform, "/api/alarms", token) == 401


def test_a_session_on_another_machine_is_ended_from_here(visit: Visit) -> None:
    here, elsewhere = visit(username="demo-duty2"), visit(username="demo-duty2")
    here.opens("/account")
    sessions = here.page.locator("section[aria-labelledby=sessions-title]")
    sessions.get_by_text("本次登录").wait_for()
    shows(here, "sessions")
    sessions.get_by_role("button", name="退出其他所有设备").click()
    sessions.get_by_role("button", name="退出其他所有设备").wait_for(state="detached")
    elsewhere.page.goto(f"{elsewhere.origin}/alarms")
    elsewhere.page.wait_for_selector("#username")
    elsewhere.complaints[:] = [one for one in elsewhere.complaints if "401" not in one]
    assert here.faults() == []


def test_an_official_comes_in_through_the_single_sign_on_and_leaves_on_both_sides(
    platform: Platform, browser, sso_issuer: str
) -> None:
    platform.manage(
        "from anlan.records.accounts.models import User;"
        f"User.objects.create(username='e2e-sso',name='登录示例',role='leader',sso_id='{SSO_SUBJECT}')"
    )
    visitor = Visitor(browser, platform.origin.replace("127.0.0.1", "localhost"), None)
    page = visitor.page
    page.goto(f"{visitor.origin}/sign-in")
    link = page.get_by_role("link", name="统一身份认证登录")
    link.wait_for()
    shows(visitor, "sign-in-sso")
    assert visitor.faults() == []
    link.click()
    page.wait_for_url(f"{sso_issuer}/**")
    page.get_by_role("button", name=SSO_SUBJECT).first.click()
    page.wait_for_url(f"{visitor.origin}/**")
    page.wait_for_selector(".rail")
    visitor.opens("/account")
    assert page.get_by_text("登录示例").count()
    shows(visitor, "sso-account")
    page.click(".who")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{sso_issuer}/**")
    visitor.context.close()
    assert [one for one in visitor.complaints if visitor.origin in one.split("asks another machine")[0]] == []


def test_a_stranger_of_the_single_sign_on_is_told_whom_to_ask(platform: Platform, browser, sso_issuer: str) -> None:
    visitor = Visitor(browser, platform.origin.replace("127.0.0.1", "localhost"), None)
    page = visitor.page
    page.goto(f"{visitor.origin}/sign-in")
    page.get_by_role("link", name="统一身份认证登录").click()
    page.fill("input[name=sub]", "nobody-here")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_text("该身份尚未与本平台用户关联，请联系系统管理员。").wait_for()
    shows(visitor, "sso-stranger")
    assert visitor.faults() == []
    visitor.context.close()

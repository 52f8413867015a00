"""A browser, a platform, and a watch over both: no complaint in the console, no word to another machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench.ports import free_port

from anlan.demo.handover import Account
from anlan.kit.settings import Settings
from tests.e2e.platform import Platform, running

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
CONSOLE = ROOT / "src" / "anlan" / "web" / "static" / "console" / "index.html"

needed = {
    "Debian's chromium (apt-get install chromium fonts-noto-cjk)": Path(CHROMIUM),
    "the built console (make setup)": CONSOLE,
    "axe-core (console/node_modules; make setup)": AXE,
}
missing = [what for what, path in needed.items() if not path.exists()]

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


#: Who signs in through the single sign-on, as the provider names them.
SSO_SUBJECT = "330381-0042"


@pytest.fixture(scope="package")
def sso_issuer() -> Iterator[str]:
    """A real OpenID Connect provider beside the platform."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        import oidc_provider_mock

        known = [oidc_provider_mock.User(sub=SSO_SUBJECT, claims={"name": "示例领导"})]
        with oidc_provider_mock.run_server_in_thread(user_claims=known) as server:
            yield f"http://localhost:{server.server_port}"


def started(tmp_path_factory: pytest.TempPathFactory, **more: str) -> Iterator[Platform]:
    """Everything running, with the county's records and one plant; skips where a browser or the console is missing.

    ``more`` are further settings.
    """
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")
    ports = {f"{name}_port": free_port() for name in ("nats", "mqtt", "hj212", "http", "http_ingest")}
    folder = tmp_path_factory.mktemp("platform") / "data"
    sizes = {"readings_max_bytes": 2**28, "nats_store_max_bytes": 4 * 2**30}
    with running(Settings(data=folder, **sizes, **ports, **more)) as platform:
        yield platform


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory, sso_issuer: str) -> Iterator[Platform]:
    """One platform for all browser tests but those of a module that asks for its own.

    What a test changes for good (a second factor, a camera's source) is of an account or a thing no other test uses.
    """
    yield from started(tmp_path_factory, oidc_url=sso_issuer, oidc_client_id="anlan", oidc_client_secret="s3cret")


#: Ends when every animation that has an end is over: what fades in has no contrast yet.
_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect?.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""


class Visitor:
    """Somebody at a screen. ``complaints`` collects what must not happen on any page."""

    def __init__(self, browser, origin: str, account: Account | None, **options) -> None:
        context = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        self.context = browser.new_context(**{**context, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.origin = origin
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)
        if account is not None:
            self.sign_in(account)

    def _on_console(self, message) -> None:
        # Signing in begins with the question "who am I?", and the right answer to a stranger is 401.
        if message.type == "error" and not ("401" in message.text and "/api/session" in message.location["url"]):
            self.complaints.append(f"console: {message.text} {message.location['url']}")

    def _on_request(self, request) -> None:
        if not request.url.startswith((self.origin, "blob:", "data:")):
            self.complaints.append(f"asks another machine: {request.url}")

    def sign_in(self, account: Account) -> None:
        """Through the form, as everybody does."""
        self.page.goto(f"{self.origin}/sign-in")
        self.page.fill("#username", account.username)
        self.page.fill("#password", account.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".rail")

    def opens(self, path: str) -> None:
        """A page, drawn and filled."""
        self.page.goto(self.origin + path)
        self.page.wait_for_selector("[data-drawn]" if path == "/map" else "main h1", state="attached")
        self.settles()

    def settles(self) -> None:
        """Nothing on the page is still coming. (A string of JavaScript would be refused by the page's own policy.)"""
        from playwright.sync_api import expect

        expect(self.page.locator("main .skeleton, main .bone, main [aria-busy=true]")).to_have_count(0, timeout=20_000)

    def presses(self, button: str) -> None:
        """A button of an action, which opens its dialog."""
        self.page.locator(".acts").get_by_role("button", name=button).first.click()
        self.page.wait_for_selector(".el-dialog")

    def confirms(self, button: str) -> None:
        """The button at the foot of the open dialog; the dialog goes away when it is done."""
        self.page.locator(".el-dialog").get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_selector(".el-dialog", state="hidden")

    def faults(self) -> list[str]:
        """What axe finds serious or critical on the open page, once nothing on it is fading in any more."""
        self.page.evaluate(_STILL)
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "tags => axe.run(document, { runOnly: tags })",
            ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        )
        return [
            f"{v['impact']} {v['id']}: {v['nodes'][0]['target']}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]

    def is_sound(self) -> None:
        """Whatever is on the screen can be read by everybody and needs no sideways scrolling."""
        assert self.faults() == []
        assert not self.is_wider_than_screen()

    def is_wider_than_screen(self) -> bool:
        """True when a person would have to scroll sideways."""
        return bool(
            self.page.evaluate(
                "[document.documentElement, document.querySelector('main')]"
                ".some(e => e && e.scrollWidth > Math.min(e.clientWidth, innerWidth) + 1)"
            )
        )


Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[object]:
    """Debian's chromium, without a screen.

    It ends with the package: while Playwright's own event loop runs, no other test of this process can have one.
    """
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(platform: Platform, browser) -> Iterator[Visit]:
    """Open a browser of one's own, by role (``visit("duty_officer", enterprise=…)``) or by ``username``.

    At the end nobody may have a complaint.
    """
    visitors: list[Visitor] = []

    def begin(
        role: str | None = None, *, enterprise: int | None = None, town_code: str = "", username: str = "", **options
    ) -> Visitor:
        account = platform.of_role(role, enterprise=enterprise, town_code=town_code) if role else None
        if username:
            account = platform.account(username)
        visitors.append(Visitor(browser, platform.origin, account, **options))
        return visitors[-1]

    yield begin
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []

"""Every page as people meet it: filled, dark, in English, on a phone, empty, failed, without a network, by every role.

The filled pages belong to the normal suite, all else is slow. Browsers are kept: a page costs what it costs to draw.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anlan.demo.handover import Account
from anlan.records.accounts.choices import ENTERPRISE_ROLES, Field, Role
from tests.e2e.conftest import Visitor
from tests.e2e.pages import Page, addresses, filled, listed
from tests.e2e.platform import Platform

# Slow: they raise alarms at the plant that the closed-loop tests share, and those then wait for an order that is open.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e-pages")]

PASSWORD = "looks at every page 9"
VARIANTS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "en": {},
}
#: No page's fault when the server answers 500 or is out of reach: the browser itself notes the failed request.
_EXPECTED = (
    "console: Failed to load resource",
    "console: WebSocket",
    "console: Error: Failed to fetch",
    "console: Error: Unable to preload",
)
EMPTY_LIST = {"items": [], "total": 0}


class Gallery:
    """One browser context per role and variant, signed in once; the same tab goes from page to page."""

    def __init__(self, platform: Platform, browser: object) -> None:
        self._platform, self._browser = platform, browser
        self._kept: dict[tuple[str, str], Visitor] = {}
        self._signed: dict[str, Any] = {}
        self._ids: dict[str, dict[str, object]] = {}

    def visitor(self, role: str, variant: str) -> Visitor:
        """Somebody of this role, without complaints of earlier pages."""
        if (role, variant) not in self._kept:
            self._kept[role, variant] = self._begin(role, variant)
        visitor = self._kept[role, variant]
        visitor.complaints.clear()
        return visitor

    def _begin(self, role: str, variant: str) -> Visitor:
        options = {**VARIANTS.get(variant, {}), "service_workers": "block"}
        if role and role not in self._signed:
            first = Visitor(self._browser, self._platform.origin, account_of(self._platform, role))
            self._signed[role], self._ids[role] = first.context.storage_state(), addresses(first.page)
            first.context.close()
        visitor = Visitor(self._browser, self._platform.origin, None, storage_state=self._signed.get(role), **options)
        if variant == "en":
            visitor.context.add_init_script("localStorage.setItem('anlan.language', 'en')")
        return visitor

    def address(self, page: Page) -> str:
        """Where this page lies for its role; skips when there is nothing on it yet."""
        path = filled(page.path, self._ids.get(page.role, {}))
        if path is None:
            pytest.skip(f"{page.path}: nothing to show yet on this platform")
        return path

    def close(self) -> None:
        """End every browser context."""
        for visitor in self._kept.values():
            visitor.context.close()


def account_of(platform: Platform, role: str) -> Account:
    """A demo account, or one made for a role that the demo has nobody of."""
    with contextlib.suppress(LookupError):
        return platform.of_role(role)
    enterprise, name = role in ENTERPRISE_ROLES, f"looks-{role}"
    details = {"role": role, "username": name, "name": "看页面的人", "password": PASSWORD}
    if role == Role.COMMITTEE:
        details["field"] = Field.FIRE
    place = (
        "enterprise_id=Enterprise.objects.first().pk" if enterprise else "town_id=Enterprise.objects.first().town_id"
    )
    platform.manage(
        "from anlan.records.accounts.services import user_create\n"
        "from anlan.records.sites.models import Enterprise\n"
        f"user_create(actor=None, {place}, **{json.dumps(details)})"
    )
    return Account(username=name, password=PASSWORD, role=role, name="看页面的人", role_name=Role(role).label)


A_HAZARD = """
from anlan.records.accounts.models import User
from anlan.records.registers.hazards.register import HAZARDS
from anlan.records.registry.services import record_create
from anlan.records.sites.models import Enterprise
told = {"title": "安全出口堆放杂物", "description": "疏散通道被物料占用", "category": "fire", "source": "patrol"}
record_create(HAZARDS, actor=User.objects.filter(role="duty_officer").first(),
              values={**told, "enterprise": Enterprise.objects.first()})
"""


A_PATROL = """
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.registers.inspections.register import INSPECTIONS, ITEMS
from anlan.records.registry.services import record_act, record_create
from anlan.records.sites.models import Camera
duty, camera = User.objects.filter(role="duty_officer").first(), Camera.objects.order_by("id").first()
told = {"title": "视频巡查", "kind": "video", "planned_on": clock.today(), "camera_route": camera.name}
check = record_create(INSPECTIONS, actor=duty, values=told)
record_act(INSPECTIONS, actor=duty, record_id=check.pk, step="start", values={"officers": "张三、李四"})
stop = {"title": camera.name, "inspection": check, "code": f"cam-{camera.pk}", "description": "查看画面"}
record_create(ITEMS, actor=duty, values={**stop, "enterprise": camera.enterprise})
"""


def _something_happened(platform: Platform, duty: Visitor) -> None:
    """An alarm with its work order: an earlier test's, or one of our own where there was none."""
    deadline = time.monotonic() + 60
    while not all(addresses(duty.page)[name] for name in ("alarm", "incident")):
        assert time.monotonic() < deadline, "the leak raised no alarm"
        platform.plant.value = 160.0
        time.sleep(1)
    platform.plant.value = 2.0


@pytest.fixture(scope="module")
def gallery(platform: Platform, browser: object) -> Iterator[Gallery]:
    """Kept visitors of every role and variant, on a platform where every page has something to show."""
    platform.manage(A_HAZARD)
    platform.manage(A_PATROL)
    duty = Visitor(browser, platform.origin, platform.of_role(Role.DUTY_OFFICER))
    _something_happened(platform, duty)
    duty.context.close()
    kept = Gallery(platform, browser)
    yield kept
    kept.close()


def goes(visitor: Visitor, page: Page, path: str) -> None:
    """Open a page of any shell and wait until nothing on it is still coming."""
    visitor.page.goto(visitor.origin + path)
    visitor.page.wait_for_selector(page.drawn, state="attached")
    # a skeleton is shown only to who waits for 300 ms: until then a busy machine has nothing on the page at all
    visitor.page.wait_for_function("() => (document.querySelector('main') ?? document.body).innerText.trim()")
    visitor.settles()


def stands(visitor: Visitor) -> None:
    """What holds on every page in every state."""
    assert visitor.faults() == []
    assert not visitor.is_wider_than_screen(), "wider than the screen"
    assert said(visitor), "a blank page"


def said(visitor: Visitor) -> str:
    """The words on the page, without the shell around it."""
    return str(visitor.page.evaluate("(document.querySelector('main') ?? document.body).innerText")).strip()


def own_complaints(visitor: Visitor) -> list[str]:
    """Complaints without those that the browser makes of a request that failed on purpose."""
    return [one for one in visitor.complaints if not one.startswith(_EXPECTED)]


def complaints(visitor: Visitor) -> list[str]:
    """All but of the video that this platform does not analyse: the page says so where the picture would be."""
    return [one for one in visitor.complaints if not (" 503 " in one and ("/view" in one or "/recordings?" in one))]


every_page = pytest.mark.parametrize("page", listed(), ids=lambda page: page.name)


@every_page
def test_a_page_stands(gallery: Gallery, page: Page) -> None:
    visitor = gallery.visitor(page.role, "light")
    goes(visitor, page, gallery.address(page))
    stands(visitor)
    assert complaints(visitor) == []


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["dark", "phone", "en"])
@every_page
def test_a_page_stands_in_the_dark_on_a_phone_and_in_english(gallery: Gallery, page: Page, variant: str) -> None:
    visitor = gallery.visitor(page.role, variant)
    goes(visitor, page, gallery.address(page))
    stands(visitor)
    assert complaints(visitor) == []


def _emptied(route: Any) -> None:
    answer = route.fetch()
    told = answer.json() if "json" in answer.headers.get("content-type", "") else None
    if isinstance(told, dict) and isinstance(told.get("items"), list):
        told |= EMPTY_LIST
    elif isinstance(told, list):
        told = []
    route.fulfill(response=answer, json=told) if told is not None else route.fulfill(response=answer)


def _failed(route: Any) -> None:
    route.fulfill(status=500, json={})


@contextlib.contextmanager
def answering(visitor: Visitor, answer: Callable[[Any], None]) -> Iterator[None]:
    """While it holds, everything but "who am I?" is answered by ``answer``."""
    pattern = _questions(visitor.origin)
    visitor.page.route(pattern, answer)
    try:
        yield
    finally:
        # a page that asks again every few seconds has a question under way when the next test begins
        visitor.page.unroute_all(behavior="ignoreErrors")


def _questions(origin: str) -> Callable[[str], bool]:
    return lambda url: url.startswith(f"{origin}/api/") and not url.startswith(f"{origin}/api/session")


@pytest.mark.slow
@every_page
def test_a_page_without_anything_on_it_says_so(gallery: Gallery, page: Page) -> None:
    visitor, path = gallery.visitor(page.role, "light"), gallery.address(page)
    with answering(visitor, _emptied):
        goes(visitor, page, path)
        stands(visitor)
    assert complaints(visitor) == []


#: Pages that ask for nothing before somebody does something on them.
ASKS_NOTHING = {"sign-in", "trends", "import", "boundaries", "not-found", "phone-queue", "phone-report"}


@pytest.mark.slow
@every_page
def test_a_page_whose_server_fails_says_why_and_offers_to_try_again(gallery: Gallery, page: Page) -> None:
    # A browser of its own: a phone that has seen the page shows what it kept, and since when.
    visitor, path = gallery.visitor(page.role, "failing"), gallery.address(page)
    with answering(visitor, _failed):
        visitor.page.goto(visitor.origin + path)
        at_last = page.drawn if page.name in ASKS_NOTHING else "[role=alert], .failed, .lost"
        visitor.page.locator(at_last).first.wait_for()
        stands(visitor)
    assert own_complaints(visitor) == []


@pytest.mark.slow
@every_page
def test_a_page_whose_network_goes_away_stays_and_says_so(gallery: Gallery, page: Page) -> None:
    visitor = gallery.visitor(page.role, "light")
    goes(visitor, page, gallery.address(page))
    before = said(visitor)
    visitor.context.set_offline(True)
    try:
        if page.role and page.name != "screen":
            visitor.page.locator("text=/网络已断开|无网络|已断开/").first.wait_for()
        assert len(said(visitor)) >= len(before) / 2, "what was there must stay"
        stands(visitor)
    finally:
        visitor.context.set_offline(False)
    assert own_complaints(visitor) == []


def _refusals(visitor: Visitor) -> list[str]:
    refused: list[str] = []
    visitor.page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    return refused


def _walks(visitor: Visitor) -> int:
    """Follow every link of the navigation, also those behind its groups; returns how many there were."""
    rail = visitor.page.locator(".rail")
    ways: list[tuple[str | None, str]] = [(None, href) for href in _hrefs(visitor, ".rail > a")]
    for group in rail.locator("> .group").all_inner_texts():
        _opened(visitor, group)
        ways += [(group, href) for href in _hrefs(visitor, ".rail .panel a")]
    for group, href in ways:
        if group is not None:
            _opened(visitor, group)
        rail.locator(f"a[href='{href}']").click()
        visitor.page.wait_for_url(f"**{href}**")
        visitor.page.wait_for_selector("[data-drawn], main h1, main .state", state="attached")
        if not rail.count():  # the wall has no navigation: back the way one came
            visitor.page.go_back()
            visitor.page.wait_for_selector(".rail")
    return len(ways)


def _hrefs(visitor: Visitor, links: str) -> list[str]:
    return [str(link.get_attribute("href")) for link in visitor.page.locator(links).all()]


def _opened(visitor: Visitor, group: str) -> None:
    button = visitor.page.locator(".rail").get_by_role("button", name=group, exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    visitor.page.wait_for_selector(".rail .panel a")


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role.values))
def test_a_role_lands_somewhere_and_may_go_wherever_its_navigation_leads(
    gallery: Gallery, platform: Platform, role: str
) -> None:
    visitor = gallery.visitor(role, "light")
    refused = _refusals(visitor)
    visitor.page.goto(f"{visitor.origin}/")
    visitor.page.wait_for_selector(".rail a[aria-current]")  # its own first page, not everybody's
    assert visitor.page.locator(".rail > a").first.get_attribute("aria-current") == "page"
    assert _walks(visitor) > 4
    assert refused == []
    assert complaints(visitor) == []

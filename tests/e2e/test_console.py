"""The closed loop as people do it: in browsers, on a running platform, with a leak that comes over MQTT."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.e2e.conftest import Visit, Visitor, started
from tests.e2e.platform import Platform

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e-console")]

PAGES = ["/map", "/alarms", "/incidents", "/enterprises", "/unknown"]
FIRST_ENTERPRISE = "fetch('/api/enterprises').then(a => a.json()).then(a => a.items[0].id)"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One of its own: the closed loop begins with an alarm that no earlier order of the plant takes in."""
    yield from started(tmp_path_factory)


def pages_of(role: str) -> list[str]:
    """The pages in this role's navigation; unknown sources are the administrator's."""
    return [path for path in PAGES if path != "/unknown" or role == "admin"]


def photo() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (80, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def test_from_a_live_alarm_to_a_work_order_closed_by_a_second_person(visit: Visit, platform: Platform) -> None:
    duty = visit("duty_officer")
    duty.opens("/alarms?view=unacked")
    assert duty.page.locator("tbody tr.red").count() == 0
    duty.page.evaluate("window.neverReloaded = true")

    platform.plant.value = 160.0
    row = duty.page.locator("tbody tr.red").first
    row.wait_for(timeout=60_000)  # in a fresh checkout the rules are still being compiled
    assert duty.page.evaluate("window.neverReloaded"), "the alarm must come by itself"

    row.locator(".c-title a").click()
    duty.page.wait_for_selector(".acts")
    assert duty.faults() == []
    duty.presses("确认")
    duty.confirms("确认")
    duty.page.wait_for_selector("text=已确认")
    duty.page.locator("a", has_text="工单 AL").first.click()
    duty.page.wait_for_selector(".loop")
    order = duty.page.url.removeprefix(platform.origin)

    duty.presses("派单")
    duty.page.locator(".el-dialog .el-select").click()
    duty.page.locator(".el-select-dropdown__item:visible", has_text="企业主要负责人").first.click()
    duty.page.locator(".el-dialog textarea").fill("请立即到现场核实")
    duty.confirms("派单")
    duty.page.wait_for_selector(".state >> text=待签收")
    assert duty.faults() == []

    handler = visit("enterprise_principal", enterprise=1)
    _accept_and_handle(handler, order)
    duty.page.wait_for_selector(".state >> text=待复核")
    assert "复核" not in [b.inner_text() for b in handler.page.locator(".acts button").all()]

    platform.plant.value = 2.0
    _verify(visit("town_officer", town_code=platform.plant.enterprise.town_code), order)
    duty.page.wait_for_selector(".state >> text=已闭环")
    assert duty.page.evaluate("window.neverReloaded"), "the whole loop was seen without a reload"


def _accept_and_handle(handler: Visitor, order: str) -> None:
    page = handler.page
    handler.opens(order)
    handler.presses("签收")
    handler.confirms("签收")
    page.wait_for_selector(".state >> text=已签收")
    page.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.locator(".queue input").fill("更换后的垫片")
    page.locator(".queue").get_by_role("button", name="上传照片").click()
    page.wait_for_selector(".shots >> text=更换后的垫片")
    handler.presses("反馈")
    page.locator(".el-dialog textarea").fill("已更换垫片，浓度回落。")
    handler.confirms("反馈")
    page.wait_for_selector(".state >> text=待复核")
    assert handler.faults() == []


def _verify(verifier: Visitor, order: str) -> None:
    page = verifier.page
    verifier.opens(order)
    # While the alarm stands the button says why not; it becomes usable by itself when the air is clean.
    page.locator(".acts button:not([aria-disabled])", has_text="复核办结").wait_for(timeout=60_000)
    verifier.presses("复核办结")
    verifier.confirms("复核办结")
    page.wait_for_selector(".state >> text=已闭环")
    assert page.locator(".loop li.done").count() == 7
    assert verifier.faults() == []


@pytest.mark.parametrize("role", ["duty_officer", pytest.param("admin", marks=pytest.mark.slow)])
def test_every_page_is_accessible_and_keeps_to_this_machine(visit: Visit, role: str) -> None:
    visitor = visit(role)
    found = {}
    for path in pages_of(role):
        visitor.opens(path)
        found[path] = visitor.faults()
    visitor.opens(f"/enterprises/{visitor.page.evaluate(FIRST_ENTERPRISE)}")
    found["enterprise"] = visitor.faults()
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_signing_in_is_accessible_and_says_what_is_wrong(visit: Visit, platform: Platform) -> None:
    visitor = visit()
    visitor.page.goto(f"{platform.origin}/alarms")
    visitor.page.wait_for_selector("#username")
    assert visitor.faults() == []
    visitor.page.fill("#username", "nobody")
    visitor.page.fill("#password", "wrong")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("text=用户名或密码")


def test_on_a_phone_nobody_scrolls_sideways(visit: Visit) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    visitor = visit("duty_officer", **phone)
    wide = []
    for path in [*pages_of("duty_officer"), f"/enterprises/{visitor.page.evaluate(FIRST_ENTERPRISE)}"]:
        visitor.opens(path)
        if visitor.is_wider_than_screen():
            wide.append(path)
    assert wide == []


def test_on_a_phone_the_menu_of_the_user_lies_on_the_screen(visit: Visit) -> None:
    """However long the name is, and wherever it stands: signing out must be within reach."""
    visitor = visit("duty_officer", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    visitor.opens("/alarms")
    visitor.page.click(".who")
    boxes = [each.bounding_box() for each in visitor.page.locator("#user-menu .btn, #user-menu select").all()]
    assert len(boxes) >= 5
    assert [box for box in boxes if not box or box["x"] < 0 or box["x"] + box["width"] > 390] == []

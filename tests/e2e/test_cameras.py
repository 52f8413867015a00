"""A camera in a browser: a zone is drawn, tried and saved, and arrives where it is run."""

import time
from collections.abc import Callable

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.platform import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]

WITH_PICTURE = """
from anlan.records.sites.camera_services import camera_source_set
from anlan.records.sites.models import Camera
camera = Camera.objects.order_by("id").first()
camera_source_set(actor=None, camera=camera, source="virtual:scene:standing")
print(camera.pk)
"""


def until(is_true: Callable[[], bool], what: str, wait_s: float = 60) -> None:
    deadline = time.monotonic() + wait_s
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


@pytest.mark.slow
def test_a_zone_that_is_drawn_and_saved_arrives_at_the_cameras_process(visit: Visit, platform: Platform) -> None:
    camera = platform.manage(WITH_PICTURE)
    until(lambda: platform.process("cameras").get("cameras") == 1, "the camera is not run")
    admin = visit("admin")
    page = admin.page
    until(lambda: page.request.get(f"{platform.origin}/api/cameras/{camera}/view").ok, "no picture")
    admin.opens("/cameras")
    assert admin.faults() == []
    admin.opens(f"/cameras/{camera}")
    page.wait_for_selector(".stage img")
    assert "未接入流媒体服务" in page.locator("main").inner_text()
    assert admin.faults() == []

    admin.opens(f"/cameras/{camera}/scenes/new")
    page.wait_for_selector(".sheet img")
    page.select_option("#behaviour", "headcount")
    page.fill("#scene-name", "门口人数")
    sheet = page.locator(".sheet").bounding_box()
    assert sheet is not None
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.95)):  # with the mouse
        page.mouse.click(sheet["x"] + x * sheet["width"], sheet["y"] + y * sheet["height"])
    page.locator(".corner").nth(2).focus()
    page.keyboard.press("Insert")  # with keys: a fourth corner
    for _ in range(40):  # down to the lower left: the zone now holds the feet of all three
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
    assert page.locator(".corner").count() == 4
    assert admin.faults() == []

    page.get_by_role("button", name="试运行", exact=True).click()
    page.wait_for_selector("text=/会报警 \\d+ 次|不会报警/", timeout=60_000)

    page.get_by_role("button", name="保存并发布").click()
    page.wait_for_url(f"**/cameras/{camera}")
    until(lambda: platform.process("cameras").get("scenes") == 1, "the scene did not arrive")
    (scene,) = page.request.get(f"{platform.origin}/api/cameras/{camera}/scenes").json()
    assert scene["problem"] == ""
    assert [len(corner) for corner in scene["watched_area"]] == [2, 2, 2, 2]
    assert scene["watched_area"][0] == pytest.approx([0.1, 0.1], abs=0.01)
    page.locator(".values b", has_text="3").wait_for(timeout=60_000)  # three people stand in the drawn scene
    # While the camera is set up anew it has no picture for a moment, and a browser writes every 503 into its console.
    admin.complaints[:] = [told for told in admin.complaints if not ("503" in told and told.endswith("/view"))]


@pytest.mark.slow
def test_a_patrol_finds_an_issue_whose_picture_is_the_photo_before(visit: Visit, platform: Platform) -> None:
    camera = platform.manage(WITH_PICTURE)
    duty = visit("duty_officer")
    page = duty.page
    until(lambda: page.request.get(f"{platform.origin}/api/cameras/{camera}/view").ok, "no picture")
    duty.opens("/wall")
    page.locator(".wall img").first.wait_for()
    duty.is_sound()
    duty.opens("/patrol")
    page.locator(".grid input:enabled").first.check()
    page.get_by_label("巡查人员").fill("张三、李四")
    duty.is_sound()
    page.get_by_role("button", name="开始巡查").click()
    page.wait_for_url("**/patrol/*")
    page.locator("main .stage img").wait_for()
    page.keyboard.press("i")
    page.get_by_label("发现的问题").fill("作业人员未戴安全帽")
    duty.is_sound()
    page.get_by_role("button", name="登记隐患").click()
    page.locator("form.issue").wait_for(state="detached")
    page.get_by_label("巡查情况").wait_for()
    assert "发现问题 1 处" in page.get_by_label("巡查情况").input_value()
    page.get_by_role("button", name="完成巡查").click()
    page.get_by_text("这次巡查已提交").wait_for()
    page.locator("a", has_text="已登记隐患").click()
    page.wait_for_url("**/registers/hazards/*")
    page.locator("img").first.wait_for()
    told = page.request.get(f"{platform.origin}/api/registers/hazards/records/{page.url.rsplit('/', 1)[1]}").json()
    assert [photo["slot"] for photo in told["photos"]] == ["before"]
    duty.complaints[:] = [told for told in duty.complaints if not ("503" in told and told.endswith("/view"))]


def test_the_review_says_what_it_means_when_there_is_nothing_and_fits_a_phone(visit: Visit) -> None:
    phone = visit("enterprise_manager", enterprise=1, viewport={"width": 390, "height": 844})
    for path in ("/cameras", "/review"):
        phone.opens(path)
        assert phone.faults() == []
        assert not phone.is_wider_than_screen()
    assert "没有视频报警" in phone.page.locator("main").inner_text()

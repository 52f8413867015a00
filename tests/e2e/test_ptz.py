"""Turning a camera from its page: a held key turns an ONVIF camera, letting go stops it, for one hand at a time."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Visit, started
from tests.e2e.platform import Platform
from tests.servers.onvif_device import OnvifDevice, schema

# A platform of its own: it may call this machine.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-ptz")]

WITH_PTZ = """
from anlan.records.sites.camera_services import camera_source_set, scene_create
from anlan.records.sites.models import Camera
camera = Camera.objects.order_by("id").first()
options = {{"control": "{address}", "home_preset": "1", "home_after_s": 20}}
camera_source_set(actor=None, camera=camera, source="virtual:scene:standing", login="watch:geheim", options=options)
scene_create(actor=None, camera=camera, behaviour="headcount", name="门口人数")
print(camera.pk)
"""
#: Where pictures for people go, if anywhere.
SHOTS = os.environ.get("ANLAN_TEST_SHOTS", "")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One that may call this machine: the camera is here."""
    yield from started(tmp_path_factory, field_hosts="127.0.0.1")


@pytest.fixture
def device() -> Iterator[OnvifDevice]:
    schema("ptz")
    camera = OnvifDevice()
    yield camera
    camera.close()
    assert camera.faulty == []


def until(is_true: Callable[[], bool], what: str, wait_s: float = 60) -> None:
    deadline = time.monotonic() + wait_s
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def shot(page, name: str) -> None:  # type: ignore[no-untyped-def]
    if SHOTS:
        size = page.viewport_size
        page.set_viewport_size({**size, "height": 1400})
        page.screenshot(path=str(Path(SHOTS) / f"ptz-{name}.png"))
        page.set_viewport_size(size)


def test_a_camera_is_turned_by_one_hand_at_a_time_and_goes_home(
    visit: Visit, platform: Platform, device: OnvifDevice
) -> None:
    camera = platform.manage(WITH_PTZ.format(address=device.address)).strip()
    until(lambda: platform.process("cameras").get("scenes") == 1, "the camera is not run")
    duty = visit("duty_officer")
    page = duty.page
    until(lambda: page.request.get(f"{platform.origin}/api/cameras/{camera}/view").ok, "no picture")
    duty.opens(f"/cameras/{camera}")
    up = page.get_by_role("button", name="向上", exact=True)
    up.wait_for()
    duty.is_sound()
    shot(page, "light")

    up.focus()
    page.keyboard.down("ArrowLeft")  # a key turns, wherever in the pad the focus is
    until(lambda: sum(turn[0] == "move" for turn in device.turns) >= 3, "it is not renewed")
    page.keyboard.up("ArrowLeft")
    until(lambda: device.turns[-1] == ("stop",), "it is not stopped")
    assert device.turns[0] == ("move", "-0.500", "0.000", "0.000", "PT1S")
    page.wait_for_selector("text=您正在操作")
    page.wait_for_selector("text=/秒后自动归位/")

    page.get_by_role("button", name="拉近").hover()  # the mouse, and let go outside of the button
    page.mouse.down()
    until(lambda: device.turns[-1][0] == "move" and device.turns[-1][3] == "0.500", "it does not zoom")
    page.mouse.move(5, 5)
    page.mouse.up()
    until(lambda: device.turns[-1] == ("stop",), "it is not stopped")

    other = visit("town_officer", **_of_the_town(platform, camera))
    other.opens(f"/cameras/{camera}")
    other.page.wait_for_selector("text=/正在操作，\\d+ 秒后可接管/")
    assert other.page.get_by_role("button", name="向上", exact=True).is_disabled()
    other.is_sound()

    page.wait_for_selector("text=分析场景暂停")
    page.get_by_role("button", name="转到预置位“储罐”").click()
    until(lambda: device.turns[-1] == ("preset", "2"), "it does not go to the preset")
    duty.is_sound()
    shot(page, "away")
    until(lambda: device.turns[-1] == ("preset", "1"), "it does not go home")
    page.wait_for_selector("text=当前无人操作")
    until(lambda: page.locator("text=分析场景暂停").count() == 0, "it is not home")

    for name, options in {
        "dark": {"color_scheme": "dark"}, "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    }.items():  # fmt: skip
        admin = visit("admin", **options)
        admin.opens(f"/cameras/{camera}")
        admin.page.get_by_role("button", name="向上", exact=True).wait_for()
        admin.page.get_by_role("button", name="设为归位：储罐").wait_for()
        admin.is_sound()
        shot(admin.page, name)

    boss = visit("enterprise_manager", enterprise=_enterprise(platform, camera))
    boss.opens(f"/cameras/{camera}")
    assert boss.page.locator(".ptz").count() == 0


def _enterprise(platform: Platform, camera: str) -> int:
    ask = f"from anlan.records.sites.models import Camera\nprint(Camera.objects.get(pk={camera}).enterprise_id)"
    return int(platform.manage(ask))


def _of_the_town(platform: Platform, camera: str) -> dict[str, str]:
    ask = f"from anlan.records.sites.models import Camera\nprint(Camera.objects.get(pk={camera}).enterprise.town_id)"
    return {"town_code": str(platform.manage(ask)).strip()}

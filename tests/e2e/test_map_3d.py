"""The map in three dimensions: drawn buildings with walls, in the colour of the alarm inside; and back."""

import pytest
from PIL import Image

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows
from tests.e2e.test_map_tools import _changed, clicks, duty, pictured, plant, stands_over, takes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]
__all__ = ["duty", "plant"]

_WORKSHOP = (
    "from anlan.records.sites.models import Point;"
    "print(Point.objects.get(address={address!r},gateway__code={gateway!r}).workshop.name)"
)


def fetched(visitor: Visitor) -> bool:
    """True when the page has asked for what draws buildings."""
    names = visitor.page.evaluate("performance.getEntriesByType('resource').map(e => e.name).join()")
    return "MapBuildings" in names


def redness(picture: Image.Image) -> float:
    """Share of the middle of the map that is as red as a red building, in light or in shade."""
    pixels = list(picture.crop((300, 200, 760, 640)).getdata())
    return sum(r > 110 and g < 80 and b < 110 for r, g, b in pixels) / len(pixels)


def bearing(visitor: Visitor) -> float:
    style = visitor.page.locator(".three .north i").get_attribute("style") or ""
    return float(style.split("rotate:")[1].split("deg")[0])


def test_a_drawn_building_gets_walls_and_the_colour_of_the_alarm_inside(
    duty: Visitor, platform: Platform, plant: tuple[float, float], visit: Visit
) -> None:
    page = duty.page
    duty.opens("/map")
    page.wait_for_timeout(1000)
    assert not fetched(duty), "seen from far and flat, the map fetches nothing of it"
    stands_over(duty, plant)
    clicks(duty, (0, 0))
    page.locator(".detail").get_by_role("button", name="建筑", exact=True).click()
    panel = page.locator("aside .buildings")
    panel.get_by_role("button", name="绘制新建筑").click()
    clicks(duty, (-70, -45), (70, -45), (70, 45), (-70, 45))
    panel.get_by_label("名称").fill("氨机房楼")
    panel.get_by_label("高度（米）", exact=True).fill("60")
    point = next(p for p in platform.plant.enterprise.points if p.key == platform.plant.probe)
    workshop = platform.manage(_WORKSHOP.format(address=point.address, gateway=point.gateway_code))
    panel.get_by_label("对应车间").select_option(label=workshop)
    shows(duty, "building-panel")
    duty.is_sound()
    panel.get_by_role("button", name="保存").click()
    page.get_by_text("建筑已保存").wait_for()
    panel.locator("li", has_text="60 m").wait_for()
    page.get_by_role("button", name="返回报警列表").click()
    page.wait_for_timeout(1500)
    flat = pictured(duty)
    takes(duty, "三维")
    bar = page.locator(".three")
    bar.wait_for()
    page.wait_for_timeout(2500)
    assert _changed(flat, pictured(duty)) > 0.02
    bar.get_by_role("button", name="向右转").click()
    page.wait_for_timeout(1500)
    assert bearing(duty) == pytest.approx(-30, abs=1)
    shows(duty, "map-3d")
    duty.is_sound()

    calm = redness(pictured(duty))
    platform.plant.value = 160.0
    try:
        page.locator("aside ol button", has_text="氨气浓度").first.wait_for(timeout=60_000)
        page.wait_for_timeout(6000)
        assert redness(pictured(duty)) > calm + 0.03
        shows(duty, "map-3d-alarm")
    finally:
        platform.plant.value = 2.0
    bar.get_by_role("button", name="回到正北").click()
    page.wait_for_timeout(1000)
    assert bearing(duty) == pytest.approx(0, abs=0.5)
    takes(duty, "三维")
    bar.wait_for(state="detached")


def test_a_phone_turns_the_map_with_large_buttons(visit: Visit, plant: tuple[float, float]) -> None:
    phone = visit("duty_officer", viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")
    phone.opens(f"/map?at={plant[0]},{plant[1]}")
    takes(phone, "三维")
    bar = phone.page.locator(".three")
    bar.wait_for()
    bar.get_by_role("button", name="抬高视角").click()
    phone.page.wait_for_timeout(1500)
    assert all(
        box["height"] >= 44 for one in bar.get_by_role("button").all() if (box := one.bounding_box()) is not None
    )
    shows(phone, "map-3d-phone")
    phone.is_sound()

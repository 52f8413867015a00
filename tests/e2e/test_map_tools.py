"""The map as a duty officer uses it in the first minutes: each tool by the mouse, and what it finds beside the map."""

import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]

#: What must never be seen of a tip: who sent it, in which words, from where.
SECRETS = ("张三丰", "13800001234", "老乡说的原话", "某村 3 号")
_TIP = """
from anlan.records.accounts.models import User
from anlan.records.registers.tips.models import Tip
from anlan.records.registers.tips.register import TIPS
from anlan.records.registry.clockwork import policy_keep
from anlan.records.sites.models import Enterprise
site = Enterprise.objects.order_by("-id").first()
name, phone, words, place = {secrets!r}
Tip.objects.filter(no="JB-e2e").delete()
Tip.objects.create(no="JB-e2e", title=name, original=words + phone, description=words, place=place, state="verifying",
                   kind="other", enterprise=site, town=site.town, policy_id=policy_keep(TIPS))
print(site.lon, site.lat)
"""


@pytest.fixture
def duty(visit: Visit) -> Visitor:
    """A duty officer before the map."""
    return visit("duty_officer")


@pytest.fixture
def plant(platform: Platform) -> tuple[float, float]:
    """Where the plant stands."""
    site = platform.plant.enterprise
    return float(site.lon), float(site.lat)


def stands_over(duty: Visitor, place: tuple[float, float]) -> None:
    """The map with this place in its middle, near enough to tell one plant from the next."""
    duty.opens(f"/map?at={place[0]},{place[1]}")
    duty.page.wait_for_timeout(1500)  # it flies there


def middle_of(duty: Visitor) -> tuple[float, float]:
    """On the screen."""
    box = duty.page.locator(".canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def clicks(duty: Visitor, *offsets: tuple[int, int]) -> None:
    """On the map, by pixels from its middle."""
    x, y = middle_of(duty)
    for dx, dy in offsets:
        duty.page.mouse.move(x + dx, y + dy)
        duty.page.mouse.click(x + dx, y + dy)
        duty.page.wait_for_timeout(400)  # two clicks, no double click


def takes(duty: Visitor, tool: str) -> None:
    duty.page.locator(".tools").get_by_role("button", name=tool, exact=True).click()


def switches(duty: Visitor, layer: str) -> None:
    duty.page.locator(".panel label", has_text=layer).first.click()


def pictured(duty: Visitor) -> Image.Image:
    return Image.open(BytesIO(duty.page.locator(".canvas").screenshot())).convert("RGB")


def test_a_circle_tells_who_is_inside_and_which_team_is_nearest(
    duty: Visitor, platform: Platform, plant: tuple[float, float]
) -> None:
    stands_over(duty, plant)
    takes(duty, "画圈")
    clicks(duty, (0, 0), (120, 0))
    inside = duty.page.locator(".inside")
    inside.locator("a", has_text=platform.plant.enterprise.name).wait_for()
    figures = [int(one.replace(",", "")) for one in inside.locator("dd").all_inner_texts()]
    assert min(figures[:2]) >= 1, "the plant and its people"
    team = inside.locator("ul").first.locator("li").first.inner_text()
    assert "km" in team or " m" in team
    assert "分钟" in team
    narrow = figures[2]
    inside.get_by_label("半径").fill("30")
    inside.get_by_label("半径").press("Enter")
    duty.page.wait_for_function(
        "least => Number(document.querySelectorAll('.inside dd')[2]?.innerText) > least", arg=narrow
    )
    shows(duty, "map-circle")
    duty.is_sound()


def test_a_line_is_measured_and_ends_where_it_is(duty: Visitor, plant: tuple[float, float]) -> None:
    stands_over(duty, plant)
    takes(duty, "测距")
    clicks(duty, (-150, 0), (0, 0), (0, 100))
    told = duty.page.locator(".hint")
    told.locator("text=/共 .*m/").wait_for()
    duty.page.keyboard.press("Escape")
    before = told.inner_text()
    duty.page.mouse.move(*middle_of(duty))
    duty.page.wait_for_timeout(300)
    assert told.inner_text() == before, "it no longer follows the pointer"
    duty.is_sound()


def test_the_heat_is_drawn_where_the_alarms_are_and_goes_again(
    duty: Visitor, platform: Platform, plant: tuple[float, float]
) -> None:
    platform.plant.value = 160.0
    try:
        duty.page.locator("aside ol button", has_text="氨气浓度").first.wait_for(timeout=60_000)
    finally:
        platform.plant.value = 2.0
    duty.opens("/map")
    duty.page.wait_for_timeout(1500)
    cold = pictured(duty)
    switches(duty, "报警热力")
    duty.page.wait_for_timeout(2000)
    warm = pictured(duty)
    assert _changed(cold, warm) > 0.001, "something glows"
    switches(duty, "报警热力")
    duty.page.wait_for_timeout(2000)
    assert _changed(cold, pictured(duty)) < 0.001


def _changed(one: Image.Image, other: Image.Image) -> float:
    """Share of pixels of the map that are not the same; the panel and the queue do not count."""
    pixels = list(ImageChops.difference(one, other).convert("L").crop((320, 120, 900, 700)).getdata())
    return sum(pixel > 24 for pixel in pixels) / len(pixels)


def test_a_cluster_opens_into_what_it_holds(duty: Visitor, plant: tuple[float, float]) -> None:
    def crowded(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        one = told["enterprises"][0]
        told["enterprises"] = [
            {
                **one,
                "id": 900_000 + n,
                "name": f"拥挤 {n}",
                "lon": plant[0] + 0.002 * (n % 5),
                "lat": plant[1] + 0.002 * (n // 5),
            }
            for n in range(20)
        ]
        route.fulfill(response=answer, json=told)

    duty.page.route("**/api/map", crowded)
    duty.page.add_init_script(
        "localStorage.setItem('anlan.map.layers', JSON.stringify({alarm: false, incident: false, team: false}))"
    )
    duty.opens(f"/map?at={plant[0] + 0.004},{plant[1] + 0.003}")
    duty.page.wait_for_timeout(1500)
    for _ in range(3):
        duty.page.get_by_role("button", name="缩小").click()
        duty.page.wait_for_timeout(500)
    wide = _degrees_per_100_px(duty)
    clicks(duty, (0, 0))
    duty.page.wait_for_timeout(1500)
    assert _degrees_per_100_px(duty) < wide / 1.5, "it went nearer"


def _degrees_per_100_px(duty: Visitor) -> float:
    x, y = middle_of(duty)
    seen = []
    for dx in (0, 100):
        duty.page.mouse.move(x + dx, y + 60)
        duty.page.wait_for_timeout(400)
        seen.append(float(duty.page.locator(".pointer").inner_text().split(",")[0].strip()))
    return seen[1] - seen[0]


def test_an_ammonia_cloud_is_an_estimate_never_smaller_than_the_erg_circle(
    duty: Visitor, platform: Platform, plant: tuple[float, float]
) -> None:
    stands_over(duty, plant)
    takes(duty, "氨扩散")
    clicks(duty, (0, 0))
    panel = duty.page.locator("aside .plume")
    panel.locator(".figures").wait_for()
    assert "ERG 隔离圈" in panel.inner_text()
    panel.locator("a", has_text=platform.plant.enterprise.name).wait_for()
    duty.page.locator(".estimate", has_text="估算").wait_for()
    panel.get_by_label("风速").fill("6")
    panel.get_by_label("风从").fill("90")
    panel.get_by_role("button", name="推演").click()
    duty.page.locator(".estimate", has_text="风从 90° 6 m/s").wait_for()
    shows(duty, "map-plume")
    duty.is_sound()
    duty.page.get_by_role("button", name="返回报警列表").click()
    duty.page.locator(".estimate").wait_for(state="detached")


def test_the_slider_shows_a_past_hour_and_says_that_it_is_past(duty: Visitor) -> None:
    duty.opens("/map")
    takes(duty, "回放")
    bar = duty.page.locator(".card.bar")
    bar.locator("text=/正在回放/").wait_for()
    banner = bar.locator("b").first.inner_text()
    slider = bar.get_by_role("slider")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowLeft")
    duty.page.wait_for_function("was => document.querySelector('.card.bar b').innerText !== was", arg=banner)
    assert duty.page.locator("h2", has_text="当时的报警").count() == 1
    assert duty.page.locator(".panel label", has_text="摄像机").locator("input").is_disabled(), "known only of now"
    duty.settles()
    duty.is_sound()
    bar.get_by_role("button", name="回到当前").click()
    duty.page.locator("h2", has_text="待处置报警").wait_for()


def test_a_tip_stands_on_the_map_without_a_word_of_who_sent_it(duty: Visitor, platform: Platform) -> None:
    lon, lat = map(float, platform.manage(_TIP.format(secrets=SECRETS)).split())
    off = json.dumps(dict.fromkeys(("enterprise", "team", "alarm", "incident"), False))
    duty.page.add_init_script(f"localStorage.setItem('anlan.map.layers', {off!r})")
    stands_over(duty, (lon, lat))
    switches(duty, "举报线索")
    duty.page.locator(".panel label", has_text="举报线索").locator("small", has_text="1").wait_for()
    duty.page.wait_for_timeout(1500)
    told = duty.page.evaluate("fetch('/api/map/records').then(a => a.json()).then(a => JSON.stringify(a))")
    card = duty.page.locator("aside .detail")
    for dy in (0, -12, -22, 12, 22):  # the mark stands beside its place
        for dx in (0, -20, 20):
            if not card.count():
                clicks(duty, (dx, dy))
    card.wait_for()
    assert "核查中" in card.inner_text()
    shows(duty, "map-tip")
    for secret in SECRETS:
        assert secret not in told
        assert secret not in duty.page.locator("body").inner_text()
    duty.is_sound()


def test_points_and_cameras_are_placed_on_an_uploaded_site_plan(
    duty: Visitor, visit: Visit, platform: Platform
) -> None:
    out = BytesIO()
    plan = Image.new("RGB", (800, 500), "white")
    ImageDraw.Draw(plan).rectangle((40, 40, 760, 460), outline="black", width=4)
    plan.save(out, "PNG")
    manager = visit("enterprise_manager", enterprise=1)
    page = manager.page
    site = page.evaluate("fetch('/api/enterprises').then(a => a.json()).then(a => a.items[0].id)")
    manager.opens(f"/enterprises/{site}")
    card = page.locator("#plan")
    card.get_by_label("名称").fill("二层平面")
    card.locator("input[type=file]").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    page.get_by_text("已上传，请标注测点和摄像机").wait_for()
    card.get_by_role("button", name="标注", exact=True).click()
    point = card.locator(".tray button").first.inner_text()
    card.locator(".tray button").first.click()
    camera = card.locator(".tray button", has_text="摄像机").last.inner_text()
    card.locator(".tray button", has_text=camera).last.click()
    mark = card.locator(f".mark:has(.tip[title='{point}'])").first
    mark.focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    where = card.locator(f".mark:has(.tip[title='{camera}'])").bounding_box()
    assert where is not None
    page.mouse.move(where["x"] + 10, where["y"] + 10)  # the camera with the mouse
    page.mouse.down()
    page.mouse.move(where["x"] + 160, where["y"] + 90, steps=4)
    page.mouse.up()
    card.get_by_role("button", name="保存标注").click()
    page.get_by_text("标注已保存").wait_for()
    duty.opens(f"/enterprises/{site}")
    if (chooser := duty.page.locator("#plan .segment button", has_text="二层平面")).count():
        chooser.click()
    seen = {
        name: duty.page.locator(f"#plan .mark:has(.tip[title='{name}'])").first.get_attribute("style")
        for name in (point, camera)
    }
    assert seen[point] != seen[camera], "each where it was put"
    duty.is_sound()
    shows(duty, "site-plan")


def test_official_town_lines_are_looked_at_then_taken_and_drawn(duty: Visitor, visit: Visit) -> None:
    towns = duty.page.evaluate("fetch('/api/map').then(a => a.json()).then(a => a.towns)")
    town = towns[0]
    west, south = town["lon"] - 0.02, town["lat"] - 0.02
    ring = [[west, south], [west + 0.04, south], [west + 0.04, south + 0.04], [west, south + 0.04], [west, south]]
    outline = {
        "type": "Feature", "properties": {"code": town["code"], "name": town["name"]},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    admin = visit("admin")
    admin.opens("/boundaries")
    body = json.dumps({"type": "FeatureCollection", "features": [outline]}).encode()
    admin.page.locator("input[type=file]").set_input_files(
        {"name": "towns.geojson", "mimeType": "application/geo+json", "buffer": body}
    )
    admin.page.get_by_text("1 / 1 个边界可用").wait_for()
    assert admin.page.locator("svg path").count() == 1, "seen before it is taken"
    assert (
        duty.page.evaluate("fetch('/api/areas?level=town').then(a => a.json()).then(a => JSON.stringify(a))").count(
            town["code"]
        )
        == 0
    )
    admin.is_sound()
    admin.page.get_by_role("button", name="采用", exact=True).click()
    admin.page.locator("b.ok").wait_for()
    held = duty.page.evaluate("fetch('/api/areas?level=town').then(a => a.json()).then(a => JSON.stringify(a))")
    assert town["code"] in held
    stands_over(duty, (town["lon"], town["lat"]))
    shows(duty, "map-town-lines")
    duty.is_sound()

"""Sending somebody by road: the quickest team around what is closed, and its vehicle moving on the map."""

import json

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows
from tests.e2e.test_map_tools import clicks, duty, plant, stands_over, takes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]
__all__ = ["duty", "plant"]

#: A command with a task at the plant, charged to a town's officer; prints the task's id.
_TASK = """
from datetime import timedelta
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.registers.drills.models import CommandTask
from anlan.records.registry.catalog import register_get
from anlan.records.registry.services import record_create
from anlan.records.sites.models import Enterprise
site = Enterprise.objects.get(name={name!r})
lead = User.objects.filter(role="duty_officer").first()
driver = User.objects.get(username={driver!r})
where = dict(enterprise=site.pk)
values = dict(title="液氨泄漏处置", event="示例", place="厂区", **where)
command = record_create(register_get("commands"), actor=lead, values=values)
by = (clock.now() + timedelta(hours=2)).isoformat()
values = dict(command=command.pk, title="前出侦检", unit="前突一组", description="到场侦检", deadline_at=by, **where)
task = record_create(register_get("command_tasks"), actor=lead, values=values)
CommandTask.objects.filter(pk=task.pk).update(assignee=driver, lon=site.lon, lat=site.lat)
print(task.pk)
"""


def roads_around(lon: float, lat: float) -> bytes:
    """Streets every 1.1 km for 13 km each way: a town that is all corners."""
    steps = [n / 100 for n in range(-12, 13)]
    features = []
    for fixed in steps:
        for line in ([[lon + fixed, lat + s] for s in steps], [[lon + s, lat + fixed] for s in steps]):
            shape = {"type": "LineString", "coordinates": line}
            features.append({"type": "Feature", "properties": {"highway": "primary"}, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def roads(visit: Visit, plant: tuple[float, float]) -> None:
    """The administrator looks at a file of roads and takes it in."""
    admin = visit("admin")
    admin.opens("/boundaries")
    card = admin.page.locator(".roads")
    file = {"name": "roads.geojson", "mimeType": "application/geo+json", "buffer": roads_around(*plant)}
    card.get_by_label("路网文件").set_input_files(file)
    card.get_by_text("100% 互相连通").wait_for()
    card.get_by_role("button", name="采用").click()
    card.get_by_text("在用：roads.geojson").wait_for()
    shows(admin, "roads-card")
    admin.is_sound()


def test_the_quickest_team_comes_by_road_around_what_is_closed(
    duty: Visitor, plant: tuple[float, float], roads: None
) -> None:
    page = duty.page
    stands_over(duty, plant)
    takes(duty, "画圈")
    clicks(duty, (60, 0), (110, 0))
    page.locator(".inside").wait_for()
    takes(duty, "路线")
    clicks(duty, (-40, 0))
    panel = page.locator("aside .route")
    panel.locator("ol .one").first.wait_for()
    assert "km" in panel.locator("ol .one").first.inner_text()
    assert "直线距离" not in panel.locator("ol .one").first.inner_text()
    assert panel.get_by_label("画的圈").is_checked(), "what was found to be closed is kept out of"
    panel.get_by_text("OpenStreetMap").wait_for()
    page.wait_for_timeout(1500)
    shows(duty, "map-route")
    duty.is_sound()
    panel.get_by_label("地图上的地点").check()
    panel.get_by_text("请在地图上点击出发地").wait_for()
    clicks(duty, (0, -120))
    panel.locator("ol .one", has_text="地图上的地点").wait_for()


def test_a_vehicle_moves_on_the_map_once_its_driver_agrees(
    duty: Visitor, visit: Visit, platform: Platform, plant: tuple[float, float]
) -> None:
    account = platform.of_role("town_officer")
    platform.manage(_TASK.format(name=platform.plant.enterprise.name, driver=account.username))
    phone = visit(
        username=account.username, viewport={"width": 390, "height": 844}, has_touch=True,
        geolocation={"longitude": plant[0] + 0.01, "latitude": plant[1] + 0.004}, permissions=["geolocation"],
    )  # fmt: skip
    phone.page.goto(f"{phone.origin}/m")
    card = phone.page.locator(".ph-card", has_text="前出侦检")
    card.get_by_role("button", name="共享位置").click()
    card.get_by_text("轨迹保留 30 天").wait_for()
    shows(phone, "share-ask")
    phone.is_sound()
    assert duty.page.evaluate("fetch('/api/map/vehicles').then(a => a.json()).then(a => a.length)") == 0
    card.get_by_role("button", name="同意并共享").click()
    card.get_by_text("正在共享").wait_for()
    stands_over(duty, plant)
    duty.page.get_by_text("前突车辆 1").wait_for(state="attached")
    (one,) = duty.page.evaluate("fetch('/api/map/vehicles').then(a => a.json())")
    assert one["unit"] == "前突一组"
    assert not one["is_stale"]
    duty.page.wait_for_timeout(1500)
    shows(duty, "map-vehicle")
    duty.is_sound()
    card.get_by_role("button", name="停止共享").click()
    phone.page.wait_for_timeout(1000)
    assert duty.page.evaluate("fetch('/api/map/vehicles').then(a => a.json()).then(a => a.length)") == 0

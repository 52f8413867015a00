"""A typhoon on the map: taken in from a file, seen with its circles, and grey once nobody knows where it is."""

from datetime import datetime, timedelta

import pytest

from anlan.domain.clock import LOCAL
from tests.e2e.conftest import Visitor
from tests.e2e.shots import shows
from tests.e2e.test_map_tools import duty, pictured, plant, switches

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]
__all__ = ["duty", "plant"]


def track_near(lon: float, lat: float, ago_h: float) -> dict[str, object]:
    """Two measured places, the last of which has circles that hold the plant, and a forecast."""
    now = datetime.now(LOCAL) - timedelta(hours=ago_h)
    hours = [f"{now + timedelta(hours=h):%Y-%m-%d %H:%M}" for h in (-6, 0, 12)]
    rows = [
        "code,name,en,time,lon,lat,pressure,speed,radius7,radius10,radius12,agency,issued",
        f"202618,海燕,HAIYAN,{hours[0]},{lon + 2.5},{lat - 2},965,35,,,,,",
        f"202618,海燕,HAIYAN,{hours[1]},{lon + 1},{lat - 1},955,42,300 250 200 280,120,60,,",
        f"202618,海燕,HAIYAN,{hours[2]},{lon - 1},{lat + 0.5},970,30,,,,中国,{hours[1]}",
    ]
    return {"name": "track.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}


def takes_in(duty: Visitor, file: dict[str, object]) -> None:
    card = duty.page.locator(".typhoons")
    if not card.get_by_label("路径文件").is_visible():
        card.get_by_text("导入路径文件").click()
    card.get_by_label("来源说明").fill("省气象台")
    card.get_by_label("路径文件").set_input_files(file)
    card.get_by_text("202618 海燕：3 个点，预报 中国").wait_for()
    card.get_by_role("button", name="采用").click()
    card.get_by_text("七级风圈内").wait_for()


def test_a_typhoon_is_taken_in_seen_and_taken_away(duty: Visitor, plant: tuple[float, float]) -> None:
    page = duty.page
    page.on("dialog", lambda dialog: dialog.accept())
    duty.opens("/map")
    switches(duty, "台风")
    card = page.locator(".typhoons")
    card.get_by_text("没有录入台风路径").wait_for()
    takes_in(duty, track_near(*plant, ago_h=1))
    card.locator("dd", has_text="强台风").wait_for()
    card.get_by_text("7 级: 300 / 250 / 200 / 280").wait_for()
    assert card.locator("li").count() > 0, "the plant lies inside"
    before = pictured(duty)
    card.get_by_role("button", name="看全路径").click()
    page.wait_for_timeout(2500)
    assert before.tobytes() != pictured(duty).tobytes()
    shows(duty, "map-typhoon")
    assert not card.get_by_text("数据已过期").is_visible()
    duty.is_sound()
    card.get_by_role("button", name="删除").click()
    card.get_by_text("没有录入台风路径").wait_for()
    takes_in(duty, track_near(*plant, ago_h=7))
    card.get_by_text("数据已过期").wait_for()
    page.wait_for_timeout(1500)
    shows(duty, "map-typhoon-old")
    duty.is_sound()
    card.get_by_role("button", name="删除").click()
    card.get_by_text("没有录入台风路径").wait_for()
    duty.is_sound()

"""The wall of one town and of one committee: named, its own alarms alone, and never quiet because nobody is meant."""

import json

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]


@pytest.fixture
def duty(visit: Visit, platform: Platform) -> Visitor:
    platform.plant.value = 160.0
    return visit("duty_officer", viewport={"width": 1920, "height": 1080})


def wall(visitor: Visitor, query: str) -> None:
    visitor.page.goto(f"{visitor.origin}/screen?{query}")
    visitor.page.wait_for_selector("[data-drawn]", state="attached")


def of_plant(visitor: Visitor, platform: Platform) -> dict:
    world = visitor.page.evaluate("fetch('/api/map').then(a => a.json()).then(JSON.stringify)")
    site = platform.plant.enterprise
    return next(e for e in json.loads(world)["enterprises"] if e["town_code"] == site.town_code)


def test_a_town_and_a_committee_see_their_own(duty: Visitor, platform: Platform) -> None:
    site = of_plant(duty, platform)
    wall(duty, f"town={site['town_code']}")
    duty.page.locator("h1", has_text="安全生产监测预警").wait_for()
    duty.page.locator(".list li", has_text=site["name"]).first.wait_for()
    duty.page.locator(".towns li", has_text=site["name"]).wait_for()
    duty.page.locator("dt", has_text="逾期隐患").wait_for()
    shows(duty, "wall-town")
    wall(duty, f"field={site['field']}")
    duty.page.locator("h1", has_text="专委会").wait_for()
    duty.page.locator(".list li", has_text=site["name"]).first.wait_for()
    shows(duty, "wall-committee")
    other = "tourism" if site["field"] != "tourism" else "fire"
    wall(duty, f"field={other}")
    duty.page.get_by_text("当前没有未处置的报警").wait_for()


def test_an_address_that_names_nobody_says_so(duty: Visitor) -> None:
    wall(duty, "town=999999999")
    duty.page.get_by_role("alert").get_by_text("999999999").wait_for()
    assert not duty.page.get_by_text("当前没有未处置的报警").count()

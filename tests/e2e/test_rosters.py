"""Rosters and the change of shift, by clicking."""

from datetime import timedelta

import pytest

from anlan.records.core import clock
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]


def desk(visitor: Visitor) -> str:
    """Opens the county's desk; returns its address."""
    visitor.opens("/rosters")
    posts = visitor.page.locator(".tools select")
    option = posts.locator("option", has_text="应急指挥中心值班")
    option.wait_for(state="attached")
    posts.select_option(option.get_attribute("value"))
    visitor.page.wait_for_url("**/rosters/*")
    visitor.page.locator(".week .block").first.wait_for()
    return visitor.page.url.removeprefix(visitor.origin)


def on_duty(platform: Platform, visitor: Visitor) -> tuple[str, str]:
    """Who serves at the desk now, and one who does not; by username."""
    names = visitor.page.locator(".tools b").inner_text().split("、")
    officers = [a for a in platform.handover.accounts if a.role == "duty_officer"]
    serves = next(a.username for a in officers if a.name in names)
    return serves, next(a.username for a in officers if a.name not in names)


def test_a_roster_is_filled_and_somebody_stands_in(visit: Visit) -> None:
    duty = visit("duty_officer")
    page = duty.page
    desk(duty)
    shows(duty, "roster-week")
    people = page.locator("fieldset", has_text="轮值人员").get_by_role("button")
    for n in range(2):
        people.nth(n).click()
    page.get_by_label("起始日期").fill(f"{clock.today() + timedelta(days=120)}")
    page.get_by_label("天数").fill("3")
    shows(duty, "roster-rotation")
    page.get_by_role("button", name="排班", exact=True).click()
    page.get_by_text("已排 6 个班次").wait_for()
    page.locator(".block.gap").first.wait_for()
    shows(duty, "roster-gap")
    shift = page.locator(".block:not(.gap)").nth(3)
    shift.get_by_role("button", name="替班").click()
    page.get_by_label("由谁接替").select_option(index=0)
    page.get_by_label("事由").fill("参加演练")
    page.locator("form.form", has_text="由谁接替").get_by_role("button", name="提交").click()
    page.locator(".block small", has_text="替 ").first.wait_for()
    duty.is_sound()


def test_a_swap_is_asked_for_and_agreed_to(visit: Visit, platform: Platform) -> None:
    mine = visit(username="demo-duty1")
    page = mine.page
    address = desk(mine)
    swaps = page.get_by_role("button", name="换班", exact=True)
    for _ in range(3):
        if swaps.count():
            break
        page.get_by_role("button", name="下一周").click()
        page.wait_for_timeout(500)
    swaps.last.click()
    page.get_by_label("由谁接替").select_option(label="演示值班员三")
    page.get_by_label("事由").fill("家中有事请假")
    shows(mine, "roster-swap")
    page.get_by_role("button", name="提出").click()
    page.locator(".swap", has_text="家中有事请假").wait_for()
    mine.is_sound()
    other = visit(username="demo-duty3")
    other.opens(address)
    asked = other.page.locator(".swap", has_text="家中有事请假")
    for _ in range(3):
        if asked.count():
            break
        other.page.get_by_role("button", name="下一周").click()
        other.page.wait_for_timeout(500)
    asked.get_by_role("button", name="同意", exact=True).click()
    asked.wait_for(state="detached")


def test_the_shift_is_handed_over_with_two_signatures(visit: Visit, platform: Platform) -> None:
    looks = visit("duty_officer")
    address = desk(looks)
    serves, follows = on_duty(platform, looks)
    outgoing = visit(username=serves)
    outgoing.opens(f"{address}/handover")
    page = outgoing.page
    page.get_by_label("交班记录").fill("2 号冷库检修至明日，夜间两小时核对一次氨气测点。")
    page.get_by_label("接班人").select_option(label=platform.account(follows).name)
    shows(outgoing, "handover-form")
    outgoing.is_sound()
    page.get_by_role("button", name="签字交班").click()
    page.get_by_text("待接班人签字").wait_for()
    incoming = visit(username=follows)
    incoming.opens(f"{address}/handover")
    incoming.page.get_by_text("您当前不在班").wait_for()
    assert not incoming.page.get_by_role("button", name="签字交班").count(), "only who is on duty hands over"
    shows(incoming, "handover-incoming")
    incoming.page.get_by_role("button", name="签字接班").click()
    incoming.page.get_by_role("button", name="签字接班").wait_for(state="detached")
    page.get_by_text("待接班人签字").wait_for(state="detached", timeout=60_000)
    incoming.is_sound()

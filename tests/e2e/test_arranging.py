"""Work orders that change hands or shape, by clicking: what the timeline says of it, and what the other phone shows."""

import time

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows
from tests.e2e.test_phone import PHONE, on_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.xdist_group("e2e-duty")]

#: The newest open work order that has two alarms at least: one may go and one stays.
_OF_TWO = (
    "from django.db.models import Count;from anlan.records.incidents.models import Incident;"
    "from anlan.records.alarm_log.models import Alarm;"
    "rows=Alarm.objects.filter(incident_id__in=Incident.objects.filter(is_open=True).values('pk'))"
    ".values('incident_id').annotate(n=Count('id')).filter(n__gte=2).order_by('-incident_id');"
    "print(rows[0]['incident_id'] if rows else '')"
)


@pytest.fixture
def order(platform: Platform) -> int:
    """An open work order of the plant, with two alarms at least."""
    platform.calms_down()
    platform.plant.value = 160.0
    deadline = time.monotonic() + 90
    while not (found := platform.manage(_OF_TWO)):
        assert time.monotonic() < deadline, "no work order with two alarms"
    platform.plant.value = 2.0
    return int(found)


def chooses(visitor: Visitor, name: str) -> None:
    """One entry of the select in the open dialog."""
    visitor.page.locator(".el-dialog .el-select").click()
    visitor.page.locator(".el-select-dropdown__item:visible", has_text=name).first.click()


def does(visitor: Visitor, button: str, words: str, *, whom: str = "") -> None:
    """An action of the open work order, with its dialog."""
    visitor.presses(button)
    if whom:
        chooses(visitor, whom)
    visitor.page.locator(".el-dialog textarea").fill(words)
    visitor.confirms(button)


def says(visitor: Visitor, *texts: str) -> None:
    """The timeline on the screen says each of these, without a reload."""
    for text in texts:
        visitor.page.locator(".log li", has_text=text).first.wait_for()


def test_support_take_over_and_re_dispatch_reach_the_other_phone(visit: Visit, platform: Platform, order: int) -> None:
    duty = visit("duty_officer")
    manager = visit("enterprise_manager", enterprise=1, **PHONE)
    principal = visit("enterprise_principal", enterprise=1, **PHONE)
    town = visit("town_officer", town_code=platform.plant.enterprise.town_code, **PHONE)
    names = {one: one.page.evaluate("fetch('/api/session').then(a => a.json()).then(a => a.name)")
             for one in (manager, principal, town)}  # fmt: skip
    duty.opens(f"/incidents/{order}")

    does(duty, "派单", "请立即到现场核实", whom=names[principal])
    says(duty, f"派单给{names[principal]}")
    does(duty, "派单", "主要负责人外出，改派", whom=names[manager])
    says(duty, f"派单给{names[manager]}", "主要负责人外出，改派")
    on_phone(manager, f"/m/orders/{order}")
    manager.page.get_by_role("button", name="立即签收").click()
    manager.page.wait_for_selector(".band >> text=已签收")
    says(duty, "签收工单")

    does(duty, "请求支援", "请带两套重型防化服", whom=names[town])
    says(duty, f"请求支援：请带两套重型防化服（{names[town]}")
    on_phone(town, "/m")
    town.page.locator("section", has_text="待您办理").locator(f"a[href='/m/orders/{order}']").click()
    town.page.get_by_role("heading", name="请您支援").wait_for()
    shows(town, "phone-support")
    assert town.faults() == []
    town.page.get_by_role("button", name="前来支援").click()
    town.page.get_by_role("heading", name="请您支援").wait_for(state="detached")
    says(duty, "前来支援")
    duty.page.locator(".coming", has_text="前来支援").wait_for()

    principal.page.goto(f"{platform.origin}/incidents/{order}")
    principal.page.wait_for_selector(".acts")
    does(principal, "接管", "本人已到现场，由我负责")
    says(duty, f"接管工单（原责任人{names[manager]}", "本人已到现场，由我负责")
    on_phone(manager, f"/m/orders/{order}")
    manager.page.get_by_text(f"责任人 {names[principal]}").wait_for()
    shows(duty, "order-changed-hands")
    duty.is_sound()


def test_support_that_is_declined_says_why_and_arrives_after_the_dark(
    visit: Visit, platform: Platform, order: int
) -> None:
    duty = visit("duty_officer")
    town = visit("town_officer", town_code=platform.plant.enterprise.town_code, **PHONE)
    name = town.page.evaluate("fetch('/api/session').then(a => a.json()).then(a => a.name)")
    duty.opens(f"/incidents/{order}")
    does(duty, "请求支援", "请到现场警戒", whom=name)
    on_phone(town, f"/m/orders/{order}")
    town.page.get_by_role("heading", name="请您支援").wait_for()
    town.context.set_offline(True)
    decline = town.page.get_by_role("button", name="不能前来")
    assert decline.is_disabled(), "a no without a why helps nobody to find another"
    town.page.get_by_label("不能前来的原因").fill("正在另一处现场")
    decline.click()
    town.page.locator(".chip", has_text="1 项待发").wait_for()
    town.context.set_offline(False)
    town.page.wait_for_selector(".chip >> text=已全部发送", timeout=60_000)
    town.complaints[:] = [one for one in town.complaints if "net::ERR_INTERNET_DISCONNECTED" not in one]
    says(duty, "不能前来支援：正在另一处现场")


def test_split_and_merged_again_nobody_loses_the_thread(visit: Visit, platform: Platform, order: int) -> None:
    duty = visit("duty_officer")
    manager = visit("enterprise_manager", enterprise=1, **PHONE)
    duty.opens(f"/incidents/{order}")
    no = duty.page.locator(".sub span").first.inner_text()
    duty.presses("拆分")
    duty.page.locator(".el-dialog .ticks input").first.check()
    duty.page.locator(".el-dialog textarea").fill("另一处泄漏，分开处置")
    shows(duty, "order-split")
    duty.confirms("拆分")
    said = duty.page.locator(".log li", has_text="条报警为工单")
    said.wait_for()
    fresh_no = said.locator("p").inner_text().split("为工单 ")[1].split("：")[0]
    fresh = int(platform.manage(
        f"from anlan.records.incidents.models import Incident;print(Incident.objects.get(no='{fresh_no}').pk)"
    ))  # fmt: skip
    duty.opens(f"/incidents/{fresh}")
    says(duty, f"由工单 {no} 拆分", "派单")
    on_phone(manager, f"/m/orders/{fresh}")
    manager.page.get_by_text(fresh_no).first.wait_for()

    does(duty, "并入其他工单", "确认为同一处泄漏", whom=no)
    duty.page.wait_for_selector(".state >> text=已并入")
    says(duty, f"并入工单 {no}：确认为同一处泄漏")
    on_phone(manager, f"/m/orders/{fresh}")
    manager.page.get_by_role("link", name="本工单已并入另一件").click()
    manager.page.get_by_text(no).first.wait_for()
    duty.opens(f"/incidents/{order}")
    says(duty, f"工单 {fresh_no} 并入本工单")


@pytest.mark.parametrize(("kind", "register"), [("隐患", "hazards"), ("执法线索", "cases")])
def test_made_into_something_else_both_ends_lead_to_the_other(
    visit: Visit, order: int, kind: str, register: str
) -> None:
    duty = visit("duty_officer")
    duty.opens(f"/incidents/{order}")
    no = duty.page.locator(".sub span").first.inner_text()
    duty.presses("转办")
    duty.page.locator(".el-dialog .segment").get_by_role("button", name=kind).click()
    if register == "cases":
        field = duty.page.locator(".el-dialog .el-form-item", has_text="违法")
        field.locator("input, select").first.wait_for()
        _fills_choice(duty, field)
    duty.page.locator(".el-dialog textarea").last.fill("报警器被拔掉电源")
    shows(duty, f"order-to-{register}")
    assert duty.faults() == []
    duty.confirms("转办")
    says(duty, f"转为{kind}")
    duty.page.locator(f"a[href^='/registers/{register}/']").first.click()
    duty.page.wait_for_url(f"**/registers/{register}/*")
    duty.page.locator("main a", has_text=no).first.click()
    duty.page.wait_for_url(f"**/incidents/{order}")
    duty.is_sound()


def _fills_choice(visitor: Visitor, field) -> None:
    """The first entry, whether the field is a native select or a searching one."""
    if field.locator("select").count():
        field.locator("select").first.select_option(index=1)
        return
    field.locator(".el-select, input").first.click()
    visitor.page.locator(".el-select-dropdown__item:visible").first.click()

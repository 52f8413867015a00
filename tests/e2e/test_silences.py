"""What is not to call for a while, by clicking: maintenance, suppression by design, one limit shelved."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from anlan.records.core import clock
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Plant, Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]

#: A plant that sends nothing here, so that what is silenced of it is missed by no other test.
QUIET_PLANT = "演示乙"


def asks(visitor: Visitor, way: str, reason: str) -> None:
    """The form, open, with the quiet plant chosen."""
    page = visitor.page
    page.get_by_role("button", name="办理停用或抑制").click()
    form = page.locator(".el-dialog form")
    form.get_by_role("button", name=way, exact=True).click()
    form.locator("input[type=search]").fill(QUIET_PLANT)
    found = form.locator("option", has_text=QUIET_PLANT).first
    found.wait_for(state="attached")
    form.locator("select").first.select_option(found.get_attribute("value"))
    form.locator("textarea").fill(reason)


def hands_in(visitor: Visitor) -> None:
    visitor.page.locator(".el-dialog").get_by_role("button", name="提交").click()
    visitor.page.wait_for_selector(".el-dialog", state="hidden")


def decides(visitor: Visitor, reason: str, button: str, state: str, why: str = "") -> None:
    row = visitor.page.locator("tbody tr", has_text=reason)
    row.get_by_role("button", name=button, exact=True).click()
    if why:
        visitor.page.locator(".el-dialog textarea").fill(why)
    visitor.confirms(button)
    row.get_by_text(state).wait_for() if state else row.wait_for(state="detached")


@pytest.mark.parametrize("scope", ["测点", "关键设备", "车间", "整个企业"])
def test_maintenance_is_asked_for_approved_by_another_and_ended(visit: Visit, scope: str) -> None:
    reason = f"更换探头，{scope}"
    duty, other = visit(username="demo-duty1"), visit(username="demo-duty2")
    duty.opens("/silences")
    asks(duty, "检修停用", reason)
    form = duty.page.locator(".el-dialog form")
    form.get_by_role("button", name=scope, exact=True).click()
    if scope == "测点":
        boxes = form.locator(".ticks input")
        boxes.nth(1).wait_for()  # the plant's points come after the plant
        for n in range(2):
            boxes.nth(n).check()
    elif scope != "整个企业":
        form.get_by_label(scope).select_option(index=0)
    form.get_by_label("作业票号").fill("检-2026-118")
    form.get_by_role("button", name="1 小时").click()
    shows(duty, f"silence-{scope}")
    assert duty.faults() == []
    hands_in(duty)
    row = duty.page.locator("tbody tr", has_text=reason)
    row.wait_for()
    duty.is_sound()
    assert (
        row.get_by_role("button", name="批准", exact=True).and_(duty.page.locator(":not([aria-disabled])")).count() == 0
    ), "nobody approves what they asked for"

    other.opens("/silences")
    if "待批准" in other.page.locator("tbody tr", has_text=reason).inner_text():
        decides(other, reason, "批准", "生效中")
    shows(other, f"silences-{scope}")
    decides(other, reason, "提前结束", "", why="检修完毕，已恢复")
    other.is_sound()


def test_maintenance_of_tomorrow_is_approved_waits_and_is_withdrawn(visit: Visit) -> None:
    reason = "明早标定"
    duty, other = visit(username="demo-duty1"), visit(username="demo-duty2")
    duty.opens("/silences")
    asks(duty, "检修停用", reason)
    form = duty.page.locator(".el-dialog form")
    form.locator(".ticks input").first.check()
    form.get_by_label("作业票号").fill("检-2026-119")
    form.get_by_label("开始时间").fill((clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT08:00"))
    hands_in(duty)
    other.opens("/silences")
    decides(other, reason, "批准", "已批准待开始")
    duty.page.locator("tbody tr", has_text=reason).get_by_text("已批准待开始").wait_for(timeout=60_000)
    decides(duty, reason, "撤回", "", why="改期")


def test_a_standstill_is_declared_approved_and_switched_on(visit: Visit) -> None:
    duty, other = visit(username="demo-duty1"), visit(username="demo-duty2")
    duty.opens("/silences")
    asks(duty, "设计抑制", "全厂停产，压力无意义")
    form = duty.page.locator(".el-dialog form")
    form.get_by_role("button", name="整个企业").click()
    form.get_by_label("名称（如").fill("全厂停产")
    form.locator(".ticks label", has_text="压力").first.locator("input").check()
    assert form.locator(".ticks label", has_text="氨气浓度").locator("input").is_disabled(), "it leaks all the same"
    shows(duty, "logic-form")
    assert duty.faults() == []
    hands_in(duty)
    other.opens("/silences")
    logic = other.page.locator(".logics li", has_text="全厂停产")
    logic.get_by_role("button", name="批准").click()
    logic.get_by_text("演示值班员二 批准").wait_for()
    logic.get_by_role("button", name="启用抑制").click()
    other.page.locator(".el-dialog textarea").fill("今日 18 时起停产")
    other.page.locator(".el-dialog").get_by_role("button", name="2 小时").click()
    shows(other, "logic-switch")
    other.confirms("启用抑制")
    row = other.page.locator("tbody tr", has_text="今日 18 时起停产")
    row.wait_for()
    assert "_" not in row.inner_text(), "kinds have names"
    other.is_sound()


@pytest.fixture
def packing(platform: Platform) -> Iterator[Plant]:
    """The probe in the packing room, with a value of its own."""
    probe = platform.probe("nh3_packing")
    threading.Thread(target=probe.run, daemon=True).start()
    yield probe
    probe.value = 2.0
    probe.stop()


def test_one_limit_is_shelved_and_the_next_one_calls_all_the_same(visit: Visit, packing: Plant) -> None:
    duty = visit(username="demo-duty3")
    page = duty.page
    duty.opens("/alarms")
    packing.value = 40.0
    high = page.locator("tbody tr.yellow", has_text="包装间氨气浓度")
    high.locator("a", has_text="高报").click()
    page.wait_for_selector(".acts")
    duty.presses("搁置")
    page.locator(".el-dialog textarea").fill("探头标定，仪表班在场")
    page.locator(".el-dialog").get_by_role("button", name="10 分钟").click()
    shows(duty, "shelve-dialog")
    duty.confirms("搁置")
    page.get_by_text("已搁置").first.wait_for()
    page.get_by_text("搁置至").wait_for()
    duty.is_sound()
    packing.value = 60.0
    duty.opens("/alarms")
    page.locator("tbody tr.orange", has_text="包装间氨气浓度").wait_for(timeout=30_000)
    assert high.count() == 0, "the shelved limit is not on the list"
    duty.opens("/silences")
    page.locator("tbody tr", has_text="探头标定").get_by_role("link").click()
    page.wait_for_selector(".acts")
    shows(duty, "shelved-alarm")
    duty.presses("取消搁置")
    page.locator(".el-dialog textarea").fill("标定完毕")
    duty.confirms("取消搁置")
    page.get_by_text("已搁置").first.wait_for(state="detached")

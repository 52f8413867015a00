"""The year's calendar, by clicking: days are set on the notice's word, one taken back, the year noted as compared."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]


def test_a_new_year_is_entered_from_the_notice_and_noted_as_compared(visit: Visit) -> None:
    duty = visit("duty_officer")
    page = duty.page
    duty.opens("/calendar?year=2028")
    page.get_by_text("2028 年还没有放假安排").wait_for()
    page.locator("[data-day='2028-01-01']").click()
    page.locator("[data-day='2028-01-03']").click(modifiers=["Shift"])
    page.get_by_label("名称").fill("元旦")
    page.get_by_label("依据").fill("放假通知 2028")
    page.get_by_role("button", name="保存 3 天").click()
    page.locator("[data-day='2028-01-03'].off.local").wait_for()  # a Monday that is off
    page.locator("[data-day='2028-01-03']").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-day='2028-01-10'][aria-pressed=true]").wait_for()
    page.locator("[data-day='2028-01-02']").click()
    page.get_by_role("button", name="取消本地设置").click()
    page.locator("[data-day='2028-01-02']:not(.local)").wait_for()
    page.get_by_label("通知文号或名称").fill("放假通知 2028")
    page.get_by_role("button", name="登记已核对").click()
    page.locator(".standing", has_text="已核对").wait_for()
    shows(duty, "calendar")
    duty.is_sound()


def test_whoever_may_not_set_days_sees_them_and_reads_who_may(visit: Visit) -> None:
    looks = visit("enterprise_manager", enterprise=1)
    looks.opens("/calendar?year=2026")
    looks.page.get_by_text("由值班员或系统管理员维护").wait_for()
    assert looks.page.locator(".months button").count() == 0
    assert "国庆节" in looks.page.locator("main").inner_text()
    looks.is_sound()

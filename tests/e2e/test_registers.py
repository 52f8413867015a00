"""Lists of a register as people make them theirs: columns, shared views, and one step on many records."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.platform import Platform

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

THREE_HAZARDS = """
from anlan.records.accounts.models import User
from anlan.records.registers.hazards.register import HAZARDS
from anlan.records.registry.services import record_create
from anlan.records.sites.models import Enterprise
told = {"description": "疏散通道被物料占用", "category": "fire", "source": "patrol"}
for place in ("东门", "西门", "北门"):
    record_create(HAZARDS, actor=User.objects.filter(role="duty_officer").first(),
                  values={**told, "title": f"{place}安全出口堆放杂物", "enterprise": Enterprise.objects.first()})
"""


@pytest.mark.slow
def test_a_list_of_one_s_own_is_shared_and_its_records_go_on_together(visit: Visit, platform: Platform) -> None:
    platform.manage(THREE_HAZARDS)
    duty = visit("duty_officer")
    page = duty.page
    duty.opens("/registers/hazards?f=state:registered&q=安全出口堆放杂物")
    page.locator("summary", has_text="选择列").click()
    page.locator(".menu").get_by_label("隐患描述").check()
    page.wait_for_selector("th:has-text('隐患描述')")
    assert duty.faults() == []
    page.keyboard.press("Escape")
    page.locator("summary", has_text="选择列").click()
    page.get_by_role("button", name="保存为视图").click()
    page.get_by_label("视图名称").fill("待定级")
    page.get_by_label("共享给").select_option(label="领导")
    assert duty.faults() == []
    duty.confirms("提交")

    leader = visit("leader")
    leader.opens("/registers/hazards")
    leader.page.get_by_role("button", name="待定级").click()
    leader.page.wait_for_selector("th:has-text('隐患描述')")

    page.get_by_label("选择本页全部").check()
    page.wait_for_selector("text=已选 3 条")
    with page.expect_download() as file:
        page.get_by_role("link", name="导出所选").click()
    assert file.value.suggested_filename == "hazards.xlsx"
    page.locator(".bulk").get_by_role("button", name="定为一般隐患").click()
    page.locator(".el-dialog").get_by_label("整改期限").fill("2030-01-01")
    page.locator(".el-dialog").get_by_label("整改要求").fill("清理通道")
    assert duty.faults() == []
    page.locator(".el-dialog .btn.main").click()
    page.wait_for_selector("text=定为一般隐患：已办理 3 条")
    page.wait_for_selector("text=没有符合条件的记录")
    assert duty.faults() == []

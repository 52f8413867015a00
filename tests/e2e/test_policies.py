"""A dispatch policy, by clicking: drafted, tried for Sunday night, published by somebody else."""

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]


def drafts(visitor: Visitor, title: str) -> int:
    """A draft from the version in force; returns its number."""
    page = visitor.page
    visitor.opens("/dispatch")
    page.locator(".pick", has_text="生效中").click()
    page.get_by_role("button", name="以此版起草").click()
    page.get_by_label("修改说明").fill(title)
    with page.expect_response("**/api/dispatch/versions") as answered:
        page.get_by_role("button", name="提交").click()
    number = int(answered.value.json()["number"])
    page.locator(".pick[aria-pressed=true]", has_text=title).wait_for()
    return number


def simulates(visitor: Visitor, at: str) -> None:
    page = visitor.page
    form = page.locator("form.sim")
    form.locator("option[value]").first.wait_for(state="attached")
    form.locator("select").first.select_option(index=0)
    form.get_by_label("等级").select_option("red")
    form.get_by_label("时间").fill(at)
    form.get_by_role("button", name="推演").click()
    page.locator(".lines li").first.wait_for()


def test_a_rule_is_edited_tried_for_sunday_night_and_published_by_somebody_else(visit: Visit) -> None:
    duty = visit("duty_officer")
    page = duty.page
    number = drafts(duty, "夜间红色报警一分钟签收")
    row = page.locator("tbody tr", has_text="红").first
    row.get_by_role("button", name="编辑").click()
    dialog = page.locator(".el-dialog")
    dialog.get_by_label("签收时限").wait_for()
    shows(duty, "policy-dialog")
    assert duty.faults() == []
    dialog.get_by_label("签收时限").fill("1")
    dialog.get_by_label("备注").fill("值班会议 11 月 26 日商定")
    duty.confirms("采用")
    page.get_by_text("有未保存的修改").wait_for()
    assert page.locator("form.sim").get_by_role("button", name="推演").is_disabled(), "what is not saved is not tried"
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_text("请先推演本草稿").wait_for()
    simulates(duty, "2026-11-29T03:10")
    assert page.locator(".lines li").count() >= 4, "the first ones, and whoever comes when they do not accept"
    assert page.locator(".lines time").first.inner_text() == "03:10:00"
    shows(duty, "policy-simulated")
    duty.is_sound()
    assert page.get_by_role("button", name="发布", exact=True).count() == 0, "who drafts does not publish"

    leader = visit("leader")
    leader.opens("/dispatch")
    leader.page.locator(".pick", has_text="夜间红色报警一分钟签收").click()
    leader.page.get_by_role("heading", name=f"第 {number} 版").wait_for()
    leader.page.get_by_text("签收时限").wait_for()
    shows(leader, "policy-difference")
    leader.page.get_by_role("button", name="发布", exact=True).click()
    leader.page.locator(".pick", has_text="夜间红色报警一分钟签收").get_by_text("生效中").wait_for()
    leader.is_sound()

"""Documents of a tip. None of them knows who sent it."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day


def acceptance(tip: Any, reader: Any) -> list[Any]:
    """受理交办: what to verify, where, by when."""
    until = day(tip.verify_by, "受理之日起六十日内")
    return [
        Para(f"{tip.assignee.name if tip.assignee else '承办单位'}："),
        Para(f"现将编号 {tip.no} 的线索交你核查：{tip.description or '（尚未受理）'}"),
        Para(f"地点：{tip.place or '—'}。涉及单位：{tip.enterprise or '—'}。"),
        Para(f"请于{until}前完成核查并报送结论。本线索须严格保密，不得向被举报单位透露存在举报。"),
    ]


def approval(tip: Any, reader: Any) -> list[Any]:
    """奖励审批表, without a name."""
    people = [["拟办人", tip.proposed_by], ["审批人", tip.approved_by], ["发放人", tip.paid_by]]
    facts = [
        ["项目", "内容"],
        ["线索编号", tip.no],
        ["线索摘要", tip.description or "—"],
        ["核查结论", tip.get_verdict_display() or "—"],
        ["奖励依据", tip.get_reward_basis_display() or "—"],
        ["计算过程", tip.reward_formula or "—"],
        ["奖励金额", f"{tip.reward_yuan} 元"],
        ["领取方式", "凭领奖码领取，不登记身份"],
    ]
    return [
        Heading("线索与奖励"),
        Table(facts),
        Heading("审批"),
        Table([["环节", "姓名"], *[[label, who.name if who else "—"] for label, who in people]]),
    ]

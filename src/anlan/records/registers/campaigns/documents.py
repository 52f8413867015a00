"""The circular 通报 of a campaign, written from its rows."""

from typing import Any

from anlan.records.core import clock
from anlan.records.registers.campaigns.scoring import formula_text, ranking
from anlan.records.registry.papers import Heading, Para, Table, day
from anlan.records.registry.statistics import percent


def circular(campaign: Any, reader: Any) -> list[Any]:
    """Where the campaign stands today: totals, ranking, what lags, what is asked."""
    tasks = campaign.tasks.exclude(state="cancelled")
    total, done = tasks.count(), tasks.filter(state="done").count()
    overdue = tasks.filter(is_overdue=True).order_by("deadline").select_related("town")[:20]
    scores = ranking(campaign)
    blocks: list[Any] = [
        Para("各乡镇（街道），各有关单位："),
        Para(
            f"现将“{campaign.title}”截至{day(clock.today())}的进展情况通报如下。"
            f"（开始于{day(campaign.begins_on)}，结束于{day(campaign.ends_on)}）"
        ),
        Heading("总体进展"),
        Para(f"共部署任务 {total} 项，已完成 {done} 项，完成率 {percent(done, total) or 0:.2f}%。"),
        Heading("过程考核"),
        Para(f"{formula_text(campaign)}。"),
        Table(
            [["名次", "责任单位", "任务", "完成", "得分"]]
            + [[str(s.rank), s.unit, str(s.tasks), str(s.done), f"{s.score:.1f}"] for s in scores]
        ),
        Heading("逾期任务"),
    ]
    if overdue:
        blocks.append(Table([["责任单位", "任务", "时限"]] + [[t.unit, t.title, day(t.deadline)] for t in overdue]))
    else:
        blocks.append(Para("无。"))
    blocks += [Heading("下步要求"), Para("请各单位对照任务清单逐项落实，逾期任务于三个工作日内报送原因和完成时间。")]
    return blocks
